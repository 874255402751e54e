/* SPDX-License-Identifier: MIT */
/* A fence that stands for several: it signals with all of them, or with any. */
#ifndef __LINUX_DMA_FENCE_ARRAY_H
#define __LINUX_DMA_FENCE_ARRAY_H

#include <linux/dma-fence.h>
#include <linux/irq_work.h>

/** struct dma_fence_array_cb - what hangs on one of the fences */
struct dma_fence_array_cb {
	struct dma_fence_cb cb;
	struct dma_fence_array *array;
};

/**
 * struct dma_fence_array - a fence over others
 * @base: the fence
 * @lock: of @base
 * @num_fences: how many
 * @num_pending: how many more have to signal
 * @fences: them; the array owns a reference to each, and this memory
 * @work: signals @base once the last one's lock is released
 * @callbacks: one for each
 */
struct dma_fence_array {
	struct dma_fence base;
	spinlock_t lock;
	unsigned int num_fences;
	atomic_t num_pending;
	struct dma_fence **fences;
	struct irq_work work;
	struct dma_fence_array_cb callbacks[];
};

/** to_dma_fence_array() - the array that @fence is, NULL if it is none */
static inline struct dma_fence_array *to_dma_fence_array(struct dma_fence *fence)
{
	bool is_one = fence && dma_fence_is_array(fence);

	return is_one ? container_of(fence, struct dma_fence_array, base) : NULL;
}

/* each fence of an array; once, @head itself, if it is none */
#define dma_fence_array_for_each(fence, index, head)			\
	for ((index) = 0, (fence) = dma_fence_array_first(head); (fence); \
	     (fence) = dma_fence_array_next(head, ++(index)))

/** dma_fence_array_alloc() - memory for dma_fence_array_init(). NULL: none left */
struct dma_fence_array *dma_fence_array_alloc(int num_fences);
/** dma_fence_array_init() - as dma_fence_array_create(), of memory that is there. Any context */
void dma_fence_array_init(struct dma_fence_array *array, int num_fences, struct dma_fence **fences,
			  u64 context, unsigned int seqno, bool signal_on_any);
/**
 * dma_fence_array_create() - a fence for @num_fences others
 * @num_fences: how many, at least 1
 * @fences: of kmalloc(), none of them an array or a chain; it, and a reference to each, become
 *	the array's, where it succeeds
 * @context: of the array itself
 * @seqno: of the array itself
 * @signal_on_any: it signals with the first of them, not with the last
 *
 * Process context. Its error is the first error of a fence. Return: the array
 * with one reference; NULL: no memory.
 */
struct dma_fence_array *dma_fence_array_create(int num_fences, struct dma_fence **fences,
					       u64 context, unsigned int seqno,
					       bool signal_on_any);
/** dma_fence_match_context() - is @fence, or each fence of the array that it is, of @context? */
bool dma_fence_match_context(struct dma_fence *fence, u64 context);
/** dma_fence_array_first() - the first fence of the array @head, or @head itself; no reference */
struct dma_fence *dma_fence_array_first(struct dma_fence *head);
/** dma_fence_array_next() - fence @index of the array @head, NULL past the end or if it is none */
struct dma_fence *dma_fence_array_next(struct dma_fence *head, unsigned int index);

#endif
