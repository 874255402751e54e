// SPDX-License-Identifier: MIT
/*
 * What a channel can do for a peripheral. Called by clients before they
 * choose widths, bursts and periods.
 */
#include <linux/errno.h>

#include "engine/engine.h"

/* A provider that names no directions has not filled in the rest either. */
static bool describes_slaves(struct dma_device *device)
{
	return device->directions && (dma_has_cap(DMA_SLAVE, device->cap_mask) ||
				      dma_has_cap(DMA_CYCLIC, device->cap_mask));
}

int dma_get_slave_caps(struct dma_chan *chan, struct dma_slave_caps *caps)
{
	struct dma_device *device;

	if (!chan || !caps)
		return -EINVAL;

	device = chan->device;
	if (!describes_slaves(device))
		return -ENXIO;

	*caps = (struct dma_slave_caps){
		.directions = device->directions,
		.src_addr_widths = device->src_addr_widths,
		.dst_addr_widths = device->dst_addr_widths,
		.residue_granularity = device->residue_granularity,
		.min_burst = device->min_burst,
		.max_burst = device->max_burst,
		.max_sg_burst = device->max_sg_burst,
		.descriptor_reuse = device->descriptor_reuse,
		.cmd_pause = device->device_pause,
		.cmd_resume = device->device_resume,
		.cmd_terminate = device->device_terminate_all,
	};

	/* channels of one controller may differ */
	if (device->device_caps)
		device->device_caps(chan, caps);

	return 0;
}
EXPORT_SYMBOL_GPL(dma_get_slave_caps);
