/* SPDX-License-Identifier: MIT */
/*
 * Reserved memory: parts of RAM that the board sets aside for a device, under
 * /reserved-memory. src/device/of_reserved_mem.c.
 */
#ifndef __OF_RESERVED_MEM_H
#define __OF_RESERVED_MEM_H

#include <linux/device.h>
#include <linux/of.h>

struct reserved_mem_ops;

struct reserved_mem {
	const char *name;
	unsigned long fdt_node;
	unsigned long phandle;
	const struct reserved_mem_ops *ops;
	phys_addr_t base;
	phys_addr_t size;
	void *priv;
};

struct reserved_mem_ops {
	int (*device_init)(struct reserved_mem *rmem, struct device *dev);
	void (*device_release)(struct reserved_mem *rmem, struct device *dev);
};

/**
 * of_reserved_mem_device_init_by_idx() - give @dev the region that "memory-region" of @np names
 * @idx-th
 *
 * Return: 0; -ENODEV (no such property, or the region is no pool), -EINVAL.
 */
int of_reserved_mem_device_init_by_idx(struct device *dev, struct device_node *np, int idx);
int of_reserved_mem_device_init_by_name(struct device *dev, struct device_node *np,
					const char *name);
void of_reserved_mem_device_release(struct device *dev);
/** of_reserved_mem_lookup() - the region that @np describes, or NULL */
struct reserved_mem *of_reserved_mem_lookup(struct device_node *np);

static inline int of_reserved_mem_device_init(struct device *dev)
{
	return of_reserved_mem_device_init_by_idx(dev, dev->of_node, 0);
}

#endif
