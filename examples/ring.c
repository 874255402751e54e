// SPDX-License-Identifier: MIT
/*
 * A ring buffer that a cyclic transfer fills: a peripheral sends a counting pattern without end, the
 * controller puts it into a ring of four periods and calls back after each, and the program reads
 * behind it, as an audio capture does.
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/printk.h>

#include <dmae/world.h>

#define FIFO	0x40020000	/* docs/textbook-dmac.md, part III: CTRL at 0x08, RXDATA at 0x44 */
#define PERIOD	256u
#define PERIODS	4u
#define TOTAL	(20 * PERIOD)	/* then it has seen enough */

/* called in softirq context: it only says that there is more */
static void period_elapsed(void *arg)
{
	complete(arg);
}

/* reads on from @at until the controller's place; how many bytes, or -1 where one is not the next */
static int drain(struct dma_chan *chan, dma_cookie_t cookie, const u8 *ring, u32 at)
{
	struct dma_tx_state state;
	u32 filled, read = 0;

	/* the residue is what is left of the ring from the controller's place on */
	dmaengine_tx_status(chan, cookie, &state);
	filled = (PERIOD * PERIODS - state.residue) / PERIOD * PERIOD;
	for (; at % (PERIOD * PERIODS) != filled % (PERIOD * PERIODS); at++, read++)
		if (ring[at % (PERIOD * PERIODS)] != (u8)at)
			return -1;
	return read;
}

static int capture(struct dma_chan *chan, u8 __iomem *fifo)
{
	struct dma_slave_config config = { .src_addr = FIFO + 0x44, .src_addr_width = 1,
					   .src_maxburst = 8 };
	DECLARE_COMPLETION_ONSTACK(more);
	struct dma_async_tx_descriptor *tx;
	dma_cookie_t cookie;
	dma_addr_t addr;
	u32 at = 0;
	int n = 0;
	u8 *ring = dma_alloc_coherent(chan->device->dev, PERIOD * PERIODS, &addr, GFP_KERNEL);

	dmaengine_slave_config(chan, &config);
	tx = dmaengine_prep_dma_cyclic(chan, addr, PERIOD * PERIODS, PERIOD, DMA_DEV_TO_MEM,
				       DMA_PREP_INTERRUPT);
	if (!tx)
		return -1;
	tx->callback = period_elapsed;
	tx->callback_param = &more;
	cookie = dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	writel(0x25, fifo + 0x08);	/* ENABLE, RXREQ, SOURCE */
	while (at < TOTAL && n >= 0) {
		wait_for_completion(&more);
		n = drain(chan, cookie, ring, at);
		at += n;
	}
	writel(0, fifo + 0x08);
	dmaengine_terminate_sync(chan);
	dma_free_coherent(chan->device->dev, PERIOD * PERIODS, ring, addr);
	pr_info("%u bytes through a ring of %u, %s\n", at, PERIOD * PERIODS,
		n < 0 ? "and one was not the next" : "each the next of the one before");
	return n < 0 ? -1 : 0;
}

int main(void)
{
	struct dmae_world_params p = { .board = "textbook" };
	struct platform_device *pdev;
	struct dma_chan *chan;
	int err;

	if (dmae_world_start(&p))
		return 2;
	pdev = of_find_device_by_node(of_find_node_by_path("/soc/fifo@40020000"));
	chan = dma_request_chan(&pdev->dev, "rx");
	if (IS_ERR(chan))
		return 1;
	err = capture(chan, ioremap(FIFO, 0x1000));
	dma_release_channel(chan);
	platform_device_put(pdev);
	return err ? 1 : dmae_world_stop();
}
