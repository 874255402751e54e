/* SPDX-License-Identifier: MIT */
/*
 * The running world's DMA channels, for programs that do not speak the
 * kernel's API: looking at them, and copying memory through one.
 */
#ifndef DMAE_DMA_H
#define DMAE_DMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct dmae_channel_info - one channel
 * @name: "dma0chan0"
 * @device: its controller's device, "40000000.dma-controller"
 * @driver: the driver of that
 * @capabilities: words with a space between: "memcpy memset slave cyclic private"
 * @client: who has it, "40020000.fifo:rx", or "in-use"; "" if nobody
 * @router: the router it goes through, or ""
 * @clients: how many have it
 */
struct dmae_channel_info {
	char name[32];
	char device[64];
	char driver[32];
	char capabilities[192];
	char client[96];
	char router[64];
	unsigned int clients;
};

/**
 * dmae_channels() - @fn for each channel, by controller and number, until it returns nonzero,
 * which is returned. Process context.
 */
int dmae_channels(int (*fn)(const struct dmae_channel_info *info, void *arg), void *arg);

struct dma_chan;

/**
 * dmae_poll() - serve channels that have no thread (soft_dma.polled=1)
 * @chan: a channel; NULL: all of them
 *
 * Carries out what was issued, a bounded piece of it per call, and calls back for what has ended,
 * in the caller's thread: callbacks are in softirq context as always. Whoever else polls at the
 * same time leaves the channel to the first.
 *
 * Context: process; not from a callback of the channel (it does nothing there).
 * Return: how many transfers were finished with; 0 for channels that have threads or hardware.
 */
unsigned int dmae_poll(struct dma_chan *chan);

/**
 * dmae_is_polled() - whether a channel makes progress by dmae_poll()
 * @chan: the channel
 *
 * For code that runs over either kind: who waits for such a channel polls, and does not sleep.
 *
 * Context: any. Return: true if it has no thread; false if it has one, or is hardware.
 */
bool dmae_is_polled(struct dma_chan *chan);

/** struct dmae_copier - a memcpy channel and the buffers that it needs */
struct dmae_copier;

/**
 * dmae_copier_open() - take a channel that can copy
 * @channel: its name; NULL: the first that is free
 *
 * Return: NULL with the reason in dmae_error(): no such channel, busy, or one
 * that cannot copy memory. Process context.
 */
struct dmae_copier *dmae_copier_open(const char *channel);
/** dmae_copier_channel() - the name of its channel; valid until dmae_copier_close() */
const char *dmae_copier_channel(const struct dmae_copier *copier);
/** dmae_copier_descriptors() - how many transfers it has made so far */
unsigned long dmae_copier_descriptors(const struct dmae_copier *copier);
/**
 * dmae_copier_copy() - @len bytes from @src to @dst by scatter-gather, and wait
 *
 * Memory that the controller cannot reach goes through pages that it can.
 * Return: 0, -EIO (the controller reported an error), -ETIMEDOUT, -ENOMEM;
 * dmae_error() says more. Process context.
 */
int dmae_copier_copy(struct dmae_copier *copier, void *dst, const void *src, size_t len);
/** dmae_copier_close() - release the channel, unless its world has ended, and free @copier. Process context. */
void dmae_copier_close(struct dmae_copier *copier);

#ifdef __cplusplus
}
#endif
#endif
