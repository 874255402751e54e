// SPDX-License-Identifier: MIT
/* Windows of functions: claiming them, and mapping them; also until the driver goes. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>

#include "device/pci.h"

/* ---- claiming -------------------------------------------------------------- */

int pci_select_bars(struct pci_dev *dev, unsigned long flags)
{
	int i, bars = 0;

	for (i = 0; i < PCI_NUM_RESOURCES; i++)
		if (pci_resource_flags(dev, i) & flags)
			bars |= 1 << i;
	return bars;
}
EXPORT_SYMBOL(pci_select_bars);

int pci_request_region(struct pci_dev *pdev, int bar, const char *res_name)
{
	struct pci_devres *dr;

	if (!pci_resource_len(pdev, bar))
		return 0;
	if (!request_mem_region(pci_resource_start(pdev, bar), pci_resource_len(pdev, bar),
				res_name)) {
		pci_warn(pdev, "BAR %d: can't reserve %pR\n", bar, &pdev->resource[bar]);
		return -EBUSY;
	}
	dr = pci_find_devres(pdev);
	if (dr)
		dr->region_mask |= 1 << bar;
	return 0;
}
EXPORT_SYMBOL(pci_request_region);

void pci_release_region(struct pci_dev *pdev, int bar)
{
	struct pci_devres *dr;

	if (!pci_resource_len(pdev, bar))
		return;
	release_mem_region(pci_resource_start(pdev, bar), pci_resource_len(pdev, bar));
	dr = pci_find_devres(pdev);
	if (dr)
		dr->region_mask &= ~(1 << bar);
}
EXPORT_SYMBOL(pci_release_region);

void pci_release_selected_regions(struct pci_dev *pdev, int bars)
{
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		if (bars & (1 << i))
			pci_release_region(pdev, i);
}
EXPORT_SYMBOL(pci_release_selected_regions);

int pci_request_selected_regions(struct pci_dev *pdev, int bars, const char *res_name)
{
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		if (!(bars & (1 << i)) || !pci_request_region(pdev, i, res_name))
			continue;
		pci_release_selected_regions(pdev, bars & ((1 << i) - 1));
		return -EBUSY;
	}
	return 0;
}
EXPORT_SYMBOL(pci_request_selected_regions);

int pci_request_selected_regions_exclusive(struct pci_dev *pdev, int bars, const char *res_name)
{
	return pci_request_selected_regions(pdev, bars, res_name);
}
EXPORT_SYMBOL(pci_request_selected_regions_exclusive);

#define ALL_BARS ((1 << PCI_STD_NUM_BARS) - 1)

int pci_request_regions(struct pci_dev *pdev, const char *res_name)
{
	return pci_request_selected_regions(pdev, ALL_BARS, res_name);
}
EXPORT_SYMBOL(pci_request_regions);

int pci_request_regions_exclusive(struct pci_dev *pdev, const char *res_name)
{
	return pci_request_selected_regions(pdev, ALL_BARS, res_name);
}
EXPORT_SYMBOL(pci_request_regions_exclusive);

void pci_release_regions(struct pci_dev *pdev)
{
	pci_release_selected_regions(pdev, ALL_BARS);
}
EXPORT_SYMBOL(pci_release_regions);

/* ---- mapping --------------------------------------------------------------- */

void __iomem *pci_iomap_range(struct pci_dev *dev, int bar, unsigned long offset,
			      unsigned long maxlen)
{
	resource_size_t len = pci_resource_len(dev, bar);

	if (len <= offset || !pci_resource_start(dev, bar))
		return NULL;
	len -= offset;
	if (maxlen && len > maxlen)
		len = maxlen;
	return ioremap(pci_resource_start(dev, bar) + offset, len);
}
EXPORT_SYMBOL(pci_iomap_range);

void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long max)
{
	return pci_iomap_range(dev, bar, 0, max);
}
EXPORT_SYMBOL(pci_iomap);

void __iomem *pci_iomap_wc(struct pci_dev *dev, int bar, unsigned long max)
{
	return pci_iomap_range(dev, bar, 0, max);
}
EXPORT_SYMBOL(pci_iomap_wc);

void pci_iounmap(struct pci_dev *dev, void __iomem *addr)
{
	iounmap(addr);
}
EXPORT_SYMBOL(pci_iounmap);

void __iomem *pci_ioremap_bar(struct pci_dev *pdev, int bar)
{
	struct resource *res = &pdev->resource[bar];

	if (res->flags & IORESOURCE_UNSET || !(res->flags & IORESOURCE_MEM)) {
		pci_err(pdev, "can't ioremap BAR %d: %pR\n", bar, res);
		return NULL;
	}
	return ioremap(res->start, resource_size(res));
}
EXPORT_SYMBOL_GPL(pci_ioremap_bar);
