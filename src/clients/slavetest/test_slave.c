// SPDX-License-Identifier: MIT
/* slave_sg both ways: whole, paused in the middle, watched, terminated. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kernel.h>

#include "clients/slavetest/slavetest.h"

static void wait_part_of(struct test *t)
{
	unsigned long us = 1 + test_random(loop_time_ns(t, t->len) / 1000 + 1);

	usleep_range(us, us + 10);
}

int test_slave_sg(struct test *t)
{
	struct loop l;
	int err = loop_open(t, &l, 1 + test_random(MAX_SEGMENTS));

	if (!err)
		err = loop_prepare(t, &l);
	if (!err) {
		transfer_issue(&l.tx);
		err = loop_finish(t, &l);
	}
	loop_close(t, &l);
	return err;
}

/* ---- pause ------------------------------------------------------------- */

/* paused: the residue stands still, and it tells exactly what is there */
static int check_paused(struct test *t, struct loop *l)
{
	enum dma_status status;
	unsigned int residue = transfer_residue(&l->rx, &status), wrong;

	/* drivers look at the cookie before they take their lock: it may end between */
	if (status == DMA_IN_PROGRESS)
		residue = transfer_residue(&l->rx, &status);
	if (status == DMA_COMPLETE)
		return 0;	/* it ended just before */
	if (status != DMA_PAUSED)
		return test_fail(t, "not paused", status);
	usleep_range(200, 400);
	if (transfer_residue(&l->rx, &status) != residue)
		return test_fail(t, "residue changes while paused", residue);
	if (residue > t->len)
		return test_fail(t, "residue above the length", residue);
	if (t->params->noverify)
		return 0;
	dma_sync_sg_for_cpu(l->in.mapped_for, l->in.sgl, l->in.count, DMA_FROM_DEVICE);
	wrong = segments_wrong(&l->in, t->seed, t->len - residue, t->burst * t->width);
	dma_sync_sg_for_device(l->in.mapped_for, l->in.sgl, l->in.count, DMA_FROM_DEVICE);
	return wrong ? test_fail(t, "data error while paused", wrong) : 0;
}

static int pause_and_resume(struct test *t, struct loop *l)
{
	enum dma_status status;
	int err;

	wait_part_of(t);
	transfer_residue(&l->rx, &status);
	if (status == DMA_COMPLETE)
		return 0;
	err = dmaengine_pause(t->lb->rx);
	if (err == -ENOSYS)
		return -EOPNOTSUPP;
	transfer_residue(&l->rx, &status);
	if (err && status == DMA_COMPLETE)
		return 0;
	if (err)
		return test_fail(t, "pause error", err);
	err = check_paused(t, l);
	if (err)
		return err;
	err = dmaengine_resume(t->lb->rx);
	transfer_residue(&l->rx, &status);
	if (err && status != DMA_COMPLETE)
		return test_fail(t, "resume error", err);
	return 0;
}

int test_pause(struct test *t)
{
	struct loop l;
	int err = loop_open(t, &l, 1 + test_random(MAX_SEGMENTS));

	if (!err)
		err = loop_prepare(t, &l);
	if (!err) {
		transfer_issue(&l.tx);
		err = pause_and_resume(t, &l);
	}
	if (!err)
		err = loop_finish(t, &l);
	loop_close(t, &l);
	return err;
}

/* ---- residue ----------------------------------------------------------- */

static int watch_residue(struct test *t, struct transfer *x)
{
	unsigned int last = t->len, residue;
	ktime_t end = ktime_add_ms(ktime_get(), t->params->timeout);
	enum dma_status status;

	do {
		residue = transfer_residue(x, &status);
		if (status == DMA_ERROR)
			return test_fail(t, "completion error status", status);
		if (status == DMA_IN_PROGRESS && residue > last)
			return test_fail(t, "residue grows", residue - last);
		last = residue;
		usleep_range(5, 20);
	} while (status != DMA_COMPLETE && ktime_before(ktime_get(), end));
	if (status != DMA_COMPLETE)
		return test_fail(t, "test timed out", residue);
	return residue ? test_fail(t, "residue at the end", residue) : 0;
}

int test_residue(struct test *t)
{
	struct loop l;
	int err = loop_open(t, &l, 1 + test_random(MAX_SEGMENTS));

	if (!err)
		err = loop_prepare(t, &l);
	if (!err) {
		transfer_issue(&l.tx);
		err = watch_residue(t, &l.rx);
	}
	if (!err)
		err = loop_finish(t, &l);
	loop_close(t, &l);
	return err;
}

/* ---- terminate --------------------------------------------------------- */

static int terminate_both(struct test *t, struct loop *l)
{
	struct dma_chan *first = t->lb->tx, *second = t->lb->rx;
	int callbacks, err;

	if (test_random(2))
		swap(first, second);
	err = dmaengine_terminate_sync(first);
	if (!err)
		err = dmaengine_terminate_sync(second);
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

int test_terminate(struct test *t)
{
	struct loop l;
	int err = loop_open(t, &l, 1 + test_random(MAX_SEGMENTS));

	if (!err)
		err = loop_prepare(t, &l);
	if (!err) {
		transfer_issue(&l.tx);
		wait_part_of(t);
		err = terminate_both(t, &l);
	}
	loop_close(t, &l);
	/* the channels must work as before */
	return err ? err : test_slave_sg(t);
}
