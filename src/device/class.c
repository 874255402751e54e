// SPDX-License-Identifier: MIT
/*
 * Classes: /sys/class/NAME, the devices in it, and those who want to hear
 * of them (class interfaces).
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/core.h"

static struct kset *class_kset;

#define to_class_attr(_attr) container_of(_attr, struct class_attribute, attr)

/* ---- attributes -------------------------------------------------------- */

static ssize_t class_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct class_attribute *ca = to_class_attr(attr);

	return ca->show ? ca->show(to_subsys_private(kobj)->class, ca, buf) : -EIO;
}

static ssize_t class_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
				size_t count)
{
	struct class_attribute *ca = to_class_attr(attr);

	return ca->store ? ca->store(to_subsys_private(kobj)->class, ca, buf, count) : -EIO;
}

static const struct sysfs_ops class_sysfs_ops = {
	.show = class_attr_show,
	.store = class_attr_store,
};

static void class_release(struct kobject *kobj)
{
	struct subsys_private *priv = to_subsys_private(kobj);
	struct class *class = priv->class;

	subsys_unbind(priv);
	kfree(priv);
	if (class->class_release)
		class->class_release(class);
}

static const struct kobj_type class_ktype = {
	.sysfs_ops = &class_sysfs_ops,
	.release = class_release,
};

int class_create_file_ns(const struct class *cls, const struct class_attribute *attr,
			 const void *ns)
{
	return cls ? sysfs_create_file_ns(&class_private(cls)->subsys.kobj, &attr->attr, ns) : -EINVAL;
}

void class_remove_file_ns(const struct class *cls, const struct class_attribute *attr,
			  const void *ns)
{
	if (cls)
		sysfs_remove_file_ns(&class_private(cls)->subsys.kobj, &attr->attr, ns);
}

ssize_t show_class_attr_string(struct class *class, struct class_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n",
			  container_of(attr, struct class_attribute_string, attr)->str);
}

/* ---- classes ----------------------------------------------------------- */

int __class_register(const struct class *cls)
{
	struct subsys_private *p = kzalloc(sizeof(*p), GFP_KERNEL);
	int error;

	if (!p)
		return -ENOMEM;
	roster_init(&p->devices);
	roster_init(&p->drivers);
	INIT_LIST_HEAD(&p->interfaces);
	mutex_init(&p->mutex);
	kset_init(&p->glue_dirs);
	p->subsys.kobj.kset = class_kset;
	p->subsys.kobj.ktype = &class_ktype;
	p->class = (struct class *)cls;
	subsys_bind(p);
	error = kobject_set_name(&p->subsys.kobj, "%s", cls->name);
	if (!error)
		error = kset_register(&p->subsys);
	if (error) {
		subsys_unbind(p);
		kfree_const(p->subsys.kobj.name);
		kfree(p);
		return error;
	}
	error = sysfs_create_groups(&p->subsys.kobj, cls->class_groups);
	if (error) {
		kobject_del(&p->subsys.kobj);
		kset_put(&p->subsys);
	}
	return error;
}

void class_unregister(const struct class *cls)
{
	pr_debug("device class '%s': unregistering\n", cls->name);
	sysfs_remove_groups(&class_private(cls)->subsys.kobj, cls->class_groups);
	kset_unregister(&class_private(cls)->subsys);
}

static void class_create_release(struct class *cls)
{
	kfree(cls);
}

struct class *__class_create(struct module *owner, const char *name)
{
	struct class *cls = kzalloc(sizeof(*cls), GFP_KERNEL);
	int retval;

	if (!cls)
		return ERR_PTR(-ENOMEM);
	cls->name = name;
	cls->owner = owner;
	cls->class_release = class_create_release;
	retval = __class_register(cls);
	if (retval) {
		if (!class_private(cls))
			kfree(cls);
		return ERR_PTR(retval);
	}
	return cls;
}

void class_destroy(const struct class *cls)
{
	if (!IS_ERR_OR_NULL(cls))
		class_unregister(cls);
}

/* ---- walking ----------------------------------------------------------- */

static struct device *on_class_device(struct roster_node *node)
{
	return container_of(node, struct device_private, on_class)->device;
}

static void get_on_class(struct roster_node *node)
{
	get_device(on_class_device(node));
}

void class_dev_iter_init(struct class_dev_iter *iter, const struct class *class,
			 struct device *start,
			 const struct device_type *type)
{
	iter->class = class;
	iter->cur = get_device(start);
	iter->type = type;
}

struct device *class_dev_iter_next(struct class_dev_iter *iter)
{
	struct roster_node *node;

	do {
		node = roster_next(&class_private(iter->class)->devices,
				   iter->cur ? &iter->cur->p->on_class : NULL, get_on_class);
		put_device(iter->cur);
		iter->cur = node ? on_class_device(node) : NULL;
	} while (iter->cur && iter->type && iter->cur->type != iter->type);
	return iter->cur;
}

void class_dev_iter_exit(struct class_dev_iter *iter)
{
	put_device(iter->cur);
	iter->cur = NULL;
}

int class_for_each_device(const struct class *class, struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	struct class_dev_iter iter;
	struct device *dev;
	int error = 0;

	if (!class)
		return -EINVAL;
	if (!class_private(class)) {
		WARN(1, "%s called for class '%s' before it was initialized", __func__,
		     class->name);
		return -EINVAL;
	}
	class_dev_iter_init(&iter, class, start, NULL);
	while (!error && (dev = class_dev_iter_next(&iter)))
		error = fn(dev, data);
	class_dev_iter_exit(&iter);
	return error;
}

struct device *class_find_device(const struct class *class, struct device *start, const void *data,
				 int (*match)(struct device *dev, const void *data))
{
	struct class_dev_iter iter;
	struct device *found = NULL;

	if (!class || WARN(!class_private(class),
			   "%s called for class '%s' before it was initialized", __func__,
			   class->name))
		return NULL;
	class_dev_iter_init(&iter, class, start, NULL);
	do {
		found = class_dev_iter_next(&iter);
	} while (found && !match(found, data));
	get_device(found);
	class_dev_iter_exit(&iter);
	return found;
}

/* ---- devices of a class ------------------------------------------------ */

/* links that every device has, of a class or not: its device tree node */
static void add_of_node_link(struct device *dev)
{
	if (dev->of_node && dev->of_node->kobj.sd &&
	    sysfs_create_link(&dev->kobj, &dev->of_node->kobj, "of_node"))
		dev_warn(dev, "Error creating of_node link\n");
}

int class_add_links(struct device *dev)
{
	const struct class *class = dev->class;
	int error;

	add_of_node_link(dev);
	if (!class)
		return 0;
	if (!class_private(class)) {
		dev_err(dev, "the class '%s' is not registered\n", class->name);
		return -EINVAL;
	}
	error = sysfs_create_link(&dev->kobj, &class_private(class)->subsys.kobj, "subsystem");
	if (error)
		return error;
	if (dev->parent) {
		error = sysfs_create_link(&dev->kobj, &dev->parent->kobj, "device");
		if (error)
			goto err_remove_subsystem;
	}
	error = sysfs_create_link(&class_private(class)->subsys.kobj, &dev->kobj, dev_name(dev));
	if (!error)
		return 0;
	if (dev->parent)
		sysfs_remove_link(&dev->kobj, "device");
err_remove_subsystem:
	sysfs_remove_link(&dev->kobj, "subsystem");
	return error;
}

void class_remove_links(struct device *dev)
{
	struct kobject *at = &dev->kobj;
	const struct class *class = dev->class;

	if (dev->of_node)
		sysfs_remove_link(at, "of_node");
	if (class) {
		if (dev->parent)
			sysfs_remove_link(at, "device");
		sysfs_remove_link(at, "subsystem");
		sysfs_delete_link(&class_private(class)->subsys.kobj, at, dev_name(dev));
	}
}

int class_add_device(struct device *dev)
{
	struct class_interface *intf;
	const struct class *class = dev->class;

	if (!class)
		return 0;
	mutex_lock(&class_private(class)->mutex);
	roster_add(&class_private(class)->devices, &dev->p->on_class);
	list_for_each_entry(intf, &class_private(class)->interfaces, node)
		if (intf->add_dev)
			intf->add_dev(dev, intf);
	mutex_unlock(&class_private(class)->mutex);
	return 0;
}

void class_remove_device(struct device *dev)
{
	struct class_interface *intf;
	const struct class *class = dev->class;

	if (!class)
		return;
	mutex_lock(&class_private(class)->mutex);
	list_for_each_entry(intf, &class_private(class)->interfaces, node)
		if (intf->remove_dev)
			intf->remove_dev(dev, intf);
	roster_del(&class_private(class)->devices, &dev->p->on_class);
	mutex_unlock(&class_private(class)->mutex);
}

int class_interface_register(struct class_interface *intf)
{
	const struct class *parent = intf ? intf->class : NULL;
	struct class_dev_iter iter;
	struct device *dev;

	if (!parent)
		return -ENODEV;
	mutex_lock(&class_private(parent)->mutex);
	list_add_tail(&intf->node, &class_private(parent)->interfaces);
	if (intf->add_dev) {
		class_dev_iter_init(&iter, parent, NULL, NULL);
		while ((dev = class_dev_iter_next(&iter)))
			intf->add_dev(dev, intf);
		class_dev_iter_exit(&iter);
	}
	mutex_unlock(&class_private(parent)->mutex);
	return 0;
}

void class_interface_unregister(struct class_interface *intf)
{
	const struct class *parent = intf->class;
	struct class_dev_iter iter;
	struct device *dev;

	if (!parent)
		return;
	mutex_lock(&class_private(parent)->mutex);
	list_del_init(&intf->node);
	if (intf->remove_dev) {
		class_dev_iter_init(&iter, parent, NULL, NULL);
		while ((dev = class_dev_iter_next(&iter)))
			intf->remove_dev(dev, intf);
		class_dev_iter_exit(&iter);
	}
	mutex_unlock(&class_private(parent)->mutex);
}

/* ---- start and stop ---------------------------------------------------- */

int classes_start(void)
{
	class_kset = kset_create_and_add("class", NULL, NULL);
	return class_kset ? 0 : -ENOMEM;
}

void classes_stop(void)
{
	kset_unregister(class_kset);
	class_kset = NULL;
}
