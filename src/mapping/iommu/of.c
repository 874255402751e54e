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

static int ask_driver(struct device *dev, const struct iommu_ops *driver,
		      struct of_phandle_args *spec)
{
	int err = -ENODEV;

	if (try_module_get(driver->owner)) {
		err = driver->of_xlate(dev, spec);
		module_put(driver->owner);
	}
	return err;
}

static int translate(struct device *dev, struct of_phandle_args *spec)
{
	struct fwnode_handle *node = &spec->np->fwnode;
	const struct iommu_ops *driver = iommu_ops_from_fwnode(node);
	int err;

	if (!of_device_is_available(spec->np) || (driver && !driver->of_xlate))
		return NO_IOMMU;
	/* the streams without a driver say which IOMMU is waited for */
	err = iommu_fwspec_init(dev, node, driver);
	if (err)
		return err;
	return driver ? ask_driver(dev, driver, spec) : driver_deferred_probe_check_state(dev);
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

/* the driver that knows the device's streams, if any; what a try that was put off left goes */
static const struct iommu_ops *known_driver(struct device *dev)
{
	struct iommu_fwspec *streams = dev_iommu_fwspec_get(dev);
	const struct iommu_ops *driver = streams ? streams->ops : NULL;

	if (streams && !driver)
		iommu_fwspec_free(dev);
	return driver;
}

/* NULL: *@err says why */
static const struct iommu_ops *find_driver(struct device *dev, struct device_node *np,
					   const u32 *id, int *err)
{
	*err = find(dev, np, id);
	return *err ? NULL : dev_iommu_fwspec_get(dev)->ops;
}

const struct iommu_ops *of_iommu_configure(struct device *dev, struct device_node *master_np,
					   const u32 *id)
{
	const struct iommu_ops *known, *found = NULL;
	int err = 0;

	if (!master_np)
		return NULL;
	mutex_lock(&iommu_probe_device_lock);
	known = known_driver(dev);
	if (!known)
		found = find_driver(dev, master_np, id, &err);
	mutex_unlock(&iommu_probe_device_lock);
	if (known)
		return known;

	/* the IOMMU was offered the device before anybody knew the streams */
	if (!err && dev->bus && !device_iommu_mapped(dev))
		err = iommu_probe_device(dev);
	if (err >= 0)
		return found;
	if (err == -EPROBE_DEFER)
		return ERR_PTR(err);
	/* Linux keeps it to itself; but whoever wrote the tree wants to know */
	dev_err(dev, "Adding to IOMMU failed: %d\n", err);
	return NULL;
}
