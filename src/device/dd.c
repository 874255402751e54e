// SPDX-License-Identifier: MIT
/*
 * Binding devices to drivers and taking them apart again: the order in which
 * everything is prepared, and undone where the probe fails or the device is
 * unbound. Deferred probes are kept in deferred.c.
 */
#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/pm_runtime.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "device/core.h"
#include "device/device.h"
#include "device/modules.h"

static atomic_t probe_count = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(probe_waitqueue);

bool device_is_bound(struct device *dev)
{
	return dev->p && dev->p->on_driver.on;
}

/* ---- locks ------------------------------------------------------------- */

static void lock_device_and_parent(struct device *dev, struct device *parent)
{
	if (parent && dev->bus->need_parent_lock)
		device_lock(parent);
	device_lock(dev);
}

static void unlock_device_and_parent(struct device *dev, struct device *parent)
{
	device_unlock(dev);
	if (parent && dev->bus->need_parent_lock)
		device_unlock(parent);
}

/* ---- what /sys says of a binding ---------------------------------------- */

static ssize_t coredump_store(struct device *dev, struct device_attribute *attr, const char *buf,
			      size_t count)
{
	device_lock(dev);
	dev->driver->coredump(dev);
	device_unlock(dev);
	return count;
}
static DEVICE_ATTR_WO(coredump);

/* The driver's directory names the device, and the device's names the driver. */
static void unlink_from_driver(struct device *dev)
{
	sysfs_remove_link(&dev->driver->p->kobj, kobject_name(&dev->kobj));
	sysfs_remove_link(&dev->kobj, "driver");
}

static int link_to_driver(struct device *dev)
{
	struct kobject *driver = &dev->driver->p->kobj, *device = &dev->kobj;
	int err = sysfs_create_link(driver, device, kobject_name(device));

	if (err)
		return err;
	err = sysfs_create_link(device, driver, "driver");
	if (err)
		sysfs_remove_link(driver, kobject_name(device));
	return err;
}

static int driver_sysfs_add(struct device *dev)
{
	int err = link_to_driver(dev);

	if (!err && dev->driver->coredump) {
		err = device_create_file(dev, &dev_attr_coredump);
		if (err)
			unlink_from_driver(dev);
	}
	return err;
}

static void driver_sysfs_remove(struct device *dev)
{
	if (dev->driver->coredump)
		device_remove_file(dev, &dev_attr_coredump);
	unlink_from_driver(dev);
}

/* ---- one probe --------------------------------------------------------- */

static void driver_bound(struct device *dev)
{
	if (device_is_bound(dev)) {
		dev_warn(dev, "%s: device is already bound\n", __func__);
		return;
	}
	pr_debug("driver: '%s': %s: bound to device '%s'\n", dev->driver->name, __func__,
		 dev_name(dev));
	roster_add(&dev->driver->p->devices, &dev->p->on_driver);
	device_links_driver_bound(dev);
	/* somebody may have waited for this one */
	driver_deferred_probe_del(dev);
	driver_deferred_probe_trigger();
	bus_notify(dev, BUS_NOTIFY_BOUND_DRIVER);
	kobject_uevent(&dev->kobj, KOBJ_BIND);
}

static int run_probe(struct device *dev, struct device_driver *drv)
{
	int (*probe)(struct device *) = dev->bus->probe ?: drv->probe;

	return probe ? probe(dev) : 0;
}

static int call_driver_probe(struct device *dev, struct device_driver *drv)
{
	int ret = run_probe(dev, drv);

	if (ret == -EPROBE_DEFER)
		dev_dbg(dev, "Driver %s requests probe deferral\n", drv->name);
	else if (ret == -ENODEV || ret == -ENXIO)
		pr_debug("%s: probe of %s rejects match %d\n", drv->name, dev_name(dev), ret);
	else if (ret)
		pr_warn("%s: probe of %s failed with error %d\n", drv->name, dev_name(dev), ret);
	return ret;
}

void (*driver_left)(struct device *dev, bool permanent);

static void call_driver_remove(struct device *dev)
{
	struct device_driver *drv = dev->driver;

	if (dev->bus && dev->bus->remove)
		dev->bus->remove(dev);
	else if (drv->remove)
		drv->remove(dev);
	if (driver_left)
		driver_left(dev, drv->owner && module_is_permanent(drv->owner));
}

/* the device is nobody's again */
static void device_unbind_cleanup(struct device *dev)
{
	devres_release_all(dev);
	device_dma_teardown(dev);
	kfree(dev->dma_range_map);
	dev->dma_range_map = NULL;
	WRITE_ONCE(dev->driver, NULL);
	dev_set_drvdata(dev, NULL);
	if (dev->pm_domain && dev->pm_domain->dismiss)
		dev->pm_domain->dismiss(dev);
	pm_runtime_reinit(dev);
	dev_pm_set_driver_flags(dev, 0);
}

static int probe_and_add_groups(struct device *dev, struct device_driver *drv)
{
	int err = call_driver_probe(dev, drv);

	if (err)
		return err;
	err = device_add_groups(dev, drv->dev_groups);
	if (err) {
		dev_err(dev, "device_add_groups() failed\n");
		call_driver_remove(dev);
	}
	return err;
}

static int power_and_probe(struct device *dev, struct device_driver *drv)
{
	struct dev_pm_domain *domain = dev->pm_domain;
	int err = domain && domain->activate ? domain->activate(dev) : 0;

	return err ? err : probe_and_add_groups(dev, drv);
}

/* With its DMA set up: what user space sees of the binding is there before the probe. */
static int show_and_probe(struct device *dev, struct device_driver *drv)
{
	int err = driver_sysfs_add(dev);

	if (err) {
		pr_err("really_probe: driver_sysfs_add(%s) failed\n", dev_name(dev));
		return err;
	}
	err = power_and_probe(dev, drv);
	if (err)
		driver_sysfs_remove(dev);
	return err;
}

/* Each step undoes itself if a later one fails. */
static int bind_to_driver(struct device *dev, struct device_driver *drv)
{
	const struct bus_type *bus = dev->bus;
	int err;

	WRITE_ONCE(dev->driver, drv);
	bus_notify(dev, BUS_NOTIFY_BIND_DRIVER);
	err = bus->dma_configure ? bus->dma_configure(dev) : 0;
	if (!err) {
		err = show_and_probe(dev, drv);
		if (err && bus->dma_cleanup)
			bus->dma_cleanup(dev);
	}
	if (err) {
		bus_notify(dev, BUS_NOTIFY_DRIVER_NOT_BOUND);
		device_unbind_cleanup(dev);
	}
	return err;
}

static int really_probe(struct device *dev, struct device_driver *drv)
{
	const char *bus = drv->bus->name;
	int err = device_links_check_suppliers(dev);

	if (err)
		return err;
	pr_debug("bus: '%s': %s: probing driver %s with device %s\n", bus, __func__, drv->name,
		 dev_name(dev));
	if (list_empty(&dev->devres_head)) {
		err = bind_to_driver(dev, drv);
	} else {
		dev_crit(dev, "Resources present before probing\n");
		err = -EBUSY;
	}
	if (err) {
		device_links_no_driver(dev);
		return err;
	}
	if (dev->pm_domain && dev->pm_domain->sync)
		dev->pm_domain->sync(dev);
	driver_bound(dev);
	pr_debug("bus: '%s': %s: bound device %s to driver %s\n", bus, __func__, dev_name(dev),
		 drv->name);
	return 0;
}

/* All that the device depends on has power while its driver looks at it. */
static int powered_probe(struct device_driver *drv, struct device *dev)
{
	struct device *parent = dev->parent;
	int ret;

	pm_runtime_get_suppliers(dev);
	if (parent)
		pm_runtime_get_sync(parent);
	pm_runtime_barrier(dev);
	ret = really_probe(dev, drv);
	pm_request_idle(dev);
	if (parent)
		pm_runtime_put(parent);
	pm_runtime_put_suppliers(dev);
	return ret;
}

static int probe_with_power(struct device_driver *drv, struct device *dev)
{
	bool gone = dev->p->dead || !device_is_registered(dev);

	if (gone || dev->driver)
		return gone ? -ENODEV : -EBUSY;
	pr_debug("bus: '%s': %s: matched device %s with driver %s\n", drv->bus->name, __func__,
		 dev_name(dev), drv->name);
	WRITE_ONCE(dev->can_match, true);
	return powered_probe(drv, dev);
}

/* 0: bound. The caller holds the device's lock. */
static int driver_probe_device(struct device_driver *drv, struct device *dev)
{
	int trigger_count = driver_deferred_probe_count();
	int ret;

	atomic_inc(&probe_count);
	ret = probe_with_power(drv, dev);
	if (ret == -EPROBE_DEFER) {
		driver_deferred_probe_add(dev);
		/* something was bound while we probed, perhaps what was missing */
		if (trigger_count != driver_deferred_probe_count())
			driver_deferred_probe_trigger();
	}
	atomic_dec(&probe_count);
	wake_up_all(&probe_waitqueue);
	return ret;
}

void wait_for_probes(void)
{
	wait_event(probe_waitqueue, atomic_read(&probe_count) == 0);
}

int driver_probe_done(void)
{
	return atomic_read(&probe_count) ? -EBUSY : 0;
}

void probes_start(void)
{
	atomic_set(&probe_count, 0);
}

/* ---- a device looks for a driver ----------------------------------------- */

/* As driver_match_device(); a device whose bus cannot tell yet is asked again later. */
static int match_or_defer(struct device_driver *drv, struct device *dev)
{
	int ret = driver_match_device(drv, dev);

	if (ret == -EPROBE_DEFER) {
		WRITE_ONCE(dev->can_match, true);
		dev_dbg(dev, "Device match requests probe deferral\n");
		driver_deferred_probe_add(dev);
	} else if (ret < 0) {
		dev_dbg(dev, "Bus failed to match device: %d\n", ret);
	}
	return ret;
}

/*
 * 1: bound to @drv, 0: go on looking, negative: stop. A failed probe is not the next driver's
 * fault.
 */
static int try_driver(struct device_driver *drv, void *data)
{
	struct device *dev = data;
	int ret = match_or_defer(drv, dev);

	/* no other driver fits better than the one that cannot yet say */
	if (ret <= 0)
		return ret;
	ret = driver_probe_device(drv, dev);
	return ret == -EPROBE_DEFER ? ret : !ret;
}

int device_attach(struct device *dev)
{
	int ret = 0;

	device_lock(dev);
	if (dev->p->dead)
		goto out;
	if (dev->driver) {
		ret = 1;
		if (!device_is_bound(dev)) {
			ret = device_bind_driver(dev);
			if (ret)
				WRITE_ONCE(dev->driver, NULL);
			ret = !ret;
		}
	} else {
		if (dev->parent)
			pm_runtime_get_sync(dev->parent);
		ret = bus_for_each_drv(dev->bus, NULL, dev, try_driver);
		pm_request_idle(dev);
		if (dev->parent)
			pm_runtime_put(dev->parent);
		if (ret == -EPROBE_DEFER)
			ret = 0;
	}
out:
	device_unlock(dev);
	return ret;
}

void device_initial_probe(struct device *dev)
{
	/* without a driver now, the device waits for one to be registered */
	if (device_attach(dev) < 0)
		dev_dbg(dev, "no driver could be tried\n");
}

int device_bind_driver(struct device *dev)
{
	int ret = driver_sysfs_add(dev);

	if (ret) {
		device_links_no_driver(dev);
		return ret;
	}
	device_links_check_suppliers(dev);
	driver_bound(dev);
	return 0;
}

int device_reprobe(struct device *dev)
{
	int ret;

	if (dev->driver)
		device_driver_detach(dev);
	ret = device_attach(dev);
	return ret < 0 ? ret : 0;
}

/* ---- a driver looks for devices ------------------------------------------ */

static int try_device(struct device *dev, void *data)
{
	struct device_driver *drv = data;

	if (match_or_defer(drv, dev) > 0) {
		lock_device_and_parent(dev, dev->parent);
		if (!dev->driver)
			driver_probe_device(drv, dev);
		unlock_device_and_parent(dev, dev->parent);
	}
	return 0;
}

int driver_attach(struct device_driver *drv)
{
	return bus_for_each_dev(drv->bus, NULL, drv, try_device);
}

int device_driver_attach(struct device_driver *drv, struct device *dev)
{
	int ret;

	lock_device_and_parent(dev, dev->parent);
	ret = probe_with_power(drv, dev);
	unlock_device_and_parent(dev, dev->parent);
	return ret == -EPROBE_DEFER ? -EAGAIN : ret;
}

/* ---- unbinding ----------------------------------------------------------- */

/*
 * consumers go first: they are other devices, whose locks must not nest in ours. False if @dev was
 * unbound meanwhile.
 */
static bool unbind_consumers(struct device *dev, struct device *parent,
			     struct device_driver *drv)
{
	while (device_links_busy(dev)) {
		unlock_device_and_parent(dev, parent);
		device_links_unbind_consumers(dev);
		lock_device_and_parent(dev, parent);
		if (dev->driver != drv)
			return false;
	}
	return true;
}

/* the caller holds the locks */
static void release_driver_locked(struct device *dev, struct device *parent)
{
	struct device_driver *drv = dev->driver;

	if (!drv)
		return;
	pm_runtime_get_sync(dev);
	if (!unbind_consumers(dev, parent, drv)) {
		pm_runtime_put(dev);
		return;
	}
	driver_sysfs_remove(dev);
	bus_notify(dev, BUS_NOTIFY_UNBIND_DRIVER);
	pm_runtime_put_sync(dev);

	device_remove_groups(dev, drv->dev_groups);
	call_driver_remove(dev);
	if (dev->bus && dev->bus->dma_cleanup)
		dev->bus->dma_cleanup(dev);
	device_unbind_cleanup(dev);
	device_links_driver_cleanup(dev);
	roster_del(&drv->p->devices, &dev->p->on_driver);
	bus_notify(dev, BUS_NOTIFY_UNBOUND_DRIVER);
	kobject_uevent(&dev->kobj, KOBJ_UNBIND);
}

void device_release_driver_internal(struct device *dev, struct device_driver *drv,
				    struct device *parent)
{
	lock_device_and_parent(dev, parent);
	if (!drv || drv == dev->driver)
		release_driver_locked(dev, parent);
	unlock_device_and_parent(dev, parent);
}

void device_release_driver(struct device *dev)
{
	/* a device that never got as far as a bus has nothing to release */
	if (dev->bus)
		device_release_driver_internal(dev, NULL, NULL);
}

void device_driver_detach(struct device *dev)
{
	device_release_driver_internal(dev, NULL, dev->parent);
}

static struct device *on_driver_device(struct roster_node *node)
{
	return container_of(node, struct device_private, on_driver)->device;
}

static void get_on_driver(struct roster_node *node)
{
	get_device(on_driver_device(node));
}

void driver_detach(struct device_driver *drv)
{
	struct roster_node *node;
	struct device *dev;

	while ((node = roster_prev(&drv->p->devices, NULL, get_on_driver))) {
		dev = on_driver_device(node);
		device_release_driver_internal(dev, drv, dev->parent);
		put_device(dev);
	}
}
