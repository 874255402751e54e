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

int iommu_fwspec_init(struct device *dev, struct fwnode_handle *iommu_fwnode,
		      const struct iommu_ops *ops)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);

	if (fwspec)
		return ops == fwspec->ops ? 0 : -EINVAL;
	if (!dev_iommu_get(dev))
		return -ENOMEM;
	/* nearly all have one stream */
	fwspec = kzalloc(struct_size(fwspec, ids, 1), GFP_KERNEL);
	if (!fwspec)
		return -ENOMEM;
	fwnode_handle_get(iommu_fwnode);
	fwspec->iommu_fwnode = iommu_fwnode;
	fwspec->ops = ops;
	dev_iommu_fwspec_set(dev, fwspec);
	return 0;
}
EXPORT_SYMBOL_GPL(iommu_fwspec_init);

void iommu_fwspec_free(struct device *dev)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);

	if (!fwspec)
		return;
	fwnode_handle_put(fwspec->iommu_fwnode);
	kfree(fwspec);
	dev_iommu_fwspec_set(dev, NULL);
}
EXPORT_SYMBOL_GPL(iommu_fwspec_free);

int iommu_fwspec_add_ids(struct device *dev, u32 *ids, int num_ids)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	unsigned int count;

	if (!fwspec)
		return -EINVAL;
	count = fwspec->num_ids + num_ids;
	if (count > 1) {
		fwspec = krealloc(fwspec, struct_size(fwspec, ids, count), GFP_KERNEL);
		if (!fwspec)
			return -ENOMEM;
		dev_iommu_fwspec_set(dev, fwspec);
	}
	memcpy(fwspec->ids + fwspec->num_ids, ids, num_ids * sizeof(*ids));
	fwspec->num_ids = count;
	return 0;
}
EXPORT_SYMBOL_GPL(iommu_fwspec_add_ids);
