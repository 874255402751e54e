/* SPDX-License-Identifier: MIT */
/* Character devices with one node each, of major 10. src/device/miscdevice.c. */
#ifndef _LINUX_MISCDEVICE_H
#define _LINUX_MISCDEVICE_H

#include <linux/device.h>
#include <linux/list.h>
#include <linux/major.h>
#include <linux/types.h>

#define MISC_DYNAMIC_MINOR	255

struct file_operations;

/**
 * struct miscdevice - @minor: MISC_DYNAMIC_MINOR takes a free one; open files find it in
 * private_data
 */
struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *parent;
	struct device *this_device;
	const struct attribute_group **groups;
	const char *nodename;
	umode_t mode;
};

/** misc_register() - Return: 0, -EBUSY (no such minor is free), ... */
int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);

#define builtin_misc_device(__misc_device) \
	builtin_driver(__misc_device, misc_register)
#define module_misc_device(__misc_device) \
	module_driver(__misc_device, misc_register, misc_deregister)

#endif
