// SPDX-License-Identifier: MIT
/* Reference counts: the reports, and the forms that take a lock with the last reference. */
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>

#define REFCOUNT_WARN(what) WARN_ONCE(1, "refcount_t: " what ".\n")

void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t)
{
	refcount_set(r, REFCOUNT_SATURATED);
	/* each warns once, also where two say the same */
	if (t == REFCOUNT_ADD_NOT_ZERO_OVF)
		REFCOUNT_WARN("saturated; leaking memory");
	else if (t == REFCOUNT_ADD_OVF)
		REFCOUNT_WARN("saturated; leaking memory");
	else if (t == REFCOUNT_ADD_UAF)
		REFCOUNT_WARN("addition on 0; use-after-free");
	else if (t == REFCOUNT_SUB_UAF)
		REFCOUNT_WARN("underflow; use-after-free");
	else if (t == REFCOUNT_DEC_LEAK)
		REFCOUNT_WARN("decrement hit 0; leaking memory");
}
EXPORT_SYMBOL(refcount_warn_saturate);

bool refcount_dec_if_one(refcount_t *r)
{
	int one = 1;

	return atomic_try_cmpxchg_release(&r->refs, &one, 0);
}
EXPORT_SYMBOL(refcount_dec_if_one);

/* Return: false, and nothing was dropped, if this is the last reference */
bool refcount_dec_not_one(refcount_t *r)
{
	int old = atomic_read(&r->refs);

	do {
		if (old == REFCOUNT_SATURATED)
			return true;
		if (old == 1)
			return false;
		if (old < 1) {
			REFCOUNT_WARN("underflow; use-after-free");
			return true;
		}
	} while (!atomic_try_cmpxchg_release(&r->refs, &old, old - 1));
	return true;
}
EXPORT_SYMBOL(refcount_dec_not_one);

bool refcount_dec_and_mutex_lock(refcount_t *r, struct mutex *lock)
{
	if (refcount_dec_not_one(r))
		return false;
	mutex_lock(lock);
	if (refcount_dec_and_test(r))
		return true;
	mutex_unlock(lock);
	return false;
}
EXPORT_SYMBOL(refcount_dec_and_mutex_lock);

bool refcount_dec_and_lock(refcount_t *r, spinlock_t *lock)
{
	if (refcount_dec_not_one(r))
		return false;
	spin_lock(lock);
	if (refcount_dec_and_test(r))
		return true;
	spin_unlock(lock);
	return false;
}
EXPORT_SYMBOL(refcount_dec_and_lock);

bool refcount_dec_and_lock_irqsave(refcount_t *r, spinlock_t *lock,
				   unsigned long *flags)
{
	unsigned long saved;

	if (refcount_dec_not_one(r))
		return false;
	spin_lock_irqsave(lock, saved);
	if (refcount_dec_and_test(r)) {
		*flags = saved;
		return true;
	}
	spin_unlock_irqrestore(lock, saved);
	return false;
}
EXPORT_SYMBOL(refcount_dec_and_lock_irqsave);
