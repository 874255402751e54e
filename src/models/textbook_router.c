// SPDX-License-Identifier: MIT
/*
 * TBRTR, the textbook request router: a model after its manual,
 * docs/textbook-dmac.md, part II, revision 1.0.
 *
 * It sits between the request lines of peripherals (its inputs) and the
 * request inputs of a DMA controller (its outputs). Each output has a
 * multiplexer that software sets. Requests go one way through it, and
 * acknowledgements the other; it takes no time for either.
 */
#include <dmae/model.h>

#include <errno.h>

#define INPUTS		32
#define OUTPUTS_MAX	32

/* ---- registers, manual section 11 -------------------------------------- */

#define ID		0x000
#define CONFIG		0x004
#define LEVEL		0x008
#define MUX_BASE	0x100
#define   MUX_SELECT		0x0000001fu
#define   MUX_ENABLE		0x80000000u

#define ID_VALUE	0x54520100u	/* "TR", revision 1.0 */

struct tbrtr {
	struct dmae_model *controller;
	unsigned int outputs;
	uint32_t level;			/* of each input */
	uint32_t mux[OUTPUTS_MAX];
};

static void output_drive(struct dmae_model *m, unsigned int output)
{
	struct tbrtr *s = dmae_model_state(m);
	uint32_t mux = s->mux[output];
	bool level = mux & MUX_ENABLE && s->level >> (mux & MUX_SELECT) & 1;

	if (s->controller)
		dmae_input_set(m, output, s->controller, output, level);
}

static void tbrtr_request_changed(struct dmae_model *m, unsigned int input, bool level)
{
	struct tbrtr *s = dmae_model_state(m);
	unsigned int i;

	s->level &= ~(1u << input);
	s->level |= (uint32_t)level << input;
	for (i = 0; i < s->outputs; i++)
		if (s->mux[i] & MUX_ENABLE && (s->mux[i] & MUX_SELECT) == input)
			output_drive(m, i);
}

/* The controller has acknowledged a burst on the input behind @output. */
static void tbrtr_request_acked(struct dmae_model *m, unsigned int output, bool last)
{
	struct tbrtr *s = dmae_model_state(m);

	if (s->mux[output] & MUX_ENABLE)
		dmae_request_ack(m, s->mux[output] & MUX_SELECT, last);
}

static bool is_mux(const struct tbrtr *s, uint64_t offset)
{
	return offset >= MUX_BASE && offset < MUX_BASE + 4 * s->outputs;
}

static bool tbrtr_word(struct dmae_model *m, uint64_t offset, unsigned int width)
{
	if (width == 4 && !(offset & 3))
		return true;
	dmae_model_warn(m, "%u-bit access at 0x%03x: registers are 32 bits wide",
			width * 8, (unsigned int)offset);
	return false;
}

static uint64_t tbrtr_read(struct dmae_model *m, unsigned int window,
			   uint64_t offset, unsigned int width)
{
	struct tbrtr *s = dmae_model_state(m);

	if (!tbrtr_word(m, offset, width))
		return 0;
	if (is_mux(s, offset))
		return s->mux[(offset - MUX_BASE) / 4];
	switch (offset) {
	case ID:
		return ID_VALUE;
	case CONFIG:
		return INPUTS | s->outputs << 8;
	case LEVEL:
		return s->level;
	default:
		return 0;
	}
}

static void tbrtr_write(struct dmae_model *m, unsigned int window,
			uint64_t offset, unsigned int width, uint64_t value)
{
	struct tbrtr *s = dmae_model_state(m);
	unsigned int output = (offset - MUX_BASE) / 4;

	if (!tbrtr_word(m, offset, width) || !is_mux(s, offset))
		return;
	s->mux[output] = value & (MUX_ENABLE | MUX_SELECT);
	output_drive(m, output);
}

/* ---- the IP block -------------------------------------------------------- */

static int tbrtr_request_input(struct dmae_model *m, const uint32_t *cells,
			       unsigned int ncells)
{
	if (ncells < 1 || ncells > 2 || cells[0] >= INPUTS)
		return -EINVAL;
	return cells[0];
}

static int tbrtr_create(struct dmae_model *m)
{
	struct tbrtr *s = dmae_model_state(m);

	s->outputs = dmae_model_prop_u32(m, "dmae,outputs", 16);
	if (s->outputs < 1 || s->outputs > OUTPUTS_MAX) {
		dmae_model_error(m, "dmae,outputs = %u: must be 1 to %u",
				 s->outputs, OUTPUTS_MAX);
		return -EINVAL;
	}
	return 0;
}

static int tbrtr_connect(struct dmae_model *m)
{
	struct tbrtr *s = dmae_model_state(m);

	s->controller = dmae_model_find(m, "dma-masters", 0);
	if (!s->controller)
		dmae_model_warn(m, "dma-masters leads to no model: requests go nowhere");
	return 0;
}

static const char *const tbrtr_compatible[] = { "dmae,textbook-router", NULL };

const struct dmae_model_class textbook_router_class = {
	.name = "textbook-router",
	.compatible = tbrtr_compatible,
	.state_size = sizeof(struct tbrtr),
	.create = tbrtr_create,
	.connect = tbrtr_connect,
	.read = tbrtr_read,
	.write = tbrtr_write,
	.request_input = tbrtr_request_input,
	.request_changed = tbrtr_request_changed,
	.request_acked = tbrtr_request_acked,
};
