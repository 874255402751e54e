/* SPDX-License-Identifier: MIT */
/*
 * The list of a reservation object, for the files that walk it. A place holds
 * a fence and, in the low bits of the pointer, its usage. The list is replaced
 * as a whole when it grows; a place is replaced alone. Readers are in RCU.
 */
#ifndef DMAE_MAPPING_FENCE_RESV_H
#define DMAE_MAPPING_FENCE_RESV_H

#include <linux/dma-resv.h>
#include <asm/barrier.h>

#define RESV_USAGE_MASK 0x3ul

/**
 * struct dma_resv_list - @num_fences places are in use, and published by that number; @max_fences
 * may be before the lock is released
 */
struct dma_resv_list {
	struct rcu_head rcu;
	u32 num_fences, max_fences;
	struct dma_fence __rcu *table[];
};

static inline u32 resv_list_length(const struct dma_resv_list *list)
{
	return smp_load_acquire(&list->num_fences);
}

static inline struct dma_resv_list *resv_list(struct dma_resv *obj)
{
	return rcu_dereference_check(obj->fences, dma_resv_held(obj));
}

/* the caller is in RCU, holds the lock, or owns the list */
static inline struct dma_fence *resv_list_get(struct dma_resv_list *list, unsigned int index,
					      enum dma_resv_usage *usage)
{
	unsigned long entry = (unsigned long)rcu_dereference_check(list->table[index], true);

	if (usage)
		*usage = entry & RESV_USAGE_MASK;
	return (struct dma_fence *)(entry & ~RESV_USAGE_MASK);
}

static inline void resv_list_set(struct dma_resv_list *list, unsigned int index,
				 struct dma_fence *fence, enum dma_resv_usage usage)
{
	rcu_assign_pointer(list->table[index], (struct dma_fence *)((unsigned long)fence | usage));
}

/** resv_list_alloc() - room for at least @max_fences. NULL: no memory */
struct dma_resv_list *resv_list_alloc(unsigned int max_fences, gfp_t gfp);
/** resv_list_free() - with the references in it, after RCU; NULL is fine */
void resv_list_free(struct dma_resv_list *list);

#endif
