// SPDX-License-Identifier: MIT
/* What MPC5xxx drivers ask of the device tree (<asm/mpc5xxx.h>). */
#include <linux/export.h>
#include <linux/property.h>

#include <asm/mpc5xxx.h>

unsigned long mpc5xxx_fwnode_get_bus_frequency(struct fwnode_handle *fwnode)
{
	struct fwnode_handle *node = fwnode_handle_get(fwnode), *above;
	u32 hz = 0;

	while (node && fwnode_property_read_u32(node, "bus-frequency", &hz)) {
		above = fwnode_get_parent(node);
		fwnode_handle_put(node);
		node = above;
	}
	fwnode_handle_put(node);
	return hz;
}
EXPORT_SYMBOL(mpc5xxx_fwnode_get_bus_frequency);
