// SPDX-License-Identifier: MIT
/*
 * Cyclic transfers, period by period: a ring that is filled, a ring that is
 * played. The device waits between periods, so each one must have exactly one
 * callback, in order, with its data in place. What a stream that never
 * stops does is in test_audio.c.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "clients/slavetest/slavetest.h"

#define SETTLE_US 200

/**
 * struct ring - a cyclic transfer and its buffer of @periods periods
 * @count: periods that the test lasts
 * @single: memory for one period, at the other end of the loop
 */
struct ring {
	struct test *t;
	struct segments mem, single;
	struct transfer x;
	unsigned int period, periods, count;
};

bool can_count_periods(struct peripheral *p, char *why)
{
	struct dma_chan *chans[] = { p->tx, p->rx };
	unsigned int i;

	if (!can_slave(p, why))
		return false;
	if (!p->rx)
		return cannot(why, "nothing comes back from it");
	for (i = 0; i < ARRAY_SIZE(chans); i++)
		if (!dma_has_cap(DMA_CYCLIC, chans[i]->device->cap_mask))
			return cannot(why, "the driver of %s has no DMA_CYCLIC",
				      dma_chan_name(chans[i]));
	if (!p->kind->waits)
		return cannot(why, "its clock does not wait between periods (audio tests it)");
	return true;
}

/* whole bursts, so that a period never has to wait for the next one's data */
static void ring_shape(struct ring *r, unsigned int least)
{
	unsigned int unit;

	/* drivers may serve a request by less than it asks for; the rest would lie there for ever */
	if (!r->t->p->kind->remainders)
		r->t->burst = 1;
	unit = r->t->width * r->t->burst;
	r->period = unit * (1 + test_random(max(1u, 512 / unit)));
	if (r->period < least)
		r->period = roundup(least, unit);
	r->periods = 2 + test_random(7);
	r->count = r->t->params->periods;
	if (!r->count)
		r->count = 1 + test_random(3 * r->periods);
}

static int ring_open(struct test *t, struct ring *r, enum dma_transfer_direction dir)
{
	struct device *tx = dmaengine_get_dma_device(t->p->tx);
	struct device *rx = dmaengine_get_dma_device(t->p->rx);
	bool fills = dir == DMA_DEV_TO_MEM;
	int err;

	err = segments_init(&r->mem, r->period * r->periods, 1, t->width, false);
	if (!err)
		err = segments_init(&r->single, r->period, 1, t->width, false);
	if (!err && !fills)
		segments_fill(&r->mem, t->seed);
	if (!err)
		err = segments_map(&r->mem, fills ? rx : tx, fills ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
	if (!err)
		err = segments_map(&r->single, fills ? tx : rx, fills ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
	if (err)
		return test_fail(t, "no memory", err);
	t->p->kind->start(t->p, t->width, t->burst, 0);
	err = configure_tx(t, t->p->tx, t->p);
	return err ? err : configure_rx(t, t->p->rx, t->p);
}

static void ring_close(struct test *t, struct ring *r)
{
	terminate_channel(t->p->tx);
	terminate_channel(t->p->rx);
	t->p->kind->stop(t->p);
	segments_free(&r->single);
	segments_free(&r->mem);
}

static int ring_submit(struct test *t, struct ring *r, struct dma_chan *chan,
		       enum dma_transfer_direction dir)
{
	struct dma_async_tx_descriptor *d;
	int err;

	d = dmaengine_prep_dma_cyclic(chan, sg_dma_address(r->mem.sgl), r->mem.len, r->period, dir,
				      DMA_PREP_INTERRUPT);
	err = transfer_submit(t, &r->x, chan, d, 0);
	if (!err)
		transfer_issue(&r->x);
	return err;
}

/* one period through the other channel */
static int single_move(struct test *t, struct ring *r, struct dma_chan *chan,
		       enum dma_transfer_direction dir)
{
	struct dma_async_tx_descriptor *d;
	struct transfer x = { .called = NULL };
	int err;

	d = dmaengine_prep_slave_single(chan, sg_dma_address(r->single.sgl), r->period, dir,
					DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	err = transfer_submit(t, &x, chan, d, 1);
	if (!err) {
		transfer_issue(&x);
		err = transfer_wait(t, &x, false);
	}
	/* @x is ours: nothing may call back when we have returned */
	terminate_channel(chan);
	return err;
}

/* the callback of period @n, counted from 1, and no other one */
static int ring_wait(struct test *t, struct ring *r, unsigned int n)
{
	int err = transfer_wait(t, &r->x, true);

	if (!err && atomic_read(&r->x.callbacks) != n)
		err = test_fail(t, "wrong number of period callbacks", atomic_read(&r->x.callbacks));
	return err;
}

/* whoever calls complete() for a period must find that it is asked for */
static void ring_expect(struct ring *r, unsigned int n)
{
	reinit_completion(&r->x.done);
	WRITE_ONCE(r->x.wanted, n);
}

static int ring_finish(struct test *t, struct ring *r)
{
	enum dma_status status;
	unsigned int callbacks;

	usleep_range(SETTLE_US, SETTLE_US + 100);
	callbacks = atomic_read(&r->x.callbacks);
	if (callbacks != r->count)
		return test_fail(t, "wrong number of period callbacks", callbacks);
	transfer_residue(&r->x, &status);
	if (status != DMA_IN_PROGRESS)
		return test_fail(t, "cyclic transfer does not run", status);
	t->bytes += (u64)r->count * r->period;
	return 0;
}

/* ---- receiving into a ring --------------------------------------------- */

/* period @n of the stream lies in its place of the ring, when its callback comes */
static void period_arrived(struct transfer *x, void *arg)
{
	struct ring *r = arg;
	unsigned int n = atomic_read(&x->callbacks), at = n % r->periods * r->period, i;
	dma_addr_t addr = sg_dma_address(r->mem.sgl) + at;
	const u8 *mem = r->mem.mem + r->mem.seg[0].off + at;
	unsigned int wrong = 0;

	if (r->t->params->noverify)
		return;
	dma_sync_single_for_cpu(r->mem.mapped_for, addr, r->period, DMA_FROM_DEVICE);
	for (i = 0; i < r->period; i++)
		wrong += mem[i] != stream_byte(r->t->seed, n * r->period + i);
	dma_sync_single_for_device(r->mem.mapped_for, addr, r->period, DMA_FROM_DEVICE);
	if (wrong)
		test_fail(r->t, "callback without its period's data", n);
}

static void fill_period(struct ring *r, unsigned int n)
{
	u8 *mem = r->single.mem + r->single.seg[0].off;
	dma_addr_t addr = sg_dma_address(r->single.sgl);
	unsigned int i;

	dma_sync_single_for_cpu(r->single.mapped_for, addr, r->period, DMA_TO_DEVICE);
	for (i = 0; i < r->period; i++)
		mem[i] = stream_byte(r->t->seed, n * r->period + i);
	dma_sync_single_for_device(r->single.mapped_for, addr, r->period, DMA_TO_DEVICE);
}

static int check_ring_residue(struct test *t, struct ring *r)
{
	unsigned int sent = r->count % r->periods * r->period, residue;
	enum dma_status status;

	if (residue_granularity(t->p->rx) == DMA_RESIDUE_GRANULARITY_DESCRIPTOR)
		return 0;
	residue = transfer_residue(&r->x, &status);
	if (residue % r->mem.len != (r->mem.len - sent) % r->mem.len)
		return test_fail(t, "wrong residue", residue);
	return 0;
}

static int receive_periods(struct test *t, struct ring *r)
{
	unsigned int n;
	int err;

	r->x.called = period_arrived;
	r->x.arg = r;
	err = ring_submit(t, r, t->p->rx, DMA_DEV_TO_MEM);
	for (n = 0; n < r->count && !err; n++) {
		ring_expect(r, n + 1);
		fill_period(r, n);
		err = single_move(t, r, t->p->tx, DMA_MEM_TO_DEV);
		if (!err)
			err = ring_wait(t, r, n + 1);
		if (t->why)
			err = -EIO;
	}
	if (!err)
		err = ring_finish(t, r);
	return err ? err : check_ring_residue(t, r);
}

int test_cyclic_rx(struct test *t)
{
	struct ring r = { .t = t };
	int err;

	ring_shape(&r, 0);
	err = ring_open(t, &r, DMA_DEV_TO_MEM);
	if (!err)
		err = receive_periods(t, &r);
	ring_close(t, &r);
	return err;
}

/* ---- sending from a ring ----------------------------------------------- */

static unsigned int played_wrong(struct test *t, struct ring *r, unsigned int n)
{
	unsigned int at = n % r->periods * r->period, wrong = 0, i;
	const u8 *mem = r->single.mem + r->single.seg[0].off;
	dma_addr_t addr = sg_dma_address(r->single.sgl);

	if (t->params->noverify)
		return 0;
	dma_sync_single_for_cpu(r->single.mapped_for, addr, r->period, DMA_FROM_DEVICE);
	for (i = 0; i < r->period; i++)
		wrong += mem[i] != stream_byte(t->seed, at + i);
	dma_sync_single_for_device(r->single.mapped_for, addr, r->period, DMA_FROM_DEVICE);
	return wrong;
}

/* The ring runs ahead by what the FIFOs hold, which is less than a period; there it must wait. */
static int play_periods(struct test *t, struct ring *r)
{
	unsigned int n, wrong;
	int err;

	init_completion(&r->x.done);
	err = ring_submit(t, r, t->p->tx, DMA_MEM_TO_DEV);
	for (n = 0; n < r->count && !err; n++) {
		ring_expect(r, n + 1);
		if (atomic_read(&r->x.callbacks) > n)
			return test_fail(t, "period callback before its time", n);
		err = single_move(t, r, t->p->rx, DMA_DEV_TO_MEM);
		if (!err)
			err = ring_wait(t, r, n + 1);
		wrong = err ? 0 : played_wrong(t, r, n);
		if (wrong)
			err = test_fail(t, "data error", wrong);
	}
	return err ? err : ring_finish(t, r);
}

int test_cyclic_tx(struct test *t)
{
	struct ring r = { .t = t };
	int err;

	/* room for both FIFOs, and for one in the controller */
	ring_shape(&r, (2 * t->p->depth + 2 * t->burst) * t->width + 128);
	err = ring_open(t, &r, DMA_MEM_TO_DEV);
	if (!err)
		err = play_periods(t, &r);
	ring_close(t, &r);
	return err;
}
