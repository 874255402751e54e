// SPDX-License-Identifier: MIT
/*
 * Areas: addresses in a row, each area with a page behind it that nobody
 * owns. All lie in one range, so that whether a pointer is in one takes a
 * subtraction. In the lower half there is memory: vmalloc(). In the upper
 * half there are addresses only, for pages that are somewhere else: vmap.c.
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

/* each half: as large as the host lets us have, paid for when touched */
#define HALF_MOST  (64ul << 30)
#define HALF_LEAST (256ul << 20)

/**
 * struct area - an area; in the list, by address
 * @size: bytes asked for
 * @frames: page frames that are shown in it, or NULL
 */
struct area {
	struct vm_struct vm;
	size_t size;
	unsigned long *frames;
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
static unsigned long half;     /* size of the lower half */
static unsigned long half_top; /* end of what was ever handed out of it */
static int half_fd;

static bool range_open(void)
{
	unsigned long size;
	void *mem;

	if (mm_vmalloc_size)
		return true;
	for (size = HALF_MOST; size >= HALF_LEAST; size /= 2) {
		mem = host_reserve(2 * size);
		if (!mem)
			continue;
		if (!host_ram_map_at(mem, size, &half_fd))
			break;
		host_unreserve(mem, 2 * size);
	}
	if (size < HALF_LEAST)
		return false;
	half = size;
	mm_vmalloc_start = (unsigned long)mem;
	mm_vmalloc_size = 2 * size;
	half_top = mm_vmalloc_start;
	return true;
}

/* first gap in a half that takes @size bytes; 0 if there is none. @before: what comes behind it */
static unsigned long gap_find(bool upper, unsigned long size, struct list_head **before)
{
	unsigned long at = mm_vmalloc_start + (upper ? half : 0), end = at + half;
	struct area *area;

	*before = &areas;
	list_for_each_entry(area, &areas, link) {
		unsigned long start = (unsigned long)area->vm.addr;

		if (start < at)
			continue;
		*before = &area->link;
		if (start >= end || start - at >= size)
			break;
		at = start + area->vm.size;
		*before = &areas;
	}
	return end - at >= size ? at : 0;
}

struct vm_struct *area_take(unsigned long size, unsigned long flags, const void *caller)
{
	unsigned long whole = PAGE_ALIGN(size) + PAGE_SIZE;
	struct list_head *before;
	struct area *area = NULL;
	unsigned long at = 0;

	mm_lock(&lock);
	if (PAGE_ALIGN(size) && whole > size && range_open())
		at = gap_find(!(flags & VM_ALLOC), whole, &before);
	if (at) {
		area = host_alloc(sizeof(*area));
		area->size = size;
		area->vm.addr = (void *)at;
		area->vm.size = whole;
		area->vm.flags = flags;
		area->vm.caller = caller;
		list_add_tail(&area->link, before);
	}
	if (at && (flags & VM_ALLOC)) {
		bytes_used += size;
		half_top = max(half_top, at + whole);
	}
	mm_unlock(&lock);
	return area ? &area->vm : NULL;
}

void *__vmalloc_caller(unsigned long size, gfp_t gfp, const void *caller)
{
	struct vm_struct *area;
	char *mem;

	might_alloc(gfp);
	area = area_take(size, VM_ALLOC, caller);
	if (!area) {
		if (!(gfp & __GFP_NOWARN))
			pr_warn_ratelimited(
				"vmalloc error: size %lu, vm_struct allocation failed, mode:%#x\n",
				size, gfp);
		return NULL;
	}
	mem = area->addr;
	mm_unpoison(mem, size);
	mm_poison(mem + size, area->size - size);
	if (gfp & __GFP_ZERO)
		memset(mem, 0, size);
	return mem;
}

void *vmalloc(unsigned long size)
{
	return __vmalloc_caller(size, GFP_KERNEL, __builtin_return_address(0));
}
EXPORT_SYMBOL(vmalloc);

void *vzalloc(unsigned long size)
{
	return __vmalloc_caller(size, GFP_KERNEL | __GFP_ZERO, __builtin_return_address(0));
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
	return __vmalloc_caller(bytes, GFP_KERNEL | __GFP_ZERO, __builtin_return_address(0));
}
EXPORT_SYMBOL(vcalloc);

void *vmalloc_user(unsigned long size)
{
	void *mem = __vmalloc_caller(size, GFP_KERNEL | __GFP_ZERO, __builtin_return_address(0));

	if (mem)
		find_vm_area(mem)->flags |= VM_USERMAP;
	return mem;
}
EXPORT_SYMBOL(vmalloc_user);

/* ---- finding and freeing ----------------------------------------------- */

/* with the lock */
static struct area *area_of(const void *addr)
{
	struct area *area;

	list_for_each_entry(area, &areas, link)
		if ((unsigned long)addr - (unsigned long)area->vm.addr < area->vm.size)
			return area;
	return NULL;
}

struct vm_struct *find_vm_area(const void *addr)
{
	struct area *area;

	mm_lock(&lock);
	area = area_of(addr);
	mm_unlock(&lock);
	return area ? &area->vm : NULL;
}
EXPORT_SYMBOL_GPL(find_vm_area);

void area_set_frames(struct vm_struct *vm, unsigned long *frames)
{
	container_of(vm, struct area, vm)->frames = frames;
}

struct page *area_page(const void *addr)
{
	struct page *page = NULL;
	struct area *area;
	unsigned long i;

	mm_lock(&lock);
	area = area_of(addr);
	if (area && area->frames) {
		i = ((unsigned long)addr - (unsigned long)area->vm.addr) >> PAGE_SHIFT;
		if (i < PAGE_ALIGN(area->size) >> PAGE_SHIFT)
			page = pfn_to_page(area->frames[i]);
	}
	mm_unlock(&lock);
	return page;
}

struct vm_struct *area_remove(const void *addr, unsigned long flags)
{
	struct area *area;

	mm_lock(&lock);
	area = area_of(addr);
	if (area && (area->vm.addr != addr || !(area->vm.flags & flags)))
		area = NULL;
	if (area) {
		list_del(&area->link);
		if (area->vm.flags & VM_ALLOC) {
			bytes_used -= area->size;
			mm_poison(addr, PAGE_ALIGN(area->size));
		}
	}
	mm_unlock(&lock);
	return area ? &area->vm : NULL;
}

struct vm_struct *area_claim(const void *addr, unsigned long flags)
{
	struct area *area;

	mm_lock(&lock);
	area = area_of(addr);
	if (area && (area->vm.addr != addr || !(area->vm.flags & flags) ||
		     (area->vm.flags & VM_UNINITIALIZED)))
		area = NULL;
	if (area)
		area->vm.flags |= VM_UNINITIALIZED;
	mm_unlock(&lock);
	return area ? &area->vm : NULL;
}

void area_unlink(struct vm_struct *vm)
{
	mm_lock(&lock);
	list_del(&container_of(vm, struct area, vm)->link);
	mm_unlock(&lock);
}

void area_put(struct vm_struct *vm)
{
	struct area *area = container_of(vm, struct area, vm);

	host_free(area->frames);
	host_free(area);
}

static void area_free(const void *addr, const void *caller)
{
	struct vm_struct *area;
	char by[128];

	if (!addr)
		return;
	area = area_remove(addr, VM_ALLOC);
	if (area)
		area_put(area);
	else if (!vmap_free(addr))
		pr_err("Trying to vfree() nonexistent vm area, called from %s\n",
		       host_place(caller, by, sizeof(by)));
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
		leak_note(area->vm.caller, area->size);
		leaked++;
		list_del(&area->link);
		if (!(area->vm.flags & VM_ALLOC))
			host_ram_unalias(area->vm.addr, PAGE_ALIGN(area->size));
		area_put(&area->vm);
	}
	if (mm_vmalloc_size) {
		mm_unpoison((void *)mm_vmalloc_start, half_top - mm_vmalloc_start);
		host_ram_unmap((void *)mm_vmalloc_start, half, half_fd);
		host_unreserve((void *)(mm_vmalloc_start + half), half);
	}
	mm_vmalloc_start = 0;
	mm_vmalloc_size = 0;
	bytes_used = 0;
	return leaked;
}
