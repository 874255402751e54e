/* SPDX-License-Identifier: MIT */
/* procfs's life, for src/device/device.c. */
#ifndef DMAE_DEVICE_PROCFS_H
#define DMAE_DEVICE_PROCFS_H

/* /proc; needs filetree_start() */
int procfs_start(void);
void procfs_stop(void);

/* what the library itself shows there; needs procfs_start() and debugfs_start() */
int proc_files_start(void);
void proc_files_stop(void);

#endif
