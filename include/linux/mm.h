/* SPDX-License-Identifier: MIT */
/*
 * Memory: pages and their addresses, references to pages, user mappings as
 * far as drivers name them. The allocators are in <linux/gfp.h>,
 * <linux/slab.h> and <linux/vmalloc.h>.
 */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/bug.h>
#include <linux/list.h>
#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/mmzone.h>
#include <linux/mm_types.h>
#include <linux/page-flags.h>
#include <linux/pfn.h>
#include <asm/page.h>

#define PAGE_ALIGN(addr)	(((addr) + PAGE_SIZE - 1) & PAGE_MASK)
#define PAGE_ALIGN_DOWN(addr)	((addr) & PAGE_MASK)
#define PAGE_ALIGNED(addr)	(!((unsigned long)(addr) & ~PAGE_MASK))
#define offset_in_page(p)	((unsigned long)(p) & ~PAGE_MASK)
#define nth_page(page, n)	((page) + (n))

/* first and last page frame of RAM (the last: plus one) */
extern unsigned long min_low_pfn;
extern unsigned long max_low_pfn;
extern unsigned long max_pfn;

/* the range that vmalloc() hands out; empty until its first use */
extern unsigned long mm_vmalloc_start;
extern unsigned long mm_vmalloc_size;

static inline bool is_vmalloc_addr(const void *x)
{
	return (unsigned long)x - mm_vmalloc_start < mm_vmalloc_size;
}

#define is_vmalloc_or_module_addr(x)	is_vmalloc_addr(x)

struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);

/* page_address() - where a page is; NULL if there is no memory at its physical address */
static inline void *page_address(const struct page *page)
{
	return page_to_virt(page);
}

#define lowmem_page_address(page)	page_address(page)

/* a page of zeros, to read from */
struct page *mm_zero_page(void);
#define ZERO_PAGE(vaddr)	((void)(vaddr), mm_zero_page())

static inline struct page *virt_to_head_page(const void *x)
{
	return compound_head(virt_to_page(x));
}

static inline unsigned int compound_order(struct page *page)
{
	if (!PageHead(page))
		return 0;
	return get_order((unsigned long)page->block_pages << PAGE_SHIFT);
}

static inline unsigned long compound_nr(struct page *page)
{
	return PageHead(page) ? page->block_pages : 1;
}

static inline unsigned long page_size(struct page *page)
{
	return PAGE_SIZE * compound_nr(page);
}

#define page_private(page)		((page)->private)
#define set_page_private(page, v)	((page)->private = (v))

/*
 * References. Only pages of RAM are counted; memory outside of it is the
 * host's, whose owner keeps it as long as it is used.
 */
static inline int page_ref_count(const struct page *page)
{
	return page_in_ram(page) ? atomic_read(&page->_refcount) : 1;
}

static inline int page_count(const struct page *page)
{
	return page_ref_count(compound_head(page));
}

static inline void get_page(struct page *page)
{
	page = compound_head(page);
	if (page_in_ram(page))
		atomic_inc(&page->_refcount);
}

void put_page(struct page *page);

static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

/** remap_pfn_range() - the pages from @pfn on are what @vma shows; one range a mapping, from its start */
int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
		    unsigned long pfn, unsigned long size, pgprot_t prot);
#define io_remap_pfn_range remap_pfn_range

static inline void vm_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags |= flags;
}

#define VM_READ		0x00000001
#define VM_WRITE	0x00000002
#define VM_EXEC		0x00000004
#define VM_SHARED	0x00000008
#define VM_PFNMAP	0x00000400
#define VM_IO		0x00004000
#define VM_DONTCOPY	0x00020000
#define VM_DONTEXPAND	0x00040000
#define VM_DONTDUMP	0x04000000

/* totalram_pages() - pages of RAM, all banks */
unsigned long totalram_pages(void);

#endif
