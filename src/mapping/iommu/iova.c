// SPDX-License-Identifier: MIT
/*
 * I/O virtual addresses: the tree of ranges that are taken, and the search
 * for a hole. Every range knows how much is free right below it, every
 * subtree the most of that, so that a search leaves out whatever cannot hold
 * what is wanted. Ranges that were freed and wait for use are taken, as far
 * as this file knows: the magazines of iova_cache.c have them.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/iova.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/rbtree_augmented.h>
#include <linux/slab.h>

#include "mapping/iommu/iova.h"

/* the end of every space: above all that can be handed out */
#define ANCHOR_PFN	(~0UL)

static struct kmem_cache *iova_cache;
static unsigned int iova_cache_users;
static DEFINE_MUTEX(iova_cache_mutex);

#define to_iova(rb)	rb_entry(rb, struct iova, node)

/* ---- what is free ------------------------------------------------------- */

/* computes @iova->most anew; true: nothing has changed, where @exit asks */
static bool most_compute(struct iova *iova, bool exit)
{
	struct iova_room most = iova->room;
	struct rb_node *child[2] = { iova->node.rb_left, iova->node.rb_right };
	int i;

	for (i = 0; i < 2; i++) {
		if (!child[i])
			continue;
		most.pages = max(most.pages, to_iova(child[i])->most.pages);
		most.order = max(most.order, to_iova(child[i])->most.order);
	}
	if (exit && most.pages == iova->most.pages && most.order == iova->most.order)
		return true;
	iova->most = most;
	return false;
}

RB_DECLARE_CALLBACKS(static, iova_callbacks, struct iova, node, most, most_compute);

/* where the free pages below @iova begin */
static unsigned long room_start(struct iova_domain *iovad, struct iova *iova)
{
	struct rb_node *prev = rb_prev(&iova->node);

	return prev ? max(to_iova(prev)->pfn_hi + 1, iovad->start_pfn) : iovad->start_pfn;
}

static struct iova_room room_between(unsigned long start, unsigned long end)
{
	struct iova_room room = { 0 };
	unsigned long block, first;

	if (start >= end)
		return room;
	room.pages = end - start;
	/* a row of n pages has an aligned block of n pages, or one of half of that */
	room.order = ilog2(room.pages) + 1;
	block = 1UL << (room.order - 1);
	first = ALIGN(start, block);
	if (first < start || first > end - block)
		room.order--;
	return room;
}

/* something has changed right below @iova */
static void room_update(struct iova_domain *iovad, struct iova *iova)
{
	iova->room = room_between(room_start(iovad, iova), iova->pfn_lo);
	iova_callbacks_propagate(&iova->node, NULL);
}

static void tree_insert(struct iova_domain *iovad, struct iova *new)
{
	struct rb_node **link = &iovad->rbroot.rb_node, *parent = NULL;
	struct rb_node *next;

	while (*link) {
		parent = *link;
		link = new->pfn_lo < to_iova(parent)->pfn_lo ? &parent->rb_left
							     : &parent->rb_right;
	}
	new->room = (struct iova_room) { 0 };
	new->most = new->room;
	rb_link_node(&new->node, parent, link);
	rb_insert_augmented(&new->node, &iovad->rbroot, &iova_callbacks);
	room_update(iovad, new);
	next = rb_next(&new->node);
	if (next)
		room_update(iovad, to_iova(next));
}

static void tree_remove(struct iova_domain *iovad, struct iova *iova)
{
	/* the anchor is behind every range */
	struct iova *next = to_iova(rb_next(&iova->node));

	rb_erase_augmented(&iova->node, &iovad->rbroot, &iova_callbacks);
	room_update(iovad, next);
}

/* the range that @pfn is in; under the lock */
static struct iova *tree_find(struct iova_domain *iovad, unsigned long pfn)
{
	struct rb_node *at = iovad->rbroot.rb_node;
	struct iova *range;

	while (at) {
		range = to_iova(at);
		if (range->pfn_lo <= pfn && pfn <= range->pfn_hi)
			return range;
		at = pfn > range->pfn_hi ? at->rb_right : at->rb_left;
	}
	return NULL;
}

/* ---- the search --------------------------------------------------------- */

/**
 * struct wanted - what is looked for
 * @size: pages
 * @limit: first page that will not do
 * @align: of the first page: a power of two
 * @order: a hole without an aligned block of this order (as in struct iova_room) cannot have it
 * @found: the first page
 */
struct wanted {
	struct iova_domain *iovad;
	unsigned long size;
	unsigned long limit;
	unsigned long align;
	unsigned int order;
	unsigned long found;
};

static bool may_have(const struct iova_room *room, const struct wanted *w)
{
	return room->pages >= w->size && room->order >= w->order;
}

static bool take_below(struct iova *iova, struct wanted *w)
{
	unsigned long start, end = min(iova->pfn_lo, w->limit), at;

	if (!may_have(&iova->room, w))
		return false;
	start = iova->pfn_lo - iova->room.pages;
	if (end < start || end - start < w->size)
		return false;
	at = (end - w->size) & -w->align;
	if (at < start)
		return false;
	w->found = at;
	return true;
}

/* the highest hole of a subtree */
static bool search(struct rb_node *node, struct wanted *w)
{
	for (; node; node = node->rb_left) {
		struct iova *iova = to_iova(node);

		if (!may_have(&iova->most, w))
			return false;
		/* holes to the right begin behind this range */
		if (iova->pfn_hi < w->limit && search(node->rb_right, w))
			return true;
		if (take_below(iova, w))
			return true;
	}
	return false;
}

static int take_hole(struct iova_domain *iovad, struct iova *new, unsigned long size,
		     unsigned long limit, bool size_aligned)
{
	struct wanted w = {
		.iovad = iovad,
		.size = size,
		.limit = limit,
		.align = 1,
		.order = 1,
	};
	unsigned long flags;
	int ret = -ENOMEM;

	if (size_aligned && size > 1) {
		w.align = 1UL << fls_long(size - 1);
		/* of a size that is no power of two, the lower half is whole */
		w.order = ilog2(size) + 1;
	}
	spin_lock_irqsave(&iovad->iova_rbtree_lock, flags);
	if (search(iovad->rbroot.rb_node, &w)) {
		new->pfn_lo = w.found;
		new->pfn_hi = w.found + size - 1;
		tree_insert(iovad, new);
		ret = 0;
	}
	spin_unlock_irqrestore(&iovad->iova_rbtree_lock, flags);
	return ret;
}

/* ---- ranges ------------------------------------------------------------- */

static struct iova *iova_mem_alloc(void)
{
	return kmem_cache_zalloc(iova_cache, GFP_ATOMIC | __GFP_NOWARN);
}

static void iova_mem_free(struct iova *iova)
{
	if (iova->pfn_lo != ANCHOR_PFN)
		kmem_cache_free(iova_cache, iova);
}

struct iova *alloc_iova(struct iova_domain *iovad, unsigned long size, unsigned long limit_pfn,
			bool size_aligned)
{
	unsigned long end = limit_pfn == ANCHOR_PFN ? limit_pfn : limit_pfn + 1;
	struct iova *range = size && size <= LONG_MAX ? iova_mem_alloc() : NULL;

	if (range && take_hole(iovad, range, size, end, size_aligned)) {
		iova_mem_free(range);
		range = NULL;
	}
	return range;
}
EXPORT_SYMBOL_GPL(alloc_iova);

struct iova *find_iova(struct iova_domain *iovad, unsigned long pfn)
{
	spinlock_t *lock = &iovad->iova_rbtree_lock;
	struct iova *range;
	unsigned long irqs;

	spin_lock_irqsave(lock, irqs);
	range = tree_find(iovad, pfn);
	spin_unlock_irqrestore(lock, irqs);
	return range;
}
EXPORT_SYMBOL_GPL(find_iova);

/* takes the range that @pfn is in out of the tree; NULL: there is none, or it is the end's */
static struct iova *tree_take(struct iova_domain *iovad, unsigned long pfn)
{
	spinlock_t *lock = &iovad->iova_rbtree_lock;
	struct iova *range;
	unsigned long irqs;

	spin_lock_irqsave(lock, irqs);
	range = tree_find(iovad, pfn);
	if (range == &iovad->anchor)
		range = NULL;
	if (range)
		tree_remove(iovad, range);
	spin_unlock_irqrestore(lock, irqs);
	return range;
}

void free_iova(struct iova_domain *iovad, unsigned long pfn)
{
	struct iova *range = tree_take(iovad, pfn);

	if (range)
		iova_mem_free(range);
}
EXPORT_SYMBOL_GPL(free_iova);

void __free_iova(struct iova_domain *iovad, struct iova *iova)
{
	spinlock_t *lock = &iovad->iova_rbtree_lock;
	unsigned long irqs;

	spin_lock_irqsave(lock, irqs);
	tree_remove(iovad, iova);
	spin_unlock_irqrestore(lock, irqs);
	iova_mem_free(iova);
}
EXPORT_SYMBOL_GPL(__free_iova);

void iova_free_pfns(struct iova_domain *iovad, const unsigned long *pfns, unsigned int count)
{
	unsigned long flags;
	struct iova *iova;
	unsigned int i;

	spin_lock_irqsave(&iovad->iova_rbtree_lock, flags);
	for (i = 0; i < count; i++) {
		iova = tree_find(iovad, pfns[i]);
		if (WARN_ON(!iova))
			continue;
		tree_remove(iovad, iova);
		iova_mem_free(iova);
	}
	spin_unlock_irqrestore(&iovad->iova_rbtree_lock, flags);
}

/*
 * What is left of [*lo, @hi] behind @iova, which overlaps it and grows
 * downwards where it must; false: nothing.
 */
static bool reserve_overlap(struct iova_domain *iovad, struct iova *iova, unsigned long *lo,
			    unsigned long hi)
{
	if (*lo < iova->pfn_lo) {
		iova->pfn_lo = *lo;
		room_update(iovad, iova);
	}
	if (hi <= iova->pfn_hi)
		return false;
	*lo = iova->pfn_hi + 1;
	return true;
}

/* the first range that ends at or behind @pfn */
static struct iova *first_behind(struct iova_domain *iovad, unsigned long pfn)
{
	struct rb_node *node = iovad->rbroot.rb_node;
	struct iova *found = &iovad->anchor;

	while (node) {
		if (to_iova(node)->pfn_hi >= pfn) {
			found = to_iova(node);
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
}

struct iova *reserve_iova(struct iova_domain *iovad, unsigned long pfn_lo, unsigned long pfn_hi)
{
	unsigned long most = ULLONG_MAX >> iova_shift(iovad);
	struct iova *iova, *new;
	unsigned long flags;

	if (WARN_ON(pfn_lo > most || pfn_hi > most || pfn_lo > pfn_hi))
		return NULL;
	new = iova_mem_alloc();
	if (!new)
		return NULL;
	spin_lock_irqsave(&iovad->iova_rbtree_lock, flags);
	for (iova = first_behind(iovad, pfn_lo); iova->pfn_lo <= pfn_hi;
	     iova = first_behind(iovad, pfn_lo)) {
		if (!reserve_overlap(iovad, iova, &pfn_lo, pfn_hi))
			goto out_unlock;
	}
	new->pfn_lo = pfn_lo;
	new->pfn_hi = pfn_hi;
	tree_insert(iovad, new);
	iova = new;
	new = NULL;
out_unlock:
	spin_unlock_irqrestore(&iovad->iova_rbtree_lock, flags);
	if (new)
		kmem_cache_free(iova_cache, new);
	return iova;
}
EXPORT_SYMBOL_GPL(reserve_iova);

void iova_usage(struct iova_domain *iovad, unsigned long *ranges, unsigned long *pages)
{
	struct rb_node *node;
	unsigned long flags;

	*ranges = 0;
	*pages = 0;
	spin_lock_irqsave(&iovad->iova_rbtree_lock, flags);
	for (node = rb_first(&iovad->rbroot); node != &iovad->anchor.node; node = rb_next(node)) {
		++*ranges;
		*pages += iova_size(to_iova(node));
	}
	spin_unlock_irqrestore(&iovad->iova_rbtree_lock, flags);
}

/* ---- domains ------------------------------------------------------------ */

void init_iova_domain(struct iova_domain *iovad, unsigned long granule, unsigned long start_pfn)
{
	/* a page of the CPU's is a whole number of ours */
	BUG_ON(granule > PAGE_SIZE || !is_power_of_2(granule));

	iovad->rcaches = NULL;
	iovad->start_pfn = start_pfn;
	iovad->granule = granule;
	iovad->dma_32bit_pfn = 1UL << (32 - iova_shift(iovad));

	spin_lock_init(&iovad->iova_rbtree_lock);
	iovad->rbroot = RB_ROOT;
	iovad->anchor.pfn_hi = ANCHOR_PFN;
	iovad->anchor.pfn_lo = ANCHOR_PFN;
	tree_insert(iovad, &iovad->anchor);
}
EXPORT_SYMBOL_GPL(init_iova_domain);

void put_iova_domain(struct iova_domain *iovad)
{
	struct iova *iova, *next;

	iova_rcaches_free(iovad);
	rbtree_postorder_for_each_entry_safe(iova, next, &iovad->rbroot, node)
		iova_mem_free(iova);
	iovad->rbroot = RB_ROOT;
}
EXPORT_SYMBOL_GPL(put_iova_domain);

int iova_cache_get(void)
{
	int ret = 0;

	mutex_lock(&iova_cache_mutex);
	if (!iova_cache_users)
		iova_cache = kmem_cache_create("iommu_iova", sizeof(struct iova), 0,
					       SLAB_HWCACHE_ALIGN, NULL);
	if (iova_cache) {
		iova_cache_users++;
	} else {
		pr_err("Couldn't create iova cache\n");
		ret = -ENOMEM;
	}
	mutex_unlock(&iova_cache_mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(iova_cache_get);

void iova_cache_put(void)
{
	mutex_lock(&iova_cache_mutex);
	if (!WARN_ON(!iova_cache_users) && !--iova_cache_users) {
		kmem_cache_destroy(iova_cache);
		iova_cache = NULL;
	}
	mutex_unlock(&iova_cache_mutex);
}
EXPORT_SYMBOL_GPL(iova_cache_put);
