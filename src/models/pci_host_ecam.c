// SPDX-License-Identifier: MIT
/*
 * A generic PCI host bridge: configuration space of all functions lies in one
 * window, as in the PCI Express Base Specification 3.1, section 7.2.2
 * ("enhanced configuration access mechanism"), and in the Open Firmware
 * binding for generic host bridges. Host side.
 *
 * Window 0: offset = bus << 20 | device << 15 | function << 12 | register.
 */
#include <dmae/model.h>

static uint64_t ecam_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			  unsigned int width)
{
	if (window)
		return ~0ull;
	return dmae_pci_host_read(m, offset >> 20, offset >> 12 & 0xff, offset & 0xfff, width);
}

static void ecam_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		       unsigned int width, uint64_t value)
{
	if (!window)
		dmae_pci_host_write(m, offset >> 20, offset >> 12 & 0xff, offset & 0xfff, width,
				    value);
}

static const char *const ecam_compatible[] = { "pci-host-ecam-generic", NULL };

const struct dmae_model_class pci_host_ecam_class = {
	.name = "pci-host-ecam",
	.compatible = ecam_compatible,
	.read = ecam_read,
	.write = ecam_write,
};
