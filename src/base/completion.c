// SPDX-License-Identifier: MIT
/* Completions. */
#include <linux/completion.h>
#include <linux/limits.h>
#include <linux/sched.h>

#include "base/sched.h"

void __init_completion(struct completion *x, struct lock_class_key *key)
{
	x->done = 0;
	__init_waitqueue_head(&x->wait, "completion", key);
}

void complete(struct completion *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	if (x->done != UINT_MAX)
		x->done++;
	__wake_up_locked(&x->wait, TASK_NORMAL, 1);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}

void complete_all(struct completion *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	x->done = UINT_MAX;
	__wake_up_locked(&x->wait, TASK_NORMAL, 0);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}

/* with the lock held; drops it to sleep. What is left of @timeout, 0 if it passed. */
static long wait_until_done(struct completion *x, long timeout, int state, const void *at)
{
	struct wait_queue_entry wait;

	init_wait_entry(&wait, WQ_FLAG_EXCLUSIVE);
	task_wait_begin("completion", NULL, at);
	do {
		if (list_empty(&wait.entry))
			__add_wait_queue_entry_tail(&x->wait, &wait);
		set_current_state(state);
		spin_unlock_irq(&x->wait.lock);
		timeout = schedule_timeout(timeout);
		spin_lock_irq(&x->wait.lock);
	} while (!x->done && timeout);
	__set_current_state(TASK_RUNNING);
	list_del_init(&wait.entry);
	task_wait_end();
	return timeout;
}

static long wait_for(struct completion *x, long timeout, int state, const void *at)
{
	might_sleep();
	spin_lock_irq(&x->wait.lock);
	if (!x->done)
		timeout = wait_until_done(x, timeout, state, at);
	if (x->done) {
		if (x->done != UINT_MAX)
			x->done--;
		timeout = timeout ? timeout : 1;
	}
	spin_unlock_irq(&x->wait.lock);
	return timeout;
}

#define CALLER __builtin_return_address(0)

void wait_for_completion(struct completion *x)
{
	wait_for(x, MAX_SCHEDULE_TIMEOUT, TASK_UNINTERRUPTIBLE, CALLER);
}

void wait_for_completion_io(struct completion *x)
{
	wait_for(x, MAX_SCHEDULE_TIMEOUT, TASK_UNINTERRUPTIBLE, CALLER);
}

int wait_for_completion_interruptible(struct completion *x)
{
	wait_for(x, MAX_SCHEDULE_TIMEOUT, TASK_INTERRUPTIBLE, CALLER);
	return 0;
}

int wait_for_completion_killable(struct completion *x)
{
	wait_for(x, MAX_SCHEDULE_TIMEOUT, TASK_KILLABLE, CALLER);
	return 0;
}

unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout)
{
	return wait_for(x, timeout, TASK_UNINTERRUPTIBLE, CALLER);
}

unsigned long wait_for_completion_io_timeout(struct completion *x, unsigned long timeout)
{
	return wait_for(x, timeout, TASK_UNINTERRUPTIBLE, CALLER);
}

long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout)
{
	return wait_for(x, timeout, TASK_INTERRUPTIBLE, CALLER);
}

long wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout)
{
	return wait_for(x, timeout, TASK_KILLABLE, CALLER);
}

bool try_wait_for_completion(struct completion *x)
{
	unsigned long flags;
	bool done;

	spin_lock_irqsave(&x->wait.lock, flags);
	done = x->done;
	if (done && x->done != UINT_MAX)
		x->done--;
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}

bool completion_done(struct completion *x)
{
	unsigned long flags;
	bool done;

	/* the lock makes sure that complete() has let go of @x */
	spin_lock_irqsave(&x->wait.lock, flags);
	done = x->done;
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}
