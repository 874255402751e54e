// SPDX-License-Identifier: MIT
/* Buses and functions: finding them, walking over them, holding them. */
#include <linux/export.h>
#include <linux/rwsem.h>

#include "device/pci.h"

struct pci_dev *pci_dev_get(struct pci_dev *dev)
{
	if (dev)
		get_device(&dev->dev);
	return dev;
}
EXPORT_SYMBOL(pci_dev_get);

void pci_dev_put(struct pci_dev *dev)
{
	if (dev)
		put_device(&dev->dev);
}
EXPORT_SYMBOL(pci_dev_put);

/* ---- buses ----------------------------------------------------------------- */

struct pci_bus *pci_find_bus(int domain, int busnr)
{
	struct pci_bus *bus, *found = NULL;

	down_read(&pci_bus_sem);
	list_for_each_entry(bus, &pci_root_buses, node)
		if (pci_domain_nr(bus) == domain && bus->number == busnr)
			found = bus;
	up_read(&pci_bus_sem);
	return found;
}
EXPORT_SYMBOL(pci_find_bus);

struct pci_bus *pci_find_next_bus(const struct pci_bus *from)
{
	struct list_head *next;

	down_read(&pci_bus_sem);
	next = from ? from->node.next : pci_root_buses.next;
	up_read(&pci_bus_sem);
	return next == &pci_root_buses ? NULL : list_entry(next, struct pci_bus, node);
}
EXPORT_SYMBOL(pci_find_next_bus);

void pci_walk_bus(struct pci_bus *top, int (*cb)(struct pci_dev *dev, void *data), void *data)
{
	struct pci_dev *dev;

	down_read(&pci_bus_sem);
	list_for_each_entry(dev, &top->devices, bus_list)
		if (cb(dev, data))
			break;
	up_read(&pci_bus_sem);
}
EXPORT_SYMBOL_GPL(pci_walk_bus);

struct pci_dev *pci_get_slot(struct pci_bus *bus, unsigned int devfn)
{
	struct pci_dev *dev, *found = NULL;

	down_read(&pci_bus_sem);
	list_for_each_entry(dev, &bus->devices, bus_list)
		if (dev->devfn == devfn)
			found = pci_dev_get(dev);
	up_read(&pci_bus_sem);
	return found;
}
EXPORT_SYMBOL(pci_get_slot);

/* ---- functions ------------------------------------------------------------- */

static int matches(struct device *dev, const void *id)
{
	return pci_match_one(id, to_pci_dev(dev)) != NULL;
}

static struct pci_dev *find(const struct pci_device_id *id, struct pci_dev *from)
{
	struct device *dev;

	dev = bus_find_device(&pci_bus_type, from ? &from->dev : NULL, id, matches);
	pci_dev_put(from);
	return dev ? to_pci_dev(dev) : NULL;
}

struct pci_dev *pci_get_subsys(unsigned int vendor, unsigned int device, unsigned int ss_vendor,
			       unsigned int ss_device, struct pci_dev *from)
{
	struct pci_device_id id = {
		.vendor = vendor,
		.device = device,
		.subvendor = ss_vendor,
		.subdevice = ss_device,
	};

	return find(&id, from);
}
EXPORT_SYMBOL(pci_get_subsys);

struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device, struct pci_dev *from)
{
	return pci_get_subsys(vendor, device, PCI_ANY_ID, PCI_ANY_ID, from);
}
EXPORT_SYMBOL(pci_get_device);

struct pci_dev *pci_get_class(unsigned int class, struct pci_dev *from)
{
	struct pci_device_id id = {
		.vendor = PCI_ANY_ID,
		.device = PCI_ANY_ID,
		.subvendor = PCI_ANY_ID,
		.subdevice = PCI_ANY_ID,
		.class = class,
		.class_mask = PCI_ANY_ID,
	};

	return find(&id, from);
}
EXPORT_SYMBOL(pci_get_class);

struct pci_dev *pci_get_domain_bus_and_slot(int domain, unsigned int bus, unsigned int devfn)
{
	struct pci_bus *found = pci_find_bus(domain, bus);

	return found ? pci_get_slot(found, devfn) : NULL;
}
EXPORT_SYMBOL(pci_get_domain_bus_and_slot);

int pci_dev_present(const struct pci_device_id *ids)
{
	struct pci_dev *found;

	for (; ids->vendor || ids->subvendor || ids->class_mask; ids++) {
		found = find(ids, NULL);
		if (found) {
			pci_dev_put(found);
			return 1;
		}
	}
	return 0;
}
EXPORT_SYMBOL(pci_dev_present);

struct device_node *pci_device_to_OF_node(const struct pci_dev *pdev)
{
	return pdev->dev.of_node;
}
EXPORT_SYMBOL_GPL(pci_device_to_OF_node);
