/* SPDX-License-Identifier: MIT */
/*
 * vmalloc: large allocations from the host's memory, outside of the
 * machine's RAM. Such memory may not be mapped for DMA, as in the kernel.
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
#define vmalloc_user(size)		vzalloc(size)
#define vmalloc_huge(size, gfp)		__vmalloc((size), (gfp))

#endif
