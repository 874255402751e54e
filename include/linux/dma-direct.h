/* SPDX-License-Identifier: MIT */
/*
 * Direct mapping: a bus address is the physical address through the bus's
 * dma-ranges, nothing more. For src/mapping and for implementations of
 * dma_map_ops.
 */
#ifndef _LINUX_DMA_DIRECT_H
#define _LINUX_DMA_DIRECT_H

#include <linux/bus_dma_region.h>
#include <linux/dma-mapping.h>
#include <linux/dma-map-ops.h>

/* phys_to_dma() - bus address of a physical one; DMA_MAPPING_ERROR if the bus doesn't lead there */
static inline dma_addr_t phys_to_dma(struct device *dev, phys_addr_t paddr)
{
	const struct bus_dma_region *m = dev->dma_range_map;

	if (likely(!m))
		return paddr;
	for (; m->size; m++)
		if (paddr >= m->cpu_start && paddr - m->cpu_start < m->size)
			return (dma_addr_t)paddr - m->offset;
	return DMA_MAPPING_ERROR;
}

#define phys_to_dma_unencrypted	phys_to_dma

/* dma_to_phys() - and back; all bits set if the bus has no such address */
static inline phys_addr_t dma_to_phys(struct device *dev, dma_addr_t dma_addr)
{
	const struct bus_dma_region *m = dev->dma_range_map;

	if (likely(!m))
		return dma_addr;
	for (; m->size; m++)
		if (dma_addr >= m->dma_start &&
		    dma_addr - m->dma_start < m->size)
			return (phys_addr_t)dma_addr + m->offset;
	return (phys_addr_t)-1;
}

/* dma_capable() - can the device put out every address of [@addr, @addr + @size)? Beyond the last
 * address there is none. */
static inline bool dma_capable(struct device *dev, dma_addr_t addr, size_t size,
			       bool is_ram)
{
	if (addr == DMA_MAPPING_ERROR || addr + size < addr)
		return false;
	return addr + size - 1 <= min_not_zero(*dev->dma_mask,
					       dev->bus_dma_limit);
}

u64 dma_direct_get_required_mask(struct device *dev);
void *dma_direct_alloc(struct device *dev, size_t size, dma_addr_t *dma_handle,
		       gfp_t gfp, unsigned long attrs);
void dma_direct_free(struct device *dev, size_t size, void *cpu_addr,
		     dma_addr_t dma_addr, unsigned long attrs);
struct page *dma_direct_alloc_pages(struct device *dev, size_t size,
				    dma_addr_t *dma_handle,
				    enum dma_data_direction dir, gfp_t gfp);
void dma_direct_free_pages(struct device *dev, size_t size, struct page *page,
			   dma_addr_t dma_addr, enum dma_data_direction dir);
int dma_direct_supported(struct device *dev, u64 mask);
dma_addr_t dma_direct_map_resource(struct device *dev, phys_addr_t paddr,
				   size_t size, enum dma_data_direction dir,
				   unsigned long attrs);

#endif
