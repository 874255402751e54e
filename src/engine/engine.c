// SPDX-License-Identifier: MIT
/*
 * Start and stop of the framework: its parts in order. Called by the world.
 */
#include <linux/printk.h>

#include "device/device.h"
#include "engine/engine.h"

/* a driver without a remove() leaves its controller behind, which goes before its memory does */
static void engine_driver_left(struct device *dev, bool permanent)
{
	registry_driver_left(dev, permanent);
	of_dma_driver_left(dev, permanent);
}

int engine_start(void)
{
	int ret;

	registry_start();
	of_dma_start();
	acpi_dma_start();

	ret = channel_start();
	if (ret)
		return ret;

	ret = unmap_start();
	if (ret)
		goto err_stop_channels;

	ret = class_register(&dma_devclass);
	if (ret)
		goto err_stop_unmap;

	dmaengine_debug_start();
	driver_left = engine_driver_left;
	return 0;

err_stop_unmap:
	unmap_stop();
err_stop_channels:
	channel_stop();
	pr_err("dmaengine: cannot start: %d\n", ret);
	return ret;
}

/* a channel that is still held, or NULL; each call looks anew, since releasing changes the lists */
static struct dma_chan *held_channel(void)
{
	struct dma_device *device;
	struct dma_chan *chan;

	for_each_dma_device(device)
		list_for_each_entry(chan, &device->channels, device_node)
			if (chan->client_count)
				return chan;
	return NULL;
}

void engine_release_clients(void)
{
	struct dma_chan *chan;

	while (dmaengine_ref_count > 0) {
		pr_warn("dmaengine: a client never called dmaengine_put()\n");
		dmaengine_put();
	}
	while ((chan = held_channel())) {
		pr_warn("dmaengine: %s was never released by %s\n", dma_chan_name(chan),
			chan->dbg_client_name ? chan->dbg_client_name : "its client");
		dmaengine_terminate_sync(chan);
		dma_release_channel(chan);
	}
}

void engine_stop(void)
{
	driver_left = NULL;
	dmaengine_debug_stop();
	registry_stop();
	of_dma_stop();
	acpi_dma_stop();
	class_unregister(&dma_devclass);
	unmap_stop();
	channel_stop();
}
