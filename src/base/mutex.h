/* SPDX-License-Identifier: MIT */
/* What a mutex is inside, for the two files that lock them: mutex.c and ww_mutex.c. */
#ifndef DMAE_BASE_MUTEX_H
#define DMAE_BASE_MUTEX_H

#include <linux/list.h>
#include <linux/mutex.h>

struct ww_acquire_ctx;

/**
 * struct mutex_waiter - a task that waits, on its stack; under the mutex's wait_lock
 * @ww_ctx: the transaction that it waits for (NULL: none; see ww_mutex.c)
 */
struct mutex_waiter {
	struct list_head entry;
	struct task_struct *task;
	struct ww_acquire_ctx *ww_ctx;
};

static inline struct task_struct *mutex_owner(const struct mutex *lock)
{
	return __atomic_load_n(&lock->owner, __ATOMIC_RELAXED);
}

/** mutex_own() - @task (NULL: nobody) holds @lock from now on; under its wait_lock */
void mutex_own(struct mutex *lock, struct task_struct *task);
/** mutex_misused() - reports an attempt to lock that cannot end well. Return: true if it must not
 * go on */
bool mutex_misused(struct mutex *lock);
/** mutex_not_mine() - reports an unlock by a stranger. Return: true if it is one */
bool mutex_not_mine(struct mutex *lock);
/**
 * mutex_hand_over() - the current task gives @lock to the first waiter, under its wait_lock
 *
 * Return: the waiter, which stays where it is until the wait_lock is released; NULL: nobody waited
 */
struct mutex_waiter *mutex_hand_over(struct mutex *lock);

#endif
