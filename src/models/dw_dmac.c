// SPDX-License-Identifier: MIT
/*
 * DesignWare AHB DMA controller (DW_ahb_dmac): a model after Synopsys'
 * databook of version 2.18a, as in SPEAr13xx, RZ/N1, Quark and Bay Trail.
 *
 * This file has the registers and the interrupts; dw_dmac_block.c runs the
 * channels. All registers are 32 bits wide; those that the databook shows
 * with 64 bits are two of them.
 */
#include <errno.h>
#include <string.h>

#include "models/dw_dmac.h"

#define DEFAULT_HZ	166000000u	/* hclk of SPEAr13xx */

/* ---- registers ------------------------------------------------------------ */

#define CHAN_STRIDE	0x58
#define SAR		0x00
#define DAR		0x08
#define LLP		0x10
#define CTL_LO		0x18
#define CTL_HI		0x1c
#define SSTAT		0x20
#define DSTAT		0x28
#define SSTATAR		0x30
#define DSTATAR		0x38
#define CFG_LO		0x40
#define CFG_HI		0x44
#define SGR		0x48
#define DSR		0x50

#define RAW		0x2c0	/* five rows of 8 bytes each, as enum dw_irq */
#define STATUS		0x2e8
#define MASK		0x310
#define CLEAR		0x338
#define STATUS_INT	0x360
#define REQ_SRC		0x368
#define REQ_DST		0x370
#define SGL_REQ_SRC	0x378
#define SGL_REQ_DST	0x380
#define LST_SRC		0x388
#define LST_DST		0x390
#define DMA_CFG		0x398
#define   DMA_CFG_EN		0x1u
#define CH_EN		0x3a0
#define DMA_ID		0x3a8
#define DMA_TEST	0x3b0
#define COMP_PARAMS	0x3cc	/* as which it was built, */
#define COMP_END	0x3fc	/*   up to here */
#define PARTITION	0x400	/* iDMA 32-bit: four words */
#define PARTITION_END	0x410

/* what a channel's registers hold after a reset */
#define CTL_LO_RESET	0x00304801u
#define CTL_HI_RESET	0x00000002u
#define CFG_LO_RESET	0x00000c00u
#define CFG_HI_RESET	0x00000004u

#define CFG_LO_BITS	0xfffffde0u	/* that can be written */
#define CFG_LO_ALIGN	0x00000003u	/* iDMA 32-bit: of bursts */
#define CFG_HI_BITS	0x00007fffu

const struct dw_variant dw_ahb_variant = { .block_bits = 12, .software = true };

/* ---- interrupts ----------------------------------------------------------- */

/* CTLx.INT_EN masks all interrupts of a channel */
static uint8_t channels_with_interrupts(const struct dw_dmac *s)
{
	uint8_t mask = 0;
	unsigned int i;

	for (i = 0; i < s->channels; i++)
		if (s->channel[i].ctl_lo & CTL_INT_EN)
			mask |= 1u << i;
	return mask;
}

static uint8_t irq_status(const struct dw_dmac *s, enum dw_irq irq)
{
	return s->raw[irq] & s->mask[irq] & channels_with_interrupts(s);
}

static uint32_t status_int(const struct dw_dmac *s)
{
	uint32_t status = 0;
	unsigned int irq;

	for (irq = 0; irq < DW_IRQS; irq++)
		if (irq_status(s, irq))
			status |= 1u << irq;
	return status;
}

static void irq_update(struct dw_dmac *s)
{
	dmae_irq_set(s->model, 0, status_int(s));
}

void dw_raise(struct dw_channel *ch, enum dw_irq irq)
{
	struct dw_dmac *s = dw_dmac(ch);

	s->raw[irq] |= 1u << ch->index;
	irq_update(s);
}

static void irq_clear(struct dw_dmac *s, enum dw_irq irq, uint8_t bits)
{
	unsigned int i;

	s->raw[irq] &= ~bits;
	if (irq == DW_BLOCK)
		for (i = 0; i < s->channels; i++)
			dw_channel_unstall(&s->channel[i]);
	irq_update(s);
}

/* ---- registers with a write enable for each channel ----------------------- */

static uint8_t existing(const struct dw_dmac *s)
{
	return (1u << s->channels) - 1;
}

/* bits 7:0 count where bits 15:8 are set */
static uint8_t enabled_write(const struct dw_dmac *s, uint8_t old, uint32_t value)
{
	uint8_t which = (value >> 8) & existing(s);

	return (old & ~which) | (value & which);
}

static uint8_t channels_on(const struct dw_dmac *s)
{
	uint8_t on = 0;
	unsigned int i;

	for (i = 0; i < s->channels; i++)
		if (dw_enabled(&s->channel[i]))
			on |= 1u << i;
	return on;
}

static void channels_write(struct dw_dmac *s, uint32_t value)
{
	uint8_t which = (value >> 8) & existing(s);
	int prior;
	unsigned int i;

	/* those that begin at one time get onto the bus by their priority */
	for (prior = 7; prior >= 0; prior--) {
		for (i = 0; i < s->channels; i++) {
			struct dw_channel *ch = &s->channel[i];
			uint8_t bit = 1u << i;

			if (!(which & bit) || (int)CFG_PRIOR(ch->cfg_lo) != prior)
				continue;
			which &= ~bit;
			if (!(value & bit))
				dw_channel_disable(ch);
			else if (s->on && !dw_enabled(ch))
				dw_channel_enable(ch);
		}
	}
}

/* a request is taken of channels only that are enabled */
static void request_write(struct dw_dmac *s, uint8_t *bits, uint32_t value)
{
	*bits = enabled_write(s, *bits, value & ~((uint32_t)(uint8_t)~channels_on(s) << 8));
	dw_arbitrate(s);
}

static void controller_switch(struct dw_dmac *s, bool on)
{
	unsigned int i;

	s->on = on;
	for (i = 0; i < s->channels && !on; i++)
		dw_channel_disable(&s->channel[i]);
}

/* ---- a channel's registers ------------------------------------------------ */

static uint32_t channel_read(struct dw_channel *ch, uint32_t reg)
{
	switch (reg) {
	case SAR:
	case DAR:
		dw_memory_sync(ch);
		return ch->side[reg == SAR ? DW_SRC : DW_DST].addr;
	case LLP:
		return ch->llp;
	case CTL_LO:
		return ch->ctl_lo;
	case CTL_HI:
		return dw_ctl_hi(ch);
	case SSTAT:
		return ch->side[DW_SRC].stat;
	case DSTAT:
		return ch->side[DW_DST].stat;
	case SSTATAR:
		return ch->side[DW_SRC].statar;
	case DSTATAR:
		return ch->side[DW_DST].statar;
	case CFG_LO:
		return ch->cfg_lo | (!dw_enabled(ch) || dw_fifo_empty(ch) ? CFG_FIFO_EMPTY : 0);
	case CFG_HI:
		return ch->cfg_hi;
	case SGR:
		return ch->side[DW_SRC].sg;
	case DSR:
		return ch->side[DW_DST].sg;
	default:
		return 0;
	}
}

/* A channel without multi-block transfers has no LLP, and no bits that would make one. */
static uint32_t without_multi_block(const struct dw_channel *ch, uint32_t reg, uint32_t value)
{
	if (dw_dmac(ch)->multi_block[ch->index])
		return value;
	switch (reg) {
	case LLP:
		return 0;
	case CTL_LO:
		return value & ~(CTL_LLP_SRC | CTL_LLP_DST);
	case CFG_LO:
		return value & ~(CFG_RELOAD_SRC | CFG_RELOAD_DST);
	default:
		return value;
	}
}

static void idle_channel_write(struct dw_channel *ch, uint32_t reg, uint32_t value)
{
	const struct dw_dmac *s = dw_dmac(ch);

	switch (reg) {
	case SAR:
		ch->side[DW_SRC].addr = value;
		break;
	case DAR:
		ch->side[DW_DST].addr = value;
		break;
	case LLP:
		ch->llp = value;
		break;
	case CTL_LO:
		ch->ctl_lo = value & CTL_LO_BITS;
		irq_update(dw_dmac(ch));
		break;
	case CTL_HI:
		ch->ctl_hi = value & (s->block_max | 1u << s->variant->block_bits);
		break;
	case CFG_HI:
		ch->cfg_hi = value & (s->variant->block_bytes ? UINT32_MAX : CFG_HI_BITS);
		break;
	case SGR:
		ch->side[DW_SRC].sg = value;
		break;
	case DSR:
		ch->side[DW_DST].sg = value;
		break;
	}
}

static void channel_write(struct dw_channel *ch, uint32_t reg, uint32_t value)
{
	value = without_multi_block(ch, reg, value);
	switch (reg) {
	case SSTAT:
		ch->side[DW_SRC].stat = value;
		break;
	case DSTAT:
		ch->side[DW_DST].stat = value;
		break;
	case SSTATAR:
		ch->side[DW_SRC].statar = value;
		break;
	case DSTATAR:
		ch->side[DW_DST].statar = value;
		break;
	case CFG_LO:
		value &= CFG_LO_BITS | (dw_dmac(ch)->variant->block_bytes ? CFG_LO_ALIGN : 0);
		dw_channel_configure(ch, value);
		dw_arbitrate(dw_dmac(ch));
		break;
	default:
		if (dw_enabled(ch))
			dmae_model_warn(ch->model,
					"channel %u: register 0x%02x is written while the channel "
					"is enabled: ignored",
					ch->index, reg);
		else
			idle_channel_write(ch, reg, value);
		break;
	}
}

/* ---- the controller's registers ------------------------------------------- */

static uint32_t global_read(struct dw_dmac *s, uint32_t reg)
{
	if (reg >= COMP_PARAMS && reg <= COMP_END)
		return dw_params(s, reg);
	if (reg >= PARTITION && reg < PARTITION_END && s->variant->block_bytes)
		return s->fifo_partition[(reg - PARTITION) / 4];
	if (reg & 4)
		return 0;
	if (reg >= RAW && reg < STATUS)
		return s->raw[(reg - RAW) / 8];
	if (reg >= STATUS && reg < MASK)
		return irq_status(s, (reg - STATUS) / 8);
	if (reg >= MASK && reg < CLEAR)
		return s->mask[(reg - MASK) / 8];
	switch (reg) {
	case STATUS_INT:
		return status_int(s);
	case REQ_SRC:
	case REQ_DST:
		return s->sw_req[reg != REQ_SRC];
	case SGL_REQ_SRC:
	case SGL_REQ_DST:
		return s->sw_single[reg != SGL_REQ_SRC];
	case LST_SRC:
	case LST_DST:
		return s->sw_last[reg != LST_SRC];
	case DMA_CFG:
		return s->on ? DMA_CFG_EN : 0;
	case CH_EN:
		return channels_on(s);
	case DMA_TEST:
		return s->test;
	default:
		return 0;
	}
}

static void global_write(struct dw_dmac *s, uint32_t reg, uint32_t value)
{
	if (reg >= PARTITION && reg < PARTITION_END && s->variant->block_bytes)
		s->fifo_partition[(reg - PARTITION) / 4] = value;
	if (reg & 4)
		return;
	if (reg >= RAW && reg < STATUS) {
		s->raw[(reg - RAW) / 8] = value & existing(s);
		irq_update(s);
	} else if (reg >= MASK && reg < CLEAR) {
		uint8_t *mask = &s->mask[(reg - MASK) / 8];

		*mask = enabled_write(s, *mask, value);
		irq_update(s);
	} else if (reg >= CLEAR && reg < STATUS_INT) {
		irq_clear(s, (reg - CLEAR) / 8, value);
	}
	switch (reg) {
	case REQ_SRC:
	case REQ_DST:
		request_write(s, &s->sw_req[reg != REQ_SRC], value);
		break;
	case SGL_REQ_SRC:
	case SGL_REQ_DST:
		request_write(s, &s->sw_single[reg != SGL_REQ_SRC], value);
		break;
	case LST_SRC:
	case LST_DST:
		request_write(s, &s->sw_last[reg != LST_SRC], value);
		break;
	case DMA_CFG:
		controller_switch(s, value & DMA_CFG_EN);
		break;
	case CH_EN:
		channels_write(s, value);
		break;
	case DMA_TEST:
		s->test = value & 1;
		break;
	}
}

/* ---- register access ------------------------------------------------------ */

/* the channel that owns @offset, which becomes relative to it; or NULL */
static struct dw_channel *channel_at(struct dw_dmac *s, uint64_t *offset)
{
	unsigned int index = *offset / CHAN_STRIDE;

	if (*offset >= RAW || index >= s->channels)
		return NULL;
	*offset %= CHAN_STRIDE;
	return &s->channel[index];
}

static bool word_access(struct dmae_model *m, uint64_t offset, unsigned int width)
{
	if (width == 4 && !(offset & 3))
		return true;
	dmae_model_warn(m, "%u-bit access at 0x%03x: registers are 32 bits wide", width * 8,
			(unsigned int)offset);
	return false;
}

uint64_t dw_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			unsigned int width)
{
	struct dw_dmac *s = dmae_model_state(m);
	struct dw_channel *ch;

	if (!word_access(m, offset, width))
		return 0;
	ch = channel_at(s, &offset);
	return ch ? channel_read(ch, offset) : offset < RAW ? 0 : global_read(s, offset);
}

void dw_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		     unsigned int width, uint64_t value)
{
	struct dw_dmac *s = dmae_model_state(m);
	struct dw_channel *ch;

	if (!word_access(m, offset, width))
		return;
	ch = channel_at(s, &offset);
	if (ch)
		channel_write(ch, offset, value);
	else if (offset >= RAW)
		global_write(s, offset, value);
}

/* ---- request lines -------------------------------------------------------- */

static int dw_request_input_of(struct dmae_model *m, const uint32_t *cells, unsigned int ncells)
{
	if (ncells < 3 || ncells > 4 || cells[0] >= DW_REQUESTS)
		return -EINVAL;
	return cells[0];
}

static void dw_request_changed(struct dmae_model *m, unsigned int input, bool level)
{
	struct dw_dmac *s = dmae_model_state(m);

	s->request &= ~(1ull << input);
	s->request |= (uint64_t)level << input;
	dw_arbitrate(s);
}

static void dw_request_last(struct dmae_model *m, unsigned int input)
{
	struct dw_dmac *s = dmae_model_state(m);

	s->request_last |= 1ull << input;
}

/* ---- the IP block --------------------------------------------------------- */

static void channel_reset(struct dw_channel *ch)
{
	memset(ch->side, 0, sizeof(ch->side));
	ch->side[DW_SRC].width = ch->side[DW_DST].width = 1;
	ch->llp = 0;
	ch->ctl_lo = CTL_LO_RESET;
	ch->ctl_hi = CTL_HI_RESET;
	ch->cfg_lo = CFG_LO_RESET | ch->index << 5;
	ch->cfg_hi = CFG_HI_RESET;
}

int dw_create(struct dmae_model *m, const struct dw_variant *variant)
{
	struct dw_dmac *s = dmae_model_state(m);
	unsigned int i;
	int err;

	s->model = m;
	s->variant = variant;
	s->hz = dmae_model_running_clock_hz(m, 0, DEFAULT_HZ);
	if (!s->hz)
		return -EINVAL;
	err = dw_read_tree(m, s);
	if (err)
		return err;
	for (i = 0; i < s->channels; i++) {
		s->channel[i].model = m;
		s->channel[i].index = i;
		dmae_event_init(&s->channel[i].event, m, dw_channel_event);
		channel_reset(&s->channel[i]);
	}
	return 0;
}

void dw_destroy(struct dmae_model *m)
{
	struct dw_dmac *s = dmae_model_state(m);
	unsigned int i;

	for (i = 0; i < s->channels; i++)
		dmae_event_cancel(&s->channel[i].event);
}

void dw_describe(struct dmae_model *m, struct dmae_text *text)
{
	static const char *const states[] = {
		[DW_IDLE] = "idle",
		[DW_REFUSED] = "is about to report an error",
		[DW_STRETCH] = "moves memory",
		[DW_BEGIN] = "begins a block",
		[DW_PACED] = "waits for requests",
		[DW_STALLED] = "waits for its block interrupt to be cleared",
	};
	const struct dw_dmac *s = dmae_model_state(m);
	unsigned int i;

	if (!s->on)
		dmae_text_line(text, "the controller is off (DmaCfgReg.DMA_EN is 0)");
	for (i = 0; i < s->channels; i++) {
		const struct dw_channel *ch = &s->channel[i];

		if (!dw_enabled(ch))
			continue;
		dmae_text_line(text,
			       "channel %u: %s%s; SAR 0x%08x, DAR 0x%08x, LLP 0x%08x, CTL 0x%08x, "
			       "CFG 0x%08x:%08x, %llu bytes read, %llu written",
			       i, states[ch->state], dw_suspended(ch) ? ", suspended" : "",
			       ch->side[DW_SRC].addr, ch->side[DW_DST].addr, ch->llp, ch->ctl_lo,
			       ch->cfg_hi, ch->cfg_lo, (unsigned long long)ch->bytes,
			       (unsigned long long)ch->written);
	}
	dmae_text_line(
		text,
		"raw interrupts: transfer 0x%02x, block 0x%02x, error 0x%02x; StatusInt 0x%02x",
		s->raw[DW_TFR], s->raw[DW_BLOCK], s->raw[DW_ERR], status_int(s));
}

void dw_reset(struct dmae_model *m)
{
	struct dw_dmac *s = dmae_model_state(m);
	unsigned int i;

	controller_switch(s, false);
	for (i = 0; i < s->channels; i++)
		channel_reset(&s->channel[i]);
	memset(s->raw, 0, sizeof(s->raw));
	memset(s->mask, 0, sizeof(s->mask));
	irq_update(s);
}

static int ahb_create(struct dmae_model *m)
{
	return dw_create(m, &dw_ahb_variant);
}

static const char *const dw_compatible[] = { "snps,dma-spear1340", "renesas,rzn1-dma", NULL };

const struct dmae_model_class dw_dmac_class = {
	.name = "dw-dmac",
	.compatible = dw_compatible,
	.state_size = sizeof(struct dw_dmac),
	.create = ahb_create,
	.destroy = dw_destroy,
	.read = dw_read,
	.write = dw_write,
	.request_input = dw_request_input_of,
	.request_changed = dw_request_changed,
	.request_last = dw_request_last,
	.describe = dw_describe,
};
