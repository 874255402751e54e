/* SPDX-License-Identifier: MIT */
/*
 * ACPI's table of IOMMUs and interrupt controllers (IORT), answered as by a
 * kernel whose firmware has none: boards here are device trees.
 */
#ifndef __ACPI_IORT_H__
#define __ACPI_IORT_H__

#include <linux/acpi.h>
#include <linux/errno.h>
#include <linux/fwnode.h>
#include <linux/list.h>
#include <linux/types.h>

struct device;

/* a device is behind no IOMMU, and its bus has no limits */
static inline int iort_iommu_configure_id(struct device *dev, const u32 *id)
{
	return -ENODEV;
}

static inline int iort_dma_get_ranges(struct device *dev, u64 *size)
{
	return -ENODEV;
}

static inline phys_addr_t acpi_iort_dma_get_max_cpu_address(void)
{
	return PHYS_ADDR_MAX;
}

/* no list of memory that streams use already: nothing is added, nothing is taken off */
static inline void iort_put_rmr_sids(struct fwnode_handle *iommu_fwnode, struct list_head *head)
{
}

static inline void iort_get_rmr_sids(struct fwnode_handle *iommu_fwnode, struct list_head *head)
{
}

#endif
