// SPDX-License-Identifier: MIT
/*
 * Scatterlists: lists and tables, their memory, tables over pages. Walking
 * over the bytes of a list is sg_iter.c, cutting one up sg_split.c.
 */
#include <linux/types.h>
#include <linux/align.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

/* ---- lists ------------------------------------------------------------- */

struct scatterlist *sg_next(struct scatterlist *sg)
{
	if (sg_is_last(sg))
		return NULL;
	sg++;
	return unlikely(sg_is_chain(sg)) ? sg_chain_ptr(sg) : sg;
}
EXPORT_SYMBOL(sg_next);

/* a list that is chained to itself has no end: @mark is an entry that was seen before */
static bool goes_round(struct scatterlist *sg, struct scatterlist **mark, int seen)
{
	if (WARN_ONCE(sg == *mark, "a scatterlist is chained to itself\n"))
		return true;
	if (is_power_of_2(seen))
		*mark = sg;
	return false;
}

int sg_nents(struct scatterlist *sg)
{
	struct scatterlist *mark = NULL;
	int nents = 0;

	for (; sg; sg = sg_next(sg)) {
		if (goes_round(sg, &mark, nents))
			break;
		nents++;
	}
	return nents;
}
EXPORT_SYMBOL(sg_nents);

int sg_nents_for_len(struct scatterlist *sg, u64 len)
{
	struct scatterlist *mark = NULL;
	u64 total = 0;
	int nents = 0;

	while (total < len) {
		/* a loop of something reaches any length */
		if (!sg || (!sg->length && goes_round(sg, &mark, nents)))
			return -EINVAL;
		total += sg->length;
		nents++;
		sg = sg_next(sg);
	}
	return nents;
}
EXPORT_SYMBOL(sg_nents_for_len);

struct scatterlist *sg_last(struct scatterlist *s, unsigned int nents)
{
	struct scatterlist *sg, *last = NULL;
	unsigned int i;

	for_each_sg(s, sg, nents, i)
		last = sg;
	BUG_ON(!sg_is_last(last));
	return last;
}
EXPORT_SYMBOL(sg_last);

void sg_init_table(struct scatterlist *sgl, unsigned int nents)
{
	memset(sgl, 0, sizeof(*sgl) * nents);
	sg_init_marker(sgl, nents);
}
EXPORT_SYMBOL(sg_init_table);

void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int buflen)
{
	sg_init_table(sg, 1);
	sg_set_buf(sg, buf, buflen);
}
EXPORT_SYMBOL(sg_init_one);

/* ---- tables ------------------------------------------------------------ */

/* a full array is a page, and comes from where pages come from */
static struct scatterlist *array_alloc(unsigned int nents, gfp_t gfp)
{
	if (nents == SG_MAX_SINGLE_ALLOC)
		return (struct scatterlist *)__get_free_page(gfp);
	return kmalloc_array(nents, sizeof(struct scatterlist), gfp);
}

static void array_free(struct scatterlist *sgl, unsigned int nents)
{
	if (nents == SG_MAX_SINGLE_ALLOC)
		free_page((unsigned long)sgl);
	else
		kfree(sgl);
}

void __sg_free_table(struct sg_table *table, unsigned int max_ents,
		     unsigned int nents_first_chunk, sg_free_fn *free_fn,
		     unsigned int num_ents)
{
	unsigned int room = nents_first_chunk ? nents_first_chunk : max_ents;
	bool callers_own = nents_first_chunk;
	struct scatterlist *sgl = table->sgl;

	if (!sgl)
		return;
	while (num_ents) {
		unsigned int nents = min(num_ents, room);
		struct scatterlist *next = NULL;

		/* the last entry of a full array leads to the next one */
		if (num_ents > room) {
			next = sg_chain_ptr(&sgl[room - 1]);
			num_ents -= room - 1;
		} else {
			num_ents = 0;
		}
		if (!callers_own)
			free_fn(sgl, nents);
		callers_own = false;
		sgl = next;
		room = max_ents;
	}
	table->sgl = NULL;
}
EXPORT_SYMBOL(__sg_free_table);

void sg_free_table(struct sg_table *table)
{
	__sg_free_table(table, SG_MAX_SINGLE_ALLOC, 0, array_free,
			table->orig_nents);
}
EXPORT_SYMBOL(sg_free_table);

void sg_free_append_table(struct sg_append_table *sgt)
{
	__sg_free_table(&sgt->sgt, SG_MAX_SINGLE_ALLOC, 0, array_free,
			sgt->total_nents);
}
EXPORT_SYMBOL(sg_free_append_table);

int __sg_alloc_table(struct sg_table *table, unsigned int nents,
		     unsigned int max_ents, struct scatterlist *first_chunk,
		     unsigned int nents_first_chunk, gfp_t gfp_mask,
		     sg_alloc_fn *alloc_fn)
{
	unsigned int room = nents_first_chunk ? nents_first_chunk : max_ents;
	struct scatterlist *prev = NULL;
	unsigned int prev_room = 0;
	unsigned int left = nents;

	memset(table, 0, sizeof(*table));
	if (!nents)
		return -EINVAL;

	while (left) {
		unsigned int here = min(left, room);
		unsigned int used = left > room ? room - 1 : left;
		struct scatterlist *sgl = first_chunk;

		if (!sgl)
			sgl = alloc_fn(here, gfp_mask);
		first_chunk = NULL;
		if (!sgl) {
			/* the entry meant to lead on is counted, so that freeing finds this end */
			if (prev)
				table->nents = ++table->orig_nents;
			return -ENOMEM;
		}
		sg_init_table(sgl, here);
		table->orig_nents += used;
		table->nents = table->orig_nents;
		if (prev)
			sg_chain(prev, prev_room, sgl);
		else
			table->sgl = sgl;

		left -= used;
		prev = sgl;
		prev_room = room;
		room = max_ents;
	}
	return 0;
}
EXPORT_SYMBOL(__sg_alloc_table);

int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp_mask)
{
	int ret = __sg_alloc_table(table, nents, SG_MAX_SINGLE_ALLOC, NULL, 0,
				   gfp_mask, array_alloc);

	if (unlikely(ret))
		sg_free_table(table);
	return ret;
}
EXPORT_SYMBOL(sg_alloc_table);

/* ---- tables over pages ------------------------------------------------- */

/* how many of the first @n pages follow one another, up to @max_segment bytes */
static unsigned int run_length(struct page **pages, unsigned int n,
			       unsigned int max_segment)
{
	unsigned int most = max_segment / PAGE_SIZE;
	unsigned int i;

	for (i = 1; i < n && i < most; i++)
		if (page_to_pfn(pages[i]) != page_to_pfn(pages[i - 1]) + 1)
			break;
	return i;
}

static unsigned int count_runs(struct page **pages, unsigned int n,
			       unsigned int max_segment)
{
	unsigned int runs = 0;

	while (n) {
		unsigned int run = run_length(pages, n, max_segment);

		pages += run;
		n -= run;
		runs++;
	}
	return runs;
}

/*
 * The entry after @cur, in a new array if that is full. @needed: how many
 * more entries there may be, this one included; 1: the last entry of an
 * array is used rather than kept to lead on.
 */
static struct scatterlist *append_entry(struct sg_append_table *table,
					struct scatterlist *cur,
					unsigned long needed, gfp_t gfp)
{
	struct scatterlist *last = NULL, *sgl;
	unsigned int nents;

	if (cur) {
		last = sg_next(cur);
		if (!sg_is_last(last) || needed == 1)
			return last;
	}

	nents = min_t(unsigned long, needed, SG_MAX_SINGLE_ALLOC);
	sgl = array_alloc(nents, gfp);
	if (!sgl)
		return ERR_PTR(-ENOMEM);
	sg_init_table(sgl, nents);
	if (cur) {
		table->total_nents += nents - 1;
		__sg_chain(last, sgl);
	} else {
		table->sgt.sgl = sgl;
		table->total_nents = nents;
	}
	return sgl;
}

/* lets the last entry grow over pages that follow it; returns how many */
static unsigned int append_grow_last(struct sg_append_table *table,
				     struct page **pages, unsigned int n,
				     unsigned int max_segment)
{
	struct scatterlist *last = table->prv;
	unsigned long next = page_to_pfn(sg_page(last)) +
			     (last->offset + last->length) / PAGE_SIZE;
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (page_to_pfn(pages[i]) != next + i ||
		    last->length + PAGE_SIZE > max_segment)
			break;
		last->length += PAGE_SIZE;
	}
	return i;
}

/* puts pages into new entries; on failure the table is as long as before */
static int append_runs(struct sg_append_table *table, struct page **pages,
		       unsigned int n, unsigned int offset, unsigned long size,
		       unsigned int max_segment, unsigned int left_pages,
		       gfp_t gfp)
{
	unsigned int runs = count_runs(pages, n, max_segment);
	struct scatterlist *sg = table->prv;
	unsigned int i;

	for (i = 0; i < runs; i++) {
		unsigned int run = run_length(pages, n, max_segment);
		unsigned long bytes = ((unsigned long)run << PAGE_SHIFT) - offset;

		sg = append_entry(table, sg,
				  (unsigned long)runs - i + left_pages, gfp);
		if (IS_ERR(sg))
			return PTR_ERR(sg);
		sg_set_page(sg, pages[0], min(size, bytes), offset);
		size -= bytes;
		offset = 0;
		pages += run;
		n -= run;
	}
	table->sgt.nents += runs;
	table->sgt.orig_nents = table->sgt.nents;
	table->prv = sg;
	return 0;
}

int sg_alloc_append_table_from_pages(struct sg_append_table *sgt,
				     struct page **pages, unsigned int n_pages,
				     unsigned int offset, unsigned long size,
				     unsigned int max_segment,
				     unsigned int left_pages, gfp_t gfp_mask)
{
	unsigned int length_before = sgt->prv ? sgt->prv->length : 0;
	unsigned int grown = 0;
	int ret = 0;

	max_segment = ALIGN_DOWN(max_segment, PAGE_SIZE);
	if (WARN_ON(max_segment < PAGE_SIZE))
		return -EINVAL;
	if (sgt->prv) {
		if (WARN_ON(offset))
			return -EINVAL;
		grown = append_grow_last(sgt, pages, n_pages, max_segment);
	}
	if (grown < n_pages)
		ret = append_runs(sgt, pages + grown, n_pages - grown, offset,
				  size - (unsigned long)grown * PAGE_SIZE,
				  max_segment, left_pages, gfp_mask);
	if (ret) {
		if (sgt->prv)
			sgt->prv->length = length_before;
		return ret;
	}
	if (!left_pages && sgt->prv)
		sg_mark_end(sgt->prv);
	return 0;
}
EXPORT_SYMBOL(sg_alloc_append_table_from_pages);

int sg_alloc_table_from_pages_segment(struct sg_table *sgt, struct page **pages,
				      unsigned int n_pages, unsigned int offset,
				      unsigned long size,
				      unsigned int max_segment, gfp_t gfp_mask)
{
	struct sg_append_table append = { 0 };
	int ret;

	ret = sg_alloc_append_table_from_pages(&append, pages, n_pages, offset,
					       size, max_segment, 0, gfp_mask);
	if (ret) {
		sg_free_append_table(&append);
		return ret;
	}
	*sgt = append.sgt;
	WARN_ON(append.total_nents != sgt->orig_nents);
	return 0;
}
EXPORT_SYMBOL(sg_alloc_table_from_pages_segment);

/* ---- lists with memory of their own ------------------------------------ */

struct scatterlist *sgl_alloc_order(unsigned long long length,
				    unsigned int order, bool chainable,
				    gfp_t gfp, unsigned int *nent_p)
{
	unsigned long long block = PAGE_SIZE << order;
	unsigned long long nent = length / block + !!(length % block);
	struct scatterlist *sgl, *sg;

	if (nent + chainable > UINT_MAX)
		return NULL;
	sgl = kmalloc_array(nent + chainable, sizeof(*sgl), gfp & ~GFP_DMA);
	if (!sgl)
		return NULL;
	sg_init_table(sgl, nent + chainable);

	for (sg = sgl; length; sg = sg_next(sg)) {
		unsigned int here = min(length, block);
		struct page *page = alloc_pages(gfp, order);

		if (!page) {
			sgl_free_order(sgl, order);
			return NULL;
		}
		sg_set_page(sg, page, here, 0);
		length -= here;
	}
	if (nent_p)
		*nent_p = nent;
	return sgl;
}
EXPORT_SYMBOL(sgl_alloc_order);

struct scatterlist *sgl_alloc(unsigned long long length, gfp_t gfp,
			      unsigned int *nent_p)
{
	return sgl_alloc_order(length, 0, false, gfp, nent_p);
}
EXPORT_SYMBOL(sgl_alloc);

void sgl_free_n_order(struct scatterlist *sgl, int nents, int order)
{
	struct scatterlist *sg = sgl;
	int i;

	for (i = 0; sg && i < nents; i++, sg = sg_next(sg))
		if (sg_page(sg))
			__free_pages(sg_page(sg), order);
	kfree(sgl);
}
EXPORT_SYMBOL(sgl_free_n_order);

void sgl_free_order(struct scatterlist *sgl, int order)
{
	sgl_free_n_order(sgl, INT_MAX, order);
}
EXPORT_SYMBOL(sgl_free_order);

void sgl_free(struct scatterlist *sgl)
{
	sgl_free_order(sgl, 0);
}
EXPORT_SYMBOL(sgl_free);
