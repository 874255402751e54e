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

/* did another list take the place of the walked one, which may be freed by now? in RCU */
static bool iter_is_stale(struct dma_resv_iter *cursor)
{
	return cursor->fences != resv_list(cursor->obj);
}

/* on from where it is, or from the start; until the list that was walked is the one there is */
static struct dma_fence *iter_step(struct dma_resv_iter *cursor, bool from_start)
{
	rcu_read_lock();
	if (from_start || iter_is_stale(cursor))
		iter_restart(cursor);
	iter_walk(cursor);
	while (iter_is_stale(cursor)) {
		iter_restart(cursor);
		iter_walk(cursor);
	}
	rcu_read_unlock();
	return cursor->fence;
}

struct dma_fence *dma_resv_iter_first_unlocked(struct dma_resv_iter *cursor)
{
	return iter_step(cursor, true);
}
EXPORT_SYMBOL(dma_resv_iter_first_unlocked);

struct dma_fence *dma_resv_iter_next_unlocked(struct dma_resv_iter *cursor)
{
	cursor->is_restarted = false;
	return iter_step(cursor, false);
}
EXPORT_SYMBOL(dma_resv_iter_next_unlocked);

/* ---- locked ------------------------------------------------------------------------------ */

static struct dma_fence *next_wanted(struct dma_resv_iter *cursor)
{
	const unsigned int end = cursor->fences ? cursor->fences->num_fences : 0;

	while (cursor->index < end) {
		struct dma_fence *fence =
			resv_list_get(cursor->fences, cursor->index++, &cursor->fence_usage);

		if (cursor->fence_usage <= cursor->usage)
			return fence;
	}
	return NULL;
}

struct dma_fence *dma_resv_iter_next(struct dma_resv_iter *cursor)
{
	dma_resv_assert_held(cursor->obj);
	cursor->is_restarted = false;
	return next_wanted(cursor);
}
EXPORT_SYMBOL_GPL(dma_resv_iter_next);

struct dma_fence *dma_resv_iter_first(struct dma_resv_iter *cursor)
{
	dma_resv_assert_held(cursor->obj);
	cursor->is_restarted = true;
	cursor->fences = resv_list(cursor->obj);
	cursor->index = 0;
	return next_wanted(cursor);
}
EXPORT_SYMBOL_GPL(dma_resv_iter_first);
