// SPDX-License-Identifier: MIT
/*
 * XOR and P+Q, shared between workers, or done in one go by who polls: a window
 * has a part of a large one, or several that wait one behind the other, as far
 * as none of them reads or writes what another one writes.
 */
#include <linux/atomic.h>
#include <linux/container_of.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>

#include "drivers/soft/raid.h"

/* one that nobody waits behind is shared if all its buffers have so many bytes */
#define SINGLE_FROM	SZ_256K
/* from so many on it is shared alone in any case */
#define LARGE		SZ_2M
/* a window of a single one: so many bytes of each buffer */
#define SINGLE_WINDOW	SZ_1M
/* of several, each has so many; smaller ones are done faster than they are handed on */
#define LEAST		SZ_64K
/* a window of several: so many, and about so many bytes of all buffers */
#define MOST		16
#define MANY_WINDOW	SZ_4M
/* one takes a part of the window in so many, within these bounds */
#define PARTS		16
#define PIECE_LEAST	SZ_16K
#define PIECE_MOST	SZ_64K
/* ISA-L's vectors, and cache lines, stay whole */
#define ALIGNED(n)	(!((n) & 63))

/**
 * struct stripe - one of a window
 * @d: the descriptor
 * @at: where its buffers lie
 * @begin: in the window: all buffers of one length are laid one behind the other
 * @wrong: what checks have found
 */
struct stripe {
	const struct soft_desc *d;
	struct places at;
	size_t begin;
	atomic_t wrong;
};

struct window {
	struct soft_job job;
	unsigned int n;
	struct stripe stripe[MOST];
};

static enum soft_kind kind_of(const struct soft_desc *d)
{
	return d->op <= SOFT_XOR_VAL ? SOFT_KIND_XOR : SOFT_KIND_PQ;
}

/* ---- done -------------------------------------------------------------- */

static void do_part(struct stripe *s, size_t from, size_t n, struct raid_scratch *scratch)
{
	struct places part;
	unsigned int i;
	int wrong;

	for (i = 0; i < s->d->n; i++)
		part.src[i] = (const char *)s->at.src[i] + from;
	for (i = 0; i < 2; i++)
		part.dst[i] = s->at.dst[i] ? (char *)s->at.dst[i] + from : NULL;
	part.len = n;
	wrong = raid_compute(s->d, &part, scratch);
	if (wrong)
		atomic_or(wrong, &s->wrong);
}

/* @n bytes of the window at @at: the end of one stripe, others, the beginning of another */
static void do_parts(struct soft_job *job, size_t at, size_t n, struct raid_scratch *scratch)
{
	struct window *w = container_of(job, struct window, job);
	unsigned int i;

	for (i = 0; i < w->n; i++) {
		struct stripe *s = &w->stripe[i];
		size_t from = max(at, s->begin), to = min(at + n, s->begin + s->at.len);

		if (from < to)
			do_part(s, from - s->begin, to - from, scratch);
	}
}

static void run_window(struct soft_chan *c, struct window *w)
{
	const struct stripe *last = &w->stripe[w->n - 1];
	const size_t len = last->begin + last->at.len;
	unsigned int i;
	int wrong;

	w->job = (struct soft_job){
		.work = do_parts, .len = len, .bytes = len,
		.piece = clamp_t(size_t, len / PARTS & ~63ul, PIECE_LEAST, PIECE_MOST),
		.kind = kind_of(w->stripe[0].d),
	};
	if (soft_split_possible(c))
		soft_split_run(c, &w->job);
	else
		do_parts(&w->job, 0, len, c->scratch);
	for (i = 0; i < w->n; i++) {
		wrong = atomic_read(&w->stripe[i].wrong);
		if (wrong)
			*w->stripe[i].d->args->result |= wrong;
	}
}

/* ---- what is apart ----------------------------------------------------- */

static bool overlap(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a < b + b_len && b < a + a_len;
}

/* no result lies in another part's source: a source is where it is written, or apart */
static bool parts_are_apart(const struct soft_desc *d, const struct places *at)
{
	unsigned int i, k;

	for (k = 0; k < 2; k++)
		for (i = 0; at->dst[k] && i < d->n; i++)
			if (at->src[i] != at->dst[k] &&
			    overlap(at->src[i], at->len, at->dst[k], at->len))
				return false;
	return true;
}

/* @a writes what @b reads or writes */
static bool writes_into(const struct stripe *a, const struct stripe *b)
{
	unsigned int i, k;

	for (k = 0; k < 2; k++) {
		const void *dst = a->at.dst[k];

		for (i = 0; dst && i < b->d->n; i++)
			if (overlap(dst, a->at.len, b->at.src[i], b->at.len))
				return true;
		for (i = 0; dst && i < 2; i++)
			if (b->at.dst[i] && overlap(dst, a->at.len, b->at.dst[i], b->at.len))
				return true;
	}
	return false;
}

static bool fits_in(const struct window *w, const struct stripe *next)
{
	unsigned int i;

	for (i = 0; i < w->n; i++)
		if (writes_into(&w->stripe[i], next) || writes_into(next, &w->stripe[i]))
			return false;
	return true;
}

/* ---- one --------------------------------------------------------------- */

size_t stripe_window(const struct run *r, size_t left)
{
	if (raid_touched(r->d, left) < SINGLE_FROM || !soft_split_possible(r->c))
		return 0;
	return min_t(size_t, left, SINGLE_WINDOW);
}

bool stripe_run(struct soft_chan *c, const struct soft_desc *d, const struct places *at)
{
	struct window w;

	if (!parts_are_apart(d, at))
		return false;
	w.stripe[0].d = d;
	w.stripe[0].at = *at;
	w.stripe[0].begin = 0;
	atomic_set(&w.stripe[0].wrong, 0);
	w.n = 1;
	run_window(c, &w);
	return true;
}

/* ---- several ----------------------------------------------------------- */

static bool is_fit(const struct soft_desc *d)
{
	size_t touched = raid_touched(d, d->len);

	return d->op >= SOFT_XOR && d->op <= SOFT_PQ_VAL && ALIGNED(d->len) && touched >= LEAST &&
	       touched < LARGE;
}

/* all of it can be done in any order */
static bool find_stripe(struct stripe *s, struct soft_desc *d)
{
	s->d = d;
	atomic_set(&s->wrong, 0);
	return raid_find(d, &s->at) && parts_are_apart(d, &s->at);
}

/* the lines of those that will be looked at */
static void ask_for(struct soft_chan *c, u64 pos, u64 end)
{
	for (end = min(end, pos + MOST); pos < end; pos++)
		prefetch(soft_desc_at(c, pos));
}

static void ask_for_args(const struct soft_desc *d)
{
	prefetch(d->args);
	prefetch((const char *)d->args + SMP_CACHE_BYTES);
}

/* from @pos to below @end, as many as are of one kind and apart; bytes of all buffers */
static size_t gather(struct soft_chan *c, struct window *w, u64 pos, u64 end)
{
	size_t begin = 0, touched = 0;
	const enum soft_kind kind = kind_of(soft_desc_at(c, pos));

	ask_for(c, pos, end);
	for (w->n = 0; w->n < MOST && touched < MANY_WINDOW && pos != end; pos++) {
		struct stripe *s = &w->stripe[w->n];
		struct soft_desc *d = soft_desc_at(c, pos);

		if (pos + 2 < end && is_fit(soft_desc_at(c, pos + 2)))
			ask_for_args(soft_desc_at(c, pos + 2));
		if (!is_fit(d) || kind_of(d) != kind || !find_stripe(s, d) ||
		    !fits_in(w, s))
			break;
		s->begin = begin;
		begin += d->len;
		touched += raid_touched(d, d->len);
		w->n++;
	}
	return touched;
}

/*
 * Who polls does all of it alone, but one behind the other: P+Q is a thirtieth
 * faster for it. Nobody else can help unless memory is plain.
 */
static bool is_worth_it(const struct soft_chan *c)
{
	return c->soft->polled || soft_split_possible(c);
}

unsigned int soft_stripes_run(struct soft_chan *c, u64 pos, u64 end, size_t *bytes)
{
	struct window w;
	unsigned int i;

	if (end - pos < 2 || !is_worth_it(c) || !is_fit(soft_desc_at(c, pos)))
		return 0;
	*bytes = gather(c, &w, pos, end);
	if (w.n < 2)
		return 0;
	for (i = 0; i < w.n; i++)
		forget_result(w.stripe[i].d);
	run_window(c, &w);
	return w.n;
}
