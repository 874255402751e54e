// SPDX-License-Identifier: MIT
/*
 * DMA controller of PXA and MMP2: the course of a channel, from descriptor to
 * descriptor.
 *
 * Memory is moved a descriptor at a time (8 KiB at most), at the moment when
 * it ends, or earlier as far as somebody looks: reading DSADR, DTADR or DCMD
 * and stopping first move what is due. Channels that a request paces move
 * burst by burst, and a burst is cut short where its request falls.
 *
 * Of what the manual leaves open: a burst of the reserved size 0 is one of 8
 * bytes; RUN has no effect on a channel that its last descriptor has
 * stopped, until DDADR is written. End of receive, fly-by transfers and
 * descriptor branches are not modelled.
 */
#include "models/pxa_dma.h"

/* ---- timing: in cycles of the system bus ---------------------------------- */

#define FETCH_CYCLES	12
#define BURST_CYCLES	4
#define BURST_BYTES	32	/* between memories */
#define BUS_BYTES	8

/* ---- moving data ---------------------------------------------------------- */

/* bytes of an access to a peripheral */
static unsigned int width(const struct pxa_channel *ch)
{
	unsigned int code = DCMD_WIDTH(ch->cmd);

	return code ? 1u << (code - 1) : 4;
}

static uint64_t move_cycles(uint32_t bytes)
{
	uint32_t bursts = (bytes + BURST_BYTES - 1) / BURST_BYTES;

	return (uint64_t)bursts * (2 * BURST_CYCLES + 2 * BURST_BYTES / BUS_BYTES);
}

static uint32_t cycles_bytes(uint64_t cycles)
{
	uint64_t bytes = cycles / move_cycles(BURST_BYTES) * BURST_BYTES;

	return bytes < DCMD_LEN ? bytes : DCMD_LEN;
}

static bool one_copy(const struct pxa_channel *ch)
{
	uint32_t inc = DCMD_INCSRC | DCMD_INCTRG;

	return (ch->cmd & inc) == inc && dmae_bus_is_memory(ch->model, ch->src) &&
	       dmae_bus_is_memory(ch->model, ch->dst);
}

/* One item, or what is left of one. */
static enum dmae_bus move_item(struct pxa_channel *ch, unsigned int len, bool *read_failed)
{
	uint8_t data[4];
	bool whole = len == 1 || len == 2 || len == 4;
	unsigned int run = ch->run;
	enum dmae_bus response;

	response = whole && !(ch->src % len) ?
			   dmae_bus_read_fixed(ch->model, ch->src, len, data, 1) :
			   dmae_bus_read(ch->model, ch->src, data, len);
	*read_failed = true;
	if (response || ch->run != run)
		return response;
	*read_failed = false;
	return whole && !(ch->dst % len) ? dmae_bus_write_fixed(ch->model, ch->dst, len, data, 1) :
					   dmae_bus_write(ch->model, ch->dst, data, len);
}

static void advance(struct pxa_channel *ch, uint32_t bytes)
{
	if (ch->cmd & DCMD_INCSRC)
		ch->src += bytes;
	if (ch->cmd & DCMD_INCTRG)
		ch->dst += bytes;
	ch->cmd -= bytes;
}

void pxa_channel_stop(struct pxa_channel *ch)
{
	dmae_event_cancel(&ch->event);
	ch->state = STOPPED;
	ch->run++;
	ch->csr &= ~DCSR_RUN;
}

static void channel_error(struct pxa_channel *ch, const char *what, uint32_t addr,
			  enum dmae_bus response)
{
	dmae_model_warn(ch->model, "channel %u: %s at 0x%08x: %s; the channel stops", ch->index,
			what, addr, response == DMAE_BUS_DECERR ? "nothing is there" : "error response");
	pxa_channel_stop(ch);
	ch->fresh = false;
	ch->csr |= DCSR_BUSERRINTR;
	pxa_irq_update(ch);
}

/* Moves @bytes. False: the channel has been stopped, by an error or by what it wrote. */
static bool channel_move(struct pxa_channel *ch, uint32_t bytes)
{
	bool whole = one_copy(ch), read_failed = false;
	unsigned int run = ch->run;
	uint32_t grain = bytes;

	ch->busy = true;
	while (bytes && ch->run == run) {
		uint32_t len = whole ? grain : width(ch);
		enum dmae_bus response;

		if (len > bytes)
			len = bytes;
		response = whole ? dmae_bus_copy(ch->model, ch->dst, ch->src, len, &read_failed) :
				   move_item(ch, len, &read_failed);
		if (ch->run != run)
			break;
		if (!response) {
			advance(ch, len);
			bytes -= len;
		} else if (whole && len > BURST_BYTES) {
			grain = BURST_BYTES;
		} else {
			channel_error(ch, read_failed ? "reading the source" : "writing the target",
				      read_failed ? ch->src : ch->dst, response);
		}
	}
	ch->busy = false;
	return ch->run == run;
}

/* ---- the course of a channel ---------------------------------------------- */

static uint32_t burst_bytes(const struct pxa_channel *ch)
{
	unsigned int code = DCMD_SIZE(ch->cmd);
	uint32_t bytes = code ? 4u << code : 8;

	return bytes < left(ch) ? bytes : left(ch);
}

/* Sets a channel in motion from where it stands. */
void pxa_channel_go(struct pxa_channel *ch)
{
	uint64_t now = dmae_now_ns(), from = ch->ready > now ? ch->ready : now, cycles = 0;

	if (!(ch->csr & DCSR_RUN))
		return;
	if (ch->state == MOVING) {
		ch->stretch_ns = from;
		ch->stretch_len = left(ch);
		cycles = move_cycles(left(ch));
	} else if (ch->state != UNREADABLE) {
		ch->state = asked_for(ch) ? BURST : WAITING;
		if (ch->state == WAITING)
			return;
		cycles = BURST_CYCLES + burst_bytes(ch) / width(ch);
	}
	dmae_event_after(&ch->event, from - now + cycles_to_ns(ch, cycles));
}

/* Brings data and registers up to the present. */
void pxa_channel_sync(struct pxa_channel *ch)
{
	uint64_t now = dmae_now_ns();
	uint32_t due, done;

	if (ch->state != MOVING || ch->busy || !(ch->csr & DCSR_RUN) || now < ch->stretch_ns)
		return;
	due = cycles_bytes((now - ch->stretch_ns) * pxa_dma(ch)->hz / 1000000000u);
	done = ch->stretch_len - left(ch);
	if (due > ch->stretch_len)
		due = ch->stretch_len;
	if (due > done)
		channel_move(ch, due - done);
}

/* What DSADR, DTADR and DCMD say begins. */
static void channel_begin(struct pxa_channel *ch)
{
	/* without DALGN, memory is aligned to 8 bytes and a peripheral to its 4 */
	if (!(pxa_dma(ch)->dalgn >> ch->index & 1)) {
		ch->src &= ch->cmd & DCMD_FLOWSRC ? ~3u : ~7u;
		ch->dst &= ch->cmd & DCMD_FLOWTRG ? ~3u : ~7u;
	}
	ch->state = paced(ch) && left(ch) ? WAITING : MOVING;
	if (ch->cmd & DCMD_STARTIRQEN) {
		ch->csr |= DCSR_STARTINTR;
		pxa_irq_update(ch);
	}
	pxa_channel_go(ch);
}

static uint32_t word(const uint8_t *raw, unsigned int index)
{
	raw += index * 4;
	return raw[0] | raw[1] << 8 | raw[2] << 16 | (uint32_t)raw[3] << 24;
}

static void descriptor_fetch(struct pxa_channel *ch)
{
	uint8_t raw[16];
	unsigned int run = ++ch->run;
	enum dmae_bus response;

	ch->ready = dmae_now_ns() + cycles_to_ns(ch, FETCH_CYCLES);
	ch->state = UNREADABLE;
	response = dmae_bus_read(ch->model, ch->ddadr & ~0xfu, raw, sizeof(raw));
	if (ch->run != run)
		return;
	if (response) {
		pxa_channel_go(ch);
		return;
	}
	ch->ddadr = word(raw, 0);
	ch->src = word(raw, 1);
	ch->dst = word(raw, 2);
	ch->cmd = word(raw, 3);
	channel_begin(ch);
}

static void descriptor_end(struct pxa_channel *ch)
{
	bool last = ch->csr & DCSR_NODESC || ch->ddadr & DDADR_STOP;

	if (ch->cmd & DCMD_ENDIRQEN)
		ch->csr |= DCSR_ENDINTR;
	if (last) {
		pxa_channel_stop(ch);
		ch->fresh = false;
	}
	pxa_irq_update(ch);
	if (!last)
		descriptor_fetch(ch);
}

static bool paced_burst(struct pxa_channel *ch)
{
	uint32_t bytes = burst_bytes(ch);

	while (bytes && asked_for(ch)) {
		uint32_t step = width(ch) < bytes ? width(ch) : bytes;

		if (!channel_move(ch, step))
			return false;
		bytes -= step;
	}
	return true;
}

void pxa_channel_event(struct dmae_model *m, struct dmae_event *event)
{
	struct pxa_channel *ch = (void *)((char *)event - offsetof(struct pxa_channel, event));

	switch (ch->state) {
	case UNREADABLE:
		channel_error(ch, "reading a descriptor", ch->ddadr & ~0xfu, DMAE_BUS_SLVERR);
		return;
	case MOVING:
		if (!channel_move(ch, left(ch)))
			return;
		break;
	case BURST:
		if (!paced_burst(ch))
			return;
		break;
	default:
		return;
	}
	if (left(ch))
		pxa_channel_go(ch);
	else
		descriptor_end(ch);
}

void pxa_channel_run(struct pxa_channel *ch)
{
	ch->csr |= DCSR_RUN;
	if (ch->csr & DCSR_NODESC) {
		ch->run++;
		ch->ready = 0;
		channel_begin(ch);
	} else if (ch->fresh) {
		ch->fresh = false;
		descriptor_fetch(ch);
	} else if (left(ch)) {
		ch->run++;
		ch->state = paced(ch) ? WAITING : MOVING;
		pxa_channel_go(ch);
	} else {
		ch->csr &= ~DCSR_RUN;
	}
}
