// SPDX-License-Identifier: MIT
/*
 * Polling a dma-buf: it can be read once nobody writes it any more (EPOLLIN),
 * and written once nobody uses it (EPOLLOUT). One callback on a fence stands
 * for all who wait for the same; it holds the file. Linux:
 * drivers/dma-buf/dma-buf.c.
 */
#include <linux/dma-buf.h>
#include <linux/dma-fence.h>
#include <linux/dma-resv.h>
#include <linux/file.h>
#include <linux/poll.h>

#include "mapping/buf/buf.h"

static void wake_pollers(struct dma_buf_poll_cb_t *cb)
{
	struct dma_buf *dmabuf = container_of(cb->poll, struct dma_buf, poll);
	unsigned long flags;

	spin_lock_irqsave(&cb->poll->lock, flags);
	wake_up_locked_poll(cb->poll, cb->active);
	cb->active = 0;
	spin_unlock_irqrestore(&cb->poll->lock, flags);
	fput(dmabuf->file);
}

static void fence_signalled(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	struct dma_buf_poll_cb_t *dcb = container_of(cb, struct dma_buf_poll_cb_t, cb);

	wake_pollers(dcb);
	dma_fence_put(fence);
}

/* false: no fence is left to wait for */
static bool wait_for_one(struct dma_resv *resv, bool write, struct dma_buf_poll_cb_t *cb)
{
	struct dma_resv_iter cursor;
	struct dma_fence *fence;

	dma_resv_for_each_fence(&cursor, resv, dma_resv_usage_rw(write), fence) {
		dma_fence_get(fence);
		if (!dma_fence_add_callback(fence, &cb->cb, fence_signalled))
			return true;
		dma_fence_put(fence);
	}
	return false;
}

/* true: @event is there now. With the reservation locked */
static bool poll_event(struct dma_buf *dmabuf, struct dma_buf_poll_cb_t *cb, __poll_t event)
{
	bool busy;

	spin_lock_irq(&dmabuf->poll.lock);
	busy = cb->active;
	if (!busy)
		cb->active = event;
	spin_unlock_irq(&dmabuf->poll.lock);
	if (busy)
		return false;
	/* until wake_pollers() */
	get_file(dmabuf->file);
	if (wait_for_one(dmabuf->resv, event == EPOLLOUT, cb))
		return false;
	/* others may have come meanwhile and found the callback taken */
	wake_pollers(cb);
	return true;
}

/* @event if it is @wanted and there now */
static __poll_t poll_one(struct dma_buf *dmabuf, struct dma_buf_poll_cb_t *cb, __poll_t wanted,
			 __poll_t event)
{
	return wanted & event && poll_event(dmabuf, cb, event) ? event : 0;
}

__poll_t dma_buf_poll(struct file *file, struct poll_table_struct *poll)
{
	struct dma_buf *dmabuf = file->private_data;
	__poll_t wanted = poll_requested_events(poll), there;

	if (!dmabuf || !dmabuf->resv)
		return EPOLLERR;
	poll_wait(file, &dmabuf->poll, poll);
	if (!(wanted & (EPOLLIN | EPOLLOUT)))
		return 0;
	dma_resv_lock(dmabuf->resv, NULL);
	there = poll_one(dmabuf, &dmabuf->cb_out, wanted, EPOLLOUT);
	there |= poll_one(dmabuf, &dmabuf->cb_in, wanted, EPOLLIN);
	dma_resv_unlock(dmabuf->resv);
	return there;
}
