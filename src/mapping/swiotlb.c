// SPDX-License-Identifier: MIT
/*
 * Bounce buffers: mapping through them, and the copies that make a device
 * see the memory behind one. Not where pools come from (swiotlb_pool.c,
 * restricted_pool.c), nor which slots are free (bounce_slots.c). Called by
 * direct mapping and by dma_map_ops that need it.
 */
#include <linux/types.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/swiotlb.h>

#include "mapping/bounce_slots.h"

#define CREATE_TRACE_POINTS
#include <trace/events/swiotlb.h>

#define NOT_MAPPED ((phys_addr_t)DMA_MAPPING_ERROR)

bool is_swiotlb_active(struct device *dev)
{
	return dev->dma_io_tlb_mem && dev->dma_io_tlb_mem->nslabs;
}
EXPORT_SYMBOL_GPL(is_swiotlb_active);

size_t swiotlb_max_mapping_size(struct device *dev)
{
	size_t lost = ALIGN((size_t)dma_get_min_align_mask(dev), IO_TLB_SIZE);

	/* so much may have to lie before it in its first slots */
	return (size_t)IO_TLB_SIZE * IO_TLB_SEGSIZE - lost;
}
EXPORT_SYMBOL_GPL(swiotlb_max_mapping_size);

static phys_addr_t slot_phys(const struct io_tlb_mem *mem, unsigned long slot)
{
	return mem->start + ((phys_addr_t)slot << IO_TLB_SHIFT);
}

/* ---- copies ------------------------------------------------------------ */

/* what a copy at @tlb_addr is about */
struct bounce {
	char *slot;
	phys_addr_t orig;
	size_t size;
};

/* false, with a line for what is no part of a mapping, if there is nothing to copy */
static bool bounce_find(struct device *dev, phys_addr_t tlb_addr, size_t size, struct bounce *b)
{
	const struct io_tlb_mem *mem = dev->dma_io_tlb_mem;
	const struct io_tlb_mapping *m;
	unsigned long first;
	size_t at;

	m = slots_find(mem, (tlb_addr - mem->start) >> IO_TLB_SHIFT, &first);
	if (!m || m->orig == NO_MEMORY)
		return false;
	at = tlb_addr - slot_phys(mem, first);
	if (at < m->offset) {
		dev_WARN_ONCE(dev, 1,
			      "Access before mapping start detected. orig offset %u, requested "
			      "offset %u.\n",
			      m->offset, (unsigned int)at);
		return false;
	}
	at -= m->offset;
	if (at > m->size) {
		dev_WARN_ONCE(dev, 1,
			      "Buffer overflow detected. Allocation size: %zu. Mapping size: "
			      "%zu+%u.\n",
			      m->size, size, (unsigned int)at);
		return false;
	}
	b->size = m->size - at;
	if (size > b->size)
		dev_WARN_ONCE(dev, 1,
			      "Buffer overflow detected. Allocation size: %zu. Mapping size: "
			      "%zu.\n",
			      b->size, size);
	else
		b->size = size;
	b->slot = (char *)mem->vaddr + (tlb_addr - mem->start);
	b->orig = m->orig + at;
	return true;
}

static void copy_to_pool(struct device *dev, phys_addr_t tlb_addr, size_t size)
{
	struct bounce b;

	if (bounce_find(dev, tlb_addr, size, &b))
		memcpy(b.slot, phys_to_virt(b.orig), b.size);
}

static void copy_from_pool(struct device *dev, phys_addr_t tlb_addr, size_t size)
{
	struct bounce b;

	if (bounce_find(dev, tlb_addr, size, &b))
		memcpy(phys_to_virt(b.orig), b.slot, b.size);
}

void swiotlb_sync_single_for_device(struct device *dev, phys_addr_t tlb_addr, size_t size,
				    enum dma_data_direction dir)
{
	BUG_ON(!valid_dma_direction(dir));
	if (dir != DMA_FROM_DEVICE)
		copy_to_pool(dev, tlb_addr, size);
}

void swiotlb_sync_single_for_cpu(struct device *dev, phys_addr_t tlb_addr, size_t size,
				 enum dma_data_direction dir)
{
	BUG_ON(!valid_dma_direction(dir));
	if (dir != DMA_TO_DEVICE)
		copy_from_pool(dev, tlb_addr, size);
}

/* ---- slots ------------------------------------------------------------- */

static unsigned long reach_of(struct device *dev, dma_addr_t start, unsigned long slots)
{
	u64 limit = min_not_zero(dev->dma_mask ? *dev->dma_mask : 0, dev->bus_dma_limit);

	if (!limit || limit == ~0ull)
		return slots;
	/* out of reach altogether: whoever asks for the address finds out */
	if (start > limit || limit - start < IO_TLB_SIZE - 1)
		return slots;
	return min_t(u64, slots, (limit - start + 1) >> IO_TLB_SHIFT);
}

/* the first slot for @mapping, whose offset is filled in; -1: none */
static long take_slots(struct device *dev, struct io_tlb_mapping *mapping, u64 align_mask)
{
	struct io_tlb_mem *mem = dev->dma_io_tlb_mem;
	u64 keep = dma_get_min_align_mask(dev);
	bool has_memory = mapping->orig != NO_MEMORY;
	struct slot_wish wish = {
		.address = phys_to_dma(dev, mem->start),
		.boundary = dma_get_seg_boundary(dev),
	};

	/* mappings of a page and more start at one, unless something else is asked for */
	if (!align_mask && !keep && mapping->size >= PAGE_SIZE)
		align_mask = PAGE_SIZE - 1;
	align_mask |= IO_TLB_SIZE - 1;

	mapping->offset = has_memory ? mapping->orig & keep & align_mask : 0;
	wish.slots = slots_for((u64)mapping->size + mapping->offset);
	wish.align_mask = align_mask & ~(u64)(IO_TLB_SIZE - 1);
	if (has_memory) {
		wish.align_mask |= keep & ~align_mask;
		wish.align = mapping->orig & keep & ~align_mask;
	}
	wish.reach = reach_of(dev, wish.address, mem->nslabs);
	return slots_take(mem, &wish, mapping);
}

static bool may_map(struct device *dev, phys_addr_t phys, size_t mapping_size, size_t alloc_size)
{
	if (!is_swiotlb_active(dev)) {
		dev_warn_ratelimited(dev, "Can not allocate SWIOTLB buffer earlier and can't now "
					  "provide you with the DMA bounce buffer");
		return false;
	}
	if (mapping_size > alloc_size) {
		dev_warn_once(dev, "Invalid sizes (mapping: %zd bytes, alloc: %zd bytes)",
			      mapping_size, alloc_size);
		return false;
	}
	if (dev_WARN_ONCE(dev, !alloc_size, "a mapping of no bytes can't bounce\n"))
		return false;
	return !dev_WARN_ONCE(dev, !phys_to_virt(phys), "no memory at %pa can bounce\n", &phys);
}

phys_addr_t swiotlb_tbl_map_single(struct device *hwdev, phys_addr_t phys, size_t mapping_size,
				   size_t alloc_size, unsigned int alloc_aligned_mask,
				   enum dma_data_direction dir, unsigned long attrs)
{
	struct io_tlb_mapping mapping = { .orig = phys, .size = alloc_size };
	struct io_tlb_mem *mem = hwdev->dma_io_tlb_mem;
	phys_addr_t tlb_addr;
	long slot;

	if (!may_map(hwdev, phys, mapping_size, alloc_size))
		return NOT_MAPPED;
	slot = take_slots(hwdev, &mapping, alloc_aligned_mask);
	if (slot < 0) {
		if (!(attrs & DMA_ATTR_NO_WARN))
			dev_warn_ratelimited(hwdev,
					     "swiotlb buffer is full (sz: %zd bytes), total %lu "
					     "(slots), used %lu (slots)\n",
					     alloc_size, mem->nslabs, slots_used(mem));
		return NOT_MAPPED;
	}
	tlb_addr = slot_phys(mem, slot) + mapping.offset;
	/* whatever the direction: a device that writes less than it may leaks no old contents */
	copy_to_pool(hwdev, tlb_addr, mapping_size);
	return tlb_addr;
}
EXPORT_SYMBOL_GPL(swiotlb_tbl_map_single);

static void release(struct device *dev, phys_addr_t tlb_addr)
{
	struct io_tlb_mem *mem = dev->dma_io_tlb_mem;
	unsigned long slot = (tlb_addr - mem->start) >> IO_TLB_SHIFT, first;

	if (!dev_WARN_ONCE(dev, !slots_find(mem, slot, &first),
			   "bounce buffer at %pa is not in use\n", &tlb_addr))
		slots_give(mem, first);
}

void swiotlb_tbl_unmap_single(struct device *hwdev, phys_addr_t tlb_addr, size_t mapping_size,
			      enum dma_data_direction dir, unsigned long attrs)
{
	bool device_wrote = dir == DMA_BIDIRECTIONAL || dir == DMA_FROM_DEVICE;

	if (device_wrote && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		copy_from_pool(hwdev, tlb_addr, mapping_size);
	release(hwdev, tlb_addr);
}
EXPORT_SYMBOL_GPL(swiotlb_tbl_unmap_single);

/* ---- mapping ----------------------------------------------------------- */

dma_addr_t swiotlb_map(struct device *dev, phys_addr_t phys, size_t size,
		       enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t tlb_addr;
	dma_addr_t addr;

	trace_swiotlb_bounced(dev, phys_to_dma(dev, phys), size);
	tlb_addr = swiotlb_tbl_map_single(dev, phys, size, size, 0, dir, attrs);
	if (tlb_addr == NOT_MAPPED)
		return DMA_MAPPING_ERROR;
	addr = phys_to_dma(dev, tlb_addr);
	if (unlikely(!dma_capable(dev, addr, size, true))) {
		swiotlb_tbl_unmap_single(dev, tlb_addr, size, dir,
					 attrs | DMA_ATTR_SKIP_CPU_SYNC);
		dev_WARN_ONCE(dev, 1,
			      "swiotlb addr %pad+%zu overflow (mask %llx, bus limit %llx).\n",
			      &addr, size, (unsigned long long)*dev->dma_mask,
			      (unsigned long long)dev->bus_dma_limit);
		return DMA_MAPPING_ERROR;
	}
	if (unlikely(!dev_is_dma_coherent(dev)) && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		arch_sync_dma_for_device(tlb_addr, size, dir);
	return addr;
}

/* ---- memory of its own ------------------------------------------------- */

struct page *swiotlb_alloc(struct device *dev, size_t size)
{
	struct io_tlb_mapping mapping = { .orig = NO_MEMORY, .size = size };
	long slot;

	if (!is_swiotlb_active(dev) || !size)
		return NULL;
	slot = take_slots(dev, &mapping, PAGE_SIZE - 1);
	return slot < 0 ? NULL : phys_to_page(slot_phys(dev->dma_io_tlb_mem, slot));
}

bool swiotlb_free(struct device *dev, struct page *page, size_t size)
{
	phys_addr_t phys = page_to_phys(page);

	if (!is_swiotlb_buffer(dev, phys))
		return false;
	release(dev, phys);
	return true;
}
