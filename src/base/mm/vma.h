/* SPDX-License-Identifier: MIT */
/*
 * Mapping files into the process: for who implements mmap() on one (device
 * nodes, dma-bufs). What drivers call to fill a mapping is in <linux/mm.h>.
 */
#ifndef DMAE_BASE_MM_VMA_H
#define DMAE_BASE_MM_VMA_H

#include <linux/types.h>
#include <linux/mm_types.h>

/**
 * struct vma_request - what mmap(2) would be told
 * @file: the file; not looked into
 * @size: bytes, not 0; rounded up to whole pages
 * @pgoff: which page of the file comes first
 * @flags: VM_READ, VM_WRITE, VM_SHARED
 * @mmap: the file's operation
 * @release: called when the mapping has gone, after its vm_ops->close(), with its vm_file;
 *	NULL: nothing to do. Not called where vma_map() fails
 */
struct vma_request {
	struct file *file;
	size_t size;
	unsigned long pgoff;
	vm_flags_t flags;
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	void (*release)(struct file *file);
};

/**
 * vma_map() - map a file into the process, all pages at once
 * @addr: set to where it is
 *
 * Pages that ->mmap() has not put there are asked for with vm_ops->fault();
 * those that it refuses stay inaccessible.
 *
 * Context: process. Return: 0; -EINVAL (no size), -ENOMEM (no addresses), or what @mmap returns.
 */
int vma_map(const struct vma_request *request, void **addr);

/**
 * vma_unmap() - end a mapping
 * @addr: as vma_map() returned
 * @size: as it was asked for, or 0
 *
 * Context: process. Return: 0; -EINVAL: there is no such mapping, or it has another size (it goes
 * as a whole).
 */
int vma_unmap(void *addr, size_t size);

/**
 * vma_frames() - which page frames a mapping would show, without making one
 * @frame: called for each page that ->mmap() or ->fault() offers, in the order in which they are
 *	put there: @index counts pages from the mapping's start
 *
 * Return: 0; what @frame returns if that is not 0; or what @mmap returns.
 */
int vma_frames(const struct vma_request *request,
	       int (*frame)(void *arg, unsigned long index, unsigned long pfn), void *arg);

/** vma_frame_at() - the page frame that is shown at an address of a mapping; all bits set: none */
unsigned long vma_frame_at(const void *addr);

/** vma_stop() - end all mappings; returns how many there were */
unsigned int vma_stop(void);

#endif
