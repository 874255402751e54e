/* SPDX-License-Identifier: MIT */
/* Facts about Freescale's MPC5xxx systems that drivers ask the device tree for. */
#ifndef _ASM_MPC5XXX_H
#define _ASM_MPC5XXX_H

#include <linux/device.h>
#include <linux/property.h>
#include <asm/reg.h>

/**
 * mpc5xxx_fwnode_get_bus_frequency() - "bus-frequency" of the node, or of the nearest above it
 *
 * Return: Hz; 0: none of them says.
 */
unsigned long mpc5xxx_fwnode_get_bus_frequency(struct fwnode_handle *fwnode);

static inline unsigned long mpc5xxx_get_bus_frequency(struct device *dev)
{
	return mpc5xxx_fwnode_get_bus_frequency(dev_fwnode(dev));
}

#endif
