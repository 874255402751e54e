// SPDX-License-Identifier: MIT
/*
 * A client of the DMA engine in the five steps of the API guide: 256 bytes from memory to a
 * peripheral's FIFO.
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include <dmae/world.h>

#define FIFO 0x40020000 /* docs/textbook-dmac.md, part III: CTRL at 0x08, SUM at 0x20, TXDATA at 0x40 */

static void done(void *arg)
{
	complete(arg);
}

static int send(struct device *dev, u8 __iomem *fifo, u8 *buf, size_t len)
{
	struct dma_slave_config config = { .dst_addr = FIFO + 0x40,
					   .dst_addr_width = 1,
					   .dst_maxburst = 8 };
	struct dma_async_tx_descriptor *tx;
	DECLARE_COMPLETION_ONSTACK(sent);
	struct dma_chan *chan;
	dma_addr_t addr;

	chan = dma_request_chan(dev, "tx");				/* 1. allocate a channel */
	if (IS_ERR(chan))
		return PTR_ERR(chan);
	dmaengine_slave_config(chan, &config);				/* 2. set its parameters */
	addr = dma_map_single(chan->device->dev, buf, len, DMA_TO_DEVICE);
	tx = dmaengine_prep_slave_single(chan, addr, len, DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT);
	if (!tx)							/* 3. get a descriptor */
		return -EIO;
	tx->callback = done;
	tx->callback_param = &sent;
	writel(0x23, fifo + 0x08); /* the FIFO runs, and asks for data */
	dmaengine_submit(tx);						/* 4. submit it */
	dma_async_issue_pending(chan); /* 5. issue, and wait for the callback */
	wait_for_completion(&sent);
	dma_unmap_single(chan->device->dev, addr, len, DMA_TO_DEVICE);
	while (readl(fifo + 0x10) & 0xff) /* until the last byte is on the wire */
		cpu_relax();
	pr_info("sent %zu bytes through %s, their sum is %u\n", len, dma_chan_name(chan),
		readl(fifo + 0x20));
	dma_release_channel(chan);
	return 0;
}

int main(void)
{
	struct dmae_world_params p = { .board = "textbook" };
	struct platform_device *pdev;
	int i, err = dmae_world_start(&p);
	u8 *buf;

	if (err)
		return 2;
	pdev = of_find_device_by_node(of_find_node_by_path("/soc/fifo@40020000"));
	buf = kmalloc(256, GFP_KERNEL);
	for (i = 0; i < 256; i++)
		buf[i] = i;
	err = send(&pdev->dev, ioremap(FIFO, 0x1000), buf, 256);
	kfree(buf);
	platform_device_put(pdev);
	return err || dmae_world_stop();
}
