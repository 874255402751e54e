// SPDX-License-Identifier: MIT
/*
 * Memory allocated for devices behind an IOMMU. The IOMMU puts pages from
 * anywhere in a row for the device, and vmap() does for the CPU, so that no
 * allocation needs more than single pages that are free; larger ones are
 * taken where they can be had, since they cost the IOMMU less. Callers that
 * cannot sleep get pages that lie in a row.
 *
 * What a device that does not see the CPU's caches shares with the CPU is
 * uncached for as long as it is shared.
 */
#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mapping/iommu/dma.h"

/* ---- pages from anywhere ------------------------------------------------------------ */

static void pages_free(struct page **pages, unsigned int count)
{
	while (count--)
		__free_page(pages[count]);
	kvfree(pages);
}

/* up to 2^*order pages in a row, @orders: which orders are worth trying */
static struct page *take_chunk(struct device *dev, unsigned long orders, gfp_t gfp,
			       unsigned int *order)
{
	struct page *page;

	for (; orders; orders &= ~(1UL << *order)) {
		*order = __fls(orders);
		/* anything but the smallest is a favour */
		page = alloc_pages_node(dev_to_node(dev),
					gfp | (orders > 1UL << *order ? __GFP_NORETRY : 0), *order);
		if (!page)
			continue;
		if (*order)
			split_page(page, *order);
		return page;
	}
	return NULL;
}

/* @orders: sizes that the IOMMU has pages of, in pages of ours */
static struct page **pages_alloc(struct device *dev, unsigned int count, unsigned long orders,
				 gfp_t gfp)
{
	struct page **pages, *chunk;
	unsigned int got = 0, order, i;

	orders &= (2UL << MAX_ORDER) - 1;
	if (!orders || !count)
		return NULL;
	pages = kvcalloc(count, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return NULL;
	gfp = (gfp | __GFP_NOWARN) & ~__GFP_COMP;
	while (got < count) {
		orders &= (2UL << __fls(count - got)) - 1;
		chunk = take_chunk(dev, orders, gfp, &order);
		if (!chunk) {
			pages_free(pages, got);
			return NULL;
		}
		for (i = 0; i < 1U << order; i++)
			pages[got++] = nth_page(chunk, i);
	}
	return pages;
}

/* ---- and where the device sees them -------------------------------------------------- */

static int map_table(struct device *dev, struct sg_table *sgt, size_t size, int prot)
{
	struct iommu_domain *domain = dma_domain(dev);
	dma_addr_t addr = space_take(domain, size, dev->coherent_dma_mask, dev);
	ssize_t mapped;

	if (!addr)
		return -ENOMEM;
	mapped = iommu_map_sg_gfp(domain, addr, sgt->sgl, sgt->orig_nents, prot, GFP_ATOMIC);
	if (mapped < (ssize_t)size) {
		if (mapped > 0)
			iommu_unmap(domain, addr, mapped);
		space_give(domain->iova_cookie, addr, size);
		return -ENOMEM;
	}
	sg_dma_address(sgt->sgl) = addr;
	sg_dma_len(sgt->sgl) = size;
	return 0;
}

/* sizes of chunks, in our pages, that the IOMMU makes a difference between */
static unsigned long chunk_orders(const struct iommu_domain *domain, unsigned long attrs)
{
	unsigned long sizes = domain->pgsize_bitmap, least = sizes & -sizes;

	if (least < PAGE_SIZE) {
		least = PAGE_SIZE;
		sizes |= PAGE_SIZE;
	}
	return (attrs & DMA_ATTR_ALLOC_SINGLE_PAGES ? least : sizes) >> PAGE_SHIFT;
}

/* pages, their table, and one range for the device */
static struct page **alloc_mapped(struct device *dev, size_t size, struct sg_table *sgt, gfp_t gfp,
				  unsigned long attrs)
{
	struct iommu_domain *domain = dma_domain(dev);
	int prot = prot_of(DMA_BIDIRECTIONAL, dev_is_dma_coherent(dev), attrs);
	unsigned int count;
	struct page **pages;
	struct scatterlist *sg;
	int i;

	if (!size || size > SSIZE_MAX - PAGE_SIZE)
		return NULL;
	size = PAGE_ALIGN(size);
	count = size >> PAGE_SHIFT;
	pages = pages_alloc(dev, count, chunk_orders(domain, attrs), gfp);
	if (!pages)
		return NULL;
	if (sg_alloc_table_from_pages(sgt, pages, count, 0, size, GFP_KERNEL))
		goto err_pages;
	if (!(prot & IOMMU_CACHE))
		for_each_sg(sgt->sgl, sg, sgt->orig_nents, i)
			arch_dma_prep_coherent(sg_page(sg), sg->length);
	if (map_table(dev, sgt, size, prot))
		goto err_table;
	return pages;

err_table:
	sg_free_table(sgt);
err_pages:
	pages_free(pages, count);
	return NULL;
}

/* ---- in pieces, for streaming ----------------------------------------------------------- */

struct sg_table *iommu_dma_alloc_noncontiguous(struct device *dev, size_t size,
					       enum dma_data_direction dir, gfp_t gfp,
					       unsigned long attrs)
{
	struct dma_sgt_handle *handle = kmalloc(sizeof(*handle), gfp);

	if (!handle)
		return NULL;
	handle->pages = alloc_mapped(dev, size, &handle->sgt, gfp, attrs);
	if (!handle->pages) {
		kfree(handle);
		return NULL;
	}
	return &handle->sgt;
}

void iommu_dma_free_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt,
				  enum dma_data_direction dir)
{
	struct dma_sgt_handle *handle = sgt_handle(sgt);

	unmap_range(dev, sg_dma_address(sgt->sgl), PAGE_ALIGN(size));
	pages_free(handle->pages, PAGE_ALIGN(size) >> PAGE_SHIFT);
	sg_free_table(&handle->sgt);
	kfree(handle);
}

/* ---- coherent: from anywhere, in a row for both -------------------------------------------- */

static void set_cached(struct page **pages, unsigned int count, bool cached)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (cached)
			arch_dma_clear_uncached(page_address(pages[i]), PAGE_SIZE);
		else
			arch_dma_set_uncached(page_address(pages[i]), PAGE_SIZE);
	}
}

static void *alloc_remapped(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
			    unsigned long attrs)
{
	unsigned int count = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct page **pages;
	struct sg_table sgt;
	void *cpu_addr;

	pages = alloc_mapped(dev, size, &sgt, gfp, attrs);
	if (!pages)
		return NULL;
	*handle = sg_dma_address(sgt.sgl);
	sg_free_table(&sgt);
	cpu_addr = dma_common_pages_remap(pages, size, dma_pgprot(dev, PAGE_KERNEL, attrs),
					  __builtin_return_address(0));
	if (!cpu_addr) {
		unmap_range(dev, *handle, PAGE_ALIGN(size));
		pages_free(pages, count);
		return NULL;
	}
	if (!dev_is_dma_coherent(dev))
		set_cached(pages, count, false);
	return cpu_addr;
}

static void free_remapped(struct device *dev, size_t size, void *cpu_addr)
{
	unsigned int count = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct page **pages = dma_common_find_pages(cpu_addr);

	dma_common_free_remap(cpu_addr, PAGE_ALIGN(size));
	/* not from here: a warning has been given */
	if (!pages)
		return;
	if (!dev_is_dma_coherent(dev))
		set_cached(pages, count, true);
	pages_free(pages, count);
}

/* ---- coherent: in a row already ---------------------------------------------------------------- */

static void *alloc_in_a_row(struct device *dev, size_t size, struct page **page, gfp_t gfp)
{
	size_t whole = PAGE_ALIGN(size);
	void *cpu_addr;

	if (!gfpflags_allow_blocking(gfp) && !dev_is_dma_coherent(dev)) {
		*page = dma_alloc_from_pool(dev, whole, &cpu_addr, gfp, NULL);
		return *page ? cpu_addr : NULL;
	}
	*page = dma_alloc_contiguous(dev, whole, gfp);
	if (!*page)
		*page = alloc_pages_node(dev_to_node(dev), gfp, get_order(whole));
	if (!*page)
		return NULL;
	cpu_addr = page_address(*page);
	if (!dev_is_dma_coherent(dev)) {
		arch_dma_prep_coherent(*page, whole);
		cpu_addr = arch_dma_set_uncached(cpu_addr, whole);
	}
	memset(cpu_addr, 0, whole);
	return cpu_addr;
}

static void free_in_a_row(struct device *dev, size_t size, void *cpu_addr)
{
	size_t whole = PAGE_ALIGN(size);

	if (dma_free_from_pool(dev, cpu_addr, whole))
		return;
	if (!dev_is_dma_coherent(dev))
		arch_dma_clear_uncached(cpu_addr, whole);
	dma_free_contiguous(dev, virt_to_page(cpu_addr), whole);
}

/* ---- the operations -------------------------------------------------------------------------- */

void *iommu_dma_alloc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		      unsigned long attrs)
{
	int prot = prot_of(DMA_BIDIRECTIONAL, dev_is_dma_coherent(dev), attrs);
	struct page *page = NULL;
	void *cpu_addr;

	gfp |= __GFP_ZERO;
	if (gfpflags_allow_blocking(gfp) && !(attrs & DMA_ATTR_FORCE_CONTIGUOUS))
		return alloc_remapped(dev, size, handle, gfp, attrs);
	cpu_addr = alloc_in_a_row(dev, size, &page, gfp);
	if (!cpu_addr)
		return NULL;
	*handle = map_range(dev, page_to_phys(page), size, prot, dev->coherent_dma_mask);
	if (*handle == DMA_MAPPING_ERROR) {
		free_in_a_row(dev, size, cpu_addr);
		return NULL;
	}
	return cpu_addr;
}

void iommu_dma_free(struct device *dev, size_t size, void *cpu_addr, dma_addr_t handle,
		    unsigned long attrs)
{
	unmap_range(dev, handle, size);
	if (is_vmalloc_addr(cpu_addr))
		free_remapped(dev, size, cpu_addr);
	else
		free_in_a_row(dev, size, cpu_addr);
}

static int mmap_pages(struct vm_area_struct *vma, struct page **pages, size_t size)
{
	return pages ? vm_map_pages(vma, pages, PAGE_ALIGN(size) >> PAGE_SHIFT) : -ENXIO;
}

int iommu_dma_mmap(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		   dma_addr_t dma_addr, size_t size, unsigned long attrs)
{
	int done;

	vma->vm_page_prot = dma_pgprot(dev, vma->vm_page_prot, attrs);
	/* memory of the device's own says itself how it went */
	if (dma_mmap_from_dev_coherent(dev, vma, cpu_addr, size, &done))
		return done;
	return is_vmalloc_addr(cpu_addr)
		       ? mmap_pages(vma, dma_common_find_pages(cpu_addr), size)
		       : dma_common_mmap(dev, vma, cpu_addr, dma_addr, size, attrs);
}

int iommu_dma_get_sgtable(struct device *dev, struct sg_table *sgt, void *cpu_addr,
			  dma_addr_t dma_addr, size_t size, unsigned long attrs)
{
	struct page **pages;

	if (!is_vmalloc_addr(cpu_addr))
		return dma_common_get_sgtable(dev, sgt, cpu_addr, dma_addr, size, attrs);
	pages = dma_common_find_pages(cpu_addr);
	if (!pages)
		return -ENXIO;
	return sg_alloc_table_from_pages(sgt, pages, PAGE_ALIGN(size) >> PAGE_SHIFT, 0, size,
					 GFP_KERNEL);
}
