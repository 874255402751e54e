/* SPDX-License-Identifier: MIT */
/* What a reader/writer spinlock is made of. */
#ifndef __LINUX_RWLOCK_TYPES_H
#define __LINUX_RWLOCK_TYPES_H

#include <linux/spinlock_types.h>

/**
 * typedef rwlock_t - a lock that many readers or one writer spin for
 * @count: readers; -1: a writer has it
 * @lock: nobody takes it: its name, its class and its owner (the writer) are the rwlock's
 */
typedef struct {
	int count;
	raw_spinlock_t lock;
} rwlock_t;

#define __RW_LOCK_UNLOCKED(lockname) \
	(rwlock_t) { .lock = __RAW_SPIN_LOCK_INITIALIZER(lockname) }
#define DEFINE_RWLOCK(x)	rwlock_t x = __RW_LOCK_UNLOCKED(x)

#endif
