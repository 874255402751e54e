// SPDX-License-Identifier: MIT
/*
 * /sys/kernel/iommu_groups/ID: "type" says and changes what the default
 * domain is, "reserved_regions" lists addresses that are not free for use,
 * "name" is there if the IOMMU's driver gave one.
 */
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "mapping/iommu/iommu.h"

struct group_attribute {
	struct attribute attr;
	ssize_t (*store)(struct iommu_group *group, const char *buf, size_t count);
	ssize_t (*show)(struct iommu_group *group, char *buf);
};

#define to_group(k)		container_of(k, struct iommu_group, kobj)
#define to_group_attr(a)	container_of(a, struct group_attribute, attr)

static ssize_t group_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct group_attribute *of = to_group_attr(attr);

	return of->show ? of->show(to_group(kobj), buf) : -EIO;
}

static ssize_t group_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
				size_t count)
{
	struct group_attribute *of = to_group_attr(attr);

	return of->store ? of->store(to_group(kobj), buf, count) : -EIO;
}

const struct sysfs_ops iommu_group_sysfs_ops = {
	.show = group_attr_show,
	.store = group_attr_store,
};

static ssize_t show_name(struct iommu_group *group, char *buf)
{
	return sysfs_emit(buf, "%s\n", group->name);
}

static const char *resv_type_name(enum iommu_resv_type type)
{
	switch (type) {
	case IOMMU_RESV_DIRECT:
		return "direct";
	case IOMMU_RESV_DIRECT_RELAXABLE:
		return "direct-relaxable";
	case IOMMU_RESV_RESERVED:
		return "reserved";
	case IOMMU_RESV_MSI:
	case IOMMU_RESV_SW_MSI:
		return "msi";
	}
	return "unknown";
}

static ssize_t show_reserved_regions(struct iommu_group *group, char *buf)
{
	struct iommu_resv_region *region, *next;
	LIST_HEAD(regions);
	int at = 0;

	iommu_get_group_resv_regions(group, &regions);
	list_for_each_entry_safe(region, next, &regions, list) {
		at += sysfs_emit_at(buf, at, "0x%016llx 0x%016llx %s\n",
				    (unsigned long long)region->start,
				    (unsigned long long)region->start + region->length - 1,
				    resv_type_name(region->type));
		kfree(region);
	}
	return at;
}

static const char *domain_type_name(const struct iommu_domain *domain)
{
	if (!domain)
		return "unknown";
	switch (domain->type) {
	case IOMMU_DOMAIN_BLOCKED:
		return "blocked";
	case IOMMU_DOMAIN_IDENTITY:
		return "identity";
	case IOMMU_DOMAIN_UNMANAGED:
		return "unmanaged";
	case IOMMU_DOMAIN_DMA:
		return "DMA";
	case IOMMU_DOMAIN_DMA_FQ:
		return "DMA-FQ";
	}
	return "unknown";
}

static ssize_t show_type(struct iommu_group *group, char *buf)
{
	ssize_t len;

	mutex_lock(&group->mutex);
	len = sysfs_emit(buf, "%s\n", domain_type_name(group->default_domain));
	mutex_unlock(&group->mutex);
	return len;
}

static struct group_attribute attr_name = __ATTR(name, 0444, show_name, NULL);
static struct group_attribute attr_reserved_regions =
	__ATTR(reserved_regions, 0444, show_reserved_regions, NULL);
static struct group_attribute attr_type =
	__ATTR(type, 0644, show_type, group_change_default_domain);

int group_add_files(struct iommu_group *group)
{
	int ret = sysfs_create_file(&group->kobj, &attr_reserved_regions.attr);

	return ret ?: sysfs_create_file(&group->kobj, &attr_type.attr);
}

int group_add_name_file(struct iommu_group *group)
{
	return sysfs_create_file(&group->kobj, &attr_name.attr);
}

void group_remove_name_file(struct iommu_group *group)
{
	sysfs_remove_file(&group->kobj, &attr_name.attr);
}
