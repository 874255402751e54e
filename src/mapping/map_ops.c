// SPDX-License-Identifier: MIT
/*
 * For implementations of dma_map_ops: pages below their own mapping, and
 * the operations of a device that does no DMA.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/dma-mapping.h>
#include <linux/dma-map-ops.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

struct page *dma_common_alloc_pages(struct device *dev, size_t size,
				    dma_addr_t *dma_handle,
				    enum dma_data_direction dir, gfp_t gfp)
{
	const unsigned long pages = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct page *page = alloc_contig_pages(pages, gfp, dev_to_node(dev), NULL);
	dma_addr_t addr;

	if (!page)
		return NULL;
	addr = get_dma_ops(dev)->map_page(dev, page, 0, size, dir, DMA_ATTR_SKIP_CPU_SYNC);
	*dma_handle = addr;
	if (addr != DMA_MAPPING_ERROR) {
		memset(page_address(page), 0, size);
		return page;
	}
	free_contig_range(page_to_pfn(page), pages);
	return NULL;
}

void dma_common_free_pages(struct device *dev, size_t size, struct page *page,
			   dma_addr_t dma_handle, enum dma_data_direction dir)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (ops->unmap_page)
		ops->unmap_page(dev, dma_handle, size, dir,
				DMA_ATTR_SKIP_CPU_SYNC);
	free_contig_range(page_to_pfn(page), PAGE_ALIGN(size) >> PAGE_SHIFT);
}

int dma_common_get_sgtable(struct device *dev, struct sg_table *sgt,
			   void *cpu_addr, dma_addr_t dma_addr, size_t size,
			   unsigned long attrs)
{
	int ret = sg_alloc_table(sgt, 1, GFP_KERNEL);

	if (!ret)
		sg_set_page(sgt->sgl, virt_to_page(cpu_addr), PAGE_ALIGN(size),
			    0);
	return ret;
}

int dma_common_mmap(struct device *dev, struct vm_area_struct *vma,
		    void *cpu_addr, dma_addr_t dma_addr, size_t size,
		    unsigned long attrs)
{
	unsigned long pages = PAGE_ALIGN(size) >> PAGE_SHIFT, want = vma_pages(vma);

	if (vma->vm_pgoff >= pages || want > pages - vma->vm_pgoff)
		return -ENXIO;
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(virt_to_page(cpu_addr)) +
			       vma->vm_pgoff, want << PAGE_SHIFT, vma->vm_page_prot);
}

static int dummy_mmap(struct device *dev, struct vm_area_struct *vma,
		      void *cpu_addr, dma_addr_t dma_addr, size_t size,
		      unsigned long attrs)
{
	return -ENXIO;
}

static dma_addr_t dummy_map_page(struct device *dev, struct page *page,
				 unsigned long offset, size_t size,
				 enum dma_data_direction dir,
				 unsigned long attrs)
{
	return DMA_MAPPING_ERROR;
}

static int dummy_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir, unsigned long attrs)
{
	return -EINVAL;
}

static int dummy_supported(struct device *dev, u64 mask)
{
	return 0;
}

const struct dma_map_ops dma_dummy_ops = {
	.mmap = dummy_mmap,
	.map_page = dummy_map_page,
	.map_sg = dummy_map_sg,
	.dma_supported = dummy_supported,
};
EXPORT_SYMBOL(dma_dummy_ops);
