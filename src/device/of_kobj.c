// SPDX-License-Identifier: MIT
/*
 * /sys/firmware/devicetree/base: the device tree as folders and files; a
 * property's file holds its bytes.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/of.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "base/host.h"
#include "device/firmware.h"

/* struct property_file - in a list of all, to be freed with them */
struct property_file {
	struct bin_attribute attr;
	struct property_file *next;
};

static struct kset *of_kset;
static struct property_file *files;

static ssize_t property_read(struct file *filp, struct kobject *kobj,
			     struct bin_attribute *attr, char *buf,
			     loff_t offset, size_t count)
{
	struct property *pp = attr->private;

	if (offset >= pp->length)
		return 0;
	count = min_t(size_t, count, pp->length - offset);
	memcpy(buf, (const char *)pp->value + offset, count);
	return count;
}

/* the node's memory is of.c's, and outlives its folder */
static void node_release(struct kobject *kobj)
{
}

static const struct kobj_type node_ktype = {
	.release = node_release,
};

static void add_file(struct device_node *np, struct property *pp)
{
	struct property_file *file = host_alloc(sizeof(*file));

	sysfs_bin_attr_init(&file->attr);
	file->attr.attr.name = pp->name;
	file->attr.attr.mode = 0444;
	file->attr.size = pp->length;
	file->attr.private = pp;
	file->attr.read = property_read;
	file->next = files;
	files = file;
	if (sysfs_create_bin_file(&np->kobj, &file->attr))
		pr_warn("OF: %pOF: no file for property %s\n", np, pp->name);
}

/* a node whose name is that of a property has no folder, nor have those below it */
static void add_node(struct device_node *np)
{
	struct device_node *child;
	struct property *pp;

	np->kobj.kset = of_kset;
	if (kobject_init_and_add(&np->kobj, &node_ktype,
				 np->parent ? &np->parent->kobj : NULL, "%s",
				 np->parent ? np->full_name : "base")) {
		pr_warn("OF: %pOF: no folder for it\n", np);
		kobject_put(&np->kobj);
		memset(&np->kobj, 0, sizeof(np->kobj));
		return;
	}
	for_each_property_of_node(np, pp)
		add_file(np, pp);
	for_each_child_of_node(np, child)
		add_node(child);
}

int of_kobj_start(void)
{
	if (!of_root)
		return 0;
	of_kset = kset_create_and_add("devicetree", NULL, firmware_kobj);
	if (!of_kset)
		return -ENOMEM;
	add_node(of_root);
	return 0;
}

/* children before their parents */
static void remove_node(struct device_node *np)
{
	struct device_node *child;

	if (!np->kobj.state_initialized)
		return;
	for_each_child_of_node(np, child)
		remove_node(child);
	kobject_del(&np->kobj);
	kobject_put(&np->kobj);
}

void of_kobj_stop(void)
{
	if (!of_kset)
		return;
	remove_node(of_root);
	kset_unregister(of_kset);
	of_kset = NULL;
	while (files) {
		struct property_file *next = files->next;

		host_free(files);
		files = next;
	}
}
