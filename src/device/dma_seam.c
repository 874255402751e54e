// SPDX-License-Identifier: MIT
/*
 * DMA as a driver is bound and unbound: what platform, AMBA and PCI have in
 * common. Addresses come from the device tree (of_device.c), an IOMMU from
 * src/mapping, which is above us and comes in through device_dma_seam.
 */
#include <linux/device.h>
#include <linux/of_device.h>

#include "device/core.h"
#include "device/device.h"

const struct device_dma_seam *device_dma_seam;

int device_dma_configure(struct device *dev, bool driver_managed)
{
	int ret = dev->of_node ? of_dma_configure(dev, dev->of_node, true) : 0;

	if (ret || driver_managed || !device_dma_seam)
		return ret;
	ret = device_dma_seam->claim(dev);
	if (ret)
		device_dma_seam->teardown(dev);
	return ret;
}

void device_dma_cleanup(struct device *dev, bool driver_managed)
{
	if (!driver_managed && device_dma_seam)
		device_dma_seam->unclaim(dev);
}

void device_dma_teardown(struct device *dev)
{
	if (device_dma_seam)
		device_dma_seam->teardown(dev);
}
