/* SPDX-License-Identifier: MIT */
/*
 * One stretch of memory as a bus sees it ("dma-ranges"). The device tree
 * code fills an array of them into dev->dma_range_map, ended by an entry of
 * size 0; <linux/dma-direct.h> translates with it.
 */
#ifndef _LINUX_BUS_DMA_REGION_H
#define _LINUX_BUS_DMA_REGION_H

#include <linux/types.h>

struct bus_dma_region {
	phys_addr_t cpu_start;
	dma_addr_t dma_start;
	u64 size;
	u64 offset;		/* cpu_start - dma_start */
};

#endif
