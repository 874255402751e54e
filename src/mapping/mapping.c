// SPDX-License-Identifier: MIT
/*
 * Streaming mappings: dma_map_*, dma_unmap_*, dma_sync_*. Each goes to the
 * device's dma_map_ops, or is direct, and is recorded for the checker. Also
 * starts and stops the room.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dma-map-ops.h>
#include <linux/export.h>
#include <linux/scatterlist.h>

#include "mapping/arguments.h"
#include "mapping/buf/buf.h"
#include "mapping/coherent.h"
#include "mapping/direct.h"
#include "mapping/fence/fence.h"
#include "mapping/iommu/iommu.h"
#include "mapping/mapping.h"
#include "mapping/record.h"
#include "mapping/swiotlb_pool.h"

/* Tells a device's own operations, if it has any and they care, or those of direct mapping. */
#define call_op(dev, op, direct_op, ...)				\
	do {								\
		const struct dma_map_ops *_ops = get_dma_ops(dev);	\
									\
		if (likely(!_ops))					\
			direct_op(dev, __VA_ARGS__);			\
		else if (_ops->op)					\
			_ops->op(dev, __VA_ARGS__);			\
	} while (0)

void mapping_reserve(void)
{
	swiotlb_reserve();
}

void mapping_unreserve(void)
{
	swiotlb_unreserve();
}

int mapping_start(void)
{
	int err = record_start();

	if (err)
		return err;
	isa_dma_start();
	restricted_pools_start();
	err = coherent_start();
	if (err)
		goto err_restricted;
	swiotlb_start();
	err = fence_start();
	if (err)
		goto err_swiotlb;
	err = iommu_start();
	if (err)
		goto err_fence;
	err = dma_bufs_start();
	if (err)
		goto err_iommu;
	return 0;

err_iommu:
	iommu_stop();
err_fence:
	fence_stop();
err_swiotlb:
	swiotlb_stop();
	coherent_stop();
err_restricted:
	restricted_pools_stop();
	isa_dma_stop();
	record_stop();
	return err;
}

void mapping_stop(void)
{
	dma_bufs_stop();
	iommu_stop();
	fence_stop();
	restricted_pools_stop();
	swiotlb_stop();
	coherent_stop();
	isa_dma_stop();
	record_stop();
}

dma_addr_t __dma_reject_vmalloc(struct device *dev)
{
	dev_WARN(dev, "rejecting DMA map of vmalloc memory\n");
	return DMA_MAPPING_ERROR;
}
EXPORT_SYMBOL(__dma_reject_vmalloc);

dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page,
			      size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs)
{
	const struct dma_map_ops *ops;
	dma_addr_t addr;

	if (bad_call(dev, dir) || WARN_ON_ONCE(!dev->dma_mask))
		return DMA_MAPPING_ERROR;
	ops = get_dma_ops(dev);
	if (likely(!ops))
		addr = dma_direct_map_page(dev, page, offset, size, dir, attrs);
	else
		addr = ops->map_page(dev, page, offset, size, dir, attrs);
	record_map(dev, page_to_phys(page) + offset, addr, size, dir, attrs);
	return addr;
}
EXPORT_SYMBOL(dma_map_page_attrs);

void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size,
			  enum dma_data_direction dir, unsigned long attrs)
{
	if (bad_call(dev, dir))
		return;
	record_unmap(dev, addr, size, dir);
	call_op(dev, unmap_page, dma_direct_unmap_page, addr, size, dir, attrs);
}
EXPORT_SYMBOL(dma_unmap_page_attrs);

/* The errors that a mapping may end with; drivers know what each of them asks for. */
static bool is_mapping_error(int err)
{
	return err == -EINVAL || err == -ENOMEM || err == -EIO || err == -EREMOTEIO;
}

/* entries mapped, or a negative error code; for @caller */
static int map_sg(struct device *dev, struct scatterlist *sg, int nents,
		  enum dma_data_direction dir, unsigned long attrs, const void *caller)
{
	const struct dma_map_ops *ops;
	int mapped;

	if (bad_call(dev, dir))
		return -EINVAL;
	if (WARN_ON_ONCE(!dev->dma_mask))
		return 0;
	if (list_entries(dev, sg, nents, true, "dma_map_sg") != nents)
		return -EINVAL;

	ops = get_dma_ops(dev);
	mapped = unlikely(ops) ? ops->map_sg(dev, sg, nents, dir, attrs)
			       : dma_direct_map_sg(dev, sg, nents, dir, attrs);
	if (mapped <= 0)
		return WARN_ON_ONCE(!is_mapping_error(mapped)) ? -EIO : mapped;
	record_map_sg_for(dev, sg, nents, mapped, dir, attrs, caller);
	return mapped;
}

unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sg,
			      int nents, enum dma_data_direction dir,
			      unsigned long attrs)
{
	int ents = map_sg(dev, sg, nents, dir, attrs, __builtin_return_address(0));

	return ents < 0 ? 0 : ents;
}
EXPORT_SYMBOL(dma_map_sg_attrs);

int dma_map_sgtable(struct device *dev, struct sg_table *sgt,
		    enum dma_data_direction dir, unsigned long attrs)
{
	int ents = map_sg(dev, sgt->sgl, sgt->orig_nents, dir, attrs,
			  __builtin_return_address(0));

	if (ents < 0)
		return ents;
	sgt->nents = ents;
	return 0;
}
EXPORT_SYMBOL_GPL(dma_map_sgtable);

void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sg, int nents,
			enum dma_data_direction dir, unsigned long attrs)
{
	if (bad_call(dev, dir))
		return;
	nents = list_entries(dev, sg, nents, false, __func__);
	record_unmap_sg(dev, sg, nents, dir);
	call_op(dev, unmap_sg, dma_direct_unmap_sg, sg, nents, dir, attrs);
}
EXPORT_SYMBOL(dma_unmap_sg_attrs);

dma_addr_t dma_map_resource(struct device *dev, phys_addr_t phys_addr,
			    size_t size, enum dma_data_direction dir,
			    unsigned long attrs)
{
	const struct dma_map_ops *ops;
	dma_addr_t addr;

	if (bad_call(dev, dir) || WARN_ON_ONCE(!dev->dma_mask))
		return DMA_MAPPING_ERROR;
	ops = get_dma_ops(dev);
	if (unlikely(ops))
		addr = ops->map_resource ? ops->map_resource(dev, phys_addr, size, dir, attrs)
					 : DMA_MAPPING_ERROR;
	else
		addr = dma_direct_map_resource(dev, phys_addr, size, dir, attrs);
	record_map_resource(dev, phys_addr, addr, size, dir, attrs);
	return addr;
}
EXPORT_SYMBOL(dma_map_resource);

void dma_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			enum dma_data_direction dir, unsigned long attrs)
{
	if (bad_call(dev, dir))
		return;
	record_unmap_resource(dev, addr, size, dir);
	/* a register that is mapped directly was given no address of its own */
	if (unlikely(get_dma_ops(dev)) && get_dma_ops(dev)->unmap_resource)
		get_dma_ops(dev)->unmap_resource(dev, addr, size, dir, attrs);
}
EXPORT_SYMBOL(dma_unmap_resource);

/* ---- sync --------------------------------------------------------------- */

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir)
{
	if (bad_call(dev, dir))
		return;
	call_op(dev, sync_single_for_cpu, dma_direct_sync_single_for_cpu, addr, size, dir);
	record_sync(dev, addr, size, dir, true);
}
EXPORT_SYMBOL(dma_sync_single_for_cpu);

void dma_sync_single_for_device(struct device *dev, dma_addr_t addr,
				size_t size, enum dma_data_direction dir)
{
	if (bad_call(dev, dir))
		return;
	call_op(dev, sync_single_for_device, dma_direct_sync_single_for_device, addr, size, dir);
	record_sync(dev, addr, size, dir, false);
}
EXPORT_SYMBOL(dma_sync_single_for_device);

void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sg,
			 int nelems, enum dma_data_direction dir)
{
	if (bad_call(dev, dir))
		return;
	nelems = list_entries(dev, sg, nelems, false, __func__);
	call_op(dev, sync_sg_for_cpu, dma_direct_sync_sg_for_cpu, sg, nelems, dir);
	record_sync_sg(dev, sg, nelems, dir, true);
}
EXPORT_SYMBOL(dma_sync_sg_for_cpu);

void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sg,
			    int nelems, enum dma_data_direction dir)
{
	if (bad_call(dev, dir))
		return;
	nelems = list_entries(dev, sg, nelems, false, __func__);
	call_op(dev, sync_sg_for_device, dma_direct_sync_sg_for_device, sg, nelems, dir);
	record_sync_sg(dev, sg, nelems, dir, false);
}
EXPORT_SYMBOL(dma_sync_sg_for_device);

bool dma_need_sync(struct device *dev, dma_addr_t dma_addr)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (!ops)
		return dma_direct_need_sync(dev, dma_addr);
	return ops->sync_single_for_cpu || ops->sync_single_for_device;
}
EXPORT_SYMBOL_GPL(dma_need_sync);
