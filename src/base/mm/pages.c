// SPDX-License-Identifier: MIT
/*
 * The page allocator: a buddy allocator over the banks of RAM. Blocks are
 * found in an order that depends on nothing but the calls made so far, so a
 * run repeats its physical addresses. Not an object allocator: slab.c.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/export.h>
#include <linux/string.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched/mm.h>

#include "base/mm/alloc.h"

/* free blocks of up to 4 GiB: far beyond what alloc_pages() serves, for alloc_contig_pages() */
#define BLOCK_ORDERS	21

#define ZONE_DMA_PFN	(1ul << (24 - PAGE_SHIFT))
#define ZONE_DMA32_PFN	(1ul << (32 - PAGE_SHIFT))

/* all below are protected by pages_lock */
static struct mm_lock pages_lock;
static struct list_head free_blocks[MAX_NR_ZONES][BLOCK_ORDERS];
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
	list_add(&page->lru, &free_blocks[zone_of(pfn)][order]);
}

static void free_list_del(struct page *page)
{
	list_del(&page->lru);
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
		if (!page || zone_of(buddy) != zone_of(pfn) ||
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
		while (zone_of(pfn) != zone_of(pfn + (1ul << order) - 1))
			order--;
		block_merge(pfn, order);
		pfn += 1ul << order;
		nr -= 1ul << order;
	}
}

static void free_lists_init(void)
{
	unsigned int zone, order;

	for (zone = 0; zone < MAX_NR_ZONES; zone++)
		for (order = 0; order < BLOCK_ORDERS; order++)
			INIT_LIST_HEAD(&free_blocks[zone][order]);
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

bool mm_pages_withhold(unsigned long pfn, unsigned long nr)
{
	unsigned long end = pfn + nr;
	bool all = true;

	pfn = max(pfn, min_low_pfn);
	end = min(end, max_pfn);
	mm_lock(&pages_lock);
	while (pfn < end) {
		unsigned int order;
		struct page *page = free_block_around(pfn, &order);
		unsigned long first, last;

		if (!page) {
			/* in use, withheld before, or no RAM at all */
			if (mm_bank_of_pfn(pfn) &&
			    !PageReserved(pfn_to_page(pfn)))
				all = false;
			pfn++;
			continue;
		}
		first = page_to_pfn(page);
		last = first + (1ul << order);
		free_list_del(page);
		range_free(first, pfn - first);
		for (; pfn < min(last, end); pfn++)
			SetPageReserved(pfn_to_page(pfn));
		range_free(pfn, last - pfn);
	}
	mm_unlock(&pages_lock);
	return all;
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

/* @nr pages out of a free block of @zone; the rest of it stays free */
static struct page *zone_take(enum zone_type zone, unsigned long nr,
			      const struct mm_span *span)
{
	unsigned int order = get_order(nr << PAGE_SHIFT);
	unsigned long first, start, end;
	struct page *page;

	for (; order < BLOCK_ORDERS; order++) {
		list_for_each_entry(page, &free_blocks[zone][order], lru) {
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

static struct page *zones_take(enum zone_type highest, unsigned long nr,
			       const struct mm_span *span)
{
	struct page *page = NULL;
	int zone;

	for (zone = highest; opened && !page && zone >= 0; zone--)
		page = zone_take(zone, nr, span);
	return page;
}

/* GFP_DMA is the lowest 16 MiB that there are, wherever RAM starts */
static struct page *block_take(gfp_t gfp, unsigned long nr,
			       const struct mm_span *span)
{
	struct mm_span low = {
		.last = PFN_PHYS(min_low_pfn + ZONE_DMA_PFN) - 1
	};

	if (!(gfp & __GFP_DMA) || min_low_pfn < ZONE_DMA_PFN)
		return zones_take(gfp_zone(gfp), nr, span);
	if (span) {
		low.first = span->first;
		low.last = min(low.last, span->last);
	}
	return zones_take(ZONE_NORMAL, nr, &low);
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

struct page *mm_block_alloc(unsigned long nr, gfp_t gfp,
			    const struct mm_span *span, const void *caller)
{
	struct page *page;

	mm_lock(&pages_lock);
	page = block_take(gfp, nr, span);
	if (page) {
		live_pages += nr;
		live_blocks++;
		flags_write(page, 0);
		page->private = 0;
		page->block_pages = nr;
		page->caller = caller;
		atomic_set(&page->_refcount, 1);
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
	mm_unlock(&pages_lock);
}

void mm_pages_reset(void)
{
	mm_lock(&pages_lock);
	unpoison_all();
	opened = false;
	live_pages = 0;
	live_blocks = 0;
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

/* ---- the kernel's names ------------------------------------------------ */

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
	unsigned long i;

	mm_lock(&pages_lock);
	for (i = 0; i < 1ul << order; i++) {
		page[i].block_pages = 1;
		page[i].caller = page->caller;
		atomic_set(&page[i]._refcount, 1);
	}
	live_blocks += (1ul << order) - 1;
	mm_unlock(&pages_lock);
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
	block_put(pfn_to_page(pfn), nr_pages, __builtin_return_address(0));
}
EXPORT_SYMBOL(free_contig_range);

/* noted for who asked for the mapping, who is given a pointer to that memory */
int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
		    unsigned long pfn, unsigned long size, pgprot_t prot)
{
	if (addr != vma->vm_start || size > vma->vm_end - vma->vm_start || vma->mapped_size)
		return -EINVAL;
	vma->mapped_pfn = pfn;
	vma->mapped_size = size;
	return 0;
}
EXPORT_SYMBOL(remap_pfn_range);
