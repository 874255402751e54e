// SPDX-License-Identifier: MIT
/*
 * Making a range of pages free: movable pages that are in it are moved by
 * their owners (<linux/migrate.h>). Called by contiguous memory areas. Which
 * pages are free, and whose, is pages.c's.
 */
#include <linux/types.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>

#include "base/mm/alloc.h"

/* a page that is busy now may not be in a moment */
#define PASSES 5
#define TRIES  10

/* in page->mapping, beside the owner's operations */
#define MOVABLE_BIT 2ul

/* one range is cleared at a time, or two would be in each other's way */
static DEFINE_MUTEX(clearing);

/* ---- movable pages ----------------------------------------------------- */

void __SetPageMovable(struct page *page, const struct movable_operations *ops)
{
	WRITE_ONCE(page->mapping, (void *)((unsigned long)ops | MOVABLE_BIT));
}
EXPORT_SYMBOL(__SetPageMovable);

void __ClearPageMovable(struct page *page)
{
	WRITE_ONCE(page->mapping, (void *)MOVABLE_BIT);
}
EXPORT_SYMBOL(__ClearPageMovable);

static const struct movable_operations *movable_ops(struct page *page)
{
	unsigned long word;

	if (!page_in_ram(page) || PageSlab(page) || PageTail(page) || !READ_ONCE(page->block_pages))
		return NULL;
	word = (unsigned long)READ_ONCE(page->mapping);
	return word & MOVABLE_BIT ? (const void *)(word & ~MOVABLE_BIT) : NULL;
}

bool __PageMovable(struct page *page)
{
	return movable_ops(page);
}
EXPORT_SYMBOL(__PageMovable);

/* ---- moving ------------------------------------------------------------ */

static int hand_over(const struct movable_operations *ops, struct page *to, struct page *from)
{
	int tries, err = -EAGAIN;

	for (tries = 0; tries < TRIES && err == -EAGAIN; tries++) {
		if (tries)
			cond_resched();
		err = ops->migrate_page(to, from, MIGRATE_SYNC);
	}
	return err;
}

/* a movable block that is in the way, with a reference; 0: it is elsewhere now */
static int move_away(struct page *page)
{
	const struct movable_operations *ops = movable_ops(page);
	unsigned long nr = page->block_pages;
	struct page *to;
	int err;

	if (!ops || !ops->isolate_page(page, 0))
		return -EBUSY;
	/* not into another area: it would be in the way there */
	to = mm_block_alloc(nr, GFP_HIGHUSER | __GFP_NOWARN | (nr > 1 ? __GFP_COMP : 0), NULL,
			    page->caller);
	err = to ? hand_over(ops, to, page) : -ENOMEM;
	if (err && ops->putback_page)
		ops->putback_page(page);
	if (to)
		put_page(to);
	return err;
}

/* one pass over what is in the way; 0 if nothing was that could not be moved */
static int clear_range(unsigned long pfn, unsigned long end, unsigned long *busy)
{
	while (pfn < end) {
		struct page *page = mm_range_get(pfn);
		int err = PTR_ERR_OR_ZERO(page);

		if (page && !err) {
			err = move_away(page);
			put_page(page);
		}
		if (err) {
			*busy = pfn;
			return err;
		}
		pfn++;
	}
	return 0;
}

static int range_take(unsigned long pfn, unsigned long nr, const void *caller, unsigned long *busy)
{
	int pass, err = -EBUSY;

	*busy = pfn;
	for (pass = 0; pass < PASSES; pass++) {
		if (mm_range_isolate(pfn, nr)) {
			mm_range_claim(pfn, nr, caller);
			return 0;
		}
		err = clear_range(pfn, pfn + nr, busy);
		if (err == -ENOMEM)
			break;
		if (err)
			cond_resched();
	}
	if (err != -ENOMEM)
		err = -EBUSY;
	mm_range_putback(pfn, nr);
	return err;
}

int mm_contig_take(unsigned long pfn, unsigned long nr, gfp_t gfp, const void *caller,
		   unsigned long *busy)
{
	int err;

	might_alloc(gfp);
	mutex_lock(&clearing);
	err = range_take(pfn, nr, caller, busy);
	mutex_unlock(&clearing);
	return err;
}

int alloc_contig_range(unsigned long start, unsigned long end, unsigned int migratetype,
		       gfp_t gfp_mask)
{
	unsigned long pfn, busy;

	for (pfn = start; pfn < end; pfn++)
		if (!pfn_valid(pfn))
			return -EINVAL;
	if (start >= end)
		return -EINVAL;
	return mm_contig_take(start, end - start, gfp_mask, __builtin_return_address(0), &busy);
}
EXPORT_SYMBOL_GPL(alloc_contig_range);
