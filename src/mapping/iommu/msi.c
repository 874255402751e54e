// SPDX-License-Identifier: MIT
/*
 * Message interrupts of devices behind an IOMMU: the register that messages
 * are written to is mapped like any other memory, once in a domain, and the
 * message goes to where the device sees it.
 */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/msi.h>
#include <linux/slab.h>

#include "mapping/iommu/dma.h"

struct msi_page {
	struct list_head list;
	dma_addr_t iova;
	phys_addr_t phys;
};

/* protects the lists of all domains */
static DEFINE_MUTEX(msi_lock);

static size_t msi_granule(const struct iommu_dma_cookie *cookie)
{
	return cookie->type == IOMMU_DMA_IOVA_COOKIE ? cookie->iovad.granule : PAGE_SIZE;
}

int msi_pages_reserve(struct iommu_dma_cookie *cookie, phys_addr_t start, phys_addr_t end)
{
	struct msi_page *page;

	/* not translated: the device sees such a page where it is */
	for (start -= iova_offset(&cookie->iovad, start); start < end;
	     start += cookie->iovad.granule) {
		page = kmalloc(sizeof(*page), GFP_KERNEL);
		if (!page)
			return -ENOMEM;
		page->phys = start;
		page->iova = start;
		list_add(&page->list, &cookie->msi_page_list);
	}
	return 0;
}

void msi_pages_free(struct iommu_dma_cookie *cookie)
{
	struct msi_page *page, *next;

	list_for_each_entry_safe(page, next, &cookie->msi_page_list, list)
		kfree(page);
	INIT_LIST_HEAD(&cookie->msi_page_list);
}

static struct msi_page *map_msi_page(struct device *dev, struct iommu_domain *domain,
				     phys_addr_t phys)
{
	struct iommu_dma_cookie *cookie = domain->iova_cookie;
	size_t size = msi_granule(cookie);
	struct msi_page *page = kzalloc(sizeof(*page), GFP_KERNEL);

	if (!page)
		return NULL;
	page->phys = phys;
	page->iova = space_take(domain, size, dma_get_mask(dev), dev);
	if (!page->iova)
		goto err_free;
	if (iommu_map(domain, page->iova, phys, size, IOMMU_WRITE | IOMMU_NOEXEC | IOMMU_MMIO))
		goto err_give;
	list_add(&page->list, &cookie->msi_page_list);
	return page;

err_give:
	space_give(cookie, page->iova, size);
err_free:
	kfree(page);
	return NULL;
}

static struct msi_page *find_msi_page(struct device *dev, struct iommu_domain *domain,
				      phys_addr_t msi_addr)
{
	struct iommu_dma_cookie *cookie = domain->iova_cookie;
	phys_addr_t phys = msi_addr & ~(phys_addr_t)(msi_granule(cookie) - 1);
	struct msi_page *page;

	list_for_each_entry(page, &cookie->msi_page_list, list)
		if (page->phys == phys)
			return page;
	return map_msi_page(dev, domain, phys);
}

int iommu_dma_prepare_msi(struct msi_desc *desc, phys_addr_t msi_addr)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(desc->dev);
	struct msi_page *page;

	desc->iommu_msi_shift = 0;
	desc->iommu_msi_iova = 0;
	if (!domain || !domain->iova_cookie)
		return 0;
	mutex_lock(&msi_lock);
	page = find_msi_page(desc->dev, domain, msi_addr);
	mutex_unlock(&msi_lock);
	if (!page)
		return -ENOMEM;
	desc->iommu_msi_shift = __ffs(msi_granule(domain->iova_cookie));
	desc->iommu_msi_iova = page->iova >> desc->iommu_msi_shift;
	return 0;
}

void iommu_dma_compose_msi_msg(struct msi_desc *desc, struct msi_msg *msg)
{
	u64 iova;

	if (!desc->iommu_msi_shift)
		return;
	iova = desc->iommu_msi_iova << desc->iommu_msi_shift;
	msg->address_hi = upper_32_bits(iova);
	msg->address_lo = lower_32_bits(iova) |
			  (msg->address_lo & ((1u << desc->iommu_msi_shift) - 1));
}
