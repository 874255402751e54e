/* SPDX-License-Identifier: MIT */
/*
 * What the files of the cache share (cache.c: the copies of memory,
 * cache_lines.c: what happens to a line, cache_report.c: what goes wrong,
 * coherence.c: who does not see it). Kernel side.
 */
#ifndef DMAE_MACHINE_CACHE_PRIVATE_H
#define DMAE_MACHINE_CACHE_PRIVATE_H

#include <linux/types.h>

#include "machine/cache.h"
#include "machine/machine_private.h"

/**
 * struct cache_copy - what else a page of memory holds; made when a line of it is first cleaned,
 * invalidated, or touched by a master that is not coherent
 * @dram: what is in memory, as such a master reads and writes it
 * @held: what the CPU's lines held when they were last fetched or cleaned. A line is dirty where
 *	the CPU's view differs; where @dram differs, a device wrote it and the CPU can't see it.
 *
 * Both begin as zeroes, as RAM does: what the CPU wrote before is dirty.
 */
struct cache_copy {
	u8 dram[MACHINE_PAGE_SIZE];
	u8 held[MACHINE_PAGE_SIZE];
};

/**
 * struct cache_page - a page that the caches know; lives until the machine stops
 * @lock: 0 or 1; protects all below. Held for one operation on one page, never while anything is
 *	called that could come back. No kernel lock, since models go through the bus.
 * @bypass: how many asked that it is not cached: everybody uses the CPU's view
 * @copy: NULL until it is needed
 * @written: lines that a device wrote to since the CPU had them last
 * @watched: the CPU may not touch it: who does is told of (cache_watch.c)
 * @faults: how many more may come from CPUs that were late to see that it no longer is
 * @writer: the master that wrote to it last, and what it calls the page's first byte
 */
struct cache_page {
	unsigned int lock;
	unsigned int bypass;
	bool watched;
	unsigned char faults;
	struct cache_copy *copy;
	struct machine_master *writer;
	u64 writer_bus;
	u64 written;
};

/* bytes of which something is to be said; physical addresses, both included */
struct cache_bytes {
	u64 first, last;
	u64 count;
};

/**
 * struct cache_trouble - what an operation found, to be told when no lock is held any more
 * @stale: a device read them, but the CPU had written them and not cleaned
 * @dropped: the CPU wrote them, and an invalidation forgot them
 * @buried: a device wrote them, and a dirty line was written back over them
 * @shared: those of @buried that the CPU did not write itself: it wrote beside them
 * @writer: whose @buried or @dropped are, or NULL
 * @writer_bus: what it calls @writer_phys
 */
struct cache_trouble {
	struct cache_bytes stale, dropped, buried, shared;
	bool any;
	struct machine_master *writer;
	u64 writer_bus, writer_phys;
};

/* ---- cache_lines.c: lines of one page, whose lock is held ---------------- */

/**
 * struct cache_span - bytes of one page
 * @cpu: the page as the CPU sees it
 * @phys: of the page
 * @from, @to: the bytes: [@from, @to)
 */
struct cache_span {
	struct cache_page *page;
	u8 *cpu;
	u64 phys;
	unsigned int from, to;
};

void cache_lines_clean(const struct cache_span *span, struct cache_trouble *t);
void cache_lines_invalidate(const struct cache_span *span, struct cache_trouble *t);
/** cache_lines_evict() - the line at @from leaves the cache: cleaned if dirty, else fetched anew */
void cache_lines_evict(const struct cache_span *span, struct cache_trouble *t);
/** cache_lines_look() - a master that is not coherent reads the bytes: are they what they should
 * be? */
void cache_lines_look(const struct cache_span *span, struct cache_trouble *t);
/** cache_lines_mark() - it has written to them */
void cache_lines_mark(const struct cache_span *span);
/** cache_lines_unseen() - did a device write near @from, without the CPU being able to see it? */
bool cache_lines_unseen(const struct cache_page *page, unsigned int from);

/* ---- cache_watch.c: who looks at what the cache hides --------------------- */

void cache_watch_stop(void);
/** cache_watch() - a device has written to a page, whose lock is held: the CPU should not look */
void cache_watch(struct cache_page *page, u8 *cpu, u64 phys);
/** cache_unwatch() - from now on the CPU may; before anything else is done with its view */
void cache_unwatch(struct cache_page *page, u8 *cpu);
/** cache_watch_told() - say what was seen, if anything; with no lock held */
extern bool cache_watch_pending;
void cache_watch_tell(void);
static inline void cache_watch_told(void)
{
	if (unlikely(READ_ONCE(cache_watch_pending)))
		cache_watch_tell();
}

/* ---- cache.c: pages ------------------------------------------------------- */

/** cache_page() - the page at @phys, made if it is not known yet */
struct cache_page *cache_page(u64 phys);
/** cache_find() - the page at @phys, or NULL if the caches do not know it */
struct cache_page *cache_find(u64 phys);
void cache_lock(struct cache_page *page);
void cache_unlock(struct cache_page *page);
/** cache_need_copy() - its other copies, made if they are not there yet; under its lock */
struct cache_copy *cache_need_copy(struct cache_page *page);
/** cache_stop() - forget all pages, with the machine's memory */
void cache_stop(void);

/* ---- cache_access.c: the bus's side ---------------------------------------- */

/**
 * struct cache_end - memory that a master accesses, contiguous in all three
 * @bus: what the master calls it
 * @phys: where that leads
 * @cpu: the same, as the CPU sees it
 * @cached: false: SRAM, of which there is one copy
 */
struct cache_end {
	u64 bus, phys;
	u8 *cpu;
	bool cached;
};

/** cache_read(), cache_write() - an access of a master that is not coherent */
void cache_read(struct machine_master *master, const struct cache_end *from, void *data,
		size_t len);
void cache_write(struct machine_master *master, const struct cache_end *to, const void *data,
		 size_t len);
/** cache_copy() - the same from memory to memory; as memmove() where they overlap */
void cache_copy(struct machine_master *master, const struct cache_end *to,
		const struct cache_end *from, size_t len);

/* ---- cache_report.c ------------------------------------------------------ */

/** cache_tell_look() - the CPU looked where it could not see what a device had written */
void cache_tell_look(struct machine_master *master, u64 bus, bool write, const void *by);
/** cache_tell_sync() - what was found when software maintained the cache */
void cache_tell_sync(const struct cache_trouble *t);
/** cache_tell_access() - what was found when @master accessed @phys, @bus to it */
void cache_tell_access(struct machine_master *master, u64 bus, u64 phys,
		       const struct cache_trouble *t);

#endif
