/* SPDX-License-Identifier: MIT */
/*
 * What every provider needs of the framework: cookies, residues, callbacks,
 * and channels for translation functions. Private to drivers of DMA
 * controllers, who include it as "dmaengine.h"; clients include
 * <linux/dmaengine.h>.
 */
#ifndef DMAENGINE_H
#define DMAENGINE_H

#include <asm/context.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/debugfs.h>
#include <linux/dmaengine.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

/* ---- cookies ----------------------------------------------------------- */

/**
 * dma_cookie_init() - prepare a channel's cookies
 * @chan: the channel, before it is registered
 *
 * Context: Any.
 * Source: Linux drivers/dma/dmaengine.h.
 */
static inline void dma_cookie_init(struct dma_chan *chan)
{
	chan->cookie = DMA_MIN_COOKIE;
	chan->completed_cookie = DMA_MIN_COOKIE;
}

/**
 * dma_cookie_assign() - number a descriptor that is being submitted
 * @tx: the descriptor
 *
 * Context: Any; the caller's lock keeps other submissions to the channel out.
 * Return: the cookie, positive.
 * Source: Linux drivers/dma/dmaengine.h.
 */
static inline dma_cookie_t dma_cookie_assign(struct dma_async_tx_descriptor *tx)
{
	struct dma_chan *chan = tx->chan;
	dma_cookie_t cookie = DMA_MIN_COOKIE;

	if (chan->cookie >= DMA_MIN_COOKIE && chan->cookie < S32_MAX)
		cookie = chan->cookie + 1;

	/* read without the lock by dma_cookie_status() */
	WRITE_ONCE(chan->cookie, cookie);
	tx->cookie = cookie;

	return cookie;
}

/**
 * dma_cookie_complete() - a descriptor's transfer has ended
 * @tx: the descriptor, submitted; its cookie becomes 0
 *
 * Context: Any; under the lock of dma_cookie_assign().
 * Source: Linux drivers/dma/dmaengine.h.
 */
static inline void dma_cookie_complete(struct dma_async_tx_descriptor *tx)
{
	BUG_ON(tx->cookie < DMA_MIN_COOKIE);
	/* who sees the cookie in dma_cookie_status() sees the data as well */
	smp_store_release(&tx->chan->completed_cookie, tx->cookie);
	WRITE_ONCE(tx->cookie, 0);
}

/**
 * dma_cookie_status() - judge a cookie by its channel's
 * @chan: the channel
 * @cookie: the cookie
 * @state: filled in if not NULL, with no residue
 *
 * Context: Any; needs no lock.
 * Return: %DMA_COMPLETE or %DMA_IN_PROGRESS.
 * Source: Linux drivers/dma/dmaengine.h.
 */
static inline enum dma_status dma_cookie_status(struct dma_chan *chan,
	dma_cookie_t cookie, struct dma_tx_state *state)
{
	dma_cookie_t complete = smp_load_acquire(&chan->completed_cookie);
	dma_cookie_t used = READ_ONCE(chan->cookie);

	if (state) {
		state->last = complete;
		state->used = used;
		state->residue = 0;
		state->in_flight_bytes = 0;
	}
	return dma_async_is_complete(cookie, complete, used);
}

/**
 * dma_set_residue() - fill in how much is left
 * @state: the state, or NULL
 * @residue: bytes still to move
 *
 * Context: Any.
 * Source: Linux drivers/dma/dmaengine.h.
 */
static inline void dma_set_residue(struct dma_tx_state *state, u32 residue)
{
	if (state)
		state->residue = residue;
}

/**
 * dma_set_in_flight_bytes() - fill in how much is between source and destination
 * @state: the state, or NULL
 * @in_flight_bytes: bytes that were read and not yet written
 *
 * Context: Any.
 * Source: Linux drivers/dma/dmaengine.h.
 */
static inline void dma_set_in_flight_bytes(struct dma_tx_state *state,
					   u32 in_flight_bytes)
{
	if (state)
		state->in_flight_bytes = in_flight_bytes;
}

/* ---- counters ---------------------------------------------------------- */

/**
 * dma_chan_count_memcpy() - count a copy for memcpy_count and bytes_transferred
 * @chan: the channel
 * @len: its bytes
 *
 * Context: Any; needs no lock.
 * Source: none in Linux, where nobody counts any more.
 */
static inline void dma_chan_count_memcpy(struct dma_chan *chan, size_t len)
{
	this_cpu_inc(chan->local->memcpy_count);
	this_cpu_add(chan->local->bytes_transferred, len);
}

/* ---- callbacks --------------------------------------------------------- */

/**
 * struct dmaengine_desc_callback - what a descriptor's client wants called
 * @callback: &dma_async_tx_descriptor.callback
 * @callback_result: &dma_async_tx_descriptor.callback_result
 * @callback_param: &dma_async_tx_descriptor.callback_param
 * @chan: framework only: the descriptor's channel
 *
 * A copy, so that the descriptor can be freed or reused before the call.
 */
struct dmaengine_desc_callback {
	dma_async_tx_callback callback;
	dma_async_tx_callback_result callback_result;
	void *callback_param;
	struct dma_chan *chan;
};

/**
 * dmaengine_desc_get_callback() - copy what a descriptor's client wants called
 * @tx: the descriptor
 * @cb: the copy
 *
 * Context: Any.
 * Source: Linux drivers/dma/dmaengine.h.
 */
static inline void
dmaengine_desc_get_callback(struct dma_async_tx_descriptor *tx,
			    struct dmaengine_desc_callback *cb)
{
	cb->callback = tx->callback;
	cb->callback_result = tx->callback_result;
	cb->callback_param = tx->callback_param;
	cb->chan = tx->chan;
}

/**
 * dmaengine_context() - who runs here, for telling callbacks from others
 *
 * Context: Any.
 * Return: the CPU in softirq context, where no task runs; else the task.
 * Source: none in Linux.
 */
static inline void *dmaengine_context(void)
{
	struct exec_cpu *cpu = exec_cpu();

	if (in_serving_softirq() || !cpu->curr)
		return cpu;
	return cpu->curr;
}

/**
 * dmaengine_desc_callback_invoke() - call it
 * @cb: from dmaengine_desc_get_callback(), or all zero
 * @result: how the transfer ended; NULL: well
 *
 * While the callback runs, the framework refuses to wait for the channel in
 * this context, as that would wait for itself.
 *
 * Context: Softirq as a rule; no lock that the client might want.
 * Source: Linux drivers/dma/dmaengine.h.
 */
static inline void
dmaengine_desc_callback_invoke(struct dmaengine_desc_callback *cb,
			       const struct dmaengine_result *result)
{
	struct dmaengine_result well = { .result = DMA_TRANS_NOERROR };
	void *self = dmaengine_context();
	struct dma_chan *chan;
	bool nested;

	if (!cb->callback_result && !cb->callback)
		return;

	chan = cb->chan;
	nested = chan && READ_ONCE(chan->callback_context) == self;
	if (chan && !nested)
		WRITE_ONCE(chan->callback_context, self);

	if (cb->callback_result)
		cb->callback_result(cb->callback_param,
				    result ? result : &well);
	else
		cb->callback(cb->callback_param);

	/* another context may have called back since, and put itself there */
	if (chan && !nested && READ_ONCE(chan->callback_context) == self)
		WRITE_ONCE(chan->callback_context, NULL);
}

/**
 * dmaengine_desc_get_callback_invoke() - copy it and call it
 * @tx: the descriptor
 * @result: how the transfer ended; NULL: well
 *
 * Context: As dmaengine_desc_callback_invoke().
 * Source: Linux drivers/dma/dmaengine.h.
 */
static inline void
dmaengine_desc_get_callback_invoke(struct dma_async_tx_descriptor *tx,
				   const struct dmaengine_result *result)
{
	struct dmaengine_desc_callback cb;

	dmaengine_desc_get_callback(tx, &cb);
	dmaengine_desc_callback_invoke(&cb, result);
}

/**
 * dmaengine_desc_callback_valid() - is there anything to call?
 * @cb: from dmaengine_desc_get_callback()
 *
 * Context: Any.
 * Return: true if so.
 * Source: Linux drivers/dma/dmaengine.h.
 */
static inline bool
dmaengine_desc_callback_valid(struct dmaengine_desc_callback *cb)
{
	return cb->callback || cb->callback_result;
}

/* ---- channels for translation functions -------------------------------- */

/**
 * dma_get_slave_channel() - take this channel for a client
 * @chan: the channel
 *
 * Context: Process.
 * Return: @chan, requested; NULL: it is busy, or cannot be had.
 * Source: Linux drivers/dma/dmaengine.c.
 */
struct dma_chan *dma_get_slave_channel(struct dma_chan *chan);

/**
 * dma_get_any_slave_channel() - take any free channel of a controller for a client
 * @device: the controller, with capability %DMA_SLAVE
 *
 * Context: Process.
 * Return: the channel, requested; NULL: none is free.
 * Source: Linux drivers/dma/dmaengine.c.
 */
struct dma_chan *dma_get_any_slave_channel(struct dma_device *device);

/**
 * dmaengine_get_debugfs_root() - where a controller's driver may put debugfs files
 * @dma_dev: the controller, registered
 *
 * Context: Any.
 * Return: its directory; the framework removes it with all that is in it.
 * Source: Linux drivers/dma/dmaengine.h.
 */
static inline struct dentry *
dmaengine_get_debugfs_root(struct dma_device *dma_dev)
{
	return dma_dev->dbg_dev_root;
}

#endif
