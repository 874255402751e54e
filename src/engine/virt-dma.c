// SPDX-License-Identifier: MIT
/*
 * Virtual channels: submission, completion and the freeing of descriptors
 * behind "virt-dma.h", for providers.
 */
#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/string.h>

#include "virt-dma.h"

static struct virt_dma_desc *to_virt_desc(struct dma_async_tx_descriptor *tx)
{
	return container_of(tx, struct virt_dma_desc, tx);
}

/*
 * tx_submit of a descriptor that was freed. Its memory may be in a
 * provider's pool, or not yet be anybody else's: then this is what a client
 * runs into who submits it once more.
 */
static dma_cookie_t submit_freed(struct dma_async_tx_descriptor *tx)
{
	dmaengine_report_misuse(tx->chan, DMAENGINE_MISUSE_FREED,
				"dmaengine_submit");
	return -EINVAL;
}

dma_cookie_t vchan_tx_submit(struct dma_async_tx_descriptor *tx)
{
	struct virt_dma_chan *vc = to_virt_chan(tx->chan);
	struct virt_dma_desc *vd = to_virt_desc(tx);
	enum vchan_desc_state state;
	dma_cookie_t cookie = 0;
	unsigned long flags;

	spin_lock_irqsave(&vc->lock, flags);
	state = vd->state;
	if (state == VCHAN_DESC_ALLOCATED) {
		cookie = dma_cookie_assign(tx);
		vd->state = VCHAN_DESC_QUEUED;
		list_move_tail(&vd->node, &vc->desc_submitted);
	}
	spin_unlock_irqrestore(&vc->lock, flags);

	if (likely(cookie))
		return cookie;
	if (state == VCHAN_DESC_TERMINATED)
		return submit_freed(tx);

	dmaengine_report_misuse(tx->chan, DMAENGINE_MISUSE_RESUBMITTED,
				"dmaengine_submit");
	return -EBUSY;
}
EXPORT_SYMBOL_GPL(vchan_tx_submit);

static void free_desc(struct virt_dma_chan *vc, struct virt_dma_desc *vd)
{
	vd->tx.submitted = false;
	vd->tx.tx_submit = submit_freed;
	vc->desc_free(vd);
}

int vchan_tx_desc_free(struct dma_async_tx_descriptor *tx)
{
	struct virt_dma_chan *vc = to_virt_chan(tx->chan);
	struct virt_dma_desc *vd = to_virt_desc(tx);
	unsigned long flags;
	bool queued;

	spin_lock_irqsave(&vc->lock, flags);
	queued = vd->state == VCHAN_DESC_QUEUED;
	if (!queued)
		list_del(&vd->node);
	spin_unlock_irqrestore(&vc->lock, flags);

	if (queued) {
		dmaengine_report_misuse(tx->chan, DMAENGINE_MISUSE_RESUBMITTED,
					"dmaengine_desc_free");
		return -EBUSY;
	}

	free_desc(vc, vd);
	return 0;
}
EXPORT_SYMBOL_GPL(vchan_tx_desc_free);

struct virt_dma_desc *vchan_find_desc(struct virt_dma_chan *vc,
				      dma_cookie_t cookie)
{
	struct virt_dma_desc *vd;

	list_for_each_entry(vd, &vc->desc_issued, node)
		if (vd->tx.cookie == cookie)
			return vd;

	return NULL;
}
EXPORT_SYMBOL_GPL(vchan_find_desc);

void vchan_vdesc_fini(struct virt_dma_desc *vd)
{
	struct virt_dma_chan *vc = to_virt_chan(vd->tx.chan);
	unsigned long flags;

	/* of one that was terminated, completion has not done this */
	dma_descriptor_unmap(&vd->tx);

	if (!dmaengine_desc_test_reuse(&vd->tx)) {
		free_desc(vc, vd);
		return;
	}

	spin_lock_irqsave(&vc->lock, flags);
	vd->tx.cookie = 0;
	vd->tx_result.result = DMA_TRANS_NOERROR;
	vd->tx_result.residue = 0;
	vd->state = VCHAN_DESC_ALLOCATED;
	list_add(&vd->node, &vc->desc_allocated);
	spin_unlock_irqrestore(&vc->lock, flags);
}
EXPORT_SYMBOL_GPL(vchan_vdesc_fini);

void vchan_dma_desc_free_list(struct virt_dma_chan *vc, struct list_head *head)
{
	struct virt_dma_desc *vd, *next;

	list_for_each_entry_safe(vd, next, head, node) {
		list_del(&vd->node);
		vchan_vdesc_fini(vd);
	}
}
EXPORT_SYMBOL_GPL(vchan_dma_desc_free_list);

static void complete_desc(struct virt_dma_desc *vd)
{
	/* the callback may look at the data */
	dma_descriptor_unmap(&vd->tx);
	dmaengine_desc_get_callback_invoke(&vd->tx, &vd->tx_result);
	dma_run_dependencies(&vd->tx);
	vchan_vdesc_fini(vd);
}

/* What the last periods of a cyclic transfer call; nothing if there were none. */
static void take_cyclic_locked(struct virt_dma_chan *vc, struct dmaengine_desc_callback *cb,
			       struct dmaengine_result *result)
{
	struct virt_dma_desc *cyclic = vc->cyclic;

	if (!cyclic)
		return;
	vc->cyclic = NULL;
	*result = cyclic->tx_result;
	dmaengine_desc_get_callback(&cyclic->tx, cb);
}

/* the tasklet: calls back for a period, then for all that has completed */
static void vchan_complete(struct tasklet_struct *t)
{
	struct virt_dma_chan *vc = from_tasklet(vc, t, task);
	struct dmaengine_desc_callback period = { 0 };
	struct dmaengine_result result = { 0 };
	struct virt_dma_desc *vd, *next;
	LIST_HEAD(done);

	scoped_guard(spinlock_irq, &vc->lock) {
		list_splice_tail_init(&vc->desc_completed, &done);
		take_cyclic_locked(vc, &period, &result);
	}

	dmaengine_desc_callback_invoke(&period, &result);
	list_for_each_entry_safe(vd, next, &done, node) {
		list_del(&vd->node);
		complete_desc(vd);
	}
}

void vchan_init(struct virt_dma_chan *vc, struct dma_device *dmadev)
{
	struct list_head *const lists[] = {
		&vc->desc_allocated, &vc->desc_submitted, &vc->desc_issued,
		&vc->desc_completed, &vc->desc_terminated,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		INIT_LIST_HEAD(lists[i]);
	spin_lock_init(&vc->lock);
	tasklet_setup(&vc->task, vchan_complete);

	dma_cookie_init(&vc->chan);
	vc->chan.device = dmadev;
	list_add_tail(&vc->chan.device_node, &dmadev->channels);
}
EXPORT_SYMBOL_GPL(vchan_init);
