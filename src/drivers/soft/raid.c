// SPDX-License-Identifier: MIT
/* XOR and P+Q: one descriptor, as far as a turn goes. */
#include "base/raid/arithmetic.h"
#include "drivers/soft/raid.h"

/* of each buffer, at least, in a turn */
#define TURN		SZ_256K

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

int raid_reach(struct run *r, struct places *at, size_t pos)
{
	unsigned int i;

	for (i = 0; i < r->d->n; i++) {
		at->src[i] = reach(r, r->d->args->src[i] + pos, &at->len, MACHINE_READ);
		if (!at->src[i])
			return DMA_TRANS_READ_FAILED;
	}
	return reach_dst(r, at, pos);
}

bool raid_find(const struct soft_desc *d, struct places *at)
{
	const struct soft_args *a = d->args;
	unsigned int i;

	at->len = d->len;
	for (i = 0; i < d->n; i++) {
		at->src[i] = machine_plain_pointer(a->src[i], d->len);
		if (!at->src[i])
			return false;
	}
	for (i = 0; i < 2; i++) {
		at->dst[i] = has_dst(d, i) ? machine_plain_pointer(a->dst[i], d->len) : NULL;
		if (has_dst(d, i) && !at->dst[i])
			return false;
	}
	return true;
}

enum sum_check_flags raid_compute(const struct soft_desc *d, const struct places *at,
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

/* ---- a turn ------------------------------------------------------------ */

/* all buffers together make up the turn, but short runs are slow; cache lines stay whole */
static size_t turn_of(const struct run *r, size_t left)
{
	size_t len = max_t(size_t, r->budget / (r->d->n + 2), TURN);

	return min(len & ~63ul, left);
}

int soft_raid(struct run *r)
{
	struct soft_desc *d = r->d;
	enum sum_check_flags wrong;
	size_t pos, window;
	struct places at;
	int result;

	for (pos = r->c->at.done; pos < d->len; pos += at.len) {
		if (!r->budget)
			return SOFT_MORE;

		window = stripe_window(r, d->len - pos);
		at.len = window ? window : turn_of(r, d->len - pos);
		result = raid_reach(r, &at, pos);
		if (result != DMA_TRANS_NOERROR)
			return result;

		if (!window || !stripe_run(r->c, d, &at)) {
			wrong = raid_compute(d, &at, r->c->scratch);
			if (wrong)
				*d->args->result |= wrong;
		}
		moved(r, at.len, raid_touched(d, at.len));
	}
	return DMA_TRANS_NOERROR;
}
