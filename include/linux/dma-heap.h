/* SPDX-License-Identifier: MIT */
/*
 * Heaps: where programs get dma-bufs from. A heap is a node under
 * /dev/dma_heap; <uapi/linux/dma-heap.h> says what it is asked.
 * src/mapping/buf/heap.c.
 */
#ifndef _DMA_HEAPS_H
#define _DMA_HEAPS_H

#include <linux/cdev.h>
#include <linux/types.h>
#include <linux/version.h>

struct dma_buf;
struct dma_heap;

/* how wide the flags are depends on the version; a call passes them all the same */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
typedef u32 dma_heap_fd_flags_t;
typedef u64 dma_heap_flags_t;
#else
typedef unsigned long dma_heap_fd_flags_t;
typedef unsigned long dma_heap_flags_t;
#endif

/**
 * struct dma_heap_ops - @allocate: a dma-buf of @len bytes (whole pages), or an error pointer;
 * @fd_flags are for dma_buf_export_info.flags. Process context.
 */
struct dma_heap_ops {
	struct dma_buf *(*allocate)(struct dma_heap *heap, unsigned long len,
				    dma_heap_fd_flags_t fd_flags, dma_heap_flags_t heap_flags);
};

/** struct dma_heap_export_info - @name: of the node; like @ops, it is the caller's and stays */
struct dma_heap_export_info {
	const char *name;
	const struct dma_heap_ops *ops;
	void *priv;
};

/** dma_heap_get_drvdata() - what dma_heap_export_info had in @priv */
void *dma_heap_get_drvdata(struct dma_heap *heap);
const char *dma_heap_get_name(struct dma_heap *heap);
/**
 * dma_heap_add() - a heap, which stays until the world stops
 *
 * Process context. Return: the heap, or an error pointer: -EINVAL (no name,
 * no operation, or a name that is taken), -EBUSY (128 heaps are there), -ENOMEM.
 */
struct dma_heap *dma_heap_add(const struct dma_heap_export_info *exp_info);

#endif
