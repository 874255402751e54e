// SPDX-License-Identifier: MIT
/*
 * The files in a device's directory: its own attributes and those that its
 * class, type and groups give it, "uevent" and "dev".
 */
#include <linux/device.h>
#include <linux/kdev_t.h>
#include <linux/of_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/core.h"

#define to_dev_attr(_attr) container_of(_attr, struct device_attribute, attr)
#define to_ext_attr(x) container_of(x, struct dev_ext_attribute, attr)

static ssize_t dev_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct device_attribute *dev_attr = to_dev_attr(attr);

	return dev_attr->show ? dev_attr->show(kobj_to_dev(kobj), dev_attr, buf) : -EIO;
}

static ssize_t dev_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			      size_t count)
{
	struct device_attribute *dev_attr = to_dev_attr(attr);

	return dev_attr->store ? dev_attr->store(kobj_to_dev(kobj), dev_attr, buf, count) : -EIO;
}

const struct sysfs_ops dev_sysfs_ops = {
	.show = dev_attr_show,
	.store = dev_attr_store,
};

/* ---- attributes that are a variable ------------------------------------ */

ssize_t device_store_ulong(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t size)
{
	unsigned long new;
	int ret = kstrtoul(buf, 0, &new);

	if (ret)
		return ret;
	*(unsigned long *)to_ext_attr(attr)->var = new;
	return size;
}

ssize_t device_show_ulong(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lx\n", *(unsigned long *)to_ext_attr(attr)->var);
}

ssize_t device_store_int(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t size)
{
	int new, ret = kstrtoint(buf, 0, &new);

	if (ret)
		return ret;
	*(int *)to_ext_attr(attr)->var = new;
	return size;
}

ssize_t device_show_int(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", *(int *)to_ext_attr(attr)->var);
}

ssize_t device_store_bool(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t size)
{
	if (kstrtobool(buf, to_ext_attr(attr)->var) < 0)
		return -EINVAL;
	return size;
}

ssize_t device_show_bool(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", *(bool *)to_ext_attr(attr)->var);
}

/* ---- single files ------------------------------------------------------ */

int device_create_file(struct device *dev, const struct device_attribute *attr)
{
	if (!dev)
		return 0;
	WARN((attr->attr.mode & 0222) && !attr->store,
	     "Attribute %s: write permission without 'store'\n", attr->attr.name);
	WARN((attr->attr.mode & 0444) && !attr->show,
	     "Attribute %s: read permission without 'show'\n", attr->attr.name);
	return sysfs_create_file(&dev->kobj, &attr->attr);
}

void device_remove_file(struct device *dev, const struct device_attribute *attr)
{
	if (dev)
		sysfs_remove_file(&dev->kobj, &attr->attr);
}

bool device_remove_file_self(struct device *dev, const struct device_attribute *attr)
{
	return dev && sysfs_remove_file_self(&dev->kobj, &attr->attr);
}

int device_create_bin_file(struct device *dev, const struct bin_attribute *attr)
{
	return dev ? sysfs_create_bin_file(&dev->kobj, attr) : -EINVAL;
}

void device_remove_bin_file(struct device *dev, const struct bin_attribute *attr)
{
	if (dev)
		sysfs_remove_bin_file(&dev->kobj, attr);
}

/* ---- groups ------------------------------------------------------------ */

int device_add_groups(struct device *dev, const struct attribute_group **groups)
{
	return sysfs_create_groups(&dev->kobj, groups);
}

void device_remove_groups(struct device *dev, const struct attribute_group **groups)
{
	sysfs_remove_groups(&dev->kobj, groups);
}

struct group_devres {
	const struct attribute_group *group;
	const struct attribute_group **groups;
};

static void devm_groups_remove(struct device *dev, void *res)
{
	struct group_devres *devres = res;

	if (devres->groups)
		sysfs_remove_groups(&dev->kobj, devres->groups);
	else
		sysfs_remove_group(&dev->kobj, devres->group);
}

static int devm_groups_match(struct device *dev, void *res, void *data)
{
	struct group_devres *devres = res;

	return devres->groups == data || devres->group == data;
}

static int devm_add(struct device *dev, const struct attribute_group *group,
		    const struct attribute_group **groups)
{
	struct group_devres *devres;
	int error;

	devres = devres_alloc(devm_groups_remove, sizeof(*devres), GFP_KERNEL);
	if (!devres)
		return -ENOMEM;
	error = groups ? sysfs_create_groups(&dev->kobj, groups) :
			 sysfs_create_group(&dev->kobj, group);
	if (error) {
		devres_free(devres);
		return error;
	}
	devres->group = group;
	devres->groups = groups;
	devres_add(dev, devres);
	return 0;
}

int devm_device_add_group(struct device *dev, const struct attribute_group *grp)
{
	return devm_add(dev, grp, NULL);
}

int devm_device_add_groups(struct device *dev, const struct attribute_group **groups)
{
	return devm_add(dev, NULL, groups);
}

void devm_device_remove_group(struct device *dev, const struct attribute_group *grp)
{
	WARN_ON(devres_release(dev, devm_groups_remove, devm_groups_match, (void *)grp));
}

void devm_device_remove_groups(struct device *dev, const struct attribute_group **groups)
{
	WARN_ON(devres_release(dev, devm_groups_remove, devm_groups_match, (void *)groups));
}

int device_add_attrs(struct device *dev)
{
	const struct attribute_group **of_class = dev->class ? dev->class->dev_groups : NULL;
	const struct attribute_group **of_type = dev->type ? dev->type->groups : NULL;
	int error = device_add_groups(dev, of_class);

	if (error)
		return error;
	error = device_add_groups(dev, of_type);
	if (error)
		goto err_remove_class_groups;
	error = device_add_groups(dev, dev->groups);
	if (!error)
		return 0;
	device_remove_groups(dev, of_type);
err_remove_class_groups:
	device_remove_groups(dev, of_class);
	return error;
}

void device_remove_attrs(struct device *dev)
{
	device_remove_groups(dev, dev->groups);
	if (dev->type)
		device_remove_groups(dev, dev->type->groups);
	if (dev->class)
		device_remove_groups(dev, dev->class->dev_groups);
}

/* ---- uevent, dev ------------------------------------------------------- */

static void name_node(const struct device *dev, struct kobj_uevent_env *env)
{
	add_uevent_var(env, "MAJOR=%u", MAJOR(dev->devt));
	add_uevent_var(env, "MINOR=%u", MINOR(dev->devt));
	add_uevent_var(env, "DEVNAME=%s", dev_name(dev));
}

static int device_uevent(struct kobject *kobj, struct kobj_uevent_env *env)
{
	struct device *dev = kobj_to_dev(kobj);
	const struct device_type *type = dev->type;
	const struct device_driver *driver = dev->driver;

	if (MAJOR(dev->devt))
		name_node(dev, env);
	if (type && type->name)
		add_uevent_var(env, "DEVTYPE=%s", type->name);
	if (driver)
		add_uevent_var(env, "DRIVER=%s", driver->name);

	/* what its subsystem knows about it */
	of_device_uevent(dev, env);
	if (dev->bus && dev->bus->uevent)
		dev->bus->uevent(dev, env);
	if (dev->class && dev->class->dev_uevent)
		dev->class->dev_uevent(dev, env);
	if (type && type->uevent)
		type->uevent(dev, env);
	return 0;
}

struct kset_uevent_ops device_uevent_ops = {
	.uevent = device_uevent,
};

static ssize_t uevent_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct kobj_uevent_env *env = kzalloc(sizeof(*env), GFP_KERNEL);
	char **line;
	int len = 0;

	if (!env)
		return -ENOMEM;
	scoped_guard(device, dev)
		device_uevent(&dev->kobj, env);
	for (line = env->envp; line < env->envp + env->envp_idx; line++)
		len += sysfs_emit_at(buf, len, "%s\n", *line);
	kfree(env);
	return len;
}

static ssize_t uevent_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	int err = kobject_synth_uevent(&dev->kobj, buf, count);

	if (!err)
		return count;
	dev_err(dev, "uevent: failed to send synthetic uevent: %d\n", err);
	return err;
}
DEVICE_ATTR_RW(uevent);

static ssize_t dev_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return print_dev_t(buf, dev->devt);
}
DEVICE_ATTR_RO(dev);
