// SPDX-License-Identifier: MIT
/*
 * A client that does what clients may do: several transfers at once, a new
 * one from a callback, and now and then everything is terminated from one.
 * It makes no mistake; what is reported while it runs is the driver's.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#define TRANSFERS	4
#define LEN		256

static unsigned int rounds = 20;
module_param(rounds, uint, 0444);

static struct dma_chan *chan;
static u8 *src, *dst;
static dma_addr_t src_dma, dst_dma;

struct round {
	struct completion done;
	atomic_t callbacks;
	int again_at, terminate_at;	/* the callback that does it, -1: none */
};

static void client_callback(void *arg);

static bool client_submit(struct round *r, unsigned int i)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_dma_memcpy(chan, dst_dma + i * LEN, src_dma + i * LEN, LEN,
				       DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	if (!tx)
		return false;
	tx->callback = client_callback;
	tx->callback_param = r;
	dmaengine_submit(tx);
	return true;
}

static void client_callback(void *arg)
{
	struct round *r = arg;
	int n = atomic_inc_return(&r->callbacks) - 1;

	/* others complete meanwhile */
	udelay(1);
	if (n == r->again_at && client_submit(r, TRANSFERS))
		dma_async_issue_pending(chan);
	if (n == r->terminate_at)
		dmaengine_terminate_async(chan);
	complete(&r->done);
}

static void client_round(void)
{
	struct round r = { .again_at = get_random_u32() % TRANSFERS, .terminate_at = -1 };
	unsigned int i;

	if (get_random_u32() % 2)
		r.terminate_at = get_random_u32() % TRANSFERS;
	init_completion(&r.done);
	for (i = 0; i < TRANSFERS; i++)
		client_submit(&r, i);
	dma_async_issue_pending(chan);
	for (i = 0; i <= TRANSFERS; i++)
		if (!wait_for_completion_timeout(&r.done, msecs_to_jiffies(10)))
			break;
	dmaengine_terminate_sync(chan);
}

static void client_run(struct device *dev)
{
	unsigned int i;

	src_dma = dma_map_single(dev, src, (TRANSFERS + 1) * LEN, DMA_TO_DEVICE);
	dst_dma = dma_map_single(dev, dst, (TRANSFERS + 1) * LEN, DMA_FROM_DEVICE);
	if (!dma_mapping_error(dev, src_dma) && !dma_mapping_error(dev, dst_dma))
		for (i = 0; i < rounds; i++)
			client_round();
	dma_unmap_single(dev, dst_dma, (TRANSFERS + 1) * LEN, DMA_FROM_DEVICE);
	dma_unmap_single(dev, src_dma, (TRANSFERS + 1) * LEN, DMA_TO_DEVICE);
}

static int __init client_init(void)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_chan_by_mask(&mask);
	if (IS_ERR(chan))
		return PTR_ERR(chan);
	src = kzalloc((TRANSFERS + 1) * LEN, GFP_KERNEL);
	dst = kzalloc((TRANSFERS + 1) * LEN, GFP_KERNEL);
	if (src && dst) {
		/* old and new can be told apart */
		memset(src, 0xc5, (TRANSFERS + 1) * LEN);
		client_run(dmaengine_get_dma_device(chan));
	}
	dma_release_channel(chan);
	kfree(dst);
	kfree(src);
	pr_info("client: done\n");
	return 0;
}
module_init(client_init);

static void __exit client_exit(void)
{
}
module_exit(client_exit);

MODULE_DESCRIPTION("a client without a mistake");
MODULE_LICENSE("Dual MIT/GPL");
