// SPDX-License-Identifier: MIT
/* Classic mistake 5: prep takes a mutex, but clients may prepare transfers in their callbacks. */
#include "small_dma.h"

static struct dma_async_tx_descriptor *sleeping_prep(struct dma_chan *chan, dma_addr_t dst,
						     dma_addr_t src, size_t len,
						     unsigned long flags)
{
	struct small_chan *c = to_small(chan);
	struct dma_async_tx_descriptor *txd;

	mutex_lock(&c->pool_lock); /* the mistake */
	txd = small_prep(chan, dst, src, len, flags);
	mutex_unlock(&c->pool_lock);
	return txd;
}

const struct small_ops small_ops = {
	.name = "sleeping_prep",
	.prep = sleeping_prep,
};
