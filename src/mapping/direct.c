// SPDX-License-Identifier: MIT
/*
 * Direct mapping: bus addresses are physical addresses through dma-ranges.
 * What lies beyond a device's mask can't be mapped here; bounce buffers and
 * IOMMUs come in as dma_map_ops.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "base/mm/alloc.h"
#include "mapping/direct.h"

static bool overflow_said;

void dma_direct_reset(void)
{
	overflow_said = false;
}

static void say_overflow(struct device *dev, dma_addr_t addr, size_t size)
{
	if (overflow_said)
		return;
	overflow_said = true;
	dev_err(dev, "DMA addr %pad+%zu overflow (mask %llx, bus limit %llx).\n",
		&addr, size, (unsigned long long)*dev->dma_mask,
		(unsigned long long)dev->bus_dma_limit);
}

dma_addr_t dma_direct_overflow(struct device *dev, dma_addr_t addr, size_t size)
{
	say_overflow(dev, addr, size);
	return DMA_MAPPING_ERROR;
}

void dma_direct_unmap_sg(struct device *dev, struct scatterlist *sgl,
			 int nents, enum dma_data_direction dir,
			 unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i)
		sg_dma_unmark_bus_address(sg);
}

int dma_direct_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg = sgl;
	int done;

	for (done = 0; done < nents; done++, sg = sg_next(sg)) {
		dma_addr_t addr = dma_direct_map_page(dev, sg_page(sg), sg->offset, sg->length);

		sg_dma_address(sg) = addr;
		if (addr == DMA_MAPPING_ERROR) {
			dma_direct_unmap_sg(dev, sgl, done, dir, attrs);
			return -EIO;
		}
		sg_dma_len(sg) = sg->length;
	}
	return nents;
}

dma_addr_t dma_direct_map_resource(struct device *dev, phys_addr_t paddr,
				   size_t size, enum dma_data_direction dir,
				   unsigned long attrs)
{
	dma_addr_t addr = paddr;

	/* as in the kernel, registers are not seen through dma-ranges */
	if (unlikely(!dma_capable(dev, addr, size, false)))
		return dma_direct_overflow(dev, addr, size);
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

/* ---- coherent memory --------------------------------------------------- */

static u64 coherent_limit(struct device *dev)
{
	return min_not_zero(dev->coherent_dma_mask, dev->bus_dma_limit);
}

static bool coherent_ok(struct device *dev, phys_addr_t phys, size_t size)
{
	dma_addr_t addr = phys_to_dma(dev, phys);

	return addr != DMA_MAPPING_ERROR &&
	       addr + size - 1 <= coherent_limit(dev);
}

/* pages between two physical addresses, if the device can reach them */
static struct page *pages_within(struct device *dev, size_t size, gfp_t gfp,
				 const struct mm_span *span, const void *caller)
{
	struct page *page = mm_block_alloc(size >> PAGE_SHIFT,
					   gfp | __GFP_NOWARN, span, caller);

	if (page && !coherent_ok(dev, page_to_phys(page), size)) {
		mm_block_free(page, caller);
		page = NULL;
	}
	return page;
}

static struct page *pages_reachable(struct device *dev, size_t size, gfp_t gfp,
				    const void *caller)
{
	const struct bus_dma_region *m = dev->dma_range_map;
	struct mm_span span = { .last = coherent_limit(dev) };
	u64 limit = span.last;
	struct page *page = NULL;

	if (!m)
		return pages_within(dev, size, gfp, &span, caller);
	for (; m->size && !page; m++) {
		if (m->dma_start > limit)
			continue;
		span.first = m->cpu_start;
		span.last = m->cpu_start + min(m->size - 1,
					       limit - m->dma_start);
		page = pages_within(dev, size, gfp, &span, caller);
	}
	return page;
}

struct page *dma_direct_alloc_pages_for(struct device *dev, size_t size,
					dma_addr_t *dma_handle, gfp_t gfp,
					const void *caller)
{
	struct page *page;

	might_alloc(gfp);
	size = PAGE_ALIGN(size);
	if (!size)
		return NULL;
	page = pages_reachable(dev, size, gfp | __GFP_ZERO, caller);
	if (!page) {
		if (!(gfp & __GFP_NOWARN))
			dev_warn(dev,
				 "coherent allocation of %zu bytes failed (mask %llx, bus limit "
				 "%llx)\n",
				 size, (unsigned long long)dev->coherent_dma_mask,
				 (unsigned long long)dev->bus_dma_limit);
		return NULL;
	}
	*dma_handle = phys_to_dma(dev, page_to_phys(page));
	return page;
}

void *dma_direct_alloc_for(struct device *dev, size_t size,
			   dma_addr_t *dma_handle, gfp_t gfp,
			   unsigned long attrs, const void *caller)
{
	struct page *page;

	if (attrs & DMA_ATTR_NO_WARN)
		gfp |= __GFP_NOWARN;
	page = dma_direct_alloc_pages_for(dev, size, dma_handle, gfp, caller);
	if (!page)
		return NULL;
	/* without an address the page itself stands for the memory */
	return attrs & DMA_ATTR_NO_KERNEL_MAPPING ? (void *)page :
						    page_address(page);
}

void *dma_direct_alloc(struct device *dev, size_t size, dma_addr_t *dma_handle,
		       gfp_t gfp, unsigned long attrs)
{
	return dma_direct_alloc_for(dev, size, dma_handle, gfp, attrs,
				    __builtin_return_address(0));
}

struct page *dma_direct_alloc_pages(struct device *dev, size_t size,
				    dma_addr_t *dma_handle,
				    enum dma_data_direction dir, gfp_t gfp)
{
	return dma_direct_alloc_pages_for(dev, size, dma_handle, gfp,
					  __builtin_return_address(0));
}

void dma_direct_free_pages(struct device *dev, size_t size, struct page *page,
			   dma_addr_t dma_addr, enum dma_data_direction dir)
{
	free_contig_range(page_to_pfn(page), PAGE_ALIGN(size) >> PAGE_SHIFT);
}

void dma_direct_free(struct device *dev, size_t size, void *cpu_addr,
		     dma_addr_t dma_addr, unsigned long attrs)
{
	struct page *page = attrs & DMA_ATTR_NO_KERNEL_MAPPING ?
			    cpu_addr : virt_to_page(cpu_addr);

	dma_direct_free_pages(dev, size, page, dma_addr, DMA_BIDIRECTIONAL);
}

int dma_direct_get_sgtable(struct device *dev, struct sg_table *sgt,
			   dma_addr_t dma_addr, size_t size)
{
	int ret = sg_alloc_table(sgt, 1, GFP_KERNEL);

	if (!ret)
		sg_set_page(sgt->sgl, phys_to_page(dma_to_phys(dev, dma_addr)),
			    PAGE_ALIGN(size), 0);
	return ret;
}
