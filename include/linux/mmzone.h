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

enum zone_type {
	ZONE_DMA,
	ZONE_DMA32,
	ZONE_NORMAL,
	MAX_NR_ZONES
};

#endif
