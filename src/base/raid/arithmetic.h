/* SPDX-License-Identifier: MIT */
/*
 * XOR and RAID-6 arithmetic on memory. Plain C: implemented on the host's
 * side, with the vector code of ISA-L; called by whatever on the kernel side computes it.
 *
 * Q is the sum of coefficient times source over GF(2^8) with the polynomial
 * 0x11d, as in Linux's RAID-6. No buffer need be aligned, no length be a
 * multiple of anything; a destination may be one of the sources.
 */
#ifndef DMAE_BASE_RAID_ARITHMETIC_H
#define DMAE_BASE_RAID_ARITHMETIC_H

#include <stdbool.h>
#include <stddef.h>

/* most sources of one call */
#define RAID_MAX_SOURCES	32

struct raid_scratch;

/** raid_scratch_size() - bytes, zeroed, that a caller of the P+Q functions brings along */
size_t raid_scratch_size(void);

/** raid_xor() - @dst becomes the XOR of @n sources of @len bytes, @n >= 1 */
void raid_xor(void *dst, const void *const *src, unsigned int n, size_t len);
/** raid_xor_is_zero() - is the XOR of @n sources of @len bytes zero throughout? */
bool raid_xor_is_zero(const void *const *src, unsigned int n, size_t len);

/**
 * raid_pq() - P and Q of @n sources of @len bytes
 * @p: destination, or NULL
 * @q: destination, or NULL
 * @coef: of each source in Q
 * @go_on: start from what @p and @q hold, not from zero
 * @scratch: used by one call at a time
 */
void raid_pq(void *p, void *q, const void *const *src,
	     const unsigned char *coef, unsigned int n, size_t len, bool go_on,
	     struct raid_scratch *scratch);

#define RAID_P_WRONG	1u
#define RAID_Q_WRONG	2u

/** raid_pq_check() - which of @p and @q (NULL: not asked for) is not what raid_pq() would make? */
unsigned int raid_pq_check(const void *p, const void *q, const void *const *src,
			   const unsigned char *coef, unsigned int n, size_t len,
			   struct raid_scratch *scratch);

#endif
