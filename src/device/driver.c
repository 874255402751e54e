// SPDX-License-Identifier: MIT
/* Drivers: registering and finding them, their attributes, the devices they serve. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/core.h"

static struct device *on_driver_device(struct roster_node *node)
{
	return container_of(node, struct device_private, on_driver)->device;
}

static void get_on_driver(struct roster_node *node)
{
	get_device(on_driver_device(node));
}

static struct device *next_device(struct device_driver *drv, struct device *dev)
{
	struct roster_node *node = roster_next(&drv->p->devices, dev ? &dev->p->on_driver : NULL,
					       get_on_driver);

	put_device(dev);
	return node ? on_driver_device(node) : NULL;
}

int driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
			   int (*fn)(struct device *dev, void *data))
{
	struct device *dev = get_device(start);
	int error = 0;

	if (!drv || !drv->p) {
		put_device(dev);
		return -EINVAL;
	}
	while (!error && (dev = next_device(drv, dev)))
		error = fn(dev, data);
	put_device(dev);
	return error;
}

struct device *driver_find_device(struct device_driver *drv, struct device *start,
				  const void *data,
				  int (*match)(struct device *dev, const void *data))
{
	struct device *dev = get_device(start);

	if (!drv || !drv->p) {
		put_device(dev);
		return NULL;
	}
	while ((dev = next_device(drv, dev)))
		if (match(dev, data))
			return dev;
	return NULL;
}

int driver_create_file(struct device_driver *drv, const struct driver_attribute *attr)
{
	return drv ? sysfs_create_file(&drv->p->kobj, &attr->attr) : -EINVAL;
}

void driver_remove_file(struct device_driver *drv, const struct driver_attribute *attr)
{
	if (drv)
		sysfs_remove_file(&drv->p->kobj, &attr->attr);
}

int driver_set_override(struct device *dev, const char **override, const char *s, size_t len)
{
	const char *new, *old;
	size_t name_len;

	if (!override || !s)
		return -EINVAL;
	/* as the file is read back into a page, with a newline */
	if (len >= PAGE_SIZE - 1)
		return -EINVAL;
	name_len = strnlen(s, len);
	name_len = min(name_len, strcspn(s, "\n"));
	new = name_len ? kstrndup(s, name_len, GFP_KERNEL) : NULL;
	if (name_len && !new)
		return -ENOMEM;
	device_lock(dev);
	old = *override;
	*override = new;
	device_unlock(dev);
	kfree(old);
	return 0;
}

struct device_driver *driver_find(const char *name, const struct bus_type *bus)
{
	struct kobject *k = kset_find_obj(bus_private(bus)->drivers_kset, name);
	struct device_driver *drv;

	if (!k)
		return NULL;
	drv = to_driver_private(k)->driver;
	kobject_put(k);
	return drv;
}

/* The same work in the bus and in the driver: the bus's version is the one that counts. */
static bool doubles_bus_methods(const struct device_driver *drv)
{
	const struct bus_type *bus = drv->bus;

	return (drv->probe && bus->probe) || (drv->remove && bus->remove) ||
	       (drv->shutdown && bus->shutdown);
}

static int add_to_bus(struct device_driver *drv)
{
	int err = bus_add_driver(drv);

	if (err)
		return err;
	err = sysfs_create_groups(&drv->p->kobj, drv->groups);
	if (err)
		bus_remove_driver(drv);
	else
		kobject_uevent(&drv->p->kobj, KOBJ_ADD);
	return err;
}

int driver_register(struct device_driver *drv)
{
	if (!bus_private(drv->bus)) {
		pr_err("Driver '%s' was unable to register with bus_type '%s' because the bus was "
		       "not initialized.\n",
		       drv->name, drv->bus->name);
		return -EINVAL;
	}
	if (doubles_bus_methods(drv))
		pr_warn("Driver '%s' needs updating - please use bus_type methods\n", drv->name);
	if (!driver_find(drv->name, drv->bus))
		return add_to_bus(drv);
	pr_err("Error: Driver '%s' is already registered, aborting...\n", drv->name);
	return -EBUSY;
}

void driver_unregister(struct device_driver *drv)
{
	if (!drv || !drv->p) {
		WARN(1, "Unexpected driver unregister!\n");
		return;
	}
	sysfs_remove_groups(&drv->p->kobj, drv->groups);
	bus_remove_driver(drv);
}
