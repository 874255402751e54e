/* SPDX-License-Identifier: MIT */
/*
 * Bounce buffers: memory that a device can reach, through which everything
 * goes that it can't. For direct mapping and for implementations of
 * dma_map_ops; drivers map as ever and don't see it. src/mapping/swiotlb.c.
 */
#ifndef __LINUX_SWIOTLB_H
#define __LINUX_SWIOTLB_H

#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/init.h>
#include <linux/types.h>
#include <linux/limits.h>
#include <linux/spinlock.h>

struct dentry;
struct io_tlb_area;
struct io_tlb_mapping;
struct page;
struct scatterlist;

/* for swiotlb_init(): say where the pool is; bounce everything; it may lie anywhere */
#define SWIOTLB_VERBOSE	(1 << 0)
#define SWIOTLB_FORCE	(1 << 1)
#define SWIOTLB_ANY	(1 << 2)

/* a slot, and how many in a row a mapping may have */
#define IO_TLB_SHIFT	11
#define IO_TLB_SIZE	(1 << IO_TLB_SHIFT)
#define IO_TLB_SEGSIZE	128

#define IO_TLB_DEFAULT_SIZE	(64UL << 20)

/**
 * struct io_tlb_mem - a pool of bounce buffers
 * @start: physical address
 * @end: one beyond its last byte
 * @vaddr: the same memory as the CPU sees it
 * @nslabs: slots; 0: there is no pool
 * @debugfs: its folder
 * @late_alloc: made by swiotlb_init_late()
 * @force_bounce: devices that have this pool bounce everything
 * @for_alloc: coherent memory comes out of it, too
 * @nareas: parts with a lock each, so that CPUs don't wait for one another
 * @area_nslabs: slots of a part, a power of two
 * @area_shift: log2 of that
 * @areas: the parts
 * @free: which slots are free, of all parts
 * @mappings: what a slot holds, at the first slot of each mapping
 * @nth: of each slot: how many of the mapping's slots lie before it
 * @used_hiwater: most slots that were ever in use
 * @pages: the memory, if it was allocated for the pool
 */
struct io_tlb_mem {
	phys_addr_t start;
	phys_addr_t end;
	void *vaddr;
	unsigned long nslabs;
	struct dentry *debugfs;
	bool late_alloc;
	bool force_bounce;
	bool for_alloc;
	unsigned int nareas;
	unsigned int area_nslabs;
	unsigned int area_shift;
	struct io_tlb_area *areas;
	void *free;
	struct io_tlb_mapping *mappings;
	u8 *nth;
	atomic_long_t used_hiwater;
	struct page *pages;
};

/* what every device has that was given no other pool */
extern struct io_tlb_mem io_tlb_default_mem;

/* is_swiotlb_buffer() - is @paddr in the pool of @dev? */
static inline bool is_swiotlb_buffer(struct device *dev, phys_addr_t paddr)
{
	const struct io_tlb_mem *mem = dev->dma_io_tlb_mem;

	return mem && paddr - mem->start < mem->end - mem->start;
}

/* is_swiotlb_force_bounce() - does @dev bounce what it could reach, too? */
static inline bool is_swiotlb_force_bounce(struct device *dev)
{
	const struct io_tlb_mem *mem = dev->dma_io_tlb_mem;

	return mem && mem->force_bounce;
}

/* is_swiotlb_for_alloc() - does the coherent memory of @dev come out of its pool? */
static inline bool is_swiotlb_for_alloc(struct device *dev)
{
	const struct io_tlb_mem *mem = dev->dma_io_tlb_mem;

	return mem && mem->for_alloc;
}

/**
 * is_swiotlb_active() - has @dev a pool?
 * @dev: the device
 *
 * Context: Any.
 */
bool is_swiotlb_active(struct device *dev);

/**
 * swiotlb_init() - make the default pool
 * @addressing_limited: there is memory that some device can't reach
 * @flags: SWIOTLB_*
 *
 * Without @addressing_limited only "swiotlb=force" makes one; with "swiotlb=noforce" nothing does.
 *
 * Context: While the world starts.
 */
void swiotlb_init(bool addressing_limited, unsigned int flags);

/**
 * swiotlb_init_remap() - the same
 * @addressing_limited: as there
 * @flags: as there
 * @remap: prepares the memory; a negative error code: try with half of it. NULL: nothing to do
 *
 * Context: While the world starts.
 */
void swiotlb_init_remap(bool addressing_limited, unsigned int flags,
			int (*remap)(void *tlb, unsigned long nslabs));

/**
 * swiotlb_init_late() - make the default pool out of pages
 * @size: bytes
 * @gfp_mask: from where
 * @remap: as for swiotlb_init_remap()
 *
 * Context: Process.
 * Return: 0; -ENOMEM; what @remap returned.
 */
int swiotlb_init_late(size_t size, gfp_t gfp_mask, int (*remap)(void *tlb, unsigned long nslabs));

/**
 * swiotlb_exit() - give the default pool back; not if everything bounces
 *
 * Context: Process; nothing is mapped through it.
 */
void swiotlb_exit(void);

/* bytes that the default pool has or will have */
unsigned long swiotlb_size_or_default(void);

/**
 * swiotlb_adjust_size() - another size for the default pool, unless "swiotlb=" has given one
 * @size: bytes
 *
 * Context: Before swiotlb_init().
 */
void swiotlb_adjust_size(unsigned long size);

/* nothing is encrypted here */
static inline void swiotlb_update_mem_attributes(void)
{
}

/* swiotlb_print_info() - a line that says where the default pool lies */
void swiotlb_print_info(void);

/* bytes of the default pool, in whole pages; 0: there is none */
unsigned int swiotlb_max_segment(void);

/**
 * swiotlb_max_mapping_size() - the largest mapping that can bounce
 * @dev: the device
 *
 * Context: Any.
 * Return: bytes; less than 256 KiB if the device has a min_align_mask.
 */
size_t swiotlb_max_mapping_size(struct device *dev);

/**
 * swiotlb_map() - map through the pool of @dev, and copy there
 * @dev: the device
 * @phys: the memory
 * @size: bytes
 * @dir: direction
 * @attrs: DMA_ATTR_NO_WARN: say nothing of a full pool
 *
 * Context: Any.
 * Return: the device's address, or DMA_MAPPING_ERROR.
 */
dma_addr_t swiotlb_map(struct device *dev, phys_addr_t phys, size_t size,
		       enum dma_data_direction dir, unsigned long attrs);

/**
 * swiotlb_tbl_map_single() - slots for a mapping, and what it holds copied there
 * @hwdev: the device
 * @phys: the memory
 * @mapping_size: bytes to copy
 * @alloc_size: bytes to have, at least that
 * @alloc_aligned_mask: bits that shall be 0 in the address
 * @dir: direction
 * @attrs: as for swiotlb_map()
 *
 * Context: Any.
 * Return: physical address in the pool, or DMA_MAPPING_ERROR.
 */
phys_addr_t swiotlb_tbl_map_single(struct device *hwdev, phys_addr_t phys, size_t mapping_size,
				   size_t alloc_size, unsigned int alloc_aligned_mask,
				   enum dma_data_direction dir, unsigned long attrs);

/**
 * swiotlb_tbl_unmap_single() - end it
 * @hwdev: the device
 * @tlb_addr: what swiotlb_tbl_map_single() returned
 * @mapping_size: bytes to copy back, if the device wrote
 * @dir: direction
 * @attrs: DMA_ATTR_SKIP_CPU_SYNC: copy nothing
 *
 * Context: Any.
 */
void swiotlb_tbl_unmap_single(struct device *hwdev, phys_addr_t tlb_addr, size_t mapping_size,
			      enum dma_data_direction dir, unsigned long attrs);

/**
 * swiotlb_sync_single_for_device() - copy to the pool what the CPU wrote
 * @dev: the device
 * @tlb_addr: somewhere in a mapping
 * @size: bytes
 * @dir: direction of the mapping; DMA_FROM_DEVICE: nothing to do
 *
 * Context: Any.
 */
void swiotlb_sync_single_for_device(struct device *dev, phys_addr_t tlb_addr, size_t size,
				    enum dma_data_direction dir);

/**
 * swiotlb_sync_single_for_cpu() - copy back what the device wrote
 * @dev: the device
 * @tlb_addr: somewhere in a mapping
 * @size: bytes
 * @dir: direction of the mapping; DMA_TO_DEVICE: nothing to do
 *
 * Context: Any.
 */
void swiotlb_sync_single_for_cpu(struct device *dev, phys_addr_t tlb_addr, size_t size,
				 enum dma_data_direction dir);

/**
 * swiotlb_alloc() - pages out of the pool of @dev
 * @dev: the device
 * @size: bytes, whole pages
 *
 * Context: Any.
 * Return: the first page, or NULL if the pool is full.
 */
struct page *swiotlb_alloc(struct device *dev, size_t size);

/**
 * swiotlb_free() - give them back
 * @dev: the device
 * @page: the first
 * @size: bytes
 *
 * Context: Any.
 * Return: false: they are no part of the pool.
 */
bool swiotlb_free(struct device *dev, struct page *page, size_t size);

#endif
