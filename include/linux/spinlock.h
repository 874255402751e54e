/* SPDX-License-Identifier: MIT */
/*
 * Spinlocks: raw, plain, with bottom halves off, with interrupts off. One
 * implementation for both executors in src/base/spinlock.c, which also
 * checks the rules: not twice on one CPU, not released by a stranger, not
 * shared with an interrupt while interrupts are on.
 */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <linux/cleanup.h>
#include <linux/preempt.h>
#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/spinlock_types.h>
#include <linux/rwlock.h>
#include <linux/lockdep.h>
#include <linux/compiler.h>
#include <linux/types.h>

void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name, const struct lock_class_key *key);
void _raw_spin_lock(raw_spinlock_t *lock);
void _raw_spin_lock_bh(raw_spinlock_t *lock);
void _raw_spin_lock_irq(raw_spinlock_t *lock);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock);
int _raw_spin_trylock(raw_spinlock_t *lock);
int _raw_spin_trylock_bh(raw_spinlock_t *lock);
void _raw_spin_unlock(raw_spinlock_t *lock);
void _raw_spin_unlock_bh(raw_spinlock_t *lock);
void _raw_spin_unlock_irq(raw_spinlock_t *lock);
void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags);

#define raw_spin_lock_init(lock)					\
	do {								\
		static const struct lock_class_key __key;		\
		__raw_spin_lock_init((lock), #lock, &__key);		\
	} while (0)

#define raw_spin_lock(lock)		_raw_spin_lock(lock)
#define raw_spin_lock_nested(lock, sub)	_raw_spin_lock(lock)
#define raw_spin_lock_bh(lock)		_raw_spin_lock_bh(lock)
#define raw_spin_lock_irq(lock)		_raw_spin_lock_irq(lock)
#define raw_spin_lock_irqsave(lock, flags)				\
	do {								\
		typecheck_flags(flags);					\
		(flags) = _raw_spin_lock_irqsave(lock);			\
	} while (0)
#define raw_spin_unlock(lock)		_raw_spin_unlock(lock)
#define raw_spin_unlock_bh(lock)	_raw_spin_unlock_bh(lock)
#define raw_spin_unlock_irq(lock)	_raw_spin_unlock_irq(lock)
#define raw_spin_unlock_irqrestore(lock, flags)	_raw_spin_unlock_irqrestore(lock, flags)
#define raw_spin_trylock(lock)		_raw_spin_trylock(lock)
#define raw_spin_trylock_bh(lock)	_raw_spin_trylock_bh(lock)
#define raw_spin_trylock_irq(lock)					\
	({								\
		local_irq_disable();					\
		_raw_spin_trylock(lock) ? 1 : ({ local_irq_enable(); 0; }); \
	})
#define raw_spin_trylock_irqsave(lock, flags)				\
	({								\
		local_irq_save(flags);					\
		_raw_spin_trylock(lock) ? 1 : ({ local_irq_restore(flags); 0; }); \
	})

/* the kernel refuses anything but an unsigned long here, and so do we */
#define typecheck_flags(flags)						\
	((void)((unsigned long *)0 == (__typeof__(flags) *)0))

static inline bool raw_spin_is_locked(raw_spinlock_t *lock)
{
	return __atomic_load_n(&lock->word, __ATOMIC_RELAXED) != 0;
}

#define spin_lock_init(lock)						\
	do {								\
		static const struct lock_class_key __key;		\
		__raw_spin_lock_init(&(lock)->rlock, #lock, &__key);	\
	} while (0)

static __always_inline void spin_lock(spinlock_t *lock)
{
	_raw_spin_lock(&lock->rlock);
}

static __always_inline void spin_lock_bh(spinlock_t *lock)
{
	_raw_spin_lock_bh(&lock->rlock);
}

static __always_inline void spin_lock_irq(spinlock_t *lock)
{
	_raw_spin_lock_irq(&lock->rlock);
}

static __always_inline void spin_unlock(spinlock_t *lock)
{
	_raw_spin_unlock(&lock->rlock);
}

static __always_inline void spin_unlock_bh(spinlock_t *lock)
{
	_raw_spin_unlock_bh(&lock->rlock);
}

static __always_inline void spin_unlock_irq(spinlock_t *lock)
{
	_raw_spin_unlock_irq(&lock->rlock);
}

static __always_inline void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags)
{
	_raw_spin_unlock_irqrestore(&lock->rlock, flags);
}

static __always_inline int spin_trylock(spinlock_t *lock)
{
	return _raw_spin_trylock(&lock->rlock);
}

static __always_inline int spin_trylock_bh(spinlock_t *lock)
{
	return _raw_spin_trylock_bh(&lock->rlock);
}

static __always_inline int spin_is_locked(spinlock_t *lock)
{
	return raw_spin_is_locked(&lock->rlock);
}

#define spin_lock_nested(lock, sub)	spin_lock(lock)
#define spin_lock_irqsave(lock, flags)	raw_spin_lock_irqsave(&(lock)->rlock, flags)
#define spin_lock_irqsave_nested(lock, flags, sub)	spin_lock_irqsave(lock, flags)
#define spin_trylock_irq(lock)		raw_spin_trylock_irq(&(lock)->rlock)
#define spin_trylock_irqsave(lock, flags)	raw_spin_trylock_irqsave(&(lock)->rlock, flags)
#define assert_spin_locked(lock)	BUG_ON(!spin_is_locked(lock))
#define assert_raw_spin_locked(lock)	BUG_ON(!raw_spin_is_locked(lock))

/* guard(spinlock_irqsave)(&lock) and its family */
#define __SPINLOCK_GUARDS(_name, _type, _op)						\
DEFINE_LOCK_GUARD_1(_name, _type, _op##_lock(_T->lock), _op##_unlock(_T->lock))	\
DEFINE_LOCK_GUARD_1_COND(_name, _try, _op##_trylock(_T->lock))				\
DEFINE_LOCK_GUARD_1(_name##_nested, _type, _op##_lock(_T->lock), _op##_unlock(_T->lock)) \
DEFINE_LOCK_GUARD_1(_name##_bh, _type, _op##_lock_bh(_T->lock), _op##_unlock_bh(_T->lock)) \
DEFINE_LOCK_GUARD_1_COND(_name##_bh, _try, _op##_trylock_bh(_T->lock))			\
DEFINE_LOCK_GUARD_1(_name##_irq, _type, _op##_lock_irq(_T->lock), _op##_unlock_irq(_T->lock)) \
DEFINE_LOCK_GUARD_1_COND(_name##_irq, _try, _op##_trylock_irq(_T->lock))		\
DEFINE_LOCK_GUARD_1(_name##_irqsave, _type, _op##_lock_irqsave(_T->lock, _T->flags),	\
		    _op##_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)	\
DEFINE_LOCK_GUARD_1_COND(_name##_irqsave, _try, _op##_trylock_irqsave(_T->lock, _T->flags))

__SPINLOCK_GUARDS(raw_spinlock, raw_spinlock_t, raw_spin)
__SPINLOCK_GUARDS(spinlock, spinlock_t, spin)
#undef __SPINLOCK_GUARDS

#endif
