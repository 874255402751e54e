// SPDX-License-Identifier: MIT
/*
 * Arrays of fences. The last fence's callback runs under that fence's lock,
 * where the array's must not be taken (the two may be one another's, in
 * time), so an irq_work signals the array.
 */
#include <linux/bug.h>
#include <linux/dma-fence-array.h>
#include <linux/export.h>
#include <linux/overflow.h>
#include <linux/slab.h>

/* what base.error is while none of the fences had one */
#define PENDING_ERROR 1

static const char *array_driver_name(struct dma_fence *fence)
{
	return "dma_fence_array";
}

static const char *array_timeline_name(struct dma_fence *fence)
{
	return "unbound";
}

/* the first one stays */
static void array_note_error(struct dma_fence_array *array, int error)
{
	if (error)
		cmpxchg(&array->base.error, PENDING_ERROR, error);
}

static void array_settle_error(struct dma_fence_array *array)
{
	cmpxchg(&array->base.error, PENDING_ERROR, 0);
}

static void array_signal(struct irq_work *work)
{
	struct dma_fence_array *array = container_of(work, struct dma_fence_array, work);

	array_settle_error(array);
	dma_fence_signal(&array->base);
	dma_fence_put(&array->base);
}

static void array_one_signaled(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	struct dma_fence_array *array = container_of(cb, struct dma_fence_array_cb, cb)->array;

	array_note_error(array, READ_ONCE(fence->error));
	if (!atomic_dec_and_test(&array->num_pending))
		dma_fence_put(&array->base);
	else
		irq_work_queue(&array->work); /* the reference goes with it */
}

/*
 * A callback on fence @i. It holds a reference: an array that signals with any
 * of its fences may be let go of while others still have a callback of its.
 * False: that fence has signalled.
 */
static bool array_hang_on(struct dma_fence_array *array, unsigned int i)
{
	struct dma_fence_array_cb *hook = &array->callbacks[i];

	hook->array = array;
	dma_fence_get(&array->base);
	if (!dma_fence_add_callback(array->fences[i], &hook->cb, array_one_signaled))
		return true;
	dma_fence_put(&array->base);
	return false;
}

static bool array_enable_signaling(struct dma_fence *fence)
{
	struct dma_fence_array *array = to_dma_fence_array(fence);
	bool pending = true;
	unsigned int i;

	for (i = 0; pending && i < array->num_fences; i++) {
		if (array_hang_on(array, i))
			continue;
		array_note_error(array, READ_ONCE(array->fences[i]->error));
		pending = !atomic_dec_and_test(&array->num_pending);
	}
	if (!pending)
		array_settle_error(array);
	return pending;
}

static bool array_pending_signaled(struct dma_fence_array *array)
{
	/* before the bit: counting may begin in between, and then it is not ours to count */
	int pending = atomic_read_acquire(&array->num_pending);
	unsigned int i;

	if (test_bit(DMA_FENCE_FLAG_ENABLE_SIGNAL_BIT, &array->base.flags))
		return pending <= 0;
	for (i = 0; i < array->num_fences; i++)
		if (dma_fence_is_signaled(array->fences[i]) && !--pending)
			return true;
	return false;
}

static bool array_signaled(struct dma_fence *fence)
{
	struct dma_fence_array *array = to_dma_fence_array(fence);

	if (!array_pending_signaled(array))
		return false;
	array_settle_error(array);
	return true;
}

static void array_release(struct dma_fence *fence)
{
	struct dma_fence_array *array = to_dma_fence_array(fence);
	unsigned int i;

	for (i = 0; i < array->num_fences; i++)
		dma_fence_put(array->fences[i]);
	kfree(array->fences);
	dma_fence_free(fence);
}

static void array_set_deadline(struct dma_fence *fence, ktime_t deadline)
{
	struct dma_fence *each;
	unsigned int i;

	dma_fence_array_for_each(each, i, fence) dma_fence_set_deadline(each, deadline);
}

const struct dma_fence_ops dma_fence_array_ops = {
	.get_driver_name = array_driver_name,
	.get_timeline_name = array_timeline_name,
	.enable_signaling = array_enable_signaling,
	.signaled = array_signaled,
	.release = array_release,
	.set_deadline = array_set_deadline,
};
EXPORT_SYMBOL(dma_fence_array_ops);

/* ---- making one -------------------------------------------------------------- */

struct dma_fence_array *dma_fence_array_alloc(int num_fences)
{
	struct dma_fence_array *array;

	if (num_fences < 0)
		return NULL;
	return kzalloc(struct_size(array, callbacks, num_fences), GFP_KERNEL);
}
EXPORT_SYMBOL(dma_fence_array_alloc);

void dma_fence_array_init(struct dma_fence_array *array, int num_fences, struct dma_fence **fences,
			  u64 context, unsigned int seqno, bool signal_on_any)
{
	int i, needed = signal_on_any ? 1 : num_fences;

	WARN_ON(!num_fences || !fences);
	array->fences = fences;
	array->num_fences = num_fences;
	atomic_set(&array->num_pending, needed);
	init_irq_work(&array->work, array_signal);
	spin_lock_init(&array->lock);
	dma_fence_init(&array->base, &dma_fence_array_ops, &array->lock, context, seqno);
	array->base.error = PENDING_ERROR;

	/* containers in containers would make every walk, and the last put, recurse */
	for (i = 0; i < num_fences; i++)
		WARN_ON(dma_fence_is_container(fences[i]));
}
EXPORT_SYMBOL(dma_fence_array_init);

struct dma_fence_array *dma_fence_array_create(int num_fences, struct dma_fence **fences,
					       u64 context, unsigned int seqno, bool signal_on_any)
{
	struct dma_fence_array *array = dma_fence_array_alloc(num_fences);

	if (array)
		dma_fence_array_init(array, num_fences, fences, context, seqno, signal_on_any);
	return array;
}
EXPORT_SYMBOL(dma_fence_array_create);

/* ---- looking inside ------------------------------------------------------------- */

bool dma_fence_match_context(struct dma_fence *fence, u64 context)
{
	struct dma_fence *each;
	unsigned int i;

	dma_fence_array_for_each(each, i, fence) if (each->context != context) return false;
	return true;
}
EXPORT_SYMBOL(dma_fence_match_context);

struct dma_fence *dma_fence_array_first(struct dma_fence *head)
{
	struct dma_fence_array *array = to_dma_fence_array(head);

	if (!array)
		return head;
	return array->num_fences ? array->fences[0] : NULL;
}
EXPORT_SYMBOL(dma_fence_array_first);

struct dma_fence *dma_fence_array_next(struct dma_fence *head, unsigned int index)
{
	struct dma_fence_array *array = to_dma_fence_array(head);

	return array && index < array->num_fences ? array->fences[index] : NULL;
}
EXPORT_SYMBOL(dma_fence_array_next);
