// SPDX-License-Identifier: MIT
/*
 * Addresses of a device that are not free for use: what the firmware keeps
 * using and must stay mapped one to one, what the hardware does not
 * translate, windows for message interrupts. The IOMMU's driver knows them,
 * partly from the device tree ("memory-region" with "iommu-addresses").
 */
#define pr_fmt(fmt) "iommu: " fmt

#include <linux/align.h>
#include <linux/device.h>
#include <linux/dma-map-ops.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_device.h>
#include <linux/slab.h>

#include "mapping/iommu/iommu.h"

struct iommu_resv_region *iommu_alloc_resv_region(phys_addr_t start, size_t length, int prot,
						  enum iommu_resv_type type, gfp_t gfp)
{
	struct iommu_resv_region *made = kmalloc(sizeof(*made), gfp);

	if (made)
		*made = (struct iommu_resv_region){
			.type = type,
			.prot = prot,
			.length = length,
			.start = start,
			.list = LIST_HEAD_INIT(made->list),
		};
	return made;
}
EXPORT_SYMBOL_GPL(iommu_alloc_resv_region);

static void free_region(struct device *dev, struct iommu_resv_region *region)
{
	if (region->free)
		region->free(dev, region);
	else
		kfree(region);
}

void iommu_put_resv_regions(struct device *dev, struct list_head *list)
{
	struct iommu_resv_region *at, *behind;

	list_for_each_entry_safe(at, behind, list, list)
		free_region(dev, at);
}
EXPORT_SYMBOL(iommu_put_resv_regions);

void iommu_get_resv_regions(struct device *dev, struct list_head *list)
{
	const struct iommu_ops *driver = dev_iommu_ops(dev);

	if (driver->get_resv_regions)
		driver->get_resv_regions(dev, list);
}

/* no list of ACPI's names regions of interrupt controllers here */
void iommu_dma_get_resv_regions(struct device *dev, struct list_head *list)
{
}
EXPORT_SYMBOL(iommu_dma_get_resv_regions);

/* ---- of a group: those of all its devices, sorted, without overlaps ------------ */

static phys_addr_t last_of(const struct iommu_resv_region *region)
{
	return region->start + region->length - 1;
}

static void insert_sorted(struct iommu_resv_region *new, struct list_head *regions)
{
	struct iommu_resv_region *at;

	list_for_each_entry(at, regions, list)
		if (new->start < at->start || (new->start == at->start && new->type <= at->type))
			break;
	list_add_tail(&new->list, &at->list);
}

/* regions of one type that overlap or touch become one */
static void merge_type(struct list_head *regions, enum iommu_resv_type type)
{
	struct iommu_resv_region *at, *next, *before = NULL;

	list_for_each_entry_safe(at, next, regions, list) {
		if (at->type != type)
			continue;
		if (!before || at->start > last_of(before) + 1) {
			before = at;
			continue;
		}
		before->length = max(last_of(before), last_of(at)) - before->start + 1;
		list_del(&at->list);
		kfree(at);
	}
}

static int insert_region(const struct iommu_resv_region *region, struct list_head *regions)
{
	struct iommu_resv_region *new = iommu_alloc_resv_region(region->start, region->length,
								region->prot, region->type,
								GFP_KERNEL);

	if (!new)
		return -ENOMEM;
	insert_sorted(new, regions);
	merge_type(regions, new->type);
	return 0;
}

static int insert_regions_of(struct device *dev, void *head)
{
	struct iommu_resv_region *region;
	LIST_HEAD(regions);
	int ret = 0;

	/* some groups were made by others than an IOMMU */
	if (!dev->iommu || !dev->iommu->iommu_dev)
		return 0;
	iommu_get_resv_regions(dev, &regions);
	list_for_each_entry(region, &regions, list) {
		ret = insert_region(region, head);
		if (ret)
			break;
	}
	iommu_put_resv_regions(dev, &regions);
	return ret;
}

int iommu_get_group_resv_regions(struct iommu_group *group, struct list_head *head)
{
	return iommu_group_for_each_dev(group, head, insert_regions_of);
}
EXPORT_SYMBOL_GPL(iommu_get_group_resv_regions);

/* ---- mapped one to one ---------------------------------------------------------- */

/* maps what is not mapped yet: devices of a group may share a region */
static int map_direct(struct iommu_domain *domain, const struct iommu_resv_region *region)
{
	unsigned long page = 1UL << __ffs(domain->pgsize_bitmap);
	dma_addr_t at = ALIGN(region->start, page), start = at;
	dma_addr_t end = ALIGN(region->start + region->length, page);
	int ret;

	for (; at <= end; at += page) {
		if (at < end && !iommu_iova_to_phys(domain, at))
			continue;
		/* [start, at) is a hole */
		ret = at > start ? iommu_map(domain, start, start, at - start, region->prot) : 0;
		if (ret)
			return ret;
		start = at + page;
	}
	return 0;
}

static bool is_direct(const struct iommu_resv_region *region)
{
	return region->type == IOMMU_RESV_DIRECT || region->type == IOMMU_RESV_DIRECT_RELAXABLE;
}

int resv_map_direct(struct iommu_group *group, struct device *dev)
{
	struct iommu_domain *into = group->default_domain;
	struct iommu_resv_region *region;
	LIST_HEAD(regions);
	int err = 0;

	/* in an identity domain everything is */
	if (!into || !iommu_is_dma_domain(into))
		return 0;
	BUG_ON(!into->pgsize_bitmap);
	iommu_get_resv_regions(dev, &regions);
	list_for_each_entry(region, &regions, list) {
		err = is_direct(region) ? map_direct(into, region) : 0;
		if (err)
			break;
	}
	iommu_flush_iotlb_all(into);
	iommu_put_resv_regions(dev, &regions);
	return err;
}

/* ---- from the device tree ---------------------------------------------------------- */

/* a region is mapped one to one, or else not to be used at all */
static enum iommu_resv_type type_of(struct device *dev, const struct resource *phys,
				    phys_addr_t start, size_t length)
{
	phys_addr_t last = start + length - 1;

	if (phys->start >= phys->end)
		return IOMMU_RESV_RESERVED;
	if (start == phys->start && last == phys->end)
		return IOMMU_RESV_DIRECT;
	dev_warn(dev, "treating non-direct mapping [%pr] -> [%pap-%pap] as reservation\n", phys,
		 &start, &last);
	return IOMMU_RESV_RESERVED;
}

static void add_region(struct device *dev, const struct resource *phys, phys_addr_t start,
		       size_t length, struct list_head *list)
{
	int prot = IOMMU_READ | IOMMU_WRITE | (dev_is_dma_coherent(dev) ? IOMMU_CACHE : 0);
	struct iommu_resv_region *region;

	if (!length) {
		dev_warn(dev, "Cannot reserve IOVA region of 0 size\n");
		return;
	}
	region = iommu_alloc_resv_region(start, length, prot, type_of(dev, phys, start, length),
					 GFP_KERNEL);
	if (region)
		list_add_tail(&region->list, list);
}

/* "iommu-addresses" = <&device address size>, ..., with cells as on that device's bus */
static void add_regions_of_node(struct device *dev, struct device_node *region,
				const struct resource *phys, struct list_head *list)
{
	const __be32 *cell, *end;
	int size;

	cell = of_get_property(region, "iommu-addresses", &size);
	for (end = cell + (cell ? size / sizeof(*cell) : 0); cell < end;) {
		struct device_node *np = of_find_node_by_phandle(be32_to_cpup(cell++));
		int na = np ? of_n_addr_cells(np) : 2, ns = np ? of_n_size_cells(np) : 1;

		if (!np || end - cell < na + ns) {
			dev_err(dev, "%pOF: iommu-addresses: wants <&device address size> with %d "
				     "and %d cells\n", region, na, ns);
			of_node_put(np);
			return;
		}
		if (np == dev->of_node)
			add_region(dev, phys, of_read_number(cell, na),
				   of_read_number(cell + na, ns), list);
		cell += na + ns;
		of_node_put(np);
	}
}

void of_iommu_get_resv_regions(struct device *dev, struct list_head *list)
{
	struct device_node *region;
	int i, err;

	for (i = 0; (region = of_parse_phandle(dev->of_node, "memory-region", i)); i++) {
		struct resource phys = { 0 };

		err = of_property_present(region, "reg") ? of_address_to_resource(region, 0, &phys)
							 : 0;
		if (err < 0)
			dev_err(dev, "failed to parse memory region %pOF: %d\n", region, err);
		else
			add_regions_of_node(dev, region, &phys, list);
		of_node_put(region);
	}
}
EXPORT_SYMBOL(of_iommu_get_resv_regions);
