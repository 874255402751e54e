// SPDX-License-Identifier: MIT
/*
 * DesignWare AHB DMA controller: what a side of a channel reads or writes,
 * and blocks between memories.
 *
 * A block between memories is moved in one copy, at the moment when its last
 * burst ends, or earlier as far as somebody looks: reading SAR, DAR or CTL,
 * suspending and disabling first move exactly the bursts whose time has come.
 * A bus error is therefore found at the end of a block, at most a
 * millisecond after the real controller would have met it; the addresses in
 * the registers are exact all the same. Registers among the memory, gaps
 * (gather, scatter) and addresses that do not increase are done item by item.
 */
#include "models/dw_dmac.h"

/* ---- one side ------------------------------------------------------------- */

static void side_advance(struct dw_side *side, unsigned int items)
{
	side->addr += (uint32_t)(side->step * (int)(items * side->width));
	if (!side->sg_count)
		return;
	side->sg_pos += items;
	if (side->sg_pos < side->sg_count)
		return;
	side->sg_pos = 0;
	side->addr += (uint32_t)(side->step * (int)(side->sg_interval * side->width));
}

static enum dmae_bus side_access(struct dw_channel *ch, enum dw_end end, uint8_t *data,
				 unsigned int width, unsigned int items)
{
	uint32_t addr = ch->side[end].addr;

	if (items > 1 || width > 8)
		return end == DW_SRC ? dmae_bus_read(ch->model, addr, data, items * width) :
				       dmae_bus_write(ch->model, addr, data, items * width);
	return end == DW_SRC ? dmae_bus_read_fixed(ch->model, addr, width, data, 1) :
			       dmae_bus_write_fixed(ch->model, addr, width, data, 1);
}

bool dw_side_move(struct dw_channel *ch, enum dw_end end, uint8_t *data, unsigned int items)
{
	struct dw_side *side = &ch->side[end];
	unsigned int run = ch->run;

	while (items) {
		bool straight = side->step > 0 && !side->sg_count &&
				dmae_bus_is_memory(ch->model, side->addr);
		unsigned int n = straight ? items : 1;
		enum dmae_bus response = side_access(ch, end, data, side->width, n);

		if (ch->run != run)
			return false;
		if (response) {
			dw_channel_fail(ch, end, response, side->addr);
			return false;
		}
		side_advance(side, n);
		data += n * side->width;
		items -= n;
	}
	return true;
}

bool dw_side_tail(struct dw_channel *ch, uint8_t *data, unsigned int bytes)
{
	struct dw_side *side = &ch->side[DW_DST];
	unsigned int run = ch->run, i;

	for (i = 0; i < bytes; i++) {
		enum dmae_bus response = side_access(ch, DW_DST, data + i, 1, 1);

		if (ch->run != run)
			return false;
		if (response) {
			dw_channel_fail(ch, DW_DST, response, side->addr);
			return false;
		}
		side->addr += (uint32_t)side->step;
	}
	return true;
}

/* ---- between memories ----------------------------------------------------- */

/* for a burst of DW_AHB_BYTES: read, then written */
static uint64_t burst_cycles(const struct dw_channel *ch)
{
	return DW_BURST_CYCLES + DW_AHB_BYTES / ch->side[DW_SRC].width +
	       DW_AHB_BYTES / ch->side[DW_DST].width;
}

static uint64_t bursts(uint64_t bytes)
{
	return (bytes + DW_AHB_BYTES - 1) / DW_AHB_BYTES;
}

void dw_memory_go(struct dw_channel *ch)
{
	uint64_t now = dmae_now_ns(), from = ch->ready > now ? ch->ready : now;
	uint64_t cycles = bursts(ch->total - ch->bytes) * burst_cycles(ch);

	ch->stretch_ns = from;
	ch->stretch_from = ch->bytes;
	dmae_event_after(&ch->event, from - now + dw_cycles_to_ns(ch, cycles));
}

/* One burst on the bus, @len bytes of it. */
static bool move_burst(struct dw_channel *ch, unsigned int len)
{
	struct dw_side *src = &ch->side[DW_SRC], *dst = &ch->side[DW_DST];
	uint8_t data[DW_AHB_BYTES];
	unsigned int items = len / src->width, whole = len / dst->width;

	if (!dw_side_move(ch, DW_SRC, data, items))
		return false;
	if (len % src->width) {
		/* counted in bytes, it may end within an item */
		unsigned int width = src->width;
		bool going;

		src->width = 1;
		going = dw_side_move(ch, DW_SRC, data + items * width, len % width);
		src->width = width;
		if (!going)
			return false;
	}
	return dw_side_move(ch, DW_DST, data, whole) &&
	       dw_side_tail(ch, data + whole * dst->width, len % dst->width);
}

static bool one_copy(struct dw_channel *ch)
{
	const struct dw_side *src = &ch->side[DW_SRC], *dst = &ch->side[DW_DST];

	return src->step > 0 && dst->step > 0 && !src->sg_count && !dst->sg_count &&
	       dmae_bus_is_memory(ch->model, src->addr) &&
	       dmae_bus_is_memory(ch->model, dst->addr);
}

/*
 * Where the bus refuses to do it in one go, it is done again burst by burst,
 * up to the burst that is to blame.
 */
bool dw_memory_move(struct dw_channel *ch, uint64_t to)
{
	struct dw_side *src = &ch->side[DW_SRC], *dst = &ch->side[DW_DST];
	unsigned int run = ch->run;
	bool whole = one_copy(ch), read_failed;

	ch->moving = true;
	while (ch->bytes < to && ch->run == run) {
		uint32_t len = to - ch->bytes;

		if (whole) {
			if (dmae_bus_copy(ch->model, dst->addr, src->addr, len, &read_failed)) {
				whole = false;
				continue;
			}
			if (ch->run != run)
				break;
			src->addr += len;
			dst->addr += len;
		} else {
			if (len > DW_AHB_BYTES)
				len = DW_AHB_BYTES;
			if (!move_burst(ch, len))
				break;
		}
		ch->bytes += len;
		ch->written += len;
	}
	ch->moving = false;
	return ch->run == run;
}

void dw_memory_sync(struct dw_channel *ch)
{
	uint64_t now = dmae_now_ns(), cycles, to;

	if (ch->state != DW_STRETCH || dw_suspended(ch) || ch->moving || now < ch->stretch_ns)
		return;
	cycles = (now - ch->stretch_ns) * dw_dmac(ch)->hz / 1000000000u;
	to = ch->stretch_from + cycles / burst_cycles(ch) * DW_AHB_BYTES;
	dw_memory_move(ch, to < ch->total ? to : ch->total);
}
