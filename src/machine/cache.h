/* SPDX-License-Identifier: MIT */
/*
 * The CPU's caches, as far as a device can tell: masters that do not see them
 * read and write a second copy of memory, and what the CPU wrote reaches it
 * only when a line is cleaned. Plain C: the mapping room maintains the caches
 * with it, the bus goes through it.
 *
 *	CPU ── what the program sees ──┐ clean: dirty lines
 *	                               ▼            ▲ invalidate
 *	masters that are not coherent ─┴─▶ DRAM ────┘
 */
#ifndef DMAE_MACHINE_CACHE_H
#define DMAE_MACHINE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct machine_master;

/* bytes of a line: what <linux/slab.h> calls ARCH_DMA_MINALIGN */
#define MACHINE_CACHE_LINE 64u

/**
 * machine_coherent() - does a device see the CPU's caches?
 * @node: its node; negative: it has none
 *
 * What "dma-coherent" and "dma-noncoherent" of the node and its parents say,
 * as far as the kernel parameter dma_coherent= lets them. Where they leave it
 * open, a device that nobody models is coherent: the CPU does its work.
 *
 * Context: any, once the machine runs.
 */
bool machine_coherent(int node);

/** machine_master_coherent() - true if what @master reads and writes goes through the caches */
bool machine_master_coherent(const struct machine_master *master);
/** machine_master_set_coherent() - whatever the tree says: for tests, before it touches memory */
void machine_master_set_coherent(struct machine_master *master, bool coherent);

/**
 * machine_cache_clean() - write the dirty lines of a range back to DRAM; whole lines, as hardware
 * does
 * @phys: physical address: RAM or host memory
 * @len: bytes
 *
 * Context: any; may write to the log.
 */
void machine_cache_clean(uint64_t phys, uint64_t len);

/**
 * machine_cache_invalidate() - forget the lines of a range: the CPU sees what DRAM holds
 * @phys: physical address: RAM or host memory
 * @len: bytes
 *
 * What the CPU wrote and did not clean is lost. Lines of which only a part is
 * in the range are cleaned first, so that neighbours lose nothing; then what
 * the device wrote to a line that was dirty is lost.
 *
 * Context: any; may write to the log.
 */
void machine_cache_invalidate(uint64_t phys, uint64_t len);

/**
 * machine_cache_bypass() - whole pages that the CPU no longer caches: one copy for everybody
 * @phys: physical address of a page
 * @len: bytes; whole pages
 * @bypass: false: cached again. Counted: each true needs its false.
 *
 * Dirty lines are cleaned, the others invalidated.
 *
 * Context: any.
 */
void machine_cache_bypass(uint64_t phys, uint64_t len, bool bypass);

/**
 * machine_bus_access() - one access as @master would make it, with its translation, its view of
 * memory, its grants and its reports
 * @bus: the device's address
 * @data: @len bytes; written to only where @dir is MACHINE_READ
 * @dir: MACHINE_READ or MACHINE_WRITE
 *
 * For tests, and for hardware without a model of its own.
 *
 * Context: any. Return: 0; -EACCES where it was refused; -ENXIO where nothing is.
 */
int machine_bus_access(struct machine_master *master, uint64_t bus, void *data, size_t len,
		       unsigned int dir);

#endif
