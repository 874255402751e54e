/* SPDX-License-Identifier: MIT */
/*
 * Hints for a leak detector that scans memory. Ours counts allocations
 * instead (src/base/mm/leaks.c), so nothing needs to be told.
 */
#ifndef __KMEMLEAK_H
#define __KMEMLEAK_H

#include <linux/gfp.h>

static inline void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
}

static inline void kmemleak_free(const void *ptr)
{
}

static inline void kmemleak_not_leak(const void *ptr)
{
}

static inline void kmemleak_ignore(const void *ptr)
{
}

static inline void kmemleak_no_scan(const void *ptr)
{
}

#endif
