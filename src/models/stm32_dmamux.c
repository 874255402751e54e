// SPDX-License-Identifier: MIT
/*
 * STM32 DMAMUX: the request multiplexer in front of DMA1 and DMA2, and its
 * request generator. A model after RM0436 (STM32MP157 reference manual),
 * chapter "DMA request multiplexer (DMAMUX)".
 *
 * Sixteen channels each connect one request line to one stream: channels 0 to
 * 7 to the first of "dma-masters", 8 to 15 to the second. Eight generators
 * make requests out of triggers. Requests go one way through it, and
 * acknowledgements the other; it takes no time for either.
 *
 * Its request inputs are numbered as in DMAREQ_ID. The eight synchronization
 * and trigger signals, which are the same eight, are inputs from
 * SIGNAL_INPUT on; 0 to 2 are its own channel events, and what drives the
 * others (LPTIM, EXTI, TIM12) is for models of those to say.
 *
 * A board may show less of the register window than there is: the device
 * trees of Linux stop after the channels, at 0x40.
 */
#include <dmae/model.h>

#include <errno.h>

#define CHANNELS     16
#define STREAMS	     8 /* of a controller */
#define GENERATORS   8
#define REQUESTS     128
#define SIGNALS	     8
#define EVENTS	     3 /* channel events that are signals as well */
#define SIGNAL_INPUT 256

/* ---- registers ------------------------------------------------------------ */

#define CCR(x)	(4 * (x))
#define CSR	0x080
#define CFR	0x084
#define RGCR	0x100
#define RGSR	0x140
#define RGCFR	0x144
#define HWCFGR2 0x3ec
#define HWCFGR1 0x3f0
#define VERR	0x3f4
#define IPIDR	0x3f8
#define SIDR	0x3fc

#define CCR_REQ_ID(cr)	((cr) & 0x7fu)
#define CCR_SOIE	0x00000100u
#define CCR_EGE		0x00000200u
#define CCR_SE		0x00010000u
#define CCR_POL(cr)	((cr) >> 17 & 3u) /* bit 0: rising edges, bit 1: falling ones */
#define CCR_NBREQ(cr)	((cr) >> 19 & 0x1fu)
#define CCR_SYNC_ID(cr) ((cr) >> 24 & 7u)
#define CCR_ALL		0x07ff037fu

#define RGCR_SIG_ID(cr) ((cr) & 7u)
#define RGCR_OIE	0x00000100u
#define RGCR_GE		0x00010000u
#define RGCR_ALL	0x00ff0107u

struct channel {
	uint32_t cr;
	unsigned int counter; /* requests to be served before the next event */
	bool open;	      /* synchronized: a sync event has connected the request line */
};

struct generator {
	uint32_t cr;
	unsigned int counter;
	bool active; /* a request stands */
};

struct dmamux {
	struct dmae_model *controller[CHANNELS / STREAMS];
	bool request[REQUESTS];
	bool signal[SIGNALS];
	struct channel channel[CHANNELS];
	struct generator generator[GENERATORS];
	uint32_t csr, rgsr;
};

/* ---- outputs ---------------------------------------------------------------- */

/* the level of the request line that a channel has selected; line 0 is none */
static bool line_level(const struct dmamux *s, unsigned int id)
{
	if (id && id <= GENERATORS)
		return s->generator[id - 1].active;
	return id && s->request[id];
}

static void output_drive(struct dmae_model *m, unsigned int x)
{
	struct dmamux *s = dmae_model_state(m);
	const struct channel *ch = &s->channel[x];
	bool level = line_level(s, CCR_REQ_ID(ch->cr)) && (ch->open || !(ch->cr & CCR_SE));

	if (s->controller[x / STREAMS])
		dmae_input_set(m, x, s->controller[x / STREAMS], x % STREAMS, level);
}

static void line_changed(struct dmae_model *m, unsigned int id)
{
	struct dmamux *s = dmae_model_state(m);
	unsigned int x;

	for (x = 0; x < CHANNELS; x++)
		if (CCR_REQ_ID(s->channel[x].cr) == id)
			output_drive(m, x);
}

static void overrun_interrupt(struct dmae_model *m)
{
	struct dmamux *s = dmae_model_state(m);
	bool level = false;
	unsigned int i;

	for (i = 0; i < CHANNELS; i++)
		level |= s->csr >> i & 1 && s->channel[i].cr & CCR_SOIE;
	for (i = 0; i < GENERATORS; i++)
		level |= s->rgsr >> i & 1 && s->generator[i].cr & RGCR_OIE;
	dmae_irq_set(m, 0, level);
}

/* ---- signals: synchronization and triggers -------------------------------------- */

static void channel_synchronize(struct dmae_model *m, unsigned int x)
{
	struct dmamux *s = dmae_model_state(m);
	struct channel *ch = &s->channel[x];

	if (ch->open) {
		s->csr |= 1u << x;
		overrun_interrupt(m);
	} else if (line_level(s, CCR_REQ_ID(ch->cr))) {
		ch->open = true;
		ch->counter = CCR_NBREQ(ch->cr);
		output_drive(m, x);
	}
	/* with no request pending, the event is discarded */
}

static void generator_trigger(struct dmae_model *m, unsigned int x)
{
	struct dmamux *s = dmae_model_state(m);
	struct generator *g = &s->generator[x];

	if (g->active) {
		s->rgsr |= 1u << x;
		overrun_interrupt(m);
		return;
	}
	g->active = true;
	g->counter = CCR_NBREQ(g->cr);
	line_changed(m, x + 1);
}

static void signal_changed(struct dmae_model *m, unsigned int signal, bool level)
{
	struct dmamux *s = dmae_model_state(m);
	unsigned int edge = level ? 1 : 2, x;

	if (s->signal[signal] == level)
		return;
	s->signal[signal] = level;
	for (x = 0; x < CHANNELS; x++) {
		uint32_t cr = s->channel[x].cr;

		if (cr & CCR_SE && CCR_SYNC_ID(cr) == signal && CCR_POL(cr) & edge)
			channel_synchronize(m, x);
	}
	for (x = 0; x < GENERATORS; x++) {
		uint32_t cr = s->generator[x].cr;

		if (cr & RGCR_GE && RGCR_SIG_ID(cr) == signal && CCR_POL(cr) & edge)
			generator_trigger(m, x);
	}
}

/* ---- requests, and their acknowledgement ------------------------------------------ */

static void mux_request_changed(struct dmae_model *m, unsigned int input, bool level)
{
	struct dmamux *s = dmae_model_state(m);

	if (input >= SIGNAL_INPUT && input < SIGNAL_INPUT + SIGNALS) {
		signal_changed(m, input - SIGNAL_INPUT, level);
	} else if (input < REQUESTS) {
		s->request[input] = level;
		line_changed(m, input);
	}
}

static void mux_request_last(struct dmae_model *m, unsigned int input)
{
	struct dmamux *s = dmae_model_state(m);
	unsigned int x;

	for (x = 0; x < CHANNELS; x++)
		if (CCR_REQ_ID(s->channel[x].cr) == input && s->controller[x / STREAMS])
			dmae_input_last(m, x, s->controller[x / STREAMS], x % STREAMS);
}

static void generator_served(struct dmae_model *m, unsigned int x)
{
	struct dmamux *s = dmae_model_state(m);
	struct generator *g = &s->generator[x];

	if (!g->active || g->counter--)
		return;
	g->active = false;
	line_changed(m, x + 1);
}

/* The counter counts what is served; as it runs under, the line is disconnected again. */
static void channel_served(struct dmae_model *m, unsigned int x)
{
	struct dmamux *s = dmae_model_state(m);
	struct channel *ch = &s->channel[x];

	if (!(ch->cr & (CCR_SE | CCR_EGE)) || ch->counter--)
		return;
	ch->counter = CCR_NBREQ(ch->cr);
	ch->open = false;
	output_drive(m, x);
	if (ch->cr & CCR_EGE && x < EVENTS) {
		signal_changed(m, x, true);
		signal_changed(m, x, false);
	}
}

/* The stream behind channel @x has acknowledged. */
static void mux_request_acked(struct dmae_model *m, unsigned int x, bool last)
{
	struct dmamux *s = dmae_model_state(m);
	unsigned int id = CCR_REQ_ID(s->channel[x].cr);

	if (id > GENERATORS)
		dmae_request_ack(m, id, last);
	else if (id)
		generator_served(m, id - 1);
	channel_served(m, x);
}

/* ---- register access ------------------------------------------------------------------ */

static void channel_configure(struct dmae_model *m, unsigned int x, uint32_t value)
{
	struct dmamux *s = dmae_model_state(m);
	struct channel *ch = &s->channel[x];

	ch->cr = value & CCR_ALL;
	ch->open = false;
	ch->counter = CCR_NBREQ(ch->cr);
	overrun_interrupt(m);
	output_drive(m, x);
}

static void generator_configure(struct dmae_model *m, unsigned int x, uint32_t value)
{
	struct dmamux *s = dmae_model_state(m);
	struct generator *g = &s->generator[x];

	g->cr = value & RGCR_ALL;
	overrun_interrupt(m);
	if (!(g->cr & RGCR_GE) && g->active) {
		g->active = false;
		line_changed(m, x + 1);
	}
}

static bool is_channel(uint64_t offset)
{
	return offset < CCR(CHANNELS);
}

static bool is_generator(uint64_t offset)
{
	return offset >= RGCR && offset < RGCR + 4 * GENERATORS;
}

static uint32_t mux_read_word(struct dmamux *s, uint64_t offset)
{
	if (is_channel(offset))
		return s->channel[offset / 4].cr;
	if (is_generator(offset))
		return s->generator[(offset - RGCR) / 4].cr;
	switch (offset) {
	case CSR:
		return s->csr;
	case RGSR:
		return s->rgsr;
	case HWCFGR2:
		return 8; /* trigger inputs */
	case HWCFGR1:
		return 0x08086c10; /* 8 generators, 8 signals, 108 requests, 16 channels */
	case VERR:
		return 0x11;
	case IPIDR:
		return 0x00100011;
	case SIDR:
		return 0xa3c5dd01;
	default:
		return 0;
	}
}

static void mux_write_word(struct dmae_model *m, uint64_t offset, uint32_t value)
{
	struct dmamux *s = dmae_model_state(m);

	if (is_channel(offset)) {
		channel_configure(m, offset / 4, value);
	} else if (is_generator(offset)) {
		generator_configure(m, (offset - RGCR) / 4, value);
	} else if (offset == CFR) {
		s->csr &= ~value;
		overrun_interrupt(m);
	} else if (offset == RGCFR) {
		s->rgsr &= ~value;
		overrun_interrupt(m);
	}
}

/* Bytes, half-words and words are all the same to it. */
static bool mux_width(struct dmae_model *m, uint64_t offset, unsigned int width)
{
	if (width <= 4)
		return true;
	dmae_model_warn(m, "%u-bit access at 0x%03x: registers are 32 bits wide", width * 8,
			(unsigned int)offset);
	return false;
}

static uint64_t mux_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			 unsigned int width)
{
	if (!mux_width(m, offset, width))
		return 0;
	return mux_read_word(dmae_model_state(m), offset & ~3ull) >> (offset & 3) * 8;
}

static void mux_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		      unsigned int width, uint64_t value)
{
	struct dmamux *s = dmae_model_state(m);
	unsigned int shift = (offset & 3) * 8;
	uint32_t mask = width < 4 ? ((1u << width * 8) - 1) << shift : ~0u, old = 0;

	if (!mux_width(m, offset, width))
		return;
	offset &= ~3ull;
	if (is_channel(offset) || is_generator(offset))
		old = mux_read_word(s, offset);
	mux_write_word(m, offset, (old & ~mask) | ((uint32_t)value << shift & mask));
}

/* ---- the IP block ------------------------------------------------------------------------ */

/* "dmas": DMAREQ_ID, configuration, features (st,stm32-dmamux.yaml) */
static int mux_request_input(struct dmae_model *m, const uint32_t *cells, unsigned int ncells)
{
	if (ncells != 3 || cells[0] <= GENERATORS || cells[0] >= REQUESTS)
		return -EINVAL;
	return cells[0];
}

static int mux_connect(struct dmae_model *m)
{
	struct dmamux *s = dmae_model_state(m);
	unsigned int i;

	for (i = 0; i < CHANNELS / STREAMS; i++)
		s->controller[i] = dmae_model_find(m, "dma-masters", i);
	if (!s->controller[0])
		dmae_model_warn(m, "dma-masters leads to no model: requests go nowhere");
	return 0;
}

static void mux_describe(struct dmae_model *m, struct dmae_text *text)
{
	struct dmamux *s = dmae_model_state(m);
	unsigned int x;

	for (x = 0; x < CHANNELS; x++) {
		const struct channel *ch = &s->channel[x];
		unsigned int id = CCR_REQ_ID(ch->cr);

		if (id)
			dmae_text_line(text, "channel %u: request %u, which is %s%s", x, id,
				       line_level(s, id) ? "high" : "low",
				       !(ch->cr & CCR_SE) ? "" :
				       ch->open		  ? ", synchronized" :
							    ", waits for a sync event");
	}
}

static const char *const mux_compatible[] = { "st,stm32h7-dmamux", NULL };

const struct dmae_model_class stm32_dmamux_class = {
	.name = "stm32-dmamux",
	.compatible = mux_compatible,
	.state_size = sizeof(struct dmamux),
	.connect = mux_connect,
	.read = mux_read,
	.write = mux_write,
	.request_input = mux_request_input,
	.request_changed = mux_request_changed,
	.request_last = mux_request_last,
	.request_acked = mux_request_acked,
	.describe = mux_describe,
};
