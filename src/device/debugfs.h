/* SPDX-License-Identifier: MIT */
/* debugfs's life, for src/device/device.c. */
#ifndef DMAE_DEVICE_DEBUGFS_H
#define DMAE_DEVICE_DEBUGFS_H

/* /sys/kernel/debug; needs kobject_start() */
int debugfs_start(void);
void debugfs_stop(void);

/* machine_files.c: /sys/kernel/debug/machine; after debugfs_start() */
int machine_files_start(void);
void machine_files_stop(void);

#endif
