/* SPDX-License-Identifier: MIT */
/*
 * Direct mapping, as the mapping functions call it (direct.c). All memory
 * has one copy of every byte, so that synchronising is nothing to do.
 */
#ifndef DMAE_MAPPING_DIRECT_H
#define DMAE_MAPPING_DIRECT_H

#include <linux/dma-direct.h>

dma_addr_t dma_direct_overflow(struct device *dev, dma_addr_t addr, size_t size);
/* dma_direct_reset() - say things again that are said once in a world */
void dma_direct_reset(void);

static inline dma_addr_t dma_direct_map_page(struct device *dev,
					     struct page *page, size_t offset,
					     size_t size)
{
	dma_addr_t addr = phys_to_dma(dev, page_to_phys(page) + offset);

	if (unlikely(!dma_capable(dev, addr, size, true)))
		return dma_direct_overflow(dev, addr, size);
	return addr;
}

int dma_direct_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, unsigned long attrs);
void dma_direct_unmap_sg(struct device *dev, struct scatterlist *sgl,
			 int nents, enum dma_data_direction dir,
			 unsigned long attrs);
int dma_direct_get_sgtable(struct device *dev, struct sg_table *sgt,
			   dma_addr_t dma_addr, size_t size);

/* with the code that is named if the memory leaks */
void *dma_direct_alloc_for(struct device *dev, size_t size,
			   dma_addr_t *dma_handle, gfp_t gfp,
			   unsigned long attrs, const void *caller);
struct page *dma_direct_alloc_pages_for(struct device *dev, size_t size,
					dma_addr_t *dma_handle, gfp_t gfp,
					const void *caller);

#endif
