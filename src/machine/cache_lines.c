// SPDX-License-Identifier: MIT
/*
 * What happens to the lines of one page: clean, invalidate, evict, and
 * accesses of masters that see only DRAM. Kernel side; cache.c calls it, with
 * the page's lock held.
 *
 * The CPU goes on using its view of memory while this runs, and neighbours in
 * a line may belong to another thread. So only bytes are written to it that
 * a device has changed, and sanitizers, which would take every look at a
 * neighbour for a race or for a use after free, are told to look away.
 */
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/mm/alloc.h"
#include "machine/cache_private.h"

#define LINE	  MACHINE_CACHE_LINE
#define UNCHECKED __attribute__((no_sanitize("address", "thread")))
/* what one instruction reads at most, where it does not read in a loop */
#define WIDEST	   32u
#define line_of(n) ((n) & ~(LINE - 1))

/* half a line */
typedef u64 half __attribute__((vector_size(32), may_alias, aligned(1)));

static __always_inline UNCHECKED bool line_differs(const u8 *a, const u8 *b)
{
	const half *x = (const half *)a, *y = (const half *)b;
	half d = (x[0] ^ y[0]) | (x[1] ^ y[1]);

	return d[0] | d[1] | d[2] | d[3];
}

static __always_inline UNCHECKED void line_copy(u8 *to, const u8 *from)
{
	const half *x = (const half *)from;
	half *y = (half *)to;

	y[0] = x[0];
	y[1] = x[1];
}

/* the bytes of @from that are not what @known has */
static inline UNCHECKED void line_update(u8 *to, const u8 *from, const u8 *known)
{
	unsigned int i;

	for (i = 0; i < LINE; i++)
		if (from[i] != known[i])
			to[i] = from[i];
}

/* is what the device wrote at @at still its own? An unmapping that left the caches alone ends that
 */
static bool writer_has(const struct cache_span *s, unsigned int at)
{
	return s->page->writer &&
	       machine_granted(s->page->writer, s->page->writer_bus + at, 1, MACHINE_WRITE);
}

static void count(struct cache_trouble *t, struct cache_bytes *bytes, u64 phys)
{
	if (!bytes->count || phys < bytes->first)
		bytes->first = phys;
	if (!bytes->count || phys > bytes->last)
		bytes->last = phys;
	bytes->count++;
	t->any = true;
}

static void count_of_writer(const struct cache_span *s, struct cache_trouble *t,
			    struct cache_bytes *bytes, unsigned int at)
{
	count(t, bytes, s->phys + at);
	if (t->writer)
		return;
	t->writer = s->page->writer;
	t->writer_bus = s->page->writer_bus;
	t->writer_phys = s->phys;
}

/* what a device wrote to the bytes of a line in [@from, @to) is lost under what the CPU has */
static UNCHECKED void count_buried(const struct cache_span *s, unsigned int line, unsigned int from,
				   unsigned int to, struct cache_trouble *t)
{
	const u8 *dram = s->page->copy->dram, *held = s->page->copy->held;
	unsigned int i;

	for (i = max(from, line); i < min(to, line + LINE); i++) {
		if (dram[i] == held[i] || dram[i] == s->cpu[i])
			continue;
		count_of_writer(s, t, &t->buried, i);
		if (s->cpu[i] == held[i])
			count_of_writer(s, t, &t->shared, i);
	}
}

/* a line goes to memory, whole */
static UNCHECKED void line_write_back(const struct cache_span *s, unsigned int line)
{
	u8 *cpu = s->cpu + line, *dram = s->page->copy->dram + line;
	u8 *held = s->page->copy->held + line;

	/* what the CPU writes meanwhile is dirty again */
	line_copy(held, cpu);
	line_copy(dram, held);
	s->page->written &= ~(1ull << line / LINE);
}

/* the CPU has the line anew; it was not dirty. @whole: nobody has a byte of it but the device */
static UNCHECKED void line_fetch(const struct cache_span *s, unsigned int line, bool whole)
{
	u8 *dram = s->page->copy->dram + line, *held = s->page->copy->held + line;

	if (likely(whole))
		line_copy(s->cpu + line, dram);
	else
		line_update(s->cpu + line, dram, held);
	line_copy(held, dram);
	s->page->written &= ~(1ull << line / LINE);
}

/* all of it goes, dirty or not */
static UNCHECKED void line_forget(const struct cache_span *s, unsigned int line,
				  struct cache_trouble *t)
{
	u8 *cpu = s->cpu + line, *dram = s->page->copy->dram + line;
	u8 *held = s->page->copy->held + line;
	unsigned int i;

	for (i = 0; i < LINE; i++)
		if (cpu[i] != held[i] && cpu[i] != dram[i])
			count_of_writer(s, t, &t->dropped, line + i);
	line_update(cpu, dram, cpu);
	line_copy(held, dram);
	s->page->written &= ~(1ull << line / LINE);
}

static UNCHECKED bool line_dirty(const struct cache_span *s, unsigned int line)
{
	return line_differs(s->cpu + line, s->page->copy->held + line);
}

/* did a device write to it? */
static bool line_written(const struct cache_span *s, unsigned int line)
{
	return s->page->written >> line / LINE & 1;
}

static void line_clean(const struct cache_span *s, unsigned int line, struct cache_trouble *t)
{
	bool live = line_written(s, line) && writer_has(s, max(line, s->from));

	if (line_dirty(s, line)) {
		if (unlikely(live))
			count_buried(s, line, line, line + LINE, t);
		line_write_back(s, line);
	} else if (!live && machine_checker) {
		/*
		 * What the device wrote was given up, and the CPU may have written what it had
		 * there before: to it, that is a dirty line.
		 */
		line_write_back(s, line);
	}
}

/* one bit for each line of the bytes */
static u64 lines_mask(unsigned int from, unsigned int to)
{
	unsigned int first = from / LINE, last = (to - 1) / LINE;

	return (~0ull >> (63 - last)) & (~0ull << first);
}

/* true if no line of the bytes is dirty; false where that is not known quickly */
static bool span_is_clean(const struct cache_span *s)
{
	unsigned int from = line_of(s->from), to = line_of(s->to + LINE - 1);

	/* where memcmp() is a sanitizer's, it has an opinion on neighbours */
	return !MM_ASAN && !MM_TSAN &&
	       !memcmp(s->cpu + from, s->page->copy->held + from, to - from);
}

UNCHECKED void cache_lines_clean(const struct cache_span *s, struct cache_trouble *t)
{
	const u8 *held = s->page->copy->held;
	bool written = s->page->written & lines_mask(s->from, s->to);
	unsigned int line;

	if (!written && span_is_clean(s))
		return;
	for (line = line_of(s->from); line < s->to; line += LINE)
		if (unlikely(line_differs(s->cpu + line, held + line)) ||
		    (unlikely(written) && line_written(s, line)))
			line_clean(s, line, t);
}

UNCHECKED void cache_lines_invalidate(const struct cache_span *s, struct cache_trouble *t)
{
	const u8 *held = s->page->copy->held;
	bool written = s->page->written & lines_mask(s->from, s->to);
	unsigned int line;

	if (!written && span_is_clean(s))
		return;
	for (line = line_of(s->from); line < s->to; line += LINE) {
		bool whole = line >= s->from && line + LINE <= s->to;

		if (likely(!line_differs(s->cpu + line, held + line))) {
			if (line_written(s, line))
				line_fetch(s, line, whole);
		} else if (whole) {
			line_forget(s, line, t);
		} else {
			count_buried(s, line, s->from, s->to, t);
			line_write_back(s, line);
		}
	}
}

void cache_lines_evict(const struct cache_span *s, struct cache_trouble *t)
{
	unsigned int line = line_of(s->from);

	if (line_dirty(s, line))
		line_clean(s, line, t);
	else if (line_written(s, line))
		line_fetch(s, line, false);
}

UNCHECKED void cache_lines_look(const struct cache_span *s, struct cache_trouble *t)
{
	const u8 *dram = s->page->copy->dram, *held = s->page->copy->held;
	unsigned int line, i;

	for (line = line_of(s->from); line < s->to; line += LINE) {
		if (likely(!line_differs(s->cpu + line, dram + line)) || !line_dirty(s, line))
			continue;
		for (i = max(line, s->from); i < min(line + LINE, s->to); i++)
			if (s->cpu[i] != held[i] && s->cpu[i] != dram[i])
				count(t, &t->stale, s->phys + i);
	}
}

void cache_lines_mark(const struct cache_span *s)
{
	s->page->written |= lines_mask(s->from, s->to);
}

bool cache_lines_unseen(const struct cache_page *page, unsigned int from)
{
	const u8 *dram = page->copy->dram, *held = page->copy->held;
	unsigned int to = min(line_of(from) + LINE, from + WIDEST);

	return memcmp(dram + from, held + from, to - from);
}
