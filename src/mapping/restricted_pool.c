// SPDX-License-Identifier: MIT
/*
 * Reserved memory of the kind "restricted-dma-pool": all of a device's DMA
 * goes through it, its coherent memory lies in it, and so a device whose bus
 * is limited to that region sees nothing else. Called when a device's DMA is
 * configured (of_dma_configure()).
 */
#define pr_fmt(fmt) "Reserved memory: " fmt

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/swiotlb.h>

#include "device/of_reserved_mem.h"
#include "mapping/bounce_slots.h"
#include "mapping/swiotlb_pool.h"

/* the pools that devices were given, under the lock of reserved memory */
static LIST_HEAD(pools);

struct restricted_pool {
	struct list_head node;
	struct io_tlb_mem mem;
};

/* properties that make it memory of another kind */
static bool is_something_else(struct device_node *np)
{
	return of_property_read_bool(np, "reusable") || of_property_read_bool(np, "no-map") ||
	       of_property_read_bool(np, "linux,cma-default") ||
	       of_property_read_bool(np, "linux,dma-default");
}

/* whole pages of RAM in one piece, at least one slot of them */
static bool is_ram(const struct reserved_mem *rmem)
{
	phys_addr_t at, end = rmem->base + rmem->size;

	if (rmem->size < IO_TLB_SIZE || end < rmem->base)
		return false;
	for (at = rmem->base; at < end; at += PAGE_SIZE)
		if (!pfn_valid(PHYS_PFN(at)))
			return false;
	return (char *)phys_to_virt(end - 1) - (char *)phys_to_virt(rmem->base) == rmem->size - 1;
}

static struct io_tlb_mem *pool_make(struct reserved_mem *rmem)
{
	struct restricted_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (!pool)
		return NULL;
	pool->mem.start = rmem->base;
	pool->mem.nslabs = rmem->size >> IO_TLB_SHIFT;
	pool->mem.nareas = 1;
	pool->mem.force_bounce = true;
	pool->mem.for_alloc = true;
	if (swiotlb_pool_open(&pool->mem, rmem->name)) {
		kfree(pool);
		return NULL;
	}
	list_add(&pool->node, &pools);
	pr_info("created restricted DMA pool at %pa, size %ld MiB\n", &rmem->base,
		(unsigned long)rmem->size >> 20);
	return &pool->mem;
}

static int give_pool(struct reserved_mem *rmem, struct device *dev)
{
	struct device_node *np = of_find_node_by_phandle(rmem->phandle);
	bool other = np && is_something_else(np);

	of_node_put(np);
	if (other)
		return -EINVAL;
	if (!is_ram(rmem)) {
		dev_err(dev, "Restricted DMA pool must be accessible within the linear mapping.\n");
		return -EINVAL;
	}
	/* devices may share one: the first makes it */
	if (!rmem->priv)
		rmem->priv = pool_make(rmem);
	if (!rmem->priv)
		return -ENOMEM;
	dev->dma_io_tlb_mem = rmem->priv;
	return 0;
}

static void take_pool(struct reserved_mem *rmem, struct device *dev)
{
	dev->dma_io_tlb_mem = &io_tlb_default_mem;
}

static const struct reserved_mem_ops restricted_ops = {
	.device_init = give_pool,
	.device_release = take_pool,
};

void restricted_pools_start(void)
{
	of_reserved_mem_kind("restricted-dma-pool", &restricted_ops);
}

void restricted_pools_stop(void)
{
	struct restricted_pool *pool, *next;

	of_reserved_mem_kind("restricted-dma-pool", NULL);
	list_for_each_entry_safe(pool, next, &pools, node) {
		list_del(&pool->node);
		swiotlb_pool_close(&pool->mem);
		kfree(pool);
	}
}
