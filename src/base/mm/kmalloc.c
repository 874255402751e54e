// SPDX-License-Identifier: MIT
/*
 * kmalloc and what frees, measures and resizes what it returned: object
 * caches by size, whole pages beyond 8 KiB.
 */
#include <linux/types.h>
#include <linux/kernel.h>
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/sched/mm.h>

#include "base/mm/alloc.h"

#define NR_SIZES	9
#define NR_ZONES	2	/* 0: anywhere, 1: GFP_DMA */

/* a slab of small objects is one page, of large ones up to eight */
#define CACHE(zone, i, prefix, size, nr_pages)				\
{									\
	.name = prefix #size, .object_size = size, .stride = size,	\
	.pages = nr_pages, .objects = (nr_pages) * PAGE_SIZE / (size),	\
	.reciprocal = (size) > PAGE_SIZE ? 0 :				\
		((1ull << 32) + (size) - 1) / (size),			\
	.flags = SLAB_KMALLOC | ((zone) ? SLAB_CACHE_DMA : 0),		\
	.partial = LIST_HEAD_INIT(sizes[zone][i].partial),		\
	.full = LIST_HEAD_INIT(sizes[zone][i].full),			\
}
#define CACHES(z, prefix) {						\
	CACHE(z, 0, prefix, 64, 1), CACHE(z, 1, prefix, 128, 1),	\
	CACHE(z, 2, prefix, 192, 1), CACHE(z, 3, prefix, 256, 1),	\
	CACHE(z, 4, prefix, 512, 2), CACHE(z, 5, prefix, 1024, 4),	\
	CACHE(z, 6, prefix, 2048, 8), CACHE(z, 7, prefix, 4096, 8),	\
	CACHE(z, 8, prefix, 8192, 8),					\
}

static struct kmem_cache sizes[NR_ZONES][NR_SIZES] = {
	CACHES(0, "kmalloc-"), CACHES(1, "dma-kmalloc-"),
};

static struct kmem_cache *size_cache(size_t size, gfp_t gfp)
{
	unsigned int i;

	size += MM_REDZONE;
	if (size <= 256)
		i = (size - 1) / 64;
	else
		i = 3 + (64 - 8 - __builtin_clzl(size - 1));
	return &sizes[gfp & __GFP_DMA ? 1 : 0][i];
}

static void *large_alloc(size_t size, gfp_t gfp, const void *caller)
{
	struct page *page;

	might_alloc(gfp);
	if (size > KMALLOC_MAX_SIZE) {
		if (!(gfp & __GFP_NOWARN))
			pr_warn_ratelimited("kmalloc: %zu bytes: the most is %lu\n",
					    size, KMALLOC_MAX_SIZE);
		return NULL;
	}
	page = mm_block_alloc(1ul << get_order(size), gfp | __GFP_COMP,
			      NULL, caller);
	if (!page)
		return NULL;
	page->private = size;
	page_flag_set(page, PG_large);
	mm_poison((char *)page_address(page) + size,
		  ((size_t)page->block_pages << PAGE_SHIFT) - size);
	return page_address(page);
}

static __always_inline void *allocate(size_t size, gfp_t gfp,
				      const void *caller)
{
	if (unlikely(size > KMALLOC_MAX_CACHE_SIZE - MM_REDZONE))
		return large_alloc(size, gfp, caller);
	if (unlikely(!size))
		return ZERO_SIZE_PTR;
	return slab_alloc(size_cache(size, gfp), gfp, size, caller);
}

void *__kmalloc(size_t size, gfp_t flags)
{
	return allocate(size, flags, __builtin_return_address(0));
}
EXPORT_SYMBOL(__kmalloc);

void *__kmalloc_node_track_caller(size_t size, gfp_t flags, int node,
				  unsigned long caller)
{
	return allocate(size, flags, (const void *)caller);
}
EXPORT_SYMBOL(__kmalloc_node_track_caller);

static void report_foreign(const void *object, const char *what,
			   const void *caller)
{
	struct page *page = virt_to_page(object);
	char by[128], before[128];

	if (guard_double_free(object, caller))
		return;
	host_place(caller, by, sizeof(by));
	if (page_in_ram(page) && !page->block_pages && page->caller)
		pr_err("BUG kmalloc (Not tainted): Object already free: %s by %s, before by %s\n",
		       what, by,
		       host_place(page->caller, before, sizeof(before)));
	else
		pr_err("BUG kmalloc (Not tainted): Invalid object pointer: %s by %s, but not from "
		       "kmalloc()%s\n",
		       what, by,
		       is_vmalloc_addr(object) ? " (from vmalloc(): vfree() or kvfree() it)" : "");
}

/* the page of a large object; says so and returns NULL if @object is none */
static struct page *large_page(const void *object, const char *what,
			       const void *caller)
{
	struct page *page = virt_to_page(object);

	if (page_flag_test(page, PG_large) && PAGE_ALIGNED(object))
		return page;
	report_foreign(object, what, caller);
	return NULL;
}

static __always_inline void release(const void *object, const void *caller)
{
	struct page *page;

	if (unlikely(ZERO_OR_NULL_PTR(object)))
		return;
	page = virt_to_page(object);
	if (likely(PageSlab(page))) {
		slab_free(page->slab, object, caller);
		return;
	}
	page = large_page(object, "freed", caller);
	if (page)
		mm_block_free(page, caller);
}

void kfree(const void *objp)
{
	release(objp, __builtin_return_address(0));
}
EXPORT_SYMBOL(kfree);

/* how many bytes lie at @object, and how many were asked for */
static bool measure(const void *object, const void *caller, size_t *room,
		    size_t *size)
{
	struct page *page = virt_to_page(object);
	struct object_record *record;

	if (PageSlab(page)) {
		record = slab_object(page->slab, object);
		if (!record) {
			report_foreign(object, "measured", caller);
			return false;
		}
		*size = record->size;
		*room = page->slab->guard ? *size : page->slab->cache->stride - MM_REDZONE;
		return true;
	}
	page = large_page(object, "measured", caller);
	if (!page)
		return false;
	*room = (size_t)page->block_pages << PAGE_SHIFT;
	*size = page->private;
	return true;
}

static void resize(const void *object, size_t size)
{
	struct page *page = virt_to_page(object);

	if (PageSlab(page)) {
		slab_resize(page->slab, object, size);
		return;
	}
	page->private = size;
	mm_unpoison(object, size);
	mm_poison((const char *)object + size,
		  ((size_t)page->block_pages << PAGE_SHIFT) - size);
}

size_t ksize(const void *objp)
{
	size_t room, size;

	if (ZERO_OR_NULL_PTR(objp) ||
	    !measure(objp, __builtin_return_address(0), &room, &size))
		return 0;
	/* who asks may use all of it */
	resize(objp, room);
	return room;
}
EXPORT_SYMBOL(ksize);

size_t kmalloc_size_roundup(size_t size)
{
	if (!size)
		return 0;
	if (size <= KMALLOC_MAX_CACHE_SIZE - MM_REDZONE)
		return size_cache(size, 0)->stride - MM_REDZONE;
	if (size <= KMALLOC_MAX_SIZE)
		return PAGE_SIZE << get_order(size);
	return size;
}
EXPORT_SYMBOL(kmalloc_size_roundup);

void kfree_sensitive(const void *objp)
{
	const void *caller = __builtin_return_address(0);
	size_t room, size;

	if (ZERO_OR_NULL_PTR(objp) || !measure(objp, caller, &room, &size))
		return;
	memset((void *)objp, 0, size);
	/* the object dies here, but its bytes are read by nobody only if they are gone */
	barrier_data(objp);
	release(objp, caller);
}
EXPORT_SYMBOL(kfree_sensitive);

void *krealloc(const void *objp, size_t new_size, gfp_t flags)
{
	const void *caller = __builtin_return_address(0);
	size_t room, size;
	void *mem;

	if (!new_size) {
		release(objp, caller);
		return ZERO_SIZE_PTR;
	}
	if (ZERO_OR_NULL_PTR(objp))
		return allocate(new_size, flags, caller);
	if (!measure(objp, caller, &room, &size))
		return NULL;
	if (new_size <= room) {
		resize(objp, new_size);
		return (void *)objp;
	}
	mem = allocate(new_size, flags, caller);
	if (mem) {
		memcpy(mem, objp, size);
		release(objp, caller);
	}
	return mem;
}
EXPORT_SYMBOL(krealloc);

/* ---- from pages or from vmalloc() -------------------------------------- */

static void *kv_allocate(size_t size, gfp_t flags, const void *caller)
{
	gfp_t first = flags;
	void *mem;

	if (size > PAGE_SIZE)
		first |= __GFP_NOWARN;
	mem = allocate(size, first & ~__GFP_NOFAIL, caller);
	if (mem || size <= PAGE_SIZE)
		return mem;
	return __vmalloc_caller(size, flags, caller);
}

void *kvmalloc_node(size_t size, gfp_t flags, int node)
{
	return kv_allocate(size, flags, __builtin_return_address(0));
}
EXPORT_SYMBOL(kvmalloc_node);

void *kvrealloc(const void *p, size_t oldsize, size_t newsize, gfp_t flags)
{
	void *mem;

	if (oldsize >= newsize)
		return (void *)p;
	mem = kv_allocate(newsize, flags, __builtin_return_address(0));
	if (!mem)
		return NULL;
	memcpy(mem, p, oldsize);
	kvfree(p);
	return mem;
}
EXPORT_SYMBOL(kvrealloc);

void kvfree(const void *addr)
{
	if (is_vmalloc_addr(addr))
		vfree(addr);
	else
		release(addr, __builtin_return_address(0));
}
EXPORT_SYMBOL(kvfree);

void kvfree_sensitive(const void *addr, size_t len)
{
	if (ZERO_OR_NULL_PTR(addr))
		return;
	memset((void *)addr, 0, len);
	barrier_data(addr);
	kvfree(addr);
}
EXPORT_SYMBOL(kvfree_sensitive);

/* ---- stop -------------------------------------------------------------- */

size_t kmalloc_used(void)
{
	unsigned int zone, i;
	size_t used = 0;

	for (zone = 0; zone < NR_ZONES; zone++)
		for (i = 0; i < NR_SIZES; i++)
			used += slab_cache_used(&sizes[zone][i]);
	return used;
}

unsigned int kmalloc_stop(void)
{
	unsigned int zone, i;
	unsigned int leaked = 0;

	for (zone = 0; zone < NR_ZONES; zone++)
		for (i = 0; i < NR_SIZES; i++)
			leaked += slab_drop_cache(&sizes[zone][i]);
	return leaked;
}
