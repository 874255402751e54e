/* SPDX-License-Identifier: MIT */
/*
 * The mapping operations of a bus: none of its own, so that a device
 * without dma_ops is mapped directly. Included by <linux/dma-map-ops.h>.
 */
#ifndef _ASM_DMA_MAPPING_H
#define _ASM_DMA_MAPPING_H

#include <stddef.h>

struct bus_type;
struct dma_map_ops;

static inline const struct dma_map_ops *get_arch_dma_ops(struct bus_type *bus)
{
	return NULL;
}

#endif
