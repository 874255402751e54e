/* SPDX-License-Identifier: MIT */
/*
 * The driver core, between its own files: what lies behind the "p" of a
 * device, a driver, a bus and a class, and what the files do for each other.
 */
#ifndef DMAE_DEVICE_CORE_H
#define DMAE_DEVICE_CORE_H

#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>

#include "device/roster.h"

/*
 * Behind a device, from device_add() until its release. @dead is under the
 * device lock, @deferred and @deferred_reason under deferred.c's.
 */
struct device_private {
	struct device *device;
	struct roster children;
	struct roster_node on_parent;
	struct roster_node on_bus;
	struct roster_node on_class;
	struct roster_node on_driver;
	struct list_head deferred;
	char *deferred_reason;
	bool dead;
};

/* Behind a bus or a class; freed when /sys/bus/NAME (/sys/class/NAME) is */
struct subsys_private {
	struct kset subsys;
	struct kset *devices_kset;
	struct kset *drivers_kset;
	struct kset glue_dirs;
	struct roster devices;
	struct roster drivers;
	struct mutex mutex;		/* interfaces */
	struct list_head interfaces;
	bool drivers_autoprobe;
	struct list_head bound;
	struct blocking_notifier_head notifier;
	struct bus_type *bus;
	struct class *class;
};

/* Behind a driver; freed when /sys/bus/BUS/drivers/NAME is */
struct driver_private {
	struct kobject kobj;
	struct roster devices;
	struct roster_node on_bus;
	struct device_driver *driver;
	bool module_linked;
};

#define to_subsys_private(obj) container_of(obj, struct subsys_private, subsys.kobj)
#define to_driver_private(obj) container_of(obj, struct driver_private, kobj)

/* device_core.c: /sys/devices, /sys/dev */
extern struct kset *devices_kset;
int devices_start(void);
void devices_stop(void);
struct device *on_parent_device(struct roster_node *node);
void get_on_parent(struct roster_node *node);
/*
 * device_parent.c: the directory of a new device, with a reference that device_parent_put() gives
 * back after it went
 */
struct kobject *device_parent_get(struct device *dev, struct device *parent);
struct kobject *device_glue_dir(struct device *dev);
void device_glue_put(struct device *dev, struct kobject *glue_dir);
void device_parent_stop(void);
/* device_attrs.c */
int device_add_attrs(struct device *dev);
void device_remove_attrs(struct device *dev);
extern const struct sysfs_ops dev_sysfs_ops;
extern struct device_attribute dev_attr_uevent;
extern struct device_attribute dev_attr_dev;
extern struct kset_uevent_ops device_uevent_ops;

/* subsys.c: what lies behind a bus or a class, from bind to unbind; NULL at other times */
int subsys_start(void);
void subsys_stop(void);
void subsys_bind(struct subsys_private *priv);
void subsys_unbind(struct subsys_private *priv);
struct subsys_private *bus_private(const struct bus_type *bus);
struct subsys_private *class_private(const struct class *class);

/* bus.c */
int buses_start(void);
void buses_stop(void);
/* bus_remove_drivers_of() - unregister what a module has registered on any bus */
void bus_remove_drivers_of(const struct module *owner);
int bus_add_device(struct device *dev);
void bus_probe_device(struct device *dev);
void bus_remove_device(struct device *dev);
int bus_add_driver(struct device_driver *drv);
void bus_remove_driver(struct device_driver *drv);

/*
 * device_dma_configure(), device_dma_cleanup() - for dma_configure() and dma_cleanup() of a bus;
 * @driver_managed: the driver has address spaces of its own. device_dma_teardown(): no driver
 */
int device_dma_configure(struct device *dev, bool driver_managed);
void device_dma_cleanup(struct device *dev, bool driver_managed);
void device_dma_teardown(struct device *dev);

/* bus_notify() - tell who listens to the bus of @dev, if it has one: BUS_NOTIFY_* */
void bus_notify(struct device *dev, unsigned long event);

/* class.c */
int classes_start(void);
void classes_stop(void);
int class_add_device(struct device *dev);
void class_remove_device(struct device *dev);
/* the links between a device and its class's directory */
int class_add_links(struct device *dev);
void class_remove_links(struct device *dev);

/* dd.c */
static inline int driver_match_device(struct device_driver *drv, struct device *dev)
{
	return drv->bus->match ? drv->bus->match(dev, drv) : 1;
}
void driver_detach(struct device_driver *drv);
void device_driver_detach(struct device *dev);
void device_release_driver_internal(struct device *dev, struct device_driver *drv,
				    struct device *parent);
void probes_start(void);
/* until no probe runs */
void wait_for_probes(void);

/* deferred.c */
int deferred_start(void);
void deferred_stop(void);
void driver_deferred_probe_del(struct device *dev);
void driver_deferred_probe_trigger(void);
int driver_deferred_probe_count(void);
void device_set_deferred_probe_reason(const struct device *dev, struct va_format *vaf);

/* devres.c */
int devres_release_all(struct device *dev);

/* device_links.c */
void device_links_init(struct device *dev);
int device_links_check_suppliers(struct device *dev);
void device_links_driver_bound(struct device *dev);
void device_links_no_driver(struct device *dev);
void device_links_driver_cleanup(struct device *dev);
bool device_links_busy(struct device *dev);
void device_links_unbind_consumers(struct device *dev);
void device_links_purge(struct device *dev);
/*
 * calls @fn for the supplier links of @dev, with no lock held, until nonzero; the links stay
 * meanwhile
 */
int device_links_for_suppliers(struct device *dev, int (*fn)(struct device_link *link));

/* pm_control.c, pm_sysfs.c */
int pm_start(void);
void pm_stop(void);
void pm_runtime_init(struct device *dev);
void pm_runtime_reinit(struct device *dev);
void pm_runtime_remove(struct device *dev);
int dpm_sysfs_add(struct device *dev);
void dpm_sysfs_remove(struct device *dev);

/* platform.c */
int platform_start(void);
void platform_stop(void);

/* modules.c: the links between a driver and its module */
void module_add_driver(struct module *mod, struct device_driver *drv);
void module_remove_driver(struct device_driver *drv);

/* src/device/clk_register.c: until the clocks stop, one that still runs is no mistake */
void clk_expect_prepared(bool expect);

#endif
