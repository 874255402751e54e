// SPDX-License-Identifier: MIT
/*
 * The shared memory device of QEMU: memory behind window 2, which whoever
 * masters the bus can reach, and four registers behind window 0. Manual:
 * QEMU, docs/specs/ivshmem-spec.rst, "ivshmem-plain" (revision 1). Host side.
 *
 * Modelled: the memory and the registers of the plain device, which has no
 * peers and so no interrupts. Not modelled: the doorbell.
 */
#include <dmae/model.h>

#define INTR_MASK   0x0
#define MEMORY_SIZE (1ul << 20)

struct ivshmem {
	uint32_t mask;
};

static uint64_t read_register(struct dmae_model *m, unsigned int window, uint64_t offset,
			      unsigned int width)
{
	struct ivshmem *s = dmae_model_state(m);

	/* status is read and cleared, and never set; the position is 0 without a server */
	return offset == INTR_MASK ? s->mask : 0;
}

static void write_register(struct dmae_model *m, unsigned int window, uint64_t offset,
			   unsigned int width, uint64_t value)
{
	struct ivshmem *s = dmae_model_state(m);

	if (offset == INTR_MASK)
		s->mask = value;
}

static void reset(struct dmae_model *m)
{
	struct ivshmem *s = dmae_model_state(m);

	s->mask = 0;
}

static const struct dmae_pci_function function = {
	.vendor = 0x1af4,
	.device = 0x1110,
	.subsystem_vendor = 0x1af4,
	.subsystem = 0x1100,
	.class_code = 0x050000,
	.revision = 1,
	.bars = {
		[0] = { .size = 256 },
		[2] = { .size = MEMORY_SIZE,
			.flags = DMAE_PCI_BAR_64 | DMAE_PCI_BAR_PREFETCH | DMAE_PCI_BAR_MEMORY },
	},
	.reset = reset,
};

static const char *const compatible[] = { "pci1af4,1110", NULL };

const struct dmae_model_class ivshmem_class = {
	.name = "ivshmem",
	.compatible = compatible,
	.state_size = sizeof(struct ivshmem),
	.read = read_register,
	.write = write_register,
	.pci = &function,
};
