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
	int ret = 0;

	if (WARN_ON(!dmabuf))
		return -EINVAL;
	might_sleep();
	if (dmabuf->ops->begin_cpu_access)
		ret = dmabuf->ops->begin_cpu_access(dmabuf, dir);
	/* the exporter may have waited in a better way; then this costs nothing */
	return ret ? ret : wait_for_fences(dmabuf, dir);
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

static int vmap_locked(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct iosys_map at;
	int ret;

	if (!dmabuf->vmapping_counter) {
		BUG_ON(iosys_map_is_set(&dmabuf->vmap_ptr));
		ret = dmabuf->ops->vmap(dmabuf, &at);
		if (WARN_ON_ONCE(ret))
			return ret;
		dmabuf->vmap_ptr = at;
	}
	BUG_ON(iosys_map_is_null(&dmabuf->vmap_ptr));
	dmabuf->vmapping_counter++;
	*map = dmabuf->vmap_ptr;
	return 0;
}

int dma_buf_vmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	int ret;

	iosys_map_clear(map);
	if (WARN_ON(!dmabuf))
		return -EINVAL;
	if (!dmabuf->ops->vmap)
		return -EINVAL;
	mutex_lock(&dmabuf->lock);
	ret = vmap_locked(dmabuf, map);
	mutex_unlock(&dmabuf->lock);
	return ret;
}
EXPORT_SYMBOL_NS_GPL(dma_buf_vmap, DMA_BUF);

void dma_buf_vunmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	if (WARN_ON(!dmabuf))
		return;
	BUG_ON(iosys_map_is_null(&dmabuf->vmap_ptr));
	BUG_ON(dmabuf->vmapping_counter == 0);
	BUG_ON(!iosys_map_is_equal(&dmabuf->vmap_ptr, map));

	mutex_lock(&dmabuf->lock);
	if (--dmabuf->vmapping_counter == 0) {
		if (dmabuf->ops->vunmap)
			dmabuf->ops->vunmap(dmabuf, map);
		iosys_map_clear(&dmabuf->vmap_ptr);
	}
	mutex_unlock(&dmabuf->lock);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_vunmap, DMA_BUF);

int dma_buf_vmap_unlocked(struct dma_buf *dmabuf, struct iosys_map *map)
{
	int ret;

	iosys_map_clear(map);
	if (WARN_ON(!dmabuf))
		return -EINVAL;
	dma_resv_lock(dmabuf->resv, NULL);
	ret = dma_buf_vmap(dmabuf, map);
	dma_resv_unlock(dmabuf->resv);
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
