// SPDX-License-Identifier: MIT
/* XOR and P+Q: one descriptor, as far as a turn goes. */
#include <linux/atomic.h>
#include <linux/container_of.h>

#include "base/raid/arithmetic.h"
#include "drivers/soft/run.h"

/* of each buffer, at least, in a turn */
#define TURN		SZ_256K

/* when all buffers together have so many bytes, workers share them, a window of so many of each */
#define SPLIT_FROM	SZ_256K
#define SPLIT_WINDOW	SZ_1M
/* of each buffer, so many bytes at a time: a quarter of the window within these bounds */
#define SPLIT_PIECE	SZ_16K
#define SPLIT_PIECE_MAX	SZ_64K

/* The buffers of an XOR or a P+Q, at one place, as far as all of them lie in one run. */
struct places {
	const void *src[RAID_MAX_SOURCES];
	void *dst[2];		/* NULL: not wanted */
	size_t len;
};

/* destinations: XOR's, P and Q; checks only read them */
static bool has_dst(const struct soft_desc *d, unsigned int i)
{
	switch (d->op) {
	case SOFT_XOR:
		return i == 0;
	case SOFT_PQ:
	case SOFT_PQ_VAL:
		return !(d->flags & (i ? DMA_PREP_PQ_DISABLE_Q :
					 DMA_PREP_PQ_DISABLE_P));
	default:
		return false;
	}
}

static bool reads_dst(const struct soft_desc *d)
{
	return d->op == SOFT_PQ_VAL || (d->op == SOFT_PQ && dmaf_continue(d->flags));
}

static int reach_dst(struct run *r, struct places *at, size_t pos)
{
	const struct soft_args *a = r->d->args;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		at->dst[i] = NULL;
		if (!has_dst(r->d, i))
			continue;
		if (reads_dst(r->d)) {
			at->dst[i] = reach(r, a->dst[i] + pos, &at->len, MACHINE_READ);
			if (!at->dst[i])
				return DMA_TRANS_READ_FAILED;
		}
		if (r->d->op == SOFT_PQ_VAL)
			continue;
		at->dst[i] = reach(r, a->dst[i] + pos, &at->len, MACHINE_WRITE);
		if (!at->dst[i])
			return DMA_TRANS_WRITE_FAILED;
	}
	return DMA_TRANS_NOERROR;
}

static int reach_all(struct run *r, struct places *at, size_t pos)
{
	unsigned int i;

	for (i = 0; i < r->d->n; i++) {
		at->src[i] = reach(r, r->d->args->src[i] + pos, &at->len, MACHINE_READ);
		if (!at->src[i])
			return DMA_TRANS_READ_FAILED;
	}
	return reach_dst(r, at, pos);
}

static enum sum_check_flags compute(const struct soft_desc *d, const struct places *at,
				    struct raid_scratch *scratch)
{
	unsigned int wrong;

	switch (d->op) {
	case SOFT_XOR:
		raid_xor(at->dst[0], at->src, d->n, at->len);
		return 0;
	case SOFT_XOR_VAL:
		return raid_xor_is_zero(at->src, d->n, at->len) ?
			0 : SUM_CHECK_P_RESULT;
	case SOFT_PQ:
		raid_pq(at->dst[0], at->dst[1], at->src, d->args->coef, d->n, at->len,
			dmaf_continue(d->flags), scratch);
		return 0;
	default:
		wrong = raid_pq_check(at->dst[0], at->dst[1], at->src, d->args->coef, d->n,
				      at->len, scratch);
		return (wrong & RAID_P_WRONG ? SUM_CHECK_P_RESULT : 0) |
		       (wrong & RAID_Q_WRONG ? SUM_CHECK_Q_RESULT : 0);
	}
}

/* ---- shared ------------------------------------------------------------ */

/**
 * struct raid_job - a window of it
 * @d: the descriptor
 * @at: where the buffers lie
 * @wrong: what checks have found
 */
struct raid_job {
	struct soft_job job;
	const struct soft_desc *d;
	const struct places *at;
	atomic_t wrong;
};

static void raid_part(struct soft_job *job, size_t at, size_t n, struct raid_scratch *scratch)
{
	struct raid_job *j = container_of(job, struct raid_job, job);
	struct places part;
	unsigned int i;
	int wrong;

	for (i = 0; i < j->d->n; i++)
		part.src[i] = (const char *)j->at->src[i] + at;
	for (i = 0; i < 2; i++)
		part.dst[i] = j->at->dst[i] ? (char *)j->at->dst[i] + at : NULL;
	part.len = n;
	wrong = compute(j->d, &part, scratch);
	if (wrong)
		atomic_or(wrong, &j->wrong);
}

/* no result lies in another part's source: a source is where it is written, or apart */
static bool parts_are_apart(const struct soft_desc *d, const struct places *at)
{
	unsigned int i, k;

	for (k = 0; k < 2; k++) {
		for (i = 0; at->dst[k] && i < d->n; i++) {
			const char *src = at->src[i], *dst = at->dst[k];

			if (src != dst && src < dst + at->len && dst < src + at->len)
				return false;
		}
	}
	return true;
}

static enum sum_check_flags compute_together(struct soft_chan *c, const struct soft_desc *d,
					     const struct places *at)
{
	struct raid_job j = {
		.job = { .work = raid_part, .len = at->len, .bytes = at->len,
			 .piece = clamp_t(size_t, at->len / 4 & ~63ul, SPLIT_PIECE, SPLIT_PIECE_MAX),
			 .kind = d->op <= SOFT_XOR_VAL ? SOFT_KIND_XOR : SOFT_KIND_PQ },
		.d = d, .at = at,
	};

	soft_split_run(c, &j.job);
	return atomic_read(&j.wrong);
}

/* ---- a turn ------------------------------------------------------------ */

/* all buffers together make up the turn, but short runs are slow; cache lines stay whole */
static size_t turn_of(const struct run *r, size_t left, bool together)
{
	size_t len = together ? SPLIT_WINDOW : max_t(size_t, r->budget / (r->d->n + 2), TURN);

	return min(len & ~63ul, left);
}

int soft_raid(struct run *r)
{
	struct soft_desc *d = r->d;
	size_t buffers = d->n + 2, pos;
	enum sum_check_flags wrong;
	struct places at;
	bool together;
	int result;

	for (pos = r->c->at.done; pos < d->len; pos += at.len) {
		if (!r->budget)
			return SOFT_MORE;

		together = (d->len - pos) * buffers >= SPLIT_FROM && soft_split_possible(r->c);
		at.len = turn_of(r, d->len - pos, together);
		result = reach_all(r, &at, pos);
		if (result != DMA_TRANS_NOERROR)
			return result;

		if (together && parts_are_apart(d, &at))
			wrong = compute_together(r->c, d, &at);
		else
			wrong = compute(d, &at, r->c->scratch);
		if (wrong)
			*d->args->result |= wrong;
		moved(r, at.len, at.len * buffers);
	}
	return DMA_TRANS_NOERROR;
}
