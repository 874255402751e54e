/* SPDX-License-Identifier: MIT */
/*
 * The record of mappings: what the DMA checker lets a device touch, and what
 * DMA-API debugging knows of it. Every mapping function calls these, whoever
 * made the mapping (direct or dma_map_ops); they cost a test while the
 * checker is off. They are part of the functions that drivers call, so that
 * whoever called those is known.
 */
#ifndef DMAE_MAPPING_RECORD_H
#define DMAE_MAPPING_RECORD_H

#include <linux/compiler.h>
#include <linux/dma-mapping.h>

#include "machine/grants.h"

/**
 * struct map_request - a mapping that was made, or that shall end
 * @phys: the memory; 0 where nobody asks (single mappings that end)
 * @addr: the device's address
 * @ents: of an entry of a list: how many the caller gave
 * @mapped: and how many they became
 * @caller: the code that maps or unmaps, for reports
 */
struct map_request {
	struct device *dev;
	phys_addr_t phys;
	dma_addr_t addr;
	size_t size;
	enum dma_data_direction dir;
	enum grant_type type;
	int ents, mapped;
	unsigned long attrs;
	const void *caller;
};

/* direction, type and attributes in one register: this is the path of every mapping */
static __always_inline unsigned long record_how(enum dma_data_direction dir, enum grant_type type,
						unsigned long attrs)
{
	return dir | type << 2 | attrs << 8;
}

void __record_map(struct device *dev, phys_addr_t phys, dma_addr_t addr, size_t size,
		  unsigned long how, const void *caller);
void __record_unmap(struct device *dev, phys_addr_t phys, dma_addr_t addr, size_t size,
		    unsigned long how, const void *caller);
void __record_map_sg(struct device *dev, struct scatterlist *sgl, int nents, int mapped,
		     enum dma_data_direction dir, unsigned long attrs, const void *caller);
void __record_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
		       enum dma_data_direction dir, const void *caller);
void __record_sync(const struct map_request *req, bool to_cpu);
void __record_sync_sg(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, bool to_cpu);
phys_addr_t record_phys_of(struct device *dev, const void *virt, dma_addr_t addr);

static __always_inline void record_map_type(struct device *dev, enum grant_type type,
					    phys_addr_t phys, dma_addr_t addr, size_t size,
					    enum dma_data_direction dir, unsigned long attrs)
{
	if (unlikely(machine_checker) && addr != DMA_MAPPING_ERROR)
		__record_map(dev, phys, addr, size, record_how(dir, type, attrs),
			     __builtin_return_address(0));
}

static __always_inline void record_unmap_type(struct device *dev, enum grant_type type,
					      phys_addr_t phys, dma_addr_t addr, size_t size,
					      enum dma_data_direction dir)
{
	__record_unmap(dev, phys, addr, size, record_how(dir, type, 0),
		       __builtin_return_address(0));
}

/* of dma_map_page() and dma_map_single() */
static __always_inline void record_map(struct device *dev, phys_addr_t phys, dma_addr_t addr,
				       size_t size, enum dma_data_direction dir,
				       unsigned long attrs)
{
	record_map_type(dev, GRANT_SINGLE, phys, addr, size, dir, attrs);
}

static __always_inline void record_unmap(struct device *dev, dma_addr_t addr, size_t size,
					 enum dma_data_direction dir)
{
	if (unlikely(machine_checker))
		record_unmap_type(dev, GRANT_SINGLE, 0, addr, size, dir);
}

/* @nents: entries of the list; @mapped: those that carry a bus address now */
static inline void record_map_sg_for(struct device *dev, struct scatterlist *sgl, int nents,
				     int mapped, enum dma_data_direction dir, unsigned long attrs,
				     const void *caller)
{
	if (unlikely(machine_checker))
		__record_map_sg(dev, sgl, nents, mapped, dir, attrs, caller);
}

static __always_inline void record_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
					  int mapped, enum dma_data_direction dir,
					  unsigned long attrs)
{
	if (unlikely(machine_checker))
		__record_map_sg(dev, sgl, nents, mapped, dir, attrs, __builtin_return_address(0));
}

/* @nents: entries of the list: those that were mapped come first */
static __always_inline void record_unmap_sg(struct device *dev, struct scatterlist *sgl,
					    int nents, enum dma_data_direction dir)
{
	if (unlikely(machine_checker))
		__record_unmap_sg(dev, sgl, nents, dir, __builtin_return_address(0));
}

static __always_inline void record_map_resource(struct device *dev, phys_addr_t phys,
						dma_addr_t addr, size_t size,
						enum dma_data_direction dir, unsigned long attrs)
{
	record_map_type(dev, GRANT_RESOURCE, phys, addr, size, dir, attrs);
}

static __always_inline void record_unmap_resource(struct device *dev, dma_addr_t addr,
						  size_t size, enum dma_data_direction dir)
{
	if (unlikely(machine_checker))
		record_unmap_type(dev, GRANT_RESOURCE, 0, addr, size, dir);
}

/* @virt: what the allocator returned, a page where it has no address */
static inline void record_alloc(struct device *dev, const void *virt, dma_addr_t addr, size_t size,
				unsigned long attrs, const void *caller)
{
	if (unlikely(machine_checker))
		__record_map(dev, record_phys_of(dev, virt, addr), addr, size,
			     record_how(DMA_BIDIRECTIONAL, GRANT_COHERENT, attrs), caller);
}

static __always_inline void record_free(struct device *dev, const void *virt, dma_addr_t addr,
					size_t size)
{
	if (unlikely(machine_checker))
		record_unmap_type(dev, GRANT_COHERENT, record_phys_of(dev, virt, addr), addr,
				  size, DMA_BIDIRECTIONAL);
}

/* of dma_alloc_pages() */
static __always_inline void record_alloc_pages(struct device *dev, struct page *page,
					       dma_addr_t addr, size_t size,
					       enum dma_data_direction dir)
{
	record_map_type(dev, GRANT_NONCOHERENT, page_to_phys(page), addr, size, dir, 0);
}

static __always_inline void record_free_pages(struct device *dev, struct page *page,
					      dma_addr_t addr, size_t size,
					      enum dma_data_direction dir)
{
	if (unlikely(machine_checker))
		record_unmap_type(dev, GRANT_NONCOHERENT, page_to_phys(page), addr, size, dir);
}

/* @to_cpu: the CPU looks next; false: the device does */
static inline void record_sync(struct device *dev, dma_addr_t addr, size_t size,
			       enum dma_data_direction dir, bool to_cpu)
{
	if (unlikely(machine_checker))
		__record_sync(&(struct map_request){ .dev = dev, .type = GRANT_SINGLE,
			      .addr = addr, .size = size, .dir = dir }, to_cpu);
}

static inline void record_sync_sg(struct device *dev, struct scatterlist *sgl, int nents,
				  enum dma_data_direction dir, bool to_cpu)
{
	if (unlikely(machine_checker))
		__record_sync_sg(dev, sgl, nents, dir, to_cpu);
}

/** record_start(), record_stop() - called by the room (mapping.c) */
int record_start(void);
void record_stop(void);

#endif
