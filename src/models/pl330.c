// SPDX-License-Identifier: MIT
/*
 * PL330: ARM CoreLink DMA-330 DMA Controller, after its Technical Reference
 * Manual, DDI 0424, r1p2. This file is the block as a whole: how it was
 * configured when it was built into a chip, its interrupts and its requests.
 * pl330.h says where the rest is. It knows registers, memory and request
 * lines, and nothing of a driver. Host side.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pl330.h"

/**
 * struct integration - what a chip's maker chose
 * @board: the root node's compatible string; NULL: any other
 * @hz: its clock, where the tree does not know it
 */
static const struct integration {
	const char *board;
	unsigned int channels, periphs, events, depth, width, revision;
	uint64_t hz;
} integrations[] = {
	/* Zynq-7000 TRM, UG585: CPU_2x clock at the usual 667 MHz */
	{ "xlnx,zynq-7000", 8, 4, 16, 128, 8, 2, 222222222 },
	{ NULL, 8, 32, 32, 128, 8, 3, 200000000 },
};

/* ---- interrupts -------------------------------------------------------- */

void pl330_interrupts(struct pl330 *s)
{
	uint32_t level = s->irq & s->inten;
	bool stop = s->faulting || s->wd_abort;
	unsigned int i;

	if (level == s->shown && stop == s->shown_abort)
		return;
	s->shown = level;
	s->shown_abort = stop;
	for (i = 0; i < s->lines; i++)
		dmae_irq_set(s->model, i,
			     level & s->line_events[i] || (stop && s->abort_line == (int)i));
}

/* DMASEV: an interrupt, or whoever waits; if nobody does, the event stays */
void pl330_signal(struct pl330 *s, unsigned int event)
{
	uint32_t bit = 1u << event;
	bool taken = false;
	unsigned int i;

	if (s->inten & bit) {
		s->irq |= bit;
		pl330_interrupts(s);
		return;
	}
	for (i = 0; i <= PL330_CHANNELS; i++) {
		struct pl330_thread *t = &s->thread[i];

		if (t->status != PL330_WFE || t->waits_for != event)
			continue;
		pl330_thread_resume(t);
		taken = true;
	}
	if (!taken)
		s->event_active |= bit;
}

/* "interrupt-names" of the node: "abort", and "dma0", ... or "irq0", ... */
static bool lines_by_name(struct pl330 *s)
{
	unsigned int i = 0;
	const char *names, *at;
	int len;

	names = dmae_model_prop(s->model, "interrupt-names", &len);
	for (at = names; names && at < names + len && i < s->lines; at += strlen(at) + 1, i++) {
		const char *digits = at + strcspn(at, "0123456789");

		if (!strncmp(at, "abort", 5))
			s->abort_line = i;
		else if (*digits && atoi(digits) < PL330_EVENTS)
			s->line_events[i] |= 1u << atoi(digits);
	}
	return names;
}

/*
 * arm,pl330 bindings: one combined interrupt, or one for each event. Two are a combined one and
 * irq_abort; one more than there are events is irq_abort too.
 */
static void lines_connect(struct pl330 *s)
{
	unsigned int i;

	s->lines = dmae_irq_count(s->model);
	if (s->lines > PL330_LINES)
		s->lines = PL330_LINES;
	s->abort_line = -1;
	if (lines_by_name(s) || !s->lines)
		return;
	if (s->lines <= 2) {
		s->line_events[0] = ~0u;
		s->abort_line = s->lines - 1;
		return;
	}
	for (i = 0; i < s->lines && i < s->events; i++)
		s->line_events[i] = 1u << i;
	s->abort_line = s->lines > s->events ? s->events : 0;
}

/* ---- requests ---------------------------------------------------------- */

static int request_input(struct dmae_model *m, const uint32_t *cells, unsigned int ncells)
{
	const struct pl330 *s = dmae_model_state(m);

	return ncells == 1 && cells[0] < s->periphs ? (int)cells[0] : -EINVAL;
}

static void request_changed(struct dmae_model *m, unsigned int input, bool level)
{
	struct pl330 *s = dmae_model_state(m);
	unsigned int i;

	s->requests &= ~(1u << input);
	if (!level)
		return;
	s->requests |= 1u << input;
	for (i = 0; i < s->channels; i++) {
		struct pl330_thread *t = &s->thread[i];

		if (t->status == PL330_WFP && t->waits_for == input && pl330_thread_requested(t))
			pl330_thread_resume(t);
	}
}

/* ---- the block --------------------------------------------------------- */

/* a property of the bindings, its older spelling, or what the chip has */
static unsigned int count(struct dmae_model *m, const char *prop, const char *old,
			  unsigned int otherwise)
{
	return dmae_model_prop_u32(m, prop, dmae_model_prop_u32(m, old, otherwise));
}

static bool within(struct dmae_model *m, const char *what, unsigned int value, unsigned int low,
		   unsigned int high)
{
	if (value >= low && value <= high)
		return true;
	dmae_model_error(m, "%u %s: a PL330 can have %u to %u", value, what, low, high);
	return false;
}

static int configure(struct pl330 *s)
{
	const struct integration *chip = integrations;
	struct dmae_model *m = s->model;

	while (chip->board && !dmae_board_compatible(m, chip->board))
		chip++;
	s->channels = count(m, "dma-channels", "#dma-channels", chip->channels);
	s->periphs = count(m, "dma-requests", "#dma-requests", chip->periphs);
	s->events = dmae_model_prop_u32(m, "dmae,events", chip->events);
	s->depth = dmae_model_prop_u32(m, "dmae,mfifo-depth", chip->depth);
	s->width = dmae_model_prop_u32(m, "dmae,data-width", chip->width);
	s->revision = dmae_model_prop_u32(m, "dmae,revision", chip->revision) & 0xf;
	s->events_ns = dmae_model_prop_u32(m, "dmae,events-ns", 0);
	s->periphs_ns = dmae_model_prop_u32(m, "dmae,peripherals-ns", 0);
	s->manager_ns = dmae_model_prop_bool(m, "dmae,manager-ns");
	s->boot_from_pc = dmae_model_prop_bool(m, "dmae,boot-addr");
	s->boot_addr = dmae_model_prop_u32(m, "dmae,boot-addr", 0);
	s->hz = dmae_model_clock_hz(m, 0, chip->hz);
	if (!within(m, "channels", s->channels, 1, PL330_CHANNELS) ||
	    !within(m, "peripherals", s->periphs, 0, PL330_PERIPHS) ||
	    !within(m, "events", s->events, 1, PL330_EVENTS) ||
	    !within(m, "lines of MFIFO", s->depth, 1, 1024) ||
	    !within(m, "bytes of bus width", s->width, 4, 16))
		return -EINVAL;
	if (s->width & (s->width - 1) || !s->hz || s->hz > 10000000000ull) {
		dmae_model_error(m, "a data bus of %u bytes at %llu Hz is none that a PL330 has",
				 s->width, (unsigned long long)s->hz);
		return -EINVAL;
	}
	return 0;
}

static int create(struct dmae_model *m)
{
	struct pl330 *s = dmae_model_state(m);
	unsigned int i;
	int err;

	s->model = m;
	err = configure(s);
	if (err)
		return err;
	lines_connect(s);
	dmae_event_init(&s->watchdog, m, pl330_watchdog_event);
	for (i = 0; i <= PL330_CHANNELS; i++) {
		struct pl330_thread *t = &s->thread[i];

		t->dmac = s;
		t->index = i;
		t->manager = i == PL330_CHANNELS;
		t->ns = t->manager && s->manager_ns;
		t->f.ccr = CCR_RESET;
		dmae_event_init(&t->event, m, pl330_thread_event);
		if (t->manager)
			continue;
		t->fifo = malloc((size_t)s->depth * s->width);
		if (!t->fifo)
			err = -ENOMEM;
	}
	for (i = 0; err && i < PL330_CHANNELS; i++)
		free(s->thread[i].fifo);
	return err;
}

static int connect(struct dmae_model *m)
{
	struct pl330 *s = dmae_model_state(m);

	if (s->boot_from_pc)
		pl330_thread_go(pl330_manager(s), s->boot_addr, s->manager_ns);
	return 0;
}

static void destroy(struct dmae_model *m)
{
	struct pl330 *s = dmae_model_state(m);
	unsigned int i;

	dmae_event_cancel(&s->watchdog);
	for (i = 0; i <= PL330_CHANNELS; i++) {
		dmae_event_cancel(&s->thread[i].event);
		free(s->thread[i].fifo);
	}
}

static const char *status_text(const struct pl330_thread *t)
{
	if (t->stalled)
		return "waits for room in the MFIFO";
	if (t->spinning)
		return "in a loop that does nothing, for ever";
	switch (t->status) {
	case PL330_WFE:
		return "waits for an event";
	case PL330_WFP:
		return "waits for a peripheral";
	case PL330_FAULTING:
		return "faulting";
	case PL330_STOPPED:
		return "stopped";
	default:
		return "executing";
	}
}

static void describe(struct dmae_model *m, struct dmae_text *text)
{
	struct pl330 *s = dmae_model_state(m);
	unsigned int i;

	dmae_text_line(text, "INTEN 0x%x, events 0x%x, interrupts 0x%x, requests 0x%x", s->inten,
		       s->event_active, s->irq, s->requests);
	for (i = 0; i <= PL330_CHANNELS; i++) {
		struct pl330_thread *t = &s->thread[i];

		if (t->status == PL330_STOPPED)
			continue;
		pl330_thread_sync(t);
		if (t->manager)
			dmae_text_line(text, "manager: %s, number %u; DPC 0x%x FTRD 0x%x",
				       status_text(t), t->waits_for, t->f.pc, t->faults);
		else
			dmae_text_line(text,
				       "channel %u: %s, number %u; CPC 0x%x SAR 0x%x DAR 0x%x CCR "
				       "0x%x LC0 %u LC1 %u, %u bytes in the MFIFO, FTR 0x%x",
				       i, status_text(t), t->waits_for, t->f.pc, t->f.sar, t->f.dar,
				       t->f.ccr, t->f.lc[0], t->f.lc[1], t->f.level, t->faults);
	}
}

static const char *const compatible[] = { "arm,pl330", NULL };

const struct dmae_model_class pl330_class = {
	.name = "pl330",
	.compatible = compatible,
	.state_size = sizeof(struct pl330),
	.create = create,
	.connect = connect,
	.destroy = destroy,
	.read = pl330_read,
	.write = pl330_write,
	.request_input = request_input,
	.request_changed = request_changed,
	.describe = describe,
};
