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
#include <linux/wait_bit.h>
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

/* ---- mapping into the process (src/base/mm/vma.c) ----------------------- */

/**
 * struct vm_fault - a page of a mapping that is wanted
 * @vma: the mapping
 * @gfp_mask: for allocations
 * @pgoff: which page of the file
 * @address: where it is wanted
 * @real_address: the same
 * @flags: FAULT_FLAG_*
 * @page: the handler's answer, with a reference that becomes the mapping's
 */
struct vm_fault {
	struct vm_area_struct *vma;
	gfp_t gfp_mask;
	pgoff_t pgoff;
	unsigned long address;
	unsigned long real_address;
	enum fault_flag flags;
	struct page *page;
};

/**
 * struct vm_operations_struct - what a driver does for its mappings
 * @open: not called: nothing copies or splits a mapping
 * @close: the mapping goes
 * @may_split: not called
 * @mremap: not called
 * @mprotect: not called
 * @fault: a page is wanted. All of them are as soon as the file is mapped, as with MAP_POPULATE
 * @page_mkwrite: not called
 * @pfn_mkwrite: not called
 * @access: not called
 * @name: not called
 */
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *area);
	void (*close)(struct vm_area_struct *area);
	int (*may_split)(struct vm_area_struct *area, unsigned long addr);
	int (*mremap)(struct vm_area_struct *area);
	int (*mprotect)(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			unsigned long newflags);
	vm_fault_t (*fault)(struct vm_fault *vmf);
	vm_fault_t (*page_mkwrite)(struct vm_fault *vmf);
	vm_fault_t (*pfn_mkwrite)(struct vm_fault *vmf);
	int (*access)(struct vm_area_struct *vma, unsigned long addr, void *buf, int len,
		      int write);
	const char *(*name)(struct vm_area_struct *vma);
};

/**
 * remap_pfn_range() - show @size bytes of memory from page frame @pfn on at @addr of @vma
 *
 * Return: 0; -EINVAL: not within the mapping, not whole pages, or something
 * is shown there already; -EFAULT: memory that the host does not share (a
 * program's own heap); -ENOMEM.
 */
int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
		    unsigned long pfn, unsigned long size, pgprot_t prot);
#define io_remap_pfn_range remap_pfn_range

/** vm_iomap_memory() - show what @vma asks for of [@start, @start + @len). -EINVAL: it is more */
int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start, unsigned long len);

/** vm_insert_page() - show one page, which is kept meanwhile. -EBUSY: one is there already */
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
/** vm_insert_pages() - the same for *@num; *@num: how many are left */
int vm_insert_pages(struct vm_area_struct *vma, unsigned long addr, struct page **pages,
		    unsigned long *num);
/** vm_map_pages() - those of @num pages that @vma asks for by its vm_pgoff. -ENXIO: it is more */
int vm_map_pages(struct vm_area_struct *vma, struct page **pages, unsigned long num);
/** vm_map_pages_zero() - the same without a look at vm_pgoff */
int vm_map_pages_zero(struct vm_area_struct *vma, struct page **pages, unsigned long num);

/* for fault handlers */
vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);
vm_fault_t vmf_insert_pfn_prot(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
			       pgprot_t pgprot);
vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);

/** zap_vma_ptes() - show nothing any more in a part of @vma */
void zap_vma_ptes(struct vm_area_struct *vma, unsigned long address, unsigned long size);

/** vma_set_file() - the mapping holds @file from now on, in place of the one that it was made of */
void vma_set_file(struct vm_area_struct *vma, struct file *file);

/** find_vma() - the mapping that @addr is in, or the first one behind it. @mm: any */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr);
/** vma_lookup() - the mapping that @addr is in, or NULL */
struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long addr);

static inline vm_fault_t vmf_error(int err)
{
	return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
}

static inline void vm_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags |= flags;
}

static inline void vm_flags_clear(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags &= ~flags;
}

static inline void vm_flags_mod(struct vm_area_struct *vma, unsigned long set,
				unsigned long clear)
{
	vma->vm_flags = (vma->vm_flags | set) & ~clear;
}

static inline pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	return PAGE_KERNEL;
}

#define VM_NONE		0x00000000
#define VM_READ		0x00000001
#define VM_WRITE	0x00000002
#define VM_EXEC		0x00000004
#define VM_SHARED	0x00000008
#define VM_MAYREAD	0x00000010
#define VM_MAYWRITE	0x00000020
#define VM_MAYEXEC	0x00000040
#define VM_MAYSHARE	0x00000080
#define VM_PFNMAP	0x00000400	/* remap_pfn_range() was here */
#define VM_LOCKED	0x00002000
#define VM_IO		0x00004000
#define VM_DONTCOPY	0x00020000
#define VM_DONTEXPAND	0x00040000
#define VM_ACCOUNT	0x00100000
#define VM_NORESERVE	0x00200000
#define VM_WIPEONFORK	0x02000000
#define VM_DONTDUMP	0x04000000
#define VM_MIXEDMAP	0x10000000	/* vm_insert_page() was here */
#define VM_SPECIAL	(VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP)

/* totalram_pages() - pages of RAM, all banks */
unsigned long totalram_pages(void);

#endif
