/* SPDX-License-Identifier: MIT */
/* sync_file and sw_sync, for one another and for debugfs. */
#ifndef DMAE_MAPPING_FENCE_SYNC_FILE_H
#define DMAE_MAPPING_FENCE_SYNC_FILE_H

#include <linux/dma-fence.h>
#include <linux/fs.h>
#include <linux/rbtree.h>
#include <linux/seq_file.h>
#include <linux/sync_file.h>

/** sync_file_merge() - a file called @name for all fences of two. NULL: no memory, no descriptors
 */
struct sync_file *sync_file_merge(const char *name, struct sync_file *a, struct sync_file *b);
/** sync_file_fdget() - the sync_file of a descriptor; its ->file has a reference. NULL: none */
struct sync_file *sync_file_fdget(int fd);
/** sync_file_ioctl() - what programs ask */
long sync_file_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
/** sync_files_start() - descriptors of other processes' fences become files of ours when used */
void sync_files_start(void);
void sync_files_stop(void);
/** sync_files_show() - every open one, as lines of debugfs */
void sync_files_show(struct seq_file *s);

extern const struct file_operations sw_sync_fops;
/** sw_sync_show() - every timeline and what waits on it */
void sw_sync_show(struct seq_file *s);

/** sync_debug_start() - /sys/kernel/debug/sync */
void sync_debug_start(void);
void sync_debug_stop(void);
/** sync_debug_fence() - a line for a fence; with its timeline's name if @named. Its lock is held */
void sync_debug_fence(struct seq_file *s, struct dma_fence *fence, bool named);
const char *sync_debug_status(int status);

#endif
