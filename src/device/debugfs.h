/* SPDX-License-Identifier: MIT */
/* debugfs's life, for src/device/device.c. */
#ifndef DMAE_DEVICE_DEBUGFS_H
#define DMAE_DEVICE_DEBUGFS_H

/* /sys/kernel/debug; needs kobject_start() */
int debugfs_start(void);
void debugfs_stop(void);

#endif
