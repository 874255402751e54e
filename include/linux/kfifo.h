/* SPDX-License-Identifier: MIT */
/*
 * Queues of elements of one type in a ring whose size is a power of two. One
 * reader and one writer need no lock between them. The macros check types at
 * compile time; the work is in src/base/lib/kfifo.c. Queues of records of
 * differing lengths (kfifo_rec_ptr_1, _2) are not offered.
 */
#ifndef _LINUX_KFIFO_H
#define _LINUX_KFIFO_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/gfp.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/types.h>

/** struct __kfifo - @in and @out count elements and run on; @mask: size - 1 */
struct __kfifo {
	unsigned int in;
	unsigned int out;
	unsigned int mask;
	unsigned int esize;
	void *data;
};

#define __KFIFO_UNION(elem)						\
	union {								\
		struct __kfifo kfifo;					\
		elem *type;						\
		const elem *const_type;					\
	}

#define STRUCT_KFIFO(elem, size)					\
	struct {							\
		__KFIFO_UNION(elem);					\
		elem buf[((size) < 2 || ((size) & ((size) - 1))) ? -1 : (size)]; \
	}
#define STRUCT_KFIFO_PTR(elem)						\
	struct {							\
		__KFIFO_UNION(elem);					\
		elem buf[0];						\
	}

struct kfifo {
	__KFIFO_UNION(unsigned char);
	unsigned char buf[0];
};

#define DECLARE_KFIFO_PTR(fifo, elem)	STRUCT_KFIFO_PTR(elem) fifo
#define DECLARE_KFIFO(fifo, elem, size)	STRUCT_KFIFO(elem, size) fifo

#define __kfifo_in_place(fifo)	(sizeof(*(fifo)) != sizeof(struct __kfifo))

#define INIT_KFIFO(fifo)						\
	do {								\
		typeof(&(fifo)) __ff = &(fifo);				\
		__ff->kfifo = (struct __kfifo){				\
			.mask = __kfifo_in_place(__ff) ? ARRAY_SIZE(__ff->buf) - 1 : 0, \
			.esize = sizeof(*__ff->buf),			\
			.data = __kfifo_in_place(__ff) ? __ff->buf : NULL, \
		};							\
	} while (0)

#define DEFINE_KFIFO(fifo, elem, size)					\
	DECLARE_KFIFO(fifo, elem, size) = {				\
		{ .kfifo = {						\
			.mask = (size) - 1,				\
			.esize = sizeof(elem),				\
			.data = (fifo).buf,				\
		} }							\
	}

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp);
void __kfifo_free(struct __kfifo *fifo);
int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size, size_t esize);
/* Return: how many elements were moved */
unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf, unsigned int n);
unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int n);
unsigned int __kfifo_out_peek(struct __kfifo *fifo, void *buf, unsigned int n);
int __kfifo_from_user(struct __kfifo *fifo, const void __user *from, unsigned long len,
		      unsigned int *copied);
int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned long len,
		    unsigned int *copied);

static inline unsigned int __kfifo_len(const struct __kfifo *fifo)
{
	return __atomic_load_n(&fifo->in, __ATOMIC_ACQUIRE) -
	       __atomic_load_n(&fifo->out, __ATOMIC_ACQUIRE);
}

/**
 * kfifo_alloc() - room for @size elements, rounded up to a power of two. Return: 0, -EINVAL,
 * -ENOMEM
 */
#define kfifo_alloc(fifo, size, gfp)					\
	({								\
		typeof((fifo) + 1) __f = (fifo);			\
		__kfifo_in_place(__f) ? -EINVAL :			\
			__kfifo_alloc(&__f->kfifo, (size), sizeof(*__f->type), (gfp)); \
	})
#define kfifo_free(fifo)						\
	({								\
		typeof((fifo) + 1) __f = (fifo);			\
		if (!__kfifo_in_place(__f))				\
			__kfifo_free(&__f->kfifo);			\
	})
/** kfifo_init() - on a buffer of the caller's, of @size bytes, rounded down to a power of two */
#define kfifo_init(fifo, buffer, size)					\
	({								\
		typeof((fifo) + 1) __f = (fifo);			\
		__kfifo_in_place(__f) ? -EINVAL :			\
			__kfifo_init(&__f->kfifo, (buffer), (size), sizeof(*__f->type)); \
	})

#define kfifo_initialized(fifo)	((fifo)->kfifo.mask)
#define kfifo_esize(fifo)	((fifo)->kfifo.esize)
#define kfifo_recsize(fifo)	((void)(fifo), 0)
#define kfifo_size(fifo)	((fifo)->kfifo.mask + 1)
#define kfifo_len(fifo)		__kfifo_len(&(fifo)->kfifo)
#define kfifo_avail(fifo)	(kfifo_size(fifo) - kfifo_len(fifo))
#define kfifo_is_empty(fifo)	(kfifo_len(fifo) == 0)
#define kfifo_is_full(fifo)	(kfifo_len(fifo) > (fifo)->kfifo.mask)
#define kfifo_reset(fifo)						\
	(void)({							\
		typeof((fifo) + 1) __f = (fifo);			\
		__f->kfifo.in = __f->kfifo.out = 0;			\
	})
#define kfifo_reset_out(fifo)						\
	(void)({							\
		typeof((fifo) + 1) __f = (fifo);			\
		__atomic_store_n(&__f->kfifo.out,			\
				 __atomic_load_n(&__f->kfifo.in, __ATOMIC_ACQUIRE), \
				 __ATOMIC_RELEASE);			\
	})
#define kfifo_skip(fifo)						\
	(void)({							\
		typeof((fifo) + 1) __f = (fifo);			\
		__atomic_store_n(&__f->kfifo.out, __f->kfifo.out + 1, __ATOMIC_RELEASE); \
	})

#define kfifo_in(fifo, from, n)						\
	({								\
		typeof((fifo) + 1) __f = (fifo);			\
		const typeof(*__f->type) *__from = (from);		\
		__kfifo_in(&__f->kfifo, __from, (n));			\
	})
#define kfifo_out(fifo, to, n)						\
	({								\
		typeof((fifo) + 1) __f = (fifo);			\
		typeof(__f->type) __to = (to);				\
		__kfifo_out(&__f->kfifo, __to, (n));			\
	})
#define kfifo_out_peek(fifo, to, n)					\
	({								\
		typeof((fifo) + 1) __f = (fifo);			\
		typeof(__f->type) __to = (to);				\
		__kfifo_out_peek(&__f->kfifo, __to, (n));		\
	})

/* one element: Return: 1 if it was moved, 0 if there was no room (none there) */
#define kfifo_put(fifo, val)						\
	({								\
		typeof((fifo) + 1) __fp = (fifo);			\
		typeof(*__fp->const_type) __val = (val);		\
		__kfifo_in(&__fp->kfifo, &__val, 1);			\
	})
#define kfifo_get(fifo, val)						\
	({								\
		typeof((fifo) + 1) __fp = (fifo);			\
		typeof(__fp->type) __to1 = (val);			\
		__kfifo_out(&__fp->kfifo, __to1, 1);			\
	})
#define kfifo_peek(fifo, val)						\
	({								\
		typeof((fifo) + 1) __fp = (fifo);			\
		typeof(__fp->type) __to1 = (val);			\
		__kfifo_out_peek(&__fp->kfifo, __to1, 1);		\
	})
#define kfifo_peek_len(fifo)		(kfifo_is_empty(fifo) ? 0 : kfifo_esize(fifo))

#define kfifo_in_spinlocked(fifo, buf, n, lock)				\
	({								\
		unsigned long __flags;					\
		unsigned int __moved;					\
		spin_lock_irqsave((lock), __flags);			\
		__moved = kfifo_in(fifo, buf, n);			\
		spin_unlock_irqrestore((lock), __flags);		\
		__moved;						\
	})
#define kfifo_out_spinlocked(fifo, buf, n, lock)			\
	({								\
		unsigned long __flags;					\
		unsigned int __moved;					\
		spin_lock_irqsave((lock), __flags);			\
		__moved = kfifo_out(fifo, buf, n);			\
		spin_unlock_irqrestore((lock), __flags);		\
		__moved;						\
	})
#define kfifo_in_locked(fifo, buf, n, lock)	kfifo_in_spinlocked(fifo, buf, n, lock)
#define kfifo_out_locked(fifo, buf, n, lock)	kfifo_out_spinlocked(fifo, buf, n, lock)
#define kfifo_is_empty_spinlocked(fifo, lock)				\
	({								\
		unsigned long __flags;					\
		bool __empty;						\
		spin_lock_irqsave((lock), __flags);			\
		__empty = kfifo_is_empty(fifo);				\
		spin_unlock_irqrestore((lock), __flags);		\
		__empty;						\
	})

/* @len and *@copied in bytes. Return: 0 or -EFAULT */
#define kfifo_from_user(fifo, from, len, copied)			\
	__kfifo_from_user(&(fifo)->kfifo, (from), (len), (copied))
#define kfifo_to_user(fifo, to, len, copied)				\
	__kfifo_to_user(&(fifo)->kfifo, (to), (len), (copied))

#endif
