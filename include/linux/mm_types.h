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
 * struct vm_area_struct - a range of the process's addresses that shows a file
 *
 * @vm_start: first address
 * @vm_end: first address behind it
 * @vm_mm: of the task that maps
 * @vm_page_prot: how it is cached: our memory makes no difference
 * @vm_flags: VM_*
 * @vm_ops: the driver's; may be NULL
 * @vm_pgoff: which page of the file it starts with
 * @vm_file: the file
 * @vm_private_data: the driver's
 * @shown: private: the pages that are in it (src/base/mm/vma.c); NULL in a
 *	structure that somebody made by himself, which can show nothing
 *
 * The range is real: what remap_pfn_range() and its kin put there, the
 * program can read and write at these addresses.
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
	struct vma *shown;
};

typedef unsigned int vm_fault_t;

/* what a fault handler returns */
enum vm_fault_reason {
	VM_FAULT_OOM		= 0x000001,
	VM_FAULT_SIGBUS		= 0x000002,
	VM_FAULT_MAJOR		= 0x000004,
	VM_FAULT_WRITE		= 0x000008,
	VM_FAULT_HWPOISON	= 0x000010,
	VM_FAULT_HWPOISON_LARGE	= 0x000020,
	VM_FAULT_SIGSEGV	= 0x000040,
	VM_FAULT_NOPAGE		= 0x000100,	/* the handler put the page there itself */
	VM_FAULT_LOCKED		= 0x000200,
	VM_FAULT_RETRY		= 0x000400,
	VM_FAULT_FALLBACK	= 0x000800,
	VM_FAULT_DONE_COW	= 0x001000,
	VM_FAULT_NEEDDSYNC	= 0x002000,
	VM_FAULT_COMPLETED	= 0x004000,
	VM_FAULT_HINDEX_MASK	= 0x0f0000,
};

#define VM_FAULT_ERROR	(VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV |	\
			 VM_FAULT_HWPOISON | VM_FAULT_HWPOISON_LARGE | VM_FAULT_FALLBACK)

enum fault_flag {
	FAULT_FLAG_WRITE		= 1 << 0,
	FAULT_FLAG_MKWRITE		= 1 << 1,
	FAULT_FLAG_ALLOW_RETRY		= 1 << 2,
	FAULT_FLAG_RETRY_NOWAIT		= 1 << 3,
	FAULT_FLAG_KILLABLE		= 1 << 4,
	FAULT_FLAG_TRIED		= 1 << 5,
	FAULT_FLAG_USER			= 1 << 6,
	FAULT_FLAG_REMOTE		= 1 << 7,
	FAULT_FLAG_INSTRUCTION		= 1 << 8,
	FAULT_FLAG_INTERRUPTIBLE	= 1 << 9,
};

#endif
