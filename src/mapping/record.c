// SPDX-License-Identifier: MIT
/*
 * The record of mappings: grants each to the device's bus master, takes it
 * back at unmap, and reports what doesn't fit in the words of the kernel's
 * kernel/dma/debug.c. There is no second list: the machine's grants are it.
 */
#include <linux/types.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/scatterlist.h>

#include "base/host.h"
#include "mapping/mapping.h"
#include "mapping/record.h"

static const unsigned int access_of[] = {
	[DMA_BIDIRECTIONAL] = MACHINE_READ | MACHINE_WRITE,
	[DMA_TO_DEVICE] = MACHINE_READ,
	[DMA_FROM_DEVICE] = MACHINE_WRITE,
};

static const char *access_name(unsigned int access)
{
	if (access == MACHINE_READ)
		return "DMA_TO_DEVICE";
	if (access == MACHINE_WRITE)
		return "DMA_FROM_DEVICE";
	return "DMA_BIDIRECTIONAL";
}

static struct machine_master *master_find(struct device *dev)
{
	struct device *owner;

	/* what has no bus of its own speaks through its parent */
	for (owner = dev; !owner->of_node && !owner->bus && owner->parent;)
		owner = owner->parent;
	if (owner->of_node)
		return machine_master(owner->of_node->board_node,
				      dev_name(owner));
	return machine_master(-1, dev_name(owner));
}

struct machine_master *device_dma_master(struct device *dev)
{
	/* two tasks may be first: both find the same one */
	struct machine_master *master = smp_load_acquire(&dev->dma_master);

	if (!master) {
		master = master_find(dev);
		smp_store_release(&dev->dma_master, master);
	}
	return master;
}

unsigned int device_dma_mappings(struct device *dev)
{
	struct machine_master *master = smp_load_acquire(&dev->dma_master);

	return master ? machine_grants(master) : 0;
}

/* ---- what is mapped around an address ---------------------------------- */

struct grant_search {
	u64 addr;
	u64 size;
	u64 bus;		/* the grant that fits best */
	u64 len;
	unsigned int access;
	bool found;
};

static bool grant_starts_at(uint64_t bus, uint64_t len, unsigned int access,
			    void *arg)
{
	struct grant_search *search = arg;

	if (bus == search->addr) {
		search->bus = bus;
		search->len = len;
		search->access = access;
		search->found = true;
	}
	return bus <= search->addr && !search->found;
}

static bool grant_covers(uint64_t bus, uint64_t len, unsigned int access,
			 void *arg)
{
	struct grant_search *search = arg;
	bool whole;

	if (bus > search->addr)
		return false;
	if (search->addr - bus >= len)
		return true;
	whole = len - (search->addr - bus) >= search->size;
	if (whole || !search->found) {
		search->bus = bus;
		search->len = len;
		search->access = access;
		search->found = true;
	}
	return true;
}

/* ---- map and unmap ----------------------------------------------------- */

#define record_err(dev, fmt, ...)					\
	pr_err("DMA-API: %s %s: " fmt, dev_driver_string(dev),		\
	       dev_name(dev), ##__VA_ARGS__)

void __record_map(struct device *dev, dma_addr_t addr, size_t size,
		  enum dma_data_direction dir, const void *caller)
{
	if (size)
		machine_grant_by(device_dma_master(dev), addr, size, access_of[dir], caller);
}

/* no mapping is exactly this one: say which comes near, and end that */
static void unmap_mismatch(struct device *dev, struct machine_master *master,
			   dma_addr_t addr, size_t size, unsigned int access, const void *caller)
{
	struct grant_search search = { .addr = addr, .size = size };
	char place[160];

	machine_grant_walk(master, grant_starts_at, &search);
	if (!search.found) {
		record_err(dev,
			   "device driver tries to free DMA memory it has not allocated [device "
			   "address=0x%016llx] [size=%llu bytes]\n",
			   (unsigned long long)addr, (unsigned long long)size);
		record_err(dev, "unmapped by %s\n", host_place(caller, place, sizeof(place)));
		return;
	}
	if (search.len != size)
		record_err(dev,
			   "device driver frees DMA memory with different size [device "
			   "address=0x%016llx] [map size=%llu bytes] [unmap size=%llu bytes]\n",
			   (unsigned long long)addr, (unsigned long long)search.len,
			   (unsigned long long)size);
	if (search.access != access)
		record_err(dev,
			   "device driver frees DMA memory with different direction [device "
			   "address=0x%016llx] [size=%llu bytes] [mapped with %s] [unmapped with "
			   "%s]\n",
			   (unsigned long long)addr, (unsigned long long)size,
			   access_name(search.access), access_name(access));
	record_err(dev, "unmapped by %s\n", host_place(caller, place, sizeof(place)));
	machine_revoke_by(master, search.bus, search.len, search.access, caller);
}

void __record_unmap(struct device *dev, dma_addr_t addr, size_t size,
		    enum dma_data_direction dir, const void *caller)
{
	struct machine_master *master = device_dma_master(dev);

	if (addr == DMA_MAPPING_ERROR) {
		record_err(dev, "device driver tries to free an invalid DMA memory address\n");
		return;
	}
	if (size && !machine_revoke_by(master, addr, size, access_of[dir], caller))
		unmap_mismatch(dev, master, addr, size, access_of[dir], caller);
}

void __record_map_sg(struct device *dev, struct scatterlist *sgl, int mapped,
		     enum dma_data_direction dir, const void *caller)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, mapped, i)
		if (!sg_is_dma_bus_address(sg))
			__record_map(dev, sg_dma_address(sg), sg_dma_len(sg),
				     dir, caller);
}

void __record_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
		       enum dma_data_direction dir, const void *caller)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i) {
		/* a merged list has fewer mapped entries than entries */
		if (!sg_dma_len(sg))
			break;
		if (!sg_is_dma_bus_address(sg))
			__record_unmap(dev, sg_dma_address(sg), sg_dma_len(sg),
				       dir, caller);
	}
}

/* ---- sync -------------------------------------------------------------- */

void __record_sync(struct device *dev, dma_addr_t addr, size_t size,
		   enum dma_data_direction dir)
{
	struct machine_master *master = device_dma_master(dev);
	struct grant_search search = { .addr = addr, .size = size };

	if (machine_granted(master, addr, size, access_of[dir]) == size)
		return;
	machine_grant_walk(master, grant_covers, &search);
	if (!search.found) {
		record_err(dev,
			   "device driver tries to sync DMA memory it has not allocated [device "
			   "address=0x%016llx] [size=%llu bytes]\n",
			   (unsigned long long)addr, (unsigned long long)size);
		return;
	}
	if (addr - search.bus + size > search.len)
		record_err(
			dev,
			"device driver syncs DMA memory outside allocated range [device "
			"address=0x%016llx] [allocation size=%llu bytes] [sync offset+size=%llu]\n",
			(unsigned long long)search.bus, (unsigned long long)search.len,
			(unsigned long long)(addr - search.bus + size));
	if (search.access != (MACHINE_READ | MACHINE_WRITE) &&
	    search.access != access_of[dir])
		record_err(
			dev,
			"device driver syncs DMA memory with different direction [device "
			"address=0x%016llx] [size=%llu bytes] [mapped with %s] [synced with %s]\n",
			(unsigned long long)addr, (unsigned long long)size,
			access_name(search.access), access_name(access_of[dir]));
}

void __record_sync_sg(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i) {
		if (!sg_dma_len(sg))
			break;
		__record_sync(dev, sg_dma_address(sg), sg_dma_len(sg), dir);
	}
}

void debug_dma_map_single(struct device *dev, const void *addr,
			  unsigned long len)
{
	if (!virt_addr_valid(addr))
		record_err(dev, "device driver maps memory from invalid area [len=%lu]\n",
			   len);
}
EXPORT_SYMBOL(debug_dma_map_single);
