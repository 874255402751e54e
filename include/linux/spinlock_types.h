/* SPDX-License-Identifier: MIT */
/* What a spinlock is made of. */
#ifndef _LINUX_SPINLOCK_TYPES_H
#define _LINUX_SPINLOCK_TYPES_H

#include <linux/lockdep_types.h>

struct exec_cpu;

/**
 * struct raw_spinlock - a lock that is waited for by spinning
 * @word: 0 free, 1 held, 2 held and somebody may be asleep on it (threads)
 * @class_id: the lock's class in this world (src/base/lock_class.c); 0 or stale: not looked up yet
 * @owner: the CPU that holds it
 * @name: as written in the source
 * @key: names the class; NULL for a lock that is a class of its own
 */
typedef struct raw_spinlock {
	unsigned int word;
	unsigned int class_id;
	struct exec_cpu *owner;
	const char *name;
	const struct lock_class_key *key;
} raw_spinlock_t;

typedef struct spinlock {
	struct raw_spinlock rlock;
} spinlock_t;

#define __RAW_SPIN_LOCK_INITIALIZER(lockname) { .word = 0, .name = #lockname }
#define __RAW_SPIN_LOCK_UNLOCKED(lockname) (raw_spinlock_t) __RAW_SPIN_LOCK_INITIALIZER(lockname)
#define DEFINE_RAW_SPINLOCK(x) raw_spinlock_t x = __RAW_SPIN_LOCK_INITIALIZER(x)

#define __SPIN_LOCK_INITIALIZER(lockname) { .rlock = __RAW_SPIN_LOCK_INITIALIZER(lockname) }
#define __SPIN_LOCK_UNLOCKED(lockname) (spinlock_t) __SPIN_LOCK_INITIALIZER(lockname)
#define DEFINE_SPINLOCK(x) spinlock_t x = __SPIN_LOCK_INITIALIZER(x)

#endif
