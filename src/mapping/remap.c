// SPDX-License-Identifier: MIT
/*
 * Memory of a device at addresses in a row, for implementations of
 * dma_map_ops whose memory is made of single pages. Over vmap().
 */
#include <linux/types.h>
#include <linux/bug.h>
#include <linux/dma-map-ops.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static bool is_ours(const struct vm_struct *area)
{
	return area && (area->flags & VM_DMA_COHERENT);
}

struct page **dma_common_find_pages(void *cpu_addr)
{
	struct vm_struct *area = find_vm_area(cpu_addr);

	return is_ours(area) ? area->pages : NULL;
}

void *dma_common_pages_remap(struct page **pages, size_t size, pgprot_t prot, const void *caller)
{
	return vmap(pages, PAGE_ALIGN(size) >> PAGE_SHIFT, VM_DMA_COHERENT, prot);
}

void *dma_common_contiguous_remap(struct page *page, size_t size, pgprot_t prot, const void *caller)
{
	unsigned int count = PAGE_ALIGN(size) >> PAGE_SHIFT, n = count;
	struct page **pages = kvmalloc_array(count, sizeof(*pages), GFP_KERNEL);
	struct vm_struct *area;
	void *mem;

	if (!pages)
		return NULL;
	while (n--)
		pages[n] = nth_page(page, n);
	mem = vmap(pages, count, VM_DMA_COHERENT, prot);
	/* in a row as they were: nobody will ask for them one by one */
	area = mem ? find_vm_area(mem) : NULL;
	if (area)
		area->pages = NULL;
	kvfree(pages);
	return mem;
}

void dma_common_free_remap(void *cpu_addr, size_t size)
{
	if (!WARN(!is_ours(find_vm_area(cpu_addr)), "trying to free invalid coherent area\n"))
		vunmap(cpu_addr);
}
