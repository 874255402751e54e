/* SPDX-License-Identifier: MIT */
/*
 * The mapping room: DMA addresses, coherent memory, pools, scatterlists.
 * Its services have their kernel names (<linux/dma-mapping.h>,
 * <linux/dmapool.h>, <linux/scatterlist.h>); this is what other rooms need
 * beyond them.
 */
#ifndef DMAE_MAPPING_H
#define DMAE_MAPPING_H

#include <linux/types.h>
#include <linux/dma-mapping.h>

struct machine_master;

/**
 * mapping_reserve() - take what must lie where the first who asks for memory would find it
 *
 * Context: While the world starts, before any room; memory is there.
 */
void mapping_reserve(void);
/** mapping_unreserve() - give it back, where the room is not started after all */
void mapping_unreserve(void);
int mapping_start(void);
void mapping_stop(void);

/**
 * device_dma_master() - the bus master that a device's accesses come from
 * @dev: the device
 *
 * That of its device tree node; a class device (no node, no bus) uses its
 * parent's; any other is known by its name. Found once and kept in the device.
 */
struct machine_master *device_dma_master(struct device *dev);

/**
 * device_dma_mappings() - how many mappings of a device are recorded
 * @dev: the device
 *
 * What is left when its driver is unbound has leaked. 0 while the checker is off.
 */
unsigned int device_dma_mappings(struct device *dev);

/* isa_dma.c */
void isa_dma_start(void);
void isa_dma_stop(void);

/** dma_mask_supported() - would dma_set_mask() take @mask? */
bool dma_mask_supported(struct device *dev, u64 mask);

/**
 * dma_alloc_for() - dma_alloc_attrs() on behalf of somebody
 * @caller: the code that is named if the memory leaks
 */
void *dma_alloc_for(struct device *dev, size_t size, dma_addr_t *dma_handle,
		    gfp_t gfp, unsigned long attrs, const void *caller);

#endif
