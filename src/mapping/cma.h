/* SPDX-License-Identifier: MIT */
/* Contiguous memory areas, within the mapping room (cma.c, cma_debug.c). */
#ifndef DMAE_MAPPING_CMA_H
#define DMAE_MAPPING_CMA_H

#include <linux/cma.h>
#include <linux/debugfs.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/spinlock.h>

/**
 * struct cma - an area
 * @base_pfn: first frame
 * @count: pages; 0: it could not be made use of
 * @bitmap: which blocks are allocated; under @lock
 * @order_per_bit: pages of a block: 2^this
 * @lock: protects @bitmap
 * @succeeded: pages that were allocated, ever
 * @failed: pages that could not be
 * @tests: what was allocated through debugfs; under @lock
 * @bits: @bitmap for debugfs
 * @kobj: its folder in sysfs
 */
struct cma {
	unsigned long base_pfn;
	unsigned long count;
	unsigned long *bitmap;
	unsigned int order_per_bit;
	spinlock_t lock;
	atomic64_t succeeded;
	atomic64_t failed;
	struct list_head tests;
	struct debugfs_u32_array bits;
	struct kobject *kobj;
	char name[CMA_MAX_NAME];
};

/* how many bits there are */
static inline unsigned long cma_bits(const struct cma *cma)
{
	return cma->count >> cma->order_per_bit;
}

/* cma_alloc_for() - cma_alloc() on behalf of somebody, who is named if the memory leaks */
struct page *cma_alloc_for(struct cma *cma, unsigned long count, unsigned int align, bool no_warn,
			   const void *caller);

/* the files of all areas: /sys/kernel/debug/cma and /sys/kernel/mm/cma */
void cma_files_start(void);
void cma_files_stop(void);
void cma_stop(void);

#endif
