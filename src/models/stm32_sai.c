// SPDX-License-Identifier: MIT
/*
 * An audio block of the SAI of STM32MP1, after ST's reference manual RM0436
 * (rev 6), chapter "Serial audio interface": free protocol, a master with its
 * sample clock, or synchronous with the other block of the same SAI. Slots
 * that are not enabled carry nothing and take no entry.
 *
 * A codec's place is taken by a wire: what one block sends, the other one of
 * the same SAI receives, if it runs on the same clock. With dmae,unplugged in
 * the receiver's node, and while nobody sends, zeros are received. A block
 * that is a slave of an external master waits for ever.
 */
#include <dmae/model.h>

#include <errno.h>
#include <string.h>

#include "models/entry_fifo.h"

#define DEPTH		8		/* slots */
#define BLOCK_SPACING	0x400u		/* from one SAI to the next; both blocks lie within */
#define DEFAULT_HZ	12288000u	/* 256 times 48 kHz */

/* ---- registers of a block, RM0436 section "SAI registers" ---------------- */

#define CR1		0x00
#define   CR1_MODE(r)		((r) & 0x3u)
#define   CR1_MODE_RX		0x00000001u
#define   CR1_DS(r)		((r) >> 5 & 0x7u)
#define   CR1_SYNCEN(r)		((r) >> 10 & 0x3u)
#define   CR1_SAIEN		0x00010000u
#define   CR1_DMAEN		0x00020000u
#define   CR1_NODIV		0x00080000u
#define   CR1_MCKDIV(r)		((r) >> 20 & 0x3fu)
#define   CR1_OSR		0x04000000u
#define   CR1_RESET		0x00000040u
#define CR2		0x04
#define   CR2_FTH(r)		((r) & 0x7u)
#define   CR2_FFLUSH		0x00000008u
#define   CR2_MUTE		0x00000020u
#define FRCR		0x08
#define   FRCR_FRL(r)		((r) & 0xffu)
#define   FRCR_RESET		0x00000007u
#define SLOTR		0x0c
#define   SLOTR_NBSLOT(r)	((r) >> 8 & 0xfu)
#define   SLOTR_SLOTEN(r)	((r) >> 16)
#define IMR		0x10
#define SR		0x14
#define   SR_OVRUDR		0x00000001u
#define   SR_WCKCFG		0x00000004u
#define   SR_FREQ		0x00000008u
#define   SR_FLVL(n)		((n) << 16)
#define CLRFR		0x18
#define DR		0x1c

enum { MASTER_TX, MASTER_RX, SLAVE_TX, SLAVE_RX };	/* CR1.MODE */

struct sai_block {
	struct dmae_model *model;
	struct sai_block *next;		/* all blocks of the machine */
	uint64_t hz;
	bool plugged;
	uint32_t cr1, cr2, frcr, slotr, imr;
	uint32_t flags;			/* of SR: the bits that CLRFR clears */
	struct entry_fifo fifo;
	struct entry_request request;
	struct dmae_event slot;		/* the sample clock, of a master */
};

static struct sai_block *blocks;

static struct sai_block *other_block(struct sai_block *s)
{
	uint64_t sai = dmae_model_window_base(s->model, 0) / BLOCK_SPACING;
	struct sai_block *b;

	for (b = blocks; b; b = b->next)
		if (b != s && dmae_model_window_base(b->model, 0) / BLOCK_SPACING == sai)
			return b;
	return NULL;
}

static bool is_receiver(const struct sai_block *s)
{
	return s->cr1 & CR1_MODE_RX;
}

static bool is_master(const struct sai_block *s)
{
	return CR1_MODE(s->cr1) < SLAVE_TX && !CR1_SYNCEN(s->cr1);
}

/* runs on the clock of the other block? */
static bool follows(const struct sai_block *s)
{
	return CR1_SYNCEN(s->cr1) == 1 && s->cr1 & CR1_SAIEN;
}

/* ---- the sample clock ------------------------------------------------------ */

static unsigned int slots_enabled(const struct sai_block *s)
{
	uint32_t enabled = SLOTR_SLOTEN(s->slotr) & ((2u << SLOTR_NBSLOT(s->slotr)) - 1);

	return (unsigned int)__builtin_popcount(enabled);
}

static uint64_t slot_time_ns(const struct sai_block *s)
{
	uint64_t div = CR1_MCKDIV(s->cr1) ? CR1_MCKDIV(s->cr1) : 1, cycles;
	unsigned int slots = slots_enabled(s);

	if (s->cr1 & CR1_NODIV)
		cycles = div * (FRCR_FRL(s->frcr) + 1);
	else
		cycles = div * 256 * (s->cr1 & CR1_OSR ? 2 : 1);
	return (cycles * 1000000000u / s->hz + slots - 1) / slots;
}

/* ---- what follows from the state ------------------------------------------- */

/* entries that one request stands for, after FTH: empty, a quarter, half, three quarters, full */
static unsigned int request_entries(const struct sai_block *s)
{
	static const unsigned char rx[8] = { 1, 2, 4, 6, 8, 8, 8, 8 };
	static const unsigned char tx[8] = { 8, 6, 4, 2, 1, 1, 1, 1 };

	return is_receiver(s) ? rx[CR2_FTH(s->cr2)] : tx[CR2_FTH(s->cr2)];
}

static unsigned int entries_ready(const struct sai_block *s)
{
	return is_receiver(s) ? s->fifo.level : entry_fifo_room(&s->fifo);
}

static uint32_t fifo_level_code(const struct sai_block *s)
{
	if (!s->fifo.level)
		return 0;
	return s->fifo.level == DEPTH ? 5 : 1 + s->fifo.level / 2;
}

static uint32_t status(const struct sai_block *s)
{
	uint32_t sr = s->flags | SR_FLVL(fifo_level_code(s));

	if (entries_ready(s) >= request_entries(s))
		sr |= SR_FREQ;
	return sr;
}

static void sai_settle(struct sai_block *s)
{
	entry_request_update(&s->request, s->cr1 & CR1_DMAEN, entries_ready(s),
			     request_entries(s));
	dmae_irq_set(s->model, 0, status(s) & s->imr);
}

/* ---- slots ----------------------------------------------------------------- */

static uint32_t slot_send(struct sai_block *s)
{
	uint32_t value;

	if (!s->fifo.level) {
		s->flags |= SR_OVRUDR;
		return 0;
	}
	value = entry_fifo_get(&s->fifo);
	return s->cr2 & CR2_MUTE ? 0 : value;
}

static void slot_receive(struct sai_block *s, uint32_t value)
{
	if (entry_fifo_room(&s->fifo))
		entry_fifo_put(&s->fifo, s->plugged ? value : 0);
	else
		s->flags |= SR_OVRUDR;
}

static void sai_slot(struct dmae_model *m, struct dmae_event *event)
{
	struct sai_block *s = dmae_model_state(m), *other = other_block(s);
	struct sai_block *sender = NULL, *receiver = NULL;
	uint32_t value = 0;

	*(is_receiver(s) ? &receiver : &sender) = s;
	if (other && follows(other))
		*(is_receiver(other) ? &receiver : &sender) = other;
	if (sender)
		value = slot_send(sender);
	if (receiver)
		slot_receive(receiver, value);
	dmae_event_after(&s->slot, slot_time_ns(s));
	sai_settle(s);
	if (other)
		sai_settle(other);
}

static void sai_request_acked(struct dmae_model *m, unsigned int line, bool last)
{
	struct sai_block *s = dmae_model_state(m);

	s->request.left = 0;
	sai_settle(s);
}

/* ---- register access ------------------------------------------------------- */

static void cr1_write(struct sai_block *s, uint32_t value)
{
	uint32_t changed = s->cr1 ^ value;

	if (s->cr1 & CR1_SAIEN && changed & ~(CR1_SAIEN | CR1_DMAEN)) {
		dmae_model_warn(s->model, "CR1: only SAIEN and DMAEN can be changed while SAIEN is 1");
		value = (s->cr1 & ~(CR1_SAIEN | CR1_DMAEN)) | (value & (CR1_SAIEN | CR1_DMAEN));
	}
	s->cr1 = value;
	if (!(changed & CR1_SAIEN))
		return;
	dmae_event_cancel(&s->slot);
	if (!(value & CR1_SAIEN) || !is_master(s))
		return;
	if (!slots_enabled(s)) {
		/* a frame without a slot: the manual calls it a wrong clock configuration */
		s->flags |= SR_WCKCFG;
		s->cr1 &= ~CR1_SAIEN;
		return;
	}
	dmae_event_after(&s->slot, slot_time_ns(s));
}

static void dr_write(struct sai_block *s, uint32_t value)
{
	static const unsigned char bits[8] = { 8, 8, 8, 10, 16, 20, 24, 32 };

	if (is_receiver(s) || !entry_fifo_room(&s->fifo))
		return;
	entry_request_moved(&s->request, 1);
	entry_fifo_put(&s->fifo, value & UINT32_MAX >> (32 - bits[CR1_DS(s->cr1)]));
}

static uint32_t dr_read(struct sai_block *s)
{
	if (!is_receiver(s) || !s->fifo.level)
		return 0;
	entry_request_moved(&s->request, 1);
	return entry_fifo_get(&s->fifo);
}

static uint64_t sai_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			 unsigned int width)
{
	struct sai_block *s = dmae_model_state(m);
	uint32_t value;

	switch (offset) {
	case CR1:
		return s->cr1;
	case CR2:
		return s->cr2;
	case FRCR:
		return s->frcr;
	case SLOTR:
		return s->slotr;
	case IMR:
		return s->imr;
	case SR:
		return status(s);
	case DR:
		value = dr_read(s);
		sai_settle(s);
		return value;
	default:
		return 0;
	}
}

static void sai_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		      unsigned int width, uint64_t value)
{
	struct sai_block *s = dmae_model_state(m);

	switch (offset) {
	case CR1:
		cr1_write(s, value);
		break;
	case CR2:
		s->cr2 = value & ~CR2_FFLUSH;
		if (value & CR2_FFLUSH)
			s->fifo.level = 0;
		break;
	case FRCR:
		s->frcr = value;
		break;
	case SLOTR:
		s->slotr = value;
		break;
	case IMR:
		s->imr = value & 0x7fu;
		break;
	case CLRFR:
		s->flags &= ~value;
		break;
	case DR:
		dr_write(s, value);
		break;
	}
	sai_settle(s);
}

/* ---- the IP block ---------------------------------------------------------- */

static void sai_describe(struct dmae_model *m, struct dmae_text *text)
{
	struct sai_block *s = dmae_model_state(m);

	if (!(s->cr1 & (CR1_SAIEN | CR1_DMAEN)))
		return;
	dmae_text_line(text, "%s%s, %u slots in the FIFO, request %s%s",
		       is_receiver(s) ? "receiver" : "transmitter",
		       s->cr1 & CR1_SAIEN ? "" : " (not enabled)", s->fifo.level,
		       s->request.line.level ? "up" : "down",
		       s->flags & SR_OVRUDR ? ", overrun or underrun" : "");
}

static int sai_create(struct dmae_model *m)
{
	struct sai_block *s = dmae_model_state(m);

	s->model = m;
	s->hz = dmae_model_running_clock_hz(m, 0, DEFAULT_HZ);
	if (!s->hz)
		return -EINVAL;
	s->plugged = !dmae_model_prop_bool(m, "dmae,unplugged");
	s->cr1 = CR1_RESET;
	s->frcr = FRCR_RESET;
	s->fifo.size = DEPTH;
	dmae_event_init(&s->slot, m, sai_slot);
	s->next = blocks;
	blocks = s;
	return 0;
}

/* a block goes one way; its node says which by the name of its request */
static int sai_connect(struct dmae_model *m)
{
	struct sai_block *s = dmae_model_state(m);
	int err = dmae_request_get(m, "tx", 0, &s->request.line);

	if (err == -ENOENT)
		err = dmae_request_get(m, "rx", 0, &s->request.line);
	return err == -EINVAL ? -EINVAL : 0;
}

static void sai_destroy(struct dmae_model *m)
{
	struct sai_block *s = dmae_model_state(m), **link;

	for (link = &blocks; *link; link = &(*link)->next) {
		if (*link != s)
			continue;
		*link = s->next;
		break;
	}
}

static const char *const sai_compatible[] = { "st,stm32-sai-sub-a", "st,stm32-sai-sub-b", NULL };

const struct dmae_model_class stm32_sai_class = {
	.name = "stm32-sai",
	.compatible = sai_compatible,
	.state_size = sizeof(struct sai_block),
	.create = sai_create,
	.connect = sai_connect,
	.destroy = sai_destroy,
	.read = sai_read,
	.write = sai_write,
	.request_acked = sai_request_acked,
	.describe = sai_describe,
};
