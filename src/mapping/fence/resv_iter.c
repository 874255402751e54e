// SPDX-License-Identifier: MIT
/*
 * Walking the fences of a reservation object: locked, where they stay and
 * need no reference; or unlocked, where the list may be replaced under us, and
 * the walk then begins again.
 */
#include <linux/export.h>

#include "mapping/fence/resv.h"

/* ---- unlocked; in RCU ---------------------------------------------------------------- */

static void iter_restart(struct dma_resv_iter *cursor)
{
	cursor->index = 0;
	cursor->fences = resv_list(cursor->obj);
	cursor->num_fences = cursor->fences ? resv_list_length(cursor->fences) : 0;
	cursor->is_restarted = true;
}

/* the next fence of the list that is wanted, with a reference; NULL at the end */
static void iter_walk(struct dma_resv_iter *cursor)
{
	struct dma_fence *fence;

	dma_fence_put(cursor->fence);
	cursor->fence = NULL;
	while (cursor->fences && cursor->index < cursor->num_fences) {
		fence = resv_list_get(cursor->fences, cursor->index++, &cursor->fence_usage);
		if (!dma_fence_get_rcu(fence)) {
			/* it has gone, so there is a newer list, or a newer fence in its place */
			iter_restart(cursor);
			continue;
		}
		if (cursor->usage >= cursor->fence_usage && !dma_fence_is_signaled(fence)) {
			cursor->fence = fence;
			return;
		}
		dma_fence_put(fence);
	}
}

static struct dma_fence *iter_settle(struct dma_resv_iter *cursor, bool restart)
{
	do {
		if (restart)
			iter_restart(cursor);
		iter_walk(cursor);
		restart = true;
	} while (resv_list(cursor->obj) != cursor->fences);
	return cursor->fence;
}

struct dma_fence *dma_resv_iter_first_unlocked(struct dma_resv_iter *cursor)
{
	rcu_read_lock();
	iter_settle(cursor, true);
	rcu_read_unlock();
	return cursor->fence;
}
EXPORT_SYMBOL(dma_resv_iter_first_unlocked);

struct dma_fence *dma_resv_iter_next_unlocked(struct dma_resv_iter *cursor)
{
	rcu_read_lock();
	cursor->is_restarted = false;
	/* the list that is walked may be freed by now: only its address is compared */
	iter_settle(cursor, resv_list(cursor->obj) != cursor->fences);
	rcu_read_unlock();
	return cursor->fence;
}
EXPORT_SYMBOL(dma_resv_iter_next_unlocked);

/* ---- locked ------------------------------------------------------------------------------ */

struct dma_fence *dma_resv_iter_first(struct dma_resv_iter *cursor)
{
	struct dma_fence *fence;

	dma_resv_assert_held(cursor->obj);
	cursor->index = 0;
	cursor->fences = resv_list(cursor->obj);
	fence = dma_resv_iter_next(cursor);
	cursor->is_restarted = true;
	return fence;
}
EXPORT_SYMBOL_GPL(dma_resv_iter_first);

struct dma_fence *dma_resv_iter_next(struct dma_resv_iter *cursor)
{
	struct dma_fence *fence;

	dma_resv_assert_held(cursor->obj);
	cursor->is_restarted = false;
	while (cursor->fences && cursor->index < cursor->fences->num_fences) {
		fence = resv_list_get(cursor->fences, cursor->index++, &cursor->fence_usage);
		if (cursor->fence_usage <= cursor->usage)
			return fence;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(dma_resv_iter_next);
