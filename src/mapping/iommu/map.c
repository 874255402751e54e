// SPDX-License-Identifier: MIT
/*
 * What is mapped in a domain: requests are cut into runs of pages of one size,
 * the largest that alignment and length allow, and handed to the IOMMU's
 * driver. Called by the DMA API's side (dma.c) and by whoever manages a
 * domain himself.
 */
#define pr_fmt(fmt) "iommu: " fmt

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/scatterlist.h>

#include "mapping/iommu/iommu.h"

static unsigned long smallest_page(const struct iommu_domain *domain)
{
	return 1UL << __ffs(domain->pgsize_bitmap);
}

/* the page sizes up to 2^@order */
static unsigned long sizes_up_to(const struct iommu_domain *domain, unsigned int order)
{
	return domain->pgsize_bitmap & ((2UL << order) - 1);
}

/*
 * The largest page for the start of a range whose addresses are all aligned
 * like @align, and how many of them until a larger one would do. @apart: the
 * addresses' difference: where it is not a multiple of a page, such a page
 * never will do.
 */
static size_t choose_pages(const struct iommu_domain *domain, unsigned long align,
			   unsigned long apart, size_t size, size_t *count)
{
	unsigned long fitting = sizes_up_to(domain, __fls(size));
	unsigned long larger, next, until, end;
	unsigned int order;

	if (align)
		fitting &= (align & -align) * 2 - 1;
	BUG_ON(!fitting);
	order = __fls(fitting);
	larger = domain->pgsize_bitmap & ~sizes_up_to(domain, order);
	if (larger) {
		next = 1UL << __ffs(larger);
		until = next - (align & (next - 1));
		if (!(apart & (next - 1)) && !check_add_overflow(until, next, &end) && end <= size)
			size = until;
	}
	*count = size >> order;
	return 1UL << order;
}

/* ---- map ---------------------------------------------------------------------- */

/* *@mapped: bytes, also where some of the pages could be mapped and then one not */
static int map_run(struct iommu_domain *domain, int prot, gfp_t gfp, unsigned long iova,
		   phys_addr_t paddr, size_t size, size_t *mapped)
{
	const struct iommu_domain_ops *ops = domain->ops;
	size_t count, pgsize = choose_pages(domain, iova | paddr, iova ^ paddr, size, &count);
	int err;

	*mapped = 0;
	if (likely(ops->map_pages))
		return ops->map_pages(domain, iova, paddr, pgsize, count, prot, gfp, mapped);
	err = ops->map(domain, iova, paddr, pgsize, prot, gfp);
	if (!err)
		*mapped = pgsize;
	return err;
}

static int check_map(const struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
		     size_t size)
{
	const struct iommu_domain_ops *ops = domain->ops;
	unsigned long min_pagesz;

	if (unlikely(!(domain->type & __IOMMU_DOMAIN_PAGING)))
		return -EINVAL;
	if (unlikely(!(ops->map || ops->map_pages) || !domain->pgsize_bitmap))
		return -ENODEV;
	min_pagesz = smallest_page(domain);
	if (likely(IS_ALIGNED(iova | paddr | size, min_pagesz)))
		return 0;
	pr_err("unaligned: iova 0x%lx pa %pa size 0x%zx min_pagesz 0x%lx\n", iova, &paddr, size,
	       min_pagesz);
	return -EINVAL;
}

int domain_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
	       int prot, gfp_t gfp)
{
	int ret = check_map(domain, iova, paddr, size);
	size_t done = 0, mapped;

	if (unlikely(ret))
		return ret;
	while (done < size) {
		ret = map_run(domain, prot, gfp, iova + done, paddr + done, size - done, &mapped);
		done += mapped;
		if (unlikely(ret)) {
			iommu_unmap(domain, iova, done);
			return ret;
		}
	}
	return 0;
}

int iommu_map_gfp(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
		  int prot, gfp_t gfp)
{
	int ret = domain_map(domain, iova, paddr, size, prot, gfp);

	if (!ret && domain->ops->iotlb_sync_map)
		domain->ops->iotlb_sync_map(domain, iova, size);
	return ret;
}
EXPORT_SYMBOL_GPL(iommu_map_gfp);

int iommu_map_atomic(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
		     size_t size, int prot)
{
	return iommu_map_gfp(domain, iova, paddr, size, prot, GFP_ATOMIC);
}
EXPORT_SYMBOL_GPL(iommu_map_atomic);

int iommu_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
	      int prot)
{
	might_sleep();
	return iommu_map_gfp(domain, iova, paddr, size, prot, GFP_KERNEL);
}
EXPORT_SYMBOL_GPL(iommu_map);

/* ---- unmap --------------------------------------------------------------------- */

static size_t unmap_run(struct iommu_domain *domain, unsigned long iova, size_t size,
			struct iommu_iotlb_gather *gather)
{
	const struct iommu_domain_ops *ops = domain->ops;
	size_t pgsize, count;

	pgsize = choose_pages(domain, iova, 0, size, &count);
	return likely(ops->unmap_pages) ? ops->unmap_pages(domain, iova, pgsize, count, gather)
					: ops->unmap(domain, iova, pgsize, gather);
}

size_t iommu_unmap_fast(struct iommu_domain *domain, unsigned long iova, size_t size,
			struct iommu_iotlb_gather *iotlb_gather)
{
	const struct iommu_domain_ops *ops = domain->ops;
	size_t unmapped = 0, run;

	if (unlikely(!(ops->unmap || ops->unmap_pages) || !domain->pgsize_bitmap ||
		     !(domain->type & __IOMMU_DOMAIN_PAGING)))
		return 0;
	if (unlikely(!IS_ALIGNED(iova | size, smallest_page(domain)))) {
		pr_err("unaligned: iova 0x%lx size 0x%zx min_pagesz 0x%lx\n", iova, size,
		       smallest_page(domain));
		return 0;
	}
	while (unmapped < size) {
		run = unmap_run(domain, iova + unmapped, size - unmapped, iotlb_gather);
		if (unlikely(!run))
			break;
		unmapped += run;
	}
	return unmapped;
}
EXPORT_SYMBOL_GPL(iommu_unmap_fast);

size_t iommu_unmap(struct iommu_domain *domain, unsigned long iova, size_t size)
{
	struct iommu_iotlb_gather gather;
	size_t unmapped;

	iommu_iotlb_gather_init(&gather);
	unmapped = iommu_unmap_fast(domain, iova, size, &gather);
	iommu_iotlb_sync(domain, &gather);
	return unmapped;
}
EXPORT_SYMBOL_GPL(iommu_unmap);

/* ---- scatterlists ---------------------------------------------------------------- */

/* the pieces from *@sg on that follow one another in memory, as one; moves *@sg and *@left on */
static size_t take_contiguous(struct scatterlist **sg, unsigned int *left, phys_addr_t *start)
{
	size_t len = 0;

	for (; *left; (*left)--, *sg = sg_next(*sg)) {
		/* a peer's memory, which needs no translation */
		if (sg_is_dma_bus_address(*sg))
			continue;
		if (!len)
			*start = sg_phys(*sg);
		else if (sg_phys(*sg) != *start + len)
			break;
		len += (*sg)->length;
	}
	return len;
}

ssize_t iommu_map_sg_gfp(struct iommu_domain *domain, unsigned long iova, struct scatterlist *sg,
			 unsigned int nents, int prot, gfp_t gfp)
{
	size_t mapped = 0, len;
	phys_addr_t start = 0;
	int ret;

	while ((len = take_contiguous(&sg, &nents, &start))) {
		ret = domain_map(domain, iova + mapped, start, len, prot, gfp);
		if (unlikely(ret)) {
			iommu_unmap(domain, iova, mapped);
			return ret;
		}
		mapped += len;
	}
	if (domain->ops->iotlb_sync_map)
		domain->ops->iotlb_sync_map(domain, iova, mapped);
	return mapped;
}
EXPORT_SYMBOL_GPL(iommu_map_sg_gfp);

ssize_t iommu_map_sg_atomic(struct iommu_domain *domain, unsigned long iova,
			    struct scatterlist *sg, unsigned int nents, int prot)
{
	return iommu_map_sg_gfp(domain, iova, sg, nents, prot, GFP_ATOMIC);
}

ssize_t iommu_map_sg(struct iommu_domain *domain, unsigned long iova, struct scatterlist *sg,
		     unsigned int nents, int prot)
{
	might_sleep();
	return iommu_map_sg_gfp(domain, iova, sg, nents, prot, GFP_KERNEL);
}
EXPORT_SYMBOL_GPL(iommu_map_sg);

/* ---- look up ------------------------------------------------------------------------ */

phys_addr_t iommu_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	/* these two have no tables to look it up in */
	switch (domain->type) {
	case IOMMU_DOMAIN_BLOCKED:
		return 0;
	case IOMMU_DOMAIN_IDENTITY:
		return iova;
	default:
		return domain->ops->iova_to_phys(domain, iova);
	}
}
EXPORT_SYMBOL_GPL(iommu_iova_to_phys);
