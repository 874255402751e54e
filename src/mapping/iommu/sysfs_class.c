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
	.dev_groups = class_groups,
	.dev_release = class_dev_release,
	.name = "iommu",
};

/* ---- one IOMMU ------------------------------------------------------------------- */

/* a device that nobody sees yet; put_device() frees it */
static struct device *class_dev_new(struct device *parent, const struct attribute_group **groups)
{
	struct device *made = kzalloc(sizeof(*made), GFP_KERNEL);

	if (made) {
		device_initialize(made);
		made->groups = groups;
		made->parent = parent;
		made->class = &iommu_class;
	}
	return made;
}

int iommu_device_sysfs_add(struct iommu_device *iommu, struct device *parent,
			   const struct attribute_group **groups, const char *fmt, ...)
{
	struct device *shown = class_dev_new(parent, groups);
	va_list name;
	int err;

	if (!shown)
		return -ENOMEM;
	va_start(name, fmt);
	err = kobject_set_name_vargs(&shown->kobj, fmt, name) ?: device_add(shown);
	va_end(name);
	if (err) {
		put_device(shown);
	} else {
		iommu->dev = shown;
		dev_set_drvdata(shown, iommu);
	}
	return err;
}
EXPORT_SYMBOL_GPL(iommu_device_sysfs_add);

void iommu_device_sysfs_remove(struct iommu_device *iommu)
{
	struct device *shown = iommu->dev;

	dev_set_drvdata(shown, NULL);
	device_unregister(shown);
	iommu->dev = NULL;
}
EXPORT_SYMBOL_GPL(iommu_device_sysfs_remove);

/* ---- the devices behind it ------------------------------------------------------- */

/* the IOMMU's directory; NULL where a driver has shown none, or has found no IOMMU */
static struct kobject *directory_of(const struct iommu_device *iommu)
{
	return !IS_ERR_OR_NULL(iommu) && iommu->dev ? &iommu->dev->kobj : NULL;
}

/* the IOMMU's link to a device; the device has one back, "iommu" */
static int link_there(struct kobject *directory, struct device *behind)
{
	return sysfs_add_link_to_group(directory, devices_group.name, &behind->kobj,
				       dev_name(behind));
}

static void unlink_there(struct kobject *directory, struct device *behind)
{
	sysfs_remove_link_from_group(directory, devices_group.name, dev_name(behind));
}

int iommu_device_link(struct iommu_device *iommu, struct device *link)
{
	struct kobject *directory = directory_of(iommu);
	int err = directory ? link_there(directory, link) : -ENODEV;

	if (err)
		return err;
	err = sysfs_create_link_nowarn(&link->kobj, directory, "iommu");
	if (err)
		unlink_there(directory, link);
	return err;
}
EXPORT_SYMBOL_GPL(iommu_device_link);

void iommu_device_unlink(struct iommu_device *iommu, struct device *link)
{
	struct kobject *directory = directory_of(iommu);

	if (directory) {
		sysfs_remove_link(&link->kobj, "iommu");
		unlink_there(directory, link);
	}
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
