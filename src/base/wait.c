// SPDX-License-Identifier: MIT
/* Wait queues: the part of <linux/wait.h> that is not a macro. */
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "base/sched.h"

void __init_waitqueue_head(struct wait_queue_head *wq_head, const char *name,
			   struct lock_class_key *key)
{
	__raw_spin_lock_init(&wq_head->lock.rlock, name, key);
	INIT_LIST_HEAD(&wq_head->head);
}

static void queue_entry(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry,
			bool exclusive)
{
	unsigned long flags;

	spin_lock_irqsave(&wq_head->lock, flags);
	if (exclusive) {
		wq_entry->flags |= WQ_FLAG_EXCLUSIVE;
		__add_wait_queue_entry_tail(wq_head, wq_entry);
	} else {
		wq_entry->flags &= ~WQ_FLAG_EXCLUSIVE;
		__add_wait_queue(wq_head, wq_entry);
	}
	spin_unlock_irqrestore(&wq_head->lock, flags);
}

void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	queue_entry(wq_head, wq_entry, false);
}

void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	queue_entry(wq_head, wq_entry, true);
}

void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	spin_lock_irqsave(&wq_head->lock, flags);
	__remove_wait_queue(wq_head, wq_entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}

/* with the head's lock held; @nr exclusive waiters, 0: all of them */
static int wake_up_entries(struct wait_queue_head *wq_head, unsigned int mode, int nr,
			   int wake_flags, void *key)
{
	struct wait_queue_entry *entry, *next;

	list_for_each_entry_safe(entry, next, &wq_head->head, entry) {
		unsigned int flags = entry->flags;
		int woken = entry->func(entry, mode, wake_flags, key);

		if (woken < 0)
			break;
		if (woken && flags & WQ_FLAG_EXCLUSIVE && !--nr)
			break;
	}
	return nr;
}

int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key)
{
	unsigned long flags;

	spin_lock_irqsave(&wq_head->lock, flags);
	nr = wake_up_entries(wq_head, mode, nr, 0, key);
	spin_unlock_irqrestore(&wq_head->lock, flags);
	return nr;
}

void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr)
{
	wake_up_entries(wq_head, mode, nr, 0, NULL);
}

void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key)
{
	wake_up_entries(wq_head, mode, 1, 0, key);
}

void init_wait_entry(struct wait_queue_entry *wq_entry, int flags)
{
	wq_entry->flags = flags;
	wq_entry->private = current;
	wq_entry->func = autoremove_wake_function;
	INIT_LIST_HEAD(&wq_entry->entry);
}

/* the state is set under the lock, so that a wake-up between here and schedule() is not lost */
static bool prepare(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, int state,
		    bool exclusive)
{
	bool first = false;

	guard(spinlock_irqsave)(&wq_head->lock);
	if (list_empty(&wq_entry->entry)) {
		first = list_empty(&wq_head->head);
		if (exclusive)
			__add_wait_queue_entry_tail(wq_head, wq_entry);
		else
			__add_wait_queue(wq_head, wq_entry);
	}
	set_current_state(state);
	return first;
}

void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, int state)
{
	wq_entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	task_wait_begin("wait queue", wq_head->lock.rlock.name, __builtin_return_address(0));
	prepare(wq_head, wq_entry, state, false);
}

bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry,
			       int state)
{
	wq_entry->flags |= WQ_FLAG_EXCLUSIVE;
	task_wait_begin("wait queue", wq_head->lock.rlock.name, __builtin_return_address(0));
	return prepare(wq_head, wq_entry, state, true);
}

long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry,
			   int state)
{
	task_wait_begin("wait queue", wq_head->lock.rlock.name, __builtin_return_address(0));
	prepare(wq_head, wq_entry, state, wq_entry->flags & WQ_FLAG_EXCLUSIVE);
	return 0;
}

void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	task_wait_end();
	spin_lock_irqsave(&wq_head->lock, flags);
	list_del_init(&wq_entry->entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}

int autoremove_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int sync,
			     void *key)
{
	int woken = default_wake_function(wq_entry, mode, sync, key);

	if (woken)
		list_del_init(&wq_entry->entry);
	return woken;
}

long wait_woken(struct wait_queue_entry *wq_entry, unsigned int mode, long timeout)
{
	set_current_state(mode);
	if (!(__atomic_load_n(&wq_entry->flags, __ATOMIC_SEQ_CST) & WQ_FLAG_WOKEN))
		timeout = schedule_timeout(timeout);
	__set_current_state(TASK_RUNNING);
	__atomic_and_fetch(&wq_entry->flags, ~WQ_FLAG_WOKEN, __ATOMIC_SEQ_CST);
	return timeout;
}

int woken_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int sync, void *key)
{
	__atomic_or_fetch(&wq_entry->flags, WQ_FLAG_WOKEN, __ATOMIC_SEQ_CST);
	return default_wake_function(wq_entry, mode, sync, key);
}
