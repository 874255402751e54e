// SPDX-License-Identifier: MIT
/*
 * Memory of devices that has pages (<linux/memremap.h>). Which devices offer
 * theirs to whom is src/mapping's business (p2pdma.c).
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/device.h>
#include <linux/io.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "base/mm.h"
#include "base/mm/alloc.h"

unsigned int mm_device_ranges;
EXPORT_SYMBOL(mm_device_ranges);

/* protects the list */
static struct mm_lock lock;
static LIST_HEAD(ranges);

struct dev_pagemap *mm_device_range_of(unsigned long pfn)
{
	struct dev_pagemap *pgmap, *found = NULL;
	u64 phys = PFN_PHYS(pfn);

	mm_lock(&lock);
	list_for_each_entry(pgmap, &ranges, link)
		if (phys >= pgmap->range.start && phys <= pgmap->range.end)
			found = pgmap;
	mm_unlock(&lock);
	return found;
}
EXPORT_SYMBOL(mm_device_range_of);

static bool overlaps(const struct dev_pagemap *pgmap)
{
	struct dev_pagemap *other;
	bool yes = false;

	mm_lock(&lock);
	list_for_each_entry(other, &ranges, link)
		yes |= other->range.start <= pgmap->range.end &&
		       pgmap->range.start <= other->range.end;
	mm_unlock(&lock);
	return yes;
}

static void range_remove(void *data)
{
	struct dev_pagemap *pgmap = data;

	mm_lock(&lock);
	list_del(&pgmap->link);
	mm_device_ranges--;
	mm_unlock(&lock);
	mm_remove_device_memory(pgmap->range.start);
}

void *devm_memremap_pages(struct device *dev, struct dev_pagemap *pgmap)
{
	u64 size = range_len(&pgmap->range);
	void *mem;
	int err;

	if (!PAGE_ALIGNED(pgmap->range.start) || !PAGE_ALIGNED(size) || !size || overlaps(pgmap))
		return ERR_PTR(-EINVAL);
	mem = memremap(pgmap->range.start, size, MEMREMAP_WC);
	if (!mem)
		return ERR_PTR(-ENXIO);
	err = mm_add_device_memory(pgmap->range.start, size, mem);
	if (err)
		return ERR_PTR(err);
	mm_lock(&lock);
	list_add(&pgmap->link, &ranges);
	mm_device_ranges++;
	mm_unlock(&lock);
	err = devm_add_action_or_reset(dev, range_remove, pgmap);
	return err ? ERR_PTR(err) : mem;
}
EXPORT_SYMBOL_GPL(devm_memremap_pages);

void devm_memunmap_pages(struct device *dev, struct dev_pagemap *pgmap)
{
	devm_release_action(dev, range_remove, pgmap);
}
EXPORT_SYMBOL_GPL(devm_memunmap_pages);
