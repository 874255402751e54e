// SPDX-License-Identifier: MIT
/*
 * Start and stop of the IOMMU side of the room, and its part in a device's
 * life: it hears of every device that comes and goes, and that a driver is
 * about to be bound (struct device_dma_seam).
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/iova.h>
#include <linux/msi.h>
#include <linux/msi.h>
#include <linux/notifier.h>
#include <linux/of_iommu.h>

#include "device/device.h"
#include "mapping/iommu/iommu.h"


static int on_bus_event(struct notifier_block *nb, unsigned long event, void *data)
{
	struct device *dev = data;

	/* of most devices only the tree will say, when a driver comes, that they are behind one */
	if (event == BUS_NOTIFY_ADD_DEVICE && dev->bus->iommu_ops && iommu_probe_device(dev))
		dev_dbg(dev, "is behind no IOMMU yet\n");
	else if (event == BUS_NOTIFY_REMOVED_DEVICE)
		iommu_release_device(dev);
	return 0;
}

static int configure(struct device *dev, struct device_node *np, const u32 *id, u64 base,
		     u64 limit)
{
	const struct iommu_ops *ops = of_iommu_configure(dev, np, id);

	if (IS_ERR(ops))
		return PTR_ERR(ops);
	dev_dbg(dev, "device is%sbehind an iommu\n", ops ? " " : " not ");
	if (ops)
		iommu_setup_dma_ops(dev, base, limit);
	return !!ops;
}

static void teardown(struct device *dev)
{
	dev->dma_ops = NULL;
}

static int map_message(struct msi_desc *desc, unsigned long long doorbell)
{
	int ret = iommu_dma_prepare_msi(desc, doorbell);

	if (!ret)
		iommu_dma_compose_msi_msg(desc, &desc->msg);
	return ret;
}

static const struct device_dma_seam seam = {
	.configure = configure,
	.claim = iommu_device_use_default_domain,
	.unclaim = iommu_device_unuse_default_domain,
	.teardown = teardown,
	.map_message = map_message,
};

/* ---- start and stop ---------------------------------------------------------------- */

static struct notifier_block listeners[IOMMU_BUSES];

static void unlisten(unsigned int count)
{
	while (count--)
		bus_unregister_notifier(iommu_buses[count], &listeners[count]);
}

static int listen(void)
{
	unsigned int i;
	int ret;

	for (i = 0; i < IOMMU_BUSES; i++) {
		listeners[i] = (struct notifier_block) { .notifier_call = on_bus_event };
		ret = bus_register_notifier(iommu_buses[i], &listeners[i]);
		if (ret) {
			unlisten(i);
			return ret;
		}
	}
	return 0;
}

int iommu_start(void)
{
	int ret = iova_cache_get();

	if (ret)
		return ret;
	ret = iommu_groups_start();
	if (ret)
		goto err_cache;
	ret = iommu_class_start();
	if (ret)
		goto err_groups;
	ret = listen();
	if (ret)
		goto err_class;
	iommu_debugfs_setup();
	default_domain_start();
	device_dma_seam = &seam;
	return 0;

err_class:
	iommu_class_stop();
err_groups:
	iommu_groups_stop();
err_cache:
	iova_cache_put();
	return ret;
}

void iommu_stop(void)
{
	device_dma_seam = NULL;
	unlisten(IOMMU_BUSES);
	iommu_core_stop();
	iommu_debugfs_stop();
	iommu_class_stop();
	iommu_groups_stop();
	iova_cache_put();
}
