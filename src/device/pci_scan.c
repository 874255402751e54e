// SPDX-License-Identifier: MIT
/*
 * Finding the functions on a root bus, giving their windows addresses, and
 * taking functions away again.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/pm_runtime.h>
#include <linux/rwsem.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "device/firmware.h"
#include "device/pci.h"

DECLARE_RWSEM(pci_bus_sem);
/* one bus is scanned, or one function taken away, at a time */
static DEFINE_MUTEX(pci_rescan_remove_lock);

void pci_lock_rescan_remove(void)
{
	mutex_lock(&pci_rescan_remove_lock);
}
EXPORT_SYMBOL_GPL(pci_lock_rescan_remove);

void pci_unlock_rescan_remove(void)
{
	mutex_unlock(&pci_rescan_remove_lock);
}
EXPORT_SYMBOL_GPL(pci_unlock_rescan_remove);

/* ---- windows: how large, and where ----------------------------------------- */

static u64 bar_flags(u32 low)
{
	u64 flags = IORESOURCE_MEM | IORESOURCE_SIZEALIGN;

	if (low & PCI_BASE_ADDRESS_MEM_PREFETCH)
		flags |= IORESOURCE_PREFETCH;
	if ((low & PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64)
		flags |= IORESOURCE_MEM_64;
	return flags | (low & ~PCI_BASE_ADDRESS_MEM_MASK);
}

/* what one register, or a pair, can count: all ones are written, and what sticks is read */
static u32 probe_register(struct pci_dev *dev, int at, u32 *before)
{
	u32 mask;

	pci_read_config_dword(dev, at, before);
	pci_write_config_dword(dev, at, ~0u);
	pci_read_config_dword(dev, at, &mask);
	pci_write_config_dword(dev, at, *before);
	return mask;
}

/* Return: 1 where the register after this one belongs to it */
static int size_bar(struct pci_dev *dev, int bar)
{
	struct resource *res = &dev->resource[bar];
	int at = PCI_BASE_ADDRESS_0 + 4 * bar;
	u32 low, high, mask_low, mask_high = ~0u;
	u64 mask;

	mask_low = probe_register(dev, at, &low);
	if (!mask_low || mask_low == ~0u || mask_low & PCI_BASE_ADDRESS_SPACE_IO)
		return 0;
	res->flags = bar_flags(mask_low);
	res->name = pci_name(dev);
	if (res->flags & IORESOURCE_MEM_64)
		mask_high = probe_register(dev, at + 4, &high);
	mask = (u64)mask_high << 32 | (mask_low & (u32)PCI_BASE_ADDRESS_MEM_MASK);
	res->start = 0;
	res->end = ~mask;
	res->flags |= IORESOURCE_UNSET;
	pci_info(dev, "reg 0x%x: %pR\n", at, res);
	return !!(res->flags & IORESOURCE_MEM_64);
}

static void read_bars(struct pci_dev *dev)
{
	u16 command;
	int bar;

	/* nobody may answer at the addresses that are tried */
	pci_read_config_word(dev, PCI_COMMAND, &command);
	pci_write_config_word(dev, PCI_COMMAND,
			      command & ~(PCI_COMMAND_MEMORY | PCI_COMMAND_IO));
	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		bar += size_bar(dev, bar);
	pci_write_config_word(dev, PCI_COMMAND, command);
}

void pci_update_bar(struct pci_dev *dev, int bar)
{
	struct resource *res = &dev->resource[bar];
	int at = PCI_BASE_ADDRESS_0 + 4 * bar;
	u64 address;

	if (!(res->flags & IORESOURCE_MEM) || res->flags & IORESOURCE_UNSET)
		return;
	address = pci_bus_address(dev, bar);
	pci_write_config_dword(dev, at, lower_32_bits(address) |
						(res->flags & ~PCI_BASE_ADDRESS_MEM_MASK & 0xf));
	if (res->flags & IORESOURCE_MEM_64)
		pci_write_config_dword(dev, at + 4, upper_32_bits(address));
}

void pci_restore_bars(struct pci_dev *dev)
{
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		pci_update_bar(dev, bar);
}

/* prefetchable windows are taken by prefetchable ones only, but not the other way round */
static int place(struct pci_dev *dev, int bar)
{
	struct pci_host_bridge *bridge = to_host_bridge(dev->bus);
	struct resource *res = &dev->resource[bar];
	u64 size = resource_size(res);
	int pass, ret = -ENOSPC;
	unsigned int i;

	for (pass = 0; pass < 2; pass++) {
		bool prefetch = !pass && res->flags & IORESOURCE_PREFETCH;

		for (i = 0; i < bridge->window_count; i++) {
			struct resource *w = &bridge->windows[i];
			u64 max = res->flags & IORESOURCE_MEM_64 ?
					  ~0ull : U32_MAX + bridge->offsets[i];

			if (!!(w->flags & IORESOURCE_PREFETCH) != prefetch)
				continue;
			ret = allocate_resource(w, res, size, w->start, min(w->end, max), size,
						NULL, NULL);
			if (!ret)
				return 0;
		}
	}
	return ret;
}

static void assign_bar(struct pci_dev *dev, int bar)
{
	struct resource *res = &dev->resource[bar];

	res->flags &= ~IORESOURCE_UNSET;
	if (place(dev, bar)) {
		res->flags |= IORESOURCE_UNSET;
		pci_info(dev, "BAR %d: no space for %pR\n", bar, res);
		pci_info(dev, "BAR %d: failed to assign %pR\n", bar, res);
		return;
	}
	pci_info(dev, "BAR %d: assigned %pR\n", bar, res);
	pci_update_bar(dev, bar);
}

/* the largest first, so that alignment wastes nothing */
void pci_assign_windows(struct pci_bus *bus)
{
	struct pci_dev *dev, *largest;
	int bar, best;

	do {
		largest = NULL;
		best = 0;
		list_for_each_entry(dev, &bus->devices, bus_list)
			for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
				struct resource *res = &dev->resource[bar];

				if (!(res->flags & IORESOURCE_UNSET) || dev->is_added)
					continue;
				if (largest && resource_size(res) <=
						       resource_size(&largest->resource[best]))
					continue;
				largest = dev;
				best = bar;
			}
		if (!largest)
			break;
		assign_bar(largest, best);
		/* what found no place isn't tried again */
		if (largest->resource[best].flags & IORESOURCE_UNSET)
			largest->resource[best].flags = 0;
	} while (largest);
}

/* ---- a function ------------------------------------------------------------ */

static void release_function(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	of_node_put(dev->of_node);
	put_device(pdev->bus->bridge);
	kfree(pdev->driver_override);
	kfree(pdev);
}

static struct device_node *node_of(struct pci_bus *bus, unsigned int devfn)
{
	struct device_node *child;
	u32 at;

	for_each_child_of_node(pci_bus_to_OF_node(bus), child)
		if (!of_property_read_u32(child, "reg", &at) &&
		    (at >> 8 & 0xff) == devfn)
			return child;
	return NULL;
}

static void read_ids(struct pci_dev *dev)
{
	u32 word;
	u8 pin;

	pci_read_config_dword(dev, PCI_VENDOR_ID, &word);
	dev->vendor = word;
	dev->device = word >> 16;
	pci_read_config_dword(dev, PCI_CLASS_REVISION, &word);
	dev->revision = word;
	dev->class = word >> 8;
	pci_read_config_word(dev, PCI_SUBSYSTEM_VENDOR_ID, &dev->subsystem_vendor);
	pci_read_config_word(dev, PCI_SUBSYSTEM_ID, &dev->subsystem_device);
	pci_read_config_byte(dev, PCI_INTERRUPT_PIN, &pin);
	dev->pin = pin;
}

static void read_capabilities(struct pci_dev *dev)
{
	u32 first;

	dev->cfg_size = PCI_CFG_SPACE_SIZE;
	dev->pcie_cap = pci_find_capability(dev, PCI_CAP_ID_EXP);
	if (dev->pcie_cap) {
		pci_read_config_word(dev, dev->pcie_cap + PCI_EXP_FLAGS, &dev->pcie_flags_reg);
		pci_read_config_dword(dev, dev->pcie_cap + PCI_EXP_DEVCAP, &dev->devcap);
		dev->pcie_mpss = dev->devcap & PCI_EXP_DEVCAP_PAYLOAD;
		dev->cfg_size = PCI_CFG_SPACE_EXP_SIZE;
		if (pci_read_config_dword(dev, PCI_CFG_SPACE_SIZE, &first) || first == ~0u)
			dev->cfg_size = PCI_CFG_SPACE_SIZE;
	}
	dev->aer_cap = pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ERR);
	pci_power_init(dev);
	pci_msi_init(dev);
}

static void setup(struct pci_dev *dev)
{
	dev->hdr_type &= PCI_HEADER_TYPE_MASK;
	dev->error_state = pci_channel_io_normal;
	dev->dma_mask = U32_MAX;
	spin_lock_init(&dev->pcie_cap_lock);
	raw_spin_lock_init(&dev->msi_lock);
	dev_set_name(&dev->dev, "%04x:%02x:%02x.%d", pci_domain_nr(dev->bus), dev->bus->number,
		     PCI_SLOT(dev->devfn), PCI_FUNC(dev->devfn));
	read_ids(dev);
	pci_info(dev, "[%04x:%04x] type %02x class %#08x\n", dev->vendor, dev->device,
		 dev->hdr_type, dev->class);
	read_bars(dev);
	read_capabilities(dev);
}

static struct pci_dev *new_function(struct pci_bus *bus, unsigned int devfn)
{
	struct pci_dev *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;
	dev->bus = bus;
	dev->devfn = devfn;
	dev->sysdata = bus->sysdata;
	device_initialize(&dev->dev);
	dev->dev.release = release_function;
	dev->dev.parent = bus->bridge;
	get_device(bus->bridge);
	dev->dev.bus = &pci_bus_type;
	dev->dev.dma_mask = &dev->dma_mask;
	dev->dev.dma_parms = &dev->dma_parms;
	dev->dma_parms.max_segment_size = SZ_64K;
	dev->dma_parms.segment_boundary_mask = U32_MAX;
	dev->dev.coherent_dma_mask = U32_MAX;
	dev->dev.of_node = of_node_get(node_of(bus, devfn));
	dev->dev.fwnode = of_fwnode_handle(dev->dev.of_node);
	dev_set_msi_domain(&dev->dev, dev_get_msi_domain(bus->bridge));
	pci_bus_read_config_byte(bus, devfn, PCI_HEADER_TYPE, &dev->hdr_type);
	dev->multifunction = !!(dev->hdr_type & PCI_HEADER_TYPE_MFD);
	setup(dev);
	return dev;
}

/* Return: the function, whether it is new or was there */
static struct pci_dev *scan_function(struct pci_bus *bus, unsigned int devfn, unsigned int *found)
{
	struct pci_dev *dev = pci_get_slot(bus, devfn);
	u32 id;

	if (dev) {
		pci_dev_put(dev);
		return dev;
	}
	if (pci_bus_read_config_dword(bus, devfn, PCI_VENDOR_ID, &id) || id == ~0u || !id)
		return NULL;
	dev = new_function(bus, devfn);
	if (!dev)
		return NULL;
	down_write(&pci_bus_sem);
	list_add_tail(&dev->bus_list, &bus->devices);
	up_write(&pci_bus_sem);
	++*found;
	return dev;
}

unsigned int pci_scan_bus_functions(struct pci_bus *bus)
{
	unsigned int slot, fn, found = 0;

	for (slot = 0; slot < 32; slot++) {
		struct pci_dev *dev = scan_function(bus, PCI_DEVFN(slot, 0), &found);

		for (fn = 1; dev && dev->multifunction && fn < 8; fn++)
			scan_function(bus, PCI_DEVFN(slot, fn), &found);
	}
	return found;
}

void pci_bus_add_functions(struct pci_bus *bus)
{
	struct pci_dev *dev;

	list_for_each_entry(dev, &bus->devices, bus_list) {
		if (dev->is_added)
			continue;
		if (dev->dev.of_node)
			of_device_name_master(&dev->dev, dev->dev.of_node);
		if (device_add(&dev->dev)) {
			pci_err(dev, "can't be added\n");
			continue;
		}
		dev->is_added = 1;
	}
}

unsigned int pci_rescan_bus(struct pci_bus *bus)
{
	unsigned int found = pci_scan_bus_functions(bus);

	pci_assign_windows(bus);
	pci_bus_add_functions(bus);
	return found;
}
EXPORT_SYMBOL_GPL(pci_rescan_bus);

/* ---- taking away ----------------------------------------------------------- */

void pci_stop_and_remove_bus_device(struct pci_dev *dev)
{
	int bar;

	if (dev->is_added) {
		dev->is_added = 0;
		device_del(&dev->dev);
	}
	down_write(&pci_bus_sem);
	list_del(&dev->bus_list);
	up_write(&pci_bus_sem);
	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if (dev->resource[bar].parent)
			release_resource(&dev->resource[bar]);
	put_device(&dev->dev);
}
EXPORT_SYMBOL(pci_stop_and_remove_bus_device);

void pci_stop_and_remove_bus_device_locked(struct pci_dev *dev)
{
	pci_lock_rescan_remove();
	pci_stop_and_remove_bus_device(dev);
	pci_unlock_rescan_remove();
}
EXPORT_SYMBOL_GPL(pci_stop_and_remove_bus_device_locked);

void pci_remove_bus_functions(struct pci_bus *bus)
{
	while (!list_empty(&bus->devices))
		pci_stop_and_remove_bus_device(list_last_entry(&bus->devices, struct pci_dev,
							       bus_list));
}
