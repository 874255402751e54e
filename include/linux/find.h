/* SPDX-License-Identifier: MIT */
/* Searches for bits in arrays of words. A search without result returns @size. */
#ifndef __LINUX_FIND_H_
#define __LINUX_FIND_H_

#include <linux/bits.h>
#include <linux/types.h>
#include <asm/bitops.h>

/*
 * The first place at or after @start where word(i) is set; word() combines
 * the arrays that the caller looks at.
 */
#define __FIND_NEXT(word_at, size, start) ({				\
	unsigned long __fn_size = (size), __fn_at = (start);		\
	unsigned long __fn_i, __fn_word, __fn_found = __fn_size;	\
	if (__fn_at < __fn_size) {					\
		__fn_i = BIT_WORD(__fn_at);				\
		__fn_word = (word_at(__fn_i)) &				\
			    (~0UL << (__fn_at % BITS_PER_LONG));	\
		while (!__fn_word &&					\
		       ++__fn_i * BITS_PER_LONG < __fn_size)		\
			__fn_word = word_at(__fn_i);			\
		if (__fn_word) {					\
			__fn_found = __fn_i * BITS_PER_LONG +		\
				     __builtin_ctzl(__fn_word);		\
			if (__fn_found > __fn_size)			\
				__fn_found = __fn_size;			\
		}							\
	}								\
	__fn_found; })

static inline unsigned long find_next_bit(const unsigned long *addr,
					  unsigned long size,
					  unsigned long offset)
{
#define WORD_AT(i) (addr[i])
	return __FIND_NEXT(WORD_AT, size, offset);
#undef WORD_AT
}

static inline unsigned long find_next_and_bit(const unsigned long *addr1,
					      const unsigned long *addr2,
					      unsigned long size,
					      unsigned long offset)
{
#define WORD_AT(i) (addr1[i] & addr2[i])
	return __FIND_NEXT(WORD_AT, size, offset);
#undef WORD_AT
}

static inline unsigned long find_next_andnot_bit(const unsigned long *addr1,
						 const unsigned long *addr2,
						 unsigned long size,
						 unsigned long offset)
{
#define WORD_AT(i) (addr1[i] & ~addr2[i])
	return __FIND_NEXT(WORD_AT, size, offset);
#undef WORD_AT
}

static inline unsigned long find_next_zero_bit(const unsigned long *addr,
					       unsigned long size,
					       unsigned long offset)
{
#define WORD_AT(i) (~addr[i])
	return __FIND_NEXT(WORD_AT, size, offset);
#undef WORD_AT
}

static inline unsigned long find_first_bit(const unsigned long *addr,
					   unsigned long size)
{
	return find_next_bit(addr, size, 0);
}

static inline unsigned long find_first_and_bit(const unsigned long *addr1,
					       const unsigned long *addr2,
					       unsigned long size)
{
	return find_next_and_bit(addr1, addr2, size, 0);
}

static inline unsigned long find_first_zero_bit(const unsigned long *addr,
						unsigned long size)
{
	return find_next_zero_bit(addr, size, 0);
}

static inline unsigned long find_last_bit(const unsigned long *addr,
					  unsigned long size)
{
	unsigned long i, word, mask;

	if (!size)
		return size;
	i = BIT_WORD(size - 1);
	mask = ~0UL >> (-size % BITS_PER_LONG);
	for (;; mask = ~0UL) {
		word = addr[i] & mask;
		if (word)
			return i * BITS_PER_LONG + __fls(word);
		if (i-- == 0)
			return size;
	}
}

static inline unsigned long find_nth_bit(const unsigned long *addr,
					 unsigned long size, unsigned long n)
{
	unsigned long bit;

	for (bit = find_first_bit(addr, size); bit < size;
	     bit = find_next_bit(addr, size, bit + 1))
		if (n-- == 0)
			return bit;
	return size;
}

static inline unsigned long find_next_bit_wrap(const unsigned long *addr,
					       unsigned long size,
					       unsigned long offset)
{
	unsigned long bit = find_next_bit(addr, size, offset);

	if (bit < size || offset == 0)
		return bit;
	bit = find_first_bit(addr, offset);
	return bit < offset ? bit : size;
}

static inline unsigned long find_next_clump8(unsigned long *clump,
					     const unsigned long *addr,
					     unsigned long size,
					     unsigned long offset)
{
	offset = find_next_bit(addr, size, offset);
	if (offset == size)
		return size;
	offset &= ~7UL;
	*clump = (addr[BIT_WORD(offset)] >> (offset % BITS_PER_LONG)) & 0xff;
	return offset;
}

/* both hosts that we run on are little-endian */
#define find_first_bit_le find_first_bit
#define find_next_bit_le find_next_bit
#define find_first_zero_bit_le find_first_zero_bit
#define find_next_zero_bit_le find_next_zero_bit

#endif
