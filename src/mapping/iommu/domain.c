// SPDX-License-Identifier: MIT
/*
 * Domains: made and freed, and which one a group is in. Either that of the
 * DMA API (default_domain.c), or one that somebody manages himself and has
 * attached, or the blocking one while somebody owns the group without having
 * attached any. What is mapped in a domain is map.c's subject.
 */
#define pr_fmt(fmt) "iommu: " fmt

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pci.h>

#include "mapping/iommu/iommu.h"

/* ---- life ------------------------------------------------------------------ */

/* what the driver has left open: it may know better than for all of its domains */
static void fill_in(struct iommu_domain *domain, const struct iommu_ops *driver, unsigned int type)
{
	domain->type = type;
	domain->ops = domain->ops ?: driver->default_domain_ops;
	domain->pgsize_bitmap = domain->pgsize_bitmap ?: driver->pgsize_bitmap;
}

struct iommu_domain *domain_alloc_type(const struct bus_type *bus, unsigned int type)
{
	const struct iommu_ops *driver = bus ? bus->iommu_ops : NULL;
	struct iommu_domain *made = driver ? driver->domain_alloc(type) : NULL;

	if (made) {
		fill_in(made, driver, type);
		if (iommu_is_dma_domain(made) && iommu_get_dma_cookie(made)) {
			iommu_domain_free(made);
			made = NULL;
		}
	}
	return made;
}

struct iommu_domain *iommu_domain_alloc(const struct bus_type *bus)
{
	return domain_alloc_type(bus, IOMMU_DOMAIN_UNMANAGED);
}
EXPORT_SYMBOL_GPL(iommu_domain_alloc);

struct iommu_domain *iommu_paging_domain_alloc(struct device *dev)
{
	if (!dev->iommu || !dev->iommu->iommu_dev)
		return ERR_PTR(-ENODEV);
	return domain_alloc_type(dev->bus, IOMMU_DOMAIN_UNMANAGED) ?: ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL_GPL(iommu_paging_domain_alloc);

void iommu_domain_free(struct iommu_domain *domain)
{
	iommu_put_dma_cookie(domain);
	domain->ops->free(domain);
}
EXPORT_SYMBOL_GPL(iommu_domain_free);

const char *iommu_domain_type_str(unsigned int type)
{
	static const char *const words[] = {
		[IOMMU_DOMAIN_UNMANAGED] = "Unmanaged",
		[IOMMU_DOMAIN_DMA] = "Translated",
		[IOMMU_DOMAIN_DMA_FQ] = "Translated",
		[IOMMU_DOMAIN_IDENTITY] = "Passthrough",
		[IOMMU_DOMAIN_BLOCKED] = "Blocked",
	};

	return type < ARRAY_SIZE(words) && words[type] ? words[type] : "Unknown";
}

/* ---- devices ----------------------------------------------------------------- */

bool iommu_is_attach_deferred(struct device *dev)
{
	const struct iommu_ops *ops = dev_iommu_ops(dev);

	return ops->is_attach_deferred && ops->is_attach_deferred(dev);
}

int domain_attach_dev(struct iommu_domain *domain, struct device *dev)
{
	if (unlikely(!domain->ops->attach_dev))
		return -ENODEV;
	return domain->ops->attach_dev(domain, dev);
}

int iommu_deferred_attach(struct device *dev, struct iommu_domain *domain)
{
	return iommu_is_attach_deferred(dev) ? domain_attach_dev(domain, dev) : 0;
}

static int attach_one(struct device *dev, void *domain)
{
	return domain_attach_dev(domain, dev);
}

static int detach_one(struct device *dev, void *domain)
{
	struct iommu_domain *from = domain;

	if (!iommu_is_attach_deferred(dev))
		from->ops->detach_dev(from, dev);
	return 0;
}

/* NULL: the driver knows no default domains, and has one of its own making while detached */
static int group_set_domain(struct iommu_group *group, struct iommu_domain *domain)
{
	int ret;

	if (group->domain == domain)
		return 0;
	if (domain) {
		ret = group_each(group, domain, attach_one);
		if (ret)
			return ret;
	} else {
		if (WARN_ON(!group->domain->ops->detach_dev))
			return -EINVAL;
		group_each(group, group->domain, detach_one);
	}
	group->domain = domain;
	return 0;
}

/* the domain in which a group is that nobody has attached to another */
static void group_set_core_domain(struct iommu_group *group)
{
	int ret = group_set_domain(group, group->owner ? group->blocking_domain
						       : group->default_domain);

	WARN(ret, "iommu driver failed to attach the default/blocking domain");
}

static int attach_group(struct iommu_domain *domain, struct iommu_group *group)
{
	struct iommu_domain *before = group->domain;
	int ret;

	if (before && before != group->default_domain && before != group->blocking_domain)
		return -EBUSY;
	ret = group_each(group, domain, attach_one);
	if (!ret) {
		group->domain = domain;
		return 0;
	}
	/* some of the devices may be in the new domain: all go back */
	group->domain = NULL;
	if (before)
		WARN(group_set_domain(group, before),
		     "iommu driver failed to attach a compatible domain");
	return ret;
}

int iommu_attach_device(struct iommu_domain *domain, struct device *dev)
{
	struct iommu_group *group = group_lock_of(dev);
	int err = -ENODEV;

	if (group) {
		err = group_device_count(group) == 1 ? attach_group(domain, group) : -EINVAL;
		group_unlock(group);
	}
	return err;
}
EXPORT_SYMBOL_GPL(iommu_attach_device);

void iommu_detach_device(struct iommu_domain *domain, struct device *dev)
{
	struct iommu_group *group = group_lock_of(dev);

	if (!group)
		return;
	if (!WARN_ON(domain != group->domain) && !WARN_ON(group_device_count(group) != 1))
		group_set_core_domain(group);
	group_unlock(group);
}
EXPORT_SYMBOL_GPL(iommu_detach_device);

int iommu_attach_group(struct iommu_domain *domain, struct iommu_group *group)
{
	int ret;

	mutex_lock(&group->mutex);
	ret = attach_group(domain, group);
	mutex_unlock(&group->mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(iommu_attach_group);

void iommu_detach_group(struct iommu_domain *domain, struct iommu_group *group)
{
	mutex_lock(&group->mutex);
	group_set_core_domain(group);
	mutex_unlock(&group->mutex);
}
EXPORT_SYMBOL_GPL(iommu_detach_group);

struct iommu_domain *iommu_group_default_domain(struct iommu_group *group)
{
	return group->default_domain;
}

struct iommu_domain *iommu_get_dma_domain(struct device *dev)
{
	return dma_domain(dev);
}

struct iommu_domain *iommu_get_domain_for_dev(struct device *dev)
{
	struct iommu_group *group = iommu_group_get(dev);
	struct iommu_domain *now = NULL;

	if (group) {
		now = group->domain;
		iommu_group_put(group);
	}
	return now;
}
EXPORT_SYMBOL_GPL(iommu_get_domain_for_dev);

/* ---- who may do DMA ------------------------------------------------------------ */

/* one identity domain is as good as another */
static bool is_in_default_domain(const struct iommu_group *group)
{
	const struct iommu_domain *by_default = group->default_domain, *now = group->domain;

	return now == by_default || (now && by_default && now->type == IOMMU_DOMAIN_IDENTITY &&
				     by_default->type == IOMMU_DOMAIN_IDENTITY);
}

/* one more driver counts on the default domain */
static int count_user(struct iommu_group *group)
{
	bool taken = group->owner || !is_in_default_domain(group);

	if (taken && group->owner_cnt)
		return -EBUSY;
	group->owner_cnt++;
	return 0;
}

int iommu_device_use_default_domain(struct device *dev)
{
	struct iommu_group *group = group_lock_of(dev);
	int err = 0;

	if (group) {
		err = count_user(group);
		group_unlock(group);
	}
	return err;
}

void iommu_device_unuse_default_domain(struct device *dev)
{
	struct iommu_group *group = group_lock_of(dev);

	if (group) {
		if (!WARN_ON(!group->owner_cnt))
			group->owner_cnt--;
		group_unlock(group);
	}
}

/* a domain in which nothing is mapped, for drivers that have no better one */
static int make_blocking_domain(struct iommu_group *group)
{
	struct group_device *first;
	const struct bus_type *bus;

	if (group->blocking_domain)
		return 0;
	first = list_first_entry_or_null(&group->devices, struct group_device, list);
	bus = first ? first->dev->bus : NULL;
	group->blocking_domain = domain_alloc_type(bus, IOMMU_DOMAIN_BLOCKED)
				 ?: domain_alloc_type(bus, IOMMU_DOMAIN_UNMANAGED);
	return group->blocking_domain ? 0 : -EINVAL;
}

static int claim(struct iommu_group *group, void *owner)
{
	int ret;

	if (group->owner_cnt)
		return -EPERM;
	if (group->domain && group->domain != group->default_domain)
		return -EBUSY;
	ret = make_blocking_domain(group);
	if (!ret)
		ret = group_set_domain(group, group->blocking_domain);
	if (ret)
		return ret;
	group->owner = owner;
	group->owner_cnt = 1;
	return 0;
}

int iommu_group_claim_dma_owner(struct iommu_group *group, void *owner)
{
	int ret;

	mutex_lock(&group->mutex);
	ret = claim(group, owner);
	mutex_unlock(&group->mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(iommu_group_claim_dma_owner);

void iommu_group_release_dma_owner(struct iommu_group *group)
{
	mutex_lock(&group->mutex);
	if (!WARN_ON(!group->owner_cnt || !group->owner)) {
		group->owner_cnt = 0;
		group->owner = NULL;
		WARN(group_set_domain(group, group->default_domain),
		     "iommu driver failed to attach the default domain");
	}
	mutex_unlock(&group->mutex);
}
EXPORT_SYMBOL_GPL(iommu_group_release_dma_owner);

bool iommu_group_dma_owner_claimed(struct iommu_group *group)
{
	bool claimed;

	mutex_lock(&group->mutex);
	claimed = group->owner_cnt;
	mutex_unlock(&group->mutex);
	return claimed;
}
EXPORT_SYMBOL_GPL(iommu_group_dma_owner_claimed);

/* ---- of unmanaged domains -------------------------------------------------------- */

/* those of a domain that somebody manages; NULL: the DMA API's have no such wishes */
static const struct iommu_domain_ops *unmanaged_ops(const struct iommu_domain *domain)
{
	return domain->type == IOMMU_DOMAIN_UNMANAGED ? domain->ops : NULL;
}

int iommu_set_pgtable_quirks(struct iommu_domain *domain, unsigned long quirks)
{
	const struct iommu_domain_ops *ops = unmanaged_ops(domain);

	return ops && ops->set_pgtable_quirks ? ops->set_pgtable_quirks(domain, quirks) : -EINVAL;
}
EXPORT_SYMBOL_GPL(iommu_set_pgtable_quirks);

int iommu_enable_nesting(struct iommu_domain *domain)
{
	const struct iommu_domain_ops *ops = unmanaged_ops(domain);

	return ops && ops->enable_nesting ? ops->enable_nesting(domain) : -EINVAL;
}
EXPORT_SYMBOL_GPL(iommu_enable_nesting);
