/* SPDX-License-Identifier: MIT */
/* Pools of bounce buffers, as their kinds and the room's start make them. */
#ifndef DMAE_MAPPING_SWIOTLB_POOL_H
#define DMAE_MAPPING_SWIOTLB_POOL_H

#include <linux/swiotlb.h>

void swiotlb_start(void);
void swiotlb_stop(void);
void swiotlb_reserve(void);
void swiotlb_unreserve(void);

/**
 * swiotlb_pool_open() - a pool of what @mem says of itself: start, nslabs, nareas, flags
 * @mem: the pool
 * @name: its folder in debugfs, below that of the default pool
 *
 * Context: Process. Return: 0; -ENOMEM.
 */
int swiotlb_pool_open(struct io_tlb_mem *mem, const char *name);
/** swiotlb_pool_close() - forgets all of it but the memory, which is the caller's */
void swiotlb_pool_close(struct io_tlb_mem *mem);

/* restricted_pool.c; before reserved memory is looked at */
void restricted_pools_start(void);
void restricted_pools_stop(void);

#endif
