// SPDX-License-Identifier: MIT
/*
 * Transfers that wait for transfers: descriptors are chained by async_tx,
 * and a provider that completes one submits what waited for it.
 */
#include <linux/export.h>

#include "engine/engine.h"

void dma_async_tx_descriptor_init(struct dma_async_tx_descriptor *tx,
				  struct dma_chan *chan)
{
	tx->chan = chan;
	spin_lock_init(&tx->lock);
}
EXPORT_SYMBOL(dma_async_tx_descriptor_init);

/* cut @tx loose from both neighbours; returns the next one if it is on the same channel */
static struct dma_async_tx_descriptor *
unchain(struct dma_async_tx_descriptor *tx)
{
	struct dma_async_tx_descriptor *next;

	txd_lock(tx);
	txd_clear_parent(tx);
	next = txd_next(tx);
	/* at a change of channel, @tx's completion goes on with the chain */
	if (next && next->chan == tx->chan)
		txd_clear_next(tx);
	else
		next = NULL;
	txd_unlock(tx);

	return next;
}

void dma_run_dependencies(struct dma_async_tx_descriptor *tx)
{
	struct dma_async_tx_descriptor *waiting = txd_next(tx);
	struct dma_chan *chan = waiting ? waiting->chan : NULL;

	if (!chan)
		return;
	txd_clear_next(tx);
	do {
		struct dma_async_tx_descriptor *next = unchain(waiting);

		waiting->tx_submit(waiting);
		waiting = next;
	} while (waiting);
	chan->device->device_issue_pending(chan);
}
EXPORT_SYMBOL_GPL(dma_run_dependencies);
