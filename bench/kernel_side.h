/* SPDX-License-Identifier: MIT */
/*
 * The measured loops that need the kernel's API; each returns nanoseconds per turn by the wall
 * clock.
 */
#ifndef BENCH_KERNEL_SIDE_H
#define BENCH_KERNEL_SIDE_H

/** bench_fiber_switch() - two tasks that yield to one another on one virtual CPU */
double bench_fiber_switch(unsigned long turns);
/** bench_readl() - a register of a model; 0 if the board has none at @phys */
double bench_readl(unsigned long long phys, unsigned long turns);
/**
 * bench_map() - dma_map_single() and dma_unmap_single() of a page, for the device of the first
 * channel
 */
double bench_map(unsigned long turns);
/** bench_spinlock() - lock and unlock, nobody else there */
double bench_spinlock(unsigned long turns);
/** bench_kmalloc() - kmalloc() and kfree() of 256 bytes */
double bench_kmalloc(unsigned long turns);

#endif
