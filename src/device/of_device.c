// SPDX-License-Identifier: MIT
/*
 * What a device takes from its device tree node: the driver's match data,
 * its modalias, and how it sees memory ("dma-ranges", "dma-coherent").
 */
#include <linux/bus_dma_region.h>
#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_device.h>
#include <linux/of_reserved_mem.h>
#include <linux/slab.h>

#include "device/device.h"
#include "machine/board.h"
#include "machine/cache.h"
#include "machine/machine.h"

#define MAX_DMA_RANGES	32

const struct of_device_id *of_match_device(const struct of_device_id *matches,
					   const struct device *dev)
{
	if (!matches || !dev->of_node || dev->of_node_reused)
		return NULL;
	return of_match_node(matches, dev->of_node);
}
EXPORT_SYMBOL(of_match_device);

const void *of_device_get_match_data(const struct device *dev)
{
	const struct of_device_id *match;

	match = of_match_device(dev->driver->of_match_table, dev);
	return match ? match->data : NULL;
}
EXPORT_SYMBOL(of_device_get_match_data);

/* "of:NdmaT(null)Cvendor,dma": as the kernel writes it */
static ssize_t get_modalias(struct device *dev, char *str, ssize_t len)
{
	struct property *prop;
	const char *compatible;
	ssize_t n;

	if (!dev || !dev->of_node || dev->of_node_reused)
		return -ENODEV;
	n = snprintf(str, len, "of:N%sT%s", dev->of_node->name,
		     of_node_get_device_type(dev->of_node) ?: "(null)");
	of_property_for_each_string(dev->of_node, "compatible", prop,
				    compatible)
		n += snprintf(str + min(n, len), n < len ? len - n : 0, "C%s",
			      compatible);
	return n;
}

/* for a file in sysfs: with a newline behind it */
ssize_t of_device_modalias(struct device *dev, char *str, ssize_t len)
{
	ssize_t n = get_modalias(dev, str, len - 2);

	if (n < 0)
		return n;
	if (n > len - 2)
		return -ENOMEM;
	str[n++] = '\n';
	str[n] = '\0';
	return n;
}
EXPORT_SYMBOL_GPL(of_device_modalias);

void of_device_uevent(struct device *dev, struct kobj_uevent_env *env)
{
	struct property *prop;
	const char *compatible;
	int count = 0;

	if (!dev || !dev->of_node)
		return;
	add_uevent_var(env, "OF_NAME=%s", dev->of_node->name);
	add_uevent_var(env, "OF_FULLNAME=%pOF", dev->of_node);
	of_property_for_each_string(dev->of_node, "compatible", prop,
				    compatible)
		add_uevent_var(env, "OF_COMPATIBLE_%d=%s", count++, compatible);
	add_uevent_var(env, "OF_COMPATIBLE_N=%d", count);
}
EXPORT_SYMBOL_GPL(of_device_uevent);

int of_device_uevent_modalias(struct device *dev, struct kobj_uevent_env *env)
{
	char modalias[256];
	ssize_t len = get_modalias(dev, modalias, sizeof(modalias));

	if (len < 0)
		return len;
	return add_uevent_var(env, "MODALIAS=%s", modalias);
}
EXPORT_SYMBOL_GPL(of_device_uevent_modalias);

/* ---- DMA ---------------------------------------------------------------- */

struct device_node *__of_get_dma_parent(const struct device_node *np)
{
	/* there are no interconnects that would lead elsewhere */
	return of_get_parent(np);
}

bool of_dma_is_coherent(struct device_node *np)
{
	/* whether it is so is the machine's to know: its bus acts on it */
	return machine_coherent(np ? np->board_node : -1);
}
EXPORT_SYMBOL_GPL(of_dma_is_coherent);

int of_dma_get_range(struct device_node *np, const struct bus_dma_region **map)
{
	struct board_range ranges[MAX_DMA_RANGES];
	struct bus_dma_region *regions;
	int count, i;

	count = board_dma_ranges(machine_board(), np->board_node, ranges,
				 MAX_DMA_RANGES);
	if (count <= 0)
		return count ? count : -ENODEV;
	regions = kcalloc(count + 1, sizeof(*regions), GFP_KERNEL);
	if (!regions)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		regions[i].cpu_start = ranges[i].cpu;
		regions[i].dma_start = ranges[i].bus;
		regions[i].size = ranges[i].size;
		regions[i].offset = ranges[i].cpu - ranges[i].bus;
	}
	*map = regions;
	return 0;
}

/* the highest bus address that a range map leads through */
static u64 range_map_end(const struct bus_dma_region *map)
{
	u64 end = 0;

	for (; map->size; map++)
		end = max(end, (u64)map->dma_start + map->size - 1);
	return end;
}

static u64 range_map_start(const struct bus_dma_region *map)
{
	u64 start = map->dma_start;

	for (; map->size; map++)
		start = min(start, (u64)map->dma_start);
	return start;
}

/* the first region of a node that is a pool for all of its DMA; -1: none */
static int restricted_region(struct device_node *np)
{
	struct device_node *region;
	int i;

	for (i = 0; (region = of_parse_phandle(np, "memory-region", i)); i++) {
		bool found = of_device_is_compatible(region, "restricted-dma-pool") &&
			     of_device_is_available(region);

		of_node_put(region);
		if (found)
			return i;
	}
	return -1;
}

/* a device is configured anew each time that a driver binds */
static bool has_pool(struct device *dev, struct device_node *np, int nr)
{
	struct device_node *region = of_parse_phandle(np, "memory-region", nr);
	struct reserved_mem *rmem = of_reserved_mem_lookup(region);

	of_node_put(region);
	return rmem && rmem->priv && rmem->priv == dev->dma_io_tlb_mem;
}

static void set_restricted_pool(struct device *dev, struct device_node *np)
{
	int nr;

	/* a device's own regions count, if it names any */
	if (dev->of_node && of_property_present(dev->of_node, "memory-region"))
		np = dev->of_node;
	nr = restricted_region(np);
	if (nr >= 0 && !has_pool(dev, np, nr) &&
	    of_reserved_mem_device_init_by_idx(dev, np, nr))
		dev_warn(dev, "failed to initialise \"restricted-dma-pool\" memory node\n");
}

int of_dma_configure_id(struct device *dev, struct device_node *np,
			bool force_dma, const u32 *id)
{
	const struct bus_dma_region *map = NULL;
	u64 end = 0;
	u64 mask;
	int ret;

	ret = of_dma_get_range(np, &map);
	if (ret < 0) {
		/* a bus without dma-ranges: only those that must can do DMA */
		if (!force_dma || ret != -ENODEV)
			return ret == -ENODEV ? 0 : ret;
	} else {
		end = range_map_end(map);
		if (!end) {
			dev_err(dev, "Adjusted size 0x%llx invalid\n", 0ull);
			kfree(map);
			return -EINVAL;
		}
	}

	if (!dev->dma_mask) {
		dev_warn(dev, "DMA mask not set\n");
		dev->dma_mask = &dev->coherent_dma_mask;
	}
	if (!end)
		end = dev->coherent_dma_mask ? dev->coherent_dma_mask :
					       0xffffffffull;
	mask = ilog2(end) == 63 ? ~0ull : (1ull << (ilog2(end) + 1)) - 1;
	dev->coherent_dma_mask &= mask;
	*dev->dma_mask &= mask;
	if (map) {
		kfree(dev->dma_range_map);
		dev->bus_dma_limit = end;
		dev->dma_range_map = map;
	}
	dev->dma_coherent = of_dma_is_coherent(np);
	dev_dbg(dev, "device is%sdma coherent\n",
		dev->dma_coherent ? " " : " not ");
	ret = device_dma_seam ? device_dma_seam->configure(dev, np, id, map ? range_map_start(map) : 0,
							   end) : 0;
	if (ret < 0)
		return ret;
	/* an IOMMU keeps a device to what is mapped for it anyway */
	if (!ret)
		set_restricted_pool(dev, np);
	return 0;
}
EXPORT_SYMBOL_GPL(of_dma_configure_id);

phys_addr_t of_dma_get_max_cpu_address(struct device_node *np)
{
	phys_addr_t highest = ~(phys_addr_t)0;
	struct device_node *bus;

	for (bus = np ? np : of_root; bus; bus = __of_find_all_nodes(bus)) {
		struct of_range_parser parser;
		struct of_range range;
		phys_addr_t end = 0;

		if (of_pci_dma_range_parser_init(&parser, bus))
			continue;
		for_each_of_range(&parser, &range)
			if (range.cpu_addr != OF_BAD_ADDR &&
			    range.cpu_addr + range.size - 1 > end)
				end = range.cpu_addr + range.size - 1;
		if (end && end < highest)
			highest = end;
	}
	return highest;
}
