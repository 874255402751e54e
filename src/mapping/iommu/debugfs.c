// SPDX-License-Identifier: MIT
/*
 * /sys/kernel/debug/iommu: a line for each device behind an IOMMU in "devices",
 * and whatever the IOMMU's driver adds.
 */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/seq_file.h>

#include "mapping/iommu/dma.h"
#include "mapping/iommu/iova.h"

struct dentry *iommu_debugfs_dir;

static void show_space(struct seq_file *m, struct iommu_dma_cookie *cookie)
{
	struct iova_domain *iovad = &cookie->iovad;
	unsigned long ranges, pages;

	/* no driver has come yet */
	if (cookie->type != IOMMU_DMA_IOVA_COOKIE || !iovad->granule)
		return;
	iova_usage(iovad, &ranges, &pages);
	seq_printf(m, ", %lu KiB of addresses in %lu ranges from 0x%llx on",
		   pages * (iovad->granule >> 10), ranges,
		   (unsigned long long)iovad->start_pfn << iova_shift(iovad));
}

static int show_device(struct device *dev, void *data)
{
	struct iommu_group *group = iommu_group_get(dev);
	struct iommu_domain *domain;
	struct seq_file *m = data;

	if (!group)
		return 0;
	mutex_lock(&group->mutex);
	domain = group->domain;
	seq_printf(m, "%s: group %d, %s%s", dev_name(dev), group->id,
		   domain ? iommu_domain_type_str(domain->type) : "Detached",
		   domain && domain->type == IOMMU_DOMAIN_DMA_FQ ? " (lazy)" : "");
	if (domain && domain->iova_cookie)
		show_space(m, domain->iova_cookie);
	seq_puts(m, "\n");
	mutex_unlock(&group->mutex);
	iommu_group_put(group);
	return 0;
}

static int devices_show(struct seq_file *m, void *unused)
{
	unsigned int i;

	for (i = 0; i < IOMMU_BUSES; i++)
		bus_for_each_dev(iommu_buses[i], NULL, m, show_device);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(devices);

/* Linux warns of it at length: a kernel for everybody should not have it */
void iommu_debugfs_setup(void)
{
	if (iommu_debugfs_dir)
		return;
	iommu_debugfs_dir = debugfs_create_dir("iommu", NULL);
	debugfs_create_file("devices", 0444, iommu_debugfs_dir, NULL, &devices_fops);
}

void iommu_debugfs_stop(void)
{
	debugfs_remove(iommu_debugfs_dir);
	iommu_debugfs_dir = NULL;
}
