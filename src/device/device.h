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

/* src/device/core_start.c: all but the board's description */
int core_start(void);
void core_stop(void);

#endif
