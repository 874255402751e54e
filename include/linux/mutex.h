/* SPDX-License-Identifier: MIT */
/* Mutexes: sleeping locks with an owner. */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/cleanup.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/lockdep.h>

struct task_struct;

/**
 * struct mutex - a lock that is waited for asleep
 * @owner: the task that holds it; protected by @wait_lock
 * @wait_lock: protects everything here
 * @wait_list: who waits, first come first served
 */
struct mutex {
	struct task_struct *owner;
	raw_spinlock_t wait_lock;
	struct list_head wait_list;
	const char *name;
};

#define __MUTEX_INITIALIZER(lockname) {					\
	.wait_lock = __RAW_SPIN_LOCK_INITIALIZER(lockname.wait_lock),	\
	.wait_list = LIST_HEAD_INIT(lockname.wait_list),		\
	.name = #lockname,						\
}
#define DEFINE_MUTEX(mutexname)	struct mutex mutexname = __MUTEX_INITIALIZER(mutexname)

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key);
#define mutex_init(mutex)						\
	do {								\
		static struct lock_class_key __key;			\
		__mutex_init((mutex), #mutex, &__key);			\
	} while (0)

void mutex_destroy(struct mutex *lock);
void mutex_lock(struct mutex *lock);
/**
 * mutex_lock_interruptible() - nobody sends signals here: succeeds with 0 unless the task is being
 * stopped (-EINTR)
 */
int __must_check mutex_lock_interruptible(struct mutex *lock);
int __must_check mutex_lock_killable(struct mutex *lock);
/** mutex_trylock() - 1 if it was taken, 0 if not. Process context. */
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
bool mutex_is_locked(struct mutex *lock);

#define mutex_lock_nested(lock, sub)			mutex_lock(lock)
#define mutex_lock_interruptible_nested(lock, sub)	mutex_lock_interruptible(lock)
#define mutex_lock_io(lock)				mutex_lock(lock)

DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD_COND(mutex, _try, mutex_trylock(_T))
DEFINE_GUARD_COND(mutex, _intr, mutex_lock_interruptible(_T) == 0)

#endif
