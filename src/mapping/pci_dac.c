// SPDX-License-Identifier: MIT
/*
 * Double-address-cycle mapping (<linux/pci-dac.h>). Its pages are mapped like
 * any others, once in each direction, and unmapped by devres, since the old
 * calls know no end: so they bounce, pass an IOMMU and are checked like any.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pci-dac.h>
#include <linux/slab.h>

#include "mapping/mapping.h"

/* protects the list of every device */
static DEFINE_MUTEX(dac_lock);

/* a page that is mapped; its direction is an enum dma_data_direction, whose numbers PCI's are */
struct dac_mapping {
	struct list_head node;
	struct page *page;
	dma_addr_t addr;
	enum dma_data_direction dir;
};

/* what a device has mapped: kept by devres */
struct dac_mappings {
	struct list_head list;
};

static void dac_release(struct device *dev, void *res)
{
	struct dac_mappings *all = res;
	struct dac_mapping *m, *next;

	list_for_each_entry_safe(m, next, &all->list, node) {
		dma_unmap_page(dev, m->addr, PAGE_SIZE, m->dir);
		kfree(m);
	}
}

/* those of a device, or NULL; under the lock */
static struct dac_mappings *dac_find(struct pci_dev *pdev)
{
	return devres_find(&pdev->dev, dac_release, NULL, NULL);
}

static struct dac_mappings *dac_open(struct pci_dev *pdev)
{
	struct dac_mappings *all = dac_find(pdev);

	if (all)
		return all;
	all = devres_alloc(dac_release, sizeof(*all), GFP_KERNEL);
	if (!all)
		return NULL;
	INIT_LIST_HEAD(&all->list);
	devres_add(&pdev->dev, all);
	return all;
}

static struct dac_mapping *dac_map(struct device *dev, struct dac_mappings *all, struct page *page,
				   enum dma_data_direction dir)
{
	struct dac_mapping *m = kmalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return NULL;
	m->page = page;
	m->dir = dir;
	m->addr = dma_map_page(dev, page, 0, PAGE_SIZE, dir);
	if (dma_mapping_error(dev, m->addr)) {
		kfree(m);
		return NULL;
	}
	list_add(&m->node, &all->list);
	return m;
}

/* mapped now, or before: then the device is to see what the CPU wrote since */
static struct dac_mapping *dac_get(struct pci_dev *pdev, struct page *page,
				   enum dma_data_direction dir)
{
	struct dac_mappings *all = dac_open(pdev);
	struct dac_mapping *m;

	if (!all)
		return NULL;
	list_for_each_entry(m, &all->list, node) {
		if (m->page == page && m->dir == dir) {
			dma_sync_single_for_device(&pdev->dev, m->addr, PAGE_SIZE, dir);
			return m;
		}
	}
	return dac_map(&pdev->dev, all, page, dir);
}

dma64_addr_t pci_dac_page_to_dma(struct pci_dev *pdev, struct page *page, unsigned long offset,
				 int direction)
{
	struct dac_mapping *m = NULL;
	dma64_addr_t addr;

	if (WARN_ON(!valid_dma_direction(direction) || offset >= PAGE_SIZE))
		return DMA_MAPPING_ERROR;
	mutex_lock(&dac_lock);
	m = dac_get(pdev, page, direction);
	addr = m ? m->addr + offset : DMA_MAPPING_ERROR;
	mutex_unlock(&dac_lock);
	return addr;
}
EXPORT_SYMBOL(pci_dac_page_to_dma);

struct page *pci_dac_dma_to_page(struct pci_dev *pdev, dma64_addr_t dma_addr)
{
	struct dac_mappings *all;
	struct page *page = NULL;
	struct dac_mapping *m;

	mutex_lock(&dac_lock);
	all = dac_find(pdev);
	if (all)
		list_for_each_entry(m, &all->list, node)
			if (dma_addr - m->addr < PAGE_SIZE)
				page = m->page;
	mutex_unlock(&dac_lock);
	return page;
}
EXPORT_SYMBOL(pci_dac_dma_to_page);

unsigned long pci_dac_dma_to_offset(struct pci_dev *pdev, dma64_addr_t dma_addr)
{
	return offset_in_page(dma_addr);
}
EXPORT_SYMBOL(pci_dac_dma_to_offset);

void pci_dac_dma_sync_single_for_cpu(struct pci_dev *pdev, dma64_addr_t dma_addr, size_t len,
				     int direction)
{
	dma_sync_single_for_cpu(&pdev->dev, dma_addr, len, direction);
}
EXPORT_SYMBOL(pci_dac_dma_sync_single_for_cpu);

void pci_dac_dma_sync_single_for_device(struct pci_dev *pdev, dma64_addr_t dma_addr, size_t len,
					int direction)
{
	dma_sync_single_for_device(&pdev->dev, dma_addr, len, direction);
}
EXPORT_SYMBOL(pci_dac_dma_sync_single_for_device);

/* ---- masks ------------------------------------------------------------- */

int pci_dac_dma_supported(struct pci_dev *pdev, u64 mask)
{
	return mask > DMA_BIT_MASK(32) && dma_mask_supported(&pdev->dev, mask);
}
EXPORT_SYMBOL(pci_dac_dma_supported);

int pci_dac_set_dma_mask(struct pci_dev *pdev, u64 mask)
{
	if (mask <= DMA_BIT_MASK(32))
		return -EIO;
	return dma_set_mask(&pdev->dev, mask);
}
EXPORT_SYMBOL(pci_dac_set_dma_mask);
