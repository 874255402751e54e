// SPDX-License-Identifier: MIT
/* The managed calls of PCI drivers: what they did is undone when the driver goes. */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>

#include "device/pci.h"

/* ---- the function itself --------------------------------------------------- */

static void pcim_release(struct device *device, void *res)
{
	struct pci_dev *dev = to_pci_dev(device);
	struct pci_devres *dr = res;
	int bar;

	if (dev->msi_enabled)
		pci_disable_msi(dev);
	if (dev->msix_enabled)
		pci_disable_msix(dev);
	dev->is_managed = 0;
	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if (dr->region_mask & (1 << bar))
			pci_release_region(dev, bar);
	if (dr->mwi)
		pci_clear_mwi(dev);
	if (dr->restore_intx)
		pci_intx(dev, dr->orig_intx);
	if (dr->enabled && !dr->pinned)
		pci_disable_device(dev);
}

struct pci_devres *pci_find_devres(struct pci_dev *dev)
{
	return pci_is_managed(dev) ? devres_find(&dev->dev, pcim_release, NULL, NULL) : NULL;
}

static struct pci_devres *get_devres(struct pci_dev *dev)
{
	struct pci_devres *dr = devres_find(&dev->dev, pcim_release, NULL, NULL);

	if (dr)
		return dr;
	dr = devres_alloc(pcim_release, sizeof(*dr), GFP_KERNEL);
	return dr ? devres_get(&dev->dev, dr, NULL, NULL) : NULL;
}

int pcim_enable_device(struct pci_dev *pdev)
{
	struct pci_devres *dr = get_devres(pdev);
	int rc;

	if (!dr)
		return -ENOMEM;
	if (dr->enabled)
		return 0;
	rc = pci_enable_device(pdev);
	if (!rc) {
		pdev->is_managed = 1;
		dr->enabled = 1;
	}
	return rc;
}
EXPORT_SYMBOL(pcim_enable_device);

void pcim_pin_device(struct pci_dev *pdev)
{
	struct pci_devres *dr = pci_find_devres(pdev);

	WARN_ON(!dr || !dr->enabled);
	if (dr)
		dr->pinned = 1;
}
EXPORT_SYMBOL(pcim_pin_device);

int pcim_set_mwi(struct pci_dev *dev)
{
	struct pci_devres *dr = pci_find_devres(dev);

	if (!dr)
		return -ENOMEM;
	dr->mwi = 1;
	return pci_set_mwi(dev);
}
EXPORT_SYMBOL(pcim_set_mwi);

/* ---- windows --------------------------------------------------------------- */

struct iomap_table {
	void __iomem *table[PCI_STD_NUM_BARS];
};

static void iomap_release(struct device *device, void *res)
{
	struct iomap_table *maps = res;
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		if (maps->table[i])
			iounmap(maps->table[i]);
}

void __iomem *const *pcim_iomap_table(struct pci_dev *pdev)
{
	struct iomap_table *maps = devres_find(&pdev->dev, iomap_release, NULL, NULL);

	if (maps)
		return maps->table;
	maps = devres_alloc(iomap_release, sizeof(*maps), GFP_KERNEL);
	if (!maps)
		return NULL;
	maps = devres_get(&pdev->dev, maps, NULL, NULL);
	return maps->table;
}
EXPORT_SYMBOL(pcim_iomap_table);

void __iomem *pcim_iomap(struct pci_dev *pdev, int bar, unsigned long maxlen)
{
	void __iomem **table;

	if (bar < 0 || bar >= PCI_STD_NUM_BARS)
		return NULL;
	table = (void __iomem **)pcim_iomap_table(pdev);
	if (!table || WARN_ON(table[bar]))
		return NULL;
	table[bar] = pci_iomap(pdev, bar, maxlen);
	return table[bar];
}
EXPORT_SYMBOL(pcim_iomap);

void pcim_iounmap(struct pci_dev *pdev, void __iomem *addr)
{
	void __iomem **table = (void __iomem **)pcim_iomap_table(pdev);
	int i;

	iounmap(addr);
	for (i = 0; table && i < PCI_STD_NUM_BARS; i++) {
		if (table[i] != addr)
			continue;
		table[i] = NULL;
		return;
	}
	WARN_ON(1);
}
EXPORT_SYMBOL(pcim_iounmap);

int pcim_iomap_regions(struct pci_dev *pdev, int mask, const char *name)
{
	int i, rc;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		if (!(mask & (1 << i)))
			continue;
		rc = pci_resource_len(pdev, i) ? pci_request_region(pdev, i, name) : -EINVAL;
		if (rc)
			goto err_undo;
		if (pcim_iomap(pdev, i, 0))
			continue;
		pci_release_region(pdev, i);
		rc = -ENOMEM;
		goto err_undo;
	}
	return 0;

err_undo:
	pcim_iounmap_regions(pdev, mask & ((1 << i) - 1));
	return rc;
}
EXPORT_SYMBOL(pcim_iomap_regions);

void pcim_iounmap_regions(struct pci_dev *pdev, int mask)
{
	void __iomem *const *table = pcim_iomap_table(pdev);
	int i;

	for (i = 0; table && i < PCI_STD_NUM_BARS; i++) {
		if (!(mask & (1 << i)) || !table[i])
			continue;
		pcim_iounmap(pdev, table[i]);
		pci_release_region(pdev, i);
	}
}
EXPORT_SYMBOL(pcim_iounmap_regions);

int pcim_iomap_regions_request_all(struct pci_dev *pdev, int mask, const char *name)
{
	int others = ((1 << PCI_STD_NUM_BARS) - 1) & ~mask;
	int rc = pci_request_selected_regions(pdev, others, name);

	if (rc)
		return rc;
	rc = pcim_iomap_regions(pdev, mask, name);
	if (rc)
		pci_release_selected_regions(pdev, others);
	return rc;
}
EXPORT_SYMBOL(pcim_iomap_regions_request_all);

void __iomem *pcim_iomap_region(struct pci_dev *pdev, int bar, const char *name)
{
	int rc;

	if (bar < 0 || bar >= PCI_STD_NUM_BARS)
		return IOMEM_ERR_PTR(-EINVAL);
	rc = pcim_iomap_regions(pdev, 1 << bar, name);
	return rc ? IOMEM_ERR_PTR(rc) : pcim_iomap_table(pdev)[bar];
}
EXPORT_SYMBOL(pcim_iomap_region);

int pcim_request_region(struct pci_dev *pdev, int bar, const char *name)
{
	if (!get_devres(pdev))
		return -ENOMEM;
	pdev->is_managed = 1;
	return pci_request_region(pdev, bar, name);
}
EXPORT_SYMBOL(pcim_request_region);

int pcim_request_all_regions(struct pci_dev *pdev, const char *name)
{
	if (!get_devres(pdev))
		return -ENOMEM;
	pdev->is_managed = 1;
	return pci_request_regions(pdev, name);
}
EXPORT_SYMBOL(pcim_request_all_regions);
