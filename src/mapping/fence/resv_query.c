// SPDX-License-Identifier: MIT
/* What can be asked of a reservation object without locking it: its fences, and waiting for them.
 */
#include <linux/export.h>
#include <linux/dma-fence-array.h>
#include <linux/seq_file.h>

#include "mapping/fence/resv.h"

/* ---- its fences ---------------------------------------------------------------------- */

/** struct bag - fences that were found, with references; @fences is NULL or of kmalloc() */
struct bag {
	struct dma_fence **fences;
	unsigned int count;
};

static void bag_empty(struct bag *bag)
{
	while (bag->count)
		dma_fence_put(bag->fences[--bag->count]);
}

static void bag_discard(struct bag *bag)
{
	bag_empty(bag);
	kfree(bag->fences);
	bag->fences = NULL;
}

/* a walk begins, maybe not the first: what the last one found does not count */
static bool bag_restart(struct bag *bag, unsigned int room)
{
	struct dma_fence **resized;

	bag_empty(bag);
	resized = krealloc_array(bag->fences, room, sizeof(*resized), GFP_KERNEL);
	if (resized)
		bag->fences = resized;
	return resized != NULL;
}

static int bag_fill(struct bag *bag, struct dma_resv_iter *walk)
{
	struct dma_fence *found = dma_resv_iter_first_unlocked(walk);

	while (found) {
		/* one more than needed, as callers add one of their own */
		if (walk->is_restarted && !bag_restart(bag, walk->num_fences + 1))
			return -ENOMEM;
		bag->fences[bag->count++] = dma_fence_get(found);
		found = dma_resv_iter_next_unlocked(walk);
	}
	return 0;
}

int dma_resv_get_fences(struct dma_resv *obj, enum dma_resv_usage usage, unsigned int *num_fences,
			struct dma_fence ***fences)
{
	struct bag bag = { .count = 0 };
	struct dma_resv_iter walk;
	int err;

	dma_resv_iter_begin(&walk, obj, usage);
	err = bag_fill(&bag, &walk);
	dma_resv_iter_end(&walk);
	if (err)
		bag_discard(&bag);
	*fences = bag.fences;
	*num_fences = bag.count;
	return err;
}
EXPORT_SYMBOL_GPL(dma_resv_get_fences);

/* an array, which takes over all that is in @bag; NULL: no memory, and nothing is left of @bag */
static struct dma_fence *bag_to_array(struct bag *bag)
{
	u64 context = dma_fence_context_alloc(1);
	struct dma_fence_array *array;

	array = dma_fence_array_create(bag->count, bag->fences, context, 1, false);
	if (array)
		return &array->base;
	bag_discard(bag);
	return NULL;
}

int dma_resv_get_singleton(struct dma_resv *obj, enum dma_resv_usage usage,
			   struct dma_fence **fence)
{
	struct dma_fence *all = NULL;
	struct bag bag;
	int err = dma_resv_get_fences(obj, usage, &bag.count, &bag.fences);

	if (err)
		return err;
	if (bag.count > 1) {
		all = bag_to_array(&bag);
		if (!all)
			return -ENOMEM;
	} else if (bag.count) {
		all = bag.fences[0];
		kfree(bag.fences);
	}
	*fence = all;
	return 0;
}
EXPORT_SYMBOL_GPL(dma_resv_get_singleton);

/* ---- all of them ------------------------------------------------------------------------ */

bool dma_resv_test_signaled(struct dma_resv *obj, enum dma_resv_usage usage)
{
	struct dma_resv_iter walk;
	bool pending;

	dma_resv_iter_begin(&walk, obj, usage);
	pending = dma_resv_iter_first_unlocked(&walk) != NULL;
	dma_resv_iter_end(&walk);
	return !pending;
}
EXPORT_SYMBOL_GPL(dma_resv_test_signaled);

long dma_resv_wait_timeout(struct dma_resv *obj, enum dma_resv_usage usage, bool intr,
			   unsigned long timeout)
{
	const bool look_only = !timeout;
	struct dma_resv_iter walk;
	struct dma_fence *next;
	long left = look_only ? 1 : timeout;

	dma_resv_iter_begin(&walk, obj, usage);
	next = dma_resv_iter_first_unlocked(&walk);
	while (next) {
		/* a look has no time that could be left: it is not passed on */
		left = dma_fence_wait_timeout(next, intr, look_only ? 0 : left);
		next = left > 0 ? dma_resv_iter_next_unlocked(&walk) : NULL;
	}
	dma_resv_iter_end(&walk);
	return left;
}
EXPORT_SYMBOL_GPL(dma_resv_wait_timeout);

void dma_resv_set_deadline(struct dma_resv *obj, enum dma_resv_usage usage, ktime_t deadline)
{
	struct dma_resv_iter walk;
	struct dma_fence *each;

	dma_resv_iter_begin(&walk, obj, usage);
	dma_resv_for_each_fence_unlocked(&walk, each) dma_fence_set_deadline(each, deadline);
	dma_resv_iter_end(&walk);
}
EXPORT_SYMBOL_GPL(dma_resv_set_deadline);

/* ---- debugfs ------------------------------------------------------------------------------ */

static const char *const usage_names[] = {
	[DMA_RESV_USAGE_KERNEL] = "kernel",
	[DMA_RESV_USAGE_WRITE] = "write",
	[DMA_RESV_USAGE_READ] = "read",
	[DMA_RESV_USAGE_BOOKKEEP] = "bookkeep",
};

void dma_resv_describe(struct dma_resv *obj, struct seq_file *seq)
{
	struct dma_resv_iter walk;
	struct dma_fence *each;

	dma_resv_for_each_fence(&walk, obj, DMA_RESV_USAGE_READ, each)
	{
		const char *name = usage_names[walk.fence_usage];

		seq_printf(seq, "\t%s fence:", name);
		dma_fence_describe(each, seq);
	}
}
EXPORT_SYMBOL_GPL(dma_resv_describe);
