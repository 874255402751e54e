/* SPDX-License-Identifier: MIT */
/*
 * References that are taken and dropped often and killed once. Until it is
 * killed nobody looks whether the count is zero; after a grace period of RCU
 * the count is exact. src/base/percpu_refcount.c.
 */
#ifndef _LINUX_PERCPU_REFCOUNT_H
#define _LINUX_PERCPU_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <linux/gfp.h>

struct percpu_ref;
typedef void (percpu_ref_func_t)(struct percpu_ref *ref);

/* flags of percpu_ref_init() */
enum {
	PERCPU_REF_INIT_ATOMIC = 1 << 0,	/* exact from the start */
	PERCPU_REF_INIT_DEAD = 1 << 1,		/* killed from the start, with no reference */
	PERCPU_REF_ALLOW_REINIT = 1 << 2,
};

/* bits of @state */
enum {
	__PERCPU_REF_ATOMIC = 1 << 0,
	__PERCPU_REF_DEAD = 1 << 1,
};

/**
 * struct percpu_ref - a count of references
 * @count: references; while not exact, with a large bias so that it cannot reach 0
 * @state: __PERCPU_REF_*; changed under the file's lock, read by everybody
 * @release: called when the last reference is gone, in any context
 * @confirm: called once everybody sees that it was killed (made exact)
 */
struct percpu_ref {
	atomic64_t count;
	unsigned long state;
	percpu_ref_func_t *release;
	percpu_ref_func_t *confirm;
	bool force_atomic;
	bool allow_reinit;
	bool switching;
	struct rcu_head rcu;
};

int __must_check percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release,
				 unsigned int flags, gfp_t gfp);
void percpu_ref_exit(struct percpu_ref *ref);
void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm_switch);
void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref);
void percpu_ref_switch_to_percpu(struct percpu_ref *ref);
/** percpu_ref_kill_and_confirm() - drops the first reference; later tryget_live() fail */
void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm_kill);
void percpu_ref_resurrect(struct percpu_ref *ref);
/** percpu_ref_reinit() - a killed reference whose count is zero starts anew */
void percpu_ref_reinit(struct percpu_ref *ref);
bool percpu_ref_is_zero(struct percpu_ref *ref);

void percpu_ref_get_many(struct percpu_ref *ref, unsigned long nr);
bool percpu_ref_tryget_many(struct percpu_ref *ref, unsigned long nr);
bool percpu_ref_tryget_live(struct percpu_ref *ref);
void percpu_ref_put_many(struct percpu_ref *ref, unsigned long nr);

static inline void percpu_ref_kill(struct percpu_ref *ref)
{
	percpu_ref_kill_and_confirm(ref, NULL);
}

static inline void percpu_ref_get(struct percpu_ref *ref)
{
	percpu_ref_get_many(ref, 1);
}

static inline bool percpu_ref_tryget(struct percpu_ref *ref)
{
	return percpu_ref_tryget_many(ref, 1);
}

static inline bool percpu_ref_tryget_live_rcu(struct percpu_ref *ref)
{
	return percpu_ref_tryget_live(ref);
}

static inline void percpu_ref_put(struct percpu_ref *ref)
{
	percpu_ref_put_many(ref, 1);
}

static inline bool percpu_ref_is_dying(struct percpu_ref *ref)
{
	return __atomic_load_n(&ref->state, __ATOMIC_RELAXED) & __PERCPU_REF_DEAD;
}

#endif
