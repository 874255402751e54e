/* SPDX-License-Identifier: MIT */
/*
 * Cache maintenance. The machine's memory has one copy of every byte, so
 * there is nothing to flush; code that says when it would is kept as it is.
 */
#ifndef _ASM_CACHEFLUSH_H
#define _ASM_CACHEFLUSH_H

struct page;

#define ARCH_IMPLEMENTS_FLUSH_DCACHE_PAGE 0

static inline void flush_cache_all(void)
{
}

static inline void flush_dcache_page(struct page *page)
{
}

static inline void flush_icache_range(unsigned long start, unsigned long end)
{
}

static inline void flush_kernel_vmap_range(void *vaddr, int size)
{
}

static inline void invalidate_kernel_vmap_range(void *vaddr, int size)
{
}

static inline void flush_cache_vmap(unsigned long start, unsigned long end)
{
}

static inline void flush_cache_vunmap(unsigned long start, unsigned long end)
{
}

#endif
