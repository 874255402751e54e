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

static void free_domains(struct iommu_group *group)
{
	struct iommu_domain *const domains[] = { group->default_domain, group->blocking_domain };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(domains); i++)
		if (domains[i])
			iommu_domain_free(domains[i]);
}

static void group_release(struct kobject *kobj)
{
	struct iommu_group *gone = container_of(kobj, struct iommu_group, kobj);

	if (gone->iommu_data_release)
		gone->iommu_data_release(gone->iommu_data);
	ida_free(&group_ida, gone->id);
	free_domains(gone);
	kfree(gone->name);
	kfree(gone);
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

static struct iommu_group *group_new(void)
{
	struct iommu_group *made = kzalloc(sizeof(*made), GFP_KERNEL);

	if (made) {
		INIT_LIST_HEAD(&made->entry);
		INIT_LIST_HEAD(&made->devices);
		mutex_init(&made->mutex);
		made->kobj.kset = group_kset;
	}
	return made;
}

struct iommu_group *iommu_group_alloc(void)
{
	struct iommu_group *made = group_new();
	int err;

	if (!made)
		return ERR_PTR(-ENOMEM);
	made->id = ida_alloc(&group_ida, GFP_KERNEL);
	if (made->id >= 0) {
		err = group_show(made);
	} else {
		/* without a number there is nothing yet that group_release() undoes */
		err = made->id;
		kfree(made);
	}
	return err ? ERR_PTR(err) : made;
}
EXPORT_SYMBOL_GPL(iommu_group_alloc);

void iommu_group_put(struct iommu_group *group)
{
	if (group)
		kobject_put(group->devices_kobj);
}
EXPORT_SYMBOL_GPL(iommu_group_put);

struct iommu_group *iommu_group_ref_get(struct iommu_group *group)
{
	kobject_get(group->devices_kobj);
	return group;
}
EXPORT_SYMBOL_GPL(iommu_group_ref_get);

struct iommu_group *iommu_group_get(struct device *dev)
{
	return dev->iommu_group ? iommu_group_ref_get(dev->iommu_group) : NULL;
}
EXPORT_SYMBOL_GPL(iommu_group_get);

struct iommu_group *iommu_group_get_by_id(int id)
{
	struct iommu_group *group = NULL;
	struct kobject *found;
	char number[16];

	snprintf(number, sizeof(number), "%d", id);
	found = group_kset ? kset_find_obj(group_kset, number) : NULL;
	if (found) {
		/* users hold the directory "devices", not the group itself */
		group = iommu_group_ref_get(container_of(found, struct iommu_group, kobj));
		kobject_put(found);
	}
	return group;
}
EXPORT_SYMBOL_GPL(iommu_group_get_by_id);

struct iommu_group *group_lock_of(struct device *dev)
{
	struct iommu_group *held = iommu_group_get(dev);

	if (held)
		mutex_lock(&held->mutex);
	return held;
}

void group_unlock(struct iommu_group *held)
{
	mutex_unlock(&held->mutex);
	iommu_group_put(held);
}

/* ---- what is known of it ---------------------------------------------------- */

void iommu_group_set_iommudata(struct iommu_group *group, void *iommu_data,
			       void (*release)(void *iommu_data))
{
	group->iommu_data_release = release;
	group->iommu_data = iommu_data;
}
EXPORT_SYMBOL_GPL(iommu_group_set_iommudata);

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

static void forget_name(struct iommu_group *group)
{
	kfree(group->name);
	group->name = NULL;
}

int iommu_group_set_name(struct iommu_group *group, const char *name)
{
	bool had_one = group->name;
	int err;

	if (had_one) {
		group_remove_name_file(group);
		forget_name(group);
		if (!name)
			return 0;
	}
	group->name = kstrdup(name, GFP_KERNEL);
	err = group->name ? group_add_name_file(group) : -ENOMEM;
	if (err)
		forget_name(group);
	return err;
}
EXPORT_SYMBOL_GPL(iommu_group_set_name);

/* ---- devices -------------------------------------------------------------- */

unsigned int group_device_count(struct iommu_group *group)
{
	return list_count_nodes(&group->devices);
}

int group_each(struct iommu_group *group, void *data, int (*fn)(struct device *dev, void *data))
{
	struct group_device *member;
	int stop = 0;

	list_for_each_entry(member, &group->devices, list) {
		stop = fn(member->dev, data);
		if (stop)
			break;
	}
	return stop;
}

int iommu_group_for_each_dev(struct iommu_group *group, void *data,
			     int (*fn)(struct device *, void *))
{
	int stop;

	mutex_lock(&group->mutex);
	stop = group_each(group, data, fn);
	mutex_unlock(&group->mutex);
	return stop;
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

/* among the group's devices, and in the domain that they are in; or neither */
static int enlist_device(struct iommu_group *group, struct group_device *member)
{
	int err = 0;

	mutex_lock(&group->mutex);
	if (group->domain && !iommu_is_attach_deferred(member->dev))
		err = domain_attach_dev(group->domain, member->dev);
	if (!err)
		list_add_tail(&member->list, &group->devices);
	mutex_unlock(&group->mutex);
	return err;
}

static void leave(struct iommu_group *group, struct group_device *member)
{
	unshow_device(group, member);
	member->dev->iommu_group = NULL;
	iommu_group_put(group);
}

static int join(struct iommu_group *group, struct group_device *member)
{
	int err = show_device(group, member);

	if (err)
		return err;
	member->dev->iommu_group = iommu_group_ref_get(group);
	err = enlist_device(group, member);
	if (err)
		leave(group, member);
	return err;
}

static void member_free(struct group_device *member)
{
	kfree(member->name);
	kfree(member);
}

int iommu_group_add_device(struct iommu_group *group, struct device *dev)
{
	struct group_device *member = kzalloc(sizeof(*member), GFP_KERNEL);
	int err;

	if (!member)
		return -ENOMEM;
	member->dev = dev;
	err = join(group, member);
	if (err) {
		member_free(member);
		dev_err(dev, "Failed to add to iommu group %d: %d\n", group->id, err);
	} else {
		dev_info(dev, "Adding to iommu group %d\n", group->id);
	}
	return err;
}
EXPORT_SYMBOL_GPL(iommu_group_add_device);

/* under the group's mutex */
static struct group_device *find_member(struct iommu_group *group, const struct device *dev)
{
	struct group_device *member;

	list_for_each_entry(member, &group->devices, list)
		if (member->dev == dev)
			return member;
	return NULL;
}

static struct group_device *delist_device(struct iommu_group *group, const struct device *dev)
{
	struct group_device *member;

	mutex_lock(&group->mutex);
	member = find_member(group, dev);
	if (member)
		list_del(&member->list);
	mutex_unlock(&group->mutex);
	return member;
}

void iommu_group_remove_device(struct device *dev)
{
	struct iommu_group *from = dev->iommu_group;
	struct group_device *member = NULL;

	if (from) {
		dev_info(dev, "Removing from iommu group %d\n", from->id);
		member = delist_device(from, dev);
	}
	if (member) {
		leave(from, member);
		member_free(member);
	}
}
EXPORT_SYMBOL_GPL(iommu_group_remove_device);

static struct iommu_group *ask_for_group(struct device *dev)
{
	struct iommu_group *chosen = dev_iommu_ops(dev)->device_group(dev);

	return WARN_ON_ONCE(!chosen) ? ERR_PTR(-EINVAL) : chosen;
}

struct iommu_group *iommu_group_get_for_dev(struct device *dev)
{
	struct iommu_group *group = iommu_group_get(dev);
	int err = 0;

	if (group)
		return group;
	group = ask_for_group(dev);
	if (!IS_ERR(group))
		err = iommu_group_add_device(group, dev);
	if (err) {
		iommu_group_put(group);
		group = ERR_PTR(err);
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
