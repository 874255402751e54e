/* SPDX-License-Identifier: MIT */
/* Which IOMMU a device is behind, as its node says: "iommus", "iommu-map". */
#ifndef __OF_IOMMU_H
#define __OF_IOMMU_H

#include <linux/types.h>

struct device;
struct device_node;
struct iommu_ops;

/**
 * of_iommu_configure() - find a device's IOMMU, and put the device into a group of its
 * @dev: the device
 * @master_np: the node that names the IOMMU: the device's own, or its bus's
 * @id: the device's number on that bus, for "iommu-map"; NULL: "iommus"
 *
 * Context: Process; may sleep.
 * Return: the driver of its IOMMU; NULL: it has none, or cannot be used with it; an ERR_PTR() of
 * -EPROBE_DEFER: the IOMMU's driver is not there yet.
 */
const struct iommu_ops *of_iommu_configure(struct device *dev, struct device_node *master_np,
					   const u32 *id);

#endif
