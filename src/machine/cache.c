// SPDX-License-Identifier: MIT
/*
 * The caches of a machine that has masters which do not see them: what a page
 * holds in DRAM besides what the CPU sees, and who may look at which. Kernel
 * side. The mapping room cleans and invalidates; what that does to a line is
 * cache_lines.c's subject, what masters do cache_access.c's.
 *
 * Nothing here happens in a machine whose masters are all coherent: there is
 * one copy of every byte then.
 *
 * Pages are found in a tree by their address, without a lock: nodes are added
 * and stay until the machine stops.
 */
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "base/host.h"
#include "base/mm.h"
#include "machine/cache_private.h"

#define PAGE_BITS  12
#define NODE_BITS  9
#define NODE_SLOTS (1u << NODE_BITS)
#define TOP_SHIFT  39 /* four levels: 48 bits of address */

static void *pages[NODE_SLOTS];

/* ---- pages ------------------------------------------------------------- */

/* what is at @slot; put there if somebody else has not just done so */
static void *slot_fill(void **slot, size_t size)
{
	void *fresh = host_alloc(size), *before = NULL;

	if (__atomic_compare_exchange_n(slot, &before, fresh, false, __ATOMIC_ACQ_REL,
					__ATOMIC_ACQUIRE))
		return fresh;
	host_free(fresh);
	return before;
}

static struct cache_page *page_find(u64 phys, bool make)
{
	void **slot = &pages[phys >> TOP_SHIFT & (NODE_SLOTS - 1)];
	struct cache_page *page;
	unsigned int shift;

	for (shift = TOP_SHIFT - NODE_BITS; shift >= PAGE_BITS; shift -= NODE_BITS) {
		void **node = __atomic_load_n(slot, __ATOMIC_ACQUIRE);

		if (unlikely(!node)) {
			if (!make)
				return NULL;
			node = slot_fill(slot, NODE_SLOTS * sizeof(*node));
		}
		slot = &node[phys >> shift & (NODE_SLOTS - 1)];
	}
	page = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
	if (unlikely(!page) && make)
		page = slot_fill(slot, sizeof(*page));
	return page;
}

void cache_lock(struct cache_page *page)
{
	unsigned int spins = 0;

	/* in fibers nothing runs beside us, and none of this is a preemption point */
	if (exec_kind() == EXEC_FIBERS)
		return;
	while (__atomic_exchange_n(&page->lock, 1, __ATOMIC_ACQUIRE))
		if (++spins > 100)
			host_thread_yield();
}

void cache_unlock(struct cache_page *page)
{
	if (exec_kind() != EXEC_FIBERS)
		__atomic_store_n(&page->lock, 0, __ATOMIC_RELEASE);
}

static void pages_free(void **node, unsigned int shift)
{
	unsigned int i;

	for (i = 0; i < NODE_SLOTS; i++) {
		if (!node[i])
			continue;
		if (shift > PAGE_BITS) {
			pages_free(node[i], shift - NODE_BITS);
		} else {
			struct cache_page *page = node[i];

			host_free(page->copy);
		}
		host_free(node[i]);
		node[i] = NULL;
	}
}

struct cache_page *cache_find(u64 phys)
{
	return page_find(phys, false);
}

struct cache_page *cache_page(u64 phys)
{
	return page_find(phys, true);
}

struct cache_copy *cache_need_copy(struct cache_page *page)
{
	if (unlikely(!page->copy))
		page->copy = host_alloc(sizeof(*page->copy));
	return page->copy;
}

void cache_stop(void)
{
	cache_watch_stop();
	pages_free(pages, TOP_SHIFT);
}

/* ---- page by page ------------------------------------------------------ */

/**
 * struct cache_walk - a range of addresses, a page at a time
 * @at, @left: what is still to come
 * @cpu: what the CPU sees of @at
 * @span: the page it has come to; locked between walk_next() and walk_done()
 */
struct cache_walk {
	u64 at, left;
	u8 *cpu;
	struct cache_span span;
};

static void walk_next(struct cache_walk *w)
{
	struct cache_span *s = &w->span;

	s->from = w->at % MACHINE_PAGE_SIZE;
	s->to = min_t(u64, MACHINE_PAGE_SIZE, s->from + w->left);
	s->phys = w->at - s->from;
	s->cpu = w->cpu - s->from;
	s->page = cache_page(w->at);
	cache_lock(s->page);
}

static void walk_done(struct cache_walk *w)
{
	unsigned int len = w->span.to - w->span.from;

	cache_unlock(w->span.page);
	w->at += len;
	w->cpu += len;
	w->left -= len;
}

/* what is mapped may be nothing that has caches: registers, SRAM */
static bool walk_begin(struct cache_walk *w, u64 phys, u64 len)
{
	*w = (struct cache_walk){ .at = phys, .left = len };
	w->cpu = mm_virt(phys);
	return w->cpu;
}

/* ---- maintenance ------------------------------------------------------- */

static void maintain(u64 phys, u64 len,
		     void (*fn)(const struct cache_span *span, struct cache_trouble *t))
{
	struct cache_trouble trouble = { .any = false };
	struct cache_walk w;

	if (!walk_begin(&w, phys, len))
		return;
	while (w.left) {
		walk_next(&w);
		if (likely(!w.span.page->bypass)) {
			cache_need_copy(w.span.page);
			cache_unwatch(w.span.page, w.span.cpu);
			fn(&w.span, &trouble);
		}
		walk_done(&w);
	}
	if (unlikely(trouble.any))
		cache_tell_sync(&trouble);
	cache_watch_told();
}

void machine_cache_clean(uint64_t phys, uint64_t len)
{
	maintain(phys, len, cache_lines_clean);
}

void machine_cache_invalidate(uint64_t phys, uint64_t len)
{
	maintain(phys, len, cache_lines_invalidate);
}

/* one copy is left, the CPU's: the page is its own when it becomes uncached, and when it ends so */
void machine_cache_bypass(uint64_t phys, uint64_t len, bool bypass)
{
	struct cache_walk w;

	if (!walk_begin(&w, phys, len))
		return;
	while (w.left) {
		struct cache_page *page;

		walk_next(&w);
		page = w.span.page;
		if (bypass) {
			page->bypass++;
			cache_unwatch(page, w.span.cpu);
			host_free(page->copy);
			page->copy = NULL;
			page->written = 0;
		} else if (page->bypass) {
			page->bypass--;
		}
		walk_done(&w);
	}
}
