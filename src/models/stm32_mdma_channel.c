// SPDX-License-Identifier: MIT
/*
 * A channel of the STM32 MDMA: its course from request to request, through
 * buffers, blocks, repeated blocks and the linked list. Called by the
 * registers (stm32_mdma.c), which say what the model is and what it leaves
 * out. How a buffer is moved is in stm32_mdma_data.c.
 *
 * A channel does one thing at a time, and that ends in its one event. Where
 * nobody can tell the buffers of a block from one another, the rest of the
 * block is one event as well; reading the channel's registers, or clearing
 * EN, first moves those buffers whose time has come.
 *
 * A linked list may run in a circle: that is how circular transfers are made.
 * Every link costs time, so the rest of the machine goes on meanwhile.
 */
#include <string.h>

#include "models/stm32_mdma.h"

#define LINK_CYCLES 24 /* to fetch the ten words of a link */
#define LINK_BYTES  40
#define LINK_ALIGN  7u

static struct stm32_mdma *controller(struct mdma_channel *ch)
{
	return dmae_model_state(ch->model);
}

static uint64_t cycles_to_ns(struct mdma_channel *ch, uint64_t cycles)
{
	uint64_t hz = controller(ch)->hz;

	return (cycles * 1000000000u + hz - 1) / hz;
}

/* the end of what is under way */
static void channel_due(struct mdma_channel *ch, uint64_t cycles)
{
	uint64_t ns = cycles_to_ns(ch, cycles);

	ch->due = dmae_now_ns() + ns;
	dmae_event_after(&ch->event, ns);
}

static uint32_t left(const struct mdma_channel *ch)
{
	return ch->bndtr & BNDTR_BNDT;
}

static enum mdma_trigger_mode trigger_mode(const struct mdma_channel *ch)
{
	return TCR_TRGM(ch->tcr);
}

/* ---- interrupts ------------------------------------------------------------------- */

void mdma_signal(struct mdma_channel *ch, uint32_t flags)
{
	struct stm32_mdma *s = controller(ch);
	uint32_t was = s->gisr, bit = 1u << ch->index;

	ch->flags = flags;
	if (flags & (ch->cr & CR_IE) >> 1)
		s->gisr |= bit;
	else
		s->gisr &= ~bit;
	if (!was != !s->gisr)
		dmae_irq_set(ch->model, 0, s->gisr);
}

/* ---- the end of a channel's course -------------------------------------------------- */

static void channel_off(struct mdma_channel *ch)
{
	dmae_event_cancel(&ch->event);
	ch->state = MDMA_OFF;
	ch->run++;
	ch->cr &= ~CR_EN;
	ch->crqa = false;
	ch->stopping = false;
}

/* The last block is done, or software has stopped the channel. */
static void channel_complete(struct mdma_channel *ch)
{
	channel_off(ch);
	mdma_signal(ch, ch->flags | ISR_CTCIF);
}

static void channel_fail(struct mdma_channel *ch, mdma_fault fault)
{
	channel_off(ch);
	ch->esr = fault & ~MDMA_BUS_FAULT;
	/* the bus has had its say already */
	if (fault & (ESR_ASE | ESR_BSE))
		dmae_model_error(ch->model,
				 "channel %u: %s: %s address 0x%08x, %u bytes of block left, CxTCR "
				 "0x%08x",
				 ch->index,
				 fault & ESR_ASE ? "address is not aligned to the data size" :
						   "block size is not a multiple of the data size",
				 fault & ESR_TED ? "destination" : "source",
				 fault & ESR_TED ? ch->dar : ch->sar, left(ch), ch->tcr);
	else
		dmae_model_debug(ch->model, "channel %u: transfer error, CxESR 0x%03x", ch->index,
				 ch->esr);
	mdma_signal(ch, ch->flags | ISR_TEIF);
}

/* ---- what comes next ------------------------------------------------------------------- */

/* nobody can tell one buffer from the next, and none of them waits or is waited for */
static bool in_one_stretch(struct mdma_channel *ch)
{
	return trigger_mode(ch) != TRGM_BUFFER && !(ch->cr & CR_TCIE) &&
	       (ch->acked || ch->tcr & TCR_SWRM) && left(ch) > mdma_buffer_whole(ch) &&
	       mdma_plain(ch);
}

static uint64_t stretch_cycles(struct mdma_channel *ch, uint32_t bytes)
{
	uint32_t buffer = mdma_buffer_whole(ch);

	return (bytes + buffer - 1) / buffer * mdma_buffer_cycles(ch, buffer);
}

static void channel_go(struct mdma_channel *ch)
{
	uint64_t cycles;

	if (in_one_stretch(ch)) {
		ch->state = MDMA_BLOCK_MOVES;
		ch->stretch_ns = dmae_now_ns();
		ch->stretch_bndt = left(ch);
		cycles = stretch_cycles(ch, left(ch));
	} else {
		ch->state = MDMA_BUFFER_MOVES;
		cycles = mdma_buffer_cycles(ch, mdma_buffer_bytes(ch));
	}
	channel_due(ch, cycles);
}

/* A request is active; it stays so until what TRGM says has been moved. */
void mdma_request(struct mdma_channel *ch)
{
	if (ch->state != MDMA_WAIT)
		return;
	ch->crqa = true;
	ch->acked = false;
	if (!left(ch)) {
		dmae_model_error(ch->model,
				 "channel %u: a request, but CxBNDTR.BNDT is 0: no data is moved, "
				 "the channel stays as it is",
				 ch->index);
		return;
	}
	channel_go(ch);
}

static void channel_wait(struct mdma_channel *ch)
{
	ch->state = MDMA_WAIT;
	if (!(ch->tcr & TCR_SWRM) && controller(ch)->request[TBR_TSEL(ch->tbr)])
		mdma_request(ch);
}

/* ---- acknowledgement -------------------------------------------------------------------- */

/* of the channels that listen to a request, the lowest one acknowledges */
static bool speaks_for_request(struct mdma_channel *ch)
{
	struct stm32_mdma *s = controller(ch);
	unsigned int i;

	for (i = 0; i < ch->index; i++) {
		const struct mdma_channel *other = &s->channel[i];

		if (other->cr & CR_EN && !(other->tcr & TCR_SWRM) &&
		    TBR_TSEL(other->tbr) == TBR_TSEL(ch->tbr))
			return false;
	}
	return true;
}

/*
 * The first buffer of a request has been moved: whoever asked may ask again,
 * since the rest of the request is remembered. False if that ended the
 * channel.
 */
static bool acknowledge(struct mdma_channel *ch)
{
	unsigned int run = ch->run;
	uint8_t data[4] = { ch->mdr, ch->mdr >> 8, ch->mdr >> 16, ch->mdr >> 24 };
	bool last = !left(ch) && !(ch->bndtr & BNDTR_BRC) && !ch->lar;

	if (ch->acked || ch->tcr & TCR_SWRM)
		return true;
	ch->acked = true;
	if (!speaks_for_request(ch))
		return true;
	if (ch->mar && dmae_bus_write(ch->model, ch->mar & ~3u, data, sizeof(data))) {
		if (ch->run == run)
			channel_fail(ch, ESR_TEMD);
		return false;
	}
	if (ch->run == run)
		dmae_request_ack(ch->model, TBR_TSEL(ch->tbr), last);
	return ch->run == run;
}

/* ---- blocks --------------------------------------------------------------------------------- */

static uint32_t word(const uint8_t *raw, unsigned int index)
{
	raw += index * 4;
	return raw[0] | raw[1] << 8 | raw[2] << 16 | (uint32_t)raw[3] << 24;
}

void mdma_block_begin(struct mdma_channel *ch)
{
	ch->block = left(ch);
	ch->repeated = ch->bndtr & BNDTR_BRC;
}

static void channel_fail_link(struct mdma_channel *ch, const char *why)
{
	dmae_model_error(ch->model, "channel %u: link address 0x%08x %s: transfer error", ch->index,
			 ch->lar, why);
	channel_fail(ch, ESR_TELD);
}

/* The registers of the next block come from memory. False if that ended the channel. */
static bool link_fetch(struct mdma_channel *ch)
{
	unsigned int run = ch->run;
	uint8_t raw[LINK_BYTES];
	enum dmae_bus response;
	uint32_t bndtr;

	if (ch->lar & LINK_ALIGN) {
		channel_fail_link(ch, "is not aligned to a double-word");
		return false;
	}
	response = dmae_bus_read(ch->model, ch->lar, raw, sizeof(raw));
	if (ch->run != run)
		return false;
	if (response) {
		channel_fail_link(ch, "cannot be read");
		return false;
	}
	bndtr = word(raw, 1) & BNDTR_ALL;
	if ((bndtr & BNDTR_BNDT) > BNDT_MAX)
		bndtr = (bndtr & ~BNDTR_BNDT) | BNDT_MAX;
	ch->tcr = word(raw, 0);
	ch->bndtr = bndtr;
	ch->sar = word(raw, 2);
	ch->dar = word(raw, 3);
	ch->brur = word(raw, 4);
	ch->lar = word(raw, 5);
	ch->tbr = word(raw, 6) & TBR_ALL;
	ch->mar = word(raw, 8);
	ch->mdr = word(raw, 9);
	mdma_block_begin(ch);
	return true;
}

/* The next of a repeated block: as long as the one before, and a step away from its end. */
static void block_repeat(struct mdma_channel *ch)
{
	uint32_t source = ch->brur & 0xffff, destination = ch->brur >> 16;

	ch->bndtr = (ch->bndtr - BNDTR_BRC_ONE) | ch->block;
	ch->sar += ch->bndtr & BNDTR_BRSUM ? -source : source;
	ch->dar += ch->bndtr & BNDTR_BRDUM ? -destination : destination;
}

/* The request has got what TRGM says, unless its block, or list, goes on. */
static void channel_next(struct mdma_channel *ch, bool served)
{
	if (ch->stopping) {
		channel_complete(ch);
	} else if (served) {
		ch->crqa = false;
		channel_wait(ch);
	} else if (left(ch)) {
		channel_go(ch);
	} else {
		/* a link of no bytes, in the middle of a list */
		ch->crqa = false;
		ch->state = MDMA_WAIT;
		mdma_request(ch);
	}
}

/* A block is done, and perhaps more. */
static void block_end(struct mdma_channel *ch)
{
	uint32_t flags = ch->flags | ISR_BTIF;

	if (ch->bndtr & BNDTR_BRC) {
		block_repeat(ch);
		mdma_signal(ch, flags);
		channel_next(ch, trigger_mode(ch) <= TRGM_BLOCK);
		return;
	}
	if (ch->repeated)
		flags |= ISR_BRTIF;
	if (!ch->lar) {
		ch->flags = flags;
		channel_complete(ch);
		return;
	}
	mdma_signal(ch, flags);
	ch->crqa = trigger_mode(ch) == TRGM_CHANNEL;
	ch->state = MDMA_LINK;
	channel_due(ch, LINK_CYCLES);
}

/* A buffer, or the rest of a block, has been moved. */
static void channel_moved(struct mdma_channel *ch)
{
	mdma_signal(ch, ch->flags | ISR_TCIF);
	if (!acknowledge(ch))
		return;
	if (left(ch))
		channel_next(ch, trigger_mode(ch) == TRGM_BUFFER);
	else
		block_end(ch);
}

/* Moves up to where the block has @to bytes left. False if that ended the channel. */
static bool block_move(struct mdma_channel *ch, uint32_t to)
{
	unsigned int run = ch->run;
	mdma_fault fault = 0;

	ch->moving = true;
	if (left(ch) > to)
		fault = mdma_copy(ch, left(ch) - to);
	ch->moving = false;
	if (ch->run != run)
		return false;
	if (fault)
		channel_fail(ch, fault);
	return !fault;
}

static mdma_fault buffer_move(struct mdma_channel *ch)
{
	mdma_fault fault = mdma_check(ch);

	ch->moving = true;
	if (!fault)
		fault = mdma_buffer(ch);
	ch->moving = false;
	return fault;
}

static void channel_event(struct dmae_model *m, struct dmae_event *event)
{
	struct mdma_channel *ch = (void *)((char *)event - offsetof(struct mdma_channel, event));
	unsigned int run = ch->run;
	mdma_fault fault;

	switch (ch->state) {
	case MDMA_BUFFER_MOVES:
		fault = buffer_move(ch);
		if (ch->run != run)
			return;
		if (fault)
			channel_fail(ch, fault);
		else
			channel_moved(ch);
		break;
	case MDMA_BLOCK_MOVES:
		if (block_move(ch, 0))
			channel_moved(ch);
		break;
	case MDMA_LINK:
		if (link_fetch(ch))
			channel_next(ch, !ch->crqa);
		break;
	default:
		break;
	}
}

void mdma_sync(struct mdma_channel *ch)
{
	uint32_t buffer = mdma_buffer_whole(ch);
	uint64_t cycles, bytes;

	if (ch->moving)
		return;
	/* software waits for the end: where time is real, its event may come late */
	if (ch->stopping && dmae_event_pending(&ch->event) && dmae_now_ns() >= ch->due) {
		dmae_event_cancel(&ch->event);
		channel_event(ch->model, &ch->event);
		return;
	}
	if (ch->state != MDMA_BLOCK_MOVES)
		return;
	cycles = (dmae_now_ns() - ch->stretch_ns) * controller(ch)->hz / 1000000000u;
	bytes = cycles / mdma_buffer_cycles(ch, buffer) * buffer;
	/* the last buffer is the event's */
	if (bytes && bytes < ch->stretch_bndt && block_move(ch, ch->stretch_bndt - bytes))
		mdma_signal(ch, ch->flags | ISR_TCIF);
}

/* ---- EN
 * ------------------------------------------------------------------------------------------ */

void mdma_enable(struct mdma_channel *ch)
{
	ch->cr |= CR_EN;
	ch->run++;
	ch->stopping = false;
	channel_wait(ch);
}

void mdma_disable(struct mdma_channel *ch)
{
	mdma_sync(ch);
	switch (ch->state) {
	case MDMA_OFF:
		break;
	case MDMA_WAIT:
		channel_complete(ch);
		break;
	case MDMA_BLOCK_MOVES:
		/* the buffer under way is the last */
		ch->stopping = true;
		if (ch->moving)
			break;
		ch->state = MDMA_BUFFER_MOVES;
		channel_due(ch, mdma_buffer_cycles(ch, mdma_buffer_bytes(ch)));
		break;
	case MDMA_BUFFER_MOVES:
	case MDMA_LINK:
		ch->stopping = true;
		break;
	}
}

void mdma_channel_init(struct mdma_channel *ch, struct dmae_model *m, unsigned int index)
{
	ch->model = m;
	ch->index = index;
	dmae_event_init(&ch->event, m, channel_event);
}
