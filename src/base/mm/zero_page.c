// SPDX-License-Identifier: MIT
/* ZERO_PAGE(): a page of zeros that drivers map as the source of a fill. Nobody writes to it. */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/panic.h>

#include "base/mm/alloc.h"

/* allocated when first asked for; all who race for it get the same one */
static struct page *zero_page;

struct page *mm_zero_page(void)
{
	struct page *page = READ_ONCE(zero_page), *none = NULL;

	if (page)
		return page;
	page = alloc_page(GFP_ATOMIC | __GFP_ZERO);
	if (!page)
		panic("no memory for the page of zeros\n");
	if (__atomic_compare_exchange_n(&zero_page, &none, page, false, __ATOMIC_ACQ_REL,
					__ATOMIC_ACQUIRE))
		return page;
	__free_page(page);
	return none;
}
EXPORT_SYMBOL(mm_zero_page);

void mm_zero_page_stop(void)
{
	if (zero_page)
		__free_page(zero_page);
	zero_page = NULL;
}
