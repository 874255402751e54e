/* SPDX-License-Identifier: MIT */
/*
 * Contiguous memory areas: parts of RAM that serve movable pages until a
 * driver wants many pages in a row. src/mapping/cma.c. Drivers get at them
 * through dma_alloc_*().
 */
#ifndef __CMA_H__
#define __CMA_H__

#include <linux/types.h>
#include <linux/numa.h>
#include <linux/mmzone.h>

#define MAX_CMA_AREAS	8
#define CMA_MAX_NAME	64

/* an area starts and ends at a multiple of this */
#define CMA_MIN_ALIGNMENT_PAGES	pageblock_nr_pages
#define CMA_MIN_ALIGNMENT_BYTES	(PAGE_SIZE * CMA_MIN_ALIGNMENT_PAGES)

struct cma;

extern unsigned long totalcma_pages;

phys_addr_t cma_get_base(const struct cma *cma);
unsigned long cma_get_size(const struct cma *cma);
const char *cma_get_name(const struct cma *cma);

/**
 * cma_declare_contiguous_nid() - set an area aside
 * @base: where, or where from; 0: anywhere
 * @size: bytes
 * @limit: below which address; 0: anywhere
 * @alignment: of its start; 0: as little as possible; a power of two
 * @order_per_bit: pages are handed out in blocks of 2^this
 * @fixed: at @base exactly
 * @name: as the log and debugfs call it
 * @res_cma: set to the area
 * @nid: ignored: there is one node
 *
 * Context: process, early: what is allocated already is in the way.
 * Return: 0; -EINVAL, -EBUSY (@base is not free), -ENOMEM (no such range is),
 * -ENOSPC (too many areas); each with a line in the log.
 */
int cma_declare_contiguous_nid(phys_addr_t base, phys_addr_t size, phys_addr_t limit,
			       phys_addr_t alignment, unsigned int order_per_bit, bool fixed,
			       const char *name, struct cma **res_cma, int nid);

static inline int cma_declare_contiguous(phys_addr_t base, phys_addr_t size, phys_addr_t limit,
					 phys_addr_t alignment, unsigned int order_per_bit,
					 bool fixed, const char *name, struct cma **res_cma)
{
	return cma_declare_contiguous_nid(base, size, limit, alignment, order_per_bit, fixed, name,
					  res_cma, NUMA_NO_NODE);
}

/** cma_init_reserved_mem() - make an area of RAM that is reserved: -EINVAL: it is not; -ENOSPC */
int cma_init_reserved_mem(phys_addr_t base, phys_addr_t size, unsigned int order_per_bit,
			  const char *name, struct cma **res_cma);

/**
 * cma_alloc() - pages in a row
 * @count: how many
 * @align: 2^this pages is what the first is aligned to
 * @no_warn: fail without a message
 *
 * Movable pages that are in the way are moved.
 *
 * Context: process. Return: the first page; NULL: no such run is free, or what is in the way can't
 * be moved.
 */
struct page *cma_alloc(struct cma *cma, unsigned long count, unsigned int align, bool no_warn);
/** cma_release() - and back; false: the pages are not of that area */
bool cma_release(struct cma *cma, const struct page *pages, unsigned long count);
bool cma_pages_valid(struct cma *cma, const struct page *pages, unsigned long count);
int cma_for_each_area(int (*it)(struct cma *cma, void *data), void *data);
void cma_reserve_pages_on_error(struct cma *cma);

#endif
