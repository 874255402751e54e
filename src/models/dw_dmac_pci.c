// SPDX-License-Identifier: MIT
/*
 * DesignWare AHB DMA controllers as PCI functions: the one in Intel's Bay
 * Trail, and Intel's own variant of it, iDMA 32-bit, in Merrifield. There is
 * no public manual of the latter: its registers are the databook's where the
 * kernel's driver makes no difference, its blocks are counted in bytes.
 */
#include "models/dw_dmac.h"

static const struct dw_variant idma32_variant = { .block_bits = 17, .block_bytes = true };

static int ahb_create(struct dmae_model *m)
{
	return dw_create(m, &dw_ahb_variant);
}

static int idma32_create(struct dmae_model *m)
{
	return dw_create(m, &idma32_variant);
}

static const struct dmae_pci_function bay_trail_function = {
	.vendor = 0x8086,
	.device = 0x0f06,
	.subsystem_vendor = 0x8086,
	.subsystem = 0x0f06,
	.class_code = 0x080100,
	.bars = { [0] = { .size = 0x1000 } },
	.pin = 1,
	.reset = dw_reset,
};

static const struct dmae_pci_function merrifield_function = {
	.vendor = 0x8086,
	.device = 0x11a2,
	.subsystem_vendor = 0x8086,
	.subsystem = 0x11a2,
	.class_code = 0x080100,
	.bars = { [0] = { .size = 0x1000 } },
	.pin = 1,
	.reset = dw_reset,
};

static const char *const bay_trail_compatible[] = { "pci8086,0f06", NULL };
static const char *const merrifield_compatible[] = { "pci8086,11a2", NULL };

const struct dmae_model_class dw_dmac_pci_class = {
	.name = "dw-dmac-pci",
	.compatible = bay_trail_compatible,
	.state_size = sizeof(struct dw_dmac),
	.create = ahb_create,
	.destroy = dw_destroy,
	.read = dw_read,
	.write = dw_write,
	.describe = dw_describe,
	.pci = &bay_trail_function,
};

const struct dmae_model_class idma32_pci_class = {
	.name = "idma32-pci",
	.compatible = merrifield_compatible,
	.state_size = sizeof(struct dw_dmac),
	.create = idma32_create,
	.destroy = dw_destroy,
	.read = dw_read,
	.write = dw_write,
	.describe = dw_describe,
	.pci = &merrifield_function,
};
