/* SPDX-License-Identifier: MIT */
/*
 * The slots of a pool of bounce buffers: which are free, and a run of them
 * for a mapping. What lies in them is swiotlb.c's business.
 */
#ifndef DMAE_MAPPING_BOUNCE_SLOTS_H
#define DMAE_MAPPING_BOUNCE_SLOTS_H

#include <linux/swiotlb.h>

/* no mapping has this slot; what struct io_tlb_mem.nth says of it */
#define SLOT_FREE 0xff

/**
 * struct io_tlb_mapping - what a run of slots holds; only that of its first slot means something
 * @orig: physical address of the memory that bounces, or NO_MEMORY: the slots are memory of their own
 * @size: bytes of it
 * @offset: bytes of the first slot before it
 */
struct io_tlb_mapping {
	phys_addr_t orig;
	size_t size;
	unsigned int offset;
};

#define NO_MEMORY (~(phys_addr_t)0)

/**
 * struct slot_wish - what a run must be like
 * @slots: how many in a row
 * @address: device's address of the pool's first slot
 * @align_mask: bits of the run's address that must be those of @align
 * @align: only has bits of @align_mask
 * @boundary: mask of the boundary that the run may not cross; all ones: none
 * @reach: slots of the pool that the device can reach, from its start
 */
struct slot_wish {
	u64 slots;
	dma_addr_t address;
	u64 align_mask;
	u64 align;
	u64 boundary;
	unsigned long reach;
};

/**
 * slots_create() - the book-keeping of a pool whose start, nslabs and nareas are known: all free
 *
 * Context: Process. Return: 0; -ENOMEM.
 */
int slots_create(struct io_tlb_mem *mem);
void slots_destroy(struct io_tlb_mem *mem);

/** slots_take() - the first slot of a run for a mapping of @mapping; -1: there is none. Any context */
long slots_take(struct io_tlb_mem *mem, const struct slot_wish *wish,
		const struct io_tlb_mapping *mapping);

/** slots_give() - back, the run that starts at @first. Any context */
void slots_give(struct io_tlb_mem *mem, unsigned long first);

/** slots_used() - how many are in use now */
unsigned long slots_used(const struct io_tlb_mem *mem);

static inline unsigned long slots_for(u64 bytes)
{
	return bytes ? ((bytes - 1) >> IO_TLB_SHIFT) + 1 : 0;
}

/* slots_find() - the mapping that @slot belongs to, or NULL; @first: its first slot */
static inline struct io_tlb_mapping *slots_find(const struct io_tlb_mem *mem, unsigned long slot,
						unsigned long *first)
{
	u8 nth = READ_ONCE(mem->nth[slot]);

	if (nth == SLOT_FREE)
		return NULL;
	*first = slot - nth;
	return &mem->mappings[*first];
}

#endif
