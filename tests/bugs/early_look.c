// SPDX-License-Identifier: MIT
/*
 * Classic mistake 7, on a machine whose device does not see the CPU's caches:
 * the driver looks into its bounce buffer when a transfer is over, and forgets
 * to have it synchronised: it sees what was there before.
 */
#include "small_dma.h"

static void early_look_start(struct small_chan *c, struct small_desc *d)
{
	if (!c->bounce_dma)
		c->bounce_dma = dma_map_single(c->dev, c->bounce, 4096, DMA_FROM_DEVICE);
	WARN_ON(dma_mapping_error(c->dev, c->bounce_dma));
	d->hw->dst = c->bounce_dma;
	small_start(c, d);
}

static void early_look_complete(struct small_chan *c)
{
	c->seen += c->bounce[0]; /* the mistake */
	small_complete(c);
}

const struct small_ops small_ops = {
	.name = "early_look",
	.start = early_look_start,
	.complete = early_look_complete,
};
