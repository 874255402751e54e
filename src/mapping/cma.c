// SPDX-License-Identifier: MIT
/*
 * Contiguous memory areas: who has which pages of an area. That the pages
 * serve others meanwhile, and are cleared when an area wants them, is the
 * page allocator's (src/base/mm/contig.c); which area a device uses,
 * contiguous.c's.
 */
#define pr_fmt(fmt) "cma: " fmt

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/host.h"
#include "base/mm/alloc.h"
#include "mapping/cma.h"

/* areas are added while the world starts, by one task */
static struct cma areas[MAX_CMA_AREAS];
static unsigned int nr_areas;

unsigned long totalcma_pages;

phys_addr_t cma_get_base(const struct cma *cma)
{
	return PFN_PHYS(cma->base_pfn);
}
EXPORT_SYMBOL_GPL(cma_get_base);

unsigned long cma_get_size(const struct cma *cma)
{
	return cma->count << PAGE_SHIFT;
}
EXPORT_SYMBOL_GPL(cma_get_size);

const char *cma_get_name(const struct cma *cma)
{
	return cma->name;
}
EXPORT_SYMBOL_GPL(cma_get_name);

/* ---- making an area ---------------------------------------------------- */

static bool range_is_reserved(unsigned long pfn, unsigned long nr)
{
	for (; nr; nr--, pfn++)
		if (!pfn_valid(pfn) || !PageReserved(pfn_to_page(pfn)))
			return false;
	return true;
}

int cma_init_reserved_mem(phys_addr_t base, phys_addr_t size, unsigned int order_per_bit,
			  const char *name, struct cma **res_cma)
{
	unsigned long pfn = PHYS_PFN(base), pages = size >> PAGE_SHIFT;
	struct cma *cma = &areas[nr_areas];

	if (nr_areas == MAX_CMA_AREAS) {
		pr_err("Not enough slots for CMA reserved regions!\n");
		return -ENOSPC;
	}
	if (!size || !range_is_reserved(pfn, pages) ||
	    !IS_ALIGNED(base | size, CMA_MIN_ALIGNMENT_BYTES))
		return -EINVAL;

	memset(cma, 0, sizeof(*cma));
	cma->base_pfn = pfn;
	cma->count = pages;
	cma->order_per_bit = order_per_bit;
	spin_lock_init(&cma->lock);
	INIT_LIST_HEAD(&cma->tests);
	if (name)
		strscpy(cma->name, name, sizeof(cma->name));
	else
		snprintf(cma->name, sizeof(cma->name), "cma%u", nr_areas);
	cma->bitmap = bitmap_zalloc(cma_bits(cma), GFP_KERNEL);
	if (!cma->bitmap || mm_cma_open(pfn, pages)) {
		bitmap_free(cma->bitmap);
		pr_err("CMA area %s could not be activated\n", cma->name);
		return -ENOMEM;
	}
	nr_areas++;
	totalcma_pages += pages;
	*res_cma = cma;
	return 0;
}

void cma_reserve_pages_on_error(struct cma *cma)
{
	/* what can't become an area stays reserved always */
}

/** struct area_wish - where an area shall lie: at @base, if @fixed, or from there to @limit */
struct area_wish {
	phys_addr_t base, limit, size, alignment;
	bool fixed;
};

/* in whole blocks of the alignment, and within RAM */
static int wish_fit(struct area_wish *wish)
{
	const phys_addr_t within = wish->alignment - 1;

	if (wish->fixed && wish->base & within) {
		pr_err("Region at %pa must be aligned to %pa bytes\n", &wish->base,
		       &wish->alignment);
		return -EINVAL;
	}
	wish->limit = min_not_zero(wish->limit & ~within, (phys_addr_t)PFN_PHYS(max_pfn));
	wish->base = ALIGN(wish->base, wish->alignment);
	/* address 0 says: anywhere */
	wish->fixed = wish->fixed && wish->base;
	if (wish->size <= wish->limit && wish->base <= wish->limit - wish->size)
		return 0;
	pr_err("Size (%pa) of region at %pa exceeds limit (%pa)\n", &wish->size, &wish->base,
	       &wish->limit);
	return -EINVAL;
}

/* the pages are set aside, and @base is where they are; or a negative error code */
static int wish_place(struct area_wish *wish)
{
	unsigned long first = PHYS_PFN(wish->base), nr = wish->size >> PAGE_SHIFT;
	unsigned long end = wish->fixed ? first + nr : PHYS_PFN(wish->limit);
	unsigned long pfn = mm_range_find(first, end, nr, wish->alignment >> PAGE_SHIFT);

	if (wish->fixed && pfn != first)
		return -EBUSY;
	if (!pfn)
		return -ENOMEM;
	mm_pages_withhold(pfn, nr);
	wish->base = PFN_PHYS(pfn);
	return 0;
}

static int area_declare(struct area_wish *wish, unsigned int order_per_bit, const char *name,
			struct cma **res_cma)
{
	int err = wish_fit(wish) ?: wish_place(wish);

	if (err)
		return err;
	err = cma_init_reserved_mem(wish->base, wish->size, order_per_bit, name, res_cma);
	if (err)
		mm_free_reserved(PHYS_PFN(wish->base), wish->size >> PAGE_SHIFT);
	else
		pr_info("Reserved %ld MiB at %pa\n", (long)(wish->size >> 20), &wish->base);
	return err;
}

int cma_declare_contiguous_nid(phys_addr_t base, phys_addr_t size, phys_addr_t limit,
			       phys_addr_t alignment, unsigned int order_per_bit, bool fixed,
			       const char *name, struct cma **res_cma, int nid)
{
	struct area_wish wish = { .base = base, .limit = limit, .fixed = fixed };
	int err;

	if (nr_areas == MAX_CMA_AREAS) {
		pr_err("Not enough slots for CMA reserved regions!\n");
		return -ENOSPC;
	}
	if (!size || (alignment && !is_power_of_2(alignment)))
		return -EINVAL;
	wish.alignment = max_t(phys_addr_t, alignment, CMA_MIN_ALIGNMENT_BYTES);
	wish.size = ALIGN(size, wish.alignment);
	if (wish.size < size || !IS_ALIGNED(wish.size >> PAGE_SHIFT, 1ul << order_per_bit))
		return -EINVAL;
	err = area_declare(&wish, order_per_bit, name, res_cma);
	if (err)
		pr_err("Failed to reserve %ld MiB\n", (long)(wish.size >> 20));
	return err;
}

/* ---- allocating -------------------------------------------------------- */

static unsigned long pages_to_bits(const struct cma *cma, unsigned long pages)
{
	return ALIGN(pages, 1ul << cma->order_per_bit) >> cma->order_per_bit;
}

/* bits from @start on for @count pages, marked; or the number of bits: there are none */
static unsigned long bits_take(struct cma *cma, unsigned long start, unsigned long count,
			       unsigned int align)
{
	unsigned int shift = align > cma->order_per_bit ? align - cma->order_per_bit : 0;
	unsigned long mask = (1ul << shift) - 1, all = cma_bits(cma), bit, flags;
	unsigned long offset = (cma->base_pfn & ((1ul << align) - 1)) >> cma->order_per_bit;

	spin_lock_irqsave(&cma->lock, flags);
	bit = bitmap_find_next_zero_area_off(cma->bitmap, all, start, pages_to_bits(cma, count),
					     mask, offset);
	if (bit < all)
		bitmap_set(cma->bitmap, bit, pages_to_bits(cma, count));
	spin_unlock_irqrestore(&cma->lock, flags);
	return min(bit, all);
}

static void bits_give(struct cma *cma, unsigned long pfn, unsigned long count)
{
	unsigned long flags;

	spin_lock_irqsave(&cma->lock, flags);
	bitmap_clear(cma->bitmap, (pfn - cma->base_pfn) >> cma->order_per_bit,
		     pages_to_bits(cma, count));
	spin_unlock_irqrestore(&cma->lock, flags);
}

static void say_failed(const struct cma *cma, unsigned long count, int err, unsigned long busy)
{
	const void *holder = busy ? mm_page_holder(busy) : NULL;
	char by[128];

	pr_err_ratelimited("%s: %s: alloc failed, req-size: %lu pages, ret: %d\n", "cma_alloc",
			   cma->name, count, err);
	if (holder)
		pr_info("%s: page %lu of the area can't be moved: allocated by %s\n", cma->name,
			busy - cma->base_pfn, host_place(holder, by, sizeof(by)));
}

struct page *cma_alloc_for(struct cma *cma, unsigned long count, unsigned int align, bool no_warn,
			   const void *caller)
{
	unsigned long bit, pfn, busy = 0, start = 0;
	int err = -ENOMEM;

	if (!cma || !cma->count || !count || pages_to_bits(cma, count) > cma_bits(cma))
		return NULL;
	for (;;) {
		bit = bits_take(cma, start, count, align);
		if (bit >= cma_bits(cma))
			break;
		pfn = cma->base_pfn + (bit << cma->order_per_bit);
		err = mm_contig_take(pfn, count, GFP_KERNEL, caller, &busy);
		if (!err) {
			atomic64_add(count, &cma->succeeded);
			return pfn_to_page(pfn);
		}
		bits_give(cma, pfn, count);
		if (err != -EBUSY)
			break;
		/* a bit further on there may be nobody */
		start = bit +
			(align > cma->order_per_bit ? 1ul << (align - cma->order_per_bit) : 1);
	}
	atomic64_add(count, &cma->failed);
	if (!no_warn)
		say_failed(cma, count, err, err == -EBUSY ? busy : 0);
	return NULL;
}

struct page *cma_alloc(struct cma *cma, unsigned long count, unsigned int align, bool no_warn)
{
	return cma_alloc_for(cma, count, align, no_warn, __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(cma_alloc);

bool cma_pages_valid(struct cma *cma, const struct page *pages, unsigned long count)
{
	return cma && pages && page_to_pfn(pages) - cma->base_pfn < cma->count;
}

bool cma_release(struct cma *cma, const struct page *pages, unsigned long count)
{
	unsigned long pfn = pages ? page_to_pfn(pages) : 0;

	if (!cma_pages_valid(cma, pages, count))
		return false;
	if (WARN_ON(count > cma->base_pfn + cma->count - pfn))
		return false;
	free_contig_range(pfn, count);
	bits_give(cma, pfn, count);
	return true;
}
EXPORT_SYMBOL_GPL(cma_release);

int cma_for_each_area(int (*it)(struct cma *cma, void *data), void *data)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < nr_areas && !ret; i++)
		ret = it(&areas[i], data);
	return ret;
}
EXPORT_SYMBOL_GPL(cma_for_each_area);

void cma_stop(void)
{
	while (nr_areas)
		bitmap_free(areas[--nr_areas].bitmap);
	totalcma_pages = 0;
}
