// SPDX-License-Identifier: MIT
/* Cyclic transfers: a ring that is filled, a ring that is played. */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "clients/slavetest/slavetest.h"

#define SETTLE_US 2000

/** struct ring - a buffer of @periods periods, mapped for a channel */
struct ring {
	struct segments mem;
	unsigned int period, periods;
};

static int ring_open(struct test *t, struct ring *r, struct device *dev, enum dma_data_direction dir)
{
	int err = segments_init(&r->mem, r->period * r->periods, 1, t->width, false);

	if (!err)
		err = segments_map(&r->mem, dev, dir);
	return err ? test_fail(t, "no memory", err) : 0;
}

static void choose_periods(struct test *t, struct ring *r)
{
	unsigned int unit = t->width * t->burst;

	/* whole bursts, so that a period never has to wait for the next one's data */
	r->period = unit * (1 + test_random(max(1u, 512 / unit)));
	r->periods = 2 + test_random(7);
}

static struct dma_async_tx_descriptor *prep_ring(struct dma_chan *chan, struct ring *r,
						 enum dma_transfer_direction dir)
{
	return dmaengine_prep_dma_cyclic(chan, sg_dma_address(r->mem.sgl), r->mem.len, r->period, dir,
					 DMA_PREP_INTERRUPT);
}

/* ---- receiving into a ring --------------------------------------------- */

/* the ring holds the last round of the stream */
static unsigned int ring_wrong(struct test *t, const struct ring *r, unsigned int sent)
{
	unsigned int wrong = 0, i;

	for (i = sent - min(sent, r->mem.len); i < sent; i++)
		wrong += r->mem.mem[r->mem.seg[0].off + i % r->mem.len] != stream_byte(t->seed, i);
	return wrong;
}

static int check_ring(struct test *t, struct ring *r, struct transfer *rx, unsigned int sent)
{
	unsigned int callbacks, residue, wrong;
	enum dma_status status;

	usleep_range(SETTLE_US, SETTLE_US + 100);
	callbacks = atomic_read(&rx->callbacks);
	if (callbacks != sent / r->period)
		return test_fail(t, "wrong number of period callbacks", callbacks);
	residue = transfer_residue(rx, &status);
	if (status != DMA_IN_PROGRESS)
		return test_fail(t, "cyclic transfer does not run", status);
	if (residue % r->mem.len != (r->mem.len - sent % r->mem.len) % r->mem.len)
		return test_fail(t, "wrong residue", residue);
	dmaengine_terminate_sync(t->lb->rx);
	segments_unmap(&r->mem);
	wrong = t->params->noverify ? 0 : ring_wrong(t, r, sent);
	return wrong ? test_fail(t, "data error", wrong) : 0;
}

/*
 * One period at a time: a provider may fold callbacks of periods that end in
 * quick succession into one, so only a period that is waited for is sure to
 * have one of its own.
 */
static int send_period(struct test *t, struct ring *r, struct segments *out, struct transfer *rx,
		       unsigned int n)
{
	struct dma_async_tx_descriptor *d;
	struct transfer tx;
	int err;

	reinit_completion(&rx->done);
	rx->wanted = n + 1;
	d = dmaengine_prep_slave_single(t->lb->tx, sg_dma_address(out->sgl) + n * r->period, r->period,
					DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	err = transfer_submit(t, &tx, t->lb->tx, d, 1);
	if (err)
		return err;
	transfer_issue(&tx);
	err = transfer_wait(t, &tx, false);
	if (!err)
		err = transfer_wait(t, rx, true);
	if (!err && atomic_read(&rx->callbacks) != n + 1)
		err = test_fail(t, "wrong number of period callbacks", atomic_read(&rx->callbacks));
	/* @tx is ours: nothing may call back when we have returned */
	dmaengine_terminate_sync(t->lb->tx);
	return err;
}

static int receive_into_ring(struct test *t, struct ring *r, struct segments *out)
{
	struct transfer rx;
	unsigned int n;
	int err;

	err = transfer_submit(t, &rx, t->lb->rx, prep_ring(t->lb->rx, r, DMA_DEV_TO_MEM), 0);
	if (err)
		return err;
	transfer_issue(&rx);
	for (n = 0; n < out->len / r->period && !err; n++)
		err = send_period(t, r, out, &rx, n);
	if (!err)
		err = check_ring(t, r, &rx, out->len);
	dmaengine_terminate_sync(t->lb->rx);
	return err;
}

int test_cyclic_rx(struct test *t)
{
	struct segments out = { .mem = NULL };
	struct ring r;
	int err;

	choose_periods(t, &r);
	err = ring_open(t, &r, dmaengine_get_dma_device(t->lb->rx), DMA_FROM_DEVICE);
	if (!err)
		err = segments_init(&out, r.period * (1 + test_random(3 * r.periods)), 1, t->width, false);
	if (!err) {
		segments_fill(&out, t->seed);
		err = segments_map(&out, dmaengine_get_dma_device(t->lb->tx), DMA_TO_DEVICE);
	}
	if (!err) {
		fifo_start(t->lb, t->width, t->burst);
		err = configure_tx(t, t->lb->tx, t->lb);
	}
	if (!err)
		err = configure_rx(t, t->lb->rx, t->lb);
	if (!err)
		err = receive_into_ring(t, &r, &out);
	if (!err)
		t->bytes += out.len;
	fifo_stop(t->lb);
	segments_free(&out);
	segments_free(&r.mem);
	return err;
}

/* ---- sending from a ring ----------------------------------------------- */

static int send_from_ring(struct test *t, struct ring *r, struct segments *in)
{
	struct dma_async_tx_descriptor *d;
	struct transfer tx, rx;
	int err;

	d = dmaengine_prep_slave_sg(t->lb->rx, in->sgl, in->count, DMA_DEV_TO_MEM,
				    DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	err = transfer_submit(t, &rx, t->lb->rx, d, 1);
	if (err)
		return err;
	transfer_issue(&rx);
	d = prep_ring(t->lb->tx, r, DMA_MEM_TO_DEV);
	err = transfer_submit(t, &tx, t->lb->tx, d, 0);
	if (!err) {
		transfer_issue(&tx);
		err = transfer_wait(t, &rx, false);
	}
	dmaengine_terminate_sync(t->lb->tx);
	dmaengine_terminate_sync(t->lb->rx);
	/* callbacks may be folded, but there cannot be more of them than periods that fit into what was sent */
	if (!err && atomic_read(&tx.callbacks) > (in->len + 2 * t->lb->depth * t->width) / r->period + 1)
		err = test_fail(t, "too many period callbacks", atomic_read(&tx.callbacks));
	return err;
}

static unsigned int played_wrong(struct test *t, const struct ring *r, const struct segments *in)
{
	unsigned int wrong = 0, at = 0, i, j;

	for (i = 0; i < in->count; i++)
		for (j = 0; j < in->seg[i].len; j++, at++)
			wrong += in->mem[in->seg[i].off + j] != stream_byte(t->seed, at % r->mem.len);
	return wrong;
}

int test_cyclic_tx(struct test *t)
{
	struct segments in = { .mem = NULL };
	unsigned int wrong;
	struct ring r;
	int err;

	choose_periods(t, &r);
	err = segments_init(&r.mem, r.period * r.periods, 1, t->width, false);
	if (!err) {
		segments_fill(&r.mem, t->seed);
		err = segments_map(&r.mem, dmaengine_get_dma_device(t->lb->tx), DMA_TO_DEVICE);
	}
	if (!err)
		err = segments_init(&in, r.period * (1 + test_random(3 * r.periods)), MAX_SEGMENTS, t->width,
				    !t->params->norandom);
	if (!err)
		err = segments_map(&in, dmaengine_get_dma_device(t->lb->rx), DMA_FROM_DEVICE);
	if (err) {
		test_fail(t, "no memory", err);
	} else {
		fifo_start(t->lb, t->width, t->burst);
		err = configure_tx(t, t->lb->tx, t->lb);
	}
	if (!err)
		err = configure_rx(t, t->lb->rx, t->lb);
	if (!err)
		err = send_from_ring(t, &r, &in);
	if (!err) {
		t->bytes += in.len;
		segments_unmap(&in);
		wrong = t->params->noverify ? 0 : played_wrong(t, &r, &in);
		err = wrong ? test_fail(t, "data error", wrong) : 0;
	}
	fifo_stop(t->lb);
	segments_free(&in);
	segments_free(&r.mem);
	return err;
}
