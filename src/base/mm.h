/* SPDX-License-Identifier: MIT */
/*
 * Memory management, seen from the machine: the RAM that pages, kmalloc and
 * coherent memory come from. The allocators themselves have their kernel
 * names (<linux/slab.h>, <linux/gfp.h>).
 */
#ifndef DMAE_BASE_MM_H
#define DMAE_BASE_MM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * mm_add_bank() - @size bytes of RAM at physical @phys, at @mem in our address space;
 * page-aligned. Reserve with mm_reserve().
 */
int mm_add_bank(uint64_t phys, uint64_t size, void *mem);
/** mm_reserve() - keep a physical range out of the allocators (reserved-memory) */
void mm_reserve(uint64_t phys, uint64_t size);

/**
 * mm_phys() - physical address of any pointer: RAM has its bank's, any other
 * host memory its own (with bit 47 set where that would lie below 1 TiB and
 * so might meet the machine's). mm_virt() is the way back; NULL where there is no memory.
 */
uint64_t mm_phys(const void *mem);
void *mm_virt(uint64_t phys);
/**
 * mm_add_device_memory() - a device's memory at physical @phys, at @mem in our address space: it
 * is no RAM, but mm_phys() and mm_virt() know it. -ENOSPC: there is too much of it
 */
int mm_add_device_memory(uint64_t phys, uint64_t size, void *mem);
void mm_remove_device_memory(uint64_t phys);
/** mm_is_ram() - true if @phys is in a bank */
bool mm_is_ram(uint64_t phys);
/**
 * mm_is_freed() - true if @phys is RAM that nobody has now; *@who: the code that freed it, NULL if
 * nobody knows. Slow; any context.
 */
bool mm_is_freed(uint64_t phys, const void **who);
/**
 * mm_stop() - report what is still allocated (who asked for it), forget all banks; returns how
 * many allocations leaked
 */
unsigned int mm_stop(void);
/**
 * mm_guard() - from now on, some of what modules allocate is guarded: uses after free and beyond
 * the end are caught (guard.c); mm_stop() ends it
 */
void mm_guard(bool on);
/** mm_used() - bytes allocated now */
size_t mm_used(void);

#endif
