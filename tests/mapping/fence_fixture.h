/* SPDX-License-Identifier: MIT */
/* Fences of a provider that does only what a test tells it to. Kernel side. */
#ifndef TESTS_FENCE_FIXTURE_H
#define TESTS_FENCE_FIXTURE_H

#include <linux/dma-fence.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "base/sched.h"

#include "unit.h"

/* what the provider is asked, and says */
static struct provider {
	atomic_t enabled, released;
	bool refuses; /* to enable signalling */
	bool done;    /* when asked whether it is signalled */
	ktime_t deadline;
} provider;

static DEFINE_SPINLOCK(fence_lock);

static const char *test_driver(struct dma_fence *fence)
{
	return "testdrv";
}

static const char *test_timeline(struct dma_fence *fence)
{
	return "queue";
}

static bool test_enable(struct dma_fence *fence)
{
	atomic_inc(&provider.enabled);
	return !provider.refuses;
}

static bool test_signaled(struct dma_fence *fence)
{
	return READ_ONCE(provider.done);
}

static void test_release(struct dma_fence *fence)
{
	atomic_inc(&provider.released);
	dma_fence_free(fence);
}

static void test_deadline(struct dma_fence *fence, ktime_t deadline)
{
	provider.deadline = deadline;
}

static const struct dma_fence_ops test_ops = {
	.get_driver_name = test_driver,
	.get_timeline_name = test_timeline,
	.enable_signaling = test_enable,
	.signaled = test_signaled,
	.release = test_release,
	.set_deadline = test_deadline,
};

static inline struct dma_fence *fence_of(u64 context, u64 seqno)
{
	struct dma_fence *fence = kzalloc(sizeof(*fence), GFP_KERNEL);

	assert_non_null(fence);
	dma_fence_init(fence, &test_ops, &fence_lock, context, seqno);
	return fence;
}

static inline struct dma_fence *fence_new(void)
{
	return fence_of(dma_fence_context_alloc(1), 1);
}

/* fences that were released, once RCU is through with them */
static inline int released(void)
{
	synchronize_rcu();
	return atomic_read(&provider.released);
}

struct later {
	struct dma_fence *fence;
	struct task_struct *task;
	long after;
	int error;
};

static int signal_later(void *arg)
{
	struct later *later = arg;

	schedule_timeout_uninterruptible(later->after);
	if (later->error)
		dma_fence_set_error(later->fence, later->error);
	dma_fence_signal(later->fence);
	return 0;
}

/* another task signals @fence @after jiffies, with @error unless that is 0 */
static inline void later_start(struct later *later, struct dma_fence *fence, long after, int error)
{
	*later = (struct later){ .fence = fence, .after = after, .error = error };
	later->task = task_spawn(signal_later, later, "signaller");
	wake_up_process(later->task);
}

static inline void later_end(struct later *later)
{
	task_join(later->task);
	put_task_struct(later->task);
}

static int fence_setup(void **state)
{
	memset(&provider, 0, sizeof(provider));
	return world_setup(state);
}

#define with_fences(test) cmocka_unit_test_setup_teardown(test, fence_setup, world_teardown)

#endif
