// SPDX-License-Identifier: MIT
/* Walking through chains and arrays, and merging what is in them into one array. */
#include <linux/dma-fence-array.h>
#include <linux/dma-fence-chain.h>
#include <linux/dma-fence-unwrap.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/sort.h>

/* to @node, whose reference is @cursor's now, and the first fence in it */
static struct dma_fence *enter_node(struct dma_fence_unwrap *cursor, struct dma_fence *node)
{
	*cursor = (struct dma_fence_unwrap){
		.chain = node,
		.array = dma_fence_chain_contained(node),
	};
	return dma_fence_array_first(cursor->array);
}

struct dma_fence *dma_fence_unwrap_next(struct dma_fence_unwrap *cursor)
{
	struct dma_fence *next = dma_fence_array_next(cursor->array, ++cursor->index);

	return next ? next : enter_node(cursor, dma_fence_chain_walk(cursor->chain));
}
EXPORT_SYMBOL_GPL(dma_fence_unwrap_next);

struct dma_fence *dma_fence_unwrap_first(struct dma_fence *head, struct dma_fence_unwrap *cursor)
{
	return enter_node(cursor, dma_fence_get(head));
}
EXPORT_SYMBOL_GPL(dma_fence_unwrap_first);

/* ---- merging -------------------------------------------------------------------- */

/**
 * struct merge - fences that have not signalled, collected in one pass or counted in another
 * @found: how many there are; no more than @room of them are in @fences, with references
 * @latest: when the last of those that have signalled did
 */
struct merge {
	struct dma_fence **fences;
	unsigned int room, found;
	ktime_t latest;
};

static void merge_pass(struct merge *m, unsigned int num, struct dma_fence **heads,
		       struct dma_fence_unwrap *cursors)
{
	struct dma_fence *fence;
	unsigned int i;
	ktime_t t;

	m->found = 0;
	for (i = 0; i < num; i++) {
		dma_fence_unwrap_for_each(fence, &cursors[i], heads[i])
		{
			if (dma_fence_is_signaled(fence)) {
				t = dma_fence_timestamp(fence);
				if (ktime_after(t, m->latest))
					m->latest = t;
				continue;
			}
			/* in the second pass there are no more than in the first */
			if (m->fences && m->found < m->room)
				m->fences[m->found] = dma_fence_get(fence);
			else if (m->fences)
				continue;
			m->found++;
		}
	}
}

/* by context, and the latest of each first */
static int by_context(const void *a, const void *b)
{
	struct dma_fence *fa = *(struct dma_fence *const *)a;
	struct dma_fence *fb = *(struct dma_fence *const *)b;

	if (fa->context != fb->context)
		return fa->context < fb->context ? -1 : 1;
	if (dma_fence_is_later(fb, fa))
		return 1;
	return dma_fence_is_later(fa, fb) ? -1 : 0;
}

/* the fences of a context signal in order: the latest stands for all */
static void merge_keep_latest(struct merge *m)
{
	unsigned int from, to = 0;

	sort(m->fences, m->found, sizeof(*m->fences), by_context, NULL);
	for (from = 1; from < m->found; from++) {
		if (m->fences[from]->context == m->fences[to]->context)
			dma_fence_put(m->fences[from]);
		else
			m->fences[++to] = m->fences[from];
	}
	m->found = to + 1;
}

static struct dma_fence *merge_result(struct merge *m)
{
	struct dma_fence_array *array;
	struct dma_fence *only;

	if (m->found > 1)
		merge_keep_latest(m);
	if (m->found > 1) {
		array = dma_fence_array_create(m->found, m->fences, dma_fence_context_alloc(1), 1,
					       false);
		if (array)
			return &array->base;
		while (m->found)
			dma_fence_put(m->fences[--m->found]);
		kfree(m->fences);
		return NULL;
	}
	only = m->found ? m->fences[0] : dma_fence_allocate_private_stub(m->latest);
	kfree(m->fences);
	return only;
}

struct dma_fence *__dma_fence_unwrap_merge(unsigned int num_fences, struct dma_fence **fences,
					   struct dma_fence_unwrap *cursors)
{
	struct merge m = { .latest = 0 };

	merge_pass(&m, num_fences, fences, cursors);
	if (!m.found)
		return dma_fence_allocate_private_stub(m.latest);
	m.fences = kmalloc_array(m.found, sizeof(*m.fences), GFP_KERNEL);
	if (!m.fences)
		return NULL;
	m.room = m.found;
	merge_pass(&m, num_fences, fences, cursors);
	return merge_result(&m);
}
EXPORT_SYMBOL_GPL(__dma_fence_unwrap_merge);
