/* SPDX-License-Identifier: MIT */
/* The AMBA bus, between its files. */
#ifndef DMAE_DEVICE_AMBA_H
#define DMAE_DEVICE_AMBA_H

#include <linux/types.h>

struct amba_device;
struct device;
struct device_node;

int amba_start(void);
void amba_stop(void);

/**
 * amba_read_periphid() - ask the cell who it is
 * Return: 0, or what is missing: its power domain, clock, reset, or -ENODEV
 * where the registers hold no identity
 */
int amba_read_periphid(struct amba_device *adev);

/**
 * amba_of_create() - the cell of a node that is compatible with "arm,primecell"
 * Return: NULL where there is one already, or where it can't be made (a line
 * in the log says why)
 */
struct amba_device *amba_of_create(struct device_node *np, const char *bus_id,
				   void *platform_data, struct device *parent);

/** amba_driver_expected() - a driver is there for the node's cell and hasn't bound it yet */
bool amba_driver_expected(struct device_node *np);

#endif
