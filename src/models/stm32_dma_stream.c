// SPDX-License-Identifier: MIT
/*
 * A stream of the STM32 DMA: its course from EN to TCIF, its FIFO, its two
 * ports, and the time that all this takes. Called by the registers
 * (stm32_dma.c), which say what the model is and what it leaves out.
 *
 * To and from a peripheral, a request is one event: a burst of PBURST beats
 * on the peripheral port, and what the FIFO threshold makes of it on the
 * memory port. Between memories, data is moved in stretches, at the moment
 * when the last FIFO full of a stretch would be written, or earlier as far as
 * somebody looks: reading NDTR or LISR, or clearing EN, first moves what is
 * due. A transfer between memories that does not simply increment on both
 * sides goes through the FIFO like any other.
 */
#include <string.h>

#include "models/stm32_dma.h"

/* in cycles of the AHB: what an access costs before its first beat, and each beat */
#define ACCESS_CYCLES 4
#define FLUSH_CYCLES  64
#define STRETCH	      (64u * 1024) /* the model's, not the manual's */

/* ---- what the registers say ---------------------------------------------- */

static unsigned int psize(const struct stm32_stream *st)
{
	return 1u << CR_PSIZE(st->cr);
}

static unsigned int msize(const struct stm32_stream *st)
{
	return 1u << CR_MSIZE(st->cr);
}

static unsigned int burst_beats(uint32_t code)
{
	return code ? 2u << code : 1;
}

static unsigned int pburst(const struct stm32_stream *st)
{
	return burst_beats((st->cr & CR_PBURST) >> 21);
}

static unsigned int mburst(const struct stm32_stream *st)
{
	return burst_beats((st->cr & CR_MBURST) >> 23);
}

static bool direct(const struct stm32_stream *st)
{
	return !(st->fcr & FCR_DMDIS);
}

/* the FIFO level from which on memory is served, in bytes */
static unsigned int threshold(const struct stm32_stream *st)
{
	return direct(st) ? psize(st) : ((st->fcr & FCR_FTH) + 1) * 4;
}

static enum stm32_dir direction(const struct stm32_stream *st)
{
	return CR_DIR(st->cr);
}

static bool circular(const struct stm32_stream *st)
{
	return st->cr & CR_CIRC && direction(st) != DIR_MEMORY_TO_MEMORY;
}

/* how far the peripheral port's address goes with each item */
static unsigned int pstep(const struct stm32_stream *st)
{
	if (!(st->cr & CR_PINC))
		return 0;
	return st->cr & CR_PINCOS ? 4 : psize(st);
}

/* between memories: the same bytes in the same order on both sides */
static bool plain_copy(const struct stm32_stream *st)
{
	return direction(st) == DIR_MEMORY_TO_MEMORY && st->cr & CR_MINC && pstep(st) == psize(st) &&
	       !(st->programmed * psize(st) % msize(st));
}

/* what the next request moves on the peripheral port, in items */
static unsigned int burst_items(const struct stm32_stream *st)
{
	unsigned int items = pburst(st);

	if (direction(st) == DIR_MEMORY_TO_MEMORY) {
		items = threshold(st) / psize(st);
		return items < st->ndtr ? items : st->ndtr;
	}
	/* what is left over is moved in single mode */
	return items <= st->ndtr ? items : 1;
}

/* ---- time ----------------------------------------------------------------- */

static struct stm32_dma *controller(struct stm32_stream *st)
{
	return dmae_model_state(st->model);
}

static uint64_t cycles_to_ns(struct stm32_stream *st, uint64_t cycles)
{
	uint64_t hz = controller(st)->hz;

	return (cycles * 1000000000u + hz - 1) / hz;
}

static unsigned int port_cycles(unsigned int bytes, unsigned int size, unsigned int beats)
{
	unsigned int units = (bytes + size - 1) / size;

	return (units + beats - 1) / beats * ACCESS_CYCLES + units;
}

/* both ports, for @bytes */
static unsigned int move_cycles(const struct stm32_stream *st, unsigned int bytes)
{
	return port_cycles(bytes, psize(st), pburst(st)) +
	       port_cycles(bytes, msize(st), mburst(st));
}

/* ---- flags and lines -------------------------------------------------------- */

void stream_signal(struct stm32_stream *st, uint32_t flags)
{
	struct stm32_dma *s = controller(st);
	uint32_t enabled = 0;

	enabled |= st->cr & CR_TCIE ? FLAG_TC : 0;
	enabled |= st->cr & CR_HTIE ? FLAG_HT : 0;
	enabled |= st->cr & CR_TEIE ? FLAG_TE : 0;
	enabled |= st->cr & CR_DMEIE ? FLAG_DME : 0;
	enabled |= st->fcr & FCR_FEIE ? FLAG_FE : 0;
	st->flags = flags;
	dmae_irq_set(st->model, st->index, flags & enabled);
	if (s->mdma)
		dmae_input_set(st->model, st->index, s->mdma, s->mdma_base + st->index,
			       flags & FLAG_TC);
}

/* ---- the end of a stream's course ------------------------------------------- */

static void stream_off(struct stm32_stream *st)
{
	dmae_event_cancel(&st->event);
	st->state = STREAM_OFF;
	st->run++;
	st->cr &= ~CR_EN;
	st->stopping = false;
	st->last = false;
	st->level = 0;
}

void stream_fail(struct stm32_stream *st)
{
	stream_off(st);
	dmae_model_debug(st->model, "stream %u: transfer error with %u of %u items left",
			 st->index, st->ndtr, st->programmed);
	stream_signal(st, st->flags | FLAG_TE);
}

/* the FIFO and the burst do not match: the stream does not even start */
static void stream_refuse(struct stm32_stream *st)
{
	stream_off(st);
	stream_signal(st, st->flags | FLAG_FE);
}

/* ---- the memory port ---------------------------------------------------------- */

/*
 * @bytes, in units of MSIZE, between the memory port and @data. False if
 * that ended the stream.
 */
static bool memory_move(struct stm32_stream *st, uint8_t *data, unsigned int bytes, bool write)
{
	unsigned int unit = msize(st), run = st->run;
	enum dmae_bus response = DMAE_BUS_OKAY;
	uint32_t addr = st->maddr;

	if (st->cr & CR_MINC) {
		/* registers take no more than a unit at a time, and memory does not tell */
		if (dmae_bus_is_memory(st->model, addr))
			unit = bytes;
		for (; bytes && !response && st->run == run; bytes -= unit, data += unit) {
			response = write ? dmae_bus_write(st->model, addr, data, unit) :
					   dmae_bus_read(st->model, addr, data, unit);
			addr += unit;
		}
	} else {
		response = write ? dmae_bus_write_fixed(st->model, addr, unit, data, bytes / unit) :
				   dmae_bus_read_fixed(st->model, addr, unit, data, bytes / unit);
	}
	if (st->run != run)
		return false;
	st->maddr = addr;
	if (response)
		stream_fail(st);
	return !response;
}

/* FIFO to memory: whole units, and with @flush also the rest, padded to one */
static bool fifo_drain(struct stm32_stream *st, bool flush)
{
	unsigned int unit = msize(st), bytes = st->level / unit * unit;

	if (flush && bytes < st->level) {
		memset(st->fifo + st->level, 0, bytes + unit - st->level);
		bytes += unit;
	}
	if (!bytes)
		return true;
	if (!memory_move(st, st->fifo, bytes, true))
		return false;
	st->level = bytes < st->level ? st->level - bytes : 0;
	memmove(st->fifo, st->fifo + bytes, st->level);
	return true;
}

/* memory to FIFO: as much as there is room for, and left */
static bool fifo_fill(struct stm32_stream *st, unsigned int room)
{
	unsigned int bytes = (room - st->level) / msize(st) * msize(st);

	if (bytes > st->mleft)
		bytes = st->mleft;
	if (!bytes)
		return true;
	if (!memory_move(st, st->fifo + st->level, bytes, false))
		return false;
	st->level += bytes;
	st->mleft -= bytes;
	return true;
}

/*
 * In memory-to-peripheral mode data is fetched ahead: the FIFO is filled as
 * the stream starts, and again when it falls to the threshold. Where the
 * peripheral decides how much there is, only what it asks for is fetched.
 */
static bool fifo_fill_ahead(struct stm32_stream *st)
{
	if (st->cr & CR_PFCTRL)
		return true;
	if (direct(st))
		return st->level || fifo_fill(st, psize(st));
	return st->level > threshold(st) || fifo_fill(st, DMA_FIFO);
}

/* ---- the peripheral port -------------------------------------------------------- */

/* @items between the peripheral port and @data. False if that ended the stream. */
static bool peripheral_move(struct stm32_stream *st, uint8_t *data, unsigned int items, bool write)
{
	unsigned int unit = psize(st), run = st->run;
	uint32_t addr = st->paddr;
	enum dmae_bus response = DMAE_BUS_OKAY;

	for (; items && !response && st->run == run; items--, data += unit) {
		response = write ? dmae_bus_write(st->model, addr, data, unit) :
				   dmae_bus_read(st->model, addr, data, unit);
		addr += pstep(st);
	}
	if (st->run != run)
		return false;
	st->paddr = addr;
	if (response)
		stream_fail(st);
	return !response;
}

/* ---- rounds: from NDTR as programmed to 0 ------------------------------------------ */

static unsigned int memory_target(const struct stm32_stream *st)
{
	return st->cr & CR_DBM && st->cr & CR_CT;
}

static void round_begin(struct stm32_stream *st)
{
	uint32_t bytes = st->programmed * psize(st);

	st->ndtr = st->programmed;
	st->paddr = st->par & ~(psize(st) - 1);
	st->maddr = st->mar[memory_target(st)] & ~(msize(st) - 1);
	st->mleft = (bytes + msize(st) - 1) / msize(st) * msize(st);
	st->halved = false;
	st->level = 0;
}

/* HTIF, and at the end of a round TCIF. False: the stream is off, or failed. */
static bool round_progress(struct stm32_stream *st)
{
	uint32_t flags = st->flags;

	if (!st->halved && st->ndtr <= st->programmed / 2) {
		st->halved = true;
		flags |= FLAG_HT;
	}
	if (st->ndtr && !st->last) {
		if (flags != st->flags)
			stream_signal(st, flags);
		return true;
	}
	if (direction(st) != DIR_MEMORY_TO_PERIPHERAL && !fifo_drain(st, true))
		return false;
	flags |= FLAG_TC;
	if (!circular(st)) {
		stream_off(st);
		stream_signal(st, flags);
		return false;
	}
	if (st->cr & CR_DBM)
		st->cr ^= CR_CT;
	round_begin(st);
	stream_signal(st, flags);
	return direction(st) != DIR_MEMORY_TO_PERIPHERAL || fifo_fill_ahead(st);
}

/* ---- a burst ------------------------------------------------------------------------ */

static bool burst_from_peripheral(struct stm32_stream *st)
{
	unsigned int items = burst_items(st), bytes = items * psize(st);

	if (st->level + bytes > DMA_FIFO) {
		/* no room below the threshold: an overrun, until memory has been served */
		stream_signal(st, st->flags | FLAG_FE);
		if (!fifo_drain(st, false))
			return false;
	}
	if (!peripheral_move(st, st->fifo + st->level, items, false))
		return false;
	st->level += bytes;
	st->ndtr -= items;
	return st->level < threshold(st) || fifo_drain(st, false);
}

static bool burst_to_peripheral(struct stm32_stream *st)
{
	unsigned int items = burst_items(st), bytes = items * psize(st);

	if (st->level < bytes) {
		if (!(st->cr & CR_PFCTRL))
			stream_signal(st, st->flags | FLAG_FE);
		if (!fifo_fill(st, (bytes + msize(st) - 1) / msize(st) * msize(st)))
			return false;
	}
	/* an odd remainder can leave no room for all of a burst */
	if (st->level < bytes)
		items = st->level / psize(st);
	bytes = items * psize(st);
	if (!peripheral_move(st, st->fifo, items, true))
		return false;
	st->level -= bytes;
	memmove(st->fifo, st->fifo + bytes, st->level);
	st->ndtr -= items;
	return !st->ndtr || fifo_fill_ahead(st);
}

/* True if the stream goes on. */
static bool stream_burst(struct stm32_stream *st)
{
	unsigned int run = st->run;
	bool done;

	if (direction(st) == DIR_MEMORY_TO_PERIPHERAL)
		done = burst_to_peripheral(st);
	else
		done = burst_from_peripheral(st);
	if (!done)
		return false;
	if (direction(st) != DIR_MEMORY_TO_MEMORY)
		dmae_request_ack(st->model, st->index, !st->ndtr && !circular(st));
	return st->run == run && round_progress(st);
}

/* ---- stretches between memories ------------------------------------------------------- */

static void copy_account(struct stm32_stream *st, uint32_t bytes)
{
	st->ndtr -= bytes / psize(st);
}

/* The bus has refused: what lies before the FIFO load that is to blame has been moved. */
static void copy_failed(struct stm32_stream *st, uint32_t at, uint32_t len)
{
	uint32_t good = dmae_bus_reach(st->model, st->paddr + at, len, false);
	uint32_t write_good = dmae_bus_reach(st->model, st->maddr + at, len, true);
	unsigned int run = st->run;
	bool read_failed;

	good = good < write_good ? good : write_good;
	good -= good % threshold(st);
	if (good && good < len &&
	    !dmae_bus_copy(st->model, st->maddr + at, st->paddr + at, good, &read_failed) &&
	    st->run == run)
		copy_account(st, good);
	if (st->run == run)
		stream_fail(st);
}

/* Moves up to byte @to of the round, in one go. False if that ended the stream. */
static bool stream_copy(struct stm32_stream *st, uint32_t to)
{
	uint32_t at = (st->programmed - st->ndtr) * psize(st), len = to > at ? to - at : 0;
	enum dmae_bus response = DMAE_BUS_OKAY;
	unsigned int run = st->run;
	bool read_failed;

	st->copying = true;
	if (len)
		response = dmae_bus_copy(st->model, st->maddr + at, st->paddr + at, len,
					 &read_failed);
	if (st->run == run && response)
		copy_failed(st, at, len);
	else if (st->run == run)
		copy_account(st, len);
	st->copying = false;
	return st->run == run;
}

static void copy_begin(struct stm32_stream *st)
{
	uint32_t total = st->programmed * psize(st), load = threshold(st);
	uint32_t half = total - st->programmed / 2 * psize(st);
	uint64_t loads;

	st->copy_ns = dmae_now_ns();
	st->copy_from = (st->programmed - st->ndtr) * psize(st);
	st->copy_to = total - st->copy_from > STRETCH ? st->copy_from + STRETCH : total;
	/* somebody waits for the half */
	if (st->cr & CR_HTIE && st->copy_from < half && half < st->copy_to) {
		st->copy_to = (half + load - 1) / load * load;
		if (st->copy_to > total)
			st->copy_to = total;
	}
	loads = (st->copy_to - st->copy_from + load - 1) / load;
	st->state = STREAM_COPY;
	dmae_event_after(&st->event, cycles_to_ns(st, loads * move_cycles(st, load)));
}

void stream_sync(struct stm32_stream *st)
{
	uint64_t cycles, at;

	if (st->state != STREAM_COPY || st->copying)
		return;
	cycles = (dmae_now_ns() - st->copy_ns) * controller(st)->hz / 1000000000u;
	at = st->copy_from + cycles / move_cycles(st, threshold(st)) * threshold(st);
	/* the last load of the stretch is the event's */
	if (at >= st->copy_to)
		return;
	if (stream_copy(st, at) && !st->halved && st->ndtr <= st->programmed / 2) {
		st->halved = true;
		stream_signal(st, st->flags | FLAG_HT);
	}
}

/* ---- the course ------------------------------------------------------------------------ */

void stream_go(struct stm32_stream *st)
{
	unsigned int bytes;

	st->state = STREAM_OFF;
	if (!st->ndtr || direction(st) == DIR_RESERVED)
		return;
	if (plain_copy(st)) {
		copy_begin(st);
		return;
	}
	if (direction(st) != DIR_MEMORY_TO_MEMORY && !st->request) {
		st->state = STREAM_WAIT;
		return;
	}
	st->state = STREAM_BURST;
	bytes = burst_items(st) * psize(st);
	dmae_event_after(&st->event, cycles_to_ns(st, move_cycles(st, bytes)));
}

/* Software has stopped the stream, and what was under way is done. */
static void stream_stopped(struct stm32_stream *st)
{
	if (direction(st) != DIR_MEMORY_TO_PERIPHERAL && !fifo_drain(st, true))
		return;
	stream_off(st);
	stream_signal(st, st->flags | FLAG_TC);
}

void stream_disable(struct stm32_stream *st)
{
	stream_sync(st);
	switch (st->state) {
	case STREAM_BURST:
		st->stopping = true;
		break;
	case STREAM_COPY:
		st->stopping = true;
		st->state = STREAM_DRAIN;
		dmae_event_after(&st->event, cycles_to_ns(st, FLUSH_CYCLES));
		break;
	case STREAM_WAIT:
	case STREAM_OFF:
		if (!(st->cr & CR_EN))
			break;
		if (!st->level || direction(st) == DIR_MEMORY_TO_PERIPHERAL) {
			stream_stopped(st);
			break;
		}
		st->state = STREAM_DRAIN;
		dmae_event_after(&st->event, cycles_to_ns(st, FLUSH_CYCLES));
		break;
	case STREAM_DRAIN:
		break;
	}
}

static void stream_event(struct dmae_model *m, struct dmae_event *event)
{
	struct stm32_stream *st =
		(void *)((char *)event - offsetof(struct stm32_stream, event));

	switch (st->state) {
	case STREAM_BURST:
		if (!stream_burst(st))
			return;
		break;
	case STREAM_COPY:
		if (!stream_copy(st, st->copy_to) || !round_progress(st))
			return;
		break;
	case STREAM_DRAIN:
		stream_stopped(st);
		return;
	default:
		return;
	}
	if (st->stopping)
		stream_stopped(st);
	else
		stream_go(st);
}

/* ---- the start ------------------------------------------------------------------------- */

/* what the hardware forces as EN rises */
static void stream_force(struct stm32_stream *st)
{
	uint32_t size = CR_PSIZE(st->cr);

	if (direction(st) == DIR_MEMORY_TO_MEMORY)
		st->fcr |= FCR_DMDIS;
	if (direct(st)) {
		st->cr &= ~(CR_MBURST | CR_PBURST | CR_PINCOS | CR_SIZE_MASK << CR_MSIZE_SH);
		st->cr |= size << CR_MSIZE_SH;
	}
	if (st->cr & CR_PBURST)
		st->cr &= ~CR_PINCOS;
	if (st->cr & CR_PFCTRL) {
		st->cr &= ~(CR_CIRC | CR_DBM);
		st->programmed = 0xffff;
	} else if (st->cr & CR_DBM) {
		st->cr |= CR_CIRC;
	}
}

/* An AHB burst that crosses 1 KiB is an error that the registers do not report: so we do. */
static void warn_of_bursts(struct stm32_stream *st, const char *port, uint32_t addr,
			   unsigned int size, unsigned int beats)
{
	uint32_t burst = size * beats;

	if (addr & (size - 1))
		dmae_model_warn(st->model,
				"stream %u: %s address 0x%08x is not aligned to its data size of "
				"%u: the low bits are ignored",
				st->index, port, addr, size);
	else if (addr & (burst - 1) && (addr & 1023) + st->programmed * psize(st) > 1024)
		dmae_model_warn(st->model,
				"stream %u: bursts of %u bytes from %s address 0x%08x on will cross "
				"a 1 KiB boundary, which AHB forbids",
				st->index, burst, port, addr);
}

static void stream_warn(struct stm32_stream *st)
{
	if (direction(st) == DIR_MEMORY_TO_MEMORY && st->cr & (CR_CIRC | CR_DBM))
		dmae_model_warn(st->model,
				"stream %u: CIRC and DBM are not allowed between memories: ignored",
				st->index);
	if (st->cr & CR_MINC)
		warn_of_bursts(st, "memory", st->mar[memory_target(st)], msize(st), mburst(st));
	if (pstep(st))
		warn_of_bursts(st, "peripheral", st->par, psize(st), pburst(st));
}

static bool stream_reserved(struct stm32_stream *st)
{
	if (direction(st) != DIR_RESERVED && psize(st) <= 4 && msize(st) <= 4)
		return false;
	dmae_model_error(st->model,
			 "stream %u: CR 0x%08x has a reserved DIR, PSIZE or MSIZE: nothing is moved",
			 st->index, st->cr);
	return true;
}

/* Table "FIFO threshold configurations" */
static bool fifo_matches(const struct stm32_stream *st)
{
	unsigned int burst = mburst(st) * msize(st);

	if (direct(st))
		return true;
	if (pburst(st) * psize(st) > DMA_FIFO || burst > DMA_FIFO)
		return false;
	return mburst(st) == 1 || !(threshold(st) % burst);
}

void stream_enable(struct stm32_stream *st)
{
	st->cr |= CR_EN;
	st->run++;
	st->stopping = st->last = false;
	st->state = STREAM_OFF;
	stream_force(st);
	if (stream_reserved(st)) {
		st->ndtr = 0;
		return;
	}
	if (!fifo_matches(st)) {
		stream_refuse(st);
		return;
	}
	round_begin(st);
	stream_warn(st);
	/* "mandatory to avoid permanent underrun or overrun conditions" */
	if (!direct(st) && pburst(st) * psize(st) == DMA_FIFO && threshold(st) == 12)
		stream_signal(st, st->flags | FLAG_FE);
	if (direction(st) == DIR_MEMORY_TO_PERIPHERAL && !fifo_fill_ahead(st))
		return;
	stream_go(st);
}

void stream_init(struct stm32_stream *st, struct dmae_model *m, unsigned int index)
{
	st->model = m;
	st->index = index;
	dmae_event_init(&st->event, m, stream_event);
}
