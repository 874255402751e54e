/* SPDX-License-Identifier: MIT */
/*
 * The room src/device: the driver model, the board's description as drivers
 * read it, files and modules. What other rooms call beyond the kernel API:
 * its life, and what it can report. The file tree is in filetree.h, modules
 * in modules.h.
 */
#ifndef DMAE_DEVICE_DEVICE_H
#define DMAE_DEVICE_DEVICE_H

#include <stdbool.h>

/**
 * device_start() - the file tree, the driver core, and the board's description
 *
 * Needs the base and a machine. Devices of the board come with
 * firmware_populate(), once drivers and modules are there.
 * Return: 0 or a negative error code; what was started is stopped again.
 */
int device_start(void);
/** device_stop() - unloads all modules, removes every device, forgets everything */
void device_stop(void);

/**
 * driver_deferred_probe_report() - a line in the log for each device that still waits, and for
 * what. Return: how many.
 */
unsigned int driver_deferred_probe_report(void);

struct device;

/**
 * driver_left - seam for rooms in which a driver may leave something behind; NULL: nobody asks
 *
 * Called when a driver's remove() has returned, or when it has none, and
 * before what the device holds is released. @permanent: the driver is of a
 * module that cannot be unloaded, so that it never had to clean up.
 */
extern void (*driver_left)(struct device *dev, bool permanent);

struct device_node;
struct msi_desc;

/**
 * struct device_dma_seam - for the room that knows IOMMUs: what it does as drivers come and go
 * @configure: a driver is about to be bound. @np and @id say what the device is behind, @base
 *	and @limit which addresses its bus carries. 1: an IOMMU; 0: none; -EPROBE_DEFER: one
 *	that is not there yet.
 * @claim: that driver uses the DMA API: 0, or -EBUSY: somebody else has the device's IOMMU
 * @unclaim: and no longer
 * @teardown: it has no driver any more
 * @map_message: a message of its goes to this register: 0, and the message is changed to where
 *	the device sees it; or -ENOMEM
 */
struct device_dma_seam {
	int (*configure)(struct device *dev, struct device_node *np, const unsigned int *id,
			 unsigned long long base, unsigned long long limit);
	int (*claim)(struct device *dev);
	void (*unclaim)(struct device *dev);
	void (*teardown)(struct device *dev);
	int (*map_message)(struct msi_desc *desc, unsigned long long doorbell);
};
/* NULL: nobody does anything */
extern const struct device_dma_seam *device_dma_seam;

struct io_tlb_mem;

/** device_bounce_pool - seam for src/mapping: where a new device bounces; NULL: nowhere */
extern struct io_tlb_mem *device_bounce_pool;

/* src/device/core_start.c: all but the board's description */
int core_start(void);
void core_stop(void);

#endif
