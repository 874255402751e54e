// SPDX-License-Identifier: MIT
/*
 * DesignWare AHB DMA controller: blocks with a peripheral at one end or at
 * both, paced transaction by transaction.
 *
 * A transaction (a burst of MSIZE items, or a single item) is asked for by a
 * hardware handshake or by the software request registers. One of them is on
 * the bus at a time; whose is next, CFGx.CH_PRIOR decides. Memory at the
 * other end is read ahead into the FIFO, and written as soon as an item is
 * whole, together with the transactions.
 *
 * A burst is cut short where its hardware request falls.
 */
#include <string.h>

#include "models/dw_dmac.h"

static enum dw_flow flow_of(enum dw_end end)
{
	return end == DW_SRC ? DW_FLOW_SRC : DW_FLOW_DST;
}

/* ---- the FIFO ------------------------------------------------------------- */

static unsigned int fifo_room(const struct dw_channel *ch)
{
	return DW_FIFO_BYTES - ch->level;
}

static void fifo_drop(struct dw_channel *ch, unsigned int bytes)
{
	ch->level -= bytes;
	memmove(ch->fifo, ch->fifo + bytes, ch->level);
}

bool dw_fifo_empty(const struct dw_channel *ch)
{
	return ch->state == DW_STRETCH ? dw_suspended(ch) :
					 ch->level < ch->side[DW_DST].width || !ch->level;
}

/* nothing more of this block will come from the source */
static bool source_exhausted(const struct dw_channel *ch)
{
	switch (ch->flow) {
	case DW_FLOW_DMAC:
		return ch->bytes >= ch->total;
	case DW_FLOW_SRC:
		return ch->side[DW_SRC].over;
	default:
		return false;
	}
}

/* ---- requests ------------------------------------------------------------- */

static bool by_software(const struct dw_channel *ch, enum dw_end end)
{
	return dw_dmac(ch)->variant->software &&
	       ch->cfg_lo & (end == DW_SRC ? CFG_HS_SEL_SRC : CFG_HS_SEL_DST);
}

static bool line_is_up(const struct dw_channel *ch, enum dw_end end)
{
	bool low = ch->cfg_lo & (end == DW_SRC ? CFG_SRC_HS_POL : CFG_DST_HS_POL);

	return !!(dw_dmac(ch)->request >> dw_request_input(ch, end) & 1) != low;
}

/* items that this side still has to move in the block; where that is unknown, many */
static uint64_t items_left(const struct dw_channel *ch, enum dw_end end)
{
	unsigned int width = ch->side[end].width;
	uint64_t done = end == DW_SRC ? ch->bytes : ch->written;

	if (ch->flow != DW_FLOW_DMAC && !(end == DW_DST && source_exhausted(ch)))
		return UINT32_MAX;
	if (ch->flow != DW_FLOW_DMAC)
		return (ch->level + width - 1) / width;
	return (ch->total - done + width - 1) / width;
}

/*
 * How large a transaction is asked for now: 0, 1 or a burst. Near its end,
 * where less than a burst is left, a block that the controller counts also
 * takes single items: the manual's single transaction region.
 */
static unsigned int wanted(const struct dw_channel *ch, enum dw_end end)
{
	const struct dw_side *side = &ch->side[end];
	const struct dw_dmac *s = dw_dmac(ch);
	uint64_t left = items_left(ch, end);
	bool counted = ch->flow != flow_of(end), near_end = left < side->burst;
	unsigned int burst = near_end ? left : side->burst;
	bool req, single;

	if (by_software(ch, end)) {
		req = s->sw_req[end] >> ch->index & 1;
		single = s->sw_single[end] >> ch->index & 1;
		if (!counted)
			return !req ? 0 : single ? 1 : burst;
	} else {
		bool up = line_is_up(ch, end);

		single = up && dmae_request_kind(ch->model, dw_request_input(ch, end)) &
				       DMAE_REQUEST_SINGLE;
		req = up && !single;
		if (!counted)
			return single ? 1 : req ? burst : 0;
	}
	if (single && near_end)
		return 1;
	return req ? burst : 0;
}

/* is the transaction under way still wanted? */
static bool still_asked(const struct dw_channel *ch, enum dw_end end)
{
	return by_software(ch, end) || line_is_up(ch, end);
}

static bool asked_for_last(const struct dw_channel *ch, enum dw_end end)
{
	const struct dw_dmac *s = dw_dmac(ch);
	unsigned int input = dw_request_input(ch, end);

	if (by_software(ch, end))
		return s->sw_last[end] >> ch->index & 1;
	return s->request_last >> input & 1 ||
	       dmae_request_kind(ch->model, input) & DMAE_REQUEST_LAST;
}

/* ---- memory at the other end ---------------------------------------------- */

/* False, here and below: the channel has been stopped. */
static bool read_source(struct dw_channel *ch, unsigned int items)
{
	struct dw_side *src = &ch->side[DW_SRC];

	if (!dw_side_move(ch, DW_SRC, ch->fifo + ch->level, items))
		return false;
	ch->level += items * src->width;
	ch->bytes += items * src->width;
	return true;
}

static bool write_destination(struct dw_channel *ch)
{
	unsigned int width = ch->side[DW_DST].width, bytes = ch->level < width ? ch->level : width;

	if (bytes == width ? !dw_side_move(ch, DW_DST, ch->fifo, 1) :
			     !dw_side_tail(ch, ch->fifo, bytes))
		return false;
	fifo_drop(ch, bytes);
	ch->written += bytes;
	return true;
}

/* CFGx.FCMODE: nothing is read ahead for a destination that controls the flow */
static bool may_read_ahead(const struct dw_channel *ch)
{
	return ch->flow != DW_FLOW_DST || !(ch->cfg_hi & CFG_HI_FCMODE) ||
	       ch->side[DW_DST].left || wanted(ch, DW_DST);
}

static bool fill_from_memory(struct dw_channel *ch)
{
	const struct dw_side *src = &ch->side[DW_SRC];
	uint64_t left = items_left(ch, DW_SRC), n = fifo_room(ch) / src->width;

	if (src->peripheral || dw_suspended(ch) || source_exhausted(ch) || !may_read_ahead(ch))
		return true;
	if (n > left)
		n = left;
	return !n || read_source(ch, n);
}

static bool drain_to_memory(struct dw_channel *ch)
{
	const struct dw_side *dst = &ch->side[DW_DST];
	unsigned int whole = ch->level / dst->width;

	if (dst->peripheral)
		return true;
	if (whole) {
		if (!dw_side_move(ch, DW_DST, ch->fifo, whole))
			return false;
		fifo_drop(ch, whole * dst->width);
		ch->written += whole * dst->width;
	}
	return !ch->level || !source_exhausted(ch) || write_destination(ch);
}

static bool both_memories(struct dw_channel *ch)
{
	return fill_from_memory(ch) && drain_to_memory(ch);
}

/* ---- transactions --------------------------------------------------------- */

/* can an item be moved, apart from being asked for? */
static bool item_possible(const struct dw_channel *ch, enum dw_end end)
{
	if (end == DW_SRC)
		return !dw_suspended(ch) && !source_exhausted(ch) && may_read_ahead(ch) &&
		       fifo_room(ch) >= ch->side[DW_SRC].width;
	return !ch->side[DW_DST].over &&
	       (ch->level >= ch->side[DW_DST].width || (ch->level && source_exhausted(ch)));
}

/* where nothing has been read ahead, the request itself makes the data come */
static bool data_on_demand(const struct dw_channel *ch)
{
	return ch->flow == DW_FLOW_DST && !ch->side[DW_SRC].peripheral && !dw_suspended(ch) &&
	       !ch->side[DW_DST].over;
}

static bool transaction_ready(const struct dw_channel *ch, enum dw_end end)
{
	const struct dw_side *side = &ch->side[end];

	if (!side->peripheral || !(item_possible(ch, end) || (end == DW_DST && data_on_demand(ch))))
		return false;
	return side->left ? still_asked(ch, end) : wanted(ch, end);
}

static bool more_important(const struct dw_channel *a, const struct dw_channel *b)
{
	return !b || CFG_PRIOR(a->cfg_lo) > CFG_PRIOR(b->cfg_lo);
}

void dw_arbitrate(struct dw_dmac *s)
{
	struct dw_channel *best = NULL;
	enum dw_end end = DW_DST;
	const struct dw_side *side;
	unsigned int i, items;

	if (s->owner)
		return;
	for (i = 0; i < s->channels; i++) {
		struct dw_channel *ch = &s->channel[i];

		if (ch->state == DW_PACED && more_important(ch, best) &&
		    (transaction_ready(ch, DW_DST) || transaction_ready(ch, DW_SRC)))
			best = ch;
	}
	if (!best)
		return;
	if (!transaction_ready(best, DW_DST))
		end = DW_SRC;
	side = &best->side[end];
	items = side->left ? side->left : wanted(best, end);
	s->owner = best;
	s->owner_side = end;
	dmae_event_after(&best->event, dw_cycles_to_ns(best, DW_BURST_CYCLES + items));
}

static void transaction_begin(struct dw_channel *ch, enum dw_end end)
{
	struct dw_side *side = &ch->side[end];

	if (side->left)
		return;
	side->left = wanted(ch, end);
	side->moved = 0;
	side->last = ch->flow == flow_of(end) && side->left && asked_for_last(ch, end);
}

/* The transaction that was asked for is done: tell whoever asked. */
static void transaction_end(struct dw_channel *ch, enum dw_end end)
{
	struct dw_dmac *s = dw_dmac(ch);
	struct dw_side *side = &ch->side[end];
	unsigned int run = ch->run;
	bool last;

	if (side->last)
		side->over = true;
	last = side->over || (ch->flow == DW_FLOW_DMAC && !items_left(ch, end));
	side->left = 0;
	side->moved = 0;
	if (by_software(ch, end)) {
		s->sw_req[end] &= ~(1u << ch->index);
		s->sw_single[end] &= ~(1u << ch->index);
		s->sw_last[end] &= ~(1u << ch->index);
	} else {
		if (side->last)
			s->request_last &= ~(1ull << dw_request_input(ch, end));
		dmae_request_ack(ch->model, dw_request_input(ch, end), last);
	}
	side->last = false;
	if (ch->run == run)
		dw_raise(ch, end == DW_SRC ? DW_SRCTRAN : DW_DSTTRAN);
}

/* One item, with what memory has to do for it. */
static bool transaction_item(struct dw_channel *ch, enum dw_end end)
{
	struct dw_side *side = &ch->side[end];

	if (end == DW_SRC ? !read_source(ch, 1) : !write_destination(ch))
		return false;
	side->left--;
	side->moved++;
	if (side->last && !side->left)
		side->over = true;
	return both_memories(ch);
}

static bool block_finished(const struct dw_channel *ch)
{
	if (ch->flow == DW_FLOW_DST)
		return ch->side[DW_DST].over;
	return source_exhausted(ch) && !ch->level;
}

void dw_paced_transaction(struct dw_channel *ch)
{
	struct dw_dmac *s = dw_dmac(ch);
	enum dw_end end = s->owner_side;
	struct dw_side *side = &ch->side[end];
	unsigned int run = ch->run;

	/*
	 * The bus stays this channel's until all is done: what it moves may
	 * make a peripheral ask again, and that must not begin a transaction
	 * inside this one. Whoever stops the channel takes the bus from it.
	 */
	transaction_begin(ch, end);
	if (!both_memories(ch))
		return;
	while (side->left && item_possible(ch, end) && still_asked(ch, end))
		if (!transaction_item(ch, end))
			return;
	if (side->left && !side->moved && !still_asked(ch, end))
		side->left = 0;
	if (side->moved && (!side->left || !still_asked(ch, end) || !items_left(ch, end)))
		transaction_end(ch, end);
	if (ch->run != run)
		return;
	if (block_finished(ch))
		dw_block_end(ch);
	if (s->owner == ch)
		s->owner = NULL;
	dw_arbitrate(s);
}

void dw_paced_begin(struct dw_channel *ch)
{
	ch->state = DW_PACED;
	if (both_memories(ch))
		dw_arbitrate(dw_dmac(ch));
}

void dw_paced_resume(struct dw_channel *ch)
{
	struct dw_dmac *s = dw_dmac(ch);

	if (s->owner != ch && !ch->side[DW_SRC].peripheral) {
		ch->state = DW_BEGIN;
		dmae_event_after(&ch->event, dw_cycles_to_ns(ch, DW_START_CYCLES));
	}
	dw_arbitrate(s);
}
