// SPDX-License-Identifier: MIT
/*
 * DesignWare AHB DMA controller: the course of a channel. Enabled, it takes
 * its first block from the registers or from a linked list item, and after
 * each block the manual's table of multi-block transfers says whether and
 * from where another one comes. Errors end it.
 *
 * What the manual leaves undefined (a block of no items, addresses that no
 * item of that width can have, masters that are not there) is treated as an
 * error response: RawErr, and the channel is disabled.
 */
#include "models/dw_dmac.h"

/* ---- start and stop ------------------------------------------------------- */

static void channel_stop(struct dw_channel *ch)
{
	struct dw_dmac *s = dw_dmac(ch);
	uint8_t bit = 1u << ch->index;
	unsigned int end;

	dmae_event_cancel(&ch->event);
	ch->state = DW_IDLE;
	ch->run++;
	ch->level = 0;
	for (end = DW_SRC; end <= DW_DST; end++) {
		ch->side[end].left = 0;
		s->sw_req[end] &= ~bit;
		s->sw_single[end] &= ~bit;
		s->sw_last[end] &= ~bit;
	}
	if (s->owner == ch) {
		s->owner = NULL;
		dw_arbitrate(s);
	}
}

void dw_channel_fail(struct dw_channel *ch, int end, enum dmae_bus response, uint32_t addr)
{
	static const char *const what[] = { "writing a linked list item", "reading the source",
					    "writing the destination" };

	dmae_model_warn(ch->model, "channel %u: %s at 0x%08x: %s; the transfer is abandoned",
			ch->index, what[end + 1], addr,
			response == DMAE_BUS_DECERR ? "nothing is there" : "error response");
	channel_stop(ch);
	dw_raise(ch, DW_ERR);
}

/* What has begun will end in an error, as soon as the hardware would know. */
static void channel_refuse(struct dw_channel *ch, const char *why, uint32_t value)
{
	ch->state = DW_REFUSED;
	ch->refusal = why;
	ch->refusal_value = value;
}

/* ---- a block -------------------------------------------------------------- */

/* CTLx.TT_FC: who controls the flow, and which sides are peripherals */
static const struct {
	enum dw_flow flow;
	bool peripheral[2];
} transfer_types[] = {
	{ DW_FLOW_DMAC, { false, false } }, { DW_FLOW_DMAC, { false, true } },
	{ DW_FLOW_DMAC, { true, false } },  { DW_FLOW_DMAC, { true, true } },
	{ DW_FLOW_SRC, { true, false } },   { DW_FLOW_SRC, { true, true } },
	{ DW_FLOW_DST, { false, true } },   { DW_FLOW_DST, { true, true } },
};

static unsigned int item_width(unsigned int code)
{
	return code > 5 ? 32 : 1u << code;
}

static unsigned int burst_items(const struct dw_channel *ch, unsigned int code)
{
	const struct dw_dmac *s = dw_dmac(ch);
	unsigned int items = s->variant->block_bytes ? 1u << code : code ? 2u << code : 1;

	return items > s->max_burst[ch->index] ? s->max_burst[ch->index] : items;
}

static int address_step(unsigned int code)
{
	return code == 0 ? 1 : code == 1 ? -1 : 0;
}

static void side_setup(struct dw_channel *ch, enum dw_end end)
{
	struct dw_side *side = &ch->side[end];
	uint32_t ctl = ch->ctl_lo, flow = CTL_TT_FC(ctl);
	bool gaps = ctl & (end == DW_SRC ? CTL_SRC_GATHER : CTL_DST_SCATTER);

	side->width = item_width(end == DW_SRC ? CTL_SRC_WIDTH(ctl) : CTL_DST_WIDTH(ctl));
	side->step = address_step(end == DW_SRC ? CTL_SINC(ctl) : CTL_DINC(ctl));
	side->burst = burst_items(ch, end == DW_SRC ? CTL_SRC_MSIZE(ctl) : CTL_DST_MSIZE(ctl));
	side->sg_count = gaps ? side->sg >> 20 : 0;
	side->sg_interval = side->sg & 0xfffff;
	side->sg_pos = 0;
	side->peripheral = transfer_types[flow].peripheral[end];
	side->left = side->moved = 0;
	side->last = side->over = false;
}

/* is the block one that a controller can do? */
static bool block_check(struct dw_channel *ch)
{
	const struct dw_dmac *s = dw_dmac(ch);
	unsigned int end;

	for (end = DW_SRC; end <= DW_DST; end++) {
		const struct dw_side *side = &ch->side[end];
		unsigned int master = end == DW_SRC ? CTL_SMS(ch->ctl_lo) : CTL_DMS(ch->ctl_lo);

		if (master >= s->masters) {
			channel_refuse(ch, "there is no bus master", master + 1);
			return false;
		}
		if (side->width > s->master_width[master]) {
			channel_refuse(ch, "items are wider than the bus, bytes:", side->width);
			return false;
		}
		if (side->addr % side->width && !s->variant->block_bytes) {
			channel_refuse(ch, "address is not a multiple of the item's width:",
				       side->addr);
			return false;
		}
	}
	if (ch->state == DW_BEGIN && ch->total % ch->side[DW_SRC].width) {
		channel_refuse(ch, "the block ends within an item, bytes:", ch->total);
		return false;
	}
	if (!ch->total && ch->flow == DW_FLOW_DMAC) {
		channel_refuse(ch, "the block has no items, CTL", ch->ctl_lo);
		return false;
	}
	return true;
}

static void channel_go(struct dw_channel *ch)
{
	uint64_t now = dmae_now_ns();

	if (ch->state == DW_STRETCH)
		dw_memory_go(ch);
	else
		dmae_event_after(&ch->event, ch->ready > now ? ch->ready - now : 0);
}

/* A block begins with what SAR, DAR and CTL say. */
static void block_begin(struct dw_channel *ch, unsigned int cycles)
{
	const struct dw_dmac *s = dw_dmac(ch);

	ch->ready = dmae_now_ns() + dw_cycles_to_ns(ch, cycles);
	ch->flow = transfer_types[CTL_TT_FC(ch->ctl_lo)].flow;
	side_setup(ch, DW_SRC);
	side_setup(ch, DW_DST);
	ch->total = ch->ctl_hi & s->block_max;
	if (!s->variant->block_bytes)
		ch->total *= ch->side[DW_SRC].width;
	ch->bytes = ch->written = 0;
	ch->level = 0;
	ch->state = ch->side[DW_SRC].peripheral || ch->side[DW_DST].peripheral ? DW_BEGIN :
										 DW_STRETCH;
	if (block_check(ch) && dw_suspended(ch)) {
		ch->stretch_from = 0;
		return;
	}
	channel_go(ch);
}

uint32_t dw_ctl_hi(struct dw_channel *ch)
{
	const struct dw_dmac *s = dw_dmac(ch);
	uint64_t read = ch->bytes;

	dw_memory_sync(ch);
	if (ch->state == DW_IDLE || ch->state == DW_REFUSED || ch->state == DW_STALLED)
		return ch->ctl_hi;
	read = ch->bytes;
	if (!s->variant->block_bytes)
		read /= ch->side[DW_SRC].width;
	return read > s->block_max ? s->block_max : read;
}

/* ---- linked lists --------------------------------------------------------- */

static uint32_t word(const uint8_t *raw, unsigned int index)
{
	raw += index * 4;
	return raw[0] | raw[1] << 8 | raw[2] << 16 | (uint32_t)raw[3] << 24;
}

/* The item that LLP leads to becomes the current block. */
static void list_fetch(struct dw_channel *ch)
{
	const struct dw_dmac *s = dw_dmac(ch);
	uint32_t addr = ch->llp & LLP_LOC, was = ch->ctl_lo;
	unsigned int run = ch->run;
	enum dmae_bus response;
	uint8_t raw[20];

	ch->state = DW_REFUSED;
	ch->ready = dmae_now_ns() + dw_cycles_to_ns(ch, DW_FETCH_CYCLES);
	ch->lli = addr;
	if (LLP_LMS(ch->llp) >= s->masters) {
		channel_refuse(ch, "there is no bus master", LLP_LMS(ch->llp) + 1);
		channel_go(ch);
		return;
	}
	response = dmae_bus_read(ch->model, addr, raw, sizeof(raw));
	if (ch->run != run)
		return;
	if (response) {
		channel_refuse(ch, "cannot read the linked list item at", addr);
		channel_go(ch);
		return;
	}
	if (was & CTL_LLP_SRC)
		ch->side[DW_SRC].addr = word(raw, 0);
	if (was & CTL_LLP_DST)
		ch->side[DW_DST].addr = word(raw, 1);
	ch->llp = word(raw, 2);
	ch->ctl_lo = word(raw, 3) & CTL_LO_BITS;
	ch->ctl_hi = word(raw, 4) & s->block_max;
	block_begin(ch, DW_FETCH_CYCLES);
}

static bool list_write(struct dw_channel *ch, unsigned int offset, uint32_t value)
{
	uint8_t raw[4] = { value, value >> 8, value >> 16, value >> 24 };
	unsigned int run = ch->run;
	enum dmae_bus response = dmae_bus_write(ch->model, ch->lli + offset, raw, sizeof(raw));

	if (ch->run != run)
		return false;
	if (response)
		dw_channel_fail(ch, -1, response, ch->lli + offset);
	return !response;
}

/* what SSTATAR or DSTATAR leads to, into SSTAT or DSTAT */
static bool fetch_status(struct dw_channel *ch, enum dw_end end)
{
	struct dw_side *side = &ch->side[end];
	unsigned int run = ch->run;
	enum dmae_bus response;
	uint8_t raw[4];

	if (!(ch->cfg_hi & (end == DW_SRC ? CFG_HI_SS_UPD : CFG_HI_DS_UPD)))
		return true;
	response = dmae_bus_read(ch->model, side->statar & ~3u, raw, sizeof(raw));
	if (ch->run != run)
		return false;
	if (response) {
		dw_channel_fail(ch, DW_SRC, response, side->statar);
		return false;
	}
	side->stat = word(raw, 0);
	return !ch->lli || list_write(ch, end == DW_SRC ? LLI_SSTAT : LLI_DSTAT, side->stat);
}

/* ---- one block after another ---------------------------------------------- */

static bool list_goes_on(const struct dw_channel *ch)
{
	return ch->llp & LLP_LOC && ch->ctl_lo & (CTL_LLP_SRC | CTL_LLP_DST);
}

/* the manual's table of multi-block transfers: true but in rows 1 and 5 */
static bool another_block(const struct dw_channel *ch)
{
	return list_goes_on(ch) || ch->cfg_lo & (CFG_RELOAD_SRC | CFG_RELOAD_DST);
}

/* Before the interrupt: software that clears the bits means the block after the next. */
static void reload_addresses(struct dw_channel *ch)
{
	if (ch->cfg_lo & CFG_RELOAD_SRC)
		ch->side[DW_SRC].addr = ch->side[DW_SRC].start;
	if (ch->cfg_lo & CFG_RELOAD_DST)
		ch->side[DW_DST].addr = ch->side[DW_DST].start;
}

static void next_block(struct dw_channel *ch)
{
	if (list_goes_on(ch)) {
		list_fetch(ch);
		return;
	}
	ch->ctl_lo = ch->reload_lo;
	ch->ctl_hi = ch->reload_hi;
	block_begin(ch, DW_START_CYCLES);
}

/* Where an address is reloaded, software is given the time to change its mind. */
static bool must_stall(const struct dw_channel *ch)
{
	const struct dw_dmac *s = dw_dmac(ch);

	return ch->cfg_lo & (CFG_RELOAD_SRC | CFG_RELOAD_DST) && ch->ctl_lo & CTL_INT_EN &&
	       s->mask[DW_BLOCK] >> ch->index & 1;
}

void dw_block_end(struct dw_channel *ch)
{
	const struct dw_dmac *s = dw_dmac(ch);
	uint32_t ctl_hi = dw_ctl_hi(ch) | 1u << s->variant->block_bits;
	unsigned int run = ch->run;
	bool again;

	if (!fetch_status(ch, DW_SRC) || !fetch_status(ch, DW_DST))
		return;
	if (ch->lli && !list_write(ch, LLI_CTL_HI, ctl_hi))
		return;
	again = another_block(ch);
	reload_addresses(ch);
	if (again && must_stall(ch)) {
		ch->state = DW_STALLED;
		ch->ctl_hi = ctl_hi;
		dw_raise(ch, DW_BLOCK);
		return;
	}
	if (!again) {
		ch->ctl_hi = ctl_hi;
		channel_stop(ch);
		run = ch->run;
	}
	dw_raise(ch, DW_BLOCK);
	if (!again)
		dw_raise(ch, DW_TFR);
	else if (ch->run == run)
		next_block(ch);
}

void dw_channel_unstall(struct dw_channel *ch)
{
	if (ch->state == DW_STALLED && !(dw_dmac(ch)->raw[DW_BLOCK] >> ch->index & 1)) {
		ch->state = DW_BEGIN;
		next_block(ch);
	}
}

void dw_channel_event(struct dmae_model *m, struct dmae_event *event)
{
	struct dw_channel *ch = (void *)((char *)event - offsetof(struct dw_channel, event));
	struct dw_dmac *s = dw_dmac(ch);

	switch (ch->state) {
	case DW_REFUSED:
		dmae_model_warn(m, "channel %u: %s 0x%x; the transfer is abandoned", ch->index,
				ch->refusal, ch->refusal_value);
		channel_stop(ch);
		dw_raise(ch, DW_ERR);
		break;
	case DW_STRETCH:
		if (dw_memory_move(ch, ch->total) && ch->bytes == ch->total)
			dw_block_end(ch);
		break;
	case DW_BEGIN:
		if (!dw_suspended(ch))
			dw_paced_begin(ch);
		break;
	case DW_PACED:
		if (s->owner == ch)
			dw_paced_transaction(ch);
		break;
	default:
		break;
	}
}

/* ---- what software does --------------------------------------------------- */

void dw_channel_enable(struct dw_channel *ch)
{
	ch->run++;
	ch->side[DW_SRC].start = ch->side[DW_SRC].addr;
	ch->side[DW_DST].start = ch->side[DW_DST].addr;
	ch->reload_lo = ch->ctl_lo;
	ch->reload_hi = ch->ctl_hi;
	ch->bytes = ch->total = 0;
	if (list_goes_on(ch)) {
		list_fetch(ch);
		return;
	}
	ch->lli = ch->llp & LLP_LOC;
	block_begin(ch, DW_START_CYCLES);
}

void dw_channel_disable(struct dw_channel *ch)
{
	unsigned int run = ch->run;
	uint32_t ctl_hi;

	if (ch->state == DW_IDLE)
		return;
	ctl_hi = dw_ctl_hi(ch);
	if (ch->run != run)
		return;
	ch->ctl_hi = ctl_hi;
	channel_stop(ch);
}

void dw_channel_configure(struct dw_channel *ch, uint32_t value)
{
	bool was = dw_suspended(ch);
	unsigned int run = ch->run;

	dw_memory_sync(ch);
	if (ch->run != run)
		was = dw_suspended(ch);
	ch->cfg_lo = value;
	if (was == dw_suspended(ch) || ch->state == DW_REFUSED)
		return;
	if (ch->state == DW_STRETCH) {
		if (!was)
			dmae_event_cancel(&ch->event);
		else if (!ch->moving)
			dw_memory_go(ch);
	} else if (was && ch->state == DW_BEGIN) {
		channel_go(ch);
	} else if (was && ch->state == DW_PACED) {
		dw_paced_resume(ch);
	}
}
