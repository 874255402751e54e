// SPDX-License-Identifier: MIT
/*
 * Polling for a transfer, for clients that want no callback.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <asm/processor.h>

#include "engine/engine.h"

#define WAIT_MS	5000

enum dma_status dma_sync_wait(struct dma_chan *chan, dma_cookie_t cookie)
{
	unsigned long timeout = jiffies + msecs_to_jiffies(WAIT_MS);
	enum dma_status status;

	dma_async_issue_pending(chan);
	for (;;) {
		status = dma_async_is_tx_complete(chan, cookie, NULL, NULL);
		if (status != DMA_IN_PROGRESS)
			return status;
		if (time_after_eq(jiffies, timeout)) {
			dev_err(chan->device->dev, "%s: timeout!\n", __func__);
			return DMA_ERROR;
		}
		cpu_relax();
	}
}
EXPORT_SYMBOL(dma_sync_wait);

enum dma_status dma_wait_for_async_tx(struct dma_async_tx_descriptor *tx)
{
	unsigned long timeout = jiffies + msecs_to_jiffies(WAIT_MS);

	if (!tx)
		return DMA_COMPLETE;

	/* it waits for another one, and will be submitted after that */
	while (READ_ONCE(tx->cookie) == -EBUSY) {
		if (time_after_eq(jiffies, timeout)) {
			dev_err(tx->chan->device->dev,
				"%s timeout waiting for descriptor submission\n",
				__func__);
			return DMA_ERROR;
		}
		cpu_relax();
	}
	return dma_sync_wait(tx->chan, READ_ONCE(tx->cookie));
}
EXPORT_SYMBOL_GPL(dma_wait_for_async_tx);
