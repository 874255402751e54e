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

#include "mapping/direct.h"
#include "mapping/mapping.h"
#include "mapping/record.h"

/* Tells a device's own operations of what direct mapping has nothing to do for. */
#define call_op(dev, op, ...)						\
	do {								\
		const struct dma_map_ops *_ops = get_dma_ops(dev);	\
									\
		if (unlikely(_ops) && _ops->op)				\
			_ops->op(dev, __VA_ARGS__);			\
	} while (0)

int mapping_start(void)
{
	dma_direct_reset();
	return 0;
}

void mapping_stop(void)
{
	dma_direct_reset();
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
	const struct dma_map_ops *ops = get_dma_ops(dev);
	dma_addr_t addr;

	BUG_ON(!valid_dma_direction(dir));
	if (WARN_ON_ONCE(!dev->dma_mask))
		return DMA_MAPPING_ERROR;

	if (likely(!ops))
		addr = dma_direct_map_page(dev, page, offset, size);
	else
		addr = ops->map_page(dev, page, offset, size, dir, attrs);
	record_map(dev, addr, size, dir);
	return addr;
}
EXPORT_SYMBOL(dma_map_page_attrs);

void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size,
			  enum dma_data_direction dir, unsigned long attrs)
{
	BUG_ON(!valid_dma_direction(dir));
	record_unmap(dev, addr, size, dir);
	call_op(dev, unmap_page, addr, size, dir, attrs);
}
EXPORT_SYMBOL(dma_unmap_page_attrs);

/* The errors that a mapping may end with; drivers know what each of them asks for. */
static bool is_mapping_error(int err)
{
	return err == -EINVAL || err == -ENOMEM || err == -EIO || err == -EREMOTEIO;
}

/* entries mapped, or a negative error code */
static int map_sg(struct device *dev, struct scatterlist *sg, int nents,
		  enum dma_data_direction dir, unsigned long attrs)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);
	int mapped;

	BUG_ON(!valid_dma_direction(dir));
	if (WARN_ON_ONCE(!dev->dma_mask))
		return 0;

	mapped = unlikely(ops) ? ops->map_sg(dev, sg, nents, dir, attrs)
			       : dma_direct_map_sg(dev, sg, nents, dir, attrs);
	if (mapped <= 0)
		return WARN_ON_ONCE(!is_mapping_error(mapped)) ? -EIO : mapped;
	record_map_sg(dev, sg, mapped, dir);
	return mapped;
}

unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sg,
			      int nents, enum dma_data_direction dir,
			      unsigned long attrs)
{
	int ents = map_sg(dev, sg, nents, dir, attrs);

	return ents < 0 ? 0 : ents;
}
EXPORT_SYMBOL(dma_map_sg_attrs);

int dma_map_sgtable(struct device *dev, struct sg_table *sgt,
		    enum dma_data_direction dir, unsigned long attrs)
{
	int ents = map_sg(dev, sgt->sgl, sgt->orig_nents, dir, attrs);

	if (ents < 0)
		return ents;
	sgt->nents = ents;
	return 0;
}
EXPORT_SYMBOL_GPL(dma_map_sgtable);

void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sg, int nents,
			enum dma_data_direction dir, unsigned long attrs)
{
	BUG_ON(!valid_dma_direction(dir));
	record_unmap_sg(dev, sg, nents, dir);
	if (unlikely(get_dma_ops(dev)))
		call_op(dev, unmap_sg, sg, nents, dir, attrs);
	else
		dma_direct_unmap_sg(dev, sg, nents, dir, attrs);
}
EXPORT_SYMBOL(dma_unmap_sg_attrs);

dma_addr_t dma_map_resource(struct device *dev, phys_addr_t phys_addr,
			    size_t size, enum dma_data_direction dir,
			    unsigned long attrs)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);
	dma_addr_t addr;

	BUG_ON(!valid_dma_direction(dir));
	if (WARN_ON_ONCE(!dev->dma_mask))
		return DMA_MAPPING_ERROR;

	if (unlikely(ops))
		addr = ops->map_resource ? ops->map_resource(dev, phys_addr, size, dir, attrs)
					 : DMA_MAPPING_ERROR;
	else
		addr = dma_direct_map_resource(dev, phys_addr, size, dir, attrs);
	record_map(dev, addr, size, dir);
	return addr;
}
EXPORT_SYMBOL(dma_map_resource);

void dma_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			enum dma_data_direction dir, unsigned long attrs)
{
	BUG_ON(!valid_dma_direction(dir));
	record_unmap(dev, addr, size, dir);
	call_op(dev, unmap_resource, addr, size, dir, attrs);
}
EXPORT_SYMBOL(dma_unmap_resource);

/* ---- sync: nothing to do where the mapping is direct ------------------- */

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir)
{
	BUG_ON(!valid_dma_direction(dir));
	call_op(dev, sync_single_for_cpu, addr, size, dir);
	record_sync(dev, addr, size, dir);
}
EXPORT_SYMBOL(dma_sync_single_for_cpu);

void dma_sync_single_for_device(struct device *dev, dma_addr_t addr,
				size_t size, enum dma_data_direction dir)
{
	BUG_ON(!valid_dma_direction(dir));
	call_op(dev, sync_single_for_device, addr, size, dir);
	record_sync(dev, addr, size, dir);
}
EXPORT_SYMBOL(dma_sync_single_for_device);

void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sg,
			 int nelems, enum dma_data_direction dir)
{
	BUG_ON(!valid_dma_direction(dir));
	call_op(dev, sync_sg_for_cpu, sg, nelems, dir);
	record_sync_sg(dev, sg, nelems, dir);
}
EXPORT_SYMBOL(dma_sync_sg_for_cpu);

void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sg,
			    int nelems, enum dma_data_direction dir)
{
	BUG_ON(!valid_dma_direction(dir));
	call_op(dev, sync_sg_for_device, sg, nelems, dir);
	record_sync_sg(dev, sg, nelems, dir);
}
EXPORT_SYMBOL(dma_sync_sg_for_device);

bool dma_need_sync(struct device *dev, dma_addr_t dma_addr)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (!ops)
		return !dev_is_dma_coherent(dev);
	return ops->sync_single_for_cpu || ops->sync_single_for_device;
}
EXPORT_SYMBOL_GPL(dma_need_sync);
