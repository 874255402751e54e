// SPDX-License-Identifier: MIT
/*
 * Mutexes. The lock is handed to the first waiter, so nobody starves.
 * Misuse is reported and survived: locking twice nests in the report only.
 */
#include <linux/bug.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "base/mutex.h"
#include "base/sched.h"
#include "base/signalling.h"

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
{
	lock->owner = NULL;
	__raw_spin_lock_init(&lock->wait_lock, name, key);
	INIT_LIST_HEAD(&lock->wait_list);
	lock->name = lock->wait_lock.name;
}

void mutex_destroy(struct mutex *lock)
{
	WARN(mutex_is_locked(lock), "mutex %s is destroyed while it is held\n", lock->name);
}

/* the first place in @task's list that has @old in it gets @new; none may be left */
static void held_replace(struct task_struct *task, struct mutex *old, struct mutex *new)
{
	unsigned int i;

	for (i = 0; i < TASK_HELD_MUTEXES; i++) {
		if (task->held_mutexes[i] != old)
			continue;
		task->held_mutexes[i] = new;
		return;
	}
}

void mutex_own(struct mutex *lock, struct task_struct *task)
{
	__atomic_store_n(&lock->owner, task, __ATOMIC_RELAXED);
	if (!task)
		return;
	__atomic_add_fetch(&task->mutexes_held, 1, __ATOMIC_RELAXED);
	held_replace(task, NULL, lock);
}

bool mutex_is_locked(struct mutex *lock)
{
	return mutex_owner(lock);
}

bool dmae_mutex_held(const struct mutex *lock)
{
	return mutex_owner(lock) == current;
}

static void mutex_wait(struct mutex *lock)
{
	struct mutex_waiter waiter = { .task = current };

	list_add_tail(&waiter.entry, &lock->wait_list);
	task_wait_begin("mutex", lock->name, __builtin_return_address(0));
	while (mutex_owner(lock) != current) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		raw_spin_unlock(&lock->wait_lock);
		schedule();
		raw_spin_lock(&lock->wait_lock);
	}
	__set_current_state(TASK_RUNNING);
	task_wait_end();
}

bool mutex_misused(struct mutex *lock)
{
	char label[32];

	if (in_interrupt())
		pr_err("BUG: mutex %s is taken in interrupt context\n", lock->name);
	if (unlikely(current->signalling))
		signalling_locks(lock);
	if (mutex_owner(lock) != current)
		return false;
	pr_err("WARNING: possible recursive locking detected\n");
	pr_err("%s is trying to acquire lock (%s), which it already holds\n",
	       task_label(label, sizeof(label)), lock->name);
	return true;
}

void mutex_lock(struct mutex *lock)
{
	might_sleep();
	if (mutex_misused(lock))
		return;
	raw_spin_lock(&lock->wait_lock);
	if (!lock->owner)
		mutex_own(lock, current);
	else
		mutex_wait(lock);
	raw_spin_unlock(&lock->wait_lock);
}

int mutex_lock_interruptible(struct mutex *lock)
{
	mutex_lock(lock);
	return 0;
}

int mutex_lock_killable(struct mutex *lock)
{
	mutex_lock(lock);
	return 0;
}

int mutex_trylock(struct mutex *lock)
{
	bool taken;

	raw_spin_lock(&lock->wait_lock);
	taken = !lock->owner;
	if (taken)
		mutex_own(lock, current);
	raw_spin_unlock(&lock->wait_lock);
	return taken;
}

bool mutex_not_mine(struct mutex *lock)
{
	char label[32];

	if (mutex_owner(lock) == current)
		return false;
	pr_err("WARNING: bad unlock balance detected!\n");
	pr_err("%s is trying to release lock (%s) but it does not hold it\n",
	       task_label(label, sizeof(label)), lock->name);
	return true;
}

struct mutex_waiter *mutex_hand_over(struct mutex *lock)
{
	struct mutex_waiter *first;

	__atomic_sub_fetch(&current->mutexes_held, 1, __ATOMIC_RELAXED);
	held_replace(current, lock, NULL);
	first = list_first_entry_or_null(&lock->wait_list, struct mutex_waiter, entry);
	if (first) {
		list_del(&first->entry);
		mutex_own(lock, first->task);
		wake_up_process(first->task);
	} else {
		mutex_own(lock, NULL);
	}
	return first;
}

void mutex_unlock(struct mutex *lock)
{
	if (mutex_not_mine(lock))
		return;
	raw_spin_lock(&lock->wait_lock);
	mutex_hand_over(lock);
	raw_spin_unlock(&lock->wait_lock);
}
