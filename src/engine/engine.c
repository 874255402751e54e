// SPDX-License-Identifier: MIT
/*
 * Start and stop of the framework: its parts in order. Called by the world.
 */
#include <linux/printk.h>

#include "engine/engine.h"

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
	return 0;

err_stop_unmap:
	unmap_stop();
err_stop_channels:
	channel_stop();
	pr_err("dmaengine: cannot start: %d\n", ret);
	return ret;
}

void engine_stop(void)
{
	dmaengine_debug_stop();
	registry_stop();
	of_dma_stop();
	acpi_dma_stop();
	class_unregister(&dma_devclass);
	unmap_stop();
	channel_stop();
}
