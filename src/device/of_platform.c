// SPDX-License-Identifier: MIT
/*
 * Platform devices from device tree nodes: every available node with a
 * "compatible" that sits on the root or on a simple bus becomes one, named
 * after its address as the CPU sees it. A node with "acpi-hid" becomes the
 * device of an ACPI device instead (src/device/acpi.c).
 */
#define pr_fmt(fmt) "OF: " fmt

#include <linux/acpi.h>
#include <linux/amba/bus.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_device.h>
#include <linux/of_irq.h>
#include <linux/of_platform.h>
#include <linux/pci_device.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "device/amba.h"
#include "device/firmware.h"
#include "machine/machine.h"

const struct of_device_id of_default_bus_match_table[] = {
	{ .compatible = "simple-bus" },
	{ .compatible = "simple-mfd" },
	{ .compatible = "isa" },
	{}
};
EXPORT_SYMBOL(of_default_bus_match_table);

/* ---- one device --------------------------------------------------------- */

/* "40000000.dma-controller", or the names on the path where there is no address */
int of_device_set_name(struct device *dev, struct device_node *node,
		       const char *bus_id)
{
	if (bus_id)
		return dev_set_name(dev, "%s", bus_id);
	for (; node->parent; node = node->parent) {
		const __be32 *reg = of_get_address(node, 0, NULL, NULL);
		u64 addr = reg ? of_translate_address(node, reg) : OF_BAD_ADDR;

		if (addr != OF_BAD_ADDR) {
			dev_set_name(dev, dev_name(dev) ? "%llx.%pOFn:%s" :
							  "%llx.%pOFn",
				     addr, node, dev_name(dev));
			return 0;
		}
		dev_set_name(dev, dev_name(dev) ? "%s:%s" : "%s",
			     node->full_name, dev_name(dev));
	}
	return 0;
}

static int read_resources(struct platform_device *pdev, struct device_node *np)
{
	struct acpi_device *adev = ACPI_COMPANION(&pdev->dev);
	struct resource res;
	int count = 0;
	int i;

	if (adev && adev->crs) {
		count = acpi_device_resources(adev, &pdev->resource);
		pdev->num_resources = max(count, 0);
		return min(count, 0);
	}
	while (!of_address_to_resource(np, count, &res))
		count++;
	if (!count)
		return 0;
	pdev->resource = kcalloc(count, sizeof(res), GFP_KERNEL);
	if (!pdev->resource)
		return -ENOMEM;
	pdev->num_resources = count;
	for (i = 0; i < count; i++)
		of_address_to_resource(np, i, &pdev->resource[i]);
	return 0;
}

/* who a node's device is: of the device tree, or of ACPI in its place */
static int set_identity(struct platform_device *pdev, struct device_node *np,
			const char *bus_id)
{
	struct acpi_device *adev;

	if (!of_property_present(np, "acpi-hid")) {
		pdev->dev.of_node = of_node_get(np);
		pdev->dev.fwnode = &np->fwnode;
		return of_device_set_name(&pdev->dev, np, bus_id);
	}
	adev = acpi_device_of_node(np);
	if (IS_ERR(adev))
		return PTR_ERR(adev);
	ACPI_COMPANION_SET(&pdev->dev, adev);
	return dev_set_name(&pdev->dev, "%s", acpi_dev_name(adev));
}

struct platform_device *of_device_alloc(struct device_node *np,
					const char *bus_id,
					struct device *parent)
{
	struct platform_device *pdev;

	pdev = platform_device_alloc("", PLATFORM_DEVID_NONE);
	if (!pdev)
		return NULL;
	if (set_identity(pdev, np, bus_id) || read_resources(pdev, np)) {
		platform_device_put(pdev);
		return NULL;
	}
	pdev->dev.parent = parent ? parent : &platform_bus;
	return pdev;
}
EXPORT_SYMBOL(of_device_alloc);

int of_device_add(struct platform_device *pdev)
{
	pdev->name = dev_name(&pdev->dev);
	pdev->id = PLATFORM_DEVID_NONE;
	return device_add(&pdev->dev);
}
EXPORT_SYMBOL(of_device_add);

int of_device_register(struct platform_device *ofdev)
{
	device_initialize(&ofdev->dev);
	return of_device_add(ofdev);
}
EXPORT_SYMBOL(of_device_register);

void of_device_unregister(struct platform_device *ofdev)
{
	device_unregister(&ofdev->dev);
}
EXPORT_SYMBOL(of_device_unregister);

void of_device_name_master(struct device *dev, struct device_node *np)
{
	struct machine_master *master;

	master = machine_master(np->board_node, dev_name(dev));
	machine_master_rename(master, dev_name(dev));
	if (!dev->of_node)
		dev->dma_master = master;
}

static struct platform_device *create(struct device_node *np,
				      const char *bus_id, void *platform_data,
				      struct device *parent)
{
	struct platform_device *pdev;

	if (!of_device_is_available(np) ||
	    of_node_test_and_set_flag(np, OF_POPULATED))
		return NULL;
	pdev = of_device_alloc(np, bus_id, parent);
	if (!pdev)
		goto err_clear_flag;
	pdev->dev.coherent_dma_mask = 0xffffffffull;
	if (!pdev->dev.dma_mask)
		pdev->dev.dma_mask = &pdev->dev.coherent_dma_mask;
	pdev->dev.bus = &platform_bus_type;
	pdev->dev.platform_data = platform_data;
	of_msi_configure(&pdev->dev, np);
	of_device_name_master(&pdev->dev, np);
	if (of_device_add(pdev)) {
		platform_device_put(pdev);
		goto err_clear_flag;
	}
	return pdev;

err_clear_flag:
	of_node_clear_flag(np, OF_POPULATED);
	return NULL;
}

struct platform_device *of_platform_device_create(struct device_node *np,
						  const char *bus_id,
						  struct device *parent)
{
	return np ? create(np, bus_id, NULL, parent) : NULL;
}
EXPORT_SYMBOL(of_platform_device_create);

struct platform_device *of_find_device_by_node(struct device_node *np)
{
	struct device *dev;

	dev = bus_find_device_by_of_node(&platform_bus_type, np);
	return dev ? to_platform_device(dev) : NULL;
}
EXPORT_SYMBOL(of_find_device_by_node);

/* ---- a bus and what is on it --------------------------------------------- */

static const struct of_dev_auxdata *
find_auxdata(const struct of_dev_auxdata *lookup, struct device_node *np)
{
	const struct of_dev_auxdata *any = NULL;
	struct resource res;

	for (; lookup && lookup->compatible; lookup++) {
		if (!of_device_is_compatible(np, lookup->compatible))
			continue;
		if (!lookup->phys_addr && !lookup->name)
			any = lookup;
		else if (!of_address_to_resource(np, 0, &res) &&
			 res.start == lookup->phys_addr)
			return lookup;
	}
	return any;
}

static void create_bus(struct device_node *np,
		       const struct of_device_id *matches,
		       const struct of_dev_auxdata *lookup,
		       struct device *parent)
{
	const struct of_dev_auxdata *aux = find_auxdata(lookup, np);
	struct platform_device *pdev;
	struct device_node *child;

	if (!of_property_present(np, "compatible") ||
	    of_device_is_compatible(np, "operating-points-v2") ||
	    of_node_check_flag(np, OF_POPULATED_BUS))
		return;
	if (of_device_is_compatible(np, "arm,primecell")) {
		amba_of_create(np, aux ? aux->name : NULL,
			       aux ? aux->platform_data : NULL, parent);
		return;
	}
	pdev = create(np, aux ? aux->name : NULL,
		      aux ? aux->platform_data : NULL, parent);
	if (!pdev || !of_match_node(matches, np))
		return;
	for_each_child_of_node(np, child)
		create_bus(child, matches, lookup, &pdev->dev);
	of_node_set_flag(np, OF_POPULATED_BUS);
}

int of_platform_populate(struct device_node *root,
			 const struct of_device_id *matches,
			 const struct of_dev_auxdata *lookup,
			 struct device *parent)
{
	struct device_node *child;

	if (!root)
		root = of_root;
	if (!root)
		return -EINVAL;
	for_each_child_of_node(root, child)
		create_bus(child, matches, lookup, parent);
	of_node_set_flag(root, OF_POPULATED_BUS);
	return 0;
}
EXPORT_SYMBOL_GPL(of_platform_populate);

int of_platform_bus_probe(struct device_node *root,
			  const struct of_device_id *matches,
			  struct device *parent)
{
	return of_platform_populate(root, matches, NULL, parent);
}
EXPORT_SYMBOL(of_platform_bus_probe);

int of_platform_default_populate(struct device_node *root,
				 const struct of_dev_auxdata *lookup,
				 struct device *parent)
{
	return of_platform_populate(root, of_default_bus_match_table, lookup,
				    parent);
}
EXPORT_SYMBOL_GPL(of_platform_default_populate);

/* the node that a device of ours was made from, whichever identity it has */
static struct device_node *node_of(struct device *dev)
{
	struct acpi_device *adev = ACPI_COMPANION(dev);

	return adev ? adev->node : dev->of_node;
}

int of_platform_device_destroy(struct device *dev, void *data)
{
	struct device_node *np = node_of(dev);

	if (!np || !of_node_check_flag(np, OF_POPULATED) ||
	    (dev->bus != &platform_bus_type && dev->bus != &amba_bustype))
		return 0;
	if (of_node_check_flag(np, OF_POPULATED_BUS))
		device_for_each_child_reverse(dev, NULL,
					      of_platform_device_destroy);
	of_node_clear_flag(np, OF_POPULATED);
	of_node_clear_flag(np, OF_POPULATED_BUS);
	if (dev->bus == &amba_bustype)
		amba_device_unregister(to_amba_device(dev));
	else
		platform_device_unregister(to_platform_device(dev));
	return 0;
}
EXPORT_SYMBOL_GPL(of_platform_device_destroy);

void of_platform_depopulate(struct device *parent)
{
	if (!parent->of_node ||
	    !of_node_check_flag(parent->of_node, OF_POPULATED_BUS))
		return;
	device_for_each_child_reverse(parent, NULL, of_platform_device_destroy);
	of_node_clear_flag(parent->of_node, OF_POPULATED_BUS);
}
EXPORT_SYMBOL_GPL(of_platform_depopulate);

static void devm_depopulate(struct device *dev, void *res)
{
	of_platform_depopulate(*(struct device **)res);
}

int devm_of_platform_populate(struct device *dev)
{
	struct device **res;
	int ret;

	if (!dev)
		return -EINVAL;
	res = devres_alloc(devm_depopulate, sizeof(*res), GFP_KERNEL);
	if (!res)
		return -ENOMEM;
	ret = of_platform_populate(dev->of_node, NULL, NULL, dev);
	if (ret) {
		devres_free(res);
		return ret;
	}
	*res = dev;
	devres_add(dev, res);
	return 0;
}
EXPORT_SYMBOL_GPL(devm_of_platform_populate);

static int devm_is_parent(struct device *dev, void *res, void *data)
{
	return *(struct device **)res == data;
}

void devm_of_platform_depopulate(struct device *dev)
{
	WARN_ON(devres_release(dev, devm_depopulate, devm_is_parent, dev));
}
EXPORT_SYMBOL_GPL(devm_of_platform_depopulate);

/* ---- the whole machine ---------------------------------------------------- */

void firmware_populate(void)
{
	struct device_node *np;

	if (!of_root)
		return;
	np = of_find_node_by_path("/firmware");
	if (np)
		of_platform_default_populate(np, NULL, NULL);
	of_platform_default_populate(NULL, NULL, NULL);
}

void firmware_depopulate(void)
{
	device_for_each_child_reverse(&platform_bus, NULL,
				      of_platform_device_destroy);
	if (of_root)
		of_node_clear_flag(of_root, OF_POPULATED_BUS);
}

/* ---- who has no driver ---------------------------------------------------- */

struct expectation {
	struct device_node *np;
	bool met;
};

static int driver_serves(struct device_driver *drv, void *data)
{
	struct expectation *wanted = data;

	wanted->met = of_match_node(drv->of_match_table, wanted->np);
	return wanted->met;
}

static bool node_is_bound(struct device_node *np)
{
	struct platform_device *pdev = of_find_device_by_node(np);
	bool bound;

	if (!pdev)
		return false;
	bound = device_is_bound(&pdev->dev);
	put_device(&pdev->dev);
	return bound;
}

bool of_driver_expected(struct device_node *np)
{
	struct expectation wanted = { .np = np };

	if (!of_device_is_available(np))
		return false;
	if (of_device_is_compatible(np, "arm,primecell"))
		return amba_driver_expected(np);
	bus_for_each_drv(&platform_bus_type, NULL, &wanted, driver_serves);
	return wanted.met && !node_is_bound(np);
}

/* struct unbound_walk - the state of of_platform_report_unbound() */
struct unbound_walk {
	bool (*fn)(struct device_node *np, const char *compatible, void *arg);
	void *arg;
	unsigned int count;
};

static int visit_if_unbound(struct device *dev, void *data)
{
	struct unbound_walk *walk = data;
	struct device_node *np = node_of(dev);
	const char *compatible;

	if (!np || device_is_bound(dev) ||
	    of_match_node(of_default_bus_match_table, np) ||
	    /* the machine itself serves those that no driver does */
	    of_property_present(np, "interrupt-controller") ||
	    of_property_read_string(np, "compatible", &compatible))
		return 0;
	walk->count++;
	return walk->fn && !walk->fn(np, compatible, walk->arg);
}

unsigned int of_platform_report_unbound(bool (*fn)(struct device_node *np,
						   const char *compatible,
						   void *arg),
					void *arg)
{
	struct unbound_walk walk = { .fn = fn, .arg = arg };

	bus_for_each_dev(&platform_bus_type, NULL, &walk, visit_if_unbound);
	bus_for_each_dev(&amba_bustype, NULL, &walk, visit_if_unbound);
	bus_for_each_dev(&pci_bus_type, NULL, &walk, visit_if_unbound);
	return walk.count;
}
