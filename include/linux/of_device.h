/* SPDX-License-Identifier: MIT */
/* Devices that come from device tree nodes: matching and DMA set-up. src/device/of_device.c. */
#ifndef _LINUX_OF_DEVICE_H
#define _LINUX_OF_DEVICE_H

#include <linux/platform_device.h>
#include <linux/of_platform.h>
#include <linux/of.h>
#include <linux/mod_devicetable.h>

struct device;
struct kobj_uevent_env;

const struct of_device_id *of_match_device(const struct of_device_id *matches,
					   const struct device *dev);

static inline int of_driver_match_device(struct device *dev,
					 const struct device_driver *drv)
{
	return of_match_device(drv->of_match_table, dev) != NULL;
}

ssize_t of_device_modalias(struct device *dev, char *str, ssize_t len);
int of_device_uevent_modalias(struct device *dev, struct kobj_uevent_env *env);
void of_device_uevent(struct device *dev, struct kobj_uevent_env *env);

/**
 * of_dma_configure_id() - how a device sees memory: dma-ranges, limit, masks, coherence
 * @dev: the device; its dma_range_map becomes ours to free
 * @np: the node whose place in the tree decides
 * @force_dma: give default masks even where there is no dma-ranges
 * @id: unused: there are no requester ids here
 *
 * Return: 0, -EPROBE_DEFER, or another error code (a malformed dma-ranges).
 */
int of_dma_configure_id(struct device *dev, struct device_node *np,
			bool force_dma, const u32 *id);
static inline int of_dma_configure(struct device *dev, struct device_node *np,
				   bool force_dma)
{
	return of_dma_configure_id(dev, np, force_dma, NULL);
}

#endif
