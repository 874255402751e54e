// SPDX-License-Identifier: MIT
/* Classic mistake 3: descriptors, which the device reads, are mapped as if it wrote them. */
#include "small_dma.h"

static void wrong_direction_free(struct small_chan *c, struct small_desc *d)
{
	dma_unmap_single(c->dev, d->hw_addr, sizeof(*d->hw), DMA_FROM_DEVICE);
	kfree(d->hw);
	kfree(d);
}

static struct dma_async_tx_descriptor *wrong_direction_prep(struct dma_chan *chan, dma_addr_t dst,
							    dma_addr_t src, size_t len,
							    unsigned long flags)
{
	struct small_chan *c = to_small(chan);
	struct dma_async_tx_descriptor *txd;
	struct small_desc *d;

	d = kzalloc(sizeof(*d), GFP_NOWAIT);
	if (!d)
		return NULL;
	d->hw = kzalloc(sizeof(*d->hw), GFP_NOWAIT);
	if (!d->hw)
		goto err_free_desc;
	txd = small_fill(c, d, dst, src, len, flags);
	d->hw_addr = dma_map_single(c->dev, d->hw, sizeof(*d->hw), DMA_FROM_DEVICE); /* the mistake */
	if (!dma_mapping_error(c->dev, d->hw_addr))
		return txd;
	kfree(d->hw);
err_free_desc:
	kfree(d);
	return NULL;
}

const struct small_ops small_ops = {
	.name = "wrong_direction",
	.prep = wrong_direction_prep,
	.free = wrong_direction_free,
};
