// SPDX-License-Identifier: MIT
/*
 * The page allocator: a buddy allocator over the banks of RAM. Blocks are
 * found in an order that depends on nothing but the calls made so far, so a
 * run repeats its physical addresses. Not an object allocator: slab.c.
 */
#include <linux/types.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include "base/mm/alloc.h"

/* free blocks of up to 4 GiB: far beyond what alloc_pages() serves, for alloc_contig_pages() */
#define BLOCK_ORDERS	21

#define ZONE_DMA_PFN	(1ul << (24 - PAGE_SHIFT))
#define ZONE_DMA32_PFN	(1ul << (32 - PAGE_SHIFT))

/* zones, and again for what lies in contiguous memory areas: movable pages only */
#define FIRST_CMA_LIST	MAX_NR_ZONES
#define FREE_LISTS	(2 * MAX_NR_ZONES)

#define MAX_CMA_RANGES	8

/* all below are protected by pages_lock */
static struct mm_lock pages_lock;
static struct list_head free_blocks[FREE_LISTS][BLOCK_ORDERS];
static unsigned long free_pages_of[FREE_LISTS];
static struct {
	unsigned long pfn;
	unsigned long nr;
} cma_ranges[MAX_CMA_RANGES];
static unsigned int nr_cma_ranges;
/* what becomes free of this range becomes nobody's (mm_range_isolate()) */
static struct {
	unsigned long pfn;
	unsigned long end;
} isolating;
static bool opened;
static unsigned long live_pages;
static unsigned long live_blocks;
#if MM_ASAN
/* where free pages were poisoned, to be undone when the RAM goes away */
static unsigned long poisoned_from = ~0ul;
static unsigned long poisoned_to;
#endif

static enum zone_type zone_of(unsigned long pfn)
{
	if (pfn < ZONE_DMA_PFN)
		return ZONE_DMA;
	return pfn < ZONE_DMA32_PFN ? ZONE_DMA32 : ZONE_NORMAL;
}

static bool in_cma(unsigned long pfn)
{
	unsigned int i;

	for (i = 0; i < nr_cma_ranges; i++)
		if (pfn - cma_ranges[i].pfn < cma_ranges[i].nr)
			return true;
	return false;
}

/* which free list a block is in; neighbours of one list may become one block */
static unsigned int list_of(unsigned long pfn)
{
	return zone_of(pfn) + (in_cma(pfn) ? FIRST_CMA_LIST : 0);
}

/*
 * Flags of a block whose owner is this file, or nobody yet: whoever frees
 * the block beside it looks at them, under the lock; owners of other blocks
 * change theirs without it.
 */
static void flags_write(struct page *page, unsigned long flags)
{
	__atomic_store_n(&page->flags, flags, __ATOMIC_RELAXED);
}

static void free_list_add(unsigned long pfn, unsigned int order)
{
	struct page *page = pfn_to_page(pfn);

	flags_write(page, page->flags | 1ul << PG_buddy);
	page->index = order;
	list_add(&page->lru, &free_blocks[list_of(pfn)][order]);
	free_pages_of[list_of(pfn)] += 1ul << order;
}

static void free_list_del(struct page *page)
{
	list_del(&page->lru);
	free_pages_of[list_of(page_to_pfn(page))] -= 1ul << page->index;
	flags_write(page, page->flags & ~(1ul << PG_buddy));
	/* the union's other members mean something in allocated pages */
	page->lru.next = NULL;
	page->lru.prev = NULL;
	page->index = 0;
}

/* the free block of @order that starts at @pfn, or NULL */
static struct page *free_block_at(unsigned long pfn, unsigned int order)
{
	struct page *page = pfn_to_page(pfn);

	if (!page_flag_test(page, PG_buddy) || page->index != order)
		return NULL;
	return page;
}

static void block_merge(unsigned long pfn, unsigned int order)
{
	while (order < BLOCK_ORDERS - 1) {
		unsigned long buddy = pfn ^ (1ul << order);
		struct page *page = free_block_at(buddy, order);

		/* two banks may meet in physical addresses, but not in ours */
		if (!page || list_of(buddy) != list_of(pfn) ||
		    mm_bank_of_pfn(buddy) != mm_bank_of_pfn(pfn))
			break;
		free_list_del(page);
		pfn &= buddy;
		order++;
	}
	free_list_add(pfn, order);
}

/* any number of pages, in the largest aligned blocks that they make */
static void range_free(unsigned long pfn, unsigned long nr)
{
	while (nr) {
		unsigned int order = min_t(unsigned int, BLOCK_ORDERS - 1,
					   63 - __builtin_clzl(nr));

		if (pfn)
			order = min_t(unsigned int, order, __builtin_ctzl(pfn));
		while (list_of(pfn) != list_of(pfn + (1ul << order) - 1))
			order--;
		block_merge(pfn, order);
		pfn += 1ul << order;
		nr -= 1ul << order;
	}
}

static void free_lists_init(void)
{
	unsigned int list, order;

	for (list = 0; list < FREE_LISTS; list++) {
		free_pages_of[list] = 0;
		for (order = 0; order < BLOCK_ORDERS; order++)
			INIT_LIST_HEAD(&free_blocks[list][order]);
	}
	opened = true;
}

void mm_pages_open(const struct mm_bank *bank)
{
	mm_lock(&pages_lock);
	if (!opened)
		free_lists_init();
	range_free(bank->phys >> PAGE_SHIFT, bank->size >> PAGE_SHIFT);
	mm_unlock(&pages_lock);
}

/* the free block that holds @pfn; its first frame and order */
static struct page *free_block_around(unsigned long pfn, unsigned int *order)
{
	for (*order = 0; *order < BLOCK_ORDERS; (*order)++) {
		struct page *page = free_block_at(pfn & ~((1ul << *order) - 1),
						  *order);

		if (page)
			return page;
	}
	return NULL;
}

/* what is in no free list any more becomes somebody's */
static void block_open(struct page *page, unsigned long nr, const void *caller)
{
	live_pages += nr;
	live_blocks++;
	flags_write(page, 0);
	page->mapping = NULL;
	page->private = 0;
	page->block_pages = nr;
	page->caller = caller;
	atomic_set(&page->_refcount, 1);
}

/* all of [@pfn, @end) is free, in one bank, and not for movable pages only */
static bool range_is_free(unsigned long pfn, unsigned long end)
{
	const struct mm_bank *bank = mm_bank_of_pfn(pfn);

	if (!opened || !bank || bank != mm_bank_of_pfn(end - 1))
		return false;
	while (pfn < end) {
		unsigned int order;
		struct page *page = free_block_around(pfn, &order);

		if (!page || in_cma(pfn))
			return false;
		pfn = page_to_pfn(page) + (1ul << order);
	}
	return true;
}

#define NO_MARK (-1)

/*
 * What is free of a range leaves the free lists, with @mark on each page;
 * false if a part of it is neither free nor marked so before.
 */
static bool range_take(unsigned long pfn, unsigned long end, int mark)
{
	bool all = true;

	while (pfn < end) {
		unsigned int order;
		struct page *page = free_block_around(pfn, &order);
		unsigned long first, last;

		if (!page) {
			/* in use, taken before, or no RAM at all */
			if (mm_bank_of_pfn(pfn) &&
			    (mark == NO_MARK || !page_flag_test(pfn_to_page(pfn), mark)))
				all = false;
			pfn++;
			continue;
		}
		first = page_to_pfn(page);
		last = first + (1ul << order);
		free_list_del(page);
		range_free(first, pfn - first);
		for (; pfn < min(last, end); pfn++)
			if (mark != NO_MARK)
				page_flag_set(pfn_to_page(pfn), mark);
		range_free(pfn, last - pfn);
	}
	return all;
}

bool mm_page_free(unsigned long pfn, const void **who)
{
	struct page *block = NULL;
	unsigned int order;

	mm_lock(&pages_lock);
	if (opened && mm_bank_of_pfn(pfn))
		block = free_block_around(pfn, &order);
	if (block)
		*who = block->caller;
	mm_unlock(&pages_lock);
	return block;
}

bool mm_pages_withhold(unsigned long pfn, unsigned long nr)
{
	unsigned long end = min(pfn + nr, max_pfn);
	bool all;

	mm_lock(&pages_lock);
	all = range_take(max(pfn, min_low_pfn), end, PG_reserved);
	mm_unlock(&pages_lock);
	return all;
}

bool mm_range_isolate(unsigned long pfn, unsigned long nr)
{
	bool all;

	mm_lock(&pages_lock);
	isolating.pfn = pfn;
	isolating.end = pfn + nr;
	all = range_take(pfn, pfn + nr, PG_isolated);
	mm_unlock(&pages_lock);
	return all;
}

/* the marked pages of a range go back to the free lists */
static void range_give(unsigned long pfn, unsigned long end, int mark)
{
	while (pfn < end) {
		unsigned long first;

		for (; pfn < end && !page_flag_test(pfn_to_page(pfn), mark); pfn++)
			;
		for (first = pfn; pfn < end && page_flag_test(pfn_to_page(pfn), mark); pfn++)
			page_flag_clear(pfn_to_page(pfn), mark);
		range_free(first, pfn - first);
	}
}

void mm_range_putback(unsigned long pfn, unsigned long nr)
{
	mm_lock(&pages_lock);
	isolating.end = 0;
	range_give(pfn, pfn + nr, PG_isolated);
	mm_unlock(&pages_lock);
}

void mm_range_claim(unsigned long pfn, unsigned long nr, const void *caller)
{
	struct page *page = pfn_to_page(pfn);

	mm_lock(&pages_lock);
	isolating.end = 0;
	for (; nr; nr--, page++) {
		block_open(page, 1, caller);
		mm_unpoison(page_address(page), PAGE_SIZE);
	}
	mm_unlock(&pages_lock);
}

unsigned long mm_range_find(unsigned long first, unsigned long end, unsigned long nr,
			    unsigned long align)
{
	unsigned long pfn, found = 0;

	first = max(first, min_low_pfn);
	end = min(end, max_pfn);
	if (end < nr)
		return 0;
	mm_lock(&pages_lock);
	for (pfn = ALIGN_DOWN(end - nr, align); pfn >= first && !found; pfn -= align) {
		if (range_is_free(pfn, pfn + nr))
			found = pfn;
		if (pfn < align)
			break;
	}
	mm_unlock(&pages_lock);
	return found;
}

int mm_cma_open(unsigned long pfn, unsigned long nr)
{
	int err = -ENOSPC;

	mm_lock(&pages_lock);
	if (nr_cma_ranges < MAX_CMA_RANGES) {
		cma_ranges[nr_cma_ranges].pfn = pfn;
		cma_ranges[nr_cma_ranges++].nr = nr;
		range_give(pfn, pfn + nr, PG_reserved);
		err = 0;
	}
	mm_unlock(&pages_lock);
	return err;
}

void mm_free_reserved(unsigned long pfn, unsigned long nr)
{
	mm_lock(&pages_lock);
	range_give(pfn, pfn + nr, PG_reserved);
	mm_unlock(&pages_lock);
}

struct page *mm_range_get(unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);

	mm_lock(&pages_lock);
	if (page_flag_test(page, PG_isolated)) {
		page = NULL;
	} else {
		page = compound_head(page);
		if (!page->block_pages || !atomic_inc_not_zero(&page->_refcount))
			page = ERR_PTR(-EBUSY);
	}
	mm_unlock(&pages_lock);
	return page;
}

const void *mm_page_holder(unsigned long pfn)
{
	const void *caller = NULL;
	unsigned long first = pfn;

	mm_lock(&pages_lock);
	while (first > min_low_pfn && !pfn_to_page(first)->block_pages)
		first--;
	if (pfn - first < pfn_to_page(first)->block_pages)
		caller = pfn_to_page(first)->caller;
	mm_unlock(&pages_lock);
	return caller;
}

/* can @nr pages of a free block lie in @span? The first of them */
static bool block_fits(const struct page *page, unsigned int order,
		       unsigned long nr, const struct mm_span *span,
		       unsigned long *first)
{
	unsigned long align = 1ul << get_order(nr << PAGE_SHIFT);
	unsigned long end = page_to_pfn(page) + (1ul << order);

	*first = page_to_pfn(page);
	if (!span)
		return true;
	*first = max_t(unsigned long, *first,
		       ALIGN(PFN_UP(span->first), align));
	if (span->last != ~0ull)
		end = min_t(unsigned long, end, PFN_DOWN(span->last + 1));
	return *first < end && end - *first >= nr;
}

/* @nr pages out of a free block of a list; the rest of it stays free */
static struct page *list_take(unsigned int list, unsigned long nr, const struct mm_span *span)
{
	unsigned int order = get_order(nr << PAGE_SHIFT);
	unsigned long first, start, end;
	struct page *page;

	for (; order < BLOCK_ORDERS; order++) {
		list_for_each_entry(page, &free_blocks[list][order], lru) {
			if (!block_fits(page, order, nr, span, &first))
				continue;
			start = page_to_pfn(page);
			end = start + (1ul << order);
			free_list_del(page);
			range_free(first + nr, end - (first + nr));
			range_free(start, first - start);
			return pfn_to_page(first);
		}
	}
	return NULL;
}

/* movable pages may lie in an area; while most of what is free does, they do */
static struct page *zone_take(enum zone_type zone, unsigned long nr,
			      const struct mm_span *span, bool movable)
{
	unsigned int cma = zone + FIRST_CMA_LIST;
	bool cma_first = movable && free_pages_of[cma] > free_pages_of[zone];
	struct page *page = cma_first ? list_take(cma, nr, span) : NULL;

	if (!page)
		page = list_take(zone, nr, span);
	if (!page && movable && !cma_first)
		page = list_take(cma, nr, span);
	return page;
}

static struct page *zones_take(enum zone_type highest, unsigned long nr,
			       const struct mm_span *span, bool movable)
{
	struct page *page = NULL;
	int zone;

	for (zone = highest; opened && !page && zone >= 0; zone--)
		page = zone_take(zone, nr, span, movable);
	return page;
}

/* GFP_DMA is the lowest 16 MiB that there are, wherever RAM starts */
static struct page *block_take(gfp_t gfp, unsigned long nr,
			       const struct mm_span *span)
{
	struct mm_span low = {
		.last = PFN_PHYS(min_low_pfn + ZONE_DMA_PFN) - 1
	};
	bool movable = gfp & __GFP_MOVABLE;

	if (!(gfp & __GFP_DMA) || min_low_pfn < ZONE_DMA_PFN)
		return zones_take(gfp_zone(gfp), nr, span, movable);
	if (span) {
		low.first = span->first;
		low.last = min(low.last, span->last);
	}
	return zones_take(ZONE_NORMAL, nr, &low, movable);
}

static void poison_pages(struct page *page, unsigned long nr)
{
#if MM_ASAN
	unsigned long pfn = page_to_pfn(page);

	poisoned_from = min(poisoned_from, pfn);
	poisoned_to = max(poisoned_to, pfn + nr);
	mm_poison(page_address(page), nr << PAGE_SHIFT);
#endif
}

static void unpoison_all(void)
{
#if MM_ASAN
	unsigned long pfn;

	for (pfn = poisoned_from; pfn < poisoned_to; pfn++)
		if (pfn_valid(pfn))
			mm_unpoison(page_address(pfn_to_page(pfn)), PAGE_SIZE);
	poisoned_from = ~0ul;
	poisoned_to = 0;
#endif
}

static void block_make_compound(struct page *page, unsigned long nr)
{
	unsigned long i;

	flags_write(page, page->flags | 1ul << PG_head);
	for (i = 1; i < nr; i++)
		page[i].compound_head = (unsigned long)page | 1;
}

static void report_short(unsigned long nr, gfp_t gfp)
{
	if (gfp & __GFP_NOFAIL)
		host_panic("mm: out of RAM for an allocation that may not fail (%lu pages)\n",
			   nr);
	if (gfp & __GFP_NOWARN)
		return;
	pr_warn_ratelimited(
		"page allocation failure: order:%u, mode:%#x, %lu of %lu pages in use\n",
		get_order(nr << PAGE_SHIFT), gfp, mm_pages_live(), totalram_pages());
}

struct page *mm_block_at(unsigned long pfn, unsigned long nr, const void *caller)
{
	struct page *page = NULL;

	mm_lock(&pages_lock);
	if (nr && range_is_free(pfn, pfn + nr)) {
		range_take(pfn, pfn + nr, NO_MARK);
		page = pfn_to_page(pfn);
		block_open(page, nr, caller);
	}
	mm_unlock(&pages_lock);
	if (page)
		mm_unpoison(page_address(page), nr << PAGE_SHIFT);
	return page;
}

struct page *mm_block_alloc(unsigned long nr, gfp_t gfp,
			    const struct mm_span *span, const void *caller)
{
	struct page *page;

	mm_lock(&pages_lock);
	page = block_take(gfp, nr, span);
	if (page) {
		block_open(page, nr, caller);
		if ((gfp & __GFP_COMP) && nr > 1)
			block_make_compound(page, nr);
	}
	mm_unlock(&pages_lock);

	if (unlikely(!page)) {
		report_short(nr, gfp);
		return NULL;
	}
	mm_unpoison(page_address(page), nr << PAGE_SHIFT);
	if (gfp & __GFP_ZERO)
		memset(page_address(page), 0, nr << PAGE_SHIFT);
	return page;
}

/* or the pages that are moved out of a range would come back into it */
static void isolate_freed(unsigned long pfn, unsigned long nr)
{
	unsigned long first = max(pfn, isolating.pfn), end = min(pfn + nr, isolating.end);

	if (unlikely(first < end))
		range_take(first, end, PG_isolated);
}

void mm_block_free(struct page *page, const void *caller)
{
	unsigned long nr = page->block_pages;
	unsigned long i;

	mm_lock(&pages_lock);
	poison_pages(page, nr);
	if (PageHead(page))
		for (i = 1; i < nr; i++)
			page[i].compound_head = 0;
	flags_write(page, 0);
	page->block_pages = 0;
	page->caller = caller;
	atomic_set(&page->_refcount, 0);
	live_pages -= nr;
	live_blocks--;
	range_free(page_to_pfn(page), nr);
	isolate_freed(page_to_pfn(page), nr);
	mm_unlock(&pages_lock);
}

void mm_pages_reset(void)
{
	mm_lock(&pages_lock);
	unpoison_all();
	opened = false;
	live_pages = 0;
	live_blocks = 0;
	nr_cma_ranges = 0;
	mm_unlock(&pages_lock);
}

unsigned long mm_pages_live(void)
{
	unsigned long live;

	mm_lock(&pages_lock);
	live = live_pages;
	mm_unlock(&pages_lock);
	return live;
}

unsigned int mm_pages_leaked(void)
{
	unsigned long left = live_blocks;
	unsigned long pfn;
	unsigned int leaked = 0;

	for (pfn = min_low_pfn; left && pfn < max_pfn; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (!page->block_pages)
			continue;
		leak_note(page->caller, page_flag_test(page, PG_large) ?
			  page->private : (size_t)page->block_pages << PAGE_SHIFT);
		/* kmalloc() has poisoned what is behind its object */
		mm_unpoison(page_address(page),
			    (size_t)page->block_pages << PAGE_SHIFT);
		leaked++;
		left--;
	}
	return leaked;
}

void mm_block_split(struct page *page, unsigned long nr)
{
	unsigned long i;

	mm_lock(&pages_lock);
	for (i = 0; i < nr; i++) {
		page[i].block_pages = 1;
		page[i].caller = page->caller;
		atomic_set(&page[i]._refcount, 1);
	}
	live_blocks += nr - 1;
	mm_unlock(&pages_lock);
}
