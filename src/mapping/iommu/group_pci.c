// SPDX-License-Identifier: MIT
/*
 * Groups of PCI functions. Functions that can reach one another without the
 * IOMMU seeing it are one group: those behind a bridge, and those of one
 * device, unless Access Control Services send all they do upstream.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/pci.h>

#include "mapping/iommu/iommu.h"

/* register offsets and bits: PCI Express Base Specification, Access Control Services */
#define ACS_CTRL		0x06
#define ACS_VALIDATE		0x01	/* source numbers are checked */
#define ACS_REQUESTS_UP		0x04	/* requests to peers go upstream */
#define ACS_COMPLETIONS_UP	0x08
#define ACS_FORWARD_UP		0x10
#define ACS_ISOLATED	(ACS_VALIDATE | ACS_REQUESTS_UP | ACS_COMPLETIONS_UP | ACS_FORWARD_UP)

/* nothing that the function sends reaches a peer but through the IOMMU */
static bool is_isolated(struct pci_dev *pdev)
{
	u16 acs, ctrl = 0;

	if (!pci_is_pcie(pdev))
		return false;
	/* a function that is alone has no peer within its device */
	if (!pci_is_bridge(pdev) && !pdev->multifunction)
		return true;
	acs = pci_find_ext_capability(pdev, PCI_EXT_CAP_ID_ACS);
	if (acs)
		pci_read_config_word(pdev, acs + ACS_CTRL, &ctrl);
	return (ctrl & ACS_ISOLATED) == ACS_ISOLATED;
}

/* the highest of those above @pdev that let it reach its peers; or @pdev */
static struct pci_dev *topmost_shared(struct pci_dev *pdev)
{
	struct pci_dev *top = pdev, *bridge;

	for (bridge = pdev->bus->self; bridge; bridge = bridge->bus->self)
		if (!is_isolated(bridge))
			top = bridge;
	return top;
}

static bool are_one_device(struct pci_dev *a, struct pci_dev *b)
{
	return a->bus == b->bus && PCI_SLOT(a->devfn) == PCI_SLOT(b->devfn) &&
	       !is_isolated(a) && !is_isolated(b);
}

/* the group of another function of the same device, with a reference; or NULL */
static struct iommu_group *sibling_group(struct pci_dev *pdev)
{
	struct iommu_group *group;
	struct pci_dev *other = NULL;

	if (!pdev->multifunction || is_isolated(pdev))
		return NULL;
	for_each_pci_dev(other) {
		group = other != pdev && are_one_device(pdev, other)
			? iommu_group_get(&other->dev) : NULL;
		if (group) {
			pci_dev_put(other);
			return group;
		}
	}
	return NULL;
}

struct iommu_group *pci_device_group(struct device *dev)
{
	struct iommu_group *group;
	struct pci_dev *top;

	if (WARN_ON(!dev_is_pci(dev)))
		return ERR_PTR(-EINVAL);
	top = topmost_shared(to_pci_dev(dev));
	group = iommu_group_get(&top->dev) ?: sibling_group(top);
	return group ?: iommu_group_alloc();
}
EXPORT_SYMBOL_GPL(pci_device_group);
