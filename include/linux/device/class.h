/* SPDX-License-Identifier: MIT */
/* Classes: devices sorted by what they do, whatever bus they are on. */
#ifndef _LINUX_DEVICE_CLASS_H
#define _LINUX_DEVICE_CLASS_H

#include <linux/version.h>
#include <linux/kobject.h>
#include <linux/pm.h>
#include <linux/device/bus.h>

struct device;
struct fwnode_handle;
struct module;

struct class {
	const char *name;
	struct module *owner;
	const struct attribute_group **class_groups;
	const struct attribute_group **dev_groups;
	struct kobject *dev_kobj;
	int (*dev_uevent)(__const_since(6, 3) struct device *dev, struct kobj_uevent_env *env);
	char *(*devnode)(__const_since(6, 2) struct device *dev, umode_t *mode);
	void (*class_release)(__const_since(6, 4) struct class *class);
	void (*dev_release)(struct device *dev);
	int (*shutdown_pre)(struct device *dev);
	const struct kobj_ns_type_operations *ns_type;
	const void *(*namespace)(__const_since(6, 4) struct device *dev);
	void (*get_ownership)(__const_since(6, 4) struct device *dev, kuid_t *uid,
			      kgid_t *gid);
	const struct dev_pm_ops *pm;
};

struct class_dev_iter {
	const struct class *class;
	struct device *cur;
	const struct device_type *type;
};

int __must_check __class_register(const struct class *class);
void class_unregister(const struct class *class);
#define class_register(class) __class_register(class)

struct class *__must_check __class_create(struct module *owner, const char *name);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define class_create(name) __class_create(NULL, name)
#else
#define class_create(owner, name) __class_create(owner, name)
#endif
void class_destroy(const struct class *cls);

/* devices that come or go meanwhile are seen or not, but nothing breaks */
void class_dev_iter_init(struct class_dev_iter *iter, const struct class *class, struct device *start,
			 const struct device_type *type);
struct device *class_dev_iter_next(struct class_dev_iter *iter);
void class_dev_iter_exit(struct class_dev_iter *iter);
int class_for_each_device(const struct class *class, struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data));
/* the first that matches after @start, with a reference, or NULL */
struct device *class_find_device(const struct class *class, struct device *start, const void *data,
				 int (*match)(struct device *dev, const void *data));

static inline struct device *class_find_device_by_name(const struct class *class, const char *name)
{
	return class_find_device(class, NULL, name, device_match_name);
}

static inline struct device *class_find_device_by_of_node(const struct class *class,
							  const struct device_node *np)
{
	return class_find_device(class, NULL, np, device_match_of_node);
}

static inline struct device *class_find_device_by_fwnode(const struct class *class,
							 const struct fwnode_handle *fwnode)
{
	return class_find_device(class, NULL, fwnode, device_match_fwnode);
}

static inline struct device *class_find_device_by_devt(const struct class *class, dev_t devt)
{
	return class_find_device(class, NULL, &devt, device_match_devt);
}

struct class_attribute {
	struct attribute attr;
	ssize_t (*show)(__const_since(6, 4) struct class *class,
			__const_since(6, 4) struct class_attribute *attr, char *buf);
	ssize_t (*store)(__const_since(6, 4) struct class *class,
			 __const_since(6, 4) struct class_attribute *attr, const char *buf,
			 size_t count);
};

#define CLASS_ATTR_RW(_name) struct class_attribute class_attr_##_name = __ATTR_RW(_name)
#define CLASS_ATTR_RO(_name) struct class_attribute class_attr_##_name = __ATTR_RO(_name)
#define CLASS_ATTR_WO(_name) struct class_attribute class_attr_##_name = __ATTR_WO(_name)

int __must_check class_create_file_ns(const struct class *class, const struct class_attribute *attr,
				      const void *ns);
void class_remove_file_ns(const struct class *class, const struct class_attribute *attr,
			  const void *ns);

static inline int __must_check class_create_file(const struct class *class,
						 const struct class_attribute *attr)
{
	return class_create_file_ns(class, attr, NULL);
}

static inline void class_remove_file(const struct class *class, const struct class_attribute *attr)
{
	class_remove_file_ns(class, attr, NULL);
}

struct class_attribute_string {
	struct class_attribute attr;
	char *str;
};

#define _CLASS_ATTR_STRING(_name, _mode, _str) \
	{ __ATTR(_name, _mode, show_class_attr_string, NULL), _str }
#define CLASS_ATTR_STRING(_name, _mode, _str) \
	struct class_attribute_string class_attr_##_name = _CLASS_ATTR_STRING(_name, _mode, _str)

ssize_t show_class_attr_string(__const_since(6, 4) struct class *class,
			       __const_since(6, 4) struct class_attribute *attr, char *buf);

/* told of every device of @class: those there are and those to come */
struct class_interface {
	struct list_head node;
	const struct class *class;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	int (*add_dev)(struct device *dev);
	void (*remove_dev)(struct device *dev);
#else
	int (*add_dev)(struct device *dev, struct class_interface *intf);
	void (*remove_dev)(struct device *dev, struct class_interface *intf);
#endif
};

int __must_check class_interface_register(struct class_interface *intf);
void class_interface_unregister(struct class_interface *intf);

#endif
