// SPDX-License-Identifier: MIT
/*
 * Object caches: blocks of pages cut into objects of one size. What is known
 * of an object (who has it, which one is free next) is kept outside of it,
 * in host memory, so that nothing a driver or a device writes can break the
 * allocator, and every mistake is caught at once. kmalloc.c stands on it.
 */
#include <linux/types.h>
#include <linux/kernel.h>
#include <linux/export.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sched/mm.h>

#include "base/mm/alloc.h"

/* a slab has room for this many objects, up to this many pages */
#define SLAB_OBJECTS_WANTED	16
#define SLAB_PAGES_WANTED	8
/* slabs without an object that a cache keeps for the next ones */
#define SLAB_EMPTY_KEPT		1

/* caches of kmem_cache_create(), destroyed ones too; and pages of all slabs */
static struct mm_lock caches_lock;
static LIST_HEAD(caches);
static unsigned long pages_held;

/* ---- slabs ------------------------------------------------------------- */

static void slab_mark_pages(struct slab *slab, unsigned int pages, bool on)
{
	struct page *page = virt_to_page(slab->base);
	unsigned int i;

	for (i = 0; i < pages; i++) {
		page[i].slab = on ? slab : NULL;
		if (on)
			page_flag_set(&page[i], PG_slab);
		else
			page_flag_clear(&page[i], PG_slab);
	}
}

static gfp_t slab_zone(const struct kmem_cache *s)
{
	if (s->flags & SLAB_CACHE_DMA)
		return __GFP_DMA;
	return s->flags & SLAB_CACHE_DMA32 ? __GFP_DMA32 : 0;
}

static void slab_construct(struct kmem_cache *s, struct slab *slab)
{
	unsigned int i;

	if (s->ctor)
		for (i = 0; i < s->objects; i++)
			s->ctor(slab->base + (size_t)i * s->stride);
	mm_poison(slab->base, (size_t)s->pages << PAGE_SHIFT);
}

static struct slab *slab_new(struct kmem_cache *s, gfp_t gfp)
{
	struct page *page;
	struct slab *slab;

	gfp &= ~(__GFP_ZERO | __GFP_COMP | GFP_ZONEMASK);
	page = mm_block_alloc(s->pages, gfp | slab_zone(s), NULL, NULL);
	if (!page)
		return NULL;
	slab = host_alloc(struct_size(slab, object, s->objects));
	slab->cache = s;
	slab->base = page_address(page);
	slab->phys = page_to_phys(page);
	slab->free = OBJECT_NONE;
	INIT_LIST_HEAD(&slab->link);
	slab_mark_pages(slab, s->pages, true);
	slab_construct(s, slab);
	__atomic_fetch_add(&pages_held, s->pages, __ATOMIC_RELAXED);
	return slab;
}

/* @slab is in no list any more and nobody can find it */
static void slab_delete(struct slab *slab)
{
	unsigned int pages = slab->cache->pages;

	if (unlikely(slab->guard)) {
		guard_drop(slab);
		return;
	}
	slab_mark_pages(slab, pages, false);
	__atomic_fetch_sub(&pages_held, pages, __ATOMIC_RELAXED);
	mm_block_free(virt_to_page(slab->base), NULL);
	host_free(slab);
}

/* ---- objects ----------------------------------------------------------- */

/* the number of the object that starts at @object, or OBJECT_NONE */
static unsigned int object_index(const struct slab *slab, const void *object)
{
	const struct kmem_cache *s = slab->cache;
	unsigned int offset = (const char *)object - slab->base;
	unsigned int index;

	if (likely(s->reciprocal))
		index = ((u64)offset * s->reciprocal) >> 32;
	else
		index = offset / s->stride;
	if (unlikely(index >= s->objects || index * s->stride != offset))
		return OBJECT_NONE;
	return index;
}

/* takes an object of @slab, which has one; under the cache's lock */
static void *object_take(struct kmem_cache *s, struct slab *slab, size_t size,
			 const void *caller)
{
	unsigned int index = slab->free;
	struct object_record *record;

	if (likely(index != OBJECT_NONE)) {
		record = &slab->object[index];
		slab->free = record->next;
	} else {
		index = slab->fresh++;
		record = &slab->object[index];
	}
	record->next = OBJECT_LIVE;
	record->caller = caller;
	record->size = size;
	if (!slab->inuse++)
		s->empty--;
	if (unlikely(slab->inuse == s->objects))
		list_move(&slab->link, &s->full);
	s->live++;
	s->live_bytes += size;
	return slab->base + (size_t)index * s->stride;
}

static bool cache_usable(const struct kmem_cache *s, const char *what,
			 const void *caller)
{
	char by[128];

	if (likely(!s->destroyed))
		return true;
	pr_err("BUG %s (Not tainted): %s after kmem_cache_destroy(), called from %s\n",
	       s->name, what, host_place(caller, by, sizeof(by)));
	return false;
}

void *slab_alloc(struct kmem_cache *s, gfp_t gfp, size_t size,
		 const void *caller)
{
	struct slab *slab;
	void *object;

	might_alloc(gfp);
	if (unlikely(guard_wanted(caller)) && !s->ctor) {
		object = guard_alloc(s, gfp, size, caller);
		if (object)
			return object;
	}
	mm_lock(&s->lock);
	while (unlikely(list_empty(&s->partial))) {
		mm_unlock(&s->lock);
		if (!cache_usable(s, "kmem_cache_alloc()", caller))
			return NULL;
		slab = slab_new(s, gfp);
		if (!slab)
			return NULL;
		mm_lock(&s->lock);
		s->empty++;
		list_add(&slab->link, &s->partial);
	}
	slab = list_first_entry(&s->partial, struct slab, link);
	object = object_take(s, slab, size, caller);
	mm_unlock(&s->lock);

	mm_unpoison(object, size);
	if (gfp & __GFP_ZERO)
		memset(object, 0, size);
	return object;
}

static void report_bad_free(const struct slab *slab, const void *object,
			    const void *caller)
{
	const struct kmem_cache *s = slab->cache;
	unsigned int index = object_index(slab, object);
	char by[128], before[128];

	host_place(caller, by, sizeof(by));
	if (index == OBJECT_NONE)
		pr_err("BUG %s (Not tainted): Invalid object pointer: %u bytes into an object, "
		       "freed by %s\n",
		       s->name, (unsigned int)((const char *)object - slab->base) % s->stride, by);
	else
		pr_err("BUG %s (Not tainted): Object already free: freed by %s, before by %s\n",
		       s->name, by,
		       slab->object[index].caller ?
		       host_place(slab->object[index].caller, before,
				   sizeof(before)) : "nobody");
}

void slab_free(struct slab *slab, const void *object, const void *caller)
{
	struct kmem_cache *s = slab->cache;
	unsigned int index = object_index(slab, object);
	struct object_record *record;
	bool drop = false;

	if (unlikely(index == OBJECT_NONE)) {
		report_bad_free(slab, object, caller);
		return;
	}
	if (unlikely(slab->guard)) {
		guard_free(slab, caller);
		return;
	}
	record = &slab->object[index];
	mm_lock(&s->lock);
	if (unlikely(record->next != OBJECT_LIVE)) {
		mm_unlock(&s->lock);
		report_bad_free(slab, object, caller);
		return;
	}
	mm_poison(object, s->stride);
	s->live--;
	s->live_bytes -= record->size;
	record->next = slab->free;
	record->caller = caller;
	slab->free = index;
	if (unlikely(slab->inuse == s->objects))
		list_move(&slab->link, &s->partial);
	if (unlikely(!--slab->inuse)) {
		drop = s->empty >= SLAB_EMPTY_KEPT;
		if (drop)
			list_del(&slab->link);
		else
			s->empty++;
	}
	mm_unlock(&s->lock);
	if (drop)
		slab_delete(slab);
}

struct object_record *slab_object(struct slab *slab, const void *object)
{
	unsigned int index = object_index(slab, object);

	if (index == OBJECT_NONE || slab->object[index].next != OBJECT_LIVE)
		return NULL;
	return &slab->object[index];
}

void slab_resize(struct slab *slab, const void *object, size_t size)
{
	struct kmem_cache *s = slab->cache;
	struct object_record *record = slab_object(slab, object);

	mm_lock(&s->lock);
	s->live_bytes += size - record->size;
	record->size = size;
	mm_unlock(&s->lock);
	mm_poison(object, s->stride);
	mm_unpoison(object, size);
}

static void slab_note_leaks(const struct slab *slab)
{
	unsigned int i;

	for (i = 0; i < slab->fresh; i++)
		if (slab->object[i].next == OBJECT_LIVE)
			leak_note(slab->object[i].caller, slab->object[i].size);
}

unsigned int slab_drop_cache(struct kmem_cache *s)
{
	struct slab *slab, *next;
	unsigned int live = s->live;

	list_splice_init(&s->full, &s->partial);
	list_for_each_entry_safe(slab, next, &s->partial, link) {
		slab_note_leaks(slab);
		list_del(&slab->link);
		slab_delete(slab);
	}
	s->empty = 0;
	s->live = 0;
	s->live_bytes = 0;
	return live;
}

/* gives back the slabs that have no object in use */
static void cache_shrink(struct kmem_cache *s)
{
	struct slab *slab, *next;
	LIST_HEAD(idle);

	mm_lock(&s->lock);
	list_for_each_entry_safe(slab, next, &s->partial, link)
		if (!slab->inuse)
			list_move(&slab->link, &idle);
	s->empty = 0;
	mm_unlock(&s->lock);
	list_for_each_entry_safe(slab, next, &idle, link)
		slab_delete(slab);
}

/* ---- caches ------------------------------------------------------------ */

static unsigned int cache_align(unsigned int size, unsigned int align,
				slab_flags_t flags)
{
	unsigned int line = L1_CACHE_BYTES;

	if (flags & SLAB_HWCACHE_ALIGN) {
		while (size <= line / 2)
			line /= 2;
		align = max(align, line);
	}
	return max_t(unsigned int, align, ARCH_SLAB_MINALIGN);
}

static void cache_layout(struct kmem_cache *s, unsigned int align)
{
	unsigned int pages;

	s->stride = ALIGN(s->object_size + MM_REDZONE, align);
	for (pages = 1; pages < SLAB_PAGES_WANTED; pages *= 2)
		if ((pages << PAGE_SHIFT) / s->stride >= SLAB_OBJECTS_WANTED)
			break;
	while ((pages << PAGE_SHIFT) < s->stride)
		pages *= 2;
	s->pages = pages;
	s->objects = (pages << PAGE_SHIFT) / s->stride;
	/* exact as long as no offset reaches 2^32 / stride: checked for 32 KiB */
	if (s->stride <= PAGE_SIZE)
		s->reciprocal = ((1ull << 32) + s->stride - 1) / s->stride;
}

struct kmem_cache *kmem_cache_create_usercopy(const char *name,
					      unsigned int size,
					      unsigned int align,
					      slab_flags_t flags,
					      unsigned int useroffset,
					      unsigned int usersize,
					      void (*ctor)(void *))
{
	struct kmem_cache *s;

	if (!name || !size || size > KMALLOC_MAX_SIZE || in_interrupt() ||
	    (align & (align - 1))) {
		pr_err("kmem_cache_create(%s) integrity check failed\n",
		       name ? name : "(null)");
		if (flags & SLAB_PANIC)
			host_panic("kmem_cache_create: Failed to create slab '%s'\n",
				   name ? name : "(null)");
		return NULL;
	}

	s = host_alloc(sizeof(*s));
	s->name = host_strdup(name);
	s->object_size = size;
	s->flags = flags;
	s->ctor = ctor;
	INIT_LIST_HEAD(&s->partial);
	INIT_LIST_HEAD(&s->full);
	cache_layout(s, cache_align(size, align, flags));

	mm_lock(&caches_lock);
	list_add_tail(&s->link, &caches);
	mm_unlock(&caches_lock);
	return s;
}
EXPORT_SYMBOL(kmem_cache_create_usercopy);

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
				     unsigned int align, slab_flags_t flags,
				     void (*ctor)(void *))
{
	return kmem_cache_create_usercopy(name, size, align, flags, 0, 0, ctor);
}
EXPORT_SYMBOL(kmem_cache_create);

void kmem_cache_destroy(struct kmem_cache *s)
{
	const void *caller = __builtin_return_address(0);
	char by[128];

	if (!s || !cache_usable(s, "kmem_cache_destroy()", caller))
		return;
	cache_shrink(s);
	s->destroyed = true;
	if (s->live)
		pr_err("kmem_cache_destroy %s: Slab cache still has objects when called from %s\n",
		       s->name, host_place(caller, by, sizeof(by)));
}
EXPORT_SYMBOL(kmem_cache_destroy);

int kmem_cache_shrink(struct kmem_cache *s)
{
	cache_shrink(s);
	return !list_empty(&s->partial);
}
EXPORT_SYMBOL(kmem_cache_shrink);

unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return s->object_size;
}
EXPORT_SYMBOL(kmem_cache_size);

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags)
{
	const void *caller = __builtin_return_address(0);

	if (unlikely(s->destroyed) &&
	    !cache_usable(s, "kmem_cache_alloc()", caller))
		return NULL;
	return slab_alloc(s, flags, s->object_size, caller);
}
EXPORT_SYMBOL(kmem_cache_alloc);

static void cache_free(struct kmem_cache *s, void *object, const void *caller)
{
	struct page *page = virt_to_page(object);
	char by[128];

	if (!object)
		return;
	if (unlikely(!PageSlab(page))) {
		if (guard_double_free(object, caller))
			return;
		pr_err("BUG %s (Not tainted): Invalid object pointer: not from a cache, freed by "
		       "%s\n",
		       s->name, host_place(caller, by, sizeof(by)));
		return;
	}
	if (unlikely(page->slab->cache != s))
		pr_err("cache_from_obj: Wrong slab cache. %s but object is from %s, freed by %s\n",
		       s->name, page->slab->cache->name,
		       host_place(caller, by, sizeof(by)));
	slab_free(page->slab, object, caller);
}

void kmem_cache_free(struct kmem_cache *s, void *objp)
{
	cache_free(s, objp, __builtin_return_address(0));
}
EXPORT_SYMBOL(kmem_cache_free);

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size,
			  void **p)
{
	const void *caller = __builtin_return_address(0);
	size_t i;

	for (i = 0; i < size; i++) {
		p[i] = slab_alloc(s, flags, s->object_size, caller);
		if (!p[i])
			goto err_free;
	}
	return size;

err_free:
	while (i--)
		cache_free(s, p[i], caller);
	return 0;
}
EXPORT_SYMBOL(kmem_cache_alloc_bulk);

void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p)
{
	size_t i;

	for (i = 0; i < size; i++)
		cache_free(s, p[i], __builtin_return_address(0));
}
EXPORT_SYMBOL(kmem_cache_free_bulk);

size_t slab_cache_used(struct kmem_cache *s)
{
	size_t used;

	mm_lock(&s->lock);
	used = s->live_bytes;
	mm_unlock(&s->lock);
	return used;
}

size_t slab_used(void)
{
	struct kmem_cache *s;
	size_t used = 0;

	mm_lock(&caches_lock);
	list_for_each_entry(s, &caches, link)
		used += slab_cache_used(s);
	mm_unlock(&caches_lock);
	return used;
}

unsigned long slab_pages(void)
{
	return __atomic_load_n(&pages_held, __ATOMIC_RELAXED);
}

unsigned int slab_stop(void)
{
	struct kmem_cache *s, *next;
	unsigned int leaked = 0;

	list_for_each_entry_safe(s, next, &caches, link) {
		leaked += slab_drop_cache(s);
		if (!s->destroyed) {
			pr_err("mm: leak: cache '%s' was never destroyed\n",
			       s->name);
			leaked++;
		}
		list_del(&s->link);
		host_free((void *)s->name);
		host_free(s);
	}
	return leaked;
}
