// SPDX-License-Identifier: MIT
/*
 * Fences of other processes. One is made for the descriptor that came from
 * there, and signals when the message has come, or the end of file, which is
 * the other process's end. Nothing happens until somebody waits; then the
 * descriptor is watched. With threads a thread of the host does that. With
 * fibers an event does, and lets virtual time run no faster than real time
 * meanwhile, since what is waited for is real. Either raises an interrupt.
 */
#include <linux/array_size.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "base/exec/exec.h"
#include "base/host.h"
#include "base/host_signal.h"
#include "mapping/fence/share.h"

#define TICK_NS	    1000000 /* fibers: how far virtual time may run ahead */
#define STOP_COOKIE 0ull    /* of what ends the thread */

/**
 * struct foreign - in @watch.fences from its making to its release
 * @fd: our copy of the descriptor
 * @watched: in the watched set, which has a reference; under @watch.lock
 */
struct foreign {
	struct dma_fence base;
	spinlock_t lock;
	struct list_head link;
	int fd;
	bool watched;
	char name[HOST_SIGNAL_NAME];
	char driver[24], timeline[24];
};

/**
 * struct watch - what sees to all of them; made with the first
 * @lock: protects @fences; taken after a fence's lock
 * @fd: the watched set
 * @count: how many are in it; atomic
 * @irq: looks at those that are ready
 * @tick: fibers
 * @thread: threads; @stop: what ends it; @busy: it has raised @irq, which has not run yet
 */
static struct watch {
	spinlock_t lock;
	struct list_head fences;
	int fd;
	unsigned int count;
	struct exec_irq irq;
	struct exec_event tick;
	unsigned long long tick_host;
	struct host_thread *thread;
	int stop[2];
	unsigned int busy;
	bool running;
} watch = { .lock = __SPIN_LOCK_UNLOCKED(watch.lock), .fences = LIST_HEAD_INIT(watch.fences) };

static DEFINE_MUTEX(starting);

static struct foreign *to_foreign(struct dma_fence *fence)
{
	return container_of(fence, struct foreign, base);
}

/* ---- one of them, as a fence ----------------------------------------------------- */

static const char *foreign_driver_name(struct dma_fence *fence)
{
	return to_foreign(fence)->driver;
}

static const char *foreign_timeline_name(struct dma_fence *fence)
{
	return to_foreign(fence)->timeline;
}

/* when it signalled over there, in our time */
static ktime_t foreign_time(const struct host_signal *got)
{
	unsigned long long now = host_now_ns(), ago = now > got->ns ? now - got->ns : 0;
	ktime_t here = ktime_get();

	/* virtual time knows no past that others could have been in */
	if (exec_kind() == EXEC_FIBERS)
		return here;
	return ktime_to_ns(here) > (s64)ago ? ktime_sub_ns(here, ago) : 0;
}

/* 0: nothing yet. Else *@error and *@when are what it signalled with */
static int foreign_look(struct foreign *f, int *error, ktime_t *when)
{
	struct host_signal got = { 0 };
	int ret = host_signal_look(f->fd, &got);

	if (!ret)
		return 0;
	*error = ret < 0 ? -EOWNERDEAD : min(got.status, 0);
	*when = ret < 0 ? ktime_get() : foreign_time(&got);
	return 1;
}

static bool foreign_signaled(struct dma_fence *fence)
{
	ktime_t when;
	int error;

	if (!foreign_look(to_foreign(fence), &error, &when))
		return false;
	if (error)
		cmpxchg(&fence->error, 0, error);
	return true;
}

/* with the fence's lock held: the watch's reference is given back by foreign_done() */
static bool foreign_enable_signaling(struct dma_fence *fence)
{
	struct foreign *f = to_foreign(fence);
	bool ok;

	if (foreign_signaled(fence))
		return false;
	spin_lock(&watch.lock);
	ok = watch.running && !host_watch_add(watch.fd, f->fd, (unsigned long)f);
	f->watched = ok;
	spin_unlock(&watch.lock);
	if (!ok) {
		cmpxchg(&fence->error, 0, -ENOMEM);
		return false;
	}
	dma_fence_get(fence);
	if (!__atomic_fetch_add(&watch.count, 1, __ATOMIC_RELAXED) && exec_kind() == EXEC_FIBERS) {
		watch.tick_host = host_now_ns();
		exec_event_at(&watch.tick, exec_now() + TICK_NS);
	}
	return true;
}

static void foreign_release(struct dma_fence *fence)
{
	struct foreign *f = to_foreign(fence);
	unsigned long flags;

	spin_lock_irqsave(&watch.lock, flags);
	list_del(&f->link);
	spin_unlock_irqrestore(&watch.lock, flags);
	host_fd_close(f->fd);
	dma_fence_free(fence);
}

static const struct dma_fence_ops foreign_ops = {
	.get_driver_name = foreign_driver_name,
	.get_timeline_name = foreign_timeline_name,
	.enable_signaling = foreign_enable_signaling,
	.signaled = foreign_signaled,
	.release = foreign_release,
};

/* ---- looking at what is ready: hardirq context ------------------------------------------ */

/* takes it out of the watched set; true: the set's reference is the caller's now */
static bool foreign_unwatch(struct foreign *f)
{
	bool watched;
	unsigned long flags;

	spin_lock_irqsave(&watch.lock, flags);
	watched = f->watched;
	if (watched) {
		f->watched = false;
		host_watch_del(watch.fd, f->fd);
		__atomic_fetch_sub(&watch.count, 1, __ATOMIC_RELAXED);
	}
	spin_unlock_irqrestore(&watch.lock, flags);
	return watched;
}

static void foreign_done(struct foreign *f, int error, ktime_t when)
{
	/* first: who hears of the signal may close the descriptor */
	bool watched = foreign_unwatch(f);

	if (error)
		cmpxchg(&f->base.error, 0, error);
	dma_fence_signal_timestamp(&f->base, when);
	if (watched)
		dma_fence_put(&f->base);
}

static void watch_look(struct exec_irq *irq)
{
	unsigned long long cookies[16];
	struct foreign *f;
	ktime_t when;
	int n, i, error;

	n = host_watch_ready(watch.fd, cookies, ARRAY_SIZE(cookies));
	for (i = 0; i < n; i++) {
		/* the set's references are given back here only, so it is still there */
		f = (struct foreign *)(unsigned long)cookies[i];
		if (f && foreign_look(f, &error, &when))
			foreign_done(f, error, when);
	}
	__atomic_store_n(&watch.busy, 0, __ATOMIC_RELEASE);
	host_futex_wake(&watch.busy, 1);
}

/* ---- waiting for the host ------------------------------------------------------------------ */

static void watch_thread(void *arg)
{
	while (host_signal_look(watch.stop[1], &(struct host_signal){ 0 }) == 0) {
		host_watch_wait(watch.fd, ~0ull);
		__atomic_store_n(&watch.busy, 1, __ATOMIC_RELEASE);
		exec_irq_raise(&watch.irq);
		while (__atomic_load_n(&watch.busy, __ATOMIC_ACQUIRE))
			host_futex_wait(&watch.busy, 1, 0);
	}
}

/* fibers: everything waits here for what is real, as long as virtual time is ahead of it */
static void watch_tick(struct exec_event *event)
{
	unsigned long long now = host_now_ns(), passed = now - watch.tick_host;

	host_watch_wait(watch.fd, passed < TICK_NS ? TICK_NS - passed : 0);
	watch.tick_host = host_now_ns();
	exec_irq_raise(&watch.irq);
	if (__atomic_load_n(&watch.count, __ATOMIC_RELAXED))
		exec_event_at(event, exec_now() + TICK_NS);
}

static int watch_start_locked(void)
{
	int err;

	if (watch.running)
		return 0;
	watch.fd = host_watch_new();
	if (watch.fd < 0)
		return watch.fd;
	exec_irq_init(&watch.irq, "foreign fences", watch_look);
	exec_event_init(&watch.tick, watch_tick);
	if (exec_kind() == EXEC_THREADS) {
		err = host_signal_pair("stop", &watch.stop[0], &watch.stop[1]);
		if (err)
			goto err_watch;
		err = host_watch_add(watch.fd, watch.stop[1], STOP_COOKIE);
		if (!err)
			err = host_thread_start(&watch.thread, watch_thread, NULL, "fences");
		if (err)
			goto err_stop;
	}
	watch.running = true;
	return 0;

err_stop:
	host_fd_close(watch.stop[0]);
	host_fd_close(watch.stop[1]);
err_watch:
	host_fd_close(watch.fd);
	return err;
}

static int watch_start(void)
{
	int err;

	mutex_lock(&starting);
	err = watch_start_locked();
	mutex_unlock(&starting);
	return err;
}

/* the world ends: one that is still watched has a reference of ours, and somebody who waits */
static struct foreign *watched_first(void)
{
	struct foreign *f, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&watch.lock, flags);
	list_for_each_entry(f, &watch.fences, link) {
		if (f->watched) {
			found = f;
			break;
		}
	}
	spin_unlock_irqrestore(&watch.lock, flags);
	return found;
}

void fence_foreign_stop(void)
{
	struct foreign *f;

	if (!watch.running)
		return;
	watch.running = false;
	if (watch.thread) {
		host_fd_close(watch.stop[0]);
		host_thread_join(watch.thread);
		host_fd_close(watch.stop[1]);
		watch.thread = NULL;
	}
	exec_event_cancel(&watch.tick);
	exec_irq_sync(&watch.irq);
	while ((f = watched_first()) != NULL)
		foreign_done(f, -ESHUTDOWN, ktime_get());
	/* what is left has leaked, and is reported as memory */
	list_for_each_entry(f, &watch.fences, link)
		host_fd_close(f->fd);
	INIT_LIST_HEAD(&watch.fences);
	host_fd_close(watch.fd);
}

/* ---- making one ---------------------------------------------------------------------------- */

/* the one that there is for this descriptor, with a reference */
static struct dma_fence *foreign_known(const char *name)
{
	struct dma_fence *found = NULL;
	struct foreign *f;
	unsigned long flags;

	spin_lock_irqsave(&watch.lock, flags);
	list_for_each_entry(f, &watch.fences, link) {
		if (!strcmp(f->name, name))
			found = dma_fence_get_rcu(&f->base);
		if (found)
			break;
	}
	spin_unlock_irqrestore(&watch.lock, flags);
	return found;
}

/* up to the end of a line of @text; returns what comes after */
static const char *take_line(char *to, size_t size, const char *text)
{
	size_t len = strcspn(text, "\n");

	strscpy(to, text, min(size, len + 1));
	return text[len] ? text + len + 1 : text + len;
}

static struct foreign *foreign_new(int fd, const char *name)
{
	struct foreign *f = kzalloc(sizeof(*f), GFP_KERNEL);
	const char *text = host_signal_text(name);
	u64 seqno = 0;

	if (!f)
		return ERR_PTR(-ENOMEM);
	f->fd = host_fd_dup(fd);
	if (f->fd < 0) {
		int err = f->fd;

		kfree(f);
		return ERR_PTR(err);
	}
	strscpy(f->name, name, sizeof(f->name));
	text = take_line(f->driver, sizeof(f->driver), text);
	text = take_line(f->timeline, sizeof(f->timeline), text);
	/* who wrote it may not be one of us: then it is 0 */
	if (kstrtoull(text, 10, &seqno))
		seqno = 0;
	spin_lock_init(&f->lock);
	dma_fence_init(&f->base, &foreign_ops, &f->lock, dma_fence_context_alloc(1), seqno);
	return f;
}

struct dma_fence *fence_foreign(int fd)
{
	char name[HOST_SIGNAL_NAME];
	struct dma_fence *known;
	struct foreign *f;
	unsigned long flags;
	int err = host_signal_name(fd, name);

	if (err)
		return ERR_PTR(err);
	known = foreign_known(name);
	if (known)
		return known;
	err = watch_start();
	if (err)
		return ERR_PTR(err);
	f = foreign_new(fd, name);
	if (IS_ERR(f))
		return ERR_CAST(f);
	spin_lock_irqsave(&watch.lock, flags);
	list_add_tail(&f->link, &watch.fences);
	spin_unlock_irqrestore(&watch.lock, flags);
	return &f->base;
}
