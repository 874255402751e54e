/* SPDX-License-Identifier: MIT */
/* 64-bit division in place. */
#ifndef _ASM_DIV64_H
#define _ASM_DIV64_H

#include <linux/types.h>

/* @n becomes the quotient; the value is the remainder */
#define do_div(n, base) ({				\
	u32 __dd_base = (base);				\
	u32 __dd_rem = (u32)((u64)(n) % __dd_base);	\
	(n) = (u64)(n) / __dd_base;			\
	__dd_rem; })

#endif
