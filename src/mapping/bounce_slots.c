// SPDX-License-Identifier: MIT
/*
 * The slots of a pool of bounce buffers. A pool is cut into segments of
 * IO_TLB_SEGSIZE slots that no run crosses, and these are dealt out to areas,
 * one or more for a CPU, each with a lock. A segment is two words of bits, in
 * which runs are found by shifting, so that a full pool costs little more
 * than an empty one.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/dma-mapping.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "base/biased_lock.h"
#include "mapping/bounce_slots.h"

/* a bit for each slot of a segment */
typedef unsigned __int128 segment_t;

#define SEGMENT_ALL (~(segment_t)0)

/**
 * struct io_tlb_area - segments that one lock protects
 * @lock: for all below; under it nothing waits and nothing is said
 * @segments: how many
 * @used: slots in use
 * @hint: slot of the area at which to look first: what was given back last is in the cache
 * @free: the segments; bits of slots that there are not are clear
 */
struct io_tlb_area {
	struct biased_lock lock;
	unsigned int segments;
	unsigned long used;
	unsigned long hint;
	segment_t *free;
} __attribute__((aligned(64)));

static void open_area(struct io_tlb_area *area, unsigned long slots, segment_t *free)
{
	unsigned int i;

	area->free = free;
	area->segments = DIV_ROUND_UP(slots, IO_TLB_SEGSIZE);
	for (i = 0; i < area->segments; i++, slots -= IO_TLB_SEGSIZE)
		free[i] = slots >= IO_TLB_SEGSIZE ? SEGMENT_ALL : ((segment_t)1 << slots) - 1;
}

static bool slots_alloc(struct io_tlb_mem *mem)
{
	unsigned long segments = DIV_ROUND_UP(mem->nslabs, IO_TLB_SEGSIZE);

	mem->areas = kcalloc(mem->nareas, sizeof(*mem->areas), GFP_KERNEL);
	mem->free = kmalloc_array(segments, sizeof(segment_t), GFP_KERNEL);
	mem->nth = kmalloc(mem->nslabs, GFP_KERNEL);
	mem->mappings = kmalloc_array(mem->nslabs, sizeof(*mem->mappings), GFP_KERNEL);
	return mem->areas && mem->free && mem->nth && mem->mappings;
}

/* 0, 1, 2, ...: what a run's slots are told in one go */
static u8 counting[IO_TLB_SEGSIZE];

static void count_up(void)
{
	unsigned int i;

	for (i = 0; i < IO_TLB_SEGSIZE; i++)
		counting[i] = i;
}

int slots_create(struct io_tlb_mem *mem)
{
	unsigned int nr;

	/* a segment lies in one area; the last area has what is left */
	mem->area_shift = order_base_2(max_t(unsigned long, IO_TLB_SEGSIZE,
					     DIV_ROUND_UP(mem->nslabs, mem->nareas)));
	mem->area_nslabs = 1u << mem->area_shift;
	mem->nareas = DIV_ROUND_UP(mem->nslabs, mem->area_nslabs);
	if (!slots_alloc(mem)) {
		slots_destroy(mem);
		return -ENOMEM;
	}
	count_up();
	memset(mem->nth, SLOT_FREE, mem->nslabs);
	atomic_long_set(&mem->used_hiwater, 0);
	for (nr = 0; nr < mem->nareas; nr++) {
		unsigned long first = (unsigned long)nr << mem->area_shift;

		open_area(&mem->areas[nr], min_t(unsigned long, mem->area_nslabs, mem->nslabs - first),
			  (segment_t *)mem->free + first / IO_TLB_SEGSIZE);
	}
	return 0;
}

void slots_destroy(struct io_tlb_mem *mem)
{
	kfree(mem->areas);
	kfree(mem->free);
	kfree(mem->nth);
	kfree(mem->mappings);
	mem->areas = NULL;
	mem->free = NULL;
	mem->nth = NULL;
	mem->mappings = NULL;
}

unsigned long slots_used(const struct io_tlb_mem *mem)
{
	unsigned long used = 0;
	unsigned int nr;

	for (nr = 0; nr < mem->nareas; nr++)
		used += READ_ONCE(mem->areas[nr].used);
	return used;
}

static void note_used(struct io_tlb_mem *mem)
{
	long used = slots_used(mem), most = atomic_long_read(&mem->used_hiwater);

	while (unlikely(used > most) &&
	       !atomic_long_try_cmpxchg(&mem->used_hiwater, &most, used))
		;
}

/* ---- one segment ------------------------------------------------------- */

static unsigned int first_bit(segment_t bits)
{
	u64 low = bits;

	return low ? __builtin_ctzll(low) : 64 + __builtin_ctzll((u64)(bits >> 64));
}

static segment_t run_of(unsigned int slots)
{
	return slots >= IO_TLB_SEGSIZE ? SEGMENT_ALL : ((segment_t)1 << slots) - 1;
}

/* where runs of @slots free slots start */
static segment_t run_starts(segment_t free, unsigned int slots)
{
	unsigned int have = 1;

	while (free && have < slots) {
		unsigned int more = min(have, slots - have);

		free &= free >> more;
		have += more;
	}
	return free;
}

static bool slot_fits(unsigned long slot, const struct slot_wish *wish)
{
	dma_addr_t address = wish->address + ((u64)slot << IO_TLB_SHIFT);
	u64 bytes = wish->slots << IO_TLB_SHIFT;

	return !((address ^ wish->align) & wish->align_mask) &&
	       (address & wish->boundary) + bytes - 1 <= wish->boundary &&
	       slot + wish->slots <= wish->reach;
}

/* the first of the runs at @starts that will do, or -1; @base: the segment's first slot */
static long fitting_start(segment_t starts, unsigned long base, const struct slot_wish *wish)
{
	while (starts) {
		unsigned int bit = first_bit(starts);

		if (slot_fits(base + bit, wish))
			return bit;
		starts &= starts - 1;
	}
	return -1;
}

/* ---- areas ------------------------------------------------------------- */

/* slot of the area, or -1; under its lock. @base: the area's first slot in the pool */
static long take_in_area(struct io_tlb_area *area, unsigned long base, const struct slot_wish *wish)
{
	unsigned int seg = area->hint / IO_TLB_SEGSIZE, left;
	segment_t before = run_of(area->hint % IO_TLB_SEGSIZE);
	segment_t look = ~before;

	/* the segment of the hint is looked at twice: at first behind it, at last before it */
	for (left = area->segments + 1; left; left--) {
		segment_t starts = run_starts(area->free[seg], wish->slots) & look;
		unsigned long first = seg * IO_TLB_SEGSIZE;
		long bit = starts ? fitting_start(starts, base + first, wish) : -1;

		if (bit >= 0) {
			area->free[seg] &= ~(run_of(wish->slots) << bit);
			return first + bit;
		}
		seg = seg + 1 == area->segments ? 0 : seg + 1;
		look = left == 2 ? before : SEGMENT_ALL;
	}
	return -1;
}

static void hint_set(struct io_tlb_area *area, unsigned long slot)
{
	area->hint = slot < (unsigned long)area->segments * IO_TLB_SEGSIZE ? slot : 0;
}

static long try_area(struct io_tlb_mem *mem, unsigned int nr, const struct slot_wish *wish)
{
	unsigned long base = (unsigned long)nr << mem->area_shift;
	struct io_tlb_area *area = &mem->areas[nr];
	enum biased how;
	long slot;

	if (base >= wish->reach)
		return -1;
	how = biased_lock(&area->lock);
	slot = take_in_area(area, base, wish);
	if (slot >= 0) {
		hint_set(area, slot + wish->slots);
		WRITE_ONCE(area->used, area->used + wish->slots);
	}
	biased_unlock(&area->lock, how);
	return slot < 0 ? -1 : (long)base + slot;
}

long slots_take(struct io_tlb_mem *mem, const struct slot_wish *wish,
		const struct io_tlb_mapping *mapping)
{
	unsigned int start = raw_smp_processor_id(), nr;
	long slot;

	if (!wish->slots || wish->slots > IO_TLB_SEGSIZE)
		return -1;
	if (start >= mem->nareas)
		start %= mem->nareas;
	nr = start;
	do {
		slot = try_area(mem, nr, wish);
		nr = nr + 1 == mem->nareas ? 0 : nr + 1;
	} while (slot < 0 && nr != start);
	if (slot < 0)
		return -1;
	mem->mappings[slot] = *mapping;
	memcpy(mem->nth + slot, counting, wish->slots);
	note_used(mem);
	return slot;
}

void slots_give(struct io_tlb_mem *mem, unsigned long first)
{
	const struct io_tlb_mapping *mapping = &mem->mappings[first];
	unsigned int slots = slots_for((u64)mapping->offset + mapping->size);
	unsigned long in_area = first & (mem->area_nslabs - 1);
	struct io_tlb_area *area = &mem->areas[first >> mem->area_shift];
	enum biased how;

	memset(mem->nth + first, SLOT_FREE, slots);
	how = biased_lock(&area->lock);
	area->free[in_area / IO_TLB_SEGSIZE] |= run_of(slots) << in_area % IO_TLB_SEGSIZE;
	hint_set(area, in_area);
	WRITE_ONCE(area->used, area->used - slots);
	biased_unlock(&area->lock, how);
}
