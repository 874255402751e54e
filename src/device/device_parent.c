// SPDX-License-Identifier: MIT
/*
 * Where a device's directory lies. Below its parent's; but a device of a
 * class lies in a directory of the class's name there (a "glue" directory,
 * shared by its siblings of that class), and without a parent in
 * /sys/devices/virtual/CLASS.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kobject.h>
#include <linux/slab.h>

#include "device/core.h"

/* Protects the making and going of glue directories, and @virtual_kobj */
static DEFINE_MUTEX(glue_lock);
static struct kobject *virtual_kobj;

struct class_dir {
	struct kobject kobj;
};

static void class_dir_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct class_dir, kobj));
}

static const struct kobj_type class_dir_ktype = {
	.release = class_dir_release,
	.sysfs_ops = &kobj_sysfs_ops,
};

static struct kobject *class_dir_create(const struct class *class, struct kobject *parent)
{
	struct class_dir *dir = kzalloc(sizeof(*dir), GFP_KERNEL);
	int ret;

	if (!dir)
		return ERR_PTR(-ENOMEM);
	kobject_init(&dir->kobj, &class_dir_ktype);
	dir->kobj.kset = &class_private(class)->glue_dirs;
	ret = kobject_add(&dir->kobj, parent, "%s", class->name);
	if (ret) {
		kobject_put(&dir->kobj);
		return ERR_PTR(ret);
	}
	return &dir->kobj;
}

static struct kobject *class_dir_find(const struct class *class, struct kobject *parent)
{
	struct kobject *k, *found = NULL;

	spin_lock(&class_private(class)->glue_dirs.list_lock);
	list_for_each_entry(k, &class_private(class)->glue_dirs.list, entry) {
		if (k->parent == parent) {
			found = kobject_get_unless_zero(k);
			break;
		}
	}
	spin_unlock(&class_private(class)->glue_dirs.list_lock);
	return found;
}

struct kobject *device_parent_get(struct device *dev, struct device *parent)
{
	struct kobject *dir, *above;

	if (!dev->class)
		return parent ? &parent->kobj :
		       dev->bus && dev->bus->dev_root ? &dev->bus->dev_root->kobj : NULL;
	if (parent && parent->class)
		return &parent->kobj;

	mutex_lock(&glue_lock);
	if (!parent && !virtual_kobj)
		virtual_kobj = kobject_create_and_add("virtual", &devices_kset->kobj);
	above = parent ? &parent->kobj : virtual_kobj;
	dir = class_dir_find(dev->class, above);
	if (!dir)
		dir = class_dir_create(dev->class, above);
	mutex_unlock(&glue_lock);
	return dir;
}

struct kobject *device_glue_dir(struct device *dev)
{
	return dev->kobj.parent;
}

void device_glue_put(struct device *dev, struct kobject *dir)
{
	if (!dir || !dev->class || dir->kset != &class_private(dev->class)->glue_dirs)
		return;
	mutex_lock(&glue_lock);
	kobject_put(dir);
	mutex_unlock(&glue_lock);
}

void device_parent_stop(void)
{
	kobject_put(virtual_kobj);
	virtual_kobj = NULL;
}
