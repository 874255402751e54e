// SPDX-License-Identifier: MIT
/*
 * The addresses of a domain of the DMA API's: how far they reach, which of
 * them are never handed out (reserved regions, a PCI host bridge's windows),
 * and taking and giving them.
 */
#define pr_fmt(fmt) "iommu: " fmt

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/slab.h>

#include "device/pci.h"
#include "mapping/iommu/dma.h"

/* ---- life of what we keep ---------------------------------------------------------- */

static struct iommu_dma_cookie *cookie_alloc(enum iommu_dma_cookie_type type)
{
	struct iommu_dma_cookie *cookie = kzalloc(sizeof(*cookie), GFP_KERNEL);

	if (!cookie)
		return NULL;
	cookie->type = type;
	INIT_LIST_HEAD(&cookie->msi_page_list);
	mutex_init(&cookie->mutex);
	return cookie;
}

int iommu_get_dma_cookie(struct iommu_domain *domain)
{
	if (domain->iova_cookie)
		return -EEXIST;
	domain->iova_cookie = cookie_alloc(IOMMU_DMA_IOVA_COOKIE);
	return domain->iova_cookie ? 0 : -ENOMEM;
}

int iommu_get_msi_cookie(struct iommu_domain *domain, dma_addr_t base)
{
	if (domain->type != IOMMU_DOMAIN_UNMANAGED)
		return -EINVAL;
	if (domain->iova_cookie)
		return -EEXIST;
	domain->iova_cookie = cookie_alloc(IOMMU_DMA_MSI_COOKIE);
	if (!domain->iova_cookie)
		return -ENOMEM;
	domain->iova_cookie->msi_iova = base;
	return 0;
}
EXPORT_SYMBOL(iommu_get_msi_cookie);

void iommu_put_dma_cookie(struct iommu_domain *domain)
{
	struct iommu_dma_cookie *cookie = domain->iova_cookie;

	if (!cookie)
		return;
	if (cookie->iovad.granule) {
		flush_queues_free(cookie);
		put_iova_domain(&cookie->iovad);
	}
	msi_pages_free(cookie);
	kfree(cookie);
	domain->iova_cookie = NULL;
}

/* ---- what is never handed out -------------------------------------------------------- */

/*
 * Addresses in the windows of a PCI host bridge are answered by functions
 * behind it, and never get as far as the IOMMU.
 */
static void reserve_pci_windows(struct pci_dev *pdev, struct iova_domain *iovad)
{
	struct pci_bus *bus = pdev->bus;
	struct pci_host_bridge *bridge;
	unsigned int i;

	while (!pci_is_root_bus(bus))
		bus = bus->parent;
	bridge = to_host_bridge(bus);
	for (i = 0; i < bridge->window_count; i++) {
		const struct resource *window = &bridge->windows[i];

		if (resource_type(window) == IORESOURCE_MEM)
			reserve_iova(iovad, iova_pfn(iovad, window->start - bridge->offsets[i]),
				     iova_pfn(iovad, window->end - bridge->offsets[i]));
	}
}

static int reserve_regions(struct device *dev, struct iommu_dma_cookie *cookie)
{
	struct iova_domain *iovad = &cookie->iovad;
	struct iommu_resv_region *region;
	LIST_HEAD(regions);
	int ret = 0;

	if (dev_is_pci(dev))
		reserve_pci_windows(to_pci_dev(dev), iovad);
	iommu_get_resv_regions(dev, &regions);
	list_for_each_entry(region, &regions, list) {
		/* that window is ours to map */
		if (region->type == IOMMU_RESV_SW_MSI || !region->length)
			continue;
		reserve_iova(iovad, iova_pfn(iovad, region->start),
			     iova_pfn(iovad, region->start + region->length - 1));
		if (region->type == IOMMU_RESV_MSI)
			ret = msi_pages_reserve(cookie, region->start,
						region->start + region->length);
		if (ret)
			break;
	}
	iommu_put_resv_regions(dev, &regions);
	return ret;
}

/* ---- the first device, and those that join it ------------------------------------------ */

/* the first page that may be handed out: page 0 never is, its address means failure */
static int first_page(struct iommu_domain *domain, dma_addr_t base, dma_addr_t limit,
		      unsigned long *pfn)
{
	const struct iommu_domain_geometry *can = &domain->geometry;
	unsigned int order = __ffs(domain->pgsize_bitmap);

	*pfn = max_t(unsigned long, 1, base >> order);
	if (!can->force_aperture)
		return 0;
	if (base > can->aperture_end || limit < can->aperture_start) {
		pr_warn("specified DMA range outside IOMMU capability\n");
		return -EFAULT;
	}
	*pfn = max_t(unsigned long, *pfn, can->aperture_start >> order);
	return 0;
}

static int start_space(struct iommu_domain *domain, struct device *dev, unsigned long granule,
		       unsigned long pfn)
{
	struct iommu_dma_cookie *cookie = domain->iova_cookie;
	int ret;

	init_iova_domain(&cookie->iovad, granule, pfn);
	ret = iova_domain_init_rcaches(&cookie->iovad);
	if (ret)
		return ret;
	/* without a queue it is strict */
	if (domain->type == IOMMU_DOMAIN_DMA_FQ && iommu_dma_init_fq(domain))
		domain->type = IOMMU_DOMAIN_DMA;
	return reserve_regions(dev, cookie);
}

static int enter_space(struct iommu_domain *domain, struct device *dev, dma_addr_t base,
		       dma_addr_t limit)
{
	unsigned long granule = 1UL << __ffs(domain->pgsize_bitmap), pfn;
	struct iommu_dma_cookie *cookie = domain->iova_cookie;
	int ret;

	if (!cookie || cookie->type != IOMMU_DMA_IOVA_COOKIE)
		return -EINVAL;
	ret = first_page(domain, base, limit, &pfn);
	if (ret)
		return ret;
	mutex_lock(&cookie->mutex);
	if (!cookie->iovad.start_pfn) {
		ret = start_space(domain, dev, granule, pfn);
	} else if (cookie->iovad.granule != granule || cookie->iovad.start_pfn != pfn) {
		pr_warn("Incompatible range for DMA domain\n");
		ret = -EFAULT;
	}
	mutex_unlock(&cookie->mutex);
	return ret;
}

void iommu_setup_dma_ops(struct device *dev, u64 dma_base, u64 dma_limit)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(dev);

	if (domain && !iommu_is_dma_domain(domain))
		return;
	if (domain && !enter_space(domain, dev, dma_base, dma_limit))
		dev->dma_ops = &iommu_dma_ops;
	else
		pr_warn("Failed to set up IOMMU for device %s; retaining platform DMA ops\n",
			dev_name(dev));
}
EXPORT_SYMBOL_GPL(iommu_setup_dma_ops);

/* ---- taking and giving ------------------------------------------------------------------- */

dma_addr_t space_take(struct iommu_domain *domain, size_t size, u64 limit, struct device *dev)
{
	struct iommu_dma_cookie *cookie = domain->iova_cookie;
	struct iova_domain *iovad = &cookie->iovad;
	unsigned int shift = iova_shift(iovad);
	unsigned long pages = size >> shift, pfn = 0;

	if (unlikely(cookie->type == IOMMU_DMA_MSI_COOKIE)) {
		cookie->msi_iova += size;
		return cookie->msi_iova - size;
	}
	limit = min_not_zero(limit, dev->bus_dma_limit);
	if (domain->geometry.force_aperture)
		limit = min_t(u64, limit, domain->geometry.aperture_end);
	/* an address of 32 bits costs a PCI function one cycle less */
	if (limit > DMA_BIT_MASK(32) && dev_is_pci(dev) && !iommu_dma_forcedac)
		pfn = alloc_iova_fast(iovad, pages, DMA_BIT_MASK(32) >> shift, false);
	if (!pfn)
		pfn = alloc_iova_fast(iovad, pages, limit >> shift, true);
	return (dma_addr_t)pfn << shift;
}

void space_give(struct iommu_dma_cookie *cookie, dma_addr_t addr, size_t size)
{
	struct iova_domain *iovad = &cookie->iovad;

	/* only the latest is ever given back */
	if (unlikely(cookie->type == IOMMU_DMA_MSI_COOKIE))
		cookie->msi_iova -= size;
	else
		free_iova_fast(iovad, iova_pfn(iovad, addr), size >> iova_shift(iovad));
}
