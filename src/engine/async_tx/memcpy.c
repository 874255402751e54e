// SPDX-License-Identifier: MIT
/* async_memcpy(): a copy by a channel, or by the CPU. */
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/string.h>

#include "engine/async_tx/async_tx.h"

struct dma_async_tx_descriptor *async_memcpy(struct page *dest, struct page *src,
					     unsigned int dest_offset, unsigned int src_offset,
					     size_t len, struct async_submit_ctl *submit)
{
	struct dma_chan *chan = __async_tx_find_channel(submit, DMA_MEMCPY);
	struct dmaengine_unmap_data *unmap = async_unmap_get(chan, 2);
	struct dma_async_tx_descriptor *tx = NULL;

	if (unmap && is_dma_copy_aligned(chan->device, src_offset, dest_offset, len)) {
		struct device *dev = chan->device->dev;

		unmap->len = len;
		unmap->addr[0] = dma_map_page(dev, src, src_offset, len, DMA_TO_DEVICE);
		unmap->to_cnt = 1;
		unmap->addr[1] = dma_map_page(dev, dest, dest_offset, len, DMA_FROM_DEVICE);
		unmap->from_cnt = 1;
		tx = chan->device->device_prep_dma_memcpy(chan, unmap->addr[1], unmap->addr[0],
							  len, async_prep_flags(submit));
	}
	if (tx) {
		dma_set_unmap(tx, unmap);
		async_tx_submit(chan, tx, submit);
	} else {
		async_tx_quiesce(&submit->depend_tx);
		memcpy(async_block(dest, dest_offset), async_block(src, src_offset), len);
		async_tx_sync_epilog(submit);
	}
	dmaengine_unmap_put(unmap);
	return tx;
}
EXPORT_SYMBOL_GPL(async_memcpy);
