/* SPDX-License-Identifier: MIT */
/* Rings whose size is a power of two, with one entry that always stays free. */
#ifndef _LINUX_CIRC_BUF_H
#define _LINUX_CIRC_BUF_H 1

struct circ_buf {
	char *buf;
	int head;
	int tail;
};

/* entries in the ring; entries that may be added */
#define CIRC_CNT(head, tail, size)	(((head) - (tail)) & ((size) - 1))
#define CIRC_SPACE(head, tail, size)	CIRC_CNT((tail), ((head) + 1), (size))

/* the same up to the end of the buffer, before it wraps */
#define CIRC_CNT_TO_END(head, tail, size)				\
	({								\
		int __to_end = (size) - (tail);				\
		int __count = ((head) + __to_end) & ((size) - 1);	\
		__count < __to_end ? __count : __to_end;		\
	})
#define CIRC_SPACE_TO_END(head, tail, size)				\
	({								\
		int __to_end = (size) - 1 - (head);			\
		int __space = (__to_end + (tail)) & ((size) - 1);	\
		__space <= __to_end ? __space : __to_end + 1;		\
	})

#endif
