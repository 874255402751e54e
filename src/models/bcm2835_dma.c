// SPDX-License-Identifier: MIT
/*
 * DMA controller of the BCM2835 (Raspberry Pi): a model after Broadcom's
 * "BCM2835 ARM Peripherals", chapter 4, of 6 February 2012. Fifteen channels
 * walk chains of control blocks; seven are full ones, eight are "lite".
 *
 * This file has the registers; bcm2835_dma_channel.c runs the channels.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "models/bcm2835_dma.h"

#define DEFAULT_HZ	250000000u

/* ---- interrupts ----------------------------------------------------------- */

void bcm2835_irq_update(struct bcm2835_channel *ch)
{
	struct bcm2835_dma *s = controller(ch);
	bool level = false;
	unsigned int i;

	/* some share a line */
	for (i = 0; i < CHANNELS; i++)
		if (s->channel[i].irq == ch->irq && s->channel[i].cs & CS_INT)
			level = true;
	dmae_irq_set(ch->model, ch->irq, level);
}

/* ---- register access ------------------------------------------------------ */

static void channel_reset(struct bcm2835_channel *ch)
{
	bcm2835_channel_stop(ch);
	ch->cs = ch->conblk = ch->ti = ch->src = ch->dst = 0;
	ch->len = ch->stride = ch->next = ch->debug = 0;
	ch->row = ch->row_done = ch->rows = 0;
}

static void control_write(struct bcm2835_channel *ch, uint32_t value)
{
	unsigned int run;

	bcm2835_channel_sync(ch);
	run = ch->run;
	ch->cs &= ~(value & (CS_END | CS_INT));
	ch->cs = (ch->cs & ~(CS_STORED | CS_ACTIVE)) | (value & (CS_STORED | CS_ACTIVE));
	if (value & CS_RESET) {
		channel_reset(ch);
	} else if (value & CS_ABORT && ch->state != IDLE) {
		bcm2835_channel_stop(ch);
		bcm2835_block_next(ch);
	} else if (!(value & CS_ACTIVE)) {
		dmae_event_cancel(&ch->event);
	} else if (!dmae_event_pending(&ch->event) && !ch->busy && ch->run == run) {
		bcm2835_channel_start(ch);
	}
	bcm2835_irq_update(ch);
}

static uint32_t control_read(const struct bcm2835_channel *ch)
{
	uint32_t value = ch->cs;

	if (ch->state != IDLE && paced(ch) && asked_for(ch))
		value |= CS_DREQ;
	if (ch->state != IDLE && !running(ch))
		value |= CS_PAUSED;
	if (ch->state == WAITING && running(ch))
		value |= CS_DREQ_STOPS;
	if (ch->debug & DEBUG_ERRORS)
		value |= CS_ERROR;
	return value;
}

/* counts down; in 2D mode, rows that remain after this one above it */
static uint32_t length_read(const struct bcm2835_channel *ch)
{
	uint32_t left = ch->row - ch->row_done;

	if (ch->state == IDLE)
		return 0;
	return ch->ti & TI_TDMODE ? (ch->rows - 1) << 16 | left : left;
}

static uint32_t channel_read(struct bcm2835_channel *ch, uint32_t reg)
{
	switch (reg) {
	case CS:
		return control_read(ch);
	case CONBLK_AD:
		return ch->conblk;
	case TI:
		return ch->ti;
	case SOURCE_AD:
		bcm2835_channel_sync(ch);
		return ch->src;
	case DEST_AD:
		bcm2835_channel_sync(ch);
		return ch->dst;
	case TXFR_LEN:
		bcm2835_channel_sync(ch);
		return length_read(ch);
	case STRIDE:
		return ch->stride;
	case NEXTCONBK:
		return ch->next;
	case DEBUG:
		return ch->debug | DEBUG_ID(ch->index) | DEBUG_STATE(ch->state) | DEBUG_VERSION |
		       (lite(ch) ? DEBUG_LITE : 0);
	default:
		return 0;
	}
}

static void channel_write(struct bcm2835_channel *ch, uint32_t reg, uint32_t value)
{
	switch (reg) {
	case CS:
		control_write(ch, value);
		break;
	case CONBLK_AD:
		if (ch->state != IDLE && running(ch))
			dmae_model_warn(ch->model, "channel %u: CONBLK_AD is written while the channel runs: ignored",
					ch->index);
		else if (ch->state != IDLE)
			bcm2835_channel_stop(ch);
		if (ch->state == IDLE)
			ch->conblk = value & ~0x1fu;
		break;
	case NEXTCONBK:
		if (ch->state == IDLE || !running(ch))
			ch->next = value & ~0x1fu;
		break;
	case DEBUG:
		ch->debug &= ~(value & DEBUG_ERRORS);
		break;
	}
}

static uint32_t interrupts(const struct bcm2835_dma *s)
{
	uint32_t status = 0;
	unsigned int i;

	for (i = 0; i < CHANNELS; i++)
		if (s->channel[i].cs & CS_INT)
			status |= 1u << i;
	return status;
}

static void enable_write(struct bcm2835_dma *s, uint32_t value)
{
	uint32_t changed = (s->enable ^ value) & ((1u << CHANNELS) - 1);
	unsigned int i;

	for (i = 0; i < CHANNELS; i++) {
		struct bcm2835_channel *ch = &s->channel[i];

		if (!(changed >> i & 1))
			continue;
		bcm2835_channel_sync(ch);
		s->enable ^= 1u << i;
		if (!(s->enable >> i & 1))
			dmae_event_cancel(&ch->event);
		else if (ch->cs & CS_ACTIVE && !ch->busy)
			bcm2835_channel_start(ch);
	}
}

static bool word_access(struct dmae_model *m, uint64_t offset, unsigned int width)
{
	if (width == 4 && !(offset & 3))
		return true;
	dmae_model_warn(m, "%u-bit access at 0x%03x: registers are 32 bits wide", width * 8,
			(unsigned int)offset);
	return false;
}

static uint64_t bcm2835_dma_read(struct dmae_model *m, unsigned int window, uint64_t offset,
				 unsigned int width)
{
	struct bcm2835_dma *s = dmae_model_state(m);

	if (!word_access(m, offset, width))
		return 0;
	if (offset < CHANNELS * CHAN_STRIDE)
		return channel_read(&s->channel[offset / CHAN_STRIDE], offset % CHAN_STRIDE);
	if (offset == INT_STATUS)
		return interrupts(s);
	return offset == ENABLE ? s->enable : 0;
}

static void bcm2835_dma_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			      unsigned int width, uint64_t value)
{
	struct bcm2835_dma *s = dmae_model_state(m);

	if (!word_access(m, offset, width))
		return;
	if (offset < CHANNELS * CHAN_STRIDE)
		channel_write(&s->channel[offset / CHAN_STRIDE], offset % CHAN_STRIDE, value);
	else if (offset == ENABLE)
		enable_write(s, value);
}

/* ---- request lines -------------------------------------------------------- */

static int bcm2835_dma_request_input(struct dmae_model *m, const uint32_t *cells,
				     unsigned int ncells)
{
	/* bits 5 and up are the driver's own */
	return ncells == 1 ? (int)(cells[0] & (DREQS - 1)) : -EINVAL;
}

static void bcm2835_dma_request_changed(struct dmae_model *m, unsigned int input, bool level)
{
	struct bcm2835_dma *s = dmae_model_state(m);
	unsigned int i;

	s->dreq &= ~(1u << input);
	s->dreq |= (uint32_t)level << input;
	for (i = 0; i < CHANNELS && level; i++)
		if (s->channel[i].state == WAITING && TI_PERMAP(s->channel[i].ti) == input)
			bcm2835_channel_go(&s->channel[i]);
}

/* ---- the IP block --------------------------------------------------------- */

/* which of the node's interrupts is a channel's: by name, or else in the order of old trees */
static unsigned int channel_irq(struct dmae_model *m, unsigned int index)
{
	char name[8];
	int len, at = 0;
	unsigned int irq;
	const char *names = dmae_model_prop(m, "interrupt-names", &len);

	snprintf(name, sizeof(name), "dma%u", index);
	for (irq = 0; names && at < len; irq++) {
		if (!strcmp(names + at, name))
			return irq;
		at += strlen(names + at) + 1;
	}
	return index < 11 ? index : 11;
}

static int bcm2835_dma_create(struct dmae_model *m)
{
	struct bcm2835_dma *s = dmae_model_state(m);
	unsigned int i;

	s->hz = dmae_model_running_clock_hz(m, 0, DEFAULT_HZ);
	if (!s->hz)
		return -EINVAL;
	s->enable = (1u << CHANNELS) - 1;
	s->dreq = 1;
	for (i = 0; i < CHANNELS; i++) {
		s->channel[i].model = m;
		s->channel[i].index = i;
		s->channel[i].irq = channel_irq(m, i);
		dmae_event_init(&s->channel[i].event, m, bcm2835_channel_event);
	}
	return 0;
}

static void bcm2835_dma_destroy(struct dmae_model *m)
{
	struct bcm2835_dma *s = dmae_model_state(m);
	unsigned int i;

	for (i = 0; i < CHANNELS; i++)
		dmae_event_cancel(&s->channel[i].event);
}

static void bcm2835_dma_describe(struct dmae_model *m, struct dmae_text *text)
{
	static const char *const states[] = {
		"idle", "has read a bad control block", "moves memory", "waits for its DREQ",
		"moves a burst",
	};
	const struct bcm2835_dma *s = dmae_model_state(m);
	unsigned int i;

	for (i = 0; i < CHANNELS; i++) {
		const struct bcm2835_channel *ch = &s->channel[i];

		if (ch->state == IDLE && !ch->debug)
			continue;
		dmae_text_line(text,
			       "channel %u: %s%s; CS 0x%08x, CONBLK_AD 0x%08x, TI 0x%08x, %u of %u "
			       "bytes, SOURCE_AD 0x%08x, DEST_AD 0x%08x",
			       i, states[ch->state],
			       ch->state != IDLE && !running(ch) ? ", paused" : "",
			       control_read(ch), ch->conblk, ch->ti, ch->row_done, ch->row, ch->src,
			       ch->dst);
	}
}

static const char *const bcm2835_dma_compatible[] = { "brcm,bcm2835-dma", NULL };

const struct dmae_model_class bcm2835_dma_class = {
	.name = "bcm2835-dma",
	.compatible = bcm2835_dma_compatible,
	.state_size = sizeof(struct bcm2835_dma),
	.create = bcm2835_dma_create,
	.destroy = bcm2835_dma_destroy,
	.read = bcm2835_dma_read,
	.write = bcm2835_dma_write,
	.request_input = bcm2835_dma_request_input,
	.request_changed = bcm2835_dma_request_changed,
	.describe = bcm2835_dma_describe,
};
