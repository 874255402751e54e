// SPDX-License-Identifier: MIT
/* What a device can reach: its masks, and the limits that follow from how it is mapped. */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dma-map-ops.h>
#include <linux/export.h>

#include "mapping/direct.h"
#include "mapping/mapping.h"

bool dma_mask_supported(struct device *dev, u64 mask)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (!ops)
		return dma_direct_supported(dev, mask);
	return !ops->dma_supported || ops->dma_supported(dev, mask);
}

/* a device that reaches nothing is a mistake, and what follows from it is hard to tell */
static int refuse_mask(struct device *dev, u64 mask, const char *which)
{
	if (!mask)
		dev_err(dev, "%s mask of zero: no memory is within its reach\n", which);
	return -EIO;
}

int dma_set_mask(struct device *dev, u64 mask)
{
	if (!dev->dma_mask || !dma_mask_supported(dev, mask))
		return refuse_mask(dev, mask, "DMA");
	*dev->dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_mask);

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	if (!dma_mask_supported(dev, mask))
		return refuse_mask(dev, mask, "coherent DMA");
	dev->coherent_dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_coherent_mask);

u64 dma_get_required_mask(struct device *dev)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (ops)
		/* every implementation copes with 32 bits */
		return ops->get_required_mask ? ops->get_required_mask(dev) : DMA_BIT_MASK(32);
	return dma_direct_get_required_mask(dev);
}
EXPORT_SYMBOL_GPL(dma_get_required_mask);

size_t dma_max_mapping_size(struct device *dev)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (!ops)
		return dma_direct_max_mapping_size(dev);
	return ops->max_mapping_size ? ops->max_mapping_size(dev) : SIZE_MAX;
}
EXPORT_SYMBOL_GPL(dma_max_mapping_size);

size_t dma_opt_mapping_size(struct device *dev)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);
	size_t most = dma_max_mapping_size(dev);

	return ops && ops->opt_mapping_size ? min(ops->opt_mapping_size(), most) : most;
}
EXPORT_SYMBOL_GPL(dma_opt_mapping_size);

unsigned long dma_get_merge_boundary(struct device *dev)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (!ops || !ops->get_merge_boundary)
		return 0;
	return ops->get_merge_boundary(dev);
}
EXPORT_SYMBOL_GPL(dma_get_merge_boundary);

bool dma_pci_p2pdma_supported(struct device *dev)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	return !ops || (ops->flags & DMA_F_PCI_P2PDMA_SUPPORTED);
}
EXPORT_SYMBOL_GPL(dma_pci_p2pdma_supported);
