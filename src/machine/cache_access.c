// SPDX-License-Identifier: MIT
/*
 * Masters that do not see the CPU's caches: they read and write DRAM, or, of
 * pages that are not cached, the one copy that there is. Kernel side; the bus
 * calls it, once it has found out where an access leads.
 */
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "base/boot_param.h"
#include "machine/cache_private.h"

/* in how many of a hundred accesses a line is evicted */
static unsigned int evict_percent;

static int set_evict(const char *value)
{
	unsigned int percent = 0;

	if (value && (kstrtouint(value, 10, &percent) || percent > 100))
		return -EINVAL;
	evict_percent = percent;
	return 0;
}
BOOT_PARAM(cache_evict, "cache_evict", "PERCENT of device accesses, 0 to 100", set_evict);

/* caches are small: a line leaves whenever another needs its place */
static void evict_sometimes(const struct cache_span *span, struct cache_trouble *t)
{
	struct cache_span line = *span;
	unsigned long long draw;

	if (likely(!evict_percent))
		return;
	draw = exec_random();
	if (draw % 100 >= evict_percent)
		return;
	cache_unwatch(line.page, line.cpu);
	line.from = (draw >> 32) % (MACHINE_PAGE_SIZE / MACHINE_CACHE_LINE) * MACHINE_CACHE_LINE;
	cache_lines_evict(&line, t);
}

/* an aligned word goes in one piece: the CPU may be looking at it */
static void uncached_move(void *dst, const void *src, size_t len)
{
	if (len == 4 && !(((unsigned long)dst | (unsigned long)src) & 3))
		__atomic_store_n((u32 *)dst, __atomic_load_n((const u32 *)src, __ATOMIC_RELAXED),
				 __ATOMIC_RELEASE);
	else if (len == 8 && !(((unsigned long)dst | (unsigned long)src) & 7))
		__atomic_store_n((u64 *)dst, __atomic_load_n((const u64 *)src, __ATOMIC_RELAXED),
				 __ATOMIC_RELEASE);
	else
		memmove(dst, src, len);
}

/* ---- a piece within one page ------------------------------------------- */

/**
 * struct piece - what an access does within one page
 * @span: the bytes; its page is NULL where memory has one copy only
 * @at: where they are, as the master sees it
 */
struct piece {
	struct cache_span span;
	u8 *at;
};

/* the page is found, but not locked yet */
static void piece_find(struct piece *p, const struct cache_end *end, u64 offset, size_t len)
{
	u64 phys = end->phys + offset;
	struct cache_span *s = &p->span;

	p->at = end->cpu + offset;
	s->page = end->cached ? cache_page(phys) : NULL;
	s->from = phys % MACHINE_PAGE_SIZE;
	s->to = s->from + len;
	s->phys = phys - s->from;
	s->cpu = p->at - s->from;
}

/* under the page's lock: which of its copies it is */
static void piece_choose(struct piece *p)
{
	struct cache_page *page = p->span.page;

	if (!page || page->bypass)
		p->span.page = NULL;
	else
		p->at = cache_need_copy(page)->dram + p->span.from;
}

static void piece_reads(const struct piece *p, struct cache_trouble *t)
{
	if (!p->span.page)
		return;
	cache_unwatch(p->span.page, p->span.cpu);
	cache_lines_look(&p->span, t);
}

static void piece_was_read(const struct piece *p, struct cache_trouble *t)
{
	if (p->span.page)
		evict_sometimes(&p->span, t);
}

static void piece_was_written(const struct piece *p, struct machine_master *master, u64 bus,
			      struct cache_trouble *t)
{
	struct cache_page *page = p->span.page;

	if (!page)
		return;
	page->writer = master;
	page->writer_bus = bus - p->span.from;
	cache_lines_mark(&p->span);
	evict_sometimes(&p->span, t);
	cache_watch(page, p->span.cpu, p->span.phys);
}

/* up to the end of the page */
static size_t piece_room(const struct cache_end *end, u64 offset, size_t len)
{
	return min_t(size_t, len, MACHINE_PAGE_SIZE - (end->phys + offset) % MACHINE_PAGE_SIZE);
}

/* from the beginning of the page, for who comes from behind */
static size_t piece_room_below(const struct cache_end *end, u64 offset, size_t len)
{
	return min_t(size_t, len, (end->phys + offset - 1) % MACHINE_PAGE_SIZE + 1);
}

static void access_over(struct machine_master *master, const struct cache_end *end,
			const struct cache_trouble *t)
{
	if (unlikely(t->any))
		cache_tell_access(master, end->bus, end->phys, t);
	cache_watch_told();
}

/* ---- accesses ---------------------------------------------------------- */

void cache_read(struct machine_master *master, const struct cache_end *from, void *data, size_t len)
{
	struct cache_trouble trouble = { .any = false };
	size_t done, n;

	for (done = 0; done < len; done += n) {
		struct cache_page *page;
		struct piece p;

		n = piece_room(from, done, len - done);
		piece_find(&p, from, done, n);
		page = p.span.page;
		cache_lock(page);
		piece_choose(&p);
		piece_reads(&p, &trouble);
		uncached_move((u8 *)data + done, p.at, n);
		piece_was_read(&p, &trouble);
		cache_unlock(page);
	}
	access_over(master, from, &trouble);
}

void cache_write(struct machine_master *master, const struct cache_end *to, const void *data,
		 size_t len)
{
	struct cache_trouble trouble = { .any = false };
	size_t done, n;

	for (done = 0; done < len; done += n) {
		struct cache_page *page;
		struct piece p;

		n = piece_room(to, done, len - done);
		piece_find(&p, to, done, n);
		page = p.span.page;
		cache_lock(page);
		piece_choose(&p);
		uncached_move(p.at, (const u8 *)data + done, n);
		piece_was_written(&p, master, to->bus + done, &trouble);
		cache_unlock(page);
	}
	access_over(master, to, &trouble);
}

/* both pages at once, in one order, so that two who do so never wait for one another */
static void lock_both(struct cache_page *a, struct cache_page *b)
{
	if (a > b)
		swap(a, b);
	if (a)
		cache_lock(a);
	if (b && b != a)
		cache_lock(b);
}

static void unlock_both(struct cache_page *a, struct cache_page *b)
{
	if (a)
		cache_unlock(a);
	if (b && b != a)
		cache_unlock(b);
}

static void copy_piece(struct machine_master *master, const struct cache_end *to,
		       const struct cache_end *from, size_t at, size_t len, struct cache_trouble *t)
{
	struct cache_page *source, *target;
	struct piece in, out;

	piece_find(&in, from, at, len);
	piece_find(&out, to, at, len);
	source = in.span.page;
	target = out.span.page;
	lock_both(source, target);
	piece_choose(&in);
	piece_choose(&out);
	piece_reads(&in, t);
	uncached_move(out.at, in.at, len);
	piece_was_written(&out, master, to->bus + at, t);
	piece_was_read(&in, t);
	unlock_both(source, target);
}

void cache_copy(struct machine_master *master, const struct cache_end *to,
		const struct cache_end *from, size_t len)
{
	/* from the end on where the beginning would spoil what is still to be read */
	bool down = to->phys - from->phys < len;
	struct cache_trouble trouble = { .any = false };
	size_t done, n;

	for (done = 0; done < len; done += n) {
		size_t left = len - done;

		if (down) {
			n = piece_room_below(from, left, left);
			n = piece_room_below(to, left, n);
		} else {
			n = piece_room(from, done, left);
			n = piece_room(to, done, n);
		}
		copy_piece(master, to, from, down ? left - n : done, n, &trouble);
	}
	access_over(master, from, &trouble);
}
