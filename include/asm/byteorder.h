/* SPDX-License-Identifier: MIT */
/* Byte order of the host, which is little-endian, to and from that of data. */
#ifndef _ASM_BYTEORDER_H
#define _ASM_BYTEORDER_H

#include <linux/swab.h>
#include <linux/types.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "only little-endian hosts are supported"
#endif

#ifndef __LITTLE_ENDIAN
#define __LITTLE_ENDIAN 1234
#endif
#ifndef __LITTLE_ENDIAN_BITFIELD
#define __LITTLE_ENDIAN_BITFIELD
#endif

#define __cpu_to_le16(x) ((__le16)(__u16)(x))
#define __cpu_to_le32(x) ((__le32)(__u32)(x))
#define __cpu_to_le64(x) ((__le64)(__u64)(x))
#define __le16_to_cpu(x) ((__u16)(__le16)(x))
#define __le32_to_cpu(x) ((__u32)(__le32)(x))
#define __le64_to_cpu(x) ((__u64)(__le64)(x))
#define __cpu_to_be16(x) ((__be16)__swab16((x)))
#define __cpu_to_be32(x) ((__be32)__swab32((x)))
#define __cpu_to_be64(x) ((__be64)__swab64((x)))
#define __be16_to_cpu(x) __swab16((__u16)(__be16)(x))
#define __be32_to_cpu(x) __swab32((__u32)(__be32)(x))
#define __be64_to_cpu(x) __swab64((__u64)(__be64)(x))

#define __constant_cpu_to_le16 __cpu_to_le16
#define __constant_cpu_to_le32 __cpu_to_le32
#define __constant_cpu_to_le64 __cpu_to_le64
#define __constant_cpu_to_be16 __cpu_to_be16
#define __constant_cpu_to_be32 __cpu_to_be32
#define __constant_cpu_to_be64 __cpu_to_be64

#define cpu_to_le16 __cpu_to_le16
#define cpu_to_le32 __cpu_to_le32
#define cpu_to_le64 __cpu_to_le64
#define le16_to_cpu __le16_to_cpu
#define le32_to_cpu __le32_to_cpu
#define le64_to_cpu __le64_to_cpu
#define cpu_to_be16 __cpu_to_be16
#define cpu_to_be32 __cpu_to_be32
#define cpu_to_be64 __cpu_to_be64
#define be16_to_cpu __be16_to_cpu
#define be32_to_cpu __be32_to_cpu
#define be64_to_cpu __be64_to_cpu

#define __BYTEORDER_FORMS(size)						\
static inline __le##size cpu_to_le##size##p(const __u##size *p)		\
{									\
	return *p;							\
}									\
static inline __u##size le##size##_to_cpup(const __le##size *p)		\
{									\
	return *p;							\
}									\
static inline __be##size cpu_to_be##size##p(const __u##size *p)		\
{									\
	return __swab##size(*p);					\
}									\
static inline __u##size be##size##_to_cpup(const __be##size *p)		\
{									\
	return __swab##size(*p);					\
}									\
static inline void cpu_to_le##size##s(__u##size *p) { (void)p; }	\
static inline void le##size##_to_cpus(__u##size *p) { (void)p; }	\
static inline void cpu_to_be##size##s(__u##size *p) { swab##size##s(p); } \
static inline void be##size##_to_cpus(__u##size *p) { swab##size##s(p); } \
static inline void le##size##_add_cpu(__le##size *var, u##size val)	\
{									\
	*var += val;							\
}									\
static inline void be##size##_add_cpu(__be##size *var, u##size val)	\
{									\
	*var = __swab##size(__swab##size(*var) + val);			\
}
__BYTEORDER_FORMS(16)
__BYTEORDER_FORMS(32)
__BYTEORDER_FORMS(64)
#undef __BYTEORDER_FORMS

static inline void le32_to_cpu_array(u32 *buf, unsigned int words)
{
	(void)buf;
	(void)words;
}

static inline void cpu_to_le32_array(u32 *buf, unsigned int words)
{
	(void)buf;
	(void)words;
}

static inline void cpu_to_be32_array(__be32 *dst, const u32 *src, size_t len)
{
	while (len--)
		*dst++ = __swab32(*src++);
}

static inline void be32_to_cpu_array(u32 *dst, const __be32 *src, size_t len)
{
	while (len--)
		*dst++ = __swab32(*src++);
}

/* a program that is not kernel code has the C library's functions */
#ifdef __KERNEL__
#define htons(x) __cpu_to_be16(x)
#define htonl(x) __cpu_to_be32(x)
#define ntohs(x) __be16_to_cpu(x)
#define ntohl(x) __be32_to_cpu(x)
#endif

#endif
