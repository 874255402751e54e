/* SPDX-License-Identifier: MIT */
/*
 * DMA pools: small blocks of coherent memory, e.g. for descriptors.
 *
 * A pool takes whole pages with dma_alloc_coherent() and hands out aligned
 * blocks of them that cross no boundary. Behaviour is that of Linux 6.1,
 * mm/dmapool.c, with its debugging checks always made.
 */
#ifndef _LINUX_DMAPOOL_H
#define _LINUX_DMAPOOL_H

#include <linux/scatterlist.h>
#include <linux/gfp.h>
#include <asm/io.h>

struct device;
struct dma_pool;

/**
 * dma_pool_create() - a pool of blocks for a device
 * @name: for messages and the device's "pools" attribute; copied
 * @dev: the device that will access the blocks
 * @size: bytes of a block; not 0. Made a multiple of @align, at least 4
 * @align: alignment of a block, a power of two; 0: none
 * @allocation: boundary that no block crosses, a power of two not less than
 *	@size; 0: none
 *
 * Context: Process; may sleep.
 * Return: the pool, or NULL if a parameter is out of range or memory is short.
 */
struct dma_pool *dma_pool_create(const char *name, struct device *dev,
				 size_t size, size_t align, size_t allocation);

/**
 * dma_pool_destroy() - free a pool and its pages
 * @pool: the pool; NULL is allowed. A page with blocks still in use is
 *	reported ("busy") and leaked
 *
 * Context: Process; may sleep.
 */
void dma_pool_destroy(struct dma_pool *pool);

/**
 * dma_pool_alloc() - a block
 * @pool: the pool
 * @mem_flags: how to allocate a page if there is no free block; __GFP_ZERO clears the block
 * @handle: set to its bus address
 *
 * Context: As @mem_flags allows.
 * Return: the block, or NULL if memory is short.
 */
void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags,
		     dma_addr_t *handle);

/**
 * dma_pool_zalloc() - a block, cleared
 * @pool: the pool
 * @mem_flags: as in dma_pool_alloc()
 * @handle: set to its bus address
 *
 * Context: As @mem_flags allows.
 * Return: the block, or NULL if memory is short.
 */
static inline void *dma_pool_zalloc(struct dma_pool *pool, gfp_t mem_flags,
				    dma_addr_t *handle)
{
	return dma_pool_alloc(pool, mem_flags | __GFP_ZERO, handle);
}

/**
 * dma_pool_free() - give a block back
 * @pool: its pool
 * @vaddr: the block
 * @addr: its bus address
 *
 * A block that is free already, and addresses that are no block of this
 * pool, are reported and ignored.
 *
 * Context: Any.
 */
void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr);

/**
 * dmam_pool_create() - a pool that is destroyed when the device loses its driver
 * @name: as in dma_pool_create()
 * @dev: the device
 * @size: bytes of a block
 * @align: alignment of a block
 * @allocation: boundary that no block crosses
 *
 * Context: Process; may sleep.
 * Return: the pool, or NULL.
 */
struct dma_pool *dmam_pool_create(const char *name, struct device *dev,
				  size_t size, size_t align, size_t allocation);

/**
 * dmam_pool_destroy() - destroy a pool of dmam_pool_create() earlier
 * @pool: the pool
 *
 * Context: Process; may sleep.
 */
void dmam_pool_destroy(struct dma_pool *pool);

#endif
