/* SPDX-License-Identifier: MIT */
/*
 * I/O virtual addresses: which of an address space are taken. They are
 * counted in pages of the space's granule and handed out from the top down,
 * aligned to their size.
 *
 * The free space below each range is kept in the tree that sorts the ranges,
 * with the largest of each subtree, so that a hole is found in logarithmic
 * time however full and fragmented a space is. Small ranges that were freed
 * wait on their CPU, in magazines, for the next who wants one of that size.
 *
 * Interface and placement are those of Linux 6.1, drivers/iommu/iova.c.
 */
#ifndef _IOVA_H_
#define _IOVA_H_

#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct iova_room - free pages in a row
 * @pages: how many
 * @order: the largest aligned block among them: log2 of its pages, plus one; 0: none
 */
struct iova_room {
	unsigned long pages;
	unsigned int order;
};

/**
 * struct iova - a range that is taken
 * @node: in the domain's tree
 * @pfn_hi: last page
 * @pfn_lo: first page
 * @room: what is free right below @pfn_lo
 * @most: the most of either number of @room in this subtree
 */
struct iova {
	struct rb_node node;
	unsigned long pfn_hi;
	unsigned long pfn_lo;
	struct iova_room room;
	struct iova_room most;
};

struct iova_rcache;

/**
 * struct iova_domain - an address space
 * @iova_rbtree_lock: protects the tree
 * @rbroot: ranges that are taken, by address
 * @granule: bytes of a page
 * @start_pfn: first page that may be handed out
 * @dma_32bit_pfn: first page beyond 32 bits
 * @anchor: the end of the space, always taken
 * @rcaches: freed ranges that wait for use, by size
 * @cpuhp_dead: for when a CPU goes
 */
struct iova_domain {
	spinlock_t iova_rbtree_lock;
	struct rb_root rbroot;
	unsigned long granule;
	unsigned long start_pfn;
	unsigned long dma_32bit_pfn;
	struct iova anchor;
	struct iova_rcache *rcaches;
	struct hlist_node cpuhp_dead;
};

static inline unsigned long iova_mask(struct iova_domain *iovad)
{
	return iovad->granule - 1;
}

static inline size_t iova_align(struct iova_domain *iovad, size_t size)
{
	return ALIGN(size, iovad->granule);
}

static inline size_t iova_offset(struct iova_domain *iovad, dma_addr_t iova)
{
	return iova_mask(iovad) & iova;
}

static inline unsigned long iova_shift(struct iova_domain *iovad)
{
	return __ffs(iovad->granule);
}

/* between addresses and pages */
static inline unsigned long iova_pfn(struct iova_domain *iovad, dma_addr_t iova)
{
	return iova >> iova_shift(iovad);
}

static inline dma_addr_t iova_dma_addr(struct iova_domain *iovad, struct iova *iova)
{
	dma_addr_t first = iova->pfn_lo;

	return first << iova_shift(iovad);
}

/* pages */
static inline unsigned long iova_size(struct iova *iova)
{
	return iova->pfn_hi + 1 - iova->pfn_lo;
}

/** iova_cache_get() - somebody has address spaces: 0 or -ENOMEM */
int iova_cache_get(void);
void iova_cache_put(void);
/** iova_rcache_range() - bytes of the largest range that waits in magazines */
unsigned long iova_rcache_range(void);

/**
 * init_iova_domain() - an empty address space
 * @iovad: the domain
 * @granule: bytes of a page: a power of two, not above PAGE_SIZE
 * @start_pfn: first page that may be handed out
 *
 * Context: Any.
 */
void init_iova_domain(struct iova_domain *iovad, unsigned long granule, unsigned long start_pfn);
/** iova_domain_init_rcaches() - let it have magazines: 0 or -ENOMEM; may sleep */
int iova_domain_init_rcaches(struct iova_domain *iovad);
/** put_iova_domain() - forget all of it */
void put_iova_domain(struct iova_domain *iovad);

/**
 * alloc_iova() - take a range
 * @iovad: the domain
 * @size: pages
 * @limit_pfn: last page that will do
 * @size_aligned: align it to its size, rounded up to a power of two
 *
 * Context: Any.
 * Return: the highest range that is free, or NULL: none is, or no memory.
 */
struct iova *alloc_iova(struct iova_domain *iovad, unsigned long size, unsigned long limit_pfn,
			bool size_aligned);
/** find_iova() - the range that page @pfn is in, or NULL */
struct iova *find_iova(struct iova_domain *iovad, unsigned long pfn);
void free_iova(struct iova_domain *iovad, unsigned long pfn);
void __free_iova(struct iova_domain *iovad, struct iova *iova);

/**
 * alloc_iova_fast() - take a range from a magazine, or else as alloc_iova(), aligned to its size
 * @iovad: the domain, with magazines
 * @size: pages
 * @limit_pfn: last page that will do
 * @flush_rcache: if there is none left, empty all magazines and look again
 *
 * Context: Any.
 * Return: the first page; 0: none.
 */
unsigned long alloc_iova_fast(struct iova_domain *iovad, unsigned long size,
			      unsigned long limit_pfn, bool flush_rcache);
/** free_iova_fast() - into a magazine, or else as free_iova() */
void free_iova_fast(struct iova_domain *iovad, unsigned long pfn, unsigned long size);

/**
 * reserve_iova() - take certain pages, whoever has them
 * @iovad: the domain
 * @pfn_lo: first
 * @pfn_hi: last
 *
 * Ranges that it overlaps grow together with it.
 *
 * Context: Any.
 * Return: a range that has them, or NULL.
 */
struct iova *reserve_iova(struct iova_domain *iovad, unsigned long pfn_lo, unsigned long pfn_hi);

#endif
