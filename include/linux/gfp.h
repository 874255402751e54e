/* SPDX-License-Identifier: MIT */
/*
 * The page allocator: blocks of 2^order pages of the machine's RAM, each
 * aligned to its own size. Allocation never sleeps and takes no notice of
 * time; the same calls return the same physical addresses in every run.
 */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/gfp_types.h>
#include <linux/mmzone.h>
#include <linux/numa.h>

struct page;

/* gfpflags_allow_blocking() - true if an allocation with these flags may sleep */
static inline bool gfpflags_allow_blocking(const gfp_t gfp_flags)
{
	return !!(gfp_flags & __GFP_DIRECT_RECLAIM);
}

/* gfp_zone() - the highest zone that an allocation may come from */
static inline enum zone_type gfp_zone(gfp_t flags)
{
	if (flags & __GFP_DMA)
		return ZONE_DMA;
	if (flags & __GFP_DMA32)
		return ZONE_DMA32;
	return ZONE_NORMAL;
}

/* alloc_pages() - 2^@order contiguous pages, or NULL */
struct page *alloc_pages(gfp_t gfp, unsigned int order);
#define alloc_page(gfp_mask)	alloc_pages(gfp_mask, 0)

/* the machine has one memory node: @nid changes nothing */
#define alloc_pages_node(nid, gfp, order) \
	((void)(nid), alloc_pages((gfp), (order)))
#define __alloc_pages_node(nid, gfp, order) \
	((void)(nid), alloc_pages((gfp), (order)))

/* by address rather than by page; 0 on failure */
unsigned long __get_free_pages(gfp_t gfp_mask, unsigned int order);
unsigned long get_zeroed_page(gfp_t gfp_mask);
#define __get_free_page(gfp_mask)	__get_free_pages((gfp_mask), 0)
#define __get_dma_pages(gfp_mask, order) \
	__get_free_pages((gfp_mask) | GFP_DMA, (order))

/* @size bytes in whole pages, not rounded up to a power of two */
void *alloc_pages_exact(size_t size, gfp_t gfp_mask);
void free_pages_exact(void *virt, size_t size);
#define alloc_pages_exact_nid(nid, size, gfp_mask) \
	((void)(nid), alloc_pages_exact((size), (gfp_mask)))

/* drop a reference; the last one returns the block */
void __free_pages(struct page *page, unsigned int order);
void free_pages(unsigned long addr, unsigned int order);
#define __free_page(page)	__free_pages((page), 0)
#define free_page(addr)		free_pages((addr), 0)

/* make @page's block of 2^@order pages into that many single pages */
void split_page(struct page *page, unsigned int order);

/* contiguous pages without the limit of MAX_ORDER */
struct page *alloc_contig_pages(unsigned long nr_pages, gfp_t gfp_mask,
				int nid, const void *nodemask);
/*
 * alloc_contig_range() - the pages from frame @start to @end (not included), each a block of its
 * own. Movable pages that are there are moved; -EBUSY: others are, -ENOMEM: there is no room for
 * them. @migratetype: ignored. Context: process
 */
int alloc_contig_range(unsigned long start, unsigned long end, unsigned int migratetype,
		       gfp_t gfp_mask);
void free_contig_range(unsigned long pfn, unsigned long nr_pages);

#endif
