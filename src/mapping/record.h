/* SPDX-License-Identifier: MIT */
/*
 * The record of mappings: what the DMA checker lets a device touch. Every
 * mapping function calls these, whoever made the mapping (direct or
 * dma_map_ops); they cost a test while the checker is off. They are part of
 * the functions that drivers call, so that whoever called those is known.
 */
#ifndef DMAE_MAPPING_RECORD_H
#define DMAE_MAPPING_RECORD_H

#include <linux/compiler.h>
#include <linux/dma-mapping.h>

#include "machine/machine.h"

/* @caller: the code that maps or unmaps, for reports */
void __record_map(struct device *dev, dma_addr_t addr, size_t size,
		  enum dma_data_direction dir, const void *caller);
void __record_unmap(struct device *dev, dma_addr_t addr, size_t size,
		    enum dma_data_direction dir, const void *caller);
void __record_map_sg(struct device *dev, struct scatterlist *sgl, int mapped,
		     enum dma_data_direction dir, const void *caller);
void __record_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
		       enum dma_data_direction dir, const void *caller);
void __record_sync(struct device *dev, dma_addr_t addr, size_t size,
		   enum dma_data_direction dir);
void __record_sync_sg(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir);

static __always_inline void record_map(struct device *dev, dma_addr_t addr, size_t size,
			      enum dma_data_direction dir)
{
	if (unlikely(machine_checker) && addr != DMA_MAPPING_ERROR)
		__record_map(dev, addr, size, dir,
			__builtin_return_address(0));
}

static __always_inline void record_unmap(struct device *dev, dma_addr_t addr,
				size_t size, enum dma_data_direction dir)
{
	if (unlikely(machine_checker))
		__record_unmap(dev, addr, size, dir,
			__builtin_return_address(0));
}

/* @mapped: entries that carry a bus address */
static __always_inline void record_map_sg(struct device *dev, struct scatterlist *sgl,
				 int mapped, enum dma_data_direction dir)
{
	if (unlikely(machine_checker))
		__record_map_sg(dev, sgl, mapped, dir,
			__builtin_return_address(0));
}

/* @nents: entries of the list: those that were mapped come first */
static __always_inline void record_unmap_sg(struct device *dev, struct scatterlist *sgl,
				   int nents, enum dma_data_direction dir)
{
	if (unlikely(machine_checker))
		__record_unmap_sg(dev, sgl, nents, dir,
			__builtin_return_address(0));
}

static inline void record_sync(struct device *dev, dma_addr_t addr, size_t size,
			       enum dma_data_direction dir)
{
	if (unlikely(machine_checker))
		__record_sync(dev, addr, size, dir);
}

static inline void record_sync_sg(struct device *dev, struct scatterlist *sgl,
				  int nents, enum dma_data_direction dir)
{
	if (unlikely(machine_checker))
		__record_sync_sg(dev, sgl, nents, dir);
}

#endif
