// SPDX-License-Identifier: MIT
/*
 * Memory allocated for a device: coherent, page-wise for streaming, or in
 * pieces; and the forms that devres frees.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dma-map-ops.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "mapping/arguments.h"
#include "mapping/coherent.h"
#include "mapping/direct.h"
#include "mapping/mapping.h"
#include "mapping/record.h"

/* ---- coherent ---------------------------------------------------------- */

void *dma_alloc_for(struct device *dev, size_t size, dma_addr_t *dma_handle,
		    gfp_t gfp, unsigned long attrs, const void *caller)
{
	const struct dma_map_ops *ops;
	void *cpu_addr;

	if (bad_call_of(dev, DMA_BIDIRECTIONAL, "dma_alloc_attrs") ||
	    bad_size(dev, size, "dma_alloc_attrs"))
		return NULL;
	ops = get_dma_ops(dev);
	WARN_ON_ONCE(!dev->coherent_dma_mask);
	if (unlikely(dev->dma_mem)) {
		dma_alloc_from_dev_coherent(dev, size, dma_handle, &cpu_addr);
		goto out;
	}
	/* the mask says which zone */
	gfp &= ~(__GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM);

	if (likely(!ops))
		cpu_addr = dma_direct_alloc_for(dev, size, dma_handle, gfp,
						attrs, caller);
	else if (ops->alloc)
		cpu_addr = ops->alloc(dev, size, dma_handle, gfp, attrs);
	else
		return NULL;
out:
	if (cpu_addr)
		record_alloc(dev, cpu_addr, *dma_handle, size, attrs, caller);
	return cpu_addr;
}

void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle,
		      gfp_t flag, unsigned long attrs)
{
	return dma_alloc_for(dev, size, dma_handle, flag, attrs,
			     __builtin_return_address(0));
}
EXPORT_SYMBOL(dma_alloc_attrs);

void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr,
		    dma_addr_t dma_handle, unsigned long attrs)
{
	const struct dma_map_ops *ops;

	if (bad_call(dev, DMA_BIDIRECTIONAL))
		return;
	ops = get_dma_ops(dev);
	if (unlikely(dev->dma_mem) && dev_coherent_holds(dev, cpu_addr)) {
		record_free(dev, cpu_addr, dma_handle, size);
		dma_release_from_dev_coherent(dev, get_order(size), cpu_addr);
		return;
	}
	WARN_ON(irqs_disabled());
	if (!cpu_addr)
		return;
	record_free(dev, cpu_addr, dma_handle, size);

	if (unlikely(ops) && ops->free)
		ops->free(dev, size, cpu_addr, dma_handle, attrs);
	else if (likely(!ops))
		dma_direct_free(dev, size, cpu_addr, dma_handle, attrs);
}
EXPORT_SYMBOL(dma_free_attrs);

int dma_get_sgtable_attrs(struct device *dev, struct sg_table *sgt,
			  void *cpu_addr, dma_addr_t dma_addr, size_t size,
			  unsigned long attrs)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (ops)
		return ops->get_sgtable ? ops->get_sgtable(dev, sgt, cpu_addr, dma_addr,
							   size, attrs) : -ENXIO;
	return dma_direct_get_sgtable(dev, sgt, dma_addr, size);
}
EXPORT_SYMBOL(dma_get_sgtable_attrs);

pgprot_t dma_pgprot(struct device *dev, pgprot_t prot, unsigned long attrs)
{
	if (dev_is_dma_coherent(dev))
		return prot;
	return attrs & DMA_ATTR_WRITE_COMBINE ? pgprot_writecombine(prot) :
						pgprot_dmacoherent(prot);
}

bool dma_can_mmap(struct device *dev)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	return !ops || ops->mmap;
}
EXPORT_SYMBOL_GPL(dma_can_mmap);

int dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma,
		   void *cpu_addr, dma_addr_t dma_addr, size_t size,
		   unsigned long attrs)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (!ops)
		return dma_direct_mmap(dev, vma, cpu_addr, dma_addr, size, attrs);
	return ops->mmap ? ops->mmap(dev, vma, cpu_addr, dma_addr, size, attrs) : -ENXIO;
}
EXPORT_SYMBOL(dma_mmap_attrs);

/* ---- pages for streaming ----------------------------------------------- */

static struct page *alloc_for_streaming(struct device *dev, size_t size,
					dma_addr_t *dma_handle,
					enum dma_data_direction dir, gfp_t gfp,
					const void *caller)
{
	/* the mask says which zone, not the caller */
	const gfp_t zones = __GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM;
	const struct dma_map_ops *ops;
	size_t whole = PAGE_ALIGN(size);

	if (bad_call_of(dev, dir, "dma_alloc_pages") || bad_size(dev, size, "dma_alloc_pages"))
		return NULL;
	if (WARN_ON_ONCE(!dev->coherent_dma_mask) || WARN_ON_ONCE(gfp & zones))
		return NULL;
	ops = get_dma_ops(dev);
	if (ops)
		return ops->alloc_pages ? ops->alloc_pages(dev, whole, dma_handle, dir, gfp) : NULL;
	return dma_direct_alloc_pages_for(dev, whole, dma_handle, gfp, caller);
}

static void free_for_streaming(struct device *dev, size_t size,
			       struct page *page, dma_addr_t dma_handle,
			       enum dma_data_direction dir)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);
	size_t whole = PAGE_ALIGN(size);

	if (ops && ops->free_pages)
		ops->free_pages(dev, whole, page, dma_handle, dir);
	else if (!ops)
		dma_direct_free_pages(dev, whole, page, dma_handle, dir);
}

struct page *dma_alloc_pages(struct device *dev, size_t size,
			     dma_addr_t *dma_handle,
			     enum dma_data_direction dir, gfp_t gfp)
{
	struct page *page = alloc_for_streaming(dev, size, dma_handle, dir, gfp,
						__builtin_return_address(0));

	if (page)
		record_alloc_pages(dev, page, *dma_handle, size, dir);
	return page;
}
EXPORT_SYMBOL_GPL(dma_alloc_pages);

void dma_free_pages(struct device *dev, size_t size, struct page *page,
		    dma_addr_t dma_handle, enum dma_data_direction dir)
{
	record_free_pages(dev, page, dma_handle, size, dir);
	free_for_streaming(dev, size, page, dma_handle, dir);
}
EXPORT_SYMBOL_GPL(dma_free_pages);

int dma_mmap_pages(struct device *dev, struct vm_area_struct *vma,
		   size_t size, struct page *page)
{
	unsigned long pages = PAGE_ALIGN(size) >> PAGE_SHIFT, want = vma_pages(vma);

	if (vma->vm_pgoff >= pages || want > pages - vma->vm_pgoff)
		return -ENXIO;
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(page) + vma->vm_pgoff,
			       want << PAGE_SHIFT, vma->vm_page_prot);
}
EXPORT_SYMBOL_GPL(dma_mmap_pages);

/* ---- in pieces --------------------------------------------------------- */

/* A table of one entry that names nothing yet. */
static struct sg_table *alloc_table_of_one(gfp_t gfp)
{
	struct sg_table *sgt = kmalloc(sizeof(*sgt), gfp);

	if (sgt && sg_alloc_table(sgt, 1, gfp)) {
		kfree(sgt);
		sgt = NULL;
	}
	return sgt;
}

static void free_table(struct sg_table *sgt)
{
	sg_free_table(sgt);
	kfree(sgt);
}

static struct sg_table *alloc_one_piece(struct device *dev, size_t size,
					enum dma_data_direction dir, gfp_t gfp,
					const void *caller)
{
	struct sg_table *sgt = alloc_table_of_one(gfp);
	struct page *page;

	if (!sgt)
		return NULL;
	page = alloc_for_streaming(dev, size, &sg_dma_address(sgt->sgl), dir, gfp, caller);
	if (!page) {
		free_table(sgt);
		return NULL;
	}
	sg_set_page(sgt->sgl, page, PAGE_ALIGN(size), 0);
	sg_dma_len(sgt->sgl) = PAGE_ALIGN(size);
	return sgt;
}

struct sg_table *dma_alloc_noncontiguous(struct device *dev, size_t size,
					 enum dma_data_direction dir, gfp_t gfp,
					 unsigned long attrs)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);
	bool in_pieces = ops && ops->alloc_noncontiguous;
	struct sg_table *table;

	if (WARN_ON_ONCE(attrs & ~DMA_ATTR_ALLOC_SINGLE_PAGES))
		return NULL;
	table = in_pieces ? ops->alloc_noncontiguous(dev, size, dir, gfp, attrs)
			  : alloc_one_piece(dev, size, dir, gfp, __builtin_return_address(0));
	if (!table)
		return NULL;
	/* whatever it is made of, the device sees one range */
	table->nents = 1;
	record_map_sg(dev, table->sgl, table->orig_nents, 1, dir, attrs);
	return table;
}
EXPORT_SYMBOL_GPL(dma_alloc_noncontiguous);

void dma_free_noncontiguous(struct device *dev, size_t size,
			    struct sg_table *sgt, enum dma_data_direction dir)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);
	struct scatterlist *piece = sgt->sgl;

	record_unmap_sg(dev, piece, sgt->orig_nents, dir);
	if (ops && ops->free_noncontiguous) {
		ops->free_noncontiguous(dev, size, sgt, dir);
	} else {
		free_for_streaming(dev, size, sg_page(piece), sg_dma_address(piece), dir);
		free_table(sgt);
	}
}
EXPORT_SYMBOL_GPL(dma_free_noncontiguous);

void *dma_vmap_noncontiguous(struct device *dev, size_t size,
			     struct sg_table *sgt)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (ops && ops->alloc_noncontiguous)
		return vmap(sgt_handle(sgt)->pages, PAGE_ALIGN(size) >> PAGE_SHIFT, VM_MAP,
			    PAGE_KERNEL);
	return page_address(sg_page(sgt->sgl));
}
EXPORT_SYMBOL_GPL(dma_vmap_noncontiguous);

void dma_vunmap_noncontiguous(struct device *dev, void *vaddr)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (ops && ops->alloc_noncontiguous)
		vunmap(vaddr);
}
EXPORT_SYMBOL_GPL(dma_vunmap_noncontiguous);

int dma_mmap_noncontiguous(struct device *dev, struct vm_area_struct *vma,
			   size_t size, struct sg_table *sgt)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (ops && ops->alloc_noncontiguous)
		return vm_map_pages(vma, sgt_handle(sgt)->pages,
				    PAGE_ALIGN(size) >> PAGE_SHIFT);
	return dma_mmap_pages(dev, vma, size, sg_page(sgt->sgl));
}
EXPORT_SYMBOL_GPL(dma_mmap_noncontiguous);

/* ---- freed by devres --------------------------------------------------- */

struct dma_devres {
	size_t size;
	void *vaddr;
	dma_addr_t dma_handle;
	unsigned long attrs;
};

static void dmam_release(struct device *dev, void *res)
{
	struct dma_devres *this = res;

	dma_free_attrs(dev, this->size, this->vaddr, this->dma_handle,
		       this->attrs);
}

static int dmam_match(struct device *dev, void *res, void *match_data)
{
	struct dma_devres *this = res;
	struct dma_devres *match = match_data;

	if (this->vaddr != match->vaddr)
		return 0;
	WARN_ON(this->size != match->size ||
		this->dma_handle != match->dma_handle);
	return 1;
}

void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle,
		       gfp_t gfp, unsigned long attrs)
{
	struct dma_devres *owned = devres_alloc(dmam_release, sizeof(*owned), gfp);
	void *vaddr = NULL;

	if (owned)
		vaddr = dma_alloc_for(dev, size, dma_handle, gfp, attrs,
				      __builtin_return_address(0));
	if (!vaddr) {
		devres_free(owned);
		return NULL;
	}
	*owned = (struct dma_devres) { size, vaddr, *dma_handle, attrs };
	devres_add(dev, owned);
	return vaddr;
}
EXPORT_SYMBOL(dmam_alloc_attrs);

void dmam_free_coherent(struct device *dev, size_t size, void *vaddr,
			dma_addr_t dma_handle)
{
	struct dma_devres match = { size, vaddr, dma_handle };

	WARN_ON(devres_destroy(dev, dmam_release, dmam_match, &match));
	dma_free_coherent(dev, size, vaddr, dma_handle);
}
EXPORT_SYMBOL(dmam_free_coherent);
