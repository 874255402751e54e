// SPDX-License-Identifier: MIT
/*
 * The serving side of a channel: what was issued is carried out, a batch or
 * a turn at a time, its cookies complete, and its clients are called back, in
 * softirq context. One thread at a time: the channel's worker, or who polls.
 */
#include <linux/prefetch.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "base/exec/exec.h"
#include "base/exec/task.h"
#include "base/copy/copy.h"
#include "drivers/soft/soft.h"
#include "machine/machine.h"

/**
 * struct batch - what was carried out in one go
 * @pos: the next position
 * @issued: where it must end
 * @last: cookie of the last transfer that ended; 0: none has
 * @count: transfers, those that were given up as well
 * @bytes: moved
 * @settle: perhaps by streaming stores
 */
struct batch {
	u64 pos, issued;
	dma_cookie_t last;
	unsigned int count;
	size_t bytes;
	bool settle;
};

static void note_end(struct soft_chan *c, struct batch *b, struct soft_desc *d, int result)
{
	struct soft_slot *slot = soft_slot_at(c, b->pos);

	if (unlikely(result != DMA_TRANS_NOERROR)) {
		size_t left = d->total - (c->at.pos == b->pos ? c->at.done : 0);

		d->result = result;
		d->residue = min_t(size_t, left, U32_MAX);
		WRITE_ONCE(slot->desc, slot->desc | SOFT_SLOT_NOTIFY);
		soft_note_failure(c, slot->cookie);
	} else if (d->op == SOFT_COPY) {
		c->copies++;
		c->bytes += d->total;
	}
	b->last = slot->cookie;
}

static void note_given_up(struct soft_desc *d)
{
	d->result = DMA_TRANS_ABORTED;
}

/* true: the next one may be looked at */
static bool carry_out_one(struct soft_chan *c, struct batch *b, size_t *budget)
{
	struct soft_desc *d = soft_desc_at(c, b->pos);
	size_t before = *budget;
	int result;

	if (unlikely(b->pos < smp_load_acquire(&c->cancelled))) {
		note_given_up(d);
	} else {
		if (unlikely(READ_ONCE(c->paused)))
			return false;
		b->settle = true;
		result = soft_run(c, d, b->pos, budget);
		b->bytes += before - *budget;
		if (result == SOFT_MORE)
			return false;
		note_end(c, b, d, result);
	}
	b->pos++;
	b->count++;
	return true;
}

/*
 * What begins at @pos may be done together with what comes behind it. Who
 * pauses or terminates meanwhile waits until this has ended, or does not mind.
 */
static bool may_gather(struct soft_chan *c, u64 pos)
{
	return c->plain && !READ_ONCE(c->paused) && pos >= smp_load_acquire(&c->cancelled) &&
	       c->at.pos != pos;
}

/* so many have ended well, at once */
static void note_row(struct soft_chan *c, struct batch *b, unsigned int n, size_t bytes,
		     size_t *budget)
{
	b->pos += n;
	b->count += n;
	b->bytes += bytes;
	b->last = soft_slot_at(c, b->pos - 1)->cookie;
	*budget -= min(bytes, *budget);
}

/* copies that need nothing but to be copied */
static void carry_out_plain(struct soft_chan *c, struct batch *b, size_t *budget)
{
	const u64 first = b->pos;
	struct soft_row row = {
		.pos = first, .end = min(b->issued, first + SOFT_BATCH), .ahead = b->issued,
		.most = SOFT_BATCH_BYTES, .largest = *budget,
	};

	if (!may_gather(c, first))
		return;
	soft_copy_many(c, &row);
	if (row.pos == first)
		return;
	note_row(c, b, row.pos - first, row.bytes, budget);
	b->settle = row.large;
	c->copies += b->count;
	c->bytes += b->bytes;
}

/* XORs and P+Qs that can be done at once; false: there are none */
static bool carry_out_stripes(struct soft_chan *c, struct batch *b, size_t *budget)
{
	unsigned int n;
	size_t bytes;

	if (!may_gather(c, b->pos))
		return false;
	n = soft_stripes_run(c, b->pos, b->issued, &bytes);
	if (!n)
		return false;
	note_row(c, b, n, bytes, budget);
	b->settle = true;
	return true;
}

/*
 * What is read of the next transfer's descriptor is asked for, as far as it is
 * near, and the first line of the one behind it.
 */
static void look_ahead(struct soft_chan *c, const struct batch *b)
{
	const struct soft_desc *d;

	if (b->pos + 1 >= b->issued)
		return;
	d = soft_desc_at(c, b->pos + 1);
	prefetch(&d->tx);
	if (d->args) {
		prefetch(d->args);
		prefetch((const char *)d->args + SMP_CACHE_BYTES);
		prefetch((const char *)d->args + 2 * SMP_CACHE_BYTES);
	}
	if (b->pos + 2 < b->issued)
		prefetch(soft_desc_at(c, b->pos + 2));
}

static bool batch_is_full(const struct batch *b)
{
	return b->pos == b->issued || b->count >= SOFT_BATCH || b->bytes >= SOFT_BATCH_BYTES;
}

static void count_copies(struct soft_chan *c)
{
	if (!c->copies)
		return;
	this_cpu_add(c->chan.local->memcpy_count, c->copies);
	this_cpu_add(c->chan.local->bytes_transferred, c->bytes);
	c->copies = c->bytes = 0;
}

bool soft_carry_out(struct soft_chan *c, size_t *budget)
{
	struct batch b = { .pos = c->head, .issued = smp_load_acquire(&c->issued) };

	if (b.pos == b.issued)
		return false;

	/* with soft_pause(): it sees that bytes are being moved, or this sees the pause */
	WRITE_ONCE(c->busy, true);
	asym_barrier_light();
	c->plain = machine_bus_is_plain(c->soft->master);
	carry_out_plain(c, &b, budget);
	while (!batch_is_full(&b)) {
		look_ahead(c, &b);
		if (!carry_out_stripes(c, &b, budget) && !carry_out_one(c, &b, budget))
			break;
	}
	count_copies(c);
	if (b.settle)
		copy_settle();
	smp_store_release(&c->busy, false);

	if (exec_fast.fibers)
		exec_charge(1 + b.bytes / SOFT_BYTES_PER_NS);
	if (b.pos != c->head)
		smp_store_release(&c->head, b.pos);
	/* after @head: who sees that a cookie is complete and synchronizes waits for its callback */
	if (b.last)
		smp_store_release(&c->chan.completed_cookie, b.last);
	return b.count || b.bytes;
}

bool soft_has_work(struct soft_chan *c)
{
	u64 head = READ_ONCE(c->head);

	if (READ_ONCE(c->called) != head)
		return true;
	if (smp_load_acquire(&c->issued) == head)
		return false;
	return !READ_ONCE(c->paused) || head < READ_ONCE(c->cancelled);
}

/* ---- callbacks --------------------------------------------------------- */

/* a transfer that was carried out: its client hears of it */
static void finish_one(struct soft_chan *c, struct soft_desc *d, u64 pos)
{
	struct dma_async_tx_descriptor *tx = &d->tx;
	struct dmaengine_result result = { .result = d->result, .residue = d->residue };
	/* the client may acknowledge it at this moment */
	enum dma_ctrl_flags flags = READ_ONCE(tx->flags);
	/* nobody needs it after its callback: not its client, not what hangs behind it */
	bool over = (flags & (DMA_CTRL_ACK | DMA_CTRL_REUSE)) == DMA_CTRL_ACK && !txd_next(tx);
	struct dmaengine_desc_callback cb;

	/* the callback may look at the data */
	dma_descriptor_unmap(tx);
	dmaengine_desc_get_callback(tx, &cb);
	if (d->result == DMA_TRANS_NOERROR)
		result.residue = 0;
	WRITE_ONCE(tx->cookie, 0);
	/* the client may want the descriptor again in its callback */
	if (over)
		smp_store_release(&c->done, pos + 1);
	dmaengine_desc_callback_invoke(&cb, &result);
	if (!over)
		dma_run_dependencies(tx);
}

/* one that was given up: nobody hears of it, but its mappings go */
static void drop_one(struct soft_desc *d)
{
	dma_descriptor_unmap(&d->tx);
	WRITE_ONCE(d->tx.cookie, 0);
}

/* somebody hears of the end of the transfer there */
static inline bool is_awaited(struct soft_chan *c, u64 pos)
{
	return soft_slot_at(c, pos)->desc & SOFT_SLOT_NOTIFY;
}

void soft_finish_silent(struct soft_chan *c)
{
	u64 head = c->head, pos;

	for (pos = c->done; pos != head && !is_awaited(c, pos); pos++)
		;
	if (pos != c->done)
		smp_store_release(&c->done, pos);
}

unsigned int soft_finish(struct soft_chan *c)
{
	u64 first = c->done, head = c->head, pos;
	bool entered = false;

	for (pos = first; pos != head; pos++) {
		struct soft_desc *d;

		if (likely(!is_awaited(c, pos)))
			continue;
		d = soft_desc_at(c, pos);
		if (d->result == DMA_TRANS_ABORTED) {
			drop_one(d);
			continue;
		}
		/* the timer that polls is in a softirq already */
		if (!entered && !in_serving_softirq()) {
			preempt_count_add(SOFTIRQ_OFFSET);
			entered = true;
		}
		/* silent ones before it are finished with */
		if (c->done != pos)
			smp_store_release(&c->done, pos);
		finish_one(c, d, pos);
	}
	if (entered)
		preempt_count_sub(SOFTIRQ_OFFSET);
	if (c->done != head)
		smp_store_release(&c->done, head);
	smp_store_release(&c->called, head);

	/* with soft_synchronize() */
	asym_barrier_light();
	if (unlikely(atomic_read(&c->waiting)))
		wake_up_all(&c->quiet);
	return head - first;
}

bool soft_serve(struct soft_chan *c)
{
	size_t budget = SOFT_PIECE;
	bool did = soft_carry_out(c, &budget);

	if (c->called != c->head)
		did |= soft_finish(c) > 0;
	return did;
}
