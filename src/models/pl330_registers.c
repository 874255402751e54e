// SPDX-License-Identifier: MIT
/*
 * PL330: registers (manual, chapter 3), as the secure APB interface has them:
 * whoever is on this bus sees all of them. Host side; the machine calls it.
 */
#include "pl330.h"

#define REGISTERS	0x1000	/* bytes; a larger window has them again and again */

#define DSR		0x000
#define DPC		0x004
#define INTEN		0x020
#define INT_EVENT_RIS	0x024
#define INTMIS		0x028
#define INTCLR		0x02c
#define FSRD		0x030
#define FSRC		0x034
#define FTRD		0x038
#define FTR0		0x040
#define CSR0		0x100	/* and CPC0, every 8 bytes */
#define SAR0		0x400	/* and DAR0, CCR0, LC0_0, LC1_0, every 32 bytes */
#define DBGSTATUS	0xd00
#define DBGCMD		0xd04
#define DBGINST0	0xd08
#define DBGINST1	0xd0c
#define CR0		0xe00
#define CR1		0xe04
#define CR2		0xe08
#define CR3		0xe0c
#define CR4		0xe10
#define CRD		0xe14
#define WD		0xe80
#define PERIPH_ID_0	0xfe0
#define PCELL_ID_0	0xff0

#define DSR_DNS		(1u << 9)
#define CSR_WFP_BURST	(1u << 14)
#define CSR_WFP_PERIPH	(1u << 15)
#define CSR_CNS		(1u << 21)

#define ICACHE_LINE	4	/* log2 of bytes */
#define ICACHE_LINES	8
#define QUEUE_DEPTH	16	/* read and write queues */
#define ISSUING		8	/* outstanding transactions */

static uint32_t status(const struct pl330_thread *t)
{
	uint32_t value = t->status;

	if (t->status == PL330_WFE || t->status == PL330_WFP)
		value |= t->waits_for << 4;
	if (t->manager)
		return value | (t->ns ? DSR_DNS : 0);
	if (t->status == PL330_WFP)
		value |= (t->wfp_burst ? CSR_WFP_BURST : 0) | (t->wfp_periph ? CSR_WFP_PERIPH : 0);
	return value | (t->ns ? CSR_CNS : 0);
}

/* ---- what was chosen when the block was built -------------------------- */

static unsigned int log2_of(unsigned int value)
{
	unsigned int log = 0;

	while (value >>= 1)
		log++;
	return log;
}

static uint32_t cr0(const struct pl330 *s)
{
	uint32_t value = (s->channels - 1) << 4 | (s->events - 1) << 17;

	if (s->periphs)
		value |= 1u | (s->periphs - 1) << 12;
	return value | (s->boot_from_pc ? 2u : 0) | (s->manager_ns ? 4u : 0);
}

static uint32_t configuration(const struct pl330 *s, uint64_t offset)
{
	static const uint8_t pcell[] = { 0x0d, 0xf0, 0x05, 0xb1 };
	const uint8_t periph[] = { 0x30, 0x13, s->revision << 4 | 0x4, 0x00 };

	switch (offset) {
	case CR0:
		return cr0(s);
	case CR1:
		return ICACHE_LINE | (ICACHE_LINES - 1) << 4;
	case CR2:
		return s->boot_addr;
	case CR3:
		return s->events_ns;
	case CR4:
		return s->periphs_ns;
	case CRD:
		return log2_of(s->width) | (ISSUING - 1) << 4 | (QUEUE_DEPTH - 1) << 8 |
		       (ISSUING - 1) << 12 | (QUEUE_DEPTH - 1) << 16 | (s->depth - 1) << 20;
	}
	if (offset >= PCELL_ID_0)
		return pcell[(offset - PCELL_ID_0) / 4];
	return offset >= PERIPH_ID_0 ? periph[(offset - PERIPH_ID_0) / 4] : 0;
}

/* ---- reading ----------------------------------------------------------- */

static uint32_t read_thread(struct pl330_thread *t, uint64_t reg)
{
	pl330_thread_sync(t);
	switch (reg) {
	case 0x00:
		return t->f.sar;
	case 0x04:
		return t->f.dar;
	case 0x08:
		return t->f.ccr;
	case 0x0c:
		return t->f.lc[0];
	case 0x10:
		return t->f.lc[1];
	default:
		return 0;
	}
}

static uint32_t read_channels(struct pl330 *s, uint64_t offset)
{
	struct pl330_thread *t = s->thread;

	if (offset - FTR0 < 4u * s->channels)
		return t[(offset - FTR0) / 4].faults;
	if (offset - CSR0 < 8u * s->channels) {
		t += (offset - CSR0) / 8;
		if (!(offset & 4))
			return status(t);
		pl330_thread_sync(t);
		return t->f.pc;
	}
	if (offset - SAR0 < 32u * s->channels)
		return read_thread(t + (offset - SAR0) / 32, offset & 31);
	return configuration(s, offset);
}

static bool whole_word(struct dmae_model *m, uint64_t offset, unsigned int width)
{
	if (width == 4)
		return true;
	dmae_model_warn(m, "%u-bit access at 0x%03x: registers are 32 bits wide", width * 8,
			(unsigned int)offset);
	return false;
}

uint64_t pl330_read(struct dmae_model *m, unsigned int window, uint64_t offset,
		    unsigned int width)
{
	struct pl330 *s = dmae_model_state(m);
	struct pl330_thread *manager = pl330_manager(s);

	if (!whole_word(m, offset, width))
		return 0;
	offset &= REGISTERS - 1;
	switch (offset) {
	case DSR:
		return status(manager);
	case DPC:
		pl330_thread_sync(manager);
		return manager->f.pc;
	case INTEN:
		return s->inten;
	case INT_EVENT_RIS:
		return s->event_active | s->irq;
	case INTMIS:
		return s->irq & s->inten;
	case FSRD:
		return s->faulting >> PL330_CHANNELS & 1;
	case FSRC:
		return s->faulting & ((1u << PL330_CHANNELS) - 1);
	case FTRD:
		return manager->faults;
	case DBGSTATUS: /* a debug instruction is done before its write to DBGCMD is */
		return 0;
	case WD:
		return s->wd_irq_only;
	default:
		return read_channels(s, offset);
	}
}

/* ---- writing ----------------------------------------------------------- */

static void debug(struct pl330 *s)
{
	unsigned int channel = s->dbginst[0] >> 8 & 7, i;
	uint8_t insn[6] = { s->dbginst[0] >> 16, s->dbginst[0] >> 24 };

	for (i = 0; i < 4; i++)
		insn[2 + i] = s->dbginst[1] >> 8 * i;
	if (!(s->dbginst[0] & 1))
		pl330_debug(pl330_manager(s), insn);
	else if (channel < s->channels)
		pl330_debug(&s->thread[channel], insn);
	else
		dmae_model_error(s->model, "debug instruction for channel %u: there are %u", channel,
				 s->channels);
}

void pl330_write(struct dmae_model *m, unsigned int window, uint64_t offset, unsigned int width,
		 uint64_t value)
{
	struct pl330 *s = dmae_model_state(m);

	if (!whole_word(m, offset, width))
		return;
	offset &= REGISTERS - 1;
	switch (offset) {
	case INTEN:
		s->inten = value & (uint32_t)((1ull << s->events) - 1);
		pl330_interrupts(s);
		break;
	case INTCLR:
		s->irq &= ~(value & s->inten);
		pl330_interrupts(s);
		break;
	case DBGCMD:
		if (!(value & 3))
			debug(s);
		break;
	case DBGINST0:
		s->dbginst[0] = value;
		break;
	case DBGINST1:
		s->dbginst[1] = value;
		break;
	case WD:
		s->wd_irq_only = value & 1;
		break;
	}
}
