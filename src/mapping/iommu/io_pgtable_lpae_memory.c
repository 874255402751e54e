// SPDX-License-Identifier: MIT
/*
 * ARM long-descriptor page tables: the memory that they lie in, and what it
 * takes for the IOMMU to see it. The walker reads with physical addresses.
 *
 * A walker that is coherent needs no mapping. It gets leave of the machine's
 * checker all the same, table by table: a walk that goes on in a table that
 * was freed is caught.
 */
#define pr_fmt(fmt) "arm-lpae io-pgtable: " fmt

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/mm.h>

#include "machine/machine.h"
#include "mapping/iommu/io_pgtable_lpae.h"
#include "mapping/mapping.h"

static void leave_give(struct device *dev, void *pages, size_t size)
{
	if (machine_checker && dev)
		machine_grant_by(device_dma_master(dev), virt_to_phys(pages), size, MACHINE_READ,
				 __builtin_return_address(0));
}

static void leave_take(struct device *dev, void *pages, size_t size)
{
	if (machine_checker && dev)
		machine_revoke(device_dma_master(dev), virt_to_phys(pages), size, MACHINE_READ);
}

/* for a walker that isn't coherent: mapped, at the address that it will use */
static bool map_tables(struct device *dev, void *pages, size_t size)
{
	dma_addr_t addr = dma_map_single(dev, pages, size, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return false;
	if (addr == virt_to_phys(pages))
		return true;
	dev_err(dev, "Cannot accommodate DMA translation for IOMMU page tables\n");
	dma_unmap_single(dev, addr, size, DMA_TO_DEVICE);
	return false;
}

void *lpae_pages_alloc(struct io_pgtable_cfg *cfg, size_t size, gfp_t gfp)
{
	unsigned int order = get_order(size);
	void *pages = (void *)__get_free_pages(gfp | __GFP_ZERO, order);

	if (!pages)
		return NULL;
	if (cfg->coherent_walk) {
		leave_give(cfg->iommu_dev, pages, size);
	} else if (!map_tables(cfg->iommu_dev, pages, size)) {
		free_pages((unsigned long)pages, order);
		return NULL;
	}
	return pages;
}

void lpae_pages_free(struct io_pgtable_cfg *cfg, void *pages, size_t size)
{
	if (cfg->coherent_walk)
		leave_take(cfg->iommu_dev, pages, size);
	else
		dma_unmap_single(cfg->iommu_dev, virt_to_phys(pages), size, DMA_TO_DEVICE);
	free_pages((unsigned long)pages, get_order(size));
}

void lpae_sync(struct io_pgtable_cfg *cfg, u64 *entry, unsigned int count)
{
	dma_sync_single_for_device(cfg->iommu_dev, virt_to_phys(entry), count * sizeof(*entry),
				   DMA_TO_DEVICE);
}
