/* SPDX-License-Identifier: MIT */
/*
 * Reader/writer semaphores: sleeping locks that many readers or one writer
 * hold. Whoever waits is served in order, so writers do not starve.
 * src/base/rwsem.c.
 */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct task_struct;

/**
 * struct rw_semaphore - a lock with readers
 * @wait_lock: protects everything here
 * @readers: how many hold it
 * @owner: the writer that holds it
 * @wait_list: who waits, first come first served
 */
struct rw_semaphore {
	raw_spinlock_t wait_lock;
	unsigned int readers;
	struct task_struct *owner;
	struct list_head wait_list;
	const char *name;
};

#define __RWSEM_INITIALIZER(lockname) {					\
	.wait_lock = __RAW_SPIN_LOCK_INITIALIZER(lockname.wait_lock),	\
	.wait_list = LIST_HEAD_INIT(lockname.wait_list),		\
	.name = #lockname,						\
}
#define DECLARE_RWSEM(lockname)	struct rw_semaphore lockname = __RWSEM_INITIALIZER(lockname)

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key);
#define init_rwsem(sem)							\
	do {								\
		static struct lock_class_key __key;			\
		__init_rwsem((sem), #sem, &__key);			\
	} while (0)

void down_read(struct rw_semaphore *sem);
int __must_check down_read_interruptible(struct rw_semaphore *sem);
int __must_check down_read_killable(struct rw_semaphore *sem);
int down_read_trylock(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
int __must_check down_write_killable(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
/** downgrade_write() - the writer goes on as a reader, and lets other readers in */
void downgrade_write(struct rw_semaphore *sem);
int rwsem_is_locked(struct rw_semaphore *sem);
int rwsem_is_contended(struct rw_semaphore *sem);

#define down_read_nested(sem, subclass)			down_read(sem)
#define down_write_nested(sem, subclass)		down_write(sem)
#define down_read_killable_nested(sem, subclass)	down_read_killable(sem)
#define down_write_killable_nested(sem, subclass)	down_write_killable(sem)
#define down_write_nest_lock(sem, nest_lock)		down_write(sem)
#define down_read_non_owner(sem)			down_read(sem)
#define up_read_non_owner(sem)				up_read(sem)

DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD_COND(rwsem_read, _try, down_read_trylock(_T))
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))
DEFINE_GUARD_COND(rwsem_write, _try, down_write_trylock(_T))

#endif
