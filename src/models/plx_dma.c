// SPDX-License-Identifier: MIT
/*
 * The DMA function of a PLX (now Broadcom) ExpressLane PCI Express switch:
 * one channel with a ring of descriptors in memory. Manual: PEX 8717, 8725,
 * 8733, 8749 Data Books, chapter "DMA", and the register facts that Linux'
 * plx_dma names. Host side.
 *
 * Modelled: descriptors off chip, write-back, interrupt when done, graceful
 * pause, abort. Not modelled: block mode and descriptors on chip (START in
 * one of those modes is reported and ignored), prefetching of more than one
 * descriptor, which software could not tell apart.
 *
 * Timing: 400 ns a descriptor (fetch and write-back), then 6.4 bytes a
 * nanosecond: a link of eight lanes at 8 GT/s.
 */
#include <string.h>

#include <dmae/model.h>

#define RING_ADDR	0x214
#define RING_ADDR_HI	0x218
#define RING_NEXT	0x21c /* low half of the address of the next descriptor */
#define RING_COUNT	0x220
#define LAST_ADDR	0x224
#define LAST_SIZE	0x228
#define PREF_LIMIT	0x234
#define CTRL		0x238 /* CTRL2 in the upper half */
#define INTR		0x23c /* enable, and status in the upper half */

#define CTRL_PAUSE		(1u << 0)
#define CTRL_ABORT		(1u << 1)
#define CTRL_WRITE_BACK		(1u << 2)
#define CTRL_START		(1u << 3)
#define CTRL_STOP_AT_END	(1u << 4)
#define CTRL_MODE		(3u << 5)
#define CTRL_MODE_OFF_CHIP	(2u << 5)
#define CTRL_INVALID		(1u << 8) /* this and those below: written 1 clears */
#define CTRL_PAUSE_DONE		(1u << 9)
#define CTRL_ABORT_DONE		(1u << 10)
#define CTRL_IMM_PAUSE_DONE	(1u << 12)
#define CTRL_DONE (CTRL_INVALID | CTRL_PAUSE_DONE | CTRL_ABORT_DONE | CTRL_IMM_PAUSE_DONE)
#define CTRL_SETTINGS		0x00070076u
#define CTRL_IN_PROGRESS	(1u << 30)

#define INTR_ERROR	(1u << 0)
#define INTR_INVALID	(1u << 1)
#define INTR_DESC_DONE	(1u << 2)
#define INTR_ABORT_DONE (1u << 3)
#define INTR_PAUSE_DONE (1u << 4)

#define DESC_SIZE	0x07ffffffu
#define DESC_VALID	(1u << 31)
#define DESC_INTERRUPT	(1u << 30)
#define WB_SUCCESS	(1u << 30)
#define WB_READ_FAILED	(1u << 29)
#define WB_WRITE_FAILED (1u << 28)

#define DESC_NS		400
#define BYTES_PER_10_NS 64

/* struct descriptor - as it lies in memory, little-endian */
struct descriptor {
	uint32_t flags_and_size;
	uint16_t dst_hi, src_hi;
	uint32_t dst_lo, src_lo;
};

struct channel {
	uint32_t ring_lo, ring_hi, next, count, last_addr, last_size, limit;
	uint32_t ctrl, intr_enable, intr_status;
	bool running;	/* START was written, and nothing has stopped it */
	bool fetched;	/* @now is being moved */
	struct descriptor now;
	struct dmae_event event;
};

static void drive(struct dmae_model *m)
{
	struct channel *c = dmae_model_state(m);

	/* a descriptor asks for its interrupt itself */
	dmae_irq_set(m, 0, c->intr_status & (c->intr_enable | INTR_DESC_DONE));
}

static uint64_t next_addr(const struct channel *c)
{
	return (uint64_t)c->ring_hi << 32 | c->next;
}

static void stop(struct dmae_model *m, uint32_t why, uint32_t interrupt)
{
	struct channel *c = dmae_model_state(m);

	c->running = false;
	c->fetched = false;
	c->ctrl |= why;
	c->intr_status |= interrupt;
	dmae_event_cancel(&c->event);
	drive(m);
}

/* ---- one descriptor ---------------------------------------------------- */

static void fetch(struct dmae_model *m)
{
	struct channel *c = dmae_model_state(m);

	if (c->ctrl & CTRL_PAUSE) {
		stop(m, CTRL_PAUSE_DONE, INTR_PAUSE_DONE);
		return;
	}
	if (dmae_bus_read(m, next_addr(c), &c->now, sizeof(c->now))) {
		dmae_model_error(m, "descriptor at 0x%llx cannot be read: stopped",
				 (unsigned long long)next_addr(c));
		stop(m, 0, INTR_ERROR);
		return;
	}
	if (!(c->now.flags_and_size & DESC_VALID)) {
		stop(m, CTRL_INVALID, INTR_INVALID);
		return;
	}
	c->fetched = true;
	dmae_event_after(&c->event, DESC_NS + 10ull * (c->now.flags_and_size & DESC_SIZE) /
						      BYTES_PER_10_NS);
}

static bool advance(struct channel *c)
{
	c->last_addr = c->next;
	c->last_size = c->now.flags_and_size & DESC_SIZE;
	c->next += sizeof(struct descriptor);
	if (c->next - c->ring_lo < c->count * sizeof(struct descriptor))
		return true;
	c->next = c->ring_lo;
	return !(c->ctrl & CTRL_STOP_AT_END);
}

static void finish(struct dmae_model *m)
{
	struct channel *c = dmae_model_state(m);
	uint32_t size = c->now.flags_and_size & DESC_SIZE, back;
	bool read_failed = false;
	enum dmae_bus response;

	response = dmae_bus_copy(m, (uint64_t)c->now.dst_hi << 32 | c->now.dst_lo,
				 (uint64_t)c->now.src_hi << 32 | c->now.src_lo, size, &read_failed);
	back = !response ? WB_SUCCESS | size : read_failed ? WB_READ_FAILED : WB_WRITE_FAILED;
	if (c->ctrl & CTRL_WRITE_BACK)
		dmae_bus_write(m, next_addr(c), &back, sizeof(back));
	if (response)
		c->intr_status |= INTR_ERROR;
	if (c->now.flags_and_size & DESC_INTERRUPT)
		c->intr_status |= INTR_DESC_DONE;
	c->fetched = false;
	if (!advance(c))
		c->running = false;
	drive(m);
	if (c->running)
		fetch(m);
}

static void step(struct dmae_model *m, struct dmae_event *event)
{
	struct channel *c = dmae_model_state(m);

	if (c->fetched)
		finish(m);
	else if (c->running)
		fetch(m);
}

/* ---- registers --------------------------------------------------------- */

static void control(struct dmae_model *m, uint32_t value)
{
	struct channel *c = dmae_model_state(m);

	c->ctrl &= ~(value & CTRL_DONE);
	c->ctrl = (c->ctrl & CTRL_DONE) | (value & (CTRL_SETTINGS | CTRL_PAUSE));
	if (value & CTRL_ABORT) {
		stop(m, CTRL_ABORT_DONE, INTR_ABORT_DONE);
		return;
	}
	if (value & CTRL_PAUSE && !c->running) {
		stop(m, CTRL_PAUSE_DONE, INTR_PAUSE_DONE);
		return;
	}
	if (!(value & CTRL_START) || c->running)
		return;
	if ((value & CTRL_MODE) != CTRL_MODE_OFF_CHIP || !c->count) {
		dmae_model_error(m, "START with CTRL 0x%x and %u descriptors: only a ring off chip "
				    "is modelled", (unsigned int)value, c->count);
		return;
	}
	c->running = true;
	dmae_event_after(&c->event, 0);
}

static uint32_t *plain_register(struct channel *c, uint64_t offset)
{
	switch (offset) {
	case RING_ADDR:
		return &c->ring_lo;
	case RING_ADDR_HI:
		return &c->ring_hi;
	case RING_NEXT:
		return &c->next;
	case RING_COUNT:
		return &c->count;
	case PREF_LIMIT:
		return &c->limit;
	default:
		return NULL;
	}
}

static uint32_t read32(struct channel *c, uint64_t offset)
{
	const uint32_t *plain = plain_register(c, offset);

	if (plain)
		return *plain;
	switch (offset) {
	case LAST_ADDR:
		return c->last_addr;
	case LAST_SIZE:
		return c->last_size;
	case CTRL:
		return c->ctrl | (c->running ? CTRL_IN_PROGRESS : 0);
	case INTR:
		return c->intr_enable | c->intr_status << 16;
	default:
		return 0;
	}
}

static uint64_t plx_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			 unsigned int width)
{
	struct channel *c = dmae_model_state(m);

	return read32(c, offset & ~3ull) >> 8 * (offset & 3);
}

/* CTRL, CTRL2 and the interrupt registers are of 16 bits, and neighbours */
static void plx_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		      unsigned int width, uint64_t value)
{
	struct channel *c = dmae_model_state(m);
	uint32_t *plain = plain_register(c, offset);

	if (plain && width == 4) {
		*plain = value;
	} else if (offset == CTRL) {
		control(m, width == 4 ? value : (value & 0xffff) | (c->ctrl & 0x70000));
	} else if (offset == CTRL + 2) {
		c->ctrl = (c->ctrl & ~0x70000u) | (value & 7) << 16;
	} else if (offset == INTR || offset == INTR + 2) {
		if (offset == INTR)
			c->intr_enable = value & 0x3b;
		if (offset == INTR + 2 || width == 4)
			c->intr_status &= ~(offset == INTR ? value >> 16 : value);
		drive(m);
	}
}

/* ---- life -------------------------------------------------------------- */

static int plx_create(struct dmae_model *m)
{
	struct channel *c = dmae_model_state(m);

	dmae_event_init(&c->event, m, step);
	return 0;
}

static void plx_reset(struct dmae_model *m)
{
	struct channel *c = dmae_model_state(m);

	dmae_event_cancel(&c->event);
	memset(c, 0, offsetof(struct channel, event));
	drive(m);
}

static void plx_describe(struct dmae_model *m, struct dmae_text *text)
{
	const struct channel *c = dmae_model_state(m);

	dmae_text_line(text,
		       "%s, next descriptor at 0x%llx of %u, CTRL 0x%x, interrupt status 0x%x",
		       c->running ? "running" : "stopped", (unsigned long long)next_addr(c),
		       c->count, c->ctrl, c->intr_status);
}

static const struct dmae_pci_function plx_function = {
	.vendor = 0x10b5,
	.device = 0x87d0,
	.subsystem_vendor = 0x10b5,
	.subsystem = 0x8749,
	.class_code = 0x088000,
	.revision = 0xca,
	.bars = { [0] = { .size = 0x40000, .flags = DMAE_PCI_BAR_64 } },
	.pin = 1,
	.msi_vectors = 8,
	.msi_maskable = true,
	.express = true,
	.error_reporting = true,
	.reset = plx_reset,
};

static const char *const plx_compatible[] = { "pci10b5,87d0", NULL };

const struct dmae_model_class plx_dma_class = {
	.name = "plx-dma",
	.compatible = plx_compatible,
	.state_size = sizeof(struct channel),
	.create = plx_create,
	.read = plx_read,
	.write = plx_write,
	.describe = plx_describe,
	.pci = &plx_function,
};
