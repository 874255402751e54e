/* SPDX-License-Identifier: MIT */
/*
 * vmalloc: large allocations from the host's memory, outside of the
 * machine's RAM; and vmap: pages of RAM at addresses in a row. Neither may be
 * mapped for DMA by address, as in the kernel.
 */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <linux/types.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <asm/page.h>

void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void *__vmalloc(unsigned long size, gfp_t gfp_mask);
void *vmalloc_array(size_t n, size_t size);
void *vcalloc(size_t n, size_t size);
void vfree(const void *addr);
void vfree_atomic(const void *addr);

/* one node, and nothing that distinguishes these here */
#define vmalloc_node(size, node)	((void)(node), vmalloc(size))
#define vzalloc_node(size, node)	((void)(node), vzalloc(size))
#define vmalloc_huge(size, gfp)		__vmalloc((size), (gfp))
#define vmalloc_32(size)		vmalloc(size)

/* zeroed, and may be shown to a program with remap_vmalloc_range() */
void *vmalloc_user(unsigned long size);
#define vmalloc_32_user(size)		vmalloc_user(size)

/* what an area is */
#define VM_IOREMAP		0x00000001
#define VM_ALLOC		0x00000002	/* vmalloc() */
#define VM_MAP			0x00000004	/* vmap() */
#define VM_USERMAP		0x00000008	/* for remap_vmalloc_range() */
#define VM_DMA_COHERENT		0x00000010	/* coherent memory, put in a row */
#define VM_UNINITIALIZED	0x00000020	/* is about to be, or was, something */
#define VM_NO_GUARD		0x00000040
#define VM_FLUSH_RESET_PERMS	0x00000100
#define VM_MAP_PUT_PAGES	0x00000200	/* vfree() gives the pages back, and their array */

/**
 * struct vm_struct - an area: addresses in a row, with a page behind them that nobody owns
 * @next: unused
 * @addr: its start
 * @size: bytes, with that page
 * @flags: VM_*
 * @pages: what is shown in it, if whoever made it said so (VM_MAP_PUT_PAGES, VM_DMA_COHERENT)
 * @nr_pages: how many those are
 * @phys_addr: the owner's
 * @caller: who made it
 */
struct vm_struct {
	struct vm_struct *next;
	void *addr;
	unsigned long size;
	unsigned long flags;
	struct page **pages;
	unsigned int nr_pages;
	phys_addr_t phys_addr;
	const void *caller;
};

static inline size_t get_vm_area_size(const struct vm_struct *area)
{
	return area->flags & VM_NO_GUARD ? area->size : area->size - PAGE_SIZE;
}

/** find_vm_area() - the area that holds @addr, or NULL */
struct vm_struct *find_vm_area(const void *addr);
/** get_vm_area() - an area in which nothing is shown yet */
struct vm_struct *get_vm_area(unsigned long size, unsigned long flags);
/** free_vm_area() - and its end */
void free_vm_area(struct vm_struct *area);

/**
 * vmap() - pages from anywhere in a row
 * @pages: the pages
 * @count: how many
 * @flags: VM_MAP, and VM_MAP_PUT_PAGES: vfree() puts them, and kvfree()s @pages
 * @prot: PAGE_KERNEL or a pgprot_*() of it: our memory makes no difference
 *
 * The addresses are the pages themselves: what is written here is there.
 *
 * Context: process. Return: where; NULL: there are no addresses, or a page is memory that the
 * host does not share (a program's own heap; such pages must lie in a row already).
 */
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot);
/** vmap_pfn() - the same for memory that has no struct page, e.g. a PCI device's */
void *vmap_pfn(unsigned long *pfns, unsigned int count, pgprot_t prot);
/** vunmap() - and its end. Context: process */
void vunmap(const void *addr);

/* for a short time; our addresses cost the same */
void *vm_map_ram(struct page **pages, unsigned int count, int node);
void vm_unmap_ram(const void *mem, unsigned int count);

static inline void vm_unmap_aliases(void)
{
}

/**
 * remap_vmalloc_range() - show an area of vmalloc_user() to a program
 * @vma: the program's mapping
 * @addr: the area
 * @pgoff: which page of it comes first
 *
 * Return: 0; -EINVAL: no such area, or not for this, or @vma asks for more.
 */
int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff);

#endif
