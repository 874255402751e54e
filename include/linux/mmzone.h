/* SPDX-License-Identifier: MIT */
/*
 * Zones: which part of RAM an allocation may come from. DMA is what lies
 * below 16 MiB (often nothing), DMA32 what lies below 4 GiB.
 */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <linux/types.h>
#include <linux/numa.h>
#include <asm/page.h>

/* alloc_pages() serves orders 0 to MAX_ORDER - 1, i.e. blocks up to 4 MiB */
#define MAX_ORDER		11
#define MAX_ORDER_NR_PAGES	(1 << (MAX_ORDER - 1))
#define PAGE_ALLOC_COSTLY_ORDER	3

/* areas of contiguous memory are made of such blocks */
#define pageblock_order		9
#define pageblock_nr_pages	(1UL << pageblock_order)

enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_HIGHATOMIC,
	MIGRATE_CMA,
	MIGRATE_ISOLATE,
	MIGRATE_TYPES
};

enum zone_type {
	ZONE_DMA,
	ZONE_DMA32,
	ZONE_NORMAL,
	MAX_NR_ZONES
};

#endif
