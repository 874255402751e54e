/* SPDX-License-Identifier: MIT */
/*
 * A small provider for channel 0 of the textbook controller (its manual:
 * docs/textbook-dmac.md), memcpy only, but for the functions in which the
 * drivers of this folder make their mistakes. Each of them includes this once.
 */
#ifndef TESTS_BUGS_SMALL_DMA_H
#define TESTS_BUGS_SMALL_DMA_H

#include <linux/clk.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "dmaengine.h"

#define DMAC_CTRL	0x008
#define CH_START	0x100
#define CH_CTRL		0x104
#define CH_STATUS	0x108
#define CH_INTEN	0x10c
#define STATUS_DONE	BIT(0)
#define STATUS_ERR	BIT(2)
#define MEM2MEM		1
#define LAST		1

struct hw_desc {
	u32 next, ctrl, src, dst, length, rows, sstride, dstride;
};

struct small_desc {
	struct dma_async_tx_descriptor txd;
	struct list_head node;
	struct hw_desc *hw;
	dma_addr_t hw_addr;
};

/* @lock protects the lists: submitted, issued (the first one runs), done */
struct small_chan {
	struct dma_chan chan;
	spinlock_t lock;
	struct list_head submitted, issued, done;
	struct tasklet_struct tasklet;
	struct mutex pool_lock;
	struct dma_pool *pool;
	struct device *dev;
	u8 __iomem *regs;
	u8 *bounce;
	dma_addr_t bounce_dma;	/* 0: not mapped */
	unsigned int seen;	/* of what was in it */
	struct dma_device ddev;
};

/** struct small_ops - what a driver does itself; NULL: as it should be done */
struct small_ops {
	const char *name;
	struct dma_async_tx_descriptor *(*prep)(struct dma_chan *chan, dma_addr_t dst,
						dma_addr_t src, size_t len, unsigned long flags);
	void (*start)(struct small_chan *c, struct small_desc *d);
	void (*complete)(struct small_chan *c);
	void (*free)(struct small_chan *c, struct small_desc *d);
};

extern const struct small_ops small_ops;

static inline struct small_chan *to_small(struct dma_chan *chan)
{
	return container_of(chan, struct small_chan, chan);
}

/* ---- descriptors ------------------------------------------------------- */

static dma_cookie_t small_submit(struct dma_async_tx_descriptor *txd)
{
	struct small_desc *d = container_of(txd, struct small_desc, txd);
	struct small_chan *c = to_small(txd->chan);
	unsigned long flags;
	dma_cookie_t cookie;

	spin_lock_irqsave(&c->lock, flags);
	cookie = dma_cookie_assign(txd);
	list_add_tail(&d->node, &c->submitted);
	spin_unlock_irqrestore(&c->lock, flags);
	return cookie;
}

static inline struct dma_async_tx_descriptor *small_fill(struct small_chan *c, struct small_desc *d,
							 dma_addr_t dst, dma_addr_t src, size_t len,
							 unsigned long flags)
{
	d->hw->next = LAST;
	d->hw->ctrl = MEM2MEM;
	d->hw->src = src;
	d->hw->dst = dst;
	d->hw->length = len;
	dma_async_tx_descriptor_init(&d->txd, &c->chan);
	d->txd.tx_submit = small_submit;
	d->txd.flags = flags;
	return &d->txd;
}

static inline void small_free(struct small_chan *c, struct small_desc *d)
{
	dma_pool_free(c->pool, d->hw, d->hw_addr);
	kfree(d);
}

static inline struct dma_async_tx_descriptor *small_prep(struct dma_chan *chan, dma_addr_t dst,
							 dma_addr_t src, size_t len,
							 unsigned long flags)
{
	struct small_desc *d = kzalloc(sizeof(*d), GFP_NOWAIT);

	if (!d)
		return NULL;
	d->hw = dma_pool_zalloc(to_small(chan)->pool, GFP_NOWAIT, &d->hw_addr);
	if (!d->hw) {
		kfree(d);
		return NULL;
	}
	return small_fill(to_small(chan), d, dst, src, len, flags);
}

static void desc_free(struct small_chan *c, struct small_desc *d)
{
	if (small_ops.free)
		small_ops.free(c, d);
	else
		small_free(c, d);
}

static void free_list(struct small_chan *c, struct list_head *list)
{
	struct small_desc *d, *next;

	list_for_each_entry_safe(d, next, list, node) {
		list_del(&d->node);
		desc_free(c, d);
	}
}

/* ---- running ----------------------------------------------------------- */

static inline void small_start(struct small_chan *c, struct small_desc *d)
{
	writel(d->hw_addr, c->regs + CH_START);
}

static void start_first(struct small_chan *c)
{
	struct small_desc *d = list_first_entry_or_null(&c->issued, struct small_desc, node);

	if (!d)
		return;
	writel(STATUS_DONE | STATUS_ERR, c->regs + CH_INTEN);
	small_ops.start ? small_ops.start(c, d) : small_start(c, d);
}

static irqreturn_t small_irq(int irq, void *data)
{
	struct small_chan *c = data;
	u32 status = readl(c->regs + CH_STATUS) & (STATUS_DONE | STATUS_ERR);
	struct small_desc *d;
	unsigned long flags;

	if (!status)
		return IRQ_NONE;
	writel(status, c->regs + CH_STATUS);
	spin_lock_irqsave(&c->lock, flags);
	d = list_first_entry_or_null(&c->issued, struct small_desc, node);
	if (d) {
		dma_cookie_complete(&d->txd);
		list_move_tail(&d->node, &c->done);
		start_first(c);
	}
	spin_unlock_irqrestore(&c->lock, flags);
	tasklet_schedule(&c->tasklet);
	return IRQ_HANDLED;
}

static inline void small_complete(struct small_chan *c)
{
	struct dmaengine_desc_callback cb;
	struct small_desc *d, *next;
	LIST_HEAD(done);

	spin_lock_irq(&c->lock);
	list_splice_init(&c->done, &done);
	spin_unlock_irq(&c->lock);
	list_for_each_entry_safe(d, next, &done, node) {
		dmaengine_desc_get_callback(&d->txd, &cb);
		list_del(&d->node);
		desc_free(c, d);
		dmaengine_desc_callback_invoke(&cb, NULL);
	}
}

static void small_tasklet(struct tasklet_struct *t)
{
	struct small_chan *c = from_tasklet(c, t, tasklet);

	small_ops.complete ? small_ops.complete(c) : small_complete(c);
}

/* ---- the channel ------------------------------------------------------- */

static void small_issue_pending(struct dma_chan *chan)
{
	struct small_chan *c = to_small(chan);
	unsigned long flags;
	bool idle;

	spin_lock_irqsave(&c->lock, flags);
	idle = list_empty(&c->issued);
	list_splice_tail_init(&c->submitted, &c->issued);
	if (idle)
		start_first(c);
	spin_unlock_irqrestore(&c->lock, flags);
}

static enum dma_status small_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
				       struct dma_tx_state *state)
{
	return dma_cookie_status(chan, cookie, state);
}

static int small_terminate_all(struct dma_chan *chan)
{
	struct small_chan *c = to_small(chan);
	unsigned long flags;
	LIST_HEAD(list);

	spin_lock_irqsave(&c->lock, flags);
	writel(2, c->regs + CH_CTRL);
	list_splice_tail_init(&c->submitted, &list);
	list_splice_tail_init(&c->issued, &list);
	list_splice_tail_init(&c->done, &list);
	spin_unlock_irqrestore(&c->lock, flags);
	free_list(c, &list);
	return 0;
}

static void small_synchronize(struct dma_chan *chan)
{
	tasklet_kill(&to_small(chan)->tasklet);
}

static void small_free_chan_resources(struct dma_chan *chan)
{
	small_terminate_all(chan);
	small_synchronize(chan);
}

/* ---- the device -------------------------------------------------------- */

static void small_device(struct small_chan *c)
{
	struct dma_device *ddev = &c->ddev;

	ddev->dev = c->dev;
	dma_cap_set(DMA_MEMCPY, ddev->cap_mask);
	ddev->copy_align = DMAENGINE_ALIGN_4_BYTES;
	ddev->device_prep_dma_memcpy = small_ops.prep ? small_ops.prep : small_prep;
	ddev->device_issue_pending = small_issue_pending;
	ddev->device_tx_status = small_tx_status;
	ddev->device_terminate_all = small_terminate_all;
	ddev->device_synchronize = small_synchronize;
	ddev->device_free_chan_resources = small_free_chan_resources;
	INIT_LIST_HEAD(&ddev->channels);
	c->chan.device = ddev;
	dma_cookie_init(&c->chan);
	list_add_tail(&c->chan.device_node, &ddev->channels);
}

static int small_probe(struct platform_device *pdev)
{
	struct small_chan *c = devm_kzalloc(&pdev->dev, sizeof(*c), GFP_KERNEL);
	int err;

	if (!c)
		return -ENOMEM;
	c->dev = &pdev->dev;
	spin_lock_init(&c->lock);
	mutex_init(&c->pool_lock);
	INIT_LIST_HEAD(&c->submitted);
	INIT_LIST_HEAD(&c->issued);
	INIT_LIST_HEAD(&c->done);
	tasklet_setup(&c->tasklet, small_tasklet);
	c->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(c->regs))
		return PTR_ERR(c->regs);
	err = dma_set_mask_and_coherent(c->dev, DMA_BIT_MASK(32));
	if (err)
		return err;
	c->pool = dmam_pool_create("small", c->dev, sizeof(struct hw_desc), 32, 0);
	c->bounce = devm_kmalloc(c->dev, 4096, GFP_KERNEL | GFP_DMA);
	if (!c->pool || !c->bounce)
		return -ENOMEM;
	err = devm_request_irq(c->dev, platform_get_irq(pdev, 0), small_irq, 0, small_ops.name, c);
	if (err)
		return err;
	small_device(c);
	writel(1, c->regs + DMAC_CTRL);
	platform_set_drvdata(pdev, c);
	return dma_async_device_register(&c->ddev);
}

static int small_remove(struct platform_device *pdev)
{
	struct small_chan *c = platform_get_drvdata(pdev);

	dma_async_device_unregister(&c->ddev);
	writel(0, c->regs + DMAC_CTRL);
	tasklet_kill(&c->tasklet);
	if (c->bounce_dma)
		dma_unmap_single(c->dev, c->bounce_dma, 4096, DMA_FROM_DEVICE);
	return 0;
}

static const struct of_device_id small_ids[] = {
	{ .compatible = "dmae,textbook-dmac" },
	{ }
};

static struct platform_driver small_driver = {
	.probe = small_probe,
	.remove = small_remove,
	.driver = { .name = KBUILD_MODNAME, .of_match_table = small_ids },
};
module_platform_driver(small_driver);

MODULE_DESCRIPTION("a driver with one mistake");
MODULE_LICENSE("Dual MIT/GPL");

#endif
