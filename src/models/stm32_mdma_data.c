// SPDX-License-Identifier: MIT
/*
 * The data path of the STM32 MDMA: one buffer transfer, from source to
 * destination, with packing, padding, truncation and the exchange of bytes,
 * half-words and words. Called by the course of a channel
 * (stm32_mdma_channel.c), which knows requests and blocks; this file does not.
 */
#include <string.h>

#include "models/stm32_mdma.h"

/* in cycles of the AXI bus: what a burst costs before its first beat */
#define BURST_CYCLES 4

/* one side of a transfer */
struct side {
	uint32_t addr;
	unsigned int size;
	int step; /* from one item to the next */
};

static int side_step(unsigned int inc, unsigned int offset)
{
	if (inc == INC_UP)
		return offset;
	return inc == INC_DOWN ? -(int)offset : 0;
}

static struct side source(const struct mdma_channel *ch)
{
	uint32_t t = ch->tcr;

	return (struct side){ ch->sar, TCR_SSIZE(t), side_step(TCR_SINC(t), TCR_SINCOS(t)) };
}

static struct side destination(const struct mdma_channel *ch)
{
	uint32_t t = ch->tcr;

	return (struct side){ ch->dar, TCR_DSIZE(t), side_step(TCR_DINC(t), TCR_DINCOS(t)) };
}

/* the same bytes on both sides, however they are cut into items */
static bool packed(const struct mdma_channel *ch)
{
	return ch->tcr & TCR_PKE || TCR_SSIZE(ch->tcr) == TCR_DSIZE(ch->tcr);
}

static uint32_t left(const struct mdma_channel *ch)
{
	return ch->bndtr & BNDTR_BNDT;
}

uint32_t mdma_buffer_whole(const struct mdma_channel *ch)
{
	uint32_t bytes = TCR_TLEN(ch->tcr) + 1, unit = TCR_SSIZE(ch->tcr);

	if (packed(ch) && TCR_DSIZE(ch->tcr) > unit)
		unit = TCR_DSIZE(ch->tcr);
	/* whole items of both sides, and at least one */
	return bytes < unit ? unit : bytes - bytes % unit;
}

uint32_t mdma_buffer_bytes(const struct mdma_channel *ch)
{
	uint32_t bytes = mdma_buffer_whole(ch);

	return bytes < left(ch) ? bytes : left(ch);
}

static unsigned int port_cycles(uint32_t items, unsigned int burst)
{
	return (items + burst - 1) / burst * BURST_CYCLES + items;
}

uint64_t mdma_buffer_cycles(const struct mdma_channel *ch, uint32_t bytes)
{
	unsigned int ssize = TCR_SSIZE(ch->tcr), dsize = TCR_DSIZE(ch->tcr);
	uint32_t items = (bytes + ssize - 1) / ssize;

	return port_cycles(items, TCR_SBURST(ch->tcr)) +
	       port_cycles(packed(ch) ? (bytes + dsize - 1) / dsize : items, TCR_DBURST(ch->tcr));
}

/* ---- what cannot be ------------------------------------------------------------ */

static mdma_fault fault_at(mdma_fault what, uint32_t addr)
{
	return what | (addr & ESR_TEA);
}

/* the bus did not answer the item at @addr */
static mdma_fault bus_fault(bool write, uint32_t addr)
{
	return fault_at(MDMA_BUS_FAULT | (write ? ESR_TED : 0), addr);
}

mdma_fault mdma_check(const struct mdma_channel *ch)
{
	struct side s = source(ch), d = destination(ch);
	bool last = mdma_buffer_bytes(ch) == left(ch);

	if (s.addr % s.size)
		return fault_at(ESR_ASE, s.addr);
	if (d.addr % d.size)
		return fault_at(ESR_ASE | ESR_TED, d.addr);
	/* the odd remainder of a block is found when its turn has come */
	if (last && left(ch) % s.size)
		return fault_at(ESR_BSE, s.addr);
	if (last && packed(ch) && left(ch) % d.size)
		return fault_at(ESR_BSE | ESR_TED, d.addr);
	return 0;
}

/* the AHB port, to the TCMs of the other cores, is 32 bits wide */
static mdma_fault too_wide(const struct mdma_channel *ch)
{
	if (ch->tbr & TBR_SBUS && TCR_SSIZE(ch->tcr) == 8)
		return bus_fault(false, ch->sar);
	if (ch->tbr & TBR_DBUS && TCR_DSIZE(ch->tcr) == 8)
		return bus_fault(true, ch->dar);
	return 0;
}

/* ---- moving ---------------------------------------------------------------------- */

/* @items in one go, where the side is plain memory */
static mdma_fault side_move_all(struct mdma_channel *ch, struct side *side, uint8_t *data,
				uint32_t items, bool write)
{
	size_t bytes = items * side->size;
	enum dmae_bus response;

	response = write ? dmae_bus_write(ch->model, side->addr, data, bytes) :
			   dmae_bus_read(ch->model, side->addr, data, bytes);
	if (response) {
		bytes = dmae_bus_reach(ch->model, side->addr, bytes, write);
		return bus_fault(write, side->addr + bytes / side->size * side->size);
	}
	side->addr += bytes;
	return 0;
}

/* @items between a side and @data; the side moves on. Returns what went wrong. */
static mdma_fault side_move(struct mdma_channel *ch, struct side *side, uint8_t *data,
			    uint32_t items, bool write)
{
	enum dmae_bus response;
	unsigned int run = ch->run;

	if (side->step == (int)side->size && dmae_bus_is_memory(ch->model, side->addr))
		return side_move_all(ch, side, data, items, write);
	for (; items && ch->run == run; items--, data += side->size) {
		response = write ? dmae_bus_write(ch->model, side->addr, data, side->size) :
				   dmae_bus_read(ch->model, side->addr, data, side->size);
		if (response)
			return bus_fault(write, side->addr);
		side->addr += side->step;
	}
	return 0;
}

static uint64_t item_load(const uint8_t *data, unsigned int size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | data[size];
	return value;
}

static void item_store(uint8_t *data, unsigned int size, uint64_t value)
{
	for (; size--; value >>= 8)
		*data++ = value;
}

/* PAM: an item of the source becomes one of the destination, without packing */
static uint64_t item_fit(const struct mdma_channel *ch, uint64_t value)
{
	unsigned int from = TCR_SSIZE(ch->tcr) * 8, to = TCR_DSIZE(ch->tcr) * 8;
	bool leftwards = TCR_PAM(ch->tcr) == 2;

	if (from > to)
		return leftwards ? value >> (from - to) : value;
	if (leftwards)
		return value << (to - from);
	if (TCR_PAM(ch->tcr) == 1 && value >> (from - 1) & 1)
		return value | ~0ull << from;
	return value;
}

/* BEX, HEX, WEX: swaps neighbours of the given size in every pair of them */
static uint64_t item_exchange(const struct mdma_channel *ch, uint64_t v, unsigned int size)
{
	if (ch->cr & CR_BEX && size >= 2)
		v = (v & 0x00ff00ff00ff00ffull) << 8 | (v >> 8 & 0x00ff00ff00ff00ffull);
	if (ch->cr & CR_HEX && size >= 4)
		v = (v & 0x0000ffff0000ffffull) << 16 | (v >> 16 & 0x0000ffff0000ffffull);
	if (ch->cr & CR_WEX && size >= 8)
		v = v << 32 | v >> 32;
	return v;
}

/* What was read becomes what is written; returns the items of the destination. */
static uint32_t convert(const struct mdma_channel *ch, const uint8_t *in, uint8_t *out,
			uint32_t bytes)
{
	unsigned int ssize = TCR_SSIZE(ch->tcr), dsize = TCR_DSIZE(ch->tcr);
	uint32_t items = packed(ch) ? bytes / dsize : bytes / ssize, i;

	for (i = 0; i < items; i++) {
		uint64_t v = packed(ch) ? item_load(in + i * dsize, dsize) :
					  item_fit(ch, item_load(in + i * ssize, ssize));

		item_store(out + i * dsize, dsize, item_exchange(ch, v, dsize));
	}
	return items;
}

static void moved(struct mdma_channel *ch, uint32_t sar, uint32_t dar, uint32_t bytes)
{
	ch->sar = sar;
	ch->dar = dar;
	ch->bndtr -= bytes;
}

mdma_fault mdma_buffer(struct mdma_channel *ch)
{
	uint8_t in[MDMA_BUFFER], out[MDMA_BUFFER * 8];
	uint32_t bytes = mdma_buffer_bytes(ch), items;
	struct side s = source(ch), d = destination(ch);
	unsigned int run = ch->run;
	mdma_fault fault = too_wide(ch);

	if (fault)
		return fault;
	fault = side_move(ch, &s, in, bytes / s.size, false);
	if (fault || ch->run != run)
		return fault;
	items = convert(ch, in, out, bytes);
	fault = side_move(ch, &d, out, items, true);
	if (!fault && ch->run == run)
		moved(ch, s.addr, d.addr, bytes);
	return fault;
}

bool mdma_plain(const struct mdma_channel *ch)
{
	struct side s = source(ch), d = destination(ch);

	return packed(ch) && !(ch->cr & (CR_BEX | CR_HEX | CR_WEX)) && s.step == (int)s.size &&
	       d.step == (int)d.size && !(left(ch) % s.size) && !(left(ch) % d.size) &&
	       !mdma_check(ch) && !too_wide(ch) && dmae_bus_is_memory(ch->model, s.addr) &&
	       dmae_bus_is_memory(ch->model, d.addr);
}

mdma_fault mdma_copy(struct mdma_channel *ch, uint32_t bytes)
{
	unsigned int run = ch->run;
	uint32_t good, write_good;
	mdma_fault fault;
	bool read_failed;

	if (!dmae_bus_copy(ch->model, ch->dar, ch->sar, bytes, &read_failed)) {
		if (ch->run == run)
			moved(ch, ch->sar + bytes, ch->dar + bytes, bytes);
		return 0;
	}
	if (ch->run != run)
		return 0;
	good = dmae_bus_reach(ch->model, ch->sar, bytes, false);
	write_good = dmae_bus_reach(ch->model, ch->dar, bytes, true);
	fault = good <= write_good ?
			bus_fault(false, ch->sar + good / TCR_SSIZE(ch->tcr) * TCR_SSIZE(ch->tcr)) :
			bus_fault(true, ch->dar + write_good / TCR_DSIZE(ch->tcr) *
							  TCR_DSIZE(ch->tcr));
	/* the buffers before the one that failed have been moved */
	good = good < write_good ? good : write_good;
	good -= good % mdma_buffer_whole(ch);
	if (good && good < bytes &&
	    !dmae_bus_copy(ch->model, ch->dar, ch->sar, good, &read_failed) && ch->run == run)
		moved(ch, ch->sar + good, ch->dar + good, good);
	return fault;
}
