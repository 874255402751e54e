/* SPDX-License-Identifier: MIT */
/*
 * Direct mapping, as the mapping functions call it (direct.c): a device's
 * address is the physical one through dma-ranges. What the device can't
 * reach bounces (<linux/swiotlb.h>), and where it does not see the CPU's
 * caches they are synchronised.
 */
#ifndef DMAE_MAPPING_DIRECT_H
#define DMAE_MAPPING_DIRECT_H

#include <linux/dma-direct.h>
#include <linux/swiotlb.h>

/* dma_direct_bounce() - where the memory itself can't be had, or shall not */
dma_addr_t dma_direct_bounce(struct device *dev, phys_addr_t phys, size_t size,
			     enum dma_data_direction dir, unsigned long attrs);

int dma_direct_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, unsigned long attrs);
void dma_direct_unmap_sg(struct device *dev, struct scatterlist *sgl,
			 int nents, enum dma_data_direction dir,
			 unsigned long attrs);
void dma_direct_sync_sg_for_device(struct device *dev, struct scatterlist *sgl,
				   int nents, enum dma_data_direction dir);
void dma_direct_sync_sg_for_cpu(struct device *dev, struct scatterlist *sgl,
				int nents, enum dma_data_direction dir);
int dma_direct_get_sgtable(struct device *dev, struct sg_table *sgt,
			   dma_addr_t dma_addr, size_t size);
int dma_direct_mmap(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		    dma_addr_t dma_addr, size_t size, unsigned long attrs);
size_t dma_direct_max_mapping_size(struct device *dev);
bool dma_direct_need_sync(struct device *dev, dma_addr_t dma_addr);

static inline void dma_direct_sync_single_for_device(struct device *dev, dma_addr_t addr,
						     size_t size, enum dma_data_direction dir)
{
	phys_addr_t phys = dma_to_phys(dev, addr);

	if (unlikely(is_swiotlb_buffer(dev, phys)))
		swiotlb_sync_single_for_device(dev, phys, size, dir);
	if (unlikely(!dev_is_dma_coherent(dev)))
		arch_sync_dma_for_device(phys, size, dir);
}

static inline void dma_direct_sync_single_for_cpu(struct device *dev, dma_addr_t addr,
						  size_t size, enum dma_data_direction dir)
{
	phys_addr_t phys = dma_to_phys(dev, addr);

	if (unlikely(!dev_is_dma_coherent(dev)))
		arch_sync_dma_for_cpu(phys, size, dir);
	if (unlikely(is_swiotlb_buffer(dev, phys)))
		swiotlb_sync_single_for_cpu(dev, phys, size, dir);
}

/* memory of RAM or of the host; pages of PCI peers are told apart by who maps lists of them */
static inline dma_addr_t dma_direct_map_page(struct device *dev, struct page *page,
					     size_t offset, size_t size,
					     enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t phys = page_to_phys(page) + offset;
	dma_addr_t addr = phys_to_dma(dev, phys);

	if (unlikely(is_swiotlb_force_bounce(dev)) ||
	    unlikely(!dma_capable(dev, addr, size, true)))
		return dma_direct_bounce(dev, phys, size, dir, attrs);
	if (unlikely(!dev_is_dma_coherent(dev)) && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		arch_sync_dma_for_device(phys, size, dir);
	return addr;
}

static inline void dma_direct_unmap_page(struct device *dev, dma_addr_t addr, size_t size,
					 enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t phys = dma_to_phys(dev, addr);

	if (unlikely(!dev_is_dma_coherent(dev)) && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		arch_sync_dma_for_cpu(phys, size, dir);
	if (unlikely(is_swiotlb_buffer(dev, phys)))
		swiotlb_tbl_unmap_single(dev, phys, size, dir, attrs);
}

/* with the code that is named if the memory leaks */
void *dma_direct_alloc_for(struct device *dev, size_t size,
			   dma_addr_t *dma_handle, gfp_t gfp,
			   unsigned long attrs, const void *caller);
struct page *dma_direct_alloc_pages_for(struct device *dev, size_t size,
					dma_addr_t *dma_handle, gfp_t gfp,
					const void *caller);

#endif
