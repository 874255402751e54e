/* SPDX-License-Identifier: MIT */
/* Buses: what brings devices and drivers together. */
#ifndef _LINUX_DEVICE_BUS_H
#define _LINUX_DEVICE_BUS_H

#include <linux/version.h>
#include <linux/kobject.h>
#include <linux/pm.h>

struct device;
struct device_driver;
struct device_node;
struct device_type;
struct fwnode_handle;
struct iommu_ops;

struct bus_type {
	const char *name;
	const char *dev_name;
	struct device *dev_root;
	const struct attribute_group **bus_groups;
	const struct attribute_group **dev_groups;
	const struct attribute_group **drv_groups;
	int (*match)(struct device *dev, __const_since(6, 11) struct device_driver *drv);
	int (*uevent)(__const_since(6, 3) struct device *dev, struct kobj_uevent_env *env);
	int (*probe)(struct device *dev);
	void (*sync_state)(struct device *dev);
	void (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	int (*online)(struct device *dev);
	int (*offline)(struct device *dev);
	int (*suspend)(struct device *dev, pm_message_t state);
	int (*resume)(struct device *dev);
	int (*num_vf)(struct device *dev);
	int (*dma_configure)(struct device *dev);
	void (*dma_cleanup)(struct device *dev);
	const struct dev_pm_ops *pm;
	const struct iommu_ops *iommu_ops;
	bool need_parent_lock;
};

int __must_check bus_register(const struct bus_type *bus);
void bus_unregister(const struct bus_type *bus);
int __must_check bus_rescan_devices(const struct bus_type *bus);

/*
 * What listeners of a bus are told, with the device. ADD comes before its
 * driver is looked for, DEL before its driver goes, REMOVED after it went.
 */
#define BUS_NOTIFY_ADD_DEVICE		1
#define BUS_NOTIFY_DEL_DEVICE		2
#define BUS_NOTIFY_REMOVED_DEVICE	3
#define BUS_NOTIFY_BIND_DRIVER		4
#define BUS_NOTIFY_BOUND_DRIVER		5
#define BUS_NOTIFY_UNBIND_DRIVER	6
#define BUS_NOTIFY_UNBOUND_DRIVER	7
#define BUS_NOTIFY_DRIVER_NOT_BOUND	8

struct notifier_block;

/**
 * bus_register_notifier() - be told of what happens to the devices of a bus
 * @bus: a registered bus
 * @nb: whom to call, with BUS_NOTIFY_* and the struct device
 *
 * Context: Process; so is the call, with the device's lock held.
 * Return: 0; -EINVAL (no such bus); -EEXIST (it is registered already).
 * Source: Linux 6.1 include/linux/device/bus.h.
 */
int bus_register_notifier(const struct bus_type *bus, struct notifier_block *nb);
/** bus_unregister_notifier() - Return: 0; -EINVAL; -ENOENT (it is not registered) */
int bus_unregister_notifier(const struct bus_type *bus, struct notifier_block *nb);

struct bus_attribute {
	struct attribute attr;
	ssize_t (*show)(__const_since(6, 4) struct bus_type *bus, char *buf);
	ssize_t (*store)(__const_since(6, 4) struct bus_type *bus, const char *buf, size_t count);
};

#define BUS_ATTR_RW(_name) struct bus_attribute bus_attr_##_name = __ATTR_RW(_name)
#define BUS_ATTR_RO(_name) struct bus_attribute bus_attr_##_name = __ATTR_RO(_name)
#define BUS_ATTR_WO(_name) struct bus_attribute bus_attr_##_name = __ATTR_WO(_name)

int __must_check bus_create_file(const struct bus_type *bus, struct bus_attribute *attr);
void bus_remove_file(const struct bus_type *bus, struct bus_attribute *attr);

int device_match_name(struct device *dev, const void *name);
int device_match_of_node(struct device *dev, const void *np);
int device_match_fwnode(struct device *dev, const void *fwnode);
int device_match_devt(struct device *dev, const void *pdevt);
int device_match_any(struct device *dev, const void *unused);

int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data));
/* the first that matches after @start, with a reference, or NULL */
struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data));
int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data));

static inline struct device *bus_find_device_by_name(const struct bus_type *bus, struct device *start,
						     const char *name)
{
	return bus_find_device(bus, start, name, device_match_name);
}

static inline struct device *bus_find_device_by_of_node(const struct bus_type *bus,
							const struct device_node *np)
{
	return bus_find_device(bus, NULL, np, device_match_of_node);
}

static inline struct device *bus_find_device_by_fwnode(const struct bus_type *bus,
						       const struct fwnode_handle *fwnode)
{
	return bus_find_device(bus, NULL, fwnode, device_match_fwnode);
}

static inline struct device *bus_find_device_by_devt(const struct bus_type *bus, dev_t devt)
{
	return bus_find_device(bus, NULL, &devt, device_match_devt);
}

static inline struct device *bus_find_next_device(const struct bus_type *bus, struct device *cur)
{
	return bus_find_device(bus, cur, NULL, device_match_any);
}

struct kset *bus_get_kset(const struct bus_type *bus);

#endif
