// SPDX-License-Identifier: MIT
/*
 * The streams of a device: numbers by which its IOMMU knows its accesses, as
 * the firmware says. Filled in by the IOMMU's driver when of.c has found an
 * entry that names it.
 */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/overflow.h>
#include <linux/property.h>
#include <linux/slab.h>

#include "mapping/iommu/iommu.h"

/* most devices have one stream: there is room for it from the beginning */
static struct iommu_fwspec *fwspec_new(struct fwnode_handle *node, const struct iommu_ops *ops)
{
	struct iommu_fwspec *made = kzalloc(struct_size(made, ids, 1), GFP_KERNEL);

	if (made) {
		made->ops = ops;
		made->iommu_fwnode = fwnode_handle_get(node);
	}
	return made;
}

int iommu_fwspec_init(struct device *dev, struct fwnode_handle *iommu_fwnode,
		      const struct iommu_ops *ops)
{
	const struct iommu_fwspec *known = dev_iommu_fwspec_get(dev);
	struct dev_iommu *of_dev;

	/* several entries may name its IOMMU, but not two of different drivers */
	if (known)
		return known->ops == ops ? 0 : -EINVAL;
	of_dev = dev_iommu_get(dev);
	if (of_dev)
		of_dev->fwspec = fwspec_new(iommu_fwnode, ops);
	return of_dev && of_dev->fwspec ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_GPL(iommu_fwspec_init);

void iommu_fwspec_free(struct device *dev)
{
	struct iommu_fwspec *gone = dev_iommu_fwspec_get(dev);

	if (gone) {
		dev_iommu_fwspec_set(dev, NULL);
		fwnode_handle_put(gone->iommu_fwnode);
		kfree(gone);
	}
}
EXPORT_SYMBOL_GPL(iommu_fwspec_free);

/* the streams of @dev, which has some, with room for @count; NULL: no memory, nothing changes */
static struct iommu_fwspec *with_room(struct device *dev, unsigned int count)
{
	struct iommu_fwspec *streams = dev_iommu_fwspec_get(dev);

	if (count > 1) {
		streams = krealloc(streams, struct_size(streams, ids, count), GFP_KERNEL);
		if (streams)
			dev_iommu_fwspec_set(dev, streams);
	}
	return streams;
}

int iommu_fwspec_add_ids(struct device *dev, u32 *ids, int num_ids)
{
	struct iommu_fwspec *streams = dev_iommu_fwspec_get(dev);
	int i;

	if (!streams)
		return -EINVAL;
	streams = with_room(dev, streams->num_ids + num_ids);
	if (!streams)
		return -ENOMEM;
	for (i = 0; i < num_ids; i++)
		streams->ids[streams->num_ids++] = ids[i];
	return 0;
}
EXPORT_SYMBOL_GPL(iommu_fwspec_add_ids);
