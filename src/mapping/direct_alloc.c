// SPDX-License-Identifier: MIT
/*
 * Memory for devices that are mapped directly: pages that the device can
 * reach, from a contiguous area or from anywhere, uncached where it does not
 * see the CPU's caches. Who asks, and for what, is coherent.c's.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/device.h>
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <linux/swiotlb.h>
#include <linux/vmalloc.h>

#include "base/mm/alloc.h"
#include "mapping/coherent.h"
#include "mapping/direct.h"

/* ---- pages within reach ------------------------------------------------ */

static u64 coherent_limit(struct device *dev)
{
	return min_not_zero(dev->coherent_dma_mask, dev->bus_dma_limit);
}

static bool coherent_ok(struct device *dev, phys_addr_t phys, size_t size)
{
	dma_addr_t addr = phys_to_dma(dev, phys);

	return addr != DMA_MAPPING_ERROR && addr + size - 1 <= coherent_limit(dev);
}

/* the zone in which all that the device can reach lies */
static gfp_t zone_of_device(struct device *dev)
{
	phys_addr_t limit = dma_to_phys(dev, coherent_limit(dev));

	if (limit <= DMA_BIT_MASK(24))
		return GFP_DMA;
	return limit <= DMA_BIT_MASK(32) ? GFP_DMA32 : 0;
}

/* pages between two physical addresses, if the device can reach them */
static struct page *pages_within(struct device *dev, size_t size, gfp_t gfp,
				 const struct mm_span *span, const void *caller)
{
	struct page *page = mm_block_alloc(size >> PAGE_SHIFT, gfp | __GFP_NOWARN, span, caller);

	if (page && !coherent_ok(dev, page_to_phys(page), size)) {
		mm_block_free(page, caller);
		page = NULL;
	}
	return page;
}

static struct page *pages_reachable(struct device *dev, size_t size, gfp_t gfp, const void *caller)
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
		span.last = m->cpu_start + min(m->size - 1, limit - m->dma_start);
		page = pages_within(dev, size, gfp, &span, caller);
	}
	return page;
}

static struct page *pages_of_area(struct device *dev, size_t size, gfp_t gfp, const void *caller)
{
	struct page *page = contiguous_alloc_for(dev, size, gfp, caller);

	if (page && !coherent_ok(dev, page_to_phys(page), size)) {
		dma_free_contiguous(dev, page, size);
		page = NULL;
	}
	return page;
}

static struct page *pages_of_swiotlb(struct device *dev, size_t size)
{
	struct page *page = swiotlb_alloc(dev, size);

	if (page && !coherent_ok(dev, page_to_phys(page), size)) {
		swiotlb_free(dev, page, size);
		page = NULL;
	}
	return page;
}

static void say_failed(struct device *dev, size_t size, gfp_t gfp)
{
	if (gfp & __GFP_NOWARN)
		return;
	dev_warn(dev, "coherent allocation of %zu bytes failed (mask %llx, bus limit %llx)\n", size,
		 (unsigned long long)dev->coherent_dma_mask,
		 (unsigned long long)dev->bus_dma_limit);
}

/* @size: whole pages; what is in them is anything */
static struct page *pages_alloc(struct device *dev, size_t size, gfp_t gfp, const void *caller)
{
	struct page *page;

	might_alloc(gfp);
	gfp &= ~(__GFP_ZERO | __GFP_MOVABLE | __GFP_COMP);
	if (!size)
		return NULL;
	if (is_swiotlb_for_alloc(dev)) {
		page = pages_of_swiotlb(dev, size);
	} else {
		page = pages_of_area(dev, size, gfp, caller);
		if (!page)
			page = pages_reachable(dev, size, gfp, caller);
	}
	if (!page)
		say_failed(dev, size, gfp);
	return page;
}

static void pages_free(struct device *dev, struct page *page, size_t size)
{
	if (!swiotlb_free(dev, page, size))
		dma_free_contiguous(dev, page, size);
}

/* ---- for streaming ----------------------------------------------------- */

struct page *dma_direct_alloc_pages_for(struct device *dev, size_t size, dma_addr_t *dma_handle,
					gfp_t gfp, const void *caller)
{
	struct page *page;

	size = PAGE_ALIGN(size);
	page = pages_alloc(dev, size, gfp, caller);
	if (!page)
		return NULL;
	memset(page_address(page), 0, size);
	*dma_handle = phys_to_dma(dev, page_to_phys(page));
	return page;
}

struct page *dma_direct_alloc_pages(struct device *dev, size_t size, dma_addr_t *dma_handle,
				    enum dma_data_direction dir, gfp_t gfp)
{
	return dma_direct_alloc_pages_for(dev, size, dma_handle, gfp, __builtin_return_address(0));
}

void dma_direct_free_pages(struct device *dev, size_t size, struct page *page, dma_addr_t dma_addr,
			   enum dma_data_direction dir)
{
	pages_free(dev, page, PAGE_ALIGN(size));
}

/* ---- coherent ---------------------------------------------------------- */

/* a device that does not see the caches, on behalf of a caller that can't wait */
static void *alloc_atomic(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp)
{
	struct page *page;
	void *mem;

	page = dma_alloc_from_pool(dev, size, &mem, gfp | zone_of_device(dev), coherent_ok);
	if (!page)
		return NULL;
	*dma_handle = phys_to_dma(dev, page_to_phys(page));
	return mem;
}

void *dma_direct_alloc_for(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
			   unsigned long attrs, const void *caller)
{
	bool uncached = !dev_is_dma_coherent(dev), no_address;
	struct page *page;

	size = PAGE_ALIGN(size);
	if (attrs & DMA_ATTR_NO_WARN)
		gfp |= __GFP_NOWARN;
	/* the page itself stands for the memory: the CPU does not touch it */
	no_address = attrs & DMA_ATTR_NO_KERNEL_MAPPING && !is_swiotlb_for_alloc(dev);
	if (uncached && !no_address) {
		if (dev_coherent_has_global())
			return dma_alloc_from_global_coherent(dev, size, dma_handle);
		if (!gfpflags_allow_blocking(gfp) && !is_swiotlb_for_alloc(dev) &&
		    atomic_pools_are_there())
			return alloc_atomic(dev, size, dma_handle, gfp);
	}

	page = pages_alloc(dev, size, gfp, caller);
	if (!page)
		return NULL;
	memset(page_address(page), 0, size);
	if (uncached)
		arch_dma_prep_coherent(page, size);
	*dma_handle = phys_to_dma(dev, page_to_phys(page));
	if (no_address)
		return page;
	return uncached ? arch_dma_set_uncached(page_address(page), size) : page_address(page);
}

void *dma_direct_alloc(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		       unsigned long attrs)
{
	return dma_direct_alloc_for(dev, size, dma_handle, gfp, attrs, __builtin_return_address(0));
}

void dma_direct_free(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_addr,
		     unsigned long attrs)
{
	size_t whole = PAGE_ALIGN(size);

	if (attrs & DMA_ATTR_NO_KERNEL_MAPPING && !is_swiotlb_for_alloc(dev)) {
		dma_free_contiguous(dev, cpu_addr, whole);
		return;
	}
	if (!dev_is_dma_coherent(dev)) {
		if (dma_release_from_global_coherent(get_order(size), cpu_addr) ||
		    dma_free_from_pool(dev, cpu_addr, whole))
			return;
		arch_dma_clear_uncached(cpu_addr, whole);
	}
	pages_free(dev, phys_to_page(dma_to_phys(dev, dma_addr)), whole);
}

/* ---- shown to others --------------------------------------------------- */

int dma_direct_get_sgtable(struct device *dev, struct sg_table *sgt, dma_addr_t dma_addr,
			   size_t size)
{
	int ret = sg_alloc_table(sgt, 1, GFP_KERNEL);

	if (!ret)
		sg_set_page(sgt->sgl, phys_to_page(dma_to_phys(dev, dma_addr)), PAGE_ALIGN(size),
			    0);
	return ret;
}

int dma_direct_mmap(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		    dma_addr_t dma_addr, size_t size, unsigned long attrs)
{
	unsigned long pages = PAGE_ALIGN(size) >> PAGE_SHIFT, want = vma_pages(vma);
	int ret;

	vma->vm_page_prot = dma_pgprot(dev, vma->vm_page_prot, attrs);
	if (dma_mmap_from_dev_coherent(dev, vma, cpu_addr, size, &ret) ||
	    dma_mmap_from_global_coherent(vma, cpu_addr, size, &ret))
		return ret;
	if (vma->vm_pgoff >= pages || want > pages - vma->vm_pgoff)
		return -ENXIO;
	return remap_pfn_range(vma, vma->vm_start,
			       PHYS_PFN(dma_to_phys(dev, dma_addr)) + vma->vm_pgoff,
			       want << PAGE_SHIFT, vma->vm_page_prot);
}
