/* SPDX-License-Identifier: MIT */
/*
 * Reference counts that saturate: one that would overflow, or is used after
 * it has dropped to 0, is reported, stuck at REFCOUNT_SATURATED, and its
 * object leaks rather than being freed in use.
 */
#ifndef _LINUX_REFCOUNT_H
#define _LINUX_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/spinlock_types.h>

struct mutex;

typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

#define REFCOUNT_INIT(n) { .refs = ATOMIC_INIT(n), }
#define REFCOUNT_MAX INT_MAX
#define REFCOUNT_SATURATED (INT_MIN / 2)

enum refcount_saturation_type {
	REFCOUNT_ADD_NOT_ZERO_OVF,
	REFCOUNT_ADD_OVF,
	REFCOUNT_ADD_UAF,
	REFCOUNT_SUB_UAF,
	REFCOUNT_DEC_LEAK,
};

void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t);

static inline void refcount_set(refcount_t *r, int n)
{
	atomic_set(&r->refs, n);
}

static inline unsigned int refcount_read(const refcount_t *r)
{
	return atomic_read(&r->refs);
}

/* Whether a count went, or was, where no honest count gets to. */
static inline bool __refcount_overflows(int old, int new)
{
	return unlikely(old < 0 || new < 0);
}

static inline __must_check bool __refcount_add_not_zero(int i, refcount_t *r,
							int *oldp)
{
	int old = refcount_read(r);

	while (old && !atomic_try_cmpxchg_relaxed(&r->refs, &old, old + i))
		;
	if (oldp)
		*oldp = old;
	if (__refcount_overflows(old, old + i))
		refcount_warn_saturate(r, REFCOUNT_ADD_NOT_ZERO_OVF);
	return old != 0;
}

static inline __must_check bool refcount_add_not_zero(int i, refcount_t *r)
{
	return __refcount_add_not_zero(i, r, NULL);
}

static inline void __refcount_add(int i, refcount_t *r, int *oldp)
{
	int old = atomic_fetch_add_relaxed(i, &r->refs);

	if (unlikely(old == 0))
		refcount_warn_saturate(r, REFCOUNT_ADD_UAF);
	else if (__refcount_overflows(old, old + i))
		refcount_warn_saturate(r, REFCOUNT_ADD_OVF);
	if (oldp)
		*oldp = old;
}

static inline void refcount_add(int i, refcount_t *r)
{
	__refcount_add(i, r, NULL);
}

static inline __must_check bool __refcount_inc_not_zero(refcount_t *r,
							int *oldp)
{
	return __refcount_add_not_zero(1, r, oldp);
}

static inline __must_check bool refcount_inc_not_zero(refcount_t *r)
{
	return __refcount_inc_not_zero(r, NULL);
}

static inline void __refcount_inc(refcount_t *r, int *oldp)
{
	__refcount_add(1, r, oldp);
}

static inline void refcount_inc(refcount_t *r)
{
	__refcount_inc(r, NULL);
}

/* Return: true if this was the last reference */
static inline __must_check bool __refcount_sub_and_test(int i, refcount_t *r,
							int *oldp)
{
	/* an acquire for the last one: freeing must come after all other uses */
	int old = atomic_fetch_sub(i, &r->refs);
	bool last = old == i;

	if (!last && __refcount_overflows(old, old - i))
		refcount_warn_saturate(r, REFCOUNT_SUB_UAF);
	if (oldp)
		*oldp = old;
	return last;
}

static inline __must_check bool refcount_sub_and_test(int i, refcount_t *r)
{
	return __refcount_sub_and_test(i, r, NULL);
}

static inline __must_check bool __refcount_dec_and_test(refcount_t *r,
							int *oldp)
{
	return __refcount_sub_and_test(1, r, oldp);
}

static inline __must_check bool refcount_dec_and_test(refcount_t *r)
{
	return __refcount_dec_and_test(r, NULL);
}

static inline void __refcount_dec(refcount_t *r, int *oldp)
{
	int old = atomic_fetch_sub_release(1, &r->refs);

	/* the last one must be dropped by a test */
	if (unlikely(old < 2))
		refcount_warn_saturate(r, REFCOUNT_DEC_LEAK);
	if (oldp)
		*oldp = old;
}

static inline void refcount_dec(refcount_t *r)
{
	__refcount_dec(r, NULL);
}

__must_check bool refcount_dec_if_one(refcount_t *r);
__must_check bool refcount_dec_not_one(refcount_t *r);
/* with the lock held where they return true */
__must_check bool refcount_dec_and_mutex_lock(refcount_t *r,
					      struct mutex *lock);
__must_check bool refcount_dec_and_lock(refcount_t *r, spinlock_t *lock);
__must_check bool refcount_dec_and_lock_irqsave(refcount_t *r,
						spinlock_t *lock,
						unsigned long *flags);

#endif
