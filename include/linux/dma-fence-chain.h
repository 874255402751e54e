/* SPDX-License-Identifier: MIT */
/*
 * Fences in a row: a timeline. Each node holds a fence and the node before
 * it, and signals when its fence and all before it have. What has signalled
 * falls out of the chain when somebody walks it.
 */
#ifndef __LINUX_DMA_FENCE_CHAIN_H
#define __LINUX_DMA_FENCE_CHAIN_H

#include <linux/dma-fence.h>
#include <linux/irq_work.h>
#include <linux/slab.h>

/**
 * struct dma_fence_chain - a node
 * @base: the fence that it is
 * @prev: the node, or any fence, before it
 * @prev_seqno: of what was before it at first
 * @fence: the fence that it holds
 * @cb: waits for one of the chain's fences
 * @work: after that one signalled, looks for the next; never while @cb waits
 * @lock: of @base
 */
struct dma_fence_chain {
	struct dma_fence base;
	struct dma_fence __rcu *prev;
	u64 prev_seqno;
	struct dma_fence *fence;
	union {
		struct dma_fence_cb cb;
		struct irq_work work;
	};
	spinlock_t lock;
};

/** to_dma_fence_chain() - the node that @fence is, NULL if it is none */
static inline struct dma_fence_chain *to_dma_fence_chain(struct dma_fence *fence)
{
	bool is_one = fence && dma_fence_is_chain(fence);

	return is_one ? container_of(fence, struct dma_fence_chain, base) : NULL;
}

/** dma_fence_chain_contained() - the fence in a node; @fence itself if it is none */
static inline struct dma_fence *dma_fence_chain_contained(struct dma_fence *fence)
{
	struct dma_fence_chain *node = to_dma_fence_chain(fence);

	return node ? node->fence : fence;
}

/** dma_fence_chain_alloc() - memory for a node. NULL: none left */
static inline struct dma_fence_chain *dma_fence_chain_alloc(void)
{
	return kmalloc(sizeof(struct dma_fence_chain), GFP_KERNEL);
}

/** dma_fence_chain_free() - memory of a node that was never initialised */
static inline void dma_fence_chain_free(struct dma_fence_chain *chain)
{
	kfree(chain);
}

/* each node from @head back; a reference to @iter is held, to be put by whoever breaks out */
#define dma_fence_chain_for_each(iter, head)				\
	for (iter = dma_fence_get(head); iter; iter = dma_fence_chain_walk(iter))

/**
 * dma_fence_chain_walk() - the node before
 * @fence: a node, or any fence; its reference is taken over
 *
 * Any context; drops nodes that have signalled. Return: it with a reference; NULL at the end.
 */
struct dma_fence *dma_fence_chain_walk(struct dma_fence *fence);
/**
 * dma_fence_chain_find_seqno() - the node that signals when @seqno is reached
 * @pfence: the chain's last node; becomes the one found (NULL: it has signalled), references too
 * @seqno: 0: leave all as it is
 *
 * Return: 0; -EINVAL if *@pfence is no chain, or not as far as @seqno.
 */
int dma_fence_chain_find_seqno(struct dma_fence **pfence, u64 seqno);
/**
 * dma_fence_chain_init() - a node behind @prev
 * @chain: of dma_fence_chain_alloc(); freed as a fence from now on
 * @prev: a reference to the chain so far, or any fence, or NULL: taken over
 * @fence: a reference to the fence that it holds, which is no chain: taken over
 * @seqno: greater than that of @prev, or a new timeline begins here
 */
void dma_fence_chain_init(struct dma_fence_chain *chain, struct dma_fence *prev,
			  struct dma_fence *fence, u64 seqno);

#endif
