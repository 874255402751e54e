// SPDX-License-Identifier: MIT
/* A provider on virt-dma, driven by hand. Kernel side. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "fake_vchan.h"

static struct fake_vchan *to_fake_vchan(struct dma_chan *chan)
{
	return container_of(chan, struct fake_vchan, vc.chan);
}

static struct dma_async_tx_descriptor *prep(struct dma_chan *chan, unsigned long flags)
{
	struct fake_vchan *f = to_fake_vchan(chan);
	struct virt_dma_desc *vd = kzalloc(sizeof(*vd), GFP_NOWAIT);

	if (!vd)
		return NULL;
	f->live++;
	return vchan_tx_prep(&f->vc, vd, flags);
}

static struct dma_async_tx_descriptor *
prep_memcpy(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len, unsigned long flags)
{
	return prep(chan, flags);
}

static struct dma_async_tx_descriptor *
prep_cyclic(struct dma_chan *chan, dma_addr_t buf, size_t len, size_t period,
	    enum dma_transfer_direction dir, unsigned long flags)
{
	return prep(chan, flags);
}

static void desc_free(struct virt_dma_desc *vd)
{
	to_fake_vchan(vd->tx.chan)->live--;
	kfree(vd);
}

static void issue(struct dma_chan *chan)
{
	struct fake_vchan *f = to_fake_vchan(chan);
	unsigned long flags;

	spin_lock_irqsave(&f->vc.lock, flags);
	vchan_issue_pending(&f->vc);
	spin_unlock_irqrestore(&f->vc.lock, flags);
}

static int terminate(struct dma_chan *chan)
{
	struct fake_vchan *f = to_fake_vchan(chan);
	unsigned long flags;
	LIST_HEAD(head);

	spin_lock_irqsave(&f->vc.lock, flags);
	if (f->running) {
		vchan_terminate_vdesc(f->running);
		f->running = NULL;
	}
	vchan_get_all_descriptors(&f->vc, &head);
	spin_unlock_irqrestore(&f->vc.lock, flags);
	vchan_dma_desc_free_list(&f->vc, &head);
	return 0;
}

static void synchronize(struct dma_chan *chan)
{
	vchan_synchronize(&to_fake_vchan(chan)->vc);
}

static void free_resources(struct dma_chan *chan)
{
	vchan_free_chan_resources(&to_fake_vchan(chan)->vc);
}

struct dma_chan *fake_vchan_setup(struct fake_vchan *f)
{
	dma_cap_mask_t mask = fake_mask(DMA_CYCLIC);
	struct dma_device *dma = &f->dma;
	struct dma_chan *chan;

	memset(f, 0, sizeof(*f));
	INIT_LIST_HEAD(&dma->channels);
	dma->dev = fake_device(FAKE_A);
	dma_cap_set(DMA_MEMCPY, dma->cap_mask);
	dma_cap_set(DMA_CYCLIC, dma->cap_mask);
	dma->directions = BIT(DMA_MEM_TO_DEV);
	dma->descriptor_reuse = true;
	dma->device_prep_dma_memcpy = prep_memcpy;
	dma->device_prep_dma_cyclic = prep_cyclic;
	dma->device_issue_pending = issue;
	dma->device_tx_status = dma_cookie_status;
	dma->device_terminate_all = terminate;
	dma->device_synchronize = synchronize;
	dma->device_free_chan_resources = free_resources;
	f->vc.desc_free = desc_free;
	vchan_init(&f->vc, dma);

	assert_int_equal(dma_async_device_register(dma), 0);
	chan = dma_request_chan_by_mask(&mask);
	assert_ptr_equal(chan, &f->vc.chan);
	return chan;
}

void fake_vchan_teardown(struct fake_vchan *f)
{
	dma_release_channel(&f->vc.chan);
	assert_int_equal(f->live, 0);
	dma_async_device_unregister(&f->dma);
}

bool fake_vchan_start(struct fake_vchan *f)
{
	unsigned long flags;

	spin_lock_irqsave(&f->vc.lock, flags);
	f->running = vchan_next_desc(&f->vc);
	if (f->running)
		list_del(&f->running->node);
	spin_unlock_irqrestore(&f->vc.lock, flags);
	return f->running;
}

void fake_vchan_settle(struct fake_vchan *f)
{
	/* tasklet_kill() waits for one that is scheduled */
	tasklet_kill(&f->vc.task);
}

void fake_vchan_end(struct fake_vchan *f, enum dmaengine_tx_result result, u32 residue)
{
	unsigned long flags;

	spin_lock_irqsave(&f->vc.lock, flags);
	f->running->tx_result.result = result;
	f->running->tx_result.residue = residue;
	vchan_cookie_complete(f->running);
	f->running = NULL;
	spin_unlock_irqrestore(&f->vc.lock, flags);
	fake_vchan_settle(f);
}

void fake_vchan_period(struct fake_vchan *f)
{
	unsigned long flags;

	spin_lock_irqsave(&f->vc.lock, flags);
	vchan_cyclic_callback(f->running);
	spin_unlock_irqrestore(&f->vc.lock, flags);
	fake_vchan_settle(f);
}
