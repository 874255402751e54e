// SPDX-License-Identifier: MIT
/*
 * The worker's part of the software engine: carries out a descriptor piece
 * by piece. Between two pieces the channel can be paused and the transfer
 * given up. Memory is reached as any bus master reaches it, through the
 * machine's translation and checks.
 */
#include <linux/bottom_half.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "base/exec/exec.h"
#include "drivers/soft/soft.h"
#include "machine/machine.h"

/* what a piece costs in virtual time: about what a memory controller of 16 GB/s would take */
#define BYTES_PER_NS	16

/**
 * struct run - a transfer that is being carried out
 * @c: the channel
 * @d: the descriptor
 * @open: a piece has begun, and has not ended
 * @budget: bytes left in it
 */
struct run {
	struct soft_chan *c;
	struct soft_desc *d;
	bool open;
	size_t budget;
};

/* ---- pieces ------------------------------------------------------------ */

static bool may_move(const struct run *r)
{
	return !READ_ONCE(r->c->paused) && !READ_ONCE(r->d->terminated);
}

static bool is_over(const struct run *r)
{
	return READ_ONCE(r->d->terminated) || kthread_should_stop();
}

static void close_piece(struct run *r)
{
	if (!r->open)
		return;

	exec_charge((SOFT_PIECE - r->budget) / BYTES_PER_NS);
	r->open = false;
	smp_store_release(&r->c->busy, false);
	local_bh_enable();
	cond_resched();
}

/*
 * open_piece() - bytes may be moved now: waits while the channel is paused
 *
 * soft_pause() waits for the piece to be closed, from a softirq too, so that
 * none may come between on this CPU.
 *
 * Return: false if the transfer was given up.
 */
static bool open_piece(struct run *r)
{
	if (r->open)
		return true;

	for (;;) {
		local_bh_disable();
		WRITE_ONCE(r->c->busy, true);
		smp_mb();
		if (likely(may_move(r))) {
			r->open = true;
			r->budget = SOFT_PIECE;
			return true;
		}
		smp_store_release(&r->c->busy, false);
		local_bh_enable();

		wait_event_idle(r->c->work, may_move(r) || is_over(r));
		if (is_over(r))
			return false;
	}
}

/* @len bytes of the transfer are done, for which @touched bytes were read and written */
static void moved(struct run *r, size_t len, size_t touched)
{
	WRITE_ONCE(r->d->done, r->d->done + len);
	r->budget -= min(touched, r->budget);
	if (!r->budget)
		close_piece(r);
}

/* where a bus address lies in our memory; *@len shrinks to what lies there in one run */
static void *reach(struct run *r, dma_addr_t addr, size_t *len,
		   unsigned int dir)
{
	uint64_t avail = 0;
	void *mem;

	mem = machine_bus_pointer(r->c->soft->master, addr, *len, dir, &avail);
	if (!mem || !avail)
		return NULL;
	*len = min_t(uint64_t, *len, avail);
	return mem;
}

/* ---- copies and fills -------------------------------------------------- */

static enum dmaengine_tx_result copy_up(struct run *r, dma_addr_t dst,
					dma_addr_t src, size_t len)
{
	void *from, *to;
	size_t n;

	for (; len; len -= n, src += n, dst += n) {
		if (!open_piece(r))
			return DMA_TRANS_ABORTED;

		n = min(len, r->budget);
		from = reach(r, src, &n, MACHINE_READ);
		if (!from)
			return DMA_TRANS_READ_FAILED;
		to = reach(r, dst, &n, MACHINE_WRITE);
		if (!to)
			return DMA_TRANS_WRITE_FAILED;

		memmove(to, from, n);
		moved(r, n, n);
	}
	return DMA_TRANS_NOERROR;
}

/* the last of the *@n bytes at @addr that lie in one run: *@n becomes their number */
static void *reach_end(struct run *r, dma_addr_t addr, size_t *n,
		       unsigned int dir)
{
	dma_addr_t end = addr + *n;
	size_t len = *n;
	void *mem;

	for (;;) {
		mem = reach(r, addr, &len, dir);
		if (!mem || addr + len == end)
			break;
		addr += len;
		len = end - addr;
	}
	*n = len;
	return mem;
}

/* the destination overlaps the end of the source, so the end goes first */
static enum dmaengine_tx_result copy_down(struct run *r, dma_addr_t dst,
					  dma_addr_t src, size_t len)
{
	char *from, *to;
	size_t n, m;

	for (; len; len -= n) {
		if (!open_piece(r))
			return DMA_TRANS_ABORTED;

		n = min(len, r->budget);
		m = n;
		from = reach_end(r, src + len - n, &n, MACHINE_READ);
		if (!from)
			return DMA_TRANS_READ_FAILED;
		to = reach_end(r, dst + len - m, &m, MACHINE_WRITE);
		if (!to)
			return DMA_TRANS_WRITE_FAILED;

		if (n > m) {
			from += n - m;
			n = m;
		} else {
			to += m - n;
		}
		memmove(to, from, n);
		moved(r, n, n);
	}
	return DMA_TRANS_NOERROR;
}

/* as memmove(): the destination ends up with what the source held */
static enum dmaengine_tx_result copy(struct run *r, dma_addr_t dst,
				     dma_addr_t src, size_t len)
{
	if (dst > src && dst - src < len)
		return copy_down(r, dst, src, len);
	return copy_up(r, dst, src, len);
}

static enum dmaengine_tx_result fill(struct run *r, dma_addr_t dst, int value,
				     size_t len)
{
	void *to;
	size_t n;

	for (; len; len -= n, dst += n) {
		if (!open_piece(r))
			return DMA_TRANS_ABORTED;

		n = min(len, r->budget);
		to = reach(r, dst, &n, MACHINE_WRITE);
		if (!to)
			return DMA_TRANS_WRITE_FAILED;

		memset(to, value, n);
		moved(r, n, n);
	}
	return DMA_TRANS_NOERROR;
}

static enum dmaengine_tx_result fill_segs(struct run *r)
{
	struct soft_desc *d = r->d;
	enum dmaengine_tx_result result = DMA_TRANS_NOERROR;
	unsigned int i;

	for (i = 0; i < d->nsegs && result == DMA_TRANS_NOERROR; i++)
		result = fill(r, d->segs[i].addr, d->value, d->segs[i].len);
	return result;
}

/* a side that does not advance is at its start for every chunk */
static enum dmaengine_tx_result copy_frames(struct run *r)
{
	struct soft_desc *d = r->d;
	dma_addr_t src = d->src[0], dst = d->dst[0];
	enum dmaengine_tx_result result;
	const struct soft_seg *seg;
	size_t frame;

	for (frame = 0; frame < d->frames; frame++)
		for (seg = d->segs; seg < d->segs + d->nsegs; seg++) {
			result = copy(r, dst, src, seg->len);
			if (result != DMA_TRANS_NOERROR)
				return result;
			if (d->src_inc)
				src += seg->len + seg->src_gap;
			if (d->dst_inc)
				dst += seg->len + seg->dst_gap;
		}
	return DMA_TRANS_NOERROR;
}

/* ---- XOR and P+Q ------------------------------------------------------- */

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

static enum dmaengine_tx_result reach_dst(struct run *r, struct places *at,
					  size_t pos)
{
	struct soft_desc *d = r->d;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		at->dst[i] = NULL;
		if (!has_dst(d, i))
			continue;
		if (reads_dst(d)) {
			at->dst[i] = reach(r, d->dst[i] + pos, &at->len,
					   MACHINE_READ);
			if (!at->dst[i])
				return DMA_TRANS_READ_FAILED;
		}
		if (d->op == SOFT_PQ_VAL)
			continue;
		at->dst[i] = reach(r, d->dst[i] + pos, &at->len, MACHINE_WRITE);
		if (!at->dst[i])
			return DMA_TRANS_WRITE_FAILED;
	}
	return DMA_TRANS_NOERROR;
}

static enum dmaengine_tx_result reach_all(struct run *r, struct places *at,
					  size_t pos)
{
	struct soft_desc *d = r->d;
	unsigned int i;

	for (i = 0; i < d->nsrc; i++) {
		at->src[i] = reach(r, d->src[i] + pos, &at->len, MACHINE_READ);
		if (!at->src[i])
			return DMA_TRANS_READ_FAILED;
	}
	return reach_dst(r, at, pos);
}

static enum sum_check_flags compute(struct run *r, const struct places *at)
{
	struct raid_scratch *scratch = r->c->scratch;
	struct soft_desc *d = r->d;
	unsigned int wrong;

	switch (d->op) {
	case SOFT_XOR:
		raid_xor(at->dst[0], at->src, d->nsrc, at->len);
		return 0;
	case SOFT_XOR_VAL:
		return raid_xor_is_zero(at->src, d->nsrc, at->len) ?
			0 : SUM_CHECK_P_RESULT;
	case SOFT_PQ:
		raid_pq(at->dst[0], at->dst[1], at->src, d->coef, d->nsrc,
			at->len, dmaf_continue(d->flags), scratch);
		return 0;
	default:
		wrong = raid_pq_check(at->dst[0], at->dst[1], at->src, d->coef,
				      d->nsrc, at->len, scratch);
		return (wrong & RAID_P_WRONG ? SUM_CHECK_P_RESULT : 0) |
		       (wrong & RAID_Q_WRONG ? SUM_CHECK_Q_RESULT : 0);
	}
}

static enum dmaengine_tx_result raid(struct run *r)
{
	struct soft_desc *d = r->d;
	size_t buffers = d->nsrc + 2, pos;
	enum dmaengine_tx_result result;
	enum sum_check_flags wrong;
	struct places at;

	for (pos = 0; pos < d->len; pos += at.len) {
		if (!open_piece(r))
			return DMA_TRANS_ABORTED;

		/* all buffers together make up the piece; cache lines stay whole */
		at.len = max(r->budget / buffers, (size_t)SZ_4K) & ~63ul;
		at.len = min(at.len, d->len - pos);
		result = reach_all(r, &at, pos);
		if (result != DMA_TRANS_NOERROR)
			return result;

		wrong = compute(r, &at);
		if (wrong)
			*d->result |= wrong;
		moved(r, at.len, at.len * buffers);
	}
	return DMA_TRANS_NOERROR;
}

/* ---- a transfer -------------------------------------------------------- */

static enum dmaengine_tx_result carry_out(struct run *r)
{
	struct soft_desc *d = r->d;

	switch (d->op) {
	case SOFT_COPY:
		return copy(r, d->dst[0], d->src[0], d->len);
	case SOFT_FILL:
		return fill_segs(r);
	case SOFT_INTERLEAVED:
		return copy_frames(r);
	case SOFT_NOTHING:
		return open_piece(r) ? DMA_TRANS_NOERROR : DMA_TRANS_ABORTED;
	default:
		return raid(r);
	}
}

enum dmaengine_tx_result soft_run(struct soft_chan *c, struct soft_desc *d)
{
	struct run r = { .c = c, .d = d };
	enum dmaengine_tx_result result;

	/* it only adds what does not hold */
	if (d->op == SOFT_XOR_VAL || d->op == SOFT_PQ_VAL)
		*d->result = 0;

	result = carry_out(&r);
	close_piece(&r);
	return result;
}
