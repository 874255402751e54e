// SPDX-License-Identifier: MIT
/*
 * Which IOMMU a device is behind, from the device tree: "iommus" in its own
 * node, or "iommu-map" in that of its bus, which says so by the device's
 * number. Called when a driver is about to be bound; an IOMMU whose own
 * driver is not there yet puts that off.
 */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_iommu.h>
#include <linux/pci.h>
#include <linux/property.h>

#include "mapping/iommu/iommu.h"

/* positive: there is no IOMMU, or none that works, and the device is mapped directly */
#define NO_IOMMU	1

static int translate(struct device *dev, struct of_phandle_args *spec)
{
	const struct iommu_ops *ops = iommu_ops_from_fwnode(&spec->np->fwnode);
	int ret;

	if ((ops && !ops->of_xlate) || !of_device_is_available(spec->np))
		return NO_IOMMU;
	ret = iommu_fwspec_init(dev, &spec->np->fwnode, ops);
	if (ret)
		return ret;
	/* the streams without a driver say which IOMMU is waited for */
	if (!ops)
		return driver_deferred_probe_check_state(dev);
	if (!try_module_get(ops->owner))
		return -ENODEV;
	ret = ops->of_xlate(dev, spec);
	module_put(ops->owner);
	return ret;
}

/* "iommu-map" of a bus, for one of its devices */
static int find_by_id(struct device *dev, struct device_node *np, u32 id)
{
	struct of_phandle_args spec = { .args_count = 1 };
	int err = of_map_id(np, id, "iommu-map", "iommu-map-mask", &spec.np, spec.args);

	if (err)
		return err == -ENODEV ? NO_IOMMU : err;
	err = translate(dev, &spec);
	of_node_put(spec.np);
	return err;
}

/* "iommus": a device may have streams of several entries, all of one IOMMU */
static int find_by_name(struct device *dev, struct device_node *np)
{
	struct of_phandle_args spec;
	int err = NO_IOMMU, ret, i;

	for (i = 0; err >= 0; i++) {
		ret = of_parse_phandle_with_args(np, "iommus", "#iommu-cells", i, &spec);
		if (ret) {
			/* the list ends, or there is none; or it is bad, which has been said */
			return ret == -ENOENT ? err : ret;
		}
		err = translate(dev, &spec);
		of_node_put(spec.np);
		if (err)
			break;
	}
	return err;
}

/* PCI functions are known by number to whatever their host bridge is behind */
static int find_for_pci(struct pci_dev *pdev, struct device_node *np)
{
	struct pci_bus *bus = pdev->bus;
	u32 id = pci_dev_id(pdev);

	/* a node of the function itself may name its IOMMU */
	if (np == pdev->dev.of_node && of_property_present(np, "iommus"))
		return find_by_name(&pdev->dev, np);
	while (!pci_is_root_bus(bus))
		bus = bus->parent;
	np = bus->bridge->parent->of_node ?: np;
	/* ... and not all that it says is for functions */
	return of_property_present(np, "iommu-map") ? find_by_id(&pdev->dev, np, id) : NO_IOMMU;
}

static int find(struct device *dev, struct device_node *np, const u32 *id)
{
	if (dev_is_pci(dev))
		return find_for_pci(to_pci_dev(dev), np);
	return id ? find_by_id(dev, np, *id) : find_by_name(dev, np);
}

const struct iommu_ops *of_iommu_configure(struct device *dev, struct device_node *master_np,
					   const u32 *id)
{
	const struct iommu_ops *ops = NULL;
	struct iommu_fwspec *fwspec;
	int err;

	if (!master_np)
		return NULL;
	mutex_lock(&iommu_probe_device_lock);
	fwspec = dev_iommu_fwspec_get(dev);
	if (fwspec && fwspec->ops) {
		mutex_unlock(&iommu_probe_device_lock);
		return fwspec->ops;
	}
	/* the last try was put off */
	if (fwspec)
		iommu_fwspec_free(dev);
	err = find(dev, master_np, id);
	if (!err)
		ops = dev_iommu_fwspec_get(dev)->ops;
	mutex_unlock(&iommu_probe_device_lock);

	/* the IOMMU was offered the device before anybody knew the streams */
	if (!err && dev->bus && !device_iommu_mapped(dev))
		err = iommu_probe_device(dev);
	if (err == -EPROBE_DEFER)
		return ERR_PTR(err);
	if (err < 0) {
		/* Linux keeps it to itself; but whoever wrote the tree wants to know */
		dev_err(dev, "Adding to IOMMU failed: %d\n", err);
		return NULL;
	}
	return ops;
}
