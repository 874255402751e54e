/* SPDX-License-Identifier: MIT */
/*
 * Work queues: functions that run later, in process context.
 *
 * A work item never runs twice at once. It may queue itself again, and it
 * may free itself. Each queue has workers of its own, made when they are
 * first needed, up to max_active. src/base/defer/workqueue.c.
 */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/threads.h>
#include <linux/timer.h>
#include <linux/types.h>

struct workqueue_struct;
struct work_struct;

typedef void (*work_func_t)(struct work_struct *work);

void delayed_work_timer_fn(struct timer_list *t);

enum {
	WORK_STRUCT_PENDING_BIT	= 0,	/* queued, or waiting for its timer */
	WORK_STRUCT_TIMER_BIT	= 1,	/* waiting for its timer */
	WORK_STRUCT_CANCEL_BIT	= 2,	/* a cancel_work_sync() holds it */

	WORK_STRUCT_PENDING	= 1 << WORK_STRUCT_PENDING_BIT,
	WORK_STRUCT_TIMER	= 1 << WORK_STRUCT_TIMER_BIT,
	WORK_STRUCT_CANCEL	= 1 << WORK_STRUCT_CANCEL_BIT,

	/* queue_work_on(): any CPU */
	WORK_CPU_UNBOUND	= NR_CPUS,

	/* what work_busy() returns */
	WORK_BUSY_PENDING	= 1 << 0,
	WORK_BUSY_RUNNING	= 1 << 1,

	WORKER_DESC_LEN		= 24,
};

/**
 * struct work_struct - a function to run later
 * @data: WORK_STRUCT_* bits
 * @entry: in its queue's list while it waits for a worker
 * @func: what to run
 * @wq: private: the queue it was last queued on
 * @seq: private: which queueing of that queue this is
 *
 * The caller owns it. Protected by the work queues' lock from INIT_WORK() on.
 */
struct work_struct {
	atomic_long_t data;
	struct list_head entry;
	work_func_t func;
	struct workqueue_struct *wq;
	u64 seq;
};

/** struct rcu_work - work after a grace period; @pending: bit 0 while that is awaited */
struct rcu_work {
	struct work_struct work;
	struct rcu_head rcu;
	struct workqueue_struct *wq;
	unsigned long pending;
};

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;	/* where the timer queues @work */
	int cpu;
};

struct execute_work {
	struct work_struct work;
};

#define work_data_bits(work)	((unsigned long *)(&(work)->data))
#define WORK_DATA_INIT()	ATOMIC_LONG_INIT(0)

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

#define from_work(var, callback_work, work_fieldname) \
	container_of(callback_work, typeof(*var), work_fieldname)

#define __WORK_INITIALIZER(n, f) {				\
		.data = WORK_DATA_INIT(),			\
		.entry = { &(n).entry, &(n).entry },		\
		.func = (f),					\
	}

#define __DELAYED_WORK_INITIALIZER(n, f, tflags) {		\
		.work = __WORK_INITIALIZER((n).work, (f)),	\
		.timer = __TIMER_INITIALIZER(delayed_work_timer_fn, \
					     (tflags) | TIMER_IRQSAFE), \
	}

#define DECLARE_WORK(n, f) \
	struct work_struct n = __WORK_INITIALIZER(n, f)
#define DECLARE_DELAYED_WORK(n, f) \
	struct delayed_work n = __DELAYED_WORK_INITIALIZER(n, f, 0)
#define DECLARE_DEFERRABLE_WORK(n, f) \
	struct delayed_work n = __DELAYED_WORK_INITIALIZER(n, f, TIMER_DEFERRABLE)

void __init_work(struct work_struct *work, work_func_t func);

#define INIT_WORK(_work, _func)		__init_work((_work), (_func))
#define INIT_WORK_ONSTACK(_work, _func)	__init_work((_work), (_func))

#define __INIT_DELAYED_WORK(_work, _func, _tflags)		\
	do {							\
		INIT_WORK(&(_work)->work, (_func));		\
		__init_timer(&(_work)->timer, delayed_work_timer_fn, \
			     (_tflags) | TIMER_IRQSAFE);	\
	} while (0)

#define INIT_DELAYED_WORK(_work, _func) \
	__INIT_DELAYED_WORK(_work, _func, 0)
#define INIT_DELAYED_WORK_ONSTACK(_work, _func) \
	__INIT_DELAYED_WORK(_work, _func, 0)
#define INIT_DEFERRABLE_WORK(_work, _func) \
	__INIT_DELAYED_WORK(_work, _func, TIMER_DEFERRABLE)
#define INIT_DEFERRABLE_WORK_ONSTACK(_work, _func) \
	__INIT_DELAYED_WORK(_work, _func, TIMER_DEFERRABLE)

static inline void destroy_work_on_stack(struct work_struct *work) { }
static inline void destroy_delayed_work_on_stack(struct delayed_work *work) { }

#define work_pending(work) \
	test_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(work))
#define delayed_work_pending(w)	work_pending(&(w)->work)

enum {
	WQ_UNBOUND		= 1 << 1,
	WQ_FREEZABLE		= 1 << 2,
	WQ_MEM_RECLAIM		= 1 << 3,
	WQ_HIGHPRI		= 1 << 4,
	WQ_CPU_INTENSIVE	= 1 << 5,
	WQ_SYSFS		= 1 << 6,
	WQ_POWER_EFFICIENT	= 1 << 7,

	__WQ_DRAINING		= 1 << 16,
	__WQ_ORDERED		= 1 << 17,
	__WQ_LEGACY		= 1 << 18,
	__WQ_ORDERED_EXPLICIT	= 1 << 19,

	WQ_MAX_ACTIVE		= 512,
	WQ_MAX_UNBOUND_PER_CPU	= 4,
	WQ_DFL_ACTIVE		= WQ_MAX_ACTIVE / 2,
};

#define WQ_UNBOUND_MAX_ACTIVE	WQ_MAX_ACTIVE

extern struct workqueue_struct *system_wq;
extern struct workqueue_struct *system_highpri_wq;
extern struct workqueue_struct *system_long_wq;
extern struct workqueue_struct *system_unbound_wq;
extern struct workqueue_struct *system_freezable_wq;
extern struct workqueue_struct *system_power_efficient_wq;
extern struct workqueue_struct *system_freezable_power_efficient_wq;

/* max_active: how many of the queue's items may run at once; 0: 256 */
__printf(1, 4) struct workqueue_struct *
alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...);

/* one item at a time, in the order in which they were queued */
#define alloc_ordered_workqueue(fmt, flags, args...)			\
	alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED |		\
			__WQ_ORDERED_EXPLICIT | (flags), 1, ##args)

#define create_workqueue(name) \
	alloc_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, 1, (name))
#define create_freezable_workqueue(name)				\
	alloc_workqueue("%s", __WQ_LEGACY | WQ_FREEZABLE | WQ_UNBOUND |	\
			WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name) \
	alloc_ordered_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, name)

void destroy_workqueue(struct workqueue_struct *wq);

/* true if it was queued, false if it was pending already; any context */
bool queue_work_on(int cpu, struct workqueue_struct *wq,
		   struct work_struct *work);
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *dwork, unsigned long delay);
/* true if it was pending and only its time changed */
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay);

void __flush_workqueue(struct workqueue_struct *wq);
void drain_workqueue(struct workqueue_struct *wq);
int execute_in_process_context(work_func_t fn, struct execute_work *ew);

/* true if there was something to wait for (flush) or to cancel (cancel) */
bool flush_work(struct work_struct *work);

#define INIT_RCU_WORK(_work, _func)					\
	do {								\
		INIT_WORK(&(_work)->work, (_func));			\
		(_work)->pending = 0;					\
	} while (0)
#define INIT_RCU_WORK_ONSTACK(_work, _func)	INIT_RCU_WORK(_work, _func)
#define to_rcu_work(_work)	container_of(_work, struct rcu_work, work)
/** queue_rcu_work() - false if it waits for a grace period already. Any context. */
bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork);
bool flush_rcu_work(struct rcu_work *rwork);
bool cancel_work(struct work_struct *work);
bool cancel_work_sync(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *dwork);
bool cancel_delayed_work(struct delayed_work *dwork);
bool cancel_delayed_work_sync(struct delayed_work *dwork);

void workqueue_set_max_active(struct workqueue_struct *wq, int max_active);
struct work_struct *current_work(void);
bool workqueue_congested(int cpu, struct workqueue_struct *wq);
unsigned int work_busy(struct work_struct *work);

static inline bool queue_work(struct workqueue_struct *wq,
			      struct work_struct *work)
{
	return queue_work_on(WORK_CPU_UNBOUND, wq, work);
}

static inline bool queue_delayed_work(struct workqueue_struct *wq,
				      struct delayed_work *dwork,
				      unsigned long delay)
{
	return queue_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay);
}

static inline bool mod_delayed_work(struct workqueue_struct *wq,
				    struct delayed_work *dwork,
				    unsigned long delay)
{
	return mod_delayed_work_on(WORK_CPU_UNBOUND, wq, dwork, delay);
}

static inline bool schedule_work_on(int cpu, struct work_struct *work)
{
	return queue_work_on(cpu, system_wq, work);
}

static inline bool schedule_work(struct work_struct *work)
{
	return queue_work(system_wq, work);
}

static inline bool schedule_delayed_work_on(int cpu, struct delayed_work *dwork,
					    unsigned long delay)
{
	return queue_delayed_work_on(cpu, system_wq, dwork, delay);
}

static inline bool schedule_delayed_work(struct delayed_work *dwork,
					 unsigned long delay)
{
	return queue_delayed_work(system_wq, dwork, delay);
}

#define flush_workqueue(wq)	__flush_workqueue(wq)
#define flush_scheduled_work()	__flush_workqueue(system_wq)

#endif
