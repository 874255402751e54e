/* SPDX-License-Identifier: MIT */
/*
 * Pages that may be moved: whoever owns one says how. Contiguous memory
 * areas move them when a driver wants the whole of a run (src/mapping/cma.c).
 */
#ifndef _LINUX_MIGRATE_H
#define _LINUX_MIGRATE_H

#include <linux/mm.h>
#include <linux/migrate_mode.h>

#define MIGRATEPAGE_SUCCESS	0

/**
 * struct movable_operations - how pages of a kind are moved
 * @isolate_page: from now on, until @migrate_page or @putback_page, the owner
 *	changes nothing about @page. False: it can't be moved now
 * @migrate_page: everything that is in @src is in @dst now, and whoever knew
 *	@src knows @dst. 0: @src is no longer movable, and the owner has put
 *	its reference. -EAGAIN: try again; any other error: it can't be moved
 * @putback_page: it was not moved after all
 *
 * All are called in process context, without a lock.
 */
struct movable_operations {
	bool (*isolate_page)(struct page *page, isolate_mode_t mode);
	int (*migrate_page)(struct page *dst, struct page *src, enum migrate_mode mode);
	void (*putback_page)(struct page *page);
};

/** __SetPageMovable() - @page, of an allocation with __GFP_MOVABLE, may be moved from now on */
void __SetPageMovable(struct page *page, const struct movable_operations *ops);
/** __ClearPageMovable() - and no longer */
void __ClearPageMovable(struct page *page);
/** __PageMovable() - true if it may be */
bool __PageMovable(struct page *page);

#endif
