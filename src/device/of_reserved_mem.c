// SPDX-License-Identifier: MIT
/*
 * Reserved memory: the regions under /reserved-memory, found when a world
 * starts or when they are asked for. What a region is good for is its kind's
 * business, which src/mapping knows: of_reserved_mem_kind() and _setup().
 */
#define pr_fmt(fmt) "OF: reserved mem: " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_reserved_mem.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/mm/alloc.h"
#include "device/of_reserved_mem.h"
#include "device/services.h"

/* @lock protects all of this */
static DEFINE_MUTEX(lock);
static LIST_HEAD(regions);
static LIST_HEAD(users);
/* what rooms can do something with; set while they start */
#define MAX_KINDS 4
static struct kind {
	const char *compatible;
	const struct reserved_mem_ops *ops;
	int (*setup)(struct reserved_mem *rmem, struct device_node *np);
} kinds[MAX_KINDS];

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

static struct kind *kind_named(const char *compatible)
{
	struct kind *kind = kinds;

	while (kind < kinds + MAX_KINDS && kind->compatible && strcmp(kind->compatible, compatible))
		kind++;
	if (WARN_ON(kind == kinds + MAX_KINDS))
		return NULL;
	kind->compatible = compatible;
	return kind;
}

void of_reserved_mem_kind(const char *compatible, const struct reserved_mem_ops *ops)
{
	struct kind *kind = kind_named(compatible);

	if (kind)
		kind->ops = ops;
}

void of_reserved_mem_setup(const char *compatible,
			   int (*setup)(struct reserved_mem *rmem, struct device_node *np))
{
	struct kind *kind = kind_named(compatible);

	if (kind)
		kind->setup = setup;
}

static struct kind *kind_of(const struct device_node *np)
{
	struct kind *kind;

	for (kind = kinds; kind < kinds + MAX_KINDS && kind->compatible; kind++)
		if (of_device_is_compatible(np, kind->compatible))
			return kind;
	return NULL;
}

/* ---- regions ----------------------------------------------------------- */

/* in order of address */
static void region_insert(struct region *r)
{
	struct region *other;

	list_for_each_entry(other, &regions, node)
		if (other->rmem.base > r->rmem.base)
			break;
	list_add_tail(&r->node, &other->node);
}

static struct region *region_add(struct device_node *np, phys_addr_t base, phys_addr_t size)
{
	struct region *r = kzalloc(sizeof(*r), GFP_KERNEL);
	struct kind *kind = kind_of(np);

	if (!r)
		return NULL;
	r->np = of_node_get(np);
	r->rmem.name = np->full_name;
	r->rmem.phandle = np->phandle;
	r->rmem.base = base;
	r->rmem.size = size;
	r->rmem.ops = kind ? kind->ops : NULL;
	region_insert(r);
	return r;
}

static struct region *region_make(struct device_node *np)
{
	struct device_node *parent = of_get_parent(np);
	bool there = parent && of_node_name_eq(parent, "reserved-memory");
	struct resource res;

	of_node_put(parent);
	if (!there || of_address_to_resource(np, 0, &res))
		return NULL;
	return region_add(np, res.start, resource_size(&res));
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

/* ---- those that the tree gives no address ------------------------------ */

/* a number of @cells cells, which must be all of the property; 0 and *@value, or an error */
static int read_number(struct device_node *np, const char *name, int cells, u64 *value)
{
	const __be32 *prop;
	int len;

	prop = of_get_property(np, name, &len);
	if (!prop)
		return -ENOENT;
	if (len != cells * (int)sizeof(*prop)) {
		pr_err("invalid %s property in '%s' node.\n", name, np->full_name);
		return -EINVAL;
	}
	*value = of_read_number(prop, cells);
	return 0;
}

static int place_within(u64 size, u64 align, u64 start, u64 end, phys_addr_t *base)
{
	unsigned long pfn = mm_range_find(PFN_UP(start), PFN_DOWN(end), PFN_UP(size),
					  PFN_UP(align));

	if (!pfn)
		return -ENOMEM;
	*base = PFN_PHYS(pfn);
	return 0;
}

/* somewhere in "alloc-ranges", or anywhere */
static int region_place(struct device_node *np, u64 size, u64 align, phys_addr_t *base)
{
	int addr_cells = of_n_addr_cells(np), size_cells = of_n_size_cells(np), len;
	const __be32 *range = of_get_property(np, "alloc-ranges", &len);
	int one = addr_cells + size_cells, err = -ENOMEM;

	if (!range)
		return place_within(size, align, 0, ~0ull, base);
	if (len % (one * (int)sizeof(*range))) {
		pr_err("invalid alloc-ranges property in '%s', skipping node.\n", np->full_name);
		return -EINVAL;
	}
	for (len /= sizeof(*range); len > 0 && err; len -= one, range += one) {
		u64 start = of_read_number(range, addr_cells);

		err = place_within(size, align, start,
				   start + of_read_number(range + addr_cells, size_cells), base);
	}
	return err;
}

static bool is_cma(struct device_node *np)
{
	return of_device_is_compatible(np, "shared-dma-pool") &&
	       of_property_read_bool(np, "reusable") && !of_property_read_bool(np, "no-map");
}

static void region_allocate(struct device_node *np)
{
	u64 size = 0, align = 0;
	phys_addr_t base = 0;
	int err;

	if (read_number(np, "size", of_n_size_cells(np), &size))
		return;
	err = read_number(np, "alignment", of_n_addr_cells(np), &align);
	if (err && err != -ENOENT)
		return;
	align = max_t(u64, align, is_cma(np) ? PAGE_SIZE * pageblock_nr_pages : PAGE_SIZE);
	err = size ? region_place(np, size, align, &base) : -ENOMEM;
	if (err == -EINVAL)
		return;
	if (err) {
		pr_err("failed to allocate memory for node '%s': size %lu MiB\n", np->full_name,
		       (unsigned long)(size / SZ_1M));
		return;
	}
	mm_reserve(base, size);
	region_add(np, base, size);
}

/* ---- all of them ------------------------------------------------------- */

static void say_overlaps(void)
{
	struct region *this, *next;

	list_for_each_entry(this, &regions, node) {
		phys_addr_t this_end = this->rmem.base + this->rmem.size, next_end;

		if (list_is_last(&this->node, &regions))
			return;
		next = list_next_entry(this, node);
		next_end = next->rmem.base + next->rmem.size;
		if (this_end > next->rmem.base)
			pr_err("OVERLAP DETECTED!\n%s (%pa--%pa) overlaps with %s (%pa--%pa)\n",
			       this->rmem.name, &this->rmem.base, &this_end, next->rmem.name,
			       &next->rmem.base, &next_end);
	}
}

static void region_init(struct region *r)
{
	struct kind *kind = kind_of(r->np);
	int err;

	if (!kind || (!kind->setup && !kind->ops))
		return;
	err = kind->setup ? kind->setup(&r->rmem, r->np) : 0;
	if (!err)
		pr_info("initialized node %s, compatible id %s\n", r->rmem.name, kind->compatible);
	else
		pr_info("node %s compatible matching fail\n", r->rmem.name);
}

/* with a place that the tree gives, or without */
static void regions_find(struct device_node *parent, bool placed)
{
	struct device_node *np;

	for_each_available_child_of_node(parent, np) {
		if (of_property_present(np, "reg") != placed)
			continue;
		if (!placed)
			region_allocate(np);
		else if (!region_make(np))
			pr_err("Reserved memory: invalid reg property in '%s', skipping node.\n",
			       np->full_name);
	}
}

void of_reserved_mem_scan(void)
{
	struct device_node *parent = of_find_node_by_path("/reserved-memory");
	struct region *r;

	if (!parent)
		return;
	mutex_lock(&lock);
	regions_find(parent, true);
	say_overlaps();
	regions_find(parent, false);
	list_for_each_entry(r, &regions, node)
		region_init(r);
	mutex_unlock(&lock);
	of_node_put(parent);
}

/* ---- giving one to a device -------------------------------------------- */

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
