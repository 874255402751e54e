/* SPDX-License-Identifier: MIT */
/*
 * Scatterlists: a buffer in pieces.
 *
 *	sg_table.sgl ─▶ [page,off,len][page,off,len]…[chain]─┐
 *	                                                     ▼
 *	                                      [page,off,len]…[page,off,len|END]
 *
 * Each entry names a page, an offset from its start (it may be more than a
 * page) and a length. After dma_map_sg() the first entries, as many as it
 * returned, carry bus addresses and lengths as well: sg_dma_address() and
 * sg_dma_len(). Entries may lie in several arrays; sg_next() follows the
 * chain, sg + 1 does not.
 *
 * Behaviour is that of Linux 6.1, lib/scatterlist.c, lib/sg_pool.c and
 * lib/sg_split.c.
 */
#ifndef _LINUX_SCATTERLIST_H
#define _LINUX_SCATTERLIST_H

#include <linux/types.h>
#include <linux/string.h>
#include <linux/limits.h>
#include <linux/bug.h>
#include <linux/mm.h>
#include <asm/io.h>

/**
 * struct scatterlist - one piece of a buffer
 * @page_link: the page; the two lowest bits are SG_CHAIN and SG_END. Use
 *	sg_page(), sg_assign_page()
 * @offset: bytes from the start of the page
 * @length: bytes
 * @dma_address: bus address, valid while mapped; use sg_dma_address()
 * @dma_length: bytes at @dma_address, valid while mapped; use sg_dma_len()
 * @dma_flags: SG_DMA_BUS_ADDRESS
 */
struct scatterlist {
	unsigned long page_link;
	unsigned int offset;
	unsigned int length;
	dma_addr_t dma_address;
	unsigned int dma_length;
	unsigned int dma_flags;
};

/* only for as many entries as dma_map_sg() returned, until dma_unmap_sg() */
#define sg_dma_address(sg)	((sg)->dma_address)
#define sg_dma_len(sg)		((sg)->dma_length)

/**
 * struct sg_table - a scatterlist with its lengths
 * @sgl: first entry
 * @nents: entries that are mapped (as dma_map_sgtable() left it)
 * @orig_nents: entries of the list
 */
struct sg_table {
	struct scatterlist *sgl;
	unsigned int nents;
	unsigned int orig_nents;
};

/**
 * struct sg_append_table - a table that pages are still being appended to
 * @sgt: the table so far
 * @prv: last entry that has a page
 * @total_nents: entries allocated, used or not
 */
struct sg_append_table {
	struct sg_table sgt;
	struct scatterlist *prv;
	unsigned int total_nents;
};

/* the two bits in page_link: the entry leads to another array; it is the last */
#define SG_CHAIN		0x01UL
#define SG_END			0x02UL
#define SG_PAGE_LINK_MASK	(SG_CHAIN | SG_END)

/* entries in one array at most; beyond that tables are chained */
#define SG_MAX_SINGLE_ALLOC	(PAGE_SIZE / sizeof(struct scatterlist))
/* entries in one array of a table of sg_alloc_table_chained() */
#define SG_CHUNK_SIZE		128
/* entries of a chained table that an upper layer should ask for at most */
#define SG_MAX_SEGMENTS		2048

/* dma_flags: the bus address is a peer's, and there is nothing to unmap */
#define SG_DMA_BUS_ADDRESS	(1 << 0)

/**
 * __sg_flags() - the SG_CHAIN and SG_END bits of an entry
 * @sg: the entry
 *
 * Context: Any.
 * Return: the bits.
 */
static inline unsigned int __sg_flags(struct scatterlist *sg)
{
	return sg->page_link & SG_PAGE_LINK_MASK;
}

/**
 * sg_chain_ptr() - the array that a chain entry leads to
 * @sg: an entry for which sg_is_chain() holds
 *
 * Context: Any.
 * Return: its first entry.
 */
static inline struct scatterlist *sg_chain_ptr(struct scatterlist *sg)
{
	return (struct scatterlist *)(sg->page_link & ~SG_PAGE_LINK_MASK);
}

/**
 * sg_is_chain() - true if an entry is not a piece of the buffer but leads on
 * @sg: the entry
 *
 * Context: Any.
 * Return: true for a chain entry.
 */
static inline bool sg_is_chain(struct scatterlist *sg)
{
	return __sg_flags(sg) & SG_CHAIN;
}

/**
 * sg_is_last() - true if no entry follows
 * @sg: the entry
 *
 * Context: Any.
 * Return: true for the entry that sg_mark_end() has marked.
 */
static inline bool sg_is_last(struct scatterlist *sg)
{
	return __sg_flags(sg) & SG_END;
}

/**
 * sg_assign_page() - set the page of an entry and leave the rest
 * @sg: the entry; its marks stay
 * @page: the page, of RAM or of high memory
 *
 * Context: Any. A misaligned page pointer or a chain entry is a bug.
 */
static inline void sg_assign_page(struct scatterlist *sg, struct page *page)
{
	unsigned long marks = sg->page_link & SG_PAGE_LINK_MASK;

	BUG_ON((unsigned long)page & SG_PAGE_LINK_MASK);
	sg->page_link = marks | (unsigned long)page;
}

/**
 * sg_set_page() - make an entry a piece of a page, or of several in a row
 * @sg: the entry; its marks stay
 * @page: the first page
 * @len: bytes
 * @offset: bytes from the start of @page
 *
 * Context: Any.
 */
static inline void sg_set_page(struct scatterlist *sg, struct page *page,
			       unsigned int len, unsigned int offset)
{
	sg_assign_page(sg, page);
	sg->offset = offset;
	sg->length = len;
}

/**
 * sg_page() - the page of an entry
 * @sg: the entry, not a chain entry
 *
 * Context: Any.
 * Return: its first page, as sg_set_page() set it.
 */
static inline struct page *sg_page(struct scatterlist *sg)
{
	return (struct page *)(sg->page_link & ~SG_PAGE_LINK_MASK);
}

/**
 * sg_set_buf() - make an entry a piece of memory by address
 * @sg: the entry; its marks stay
 * @buf: the memory; must not come from vmalloc() if it is to be mapped
 * @buflen: bytes
 *
 * Context: Any.
 */
static inline void sg_set_buf(struct scatterlist *sg, const void *buf,
			      unsigned int buflen)
{
	sg_set_page(sg, virt_to_page(buf), buflen, offset_in_page(buf));
}

/* over the first @nr entries of a list, following the chain */
#define for_each_sg(sglist, sg, nr, __i)	\
	for (__i = 0, sg = (sglist); __i < (nr); __i++, sg = sg_next(sg))

/* over the entries of a table, as the CPU sees it */
#define for_each_sgtable_sg(sgt, sg, i)		\
	for_each_sg((sgt)->sgl, sg, (sgt)->orig_nents, i)

/* over the entries of a mapped table, as the device sees it */
#define for_each_sgtable_dma_sg(sgt, sg, i)	\
	for_each_sg((sgt)->sgl, sg, (sgt)->nents, i)

/**
 * __sg_chain() - make an entry lead to another array
 * @chain_sg: the entry; what it held is lost
 * @sgl: the array it leads to
 *
 * Context: Any.
 */
static inline void __sg_chain(struct scatterlist *chain_sg,
			      struct scatterlist *sgl)
{
	chain_sg->offset = 0;
	chain_sg->length = 0;
	chain_sg->page_link = ((unsigned long)sgl | SG_CHAIN) & ~SG_END;
}

/**
 * sg_chain() - append an array to another
 * @prv: the first array
 * @prv_nents: its entries; the last of them becomes the chain entry
 * @sgl: the second array
 *
 * Context: Any.
 */
static inline void sg_chain(struct scatterlist *prv, unsigned int prv_nents,
			    struct scatterlist *sgl)
{
	__sg_chain(&prv[prv_nents - 1], sgl);
}

/**
 * sg_mark_end() - make an entry the last of its list
 * @sg: the entry
 *
 * Context: Any.
 */
static inline void sg_mark_end(struct scatterlist *sg)
{
	sg->page_link = (sg->page_link | SG_END) & ~SG_CHAIN;
}

/**
 * sg_unmark_end() - let the list go on after an entry
 * @sg: the entry
 *
 * Context: Any.
 */
static inline void sg_unmark_end(struct scatterlist *sg)
{
	sg->page_link &= ~SG_END;
}

/**
 * sg_is_dma_bus_address() - true if an entry's bus address is a peer device's
 * @sg: the entry
 *
 * Context: Any.
 * Return: true after sg_dma_mark_bus_address().
 */
static inline bool sg_is_dma_bus_address(struct scatterlist *sg)
{
	return sg->dma_flags & SG_DMA_BUS_ADDRESS;
}

/**
 * sg_dma_mark_bus_address() - note that the bus address needs no unmapping
 * @sg: the entry
 *
 * For implementations of dma_map_sg().
 *
 * Context: Any.
 */
static inline void sg_dma_mark_bus_address(struct scatterlist *sg)
{
	sg->dma_flags |= SG_DMA_BUS_ADDRESS;
}

/**
 * sg_dma_unmark_bus_address() - undo sg_dma_mark_bus_address()
 * @sg: the entry
 *
 * Context: Any.
 */
static inline void sg_dma_unmark_bus_address(struct scatterlist *sg)
{
	sg->dma_flags &= ~SG_DMA_BUS_ADDRESS;
}

/**
 * sg_phys() - physical address of an entry's first byte
 * @sg: the entry
 *
 * Context: Any.
 * Return: the address (not a bus address: that is sg_dma_address()).
 */
static inline dma_addr_t sg_phys(struct scatterlist *sg)
{
	return page_to_phys(sg_page(sg)) + sg->offset;
}

/**
 * sg_virt() - an entry's first byte
 * @sg: the entry
 *
 * Context: Any.
 * Return: the address.
 */
static inline void *sg_virt(struct scatterlist *sg)
{
	return (char *)page_address(sg_page(sg)) + sg->offset;
}

/**
 * sg_init_marker() - mark the end of an array
 * @sgl: the array
 * @nents: its entries
 *
 * Context: Any.
 */
static inline void sg_init_marker(struct scatterlist *sgl, unsigned int nents)
{
	sg_mark_end(&sgl[nents - 1]);
}

/**
 * sg_nents() - entries from here to the end of the list
 * @sg: the first one; NULL has none
 *
 * Context: Any.
 * Return: the number, without chain entries.
 */
int sg_nents(struct scatterlist *sg);

/**
 * sg_nents_for_len() - how many entries hold the first @len bytes
 * @sg: the first entry
 * @len: bytes
 *
 * Context: Any.
 * Return: the number (0 for 0 bytes), or -EINVAL if the list is shorter.
 */
int sg_nents_for_len(struct scatterlist *sg, u64 len);

/**
 * sg_next() - the next entry, across chains
 * @sg: the entry
 *
 * Context: Any.
 * Return: the entry after it, or NULL after the last.
 */
struct scatterlist *sg_next(struct scatterlist *sg);

/**
 * sg_last() - the last entry; walks the whole list
 * @s: first entry
 * @nents: entries from there on
 *
 * Context: Any. It is a bug if the entry so found is not marked as the last.
 * Return: the entry.
 */
struct scatterlist *sg_last(struct scatterlist *s, unsigned int nents);

/**
 * sg_init_table() - clear an array and mark its end
 * @sgl: the array
 * @nents: its entries
 *
 * Context: Any.
 */
void sg_init_table(struct scatterlist *sgl, unsigned int nents);

/**
 * sg_init_one() - a list of one entry
 * @sg: the entry
 * @buf: the memory
 * @buflen: bytes
 *
 * Context: Any.
 */
void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int buflen);

/**
 * sg_split() - cut a list into several
 * @in: the list
 * @in_mapped_nents: what dma_map_sg() returned for it, or 0 if not mapped
 * @skip: bytes to leave out at its start
 * @nb_splits: how many lists to make
 * @split_sizes: bytes of each
 * @out: set to the lists; each is the caller's to kfree()
 * @out_mapped_nents: set to the mapped entries of each; NULL if not mapped
 * @gfp_mask: how to allocate
 *
 * Context: As @gfp_mask allows.
 * Return: 0; -ENOMEM; -EINVAL if @in holds fewer bytes than asked for.
 */
int sg_split(struct scatterlist *in, const int in_mapped_nents,
	     const off_t skip, const int nb_splits, const size_t *split_sizes,
	     struct scatterlist **out, int *out_mapped_nents, gfp_t gfp_mask);

/* how __sg_alloc_table() gets its arrays, and __sg_free_table() drops them */
typedef struct scatterlist *(sg_alloc_fn)(unsigned int nents, gfp_t gfp);
typedef void (sg_free_fn)(struct scatterlist *sgl, unsigned int nents);

/**
 * __sg_free_table() - free a table with the caller's function
 * @table: the table
 * @max_ents: as in __sg_alloc_table()
 * @nents_first_chunk: as in __sg_alloc_table()
 * @free_fn: frees an array, given its entries
 * @num_ents: entries of the table
 *
 * Context: As @free_fn.
 */
void __sg_free_table(struct sg_table *table, unsigned int max_ents,
		     unsigned int nents_first_chunk, sg_free_fn *free_fn,
		     unsigned int num_ents);

/**
 * sg_free_table() - free what sg_alloc_table() and its kin have allocated
 * @table: the table; one without a list is left alone
 *
 * Context: Any.
 */
void sg_free_table(struct sg_table *table);

/**
 * sg_free_append_table() - free what sg_alloc_append_table_from_pages() has allocated
 * @sgt: the table
 *
 * Context: Any.
 */
void sg_free_append_table(struct sg_append_table *sgt);

/**
 * __sg_alloc_table() - a table whose arrays come from the caller
 * @table: the table; what it held is overwritten
 * @nents: entries; not 0
 * @max_ents: entries of an array at most, its chain entry included
 * @first_chunk: an array to use first, or NULL
 * @nents_first_chunk: its entries
 * @gfp_mask: passed to @alloc_fn
 * @alloc_fn: allocates an array of so many entries
 *
 * Context: As @alloc_fn.
 * Return: 0; -EINVAL for no entries; -ENOMEM: call __sg_free_table().
 */
int __sg_alloc_table(struct sg_table *table, unsigned int nents,
		     unsigned int max_ents, struct scatterlist *first_chunk,
		     unsigned int nents_first_chunk, gfp_t gfp_mask,
		     sg_alloc_fn *alloc_fn);

/**
 * sg_alloc_table() - a table of empty entries
 * @table: the table; what it held is overwritten
 * @nents: entries; not 0. More than SG_MAX_SINGLE_ALLOC are chained
 * @gfp_mask: how to allocate
 *
 * Context: As @gfp_mask allows.
 * Return: 0, -EINVAL for no entries, -ENOMEM.
 */
int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp_mask);

/**
 * sg_alloc_append_table_from_pages() - append pages to a table
 * @sgt: the table: zeroed before the first call
 * @pages: the pages
 * @n_pages: how many
 * @offset: where the buffer starts in the first page; 0 in later calls
 * @size: bytes of the buffer that lie in @pages
 * @max_segment: bytes of an entry at most, in whole pages
 * @left_pages: how many pages later calls will append at most; 0: this is the last
 * @gfp_mask: how to allocate
 *
 * Pages that follow one another become one entry.
 *
 * Context: As @gfp_mask allows.
 * Return: 0; -EINVAL (@max_segment below a page, @offset in a later call);
 * -ENOMEM: call sg_free_append_table().
 */
int sg_alloc_append_table_from_pages(struct sg_append_table *sgt,
				     struct page **pages, unsigned int n_pages,
				     unsigned int offset, unsigned long size,
				     unsigned int max_segment,
				     unsigned int left_pages, gfp_t gfp_mask);

/**
 * sg_alloc_table_from_pages_segment() - a table over pages, with a limit for an entry
 * @sgt: the table; free it with sg_free_table()
 * @pages: the pages
 * @n_pages: how many
 * @offset: where the buffer starts in the first page
 * @size: bytes of the buffer
 * @max_segment: bytes of an entry at most, in whole pages
 * @gfp_mask: how to allocate
 *
 * Context: As @gfp_mask allows.
 * Return: 0, -EINVAL, -ENOMEM.
 */
int sg_alloc_table_from_pages_segment(struct sg_table *sgt, struct page **pages,
				      unsigned int n_pages, unsigned int offset,
				      unsigned long size,
				      unsigned int max_segment, gfp_t gfp_mask);

/**
 * sg_alloc_table_from_pages() - a table over pages; those in a row become one entry
 * @sgt: the table; free it with sg_free_table()
 * @pages: the pages
 * @n_pages: how many
 * @offset: where the buffer starts in the first page
 * @size: bytes of the buffer
 * @gfp_mask: how to allocate
 *
 * Context: As @gfp_mask allows.
 * Return: 0, -EINVAL, -ENOMEM.
 */
static inline int sg_alloc_table_from_pages(struct sg_table *sgt,
					    struct page **pages,
					    unsigned int n_pages,
					    unsigned int offset,
					    unsigned long size, gfp_t gfp_mask)
{
	return sg_alloc_table_from_pages_segment(sgt, pages, n_pages, offset,
						 size, UINT_MAX, gfp_mask);
}

/**
 * sgl_alloc_order() - a list with memory of its own, in blocks of 2^@order pages
 * @length: bytes; not 0
 * @order: size of the blocks
 * @chainable: add an empty entry that can be chained
 * @gfp: how to allocate
 * @nent_p: set to the entries that have memory; may be NULL
 *
 * Context: As @gfp allows.
 * Return: the list, to be freed with sgl_free_order(), or NULL.
 */
struct scatterlist *sgl_alloc_order(unsigned long long length,
				    unsigned int order, bool chainable,
				    gfp_t gfp, unsigned int *nent_p);

/**
 * sgl_alloc() - a list with memory of its own, in single pages
 * @length: bytes; not 0
 * @gfp: how to allocate
 * @nent_p: set to the entries; may be NULL
 *
 * Context: As @gfp allows.
 * Return: the list, to be freed with sgl_free(), or NULL.
 */
struct scatterlist *sgl_alloc(unsigned long long length, gfp_t gfp,
			      unsigned int *nent_p);

/**
 * sgl_free_n_order() - free a list and the memory of its first entries
 * @sgl: the list
 * @nents: entries whose memory to free at most
 * @order: as it was allocated
 *
 * Context: Any.
 */
void sgl_free_n_order(struct scatterlist *sgl, int nents, int order);

/**
 * sgl_free_order() - free a list of sgl_alloc_order() and its memory
 * @sgl: the list
 * @order: as it was allocated
 *
 * Context: Any.
 */
void sgl_free_order(struct scatterlist *sgl, int order);

/**
 * sgl_free() - free a list of sgl_alloc() and its memory
 * @sgl: the list
 *
 * Context: Any.
 */
void sgl_free(struct scatterlist *sgl);

/**
 * sg_copy_buffer() - copy between a list and a buffer
 * @sgl: the list
 * @nents: its entries
 * @buf: the buffer
 * @buflen: bytes to copy
 * @skip: bytes of the list to skip first
 * @to_buffer: true: from the list to the buffer
 *
 * Context: Any.
 * Return: bytes copied: less than @buflen where the list ends before.
 */
size_t sg_copy_buffer(struct scatterlist *sgl, unsigned int nents, void *buf,
		      size_t buflen, off_t skip, bool to_buffer);

/**
 * sg_copy_from_buffer() - fill a list from a buffer
 * @sgl: the list
 * @nents: its entries
 * @buf: the buffer
 * @buflen: bytes to copy
 *
 * Context: Any.
 * Return: bytes copied.
 */
size_t sg_copy_from_buffer(struct scatterlist *sgl, unsigned int nents,
			   const void *buf, size_t buflen);

/**
 * sg_copy_to_buffer() - gather a list into a buffer
 * @sgl: the list
 * @nents: its entries
 * @buf: the buffer
 * @buflen: bytes to copy
 *
 * Context: Any.
 * Return: bytes copied.
 */
size_t sg_copy_to_buffer(struct scatterlist *sgl, unsigned int nents,
			 void *buf, size_t buflen);

/**
 * sg_pcopy_from_buffer() - fill a list from a buffer, from an offset on
 * @sgl: the list
 * @nents: its entries
 * @buf: the buffer
 * @buflen: bytes to copy
 * @skip: bytes of the list to skip first
 *
 * Context: Any.
 * Return: bytes copied.
 */
size_t sg_pcopy_from_buffer(struct scatterlist *sgl, unsigned int nents,
			    const void *buf, size_t buflen, off_t skip);

/**
 * sg_pcopy_to_buffer() - gather a list into a buffer, from an offset on
 * @sgl: the list
 * @nents: its entries
 * @buf: the buffer
 * @buflen: bytes to copy
 * @skip: bytes of the list to skip first
 *
 * Context: Any.
 * Return: bytes copied.
 */
size_t sg_pcopy_to_buffer(struct scatterlist *sgl, unsigned int nents,
			  void *buf, size_t buflen, off_t skip);

/**
 * sg_zero_buffer() - clear a part of a list
 * @sgl: the list
 * @nents: its entries
 * @buflen: bytes to clear
 * @skip: bytes to skip first
 *
 * Context: Any.
 * Return: bytes cleared.
 */
size_t sg_zero_buffer(struct scatterlist *sgl, unsigned int nents,
		      size_t buflen, off_t skip);

/**
 * sg_free_table_chained() - free a table of sg_alloc_table_chained()
 * @table: the table
 * @nents_first_chunk: as it was allocated
 *
 * Context: Any.
 */
void sg_free_table_chained(struct sg_table *table, unsigned int nents_first_chunk);

/**
 * sg_alloc_table_chained() - a table that uses an array of the caller's first
 * @table: the table; if @first_chunk is enough, its sgl must be @first_chunk
 * @nents: entries; not 0
 * @first_chunk: an array, or NULL
 * @nents_first_chunk: its entries; one of 1 is not used for chaining
 *
 * Context: Any: allocates with GFP_ATOMIC.
 * Return: 0, -ENOMEM.
 */
int sg_alloc_table_chained(struct sg_table *table, int nents,
			   struct scatterlist *first_chunk,
			   unsigned int nents_first_chunk);

/**
 * struct sg_page_iter - a walk over the pages of a list
 * @sg: entry that holds the page
 * @sg_pgoffset: page's place in the entry
 * @__nents: entries left
 * @__pg_advance: pages to advance at the next step
 *
 * Read @sg and @sg_pgoffset only; take the page with sg_page_iter_page().
 */
struct sg_page_iter {
	struct scatterlist *sg;
	unsigned int sg_pgoffset;
	unsigned int __nents;
	int __pg_advance;
};

/**
 * struct sg_dma_page_iter - a walk over the pages of a mapped list, by bus address
 * @base: as in a walk by page; only sg_page_iter_dma_address() applies
 */
struct sg_dma_page_iter {
	struct sg_page_iter base;
};

/**
 * __sg_page_iter_start() - begin a walk; use for_each_sg_page()
 * @piter: the walk
 * @sglist: the list
 * @nents: entries to visit at most
 * @pgoffset: pages to skip
 *
 * Context: Any.
 */
void __sg_page_iter_start(struct sg_page_iter *piter,
			  struct scatterlist *sglist, unsigned int nents,
			  unsigned long pgoffset);

/**
 * __sg_page_iter_next() - one page on; use for_each_sg_page()
 * @piter: the walk
 *
 * Context: Any.
 * Return: false at the end.
 */
bool __sg_page_iter_next(struct sg_page_iter *piter);

/**
 * __sg_page_iter_dma_next() - one page on; use for_each_sg_dma_page()
 * @dma_iter: the walk
 *
 * Context: Any.
 * Return: false at the end.
 */
bool __sg_page_iter_dma_next(struct sg_dma_page_iter *dma_iter);

/**
 * sg_page_iter_page() - the page that a walk is at
 * @piter: the walk
 *
 * Context: Any.
 * Return: the page.
 */
static inline struct page *sg_page_iter_page(struct sg_page_iter *piter)
{
	return nth_page(sg_page(piter->sg), piter->sg_pgoffset);
}

/**
 * sg_page_iter_dma_address() - bus address of the page that a walk is at
 * @dma_iter: the walk
 *
 * Context: Any.
 * Return: the address.
 */
static inline dma_addr_t
sg_page_iter_dma_address(struct sg_dma_page_iter *dma_iter)
{
	return sg_dma_address(dma_iter->base.sg) +
	       ((dma_addr_t)dma_iter->base.sg_pgoffset << PAGE_SHIFT);
}

/* over the pages of a list, @pgoffset pages left out */
#define for_each_sg_page(sglist, piter, nents, pgoffset)		   \
	for (__sg_page_iter_start((piter), (sglist), (nents), (pgoffset)); \
	     __sg_page_iter_next(piter);)

/* over the pages of a mapped list, by bus address */
#define for_each_sg_dma_page(sglist, dma_iter, dma_nents, pgoffset)	   \
	for (__sg_page_iter_start(&(dma_iter)->base, sglist, dma_nents,	   \
				  pgoffset);				   \
	     __sg_page_iter_dma_next(dma_iter);)

/* the same over a table */
#define for_each_sgtable_page(sgt, piter, pgoffset)	\
	for_each_sg_page((sgt)->sgl, piter, (sgt)->orig_nents, pgoffset)
#define for_each_sgtable_dma_page(sgt, dma_iter, pgoffset)	\
	for_each_sg_dma_page((sgt)->sgl, dma_iter, (sgt)->nents, pgoffset)

#define SG_MITER_ATOMIC		(1 << 0)	/* no sleeping between next and stop */
#define SG_MITER_TO_SG		(1 << 1)	/* the list will be written */
#define SG_MITER_FROM_SG	(1 << 2)	/* the list will be read */

/**
 * struct sg_mapping_iter - a walk over the bytes of a list, page by page
 * @page: page of the bytes
 * @addr: the bytes
 * @length: how many from @addr on
 * @consumed: how many the caller has used; set to @length at each step, may be made less
 * @piter: the walk by page
 * @__offset: place in the page
 * @__remaining: bytes left in the page
 * @__flags: SG_MITER_*
 */
struct sg_mapping_iter {
	struct page *page;
	void *addr;
	size_t length;
	size_t consumed;
	struct sg_page_iter piter;
	unsigned int __offset;
	unsigned int __remaining;
	unsigned int __flags;
};

/**
 * sg_miter_start() - begin a walk over the bytes of a list
 * @miter: the walk
 * @sgl: the list
 * @nents: its entries
 * @flags: SG_MITER_TO_SG or SG_MITER_FROM_SG, and SG_MITER_ATOMIC
 *
 * Context: Any.
 */
void sg_miter_start(struct sg_mapping_iter *miter, struct scatterlist *sgl,
		    unsigned int nents, unsigned int flags);

/**
 * sg_miter_skip() - go on by @offset bytes
 * @miter: the walk, started and perhaps stopped
 * @offset: bytes
 *
 * Context: Any.
 * Return: false if the list ends before.
 */
bool sg_miter_skip(struct sg_mapping_iter *miter, off_t offset);

/**
 * sg_miter_next() - the next bytes
 * @miter: the walk; its page, addr and length are set
 *
 * Context: Any; with SG_MITER_ATOMIC the caller may not sleep before the
 * next call of sg_miter_next() or sg_miter_stop().
 * Return: false at the end of the list.
 */
bool sg_miter_next(struct sg_mapping_iter *miter);

/**
 * sg_miter_stop() - leave off; sg_miter_next() would go on after what was consumed
 * @miter: the walk
 *
 * Context: Any.
 */
void sg_miter_stop(struct sg_mapping_iter *miter);

#endif
