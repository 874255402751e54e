// SPDX-License-Identifier: MIT
/*
 * DMA controller of the BCM2835: the course of a channel, from control block
 * to control block.
 *
 * Memory is moved in stretches of up to STRETCH bytes, at the moment when a
 * stretch ends, or earlier as far as somebody looks: reading SOURCE_AD,
 * DEST_AD or TXFR_LEN, pausing and aborting first move what is due. Blocks
 * that a DREQ paces move burst by burst, and a burst is cut short where its
 * DREQ falls.
 *
 * The manual knows errors of reading only, and does not say what becomes of
 * the block. Here a block in which an access is refused ends at that place,
 * as a block that is complete; a control block that cannot be read stops the
 * channel. Either sets READ_ERROR, if it was reading, and ERROR.
 */
#include "models/bcm2835_dma.h"

/* ---- timing: in cycles of the core clock ---------------------------------- */

#define FETCH_CYCLES	16
#define BURST_CYCLES	4
#define STRETCH		(256u * 1024)	/* the model's, not the manual's: these two */
#define GRAIN		64u		/* to which an error is located */

/* ---- moving data ---------------------------------------------------------- */

static uint64_t move_cycles(const struct bcm2835_channel *ch, uint32_t bytes)
{
	uint32_t src = ch->ti & TI_SRC_WIDTH ? 16 : 4, dst = ch->ti & TI_DEST_WIDTH ? 16 : 4;
	uint64_t beats = (bytes + (src < dst ? src : dst) - 1) / (src < dst ? src : dst);

	return beats * (1 + TI_WAITS(ch->ti)) << lite(ch);
}

static uint32_t cycles_bytes(const struct bcm2835_channel *ch, uint64_t cycles)
{
	uint32_t width = ch->ti & TI_SRC_WIDTH && ch->ti & TI_DEST_WIDTH ? 16 : 4;
	uint64_t bytes = (cycles >> lite(ch)) / (1 + TI_WAITS(ch->ti)) * width;

	return bytes < UINT32_MAX ? bytes : UINT32_MAX;
}

/* One word, or what is left of one. */
static enum dmae_bus move_word(struct bcm2835_channel *ch, unsigned int len, bool *read_failed)
{
	uint8_t data[4] = { 0 };
	enum dmae_bus response = DMAE_BUS_OKAY;
	unsigned int run = ch->run;
	bool whole = len == 4;

	*read_failed = true;
	if (!(ch->ti & TI_SRC_IGNORE))
		response = whole && !(ch->src & 3) ?
				   dmae_bus_read_fixed(ch->model, ch->src, 4, data, 1) :
				   dmae_bus_read(ch->model, ch->src, data, len);
	if (response || ch->run != run)
		return response;
	*read_failed = false;
	if (ch->ti & TI_DEST_IGNORE)
		return DMAE_BUS_OKAY;
	return whole && !(ch->dst & 3) ? dmae_bus_write_fixed(ch->model, ch->dst, 4, data, 1) :
					 dmae_bus_write(ch->model, ch->dst, data, len);
}

static bool one_copy(const struct bcm2835_channel *ch)
{
	uint32_t inc = TI_SRC_INC | TI_DEST_INC;

	return (ch->ti & inc) == inc && !(ch->ti & (TI_SRC_IGNORE | TI_DEST_IGNORE)) &&
	       dmae_bus_is_memory(ch->model, ch->src) && dmae_bus_is_memory(ch->model, ch->dst);
}

static void advance(struct bcm2835_channel *ch, uint32_t bytes)
{
	if (ch->ti & TI_SRC_INC)
		ch->src += bytes;
	if (ch->ti & TI_DEST_INC)
		ch->dst += bytes;
	ch->row_done += bytes;
}

static void channel_error(struct bcm2835_channel *ch, bool reading, enum dmae_bus response,
			  uint32_t addr, const char *what)
{
	if (reading)
		ch->debug |= DEBUG_READ_ERROR;
	dmae_model_warn(ch->model, "channel %u: %s at 0x%08x: %s; control block 0x%08x", ch->index,
			what, addr,
			response == DMAE_BUS_DECERR ? "nothing is there" : "error response",
			ch->conblk);
}

/* The rest of the block is given up. */
static void block_give_up(struct bcm2835_channel *ch)
{
	ch->row_done = ch->row;
	ch->rows = 1;
}

/* Moves up to byte @to of the row. False: the channel has been stopped by what it wrote. */
static bool channel_move(struct bcm2835_channel *ch, uint32_t to)
{
	bool whole = one_copy(ch), read_failed = false;
	unsigned int run = ch->run;
	uint32_t grain = to;

	ch->busy = true;
	while (ch->row_done < to && ch->run == run) {
		uint32_t left = to - ch->row_done, len = whole ? left : 4;
		enum dmae_bus response;

		if (whole && len > grain)
			len = grain;
		if (len > left)
			len = left;
		response = whole ? dmae_bus_copy(ch->model, ch->dst, ch->src, len, &read_failed) :
				   move_word(ch, len, &read_failed);
		if (ch->run != run)
			break;
		if (!response) {
			advance(ch, len);
		} else if (whole && len > GRAIN) {
			grain = GRAIN;
		} else {
			channel_error(ch, read_failed, response, read_failed ? ch->src : ch->dst,
				      read_failed ? "reading the source" :
						    "writing the destination");
			block_give_up(ch);
		}
	}
	ch->busy = false;
	return ch->run == run;
}

/* ---- the course of a channel ---------------------------------------------- */

static uint32_t burst_bytes(const struct bcm2835_channel *ch)
{
	uint32_t width = ch->ti & TI_SRC_WIDTH && ch->ti & TI_DEST_WIDTH ? 16 : 4;

	return (TI_BURST(ch->ti) + 1) * width;
}

/* Sets a channel in motion from where it stands. */
void bcm2835_channel_go(struct bcm2835_channel *ch)
{
	uint64_t now = dmae_now_ns(), from = ch->ready > now ? ch->ready : now, cycles = 0;

	if (ch->state == IDLE || !running(ch))
		return;
	if (ch->state == MOVING) {
		uint32_t left = ch->row - ch->row_done;

		ch->stretch_ns = from;
		ch->stretch_from = ch->row_done;
		ch->stretch_to = ch->row_done + (left < STRETCH ? left : STRETCH);
		cycles = BURST_CYCLES + move_cycles(ch, ch->stretch_to - ch->stretch_from);
	} else if (ch->state != UNREADABLE) {
		ch->state = asked_for(ch) ? BURST : WAITING;
		if (ch->state == WAITING)
			return;
		cycles = BURST_CYCLES + move_cycles(ch, burst_bytes(ch));
	}
	dmae_event_after(&ch->event, from - now + cycles_to_ns(ch, cycles));
}

/* Brings data and registers up to the present. */
void bcm2835_channel_sync(struct bcm2835_channel *ch)
{
	uint64_t now = dmae_now_ns(), cycles;
	uint32_t to;

	if (ch->state != MOVING || ch->busy || !running(ch) || now < ch->stretch_ns)
		return;
	cycles = (now - ch->stretch_ns) * controller(ch)->hz / 1000000000u;
	if (cycles < BURST_CYCLES)
		return;
	to = cycles_bytes(ch, cycles - BURST_CYCLES);
	if (to > ch->stretch_to - ch->stretch_from)
		to = ch->stretch_to - ch->stretch_from;
	channel_move(ch, ch->stretch_from + to);
}

void bcm2835_channel_stop(struct bcm2835_channel *ch)
{
	dmae_event_cancel(&ch->event);
	ch->state = IDLE;
	ch->run++;
}

static uint32_t word(const uint8_t *raw, unsigned int index)
{
	raw += index * 4;
	return raw[0] | raw[1] << 8 | raw[2] << 16 | (uint32_t)raw[3] << 24;
}

static void block_setup(struct bcm2835_channel *ch, const uint8_t *raw)
{
	ch->ti = word(raw, 0) & (lite(ch) ? ~TI_LITE_LACKS : UINT32_MAX);
	ch->src = word(raw, 1);
	ch->dst = word(raw, 2);
	ch->len = word(raw, 3) & (lite(ch) ? LEN_LITE : LEN_FULL);
	ch->stride = word(raw, 4);
	ch->next = word(raw, 5) & ~0x1fu;
	ch->row_done = 0;
	ch->row = ch->ti & TI_TDMODE ? ch->len & 0xffff : ch->len;
	ch->rows = ch->ti & TI_TDMODE ? (ch->len >> 16) + 1 : 1;
}

/* The control block that CONBLK_AD leads to becomes the current one. */
static void block_load(struct bcm2835_channel *ch)
{
	uint8_t raw[BLOCK_BYTES];
	unsigned int run = ++ch->run;
	enum dmae_bus response;

	ch->ready = dmae_now_ns() + cycles_to_ns(ch, FETCH_CYCLES);
	ch->state = UNREADABLE;
	response = dmae_bus_read(ch->model, ch->conblk, raw, sizeof(raw));
	if (ch->run != run)
		return;
	if (!response) {
		block_setup(ch, raw);
		ch->state = paced(ch) ? WAITING : MOVING;
	}
	bcm2835_channel_go(ch);
}

/* What follows the current block, which is done or given up. */
void bcm2835_block_next(struct bcm2835_channel *ch)
{
	ch->conblk = ch->next;
	if (ch->conblk) {
		block_load(ch);
	} else {
		bcm2835_channel_stop(ch);
		ch->cs &= ~CS_ACTIVE;
	}
}

static void block_end(struct bcm2835_channel *ch)
{
	ch->cs |= CS_END;
	if (ch->ti & TI_INTEN)
		ch->cs |= CS_INT;
	bcm2835_irq_update(ch);
	bcm2835_block_next(ch);
}

static void row_end(struct bcm2835_channel *ch)
{
	if (--ch->rows) {
		ch->src += (uint32_t)(int16_t)(ch->stride & 0xffff);
		ch->dst += (uint32_t)(int16_t)(ch->stride >> 16);
		ch->row_done = 0;
		bcm2835_channel_go(ch);
	} else {
		block_end(ch);
	}
}

static bool paced_burst(struct bcm2835_channel *ch)
{
	uint32_t left = ch->row - ch->row_done, len = burst_bytes(ch);
	uint32_t to = ch->row_done + (left < len ? left : len);

	while (ch->row_done < to && asked_for(ch)) {
		uint32_t step = to - ch->row_done < 4 ? to - ch->row_done : 4;

		if (!channel_move(ch, ch->row_done + step))
			return false;
	}
	return true;
}

void bcm2835_channel_event(struct dmae_model *m, struct dmae_event *event)
{
	struct bcm2835_channel *ch =
		(void *)((char *)event - offsetof(struct bcm2835_channel, event));

	switch (ch->state) {
	case UNREADABLE:
		channel_error(ch, true, DMAE_BUS_SLVERR, ch->conblk, "reading a control block");
		bcm2835_channel_stop(ch);
		ch->cs &= ~CS_ACTIVE;
		return;
	case MOVING:
		if (!channel_move(ch, ch->stretch_to))
			return;
		break;
	case BURST:
		if (!paced_burst(ch))
			return;
		break;
	default:
		return;
	}
	/* what was written may have been the ACTIVE bit; setting it goes on from here */
	if (!running(ch))
		return;
	if (ch->row_done >= ch->row)
		row_end(ch);
	else
		bcm2835_channel_go(ch);
}

void bcm2835_channel_start(struct bcm2835_channel *ch)
{
	if (ch->state != IDLE)
		bcm2835_channel_go(ch);
	else if (ch->conblk && running(ch))
		block_load(ch);
}
