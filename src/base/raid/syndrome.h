/* SPDX-License-Identifier: MIT */
/* Stripes of any width, for <linux/raid/pq.h> and for async_tx. Kernel side. */
#ifndef DMAE_BASE_RAID_SYNDROME_H
#define DMAE_BASE_RAID_SYNDROME_H

#include <linux/types.h>

/**
 * raid6_syndrome() - P and Q of a stripe
 * @p: destination, or NULL
 * @q: destination, or NULL
 * @data: blocks; NULL and raid6_empty_zero_page are blocks of zeroes
 * @count: of @data
 * @first: power of two by which the first of @data counts in Q
 * @bytes: of a block
 * @go_on: add to what @p and @q hold
 *
 * @p and @q must not be among @data. Any context; waits for nothing.
 */
void raid6_syndrome(void *p, void *q, void *const *data, int count, int first, size_t bytes,
		    bool go_on);

/**
 * raid6_sum() - @dest becomes the sum of @count products of a block and a coefficient
 * @dest: may be one of the sources
 * @src: blocks
 * @coef: what each is multiplied by
 * @count: 1 to RAID_MAX_SOURCES
 * @bytes: of a block
 */
void raid6_sum(void *dest, const void *const *src, const u8 *coef, unsigned int count,
	       size_t bytes);

/** raid6_syndrome_calls - what raid6_call is at the start */
extern const struct raid6_calls raid6_syndrome_calls;

#endif
