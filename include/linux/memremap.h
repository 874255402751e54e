/* SPDX-License-Identifier: MIT */
/*
 * Memory of devices that has pages: what PCI peers may reach. Such a page is
 * a number (pfn_to_page() of its frame), as that of any memory that is not
 * RAM; there is nothing in it to look into.
 */
#ifndef _LINUX_MEMREMAP_H
#define _LINUX_MEMREMAP_H

#include <linux/types.h>
#include <linux/range.h>
#include <linux/list.h>
#include <linux/mm_types.h>

struct device;

enum memory_type {
	MEMORY_DEVICE_PRIVATE = 1,
	MEMORY_DEVICE_COHERENT,
	MEMORY_DEVICE_FS_DAX,
	MEMORY_DEVICE_GENERIC,
	MEMORY_DEVICE_PCI_P2PDMA,
};

struct dev_pagemap_ops {
	void (*page_free)(struct page *page);
};

/**
 * struct dev_pagemap - a range of a device's memory
 * @type: what kind
 * @flags: none
 * @ops: the owner's
 * @owner: the owner's
 * @nr_range: 1
 * @range: physical addresses, both ends included
 * @link: in the list of all (src/device/memremap.c)
 */
struct dev_pagemap {
	enum memory_type type;
	unsigned int flags;
	const struct dev_pagemap_ops *ops;
	void *owner;
	int nr_range;
	struct range range;
	struct list_head link;
};

/* how many ranges there are: what keeps the test below cheap where there are none */
extern unsigned int mm_device_ranges;
struct dev_pagemap *mm_device_range_of(unsigned long pfn);

/** get_dev_pagemap() - the range that a page frame is in, or NULL. @pgmap: ignored */
static inline struct dev_pagemap *get_dev_pagemap(unsigned long pfn, struct dev_pagemap *pgmap)
{
	return mm_device_ranges ? mm_device_range_of(pfn) : NULL;
}

static inline void put_dev_pagemap(struct dev_pagemap *pgmap)
{
}

static inline bool is_zone_device_page(const struct page *page)
{
	return mm_device_ranges && mm_device_range_of(page_to_pfn(page));
}

static inline bool is_pci_p2pdma_page(const struct page *page)
{
	struct dev_pagemap *pgmap = mm_device_ranges ? mm_device_range_of(page_to_pfn(page)) : NULL;

	return pgmap && pgmap->type == MEMORY_DEVICE_PCI_P2PDMA;
}

/**
 * devm_memremap_pages() - give a range of a device's memory pages
 * @dev: its driver's unbinding ends it
 * @pgmap: the range; must last as long
 *
 * Return: where the CPU sees it, or an ERR_PTR: -ENXIO: no memory is there;
 * -EINVAL: not whole pages, or another has it.
 */
void *devm_memremap_pages(struct device *dev, struct dev_pagemap *pgmap);
void devm_memunmap_pages(struct device *dev, struct dev_pagemap *pgmap);

#endif
