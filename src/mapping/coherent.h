/* SPDX-License-Identifier: MIT */
/*
 * Where coherent memory comes from, within the mapping room: areas, memory of
 * a device's own, atomic pools. Their services have their kernel names
 * (<linux/dma-map-ops.h>).
 */
#ifndef DMAE_MAPPING_COHERENT_H
#define DMAE_MAPPING_COHERENT_H

#include <linux/types.h>
#include <linux/gfp.h>

struct device;
struct device_node;
struct page;
struct reserved_mem;

/* coherent_start() - areas, pools and reserved regions, before anybody else takes memory */
int coherent_start(void);
void coherent_stop(void);

/* contiguous_alloc_for() - dma_alloc_contiguous() on behalf of @caller */
struct page *contiguous_alloc_for(struct device *dev, size_t size, gfp_t gfp, const void *caller);
/*
 * contiguous_setup_region(), dev_coherent_setup_region() - a region of the tree of the kind
 * "shared-dma-pool", with and without "reusable"
 */
int contiguous_setup_region(struct reserved_mem *rmem, struct device_node *np);
int dev_coherent_setup_region(struct reserved_mem *rmem, struct device_node *np);
void contiguous_stop(void);
void dev_coherent_start(void);
void dev_coherent_stop(void);

/* dev_coherent_holds() - true if @vaddr is in the device's own memory */
bool dev_coherent_holds(struct device *dev, const void *vaddr);
/* dev_coherent_has_global() - is there memory that all devices that see no caches have to use? */
bool dev_coherent_has_global(void);

/* atomic_pools_are_there() - does this machine need them? */
bool atomic_pools_are_there(void);
int atomic_pools_start(void);
void atomic_pools_stop(void);

#endif
