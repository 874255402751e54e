/* SPDX-License-Identifier: MIT */
/*
 * What a work queue is made of: shared by workqueue.c (items) and worker.c
 * (the threads that run them), and by nobody else.
 */
#ifndef DMAE_BASE_DEFER_WORKQUEUE_H
#define DMAE_BASE_DEFER_WORKQUEUE_H

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#define WQ_NAME_LEN	40

/**
 * struct workqueue_struct - a work queue
 * @all: in the list of all queues
 * @flags: WQ_*
 * @max_active: how many items may run at once
 * @pending: items that wait for a worker, by their number
 * @idle: workers that sleep
 * @busy: workers that run an item or look for one
 * @nr_workers: how many workers there are
 * @nr_busy: how many of them are in @busy
 * @nr_running: how many of those run an item
 * @nr_drainers: how many drain_workqueue() calls are under way
 * @seq: the number that the last item got
 * @flushers: who waits for items to end
 */
struct workqueue_struct {
	struct list_head all;
	char name[WQ_NAME_LEN];
	unsigned int flags;
	unsigned int max_active;
	struct list_head pending;
	struct list_head idle;
	struct list_head busy;
	unsigned int nr_workers;
	unsigned int nr_busy;
	unsigned int nr_running;
	unsigned int nr_drainers;
	u64 seq;
	struct list_head flushers;
};

/**
 * struct worker - a thread that runs items of one queue
 * @node: in its queue's @idle or @busy
 * @is_idle: in @idle; who wakes it moves it to @busy
 * @current_work: what it runs; NULL: nothing. Only a name: the function may
 *	have freed it.
 */
struct worker {
	struct list_head node;
	struct workqueue_struct *wq;
	struct task_struct *task;
	bool is_idle;
	struct work_struct *current_work;
	work_func_t current_func;
	u64 current_seq;
};

/** struct wq_flusher - waits until item @seq, or all up to it, are done; on its task's stack */
struct wq_flusher {
	struct list_head node;
	u64 seq;
	bool all;
	struct completion done;
};

/* protects every queue, worker and item */
extern raw_spinlock_t wq_lock;

/* ---- workqueue.c; with wq_lock held, but for wq_wake_flushed() ----------- */

/** wq_worker_of() - the worker that runs @work now, or NULL */
struct worker *wq_worker_of(struct workqueue_struct *wq,
			    struct work_struct *work);
/** wq_collect_flushed() - move flushers that have nothing left to wait for to @done */
void wq_collect_flushed(struct workqueue_struct *wq, struct list_head *done);
/** wq_wake_flushed() - tell them; without the lock */
void wq_wake_flushed(struct list_head *done);

/* ---- worker.c ------------------------------------------------------------ */

/** wq_kick() - an item was added: wake or make a worker, if one more may run; wq_lock held */
void wq_kick(struct workqueue_struct *wq);
/** wq_kick_all() - the same for every item that waits; wq_lock held */
void wq_kick_all(struct workqueue_struct *wq);
/** wq_current_worker() - the worker that runs this code, or NULL */
struct worker *wq_current_worker(void);
/** wq_stop_workers() - end and free all workers of a queue in which nothing is left; sleeps */
void wq_stop_workers(struct workqueue_struct *wq);

#endif
