/* SPDX-License-Identifier: MIT */
/* Between the formatter's files: where text goes, and how a conversion wants it. */
#ifndef DMAE_BASE_VSPRINTF_H
#define DMAE_BASE_VSPRINTF_H

#include <linux/types.h>

/* what fits goes into the buffer; all of it is counted */
struct text_out {
	char *buf;
	size_t size;
	size_t len;
};

#define FORMAT_LEFT 1
#define FORMAT_PLUS 2
#define FORMAT_SPACE 4
#define FORMAT_ZEROPAD 8
#define FORMAT_SPECIAL 16	/* 0x or 0 in front */
#define FORMAT_UPPER 32
#define FORMAT_SIGN 64

struct format_spec {
	unsigned int flags;
	int width;		/* -1: none */
	int precision;		/* -1: none */
	unsigned int base;
};

static inline void text_put(struct text_out *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

void text_number(struct text_out *out, unsigned long long num,
		 struct format_spec spec);
void text_string(struct text_out *out, const char *s, struct format_spec spec);
/** text_pointer() - %p with the letters at @fmt */
void text_pointer(struct text_out *out, const char *fmt, const void *ptr,
		  struct format_spec spec);

#endif
