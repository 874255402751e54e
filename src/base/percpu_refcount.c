// SPDX-License-Identifier: MIT
/*
 * References that are killed once. The count is one atomic number here; what
 * is per-CPU in Linux is a bias instead, which keeps it from reaching zero
 * until the kill, and a grace period after it takes the bias away. So the
 * order of events that drivers see is Linux's: the release comes after the
 * kill was confirmed, never from a put before it.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/percpu-refcount.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>

#define BIAS (1ll << 62)

/* @switch_lock: one change of mode at a time; @switched: those who wait for its end */
static DEFINE_SPINLOCK(switch_lock);
static DECLARE_WAIT_QUEUE_HEAD(switched);

static unsigned long state_of(const struct percpu_ref *ref)
{
	return __atomic_load_n(&ref->state, __ATOMIC_ACQUIRE);
}

static void state_set(struct percpu_ref *ref, unsigned long state)
{
	__atomic_store_n(&ref->state, state, __ATOMIC_RELEASE);
}

int percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release, unsigned int flags,
		    gfp_t gfp)
{
	unsigned long state = 0;

	memset(ref, 0, sizeof(*ref));
	ref->release = release;
	ref->force_atomic = flags & PERCPU_REF_INIT_ATOMIC;
	ref->allow_reinit = flags & PERCPU_REF_ALLOW_REINIT;
	if (flags & (PERCPU_REF_INIT_ATOMIC | PERCPU_REF_INIT_DEAD)) {
		state |= __PERCPU_REF_ATOMIC;
		ref->allow_reinit = true;
	}
	if (flags & PERCPU_REF_INIT_DEAD) {
		state |= __PERCPU_REF_DEAD;
		atomic64_set(&ref->count, 0);
	} else {
		atomic64_set(&ref->count, state ? 1 : 1 + BIAS);
	}
	state_set(ref, state);
	return 0;
}
EXPORT_SYMBOL_GPL(percpu_ref_init);

void percpu_ref_exit(struct percpu_ref *ref)
{
	WARN_ON_ONCE(ref->switching);
	ref->release = NULL;
	state_set(ref, __PERCPU_REF_ATOMIC | __PERCPU_REF_DEAD);
}
EXPORT_SYMBOL_GPL(percpu_ref_exit);

/* ---- references ------------------------------------------------------------ */

void percpu_ref_get_many(struct percpu_ref *ref, unsigned long nr)
{
	atomic64_add(nr, &ref->count);
}
EXPORT_SYMBOL_GPL(percpu_ref_get_many);

bool percpu_ref_tryget_many(struct percpu_ref *ref, unsigned long nr)
{
	s64 count = atomic64_read(&ref->count);

	do {
		if (!count)
			return false;
	} while (!atomic64_try_cmpxchg(&ref->count, &count, count + nr));
	return true;
}
EXPORT_SYMBOL_GPL(percpu_ref_tryget_many);

bool percpu_ref_tryget_live(struct percpu_ref *ref)
{
	bool got;

	rcu_read_lock();
	got = !(state_of(ref) & __PERCPU_REF_DEAD) && percpu_ref_tryget_many(ref, 1);
	rcu_read_unlock();
	return got;
}
EXPORT_SYMBOL_GPL(percpu_ref_tryget_live);

void percpu_ref_put_many(struct percpu_ref *ref, unsigned long nr)
{
	s64 left = atomic64_sub_return(nr, &ref->count);

	if (!left)
		ref->release(ref);
	WARN_ONCE(left < 0, "percpu ref (%ps) <= 0 (%lld) after switching to atomic", ref->release,
		  (long long)left);
}
EXPORT_SYMBOL_GPL(percpu_ref_put_many);

bool percpu_ref_is_zero(struct percpu_ref *ref)
{
	return !atomic64_read(&ref->count);
}
EXPORT_SYMBOL_GPL(percpu_ref_is_zero);

/* ---- changing its mode ------------------------------------------------------- */

static void switch_end(struct rcu_head *rcu)
{
	struct percpu_ref *ref = container_of(rcu, struct percpu_ref, rcu);
	percpu_ref_func_t *confirm;
	unsigned long flags;

	spin_lock_irqsave(&switch_lock, flags);
	atomic64_sub(BIAS, &ref->count);
	confirm = ref->confirm;
	ref->confirm = NULL;
	spin_unlock_irqrestore(&switch_lock, flags);
	if (confirm)
		confirm(ref);
	__atomic_store_n(&ref->switching, false, __ATOMIC_RELEASE);
	wake_up_all(&switched);
	/* the reference that kept it until now */
	percpu_ref_put(ref);
}

/* with the lock held; a switch that runs has ended */
static void switch_begin(struct percpu_ref *ref, percpu_ref_func_t *confirm)
{
	if (state_of(ref) & __PERCPU_REF_ATOMIC) {
		if (confirm)
			confirm(ref);
		return;
	}
	state_set(ref, state_of(ref) | __PERCPU_REF_ATOMIC);
	__atomic_store_n(&ref->switching, true, __ATOMIC_RELEASE);
	ref->confirm = confirm;
	percpu_ref_get(ref);
	call_rcu(&ref->rcu, switch_end);
}

static bool is_switching(struct percpu_ref *ref)
{
	return __atomic_load_n(&ref->switching, __ATOMIC_ACQUIRE);
}

/* returns with the lock held and no switch under way */
static void switch_lock_idle(struct percpu_ref *ref, unsigned long *flags)
{
	for (;;) {
		if (is_switching(ref))
			wait_event(switched, !is_switching(ref));
		spin_lock_irqsave(&switch_lock, *flags);
		if (!is_switching(ref))
			return;
		spin_unlock_irqrestore(&switch_lock, *flags);
	}
}

static void switch_to_percpu(struct percpu_ref *ref)
{
	if (!(state_of(ref) & __PERCPU_REF_ATOMIC) || WARN_ON_ONCE(!ref->allow_reinit))
		return;
	atomic64_add(BIAS, &ref->count);
	state_set(ref, state_of(ref) & ~__PERCPU_REF_ATOMIC);
}

void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm_switch)
{
	unsigned long flags;

	switch_lock_idle(ref, &flags);
	ref->force_atomic = true;
	switch_begin(ref, confirm_switch);
	spin_unlock_irqrestore(&switch_lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_atomic);

void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref)
{
	percpu_ref_switch_to_atomic(ref, NULL);
	wait_event(switched, !is_switching(ref));
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_atomic_sync);

void percpu_ref_switch_to_percpu(struct percpu_ref *ref)
{
	unsigned long flags;

	switch_lock_idle(ref, &flags);
	ref->force_atomic = false;
	if (!(state_of(ref) & __PERCPU_REF_DEAD))
		switch_to_percpu(ref);
	spin_unlock_irqrestore(&switch_lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_percpu);

void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm_kill)
{
	unsigned long flags;

	switch_lock_idle(ref, &flags);
	WARN_ONCE(state_of(ref) & __PERCPU_REF_DEAD,
		  "percpu_ref_kill_and_confirm called more than "
		  "once on %ps!",
		  ref->release);
	state_set(ref, state_of(ref) | __PERCPU_REF_DEAD);
	switch_begin(ref, confirm_kill);
	spin_unlock_irqrestore(&switch_lock, flags);
	percpu_ref_put(ref);
}
EXPORT_SYMBOL_GPL(percpu_ref_kill_and_confirm);

void percpu_ref_resurrect(struct percpu_ref *ref)
{
	unsigned long flags;

	switch_lock_idle(ref, &flags);
	WARN_ON_ONCE(!(state_of(ref) & __PERCPU_REF_DEAD));
	state_set(ref, state_of(ref) & ~__PERCPU_REF_DEAD);
	percpu_ref_get(ref);
	if (!ref->force_atomic)
		switch_to_percpu(ref);
	spin_unlock_irqrestore(&switch_lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_resurrect);

void percpu_ref_reinit(struct percpu_ref *ref)
{
	WARN_ON_ONCE(!percpu_ref_is_zero(ref));
	percpu_ref_resurrect(ref);
}
EXPORT_SYMBOL_GPL(percpu_ref_reinit);
