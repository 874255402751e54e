/* SPDX-License-Identifier: MIT */
/*
 * Read-copy-update. A reader announces itself with rcu_read_lock() and may
 * not sleep until rcu_read_unlock(); a grace period is over once every reader
 * that had begun before it is done. Code that only disables preemption or
 * interrupts is no reader: the _sched and _bh forms are. src/base/rcu.c.
 */
#ifndef __LINUX_RCUPDATE_H
#define __LINUX_RCUPDATE_H

#include <linux/cleanup.h>
#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/bug.h>
#include <linux/preempt.h>
#include <linux/bottom_half.h>
#include <linux/lockdep.h>
#include <asm/barrier.h>
#include <asm/processor.h>

void __rcu_read_lock(void);
void __rcu_read_unlock(void);

/** rcu_read_lock_held() - true inside rcu_read_lock(), and where no world runs */
int rcu_read_lock_held(void);
int rcu_read_lock_bh_held(void);
int rcu_read_lock_sched_held(void);
/** rcu_read_lock_any_held() - the same, and wherever preemption is off */
int rcu_read_lock_any_held(void);
/** rcu_preempt_depth() - how often rcu_read_lock() is nested here */
int rcu_preempt_depth(void);
#define rcu_is_watching()	true

/**
 * call_rcu() - run @func(@head) after a grace period, in softirq context
 *
 * Any context. @head belongs to RCU until then.
 */
void call_rcu(struct rcu_head *head, rcu_callback_t func);
#define call_rcu_hurry(head, func)	call_rcu(head, func)

/** synchronize_rcu() - sleep for a grace period. Process context. */
void synchronize_rcu(void);
void synchronize_rcu_expedited(void);
/** rcu_barrier() - until every call_rcu() that came before has run its function */
void rcu_barrier(void);

/* a grace period's number to be compared with later */
unsigned long get_state_synchronize_rcu(void);
unsigned long start_poll_synchronize_rcu(void);
bool poll_state_synchronize_rcu(unsigned long oldstate);
void cond_synchronize_rcu(unsigned long oldstate);

/* src/base/rcu.c: free memory of kmalloc(), a cache or vmalloc() after a grace period */
void dmae_kvfree_rcu(struct rcu_head *head, unsigned long offset);
void dmae_kvfree_rcu_sleep(void *ptr);

#define __kfree_rcu_head(ptr, rhf)					\
	do {								\
		typeof(ptr) ___p = (ptr);				\
		BUILD_BUG_ON(__builtin_offsetof(typeof(*(ptr)), rhf) >= 4096); \
		if (___p)						\
			dmae_kvfree_rcu(&___p->rhf,			\
				__builtin_offsetof(typeof(*(ptr)), rhf)); \
	} while (0)
#define __kfree_rcu_bare(ptr)	dmae_kvfree_rcu_sleep((void *)(ptr))
#define __kfree_rcu_pick(_1, _2, name, ...)	name
#define kvfree_rcu(...)							\
	__kfree_rcu_pick(__VA_ARGS__, __kfree_rcu_head, __kfree_rcu_bare, )(__VA_ARGS__)
#define kfree_rcu(...)			kvfree_rcu(__VA_ARGS__)
#define kfree_rcu_mightsleep(ptr)	__kfree_rcu_bare(ptr)
#define kvfree_rcu_mightsleep(ptr)	__kfree_rcu_bare(ptr)

static inline void rcu_read_lock(void)
{
	__rcu_read_lock();
}

static inline void rcu_read_unlock(void)
{
	__rcu_read_unlock();
}

static inline void rcu_read_lock_bh(void)
{
	local_bh_disable();
	__rcu_read_lock();
}

static inline void rcu_read_unlock_bh(void)
{
	__rcu_read_unlock();
	local_bh_enable();
}

static inline void rcu_read_lock_sched(void)
{
	preempt_disable();
	__rcu_read_lock();
}

static inline void rcu_read_unlock_sched(void)
{
	__rcu_read_unlock();
	preempt_enable();
}

#define rcu_read_lock_sched_notrace()	rcu_read_lock_sched()
#define rcu_read_unlock_sched_notrace()	rcu_read_unlock_sched()

/* src/base/rcu.c */
void lockdep_rcu_suspicious(const char *file, int line, const char *what);

/* the kernel's own lockdep says it once for a place, and so do we */
#define RCU_LOCKDEP_WARN(c, s)						\
	do {								\
		static unsigned int __warned;				\
		if (unlikely(c) && ONCE_FIRST(__warned))		\
			lockdep_rcu_suspicious(__FILE__, __LINE__, s);	\
	} while (0)

#define __rcu_dereference_check(p, c)					\
	({								\
		RCU_LOCKDEP_WARN(!(c), "suspicious rcu_dereference_check() usage"); \
		(typeof(*(p)) *)__atomic_load_n(&(p), __ATOMIC_ACQUIRE);	\
	})
#define rcu_dereference_check(p, c)	__rcu_dereference_check(p, (c) || rcu_read_lock_held())
#define rcu_dereference_bh_check(p, c)	__rcu_dereference_check(p, (c) || rcu_read_lock_bh_held())
#define rcu_dereference_sched_check(p, c)				\
	__rcu_dereference_check(p, (c) || rcu_read_lock_sched_held())
#define rcu_dereference(p)		rcu_dereference_check(p, 0)
#define rcu_dereference_bh(p)		rcu_dereference_bh_check(p, 0)
#define rcu_dereference_sched(p)	rcu_dereference_sched_check(p, 0)
#define rcu_dereference_raw(p)		((typeof(*(p)) *)__atomic_load_n(&(p), __ATOMIC_ACQUIRE))
#define rcu_dereference_raw_check(p)	rcu_dereference_raw(p)
#define rcu_dereference_protected(p, c)					\
	({								\
		RCU_LOCKDEP_WARN(!(c), "suspicious rcu_dereference_protected() usage"); \
		(typeof(*(p)) *)__atomic_load_n(&(p), __ATOMIC_RELAXED);	\
	})
#define rcu_access_pointer(p)		((typeof(*(p)) *)__atomic_load_n(&(p), __ATOMIC_RELAXED))
#define rcu_pointer_handoff(p)		(p)
#define rcu_assign_pointer(p, v)	__atomic_store_n(&(p), (typeof(p))(v), __ATOMIC_RELEASE)
#define RCU_INIT_POINTER(p, v)		__atomic_store_n(&(p), (typeof(p))(v), __ATOMIC_RELAXED)
#define RCU_INITIALIZER(v)		(typeof(*(v)) *)(v)
#define RCU_POINTER_INITIALIZER(p, v)	.p = RCU_INITIALIZER(v)
#define rcu_replace_pointer(rcu_ptr, ptr, c)				\
	({								\
		typeof(ptr) __old = rcu_dereference_protected((rcu_ptr), (c));	\
		rcu_assign_pointer((rcu_ptr), (ptr));			\
		__old;							\
	})
#define unrcu_pointer(p)		(p)

#define rcu_sleep_check()		do { } while (0)
#define cond_resched_rcu()		do { } while (0)
#define cond_resched_tasks_rcu_qs()	cond_resched()
#define init_rcu_head(head)		do { (void)(head); } while (0)
#define destroy_rcu_head(head)		do { (void)(head); } while (0)
#define init_rcu_head_on_stack(head)	do { (void)(head); } while (0)
#define destroy_rcu_head_on_stack(head)	do { (void)(head); } while (0)

DEFINE_LOCK_GUARD_0(rcu, rcu_read_lock(), rcu_read_unlock())

#endif
