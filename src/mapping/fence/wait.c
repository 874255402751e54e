// SPDX-License-Identifier: MIT
/* Waiting for a fence, or for the first of several. Process context. */
#include <linux/bug.h>
#include <linux/dma-fence.h>
#include <linux/export.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <trace/events/dma_fence.h>

#include "base/sched.h"

/* a task to be woken */
struct waiter {
	struct dma_fence_cb cb;
	struct task_struct *task;
};

static void waiter_wake(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	wake_up_state(container_of(cb, struct waiter, cb)->task, TASK_NORMAL);
}

static bool interrupted(bool intr)
{
	return intr && signal_pending(current);
}

/* with the lock held, which is given up to sleep; a callback in the list wakes us */
static signed long sleep_until_signaled(struct dma_fence *fence, bool intr, signed long left,
					unsigned long *flags)
{
	while (!test_bit(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags) && left > 0) {
		__set_current_state(intr ? TASK_INTERRUPTIBLE : TASK_UNINTERRUPTIBLE);
		spin_unlock_irqrestore(fence->lock, *flags);
		left = schedule_timeout(left);
		spin_lock_irqsave(fence->lock, *flags);
		if (left > 0 && interrupted(intr))
			left = -ERESTARTSYS;
	}
	__set_current_state(TASK_RUNNING);
	return left;
}

signed long dma_fence_default_wait(struct dma_fence *fence, bool intr, signed long timeout)
{
	struct waiter waiter = { .cb.func = waiter_wake, .task = current };
	signed long ret = timeout ? timeout : 1;
	unsigned long flags;

	spin_lock_irqsave(fence->lock, flags);
	if (!test_bit(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags)) {
		if (interrupted(intr)) {
			ret = -ERESTARTSYS;
		} else if (!timeout) {
			ret = 0;
		} else {
			list_add(&waiter.cb.node, &fence->cb_list);
			ret = sleep_until_signaled(fence, intr, ret, &flags);
			if (!list_empty(&waiter.cb.node))
				list_del(&waiter.cb.node);
		}
	}
	spin_unlock_irqrestore(fence->lock, flags);
	return ret;
}
EXPORT_SYMBOL(dma_fence_default_wait);

/* told before anything is done that may sleep, or that makes the fence signal */
static void wait_is_allowed(void)
{
	might_sleep();
	__dma_fence_might_wait();
}

signed long dma_fence_wait_timeout(struct dma_fence *fence, bool intr, signed long timeout)
{
	const struct dma_fence_ops *ops = fence->ops;
	signed long left;

	if (WARN_ON(timeout < 0))
		return -EINVAL;
	wait_is_allowed();
	dma_fence_enable_sw_signaling(fence);

	trace_dma_fence_wait_start(fence);
	task_wait_begin("dma_fence", ops->get_timeline_name(fence), __builtin_return_address(0));
	left = ops->wait ? ops->wait(fence, intr, timeout)
			 : dma_fence_default_wait(fence, intr, timeout);
	task_wait_end();
	trace_dma_fence_wait_end(fence);
	return left;
}
EXPORT_SYMBOL(dma_fence_wait_timeout);

/* ---- the first of several -------------------------------------------------------- */

static bool any_signaled(struct dma_fence **fences, u32 count, u32 *idx)
{
	u32 i;

	for (i = 0; i < count; i++) {
		if (!test_bit_acquire(DMA_FENCE_FLAG_SIGNALED_BIT, &fences[i]->flags))
			continue;
		if (idx)
			*idx = i;
		return true;
	}
	return false;
}

static signed long look_at_any(struct dma_fence **fences, u32 count, u32 *idx)
{
	u32 i;

	for (i = 0; i < count; i++)
		dma_fence_is_signaled(fences[i]);
	return any_signaled(fences, count, idx);
}

static signed long sleep_until_any(struct dma_fence **fences, u32 count, bool intr,
				   signed long left, u32 *idx)
{
	while (left > 0) {
		/* before the look: a wake-up after it finds a task that sleeps */
		set_current_state(intr ? TASK_INTERRUPTIBLE : TASK_UNINTERRUPTIBLE);
		if (any_signaled(fences, count, idx))
			break;
		left = schedule_timeout(left);
		if (left > 0 && interrupted(intr))
			left = -ERESTARTSYS;
	}
	__set_current_state(TASK_RUNNING);
	return left;
}

/* how many of @waiters now wait, each for its fence: less than @count if the next has signalled */
static u32 wait_for_each(struct dma_fence **fences, struct waiter *waiters, u32 count)
{
	u32 n = 0;

	while (n < count) {
		waiters[n].task = current;
		if (dma_fence_add_callback(fences[n], &waiters[n].cb, waiter_wake))
			break;
		n++;
	}
	return n;
}

signed long dma_fence_wait_any_timeout(struct dma_fence **fences, u32 count, bool intr,
				       signed long timeout, u32 *idx)
{
	struct waiter *waiters;
	signed long left = timeout;
	u32 waiting;

	if (WARN_ON(!fences || !count || timeout < 0))
		return -EINVAL;
	if (!timeout)
		return look_at_any(fences, count, idx);
	might_sleep();
	waiters = kcalloc(count, sizeof(*waiters), GFP_KERNEL);
	if (!waiters)
		return -ENOMEM;

	waiting = wait_for_each(fences, waiters, count);
	if (waiting == count) {
		task_wait_begin("dma_fence", "any", __builtin_return_address(0));
		left = sleep_until_any(fences, count, intr, timeout, idx);
		task_wait_end();
	} else if (idx) {
		*idx = waiting;
	}
	while (waiting-- > 0)
		dma_fence_remove_callback(fences[waiting], &waiters[waiting].cb);
	kfree(waiters);
	return left;
}
EXPORT_SYMBOL(dma_fence_wait_any_timeout);
