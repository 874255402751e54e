/* SPDX-License-Identifier: MIT */
/* Reversing the bytes of a word; constant where the argument is. */
#ifndef _LINUX_SWAB_H
#define _LINUX_SWAB_H

#include <linux/types.h>

#define ___constant_swab16(x) ((__u16)__builtin_bswap16(x))
#define ___constant_swab32(x) ((__u32)__builtin_bswap32(x))
#define ___constant_swab64(x) ((__u64)__builtin_bswap64(x))
#define __swab16(x) ((__u16)__builtin_bswap16((__u16)(x)))
#define __swab32(x) ((__u32)__builtin_bswap32((__u32)(x)))
#define __swab64(x) ((__u64)__builtin_bswap64((__u64)(x)))

static inline __u32 __swahw32(__u32 val)
{
	return (val << 16) | (val >> 16);
}

static inline __u32 __swahb32(__u32 val)
{
	return ((val & 0x00ff00ffU) << 8) | ((val & 0xff00ff00U) >> 8);
}

#define swab16 __swab16
#define swab32 __swab32
#define swab64 __swab64
#define swahw32 __swahw32
#define swahb32 __swahb32

#define __SWAB_FORMS(size)					\
static inline __u##size swab##size##p(const __u##size *p)	\
{								\
	return __swab##size(*p);				\
}								\
static inline void swab##size##s(__u##size *p)			\
{								\
	*p = __swab##size(*p);					\
}								\
static inline void swab##size##_array(u##size *buf, unsigned int words) \
{								\
	while (words--)						\
		swab##size##s(buf++);				\
}
__SWAB_FORMS(16)
__SWAB_FORMS(32)
__SWAB_FORMS(64)
#undef __SWAB_FORMS

#endif
