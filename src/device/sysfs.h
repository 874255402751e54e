/* SPDX-License-Identifier: MIT */
/* Between the sysfs files: files of attributes in any directory of /sys. */
#ifndef DMAE_DEVICE_SYSFS_H
#define DMAE_DEVICE_SYSFS_H

#include <linux/sysfs.h>

struct dentry;
struct kobject;

int sysfs_add_attr(struct dentry *dir, struct kobject *kobj, const struct attribute *attr,
		   umode_t mode);
int sysfs_add_bin_attr(struct dentry *dir, struct kobject *kobj,
		       const struct bin_attribute *attr, umode_t mode);
void sysfs_remove_name(struct dentry *dir, const char *name);
void sysfs_warn_dup(struct dentry *parent, const char *name);
int sysfs_do_create_link(struct dentry *dir, struct kobject *target, const char *name,
			 bool warn);

#endif
