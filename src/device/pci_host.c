// SPDX-License-Identifier: MIT
/*
 * Host bridges: the driver of the generic one ("pci-host-ecam-generic"), its
 * root bus, and its windows into PCI's memory.
 */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/platform_device.h>
#include <linux/rwsem.h>
#include <linux/slab.h>

#include "device/core.h"
#include "device/firmware.h"
#include "device/pci.h"
#include "machine/board.h"
#include "machine/machine.h"

#define PCI_RANGE_PREFETCH	0x40000000
#define PCI_RANGE_64		0x01000000

LIST_HEAD(pci_root_buses);
/* the next domain that nobody asked for by name */
static int next_domain;

/* ---- configuration space --------------------------------------------------- */

static char __iomem *ecam_map(struct pci_bus *bus, unsigned int devfn, int where)
{
	return to_host_bridge(bus)->config + (devfn << 12 | where);
}

static int ecam_read(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *val)
{
	char __iomem *at = ecam_map(bus, devfn, where);

	*val = size == 1 ? readb(at) : size == 2 ? readw(at) : readl(at);
	return PCIBIOS_SUCCESSFUL;
}

static int ecam_write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 val)
{
	char __iomem *at = ecam_map(bus, devfn, where);

	if (size == 1)
		writeb(val, at);
	else if (size == 2)
		writew(val, at);
	else
		writel(val, at);
	return PCIBIOS_SUCCESSFUL;
}

static struct pci_ops ecam_ops = {
	.read = ecam_read,
	.write = ecam_write,
};

/* ---- addresses ------------------------------------------------------------- */

static u64 offset_of(struct pci_bus *bus, const struct resource *res)
{
	struct pci_host_bridge *bridge = to_host_bridge(bus);
	unsigned int i;

	for (i = 0; i < bridge->window_count; i++)
		if (resource_contains(&bridge->windows[i], (struct resource *)res))
			return bridge->offsets[i];
	return 0;
}

void pcibios_resource_to_bus(struct pci_bus *bus, struct pci_bus_region *region,
			     struct resource *res)
{
	u64 offset = offset_of(bus, res);

	region->start = res->start - offset;
	region->end = res->end - offset;
}
EXPORT_SYMBOL(pcibios_resource_to_bus);

void pcibios_bus_to_resource(struct pci_bus *bus, struct resource *res,
			     struct pci_bus_region *region)
{
	struct pci_host_bridge *bridge = to_host_bridge(bus);
	u64 offset = 0;
	unsigned int i;

	for (i = 0; i < bridge->window_count; i++) {
		const struct resource *w = &bridge->windows[i];

		if (region->start + bridge->offsets[i] >= w->start &&
		    region->end + bridge->offsets[i] <= w->end)
			offset = bridge->offsets[i];
	}
	res->start = region->start + offset;
	res->end = region->end + offset;
}
EXPORT_SYMBOL(pcibios_bus_to_resource);

pci_bus_addr_t pci_bus_address(struct pci_dev *pdev, int bar)
{
	struct pci_bus_region region;

	pcibios_resource_to_bus(pdev->bus, &region, &pdev->resource[bar]);
	return region.start;
}
EXPORT_SYMBOL(pci_bus_address);

/* "ranges", as far as they are memory: also a part of /proc/iomem */
static void read_windows(struct device *dev, struct pci_host_bridge *bridge)
{
	uint64_t bus, cpu, size;
	unsigned int i;
	u32 flags;

	dev_info(dev, "host bridge %pOF ranges:\n", bridge->np);
	for (i = 0; bridge->window_count < PCI_WINDOWS &&
		    !board_pci_window(machine_board(), bridge->np->board_node, i, &flags, &bus,
				      &cpu, &size); i++) {
		struct resource *w = &bridge->windows[bridge->window_count];

		if (!size)
			continue;
		dev_info(dev, "  %6s %#012lx..%#012lx -> %#012lx\n", "MEM", cpu, cpu + size - 1,
			 bus);
		w->name = dev_name(dev);
		w->start = cpu;
		w->end = cpu + size - 1;
		w->flags = IORESOURCE_MEM;
		if (flags & PCI_RANGE_PREFETCH)
			w->flags |= IORESOURCE_PREFETCH;
		if (flags & PCI_RANGE_64)
			w->flags |= IORESOURCE_MEM_64;
		if (insert_resource(&iomem_resource, w)) {
			dev_warn(dev, "window %pR is somebody else's\n", w);
			continue;
		}
		bridge->offsets[bridge->window_count++] = cpu - bus;
	}
}

/* ---- buses ----------------------------------------------------------------- */

static void release_bridge(struct device *dev)
{
	struct pci_host_bridge *bridge = container_of(dev, struct pci_host_bridge, dev);

	of_node_put(bridge->np);
	kfree(bridge->bus);
	kfree(bridge);
}

static struct pci_host_bridge *new_bridge(struct device *dev)
{
	struct pci_host_bridge *bridge = kzalloc(sizeof(*bridge), GFP_KERNEL);
	struct pci_bus *bus = kzalloc(sizeof(*bus), GFP_KERNEL);
	u32 range[2] = { 0, 0xff }, domain;

	if (!bridge || !bus) {
		kfree(bridge);
		kfree(bus);
		return NULL;
	}
	bridge->np = of_node_get(dev->of_node);
	bridge->bus = bus;
	of_property_read_u32_array(bridge->np, "bus-range", range, 2);
	bridge->last = range[1];
	bus->number = range[0];
	bus->domain_nr = of_property_read_u32(bridge->np, "linux,pci-domain", &domain) ?
				 next_domain++ : (int)domain;
	bus->ops = &ecam_ops;
	bus->bridge = &bridge->dev;
	INIT_LIST_HEAD(&bus->devices);
	INIT_LIST_HEAD(&bus->children);
	snprintf(bus->name, sizeof(bus->name), "PCI Bus %04x:%02x", bus->domain_nr, bus->number);
	device_initialize(&bridge->dev);
	bridge->dev.parent = dev;
	bridge->dev.release = release_bridge;
	dev_set_name(&bridge->dev, "pci%04x:%02x", bus->domain_nr, bus->number);
	dev_set_msi_domain(&bridge->dev, of_msi_get_domain(dev, bridge->np, DOMAIN_BUS_PCI_MSI));
	if (!dev_get_msi_domain(&bridge->dev))
		dev_set_msi_domain(&bridge->dev, of_msi_map_get_device_domain(dev, 0,
									      DOMAIN_BUS_PCI_MSI));
	return bridge;
}

static int host_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct pci_host_bridge *bridge;
	struct resource *res;
	unsigned int i;
	int ret;

	bridge = new_bridge(dev);
	if (!bridge)
		return -ENOMEM;
	read_windows(dev, bridge);
	bridge->config = devm_platform_get_and_ioremap_resource(pdev, 0, &res);
	ret = PTR_ERR_OR_ZERO(bridge->config);
	if (!ret) {
		dev_info(dev, "ECAM at %pR for [bus %02x-%02x]\n", res, bridge->bus->number,
			 bridge->last);
		ret = device_add(&bridge->dev);
	}
	if (ret) {
		for (i = 0; i < bridge->window_count; i++)
			release_resource(&bridge->windows[i]);
		put_device(&bridge->dev);
		return ret;
	}
	platform_set_drvdata(pdev, bridge);
	dev_info(dev, "PCI host bridge to bus %04x:%02x\n", bridge->bus->domain_nr,
		 bridge->bus->number);
	down_write(&pci_bus_sem);
	list_add_tail(&bridge->bus->node, &pci_root_buses);
	up_write(&pci_bus_sem);
	pci_lock_rescan_remove();
	pci_scan_bus_functions(bridge->bus);
	pci_assign_windows(bridge->bus);
	pci_bus_add_functions(bridge->bus);
	pci_unlock_rescan_remove();
	return 0;
}

static int host_remove(struct platform_device *pdev)
{
	struct pci_host_bridge *bridge = platform_get_drvdata(pdev);
	unsigned int i;

	pci_lock_rescan_remove();
	pci_remove_bus_functions(bridge->bus);
	pci_unlock_rescan_remove();
	down_write(&pci_bus_sem);
	list_del(&bridge->bus->node);
	up_write(&pci_bus_sem);
	for (i = 0; i < bridge->window_count; i++)
		release_resource(&bridge->windows[i]);
	device_unregister(&bridge->dev);
	return 0;
}

static const struct of_device_id host_ids[] = {
	{ .compatible = "pci-host-ecam-generic" },
	{}
};

static struct platform_driver host_driver = {
	.driver = { .name = "pci-host-generic", .of_match_table = host_ids },
	.probe = host_probe,
	.remove = host_remove,
};

struct device_node *pci_bus_to_OF_node(struct pci_bus *bus)
{
	return to_host_bridge(bus)->np;
}
EXPORT_SYMBOL_GPL(pci_bus_to_OF_node);

int pci_pin_irq(struct pci_dev *dev)
{
	struct of_phandle_args args;
	struct board_ref ref;
	unsigned int i;

	if (!dev->pin || !dev->dev.of_node ||
	    board_pci_interrupt(machine_board(), dev->dev.of_node->board_node, dev->pin, &ref))
		return 0;
	args.np = of_node_of_board(ref.node);
	args.args_count = ref.ncells;
	for (i = 0; i < ref.ncells && i < MAX_PHANDLE_ARGS; i++)
		args.args[i] = ref.cells[i];
	return args.np ? irq_create_of_mapping(&args) : 0;
}

int pci_start(void)
{
	int ret = bus_register(&pci_bus_type);

	next_domain = 0;
	if (!ret)
		ret = platform_driver_register(&host_driver);
	return ret;
}

void pci_stop_buses(void)
{
	if (!bus_private(&pci_bus_type))
		return;
	if (host_driver.driver.p)
		platform_driver_unregister(&host_driver);
	bus_unregister(&pci_bus_type);
}
