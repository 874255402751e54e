// SPDX-License-Identifier: MIT
/*
 * The life of a fence: made, given callbacks, signalled, freed. Waiting for
 * one is in wait.c, what stands for several in array.c and chain.c.
 *
 * The bits of dma_fence.flags say what the rest of it means: the list of
 * callbacks holds until SIGNALED is set, the time from TIMESTAMP on. Both are
 * set with full barriers and read with acquire, so that who sees the bit sees
 * what came before it (the error, too) without the lock.
 */
#include <linux/bug.h>
#include <linux/dma-fence.h>
#include <linux/export.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "mapping/fence/fence.h"

#define CREATE_TRACE_POINTS
#include <trace/events/dma_fence.h>

EXPORT_TRACEPOINT_SYMBOL(dma_fence_emit);
EXPORT_TRACEPOINT_SYMBOL(dma_fence_enable_signal);
EXPORT_TRACEPOINT_SYMBOL(dma_fence_signaled);

static atomic64_t next_context = ATOMIC64_INIT(1);

u64 dma_fence_context_alloc(unsigned int num)
{
	WARN_ON(!num);
	return atomic64_fetch_add(num, &next_context);
}
EXPORT_SYMBOL(dma_fence_context_alloc);

void fence_contexts_reset(void)
{
	atomic64_set(&next_context, 1);
}

void dma_fence_init(struct dma_fence *fence, const struct dma_fence_ops *ops, spinlock_t *lock,
		    u64 context, u64 seqno)
{
	BUG_ON(!lock);
	BUG_ON(!ops || !ops->get_driver_name || !ops->get_timeline_name);

	kref_init(&fence->refcount);
	INIT_LIST_HEAD(&fence->cb_list);
	fence->ops = ops;
	fence->lock = lock;
	fence->context = context;
	fence->seqno = seqno;
	fence->flags = 0;
	fence->error = 0;
	trace_dma_fence_init(fence);
}
EXPORT_SYMBOL(dma_fence_init);

/* ---- signalling -------------------------------------------------------------- */

int dma_fence_signal_timestamp_locked(struct dma_fence *fence, ktime_t timestamp)
{
	struct dma_fence_cb *cb, *next;
	LIST_HEAD(callbacks);

	lockdep_assert_held(fence->lock);
	if (test_and_set_bit(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags))
		return -EINVAL;

	/* the list's memory is the time's from now on */
	list_splice_init(&fence->cb_list, &callbacks);
	fence->timestamp = timestamp;
	test_and_set_bit(DMA_FENCE_FLAG_TIMESTAMP_BIT, &fence->flags);
	trace_dma_fence_signaled(fence);

	/* one that is called may let go of @cb, and of all but the last reference to @fence */
	list_for_each_entry_safe(cb, next, &callbacks, node) {
		INIT_LIST_HEAD(&cb->node);
		cb->func(fence, cb);
	}
	return 0;
}
EXPORT_SYMBOL(dma_fence_signal_timestamp_locked);

int dma_fence_signal_locked(struct dma_fence *fence)
{
	return dma_fence_signal_timestamp_locked(fence, ktime_get());
}
EXPORT_SYMBOL(dma_fence_signal_locked);

static int signal_at(struct dma_fence *fence, ktime_t timestamp)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(fence->lock, flags);
	ret = dma_fence_signal_timestamp_locked(fence, timestamp);
	spin_unlock_irqrestore(fence->lock, flags);
	return ret;
}

int dma_fence_signal_timestamp(struct dma_fence *fence, ktime_t timestamp)
{
	return fence ? signal_at(fence, timestamp) : -EINVAL;
}
EXPORT_SYMBOL(dma_fence_signal_timestamp);

int dma_fence_signal(struct dma_fence *fence)
{
	bool cookie;
	int ret;

	if (!fence)
		return -EINVAL;
	cookie = dma_fence_begin_signalling();
	ret = signal_at(fence, ktime_get());
	dma_fence_end_signalling(cookie);
	return ret;
}
EXPORT_SYMBOL(dma_fence_signal);

/* ---- callbacks ------------------------------------------------------------------ */

/* with the lock held. False: it has signalled, by now at the latest */
static bool enable_signaling(struct dma_fence *fence)
{
	bool asked = test_and_set_bit(DMA_FENCE_FLAG_ENABLE_SIGNAL_BIT, &fence->flags);

	if (test_bit(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags))
		return false;
	if (asked || !fence->ops->enable_signaling)
		return true;
	trace_dma_fence_enable_signal(fence);
	if (fence->ops->enable_signaling(fence))
		return true;
	dma_fence_signal_locked(fence);
	return false;
}

void dma_fence_enable_sw_signaling(struct dma_fence *fence)
{
	unsigned long flags;

	spin_lock_irqsave(fence->lock, flags);
	enable_signaling(fence);
	spin_unlock_irqrestore(fence->lock, flags);
}
EXPORT_SYMBOL(dma_fence_enable_sw_signaling);

int dma_fence_add_callback(struct dma_fence *fence, struct dma_fence_cb *cb, dma_fence_func_t func)
{
	unsigned long flags;
	int ret = -ENOENT;

	if (WARN_ON(!fence || !func))
		return -EINVAL;
	INIT_LIST_HEAD(&cb->node);
	if (test_bit_acquire(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags))
		return -ENOENT;

	spin_lock_irqsave(fence->lock, flags);
	if (enable_signaling(fence)) {
		cb->func = func;
		list_add_tail(&cb->node, &fence->cb_list);
		ret = 0;
	}
	spin_unlock_irqrestore(fence->lock, flags);
	return ret;
}
EXPORT_SYMBOL(dma_fence_add_callback);

bool dma_fence_remove_callback(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	unsigned long flags;
	bool waits;

	spin_lock_irqsave(fence->lock, flags);
	waits = !list_empty(&cb->node);
	if (waits)
		list_del_init(&cb->node);
	spin_unlock_irqrestore(fence->lock, flags);
	return waits;
}
EXPORT_SYMBOL(dma_fence_remove_callback);

/* ---- looking ---------------------------------------------------------------------- */

int dma_fence_get_status(struct dma_fence *fence)
{
	unsigned long flags;
	int status;

	spin_lock_irqsave(fence->lock, flags);
	status = dma_fence_get_status_locked(fence);
	spin_unlock_irqrestore(fence->lock, flags);
	return status;
}
EXPORT_SYMBOL(dma_fence_get_status);

void dma_fence_describe(struct dma_fence *fence, struct seq_file *seq)
{
	seq_printf(seq, "%s %s seq %llu %ssignalled\n", fence->ops->get_driver_name(fence),
		   fence->ops->get_timeline_name(fence), fence->seqno,
		   dma_fence_is_signaled(fence) ? "" : "un");
}
EXPORT_SYMBOL(dma_fence_describe);

void dma_fence_set_deadline(struct dma_fence *fence, ktime_t deadline)
{
	if (fence->ops->set_deadline && !dma_fence_is_signaled(fence))
		fence->ops->set_deadline(fence, deadline);
}
EXPORT_SYMBOL(dma_fence_set_deadline);

/* ---- the end ------------------------------------------------------------------------ */

/* somebody still waits for a fence that nobody can signal any more: they get an error */
static void release_waited_for(struct dma_fence *fence)
{
	unsigned long flags;

	spin_lock_irqsave(fence->lock, flags);
	fence->error = -EDEADLK;
	dma_fence_signal_locked(fence);
	spin_unlock_irqrestore(fence->lock, flags);
}

void dma_fence_release(struct kref *kref)
{
	struct dma_fence *fence = container_of(kref, struct dma_fence, refcount);

	trace_dma_fence_destroy(fence);
	if (WARN(!test_bit_acquire(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags) &&
			 !list_empty(&fence->cb_list),
		 "Fence %s:%s:%llx:%llx released with pending signals!\n",
		 fence->ops->get_driver_name(fence), fence->ops->get_timeline_name(fence),
		 fence->context, fence->seqno))
		release_waited_for(fence);

	if (fence->ops->release)
		fence->ops->release(fence);
	else
		dma_fence_free(fence);
}
EXPORT_SYMBOL(dma_fence_release);

void dma_fence_free(struct dma_fence *fence)
{
	kfree_rcu(fence, rcu);
}
EXPORT_SYMBOL(dma_fence_free);
