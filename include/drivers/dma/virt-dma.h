/* SPDX-License-Identifier: MIT */
/*
 * Virtual channels: the queue of descriptors that nearly every provider
 * needs in front of its hardware. A provider embeds struct virt_dma_chan
 * in its channel and struct virt_dma_desc in its descriptor, and a
 * descriptor goes from list to list:
 *
 *   vchan_tx_prep()            desc_allocated    the client's
 *   dmaengine_submit()         desc_submitted
 *   vchan_issue_pending()      desc_issued       vchan_next_desc() is the next to start
 *   (the provider starts it)   no list
 *   vchan_cookie_complete()    desc_completed    the tasklet calls back, then frees it
 *   vchan_terminate_vdesc()    desc_terminated   freed by vchan_synchronize()
 *
 * One that is reusable goes back to desc_allocated instead of being freed.
 * Included by drivers of DMA controllers as "virt-dma.h".
 */
#ifndef VIRT_DMA_H
#define VIRT_DMA_H

#include <linux/dmaengine.h>
#include <linux/interrupt.h>

#include "dmaengine.h"

/**
 * enum vchan_desc_state - whose a descriptor is
 * @VCHAN_DESC_ALLOCATED: the client's: prepared, or back for reuse
 * @VCHAN_DESC_QUEUED: the provider's: from submission to the callback
 * @VCHAN_DESC_TERMINATED: nobody's: given up, waits to be freed
 */
enum vchan_desc_state {
	VCHAN_DESC_ALLOCATED,
	VCHAN_DESC_QUEUED,
	VCHAN_DESC_TERMINATED,
};

/**
 * struct virt_dma_desc - a descriptor in the queue
 * @tx: what the client sees
 * @tx_result: what a callback with result gets; the provider may change it
 *	before vchan_cookie_complete()
 * @node: place in a list (the channel's lock)
 * @state: where it is, so that a wrong submission is seen (the channel's lock)
 */
struct virt_dma_desc {
	struct dma_async_tx_descriptor tx;
	struct dmaengine_result tx_result;
	struct list_head node;
	enum vchan_desc_state state;
};

/**
 * struct virt_dma_chan - a channel with its queue
 * @chan: what the framework sees
 * @task: calls back and frees
 * @desc_free: the provider's: frees a descriptor, or puts it back where it
 *	came from; softirq or process context, no lock held
 * @lock: protects all below; taken in any context
 * @desc_allocated: prepared, not submitted
 * @desc_submitted: submitted, not issued
 * @desc_issued: to be started, in this order
 * @desc_completed: ended; the tasklet will call back
 * @desc_terminated: given up while they ran
 * @cyclic: a period of this one has ended; the tasklet will call back
 */
struct virt_dma_chan {
	struct dma_chan chan;
	struct tasklet_struct task;
	void (*desc_free)(struct virt_dma_desc *vd);

	spinlock_t lock;

	struct list_head desc_allocated;
	struct list_head desc_submitted;
	struct list_head desc_issued;
	struct list_head desc_completed;
	struct list_head desc_terminated;

	struct virt_dma_desc *cyclic;
};

/**
 * to_virt_chan() - the virtual channel around a channel
 * @chan: the channel
 *
 * Context: Any.
 * Return: the virtual channel.
 * Source: Linux drivers/dma/virt-dma.h.
 */
static inline struct virt_dma_chan *to_virt_chan(struct dma_chan *chan)
{
	return container_of(chan, struct virt_dma_chan, chan);
}

/**
 * vchan_init() - set up a virtual channel
 * @vc: the channel, zeroed, with @desc_free set or to be set
 * @dmadev: its controller, with its list of channels initialised
 *
 * Context: Process.
 * Source: Linux drivers/dma/virt-dma.c.
 */
void vchan_init(struct virt_dma_chan *vc, struct dma_device *dmadev);

/**
 * vchan_dma_desc_free_list() - free, or keep for reuse, each descriptor of a list
 * @vc: the channel; its lock is not held
 * @head: the list; empty afterwards
 *
 * Context: Any that the provider's desc_free allows.
 * Source: Linux drivers/dma/virt-dma.c.
 */
void vchan_dma_desc_free_list(struct virt_dma_chan *vc, struct list_head *head);

/**
 * vchan_find_desc() - the issued descriptor with this cookie
 * @vc: the channel; its lock is held
 * @cookie: the cookie
 *
 * Context: Any.
 * Return: the descriptor; NULL: it is not waiting to be started.
 * Source: Linux drivers/dma/virt-dma.c.
 */
struct virt_dma_desc *vchan_find_desc(struct virt_dma_chan *vc,
				      dma_cookie_t cookie);

/**
 * vchan_tx_submit() - &dma_async_tx_descriptor.tx_submit of virtual channels
 * @tx: the descriptor
 *
 * Context: Any.
 * Return: the cookie; -EBUSY: it is queued or running; -EINVAL: it was
 * terminated, or freed since (each reported).
 * Source: Linux drivers/dma/virt-dma.c.
 */
dma_cookie_t vchan_tx_submit(struct dma_async_tx_descriptor *tx);

/**
 * vchan_tx_desc_free() - &dma_async_tx_descriptor.desc_free of virtual channels
 * @tx: a reusable descriptor
 *
 * Context: Any that the provider's desc_free allows.
 * Return: 0; -EBUSY: it is queued or running (reported).
 * Source: Linux drivers/dma/virt-dma.c.
 */
int vchan_tx_desc_free(struct dma_async_tx_descriptor *tx);

/**
 * vchan_vdesc_fini() - free a descriptor, or keep it for reuse
 * @vd: the descriptor, on no list; the channel's lock is not held
 *
 * Context: Any that the provider's desc_free allows.
 * Source: Linux drivers/dma/virt-dma.h.
 */
void vchan_vdesc_fini(struct virt_dma_desc *vd);

/**
 * vchan_tx_prep() - make a descriptor one that can be submitted
 * @vc: the channel
 * @vd: the descriptor
 * @tx_flags: flags of the preparation
 *
 * Context: Any.
 * Return: what the prep operation returns to the client.
 * Source: Linux drivers/dma/virt-dma.h.
 */
static inline struct dma_async_tx_descriptor *
vchan_tx_prep(struct virt_dma_chan *vc, struct virt_dma_desc *vd,
	      unsigned long tx_flags)
{
	unsigned long flags;

	dma_async_tx_descriptor_init(&vd->tx, &vc->chan);
	vd->tx.cookie = 0;
	vd->tx.flags = tx_flags;
	vd->tx.tx_submit = vchan_tx_submit;
	vd->tx.desc_free = vchan_tx_desc_free;
	vd->tx.unmap = NULL;
	vd->tx.next = NULL;
	vd->tx.parent = NULL;
	vd->tx.submitted = false;

	vd->tx_result.result = DMA_TRANS_NOERROR;
	vd->tx_result.residue = 0;

	spin_lock_irqsave(&vc->lock, flags);
	vd->state = VCHAN_DESC_ALLOCATED;
	list_add_tail(&vd->node, &vc->desc_allocated);
	spin_unlock_irqrestore(&vc->lock, flags);

	return &vd->tx;
}

/**
 * vchan_issue_pending() - let what was submitted be started
 * @vc: the channel; its lock is held
 *
 * Context: Any.
 * Return: true if there is anything to start.
 * Source: Linux drivers/dma/virt-dma.h.
 */
static inline bool vchan_issue_pending(struct virt_dma_chan *vc)
{
	list_splice_tail_init(&vc->desc_submitted, &vc->desc_issued);
	return !list_empty(&vc->desc_issued);
}

/**
 * vchan_cookie_complete() - a descriptor's transfer has ended
 * @vd: the descriptor, on no list; the channel's lock is held
 *
 * The tasklet calls back and frees it.
 *
 * Context: Any.
 * Source: Linux drivers/dma/virt-dma.h.
 */
static inline void vchan_cookie_complete(struct virt_dma_desc *vd)
{
	struct virt_dma_chan *vc = to_virt_chan(vd->tx.chan);

	dma_cookie_complete(&vd->tx);
	list_add_tail(&vd->node, &vc->desc_completed);

	tasklet_schedule(&vc->task);
}

/**
 * vchan_cyclic_callback() - a period of a cyclic transfer has ended
 * @vd: the descriptor; the channel's lock is held
 *
 * The tasklet calls back; periods that end before it runs are one call.
 *
 * Context: Any.
 * Source: Linux drivers/dma/virt-dma.h.
 */
static inline void vchan_cyclic_callback(struct virt_dma_desc *vd)
{
	struct virt_dma_chan *vc = to_virt_chan(vd->tx.chan);

	vc->cyclic = vd;
	tasklet_schedule(&vc->task);
}

/**
 * vchan_terminate_vdesc() - give up a descriptor that is running
 * @vd: the descriptor, on no list; the channel's lock is held
 *
 * It will not call back any more; vchan_synchronize() frees it.
 *
 * Context: Any.
 * Source: Linux drivers/dma/virt-dma.h.
 */
static inline void vchan_terminate_vdesc(struct virt_dma_desc *vd)
{
	struct virt_dma_chan *vc = to_virt_chan(vd->tx.chan);

	vd->state = VCHAN_DESC_TERMINATED;
	list_add_tail(&vd->node, &vc->desc_terminated);

	if (vc->cyclic == vd)
		vc->cyclic = NULL;
}

/**
 * vchan_next_desc() - the next descriptor to start
 * @vc: the channel; its lock is held
 *
 * It stays on desc_issued; the provider takes it off.
 *
 * Context: Any.
 * Return: the descriptor, or NULL.
 * Source: Linux drivers/dma/virt-dma.h.
 */
static inline struct virt_dma_desc *vchan_next_desc(struct virt_dma_chan *vc)
{
	return list_first_entry_or_null(&vc->desc_issued, struct virt_dma_desc,
					node);
}

/**
 * vchan_get_all_descriptors() - take every descriptor off the channel's lists
 * @vc: the channel; its lock is held
 * @head: where they go
 *
 * Context: Any.
 * Source: Linux drivers/dma/virt-dma.h.
 */
static inline void vchan_get_all_descriptors(struct virt_dma_chan *vc,
					     struct list_head *head)
{
	list_splice_tail_init(&vc->desc_allocated, head);
	list_splice_tail_init(&vc->desc_submitted, head);
	list_splice_tail_init(&vc->desc_issued, head);
	list_splice_tail_init(&vc->desc_completed, head);
	list_splice_tail_init(&vc->desc_terminated, head);
}

/**
 * vchan_free_chan_resources() - free every descriptor, reusable ones too
 * @vc: the channel, idle
 *
 * Context: Process; for device_free_chan_resources.
 * Source: Linux drivers/dma/virt-dma.h.
 */
static inline void vchan_free_chan_resources(struct virt_dma_chan *vc)
{
	struct virt_dma_desc *vd;
	unsigned long flags;
	LIST_HEAD(head);

	spin_lock_irqsave(&vc->lock, flags);
	vchan_get_all_descriptors(vc, &head);
	list_for_each_entry(vd, &head, node)
		dmaengine_desc_clear_reuse(&vd->tx);
	spin_unlock_irqrestore(&vc->lock, flags);

	vchan_dma_desc_free_list(vc, &head);
}

/**
 * vchan_synchronize() - wait for callbacks, and free what was terminated
 * @vc: the channel; nothing may complete on it any more
 *
 * Context: Process; for device_synchronize.
 * Source: Linux drivers/dma/virt-dma.h.
 */
static inline void vchan_synchronize(struct virt_dma_chan *vc)
{
	unsigned long flags;
	LIST_HEAD(head);

	tasklet_kill(&vc->task);

	spin_lock_irqsave(&vc->lock, flags);
	list_splice_tail_init(&vc->desc_terminated, &head);
	spin_unlock_irqrestore(&vc->lock, flags);

	vchan_dma_desc_free_list(vc, &head);
}

#endif
