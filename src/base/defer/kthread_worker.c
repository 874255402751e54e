// SPDX-License-Identifier: MIT
/*
 * kthread workers: one kernel thread, and a list of works that it does in
 * order. Not the work queues (workqueue.c), which share threads among items.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/printk.h>

#include "base/host.h"

#define KTHREAD_WORKER_NAME_LEN	64

/* queued behind a work to learn that the work is done */
struct kthread_flush {
	struct kthread_work work;
	struct completion done;
};

static void kthread_flush_fn(struct kthread_work *work)
{
	struct kthread_flush *flush =
		container_of(work, struct kthread_flush, work);

	complete(&flush->done);
}

void __kthread_init_worker(struct kthread_worker *worker, const char *name,
			   struct lock_class_key *key)
{
	memset(worker, 0, sizeof(*worker));
	__raw_spin_lock_init(&worker->lock, name, key);
	INIT_LIST_HEAD(&worker->work_list);
	INIT_LIST_HEAD(&worker->delayed_work_list);
}
EXPORT_SYMBOL_GPL(__kthread_init_worker);

/* ---- the thread ---------------------------------------------------------- */

static struct kthread_work *kthread_worker_next(struct kthread_worker *worker)
{
	struct kthread_work *work;

	raw_spin_lock_irq(&worker->lock);
	work = list_first_entry_or_null(&worker->work_list,
					struct kthread_work, node);
	if (work)
		list_del_init(&work->node);
	worker->current_work = work;
	raw_spin_unlock_irq(&worker->lock);
	return work;
}

int kthread_worker_fn(void *worker_ptr)
{
	struct kthread_worker *worker = worker_ptr;
	struct kthread_work *work;

	raw_spin_lock_irq(&worker->lock);
	WARN_ON(worker->task && worker->task != current);
	worker->task = current;
	raw_spin_unlock_irq(&worker->lock);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		work = kthread_worker_next(worker);
		if (work) {
			__set_current_state(TASK_RUNNING);
			work->func(work);
		} else {
			schedule();
		}
	}
	__set_current_state(TASK_RUNNING);
	raw_spin_lock_irq(&worker->lock);
	worker->task = NULL;
	raw_spin_unlock_irq(&worker->lock);
	return 0;
}
EXPORT_SYMBOL_GPL(kthread_worker_fn);

static struct kthread_worker *kthread_worker_new(unsigned int flags,
						 const char *name)
{
	struct kthread_worker *worker = host_alloc(sizeof(*worker));
	struct task_struct *task;

	kthread_init_worker(worker);
	task = kthread_create(kthread_worker_fn, worker, "%s", name);
	if (IS_ERR(task)) {
		host_free(worker);
		return ERR_CAST(task);
	}
	worker->flags = flags;
	worker->task = task;
	wake_up_process(task);
	return worker;
}

struct kthread_worker *
kthread_create_worker(unsigned int flags, const char namefmt[], ...)
{
	char name[KTHREAD_WORKER_NAME_LEN];
	va_list args;

	va_start(args, namefmt);
	vsnprintf(name, sizeof(name), namefmt, args);
	va_end(args);
	return kthread_worker_new(flags, name);
}
EXPORT_SYMBOL(kthread_create_worker);

struct kthread_worker *
kthread_create_worker_on_cpu(int cpu, unsigned int flags,
			     const char namefmt[], ...)
{
	char name[KTHREAD_WORKER_NAME_LEN];
	va_list args;

	va_start(args, namefmt);
	vsnprintf(name, sizeof(name), namefmt, args);
	va_end(args);
	return kthread_worker_new(flags, name);
}
EXPORT_SYMBOL(kthread_create_worker_on_cpu);

void kthread_destroy_worker(struct kthread_worker *worker)
{
	struct task_struct *thread = worker->task;

	if (WARN_ON(!thread))
		return;
	kthread_flush_worker(worker);
	kthread_stop(thread);
	/* whoever queued something after that has lost it */
	WARN_ON(!list_empty(&worker->work_list));
	WARN_ON(!list_empty(&worker->delayed_work_list));
	host_free(worker);
}
EXPORT_SYMBOL(kthread_destroy_worker);

/* ---- queueing; callers hold the worker's lock ---------------------------- */

static bool kthread_work_blocked(struct kthread_work *work)
{
	return !list_empty(&work->node) || work->canceling;
}

static void kthread_work_insert(struct kthread_worker *worker,
				struct kthread_work *work,
				struct list_head *before)
{
	WARN_ON_ONCE(work->worker && work->worker != worker);
	list_add_tail(&work->node, before);
	work->worker = worker;
	if (!worker->current_work && worker->task)
		wake_up_process(worker->task);
}

static void kthread_delayed_work_start(struct kthread_worker *worker,
				       struct kthread_delayed_work *dwork,
				       unsigned long delay)
{
	struct kthread_work *work = &dwork->work;

	if (!delay) {
		kthread_work_insert(worker, work, &worker->work_list);
		return;
	}
	list_add(&work->node, &worker->delayed_work_list);
	work->worker = worker;
	mod_timer(&dwork->timer, jiffies + delay);
}

bool kthread_queue_work(struct kthread_worker *worker,
			struct kthread_work *work)
{
	unsigned long flags;
	bool queued;

	raw_spin_lock_irqsave(&worker->lock, flags);
	queued = !kthread_work_blocked(work);
	if (queued)
		kthread_work_insert(worker, work, &worker->work_list);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}
EXPORT_SYMBOL_GPL(kthread_queue_work);

/* the timer of a delayed work; a cancelled one finds its node in no list */
void kthread_delayed_work_timer_fn(struct timer_list *t)
{
	struct kthread_delayed_work *dwork = from_timer(dwork, t, timer);
	struct kthread_work *work = &dwork->work;
	struct kthread_worker *worker = work->worker;

	if (WARN_ON_ONCE(!worker))
		return;
	guard(raw_spinlock_irqsave)(&worker->lock);
	/* it has been cancelled meanwhile, or is about to be */
	if (list_empty(&work->node))
		return;
	list_del_init(&work->node);
	if (work->canceling == 0)
		kthread_work_insert(worker, work, &worker->work_list);
}
EXPORT_SYMBOL(kthread_delayed_work_timer_fn);

bool kthread_queue_delayed_work(struct kthread_worker *worker,
				struct kthread_delayed_work *dwork,
				unsigned long delay)
{
	unsigned long flags;
	bool queued;

	raw_spin_lock_irqsave(&worker->lock, flags);
	queued = !kthread_work_blocked(&dwork->work);
	if (queued)
		kthread_delayed_work_start(worker, dwork, delay);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}
EXPORT_SYMBOL_GPL(kthread_queue_delayed_work);

/* ---- cancelling ---------------------------------------------------------- */

/* stops the timer of a delayed work; drops the lock meanwhile, so that its
 * callback can end */
static void kthread_work_stop_timer(struct kthread_work *work,
				    unsigned long *flags)
{
	raw_spinlock_t *lock = &work->worker->lock;
	struct timer_list *timer;

	timer = &container_of(work, struct kthread_delayed_work, work)->timer;
	/* the timer takes the lock; it may not queue the work behind our back */
	work->canceling++;
	raw_spin_unlock_irqrestore(lock, *flags);
	del_timer_sync(timer);
	raw_spin_lock_irqsave(lock, *flags);
	work->canceling--;
}

static bool kthread_work_unlist(struct kthread_work *work)
{
	if (list_empty(&work->node))
		return false;
	list_del_init(&work->node);
	return true;
}

bool kthread_mod_delayed_work(struct kthread_worker *worker,
			      struct kthread_delayed_work *dwork,
			      unsigned long delay)
{
	struct kthread_work *work = &dwork->work;
	unsigned long flags;
	bool pending = false;

	raw_spin_lock_irqsave(&worker->lock, flags);
	if (work->worker) {
		WARN_ON_ONCE(work->worker != worker);
		kthread_work_stop_timer(work, &flags);
		/* somebody else cancels it: that has the last word */
		if (work->canceling) {
			pending = true;
			goto out;
		}
		pending = kthread_work_unlist(work);
	}
	kthread_delayed_work_start(worker, dwork, delay);
out:
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return pending;
}
EXPORT_SYMBOL_GPL(kthread_mod_delayed_work);

/* It may not queue itself while we wait for its end. */
static void kthread_work_wait_for_end(struct kthread_work *work, unsigned long *flags)
{
	raw_spinlock_t *lock = &work->worker->lock;

	work->canceling++;
	raw_spin_unlock_irqrestore(lock, *flags);
	kthread_flush_work(work);
	raw_spin_lock_irqsave(lock, *flags);
	work->canceling--;
}

static bool kthread_work_cancel_sync(struct kthread_work *work, bool delayed)
{
	struct kthread_worker *worker = work->worker;
	unsigned long flags;
	bool pending;

	if (!worker)
		return false;
	raw_spin_lock_irqsave(&worker->lock, flags);
	if (delayed)
		kthread_work_stop_timer(work, &flags);
	pending = kthread_work_unlist(work);
	if (worker->current_work == work)
		kthread_work_wait_for_end(work, &flags);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return pending;
}

bool kthread_cancel_work_sync(struct kthread_work *work)
{
	return kthread_work_cancel_sync(work, false);
}
EXPORT_SYMBOL_GPL(kthread_cancel_work_sync);

bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *dwork)
{
	return kthread_work_cancel_sync(&dwork->work, true);
}
EXPORT_SYMBOL_GPL(kthread_cancel_delayed_work_sync);

/* ---- flushing ------------------------------------------------------------ */

static void kthread_flush_init(struct kthread_flush *flush)
{
	kthread_init_work(&flush->work, kthread_flush_fn);
	init_completion(&flush->done);
}

void kthread_flush_work(struct kthread_work *work)
{
	struct kthread_worker *worker = work->worker;
	struct kthread_flush flush;
	bool wait = true;

	if (!worker)
		return;
	kthread_flush_init(&flush);
	raw_spin_lock_irq(&worker->lock);
	if (!list_empty(&work->node))
		kthread_work_insert(worker, &flush.work, work->node.next);
	else if (worker->current_work == work)
		kthread_work_insert(worker, &flush.work, worker->work_list.next);
	else
		wait = false;
	raw_spin_unlock_irq(&worker->lock);
	if (wait)
		wait_for_completion(&flush.done);
}
EXPORT_SYMBOL_GPL(kthread_flush_work);

void kthread_flush_worker(struct kthread_worker *worker)
{
	struct kthread_flush flush;

	kthread_flush_init(&flush);
	kthread_queue_work(worker, &flush.work);
	wait_for_completion(&flush.done);
}
EXPORT_SYMBOL_GPL(kthread_flush_worker);
