// SPDX-License-Identifier: MIT
/* /sys/class/iommu/NAME: a device for each IOMMU, with links to the devices behind it. */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "mapping/iommu/iommu.h"

static struct attribute *no_attrs[] = { NULL };

/* an empty directory, for links */
static const struct attribute_group devices_group = {
	.name = "devices",
	.attrs = no_attrs,
};

static const struct attribute_group *class_groups[] = { &devices_group, NULL };

static void class_dev_release(struct device *dev)
{
	kfree(dev);
}

static struct class iommu_class = {
	.name = "iommu",
	.dev_release = class_dev_release,
	.dev_groups = class_groups,
};

/* ---- one IOMMU ------------------------------------------------------------------- */

int iommu_device_sysfs_add(struct iommu_device *iommu, struct device *parent,
			   const struct attribute_group **groups, const char *fmt, ...)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	va_list args;
	int ret;

	if (!dev)
		return -ENOMEM;
	device_initialize(dev);
	dev->class = &iommu_class;
	dev->parent = parent;
	dev->groups = groups;
	va_start(args, fmt);
	ret = kobject_set_name_vargs(&dev->kobj, fmt, args);
	va_end(args);
	if (!ret)
		ret = device_add(dev);
	if (ret) {
		put_device(dev);
		return ret;
	}
	dev_set_drvdata(dev, iommu);
	iommu->dev = dev;
	return 0;
}
EXPORT_SYMBOL_GPL(iommu_device_sysfs_add);

void iommu_device_sysfs_remove(struct iommu_device *iommu)
{
	dev_set_drvdata(iommu->dev, NULL);
	device_unregister(iommu->dev);
	iommu->dev = NULL;
}
EXPORT_SYMBOL_GPL(iommu_device_sysfs_remove);

int iommu_device_link(struct iommu_device *iommu, struct device *link)
{
	int ret;

	if (IS_ERR_OR_NULL(iommu) || !iommu->dev)
		return -ENODEV;
	ret = sysfs_add_link_to_group(&iommu->dev->kobj, "devices", &link->kobj, dev_name(link));
	if (ret)
		return ret;
	ret = sysfs_create_link_nowarn(&link->kobj, &iommu->dev->kobj, "iommu");
	if (ret)
		sysfs_remove_link_from_group(&iommu->dev->kobj, "devices", dev_name(link));
	return ret;
}
EXPORT_SYMBOL_GPL(iommu_device_link);

void iommu_device_unlink(struct iommu_device *iommu, struct device *link)
{
	if (IS_ERR_OR_NULL(iommu) || !iommu->dev)
		return;
	sysfs_remove_link(&link->kobj, "iommu");
	sysfs_remove_link_from_group(&iommu->dev->kobj, "devices", dev_name(link));
}
EXPORT_SYMBOL_GPL(iommu_device_unlink);

/* ---- start and stop ------------------------------------------------------------------- */

int iommu_class_start(void)
{
	return class_register(&iommu_class);
}

void iommu_class_stop(void)
{
	class_unregister(&iommu_class);
}
