/* SPDX-License-Identifier: MIT */
/* Wait queues, and every form of wait_event. */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/list.h>
#include <linux/stddef.h>
#include <linux/spinlock.h>
#include <linux/sched.h>
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/hrtimer.h>

typedef struct wait_queue_entry wait_queue_entry_t;
typedef int (*wait_queue_func_t)(struct wait_queue_entry *wq_entry, unsigned int mode, int flags,
				 void *key);

#define WQ_FLAG_EXCLUSIVE	0x01
#define WQ_FLAG_WOKEN		0x02
#define WQ_FLAG_BOOKMARK	0x04
#define WQ_FLAG_CUSTOM		0x08
#define WQ_FLAG_DONE		0x10
#define WQ_FLAG_PRIORITY	0x20

/** struct wait_queue_entry - one waiter; owned by it, linked under the head's lock */
struct wait_queue_entry {
	unsigned int flags;
	void *private;
	wait_queue_func_t func;
	struct list_head entry;
};

struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
};
typedef struct wait_queue_head wait_queue_head_t;

#define __WAITQUEUE_INITIALIZER(name, tsk) {				\
	.private = tsk, .func = default_wake_function, .entry = { NULL, NULL } }
#define DECLARE_WAITQUEUE(name, tsk)					\
	struct wait_queue_entry name = __WAITQUEUE_INITIALIZER(name, tsk)
#define __WAIT_QUEUE_HEAD_INITIALIZER(name) {				\
	.lock = __SPIN_LOCK_INITIALIZER(name.lock),			\
	.head = LIST_HEAD_INIT(name.head) }
#define DECLARE_WAIT_QUEUE_HEAD(name)					\
	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)

void __init_waitqueue_head(struct wait_queue_head *wq_head, const char *name,
			   struct lock_class_key *key);
#define init_waitqueue_head(wq_head)					\
	do {								\
		static struct lock_class_key __key;			\
		__init_waitqueue_head((wq_head), #wq_head, &__key);	\
	} while (0)
/* the initialiser has to run at the declaration, for a head on the stack */
#define __WAIT_QUEUE_HEAD_INIT_ONSTACK(name)				\
	({ init_waitqueue_head(&name); name; })
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name)				\
	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INIT_ONSTACK(name)

static inline void init_waitqueue_entry(struct wait_queue_entry *wq_entry, struct task_struct *p)
{
	wq_entry->flags = 0;
	wq_entry->private = p;
	wq_entry->func = default_wake_function;
}

static inline void init_waitqueue_func_entry(struct wait_queue_entry *wq_entry,
					     wait_queue_func_t func)
{
	wq_entry->flags = 0;
	wq_entry->private = NULL;
	wq_entry->func = func;
}

static inline int waitqueue_active(struct wait_queue_head *wq_head)
{
	return !list_empty(&wq_head->head);
}

static inline bool wq_has_sleeper(struct wait_queue_head *wq_head)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return waitqueue_active(wq_head);
}

static inline void __add_wait_queue(struct wait_queue_head *wq_head,
				    struct wait_queue_entry *wq_entry)
{
	list_add(&wq_entry->entry, &wq_head->head);
}

static inline void __add_wait_queue_entry_tail(struct wait_queue_head *wq_head,
					       struct wait_queue_entry *wq_entry)
{
	list_add_tail(&wq_entry->entry, &wq_head->head);
}

static inline void __remove_wait_queue(struct wait_queue_head *wq_head,
				       struct wait_queue_entry *wq_entry)
{
	list_del(&wq_entry->entry);
}

void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, int state);
bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry,
			       int state);
long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry,
			   int state);
void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void init_wait_entry(struct wait_queue_entry *wq_entry, int flags);
long wait_woken(struct wait_queue_entry *wq_entry, unsigned int mode, long timeout);
int woken_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int sync, void *key);
int autoremove_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int sync,
			     void *key);

int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key);
void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr);
void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key);

#define DEFINE_WAIT_FUNC(name, function)				\
	struct wait_queue_entry name = {				\
		.private = current, .func = function,			\
		.entry = LIST_HEAD_INIT((name).entry),			\
	}
#define DEFINE_WAIT(name) DEFINE_WAIT_FUNC(name, autoremove_wake_function)
#define init_wait(wait)							\
	do {								\
		(wait)->private = current;				\
		(wait)->func = autoremove_wake_function;		\
		INIT_LIST_HEAD(&(wait)->entry);				\
		(wait)->flags = 0;					\
	} while (0)

#define wake_up(x)			__wake_up(x, TASK_NORMAL, 1, NULL)
#define wake_up_nr(x, nr)		__wake_up(x, TASK_NORMAL, nr, NULL)
#define wake_up_all(x)			__wake_up(x, TASK_NORMAL, 0, NULL)
#define wake_up_locked(x)		__wake_up_locked((x), TASK_NORMAL, 1)
#define wake_up_all_locked(x)		__wake_up_locked((x), TASK_NORMAL, 0)
#define wake_up_interruptible(x)	__wake_up(x, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_nr(x, nr)	__wake_up(x, TASK_INTERRUPTIBLE, nr, NULL)
#define wake_up_interruptible_all(x)	__wake_up(x, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_interruptible_sync(x)	wake_up_interruptible(x)
#define wake_up_poll(x, m)		__wake_up(x, TASK_NORMAL, 1, (void *)(unsigned long)(m))
#define wake_up_locked_poll(x, m) \
	__wake_up_locked_key((x), TASK_NORMAL, (void *)(unsigned long)(m))
#define wake_up_interruptible_poll(x, m) __wake_up(x, TASK_INTERRUPTIBLE, 1, (void *)(unsigned long)(m))

/*
 * The loop under every form: sleep in @state until @condition, calling @cmd
 * to sleep. Evaluates to 0, or to what interrupted it.
 */
#define ___wait_event(wq_head, condition, state, exclusive, ret, cmd)	\
({									\
	__label__ __out;						\
	struct wait_queue_entry __wq_entry;				\
	long __ret = ret;						\
									\
	init_wait_entry(&__wq_entry, (exclusive) ? WQ_FLAG_EXCLUSIVE : 0); \
	for (;;) {							\
		long __int = prepare_to_wait_event(&wq_head, &__wq_entry, state); \
									\
		if (condition)						\
			break;						\
		if (__int && ((state) & (TASK_INTERRUPTIBLE | TASK_WAKEKILL))) { \
			__ret = __int;					\
			goto __out;					\
		}							\
		cmd;							\
	}								\
	finish_wait(&wq_head, &__wq_entry);				\
__out:	__ret;								\
})

#define ___wait_cond_timeout(condition)					\
({									\
	bool __cond = (condition);					\
	if (__cond && !__ret)						\
		__ret = 1;						\
	__cond || !__ret;						\
})

#define wait_event(wq_head, condition)					\
do {									\
	might_sleep();							\
	if (!(condition))						\
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, 0, schedule()); \
} while (0)
#define io_wait_event(wq_head, condition)	wait_event(wq_head, condition)
#define wait_event_freezable(wq_head, condition) wait_event_interruptible(wq_head, condition)
#define wait_event_freezable_timeout(wq_head, condition, timeout)	\
	wait_event_interruptible_timeout(wq_head, condition, timeout)
#define wait_event_idle(wq_head, condition)	wait_event(wq_head, condition)
#define wait_event_idle_exclusive(wq_head, condition) wait_event_exclusive_cmd(wq_head, condition, , )

#define __wait_event_timeout(wq_head, condition, timeout, state)	\
	___wait_event(wq_head, ___wait_cond_timeout(condition), state, 0, timeout, \
		      __ret = schedule_timeout(__ret))

#define wait_event_timeout(wq_head, condition, timeout)	\
({									\
	long __left = timeout;						\
	might_sleep();							\
	if (!(condition))						\
		__left = __wait_event_timeout(wq_head, condition, timeout, TASK_UNINTERRUPTIBLE); \
	else if (!__left)						\
		__left = 1;						\
	__left;								\
})
#define wait_event_idle_timeout(wq_head, condition, timeout) wait_event_timeout(wq_head, condition, timeout)

#define wait_event_interruptible_timeout(wq_head, condition, timeout)	\
({									\
	long __left = timeout;						\
	might_sleep();							\
	if (!(condition))						\
		__left = __wait_event_timeout(wq_head, condition, timeout, TASK_INTERRUPTIBLE); \
	else if (!__left)						\
		__left = 1;						\
	__left;								\
})

#define wait_event_killable_timeout(wq_head, condition, timeout)	\
({									\
	long __left = timeout;						\
	might_sleep();							\
	if (!(condition))						\
		__left = __wait_event_timeout(wq_head, condition, timeout, TASK_KILLABLE); \
	else if (!__left)						\
		__left = 1;						\
	__left;								\
})

#define __wait_event_state(wq_head, condition, state, exclusive)	\
({									\
	int __err = 0;							\
	might_sleep();							\
	if (!(condition))						\
		__err = ___wait_event(wq_head, condition, state, exclusive, 0, schedule()); \
	__err;								\
})
#define wait_event_interruptible(wq_head, condition)			\
	__wait_event_state(wq_head, condition, TASK_INTERRUPTIBLE, 0)
#define wait_event_interruptible_exclusive(wq_head, condition)		\
	__wait_event_state(wq_head, condition, TASK_INTERRUPTIBLE, 1)
#define wait_event_killable(wq_head, condition)				\
	__wait_event_state(wq_head, condition, TASK_KILLABLE, 0)
#define wait_event_killable_exclusive(wq_head, condition)		\
	__wait_event_state(wq_head, condition, TASK_KILLABLE, 1)
#define wait_event_state(wq_head, condition, state)			\
	__wait_event_state(wq_head, condition, state, 0)

#define wait_event_cmd(wq_head, condition, cmd1, cmd2)			\
do {									\
	if (!(condition))						\
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, 0, \
				    cmd1; schedule(); cmd2);		\
} while (0)
#define wait_event_exclusive_cmd(wq_head, condition, cmd1, cmd2)	\
do {									\
	if (!(condition))						\
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 1, 0, \
				    cmd1; schedule(); cmd2);		\
} while (0)
#define wait_event_timeout_exclusive(wq_head, condition, timeout)	\
	wait_event_timeout(wq_head, condition, timeout)

/* the lock is the caller's, held around the condition and dropped to sleep */
#define wait_event_lock_irq_cmd(wq_head, condition, lock, cmd)		\
do {									\
	if (!(condition))						\
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, 0, \
				    spin_unlock_irq(&lock); cmd; schedule(); spin_lock_irq(&lock)); \
} while (0)
#define wait_event_lock_irq(wq_head, condition, lock)			\
	wait_event_lock_irq_cmd(wq_head, condition, lock, )
#define wait_event_interruptible_lock_irq_cmd(wq_head, condition, lock, cmd) \
({									\
	int __err = 0;							\
	if (!(condition))						\
		__err = ___wait_event(wq_head, condition, TASK_INTERRUPTIBLE, 0, 0, \
				      spin_unlock_irq(&lock); cmd; schedule(); spin_lock_irq(&lock)); \
	__err;								\
})
#define wait_event_interruptible_lock_irq(wq_head, condition, lock)	\
	wait_event_interruptible_lock_irq_cmd(wq_head, condition, lock, )
#define __wait_event_lock_irq_timeout(wq_head, condition, lock, timeout, state) \
({									\
	long __left = timeout;						\
	if (!(condition))						\
		__left = ___wait_event(wq_head, ___wait_cond_timeout(condition), state, 0, timeout, \
				       spin_unlock_irq(&lock);		\
				       __ret = schedule_timeout(__ret);	\
				       spin_lock_irq(&lock));		\
	else if (!__left)						\
		__left = 1;						\
	__left;								\
})
#define wait_event_lock_irq_timeout(wq_head, condition, lock, timeout)	\
	__wait_event_lock_irq_timeout(wq_head, condition, lock, timeout, TASK_UNINTERRUPTIBLE)
#define wait_event_interruptible_lock_irq_timeout(wq_head, condition, lock, timeout) \
	__wait_event_lock_irq_timeout(wq_head, condition, lock, timeout, TASK_INTERRUPTIBLE)

/* hrtimeouts: 0, or -ETIME when @timeout (a ktime_t) has passed first */
#define __wait_event_hrtimeout(wq_head, condition, timeout, state)	\
({									\
	int __err = 0;							\
	ktime_t __until = ktime_add(ktime_get(), timeout);		\
									\
	if (!(condition))						\
		__err = ___wait_event(wq_head, (condition), state, 0, 0, \
				if (!schedule_hrtimeout(&__until, HRTIMER_MODE_ABS)) { \
					__ret = (condition) ? 0 : -ETIME; \
					break;				\
				});					\
	__err;								\
})
#define wait_event_hrtimeout(wq_head, condition, timeout)		\
({									\
	might_sleep();							\
	__wait_event_hrtimeout(wq_head, condition, timeout, TASK_UNINTERRUPTIBLE); \
})
#define wait_event_interruptible_hrtimeout(wq_head, condition, timeout)	\
({									\
	might_sleep();							\
	__wait_event_hrtimeout(wq_head, condition, timeout, TASK_INTERRUPTIBLE); \
})

#endif
