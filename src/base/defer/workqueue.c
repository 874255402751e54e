// SPDX-License-Identifier: MIT
/*
 * Work queues: queueing, flushing, cancelling. Each queue has a list of items
 * that wait, and workers of its own (worker.c) that take them. Every queueing
 * of an item gets a number, counted up per queue; who flushes waits until no
 * item with the numbers that concern it waits or runs.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <asm/processor.h>

#include "base/defer/defer.h"
#include "base/defer/workqueue.h"
#include "base/host.h"
#include "base/time/clock.h"

/* how long the end of the world waits for work that is running */
#define WQ_STOP_TICKS	HZ

raw_spinlock_t wq_lock;

/* all queues; and those who wait for another cancel_work_sync() of an item */
static LIST_HEAD(wq_all);
static DECLARE_WAIT_QUEUE_HEAD(wq_cancel_wait);

struct workqueue_struct *system_wq;
EXPORT_SYMBOL(system_wq);
struct workqueue_struct *system_highpri_wq;
EXPORT_SYMBOL_GPL(system_highpri_wq);
struct workqueue_struct *system_long_wq;
EXPORT_SYMBOL_GPL(system_long_wq);
struct workqueue_struct *system_unbound_wq;
EXPORT_SYMBOL_GPL(system_unbound_wq);
struct workqueue_struct *system_freezable_wq;
EXPORT_SYMBOL_GPL(system_freezable_wq);
struct workqueue_struct *system_power_efficient_wq;
EXPORT_SYMBOL_GPL(system_power_efficient_wq);
struct workqueue_struct *system_freezable_power_efficient_wq;
EXPORT_SYMBOL_GPL(system_freezable_power_efficient_wq);

/* the queues of the kernel's own, by name and flags */
static const struct {
	struct workqueue_struct **wq;
	const char *name;
	unsigned int flags;
} wq_system[] = {
	{ &system_wq, "events", 0 },
	{ &system_highpri_wq, "events_highpri", WQ_HIGHPRI },
	{ &system_long_wq, "events_long", 0 },
	{ &system_unbound_wq, "events_unbound", WQ_UNBOUND },
	{ &system_freezable_wq, "events_freezable", WQ_FREEZABLE },
	{ &system_power_efficient_wq, "events_power_efficient",
	  WQ_POWER_EFFICIENT },
	{ &system_freezable_power_efficient_wq,
	  "events_freezable_power_efficient",
	  WQ_FREEZABLE | WQ_POWER_EFFICIENT },
};

/* ---- an item's bits; callers hold wq_lock -------------------------------- */

static bool work_has(struct work_struct *work, unsigned int bit)
{
	return test_bit(bit, work_data_bits(work));
}

static void work_set(struct work_struct *work, unsigned int bit)
{
	set_bit(bit, work_data_bits(work));
}

static void work_clear(struct work_struct *work, unsigned int bit)
{
	clear_bit(bit, work_data_bits(work));
}

void __init_work(struct work_struct *work, work_func_t func)
{
	*work = (struct work_struct){ .func = func };
	INIT_LIST_HEAD(&work->entry);
}
EXPORT_SYMBOL_GPL(__init_work);

/* ---- queues; callers hold wq_lock ---------------------------------------- */

/* an item remembers its last queue, which may have been destroyed since */
static struct workqueue_struct *wq_if_alive(struct workqueue_struct *wq)
{
	struct workqueue_struct *other;

	list_for_each_entry(other, &wq_all, all)
		if (other == wq)
			return wq;
	return NULL;
}

struct worker *wq_worker_of(struct workqueue_struct *wq,
			    struct work_struct *work)
{
	struct worker *worker;

	list_for_each_entry(worker, &wq->busy, node)
		if (worker->current_work == work &&
		    worker->current_func == work->func)
			return worker;
	return NULL;
}

/* true if an item with number @seq (@all: or a lower one) waits or runs */
static bool wq_outstanding(struct workqueue_struct *wq, u64 seq, bool all)
{
	struct work_struct *work;
	struct worker *worker;

	list_for_each_entry(work, &wq->pending, entry) {
		if (work->seq > seq)
			break;
		if (all || work->seq == seq)
			return true;
	}
	list_for_each_entry(worker, &wq->busy, node)
		if (worker->current_work &&
		    (worker->current_seq == seq ||
		     (all && worker->current_seq < seq)))
			return true;
	return false;
}

void wq_collect_flushed(struct workqueue_struct *wq, struct list_head *done)
{
	struct wq_flusher *flusher, *next;

	list_for_each_entry_safe(flusher, next, &wq->flushers, node)
		if (!wq_outstanding(wq, flusher->seq, flusher->all))
			list_move_tail(&flusher->node, done);
}

void wq_wake_flushed(struct list_head *done)
{
	struct wq_flusher *flusher, *next;

	/* each is on the stack of a task that goes on as soon as it is told */
	list_for_each_entry_safe(flusher, next, done, node) {
		list_del(&flusher->node);
		complete(&flusher->done);
	}
}

/* puts @work, which the caller has made pending, at the end of the queue */
static void wq_insert(struct workqueue_struct *wq, struct work_struct *work)
{
	work->wq = wq;
	work->seq = ++wq->seq;
	list_add_tail(&work->entry, &wq->pending);
	/* if it runs now, its worker looks for more when it is done */
	if (!wq_worker_of(wq, work))
		wq_kick(wq);
}

static bool wq_accepts(struct workqueue_struct *wq, struct work_struct *work)
{
	if (WARN_ON_ONCE(!wq || !work->func))
		return false;
	/* while a queue is drained, only its own items may queue more */
	if (unlikely(wq->flags & __WQ_DRAINING)) {
		struct worker *worker = wq_current_worker();

		if (WARN_ON_ONCE(!worker || worker->wq != wq))
			return false;
	}
	return true;
}

/* ---- queueing ------------------------------------------------------------ */

bool queue_work_on(int cpu, struct workqueue_struct *wq,
		   struct work_struct *work)
{
	unsigned long flags;
	bool queued = false;

	raw_spin_lock_irqsave(&wq_lock, flags);
	if (!work_has(work, WORK_STRUCT_PENDING_BIT) && wq_accepts(wq, work)) {
		work_set(work, WORK_STRUCT_PENDING_BIT);
		wq_insert(wq, work);
		queued = true;
	}
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	return queued;
}
EXPORT_SYMBOL(queue_work_on);

/* with wq_lock held and @dwork pending */
static void wq_insert_delayed(int cpu, struct workqueue_struct *wq,
			      struct delayed_work *dwork, unsigned long delay)
{
	if (!delay) {
		wq_insert(wq, &dwork->work);
		return;
	}
	WARN_ON_ONCE(dwork->timer.function != delayed_work_timer_fn);
	dwork->wq = wq;
	dwork->cpu = cpu;
	work_set(&dwork->work, WORK_STRUCT_TIMER_BIT);
	mod_timer(&dwork->timer, jiffies_peek() + delay);
}

/*
 * TIMER_IRQSAFE: with interrupts off, so that who finds the timer fired but
 * the item not yet queued has only to wait a moment
 */
void delayed_work_timer_fn(struct timer_list *t)
{
	struct delayed_work *dwork = from_timer(dwork, t, timer);
	struct work_struct *work = &dwork->work;
	unsigned long flags;
	bool lost = false;

	raw_spin_lock_irqsave(&wq_lock, flags);
	work_clear(work, WORK_STRUCT_TIMER_BIT);
	if (wq_if_alive(dwork->wq) && wq_accepts(dwork->wq, work)) {
		wq_insert(dwork->wq, work);
	} else {
		lost = true;
		work_clear(work, WORK_STRUCT_PENDING_BIT);
	}
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	if (lost)
		pr_err("workqueue: delayed work %ps is due, but its queue is gone\n",
		       work->func);
}
EXPORT_SYMBOL(delayed_work_timer_fn);

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *dwork, unsigned long delay)
{
	struct work_struct *work = &dwork->work;
	unsigned long flags;
	bool queued = false;

	raw_spin_lock_irqsave(&wq_lock, flags);
	if (!work_has(work, WORK_STRUCT_PENDING_BIT) && wq_accepts(wq, work)) {
		work_set(work, WORK_STRUCT_PENDING_BIT);
		wq_insert_delayed(cpu, wq, dwork, delay);
		queued = true;
	}
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	return queued;
}
EXPORT_SYMBOL(queue_delayed_work_on);

/* ---- taking an item back ------------------------------------------------- */

enum grabbed {
	WORK_GRABBED_IDLE,	/* it was not pending; now it is, for us alone */
	WORK_GRABBED,		/* it was pending, and still is, for us alone */
	WORK_CANCELLING,	/* a cancel_work_sync() has it */
	WORK_IN_FLIGHT,		/* its timer fires right now */
};

static enum grabbed work_try_grab(struct work_struct *work, bool delayed,
				  struct list_head *done)
{
	struct workqueue_struct *wq;

	if (!work_has(work, WORK_STRUCT_PENDING_BIT)) {
		work_set(work, WORK_STRUCT_PENDING_BIT);
		return WORK_GRABBED_IDLE;
	}
	if (work_has(work, WORK_STRUCT_CANCEL_BIT))
		return WORK_CANCELLING;
	if (work_has(work, WORK_STRUCT_TIMER_BIT)) {
		if (!delayed || !del_timer(&to_delayed_work(work)->timer))
			return WORK_IN_FLIGHT;
		work_clear(work, WORK_STRUCT_TIMER_BIT);
		return WORK_GRABBED;
	}
	list_del_init(&work->entry);
	wq = wq_if_alive(work->wq);
	if (wq)
		wq_collect_flushed(wq, done);
	return WORK_GRABBED;
}

/* returns with wq_lock held */
static enum grabbed work_grab(struct work_struct *work, bool delayed,
			      struct list_head *done, unsigned long *flags)
{
	enum grabbed grabbed;

	for (;;) {
		raw_spin_lock_irqsave(&wq_lock, *flags);
		grabbed = work_try_grab(work, delayed, done);
		if (grabbed != WORK_IN_FLIGHT)
			return grabbed;
		raw_spin_unlock_irqrestore(&wq_lock, *flags);
		cpu_relax();
	}
}

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay)
{
	enum grabbed grabbed;
	unsigned long flags;
	LIST_HEAD(done);

	grabbed = work_grab(&dwork->work, true, &done, &flags);
	if (grabbed != WORK_CANCELLING) {
		if (wq_accepts(wq, &dwork->work))
			wq_insert_delayed(cpu, wq, dwork, delay);
		else
			work_clear(&dwork->work, WORK_STRUCT_PENDING_BIT);
	}
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	wq_wake_flushed(&done);
	return grabbed != WORK_GRABBED_IDLE;
}
EXPORT_SYMBOL_GPL(mod_delayed_work_on);

static bool work_cancel(struct work_struct *work, bool delayed)
{
	enum grabbed grabbed;
	unsigned long flags;
	LIST_HEAD(done);

	grabbed = work_grab(work, delayed, &done, &flags);
	if (grabbed != WORK_CANCELLING)
		work_clear(work, WORK_STRUCT_PENDING_BIT);
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	wq_wake_flushed(&done);
	return grabbed == WORK_GRABBED;
}

bool cancel_work(struct work_struct *work)
{
	return work_cancel(work, false);
}
EXPORT_SYMBOL(cancel_work);

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return work_cancel(&dwork->work, true);
}
EXPORT_SYMBOL(cancel_delayed_work);

/* ---- waiting for items to end -------------------------------------------- */

/* with wq_lock held: true, with a report, if the caller would wait for itself */
static bool wq_would_deadlock(struct workqueue_struct *wq,
			      struct work_struct *work)
{
	struct worker *self = wq_current_worker();

	if (!self || self->wq != wq)
		return false;
	/* the whole queue, the item itself, or one that waits for this worker */
	if (work && self->current_work != work && wq->max_active > 1)
		return false;
	WARN(1, "workqueue: %ps on %s would wait for itself to end: deadlock\n",
	     self->current_func, wq->name);
	return true;
}

/*
 * a queue that must work when memory is short may not wait for one that need
 * not
 */
static void wq_check_dependency(struct workqueue_struct *target)
{
	struct worker *self = wq_current_worker();

	WARN_ONCE(self && !(target->flags & WQ_MEM_RECLAIM) &&
		  (self->wq->flags & (WQ_MEM_RECLAIM | __WQ_LEGACY)) ==
			  WQ_MEM_RECLAIM,
		  "workqueue: WQ_MEM_RECLAIM %s:%ps is flushing !WQ_MEM_RECLAIM %s\n",
		  self->wq->name, self->current_func, target->name);
}

/* drops wq_lock and sleeps until item @seq (@all: and those before) is done */
static void wq_wait(struct workqueue_struct *wq, u64 seq, bool all,
		    unsigned long flags)
{
	struct wq_flusher flusher = { .seq = seq, .all = all };

	init_completion(&flusher.done);
	list_add_tail(&flusher.node, &wq->flushers);
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	wait_for_completion(&flusher.done);
}

void __flush_workqueue(struct workqueue_struct *wq)
{
	unsigned long flags;

	might_sleep();
	raw_spin_lock_irqsave(&wq_lock, flags);
	wq_check_dependency(wq);
	if (!wq_outstanding(wq, wq->seq, true) ||
	    wq_would_deadlock(wq, NULL)) {
		raw_spin_unlock_irqrestore(&wq_lock, flags);
		return;
	}
	wq_wait(wq, wq->seq, true, flags);
}
EXPORT_SYMBOL(__flush_workqueue);

bool flush_work(struct work_struct *work)
{
	struct workqueue_struct *wq;
	struct worker *worker;
	unsigned long flags;
	u64 seq;

	might_sleep();
	if (WARN_ON(!work->func))
		return false;
	raw_spin_lock_irqsave(&wq_lock, flags);
	wq = wq_if_alive(work->wq);
	if (!wq)
		goto nothing;
	worker = wq_worker_of(wq, work);
	if (!list_empty(&work->entry))
		seq = work->seq;
	else if (worker)
		seq = worker->current_seq;
	else
		goto nothing;
	wq_check_dependency(wq);
	if (wq_would_deadlock(wq, work))
		goto nothing;
	wq_wait(wq, seq, false, flags);
	return true;
nothing:
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	return false;
}
EXPORT_SYMBOL_GPL(flush_work);

bool flush_delayed_work(struct delayed_work *dwork)
{
	struct work_struct *work = &dwork->work;
	unsigned long flags;

	might_sleep();
	raw_spin_lock_irqsave(&wq_lock, flags);
	while (work_has(work, WORK_STRUCT_TIMER_BIT)) {
		if (del_timer(&dwork->timer)) {
			work_clear(work, WORK_STRUCT_TIMER_BIT);
			wq_insert(dwork->wq, work);
			break;
		}
		/* it fires right now, and queues the item in a moment */
		raw_spin_unlock_irqrestore(&wq_lock, flags);
		cpu_relax();
		raw_spin_lock_irqsave(&wq_lock, flags);
	}
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	return flush_work(work);
}
EXPORT_SYMBOL(flush_delayed_work);

/* keeps the item pending, so that it cannot be queued, until it has ended */
static bool work_cancel_sync(struct work_struct *work, bool delayed)
{
	struct workqueue_struct *wq;
	struct worker *worker;
	enum grabbed grabbed;
	unsigned long flags;
	LIST_HEAD(done);

	might_sleep();
	while ((grabbed = work_grab(work, delayed, &done, &flags)) ==
	       WORK_CANCELLING) {
		raw_spin_unlock_irqrestore(&wq_lock, flags);
		wait_event(wq_cancel_wait,
			   !work_has(work, WORK_STRUCT_CANCEL_BIT));
	}
	work_set(work, WORK_STRUCT_CANCEL_BIT);
	wq = wq_if_alive(work->wq);
	worker = wq ? wq_worker_of(wq, work) : NULL;
	if (worker && !(worker == wq_current_worker() &&
			wq_would_deadlock(wq, work)))
		wq_wait(wq, worker->current_seq, false, flags);
	else
		raw_spin_unlock_irqrestore(&wq_lock, flags);
	wq_wake_flushed(&done);

	raw_spin_lock_irqsave(&wq_lock, flags);
	work_clear(work, WORK_STRUCT_CANCEL_BIT);
	work_clear(work, WORK_STRUCT_PENDING_BIT);
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	wake_up_all(&wq_cancel_wait);
	return grabbed == WORK_GRABBED;
}

bool cancel_work_sync(struct work_struct *work)
{
	return work_cancel_sync(work, false);
}
EXPORT_SYMBOL_GPL(cancel_work_sync);

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return work_cancel_sync(&dwork->work, true);
}
EXPORT_SYMBOL(cancel_delayed_work_sync);

/* ---- asking -------------------------------------------------------------- */

unsigned int work_busy(struct work_struct *work)
{
	struct workqueue_struct *wq;
	unsigned int busy = 0;
	unsigned long flags;

	raw_spin_lock_irqsave(&wq_lock, flags);
	if (work_has(work, WORK_STRUCT_PENDING_BIT))
		busy |= WORK_BUSY_PENDING;
	wq = wq_if_alive(work->wq);
	if (wq && wq_worker_of(wq, work))
		busy |= WORK_BUSY_RUNNING;
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	return busy;
}
EXPORT_SYMBOL_GPL(work_busy);

struct work_struct *current_work(void)
{
	struct worker *worker = wq_current_worker();

	return worker ? worker->current_work : NULL;
}
EXPORT_SYMBOL(current_work);

bool workqueue_congested(int cpu, struct workqueue_struct *wq)
{
	unsigned long flags;
	bool congested;

	raw_spin_lock_irqsave(&wq_lock, flags);
	congested = !list_empty(&wq->pending) && wq->nr_running >= wq->max_active;
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	return congested;
}
EXPORT_SYMBOL_GPL(workqueue_congested);

int execute_in_process_context(work_func_t fn, struct execute_work *ew)
{
	bool later = in_interrupt();

	if (later) {
		INIT_WORK(&ew->work, fn);
		schedule_work(&ew->work);
	} else {
		fn(&ew->work);
	}
	return later;
}
EXPORT_SYMBOL_GPL(execute_in_process_context);

/* ---- making and destroying queues ---------------------------------------- */

static unsigned int wq_clamp_max_active(int max_active, const char *name)
{
	int clamped = clamp_val(max_active, 1, WQ_MAX_ACTIVE);

	if (clamped != max_active)
		pr_warn("workqueue: max_active %d requested for %s is out of range, clamping "
			"between %d and %d\n",
			max_active, name, 1, WQ_MAX_ACTIVE);
	return clamped;
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags,
					 int max_active, ...)
{
	struct workqueue_struct *wq = host_alloc(sizeof(*wq));
	unsigned long irqflags;
	va_list args;

	va_start(args, max_active);
	vsnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	if (flags & WQ_UNBOUND && max_active == 1)
		flags |= __WQ_ORDERED;
	wq->flags = flags;
	wq->max_active = wq_clamp_max_active(max_active ?: WQ_DFL_ACTIVE,
					     wq->name);
	INIT_LIST_HEAD(&wq->pending);
	INIT_LIST_HEAD(&wq->idle);
	INIT_LIST_HEAD(&wq->busy);
	INIT_LIST_HEAD(&wq->flushers);

	raw_spin_lock_irqsave(&wq_lock, irqflags);
	list_add_tail(&wq->all, &wq_all);
	raw_spin_unlock_irqrestore(&wq_lock, irqflags);
	return wq;
}
EXPORT_SYMBOL_GPL(alloc_workqueue);

void workqueue_set_max_active(struct workqueue_struct *wq, int max_active)
{
	unsigned long flags;

	if (WARN_ON(wq->flags & __WQ_ORDERED_EXPLICIT))
		return;
	max_active = wq_clamp_max_active(max_active, wq->name);
	raw_spin_lock_irqsave(&wq_lock, flags);
	wq->flags &= ~__WQ_ORDERED;
	wq->max_active = max_active;
	wq_kick_all(wq);
	raw_spin_unlock_irqrestore(&wq_lock, flags);
}
EXPORT_SYMBOL_GPL(workqueue_set_max_active);

void drain_workqueue(struct workqueue_struct *wq)
{
	unsigned int tries = 0;
	unsigned long flags;
	bool drained;

	raw_spin_lock_irqsave(&wq_lock, flags);
	if (wq_would_deadlock(wq, NULL)) {
		raw_spin_unlock_irqrestore(&wq_lock, flags);
		return;
	}
	if (!wq->nr_drainers++)
		wq->flags |= __WQ_DRAINING;
	raw_spin_unlock_irqrestore(&wq_lock, flags);

	do {
		__flush_workqueue(wq);
		raw_spin_lock_irqsave(&wq_lock, flags);
		drained = !wq_outstanding(wq, wq->seq, true);
		if (drained && !--wq->nr_drainers)
			wq->flags &= ~__WQ_DRAINING;
		raw_spin_unlock_irqrestore(&wq_lock, flags);
		if (!drained && (++tries == 10 || (tries % 100 == 0 && tries <= 1000)))
			pr_warn("workqueue %s: drain_workqueue() isn't complete after %u tries\n",
				wq->name, tries);
	} while (!drained);
}
EXPORT_SYMBOL_GPL(drain_workqueue);

void destroy_workqueue(struct workqueue_struct *wq)
{
	unsigned long flags;
	bool own;

	raw_spin_lock_irqsave(&wq_lock, flags);
	own = wq_would_deadlock(wq, NULL);
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	if (own)
		return;
	drain_workqueue(wq);
	raw_spin_lock_irqsave(&wq_lock, flags);
	list_del(&wq->all);
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	wq_stop_workers(wq);
	host_free(wq);
}
EXPORT_SYMBOL_GPL(destroy_workqueue);

/* ---- start and stop ------------------------------------------------------ */

int workqueue_core_start(void)
{
	unsigned int i;

	raw_spin_lock_init(&wq_lock);
	INIT_LIST_HEAD(&wq_all);
	init_waitqueue_head(&wq_cancel_wait);
	for (i = 0; i < ARRAY_SIZE(wq_system); i++)
		*wq_system[i].wq = alloc_workqueue("%s", wq_system[i].flags, 0,
						   wq_system[i].name);
	return 0;
}

/* drops what has not started; the code it points to may be gone */
static unsigned int wq_discard(struct workqueue_struct *wq)
{
	unsigned int dropped = 0;
	unsigned long flags;

	raw_spin_lock_irqsave(&wq_lock, flags);
	dropped = list_count_nodes(&wq->pending);
	INIT_LIST_HEAD(&wq->pending);
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	return dropped;
}

static unsigned int wq_count_running(struct workqueue_struct *wq)
{
	unsigned int running;
	unsigned long flags;

	raw_spin_lock_irqsave(&wq_lock, flags);
	running = wq->nr_running;
	raw_spin_unlock_irqrestore(&wq_lock, flags);
	return running;
}

static bool wq_is_system(struct workqueue_struct *wq)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wq_system); i++)
		if (*wq_system[i].wq == wq)
			return true;
	return false;
}

static void wq_end(struct workqueue_struct *wq)
{
	unsigned int ticks, dropped, running;

	if (!wq_is_system(wq))
		pr_warn("workqueue: %s was never destroyed\n", wq->name);
	dropped = wq_discard(wq);
	if (dropped)
		pr_warn("workqueue: %s: %u item%s never ran\n", wq->name,
			dropped, dropped == 1 ? "" : "s");
	for (ticks = 0; (running = wq_count_running(wq)) && ticks < WQ_STOP_TICKS; ticks++)
		schedule_timeout_uninterruptible(1);
	list_del(&wq->all);
	if (running) {
		pr_err("workqueue: %s: %u item%s still run: left behind\n",
		       wq->name, running, running == 1 ? "" : "s");
		return;
	}
	wq_discard(wq);
	wq_stop_workers(wq);
	host_free(wq);
}

void workqueue_core_stop(void)
{
	struct workqueue_struct *wq, *next;
	unsigned int i;

	list_for_each_entry_safe(wq, next, &wq_all, all)
		wq_end(wq);
	for (i = 0; i < ARRAY_SIZE(wq_system); i++)
		*wq_system[i].wq = NULL;
}
