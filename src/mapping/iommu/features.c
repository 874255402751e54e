// SPDX-License-Identifier: MIT
/*
 * What some devices can do beyond having an address space: share a process's,
 * ask for pages, have several spaces at once. It is up to the IOMMU's driver.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>

#include "mapping/iommu/iommu.h"

int iommu_dev_enable_feature(struct device *dev, enum iommu_dev_features f)
{
	const struct iommu_ops *driver = driver_of_iommu(dev);

	return driver && driver->dev_enable_feat ? driver->dev_enable_feat(dev, f) : -ENODEV;
}
EXPORT_SYMBOL_GPL(iommu_dev_enable_feature);

int iommu_dev_disable_feature(struct device *dev, enum iommu_dev_features f)
{
	const struct iommu_ops *driver = driver_of_iommu(dev);

	return driver && driver->dev_disable_feat ? driver->dev_disable_feat(dev, f) : -EBUSY;
}
EXPORT_SYMBOL_GPL(iommu_dev_disable_feature);

struct iommu_sva *__iommu_sva_bind_device(struct device *dev, struct mm_struct *mm, void *drvdata)
{
	const struct iommu_ops *driver = driver_of_iommu(dev);
	struct iommu_group *group = driver && driver->sva_bind ? group_lock_of(dev) : NULL;
	struct iommu_sva *bond;

	if (!group)
		return ERR_PTR(-ENODEV);
	/* the addresses of a process are no business of a second device's */
	bond = group_device_count(group) == 1 ? driver->sva_bind(dev, mm, drvdata)
					      : ERR_PTR(-EINVAL);
	group_unlock(group);
	return bond;
}
EXPORT_SYMBOL_GPL(__iommu_sva_bind_device);

void iommu_sva_unbind_device(struct iommu_sva *handle)
{
	const struct iommu_ops *driver = driver_of_iommu(handle->dev);
	struct iommu_group *group;

	group = driver && driver->sva_unbind ? group_lock_of(handle->dev) : NULL;
	if (group) {
		driver->sva_unbind(handle);
		group_unlock(group);
	}
}
EXPORT_SYMBOL_GPL(iommu_sva_unbind_device);

u32 iommu_sva_get_pasid(struct iommu_sva *handle)
{
	const struct iommu_ops *driver = driver_of_iommu(handle->dev);

	return driver && driver->sva_get_pasid ? driver->sva_get_pasid(handle)
					       : IOMMU_PASID_INVALID;
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
