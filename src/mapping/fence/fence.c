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

/* what traces, reports and debugfs ask for without looking */
static bool has_names(const struct dma_fence_ops *ops)
{
	return ops && ops->get_driver_name && ops->get_timeline_name;
}

void dma_fence_init(struct dma_fence *fence, const struct dma_fence_ops *ops, spinlock_t *lock,
		    u64 context, u64 seqno)
{
	BUG_ON(!lock || !has_names(ops));

	fence->seqno = seqno;
	fence->context = context;
	fence->ops = ops;
	fence->lock = lock;
	INIT_LIST_HEAD(&fence->cb_list);
	fence->error = 0;
	fence->flags = 0;
	kref_init(&fence->refcount);
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
	guard(spinlock_irqsave)(fence->lock);
	return dma_fence_signal_timestamp_locked(fence, timestamp);
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
	guard(spinlock_irqsave)(fence->lock);
	enable_signaling(fence);
}
EXPORT_SYMBOL(dma_fence_enable_sw_signaling);

int dma_fence_add_callback(struct dma_fence *fence, struct dma_fence_cb *cb, dma_fence_func_t func)
{
	if (WARN_ON(!fence || !func))
		return -EINVAL;
	INIT_LIST_HEAD(&cb->node);
	if (test_bit_acquire(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags))
		return -ENOENT;

	guard(spinlock_irqsave)(fence->lock);
	if (!enable_signaling(fence))
		return -ENOENT;
	cb->func = func;
	list_add_tail(&cb->node, &fence->cb_list);
	return 0;
}
EXPORT_SYMBOL(dma_fence_add_callback);

bool dma_fence_remove_callback(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	guard(spinlock_irqsave)(fence->lock);
	if (list_empty(&cb->node))
		return false; /* it was called */
	list_del_init(&cb->node);
	return true;
}
EXPORT_SYMBOL(dma_fence_remove_callback);

/* ---- looking ---------------------------------------------------------------------- */

struct dma_fence *dma_fence_get_rcu_safe(struct dma_fence __rcu **fencep)
{
	struct dma_fence *seen, *got;

	while ((seen = rcu_dereference(*fencep)) != NULL) {
		got = dma_fence_get_rcu(seen);
		/* the reference orders the two reads: still there means it is the one meant */
		if (got && rcu_access_pointer(*fencep) == got)
			break;
		dma_fence_put(got);
	}
	return seen;
}
EXPORT_SYMBOL(dma_fence_get_rcu_safe);

struct dma_fence *dma_fence_later(struct dma_fence *f1, struct dma_fence *f2)
{
	struct dma_fence *last = f2;

	if (WARN_ON(f1->context != f2->context))
		return NULL;
	if (dma_fence_is_later(f1, f2))
		last = f1;
	return dma_fence_is_signaled(last) ? NULL : last;
}
EXPORT_SYMBOL(dma_fence_later);

ktime_t dma_fence_timestamp(struct dma_fence *fence)
{
	const unsigned long *bits = &fence->flags;

	if (WARN_ON(!test_bit(DMA_FENCE_FLAG_SIGNALED_BIT, bits)))
		return ktime_get();
	/* who signals it may still be between the two bits */
	while (!test_bit_acquire(DMA_FENCE_FLAG_TIMESTAMP_BIT, bits))
		cpu_relax();
	return fence->timestamp;
}
EXPORT_SYMBOL(dma_fence_timestamp);

int dma_fence_get_status_locked(struct dma_fence *fence)
{
	int status = 0;

	if (dma_fence_is_signaled_locked(fence)) {
		status = READ_ONCE(fence->error);
		if (!status)
			status = 1;
	}
	return status;
}
EXPORT_SYMBOL(dma_fence_get_status_locked);

int dma_fence_get_status(struct dma_fence *fence)
{
	guard(spinlock_irqsave)(fence->lock);
	return dma_fence_get_status_locked(fence);
}
EXPORT_SYMBOL(dma_fence_get_status);

void dma_fence_set_deadline(struct dma_fence *fence, ktime_t deadline)
{
	const struct dma_fence_ops *ops = fence->ops;

	if (ops->set_deadline && !dma_fence_is_signaled(fence))
		ops->set_deadline(fence, deadline);
}
EXPORT_SYMBOL(dma_fence_set_deadline);

void dma_fence_describe(struct dma_fence *fence, struct seq_file *seq)
{
	const char *state = dma_fence_is_signaled(fence) ? "signalled" : "unsignalled";
	const struct dma_fence_ops *ops = fence->ops;

	seq_printf(seq, "%s %s seq %llu %s\n", ops->get_driver_name(fence),
		   ops->get_timeline_name(fence), fence->seqno, state);
}
EXPORT_SYMBOL(dma_fence_describe);

/* ---- the end ------------------------------------------------------------------------ */

void dma_fence_free(struct dma_fence *fence)
{
	kfree_rcu(fence, rcu);
}
EXPORT_SYMBOL(dma_fence_free);

static bool is_waited_for(struct dma_fence *fence)
{
	return !test_bit_acquire(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags) &&
	       !list_empty(&fence->cb_list);
}

/* nobody can signal it any more: those who wait get an error */
static void signal_abandoned(struct dma_fence *fence)
{
	guard(spinlock_irqsave)(fence->lock);
	fence->error = -EDEADLK;
	dma_fence_signal_locked(fence);
}

void dma_fence_release(struct kref *kref)
{
	struct dma_fence *fence = container_of(kref, struct dma_fence, refcount);
	const struct dma_fence_ops *ops = fence->ops;
	void (*release)(struct dma_fence * fence) = ops->release;

	trace_dma_fence_destroy(fence);
	if (WARN(is_waited_for(fence), "Fence %s:%s:%llx:%llx released with pending signals!\n",
		 ops->get_driver_name(fence), ops->get_timeline_name(fence), fence->context,
		 fence->seqno))
		signal_abandoned(fence);
	if (!release)
		release = dma_fence_free;
	release(fence);
}
EXPORT_SYMBOL(dma_fence_release);
