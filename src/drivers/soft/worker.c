// SPDX-License-Identifier: MIT
/*
 * Workers: threads that serve channels. Each has channels of its own, which
 * it goes round; when none has work, it looks for a while, and then sleeps. It
 * alone changes its list of channels: others ask it to.
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "base/exec/exec.h"
#include "base/exec/task.h"
#include "base/host.h"
#include "drivers/soft/place.h"
#include "drivers/soft/soft.h"

/* the clock is looked at once in so many turns without work */
#define TURNS_PER_LOOK	64

/**
 * struct soft_worker - a thread that serves channels
 * @soft: its controller
 * @task: the thread; there while any channel is in use
 * @id: its number
 * @attach: a channel to serve from now on
 * @detach: one to leave alone from now on
 * @obeyed: the request has been seen to
 * @asleep: it sleeps in @wait, or is about to
 * @place: where it runs
 * @wait: where it sleeps
 * @chans: those that it serves
 * @nchans: how many
 * @scratch: for P+Q of other channels
 * @spin: how long it looks for work, at present
 */
struct soft_worker {
	struct soft_dma *soft;
	struct task_struct *task;
	unsigned int id;
	struct soft_chan *attach, *detach;
	struct completion obeyed;

	bool asleep ____cacheline_aligned;
	struct soft_place place;
	struct wait_queue_head wait;

	struct soft_chan **chans ____cacheline_aligned;
	unsigned int nchans;
	struct raid_scratch *scratch;
	unsigned long long spin;
};

/* ---- the thread -------------------------------------------------------- */

static void drop_chan(struct soft_worker *w, struct soft_chan *c)
{
	unsigned int i;

	for (i = 0; i < w->nchans; i++)
		if (w->chans[i] == c)
			w->chans[i] = w->chans[--w->nchans];
}

static bool has_request(struct soft_worker *w)
{
	return READ_ONCE(w->attach) || READ_ONCE(w->detach);
}

static void obey(struct soft_worker *w)
{
	struct soft_chan *come = smp_load_acquire(&w->attach);
	struct soft_chan *go = smp_load_acquire(&w->detach);

	if (come)
		w->chans[w->nchans++] = come;
	if (go)
		drop_chan(w, go);
	WRITE_ONCE(w->attach, NULL);
	WRITE_ONCE(w->detach, NULL);
	complete(&w->obeyed);
}

/* another worker has more than it can do alone */
static bool help_wanted(struct soft_worker *w)
{
	unsigned int i;

	for (i = 0; i < w->soft->nchans; i++)
		if (soft_split_wanted(&w->soft->chans[i]))
			return true;
	return false;
}

static bool help_all(struct soft_worker *w)
{
	bool did = false;
	unsigned int i;

	for (i = 0; i < w->soft->nchans; i++)
		did |= soft_split_help(&w->soft->chans[i], w->scratch);
	return did;
}

static bool serve_all(struct soft_worker *w)
{
	bool did = false;
	unsigned int i;

	for (i = 0; i < w->nchans; i++)
		did |= soft_serve(w->chans[i]);
	return did;
}

static bool any_work(struct soft_worker *w)
{
	unsigned int i;

	for (i = 0; i < w->nchans; i++)
		if (soft_has_work(w->chans[i]))
			return true;
	return false;
}

static bool must_wake(struct soft_worker *w)
{
	return has_request(w) || kthread_should_stop() || any_work(w) || help_wanted(w);
}

/*
 * looks for work without sleeping; true: there is some. Time that was well
 * spent is spent again, time that was not is halved.
 */
static bool look_around(struct soft_worker *w)
{
	unsigned long long until = host_now_ns() + w->spin;
	unsigned int turn = 0;

	do {
		if (must_wake(w)) {
			w->spin = min(w->spin * 2 + 1000, soft_spin_ns());
			return true;
		}
		cpu_pause();
	} while (++turn % TURNS_PER_LOOK || host_now_ns() < until);
	w->spin /= 2;
	return false;
}

static void sleep(struct soft_worker *w)
{
	soft_place_rest(&w->place);
	WRITE_ONCE(w->asleep, true);
	/* with soft_worker_kick(): it sees the worker asleep, or this sees the work */
	asym_barrier_heavy();
	wait_event_idle(w->wait, must_wake(w));
	WRITE_ONCE(w->asleep, false);
}

static int soft_worker(void *data)
{
	struct soft_worker *w = data;

	soft_place_begin(&w->place, w->id);
	while (!kthread_should_stop()) {
		if (has_request(w))
			obey(w);
		if (serve_all(w) || help_all(w)) {
			soft_place_turn(&w->place);
			cond_resched();
			continue;
		}
		if (exec_fast.fibers || !look_around(w))
			sleep(w);
	}
	return 0;
}

/* ---- requests ---------------------------------------------------------- */

static int start(struct soft_worker *w)
{
	struct task_struct *task;

	task = kthread_create(soft_worker, w, "dma%d-soft/%u", w->soft->dma.dev_id, w->id);
	if (IS_ERR(task))
		return PTR_ERR(task);
	w->chans = host_alloc(w->soft->nchans * sizeof(*w->chans));
	w->scratch = host_alloc(raid_scratch_size());
	w->nchans = 0;
	w->spin = soft_spin_ns();
	w->task = task;
	wake_up_process(task);
	return 0;
}

static void stop(struct soft_worker *w)
{
	kthread_stop(w->task);
	w->task = NULL;
	host_free(w->scratch);
	host_free(w->chans);
	w->chans = NULL;
}

/* all of them: who has no channel helps those who have */
static int start_all(struct soft_dma *soft)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < soft->nworkers && !ret; i++)
		ret = start(&soft->workers[i]);
	while (ret && --i)
		stop(&soft->workers[i - 1]);
	return ret;
}

static void stop_all(struct soft_dma *soft)
{
	unsigned int i;

	for (i = 0; i < soft->nworkers; i++)
		stop(&soft->workers[i]);
}

/* under the mutex */
static void ask(struct soft_worker *w, struct soft_chan **what, struct soft_chan *c)
{
	reinit_completion(&w->obeyed);
	smp_store_release(what, c);
	wake_up(&w->wait);
	wait_for_completion(&w->obeyed);
}

int soft_worker_attach(struct soft_chan *c)
{
	struct soft_dma *soft = c->soft;
	int ret = 0;

	mutex_lock(&soft->mutex);
	if (!soft->users)
		ret = start_all(soft);
	if (!ret) {
		soft->users++;
		c->worker = &soft->workers[(c - soft->chans) % soft->nworkers];
		ask(c->worker, &c->worker->attach, c);
	}
	mutex_unlock(&soft->mutex);
	return ret;
}

void soft_worker_detach(struct soft_chan *c)
{
	struct soft_dma *soft = c->soft;

	mutex_lock(&soft->mutex);
	ask(c->worker, &c->worker->detach, c);
	c->worker = NULL;
	if (!--soft->users)
		stop_all(soft);
	mutex_unlock(&soft->mutex);
}

/* with sleep(): behind a barrier, after what there is to do was made known */
static void wake_sleeper(struct soft_worker *w)
{
	if (READ_ONCE(w->asleep))
		wake_up(&w->wait);
}

void soft_workers_help(struct soft_dma *soft)
{
	unsigned int i;

	for (i = 0; i < soft->nworkers; i++)
		wake_sleeper(&soft->workers[i]);
}

void soft_worker_kick(struct soft_chan *c)
{
	struct soft_worker *w = READ_ONCE(c->worker);

	asym_barrier_light();
	if (!w)
		return;
	wake_sleeper(w);
	soft_place_meet(&w->place);
}

void soft_workers_create(struct soft_dma *soft, unsigned int n)
{
	unsigned int i;

	soft->workers = host_alloc_aligned(n * sizeof(*soft->workers), SMP_CACHE_BYTES);
	soft->nworkers = n;
	mutex_init(&soft->mutex);
	for (i = 0; i < n; i++) {
		struct soft_worker *w = &soft->workers[i];

		w->soft = soft;
		w->id = i;
		init_completion(&w->obeyed);
		init_waitqueue_head(&w->wait);
	}
}

void soft_workers_free(struct soft_dma *soft)
{
	host_free(soft->workers);
	soft->workers = NULL;
}
