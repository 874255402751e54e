// SPDX-License-Identifier: MIT
/* Counting semaphores: up() hands the count to the first waiter, if there is one. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/semaphore.h>

#include "base/sched.h"

struct semaphore_waiter {
	struct list_head entry;
	struct task_struct *task;
	bool up;
};

/* with the lock held, which is dropped while asleep */
static int wait_for_up(struct semaphore *sem, long timeout, unsigned long *flags)
{
	struct semaphore_waiter waiter = { .task = current };

	list_add_tail(&waiter.entry, &sem->wait_list);
	task_wait_begin("semaphore", sem->lock.name, __builtin_return_address(0));
	while (!waiter.up && timeout > 0) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		raw_spin_unlock_irqrestore(&sem->lock, *flags);
		timeout = schedule_timeout(timeout);
		raw_spin_lock_irqsave(&sem->lock, *flags);
	}
	__set_current_state(TASK_RUNNING);
	task_wait_end();
	if (waiter.up)
		return 0;
	list_del(&waiter.entry);
	return -ETIME;
}

static int acquire(struct semaphore *sem, long timeout)
{
	unsigned long flags;
	int ret = 0;

	might_sleep();
	raw_spin_lock_irqsave(&sem->lock, flags);
	if (sem->count)
		sem->count--;
	else
		ret = wait_for_up(sem, timeout, &flags);
	raw_spin_unlock_irqrestore(&sem->lock, flags);
	return ret;
}

void down(struct semaphore *sem)
{
	acquire(sem, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(down);

int down_interruptible(struct semaphore *sem)
{
	return acquire(sem, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(down_interruptible);

int down_killable(struct semaphore *sem)
{
	return acquire(sem, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(down_killable);

int down_timeout(struct semaphore *sem, long timeout)
{
	return acquire(sem, timeout);
}
EXPORT_SYMBOL(down_timeout);

int down_trylock(struct semaphore *sem)
{
	unsigned long flags;
	bool taken;

	raw_spin_lock_irqsave(&sem->lock, flags);
	taken = sem->count;
	if (taken)
		sem->count--;
	raw_spin_unlock_irqrestore(&sem->lock, flags);
	return !taken;
}
EXPORT_SYMBOL(down_trylock);

void up(struct semaphore *sem)
{
	struct semaphore_waiter *first;
	struct task_struct *task;
	unsigned long flags;

	raw_spin_lock_irqsave(&sem->lock, flags);
	first = list_first_entry_or_null(&sem->wait_list, struct semaphore_waiter, entry);
	if (first) {
		list_del(&first->entry);
		task = first->task;
		first->up = true;
		wake_up_process(task);
	} else {
		sem->count++;
	}
	raw_spin_unlock_irqrestore(&sem->lock, flags);
}
EXPORT_SYMBOL(up);
