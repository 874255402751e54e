// SPDX-License-Identifier: MIT
/*
 * Large copies and fills, shared between the workers of a controller: the one
 * whose transfer it is opens a window of it, everybody who has nothing better
 * to do takes pieces of the window, and it is closed when all are done. While
 * that is slower than to be alone with it (pace.h), nobody else is let in.
 */
#include <linux/atomic.h>
#include <linux/minmax.h>

#include "base/copy/copy.h"
#include "base/exec/task.h"
#include "base/host.h"
#include "drivers/soft/soft.h"

/* what one takes at a time */
#define PIECE		SZ_256K

/** soft_split_room() - the window that a transfer may open; 0: it is not worth it */
size_t soft_split_room(struct soft_chan *c, size_t left)
{
	if (left < SOFT_SPLIT_FROM || exec_fast.fibers || c->soft->polled ||
	    c->soft->nworkers < 2 || !c->plain)
		return 0;
	return min_t(size_t, left, SOFT_SPLIT_WINDOW);
}

/* takes pieces until none are left */
static void work_on(struct soft_split *s)
{
	size_t at, n;

	while ((at = atomic64_fetch_add(PIECE, &s->taken)) < s->len) {
		n = min(s->len - at, (size_t)PIECE);
		if (s->src)
			copy_bytes(s->dst + at, s->src + at, n, s->total);
		else
			fill_bytes(s->dst + at, s->value, n, s->total);
		atomic64_add(n, &s->done);
	}
}

static void run_shared(struct soft_chan *c)
{
	struct soft_split *s = &c->split;

	smp_store_release(&s->open, true);
	soft_workers_help(c->soft);
	work_on(s);
	while (atomic64_read_acquire(&s->done) < s->len)
		cpu_pause();
	/* with soft_split_help(): it sees that the window is closed, or this sees it inside */
	WRITE_ONCE(s->open, false);
	smp_mb();
	while (atomic_read_acquire(&s->inside))
		cpu_pause();
}

static void split_run(struct soft_chan *c)
{
	struct soft_split *s = &c->split;
	bool share = soft_pace_next(&s->pace);
	unsigned long long start = host_now_ns();

	atomic64_set(&s->taken, 0);
	atomic64_set(&s->done, 0);
	if (share)
		run_shared(c);
	else
		work_on(s);
	soft_pace_note(&s->pace, share, s->len, host_now_ns() - start);
}

void soft_split_copy(struct soft_chan *c, void *dst, const void *src, size_t len, size_t total)
{
	struct soft_split *s = &c->split;

	s->dst = dst;
	s->src = src;
	s->len = len;
	s->total = total;
	split_run(c);
}

void soft_split_fill(struct soft_chan *c, void *dst, int value, size_t len, size_t total)
{
	struct soft_split *s = &c->split;

	s->dst = dst;
	s->src = NULL;
	s->value = value;
	s->len = len;
	s->total = total;
	split_run(c);
}

bool soft_split_wanted(struct soft_chan *c)
{
	struct soft_split *s = &c->split;

	return READ_ONCE(s->open) && atomic64_read(&s->taken) < READ_ONCE(s->len);
}

bool soft_split_help(struct soft_chan *c)
{
	struct soft_split *s = &c->split;
	bool open;

	if (!soft_split_wanted(c))
		return false;
	atomic_inc(&s->inside);
	smp_mb();
	open = smp_load_acquire(&s->open);
	if (open)
		work_on(s);
	atomic_dec_return_release(&s->inside);
	return open;
}
