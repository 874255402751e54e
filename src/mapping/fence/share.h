/* SPDX-License-Identifier: MIT */
/* Fences that other processes wait for, and fences of other processes. */
#ifndef DMAE_MAPPING_FENCE_SHARE_H
#define DMAE_MAPPING_FENCE_SHARE_H

#include <linux/dma-fence.h>

struct fence_share;

/**
 * fence_share_new() - prepare to tell other processes when @fence signals
 * @fence: gets a reference
 * @fd: set to the descriptor that they shall have; the caller's to close
 *
 * Process context. Return: it, or an error pointer: -ENOMEM, -EMFILE, -ENFILE.
 */
struct fence_share *fence_share_new(struct dma_fence *fence, int *fd);
/** fence_share_arm() - the descriptor is about to be seen: make @fence signal. Any context */
void fence_share_arm(struct fence_share *share);
/**
 * fence_share_let_go() - this process has closed the descriptor, its copies of it too
 *
 * Others may still wait: then it lives on until the fence signals.
 */
void fence_share_let_go(struct fence_share *share);
/** fence_shares_stop() - the world ends: who waits gets an end of file */
void fence_shares_stop(void);

/**
 * fence_foreign() - a fence for one of another process
 * @fd: its descriptor; stays the caller's
 *
 * Process context. Return: the same fence as long as one is in use, with a
 * reference; or an error pointer: -EINVAL (no such descriptor), -EBADF,
 * -ENOMEM, -EMFILE.
 */
struct dma_fence *fence_foreign(int fd);
/** fence_foreign_stop() - those that are waited for signal with -ESHUTDOWN */
void fence_foreign_stop(void);

#endif
