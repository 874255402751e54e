/* SPDX-License-Identifier: MIT */
/*
 * Wound/wait mutexes: for whoever needs several locks of a class at once, in
 * no order that is known beforehand. The locks are taken for a transaction (a
 * struct ww_acquire_ctx); where two transactions would wait for one another,
 * the younger is told -EDEADLK and backs off:
 *
 *	ww_acquire_init(&ctx, &class);
 *	retry: ww_mutex_lock(each, &ctx);
 *		on -EDEADLK: unlock all, ww_mutex_lock_slow(the one, &ctx), retry
 *	ww_acquire_done(&ctx);
 *	...
 *	ww_mutex_unlock(each);
 *	ww_acquire_fini(&ctx);
 *
 * In a class made with DEFINE_WD_CLASS (wait/die) a transaction dies when it
 * meets an older one that holds or waits for the lock. With DEFINE_WW_CLASS
 * (wound/wait) an older one that meets a younger holder wounds it, and the
 * holder dies the next time it would have to wait. src/base/ww_mutex.c;
 * Linux: Documentation/locking/ww-mutex-design.rst.
 */
#ifndef __LINUX_WW_MUTEX_H
#define __LINUX_WW_MUTEX_H

#include <linux/atomic.h>
#include <linux/mutex.h>

#define WW_MUTEX_BASE mutex

/** struct ww_class - locks that may be taken together; @stamp: the last transaction's age */
struct ww_class {
	atomic_long_t stamp;
	struct lock_class_key acquire_key;
	struct lock_class_key mutex_key;
	const char *acquire_name;
	const char *mutex_name;
	unsigned int is_wait_die;
};

/**
 * struct ww_mutex - @ctx is the transaction that holds it, NULL if none or locked without;
 * written under @base.wait_lock
 */
struct ww_mutex {
	struct WW_MUTEX_BASE base;
	struct ww_acquire_ctx *ctx;
	struct ww_class *ww_class;
};

/**
 * struct ww_acquire_ctx - a transaction, on the stack of the task that locks
 * @task: that task
 * @stamp: its age: the greater, the younger
 * @acquired: locks that it holds
 * @wounded: an older one waits for what it holds
 * @done_acquire: ww_acquire_done() was called
 * @contending_lock: the lock at which it died: the next that it may take
 */
struct ww_acquire_ctx {
	struct task_struct *task;
	unsigned long stamp;
	unsigned int acquired;
	unsigned short wounded;
	unsigned short is_wait_die;
	unsigned int done_acquire;
	struct ww_class *ww_class;
	void *contending_lock;
};

/* the stamps count from 0 */
#define __WW_CLASS_INITIALIZER(name, wait_die)				\
	{								\
		.is_wait_die = (wait_die),				\
		.mutex_name = #name "_mutex",				\
		.acquire_name = #name "_acquire",			\
	}
#define DEFINE_WW_CLASS(name) struct ww_class name = __WW_CLASS_INITIALIZER(name, 0)
#define DEFINE_WD_CLASS(name) struct ww_class name = __WW_CLASS_INITIALIZER(name, 1)

/** ww_mutex_init() - an unlocked mutex of @ww_class */
static inline void ww_mutex_init(struct ww_mutex *lock, struct ww_class *ww_class)
{
	lock->ww_class = ww_class;
	lock->ctx = NULL;
	__mutex_init(&lock->base, ww_class->mutex_name, &ww_class->mutex_key);
}

/**
 * ww_acquire_init() - begin a transaction
 * @ctx: the caller's, until ww_acquire_fini()
 * @ww_class: of all the locks that it will take
 *
 * Process context, the task that is going to lock.
 */
void ww_acquire_init(struct ww_acquire_ctx *ctx, struct ww_class *ww_class);
/** ww_acquire_done() - no more locks will be taken with @ctx; optional, and checked */
void ww_acquire_done(struct ww_acquire_ctx *ctx);
/** ww_acquire_fini() - the end of a transaction, after all its locks were released */
void ww_acquire_fini(struct ww_acquire_ctx *ctx);

/**
 * ww_mutex_lock() - lock, in a transaction or (@ctx NULL) alone
 * @lock: the mutex
 * @ctx: the transaction
 *
 * Process context; sleeps. Return: 0; -EDEADLK if the transaction has to give
 * way: release all that it holds, then ww_mutex_lock_slow() @lock;
 * -EALREADY if it holds @lock already.
 */
int ww_mutex_lock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
/** ww_mutex_lock_interruptible() - the same; no signals come here, so never -EINTR */
int __must_check ww_mutex_lock_interruptible(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
/**
 * ww_mutex_trylock() - lock if nobody holds it; no rules of age apply
 *
 * Return: 1 if it was taken, 0 if not (also if @ctx has it already).
 */
int __must_check ww_mutex_trylock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
/** ww_mutex_unlock() - release it to who waits first; by the task that locked it */
void ww_mutex_unlock(struct ww_mutex *lock);

/** dmae_ww_mutex_slow() - private: reports a slow lock that no -EDEADLK came before */
void dmae_ww_mutex_slow(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);

/** ww_mutex_lock_slow() - wait for the lock at which @ctx died; it holds nothing, so it cannot die */
static inline void ww_mutex_lock_slow(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	dmae_ww_mutex_slow(lock, ctx);
	ww_mutex_lock(lock, ctx);
}

/** ww_mutex_lock_slow_interruptible() - the same. Return: 0 */
static inline int __must_check ww_mutex_lock_slow_interruptible(struct ww_mutex *lock,
								struct ww_acquire_ctx *ctx)
{
	dmae_ww_mutex_slow(lock, ctx);
	return ww_mutex_lock_interruptible(lock, ctx);
}

/** ww_mutex_destroy() - it will not be used again; reports one that is held */
static inline void ww_mutex_destroy(struct ww_mutex *lock)
{
	mutex_destroy(&lock->base);
}

/** ww_mutex_is_locked() - by anybody */
static inline bool ww_mutex_is_locked(struct ww_mutex *lock)
{
	return mutex_is_locked(&lock->base);
}

#endif
