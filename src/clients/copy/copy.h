/* SPDX-License-Identifier: MIT */
/* Copying memory through a channel; <dmae/dma.h> is the public face (src/world/copy.c). */
#ifndef DMAE_CLIENTS_COPY_H
#define DMAE_CLIENTS_COPY_H

#include <linux/types.h>

struct dma_chan;

/** copy_memory() - see dmae_copier_copy(); @descriptors is counted up; @why gets one line on
 * failure */
int copy_memory(struct dma_chan *chan, void *dst, const void *src, size_t len,
		unsigned long *descriptors, const char **why);

#endif
