// SPDX-License-Identifier: MIT
/*
 * Classic mistake 6, on a machine whose device does not see the CPU's caches:
 * a descriptor in memory of kmalloc() is mapped, and then filled in; the
 * device fetches what was there before.
 */
#include "small_dma.h"

static struct dma_async_tx_descriptor *unflushed_prep(struct dma_chan *chan, dma_addr_t dst,
						      dma_addr_t src, size_t len,
						      unsigned long flags)
{
	struct small_chan *c = to_small(chan);
	struct small_desc *d = kzalloc(sizeof(*d), GFP_NOWAIT);

	if (!d)
		return NULL;
	d->hw = kzalloc(sizeof(*d->hw), GFP_NOWAIT | GFP_DMA);
	if (!d->hw) {
		kfree(d);
		return NULL;
	}
	d->hw_addr = dma_map_single(c->dev, d->hw, sizeof(*d->hw), DMA_TO_DEVICE); /* the mistake */
	if (dma_mapping_error(c->dev, d->hw_addr)) {
		kfree(d->hw);
		kfree(d);
		return NULL;
	}
	return small_fill(c, d, dst, src, len, flags);
}

static void unflushed_free(struct small_chan *c, struct small_desc *d)
{
	dma_unmap_single(c->dev, d->hw_addr, sizeof(*d->hw), DMA_TO_DEVICE);
	kfree(d->hw);
	kfree(d);
}

const struct small_ops small_ops = {
	.name = "unflushed",
	.prep = unflushed_prep,
	.free = unflushed_free,
};
