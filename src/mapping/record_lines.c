// SPDX-License-Identifier: MIT
/*
 * Cache lines that a device may write, by the mappings that begin in them:
 * two in one line share it, and what one of them does to the caches the other
 * suffers. As the kernel does, the line of a mapping's first byte is looked
 * at, and mappings that the device only reads are not.
 */
#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/list.h>

#include "base/host.h"
#include "mapping/record_debug.h"

#define LINE_BITS	12
#define OVERLAPS_MOST	7	/* what the kernel counts in the tags of its tree */

/* @lock comes after the lock of a table of grants; held for a few instructions */
static struct line_bucket {
	unsigned int lock;
	struct hlist_head grants;
} lines[1 << LINE_BITS];

static u64 line_of(const struct grant *grant)
{
	return grant->phys >> L1_CACHE_SHIFT;
}

static struct line_bucket *bucket_of(u64 line)
{
	return &lines[line * 0x9e3779b97f4a7c15ull >> (64 - LINE_BITS)];
}

static void bucket_lock(struct line_bucket *bucket, bool shared)
{
	unsigned int spins = 0;

	while (shared && __atomic_exchange_n(&bucket->lock, 1, __ATOMIC_ACQUIRE))
		if (++spins > 100)
			host_thread_yield();
}

static void bucket_unlock(struct line_bucket *bucket, bool shared)
{
	if (shared)
		__atomic_store_n(&bucket->lock, 0, __ATOMIC_RELEASE);
}

unsigned int record_line_enter(struct grant *grant)
{
	bool shared = grant->owner->table->shared;
	u64 line = line_of(grant);
	struct line_bucket *bucket = bucket_of(line);
	unsigned int others = 0;
	struct grant *other;

	bucket_lock(bucket, shared);
	hlist_for_each_entry(other, &bucket->grants, line)
		others += line_of(other) == line;
	hlist_add_head(&grant->line, &bucket->grants);
	bucket_unlock(bucket, shared);
	grant->in_line = true;
	return others;
}

void record_line_leave(struct grant *grant)
{
	bool shared = grant->owner->table->shared;
	struct line_bucket *bucket = bucket_of(line_of(grant));

	bucket_lock(bucket, shared);
	hlist_del(&grant->line);
	bucket_unlock(bucket, shared);
	grant->in_line = false;
}

void record_say_overlap(struct map_request req, unsigned int others)
{
	phys_addr_t line = req.phys >> L1_CACHE_SHIFT;

	WARN_ONCE(others > OVERLAPS_MOST,
		  "DMA-API: exceeded %d overlapping mappings of cacheline %pa\n", OVERLAPS_MOST,
		  &line);
	if (!(req.attrs & DMA_ATTR_SKIP_CPU_SYNC))
		record_err(req.dev, req.caller,
			   "cacheline tracking EEXIST, overlapping mappings aren't supported\n");
}

/* the grants themselves go with the machine */
void record_lines_reset(void)
{
	unsigned int i;

	for (i = 0; i < 1 << LINE_BITS; i++)
		INIT_HLIST_HEAD(&lines[i].grants);
}
