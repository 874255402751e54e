// SPDX-License-Identifier: MIT
/*
 * What some devices can do beyond having an address space: share a process's,
 * ask for pages, have several spaces at once. It is up to the IOMMU's driver.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>

#include "mapping/iommu/iommu.h"

static const struct iommu_ops *ops_of(struct device *dev)
{
	return dev->iommu && dev->iommu->iommu_dev ? dev_iommu_ops(dev) : NULL;
}

int iommu_dev_enable_feature(struct device *dev, enum iommu_dev_features f)
{
	const struct iommu_ops *ops = ops_of(dev);

	return ops && ops->dev_enable_feat ? ops->dev_enable_feat(dev, f) : -ENODEV;
}
EXPORT_SYMBOL_GPL(iommu_dev_enable_feature);

int iommu_dev_disable_feature(struct device *dev, enum iommu_dev_features f)
{
	const struct iommu_ops *ops = ops_of(dev);

	return ops && ops->dev_disable_feat ? ops->dev_disable_feat(dev, f) : -EBUSY;
}
EXPORT_SYMBOL_GPL(iommu_dev_disable_feature);

struct iommu_sva *__iommu_sva_bind_device(struct device *dev, struct mm_struct *mm, void *drvdata)
{
	const struct iommu_ops *ops = ops_of(dev);
	struct iommu_sva *handle = ERR_PTR(-EINVAL);
	struct iommu_group *group;

	if (!ops || !ops->sva_bind)
		return ERR_PTR(-ENODEV);
	group = iommu_group_get(dev);
	if (!group)
		return ERR_PTR(-ENODEV);
	mutex_lock(&group->mutex);
	if (group_device_count(group) == 1)
		handle = ops->sva_bind(dev, mm, drvdata);
	mutex_unlock(&group->mutex);
	iommu_group_put(group);
	return handle;
}
EXPORT_SYMBOL_GPL(__iommu_sva_bind_device);

void iommu_sva_unbind_device(struct iommu_sva *handle)
{
	const struct iommu_ops *ops = ops_of(handle->dev);
	struct iommu_group *group;

	if (!ops || !ops->sva_unbind)
		return;
	group = iommu_group_get(handle->dev);
	if (!group)
		return;
	mutex_lock(&group->mutex);
	ops->sva_unbind(handle);
	mutex_unlock(&group->mutex);
	iommu_group_put(group);
}
EXPORT_SYMBOL_GPL(iommu_sva_unbind_device);

u32 iommu_sva_get_pasid(struct iommu_sva *handle)
{
	const struct iommu_ops *ops = ops_of(handle->dev);

	return ops && ops->sva_get_pasid ? ops->sva_get_pasid(handle) : IOMMU_PASID_INVALID;
}
EXPORT_SYMBOL_GPL(iommu_sva_get_pasid);

ioasid_t iommu_alloc_global_pasid(struct device *dev)
{
	return IOMMU_PASID_INVALID;
}
EXPORT_SYMBOL_GPL(iommu_alloc_global_pasid);

void iommu_free_global_pasid(ioasid_t pasid)
{
}
EXPORT_SYMBOL_GPL(iommu_free_global_pasid);

/* as of a driver that has no such operation: 6.1's iommu_domain_ops have none */
int iommu_attach_device_pasid(struct iommu_domain *domain, struct device *dev, ioasid_t pasid, ...)
{
	return dev->iommu_group ? -EOPNOTSUPP : -ENODEV;
}
EXPORT_SYMBOL_GPL(iommu_attach_device_pasid);

void iommu_detach_device_pasid(struct iommu_domain *domain, struct device *dev, ioasid_t pasid)
{
}
EXPORT_SYMBOL_GPL(iommu_detach_device_pasid);
