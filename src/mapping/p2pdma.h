/* SPDX-License-Identifier: MIT */
/* Memory of PCI peers, within the mapping room (p2pdma.c, p2pdma_map.c). */
#ifndef DMAE_MAPPING_P2PDMA_H
#define DMAE_MAPPING_P2PDMA_H

#include <linux/completion.h>
#include <linux/memremap.h>
#include <linux/pci.h>
#include <linux/refcount.h>

/**
 * struct pci_p2pdma - what a function offers
 * @pdev: the function
 * @pool: its memory, with the addresses on the bus
 * @published: others may find it
 * @users: allocations, and one for the provider
 * @unused: completed when there is none
 */
struct pci_p2pdma {
	struct pci_dev *pdev;
	struct gen_pool *pool;
	bool published;
	refcount_t users;
	struct completion unused;
};

/** struct p2p_range - a part of a window; @bus_offset: from physical addresses to the bus's */
struct p2p_range {
	struct dev_pagemap pgmap;
	struct pci_dev *provider;
	struct pci_p2pdma *owner;
	u64 bus_offset;
};

/* p2p_range_of() - the range that a page is in, or NULL */
static inline struct p2p_range *p2p_range_of(const struct page *page)
{
	struct dev_pagemap *pgmap = get_dev_pagemap(page_to_pfn(page), NULL);

	return pgmap && pgmap->type == MEMORY_DEVICE_PCI_P2PDMA ?
		       container_of(pgmap, struct p2p_range, pgmap) : NULL;
}

#endif
