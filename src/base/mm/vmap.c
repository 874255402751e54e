// SPDX-License-Identifier: MIT
/*
 * vmap: pages from anywhere at addresses in a row. The addresses are the
 * pages themselves, seen a second time (host_ram_alias()). What has memory
 * of its own is vmalloc.c's.
 */
#include <linux/types.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "base/mm/alloc.h"

/* how many frames from the first on lie in a row in our memory */
static unsigned int run_of(const unsigned long *frames, unsigned int count, char *mem)
{
	unsigned int run = 1;

	while (run < count && mm_virt(PFN_PHYS(frames[run])) == mem + run * PAGE_SIZE)
		run++;
	return run;
}

static int show_frames(char *at, const unsigned long *frames, unsigned int count)
{
	while (count) {
		char *mem = mm_virt(PFN_PHYS(*frames));
		unsigned int run = run_of(frames, count, mem);
		int err = mem ? host_ram_alias(at, mem, run * PAGE_SIZE, true) : -EFAULT;

		if (err)
			return err;
		at += run * PAGE_SIZE;
		frames += run;
		count -= run;
	}
	return 0;
}

/* a program's own heap can't be seen twice; in a row it needs not be */
static void *in_a_row(const unsigned long *frames, unsigned int count)
{
	char *mem = mm_virt(PFN_PHYS(*frames));

	return mem && !mm_is_ram(PFN_PHYS(*frames)) && run_of(frames, count, mem) == count ? mem
											   : NULL;
}

/* @frames becomes the area's, or is freed */
static struct vm_struct *area_of_frames(unsigned long *frames, unsigned int count,
					unsigned long flags, const void *caller)
{
	struct vm_struct *area = area_take((unsigned long)count << PAGE_SHIFT, flags, caller);
	int err;

	if (!area) {
		pr_warn_ratelimited("vmap allocation for size %lu failed: no addresses are left\n",
				    (unsigned long)count << PAGE_SHIFT);
		host_free(frames);
		return NULL;
	}
	area_set_frames(area, frames);
	err = show_frames(area->addr, frames, count);
	if (err) {
		pr_warn_ratelimited("vmap allocation for size %lu failed: memory that cannot be "
				    "seen at a second address (error %d)\n",
				    (unsigned long)count << PAGE_SHIFT, err);
		host_ram_unalias(area->addr, (unsigned long)count << PAGE_SHIFT);
		area_put(area_remove(area->addr, ~0ul));
		return NULL;
	}
	return area;
}

static unsigned long *frames_of(struct page **pages, unsigned int count)
{
	unsigned long *frames = host_alloc(count * sizeof(*frames));
	unsigned int i;

	for (i = 0; i < count; i++)
		frames[i] = page_to_pfn(pages[i]);
	return frames;
}

static void *map_pages(struct page **pages, unsigned int count, unsigned long flags,
		       const void *caller)
{
	struct vm_struct *area;
	unsigned long *frames;
	void *mem;

	if (!count || (u64)count << PAGE_SHIFT > 1ull << 46)
		return NULL;
	frames = frames_of(pages, count);
	mem = in_a_row(frames, count);
	if (mem) {
		host_free(frames);
		return mem;
	}
	area = area_of_frames(frames, count, flags | VM_MAP, caller);
	if (!area)
		return NULL;
	if (flags & (VM_MAP_PUT_PAGES | VM_DMA_COHERENT)) {
		area->pages = pages;
		area->nr_pages = count;
	}
	return area->addr;
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	might_sleep();
	if (WARN_ON_ONCE(flags & VM_FLUSH_RESET_PERMS))
		return NULL;
	return map_pages(pages, count, flags & ~VM_ALLOC, __builtin_return_address(0));
}
EXPORT_SYMBOL(vmap);

void *vmap_pfn(unsigned long *pfns, unsigned int count, pgprot_t prot)
{
	struct vm_struct *area;
	unsigned long *frames;
	unsigned int i;

	might_sleep();
	if (!count)
		return NULL;
	frames = host_alloc(count * sizeof(*frames));
	for (i = 0; i < count; i++) {
		frames[i] = pfns[i];
		/* what has a struct page is vmap()'s */
		if (WARN_ON_ONCE(pfn_valid(pfns[i]))) {
			host_free(frames);
			return NULL;
		}
	}
	area = area_of_frames(frames, count, VM_IOREMAP, __builtin_return_address(0));
	return area ? area->addr : NULL;
}
EXPORT_SYMBOL_GPL(vmap_pfn);

static struct vm_struct *unmap(const void *addr)
{
	struct vm_struct *area = area_claim(addr, VM_MAP | VM_IOREMAP);

	/* the addresses are nobody else's until what they show is gone */
	if (area) {
		host_ram_unalias(area->addr, get_vm_area_size(area));
		area_unlink(area);
	}
	return area;
}

void vunmap(const void *addr)
{
	struct vm_struct *area;
	char by[128];

	BUG_ON(in_interrupt());
	might_sleep();
	/* in a row already: it was not moved */
	if (!addr || !is_vmalloc_addr(addr))
		return;
	area = unmap(addr);
	if (area)
		area_put(area);
	else
		pr_err("Trying to vunmap() nonexistent vm area, called from %s\n",
		       host_place(__builtin_return_address(0), by, sizeof(by)));
}
EXPORT_SYMBOL(vunmap);

bool vmap_free(const void *addr)
{
	struct vm_struct *area = unmap(addr);
	unsigned int i;

	if (!area)
		return false;
	if (area->flags & VM_MAP_PUT_PAGES) {
		for (i = 0; i < area->nr_pages; i++)
			put_page(area->pages[i]);
		kvfree(area->pages);
	}
	area_put(area);
	return true;
}

void *vm_map_ram(struct page **pages, unsigned int count, int node)
{
	might_sleep();
	return map_pages(pages, count, VM_MAP, __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(vm_map_ram);

void vm_unmap_ram(const void *mem, unsigned int count)
{
	vunmap(mem);
}
EXPORT_SYMBOL_GPL(vm_unmap_ram);

struct vm_struct *get_vm_area(unsigned long size, unsigned long flags)
{
	return area_take(size, (flags & ~VM_ALLOC) | VM_MAP, __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(get_vm_area);

void free_vm_area(struct vm_struct *area)
{
	vunmap(area->addr);
}
EXPORT_SYMBOL_GPL(free_vm_area);

struct page *vmalloc_to_page(const void *addr)
{
	struct page *page = area_page(addr);

	return page ? page : virt_to_page(addr);
}
EXPORT_SYMBOL(vmalloc_to_page);

unsigned long vmalloc_to_pfn(const void *addr)
{
	return page_to_pfn(vmalloc_to_page(addr));
}
EXPORT_SYMBOL(vmalloc_to_pfn);
