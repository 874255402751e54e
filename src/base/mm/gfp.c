// SPDX-License-Identifier: MIT
/*
 * The page allocator under its kernel names: <linux/gfp.h>. Who gives back
 * what he does not have is told so here; the blocks themselves are pages.c's.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched/mm.h>

#include "base/mm/alloc.h"

static struct page *pages_alloc(gfp_t gfp, unsigned int order,
				const void *caller)
{
	might_alloc(gfp);
	if (unlikely(order >= MAX_ORDER)) {
		if (!(gfp & __GFP_NOWARN))
			pr_warn_ratelimited("page allocation failure: order:%u, mode:%#x: the "
					    "largest order is %u\n",
					    order, gfp, MAX_ORDER - 1);
		return NULL;
	}
	return mm_block_alloc(1ul << order, gfp, NULL, caller);
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return pages_alloc(gfp, order, __builtin_return_address(0));
}
EXPORT_SYMBOL(alloc_pages);

unsigned long __get_free_pages(gfp_t gfp_mask, unsigned int order)
{
	struct page *page = pages_alloc(gfp_mask & ~__GFP_HIGHMEM, order,
					__builtin_return_address(0));

	return page ? (unsigned long)page_address(page) : 0;
}
EXPORT_SYMBOL(__get_free_pages);

unsigned long get_zeroed_page(gfp_t gfp_mask)
{
	struct page *page = pages_alloc(gfp_mask | __GFP_ZERO, 0,
					__builtin_return_address(0));

	return page ? (unsigned long)page_address(page) : 0;
}
EXPORT_SYMBOL(get_zeroed_page);

/* says what is wrong with a block that is given back; true if nothing is */
static bool block_may_be_freed(struct page *page, unsigned long nr,
			       const void *caller)
{
	char by[128], before[128];
	unsigned long pfn = page_to_pfn(page);

	host_place(caller, by, sizeof(by));
	if (!page_in_ram(page)) {
		pr_alert("BUG: Bad page state  pfn:%05lx: not a page of RAM, freed by %s\n",
			 pfn, by);
		return false;
	}
	if (!page->block_pages) {
		pr_alert("BUG: Bad page state  pfn:%05lx: already free or not the first page of "
			 "its block, freed by %s, before by %s\n",
			 pfn, by,
			 page->caller ? host_place(page->caller, before, sizeof(before))
				      : "nobody");
		return false;
	}
	if (nr && nr != page->block_pages)
		pr_alert("BUG: Bad page state  pfn:%05lx: allocated as %u pages, freed as %lu by "
			 "%s\n",
			 pfn, page->block_pages, nr, by);
	return true;
}

/* @nr: how many pages the caller believes there are; 0: it does not say */
static void block_put(struct page *page, unsigned long nr, const void *caller)
{
	if (unlikely(!page_in_ram(page) || !page->block_pages ||
		     (nr && nr != page->block_pages)) &&
	    !block_may_be_freed(page, nr, caller))
		return;
	if (atomic_dec_and_test(&page->_refcount))
		mm_block_free(page, caller);
}

void __free_pages(struct page *page, unsigned int order)
{
	block_put(page, 1ul << order, __builtin_return_address(0));
}
EXPORT_SYMBOL(__free_pages);

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		block_put(virt_to_page(addr), 1ul << order,
			  __builtin_return_address(0));
}
EXPORT_SYMBOL(free_pages);

void put_page(struct page *page)
{
	page = compound_head(page);
	if (page_in_ram(page))
		block_put(page, 0, __builtin_return_address(0));
}
EXPORT_SYMBOL(put_page);

void *alloc_pages_exact(size_t size, gfp_t gfp_mask)
{
	unsigned long nr = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct page *page;

	might_alloc(gfp_mask);
	if (!nr || get_order(size) >= MAX_ORDER)
		return NULL;
	page = mm_block_alloc(nr, gfp_mask & ~__GFP_COMP, NULL,
			      __builtin_return_address(0));
	return page ? page_address(page) : NULL;
}
EXPORT_SYMBOL(alloc_pages_exact);

void free_pages_exact(void *virt, size_t size)
{
	block_put(virt_to_page(virt), PAGE_ALIGN(size) >> PAGE_SHIFT,
		  __builtin_return_address(0));
}
EXPORT_SYMBOL(free_pages_exact);

void split_page(struct page *page, unsigned int order)
{
	mm_block_split(page, 1ul << order);
}
EXPORT_SYMBOL(split_page);

struct page *alloc_contig_pages(unsigned long nr_pages, gfp_t gfp_mask,
				int nid, const void *nodemask)
{
	might_alloc(gfp_mask);
	return mm_block_alloc(nr_pages, gfp_mask & ~__GFP_COMP, NULL,
			      __builtin_return_address(0));
}
EXPORT_SYMBOL(alloc_contig_pages);

void free_contig_range(unsigned long pfn, unsigned long nr_pages)
{
	struct page *page = pfn_to_page(pfn);
	const void *caller = __builtin_return_address(0);

	/* pages of alloc_contig_range() are blocks of their own */
	if (nr_pages > 1 && page_in_ram(page) && page->block_pages == 1)
		for (; nr_pages; nr_pages--, page++)
			block_put(page, 1, caller);
	else
		block_put(page, nr_pages, caller);
}
EXPORT_SYMBOL(free_contig_range);
