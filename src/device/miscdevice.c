// SPDX-License-Identifier: MIT
/* Miscellaneous devices: one minor of major 10 each, with a device in the class "misc". */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/kdev_t.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "device/services.h"

#define DYNAMIC_MINORS 128

/* @lock protects the list and the minors that are given out */
static DEFINE_MUTEX(lock);
static LIST_HEAD(all);
static DEFINE_IDA(minors);
static struct class *misc_class;

static struct miscdevice *misc_find(int minor)
{
	struct miscdevice *m;

	list_for_each_entry(m, &all, list)
		if (m->minor == minor)
			return m;
	return NULL;
}

/* the number that stands for @minor in @minors: the first 128 are given out downwards */
static unsigned int slot_of(int minor)
{
	return minor < DYNAMIC_MINORS ? DYNAMIC_MINORS - 1 - minor : minor;
}

static int minor_take(void)
{
	int slot = ida_alloc_max(&minors, DYNAMIC_MINORS - 1, GFP_KERNEL);

	if (slot >= 0)
		return slot_of(slot);
	return ida_alloc_range(&minors, MISC_DYNAMIC_MINOR + 1, MINORMASK, GFP_KERNEL);
}

/* a number of the caller's own choice: -EBUSY if somebody has it */
static int minor_take_this(int minor)
{
	unsigned int slot = slot_of(minor);

	return ida_alloc_range(&minors, slot, slot, GFP_KERNEL) < 0 ? -EBUSY : minor;
}

static void minor_give(int minor)
{
	ida_free(&minors, slot_of(minor));
}

static int register_locked(struct miscdevice *misc)
{
	bool dynamic = misc->minor == MISC_DYNAMIC_MINOR;
	int minor = dynamic ? minor_take() : minor_take_this(misc->minor);

	if (minor < 0)
		return -EBUSY;
	misc->minor = minor;
	misc->this_device =
		device_create_with_groups(misc_class, misc->parent, MKDEV(MISC_MAJOR, misc->minor),
					  misc, misc->groups, "%s", misc->name);
	if (IS_ERR(misc->this_device)) {
		minor_give(minor);
		if (dynamic)
			misc->minor = MISC_DYNAMIC_MINOR;
		return PTR_ERR(misc->this_device);
	}
	list_add(&misc->list, &all);
	return 0;
}

int misc_register(struct miscdevice *misc)
{
	int ret;

	INIT_LIST_HEAD(&misc->list);
	mutex_lock(&lock);
	ret = misc_class ? register_locked(misc) : -ENODEV;
	mutex_unlock(&lock);
	return ret;
}
EXPORT_SYMBOL(misc_register);

void misc_deregister(struct miscdevice *misc)
{
	if (WARN_ON(list_empty(&misc->list)))
		return;
	mutex_lock(&lock);
	list_del(&misc->list);
	device_destroy(misc_class, MKDEV(MISC_MAJOR, misc->minor));
	minor_give(misc->minor);
	mutex_unlock(&lock);
}
EXPORT_SYMBOL(misc_deregister);

static int misc_open(struct inode *inode, struct file *file)
{
	const struct file_operations *fops = NULL;
	struct miscdevice *misc;

	mutex_lock(&lock);
	misc = misc_find(iminor(inode));
	if (misc)
		fops = fops_get(misc->fops);
	mutex_unlock(&lock);
	if (!fops)
		return -ENODEV;
	file->private_data = misc;
	replace_fops(file, fops);
	return fops->open ? fops->open(inode, file) : 0;
}

static const struct file_operations misc_fops = {
	.open = misc_open,
	.llseek = noop_llseek,
};

static char *misc_devnode(__const_since(6, 2) struct device *dev, umode_t *mode)
{
	const struct miscdevice *misc = dev_get_drvdata(dev);

	if (mode && misc->mode)
		*mode = misc->mode;
	return misc->nodename ? kstrdup(misc->nodename, GFP_KERNEL) : NULL;
}

int misc_start(void)
{
	struct class *class = class_create(NULL, "misc");
	int ret;

	INIT_LIST_HEAD(&all);
	if (IS_ERR(class))
		return PTR_ERR(class);
	class->devnode = misc_devnode;
	ret = register_chrdev(MISC_MAJOR, "misc", &misc_fops);
	if (ret) {
		class_destroy(class);
		return ret;
	}
	misc_class = class;
	return 0;
}

void misc_stop(void)
{
	struct miscdevice *m, *next;

	list_for_each_entry_safe(m, next, &all, list) {
		pr_warn("misc: device %s was never deregistered\n", m->name);
		misc_deregister(m);
	}
	unregister_chrdev(MISC_MAJOR, "misc");
	class_destroy(misc_class);
	misc_class = NULL;
	ida_destroy(&minors);
}
