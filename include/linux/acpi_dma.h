/* SPDX-License-Identifier: MIT */
/*
 * DMA channels in ACPI: FixedDMA resources of a client name a channel and a
 * request line; the CSRT table says which lines a controller has.
 */
#ifndef __LINUX_ACPI_DMA_H
#define __LINUX_ACPI_DMA_H

#include <linux/list.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/dmaengine.h>

/**
 * struct acpi_dma_spec - a client's FixedDMA resource
 * @chan_id: channel
 * @slave_id: request line; relative to the controller's first one by the
 *	time that a translation function sees it
 * @dev: the controller's device, for the filter
 */
struct acpi_dma_spec {
	int chan_id;
	int slave_id;
	struct device *dev;
};

/**
 * struct acpi_dma - a controller that ACPI can name
 * @dma_controllers: framework only: entry in the list of them all
 * @dev: its device
 * @acpi_dma_xlate: the channel for a resource, requested for the caller; NULL
 *	or an ERR_PTR() where there is none
 * @data: what was given at registration
 * @base_request_line: its first request line, from the CSRT
 * @end_request_line: its last; both 0: the table does not say
 */
struct acpi_dma {
	struct list_head dma_controllers;
	struct device *dev;
	struct dma_chan *(*acpi_dma_xlate)(struct acpi_dma_spec *dma_spec,
					   struct acpi_dma *adma);
	void *data;
	unsigned short base_request_line;
	unsigned short end_request_line;
};

/**
 * struct acpi_dma_filter_info - what acpi_dma_simple_xlate() needs
 * @dma_cap: capabilities that the channel must have
 * @filter_fn: picks it; its argument is the &struct acpi_dma_spec
 */
struct acpi_dma_filter_info {
	dma_cap_mask_t dma_cap;
	dma_filter_fn filter_fn;
};

/**
 * acpi_dma_controller_register() - let FixedDMA resources lead to a controller
 * @dev: its device, with an ACPI companion
 * @acpi_dma_xlate: turns a resource into a channel. Called in process
 *	context with a mutex of the framework held.
 * @data: &acpi_dma.data; the caller's
 *
 * Context: Process.
 * Return: 0; -EINVAL: an argument is missing, or the device has no companion;
 * -ENOMEM.
 * Source: Linux drivers/dma/acpi-dma.c.
 */
int acpi_dma_controller_register(struct device *dev,
				 struct dma_chan *(*acpi_dma_xlate)
				 (struct acpi_dma_spec *, struct acpi_dma *),
				 void *data);

/**
 * acpi_dma_controller_free() - undo acpi_dma_controller_register()
 * @dev: the controller's device
 *
 * Context: Process.
 * Return: 0; -EINVAL: @dev is NULL; -ENODEV: it is not registered.
 * Source: Linux drivers/dma/acpi-dma.c.
 */
int acpi_dma_controller_free(struct device *dev);

/**
 * devm_acpi_dma_controller_register() - the same, undone when the driver detaches
 * @dev: its device
 * @acpi_dma_xlate: turns a resource into a channel
 * @data: &acpi_dma.data; the caller's
 *
 * Context: Process.
 * Return: as acpi_dma_controller_register().
 * Source: Linux drivers/dma/acpi-dma.c.
 */
int devm_acpi_dma_controller_register(struct device *dev,
				      struct dma_chan *(*acpi_dma_xlate)
				      (struct acpi_dma_spec *, struct acpi_dma *),
				      void *data);

/**
 * devm_acpi_dma_controller_free() - undo that early
 * @dev: the controller's device
 *
 * Context: Process.
 * Source: Linux drivers/dma/acpi-dma.c.
 */
void devm_acpi_dma_controller_free(struct device *dev);

/**
 * acpi_dma_request_slave_chan_by_index() - the channel of a device's FixedDMA resource
 * @dev: the client
 * @index: which of its FixedDMA resources, from 0
 *
 * Context: Process.
 * Return: the channel, the caller's; ERR_PTR(): -ENODEV: no such resource;
 * -EPROBE_DEFER: no controller took it; or what the controller's function
 * or ACPI says.
 * Source: Linux drivers/dma/acpi-dma.c.
 */
struct dma_chan *acpi_dma_request_slave_chan_by_index(struct device *dev,
						      size_t index);

/**
 * acpi_dma_request_slave_chan_by_name() - the channel that a device calls @name
 * @dev: the client
 * @name: looked up in "dma-names"; without that, "tx" is the first resource
 *	and "rx" the second
 *
 * Context: Process.
 * Return: as acpi_dma_request_slave_chan_by_index(); ERR_PTR(-ENODEV) for a
 * name that says nothing.
 * Source: Linux drivers/dma/acpi-dma.c.
 */
struct dma_chan *acpi_dma_request_slave_chan_by_name(struct device *dev,
						     const char *name);

/**
 * acpi_dma_simple_xlate() - give the resource to a filter
 * @dma_spec: the resource
 * @adma: &acpi_dma.data is a &struct acpi_dma_filter_info
 *
 * Context: As &acpi_dma.acpi_dma_xlate.
 * Return: the channel, requested; NULL: none.
 * Source: Linux drivers/dma/acpi-dma.c.
 */
struct dma_chan *acpi_dma_simple_xlate(struct acpi_dma_spec *dma_spec,
				       struct acpi_dma *adma);

#define acpi_dma_request_slave_channel	acpi_dma_request_slave_chan_by_index

#endif
