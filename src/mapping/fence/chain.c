// SPDX-License-Identifier: MIT
/*
 * Chains of fences. A walk goes from the newest node back and drops, on the
 * way, every node that has signalled from between its neighbours: with a
 * compare-and-exchange, since others walk too.
 */
#include <linux/bug.h>
#include <linux/dma-fence-chain.h>
#include <linux/export.h>
#include <linux/minmax.h>

static const char *chain_driver_name(struct dma_fence *fence)
{
	return "dma_fence_chain";
}

static const char *chain_timeline_name(struct dma_fence *fence)
{
	return "unbound";
}

static struct dma_fence *chain_get_prev(struct dma_fence_chain *chain)
{
	struct dma_fence *before;

	rcu_read_lock();
	before = dma_fence_get_rcu_safe(&chain->prev);
	rcu_read_unlock();
	return before;
}

/* true: @prev has signalled and is out of @chain's way, and the caller's reference to it is gone */
static bool chain_drop(struct dma_fence_chain *chain, struct dma_fence *prev)
{
	struct dma_fence_chain *node = to_dma_fence_chain(prev);
	struct dma_fence *beyond;
	bool lost;

	if (!dma_fence_is_signaled(dma_fence_chain_contained(prev)))
		return false;
	beyond = node ? chain_get_prev(node) : NULL;
	/* the chain's reference goes with the place, to who wins it */
	lost = cmpxchg(&chain->prev, prev, beyond) != prev;
	dma_fence_put(lost ? beyond : prev);
	dma_fence_put(prev);
	return true;
}

struct dma_fence *dma_fence_chain_walk(struct dma_fence *fence)
{
	struct dma_fence_chain *node = to_dma_fence_chain(fence);
	struct dma_fence *before = node ? chain_get_prev(node) : NULL;

	while (before && chain_drop(node, before))
		before = chain_get_prev(node);
	dma_fence_put(fence);
	return before;
}
EXPORT_SYMBOL(dma_fence_chain_walk);

/* is @node where a search for @seqno ends: is what was before it earlier, or another timeline? */
static bool chain_covers(struct dma_fence *node, u64 context, u64 seqno)
{
	return node->context != context || to_dma_fence_chain(node)->prev_seqno < seqno;
}

int dma_fence_chain_find_seqno(struct dma_fence **pfence, u64 seqno)
{
	struct dma_fence *node = *pfence;
	u64 context;

	if (!seqno)
		return 0;
	if (!to_dma_fence_chain(node) || node->seqno < seqno)
		return -EINVAL;
	context = node->context;
	while (node && !chain_covers(node, context, seqno))
		node = dma_fence_chain_walk(node);
	*pfence = node;
	return 0;
}
EXPORT_SYMBOL(dma_fence_chain_find_seqno);

/* ---- a node as a fence ------------------------------------------------------------ */

static bool chain_enable_signaling(struct dma_fence *fence);

/* the fence that was waited for has signalled: is there another? */
static void chain_look_on(struct irq_work *work)
{
	struct dma_fence *node = &container_of(work, struct dma_fence_chain, work)->base;
	bool waits = chain_enable_signaling(node);

	if (!waits)
		dma_fence_signal(node);
	dma_fence_put(node);
}

static void chain_one_signaled(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	struct dma_fence_chain *chain = container_of(cb, struct dma_fence_chain, cb);

	/* @cb is over, and the work has its place */
	init_irq_work(&chain->work, chain_look_on);
	irq_work_queue(&chain->work);
	dma_fence_put(fence);
}

/* a callback on the newest fence in the chain that has not signalled; false: there is none */
static bool chain_wait_for_newest(struct dma_fence_chain *chain)
{
	struct dma_fence *node = dma_fence_get(&chain->base);
	bool waits = false;

	while (node) {
		struct dma_fence *held = dma_fence_get(dma_fence_chain_contained(node));

		waits = !dma_fence_add_callback(held, &chain->cb, chain_one_signaled);
		if (waits)
			break; /* @held is the callback's to put */
		dma_fence_put(held);
		node = dma_fence_chain_walk(node);
	}
	dma_fence_put(node);
	return waits;
}

static bool chain_enable_signaling(struct dma_fence *fence)
{
	/* the callback has a reference, too */
	bool waits = chain_wait_for_newest(to_dma_fence_chain(dma_fence_get(fence)));

	if (!waits)
		dma_fence_put(fence);
	return waits;
}

static bool chain_signaled(struct dma_fence *fence)
{
	struct dma_fence *node = dma_fence_get(fence);

	while (node && dma_fence_is_signaled(dma_fence_chain_contained(node)))
		node = dma_fence_chain_walk(node);
	dma_fence_put(node);
	return !node;
}

/* what is behind @chain, which nobody else has: its reference is the caller's now */
static struct dma_fence *chain_cut(struct dma_fence_chain *chain)
{
	struct dma_fence *behind = rcu_dereference_protected(chain->prev, true);

	RCU_INIT_POINTER(chain->prev, NULL);
	return behind;
}

/* a chain that only we hold is taken apart from the front: each node is put with none behind it */
static void chain_release(struct dma_fence *fence)
{
	struct dma_fence_chain *chain = to_dma_fence_chain(fence);
	struct dma_fence *behind = chain_cut(chain), *node;

	while (to_dma_fence_chain(behind) && kref_read(&behind->refcount) <= 1) {
		node = behind;
		behind = chain_cut(to_dma_fence_chain(node));
		dma_fence_put(node);
	}
	dma_fence_put(behind);
	dma_fence_put(chain->fence);
	dma_fence_free(fence);
}

static void chain_set_deadline(struct dma_fence *fence, ktime_t deadline)
{
	struct dma_fence *node;

	dma_fence_chain_for_each(node, fence)
		dma_fence_set_deadline(dma_fence_chain_contained(node), deadline);
}

const struct dma_fence_ops dma_fence_chain_ops = {
	.use_64bit_seqno = true,
	.get_driver_name = chain_driver_name,
	.get_timeline_name = chain_timeline_name,
	.enable_signaling = chain_enable_signaling,
	.signaled = chain_signaled,
	.release = chain_release,
	.set_deadline = chain_set_deadline,
};
EXPORT_SYMBOL(dma_fence_chain_ops);

void dma_fence_chain_init(struct dma_fence_chain *chain, struct dma_fence *prev,
			  struct dma_fence *fence, u64 seqno)
{
	const bool on_chain = prev && dma_fence_is_chain(prev);
	const bool goes_on = on_chain && __dma_fence_is_later(seqno, prev->seqno, prev->ops);
	const u64 context = goes_on ? prev->context : dma_fence_context_alloc(1);

	/* another timeline must not seem to run backwards */
	if (on_chain && !goes_on)
		seqno = max(seqno, prev->seqno);
	chain->fence = fence;
	chain->prev_seqno = goes_on ? prev->seqno : 0;
	rcu_assign_pointer(chain->prev, prev);
	spin_lock_init(&chain->lock);
	dma_fence_init(&chain->base, &dma_fence_chain_ops, &chain->lock, context, seqno);

	/* chains hang together by @prev alone, or every walk would recurse */
	WARN_ON(dma_fence_is_chain(fence));
}
EXPORT_SYMBOL(dma_fence_chain_init);
