/* SPDX-License-Identifier: MIT */
/*
 * Character devices: operations for a range of device numbers. A device with
 * such a number has a node under the world's /dev. src/device/chrdev.c.
 */
#ifndef _LINUX_CDEV_H
#define _LINUX_CDEV_H

#include <linux/device.h>
#include <linux/kdev_t.h>
#include <linux/kobject.h>
#include <linux/list.h>

struct file_operations;
struct inode;
struct module;

struct cdev {
	struct kobject kobj;
	struct module *owner;
	const struct file_operations *ops;
	struct list_head list;
	dev_t dev;
	unsigned int count;
};

void cdev_init(struct cdev *cdev, const struct file_operations *fops);
struct cdev *cdev_alloc(void);
void cdev_put(struct cdev *p);
/** cdev_add() - from now on, @count numbers from @dev on lead to @p. Return: 0, -EBUSY */
int cdev_add(struct cdev *p, dev_t dev, unsigned int count);
void cdev_set_parent(struct cdev *p, struct kobject *kobj);
int cdev_device_add(struct cdev *cdev, struct device *dev);
void cdev_device_del(struct cdev *cdev, struct device *dev);
void cdev_del(struct cdev *p);

#endif
