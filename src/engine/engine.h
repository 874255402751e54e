/* SPDX-License-Identifier: MIT */
/*
 * The DMA Engine framework, for whoever starts and stops it, and what its
 * own files share. Drivers and clients include <linux/dmaengine.h>.
 *
 *	registry.c	controllers and channels come and go
 *	channel.c	references on channels, and the table of public ones
 *	request.c	clients take and release channels
 *	capability.c	what a channel can do
 *	wait.c		polling for a transfer
 *	unmap.c		mappings that go with a transfer
 *	metadata.c	data beside a transfer
 *	dependency.c	transfers that wait for transfers
 *	async_tx/	operations on pages, by channels or the CPU
 *	misuse.c	calls that are refused, and one line why
 *	stuck.c		why a transfer does not end
 *	sysfs.c		/sys/class/dma
 *	debugfs.c	dmaengine/summary
 *	virt-dma.c, of-dma.c, acpi-dma.c
 */
#ifndef DMAE_ENGINE_H
#define DMAE_ENGINE_H

#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/list.h>
#include <linux/mutex.h>

/** engine_start() - before any provider registers. Return: 0 or a negative error code. */
int engine_start(void);
/**
 * engine_release_clients() - take every channel from whoever still has it
 *
 * For the end of a world, before its controllers go: a client that forgot to
 * release is named, and what the channel holds is freed.
 */
void engine_release_clients(void);
/** engine_stop() - when every provider has gone; reports those that have not */
void engine_stop(void);

/* dma_async_device_channel_register(), as modules of 6.11 and newer know it: a name, or NULL */
int dma_async_device_channel_register_named(struct dma_device *device, struct dma_chan *chan,
					    const char *name);

/*
 * dma_list_mutex protects the lists below, each channel's client_count and
 * what is tied to it, and the table of public channels.
 */
extern struct mutex dma_list_mutex;
/* controllers that are registered */
extern struct list_head dma_device_list;
/* controllers that went while dmaengine_get() held their channels */
extern struct list_head dma_departed_list;
/* dmaengine_get() calls less dmaengine_put() calls */
extern long dmaengine_ref_count;

#define for_each_dma_device(device) \
	list_for_each_entry(device, &dma_device_list, global_node)
#define for_each_dma_device_safe(device, next) \
	list_for_each_entry_safe(device, next, &dma_device_list, global_node)

/* registry.c; all but the start and the stop under dma_list_mutex */
void registry_start(void);
/** registry_driver_left() - controllers of @dev that its driver has not unregistered */
void registry_driver_left(struct device *dev, bool permanent);
void registry_stop(void);
/** dma_device_retract() - off dma_device_list; dma_issue_pending_all() may walk it meanwhile */
void dma_device_retract(struct dma_device *device);
/** dma_chan_is_registered() - false once the channel's device in class "dma" has gone */
bool dma_chan_is_registered(const struct dma_chan *chan);
/** dma_chan_forget() - the last tie between a channel and its device in class "dma" goes */
void dma_chan_forget(struct dma_chan *chan);

/* channel.c; all but the start and the stop under dma_list_mutex */
int channel_start(void);
void channel_stop(void);
int dma_chan_get(struct dma_chan *chan);
void dma_chan_put(struct dma_chan *chan);
void dma_device_put(struct dma_device *device);
void dma_channel_rebalance(void);

/* sysfs.c */
extern struct class dma_devclass;

/* debugfs.c */
void dmaengine_debug_start(void);
void dmaengine_debug_stop(void);
void dmaengine_debug_register(struct dma_device *device);
void dmaengine_debug_unregister(struct dma_device *device);

/* unmap.c */
int unmap_start(void);
void unmap_stop(void);

/* of-dma.c, acpi-dma.c */
void of_dma_start(void);
void of_dma_stop(void);
/** of_dma_driver_left() - what its driver has registered for the node of @dev, and not freed */
void of_dma_driver_left(struct device *dev, bool permanent);
void acpi_dma_start(void);
void acpi_dma_stop(void);

#endif
