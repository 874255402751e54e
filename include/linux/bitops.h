/* SPDX-License-Identifier: MIT */
/* Operations on single bits of words and of arrays of words. */
#ifndef _LINUX_BITOPS_H
#define _LINUX_BITOPS_H

#include <linux/types.h>
#include <linux/bits.h>
#include <linux/math.h>
#include <linux/typecheck.h>

#define BITS_PER_TYPE(type) (sizeof(type) * BITS_PER_BYTE)
#define BITS_TO_LONGS(nr) DIV_ROUND_UP(nr, BITS_PER_TYPE(long))
#define BITS_TO_U64(nr) DIV_ROUND_UP(nr, BITS_PER_TYPE(u64))
#define BITS_TO_U32(nr) DIV_ROUND_UP(nr, BITS_PER_TYPE(u32))
#define BITS_TO_BYTES(nr) DIV_ROUND_UP(nr, BITS_PER_TYPE(char))

#include <asm/bitops.h>
#include <linux/find.h>

#define for_each_set_bit(bit, addr, size)			\
	for ((bit) = find_first_bit((addr), (size));		\
	     (bit) < (size);					\
	     (bit) = find_next_bit((addr), (size), (bit) + 1))
#define for_each_set_bit_from(bit, addr, size)			\
	for ((bit) = find_next_bit((addr), (size), (bit));	\
	     (bit) < (size);					\
	     (bit) = find_next_bit((addr), (size), (bit) + 1))
#define for_each_clear_bit(bit, addr, size)			\
	for ((bit) = find_first_zero_bit((addr), (size));	\
	     (bit) < (size);					\
	     (bit) = find_next_zero_bit((addr), (size), (bit) + 1))
#define for_each_clear_bit_from(bit, addr, size)		\
	for ((bit) = find_next_zero_bit((addr), (size), (bit));	\
	     (bit) < (size);					\
	     (bit) = find_next_zero_bit((addr), (size), (bit) + 1))
#define for_each_set_bitrange(b, e, addr, size)			\
	for ((b) = find_next_bit((addr), (size), 0),		\
	     (e) = find_next_zero_bit((addr), (size), (b) + 1);	\
	     (b) < (size);					\
	     (b) = find_next_bit((addr), (size), (e) + 1),	\
	     (e) = find_next_zero_bit((addr), (size), (b) + 1))
#define for_each_clear_bitrange(b, e, addr, size)		\
	for ((b) = find_next_zero_bit((addr), (size), 0),	\
	     (e) = find_next_bit((addr), (size), (b) + 1);	\
	     (b) < (size);					\
	     (b) = find_next_zero_bit((addr), (size), (e) + 1),	\
	     (e) = find_next_bit((addr), (size), (b) + 1))

#define ROTATE_WORDS(bits, type)					\
static inline type rol##bits(type word, unsigned int shift)		\
{									\
	return (word << (shift & (bits - 1))) |				\
	       (word >> ((-shift) & (bits - 1)));			\
}									\
static inline type ror##bits(type word, unsigned int shift)		\
{									\
	return (word >> (shift & (bits - 1))) |				\
	       (word << ((-shift) & (bits - 1)));			\
}
ROTATE_WORDS(8, __u8)
ROTATE_WORDS(16, __u16)
ROTATE_WORDS(32, __u32)
ROTATE_WORDS(64, __u64)
#undef ROTATE_WORDS

static __always_inline __s32 sign_extend32(__u32 value, int index)
{
	__u8 shift = 31 - index;

	return (__s32)(value << shift) >> shift;
}

static __always_inline __s64 sign_extend64(__u64 value, int index)
{
	__u8 shift = 63 - index;

	return (__s64)(value << shift) >> shift;
}

static inline unsigned int fls_long(unsigned long l)
{
	return fls64(l);
}

static inline int get_bitmask_order(unsigned int count)
{
	return fls(count);
}

static inline int get_count_order(unsigned int count)
{
	return count == 0 ? -1 : fls(--count);
}

static inline int get_count_order_long(unsigned long l)
{
	return l == 0UL ? -1 : (int)fls_long(--l);
}

static inline unsigned int __ffs64(u64 word)
{
	return __builtin_ctzll(word);
}

/* the @n'th set bit of @word, counted from 0; BITS_PER_LONG if there are fewer */
static inline unsigned long fns(unsigned long word, unsigned int n)
{
	while (word) {
		unsigned int bit = __ffs(word);

		if (n-- == 0)
			return bit;
		word &= word - 1;
	}
	return BITS_PER_LONG;
}

static __always_inline void assign_bit(long nr, volatile unsigned long *addr,
				       bool value)
{
	if (value)
		set_bit(nr, addr);
	else
		clear_bit(nr, addr);
}

static __always_inline void __assign_bit(long nr, volatile unsigned long *addr,
					 bool value)
{
	if (value)
		__set_bit(nr, addr);
	else
		__clear_bit(nr, addr);
}

#define set_mask_bits(ptr, mask, bits) ({				\
	typeof(*(ptr)) __smb_old, __smb_new;				\
	__smb_old = READ_ONCE(*(ptr));					\
	do {								\
		__smb_new = (__smb_old & ~(mask)) | (bits);		\
	} while (!__atomic_compare_exchange_n(ptr, &__smb_old, __smb_new, 0, \
				__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));	\
	__smb_old; })

#define bit_clear_unless(ptr, clear, test) ({				\
	typeof(*(ptr)) __bcu_old = READ_ONCE(*(ptr));			\
	bool __bcu_done = false;					\
	while (!(__bcu_old & (test)) && !__bcu_done)			\
		__bcu_done = __atomic_compare_exchange_n(ptr, &__bcu_old, \
				__bcu_old & ~(clear), 0,		\
				__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);	\
	__bcu_done; })

#endif
