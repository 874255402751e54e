// SPDX-License-Identifier: MIT
/* Claimed address ranges that are let go of when the driver is unbound. */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/slab.h>

static void devm_resource_release(struct device *dev, void *ptr)
{
	release_resource(*(struct resource **)ptr);
}

int devm_request_resource(struct device *dev, struct resource *root,
			  struct resource *new)
{
	struct resource **claim = devres_alloc(devm_resource_release, sizeof(*claim), GFP_KERNEL);
	const struct resource *other;

	if (!claim)
		return -ENOMEM;
	other = request_resource_conflict(root, new);
	if (!other) {
		*claim = new;
		devres_add(dev, claim);
		return 0;
	}
	dev_err(dev, "resource collision: %pR conflicts with %s %pR\n", new, other->name, other);
	devres_free(claim);
	return -EBUSY;
}
EXPORT_SYMBOL(devm_request_resource);

static int devm_resource_match(struct device *dev, void *res, void *data)
{
	return *(struct resource **)res == data;
}

void devm_release_resource(struct device *dev, struct resource *new)
{
	WARN_ON(devres_release(dev, devm_resource_release, devm_resource_match,
			       new));
}
EXPORT_SYMBOL(devm_release_resource);

struct region_devres {
	struct resource *parent;
	resource_size_t start;
	resource_size_t n;
};

static void devm_region_release(struct device *dev, void *res)
{
	struct region_devres *region = res;

	__release_region(region->parent, region->start, region->n);
}

static int devm_region_match(struct device *dev, void *res, void *data)
{
	struct region_devres *have = res;
	struct region_devres *want = data;

	return have->parent == want->parent && have->start == want->start &&
	       have->n == want->n;
}

struct resource *__devm_request_region(struct device *dev,
				       struct resource *parent,
				       resource_size_t start,
				       resource_size_t n, const char *name)
{
	const struct region_devres region = { .parent = parent, .start = start, .n = n };
	struct region_devres *claim;
	struct resource *claimed;

	claim = devres_alloc(devm_region_release, sizeof(*claim), GFP_KERNEL);
	claimed = claim ? __request_region(parent, start, n, name, 0) : NULL;
	if (!claimed) {
		devres_free(claim);
		return NULL;
	}
	*claim = region;
	devres_add(dev, claim);
	return claimed;
}
EXPORT_SYMBOL(__devm_request_region);

void __devm_release_region(struct device *dev, struct resource *parent,
			   resource_size_t start, resource_size_t n)
{
	struct region_devres match = { parent, start, n };

	WARN_ON(devres_release(dev, devm_region_release, devm_region_match,
			       &match));
}
EXPORT_SYMBOL(__devm_release_region);
