/* SPDX-License-Identifier: MIT */
/* What is inside of chains and arrays, fence by fence; and many fences as one. */
#ifndef __LINUX_DMA_FENCE_UNWRAP_H
#define __LINUX_DMA_FENCE_UNWRAP_H

struct dma_fence;

/**
 * struct dma_fence_unwrap - where a walk is
 * @chain: the node, or any fence; a reference
 * @array: what it holds
 * @index: how far in there
 */
struct dma_fence_unwrap {
	struct dma_fence *chain;
	struct dma_fence *array;
	unsigned int index;
};

/** dma_fence_unwrap_first() - the first fence in @head; of @cursor's reference */
struct dma_fence *dma_fence_unwrap_first(struct dma_fence *head, struct dma_fence_unwrap *cursor);
/** dma_fence_unwrap_next() - the next; NULL: no more, and @cursor holds nothing */
struct dma_fence *dma_fence_unwrap_next(struct dma_fence_unwrap *cursor);

/* each fence in @head; whoever breaks out puts @cursor->chain */
#define dma_fence_unwrap_for_each(fence, cursor, head)			\
	for ((fence) = dma_fence_unwrap_first(head, cursor); (fence);	\
	     (fence) = dma_fence_unwrap_next(cursor))

struct dma_fence *__dma_fence_unwrap_merge(unsigned int num_fences, struct dma_fence **fences,
					   struct dma_fence_unwrap *cursors);

/*
 * dma_fence_unwrap_merge(fence...): one fence for all that are in the given
 * ones (NULL is nothing): of each context the last that has not signalled. A
 * stub with the latest time if all have; NULL: no memory. Process context.
 */
#define dma_fence_unwrap_merge(...)						\
	__dma_fence_unwrap_merge(__DMA_FENCE_COUNT(__VA_ARGS__),		\
				 (struct dma_fence *[]){ __VA_ARGS__ },		\
				 (struct dma_fence_unwrap[__DMA_FENCE_COUNT(__VA_ARGS__)]){ { .index = 0 } })
#define __DMA_FENCE_COUNT(...) \
	(sizeof((struct dma_fence *[]){ __VA_ARGS__ }) / sizeof(struct dma_fence *))

#endif
