// SPDX-License-Identifier: MIT
/*
 * Reader/writer semaphores. Whoever comes while others wait waits behind
 * them; a release hands the lock to the first waiter, and if that is a reader,
 * to the readers right behind it. Misuse is reported and survived.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/rwsem.h>
#include <linux/sched.h>

#include "base/sched.h"

struct rwsem_waiter {
	struct list_head entry;
	struct task_struct *task;
	bool writes;
	bool granted;
};

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key)
{
	__raw_spin_lock_init(&sem->wait_lock, name, key);
	sem->readers = 0;
	sem->owner = NULL;
	INIT_LIST_HEAD(&sem->wait_list);
	sem->name = sem->wait_lock.name;
}
EXPORT_SYMBOL(__init_rwsem);

/* with the wait_lock held, as all that follows up to the next line */
static void grant(struct rw_semaphore *sem, struct task_struct *task, bool writes)
{
	if (writes)
		WRITE_ONCE(sem->owner, task);
	else
		WRITE_ONCE(sem->readers, sem->readers + 1);
	__atomic_add_fetch(&task->mutexes_held, 1, __ATOMIC_RELAXED);
}

static bool is_free_for(const struct rw_semaphore *sem, bool writes)
{
	return !sem->owner && (!writes || !sem->readers);
}

static void hand_on(struct rw_semaphore *sem)
{
	struct rwsem_waiter *w, *next;

	list_for_each_entry_safe(w, next, &sem->wait_list, entry) {
		struct task_struct *task = w->task;

		if (!is_free_for(sem, w->writes))
			break;
		list_del(&w->entry);
		grant(sem, task, w->writes);
		/* the waiter's memory is its own again after this */
		w->granted = true;
		wake_up_process(task);
	}
}

static void wait_for_grant(struct rw_semaphore *sem, bool writes)
{
	struct rwsem_waiter waiter = { .task = current, .writes = writes };

	list_add_tail(&waiter.entry, &sem->wait_list);
	task_wait_begin(writes ? "rwsem (to write)" : "rwsem (to read)", sem->name,
			__builtin_return_address(0));
	while (!waiter.granted) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		raw_spin_unlock(&sem->wait_lock);
		schedule();
		raw_spin_lock(&sem->wait_lock);
	}
	__set_current_state(TASK_RUNNING);
	task_wait_end();
}

/* ---------------------------------------------------------------------------- */

static void acquire(struct rw_semaphore *sem, bool writes)
{
	char label[32];

	might_sleep();
	raw_spin_lock(&sem->wait_lock);
	if (sem->owner == current) {
		pr_err("WARNING: possible recursive locking detected\n");
		pr_err("%s is trying to acquire lock (%s), which it already holds for writing\n",
		       task_label(label, sizeof(label)), sem->name);
	}
	if (list_empty(&sem->wait_list) && is_free_for(sem, writes))
		grant(sem, current, writes);
	else
		wait_for_grant(sem, writes);
	raw_spin_unlock(&sem->wait_lock);
}

static int try_acquire(struct rw_semaphore *sem, bool writes)
{
	bool taken;

	raw_spin_lock(&sem->wait_lock);
	taken = list_empty(&sem->wait_list) && is_free_for(sem, writes);
	if (taken)
		grant(sem, current, writes);
	raw_spin_unlock(&sem->wait_lock);
	return taken;
}

static void bad_balance(struct rw_semaphore *sem)
{
	char label[32];

	pr_err("WARNING: bad unlock balance detected!\n");
	pr_err("%s is trying to release lock (%s) but it does not hold it\n",
	       task_label(label, sizeof(label)), sem->name);
}

void down_read(struct rw_semaphore *sem)
{
	acquire(sem, false);
}
EXPORT_SYMBOL(down_read);

int down_read_interruptible(struct rw_semaphore *sem)
{
	acquire(sem, false);
	return 0;
}
EXPORT_SYMBOL(down_read_interruptible);

int down_read_killable(struct rw_semaphore *sem)
{
	acquire(sem, false);
	return 0;
}
EXPORT_SYMBOL(down_read_killable);

int down_read_trylock(struct rw_semaphore *sem)
{
	return try_acquire(sem, false);
}
EXPORT_SYMBOL(down_read_trylock);

void down_write(struct rw_semaphore *sem)
{
	acquire(sem, true);
}
EXPORT_SYMBOL(down_write);

int down_write_killable(struct rw_semaphore *sem)
{
	acquire(sem, true);
	return 0;
}
EXPORT_SYMBOL(down_write_killable);

int down_write_trylock(struct rw_semaphore *sem)
{
	return try_acquire(sem, true);
}
EXPORT_SYMBOL(down_write_trylock);

void up_read(struct rw_semaphore *sem)
{
	raw_spin_lock(&sem->wait_lock);
	if (!sem->readers) {
		bad_balance(sem);
	} else {
		__atomic_sub_fetch(&current->mutexes_held, 1, __ATOMIC_RELAXED);
		WRITE_ONCE(sem->readers, sem->readers - 1);
		hand_on(sem);
	}
	raw_spin_unlock(&sem->wait_lock);
}
EXPORT_SYMBOL(up_read);

static void release_write(struct rw_semaphore *sem, unsigned int readers)
{
	raw_spin_lock(&sem->wait_lock);
	if (sem->owner != current) {
		bad_balance(sem);
	} else {
		__atomic_sub_fetch(&current->mutexes_held, 1 - readers, __ATOMIC_RELAXED);
		WRITE_ONCE(sem->owner, NULL);
		WRITE_ONCE(sem->readers, readers);
		hand_on(sem);
	}
	raw_spin_unlock(&sem->wait_lock);
}

void up_write(struct rw_semaphore *sem)
{
	release_write(sem, 0);
}
EXPORT_SYMBOL(up_write);

void downgrade_write(struct rw_semaphore *sem)
{
	release_write(sem, 1);
}
EXPORT_SYMBOL(downgrade_write);

int rwsem_is_locked(struct rw_semaphore *sem)
{
	return READ_ONCE(sem->readers) || READ_ONCE(sem->owner);
}
EXPORT_SYMBOL(rwsem_is_locked);

int rwsem_is_contended(struct rw_semaphore *sem)
{
	bool contended;

	raw_spin_lock(&sem->wait_lock);
	contended = !list_empty(&sem->wait_list);
	raw_spin_unlock(&sem->wait_lock);
	return contended;
}
EXPORT_SYMBOL(rwsem_is_contended);
