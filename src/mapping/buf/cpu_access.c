// SPDX-License-Identifier: MIT
/*
 * The CPU's access to a dma-buf: announcing it, and the memory in one piece.
 * Mapping it into the process is a file operation (dma_buf.c). Linux:
 * drivers/dma-buf/dma-buf.c.
 */
#include <linux/bug.h>
#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/export.h>
#include <linux/sched.h>

/* whoever reads waits for writers, whoever writes for everybody */
static int wait_for_fences(struct dma_buf *dmabuf, enum dma_data_direction dir)
{
	bool write = dir == DMA_BIDIRECTIONAL || dir == DMA_TO_DEVICE;
	long ret = dma_resv_wait_timeout(dmabuf->resv, dma_resv_usage_rw(write), true,
					 MAX_SCHEDULE_TIMEOUT);

	return ret < 0 ? ret : 0;
}

int dma_buf_begin_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir)
{
	int err = 0;

	if (WARN_ON(!dmabuf))
		return -EINVAL;
	might_sleep();
	if (dmabuf->ops->begin_cpu_access)
		err = dmabuf->ops->begin_cpu_access(dmabuf, dir);
	/* the exporter may have waited in a better way; then this costs nothing */
	return err ?: wait_for_fences(dmabuf, dir);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_begin_cpu_access, DMA_BUF);

int dma_buf_end_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir)
{
	if (WARN_ON(!dmabuf))
		return -EINVAL;
	might_sleep();
	return dmabuf->ops->end_cpu_access ? dmabuf->ops->end_cpu_access(dmabuf, dir) : 0;
}
EXPORT_SYMBOL_NS_GPL(dma_buf_end_cpu_access, DMA_BUF);

/* ---- in one piece --------------------------------------------------------- */

/* the first of several users has it mapped, the last unmapped; both with the buffer's lock held */
static int user_add(struct dma_buf *dmabuf, struct iosys_map *map)
{
	if (!dmabuf->vmapping_counter) {
		struct iosys_map at;
		int err;

		BUG_ON(iosys_map_is_set(&dmabuf->vmap_ptr));
		err = dmabuf->ops->vmap(dmabuf, &at);
		if (WARN_ON_ONCE(err))
			return err;
		dmabuf->vmap_ptr = at;
	}
	BUG_ON(iosys_map_is_null(&dmabuf->vmap_ptr));
	dmabuf->vmapping_counter++;
	*map = dmabuf->vmap_ptr;
	return 0;
}

static void user_del(struct dma_buf *dmabuf, struct iosys_map *map)
{
	const struct dma_buf_ops *ops = dmabuf->ops;

	if (--dmabuf->vmapping_counter)
		return;
	if (ops->vunmap)
		ops->vunmap(dmabuf, map);
	iosys_map_clear(&dmabuf->vmap_ptr);
}

int dma_buf_vmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	int ret = -EINVAL;

	iosys_map_clear(map);
	if (!WARN_ON(!dmabuf) && dmabuf->ops->vmap) {
		mutex_lock(&dmabuf->lock);
		ret = user_add(dmabuf, map);
		mutex_unlock(&dmabuf->lock);
	}
	return ret;
}
EXPORT_SYMBOL_NS_GPL(dma_buf_vmap, DMA_BUF);

void dma_buf_vunmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	const struct iosys_map *mapped;

	if (WARN_ON(!dmabuf))
		return;
	/* the caller is no user, or brings what is another buffer's */
	mapped = &dmabuf->vmap_ptr;
	BUG_ON(!dmabuf->vmapping_counter || !iosys_map_is_set(mapped));
	BUG_ON(!iosys_map_is_equal(map, mapped));
	mutex_lock(&dmabuf->lock);
	user_del(dmabuf, map);
	mutex_unlock(&dmabuf->lock);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_vunmap, DMA_BUF);

/* ---- for callers without the reservation's lock --------------------------- */

int dma_buf_vmap_unlocked(struct dma_buf *dmabuf, struct iosys_map *map)
{
	int ret = -EINVAL;

	iosys_map_clear(map);
	if (!WARN_ON(!dmabuf)) {
		dma_resv_lock(dmabuf->resv, NULL);
		ret = dma_buf_vmap(dmabuf, map);
		dma_resv_unlock(dmabuf->resv);
	}
	return ret;
}
EXPORT_SYMBOL_NS_GPL(dma_buf_vmap_unlocked, DMA_BUF);

void dma_buf_vunmap_unlocked(struct dma_buf *dmabuf, struct iosys_map *map)
{
	if (WARN_ON(!dmabuf))
		return;
	dma_resv_lock(dmabuf->resv, NULL);
	dma_buf_vunmap(dmabuf, map);
	dma_resv_unlock(dmabuf->resv);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_vunmap_unlocked, DMA_BUF);
