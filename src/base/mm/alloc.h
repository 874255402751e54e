/* SPDX-License-Identifier: MIT */
/*
 * What the allocators tell one another: banks, blocks of pages, slabs. For
 * src/base/mm and, as far as pages below a physical limit go, for coherent
 * memory (src/mapping). Everybody else uses <linux/gfp.h> and
 * <linux/slab.h>.
 */
#ifndef DMAE_BASE_MM_ALLOC_H
#define DMAE_BASE_MM_ALLOC_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "base/host.h"
#include "base/mm.h"

/* ---- a lock that is no preemption point -------------------------------- */

/*
 * Allocators are called everywhere, also under raw locks, and must not let
 * another context run: in fibers this lock is never contended, since nothing
 * under it switches; in threads it is held for some tens of instructions.
 * Nothing is printed under it: printk() may switch.
 */
struct mm_lock {
	unsigned int held;
};

void mm_lock_wait(struct mm_lock *lock);

static inline void mm_lock(struct mm_lock *lock)
{
	if (unlikely(__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE)))
		mm_lock_wait(lock);
}

static inline void mm_unlock(struct mm_lock *lock)
{
	__atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

struct vm_struct;

/* zero_page.c: gives its page back */
void mm_zero_page_stop(void);

/* ---- AddressSanitizer -------------------------------------------------- */

#if defined(__SANITIZE_ADDRESS__)
#define MM_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MM_ASAN 1
#endif
#endif
#ifndef MM_ASAN
#define MM_ASAN 0
#endif

#if MM_ASAN
void __asan_poison_memory_region(const volatile void *addr, size_t size);
void __asan_unpoison_memory_region(const volatile void *addr, size_t size);
#endif

/* mm_poison() - whoever touches this memory makes a mistake */
static inline void mm_poison(const void *mem, size_t size)
{
#if MM_ASAN
	__asan_poison_memory_region(mem, size);
#endif
}

static inline void mm_unpoison(const void *mem, size_t size)
{
#if MM_ASAN
	__asan_unpoison_memory_region(mem, size);
#endif
}

#if defined(__SANITIZE_THREAD__)
#define MM_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define MM_TSAN 1
#endif
#endif
#ifndef MM_TSAN
#define MM_TSAN 0
#endif

/* bytes behind an object that nobody may touch, where that can be seen */
#define MM_REDZONE	(MM_ASAN ? 16u : 0u)

/* ---- banks (banks.c) --------------------------------------------------- */

struct mm_bank {
	u64 phys;
	u64 size;
	char *mem;
};

/* mm_bank_of_pfn() - the bank that a page frame is in, or NULL */
const struct mm_bank *mm_bank_of_pfn(unsigned long pfn);

/* ---- blocks of pages (pages.c) ----------------------------------------- */

/* physical addresses that an allocation must lie between, both included */
struct mm_span {
	u64 first;
	u64 last;
};

/* mm_page_free() - true if a page frame is in a free block; *@who: who freed that, if it is known */
bool mm_page_free(unsigned long pfn, const void **who);

/*
 * mm_block_alloc() - @nr contiguous pages, aligned as 2^n of them would be
 * @gfp: zones, __GFP_ZERO, __GFP_COMP, __GFP_NOWARN count
 * @span: where they must lie; NULL: anywhere
 * @caller: who is reported if the block leaks
 */
struct page *mm_block_alloc(unsigned long nr, gfp_t gfp,
			    const struct mm_span *span, const void *caller);
/* mm_block_at() - the @nr pages from @pfn on as one block, if all of them are free; or NULL */
struct page *mm_block_at(unsigned long pfn, unsigned long nr, const void *caller);
/* mm_block_free() - give a whole block back, no matter who refers to it */
void mm_block_free(struct page *page, const void *caller);

/* mm_block_split() - a block becomes @nr blocks of one page */
void mm_block_split(struct page *page, unsigned long nr);
/* mm_pages_open() - hand a bank's pages, but for the reserved ones, to the allocator */
void mm_pages_open(const struct mm_bank *bank);
/* mm_pages_withhold() - take what is free of a range away; false if a part of it is in use */
bool mm_pages_withhold(unsigned long pfn, unsigned long nr);
/* mm_pages_reset() - forget all blocks */
void mm_pages_reset(void);
/* mm_pages_leaked() - report blocks that are still allocated */
unsigned int mm_pages_leaked(void);
/* mm_pages_live() - pages allocated now */
unsigned long mm_pages_live(void);

/* ---- ranges of pages (pages.c, for contig.c and contiguous memory areas) -- */

/* mm_range_isolate() - what is free of a range is nobody's to allocate; false: some of it is not */
bool mm_range_isolate(unsigned long pfn, unsigned long nr);
/* mm_range_putback() - and it is again */
void mm_range_putback(unsigned long pfn, unsigned long nr);
/* mm_range_claim() - an isolated range becomes that many allocated pages */
void mm_range_claim(unsigned long pfn, unsigned long nr, const void *caller);
/* mm_range_find() - the highest free range of @nr pages in [@first, @end); 0: there is none */
unsigned long mm_range_find(unsigned long first, unsigned long end, unsigned long nr,
			    unsigned long align);
/* mm_cma_open() - a reserved range serves movable pages from now on; -ENOSPC: there are too many */
int mm_cma_open(unsigned long pfn, unsigned long nr);
/* mm_free_reserved() - a reserved range is reserved no more */
void mm_free_reserved(unsigned long pfn, unsigned long nr);
/*
 * mm_range_get() - who is in the way in a range that is being isolated: a reference to the block
 * that page @pfn is in; NULL: nobody; ERR_PTR(-EBUSY): one that can't be had
 */
struct page *mm_range_get(unsigned long pfn);
/* mm_page_holder() - who allocated the block that a page is in; NULL: nobody */
const void *mm_page_holder(unsigned long pfn);
/*
 * mm_contig_take() - alloc_contig_range() on behalf of @caller
 * @busy: set to the frame that was in the way where the result is -EBUSY
 */
int mm_contig_take(unsigned long pfn, unsigned long nr, gfp_t gfp, const void *caller,
		   unsigned long *busy);

/* ---- slabs (slab.c) ---------------------------------------------------- */

/**
 * struct object_record - what is known of one object
 * @caller: who allocated it, or, if it is free, who freed it
 * @size: bytes asked for
 * @next: OBJECT_LIVE, or the next free object of the slab
 */
struct object_record {
	const void *caller;
	unsigned int size;
	unsigned int next;
};

#define OBJECT_LIVE	0xffffffffu
#define OBJECT_NONE	0xfffffffeu

/**
 * struct slab - a block of pages cut into objects; host memory
 *
 * Owned by its cache, whose lock protects all of it. Free objects are never
 * written to: the list of them is in the records. One with a @guard has one
 * object, with pages of its own (guard.c).
 */
struct slab {
	struct kmem_cache *cache;
	struct guard *guard;
	char *base;
	u64 phys;		/* of @base; not of a guarded object */
	unsigned int free;	/* first free object, or OBJECT_NONE */
	unsigned int fresh;	/* objects from here on were never used */
	unsigned int inuse;
	struct list_head link;	/* in cache->partial or cache->full */
	struct object_record object[];
};

/**
 * struct kmem_cache - objects of one kind
 *
 * Those of kmalloc() are static (kmalloc.c), the others host memory, and
 * kept until mm_stop() even if destroyed, so that a late use is explained.
 */
struct kmem_cache {
	struct mm_lock lock;
	unsigned int stride;		/* bytes from one object to the next */
	unsigned int reciprocal;	/* ceil(2^32 / stride), 0: divide */
	unsigned int objects;		/* in a slab */
	unsigned int pages;		/* of a slab */
	unsigned int empty;		/* slabs in partial with no object in use */
	unsigned int live;
	size_t live_bytes;
	struct list_head partial;	/* slabs with a free object */
	struct list_head full;
	unsigned int object_size;
	slab_flags_t flags;
	bool destroyed;
	void (*ctor)(void *object);
	const char *name;
	struct list_head link;		/* in the list of caches */
};

/* slab_alloc() - an object of @s for which @size bytes were asked; NULL if RAM is short */
void *slab_alloc(struct kmem_cache *s, gfp_t gfp, size_t size,
		 const void *caller);
/* slab_free() - give back an object that lies in a page of @slab; reports what is none */
void slab_free(struct slab *slab, const void *object, const void *caller);
/* slab_object() - the record of a live object; NULL if @object is none */
struct object_record *slab_object(struct slab *slab, const void *object);
/*
 * mm_seems_live() - a quick look at a page of RAM: false where @phys may be free, which
 * mm_is_freed() then knows
 */
static inline bool mm_seems_live(const struct page *page, u64 phys)
{
	unsigned long flags = __atomic_load_n(&page->flags, __ATOMIC_RELAXED);
	const struct slab *slab;
	u64 index;

	if (!(flags & 1ul << PG_slab))
		return atomic_read(&page->_refcount) > 0 && !(flags & 1ul << PG_freed);
	slab = page->slab;
	/* guarded objects are watched already */
	if (unlikely(slab->guard) || unlikely(!slab->cache->reciprocal))
		return slab->guard;
	index = (phys - slab->phys) * slab->cache->reciprocal >> 32;
	return index < slab->cache->objects && slab->object[index].next == OBJECT_LIVE;
}

/* slab_resize() - another size was asked for @object */
void slab_resize(struct slab *slab, const void *object, size_t size);
/* slab_drop_cache() - note leaks, give back every slab; returns how many objects were live */
unsigned int slab_drop_cache(struct kmem_cache *s);
/* slab_cache_used() - bytes asked for in the live objects of a cache */
size_t slab_cache_used(struct kmem_cache *s);
/* slab_used(), slab_stop() - over all caches that kmem_cache_create() made */
size_t slab_used(void);
unsigned int slab_stop(void);
/* slab_pages() - pages that slabs hold, objects in them or not */
unsigned long slab_pages(void);

/* ---- guarded objects (guard.c) ----------------------------------------- */

/* guard_wanted() - shall this allocation be guarded? */
bool guard_wanted(const void *caller);
/* guard_alloc() - a guarded object of @s; NULL: there is no room, take an ordinary one */
void *guard_alloc(struct kmem_cache *s, gfp_t gfp, size_t size, const void *caller);
/* guard_free() - free the object; its memory stays out of use for a while */
void guard_free(struct slab *slab, const void *caller);
/* guard_freed_by() - who freed the guarded object that was in @page, NULL if nobody knows */
const void *guard_freed_by(const struct page *page);
/* guard_drop() - give all of it back at once */
void guard_drop(struct slab *slab);
/* guard_double_free() - report @object if it is one that was freed; false if not */
bool guard_double_free(const void *object, const void *caller);
/* guard_report() - tell of an access that was caught; through guard_flush() */
void guard_report(void);
void guard_stop(void);
/* guard_pages() - pages that guarded objects hold, freed ones too */
unsigned long guard_pages(void);

extern bool guard_pending;

/* guard_flush() - accesses are caught where nothing can be printed: at the next chance */
static inline void guard_flush(void)
{
	if (unlikely(READ_ONCE(guard_pending)))
		guard_report();
}

/* kmalloc_used(), kmalloc_stop() - over the caches of kmalloc() */
size_t kmalloc_used(void);
unsigned int kmalloc_stop(void);

/* ---- areas (vmalloc.c, vmap.c) ----------------------------------------- */

void *__vmalloc_caller(unsigned long size, gfp_t gfp, const void *caller);
size_t vmalloc_used(void);
unsigned int vmalloc_stop(void);

/*
 * area_take() - addresses for @size bytes and a page behind them; VM_ALLOC: with memory. NULL:
 * there are none
 */
struct vm_struct *area_take(unsigned long size, unsigned long flags, const void *caller);
/* area_remove() - forget the area that starts at @addr, if it has one of @flags; area_put() it */
struct vm_struct *area_remove(const void *addr, unsigned long flags);
/* area_claim() - the same, but its addresses stay taken until area_unlink() */
struct vm_struct *area_claim(const void *addr, unsigned long flags);
void area_unlink(struct vm_struct *area);
void area_put(struct vm_struct *area);
/* area_set_frames() - the frames that are shown in an area: an array that becomes the area's */
void area_set_frames(struct vm_struct *area, unsigned long *frames);
/* area_page() - the page that is shown at an address of an area with no memory of its own */
struct page *area_page(const void *addr);
/* vmap_free() - vfree() of pages in a row; false if @addr is none of them */
bool vmap_free(const void *addr);

/* ---- leaks (leaks.c) --------------------------------------------------- */

/* leak_note() - @caller has not freed @bytes; leaks_report() says so by caller, and forgets */
void leak_note(const void *caller, size_t bytes);
void leaks_report(void);

#endif
