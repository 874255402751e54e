// SPDX-License-Identifier: MIT
/* One transfer, and the usual pair of them: out through tx, back through rx. */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/math64.h>

#include "clients/slavetest/slavetest.h"
#include "engine/stuck.h"

#define GRACE_US 500

int configure_tx(struct test *t, struct dma_chan *chan, struct peripheral *p)
{
	struct dma_slave_config config = {
		.direction = DMA_MEM_TO_DEV,
		.dst_addr = p->tx_phys,
		.dst_addr_width = t->width,
		.dst_maxburst = t->burst,
	};
	int err = dmaengine_slave_config(chan, &config);

	return err ? test_fail(t, "tx config error", err) : 0;
}

int configure_rx(struct test *t, struct dma_chan *chan, struct peripheral *p)
{
	struct dma_slave_config config = {
		.direction = DMA_DEV_TO_MEM,
		.src_addr = p->rx_phys,
		.src_addr_width = t->width,
		.src_maxburst = t->burst,
	};
	int err = dmaengine_slave_config(chan, &config);

	return err ? test_fail(t, "rx config error", err) : 0;
}

static void transfer_callback(void *arg)
{
	struct transfer *x = arg;

	if (x->called)
		x->called(x, x->arg);
	if (atomic_inc_return(&x->callbacks) == x->wanted)
		complete(&x->done);
}

static void transfer_result(void *arg, const struct dmaengine_result *result)
{
	struct transfer *x = arg;

	if (result)
		x->result = result->result;
	transfer_callback(arg);
}

int transfer_submit(struct test *t, struct transfer *x, struct dma_chan *chan,
		    struct dma_async_tx_descriptor *tx, unsigned int wanted)
{
	if (!tx)
		return test_fail(t, "prep error", 0);
	x->chan = chan;
	x->result = DMA_TRANS_NOERROR;
	x->wanted = wanted;
	atomic_set(&x->callbacks, 0);
	init_completion(&x->done);
	if (t->params->result)
		tx->callback_result = transfer_result;
	else
		tx->callback = transfer_callback;
	tx->callback_param = x;
	x->cookie = dmaengine_submit(tx);
	return dma_submit_error(x->cookie) ? test_fail(t, "submit error", x->cookie) : 0;
}

void transfer_issue(struct transfer *x)
{
	dma_async_issue_pending(x->chan);
}

/*
 * A driver without device_synchronize cannot say when its last callback is
 * over; it has been given time, then.
 */
int terminate_channel(struct dma_chan *chan)
{
	int err = dmaengine_terminate_sync(chan);

	if (!chan->device->device_synchronize)
		usleep_range(GRACE_US, GRACE_US + 100);
	return err;
}

unsigned int transfer_residue(struct transfer *x, enum dma_status *status)
{
	struct dma_tx_state state = { .residue = 0 };

	*status = dmaengine_tx_status(x->chan, x->cookie, &state);
	return state.residue;
}

int transfer_wait(struct test *t, struct transfer *x, bool cyclic)
{
	enum dma_status status;

	if (!wait_for_completion_timeout(&x->done, msecs_to_jiffies(t->params->timeout))) {
		dmaengine_report_stuck(x->chan);
		return test_fail(t, "test timed out", atomic_read(&x->callbacks));
	}
	if (x->result != DMA_TRANS_NOERROR)
		return test_fail(t, "transfer error", x->result);
	transfer_residue(x, &status);
	if (!cyclic && status != DMA_COMPLETE)
		return test_fail(t, "completion busy status", status);
	return 0;
}

enum dma_residue_granularity residue_granularity(struct dma_chan *chan)
{
	struct dma_slave_caps caps;

	if (dma_get_slave_caps(chan, &caps))
		return chan->device->residue_granularity;
	return caps.residue_granularity;
}

/* ---- out and back ------------------------------------------------------ */

u64 loop_time_ns(const struct test *t, unsigned int len)
{
	return div_u64(len * 1000000000ull, t->p->byte_rate);
}

static int loop_map(struct test *t, struct loop *l, unsigned int nsegments)
{
	bool random = !t->params->norandom;
	int err;

	err = segments_init(&l->out, t->len, nsegments, t->width, random);
	if (!err && t->p->rx)
		err = segments_init(&l->in, t->len, nsegments, t->width, random);
	if (err)
		return test_fail(t, "no memory", err);
	segments_fill(&l->out, t->seed);
	err = segments_map(&l->out, dmaengine_get_dma_device(t->p->tx), DMA_TO_DEVICE);
	if (!err && t->p->rx)
		err = segments_map(&l->in, dmaengine_get_dma_device(t->p->rx), DMA_FROM_DEVICE);
	return err ? test_fail(t, "mapping error", err) : 0;
}

int loop_open(struct test *t, struct loop *l, unsigned int nsegments)
{
	int err;

	memset(l, 0, sizeof(*l));
	l->seen = t->p->rx ? &l->rx : &l->tx;
	err = loop_map(t, l, nsegments);
	if (!err)
		t->p->kind->start(t->p, t->width, t->burst, t->len);
	return err;
}

void loop_close(struct test *t, struct loop *l)
{
	/* whatever happened: nothing moves and nothing calls back any more */
	terminate_channel(t->p->tx);
	if (t->p->rx)
		terminate_channel(t->p->rx);
	t->p->kind->stop(t->p);
	segments_free(&l->out);
	segments_free(&l->in);
}

static int prepare_rx(struct test *t, struct loop *l)
{
	struct dma_async_tx_descriptor *tx;
	int err = configure_rx(t, t->p->rx, t->p);

	if (err)
		return err;
	tx = dmaengine_prep_slave_sg(t->p->rx, l->in.sgl, l->in.count, DMA_DEV_TO_MEM,
				     DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	return transfer_submit(t, &l->rx, t->p->rx, tx, 1);
}

int loop_prepare(struct test *t, struct loop *l)
{
	struct dma_async_tx_descriptor *tx;
	int err = configure_tx(t, t->p->tx, t->p);

	if (!err && t->p->rx)
		err = prepare_rx(t, l);
	if (err)
		return err;
	tx = dmaengine_prep_slave_sg(t->p->tx, l->out.sgl, l->out.count, DMA_MEM_TO_DEV,
				     DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	err = transfer_submit(t, &l->tx, t->p->tx, tx, 1);
	if (!err && t->p->rx)
		transfer_issue(&l->rx);
	return err;
}

void loop_go(struct test *t, struct loop *l)
{
	transfer_issue(&l->tx);
	if (t->p->kind->run)
		t->p->kind->run(t->p);
}

static unsigned int loop_wrong(struct test *t, struct loop *l)
{
	if (t->params->noverify || l->lossy)
		return 0;
	if (t->p->rx)
		return segments_wrong(&l->in, t->seed, t->len, 0);
	return t->p->kind->digest(t->p, &l->out);
}

int loop_finish(struct test *t, struct loop *l)
{
	unsigned int wrong;
	int err;

	err = transfer_wait(t, &l->tx, false);
	if (!err && t->p->rx)
		err = transfer_wait(t, &l->rx, false);
	if (err)
		return err;
	/* a clock that goes on finds nothing to send behind the end */
	if (t->p->kind->waits && t->p->kind->errors(t->p))
		return test_fail(t, "overrun or underrun", t->p->kind->errors(t->p));
	t->bytes += t->len;
	segments_unmap(&l->in);
	wrong = loop_wrong(t, l);
	return wrong ? test_fail(t, "data error", wrong) : 0;
}
