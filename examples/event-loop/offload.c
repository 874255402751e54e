// SPDX-License-Identifier: MIT
/* Copies by the DMA engine, each with a callback. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/slab.h>

#include "offload.h"

static struct dma_chan *chan;

struct copy {
	dma_addr_t src, dst;
	size_t len;
	void (*done)(void *arg);
	void *arg;
};

static void copy_free(struct copy *c)
{
	struct device *dev = dmaengine_get_dma_device(chan);

	dma_unmap_single(dev, c->src, c->len, DMA_TO_DEVICE);
	dma_unmap_single(dev, c->dst, c->len, DMA_FROM_DEVICE);
	kfree(c);
}

/* in softirq context, on a thread of the engine's */
static void copy_done(void *param)
{
	struct copy *c = param;
	void (*done)(void *arg) = c->done;
	void *arg = c->arg;

	copy_free(c);
	done(arg);
}

int offload_open(void)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_channel(mask, NULL, NULL);
	return chan ? 0 : -1;
}

int offload_copy(void *dst, const void *src, size_t len, void (*done)(void *arg), void *arg)
{
	struct device *dev = dmaengine_get_dma_device(chan);
	struct copy *c = kmalloc(sizeof(*c), GFP_KERNEL);
	struct dma_async_tx_descriptor *tx;

	*c = (struct copy){ .len = len, .done = done, .arg = arg };
	c->src = dma_map_single(dev, (void *)src, len, DMA_TO_DEVICE);
	c->dst = dma_map_single(dev, dst, len, DMA_FROM_DEVICE);
	tx = dmaengine_prep_dma_memcpy(chan, c->dst, c->src, len, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!tx) {
		copy_free(c);
		return -1;
	}
	tx->callback = copy_done;
	tx->callback_param = c;
	dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	return 0;
}

void offload_close(void)
{
	dmaengine_terminate_sync(chan);
	dma_release_channel(chan);
}
