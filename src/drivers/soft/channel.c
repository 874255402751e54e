// SPDX-License-Identifier: MIT
/*
 * A channel of the software engine: its resources, and its client's control
 * over it.
 */
#include <linux/minmax.h>
#include <linux/sched.h>

#include "base/copy/copy.h"
#include "base/exec/task.h"
#include "base/host.h"
#include "drivers/soft/soft.h"

/* ---- resources --------------------------------------------------------- */

int soft_alloc_chan_resources(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);
	int ret, descs;

	if (READ_ONCE(c->soft->gone))
		return -ENODEV;

	c->paused = false;
	/* virtual time knows no caches */
	if (!exec_fast.fibers)
		copy_calibrate();
	c->scratch = host_alloc(raid_scratch_size());
	descs = soft_ring_create(c);
	if (c->soft->polled) {
		soft_poll_init(c);
		return descs;
	}
	ret = soft_worker_attach(c);
	if (!ret)
		return descs;
	soft_ring_free(c);
	host_free(c->scratch);
	c->scratch = NULL;
	return ret;
}

void soft_free_chan_resources(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);

	soft_terminate_all(chan);
	soft_synchronize(chan);
	if (c->soft->polled)
		soft_poll_stop(c);
	else
		soft_worker_detach(c);
	soft_ring_free(c);
	host_free(c->scratch);
	c->scratch = NULL;
}

/* ---- control ----------------------------------------------------------- */

/* there is something new for the serving side */
static void kick(struct soft_chan *c)
{
	if (c->soft->polled)
		soft_poll_issued(c);
	else
		soft_worker_kick(c);
}

void soft_issue_pending(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);
	enum biased how = biased_lock(&c->lock);
	bool work = c->issued != c->submitted;

	if (work)
		smp_store_release(&c->issued, c->submitted);
	biased_unlock(&c->lock, how);
	if (work)
		kick(c);
}

/* when it returns, no more bytes are moved: a turn that was begun is awaited */
int soft_pause(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);

	WRITE_ONCE(c->paused, true);
	/* with soft_carry_out() */
	asym_barrier_heavy();
	while (smp_load_acquire(&c->busy))
		cpu_relax();
	return 0;
}

int soft_resume(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);

	if (!xchg(&c->paused, false))
		return -EINVAL;
	kick(c);
	return 0;
}

int soft_terminate_all(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);

	/* a channel that was released while its driver went has nothing left */
	if (!c->ring)
		return 0;
	soft_ring_cancel(c);
	kick(c);
	return 0;
}

/* what was complete at @upto has been called back, and what was given up has been let go of */
static bool is_quiet(struct soft_chan *c, u64 upto)
{
	if (c->soft->polled)
		soft_poll_chan(c);
	return smp_load_acquire(&c->called) >= max(upto, READ_ONCE(c->cancelled));
}

void soft_synchronize(struct dma_chan *chan)
{
	struct soft_chan *c = to_soft_chan(chan);
	u64 upto;

	if (!c->ring)
		return;
	upto = smp_load_acquire(&c->head);
	atomic_inc(&c->waiting);
	/* with soft_finish() */
	asym_barrier_heavy();
	wait_event(c->quiet, is_quiet(c, upto));
	atomic_dec(&c->waiting);
}

/* ---- status ------------------------------------------------------------ */

enum dma_status soft_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
			       struct dma_tx_state *state)
{
	struct soft_chan *c = to_soft_chan(chan);
	enum dma_status status = dma_cookie_status(chan, cookie, state);
	long long left;

	/* asking is polling */
	if (status != DMA_COMPLETE && c->soft->polled) {
		soft_poll_chan(c);
		status = dma_cookie_status(chan, cookie, state);
	}
	if (status == DMA_COMPLETE)
		return soft_has_failed(c, cookie) ? DMA_ERROR : DMA_COMPLETE;
	if (!state && !READ_ONCE(c->paused))
		return status;

	left = soft_find_residue(c, cookie);
	if (left < 0)
		return status;
	dma_set_residue(state, min_t(u64, left, U32_MAX));
	return READ_ONCE(c->paused) ? DMA_PAUSED : status;
}

void soft_chan_init(struct soft_chan *c, struct soft_dma *soft)
{
	c->soft = soft;
	init_waitqueue_head(&c->quiet);
	soft_split_init(&c->split);
	dma_cookie_init(&c->chan);
	c->chan.device = &soft->dma;
	list_add_tail(&c->chan.device_node, &soft->dma.channels);
}
