// SPDX-License-Identifier: MIT
/* slave_sg both ways: whole, paused in the middle, watched, terminated. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>

#include "clients/slavetest/slavetest.h"

static void wait_part_of(struct test *t)
{
	unsigned long us = 1 + test_random(loop_time_ns(t, t->len) / 1000 + 1);

	usleep_range(us, us + 10);
}

bool can_slave(struct peripheral *p, char *why)
{
	struct dma_chan *chans[] = { p->tx, p->rx };
	unsigned int i;

	if (!p->tx || (!p->rx && !p->kind->digest))
		return cannot(why, "nothing is wired to it");
	for (i = 0; i < ARRAY_SIZE(chans); i++) {
		if (!chans[i])
			continue;
		if (!dma_has_cap(DMA_SLAVE, chans[i]->device->cap_mask) ||
		    !chans[i]->device->device_prep_slave_sg)
			return cannot(why, "the driver of %s has no DMA_SLAVE",
				      dma_chan_name(chans[i]));
	}
	return true;
}

int test_slave_sg(struct test *t)
{
	struct loop l;
	int err = loop_open(t, &l, test_segments(t));

	if (!err)
		err = loop_prepare(t, &l);
	if (!err) {
		loop_go(t, &l);
		err = loop_finish(t, &l);
	}
	loop_close(t, &l);
	return err;
}

/* ---- pause ------------------------------------------------------------- */

/* the controller says how exact its residue is; so exact must it be */
static unsigned int slack_of(const struct test *t, const struct loop *l)
{
	/* which need not be the burst that was asked for */
	if (residue_granularity(l->seen->chan) == DMA_RESIDUE_GRANULARITY_BURST)
		return max(t->burst, l->seen->chan->device->max_burst) * t->width;
	return t->len;
}

/* what has arrived according to @residue is there, and behind it nothing */
static unsigned int paused_wrong(struct test *t, struct loop *l, unsigned int residue)
{
	unsigned int wrong;

	if (t->params->noverify || !t->p->rx)
		return 0;
	dma_sync_sg_for_cpu(l->in.mapped_for, l->in.sgl, l->in.count, DMA_FROM_DEVICE);
	wrong = segments_wrong(&l->in, t->seed, t->len - residue, slack_of(t, l));
	dma_sync_sg_for_device(l->in.mapped_for, l->in.sgl, l->in.count, DMA_FROM_DEVICE);
	return wrong;
}

/* paused: the residue stands still, and it tells what is there */
static int check_paused(struct test *t, struct loop *l)
{
	enum dma_status status;
	unsigned int residue = transfer_residue(l->seen, &status);

	/* drivers look at the cookie before they take their lock: it may end between */
	if (status == DMA_IN_PROGRESS)
		residue = transfer_residue(l->seen, &status);
	if (status == DMA_COMPLETE)
		return 0;	/* it ended just before */
	/* not every driver that pauses has a name for it; standing still is what counts */
	if (status != DMA_PAUSED && status != DMA_IN_PROGRESS)
		return test_fail(t, "not paused", status);
	usleep_range(200, 400);
	if (transfer_residue(l->seen, &status) != residue)
		return test_fail(t, "residue changes while paused", residue);
	if (residue > t->len)
		return test_fail(t, "residue above the length", residue);
	return paused_wrong(t, l, residue) ? test_fail(t, "data error while paused", residue) : 0;
}

/* 1: the transfer was over before */
static int pause_one(struct test *t, struct loop *l)
{
	enum dma_status status;
	int err;

	transfer_residue(l->seen, &status);
	if (status == DMA_COMPLETE)
		return 1;
	err = dmaengine_pause(l->seen->chan);
	transfer_residue(l->seen, &status);
	if (err && status == DMA_COMPLETE)
		return 1;
	return err ? test_fail(t, "pause error", err) : 0;
}

static int pause_and_resume(struct test *t, struct loop *l)
{
	enum dma_status status;
	struct dma_slave_caps caps;
	bool resumable = dma_get_slave_caps(l->seen->chan, &caps) || caps.cmd_resume;
	int err;

	wait_part_of(t);
	err = pause_one(t, l);
	if (err > 0)
		return loop_finish(t, l);
	if (!err)
		err = check_paused(t, l);
	if (err || !resumable)
		return err;
	/* all of it was there already: some drivers forget the end that a pause meets */
	if (!transfer_residue(l->seen, &status))
		return 0;
	l->lossy = !t->p->kind->waits;
	err = dmaengine_resume(l->seen->chan);
	transfer_residue(l->seen, &status);
	if (err && status != DMA_COMPLETE)
		return test_fail(t, "resume error", err);
	return loop_finish(t, l);
}

bool can_pause(struct peripheral *p, char *why)
{
	struct dma_chan *chan = p->rx ? p->rx : p->tx;
	struct dma_slave_caps caps;

	if (!can_slave(p, why))
		return false;
	if (dma_get_slave_caps(chan, &caps) ? !chan->device->device_pause : !caps.cmd_pause)
		return cannot(why, "the driver of %s has no pause", dma_chan_name(chan));
	return true;
}

/* One segment: from the end of one of several, some drivers do not come back. */
int test_pause(struct test *t)
{
	struct loop l;
	int err = loop_open(t, &l, 1);

	if (!err)
		err = loop_prepare(t, &l);
	if (!err) {
		loop_go(t, &l);
		err = pause_and_resume(t, &l);
	}
	loop_close(t, &l);
	return err;
}

/* ---- residue ----------------------------------------------------------- */

/*
 * Several registers make a residue, and a driver that reads one after the
 * other may meet the controller between two segments: a second look must put
 * that right.
 */
static unsigned int look_at_residue(struct test *t, struct transfer *x, unsigned int last,
				    enum dma_status *status)
{
	unsigned int residue = transfer_residue(x, status);

	if (*status != DMA_IN_PROGRESS || residue <= last)
		return residue;
	if (t->params->verbose)
		pr_info("%s: residue grows for a moment, from %u to %u\n", current->comm, last,
			residue);
	return transfer_residue(x, status);
}

/*
 * The callback is the end. Some drivers say before, between two segments, that
 * the whole is complete; and what they round up to bursts may be more than
 * there is.
 */
static int watch_residue(struct test *t, struct transfer *x)
{
	unsigned int last = UINT_MAX, residue;
	ktime_t end = ktime_add_ms(ktime_get(), t->params->timeout);
	enum dma_status status;

	while (!completion_done(&x->done)) {
		residue = look_at_residue(t, x, last, &status);
		if (status == DMA_ERROR)
			return test_fail(t, "completion error status", status);
		if (status == DMA_IN_PROGRESS && residue > last)
			return test_fail(t, "residue grows", residue - last);
		if (status == DMA_IN_PROGRESS)
			last = residue;
		if (ktime_after(ktime_get(), end))
			return test_fail(t, "test timed out", residue);
		usleep_range(5, 20);
	}
	residue = transfer_residue(x, &status);
	if (status != DMA_COMPLETE)
		return test_fail(t, "completion busy status", status);
	return residue ? test_fail(t, "residue at the end", residue) : 0;
}

int test_residue(struct test *t)
{
	struct loop l;
	int err = loop_open(t, &l, test_segments(t));

	if (!err)
		err = loop_prepare(t, &l);
	if (!err) {
		loop_go(t, &l);
		err = watch_residue(t, l.seen);
	}
	if (!err)
		err = loop_finish(t, &l);
	loop_close(t, &l);
	return err;
}

/* ---- terminate --------------------------------------------------------- */

static int terminate_both(struct test *t, struct loop *l)
{
	struct dma_chan *first = t->p->tx, *second = t->p->rx;
	int callbacks, err;

	if (second && test_random(2))
		swap(first, second);
	err = terminate_channel(first);
	if (!err && second)
		err = terminate_channel(second);
	if (err)
		return test_fail(t, "terminate error", err);
	callbacks = atomic_read(&l->rx.callbacks) + atomic_read(&l->tx.callbacks);
	usleep_range(50, 100);
	if (atomic_read(&l->rx.callbacks) + atomic_read(&l->tx.callbacks) != callbacks)
		return test_fail(t, "callback after terminate", callbacks);
	/* what was written lies in the segments, and nowhere else */
	segments_unmap(&l->in);
	return 0;
}

bool can_terminate(struct peripheral *p, char *why)
{
	if (!can_slave(p, why))
		return false;
	if (!p->tx->device->device_terminate_all)
		return cannot(why, "the driver of %s has no terminate", dma_chan_name(p->tx));
	return true;
}

int test_terminate(struct test *t)
{
	struct loop l;
	int err = loop_open(t, &l, test_segments(t));

	if (!err)
		err = loop_prepare(t, &l);
	if (!err) {
		loop_go(t, &l);
		wait_part_of(t);
		err = terminate_both(t, &l);
	}
	loop_close(t, &l);
	/* the channels must work as before */
	return err ? err : test_slave_sg(t);
}
