// SPDX-License-Identifier: MIT
/*
 * IOMMUs that are there, and which devices are behind them: an IOMMU's
 * driver registers it, every device is offered to the driver, and one that
 * it accepts gets a group with a default domain. As in Linux 6.1, all IOMMUs
 * of a machine have the same driver. Called by drivers of IOMMUs, and by the
 * driver core as devices come and go (start.c).
 */
#define pr_fmt(fmt) "iommu: " fmt

#include <linux/amba/bus.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/fsl/mc.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "mapping/iommu/iommu.h"

struct bus_type *const iommu_buses[IOMMU_BUSES] = {
	&platform_bus_type,
	&pci_bus_type,
	&amba_bustype,
	&fsl_mc_bus_type,
};

/* protected by @iommus_lock */
static LIST_HEAD(iommus);
static DEFINE_SPINLOCK(iommus_lock);

/*
 * Taken for as long as a device is brought together with its IOMMU: driver
 * registration, device_add() and a driver's probe may all want to.
 */
DEFINE_MUTEX(iommu_probe_device_lock);

/* ---- what a device knows of its IOMMU ----------------------------------- */

static struct dev_iommu *dev_iommu_new(void)
{
	struct dev_iommu *made = kzalloc(sizeof(*made), GFP_KERNEL);

	if (made)
		mutex_init(&made->lock);
	return made;
}

struct dev_iommu *dev_iommu_get(struct device *dev)
{
	if (!dev->iommu)
		dev->iommu = dev_iommu_new();
	return dev->iommu;
}

static void dev_iommu_free(struct device *dev)
{
	struct dev_iommu *gone = dev->iommu;

	iommu_fwspec_free(dev);
	dev->iommu = NULL;
	kfree(gone->fault_param);
	kfree(gone);
}

/* ---- one device ----------------------------------------------------------- */

/* the driver accepts the device, and it is in a group; under the probe lock */
static int accept_device(struct device *dev, const struct iommu_ops *ops,
			 struct list_head *new_groups)
{
	struct iommu_device *iommu = ops->probe_device(dev);
	struct iommu_group *group;

	if (IS_ERR(iommu))
		return PTR_ERR(iommu);
	dev->iommu->iommu_dev = iommu;
	group = iommu_group_get_for_dev(dev);
	if (IS_ERR(group)) {
		if (ops->release_device)
			ops->release_device(dev);
		return PTR_ERR(group);
	}
	mutex_lock(&group->mutex);
	if (new_groups && !group->default_domain && list_empty(&group->entry))
		list_add_tail(&group->entry, new_groups);
	mutex_unlock(&group->mutex);
	iommu_group_put(group);

	if (iommu_device_link(iommu, dev))
		dev_dbg(dev, "cannot be linked to its IOMMU in sysfs\n");
	return 0;
}

static int offer_device(struct device *dev, struct list_head *new_groups)
{
	const struct iommu_ops *ops = dev->bus ? dev->bus->iommu_ops : NULL;
	int err = -EINVAL;

	if (!ops)
		return -ENODEV;
	lockdep_assert_held(&iommu_probe_device_lock);
	if (!dev_iommu_get(dev))
		return -ENOMEM;
	if (try_module_get(ops->owner)) {
		err = accept_device(dev, ops, new_groups);
		if (err)
			module_put(ops->owner);
	}
	if (err)
		dev_iommu_free(dev);
	return err;
}

/* the group that a device has come into has a default domain, and the device is in it */
static int join_domain(struct iommu_group *group, struct device *dev)
{
	int ret = 0;

	mutex_lock(&group->mutex);
	/* a driver that knows no such domains does without */
	if (!group->default_domain)
		group_alloc_default_domain(dev->bus, group,
					   iommu_get_def_domain_type(dev) ?: iommu_def_domain_type);
	/* what somebody owns stays as it is */
	if (group->default_domain && !group->owner && !iommu_is_attach_deferred(dev))
		ret = domain_attach_dev(group->default_domain, dev);
	if (!ret)
		resv_map_direct(group, dev);
	mutex_unlock(&group->mutex);
	return ret;
}

int iommu_probe_device(struct device *dev)
{
	struct iommu_group *group;
	int ret;

	mutex_lock(&iommu_probe_device_lock);
	ret = dev->iommu_group ? -EBUSY : offer_device(dev, NULL);
	mutex_unlock(&iommu_probe_device_lock);
	if (ret)
		return ret;
	group = iommu_group_get(dev);
	ret = group ? join_domain(group, dev) : -ENODEV;
	iommu_group_put(group);
	if (ret) {
		iommu_release_device(dev);
		return ret;
	}
	if (dev_iommu_ops(dev)->probe_finalize)
		dev_iommu_ops(dev)->probe_finalize(dev);
	return 0;
}

static void leave_iommu(struct device *dev, struct iommu_device *from)
{
	const struct iommu_ops *ops = from->ops;

	iommu_device_unlink(from, dev);
	if (ops->release_device)
		ops->release_device(dev);
	iommu_group_remove_device(dev);
	module_put(ops->owner);
}

void iommu_release_device(struct device *dev)
{
	struct dev_iommu *known = dev->iommu;

	if (known) {
		/* or else it named an IOMMU that never came, or did not want it */
		if (known->iommu_dev)
			leave_iommu(dev, known->iommu_dev);
		dev_iommu_free(dev);
	}
}

/* ---- all devices of a bus -------------------------------------------------- */

static int probe_one(struct device *dev, void *new_groups)
{
	int ret;

	if (dev->iommu_group)
		return 0;
	mutex_lock(&iommu_probe_device_lock);
	ret = offer_device(dev, new_groups);
	mutex_unlock(&iommu_probe_device_lock);
	return ret == -ENODEV ? 0 : ret;
}

static int attach_one(struct device *dev, void *domain)
{
	return iommu_is_attach_deferred(dev) ? 0 : domain_attach_dev(domain, dev);
}

static int map_direct_one(struct device *dev, void *group)
{
	resv_map_direct(group, dev);
	return 0;
}

static int finalize_one(struct device *dev, void *unused)
{
	if (dev_iommu_ops(dev)->probe_finalize)
		dev_iommu_ops(dev)->probe_finalize(dev);
	return 0;
}

static int start_group(struct bus_type *bus, struct iommu_group *group)
{
	int ret = 0;

	mutex_lock(&group->mutex);
	list_del_init(&group->entry);
	group_probe_default_domain(bus, group);
	if (group->default_domain) {
		/* before the first access goes through it; or when a driver can at last */
		group_each(group, group, map_direct_one);
		ret = group_each(group, group->default_domain, attach_one);
		group_each(group, group, map_direct_one);
		if (!ret)
			group_each(group, NULL, finalize_one);
	}
	mutex_unlock(&group->mutex);
	return ret;
}

int bus_iommu_probe(struct bus_type *bus)
{
	struct iommu_group *group, *next;
	LIST_HEAD(new_groups);
	int ret;

	/* a group is complete before its domain is chosen */
	ret = bus_for_each_dev(bus, NULL, &new_groups, probe_one);
	list_for_each_entry_safe(group, next, &new_groups, entry) {
		if (ret)
			list_del_init(&group->entry);
		else
			ret = start_group(bus, group);
	}
	return ret;
}

/* ---- IOMMUs ----------------------------------------------------------------- */

static void enlist(struct iommu_device *iommu)
{
	spin_lock(&iommus_lock);
	list_add_tail(&iommu->list, &iommus);
	spin_unlock(&iommus_lock);
}

/* every bus gets the driver, and the driver is offered the devices on it */
static int offer_buses(const struct iommu_ops *ops)
{
	struct bus_type *const *bus;
	int err;

	for (bus = iommu_buses; bus < iommu_buses + IOMMU_BUSES; bus++) {
		(*bus)->iommu_ops = ops;
		err = bus_iommu_probe(*bus);
		if (err)
			return err;
	}
	return 0;
}

int iommu_device_register(struct iommu_device *iommu, const struct iommu_ops *ops,
			  struct device *hwdev)
{
	const struct iommu_ops *here = iommu_buses[0]->iommu_ops;
	int err;

	if (here && here != ops)
		return -EBUSY;
	iommu_announce();
	if (hwdev)
		iommu->fwnode = dev_fwnode(hwdev);
	iommu->ops = ops;
	enlist(iommu);
	err = offer_buses(ops);
	if (err)
		iommu_device_unregister(iommu);
	return err;
}
EXPORT_SYMBOL_GPL(iommu_device_register);

static int release_if_behind(struct device *dev, void *iommu)
{
	if (dev->iommu && dev->iommu->iommu_dev == iommu)
		iommu_release_device(dev);
	return 0;
}

/* the last IOMMU has gone: another driver's may come */
static void forget_driver(void)
{
	unsigned int i;

	for (i = 0; i < IOMMU_BUSES; i++)
		iommu_buses[i]->iommu_ops = NULL;
}

void iommu_device_unregister(struct iommu_device *iommu)
{
	unsigned int i;
	bool last;

	for (i = 0; i < IOMMU_BUSES; i++)
		bus_for_each_dev(iommu_buses[i], NULL, iommu, release_if_behind);
	spin_lock(&iommus_lock);
	list_del(&iommu->list);
	last = list_empty(&iommus);
	spin_unlock(&iommus_lock);
	if (last)
		forget_driver();
}
EXPORT_SYMBOL_GPL(iommu_device_unregister);

const struct iommu_ops *iommu_ops_from_fwnode(struct fwnode_handle *fwnode)
{
	const struct iommu_ops *found = NULL;
	struct iommu_device *at;

	spin_lock(&iommus_lock);
	list_for_each_entry(at, &iommus, list) {
		if (at->fwnode != fwnode)
			continue;
		found = at->ops;
		break;
	}
	spin_unlock(&iommus_lock);
	return found;
}

bool device_iommu_capable(struct device *dev, enum iommu_cap cap)
{
	const struct iommu_ops *driver = driver_of_iommu(dev);

	return driver && driver->capable && driver->capable(dev, cap);
}
EXPORT_SYMBOL_GPL(device_iommu_capable);

bool iommu_present(const struct bus_type *bus)
{
	return bus->iommu_ops;
}
EXPORT_SYMBOL_GPL(iommu_present);

void iommu_core_stop(void)
{
	spin_lock(&iommus_lock);
	INIT_LIST_HEAD(&iommus);
	spin_unlock(&iommus_lock);
	forget_driver();
}
