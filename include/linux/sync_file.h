/* SPDX-License-Identifier: MIT */
/*
 * A fence as a file descriptor. It can be polled, with poll(2) too, and sent
 * to another process, which finds it readable when the fence has signalled.
 * src/mapping/fence/sync_file.c; programs' calls: <uapi/linux/sync_file.h>.
 */
#ifndef _LINUX_SYNC_FILE_H
#define _LINUX_SYNC_FILE_H

#include <linux/types.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/dma-fence.h>
#include <linux/dma-fence-array.h>

struct fence_share;
struct file;

/* bit of sync_file.flags: @cb was given to the fence */
#define POLL_ENABLED 0

/**
 * struct sync_file - what is behind the descriptor
 * @file: the file, which owns this
 * @user_name: given with SYNC_IOC_MERGE; "": made of the fence's
 * @sync_file_list: in the list of all, for debugfs
 * @wq: woken when the fence signals
 * @flags: POLL_ENABLED
 * @fence: the fence, or an array of several; a reference
 * @cb: wakes @wq
 * @share: private: tells other processes (src/mapping/fence/share.c)
 */
struct sync_file {
	struct file *file;
	char user_name[32];
	struct list_head sync_file_list;
	wait_queue_head_t wq;
	unsigned long flags;
	struct dma_fence *fence;
	struct dma_fence_cb cb;
	struct fence_share *share;
};

/**
 * sync_file_create() - a file for @fence, which gets a reference
 *
 * Process context. Return: it, with its ->file to be installed with
 * fd_install() or let go of with fput(); NULL: no memory, or no descriptors.
 */
struct sync_file *sync_file_create(struct dma_fence *fence);
/**
 * sync_file_get_fence() - the fence behind a descriptor, with a reference
 * @fd: of this process's, or received from another that runs a world: then the
 *	fence signals when that one does, with -EOWNERDEAD if that one ends first
 *
 * Process context. Return: the fence; NULL: it is no sync_file.
 */
struct dma_fence *sync_file_get_fence(int fd);
/** sync_file_get_name() - up to @len bytes of the name into @buf. Return: @buf */
char *sync_file_get_name(struct sync_file *sync_file, char *buf, int len);

#endif
