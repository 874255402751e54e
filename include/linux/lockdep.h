/* SPDX-License-Identifier: MIT */
/*
 * Lock classes and assertions. A class is a place in the code where locks
 * are initialised; the rules about interrupts are checked per class
 * (src/base/lock_class.c).
 */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

#include <linux/lockdep_types.h>
#include <linux/bug.h>
#include <linux/smp.h>

struct raw_spinlock;
struct mutex;

bool dmae_spin_held(const struct raw_spinlock *lock);
bool dmae_mutex_held(const struct mutex *lock);

#define lockdep_is_held(lock)						\
	_Generic((lock),						\
		struct spinlock *: dmae_spin_held((const struct raw_spinlock *)(const void *)(lock)),	\
		struct raw_spinlock *: dmae_spin_held((const struct raw_spinlock *)(const void *)(lock)),	\
		const struct spinlock *: dmae_spin_held((const struct raw_spinlock *)(const void *)(lock)),	\
		struct mutex *: dmae_mutex_held((const struct mutex *)(const void *)(lock)),	\
		default: true)

#define lockdep_assert_held(lock)	WARN_ON(!lockdep_is_held(lock))
#define lockdep_assert_held_once(lock)	WARN_ON_ONCE(!lockdep_is_held(lock))
#define lockdep_assert_not_held(lock)	WARN_ON(lockdep_is_held(lock))
#define lockdep_assert_none_held_once()	do { } while (0)
#define lockdep_assert_irqs_enabled()	WARN_ON_ONCE(irqs_disabled())
#define lockdep_assert_irqs_disabled()	WARN_ON_ONCE(!irqs_disabled())
#define lockdep_assert_in_irq()		WARN_ON_ONCE(!in_hardirq())

#define lockdep_set_class(lock, key)			do { (void)(key); } while (0)
#define lockdep_set_class_and_name(lock, key, name)	do { (void)(key); (void)(name); } while (0)
#define lockdep_set_subclass(lock, sub)			do { } while (0)
#define lockdep_set_novalidate_class(lock)		do { } while (0)
#define lockdep_init_map(map, name, key, sub)		do { (void)(map); (void)(name); (void)(key); } while (0)
#define lockdep_register_key(key)			do { (void)(key); } while (0)
#define lockdep_unregister_key(key)			do { (void)(key); } while (0)

#define SINGLE_DEPTH_NESTING		1
#define might_lock(lock)		do { (void)(lock); } while (0)

#endif
