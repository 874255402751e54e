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
	struct dma_fence *prev;

	rcu_read_lock();
	prev = dma_fence_get_rcu_safe(&chain->prev);
	rcu_read_unlock();
	return prev;
}

/* what @chain would have before it without @prev; true if @prev has signalled */
static bool chain_skip(struct dma_fence *prev, struct dma_fence **replacement)
{
	struct dma_fence_chain *prev_chain = to_dma_fence_chain(prev);

	if (!dma_fence_is_signaled(dma_fence_chain_contained(prev)))
		return false;
	*replacement = prev_chain ? chain_get_prev(prev_chain) : NULL;
	return true;
}

struct dma_fence *dma_fence_chain_walk(struct dma_fence *fence)
{
	struct dma_fence_chain *chain = to_dma_fence_chain(fence);
	struct dma_fence *prev = NULL, *replacement;

	while (chain && (prev = chain_get_prev(chain)) && chain_skip(prev, &replacement)) {
		/* the chain's reference goes with the place, to who wins it */
		if (cmpxchg(&chain->prev, prev, replacement) == prev)
			dma_fence_put(prev);
		else
			dma_fence_put(replacement);
		dma_fence_put(prev);
	}
	dma_fence_put(fence);
	return prev;
}
EXPORT_SYMBOL(dma_fence_chain_walk);

int dma_fence_chain_find_seqno(struct dma_fence **pfence, u64 seqno)
{
	struct dma_fence_chain *chain;

	if (!seqno)
		return 0;
	chain = to_dma_fence_chain(*pfence);
	if (!chain || chain->base.seqno < seqno)
		return -EINVAL;

	dma_fence_chain_for_each(
		*pfence, &chain->base) if ((*pfence)->context != chain->base.context ||
					   to_dma_fence_chain(*pfence)->prev_seqno < seqno) break;
	dma_fence_put(&chain->base);
	return 0;
}
EXPORT_SYMBOL(dma_fence_chain_find_seqno);

/* ---- a node as a fence ------------------------------------------------------------ */

static bool chain_enable_signaling(struct dma_fence *fence);

/* the fence that was waited for has signalled: is there another? */
static void chain_look_on(struct irq_work *work)
{
	struct dma_fence_chain *chain = container_of(work, struct dma_fence_chain, work);

	if (!chain_enable_signaling(&chain->base))
		dma_fence_signal(&chain->base);
	dma_fence_put(&chain->base);
}

static void chain_one_signaled(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	struct dma_fence_chain *chain = container_of(cb, struct dma_fence_chain, cb);

	/* @cb is over, and the work has its place */
	init_irq_work(&chain->work, chain_look_on);
	irq_work_queue(&chain->work);
	dma_fence_put(fence);
}

static bool chain_enable_signaling(struct dma_fence *fence)
{
	struct dma_fence_chain *head = to_dma_fence_chain(fence);
	struct dma_fence *node, *f;

	dma_fence_get(&head->base); /* the callback's */
	dma_fence_chain_for_each(node, &head->base)
	{
		f = dma_fence_get(dma_fence_chain_contained(node));
		if (!dma_fence_add_callback(f, &head->cb, chain_one_signaled)) {
			dma_fence_put(node);
			return true;
		}
		dma_fence_put(f);
	}
	dma_fence_put(&head->base);
	return false;
}

static bool chain_signaled(struct dma_fence *fence)
{
	struct dma_fence *node;

	dma_fence_chain_for_each(node, fence)
	{
		if (!dma_fence_is_signaled(dma_fence_chain_contained(node))) {
			dma_fence_put(node);
			return false;
		}
	}
	return true;
}

/* a chain that only we hold is taken apart from the front: each node is put with none behind it */
static void chain_release(struct dma_fence *fence)
{
	struct dma_fence_chain *chain = to_dma_fence_chain(fence), *prev_chain;
	struct dma_fence *prev;

	while ((prev = rcu_dereference_protected(chain->prev, true)) != NULL) {
		prev_chain = to_dma_fence_chain(prev);
		if (!prev_chain || kref_read(&prev->refcount) > 1)
			break;
		RCU_INIT_POINTER(chain->prev, rcu_dereference_protected(prev_chain->prev, true));
		RCU_INIT_POINTER(prev_chain->prev, NULL);
		dma_fence_put(prev);
	}
	dma_fence_put(prev);
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
	struct dma_fence_chain *prev_chain = to_dma_fence_chain(prev);
	u64 context;

	spin_lock_init(&chain->lock);
	rcu_assign_pointer(chain->prev, prev);
	chain->fence = fence;
	chain->prev_seqno = 0;
	if (prev_chain && __dma_fence_is_later(seqno, prev->seqno, prev->ops)) {
		context = prev->context;
		chain->prev_seqno = prev->seqno;
	} else {
		/* another timeline, which must not seem to run backwards */
		context = dma_fence_context_alloc(1);
		if (prev_chain)
			seqno = max(prev->seqno, seqno);
	}
	dma_fence_init(&chain->base, &dma_fence_chain_ops, &chain->lock, context, seqno);

	/* chains hang together by @prev alone, or every walk would recurse */
	WARN_ON(dma_fence_is_chain(fence));
}
EXPORT_SYMBOL(dma_fence_chain_init);
