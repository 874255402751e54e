// SPDX-License-Identifier: MIT
/*
 * STM32 MDMA: 32 channels between memories, and between memory and
 * peripherals, with linked lists. A model after RM0436 (STM32MP157 reference
 * manual), chapter "MDMA controller (MDMA)": its registers. The course of a
 * channel is in stm32_mdma_channel.c, the data path in stm32_mdma_data.c.
 *
 * Its request inputs are numbered as in CxTBR.TSEL; 0 to 15 are the TCIF
 * flags of DMA1 and DMA2.
 *
 * The manual leaves open when a request is acknowledged that moves more than
 * a buffer: here it is after the first buffer, since what is left of such a
 * request is remembered.
 *
 * Not modelled: arbitration. Channels do not slow one another down, so PL
 * has no effect. Software is non-secure: CxCR.SM stays 0, and MDMA_SGISR0 as
 * well.
 */
#include <errno.h>

#include "models/stm32_mdma.h"

/* ---- registers ------------------------------------------------------------------- */

#define GISR0	       0x000
#define CHANNEL_BASE   0x040
#define CHANNEL_STRIDE 0x040
#define CXISR	       0x00
#define CXIFCR	       0x04
#define CXESR	       0x08
#define CXCR	       0x0c
#define CXTCR	       0x10
#define CXBNDTR	       0x14
#define CXSAR	       0x18
#define CXDAR	       0x1c
#define CXBRUR	       0x20
#define CXLAR	       0x24
#define CXTBR	       0x28
#define CXMAR	       0x30
#define CXMDR	       0x34

#define DEFAULT_HZ 266000000u /* the AXI clock at full speed */

static uint32_t channel_read(struct mdma_channel *ch, uint32_t reg)
{
	mdma_sync(ch);
	switch (reg) {
	case CXISR:
		return ch->flags | (ch->crqa ? ISR_CRQA : 0);
	case CXESR:
		return ch->esr;
	case CXCR:
		return ch->cr;
	case CXTCR:
		return ch->tcr;
	case CXBNDTR:
		return ch->bndtr;
	case CXSAR:
		return ch->sar;
	case CXDAR:
		return ch->dar;
	case CXBRUR:
		return ch->brur;
	case CXLAR:
		return ch->lar;
	case CXTBR:
		return ch->tbr;
	case CXMAR:
		return ch->mar;
	case CXMDR:
		return ch->mdr;
	default:
		return 0;
	}
}

static void channel_clear_flags(struct mdma_channel *ch, uint32_t value)
{
	mdma_sync(ch);
	if (value & ISR_TEIF)
		ch->esr = 0;
	mdma_signal(ch, ch->flags & ~value);
}

static void channel_control(struct mdma_channel *ch, uint32_t value)
{
	mdma_sync(ch);
	if (!(ch->cr & CR_EN)) {
		ch->cr = value & CR_ALL & ~CR_EN;
		mdma_signal(ch, ch->flags);
		if (value & CR_EN)
			mdma_enable(ch);
	} else {
		ch->cr = (ch->cr & ~CR_IE) | (value & CR_IE);
		mdma_signal(ch, ch->flags);
		if (!(value & CR_EN))
			mdma_disable(ch);
	}
	if (value & CR_SWRQ && ch->tcr & TCR_SWRM)
		mdma_request(ch);
}

static void channel_count(struct mdma_channel *ch, uint32_t value)
{
	value &= BNDTR_ALL;
	if ((value & BNDTR_BNDT) > BNDT_MAX)
		value = (value & ~BNDTR_BNDT) | BNDT_MAX;
	ch->bndtr = value;
	mdma_block_begin(ch);
}

/* what is written once and holds until the channel is done */
static void channel_configure(struct mdma_channel *ch, uint32_t reg, uint32_t value)
{
	switch (reg) {
	case CXTCR:
		ch->tcr = value;
		break;
	case CXBNDTR:
		channel_count(ch, value);
		break;
	case CXSAR:
		ch->sar = value;
		break;
	case CXDAR:
		ch->dar = value;
		break;
	case CXBRUR:
		ch->brur = value;
		break;
	case CXLAR:
		ch->lar = value;
		break;
	case CXTBR:
		ch->tbr = value & TBR_ALL;
		break;
	case CXMAR:
		ch->mar = value;
		break;
	case CXMDR:
		ch->mdr = value;
		break;
	}
}

static void channel_write(struct mdma_channel *ch, uint32_t reg, uint32_t value)
{
	if (reg == CXIFCR)
		channel_clear_flags(ch, value);
	else if (reg == CXCR)
		channel_control(ch, value);
	else if (!(ch->cr & CR_EN))
		channel_configure(ch, reg, value);
}

/* ---- the register block ------------------------------------------------------------- */

/* the channel that owns @offset, which becomes relative to it; or NULL */
static struct mdma_channel *mdma_channel(struct stm32_mdma *s, uint64_t *offset)
{
	unsigned int index = (*offset - CHANNEL_BASE) / CHANNEL_STRIDE;

	if (*offset < CHANNEL_BASE || index >= MDMA_CHANNELS)
		return NULL;
	*offset -= CHANNEL_BASE + index * CHANNEL_STRIDE;
	return &s->channel[index];
}

static uint32_t mdma_read_word(struct stm32_mdma *s, uint64_t offset)
{
	struct mdma_channel *ch = mdma_channel(s, &offset);

	if (ch)
		return channel_read(ch, offset);
	return offset == GISR0 ? s->gisr : 0;
}

/* Bytes, half-words and words are all the same to it. */
static bool mdma_width(struct dmae_model *m, uint64_t offset, unsigned int width)
{
	if (width <= 4)
		return true;
	dmae_model_warn(m, "%u-bit access at 0x%03x: registers are 32 bits wide", width * 8,
			(unsigned int)offset);
	return false;
}

static uint64_t mdma_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			  unsigned int width)
{
	if (!mdma_width(m, offset, width))
		return 0;
	return mdma_read_word(dmae_model_state(m), offset & ~3ull) >> (offset & 3) * 8;
}

static void mdma_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		       unsigned int width, uint64_t value)
{
	unsigned int shift = (offset & 3) * 8;
	uint32_t mask = width < 4 ? ((1u << width * 8) - 1) << shift : ~0u, old = 0;
	struct stm32_mdma *s = dmae_model_state(m);
	struct mdma_channel *ch;

	if (!mdma_width(m, offset, width))
		return;
	offset &= ~3ull;
	ch = mdma_channel(s, &offset);
	if (!ch)
		return;
	/* CxIFCR is not there to be read */
	if (mask != ~0u && offset != CXIFCR)
		old = channel_read(ch, offset);
	channel_write(ch, offset, (old & ~mask) | ((uint32_t)value << shift & mask));
}

/* ---- requests -------------------------------------------------------------------------- */

static void mdma_request_changed(struct dmae_model *m, unsigned int input, bool level)
{
	struct stm32_mdma *s = dmae_model_state(m);
	unsigned int i;

	if (input >= MDMA_REQUESTS)
		return;
	s->request[input] = level;
	for (i = 0; level && i < MDMA_CHANNELS; i++) {
		struct mdma_channel *ch = &s->channel[i];

		if (ch->cr & CR_EN && !(ch->tcr & TCR_SWRM) && TBR_TSEL(ch->tbr) == input)
			mdma_request(ch);
	}
}

/* "dmas": request, priority, configuration, mask address, mask data (st,stm32-mdma.yaml) */
static int mdma_request_input(struct dmae_model *m, const uint32_t *cells, unsigned int ncells)
{
	if (ncells != 5 || cells[0] >= MDMA_REQUESTS)
		return -EINVAL;
	return cells[0];
}

/* ---- the IP block ------------------------------------------------------------------------ */

static int mdma_create(struct dmae_model *m)
{
	struct stm32_mdma *s = dmae_model_state(m);
	unsigned int i;

	s->hz = dmae_model_running_clock_hz(m, 0, DEFAULT_HZ);
	if (!s->hz)
		return -EINVAL;
	for (i = 0; i < MDMA_CHANNELS; i++)
		mdma_channel_init(&s->channel[i], m, i);
	return 0;
}

static void mdma_describe(struct dmae_model *m, struct dmae_text *text)
{
	static const char *const states[] = {
		[MDMA_OFF] = "off",
		[MDMA_WAIT] = "waits for a request",
		[MDMA_BUFFER_MOVES] = "moves a buffer",
		[MDMA_BLOCK_MOVES] = "moves a block",
		[MDMA_LINK] = "fetches a link",
	};
	struct stm32_mdma *s = dmae_model_state(m);
	unsigned int i;

	for (i = 0; i < MDMA_CHANNELS; i++) {
		const struct mdma_channel *ch = &s->channel[i];

		if (!(ch->cr & CR_EN) && !ch->flags)
			continue;
		dmae_text_line(text,
			       "channel %u: %s%s; CxISR 0x%02x, CxESR 0x%03x, CxTCR 0x%08x, CxBNDTR "
			       "0x%08x, CxLAR 0x%08x",
			       i, states[ch->state], ch->stopping ? ", stopping" : "", ch->flags,
			       ch->esr, ch->tcr, ch->bndtr, ch->lar);
		if (ch->state == MDMA_WAIT)
			dmae_text_line(text, "channel %u: its request is %s", i,
				       ch->tcr & TCR_SWRM ? "software's, CxCR.SWRQ" :
				       s->request[TBR_TSEL(ch->tbr)] ? "high" :
								       "low");
	}
}

static const char *const mdma_compatible[] = { "st,stm32h7-mdma", NULL };

const struct dmae_model_class stm32_mdma_class = {
	.name = "stm32-mdma",
	.compatible = mdma_compatible,
	.state_size = sizeof(struct stm32_mdma),
	.create = mdma_create,
	.read = mdma_read,
	.write = mdma_write,
	.request_input = mdma_request_input,
	.request_changed = mdma_request_changed,
	.describe = mdma_describe,
};
