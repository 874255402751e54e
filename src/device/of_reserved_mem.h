/* SPDX-License-Identifier: MIT */
/* Kinds of reserved memory: for the room that can do something with one. */
#ifndef DMAE_DEVICE_OF_RESERVED_MEM_H
#define DMAE_DEVICE_OF_RESERVED_MEM_H

struct device_node;
struct reserved_mem;
struct reserved_mem_ops;

/**
 * of_reserved_mem_kind() - regions with this @compatible are given to devices by @ops; NULL: none
 * are, from now on
 * @compatible: a string that stays
 * @ops: what makes a device use the region
 *
 * Context: While a room starts or stops.
 */
void of_reserved_mem_kind(const char *compatible, const struct reserved_mem_ops *ops);

/**
 * of_reserved_mem_setup() - regions with this @compatible are looked at by @setup when all are
 * scanned; NULL: no more
 * @compatible: a string that stays
 * @setup: gives the region its operations. 0; -EINVAL: it is none of this kind after all
 *
 * Context: While a room starts or stops.
 */
void of_reserved_mem_setup(const char *compatible,
			   int (*setup)(struct reserved_mem *rmem, struct device_node *np));

/**
 * of_reserved_mem_scan() - find all regions, tell of those that overlap, give those without an
 * address one, and have each set up by its kind
 *
 * Context: While a room starts, once, before much memory is allocated.
 */
void of_reserved_mem_scan(void);

#endif
