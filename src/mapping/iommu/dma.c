// SPDX-License-Identifier: MIT
/*
 * dma_map_page() and its like for devices behind an IOMMU: take addresses,
 * map the pages there, and back. An IOMMU maps whole pages, so what else is
 * in the first and the last page of a buffer is within the device's reach,
 * too; where nobody trusts the device, such buffers are bounced.
 *
 * Behaviour is that of Linux 6.1, drivers/iommu/dma-iommu.c.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "mapping/iommu/dma.h"

/* ---- ranges --------------------------------------------------------------------------- */

int prot_of(enum dma_data_direction dir, bool coherent, unsigned long attrs)
{
	static const int access[] = {
		[DMA_TO_DEVICE] = IOMMU_READ,
		[DMA_FROM_DEVICE] = IOMMU_WRITE,
		[DMA_BIDIRECTIONAL] = IOMMU_READ | IOMMU_WRITE,
	};

	if ((unsigned int)dir >= ARRAY_SIZE(access))
		return 0;
	return access[dir] | (coherent ? IOMMU_CACHE : 0) |
	       (attrs & DMA_ATTR_PRIVILEGED ? IOMMU_PRIV : 0);
}

dma_addr_t map_range(struct device *dev, phys_addr_t phys, size_t size, int prot, u64 mask)
{
	struct iommu_domain *domain = dma_domain(dev);
	struct iommu_dma_cookie *cookie = domain->iova_cookie;
	size_t offset = iova_offset(&cookie->iovad, phys);
	size_t whole = iova_align(&cookie->iovad, size + offset);
	dma_addr_t addr;

	/* nothing, or more than there are addresses */
	if (unlikely(!size || whole < size))
		return DMA_MAPPING_ERROR;
	addr = space_take(domain, whole, mask, dev);
	if (unlikely(!addr))
		return DMA_MAPPING_ERROR;
	if (unlikely(iommu_map_gfp(domain, addr, phys - offset, whole, prot, GFP_ATOMIC))) {
		space_give(cookie, addr, whole);
		return DMA_MAPPING_ERROR;
	}
	return addr + offset;
}

/*
 * Addresses of which not all were mapped are not what was once taken. What
 * was taken from there, if it was, is given back as a whole.
 */
static void give_mismatched(struct iommu_dma_cookie *cookie, dma_addr_t addr)
{
	struct iova *iova = find_iova(&cookie->iovad, iova_pfn(&cookie->iovad, addr));

	if (iova && iova_dma_addr(&cookie->iovad, iova) == addr)
		__free_iova(&cookie->iovad, iova);
}

void unmap_range(struct device *dev, dma_addr_t addr, size_t size)
{
	struct iommu_domain *domain = dma_domain(dev);
	struct iommu_dma_cookie *cookie = domain->iova_cookie;
	size_t offset = iova_offset(&cookie->iovad, addr), unmapped;
	struct iommu_iotlb_gather gather;

	addr -= offset;
	size = iova_align(&cookie->iovad, size + offset);
	iommu_iotlb_gather_init(&gather);
	gather.queued = READ_ONCE(cookie->queues);

	unmapped = iommu_unmap_fast(domain, addr, size, &gather);
	if (WARN_ON(unmapped != size)) {
		iommu_iotlb_sync(domain, &gather);
		iommu_flush_iotlb_all(domain);
		if (unmapped)
			give_mismatched(cookie, addr);
		return;
	}
	if (gather.queued) {
		flush_queue_add(cookie, addr, size, &gather.freelist);
	} else {
		iommu_iotlb_sync(domain, &gather);
		space_give(cookie, addr, size);
	}
}

void unmap_pages_only(struct iommu_domain *domain, dma_addr_t addr, size_t size,
		      struct iommu_iotlb_gather *gather)
{
	WARN_ON(iommu_unmap_fast(domain, addr, size, gather) != size);
	if (!gather->queued)
		iommu_iotlb_sync(domain, gather);
}

/* ---- pages ------------------------------------------------------------------------------ */

/* where a buffer of an untrusted device lies that does not have its pages for itself */
static phys_addr_t bounce(struct device *dev, phys_addr_t phys, size_t size,
			  enum dma_data_direction dir, unsigned long attrs)
{
	struct iova_domain *iovad = &dma_domain(dev)->iova_cookie->iovad;
	size_t whole = iova_align(iovad, size);
	bool copied = dir != DMA_FROM_DEVICE && !(attrs & DMA_ATTR_SKIP_CPU_SYNC);
	char *rest;

	if (!is_swiotlb_active(dev)) {
		dev_warn_once(dev, "DMA bounce buffers are inactive, unable to map unaligned "
				   "transaction.\n");
		return DMA_MAPPING_ERROR;
	}
	phys = swiotlb_tbl_map_single(dev, phys, size, whole, iova_mask(iovad), dir, attrs);
	if (phys == DMA_MAPPING_ERROR)
		return phys;
	/* nobody's old data in what the device sees besides */
	rest = phys_to_virt(phys);
	if (copied)
		memset(rest + size, 0, whole - size);
	else
		memset(rest, 0, whole);
	return phys;
}

dma_addr_t iommu_dma_map_page(struct device *dev, struct page *page, unsigned long offset,
			      size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	bool coherent = dev_is_dma_coherent(dev), bounced = false;
	phys_addr_t phys = page_to_phys(page) + offset;
	dma_addr_t addr;

	if (bounces(dev) && iova_offset(&dma_domain(dev)->iova_cookie->iovad, phys | size)) {
		phys = bounce(dev, phys, size, dir, attrs);
		if (phys == DMA_MAPPING_ERROR)
			return DMA_MAPPING_ERROR;
		bounced = true;
	}
	if (!coherent && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		arch_sync_dma_for_device(phys, size, dir);
	addr = map_range(dev, phys, size, prot_of(dir, coherent, attrs), dma_get_mask(dev));
	if (unlikely(addr == DMA_MAPPING_ERROR) && bounced)
		swiotlb_tbl_unmap_single(dev, phys, size, dir, attrs);
	return addr;
}

/*
 * The memory of a mapping whose end or handing over takes more than the IOMMU:
 * caches, bounce buffers. The tables are the only ones who know which memory
 * it was, and few need to. False: nothing of that kind.
 */
static bool find_memory(struct device *dev, dma_addr_t addr, phys_addr_t *phys)
{
	if (dev_is_dma_coherent(dev) && !bounces(dev))
		return false;
	*phys = iommu_iova_to_phys(dma_domain(dev), addr);
	return true;
}

void iommu_dma_unmap_page(struct device *dev, dma_addr_t addr, size_t size,
			  enum dma_data_direction dir, unsigned long attrs)
{
	bool sync = !(attrs & DMA_ATTR_SKIP_CPU_SYNC) && !dev_is_dma_coherent(dev);
	phys_addr_t phys = 0;
	bool found = find_memory(dev, addr, &phys);

	if (found && WARN_ON(!phys))
		return;
	if (sync)
		arch_sync_dma_for_cpu(phys, size, dir);
	unmap_range(dev, addr, size);
	if (unlikely(found) && is_swiotlb_buffer(dev, phys))
		swiotlb_tbl_unmap_single(dev, phys, size, dir, attrs);
}

/* ---- syncs -------------------------------------------------------------------------------- */

/* caches and bounce buffers each, in the order of the bytes' way */

void iommu_dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				      enum dma_data_direction dir)
{
	phys_addr_t phys;

	if (find_memory(dev, addr, &phys)) {
		if (is_swiotlb_buffer(dev, phys))
			swiotlb_sync_single_for_device(dev, phys, size, dir);
		if (!dev_is_dma_coherent(dev))
			arch_sync_dma_for_device(phys, size, dir);
	}
}

void iommu_dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
				   enum dma_data_direction dir)
{
	bool cached = !dev_is_dma_coherent(dev);
	phys_addr_t phys;

	if (!find_memory(dev, addr, &phys))
		return;
	if (cached)
		arch_sync_dma_for_cpu(phys, size, dir);
	if (is_swiotlb_buffer(dev, phys))
		swiotlb_sync_single_for_cpu(dev, phys, size, dir);
}
