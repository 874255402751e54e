/* SPDX-License-Identifier: MIT */
/* PCI in the driver core, between its files. */
#ifndef DMAE_DEVICE_PCI_H
#define DMAE_DEVICE_PCI_H

#include <linux/pci_device.h>

int pci_start(void);
void pci_stop_buses(void);

/* ---- pci_host.c ------------------------------------------------------------ */

/**
 * struct pci_host_bridge - the driver's part of a host bridge
 * @dev: "pci0000:00", the parent of all functions
 * @config: configuration space, of bus numbers @bus->number to @last
 * @windows: where PCI's memory is for the CPU; @offsets from there to PCI's own addresses
 */
#define PCI_WINDOWS 8
struct pci_host_bridge {
	struct device dev;
	struct pci_bus *bus;
	struct device_node *np;
	char __iomem *config;
	unsigned int last;
	struct resource windows[PCI_WINDOWS];
	u64 offsets[PCI_WINDOWS];
	unsigned int window_count;
};

#define to_host_bridge(bus) container_of((bus)->bridge, struct pci_host_bridge, dev)

extern struct list_head pci_root_buses;
/** pci_pin_irq() - Linux number of the function's pin, or 0 */
int pci_pin_irq(struct pci_dev *dev);

/* ---- pci_scan.c ------------------------------------------------------------ */
unsigned int pci_scan_bus_functions(struct pci_bus *bus);
void pci_bus_add_functions(struct pci_bus *bus);
/** pci_restore_bars() - the base address registers, from the resources */
void pci_restore_bars(struct pci_dev *dev);
void pci_assign_windows(struct pci_bus *bus);
/** pci_update_bar() - write one base address register */
void pci_update_bar(struct pci_dev *dev, int bar);
void pci_remove_bus_functions(struct pci_bus *bus);
/* protects the lists of buses and functions */
extern struct rw_semaphore pci_bus_sem;

/* ---- pci_power.c, pci_msi.c ------------------------------------------------ */
void pci_power_init(struct pci_dev *dev);
void pci_msi_init(struct pci_dev *dev);
void pci_update_current_state(struct pci_dev *dev);
extern const struct dev_pm_ops pci_dev_pm_ops;

/* ---- pci_managed.c --------------------------------------------------------- */

/**
 * struct pci_devres - what is undone when the driver goes: after pcim_enable_device()
 * @region_mask: windows that were requested
 */
struct pci_devres {
	unsigned int enabled : 1;
	unsigned int pinned : 1;
	unsigned int orig_intx : 1;
	unsigned int restore_intx : 1;
	unsigned int mwi : 1;
	u32 region_mask;
};
/** pci_find_devres() - NULL for a function that is not managed */
struct pci_devres *pci_find_devres(struct pci_dev *dev);

/* ---- pci_sysfs.c ----------------------------------------------------------- */
extern const struct attribute_group *pci_dev_groups[];
extern const struct attribute_group *pci_bus_groups[];

/* ---- pci_driver.c ---------------------------------------------------------- */
const struct pci_device_id *pci_match_one(const struct pci_device_id *id,
					  const struct pci_dev *dev);

#endif
