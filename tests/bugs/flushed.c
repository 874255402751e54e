// SPDX-License-Identifier: MIT
/*
 * No mistake at all, on a machine whose device does not see the CPU's caches:
 * descriptors are mapped when they are filled in, data goes through a bounce
 * buffer, and who looks at it has it synchronised first.
 */
#include "small_dma.h"

static struct dma_async_tx_descriptor *flushed_prep(struct dma_chan *chan, dma_addr_t dst,
						    dma_addr_t src, size_t len, unsigned long flags)
{
	struct small_chan *c = to_small(chan);
	struct small_desc *d = kzalloc(sizeof(*d), GFP_NOWAIT);
	struct dma_async_tx_descriptor *tx;

	if (!d)
		return NULL;
	d->hw = kzalloc(sizeof(*d->hw), GFP_NOWAIT | GFP_DMA);
	if (!d->hw) {
		kfree(d);
		return NULL;
	}
	tx = small_fill(c, d, dst, src, len, flags);
	d->hw_addr = dma_map_single(c->dev, d->hw, sizeof(*d->hw), DMA_TO_DEVICE);
	if (!dma_mapping_error(c->dev, d->hw_addr))
		return tx;
	kfree(d->hw);
	kfree(d);
	return NULL;
}

static void flushed_start(struct small_chan *c, struct small_desc *d)
{
	if (!c->bounce_dma)
		c->bounce_dma = dma_map_single(c->dev, c->bounce, 4096, DMA_FROM_DEVICE);
	WARN_ON(dma_mapping_error(c->dev, c->bounce_dma));
	d->hw->dst = c->bounce_dma;
	dma_sync_single_for_device(c->dev, d->hw_addr, sizeof(*d->hw), DMA_TO_DEVICE);
	small_start(c, d);
}

static void flushed_complete(struct small_chan *c)
{
	dma_sync_single_for_cpu(c->dev, c->bounce_dma, 4096, DMA_FROM_DEVICE);
	c->seen += c->bounce[0];
	dma_sync_single_for_device(c->dev, c->bounce_dma, 4096, DMA_FROM_DEVICE);
	small_complete(c);
}

static void flushed_free(struct small_chan *c, struct small_desc *d)
{
	dma_unmap_single(c->dev, d->hw_addr, sizeof(*d->hw), DMA_TO_DEVICE);
	kfree(d->hw);
	kfree(d);
}

const struct small_ops small_ops = {
	.name = "flushed",
	.prep = flushed_prep,
	.start = flushed_start,
	.complete = flushed_complete,
	.free = flushed_free,
};
