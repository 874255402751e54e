/* SPDX-License-Identifier: MIT */
/*
 * What drivers ask of an IOMMU, answered as by a kernel whose machine has
 * none: no domain, no translation, no shared virtual addresses.
 */
#ifndef __LINUX_IOMMU_H
#define __LINUX_IOMMU_H

#include <linux/capability.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/ioasid.h>
#include <linux/kthread.h>
#include <linux/of.h>
#include <linux/types.h>

struct iommu_group;
struct iommu_ops;
struct iommu_sva;
struct mm_struct;

#define IOMMU_READ	(1 << 0)
#define IOMMU_WRITE	(1 << 1)
#define IOMMU_CACHE	(1 << 2)
#define IOMMU_NOEXEC	(1 << 3)
#define IOMMU_MMIO	(1 << 4)
#define IOMMU_PRIV	(1 << 5)

#define IOMMU_PASID_INVALID	(-1U)
#define IOMMU_NO_PASID		(0U)
#define IOMMU_FIRST_GLOBAL_PASID (1U)

/** struct iommu_domain - an address space; nobody makes one here */
struct iommu_domain {
	unsigned int type;
	const struct iommu_ops *ops;
};

enum iommu_dev_features {
	IOMMU_DEV_FEAT_SVA,
	IOMMU_DEV_FEAT_IOPF,
};

enum iommu_cap {
	IOMMU_CAP_CACHE_COHERENCY,
	IOMMU_CAP_NOEXEC,
	IOMMU_CAP_PRE_BOOT_PROTECTION,
	IOMMU_CAP_ENFORCE_CACHE_COHERENCY,
	IOMMU_CAP_DEFERRED_FLUSH,
	IOMMU_CAP_DIRTY_TRACKING,
};

/** struct iommu_fwspec - the streams that a device's accesses carry, as the firmware says */
struct iommu_fwspec {
	const struct iommu_ops *ops;
	struct fwnode_handle *iommu_fwnode;
	u32 flags;
	unsigned int num_ids;
	u32 ids[];
};

static inline bool iommu_present(const struct bus_type *bus)
{
	return false;
}

static inline bool device_iommu_capable(struct device *dev, enum iommu_cap cap)
{
	return false;
}

static inline struct iommu_fwspec *dev_iommu_fwspec_get(struct device *dev)
{
	return NULL;
}

static inline bool tegra_dev_iommu_get_stream_id(struct device *dev, u32 *stream_id)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);

	if (!fwspec || fwspec->num_ids != 1)
		return false;
	*stream_id = fwspec->ids[0] & 0xffff;
	return true;
}

static inline struct iommu_group *iommu_group_get(struct device *dev)
{
	return NULL;
}

static inline void iommu_group_put(struct iommu_group *group)
{
}

static inline struct iommu_domain *iommu_get_domain_for_dev(struct device *dev)
{
	return NULL;
}

static inline struct iommu_domain *iommu_get_dma_domain(struct device *dev)
{
	return NULL;
}

static inline struct iommu_domain *iommu_domain_alloc(const struct bus_type *bus)
{
	return NULL;
}

static inline struct iommu_domain *iommu_paging_domain_alloc(struct device *dev)
{
	return ERR_PTR(-ENODEV);
}

static inline void iommu_domain_free(struct iommu_domain *domain)
{
}

static inline int iommu_attach_device(struct iommu_domain *domain, struct device *dev)
{
	return -ENODEV;
}

static inline void iommu_detach_device(struct iommu_domain *domain, struct device *dev)
{
}

/* an address of a domain that isn't there is no address */
static inline phys_addr_t iommu_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	return 0;
}

static inline int iommu_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
			    size_t size, int prot, ...)
{
	return -ENODEV;
}

static inline size_t iommu_unmap(struct iommu_domain *domain, unsigned long iova, size_t size)
{
	return 0;
}

static inline int iommu_dev_enable_feature(struct device *dev, enum iommu_dev_features feat)
{
	return -ENODEV;
}

static inline int iommu_dev_disable_feature(struct device *dev, enum iommu_dev_features feat)
{
	return -ENODEV;
}

static inline ioasid_t iommu_alloc_global_pasid(struct device *dev)
{
	return IOMMU_PASID_INVALID;
}

static inline void iommu_free_global_pasid(ioasid_t pasid)
{
}

/* up to 6.6 with three arguments, then with a handle */
static inline int iommu_attach_device_pasid(struct iommu_domain *domain, struct device *dev,
					    ioasid_t pasid, ...)
{
	return -ENODEV;
}

static inline void iommu_detach_device_pasid(struct iommu_domain *domain, struct device *dev,
					     ioasid_t pasid)
{
}

/* up to 6.1 with private data as a third argument */
#define iommu_sva_bind_device(dev, mm, ...) __iommu_sva_bind_device(dev, mm, ##__VA_ARGS__)

static inline struct iommu_sva *__iommu_sva_bind_device(struct device *dev,
							struct mm_struct *mm, ...)
{
	return ERR_PTR(-ENODEV);
}

static inline void iommu_sva_unbind_device(struct iommu_sva *handle)
{
}

static inline u32 iommu_sva_get_pasid(struct iommu_sva *handle)
{
	return IOMMU_PASID_INVALID;
}

static inline int iommu_device_use_default_domain(struct device *dev)
{
	return 0;
}

static inline void iommu_device_unuse_default_domain(struct device *dev)
{
}

#endif
