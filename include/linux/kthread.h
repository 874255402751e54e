/* SPDX-License-Identifier: MIT */
/*
 * Kernel threads, and workers made of one (src/base/defer/kthread.c,
 * kthread_worker.c).
 */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>

#ifndef NUMA_NO_NODE
#define NUMA_NO_NODE	(-1)
#endif

/* The thread exists but does not run before wake_up_process(). */
__printf(4, 5)
struct task_struct *kthread_create_on_node(int (*threadfn)(void *data),
					   void *data, int node,
					   const char namefmt[], ...);
struct task_struct *kthread_create_on_cpu(int (*threadfn)(void *data),
					  void *data, unsigned int cpu,
					  const char *namefmt);

#define kthread_create(threadfn, data, namefmt, arg...) \
	kthread_create_on_node(threadfn, data, NUMA_NO_NODE, namefmt, ##arg)

#define kthread_run(threadfn, data, namefmt, ...)			\
({									\
	struct task_struct *__k =					\
		kthread_create(threadfn, data, namefmt, ##__VA_ARGS__);	\
									\
	if (!IS_ERR(__k))						\
		wake_up_process(__k);					\
	__k;								\
})

static inline struct task_struct *
kthread_run_on_cpu(int (*threadfn)(void *data), void *data, unsigned int cpu,
		   const char *namefmt)
{
	struct task_struct *k;

	k = kthread_create_on_cpu(threadfn, data, cpu, namefmt);
	if (!IS_ERR(k))
		wake_up_process(k);
	return k;
}

/* What the thread returned; -EINTR if it was never woken. */
int kthread_stop(struct task_struct *k);
/** kthread_exit() - end the calling kthread as if its function returned @result */
void kthread_exit(long result) __noreturn;
void kthread_complete_and_exit(struct completion *comp, long code) __noreturn;
bool kthread_should_stop(void);

/* 0 once it is parked; -ENOSYS if it has ended; -EBUSY if it is parked already */
int kthread_park(struct task_struct *k);
void kthread_unpark(struct task_struct *k);
bool kthread_should_park(void);
bool __kthread_should_park(struct task_struct *k);
void kthread_parkme(void);
bool kthread_freezable_should_stop(bool *was_frozen);

void kthread_bind(struct task_struct *k, unsigned int cpu);
void kthread_bind_mask(struct task_struct *k, const struct cpumask *mask);

void *kthread_func(struct task_struct *k);
void *kthread_data(struct task_struct *k);

/* ---- a thread that runs works one after another ------------------------- */

struct kthread_work;
typedef void (*kthread_work_func_t)(struct kthread_work *work);
void kthread_delayed_work_timer_fn(struct timer_list *t);

enum {
	KTW_FREEZABLE = 1 << 0,
};

/**
 * struct kthread_worker - the thread and what it has to do
 * @lock: protects everything here, and its works
 * @work_list: works to do, in order
 * @delayed_work_list: works whose timer has not fired
 * @current_work: what it is doing; not to be dereferenced
 */
struct kthread_worker {
	unsigned int flags;
	raw_spinlock_t lock;
	struct list_head work_list;
	struct list_head delayed_work_list;
	struct task_struct *task;
	struct kthread_work *current_work;
};

struct kthread_work {
	struct list_head node;
	kthread_work_func_t func;
	struct kthread_worker *worker;
	int canceling;		/* how many cancel calls hold it */
};

struct kthread_delayed_work {
	struct kthread_work work;
	struct timer_list timer;
};

#define KTHREAD_WORK_INIT(work, fn) {			\
		.node = LIST_HEAD_INIT((work).node),	\
		.func = (fn),				\
	}

#define KTHREAD_DELAYED_WORK_INIT(dwork, fn) {		\
		.work = KTHREAD_WORK_INIT((dwork).work, (fn)), \
		.timer = __TIMER_INITIALIZER(kthread_delayed_work_timer_fn, \
					     TIMER_IRQSAFE), \
	}

#define DEFINE_KTHREAD_WORK(work, fn) \
	struct kthread_work work = KTHREAD_WORK_INIT(work, fn)
#define DEFINE_KTHREAD_DELAYED_WORK(dwork, fn) \
	struct kthread_delayed_work dwork = KTHREAD_DELAYED_WORK_INIT(dwork, fn)

void __kthread_init_worker(struct kthread_worker *worker, const char *name,
			   struct lock_class_key *key);

#define kthread_init_worker(worker)					\
	do {								\
		static struct lock_class_key __key;			\
									\
		__kthread_init_worker((worker), "("#worker")->lock", &__key); \
	} while (0)

#define kthread_init_work(work, fn)					\
	do {								\
		memset((work), 0, sizeof(struct kthread_work));		\
		INIT_LIST_HEAD(&(work)->node);				\
		(work)->func = (fn);					\
	} while (0)

#define kthread_init_delayed_work(dwork, fn)				\
	do {								\
		kthread_init_work(&(dwork)->work, (fn));		\
		timer_setup(&(dwork)->timer,				\
			    kthread_delayed_work_timer_fn, TIMER_IRQSAFE); \
	} while (0)

int kthread_worker_fn(void *worker_ptr);
__printf(2, 3) struct kthread_worker *
kthread_create_worker(unsigned int flags, const char namefmt[], ...);
__printf(3, 4) struct kthread_worker *
kthread_create_worker_on_cpu(int cpu, unsigned int flags,
			     const char namefmt[], ...);
bool kthread_queue_work(struct kthread_worker *worker,
			struct kthread_work *work);
bool kthread_queue_delayed_work(struct kthread_worker *worker,
				struct kthread_delayed_work *dwork,
				unsigned long delay);
bool kthread_mod_delayed_work(struct kthread_worker *worker,
			      struct kthread_delayed_work *dwork,
			      unsigned long delay);
void kthread_flush_work(struct kthread_work *work);
void kthread_flush_worker(struct kthread_worker *worker);
bool kthread_cancel_work_sync(struct kthread_work *work);
bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *dwork);
void kthread_destroy_worker(struct kthread_worker *worker);

/* one address space for all: a thread that takes on another's finds itself at home */
static inline void kthread_use_mm(struct mm_struct *mm)
{
	current->mm = mm;
}

static inline void kthread_unuse_mm(struct mm_struct *mm)
{
	current->mm = NULL;
}

#endif
