/* SPDX-License-Identifier: MIT */
/* What the rest of src/device needs of kobjects and sysfs beyond their kernel API. */
#ifndef DMAE_DEVICE_KOBJECT_H
#define DMAE_DEVICE_KOBJECT_H

struct dentry;

/* /sys/kernel, /sys/firmware; needs sysfs_start() */
int kobject_start(void);
void kobject_stop(void);

/* /sys itself; needs filetree_start() */
int sysfs_start(void);
void sysfs_stop(void);
struct dentry *sysfs_root(void);

#endif
