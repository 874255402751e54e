/* SPDX-License-Identifier: MIT */
/*
 * struct page: one for each page of the machine's RAM.
 */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/atomic.h>
#include <asm/page.h>

struct address_space;
struct slab;
struct file;
struct mm_struct;
struct vm_operations_struct;

/**
 * struct page - a page of RAM
 * @flags: see <linux/page-flags.h>
 * @lru: the owner's to use; in a free block, its place in the free list
 * @mapping: the owner's to use
 * @index: the owner's to use; in a free block, its order
 * @private: the owner's to use
 * @slab: the slab that this page is part of (PageSlab)
 * @compound_head: in tail pages of a compound block: the head, plus one
 * @block_pages: first page of an allocated block: how many pages it has
 * @_refcount: references; the block is free when they are gone
 * @caller: who allocated the block, or, if it is free, who freed it
 *
 * The page allocator's lock protects what it uses of free blocks; an
 * allocated block is its owner's.
 */
struct page {
	unsigned long flags;
	union {
		struct {
			struct list_head lru;
			struct address_space *mapping;
			pgoff_t index;
		};
		struct slab *slab;
		unsigned long compound_head;
	};
	unsigned long private;
	unsigned int block_pages;
	atomic_t _refcount;
	const void *caller;
};

_Static_assert(sizeof(struct page) == 1 << STRUCT_PAGE_SHIFT,
	       "struct page is not 2^STRUCT_PAGE_SHIFT bytes");

typedef unsigned long vm_flags_t;

/**
 * struct vm_area_struct - a user's mapping, as mmap handlers receive it
 *
 * @mapped_pfn, @mapped_size: private: what remap_pfn_range() was given
 *
 * There is no user space in a world: whoever maps a device's file
 * (dmae_mmap()) is handed a pointer to the memory itself.
 */
struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	unsigned long vm_flags;
	const struct vm_operations_struct *vm_ops;
	unsigned long vm_pgoff;
	struct file *vm_file;
	void *vm_private_data;
	unsigned long mapped_pfn;
	unsigned long mapped_size;
};

#endif
