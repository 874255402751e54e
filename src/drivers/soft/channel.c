// SPDX-License-Identifier: MIT
/*
 * A channel of the software engine: a pool of descriptors, a worker that
 * takes them from the queue one after another, and control over it. What a
 * descriptor asks for is carried out in run.c.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "base/host.h"
#include "drivers/soft/soft.h"

/* ---- descriptors ------------------------------------------------------- */

static struct soft_desc *desc_create(gfp_t gfp)
{
	return kzalloc(sizeof(struct soft_desc), gfp);
}

/*
 * A descriptor that nobody holds: a free one; else a completed one whose
 * client has acknowledged it since; else, where far too many are waiting for
 * that, the oldest. Under the lock.
 */
static struct soft_desc *take_desc(struct soft_chan *c)
{
	struct soft_desc *d;

	d = list_first_entry_or_null(&c->free, struct soft_desc, vd.node);
	if (!d) {
		d = list_first_entry_or_null(&c->unacked, struct soft_desc,
					     vd.node);
		if (!d || (!async_tx_test_ack(&d->vd.tx) &&
			   c->nunacked < SOFT_MAX_UNACKED))
			return NULL;
		c->nunacked--;
	}

	list_del(&d->vd.node);
	return d;
}

struct soft_desc *soft_desc_get(struct soft_chan *c, enum soft_op op,
				unsigned long flags)
{
	struct dma_async_tx_descriptor *tx;
	struct soft_desc *d;
	unsigned long irqflags;

	if (unlikely(READ_ONCE(c->soft->gone)))
		return NULL;

	spin_lock_irqsave(&c->vc.lock, irqflags);
	d = take_desc(c);
	spin_unlock_irqrestore(&c->vc.lock, irqflags);

	if (unlikely(!d)) {
		d = desc_create(GFP_NOWAIT);
		if (!d)
			return NULL;
	}

	tx = &d->vd.tx;
	tx->chan = &c->vc.chan;
	tx->callback = NULL;
	tx->callback_result = NULL;
	tx->callback_param = NULL;
	txd_clear_parent(tx);
	txd_clear_next(tx);
	tx->desc_metadata_mode = DESC_METADATA_NONE;

	d->op = op;
	d->flags = flags;
	d->total = 0;
	WRITE_ONCE(d->done, 0);
	WRITE_ONCE(d->terminated, false);
	d->completed = false;
	d->segs = d->inline_segs;
	return d;
}

static void forget_segs(struct soft_desc *d)
{
	if (d->segs != d->inline_segs)
		kfree(d->segs);
	d->segs = d->inline_segs;
}

void soft_desc_put(struct soft_desc *d)
{
	struct soft_chan *c = to_soft_chan(d->vd.tx.chan);
	unsigned long flags;

	forget_segs(d);
	spin_lock_irqsave(&c->vc.lock, flags);
	list_add(&d->vd.node, &c->free);
	spin_unlock_irqrestore(&c->vc.lock, flags);
}

/* the queue is done with it: into the pool */
static void soft_desc_free(struct virt_dma_desc *vd)
{
	struct soft_chan *c = to_soft_chan(vd->tx.chan);
	struct soft_desc *d = to_soft_desc(vd);
	unsigned long flags;

	if (d->completed)
		dma_run_dependencies(&vd->tx);
	forget_segs(d);
	spin_lock_irqsave(&c->vc.lock, flags);
	if (async_tx_test_ack(&vd->tx)) {
		list_add(&vd->node, &c->free);
	} else {
		list_add_tail(&vd->node, &c->unacked);
		c->nunacked++;
	}
	spin_unlock_irqrestore(&c->vc.lock, flags);
}

static void free_descs(struct list_head *list)
{
	struct soft_desc *d, *next;

	list_for_each_entry_safe(d, next, list, vd.node) {
		list_del(&d->vd.node);
		kfree(d);
	}
}

/* ---- the worker -------------------------------------------------------- */

/* the next transfer, made the active one; NULL: none, or not now */
static struct soft_desc *next_desc(struct soft_chan *c)
{
	struct virt_dma_desc *vd;
	struct soft_desc *d = NULL;
	unsigned long flags;

	spin_lock_irqsave(&c->vc.lock, flags);
	vd = c->paused ? NULL : vchan_next_desc(&c->vc);
	if (vd) {
		list_del(&vd->node);
		d = to_soft_desc(vd);
		/* of an earlier run, if it is reused */
		d->terminated = false;
		c->active = d;
	}
	spin_unlock_irqrestore(&c->vc.lock, flags);
	return d;
}

/* under the lock, before the cookie completes */
static void note_failure(struct soft_chan *c, dma_cookie_t cookie)
{
	c->failed[c->nfailed % SOFT_FAILED] = cookie;
	WRITE_ONCE(c->nfailed, c->nfailed + 1);
}

static void end_desc(struct soft_chan *c, struct soft_desc *d,
		     enum dmaengine_tx_result result)
{
	struct virt_dma_desc *vd = &d->vd;
	size_t residue = d->total - d->done;
	unsigned long flags;

	if (result == DMA_TRANS_NOERROR && d->op == SOFT_COPY)
		dma_chan_count_memcpy(&c->vc.chan, d->total);

	spin_lock_irqsave(&c->vc.lock, flags);
	c->active = NULL;
	WRITE_ONCE(d->done, 0);
	if (d->terminated || result == DMA_TRANS_ABORTED) {
		vchan_terminate_vdesc(vd);
	} else {
		vd->tx_result.result = result;
		vd->tx_result.residue = min_t(size_t, residue, U32_MAX);
		if (result != DMA_TRANS_NOERROR)
			note_failure(c, vd->tx.cookie);
		d->completed = true;
		vchan_cookie_complete(vd);
	}
	spin_unlock_irqrestore(&c->vc.lock, flags);

	wake_up_all(&c->quiet);
}

static int soft_worker(void *data)
{
	struct soft_chan *c = data;
	struct soft_desc *d;

	while (!kthread_should_stop()) {
		d = NULL;
		wait_event_idle(c->work,
				kthread_should_stop() || (d = next_desc(c)));
		if (d)
			end_desc(c, d, soft_run(c, d));
	}
	return 0;
}

/* ---- resources --------------------------------------------------------- */

static void free_resources(struct soft_chan *c)
{
	free_descs(&c->free);
	free_descs(&c->unacked);
	c->nunacked = 0;
	host_free(c->scratch);
	c->scratch = NULL;
}

static int start_worker(struct soft_chan *c)
{
	struct task_struct *worker;

	worker = kthread_create(soft_worker, c, "%s",
				dma_chan_name(&c->vc.chan));
	if (IS_ERR(worker))
		return PTR_ERR(worker);

	c->worker = worker;
	wake_up_process(worker);
	return 0;
}

int soft_alloc_chan_resources(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);
	struct soft_desc *d;
	int i, ret;

	if (READ_ONCE(c->soft->gone))
		return -ENODEV;

	c->paused = false;
	c->nfailed = 0;
	c->scratch = host_alloc(raid_scratch_size());

	for (i = 0; i < SOFT_DESCS; i++) {
		d = desc_create(GFP_KERNEL);
		if (!d) {
			ret = -ENOMEM;
			goto err_free;
		}
		list_add_tail(&d->vd.node, &c->free);
	}

	ret = start_worker(c);
	if (ret)
		goto err_free;
	return SOFT_DESCS;

err_free:
	free_resources(c);
	return ret;
}

void soft_free_chan_resources(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);

	soft_terminate_all(chan);
	soft_synchronize(chan);
	kthread_stop(c->worker);
	c->worker = NULL;

	vchan_free_chan_resources(&c->vc);
	free_resources(c);
}

/* ---- control ----------------------------------------------------------- */

void soft_issue_pending(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);
	unsigned long flags;
	bool work;

	spin_lock_irqsave(&c->vc.lock, flags);
	work = vchan_issue_pending(&c->vc);
	spin_unlock_irqrestore(&c->vc.lock, flags);

	if (work)
		wake_up(&c->work);
}

/* when it returns, no more bytes are moved: a piece that was begun is awaited */
int soft_pause(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);
	unsigned long flags;

	spin_lock_irqsave(&c->vc.lock, flags);
	WRITE_ONCE(c->paused, true);
	spin_unlock_irqrestore(&c->vc.lock, flags);

	/* with the one in run.c: the worker sees the pause, or this sees it busy */
	smp_mb();
	while (READ_ONCE(c->busy))
		cpu_relax();
	return 0;
}

int soft_resume(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);
	unsigned long flags;
	bool paused;

	spin_lock_irqsave(&c->vc.lock, flags);
	paused = c->paused;
	WRITE_ONCE(c->paused, false);
	spin_unlock_irqrestore(&c->vc.lock, flags);

	if (!paused)
		return -EINVAL;
	wake_up(&c->work);
	return 0;
}

int soft_terminate_all(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);
	unsigned long flags;
	LIST_HEAD(head);

	spin_lock_irqsave(&c->vc.lock, flags);
	if (c->active) {
		/* the worker lets go of it after the piece at hand */
		WRITE_ONCE(c->active->terminated, true);
		c->active->vd.state = VCHAN_DESC_TERMINATED;
	}
	WRITE_ONCE(c->paused, false);
	vchan_get_all_descriptors(&c->vc, &head);
	spin_unlock_irqrestore(&c->vc.lock, flags);

	wake_up(&c->work);
	vchan_dma_desc_free_list(&c->vc, &head);
	return 0;
}

static bool runs_terminated(struct soft_chan *c)
{
	unsigned long flags;
	bool ret;

	spin_lock_irqsave(&c->vc.lock, flags);
	ret = c->active && c->active->terminated;
	spin_unlock_irqrestore(&c->vc.lock, flags);
	return ret;
}

void soft_synchronize(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);

	wait_event(c->quiet, !runs_terminated(c));
	vchan_synchronize(&c->vc);
}

/* ---- status ------------------------------------------------------------ */

static bool has_failed(struct soft_chan *c, dma_cookie_t cookie)
{
	unsigned int i, n;
	unsigned long flags;
	bool ret = false;

	if (likely(!READ_ONCE(c->nfailed)))
		return false;

	spin_lock_irqsave(&c->vc.lock, flags);
	n = min(c->nfailed, (unsigned int)SOFT_FAILED);
	for (i = 0; i < n && !ret; i++)
		ret = c->failed[i] == cookie;
	spin_unlock_irqrestore(&c->vc.lock, flags);
	return ret;
}

/* under the lock */
static struct soft_desc *find_desc(struct soft_chan *c, dma_cookie_t cookie)
{
	struct virt_dma_desc *vd;

	if (c->active && c->active->vd.tx.cookie == cookie)
		return c->active;

	list_for_each_entry(vd, &c->vc.desc_submitted, node)
		if (vd->tx.cookie == cookie)
			return to_soft_desc(vd);

	vd = vchan_find_desc(&c->vc, cookie);
	return vd ? to_soft_desc(vd) : NULL;
}

enum dma_status soft_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
			       struct dma_tx_state *state)
{
	struct soft_chan *c = to_soft_chan(chan);
	enum dma_status status;
	struct soft_desc *d;
	unsigned long flags;

	status = dma_cookie_status(chan, cookie, state);
	if (status == DMA_COMPLETE)
		return has_failed(c, cookie) ? DMA_ERROR : DMA_COMPLETE;

	spin_lock_irqsave(&c->vc.lock, flags);
	d = find_desc(c, cookie);
	if (d) {
		dma_set_residue(state,
				min_t(size_t, d->total - READ_ONCE(d->done),
				      U32_MAX));
		if (c->paused)
			status = DMA_PAUSED;
	}
	spin_unlock_irqrestore(&c->vc.lock, flags);
	return status;
}

void soft_chan_init(struct soft_chan *c, struct soft_dma *soft)
{
	c->soft = soft;
	c->vc.desc_free = soft_desc_free;
	init_waitqueue_head(&c->work);
	init_waitqueue_head(&c->quiet);
	INIT_LIST_HEAD(&c->free);
	INIT_LIST_HEAD(&c->unacked);
	vchan_init(&c->vc, &soft->dma);
}
