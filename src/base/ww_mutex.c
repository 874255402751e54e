// SPDX-License-Identifier: MIT
/*
 * Wound/wait mutexes: a mutex whose waiters stand in order of age, and the
 * rules by which a transaction that could be part of a deadlock gives way.
 * A waiter without a transaction keeps its place. Like a mutex, the lock is
 * handed to the first waiter.
 *
 * The kernel's debugging of them (CONFIG_DEBUG_WW_MUTEXES) is always on.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/ww_mutex.h>

#include "base/mutex.h"
#include "base/sched.h"

#define DEBUG_LOCKS_WARN_ON(c) WARN(c, "DEBUG_LOCKS_WARN_ON(%s)", #c)

static bool younger(const struct ww_acquire_ctx *a, const struct ww_acquire_ctx *b)
{
	return (long)(a->stamp - b->stamp) > 0;
}

/* ---- transactions -------------------------------------------------------- */

void ww_acquire_init(struct ww_acquire_ctx *ctx, struct ww_class *ww_class)
{
	*ctx = (struct ww_acquire_ctx){
		.task = current,
		.stamp = atomic_long_inc_return_relaxed(&ww_class->stamp),
		.is_wait_die = ww_class->is_wait_die,
		.ww_class = ww_class,
	};
}
EXPORT_SYMBOL_GPL(ww_acquire_init);

void ww_acquire_done(struct ww_acquire_ctx *ctx)
{
	DEBUG_LOCKS_WARN_ON(ctx->done_acquire);
	ctx->done_acquire = 1;
}
EXPORT_SYMBOL_GPL(ww_acquire_done);

void ww_acquire_fini(struct ww_acquire_ctx *ctx)
{
	DEBUG_LOCKS_WARN_ON(ctx->acquired);
	ctx->done_acquire = 1;
	ctx->acquired = ~0U; /* a second call is told */
}
EXPORT_SYMBOL_GPL(ww_acquire_fini);

void dmae_ww_mutex_slow(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	DEBUG_LOCKS_WARN_ON(!ctx->contending_lock);
}
EXPORT_SYMBOL_GPL(dmae_ww_mutex_slow);

/* ---- under the wait_lock -------------------------------------------------- */

/* @ctx has @lock; called by its own task, or by the one that hands the lock over */
static void acquired(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	DEBUG_LOCKS_WARN_ON(lock->ctx);
	DEBUG_LOCKS_WARN_ON(ctx->done_acquire);
	if (ctx->contending_lock) {
		DEBUG_LOCKS_WARN_ON(ctx->contending_lock != lock);
		DEBUG_LOCKS_WARN_ON(ctx->acquired > 0);
		ctx->contending_lock = NULL;
	}
	DEBUG_LOCKS_WARN_ON(ctx->ww_class != lock->ww_class);
	ctx->acquired++;
	WRITE_ONCE(lock->ctx, ctx);
}

/* whoever holds nothing is in nobody's way, and waits */
static int die(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	if (!ctx->acquired)
		return 0;
	DEBUG_LOCKS_WARN_ON(ctx->contending_lock);
	ctx->contending_lock = lock;
	return -EDEADLK;
}

static bool older_waits_before(struct ww_mutex *lock, struct mutex_waiter *waiter)
{
	struct mutex_waiter *w;

	list_for_each_entry(w, &lock->base.wait_list, entry) {
		if (w == waiter)
			return false;
		if (w->ww_ctx)
			return true;
	}
	return false;
}

/* -EDEADLK: the transaction of @waiter must not wait any longer */
static int check_kill(struct ww_mutex *lock, struct mutex_waiter *waiter)
{
	struct ww_acquire_ctx *ctx = waiter->ww_ctx;

	if (!ctx->is_wait_die)
		return READ_ONCE(ctx->wounded) ? die(lock, ctx) : 0;
	if ((lock->ctx && younger(ctx, lock->ctx)) || older_waits_before(lock, waiter))
		return die(lock, ctx);
	return 0;
}

/* wound/wait: an older transaction that holds locks wants what a younger one has */
static void wound(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	struct ww_acquire_ctx *holder = lock->ctx;
	struct task_struct *owner = mutex_owner(&lock->base);

	if (!holder || !owner || !ctx->acquired || !younger(holder, ctx))
		return;
	WRITE_ONCE(holder->wounded, 1);
	/* it may sleep for another lock: there it finds out */
	if (owner != current)
		wake_up_process(owner);
}

/*
 * Into its place by age. Those with a transaction stand in the order of their
 * stamps, so the first older one from the end is what to stand behind.
 */
static int waiter_add(struct ww_mutex *lock, struct mutex_waiter *waiter)
{
	struct list_head *before = &lock->base.wait_list;
	struct ww_acquire_ctx *ctx = waiter->ww_ctx;
	struct mutex_waiter *w;

	if (!ctx) {
		list_add_tail(&waiter->entry, before);
		return 0;
	}
	list_for_each_entry_reverse(w, &lock->base.wait_list, entry) {
		if (!w->ww_ctx)
			continue;
		if (younger(ctx, w->ww_ctx)) {
			if (ctx->is_wait_die && die(lock, ctx))
				return -EDEADLK;
			break;
		}
		before = &w->entry;
		/* wait/die: the younger one wakes and finds us before it */
		if (ctx->is_wait_die && w->ww_ctx->acquired)
			wake_up_process(w->task);
	}
	list_add_tail(&waiter->entry, before);
	if (!ctx->is_wait_die)
		wound(lock, ctx);
	return 0;
}

static int wait_for_lock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	struct mutex_waiter waiter = { .task = current, .ww_ctx = ctx };
	int err = waiter_add(lock, &waiter);

	if (err)
		return err;
	task_wait_begin("ww_mutex", lock->base.name, __builtin_return_address(0));
	for (;;) {
		/* before the tests: a wake-up after them finds a task that sleeps */
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (mutex_owner(&lock->base) == current)
			break; /* and no longer in the list */
		err = ctx ? check_kill(lock, &waiter) : 0;
		if (err) {
			list_del(&waiter.entry);
			break;
		}
		raw_spin_unlock(&lock->base.wait_lock);
		schedule();
		raw_spin_lock(&lock->base.wait_lock);
	}
	__set_current_state(TASK_RUNNING);
	task_wait_end();
	return err;
}

/* ---- locking ----------------------------------------------------------------- */

int ww_mutex_lock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	int err = 0;

	might_sleep();
	if (ctx && READ_ONCE(lock->ctx) == ctx)
		return -EALREADY;
	if (mutex_misused(&lock->base))
		return -EDEADLK; /* the kernel would hang here */
	/* who holds nothing cannot be wounded; an old wound has healed */
	if (ctx && !ctx->acquired)
		WRITE_ONCE(ctx->wounded, 0);
	raw_spin_lock(&lock->base.wait_lock);
	if (lock->base.owner) {
		err = wait_for_lock(lock, ctx);
	} else {
		mutex_own(&lock->base, current);
		if (ctx)
			acquired(lock, ctx);
	}
	raw_spin_unlock(&lock->base.wait_lock);
	return err;
}
EXPORT_SYMBOL_GPL(ww_mutex_lock);

int ww_mutex_lock_interruptible(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	return ww_mutex_lock(lock, ctx);
}
EXPORT_SYMBOL_GPL(ww_mutex_lock_interruptible);

int ww_mutex_trylock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	bool taken;

	if (ctx && !ctx->acquired)
		WRITE_ONCE(ctx->wounded, 0);
	raw_spin_lock(&lock->base.wait_lock);
	taken = !lock->base.owner;
	if (taken) {
		mutex_own(&lock->base, current);
		if (ctx)
			acquired(lock, ctx);
	}
	raw_spin_unlock(&lock->base.wait_lock);
	return taken;
}
EXPORT_SYMBOL_GPL(ww_mutex_trylock);

void ww_mutex_unlock(struct ww_mutex *lock)
{
	struct mutex_waiter *next;

	if (mutex_not_mine(&lock->base))
		return;
	raw_spin_lock(&lock->base.wait_lock);
	if (lock->ctx) {
		if (!DEBUG_LOCKS_WARN_ON(!lock->ctx->acquired))
			lock->ctx->acquired--;
		WRITE_ONCE(lock->ctx, NULL);
	}
	next = mutex_hand_over(&lock->base);
	if (next && next->ww_ctx)
		acquired(lock, next->ww_ctx);
	raw_spin_unlock(&lock->base.wait_lock);
}
EXPORT_SYMBOL_GPL(ww_mutex_unlock);
