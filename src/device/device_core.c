// SPDX-License-Identifier: MIT
/*
 * Devices: their life from device_initialize() to the last put_device(), and
 * their place among parents and children. Binding to drivers is dd.c's, the
 * files in a device's directory device_attrs.c's.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fwnode.h>
#include <linux/kdev_t.h>
#include <linux/of.h>
#include <linux/pm_runtime.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/chrdev.h"
#include "device/core.h"
#include "device/device.h"

struct kset *devices_kset;
static struct kobject *dev_kobj;
static struct kobject *dev_char_kobj;

/* ---- references -------------------------------------------------------- */

struct device *get_device(struct device *dev)
{
	return dev ? kobj_to_dev(kobject_get(&dev->kobj)) : NULL;
}

void put_device(struct device *dev)
{
	if (dev)
		kobject_put(&dev->kobj);
}

typedef void (*release_t)(struct device *dev);

/* The nearest of those who may free a device. */
static release_t release_of(const struct device *dev)
{
	if (dev->release)
		return dev->release;
	if (dev->type && dev->type->release)
		return dev->type->release;
	return dev->class ? dev->class->dev_release : NULL;
}

static void device_release(struct kobject *kobj)
{
	struct device *dev = kobj_to_dev(kobj);
	struct device_private *private = dev->p;
	release_t release = release_of(dev);

	/* what was added to a device that was never bound, or after it was unbound */
	devres_release_all(dev);
	kfree(dev->dma_range_map);
	if (!WARN(!release,
		  KERN_ERR "Device '%s' does not have a release() function, it is broken and "
			   "must be fixed. See Documentation/core-api/kobject.rst.\n",
		  dev_name(dev)))
		release(dev);
	if (private)
		kfree(private->deferred_reason);
	kfree(private);
}

static const struct kobj_type device_ktype = {
	.release = device_release,
	.sysfs_ops = &dev_sysfs_ops,
};

struct io_tlb_mem *device_bounce_pool;

void device_initialize(struct device *dev)
{
	kobject_init(&dev->kobj, &device_ktype);
	dev->kobj.kset = devices_kset;
	mutex_init(&dev->mutex);
	lockdep_set_novalidate_class(&dev->mutex);
	INIT_LIST_HEAD(&dev->devres_head);
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->dma_pools);
	/* the tree may know better, when a driver is about to be bound */
	dev->dma_coherent = true;
	dev->dma_io_tlb_mem = device_bounce_pool;
	set_dev_node(dev, NUMA_NO_NODE);
	device_links_init(dev);
	pm_runtime_init(dev);
}

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list vargs;
	int err;

	va_start(vargs, fmt);
	err = kobject_set_name_vargs(&dev->kobj, fmt, vargs);
	va_end(vargs);
	return err;
}

const char *dev_driver_string(const struct device *dev)
{
	const struct device_driver *drv = READ_ONCE(dev->driver);

	return drv ? drv->name : dev_bus_name(dev);
}

/* ---- children ---------------------------------------------------------- */

struct device *on_parent_device(struct roster_node *node)
{
	return container_of(node, struct device_private, on_parent)->device;
}

void get_on_parent(struct roster_node *node)
{
	get_device(on_parent_device(node));
}

typedef struct roster_node *(*step_t)(struct roster *r, struct roster_node *node,
				      void (*get)(struct roster_node *node));

/* calls @fn for each child until nonzero; *@last: the child it was for, with a reference */
static int walk_children(struct device *parent, step_t step, void *data,
			 int (*fn)(struct device *dev, void *data), struct device **last)
{
	struct roster_node *node = NULL, *next;
	int ret = 0;

	if (!parent || !parent->p)
		return 0;
	while (!ret && (next = step(&parent->p->children, node, get_on_parent))) {
		if (node)
			put_device(on_parent_device(node));
		node = next;
		ret = fn(on_parent_device(node), data);
	}
	if (node && ret && last)
		*last = on_parent_device(node);
	else if (node)
		put_device(on_parent_device(node));
	return ret;
}

int device_for_each_child(struct device *parent, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	return walk_children(parent, roster_next, data, fn, NULL);
}

int device_for_each_child_reverse(struct device *parent, void *data,
				  int (*fn)(struct device *dev, void *data))
{
	return walk_children(parent, roster_prev, data, fn, NULL);
}

struct device *device_find_child(struct device *parent, void *data,
				 int (*match)(struct device *dev, void *data))
{
	struct device *child = NULL;

	walk_children(parent, roster_next, data, match, &child);
	return child;
}

static int child_has_name(struct device *dev, void *name)
{
	return sysfs_streq(dev_name(dev), name);
}

struct device *device_find_child_by_name(struct device *parent, const char *name)
{
	return device_find_child(parent, (void *)name, child_has_name);
}

static int child_is_any(struct device *dev, void *unused)
{
	return 1;
}

struct device *device_find_any_child(struct device *parent)
{
	return device_find_child(parent, NULL, child_is_any);
}

/* ---- device_match_*() --------------------------------------------------- */

int device_match_name(struct device *dev, const void *name)
{
	return sysfs_streq(dev_name(dev), name);
}

int device_match_of_node(struct device *dev, const void *np)
{
	return dev->of_node == np;
}

int device_match_fwnode(struct device *dev, const void *fwnode)
{
	return fwnode && dev_fwnode(dev) == fwnode;
}

int device_match_devt(struct device *dev, const void *pdevt)
{
	return dev->devt == *(const dev_t *)pdevt;
}

int device_match_any(struct device *dev, const void *unused)
{
	return 1;
}

/* ---- adding ------------------------------------------------------------ */

static int device_private_init(struct device *dev)
{
	dev->p = kzalloc(sizeof(*dev->p), GFP_KERNEL);
	if (!dev->p)
		return -ENOMEM;
	dev->p->device = dev;
	roster_init(&dev->p->children);
	INIT_LIST_HEAD(&dev->p->deferred);
	return 0;
}

static int give_name(struct device *dev)
{
	const struct bus_type *bus = dev->bus;

	if (dev->init_name)
		dev_set_name(dev, "%s", dev->init_name);
	dev->init_name = NULL;
	/* buses may count what has no name of its own */
	if (!dev_name(dev) && bus && bus->dev_name)
		dev_set_name(dev, "%s%u", bus->dev_name, dev->id);
	return dev_name(dev) ? 0 : -EINVAL;
}

/* /sys/dev/char/MAJOR:MINOR and the file "dev" */
static int add_devt(struct device *dev)
{
	char devt_str[24];
	int error;

	if (!MAJOR(dev->devt))
		return 0;
	error = device_create_file(dev, &dev_attr_dev);
	if (error)
		return error;
	format_dev_t(devt_str, dev->devt);
	error = sysfs_create_link(dev_char_kobj, &dev->kobj, devt_str);
	if (error)
		device_remove_file(dev, &dev_attr_dev);
	else
		dev_node_add(dev);
	return error;
}

static void remove_devt(struct device *dev)
{
	char devt_str[24];

	if (!MAJOR(dev->devt))
		return;
	dev_node_remove(dev);
	format_dev_t(devt_str, dev->devt);
	sysfs_remove_link(dev_char_kobj, devt_str);
	device_remove_file(dev, &dev_attr_dev);
}

/* everything that device_add() puts into sysfs besides the directory */
static int add_files(struct device *dev)
{
	int error = device_create_file(dev, &dev_attr_uevent);

	if (error)
		return error;
	error = class_add_links(dev);
	if (error)
		goto err_remove_uevent;
	error = device_add_attrs(dev);
	if (error)
		goto err_remove_links;
	error = bus_add_device(dev);
	if (error)
		goto err_remove_attrs;
	error = dpm_sysfs_add(dev);
	if (error)
		goto err_remove_from_bus;
	error = add_devt(dev);
	if (!error)
		return 0;
	dpm_sysfs_remove(dev);
err_remove_from_bus:
	bus_remove_device(dev);
err_remove_attrs:
	device_remove_attrs(dev);
err_remove_links:
	class_remove_links(dev);
err_remove_uevent:
	device_remove_file(dev, &dev_attr_uevent);
	return error;
}

int device_add(struct device *dev)
{
	struct device *parent;
	struct kobject *kobj, *glue_dir = NULL;
	int error;

	dev = get_device(dev);
	if (!dev)
		return -EINVAL;
	error = dev->p ? 0 : device_private_init(dev);
	if (!error)
		error = give_name(dev);
	if (error)
		goto err_put;

	parent = get_device(dev->parent);
	kobj = device_parent_get(dev, parent);
	if (IS_ERR(kobj)) {
		error = PTR_ERR(kobj);
		goto err_put_parent;
	}
	if (kobj)
		dev->kobj.parent = kobj;
	if (parent && dev_to_node(dev) == NUMA_NO_NODE)
		set_dev_node(dev, dev_to_node(parent));

	error = kobject_add(&dev->kobj, dev->kobj.parent, NULL);
	if (error) {
		glue_dir = kobj;
		goto err_put_glue;
	}
	error = add_files(dev);
	if (error)
		goto err_del_kobj;
	bus_notify(dev, BUS_NOTIFY_ADD_DEVICE);
	kobject_uevent(&dev->kobj, KOBJ_ADD);
	if (dev->fwnode && !dev->fwnode->dev)
		dev->fwnode->dev = dev;

	bus_probe_device(dev);
	if (parent)
		roster_add(&parent->p->children, &dev->p->on_parent);
	class_add_device(dev);
	put_device(dev);
	return 0;

err_del_kobj:
	kobject_uevent(&dev->kobj, KOBJ_REMOVE);
	glue_dir = device_glue_dir(dev);
	kobject_del(&dev->kobj);
err_put_glue:
	device_glue_put(dev, glue_dir);
err_put_parent:
	put_device(parent);
err_put:
	put_device(dev);
	return error;
}

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}

/* ---- removing ---------------------------------------------------------- */

bool kill_device(struct device *dev)
{
	device_lock_assert(dev);
	if (dev->p->dead)
		return false;
	dev->p->dead = true;
	return true;
}

void device_del(struct device *dev)
{
	struct device *parent = dev->parent;
	struct kobject *glue_dir;

	device_lock(dev);
	kill_device(dev);
	device_unlock(dev);
	if (dev->fwnode && dev->fwnode->dev == dev)
		dev->fwnode->dev = NULL;

	bus_notify(dev, BUS_NOTIFY_DEL_DEVICE);
	dpm_sysfs_remove(dev);
	if (parent)
		roster_del(&parent->p->children, &dev->p->on_parent);
	remove_devt(dev);
	class_remove_device(dev);
	class_remove_links(dev);
	device_remove_file(dev, &dev_attr_uevent);
	device_remove_attrs(dev);
	bus_remove_device(dev);
	pm_runtime_remove(dev);
	driver_deferred_probe_del(dev);
	device_links_purge(dev);
	bus_notify(dev, BUS_NOTIFY_REMOVED_DEVICE);
	kobject_uevent(&dev->kobj, KOBJ_REMOVE);
	glue_dir = device_glue_dir(dev);
	kobject_del(&dev->kobj);
	device_glue_put(dev, glue_dir);
	put_device(parent);
}

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}

/* ---- moving ------------------------------------------------------------ */

int device_rename(struct device *dev, const char *new_name)
{
	char *old_name;
	int error = 0;

	dev = get_device(dev);
	if (!dev)
		return -EINVAL;
	old_name = kstrdup(dev_name(dev), GFP_KERNEL);
	if (!old_name)
		error = -ENOMEM;
	if (!error && dev->class)
		error = sysfs_rename_link(&class_private(dev->class)->subsys.kobj, &dev->kobj, old_name,
					  new_name);
	if (!error)
		error = kobject_rename(&dev->kobj, new_name);
	kfree(old_name);
	put_device(dev);
	return error;
}

int device_move(struct device *dev, struct device *new_parent, enum dpm_order dpm_order)
{
	struct device *old_parent = dev->parent;
	struct kobject *old_glue, *kobj;
	int error;

	if (!get_device(dev))
		return -EINVAL;
	new_parent = get_device(new_parent);
	old_glue = device_glue_dir(dev);
	kobj = device_parent_get(dev, new_parent);
	error = IS_ERR(kobj) ? PTR_ERR(kobj) : kobject_move(&dev->kobj, kobj);
	if (error) {
		if (!IS_ERR(kobj))
			device_glue_put(dev, kobj);
		put_device(new_parent);
		goto out;
	}
	if (old_parent)
		roster_del(&old_parent->p->children, &dev->p->on_parent);
	dev->parent = new_parent;
	if (new_parent)
		roster_add(&new_parent->p->children, &dev->p->on_parent);
	device_glue_put(dev, old_glue);
	put_device(old_parent);
out:
	put_device(dev);
	return error;
}

/* ---- root devices ------------------------------------------------------ */

struct root_device {
	struct device dev;
	struct module *owner;
};

static void root_device_release(struct device *dev)
{
	kfree(container_of(dev, struct root_device, dev));
}

struct device *__root_device_register(const char *name, struct module *owner)
{
	struct root_device *root = kzalloc(sizeof(*root), GFP_KERNEL);
	struct device *dev;
	int err;

	if (!root)
		return ERR_PTR(-ENOMEM);
	dev = &root->dev;
	dev->release = root_device_release;
	err = dev_set_name(dev, "%s", name);
	if (err) {
		/* no object yet that a reference could be put of */
		kfree(root);
		return ERR_PTR(err);
	}
	err = device_register(dev);
	if (err) {
		put_device(dev);
		return ERR_PTR(err);
	}
	if (owner && !sysfs_create_link(&dev->kobj, &owner->mkobj.kobj, "module"))
		root->owner = owner;
	return dev;
}

void root_device_unregister(struct device *dev)
{
	struct root_device *root = container_of(dev, struct root_device, dev);

	if (root->owner)
		sysfs_remove_link(&root->dev.kobj, "module");
	device_unregister(dev);
}

/* ---- devices that only have a class ------------------------------------- */

static void device_create_release(struct device *dev)
{
	kfree(dev);
}

static __printf(2, 0) int name_and_add(struct device *dev, const char *fmt, va_list args)
{
	int err = kobject_set_name_vargs(&dev->kobj, fmt, args);

	return err ? err : device_add(dev);
}

static __printf(6, 0) struct device *
create_vargs(const struct class *class, struct device *parent, dev_t devt, void *drvdata,
	     const struct attribute_group **groups, const char *fmt, va_list args)
{
	struct device *dev;
	int err;

	if (IS_ERR_OR_NULL(class))
		return ERR_PTR(-ENODEV);
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev->release = device_create_release;
	dev->class = (struct class *)class;
	dev->parent = parent;
	dev->groups = groups;
	dev->devt = devt;
	device_initialize(dev);
	dev_set_drvdata(dev, drvdata);
	err = name_and_add(dev, fmt, args);
	if (err) {
		put_device(dev);
		return ERR_PTR(err);
	}
	return dev;
}

struct device *device_create(const struct class *class, struct device *parent, dev_t devt,
			     void *drvdata, const char *fmt, ...)
{
	struct device *dev;
	va_list vargs;

	va_start(vargs, fmt);
	dev = create_vargs(class, parent, devt, drvdata, NULL, fmt, vargs);
	va_end(vargs);
	return dev;
}

struct device *device_create_with_groups(const struct class *class, struct device *parent,
					 dev_t devt,
					 void *drvdata, const struct attribute_group **groups,
					 const char *fmt, ...)
{
	struct device *dev;
	va_list vargs;

	va_start(vargs, fmt);
	dev = create_vargs(class, parent, devt, drvdata, groups, fmt, vargs);
	va_end(vargs);
	return dev;
}

void device_destroy(const struct class *class, dev_t devt)
{
	struct device *dev = class_find_device_by_devt(class, devt);

	if (dev) {
		put_device(dev);
		device_unregister(dev);
	}
}

/* ---- firmware nodes ---------------------------------------------------- */

/* a secondary node is marked by an error pointer where a primary one keeps its secondary */
static bool fwnode_is_primary(const struct fwnode_handle *fwnode)
{
	return fwnode && !IS_ERR(fwnode->secondary);
}

void set_primary_fwnode(struct device *dev, struct fwnode_handle *fwnode)
{
	struct fwnode_handle *fn = dev->fwnode;

	if (!fwnode) {
		dev->fwnode = fwnode_is_primary(fn) ? fn->secondary : NULL;
		return;
	}
	if (fwnode_is_primary(fn))
		fn = fn->secondary;
	if (fn) {
		WARN_ON(fwnode->secondary);
		fwnode->secondary = fn;
	}
	dev->fwnode = fwnode;
}

void set_secondary_fwnode(struct device *dev, struct fwnode_handle *fwnode)
{
	bool behind_another = fwnode_is_primary(dev->fwnode);

	/* a second node has no further one behind it */
	if (fwnode)
		fwnode->secondary = ERR_PTR(-ENODEV);
	*(behind_another ? &dev->fwnode->secondary : &dev->fwnode) = fwnode;
}

void device_set_of_node_from_dev(struct device *dev, const struct device *dev2)
{
	of_node_put(dev->of_node);
	dev->of_node = of_node_get(dev2->of_node);
	dev->of_node_reused = true;
}

void device_set_node(struct device *dev, struct fwnode_handle *fwnode)
{
	dev->fwnode = fwnode;
	dev->of_node = to_of_node(fwnode);
}

/* ---- start and stop ---------------------------------------------------- */

int devices_start(void)
{
	devices_kset = kset_create_and_add("devices", &device_uevent_ops, NULL);
	dev_kobj = kobject_create_and_add("dev", NULL);
	dev_char_kobj = dev_kobj ? kobject_create_and_add("char", dev_kobj) : NULL;
	return devices_kset && dev_char_kobj ? 0 : -ENOMEM;
}

void devices_stop(void)
{
	device_parent_stop();
	kobject_put(dev_char_kobj);
	kobject_put(dev_kobj);
	dev_char_kobj = NULL;
	dev_kobj = NULL;
	kset_unregister(devices_kset);
	devices_kset = NULL;
}
