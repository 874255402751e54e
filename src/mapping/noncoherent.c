// SPDX-License-Identifier: MIT
/*
 * What an architecture does for devices that do not see the CPU's caches,
 * as arm64 does it: clean before the device looks, invalidate before the CPU
 * does. Direct mapping, bounce buffers and IOMMUs call it; the cache itself
 * is the machine's (src/machine/cache.c).
 */
#include <linux/types.h>
#include <linux/dma-map-ops.h>
#include <linux/mm.h>

#include "machine/cache.h"

void arch_sync_dma_for_device(phys_addr_t paddr, size_t size, enum dma_data_direction dir)
{
	/* also where the device only writes: a dirty line would come back over what it wrote */
	machine_cache_clean(paddr, size);
}

void arch_sync_dma_for_cpu(phys_addr_t paddr, size_t size, enum dma_data_direction dir)
{
	if (dir != DMA_TO_DEVICE)
		machine_cache_invalidate(paddr, size);
}

void arch_dma_prep_coherent(struct page *page, size_t size)
{
	machine_cache_clean(page_to_phys(page), size);
}

void *arch_dma_set_uncached(void *addr, size_t size)
{
	machine_cache_bypass(virt_to_phys(addr), PAGE_ALIGN(size), true);
	return addr;
}

void arch_dma_clear_uncached(void *addr, size_t size)
{
	machine_cache_bypass(virt_to_phys(addr), PAGE_ALIGN(size), false);
}
