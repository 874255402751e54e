// SPDX-License-Identifier: MIT
/*
 * Direct mapping: bus addresses are physical addresses through dma-ranges.
 * What a device can't reach bounces (swiotlb.c); IOMMUs come in as
 * dma_map_ops.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/once_lite.h>
#include <linux/scatterlist.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "base/mm/alloc.h"
#include "mapping/direct.h"

/* ---- mapping ----------------------------------------------------------- */

static dma_addr_t say_overflow(struct device *dev, dma_addr_t addr, size_t size)
{
	static unsigned int said;

	if (ONCE_FIRST(said))
		dev_err(dev, "DMA addr %pad+%zu overflow (mask %llx, bus limit %llx).\n", &addr,
			size, (unsigned long long)*dev->dma_mask,
			(unsigned long long)dev->bus_dma_limit);
	return DMA_MAPPING_ERROR;
}

dma_addr_t dma_direct_bounce(struct device *dev, phys_addr_t phys, size_t size,
			     enum dma_data_direction dir, unsigned long attrs)
{
	/* what is copied into RAM is no longer a peer's memory */
	if (unlikely(is_pci_p2pdma_page(phys_to_page(phys))))
		return DMA_MAPPING_ERROR;
	/* what is no memory of the CPU's can't be copied */
	if (is_pci_p2pdma_page(phys_to_page(phys)))
		return DMA_MAPPING_ERROR;
	if (is_swiotlb_active(dev))
		return swiotlb_map(dev, phys, size, dir, attrs);
	return say_overflow(dev, phys_to_dma(dev, phys), size);
}

void dma_direct_unmap_sg(struct device *dev, struct scatterlist *sgl,
			 int nents, enum dma_data_direction dir,
			 unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i) {
		if (sg_is_dma_bus_address(sg))
			sg_dma_unmark_bus_address(sg);
		else
			dma_direct_unmap_page(dev, sg_dma_address(sg), sg_dma_len(sg), dir, attrs);
	}
}

int dma_direct_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, unsigned long attrs)
{
	struct pci_p2pdma_map_state p2p = { 0 };
	struct scatterlist *sg = sgl;
	int done;

	for (done = 0; done < nents; done++, sg = sg_next(sg)) {
		dma_addr_t addr;

		if (unlikely(is_pci_p2pdma_page(sg_page(sg)))) {
			switch (pci_p2pdma_map_segment(&p2p, dev, sg)) {
			case PCI_P2PDMA_MAP_BUS_ADDR:
				continue;
			case PCI_P2PDMA_MAP_THRU_HOST_BRIDGE:
				break;
			default:
				dma_direct_unmap_sg(dev, sgl, done, dir,
						    attrs | DMA_ATTR_SKIP_CPU_SYNC);
				return -EREMOTEIO;
			}
		}
		addr = dma_direct_map_page(dev, sg_page(sg), sg->offset, sg->length, dir, attrs);
		sg_dma_address(sg) = addr;
		if (addr == DMA_MAPPING_ERROR) {
			dma_direct_unmap_sg(dev, sgl, done, dir, attrs | DMA_ATTR_SKIP_CPU_SYNC);
			return -EIO;
		}
		sg_dma_len(sg) = sg->length;
	}
	return nents;
}

void dma_direct_sync_sg_for_device(struct device *dev, struct scatterlist *sgl,
				   int nents, enum dma_data_direction dir)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i)
		dma_direct_sync_single_for_device(dev, sg_dma_address(sg), sg->length, dir);
}

void dma_direct_sync_sg_for_cpu(struct device *dev, struct scatterlist *sgl,
				int nents, enum dma_data_direction dir)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i)
		dma_direct_sync_single_for_cpu(dev, sg_dma_address(sg), sg->length, dir);
}

dma_addr_t dma_direct_map_resource(struct device *dev, phys_addr_t paddr,
				   size_t size, enum dma_data_direction dir,
				   unsigned long attrs)
{
	dma_addr_t addr = paddr;

	/* as in the kernel, registers are not seen through dma-ranges */
	if (unlikely(!dma_capable(dev, addr, size, false)))
		return say_overflow(dev, addr, size);
	return addr;
}

/* ---- masks ------------------------------------------------------------- */

u64 dma_direct_get_required_mask(struct device *dev)
{
	phys_addr_t last = max_pfn ? (phys_addr_t)(max_pfn - 1) << PAGE_SHIFT : 0;
	u64 addr = phys_to_dma(dev, last);

	if (!addr)
		return 1;
	return (1ull << (63 - __builtin_clzll(addr))) * 2 - 1;
}

int dma_direct_supported(struct device *dev, u64 mask)
{
	u64 least;

	if (mask >= DMA_BIT_MASK(32))
		return 1;
	/* where there is RAM below 16 MiB, it is kept for such devices */
	least = PFN_PHYS(max_pfn ? max_pfn - 1 : 0);
	least = min_t(u64, least, min_low_pfn < PFN_DOWN(SZ_16M) ?
		      DMA_BIT_MASK(24) : DMA_BIT_MASK(32));
	return mask >= phys_to_dma(dev, least);
}

size_t dma_direct_max_mapping_size(struct device *dev)
{
	u64 reach = min_not_zero(dma_get_mask(dev), dev->bus_dma_limit);

	/* the application's own memory lies above all RAM */
	if (is_swiotlb_active(dev) &&
	    (reach < DMA_BIT_MASK(48) || dma_addressing_limited(dev) ||
	     is_swiotlb_force_bounce(dev)))
		return swiotlb_max_mapping_size(dev);
	return SIZE_MAX;
}

bool dma_direct_need_sync(struct device *dev, dma_addr_t dma_addr)
{
	return !dev_is_dma_coherent(dev) || is_swiotlb_buffer(dev, dma_to_phys(dev, dma_addr));
}

int dma_direct_set_offset(struct device *dev, phys_addr_t cpu_start,
			  dma_addr_t dma_start, u64 size)
{
	const struct bus_dma_region region = {
		.cpu_start = cpu_start,
		.dma_start = dma_start,
		.size = size,
		.offset = (u64)cpu_start - (u64)dma_start,
	};
	struct bus_dma_region *list;

	if (dev->dma_range_map) {
		dev_err(dev, "attempt to add DMA range to existing map\n");
		return -EINVAL;
	}
	if (!region.offset)
		return 0;
	/* the second, empty one ends the list */
	list = kcalloc(2, sizeof(*list), GFP_KERNEL);
	if (list)
		*list = region;
	dev->dma_range_map = list;
	return list ? 0 : -ENOMEM;
}
