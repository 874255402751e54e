/* SPDX-License-Identifier: MIT */
/* Words at any address, in any byte order. */
#ifndef _ASM_UNALIGNED_H
#define _ASM_UNALIGNED_H

#include <linux/types.h>
#include <asm/byteorder.h>

#define get_unaligned(ptr) ({						\
	const struct { typeof(*(ptr)) x; } __packed *__gu_ptr =		\
		(const void *)(ptr);					\
	__gu_ptr->x; })
#define put_unaligned(val, ptr) do {					\
	struct { typeof(*(ptr)) x; } __packed *__pu_ptr =		\
		(void *)(ptr);						\
	__pu_ptr->x = (val);						\
} while (0)

#define __UNALIGNED_FORMS(size)						\
static inline u##size get_unaligned_le##size(const void *p)		\
{									\
	return le##size##_to_cpu(get_unaligned((const __le##size *)p));	\
}									\
static inline u##size get_unaligned_be##size(const void *p)		\
{									\
	return be##size##_to_cpu(get_unaligned((const __be##size *)p));	\
}									\
static inline void put_unaligned_le##size(u##size val, void *p)		\
{									\
	put_unaligned(cpu_to_le##size(val), (__le##size *)p);		\
}									\
static inline void put_unaligned_be##size(u##size val, void *p)		\
{									\
	put_unaligned(cpu_to_be##size(val), (__be##size *)p);		\
}
__UNALIGNED_FORMS(16)
__UNALIGNED_FORMS(32)
__UNALIGNED_FORMS(64)
#undef __UNALIGNED_FORMS

static inline u32 get_unaligned_be24(const u8 *p)
{
	return p[0] << 16 | p[1] << 8 | p[2];
}

static inline u32 get_unaligned_le24(const u8 *p)
{
	return p[0] | p[1] << 8 | p[2] << 16;
}

static inline void put_unaligned_be24(const u32 val, void *at)
{
	u8 *p = at;

	p[0] = val >> 16;
	p[1] = val >> 8;
	p[2] = val;
}

static inline void put_unaligned_le24(const u32 val, void *at)
{
	u8 *p = at;

	p[0] = val;
	p[1] = val >> 8;
	p[2] = val >> 16;
}

#endif
