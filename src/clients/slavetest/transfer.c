// SPDX-License-Identifier: MIT
/* One transfer, and the usual pair of them: out through tx, back through rx. */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/math64.h>

#include "clients/slavetest/slavetest.h"

int configure_tx(struct test *t, struct dma_chan *chan, struct loopback *lb)
{
	struct dma_slave_config config = {
		.direction = DMA_MEM_TO_DEV,
		.dst_addr = lb->tx_phys,
		.dst_addr_width = t->width,
		.dst_maxburst = t->burst,
	};
	int err = dmaengine_slave_config(chan, &config);

	return err ? test_fail(t, "tx config error", err) : 0;
}

int configure_rx(struct test *t, struct dma_chan *chan, struct loopback *lb)
{
	struct dma_slave_config config = {
		.direction = DMA_DEV_TO_MEM,
		.src_addr = lb->rx_phys,
		.src_addr_width = t->width,
		.src_maxburst = t->burst,
	};
	int err = dmaengine_slave_config(chan, &config);

	return err ? test_fail(t, "rx config error", err) : 0;
}

static void transfer_callback(void *arg, const struct dmaengine_result *result)
{
	struct transfer *x = arg;

	if (result)
		x->result = result->result;
	if (atomic_inc_return(&x->callbacks) == x->wanted)
		complete(&x->done);
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
	tx->callback_result = transfer_callback;
	tx->callback_param = x;
	x->cookie = dmaengine_submit(tx);
	return dma_submit_error(x->cookie) ? test_fail(t, "submit error", x->cookie) : 0;
}

void transfer_issue(struct transfer *x)
{
	dma_async_issue_pending(x->chan);
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

	if (!wait_for_completion_timeout(&x->done, msecs_to_jiffies(t->params->timeout)))
		return test_fail(t, "test timed out", atomic_read(&x->callbacks));
	if (x->result != DMA_TRANS_NOERROR)
		return test_fail(t, "transfer error", x->result);
	transfer_residue(x, &status);
	if (!cyclic && status != DMA_COMPLETE)
		return test_fail(t, "completion busy status", status);
	return 0;
}

/* ---- out and back ------------------------------------------------------ */

u64 loop_time_ns(const struct test *t, unsigned int len)
{
	return div_u64(len * 1000000000ull, t->lb->byte_rate);
}

int loop_open(struct test *t, struct loop *l, unsigned int nsegments)
{
	bool random = !t->params->norandom;
	int err;

	memset(l, 0, sizeof(*l));
	err = segments_init(&l->out, t->len, nsegments, t->width, random);
	if (!err)
		err = segments_init(&l->in, t->len, nsegments, t->width, random);
	if (err)
		return test_fail(t, "no memory", err);
	segments_fill(&l->out, t->seed);
	err = segments_map(&l->out, dmaengine_get_dma_device(t->lb->tx), DMA_TO_DEVICE);
	if (!err)
		err = segments_map(&l->in, dmaengine_get_dma_device(t->lb->rx), DMA_FROM_DEVICE);
	if (err)
		return test_fail(t, "mapping error", err);
	fifo_start(t->lb, t->width, t->burst);
	return 0;
}

void loop_close(struct test *t, struct loop *l)
{
	/* whatever happened: nothing moves and nothing calls back any more */
	dmaengine_terminate_sync(t->lb->tx);
	dmaengine_terminate_sync(t->lb->rx);
	fifo_stop(t->lb);
	segments_free(&l->out);
	segments_free(&l->in);
}

int loop_prepare(struct test *t, struct loop *l)
{
	struct dma_async_tx_descriptor *tx;
	int err;

	err = configure_tx(t, t->lb->tx, t->lb);
	if (!err)
		err = configure_rx(t, t->lb->rx, t->lb);
	if (err)
		return err;
	tx = dmaengine_prep_slave_sg(t->lb->rx, l->in.sgl, l->in.count, DMA_DEV_TO_MEM,
				     DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	err = transfer_submit(t, &l->rx, t->lb->rx, tx, 1);
	if (err)
		return err;
	tx = dmaengine_prep_slave_sg(t->lb->tx, l->out.sgl, l->out.count, DMA_MEM_TO_DEV,
				     DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	err = transfer_submit(t, &l->tx, t->lb->tx, tx, 1);
	if (!err)
		transfer_issue(&l->rx);
	return err;
}

int loop_finish(struct test *t, struct loop *l)
{
	unsigned int wrong;
	int err;

	err = transfer_wait(t, &l->tx, false);
	if (!err)
		err = transfer_wait(t, &l->rx, false);
	if (err)
		return err;
	if (fifo_errors(t->lb))
		return test_fail(t, "overrun or underrun", fifo_errors(t->lb));
	t->bytes += t->len;
	segments_unmap(&l->in);
	if (t->params->noverify)
		return 0;
	wrong = segments_wrong(&l->in, t->seed, t->len, 0);
	return wrong ? test_fail(t, "data error", wrong) : 0;
}
