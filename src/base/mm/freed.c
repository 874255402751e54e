// SPDX-License-Identifier: MIT
/* Whether memory is somebody's: the records tell what was freed, and what never was allocated. */
#include <linux/mm.h>

#include "base/mm/alloc.h"

/* an object of a slab: live, freed, or never used; past the last one there is none */
static bool object_freed(const struct slab *slab, unsigned int offset, const void **who)
{
	unsigned int index = offset / slab->cache->stride;

	if (slab->guard || index >= slab->cache->objects ||
	    slab->object[index].next == OBJECT_LIVE)
		return false;
	*who = slab->object[index].caller;
	return true;
}

bool mm_is_freed(uint64_t phys, const void **who)
{
	struct page *page = phys_to_page(phys);

	*who = NULL;
	if (!page_in_ram(page))
		return false;
	if (PageSlab(page))
		return object_freed(page->slab,
				    (unsigned int)((char *)phys_to_virt(phys) - page->slab->base),
				    who);
	if (page_flag_test(page, PG_freed)) {
		*who = guard_freed_by(page);
		return true;
	}
	if (PageReserved(page))
		return false;
	if (page_count(page) > 0)
		return false;
	return mm_page_free(page_to_pfn(page), who);
}
