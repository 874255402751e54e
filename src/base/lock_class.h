/* SPDX-License-Identifier: MIT */
/* The rules about locks and interrupts, checked for each class of locks. */
#ifndef DMAE_BASE_LOCK_CLASS_H
#define DMAE_BASE_LOCK_CLASS_H

#include <linux/spinlock_types.h>

/** lock_class_use() - @lock is about to be taken here: complain once per class if that can deadlock
 */
void lock_class_use(struct raw_spinlock *lock);
/** lock_class_use_rw() - the same for a lock that readers share */
void lock_class_use_rw(struct raw_spinlock *lock, bool writes);

/* what else is known of a class: see signalling.c */
#define LOCK_IN_SIGNALLING	(1u << 16)	/* wanted in a signalling section */
#define LOCK_HELD_WAITING	(1u << 17)	/* held while a fence was waited for */
/** lock_class_mark() - note it of @lock's class. Return: all of these bits that are known of it */
unsigned int lock_class_mark(struct raw_spinlock *lock, unsigned int bit);

#endif
