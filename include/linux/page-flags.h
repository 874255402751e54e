/* SPDX-License-Identifier: MIT */
/*
 * Flags of a page of RAM. Pages outside of RAM have none: the tests say
 * false and the setters do nothing.
 */
#ifndef _LINUX_PAGE_FLAGS_H
#define _LINUX_PAGE_FLAGS_H

#include <linux/types.h>
#include <linux/mm_types.h>

enum pageflags {
	PG_locked,
	PG_reserved,	/* not the allocator's: holes, reserved-memory, a driver's mark */
	PG_private,
	PG_slab,	/* part of a slab */
	PG_head,	/* first page of a compound block */
	PG_buddy,	/* first page of a free block */
	PG_large,	/* first page of a kmalloc() block with pages of its own */
	PG_freed,	/* of a guarded object that was freed; kept out of use for a while */
	PG_isolated,	/* nobody's: a range is being made free (alloc_contig_range()) */
};

/* the struct pages that exist: from, bytes. Set by mm_add_bank() */
extern unsigned long mm_pages_start;
extern unsigned long mm_pages_size;

/* page_in_ram() - true if @page is RAM's, so that it may be looked into */
static inline bool page_in_ram(const struct page *page)
{
	return (unsigned long)page - mm_pages_start < mm_pages_size;
}

static inline bool page_flag_test(const struct page *page, int flag)
{
	return page_in_ram(page) &&
	       (__atomic_load_n(&page->flags, __ATOMIC_RELAXED) & (1UL << flag));
}

static inline void page_flag_set(struct page *page, int flag)
{
	if (page_in_ram(page))
		__atomic_fetch_or(&page->flags, 1UL << flag, __ATOMIC_RELAXED);
}

static inline void page_flag_clear(struct page *page, int flag)
{
	if (page_in_ram(page))
		__atomic_fetch_and(&page->flags, ~(1UL << flag), __ATOMIC_RELAXED);
}

static inline int PageReserved(const struct page *page)
{
	return page_flag_test(page, PG_reserved);
}

static inline void SetPageReserved(struct page *page)
{
	page_flag_set(page, PG_reserved);
}

static inline void ClearPageReserved(struct page *page)
{
	page_flag_clear(page, PG_reserved);
}

static inline int PagePrivate(const struct page *page)
{
	return page_flag_test(page, PG_private);
}

static inline void SetPagePrivate(struct page *page)
{
	page_flag_set(page, PG_private);
}

static inline void ClearPagePrivate(struct page *page)
{
	page_flag_clear(page, PG_private);
}

static inline int PageSlab(const struct page *page)
{
	return page_flag_test(page, PG_slab);
}

static inline int PageHead(const struct page *page)
{
	return page_flag_test(page, PG_head);
}

static inline int PageTail(const struct page *page)
{
	return page_in_ram(page) && !PageSlab(page) && !PageHead(page) &&
	       (page->compound_head & 1);
}

static inline int PageCompound(const struct page *page)
{
	return PageHead(page) || PageTail(page);
}

static inline struct page *compound_head(const struct page *page)
{
	if (PageTail(page))
		return (struct page *)(page->compound_head - 1);
	return (struct page *)page;
}

/* all memory has an address here, high memory too */
static inline int PageHighMem(const struct page *page)
{
	return 0;
}

#endif
