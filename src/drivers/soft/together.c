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

#include "base/copy/copy.h"
#include "base/host.h"
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

static bool is_fit(const struct soft_slot *s)
{
	return s->desc & SOFT_SLOT_COPY && s->len >= LEAST && s->len <= MOST &&
	       machine_plain_pointer(s->src, s->len) && machine_plain_pointer(s->dst, s->len);
}

/* from @pos on, what is issued and fit for it; its bytes, 0: nothing */
static size_t gather(struct soft_chan *c, struct chunk *chunk, u64 pos, u64 issued)
{
	struct range none = { ~(dma_addr_t)0, 0 };
	size_t bytes = 0;

	*chunk = (struct chunk){ .first = pos, .src = none, .dst = none };
	for (; pos != issued && bytes < CHUNK_BYTES; pos++) {
		const struct soft_slot *s = soft_slot_at(c, pos);

		if (!is_fit(s))
			break;
		widen(&chunk->src, s->src, s->len);
		widen(&chunk->dst, s->dst, s->len);
		bytes += s->len;
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

/* it is looked at the clock for one of so many rows */
#define ROWS		16

static void move_alone(struct soft_chan *c, struct soft_row *row)
{
	struct soft_split *s = &c->split;
	const unsigned int i = s->rows++ % ROWS;
	const u64 start = i ? 0 : host_now_ns();

	soft_copy_row(c, row);
	if (i == 0 && !soft_split_shares(c, SOFT_KIND_MANY)) {
		copy_settle();
		soft_split_note(c, SOFT_KIND_MANY, false, row->bytes, start);
	} else if (i == ROWS - 1) {
		s->ended = host_now_ns();
	}
}

/* as many as are apart; half of the ring at most, for the client goes on meanwhile */
static unsigned int gather_all(struct together *t, const struct soft_row *row)
{
	const u64 end = min(row->ahead, row->pos + t->c->mask / 2 + 1);
	u64 pos = row->pos;
	unsigned int n;
	size_t got;

	for (n = 0; n < CHUNKS; n++) {
		got = gather(t->c, &t->chunk[n], pos, end);
		if (!got || !fits_in(t, n, &t->chunk[n]))
			break;
		t->job.bytes += got;
		pos = t->chunk[n].end;
	}
	return n;
}

static bool move_together(struct soft_chan *c, struct soft_row *row)
{
	struct together t = {
		.job = { .work = move_chunks, .kind = SOFT_KIND_MANY, .piece = 1 }, .c = c,
	};

	t.job.len = gather_all(&t, row);
	if (t.job.len < 2)
		return false;
	soft_split_run(c, &t.job);
	row->bytes = t.job.bytes;
	row->large = true;
	row->pos = t.chunk[t.job.len - 1].end;
	return true;
}

void soft_copy_many(struct soft_chan *c, struct soft_row *row)
{
	if (!soft_split_possible(c) || !is_fit(soft_slot_at(c, row->pos)))
		soft_copy_row(c, row);
	else if (!soft_split_shares(c, SOFT_KIND_MANY) || !move_together(c, row))
		move_alone(c, row);
}
