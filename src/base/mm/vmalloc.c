// SPDX-License-Identifier: MIT
/*
 * vmalloc: areas of host memory, page by page, each with a page behind it
 * that nobody owns. They lie in one range of addresses, so that whether a
 * pointer is one of these takes a subtraction.
 */
#include <linux/types.h>
#include <linux/kernel.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/sched/mm.h>

#include "base/mm/alloc.h"

/* the range: as large as the host lets us have, paid for when touched */
#define RANGE_MOST	(64ul << 30)
#define RANGE_LEAST	(256ul << 20)

/**
 * struct area - an allocation; in the list, by address
 */
struct area {
	unsigned long start;
	unsigned long pages;	/* without the one behind it */
	size_t size;
	const void *caller;
	struct list_head link;
};

unsigned long mm_vmalloc_start;
unsigned long mm_vmalloc_size;
EXPORT_SYMBOL(mm_vmalloc_start);
EXPORT_SYMBOL(mm_vmalloc_size);

/* protects the range and the list */
static struct mm_lock lock;
static LIST_HEAD(areas);
static size_t bytes_used;
static unsigned long range_top;		/* end of what was ever handed out */

static bool range_open(void)
{
	unsigned long size;
	void *mem = NULL;

	if (mm_vmalloc_size)
		return true;
	for (size = RANGE_MOST; !mem && size >= RANGE_LEAST; size /= 2)
		mem = host_commit_lazily(size);
	if (!mem)
		return false;
	mm_vmalloc_start = (unsigned long)mem;
	mm_vmalloc_size = size * 2;
	range_top = mm_vmalloc_start;
	return true;
}

/* first gap that takes @pages and the page behind them; 0 if there is none */
static unsigned long gap_find(unsigned long pages, struct list_head **before)
{
	unsigned long need = (pages + 1) << PAGE_SHIFT;
	unsigned long at = mm_vmalloc_start;
	struct area *area;

	list_for_each_entry(area, &areas, link) {
		if (area->start - at >= need) {
			*before = &area->link;
			return at;
		}
		at = area->start + ((area->pages + 1) << PAGE_SHIFT);
	}
	*before = &areas;
	return mm_vmalloc_start + mm_vmalloc_size - at >= need ? at : 0;
}

void *__vmalloc_caller(unsigned long size, gfp_t gfp, const void *caller)
{
	unsigned long pages = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct list_head *before;
	struct area *area;
	unsigned long at = 0;

	might_alloc(gfp);
	mm_lock(&lock);
	if (pages && range_open())
		at = gap_find(pages, &before);
	if (!at) {
		mm_unlock(&lock);
		if (!(gfp & __GFP_NOWARN))
			pr_warn_ratelimited(
				"vmalloc error: size %lu, vm_struct allocation failed, mode:%#x\n",
				size, gfp);
		return NULL;
	}
	area = host_alloc(sizeof(*area));
	*area = (struct area) { at, pages, size, caller };
	list_add_tail(&area->link, before);
	bytes_used += size;
	range_top = max(range_top, at + ((pages + 1) << PAGE_SHIFT));
	mm_unlock(&lock);

	mm_unpoison((void *)at, size);
	mm_poison((char *)at + size, ((pages + 1) << PAGE_SHIFT) - size);
	if (gfp & __GFP_ZERO)
		memset((void *)at, 0, size);
	return (void *)at;
}

void *vmalloc(unsigned long size)
{
	return __vmalloc_caller(size, GFP_KERNEL, __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc);

void *vzalloc(unsigned long size)
{
	return __vmalloc_caller(size, GFP_KERNEL | __GFP_ZERO,
				__builtin_return_address(0));
}
EXPORT_SYMBOL(vzalloc);

void *__vmalloc(unsigned long size, gfp_t gfp_mask)
{
	return __vmalloc_caller(size, gfp_mask, __builtin_return_address(0));
}
EXPORT_SYMBOL(__vmalloc);

void *vmalloc_array(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return __vmalloc_caller(bytes, GFP_KERNEL, __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc_array);

void *vcalloc(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return __vmalloc_caller(bytes, GFP_KERNEL | __GFP_ZERO,
				__builtin_return_address(0));
}
EXPORT_SYMBOL(vcalloc);

static struct area *area_at(unsigned long start)
{
	struct area *area;

	list_for_each_entry(area, &areas, link)
		if (area->start == start)
			return area;
	return NULL;
}

static void area_free(const void *addr, const void *caller)
{
	struct area *area;
	char by[128];

	if (!addr)
		return;
	mm_lock(&lock);
	area = area_at((unsigned long)addr);
	if (area) {
		list_del(&area->link);
		bytes_used -= area->size;
		mm_poison(addr, area->pages << PAGE_SHIFT);
	}
	mm_unlock(&lock);
	if (!area)
		pr_err("Trying to vfree() nonexistent vm area, called from %s\n",
		       host_place(caller, by, sizeof(by)));
	host_free(area);
}

void vfree(const void *addr)
{
	area_free(addr, __builtin_return_address(0));
}
EXPORT_SYMBOL(vfree);

void vfree_atomic(const void *addr)
{
	area_free(addr, __builtin_return_address(0));
}
EXPORT_SYMBOL(vfree_atomic);

struct page *vmalloc_to_page(const void *addr)
{
	return virt_to_page(addr);
}
EXPORT_SYMBOL(vmalloc_to_page);

unsigned long vmalloc_to_pfn(const void *addr)
{
	return virt_to_pfn(addr);
}
EXPORT_SYMBOL(vmalloc_to_pfn);

size_t vmalloc_used(void)
{
	size_t used;

	mm_lock(&lock);
	used = bytes_used;
	mm_unlock(&lock);
	return used;
}

unsigned int vmalloc_stop(void)
{
	struct area *area, *next;
	unsigned int leaked = 0;

	list_for_each_entry_safe(area, next, &areas, link) {
		leak_note(area->caller, area->size);
		leaked++;
		list_del(&area->link);
		host_free(area);
	}
	if (mm_vmalloc_size) {
		mm_unpoison((void *)mm_vmalloc_start,
			    range_top - mm_vmalloc_start);
		host_unreserve((void *)mm_vmalloc_start, mm_vmalloc_size);
	}
	mm_vmalloc_start = 0;
	mm_vmalloc_size = 0;
	bytes_used = 0;
	return leaked;
}
