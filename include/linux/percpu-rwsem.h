/* SPDX-License-Identifier: MIT */
/*
 * Reader/writer semaphores for many readers and few writers. Here they are
 * plain ones: a reader's cost is a lock either way. src/base/rwsem.c.
 */
#ifndef _LINUX_PERCPU_RWSEM_H
#define _LINUX_PERCPU_RWSEM_H

#include <linux/percpu.h>
#include <linux/rwsem.h>

struct percpu_rw_semaphore {
	struct rw_semaphore sem;
};

#define __PERCPU_RWSEM_INITIALIZER(name) { .sem = __RWSEM_INITIALIZER(name.sem) }
#define DEFINE_PERCPU_RWSEM(name)					\
	struct percpu_rw_semaphore name = __PERCPU_RWSEM_INITIALIZER(name)
#define DEFINE_STATIC_PERCPU_RWSEM(name)	static DEFINE_PERCPU_RWSEM(name)

#define percpu_init_rwsem(s)						\
	({								\
		static struct lock_class_key __key;			\
		__init_rwsem(&(s)->sem, #s, &__key);			\
		0;							\
	})

static inline void percpu_free_rwsem(struct percpu_rw_semaphore *s)
{
	(void)s;
}

static inline void percpu_down_read(struct percpu_rw_semaphore *s)
{
	down_read(&s->sem);
}

static inline bool percpu_down_read_trylock(struct percpu_rw_semaphore *s)
{
	return down_read_trylock(&s->sem);
}

static inline void percpu_up_read(struct percpu_rw_semaphore *s)
{
	up_read(&s->sem);
}

static inline void percpu_down_write(struct percpu_rw_semaphore *s)
{
	down_write(&s->sem);
}

static inline void percpu_up_write(struct percpu_rw_semaphore *s)
{
	up_write(&s->sem);
}

static inline bool percpu_is_read_locked(struct percpu_rw_semaphore *s)
{
	return rwsem_is_locked(&s->sem) && !READ_ONCE(s->sem.owner);
}

static inline bool percpu_rwsem_is_held(struct percpu_rw_semaphore *s)
{
	return rwsem_is_locked(&s->sem);
}

#define percpu_rwsem_assert_held(s)	WARN_ON(!percpu_rwsem_is_held(s))

#endif
