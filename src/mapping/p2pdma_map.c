// SPDX-License-Identifier: MIT
/*
 * How a PCI function reaches the memory of another: through a switch that is
 * above both, by its address on the bus; through the root complex, if that
 * is known to carry such requests; or not at all. There are no switches in
 * our machines, so that the first holds for a function's own memory only.
 */
#include <linux/types.h>
#include <linux/device.h>
#include <linux/dma-map-ops.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/pci-p2pdma.h>
#include <linux/random.h>
#include <linux/scatterlist.h>

#include "mapping/p2pdma.h"

/* ---- root complexes ---------------------------------------------------- */

/* those that carry requests from one function to another, by what is on their root bus */
static const struct carrier {
	unsigned short vendor, device;
	bool within_one; /* but not to another root complex */
} carriers[] = {
	{ PCI_VENDOR_ID_INTEL, 0x3c00, true }, /* Xeon E5, Core i7 */
	{ PCI_VENDOR_ID_INTEL, 0x3c01, true },
	{ PCI_VENDOR_ID_INTEL, 0x2f00, true }, /* Xeon E7 v3, Xeon E5 v3, Core i7 */
	{ PCI_VENDOR_ID_INTEL, 0x2f01, true },
	{ PCI_VENDOR_ID_INTEL, 0x2030, false }, /* Skylake-E */
	{ PCI_VENDOR_ID_INTEL, 0x2031, false },
	{ PCI_VENDOR_ID_INTEL, 0x2032, false },
	{ PCI_VENDOR_ID_INTEL, 0x2033, false },
	{ PCI_VENDOR_ID_INTEL, 0x2020, false },
	{ PCI_VENDOR_ID_INTEL, 0x09a2, false },
};

static struct pci_bus *root_bus(struct pci_dev *pdev)
{
	struct pci_bus *bus = pdev->bus;

	while (bus->parent)
		bus = bus->parent;
	return bus;
}

/* the function that stands for a root complex: the first, at 00.0; or NULL */
static struct pci_dev *root_function(struct pci_bus *bus)
{
	struct pci_dev *first = list_first_entry_or_null(&bus->devices, struct pci_dev, bus_list);

	return first && first->devfn == PCI_DEVFN(0, 0) ? first : NULL;
}

static bool root_carries(struct pci_bus *bus, bool same, bool verbose)
{
	struct pci_dev *root = root_function(bus);
	unsigned int i;

	if (!root)
		return false;
	for (i = 0; i < ARRAY_SIZE(carriers); i++)
		if (root->vendor == carriers[i].vendor && root->device == carriers[i].device)
			return same || !carriers[i].within_one;
	if (verbose)
		pci_warn(root, "Host bridge not in P2PDMA whitelist: %04x:%04x\n", root->vendor,
			 root->device);
	return false;
}

static bool roots_carry(struct pci_dev *a, struct pci_dev *b, bool verbose)
{
	struct pci_bus *root_a = root_bus(a), *root_b = root_bus(b);

	if (root_a == root_b)
		return root_carries(root_a, true, verbose);
	return root_carries(root_a, false, verbose) && root_carries(root_b, false, verbose);
}

/* ---- distance ---------------------------------------------------------- */

/* steps from both up to what is above both; false: nothing is, but the root complex */
static bool meet(struct pci_dev *a, struct pci_dev *b, int *dist)
{
	struct pci_dev *up;
	int steps_a, steps_b;

	for (steps_a = 0; a; a = pci_upstream_bridge(a), steps_a++)
		for (up = b, steps_b = 0; up; up = pci_upstream_bridge(up), steps_b++)
			if (up == a) {
				*dist = steps_a + steps_b;
				return true;
			}
	for (steps_b = 0, up = b; up; up = pci_upstream_bridge(up))
		steps_b++;
	*dist = steps_a + steps_b;
	return false;
}

static enum pci_p2pdma_map_type way_to(struct pci_dev *provider, struct pci_dev *client, int *dist,
				       bool verbose)
{
	if (meet(provider, client, dist))
		return PCI_P2PDMA_MAP_BUS_ADDR;
	if (roots_carry(provider, client, verbose))
		return PCI_P2PDMA_MAP_THRU_HOST_BRIDGE;
	if (verbose)
		pci_warn(client,
			 "cannot be used for peer-to-peer DMA as the client and provider "
			 "(%s) do not share an upstream bridge or whitelisted host bridge\n",
			 pci_name(provider));
	return PCI_P2PDMA_MAP_NOT_SUPPORTED;
}

/* the function that a device is, or is a part of */
static struct pci_dev *function_of(struct device *dev)
{
	while (dev && !dev_is_pci(dev))
		dev = dev->parent;
	return dev ? to_pci_dev(dev) : NULL;
}

int pci_p2pdma_distance_many(struct pci_dev *provider, struct device **clients, int num_clients,
			     bool verbose)
{
	int i, dist, total = 0;
	bool reached = num_clients > 0;

	for (i = 0; i < num_clients; i++) {
		struct pci_dev *client = function_of(clients[i]);

		if (!client) {
			if (verbose)
				dev_warn(clients[i], "cannot be used for peer-to-peer DMA as it is "
						     "not a PCI device\n");
			return -1;
		}
		if (way_to(provider, client, &dist, verbose) == PCI_P2PDMA_MAP_NOT_SUPPORTED)
			reached = false;
		total += dist;
	}
	return reached ? total : -1;
}
EXPORT_SYMBOL_GPL(pci_p2pdma_distance_many);

struct pci_dev *pci_p2pmem_find_many(struct device **clients, int num_clients)
{
	struct pci_dev *pdev = NULL, *best = NULL;
	int far, closest = INT_MAX;
	unsigned int equals = 0;

	for_each_pci_dev(pdev)
	{
		far = -1;
		if (pci_has_p2pmem(pdev))
			far = pci_p2pdma_distance_many(pdev, clients, num_clients, false);
		if (far < 0 || far > closest)
			continue;
		equals = far < closest ? 1 : equals + 1;
		closest = far;
		/* of those that are equally near, any: none is preferred */
		if (equals > 1 && get_random_u32() % equals)
			continue;
		pci_dev_put(best);
		best = pci_dev_get(pdev);
	}
	return best;
}
EXPORT_SYMBOL_GPL(pci_p2pmem_find_many);

/* ---- mapping ----------------------------------------------------------- */

enum pci_p2pdma_map_type pci_p2pdma_map_segment(struct pci_p2pdma_map_state *state,
						struct device *dev, struct scatterlist *sg)
{
	struct p2p_range *range = p2p_range_of(sg_page(sg));
	int dist;

	if (!range)
		return PCI_P2PDMA_MAP_NOT_SUPPORTED;
	if (state->pgmap != &range->pgmap) {
		state->pgmap = &range->pgmap;
		state->bus_off = range->bus_offset;
		state->map = dev_is_pci(dev) ? way_to(range->provider, to_pci_dev(dev), &dist, true)
					     : PCI_P2PDMA_MAP_NOT_SUPPORTED;
	}
	if (state->map == PCI_P2PDMA_MAP_BUS_ADDR) {
		sg_dma_address(sg) = sg_phys(sg) + state->bus_off;
		sg_dma_len(sg) = sg->length;
		sg_dma_mark_bus_address(sg);
	}
	return state->map;
}
