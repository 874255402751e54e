// SPDX-License-Identifier: MIT
/*
 * STM32 DMA: eight streams with a FIFO each. A model after RM0436 (STM32MP157
 * reference manual), chapter "Direct memory access controller (DMA)": its
 * registers. What a stream does is in stm32_dma_stream.c.
 *
 * Its request inputs are its streams: on this chip the DMAMUX is in front of
 * them. The TCIF flag of each stream is also a request to the MDMA, by a wire
 * that no device tree shows: DMA1 has its requests 0 to 7, DMA2 8 to 15.
 *
 * Not modelled: what only a crowded bus would show. Streams do not slow one
 * another down, so PL has no effect, and neither a FIFO error by over- or
 * underrun of a well configured stream nor a direct mode error ever occurs.
 */
#include <errno.h>

#include "models/stm32_dma.h"

/* ---- registers ---------------------------------------------------------- */

#define LISR	      0x000
#define HISR	      0x004
#define LIFCR	      0x008
#define HIFCR	      0x00c
#define STREAM_BASE   0x010
#define STREAM_STRIDE 0x018
#define SCR	      0x00
#define SNDTR	      0x04
#define SPAR	      0x08
#define SM0AR	      0x0c
#define SM1AR	      0x10
#define SFCR	      0x14
#define HWCFGR2	      0x3ec
#define HWCFGR1	      0x3f0
#define VERR	      0x3f4
#define IPIDR	      0x3f8
#define SIDR	      0x3fc

#define SFCR_RESET 0x21u
#define DEFAULT_HZ 209000000u /* ck_mcu's children at full speed */

/* where a stream's six flags are in LISR or HISR */
static unsigned int flags_shift(unsigned int index)
{
	static const unsigned int shift[] = { 0, 6, 16, 22 };

	return shift[index & 3];
}

static uint32_t dma_flags(struct stm32_dma *s, unsigned int first)
{
	uint32_t value = 0;
	unsigned int i;

	for (i = first; i < first + 4; i++) {
		stream_sync(&s->stream[i]);
		value |= s->stream[i].flags << flags_shift(i);
	}
	return value;
}

static void dma_clear_flags(struct stm32_dma *s, unsigned int first, uint32_t value)
{
	unsigned int i;

	for (i = first; i < first + 4; i++) {
		uint32_t clear = value >> flags_shift(i) & FLAG_ALL;

		if (clear)
			stream_signal(&s->stream[i], s->stream[i].flags & ~clear);
	}
}

/* FS: how full the FIFO is, in the manual's code */
static uint32_t stream_fifo_status(const struct stm32_stream *st)
{
	if (!st->level)
		return 4;
	return st->level == DMA_FIFO ? 5 : st->level / 4;
}

static uint32_t stream_read(struct stm32_stream *st, uint32_t reg)
{
	switch (reg) {
	case SCR:
		return st->cr;
	case SNDTR:
		stream_sync(st);
		return st->ndtr;
	case SPAR:
		return st->par;
	case SM0AR:
	case SM1AR:
		return st->mar[reg == SM1AR];
	case SFCR:
		return st->fcr | stream_fifo_status(st) << 3;
	default:
		return 0;
	}
}

static void stream_control(struct stm32_stream *st, uint32_t value)
{
	if (!(st->cr & CR_EN)) {
		st->cr = value & CR_ALL & ~CR_EN;
		if (CR_DIR(st->cr) == DIR_MEMORY_TO_MEMORY)
			st->cr &= ~CR_PFCTRL;
		stream_signal(st, st->flags);
		if (value & CR_EN)
			stream_enable(st);
		return;
	}
	st->cr = (st->cr & ~CR_LIVE) | (value & CR_LIVE);
	if (!(st->cr & (CR_DBM | CR_PFCTRL)))
		st->cr = (st->cr & ~CR_CIRC) | (value & CR_CIRC);
	stream_signal(st, st->flags);
	if (!(value & CR_EN))
		stream_disable(st);
}

/* Section "Double-buffer mode": only the buffer that is not the target may be replaced. */
static void stream_memory_address(struct stm32_stream *st, unsigned int which, uint32_t value)
{
	if (st->cr & CR_EN) {
		unsigned int target = !!(st->cr & CR_CT);

		if (!(st->cr & CR_DBM))
			return;
		if (which == target) {
			dmae_model_error(st->model,
					 "stream %u: M%uAR written while it is the target (CT = %u): "
					 "transfer error",
					 st->index, which, target);
			stream_fail(st);
			return;
		}
	}
	st->mar[which] = value;
}

static void stream_write(struct stm32_stream *st, uint32_t reg, uint32_t value)
{
	bool running = st->cr & CR_EN;

	switch (reg) {
	case SCR:
		stream_control(st, value);
		break;
	case SNDTR:
		if (!running)
			st->ndtr = st->programmed = value & 0xffff;
		break;
	case SPAR:
		if (!running)
			st->par = value;
		break;
	case SM0AR:
	case SM1AR:
		stream_memory_address(st, reg == SM1AR, value);
		break;
	case SFCR:
		if (running)
			st->fcr = (st->fcr & ~FCR_FEIE) | (value & FCR_FEIE);
		else
			st->fcr = value & (FCR_FEIE | FCR_DMDIS | FCR_FTH);
		stream_signal(st, st->flags);
		break;
	}
}

/* ---- the register block -------------------------------------------------- */

/* the stream that owns @offset, which becomes relative to it; or NULL */
static struct stm32_stream *dma_stream(struct stm32_dma *s, uint64_t *offset)
{
	unsigned int index = (*offset - STREAM_BASE) / STREAM_STRIDE;

	if (*offset < STREAM_BASE || index >= DMA_STREAMS)
		return NULL;
	*offset -= STREAM_BASE + index * STREAM_STRIDE;
	return &s->stream[index];
}

static bool dma_word(struct dmae_model *m, uint64_t offset, unsigned int width)
{
	if (width == 4 && !(offset & 3))
		return true;
	dmae_model_warn(m, "%u-bit access at 0x%03x: registers have to be accessed by words",
			width * 8, (unsigned int)offset);
	return false;
}

static uint64_t dma_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			 unsigned int width)
{
	struct stm32_dma *s = dmae_model_state(m);
	struct stm32_stream *st;

	if (!dma_word(m, offset, width))
		return 0;
	st = dma_stream(s, &offset);
	if (st)
		return stream_read(st, offset);
	switch (offset) {
	case LISR:
		return dma_flags(s, 0);
	case HISR:
		return dma_flags(s, 4);
	case HWCFGR2:
		return 0x11;
	case HWCFGR1:
		return 0x22222222; /* every stream has a double buffer */
	case VERR:
		return 0x14;
	case IPIDR:
		return 0x00100002;
	case SIDR:
		return 0xa3c5dd01;
	default:
		return 0;
	}
}

static void dma_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		      unsigned int width, uint64_t value)
{
	struct stm32_dma *s = dmae_model_state(m);
	struct stm32_stream *st;

	if (!dma_word(m, offset, width))
		return;
	st = dma_stream(s, &offset);
	if (st)
		stream_write(st, offset, value);
	else if (offset == LIFCR)
		dma_clear_flags(s, 0, value);
	else if (offset == HIFCR)
		dma_clear_flags(s, 4, value);
}

/* ---- requests ------------------------------------------------------------ */

static void dma_request_changed(struct dmae_model *m, unsigned int input, bool level)
{
	struct stm32_dma *s = dmae_model_state(m);

	if (input >= DMA_STREAMS)
		return;
	s->stream[input].request = level;
	if (level && s->stream[input].state == STREAM_WAIT)
		stream_go(&s->stream[input]);
}

static void dma_request_last(struct dmae_model *m, unsigned int input)
{
	struct stm32_dma *s = dmae_model_state(m);

	if (input < DMA_STREAMS && s->stream[input].cr & CR_PFCTRL)
		s->stream[input].last = true;
}

/* "dmas" without a DMAMUX: stream, channel, configuration, features (st,stm32-dma.yaml) */
static int dma_request_input(struct dmae_model *m, const uint32_t *cells, unsigned int ncells)
{
	if (ncells != 4 || cells[0] >= DMA_STREAMS)
		return -EINVAL;
	return cells[0];
}

/* ---- the IP block -------------------------------------------------------- */

static int dma_create(struct dmae_model *m)
{
	struct stm32_dma *s = dmae_model_state(m);
	unsigned int i;

	s->hz = dmae_model_running_clock_hz(m, 0, DEFAULT_HZ);
	if (!s->hz)
		return -EINVAL;
	for (i = 0; i < DMA_STREAMS; i++) {
		stream_init(&s->stream[i], m, i);
		s->stream[i].fcr = SFCR_RESET & FCR_FTH;
	}
	return 0;
}

static int dma_connect(struct dmae_model *m)
{
	struct stm32_dma *s = dmae_model_state(m);
	unsigned int i;

	s->mdma = dmae_model_find_compatible(m, "st,stm32h7-mdma", 0);
	for (i = 0; dmae_model_find_compatible(m, "st,stm32-dma", i) != m; i++)
		s->mdma_base += DMA_STREAMS;
	return 0;
}

static void dma_describe(struct dmae_model *m, struct dmae_text *text)
{
	static const char *const states[] = {
		[STREAM_OFF] = "off",
		[STREAM_WAIT] = "waits for a request",
		[STREAM_BURST] = "moves a burst",
		[STREAM_COPY] = "moves memory",
		[STREAM_DRAIN] = "flushes its FIFO",
	};
	struct stm32_dma *s = dmae_model_state(m);
	unsigned int i;

	for (i = 0; i < DMA_STREAMS; i++) {
		struct stm32_stream *st = &s->stream[i];

		if (!(st->cr & CR_EN) && !st->flags)
			continue;
		dmae_text_line(text,
			       "stream %u: %s; CR 0x%08x, NDTR %u of %u, flags 0x%02x, FIFO %u bytes",
			       i, st->cr & CR_EN && st->state == STREAM_OFF ? "on, but NDTR is 0" :
									      states[st->state],
			       st->cr, st->ndtr, st->programmed, st->flags, st->level);
	}
}

static const char *const dma_compatible[] = { "st,stm32-dma", NULL };

const struct dmae_model_class stm32_dma_class = {
	.name = "stm32-dma",
	.compatible = dma_compatible,
	.state_size = sizeof(struct stm32_dma),
	.create = dma_create,
	.connect = dma_connect,
	.read = dma_read,
	.write = dma_write,
	.request_input = dma_request_input,
	.request_changed = dma_request_changed,
	.request_last = dma_request_last,
	.describe = dma_describe,
};
