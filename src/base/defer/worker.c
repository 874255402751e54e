// SPDX-License-Identifier: MIT
/*
 * Workers: the threads of a work queue. One is woken, or made, for each item
 * that is queued, as long as no more than max_active are busy; it goes on
 * until there is nothing left that it may run.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "base/base.h"
#include "base/defer/workqueue.h"
#include "base/host.h"
#include "base/sched.h"

struct worker *wq_current_worker(void)
{
	struct task_struct *task = current;

	/* an interrupt that came while an item ran is not that item */
	if (!task || !(task->flags & PF_WQ_WORKER) || !in_task())
		return NULL;
	return kthread_data(task);
}

/* ---- the thread ---------------------------------------------------------- */

/* the first item that does not run already */
static struct work_struct *worker_next(struct workqueue_struct *wq)
{
	struct work_struct *work;

	if (wq->nr_running >= wq->max_active)
		return NULL;
	list_for_each_entry(work, &wq->pending, entry)
		if (!wq_worker_of(wq, work))
			return work;
	return NULL;
}

/* what an item left behind would hit the next one */
static void worker_check_leaks(work_func_t func)
{
	if (likely(!task_is_atomic() && !current->mutexes_held))
		return;
	pr_err("BUG: workqueue leaked lock or atomic: %s/0x%08x/%d\n     last function: %ps\n",
	       current->comm, preempt_count(), task_pid_nr(current), func);
	task_leave_atomic();
}

/* drops wq_lock around the function, which may free @work */
static void worker_run(struct worker *worker, struct work_struct *work)
{
	struct workqueue_struct *wq = worker->wq;
	work_func_t func = work->func;
	LIST_HEAD(done);

	list_del_init(&work->entry);
	worker->current_work = work;
	worker->current_func = func;
	worker->current_seq = work->seq;
	wq->nr_running++;
	/* from here on it can be queued again */
	clear_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(work));
	raw_spin_unlock_irq(&wq_lock);

	func(work);
	worker_check_leaks(func);

	raw_spin_lock_irq(&wq_lock);
	worker->current_work = NULL;
	wq->nr_running--;
	if (list_empty(&wq->flushers))
		return;
	wq_collect_flushed(wq, &done);
	raw_spin_unlock_irq(&wq_lock);
	wq_wake_flushed(&done);
	raw_spin_lock_irq(&wq_lock);
}

static void worker_set_busy(struct worker *worker)
{
	worker->is_idle = false;
	list_move_tail(&worker->node, &worker->wq->busy);
	worker->wq->nr_busy++;
}

/* sleeps, without wq_lock, until wq_kick() or kthread_stop() */
static void worker_sleep(struct worker *worker)
{
	worker->is_idle = true;
	list_move(&worker->node, &worker->wq->idle);
	worker->wq->nr_busy--;
	set_current_state(TASK_IDLE);
	raw_spin_unlock_irq(&wq_lock);

	task_wait_begin("work on", worker->wq->name, NULL);
	schedule();
	task_wait_end();

	raw_spin_lock_irq(&wq_lock);
	if (worker->is_idle)
		worker_set_busy(worker);
}

static int worker_main(void *arg)
{
	struct worker *worker = arg;
	struct work_struct *work;

	current->flags |= PF_WQ_WORKER;
	raw_spin_lock_irq(&wq_lock);
	for (;;) {
		work = worker_next(worker->wq);
		if (work)
			worker_run(worker, work);
		else if (kthread_should_stop())
			break;
		else
			worker_sleep(worker);
	}
	raw_spin_unlock_irq(&wq_lock);
	return 0;
}

/* ---- making, waking, ending; wq_kick() in any context -------------------- */

static struct worker *worker_new(struct workqueue_struct *wq)
{
	struct worker *worker = host_alloc(sizeof(*worker));

	worker->wq = wq;
	worker->task = kthread_create(worker_main, worker, "kworker/%s",
				      wq->name);
	if (IS_ERR(worker->task)) {
		pr_err_once("workqueue: Failed to create a worker thread: %pe\n",
			    worker->task);
		host_free(worker);
		return NULL;
	}
	wq->nr_workers++;
	INIT_LIST_HEAD(&worker->node);
	return worker;
}

void wq_kick(struct workqueue_struct *wq)
{
	struct worker *worker;

	if (wq->nr_busy >= wq->max_active)
		return;
	worker = list_first_entry_or_null(&wq->idle, struct worker, node);
	if (!worker)
		worker = worker_new(wq);
	/* without one: those that are busy come to it */
	if (!worker)
		return;
	worker_set_busy(worker);
	wake_up_process(worker->task);
}

void wq_kick_all(struct workqueue_struct *wq)
{
	size_t waiting = list_count_nodes(&wq->pending);

	while (waiting--)
		wq_kick(wq);
}

static struct worker *worker_take_any(struct workqueue_struct *wq)
{
	struct worker *worker;

	raw_spin_lock_irq(&wq_lock);
	worker = list_first_entry_or_null(&wq->idle, struct worker, node) ?:
		 list_first_entry_or_null(&wq->busy, struct worker, node);
	raw_spin_unlock_irq(&wq_lock);
	return worker;
}

void wq_stop_workers(struct workqueue_struct *wq)
{
	struct worker *worker;

	while ((worker = worker_take_any(wq))) {
		kthread_stop(worker->task);
		/* it has ended: nobody moves it between the lists any more */
		raw_spin_lock_irq(&wq_lock);
		list_del(&worker->node);
		wq->nr_workers--;
		raw_spin_unlock_irq(&wq_lock);
		host_free(worker);
	}
}
