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
	/* what it can do */
	.max_mapping_size = max_mapping_size,
	.opt_mapping_size = opt_mapping_size,
	.get_merge_boundary = get_merge_boundary,
	/* mappings of memory that is there (dma.c, dma_sg.c), and their ends */
	.map_page = iommu_dma_map_page,
	.map_sg = iommu_dma_map_sg,
	.map_resource = map_resource,
	.unmap_page = iommu_dma_unmap_page,
	.unmap_sg = iommu_dma_unmap_sg,
	.unmap_resource = unmap_resource,
	/* handing it over while it is mapped */
	.sync_single_for_device = iommu_dma_sync_single_for_device,
	.sync_sg_for_device = iommu_dma_sync_sg_for_device,
	.sync_single_for_cpu = iommu_dma_sync_single_for_cpu,
	.sync_sg_for_cpu = iommu_dma_sync_sg_for_cpu,
	/* memory made for the device (dma_alloc.c), and what else is done with it */
	.alloc = iommu_dma_alloc,
	.alloc_noncontiguous = iommu_dma_alloc_noncontiguous,
	.alloc_pages = dma_common_alloc_pages,
	.free = iommu_dma_free,
	.free_noncontiguous = iommu_dma_free_noncontiguous,
	.free_pages = dma_common_free_pages,
	.get_sgtable = iommu_dma_get_sgtable,
	.mmap = iommu_dma_mmap,
};
