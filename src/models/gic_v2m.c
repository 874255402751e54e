// SPDX-License-Identifier: MIT
/*
 * GICv2m: a register frame beside an ARM interrupt controller that turns
 * messages into shared peripheral interrupts. Manual: ARM Server Base System
 * Architecture, ARM-DEN-0029, appendix "GICv2m architecture". Host side.
 */
#include <dmae/model.h>

#define MSI_TYPER	0x008 /* base << 16 | number of interrupts */
#define MSI_SETSPI_NS	0x040 /* write an interrupt's number: one edge of it */
#define MSI_IIDR	0xfcc

#define IIDR_ARM	0x43b

/* the first shared peripheral interrupt is number 32 of the controller */
#define FIRST_SPI	32
#define EDGE_RISING	1

/* what an integrator would have chosen, where no property says */
#define DEFAULT_BASE	64
#define DEFAULT_COUNT	64

struct frame {
	uint32_t base, count;
};

static int v2m_create(struct dmae_model *m)
{
	struct frame *f = dmae_model_state(m);

	f->base = dmae_model_prop_u32(m, "arm,msi-base-spi", DEFAULT_BASE);
	f->count = dmae_model_prop_u32(m, "arm,msi-num-spis", DEFAULT_COUNT);
	if (f->base < FIRST_SPI || f->base + f->count > 1020 || !f->count) {
		dmae_model_error(m, "interrupts %u to %u: a GIC shares 32 to 1019", f->base,
				 f->base + f->count - 1);
		return -22;
	}
	return 0;
}

static uint64_t v2m_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			 unsigned int width)
{
	const struct frame *f = dmae_model_state(m);

	switch (offset) {
	case MSI_TYPER:
		return f->base << 16 | f->count;
	case MSI_IIDR:
		return IIDR_ARM;
	default:
		return 0;
	}
}

static void v2m_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		      unsigned int width, uint64_t value)
{
	const struct frame *f = dmae_model_state(m);
	uint32_t spec[3] = { 0, 0, EDGE_RISING };

	if (offset != MSI_SETSPI_NS)
		return;
	if (value - f->base >= f->count) {
		dmae_model_error(m, "message %u: the frame has interrupts %u to %u",
				 (unsigned int)value, f->base, f->base + f->count - 1);
		return;
	}
	spec[1] = value - FIRST_SPI;
	dmae_irq_pulse_parent(m, spec, 3);
}

static const char *const v2m_compatible[] = { "arm,gic-v2m-frame", NULL };

const struct dmae_model_class gic_v2m_class = {
	.name = "gic-v2m",
	.compatible = v2m_compatible,
	.state_size = sizeof(struct frame),
	.create = v2m_create,
	.read = v2m_read,
	.write = v2m_write,
};
