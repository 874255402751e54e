// SPDX-License-Identifier: MIT
/*
 * Buses: /sys/bus/NAME with its devices and drivers, walking them, and
 * adding and removing them. How the two are brought together is dd.c's.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/core.h"

static struct kset *bus_kset;

#define to_bus_attr(_attr) container_of(_attr, struct bus_attribute, attr)
#define to_drv_attr(_attr) container_of(_attr, struct driver_attribute, attr)

/* ---- references and walks ---------------------------------------------- */

static struct device *on_bus_device(struct roster_node *node)
{
	return container_of(node, struct device_private, on_bus)->device;
}

static void get_on_bus(struct roster_node *node)
{
	get_device(on_bus_device(node));
}

static struct driver_private *on_bus_driver(struct roster_node *node)
{
	return container_of(node, struct driver_private, on_bus);
}

static void get_driver(struct roster_node *node)
{
	kobject_get(&on_bus_driver(node)->kobj);
}

static void put_driver(struct driver_private *priv)
{
	kobject_put(&priv->kobj);
}

/* the next device of @bus after @dev, whose reference is given up */
static struct device *next_device(const struct bus_type *bus, struct device *dev)
{
	struct roster_node *node = roster_next(&bus_private(bus)->devices,
					       dev ? &dev->p->on_bus : NULL, get_on_bus);

	put_device(dev);
	return node ? on_bus_device(node) : NULL;
}

int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	struct device *dev = get_device(start);
	int error = 0;

	if (!bus_private(bus)) {
		put_device(dev);
		return -EINVAL;
	}
	while (!error && (dev = next_device(bus, dev)))
		error = fn(dev, data);
	put_device(dev);
	return error;
}

struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data))
{
	struct device *dev = get_device(start);

	if (!bus_private(bus)) {
		put_device(dev);
		return NULL;
	}
	while ((dev = next_device(bus, dev)))
		if (match(dev, data))
			return dev;
	return NULL;
}

int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data))
{
	struct roster_node *node = start ? &start->p->on_bus : NULL, *next;
	bool held = false;
	int error = 0;

	if (!bus_private(bus))
		return -EINVAL;
	while (!error && (next = roster_next(&bus_private(bus)->drivers, node, get_driver))) {
		if (held)
			put_driver(on_bus_driver(node));
		held = true;
		node = next;
		error = fn(on_bus_driver(node)->driver, data);
	}
	if (held)
		put_driver(on_bus_driver(node));
	return error;
}

struct kset *bus_get_kset(const struct bus_type *bus)
{
	return &bus_private(bus)->subsys;
}

/* ---- who listens -------------------------------------------------------- */

int bus_register_notifier(const struct bus_type *bus, struct notifier_block *nb)
{
	struct subsys_private *priv = bus_private(bus);

	return priv ? blocking_notifier_chain_register(&priv->notifier, nb) : -EINVAL;
}
EXPORT_SYMBOL_GPL(bus_register_notifier);

int bus_unregister_notifier(const struct bus_type *bus, struct notifier_block *nb)
{
	struct subsys_private *priv = bus_private(bus);

	return priv ? blocking_notifier_chain_unregister(&priv->notifier, nb) : -EINVAL;
}
EXPORT_SYMBOL_GPL(bus_unregister_notifier);

void bus_notify(struct device *dev, unsigned long event)
{
	struct subsys_private *priv = dev->bus ? bus_private(dev->bus) : NULL;

	if (priv && READ_ONCE(priv->notifier.head))
		blocking_notifier_call_chain(&priv->notifier, event, dev);
}

/* ---- attributes of buses ----------------------------------------------- */

static ssize_t bus_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct bus_attribute *bus_attr = to_bus_attr(attr);

	return bus_attr->show ? bus_attr->show(to_subsys_private(kobj)->bus, buf) : 0;
}

static ssize_t bus_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			      size_t count)
{
	struct bus_attribute *bus_attr = to_bus_attr(attr);

	return bus_attr->store ? bus_attr->store(to_subsys_private(kobj)->bus, buf, count) : 0;
}

static const struct sysfs_ops bus_sysfs_ops = {
	.show = bus_attr_show,
	.store = bus_attr_store,
};

static void bus_release(struct kobject *kobj)
{
	kfree(to_subsys_private(kobj));
}

static const struct kobj_type bus_ktype = {
	.sysfs_ops = &bus_sysfs_ops,
	.release = bus_release,
};

int bus_create_file(const struct bus_type *bus, struct bus_attribute *attr)
{
	return sysfs_create_file(&bus_private(bus)->subsys.kobj, &attr->attr);
}

void bus_remove_file(const struct bus_type *bus, struct bus_attribute *attr)
{
	sysfs_remove_file(&bus_private(bus)->subsys.kobj, &attr->attr);
}

static ssize_t drivers_autoprobe_show(struct bus_type *bus, char *buf)
{
	return sysfs_emit(buf, "%d\n", bus_private(bus)->drivers_autoprobe);
}

static ssize_t drivers_autoprobe_store(struct bus_type *bus, const char *buf, size_t count)
{
	bus_private(bus)->drivers_autoprobe = buf[0] != '0';
	return count;
}

static int rescan_device(struct device *dev, void *data)
{
	int ret = 0;

	if (!dev->driver)
		ret = device_attach(dev);
	return ret < 0 ? ret : 0;
}

int bus_rescan_devices(const struct bus_type *bus)
{
	return bus_for_each_dev(bus, NULL, NULL, rescan_device);
}

static ssize_t drivers_probe_store(struct bus_type *bus, const char *buf, size_t count)
{
	struct device *dev = bus_find_device_by_name(bus, NULL, buf);
	int err;

	if (!dev)
		return -ENODEV;
	err = rescan_device(dev, NULL);
	put_device(dev);
	return err ? err : (ssize_t)count;
}

static BUS_ATTR_RW(drivers_autoprobe);
static BUS_ATTR_WO(drivers_probe);

static struct attribute *bus_attrs[] = {
	&bus_attr_drivers_autoprobe.attr,
	&bus_attr_drivers_probe.attr,
	NULL,
};
ATTRIBUTE_GROUPS(bus);

/* ---- buses ------------------------------------------------------------- */

int bus_register(const struct bus_type *bus)
{
	struct subsys_private *priv = kzalloc(sizeof(*priv), GFP_KERNEL);
	int retval;

	if (!priv)
		return -ENOMEM;
	priv->bus = (struct bus_type *)bus;
	subsys_bind(priv);
	roster_init(&priv->devices);
	roster_init(&priv->drivers);
	mutex_init(&priv->mutex);
	BLOCKING_INIT_NOTIFIER_HEAD(&priv->notifier);
	INIT_LIST_HEAD(&priv->interfaces);
	priv->drivers_autoprobe = true;
	priv->subsys.kobj.kset = bus_kset;
	priv->subsys.kobj.ktype = &bus_ktype;
	retval = kobject_set_name(&priv->subsys.kobj, "%s", bus->name);
	if (!retval)
		retval = kset_register(&priv->subsys);
	if (retval) {
		subsys_unbind(priv);
		kfree_const(priv->subsys.kobj.name);
		kfree(priv);
		return retval;
	}
	priv->devices_kset = kset_create_and_add("devices", NULL, &priv->subsys.kobj);
	priv->drivers_kset = kset_create_and_add("drivers", NULL, &priv->subsys.kobj);
	retval = priv->devices_kset && priv->drivers_kset ? 0 : -ENOMEM;
	if (!retval)
		retval = sysfs_create_groups(&priv->subsys.kobj, bus_groups);
	if (!retval)
		retval = sysfs_create_groups(&priv->subsys.kobj, bus->bus_groups);
	if (retval)
		bus_unregister(bus);
	else
		pr_debug("bus: '%s': registered\n", bus->name);
	return retval;
}

void bus_unregister(const struct bus_type *bus)
{
	struct subsys_private *priv = bus_private(bus);

	pr_debug("bus: '%s': unregistering\n", bus->name);
	kset_unregister(priv->drivers_kset);
	kset_unregister(priv->devices_kset);
	subsys_unbind(priv);
	kset_unregister(&priv->subsys);
}

/* ---- devices on a bus -------------------------------------------------- */

int bus_add_device(struct device *dev)
{
	const struct bus_type *bus = dev->bus;
	int error;

	if (!bus)
		return 0;
	if (!bus_private(bus)) {
		dev_err(dev, "the bus '%s' is not registered\n", bus->name);
		return -EINVAL;
	}
	error = device_add_groups(dev, bus->dev_groups);
	if (error)
		return error;
	error = sysfs_create_link(&bus_private(bus)->devices_kset->kobj, &dev->kobj, dev_name(dev));
	if (error)
		goto err_remove_groups;
	error = sysfs_create_link(&dev->kobj, &bus_private(bus)->subsys.kobj, "subsystem");
	if (error)
		goto err_remove_link;
	kset_get(&bus_private(bus)->subsys);
	roster_add(&bus_private(bus)->devices, &dev->p->on_bus);
	return 0;

err_remove_link:
	sysfs_remove_link(&bus_private(bus)->devices_kset->kobj, dev_name(dev));
err_remove_groups:
	device_remove_groups(dev, bus->dev_groups);
	return error;
}

void bus_probe_device(struct device *dev)
{
	if (dev->bus && bus_private(dev->bus)->drivers_autoprobe)
		device_initial_probe(dev);
}

void bus_remove_device(struct device *dev)
{
	const struct bus_type *bus = dev->bus;
	struct subsys_private *priv;

	if (!bus_private(bus))
		return;
	priv = bus_private(bus);
	sysfs_remove_link(&dev->kobj, "subsystem");
	sysfs_remove_link(&priv->devices_kset->kobj, dev_name(dev));
	device_remove_groups(dev, bus->dev_groups);
	if (!roster_del(&priv->devices, &dev->p->on_bus))
		return;
	pr_debug("bus: '%s': remove device %s\n", bus->name, dev_name(dev));
	device_release_driver(dev);
	kset_put(&priv->subsys);
}

/* ---- files of drivers: bind, unbind, uevent ---------------------------- */

static ssize_t drv_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct driver_attribute *drv_attr = to_drv_attr(attr);

	return drv_attr->show ? drv_attr->show(to_driver_private(kobj)->driver, buf) : -EIO;
}

static ssize_t drv_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			      size_t count)
{
	struct driver_attribute *drv_attr = to_drv_attr(attr);

	return drv_attr->store ? drv_attr->store(to_driver_private(kobj)->driver, buf, count) :
				 -EIO;
}

static const struct sysfs_ops driver_sysfs_ops = {
	.show = drv_attr_show,
	.store = drv_attr_store,
};

static void driver_release(struct kobject *kobj)
{
	kfree(to_driver_private(kobj));
}

static const struct kobj_type driver_ktype = {
	.sysfs_ops = &driver_sysfs_ops,
	.release = driver_release,
};

static ssize_t unbind_store(struct device_driver *drv, const char *buf, size_t count)
{
	struct device *dev = bus_find_device_by_name(drv->bus, NULL, buf);
	ssize_t err = -ENODEV;

	if (dev && dev->driver == drv) {
		device_driver_detach(dev);
		err = count;
	}
	put_device(dev);
	return err;
}
static DRIVER_ATTR_WO(unbind);

static ssize_t bind_store(struct device_driver *drv, const char *buf, size_t count)
{
	struct device *dev = bus_find_device_by_name(drv->bus, NULL, buf);
	ssize_t err = -ENODEV;

	if (dev && driver_match_device(drv, dev)) {
		err = device_driver_attach(drv, dev);
		if (!err)
			err = count;
	}
	put_device(dev);
	return err;
}
static DRIVER_ATTR_WO(bind);

static ssize_t uevent_store(struct device_driver *drv, const char *buf, size_t count)
{
	int rc = kobject_synth_uevent(&drv->p->kobj, buf, count);

	return rc ? rc : (ssize_t)count;
}
static DRIVER_ATTR_WO(uevent);

/* files without which a driver works all the same: a failure is only reported */
static void add_driver_files(struct device_driver *drv)
{
	if (driver_create_file(drv, &driver_attr_uevent))
		pr_err("%s: uevent attr (%s) failed\n", __func__, drv->name);
	if (sysfs_create_groups(&drv->p->kobj, drv->bus->drv_groups))
		pr_err("%s: driver_add_groups(%s) failed\n", __func__, drv->name);
	if (drv->suppress_bind_attrs)
		return;
	if (driver_create_file(drv, &driver_attr_unbind) ||
	    driver_create_file(drv, &driver_attr_bind))
		pr_err("%s: add_bind_files(%s) failed\n", __func__, drv->name);
}

static void remove_driver_files(struct device_driver *drv)
{
	if (!drv->suppress_bind_attrs) {
		driver_remove_file(drv, &driver_attr_bind);
		driver_remove_file(drv, &driver_attr_unbind);
	}
	sysfs_remove_groups(&drv->p->kobj, drv->bus->drv_groups);
	driver_remove_file(drv, &driver_attr_uevent);
}

/* ---- drivers on a bus -------------------------------------------------- */

int bus_add_driver(struct device_driver *drv)
{
	struct subsys_private *bus = bus_private(drv->bus);
	struct driver_private *priv;
	int error;

	pr_debug("bus: '%s': add driver %s\n", drv->bus->name, drv->name);
	priv = kzalloc(sizeof(*priv), GFP_KERNEL);
	if (!priv)
		return -ENOMEM;
	kset_get(&bus->subsys);
	roster_init(&priv->devices);
	priv->driver = drv;
	drv->p = priv;
	priv->kobj.kset = bus->drivers_kset;
	error = kobject_init_and_add(&priv->kobj, &driver_ktype, NULL, "%s", drv->name);
	if (error)
		goto err_put;
	roster_add(&bus->drivers, &priv->on_bus);
	if (bus->drivers_autoprobe) {
		error = driver_attach(drv);
		if (error)
			goto err_del;
	}
	module_add_driver(drv->owner, drv);
	add_driver_files(drv);
	return 0;

err_del:
	roster_del(&bus->drivers, &priv->on_bus);
err_put:
	drv->p = NULL;
	kobject_put(&priv->kobj);
	kset_put(&bus->subsys);
	return error;
}

void bus_remove_driver(struct device_driver *drv)
{
	struct subsys_private *bus = bus_private(drv->bus);
	struct driver_private *priv = drv->p;

	remove_driver_files(drv);
	roster_del(&bus->drivers, &priv->on_bus);
	pr_debug("bus: '%s': remove driver %s\n", drv->bus->name, drv->name);
	driver_detach(drv);
	module_remove_driver(drv);
	/* whoever still holds the kobject must not find the driver behind it */
	kobject_del(&priv->kobj);
	drv->p = NULL;
	kobject_put(&priv->kobj);
	kset_put(&bus->subsys);
}

struct owned {
	const struct module *owner;
	struct device_driver *driver;
};

static int find_owned(struct device_driver *drv, void *data)
{
	struct owned *o = data;

	if (drv->owner == o->owner)
		o->driver = drv;
	return o->driver != NULL;
}

/* the bus after @bus, with a reference; that on @bus is given up */
static struct subsys_private *next_bus(struct subsys_private *bus)
{
	struct subsys_private *found = NULL;
	struct list_head *next;
	struct kobject *kobj;

	spin_lock(&bus_kset->list_lock);
	next = bus ? bus->subsys.kobj.entry.next : bus_kset->list.next;
	if (next != &bus_kset->list) {
		kobj = list_entry(next, struct kobject, entry);
		found = to_subsys_private(kobj);
		kset_get(&found->subsys);
	}
	spin_unlock(&bus_kset->list_lock);
	if (bus)
		kset_put(&bus->subsys);
	return found;
}

void bus_remove_drivers_of(const struct module *owner)
{
	struct subsys_private *bus = NULL;

	while ((bus = next_bus(bus))) {
		struct owned o = { .owner = owner };

		while (bus_for_each_drv(bus->bus, NULL, &o, find_owned) > 0) {
			driver_unregister(o.driver);
			o.driver = NULL;
		}
	}
}

/* ---- start and stop ---------------------------------------------------- */

int buses_start(void)
{
	bus_kset = kset_create_and_add("bus", NULL, NULL);
	return bus_kset ? 0 : -ENOMEM;
}

void buses_stop(void)
{
	kset_unregister(bus_kset);
	bus_kset = NULL;
}
