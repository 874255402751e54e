// SPDX-License-Identifier: MIT
/*
 * The dma_map_ops of devices behind an IOMMU, and what they say of
 * themselves: sizes, boundaries, registers of other devices.
 */
#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/limits.h>

#include "mapping/iommu/dma.h"

/* registers are not memory: nothing of them is in a cache */
static dma_addr_t map_resource(struct device *dev, phys_addr_t phys, size_t size,
			       enum dma_data_direction dir, unsigned long attrs)
{
	return map_range(dev, phys, size, prot_of(dir, false, attrs) | IOMMU_MMIO,
			 dma_get_mask(dev));
}

static void unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			   enum dma_data_direction dir, unsigned long attrs)
{
	unmap_range(dev, addr, size);
}

/* pages that end and begin at a multiple of this can become one run */
static unsigned long get_merge_boundary(struct device *dev)
{
	return (1UL << __ffs(dma_domain(dev)->pgsize_bitmap)) - 1;
}

/* larger ones don't wait in magazines */
static size_t opt_mapping_size(void)
{
	return iova_rcache_range();
}

static size_t max_mapping_size(struct device *dev)
{
	return bounces(dev) ? swiotlb_max_mapping_size(dev) : SIZE_MAX;
}

const struct dma_map_ops iommu_dma_ops = {
	.flags = DMA_F_PCI_P2PDMA_SUPPORTED,
	.alloc = iommu_dma_alloc,
	.free = iommu_dma_free,
	.alloc_pages = dma_common_alloc_pages,
	.free_pages = dma_common_free_pages,
	.alloc_noncontiguous = iommu_dma_alloc_noncontiguous,
	.free_noncontiguous = iommu_dma_free_noncontiguous,
	.mmap = iommu_dma_mmap,
	.get_sgtable = iommu_dma_get_sgtable,
	.map_page = iommu_dma_map_page,
	.unmap_page = iommu_dma_unmap_page,
	.map_sg = iommu_dma_map_sg,
	.unmap_sg = iommu_dma_unmap_sg,
	.sync_single_for_cpu = iommu_dma_sync_single_for_cpu,
	.sync_single_for_device = iommu_dma_sync_single_for_device,
	.sync_sg_for_cpu = iommu_dma_sync_sg_for_cpu,
	.sync_sg_for_device = iommu_dma_sync_sg_for_device,
	.map_resource = map_resource,
	.unmap_resource = unmap_resource,
	.get_merge_boundary = get_merge_boundary,
	.opt_mapping_size = opt_mapping_size,
	.max_mapping_size = max_mapping_size,
};
