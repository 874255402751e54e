/* SPDX-License-Identifier: MIT */
/*
 * Counting semaphores. up() and down_trylock() may be called in any context;
 * whoever waits is served in order. src/base/semaphore.c.
 */
#ifndef __LINUX_SEMAPHORE_H
#define __LINUX_SEMAPHORE_H

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/spinlock.h>

/** struct semaphore - @lock protects everything here */
struct semaphore {
	raw_spinlock_t lock;
	unsigned int count;
	struct list_head wait_list;
};

#define __SEMAPHORE_INITIALIZER(name, n) {				\
	.lock = __RAW_SPIN_LOCK_INITIALIZER((name).lock),		\
	.count = n,							\
	.wait_list = LIST_HEAD_INIT((name).wait_list),			\
}
#define DEFINE_SEMAPHORE_1(name)	struct semaphore name = __SEMAPHORE_INITIALIZER(name, 1)
#define DEFINE_SEMAPHORE_N(name, n)	struct semaphore name = __SEMAPHORE_INITIALIZER(name, n)
#define __DEFINE_SEMAPHORE(_1, _2, form, ...)	form
/* the count came as a second argument with Linux 6.4; both forms are taken */
#define DEFINE_SEMAPHORE(...)						\
	__DEFINE_SEMAPHORE(__VA_ARGS__, DEFINE_SEMAPHORE_N, DEFINE_SEMAPHORE_1, )(__VA_ARGS__)

#define sema_init(sem, val)						\
	do {								\
		struct semaphore *__sem = (sem);			\
		raw_spin_lock_init(&__sem->lock);			\
		__sem->count = (val);					\
		INIT_LIST_HEAD(&__sem->wait_list);			\
	} while (0)

void down(struct semaphore *sem);
int __must_check down_interruptible(struct semaphore *sem);
int __must_check down_killable(struct semaphore *sem);
/** down_trylock() - 0 if it was taken, 1 if not (the other way round than mutex_trylock()) */
int __must_check down_trylock(struct semaphore *sem);
/** down_timeout() - @timeout (in jiffies): how long at most. Return: 0, -ETIME */
int __must_check down_timeout(struct semaphore *sem, long timeout);
void up(struct semaphore *sem);

#endif
