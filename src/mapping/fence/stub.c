// SPDX-License-Identifier: MIT
/* Fences that have signalled from the start, where there is nothing to wait for. */
#include <linux/dma-fence.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "mapping/fence/fence.h"

static DEFINE_SPINLOCK(lock);
static struct dma_fence stub; /* made by who asks first */

static const char *stub_name(struct dma_fence *fence)
{
	return "stub";
}

static const struct dma_fence_ops stub_ops = {
	.get_driver_name = stub_name,
	.get_timeline_name = stub_name,
};

static void stub_init(struct dma_fence *fence)
{
	dma_fence_init(fence, &stub_ops, &lock, 0, 0);
	set_bit(DMA_FENCE_FLAG_ENABLE_SIGNAL_BIT, &fence->flags);
}

struct dma_fence *dma_fence_get_stub(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	if (!stub.ops) {
		stub_init(&stub);
		dma_fence_signal_locked(&stub);
	}
	spin_unlock_irqrestore(&lock, flags);
	return dma_fence_get(&stub);
}
EXPORT_SYMBOL(dma_fence_get_stub);

struct dma_fence *dma_fence_allocate_private_stub(ktime_t timestamp)
{
	struct dma_fence *fence = kzalloc(sizeof(*fence), GFP_KERNEL);

	if (!fence)
		return NULL;
	stub_init(fence);
	dma_fence_signal_timestamp(fence, timestamp);
	return fence;
}
EXPORT_SYMBOL(dma_fence_allocate_private_stub);

void fence_stub_stop(void)
{
	stub.ops = NULL;
}
