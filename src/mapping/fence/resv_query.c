// SPDX-License-Identifier: MIT
/* What can be asked of a reservation object without locking it: its fences, and waiting for them.
 */
#include <linux/dma-fence-array.h>
#include <linux/export.h>
#include <linux/seq_file.h>

#include "mapping/fence/resv.h"

static void put_fences(struct dma_fence **fences, unsigned int *num)
{
	while (*num)
		dma_fence_put(fences[--*num]);
}

int dma_resv_get_fences(struct dma_resv *obj, enum dma_resv_usage usage, unsigned int *num_fences,
			struct dma_fence ***fences)
{
	struct dma_fence *fence, **more;
	struct dma_resv_iter cursor;

	*num_fences = 0;
	*fences = NULL;
	dma_resv_iter_begin(&cursor, obj, usage);
	dma_resv_for_each_fence_unlocked(&cursor, fence)
	{
		if (dma_resv_iter_is_restarted(&cursor)) {
			put_fences(*fences, num_fences);
			/* one more than needed, as callers add one of their own */
			more = krealloc_array(*fences, cursor.num_fences + 1, sizeof(*more),
					      GFP_KERNEL);
			if (!more) {
				kfree(*fences);
				*fences = NULL;
				dma_resv_iter_end(&cursor);
				return -ENOMEM;
			}
			*fences = more;
		}
		(*fences)[(*num_fences)++] = dma_fence_get(fence);
	}
	dma_resv_iter_end(&cursor);
	if (!*num_fences) {
		/* the walk began again and found nothing more */
		kfree(*fences);
		*fences = NULL;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(dma_resv_get_fences);

int dma_resv_get_singleton(struct dma_resv *obj, enum dma_resv_usage usage,
			   struct dma_fence **fence)
{
	struct dma_fence_array *array;
	struct dma_fence **fences;
	unsigned int count;
	int err = dma_resv_get_fences(obj, usage, &count, &fences);

	if (err)
		return err;
	if (count <= 1) {
		*fence = count ? fences[0] : NULL;
		kfree(fences);
		return 0;
	}
	array = dma_fence_array_create(count, fences, dma_fence_context_alloc(1), 1, false);
	if (!array) {
		put_fences(fences, &count);
		kfree(fences);
		return -ENOMEM;
	}
	*fence = &array->base;
	return 0;
}
EXPORT_SYMBOL_GPL(dma_resv_get_singleton);

long dma_resv_wait_timeout(struct dma_resv *obj, enum dma_resv_usage usage, bool intr,
			   unsigned long timeout)
{
	long ret = timeout ? timeout : 1;
	struct dma_resv_iter cursor;
	struct dma_fence *fence;

	dma_resv_iter_begin(&cursor, obj, usage);
	dma_resv_for_each_fence_unlocked(&cursor, fence)
	{
		ret = dma_fence_wait_timeout(fence, intr, timeout);
		if (ret <= 0)
			break;
		/* a look has no time that could be left */
		if (timeout)
			timeout = ret;
	}
	dma_resv_iter_end(&cursor);
	return ret;
}
EXPORT_SYMBOL_GPL(dma_resv_wait_timeout);

void dma_resv_set_deadline(struct dma_resv *obj, enum dma_resv_usage usage, ktime_t deadline)
{
	struct dma_resv_iter cursor;
	struct dma_fence *fence;

	dma_resv_iter_begin(&cursor, obj, usage);
	dma_resv_for_each_fence_unlocked(&cursor, fence) dma_fence_set_deadline(fence, deadline);
	dma_resv_iter_end(&cursor);
}
EXPORT_SYMBOL_GPL(dma_resv_set_deadline);

bool dma_resv_test_signaled(struct dma_resv *obj, enum dma_resv_usage usage)
{
	struct dma_resv_iter cursor;
	bool signaled;

	dma_resv_iter_begin(&cursor, obj, usage);
	signaled = !dma_resv_iter_first_unlocked(&cursor);
	dma_resv_iter_end(&cursor);
	return signaled;
}
EXPORT_SYMBOL_GPL(dma_resv_test_signaled);

void dma_resv_describe(struct dma_resv *obj, struct seq_file *seq)
{
	static const char *const usage[] = { "kernel", "write", "read", "bookkeep" };
	struct dma_resv_iter cursor;
	struct dma_fence *fence;

	dma_resv_for_each_fence(&cursor, obj, DMA_RESV_USAGE_READ, fence)
	{
		seq_printf(seq, "\t%s fence:", usage[dma_resv_iter_usage(&cursor)]);
		dma_fence_describe(fence, seq);
	}
}
EXPORT_SYMBOL_GPL(dma_resv_describe);
