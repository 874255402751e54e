/* SPDX-License-Identifier: MIT */
/*
 * The measured loops of the mapping benchmark that need the kernel's API, each for the device of
 * the first channel that can copy; nanoseconds of the wall clock, or negative with a line in the
 * log where that device cannot do it.
 */
#ifndef BENCH_MAPPING_KERNEL_H
#define BENCH_MAPPING_KERNEL_H

#include <stddef.h>

/** mapping_page() - map and unmap @size bytes, per pair */
double mapping_page(size_t size, unsigned long turns);
/** mapping_held() - the same with @depth mappings held at a time, as a driver with a ring has them */
double mapping_held(size_t size, unsigned int depth, unsigned long turns);
/** mapping_sg() - map and unmap a scatterlist of @pages pages that lie apart, per list */
double mapping_sg(unsigned int pages, unsigned long turns);
/**
 * mapping_bounce() - bounced buffers of @size bytes, one after another through @walk bytes of the program's memory:
 * map, which copies out, and unmap, which copies in; per byte that was copied
 */
double mapping_bounce(size_t size, size_t walk, unsigned long turns);
/** mapping_copy() - what that copies, without the bounce: memcpy() to one place in RAM, and back */
double mapping_copy(size_t size, size_t walk, unsigned long turns);
/** mapping_pool() - dma_pool_alloc() and dma_pool_free() of @size bytes, per pair */
double mapping_pool(size_t size, unsigned long turns);
/** mapping_coherent() - dma_alloc_coherent() and dma_free_coherent(), per pair */
double mapping_coherent(size_t size, unsigned long turns);

#endif
