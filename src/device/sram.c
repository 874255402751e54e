// SPDX-License-Identifier: MIT
/*
 * On-chip RAM for drivers: the pool that a phandle leads to. A driver's own
 * pool if one made it (gen_pool_get()); for a node with "mmio-sram", one that
 * is made here from its memory, less the parts that its children reserve;
 * a child with "pool" has a pool of its own.
 */
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/genalloc.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "device/services.h"

#define SRAM_GRANULARITY_ORDER 5 /* 32 bytes, as in Linux */

/* @lock protects @all */
static DEFINE_MUTEX(lock);
static LIST_HEAD(all);

struct sram {
	struct list_head node;
	struct device_node *np;
	struct gen_pool *pool;
};

/* the next stretch at or after *@at that no child has: false where none is left */
static bool next_gap(struct device_node *np, const struct resource *whole, phys_addr_t *at,
		     phys_addr_t *end)
{
	struct device_node *child;
	struct resource res;
	bool moved;

	do {
		moved = false;
		*end = whole->end + 1;
		for_each_available_child_of_node(np, child) {
			if (of_address_to_resource(child, 0, &res))
				continue;
			if (*at >= res.start && *at <= res.end) {
				*at = res.end + 1;
				moved = true;
			} else if (res.start > *at && res.start < *end) {
				*end = res.start;
			}
		}
	} while (moved);
	return *at < whole->end;
}

static int add_memory(struct gen_pool *pool, phys_addr_t start, size_t size)
{
	void *mem = memremap(start, size, MEMREMAP_WB);

	size &= ~(BIT(SRAM_GRANULARITY_ORDER) - 1);
	if (!mem)
		return -ENOMEM;
	return size ? gen_pool_add_virt(pool, (unsigned long)mem, start, size, -1) : 0;
}

static int fill(struct gen_pool *pool, struct device_node *np, bool whole_node)
{
	struct resource res;
	phys_addr_t at, end;
	int ret = of_address_to_resource(np, 0, &res);

	if (ret)
		return ret;
	if (whole_node)
		return add_memory(pool, res.start, resource_size(&res));
	for (at = res.start; !ret && next_gap(np, &res, &at, &end); at = end)
		ret = add_memory(pool, at, end - at);
	return ret;
}

/* NULL: @np is no on-chip RAM, or has no memory */
static struct gen_pool *sram_make(struct device_node *np)
{
	struct device_node *parent = of_get_parent(np);
	bool part = of_property_read_bool(np, "pool") && parent &&
		    of_device_is_compatible(parent, "mmio-sram");
	bool whole = of_device_is_compatible(np, "mmio-sram");
	struct gen_pool *pool;
	struct sram *s;

	of_node_put(parent);
	if (!part && !whole)
		return NULL;
	s = kzalloc(sizeof(*s), GFP_KERNEL);
	pool = gen_pool_create(SRAM_GRANULARITY_ORDER, -1);
	if (!s || !pool || fill(pool, np, part)) {
		if (pool)
			gen_pool_destroy(pool);
		kfree(s);
		return NULL;
	}
	s->np = of_node_get(np);
	s->pool = pool;
	list_add_tail(&s->node, &all);
	return pool;
}

static struct gen_pool *sram_pool(struct device_node *np)
{
	struct gen_pool *pool = NULL;
	struct sram *s;

	mutex_lock(&lock);
	list_for_each_entry(s, &all, node)
		if (s->np == np)
			pool = s->pool;
	if (!pool)
		pool = sram_make(np);
	mutex_unlock(&lock);
	return pool;
}

struct gen_pool *of_gen_pool_get(struct device_node *np, const char *propname, int index)
{
	struct device_node *node = of_parse_phandle(np, propname, index);
	struct platform_device *pdev;
	struct gen_pool *pool = NULL;
	const char *label = NULL;

	if (!node)
		return NULL;
	of_property_read_string(node, "label", &label);
	if (!label)
		label = node->name;
	pdev = of_find_device_by_node(node);
	if (pdev) {
		pool = gen_pool_get(&pdev->dev, NULL);
		if (!pool)
			pool = gen_pool_get(&pdev->dev, label);
		platform_device_put(pdev);
	}
	if (!pool)
		pool = sram_pool(node);
	of_node_put(node);
	return pool;
}
EXPORT_SYMBOL_GPL(of_gen_pool_get);

void sram_stop(void)
{
	struct sram *s, *next;

	list_for_each_entry_safe(s, next, &all, node) {
		list_del(&s->node);
		gen_pool_destroy(s->pool);
		of_node_put(s->np);
		kfree(s);
	}
}
