// SPDX-License-Identifier: MIT
/*
 * The host bridge of an Intel Xeon Scalable processor, as it shows itself on
 * its root bus: a function without registers, by which software knows what
 * the root complex can do (it carries requests from one function to another).
 * Manual: Intel Xeon Processor Scalable Family Datasheet, Volume 2, "DMI3".
 * Host side.
 */
#include <dmae/model.h>

static const struct dmae_pci_function function = {
	.vendor = 0x8086,
	.device = 0x2020,
	.class_code = 0x060000,
	.revision = 4,
	.no_power_management = true,
};

static const char *const compatible[] = { "pci8086,2020", NULL };

const struct dmae_model_class pci_root_intel_class = {
	.name = "pci-root-intel",
	.compatible = compatible,
	.pci = &function,
};
