// SPDX-License-Identifier: MIT
/*
 * A provider in one page: a controller without hardware that copies memory,
 * one channel, on virt-dma. Built as a module:
 *
 *	dmae run --module memcpy-provider.so -- test channel=dma1chan0 iterations=100
 *
 * What a real driver does with registers and an interrupt, this one does
 * with a tasklet: "the hardware" is example_run().
 */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dmaengine.h"
#include "virt-dma.h"

/* a transfer; owned by the client until it is submitted, then by the channel */
struct example_desc {
	struct virt_dma_desc vd;
	dma_addr_t dst, src;
	size_t len;
};

/* @vc.lock protects @active, the transfer that "the hardware" works on */
struct example_dma {
	struct dma_device ddev;
	struct virt_dma_chan vc;
	struct example_desc *active;
	struct tasklet_struct hardware;
};

static struct example_dma *to_example(struct dma_chan *chan)
{
	return container_of(chan, struct example_dma, vc.chan);
}

static void example_start_next(struct example_dma *ed)
{
	struct virt_dma_desc *vd = vchan_next_desc(&ed->vc);

	ed->active = NULL;
	if (!vd)
		return;
	list_del(&vd->node);
	ed->active = container_of(vd, struct example_desc, vd);
	tasklet_schedule(&ed->hardware);
}

static void example_run(struct tasklet_struct *t)
{
	struct example_dma *ed = from_tasklet(ed, t, hardware);
	struct example_desc *d;
	unsigned long flags;

	spin_lock_irqsave(&ed->vc.lock, flags);
	d = ed->active;
	if (d) {
		memcpy(phys_to_virt(d->dst), phys_to_virt(d->src), d->len);
		vchan_cookie_complete(&d->vd);
		example_start_next(ed);
	}
	spin_unlock_irqrestore(&ed->vc.lock, flags);
}

static struct dma_async_tx_descriptor *example_prep_memcpy(struct dma_chan *chan, dma_addr_t dst,
							   dma_addr_t src, size_t len,
							   unsigned long flags)
{
	struct example_desc *d = kzalloc(sizeof(*d), GFP_NOWAIT);

	if (!d)
		return NULL;
	d->dst = dst;
	d->src = src;
	d->len = len;
	return vchan_tx_prep(to_virt_chan(chan), &d->vd, flags);
}

static void example_free_desc(struct virt_dma_desc *vd)
{
	kfree(container_of(vd, struct example_desc, vd));
}

static enum dma_status example_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
					 struct dma_tx_state *state)
{
	return dma_cookie_status(chan, cookie, state);
}

static void example_issue_pending(struct dma_chan *chan)
{
	struct example_dma *ed = to_example(chan);
	unsigned long flags;

	spin_lock_irqsave(&ed->vc.lock, flags);
	if (vchan_issue_pending(&ed->vc) && !ed->active)
		example_start_next(ed);
	spin_unlock_irqrestore(&ed->vc.lock, flags);
}

static int example_terminate_all(struct dma_chan *chan)
{
	struct example_dma *ed = to_example(chan);
	unsigned long flags;
	LIST_HEAD(head);

	spin_lock_irqsave(&ed->vc.lock, flags);
	if (ed->active)
		vchan_terminate_vdesc(&ed->active->vd);
	ed->active = NULL;
	vchan_get_all_descriptors(&ed->vc, &head);
	spin_unlock_irqrestore(&ed->vc.lock, flags);
	vchan_dma_desc_free_list(&ed->vc, &head);
	return 0;
}

static void example_synchronize(struct dma_chan *chan)
{
	tasklet_kill(&to_example(chan)->hardware);
	vchan_synchronize(to_virt_chan(chan));
}

static void example_free_chan_resources(struct dma_chan *chan)
{
	vchan_free_chan_resources(to_virt_chan(chan));
}

static int example_probe(struct platform_device *pdev)
{
	struct example_dma *ed = devm_kzalloc(&pdev->dev, sizeof(*ed), GFP_KERNEL);
	struct dma_device *ddev;

	if (!ed)
		return -ENOMEM;
	dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	tasklet_setup(&ed->hardware, example_run);
	ddev = &ed->ddev;
	ddev->dev = &pdev->dev;
	dma_cap_set(DMA_MEMCPY, ddev->cap_mask);
	ddev->device_prep_dma_memcpy = example_prep_memcpy;
	ddev->device_issue_pending = example_issue_pending;
	ddev->device_tx_status = example_tx_status;
	ddev->device_terminate_all = example_terminate_all;
	ddev->device_synchronize = example_synchronize;
	ddev->device_free_chan_resources = example_free_chan_resources;
	INIT_LIST_HEAD(&ddev->channels);
	ed->vc.desc_free = example_free_desc;
	vchan_init(&ed->vc, ddev);
	platform_set_drvdata(pdev, ed);
	return dma_async_device_register(ddev);
}

static int example_remove(struct platform_device *pdev)
{
	struct example_dma *ed = platform_get_drvdata(pdev);

	dma_async_device_unregister(&ed->ddev);
	tasklet_kill(&ed->hardware);
	tasklet_kill(&ed->vc.task);
	return 0;
}

static struct platform_driver example_driver = {
	.probe = example_probe,
	.remove = example_remove,
	.driver = { .name = "example-dma" },
};

static struct platform_device *example_device;

static int __init example_init(void)
{
	int err = platform_driver_register(&example_driver);

	if (err)
		return err;
	example_device = platform_device_register_simple("example-dma", -1, NULL, 0);
	if (IS_ERR(example_device)) {
		platform_driver_unregister(&example_driver);
		return PTR_ERR(example_device);
	}
	return 0;
}
module_init(example_init);

static void __exit example_exit(void)
{
	platform_device_unregister(example_device);
	platform_driver_unregister(&example_driver);
}
module_exit(example_exit);

MODULE_DESCRIPTION("example: a provider that copies memory");
MODULE_LICENSE("Dual MIT/GPL");
