// SPDX-License-Identifier: MIT
/*
 * Groups: their life, their devices, and how drivers of IOMMUs find the group
 * of a device. What a group's devices see is domain.c's and default_domain.c's
 * subject, its files are group_files.c's.
 */
#define pr_fmt(fmt) "iommu: " fmt

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/fsl/mc.h>
#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/sysfs.h>

#include "mapping/iommu/iommu.h"

static struct kset *group_kset;
static DEFINE_IDA(group_ida);

/* ---- life --------------------------------------------------------------- */

static void group_release(struct kobject *kobj)
{
	struct iommu_group *group = container_of(kobj, struct iommu_group, kobj);

	if (group->iommu_data_release)
		group->iommu_data_release(group->iommu_data);
	ida_free(&group_ida, group->id);
	if (group->default_domain)
		iommu_domain_free(group->default_domain);
	if (group->blocking_domain)
		iommu_domain_free(group->blocking_domain);
	kfree(group->name);
	kfree(group);
}

static const struct kobj_type group_ktype = {
	.sysfs_ops = &iommu_group_sysfs_ops,
	.release = group_release,
};

/* the directory and its files; on failure the group is gone */
static int group_show(struct iommu_group *group)
{
	int ret = kobject_init_and_add(&group->kobj, &group_ktype, NULL, "%d", group->id);

	if (ret) {
		kobject_put(&group->kobj);
		return ret;
	}
	group->devices_kobj = kobject_create_and_add("devices", &group->kobj);
	/* the directory holds the group from here on, and its users hold the directory */
	kobject_put(&group->kobj);
	if (!group->devices_kobj)
		return -ENOMEM;
	ret = group_add_files(group);
	if (ret)
		kobject_put(group->devices_kobj);
	return ret;
}

struct iommu_group *iommu_group_alloc(void)
{
	struct iommu_group *group = kzalloc(sizeof(*group), GFP_KERNEL);
	int ret;

	if (!group)
		return ERR_PTR(-ENOMEM);
	group->kobj.kset = group_kset;
	mutex_init(&group->mutex);
	INIT_LIST_HEAD(&group->devices);
	INIT_LIST_HEAD(&group->entry);
	ret = ida_alloc(&group_ida, GFP_KERNEL);
	if (ret < 0) {
		kfree(group);
		return ERR_PTR(ret);
	}
	group->id = ret;
	ret = group_show(group);
	return ret ? ERR_PTR(ret) : group;
}
EXPORT_SYMBOL_GPL(iommu_group_alloc);

struct iommu_group *iommu_group_get(struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;

	if (group)
		kobject_get(group->devices_kobj);
	return group;
}
EXPORT_SYMBOL_GPL(iommu_group_get);

struct iommu_group *iommu_group_ref_get(struct iommu_group *group)
{
	kobject_get(group->devices_kobj);
	return group;
}
EXPORT_SYMBOL_GPL(iommu_group_ref_get);

void iommu_group_put(struct iommu_group *group)
{
	if (group)
		kobject_put(group->devices_kobj);
}
EXPORT_SYMBOL_GPL(iommu_group_put);

struct iommu_group *iommu_group_get_by_id(int id)
{
	struct iommu_group *group;
	struct kobject *kobj;
	char name[16];

	if (!group_kset)
		return NULL;
	snprintf(name, sizeof(name), "%d", id);
	kobj = kset_find_obj(group_kset, name);
	if (!kobj)
		return NULL;
	group = container_of(kobj, struct iommu_group, kobj);
	kobject_get(group->devices_kobj);
	kobject_put(&group->kobj);
	return group;
}
EXPORT_SYMBOL_GPL(iommu_group_get_by_id);

int iommu_group_id(struct iommu_group *group)
{
	return group->id;
}
EXPORT_SYMBOL_GPL(iommu_group_id);

void *iommu_group_get_iommudata(struct iommu_group *group)
{
	return group->iommu_data;
}
EXPORT_SYMBOL_GPL(iommu_group_get_iommudata);

void iommu_group_set_iommudata(struct iommu_group *group, void *iommu_data,
			       void (*release)(void *iommu_data))
{
	group->iommu_data = iommu_data;
	group->iommu_data_release = release;
}
EXPORT_SYMBOL_GPL(iommu_group_set_iommudata);

int iommu_group_set_name(struct iommu_group *group, const char *name)
{
	int ret;

	if (group->name) {
		group_remove_name_file(group);
		kfree(group->name);
		group->name = NULL;
		if (!name)
			return 0;
	}
	group->name = kstrdup(name, GFP_KERNEL);
	if (!group->name)
		return -ENOMEM;
	ret = group_add_name_file(group);
	if (ret) {
		kfree(group->name);
		group->name = NULL;
	}
	return ret;
}
EXPORT_SYMBOL_GPL(iommu_group_set_name);

/* ---- devices -------------------------------------------------------------- */

unsigned int group_device_count(struct iommu_group *group)
{
	return list_count_nodes(&group->devices);
}

int group_each(struct iommu_group *group, void *data, int (*fn)(struct device *dev, void *data))
{
	struct group_device *device;
	int ret;

	list_for_each_entry(device, &group->devices, list) {
		ret = fn(device->dev, data);
		if (ret)
			return ret;
	}
	return 0;
}

int iommu_group_for_each_dev(struct iommu_group *group, void *data,
			     int (*fn)(struct device *, void *))
{
	int ret;

	mutex_lock(&group->mutex);
	ret = group_each(group, data, fn);
	mutex_unlock(&group->mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(iommu_group_for_each_dev);

/* a link to the device in the group's directory; two buses may have devices of one name */
static int link_device(struct iommu_group *group, struct group_device *device)
{
	const char *name = dev_name(device->dev);
	unsigned int copy;
	int ret;

	device->name = kstrdup(name, GFP_KERNEL);
	for (copy = 0; device->name; copy++) {
		ret = sysfs_create_link_nowarn(group->devices_kobj, &device->dev->kobj,
					       device->name);
		if (ret != -EEXIST)
			return ret;
		kfree(device->name);
		device->name = kasprintf(GFP_KERNEL, "%s.%u", name, copy);
	}
	return -ENOMEM;
}

static int show_device(struct iommu_group *group, struct group_device *device)
{
	int ret = sysfs_create_link(&device->dev->kobj, &group->kobj, "iommu_group");

	if (ret)
		return ret;
	ret = link_device(group, device);
	if (ret)
		sysfs_remove_link(&device->dev->kobj, "iommu_group");
	return ret;
}

static void unshow_device(struct iommu_group *group, struct group_device *device)
{
	sysfs_remove_link(group->devices_kobj, device->name);
	sysfs_remove_link(&device->dev->kobj, "iommu_group");
}

static int enlist_device(struct iommu_group *group, struct group_device *device)
{
	struct device *dev = device->dev;
	int ret = 0;

	mutex_lock(&group->mutex);
	list_add_tail(&device->list, &group->devices);
	if (group->domain && !iommu_is_attach_deferred(dev))
		ret = domain_attach_dev(group->domain, dev);
	if (ret)
		list_del(&device->list);
	mutex_unlock(&group->mutex);
	return ret;
}

int iommu_group_add_device(struct iommu_group *group, struct device *dev)
{
	struct group_device *device = kzalloc(sizeof(*device), GFP_KERNEL);
	int ret;

	if (!device)
		return -ENOMEM;
	device->dev = dev;
	ret = show_device(group, device);
	if (ret)
		goto err_free;
	kobject_get(group->devices_kobj);
	dev->iommu_group = group;
	ret = enlist_device(group, device);
	if (ret)
		goto err_put;
	dev_info(dev, "Adding to iommu group %d\n", group->id);
	return 0;

err_put:
	unshow_device(group, device);
	dev->iommu_group = NULL;
	kobject_put(group->devices_kobj);
err_free:
	kfree(device->name);
	kfree(device);
	dev_err(dev, "Failed to add to iommu group %d: %d\n", group->id, ret);
	return ret;
}
EXPORT_SYMBOL_GPL(iommu_group_add_device);

static struct group_device *delist_device(struct iommu_group *group, struct device *dev)
{
	struct group_device *device, *found = NULL;

	mutex_lock(&group->mutex);
	list_for_each_entry(device, &group->devices, list)
		if (device->dev == dev) {
			found = device;
			list_del(&device->list);
			break;
		}
	mutex_unlock(&group->mutex);
	return found;
}

void iommu_group_remove_device(struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;
	struct group_device *device;

	if (!group)
		return;
	dev_info(dev, "Removing from iommu group %d\n", group->id);
	device = delist_device(group, dev);
	if (!device)
		return;
	unshow_device(group, device);
	kfree(device->name);
	kfree(device);
	dev->iommu_group = NULL;
	kobject_put(group->devices_kobj);
}
EXPORT_SYMBOL_GPL(iommu_group_remove_device);

struct iommu_group *iommu_group_get_for_dev(struct device *dev)
{
	struct iommu_group *group = iommu_group_get(dev);
	int ret;

	if (group)
		return group;
	group = dev_iommu_ops(dev)->device_group(dev);
	if (WARN_ON_ONCE(!group))
		return ERR_PTR(-EINVAL);
	if (IS_ERR(group))
		return group;
	ret = iommu_group_add_device(group, dev);
	if (ret) {
		iommu_group_put(group);
		return ERR_PTR(ret);
	}
	return group;
}

/* ---- groups that drivers choose --------------------------------------------- */

struct iommu_group *generic_device_group(struct device *dev)
{
	return iommu_group_alloc();
}
EXPORT_SYMBOL_GPL(generic_device_group);

struct iommu_group *fsl_mc_device_group(struct device *dev)
{
	/* objects of a container carry the container's number */
	struct iommu_group *group = iommu_group_get(fsl_mc_cont_dev(dev));

	return group ?: iommu_group_alloc();
}
EXPORT_SYMBOL_GPL(fsl_mc_device_group);

/* ---- start and stop ----------------------------------------------------------- */

int iommu_groups_start(void)
{
	group_kset = kset_create_and_add("iommu_groups", NULL, kernel_kobj);
	return group_kset ? 0 : -ENOMEM;
}

void iommu_groups_stop(void)
{
	kset_unregister(group_kset);
	group_kset = NULL;
	ida_destroy(&group_ida);
}
