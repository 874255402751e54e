// SPDX-License-Identifier: MIT
/*
 * Many copies at once, shared between workers. A channel's transfers take
 * effect in the order in which they were submitted, so only those are moved
 * at the same time of which none reads or writes what another one writes. To
 * find that out costs little, because it is asked of chunks of transfers
 * rather than of each: a chunk is moved in order by one worker.
 */
#include <linux/container_of.h>
#include <linux/minmax.h>

#include "drivers/soft/soft.h"
#include "machine/machine.h"

/* smaller ones are moved faster than they are handed on */
#define LEAST		512
/* larger ones are shared one by one (run.c) */
#define MOST		SZ_512K
/* a chunk is full with so many bytes; a window has so many chunks */
#define CHUNK_BYTES	SZ_128K
#define CHUNKS		8

/* addresses from @lo to below @hi */
struct range {
	dma_addr_t lo, hi;
};

/**
 * struct chunk - copies that are moved one after the other
 * @first: position of the first
 * @end: behind the last
 * @src: what they read lies in here
 * @dst: what they write lies in here
 */
struct chunk {
	u64 first, end;
	struct range src, dst;
};

struct together {
	struct soft_job job;
	struct soft_chan *c;
	struct chunk chunk[CHUNKS];
};

static bool overlap(const struct range *a, const struct range *b)
{
	return a->lo < b->hi && b->lo < a->hi;
}

static bool in_each_others_way(const struct chunk *a, const struct chunk *b)
{
	return overlap(&a->dst, &b->dst) || overlap(&a->dst, &b->src) || overlap(&a->src, &b->dst);
}

static void widen(struct range *r, dma_addr_t addr, size_t len)
{
	r->lo = min(r->lo, addr);
	r->hi = max(r->hi, addr + len);
}

static bool is_fit(const struct soft_desc *d)
{
	return d->op == SOFT_COPY && d->len >= LEAST && d->len <= MOST &&
	       machine_plain_pointer(d->src, d->len) && machine_plain_pointer(d->dst, d->len);
}

/* from @pos on, what is issued and fit for it; its bytes, 0: nothing */
static size_t gather(struct soft_chan *c, struct chunk *chunk, u64 pos, u64 issued)
{
	struct range none = { ~(dma_addr_t)0, 0 };
	size_t bytes = 0;

	*chunk = (struct chunk){ .first = pos, .src = none, .dst = none };
	for (; pos != issued && bytes < CHUNK_BYTES; pos++) {
		const struct soft_desc *d = soft_desc_at(c, pos);

		if (!is_fit(d))
			break;
		widen(&chunk->src, d->src, d->len);
		widen(&chunk->dst, d->dst, d->len);
		bytes += d->len;
	}
	chunk->end = pos;
	return bytes;
}

static bool fits_in(const struct together *t, unsigned int n, const struct chunk *next)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (in_each_others_way(&t->chunk[i], next))
			return false;
	return true;
}

static void move_chunks(struct soft_job *job, size_t at, size_t n, struct raid_scratch *scratch)
{
	struct together *t = container_of(job, struct together, job);
	const u64 end = t->chunk[at + n - 1].end;
	struct soft_row row = {
		.pos = t->chunk[at].first, .end = end, .ahead = end,
		.most = SIZE_MAX, .largest = MOST,
	};

	soft_copy_row(t->c, &row);
}

u64 soft_copy_together(struct soft_chan *c, u64 pos, u64 issued, size_t *bytes)
{
	struct together t = {
		.job = { .work = move_chunks, .kind = SOFT_KIND_MANY, .piece = 1 }, .c = c,
	};
	unsigned int n;
	size_t got;

	if (!soft_split_possible(c) || !is_fit(soft_desc_at(c, pos)))
		return pos;
	for (n = 0; n < CHUNKS; n++) {
		got = gather(c, &t.chunk[n], n ? t.chunk[n - 1].end : pos, issued);
		if (!got || !fits_in(&t, n, &t.chunk[n]))
			break;
		t.job.bytes += got;
	}
	if (n < 2)
		return pos;
	t.job.len = n;
	soft_split_run(c, &t.job);
	*bytes = t.job.bytes;
	return t.chunk[n - 1].end;
}
