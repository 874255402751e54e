// SPDX-License-Identifier: MIT
/*
 * async_tx: which channel runs an operation, and what it waits for there. An
 * operation that depends on one of another channel is hung behind an
 * interrupt descriptor of that channel; a provider submits what hangs behind
 * a descriptor when that is done (dma_run_dependencies()).
 */
#define pr_fmt(fmt) "async_tx: " fmt

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <asm/processor.h>

#include "engine/async_tx/async_tx.h"

struct dma_chan *__async_tx_find_channel(struct async_submit_ctl *submit,
					 enum dma_transaction_type tx_type)
{
	struct dma_async_tx_descriptor *before = submit->depend_tx;

	if (before && dma_has_cap(tx_type, before->chan->device->cap_mask))
		return before->chan;
	return async_dma_find_channel(tx_type);
}
EXPORT_SYMBOL_GPL(__async_tx_find_channel);

struct dmaengine_unmap_data *async_unmap_get(struct dma_chan *chan, int count)
{
	return chan ? dmaengine_get_unmap_data(chan->device->dev, count, GFP_NOWAIT) : NULL;
}

void async_make_room(struct dma_chan *chan, struct dma_async_tx_descriptor **depend_tx)
{
	async_tx_quiesce(depend_tx);
	dma_async_issue_pending(chan);
	cpu_relax();
}

/* ---- submission ------------------------------------------------------------ */

static void submit_now(struct dma_async_tx_descriptor *tx)
{
	txd_clear_parent(tx);
	tx->tx_submit(tx);
}

/* behind @before, if that waits itself; else it is queued, or done */
static bool hang_behind(struct dma_async_tx_descriptor *before, struct dma_async_tx_descriptor *tx)
{
	bool waits;

	txd_lock(before);
	waits = txd_parent(before);
	if (waits)
		txd_chain(before, tx);
	txd_unlock(before);
	return waits;
}

static struct dma_async_tx_descriptor *interrupt_of(struct dma_chan *chan)
{
	struct dma_device *device = chan->device;

	if (!dma_has_cap(DMA_INTERRUPT, device->cap_mask))
		return NULL;
	return device->device_prep_dma_interrupt(chan, 0);
}

/* @tx is for another channel than @before: an interrupt after @before submits it */
static void switch_channel(struct dma_async_tx_descriptor *before,
			   struct dma_async_tx_descriptor *tx)
{
	struct dma_chan *chan = before->chan;
	struct dma_async_tx_descriptor *signal = interrupt_of(chan);

	if (!signal) {
		if (dma_wait_for_async_tx(before) != DMA_COMPLETE)
			panic("async_tx: an operation that others depend on failed\n");
		submit_now(tx);
		return;
	}
	signal->callback = NULL;
	signal->callback_param = NULL;
	/* nobody else knows @signal yet */
	txd_chain(signal, tx);
	if (!hang_behind(before, signal))
		submit_now(signal);
	async_tx_ack(signal);
	chan->device->device_issue_pending(chan);
}

void async_tx_submit(struct dma_chan *chan, struct dma_async_tx_descriptor *tx,
		     struct async_submit_ctl *submit)
{
	struct dma_async_tx_descriptor *before = submit->depend_tx;

	tx->callback = submit->cb_fn;
	tx->callback_param = submit->cb_param;
	/* one that is acknowledged may be another operation by now; and each has one successor */
	BUG_ON(before && (async_tx_test_ack(before) || txd_next(before) || txd_parent(tx)));

	if (before && before->chan != chan)
		switch_channel(before, tx);
	else if (!before || !hang_behind(before, tx))
		submit_now(tx);

	if (submit->flags & ASYNC_TX_ACK)
		async_tx_ack(tx);
	if (before)
		async_tx_ack(before);
}
EXPORT_SYMBOL_GPL(async_tx_submit);

struct dma_async_tx_descriptor *async_trigger_callback(struct async_submit_ctl *submit)
{
	struct dma_async_tx_descriptor *before = submit->depend_tx;
	struct dma_async_tx_descriptor *tx = before ? interrupt_of(before->chan) : NULL;

	if (tx) {
		async_tx_submit(before->chan, tx, submit);
		return tx;
	}
	async_tx_quiesce(&submit->depend_tx);
	async_tx_sync_epilog(submit);
	return NULL;
}
EXPORT_SYMBOL_GPL(async_trigger_callback);

void async_tx_quiesce(struct dma_async_tx_descriptor **tx)
{
	if (!*tx)
		return;
	BUG_ON(async_tx_test_ack(*tx));
	if (dma_wait_for_async_tx(*tx) != DMA_COMPLETE)
		panic("async_tx: an operation that was waited for failed\n");
	async_tx_ack(*tx);
	*tx = NULL;
}
EXPORT_SYMBOL_GPL(async_tx_quiesce);
