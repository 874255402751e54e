// SPDX-License-Identifier: MIT
/*
 * DMA controller of PXA2xx, PXA3xx and MMP2 ("marvell,pdma-1.0"): a model
 * after the "Intel PXA27x Processor Family Developer's Manual", chapter 5,
 * order number 280000-002. Up to 32 channels walk chains of descriptors; up
 * to 128 request lines are mapped onto them.
 *
 * This file has the registers; pxa_dma_channel.c runs the channels, and says
 * how what the manual leaves open is settled.
 */
#include <errno.h>
#include <string.h>

#include "models/pxa_dma.h"

#define DEFAULT_HZ	208000000u

/* ---- interrupts ----------------------------------------------------------- */

static bool channel_interrupts(const struct pxa_channel *ch)
{
	return ch->csr & DCSR_EVENTS ||
	       (ch->csr & DCSR_STOPIRQEN && !(ch->csr & DCSR_RUN));
}

static uint32_t interrupts(const struct pxa_dma *s)
{
	uint32_t dint = 0;
	unsigned int i;

	for (i = 0; i < s->channels; i++)
		if (channel_interrupts(&s->channel[i]))
			dint |= 1u << i;
	return dint;
}

void pxa_irq_update(struct pxa_channel *ch)
{
	const struct pxa_dma *s = pxa_dma(ch);

	if (s->own_lines)
		dmae_irq_set(ch->model, ch->index, channel_interrupts(ch));
	else
		dmae_irq_set(ch->model, 0, interrupts(s));
}

/* ---- register access ------------------------------------------------------ */

static void csr_write(struct pxa_channel *ch, uint32_t value)
{
	bool run = value & (value & DCSR_MASKRUN ? 0 : DCSR_RUN);

	pxa_channel_sync(ch);
	ch->csr = (ch->csr & ~DCSR_STORED & ~(value & DCSR_EVENTS)) | (value & DCSR_STORED);
	if (!(value & DCSR_MASKRUN)) {
		if (run && !(ch->csr & DCSR_RUN) && !ch->busy)
			pxa_channel_run(ch);
		else if (!run && ch->csr & DCSR_RUN)
			pxa_channel_stop(ch);
	}
	pxa_irq_update(ch);
}

static uint32_t csr_read(const struct pxa_channel *ch)
{
	return ch->csr | (ch->csr & DCSR_RUN ? 0 : DCSR_STOPINTR) |
	       (asked_for(ch) ? DCSR_REQPEND : 0);
}

static uint32_t channel_read(struct pxa_channel *ch, uint32_t reg)
{
	pxa_channel_sync(ch);
	switch (reg) {
	case DDADR:
		return ch->ddadr;
	case DSADR:
		return ch->src;
	case DTADR:
		return ch->dst;
	default:
		return ch->cmd;
	}
}

static void channel_write(struct pxa_channel *ch, uint32_t reg, uint32_t value)
{
	if (ch->csr & DCSR_RUN) {
		dmae_model_warn(
			ch->model,
			"channel %u: register 0x%03x is written while the channel runs: ignored",
			ch->index, CHAN_BASE + CHAN_STRIDE * ch->index + reg);
		return;
	}
	switch (reg) {
	case DDADR:
		ch->ddadr = value;
		ch->fresh = true;
		break;
	case DSADR:
		ch->src = value;
		break;
	case DTADR:
		ch->dst = value;
		break;
	case DCMD:
		ch->cmd = value;
		break;
	}
}

/* the request line whose mapping register is at @offset, or -1 */
static int mapping_at(uint64_t offset)
{
	if (offset >= DRCMR_LOW && offset < DRCMR_LOW + 4 * 64)
		return (offset - DRCMR_LOW) / 4;
	if (offset >= DRCMR_HIGH && offset < DRCMR_HIGH + 4 * (REQUESTS - 64))
		return 64 + (offset - DRCMR_HIGH) / 4;
	return -1;
}

/* Requests that nobody heard may have one to hear them now. */
static void channels_wake(struct pxa_dma *s)
{
	unsigned int i;

	for (i = 0; i < s->channels; i++)
		if (s->channel[i].state == WAITING)
			pxa_channel_go(&s->channel[i]);
}

static bool word_access(struct dmae_model *m, uint64_t offset, unsigned int bytes)
{
	if (bytes == 4 && !(offset & 3))
		return true;
	dmae_model_warn(m, "%u-bit access at 0x%04x: registers are 32 bits wide", bytes * 8,
			(unsigned int)offset);
	return false;
}

static bool of_channel(const struct pxa_dma *s, uint64_t offset)
{
	return offset >= CHAN_BASE && offset < CHAN_BASE + CHAN_STRIDE * s->channels;
}

static uint64_t pxa_dma_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			     unsigned int bytes)
{
	struct pxa_dma *s = dmae_model_state(m);

	if (!word_access(m, offset, bytes))
		return 0;
	if (of_channel(s, offset))
		return channel_read(&s->channel[(offset - CHAN_BASE) / CHAN_STRIDE], offset & 0xc);
	if (mapping_at(offset) >= 0)
		return s->drcmr[mapping_at(offset)];
	if (offset < DCSR(s->channels))
		return csr_read(&s->channel[offset / 4]);
	return offset == DALGN ? s->dalgn : offset == DINT ? interrupts(s) : 0;
}

static void pxa_dma_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			  unsigned int bytes, uint64_t value)
{
	struct pxa_dma *s = dmae_model_state(m);

	if (!word_access(m, offset, bytes))
		return;
	if (of_channel(s, offset)) {
		channel_write(&s->channel[(offset - CHAN_BASE) / CHAN_STRIDE], offset & 0xc, value);
	} else if (mapping_at(offset) >= 0) {
		s->drcmr[mapping_at(offset)] = value & DRCMR_BITS;
		channels_wake(s);
	} else if (offset < DCSR(s->channels)) {
		csr_write(&s->channel[offset / 4], value);
	} else if (offset == DALGN) {
		s->dalgn = value;
	}
}

/* ---- request lines -------------------------------------------------------- */

static int pxa_dma_request_input(struct dmae_model *m, const uint32_t *cells, unsigned int ncells)
{
	if (ncells < 1 || ncells > 2 || cells[0] >= REQUESTS)
		return -EINVAL;
	return cells[0];
}

static void pxa_dma_request_changed(struct dmae_model *m, unsigned int input, bool level)
{
	struct pxa_dma *s = dmae_model_state(m);

	s->request[input] = level;
	if (level)
		channels_wake(s);
}

/* ---- the IP block --------------------------------------------------------- */

static int pxa_dma_create(struct dmae_model *m)
{
	struct pxa_dma *s = dmae_model_state(m);
	unsigned int i;

	s->hz = dmae_model_running_clock_hz(m, 0, DEFAULT_HZ);
	if (!s->hz)
		return -EINVAL;
	s->channels = dmae_model_prop_u32(m, "dma-channels",
					  dmae_model_prop_u32(m, "#dma-channels", CHANNELS));
	if (s->channels < 1 || s->channels > CHANNELS) {
		dmae_model_error(m, "dma-channels: %u: this controller has 1 to 32", s->channels);
		return -EINVAL;
	}
	s->own_lines = dmae_irq_count(m) == s->channels;
	for (i = 0; i < s->channels; i++) {
		s->channel[i].model = m;
		s->channel[i].index = i;
		dmae_event_init(&s->channel[i].event, m, pxa_channel_event);
	}
	return 0;
}

static void pxa_dma_destroy(struct dmae_model *m)
{
	struct pxa_dma *s = dmae_model_state(m);
	unsigned int i;

	for (i = 0; i < s->channels; i++)
		dmae_event_cancel(&s->channel[i].event);
}

static void pxa_dma_describe(struct dmae_model *m, struct dmae_text *text)
{
	static const char *const states[] = {
		"stopped", "has read a bad descriptor", "moves memory", "waits for a request",
		"moves a burst",
	};
	const struct pxa_dma *s = dmae_model_state(m);
	unsigned int i;

	for (i = 0; i < s->channels; i++) {
		const struct pxa_channel *ch = &s->channel[i];

		if (ch->state == STOPPED && !(ch->csr & DCSR_EVENTS))
			continue;
		dmae_text_line(text,
			       "channel %u: %s; DCSR 0x%08x, DDADR 0x%08x, DSADR 0x%08x, DTADR "
			       "0x%08x, DCMD 0x%08x",
			       i, states[ch->state], csr_read(ch), ch->ddadr, ch->src, ch->dst,
			       ch->cmd);
	}
	for (i = 0; i < REQUESTS; i++)
		if (s->request[i] && !(s->drcmr[i] & DRCMR_MAPVLD))
			dmae_text_line(text, "request %u is up, and mapped to no channel", i);
}

static const char *const pxa_dma_compatible[] = { "marvell,pdma-1.0", NULL };

const struct dmae_model_class pxa_dma_class = {
	.name = "pxa-dma",
	.compatible = pxa_dma_compatible,
	.state_size = sizeof(struct pxa_dma),
	.create = pxa_dma_create,
	.destroy = pxa_dma_destroy,
	.read = pxa_dma_read,
	.write = pxa_dma_write,
	.request_input = pxa_dma_request_input,
	.request_changed = pxa_dma_request_changed,
	.describe = pxa_dma_describe,
};
