// SPDX-License-Identifier: MIT
/*
 * Reserved memory: the regions under /reserved-memory, found when they are
 * asked for. Giving one to a device is its kind's business: src/mapping
 * offers "shared-dma-pool" with of_reserved_mem_kind().
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_reserved_mem.h>
#include <linux/slab.h>

#include "device/of_reserved_mem.h"
#include "device/services.h"

/* @lock protects all of this */
static DEFINE_MUTEX(lock);
static LIST_HEAD(regions);
static LIST_HEAD(users);
static const char *pool_compatible;
static const struct reserved_mem_ops *pool_ops;

struct region {
	struct list_head node;
	struct device_node *np;
	struct reserved_mem rmem;
};

struct user {
	struct list_head node;
	struct device *dev;
	struct reserved_mem *rmem;
};

void of_reserved_mem_kind(const char *compatible, const struct reserved_mem_ops *ops)
{
	pool_compatible = compatible;
	pool_ops = ops;
}

static struct region *region_make(struct device_node *np)
{
	struct device_node *parent = of_get_parent(np);
	bool there = parent && of_node_name_eq(parent, "reserved-memory");
	struct region *r = NULL;
	struct resource res;

	of_node_put(parent);
	/* one with only a size gets its place from the kernel, which ours does not choose */
	if (!there || of_address_to_resource(np, 0, &res))
		return NULL;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return NULL;
	r->np = of_node_get(np);
	r->rmem.name = np->full_name;
	r->rmem.phandle = np->phandle;
	r->rmem.base = res.start;
	r->rmem.size = resource_size(&res);
	if (pool_compatible && of_device_is_compatible(np, pool_compatible))
		r->rmem.ops = pool_ops;
	list_add_tail(&r->node, &regions);
	return r;
}

static struct reserved_mem *region_of(struct device_node *np)
{
	struct region *r;

	list_for_each_entry(r, &regions, node)
		if (r->np == np)
			return &r->rmem;
	r = region_make(np);
	return r ? &r->rmem : NULL;
}

struct reserved_mem *of_reserved_mem_lookup(struct device_node *np)
{
	struct reserved_mem *rmem;

	mutex_lock(&lock);
	rmem = region_of(np);
	mutex_unlock(&lock);
	return rmem;
}
EXPORT_SYMBOL_GPL(of_reserved_mem_lookup);

static int give(struct device *dev, struct device_node *region)
{
	struct reserved_mem *rmem = region_of(region);
	struct user *user;
	int ret;

	if (!of_device_is_available(region))
		return 0;
	if (!rmem || !rmem->ops || !rmem->ops->device_init)
		return -EINVAL;
	user = kzalloc(sizeof(*user), GFP_KERNEL);
	if (!user)
		return -ENOMEM;
	ret = rmem->ops->device_init(rmem, dev);
	if (ret) {
		kfree(user);
		return ret;
	}
	user->dev = dev;
	user->rmem = rmem;
	list_add(&user->node, &users);
	dev_info(dev, "assigned reserved memory node %s\n", rmem->name);
	return 0;
}

int of_reserved_mem_device_init_by_idx(struct device *dev, struct device_node *np, int idx)
{
	struct device_node *region;
	int ret;

	if (!np || !dev)
		return -EINVAL;
	region = of_parse_phandle(np, "memory-region", idx);
	if (!region)
		return -ENODEV;
	mutex_lock(&lock);
	ret = give(dev, region);
	mutex_unlock(&lock);
	of_node_put(region);
	return ret;
}
EXPORT_SYMBOL_GPL(of_reserved_mem_device_init_by_idx);

int of_reserved_mem_device_init_by_name(struct device *dev, struct device_node *np,
					const char *name)
{
	int idx = of_property_match_string(np, "memory-region-names", name);

	return of_reserved_mem_device_init_by_idx(dev, np, idx);
}
EXPORT_SYMBOL_GPL(of_reserved_mem_device_init_by_name);

void of_reserved_mem_device_release(struct device *dev)
{
	struct user *user, *next;

	mutex_lock(&lock);
	list_for_each_entry_safe(user, next, &users, node) {
		if (user->dev != dev)
			continue;
		if (user->rmem->ops->device_release)
			user->rmem->ops->device_release(user->rmem, dev);
		list_del(&user->node);
		kfree(user);
	}
	mutex_unlock(&lock);
}
EXPORT_SYMBOL_GPL(of_reserved_mem_device_release);

void reserved_mem_stop(void)
{
	struct region *r, *next_region;
	struct user *user, *next;

	list_for_each_entry_safe(user, next, &users, node) {
		list_del(&user->node);
		kfree(user);
	}
	list_for_each_entry_safe(r, next_region, &regions, node) {
		list_del(&r->node);
		of_node_put(r->np);
		kfree(r);
	}
}
