// SPDX-License-Identifier: MIT
/*
 * Walking over a scatterlist: by page, by the bytes of each page, and what
 * copies to and from a list that way.
 */
#include <linux/types.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

/* ---- by page ----------------------------------------------------------- */

void __sg_page_iter_start(struct sg_page_iter *piter,
			  struct scatterlist *sglist, unsigned int nents,
			  unsigned long pgoffset)
{
	piter->__pg_advance = 0;
	piter->__nents = nents;
	piter->sg = sglist;
	piter->sg_pgoffset = pgoffset;
}
EXPORT_SYMBOL(__sg_page_iter_start);

static unsigned int pages_in(const struct scatterlist *sg, bool dma)
{
	unsigned long end = (unsigned long)sg->offset +
			    (dma ? sg_dma_len(sg) : sg->length);

	return PAGE_ALIGN(end) >> PAGE_SHIFT;
}

static bool page_iter_next(struct sg_page_iter *piter, bool dma)
{
	unsigned int pages;

	if (!piter->__nents || !piter->sg)
		return false;

	/* the first step stays on the page that the walk starts at */
	piter->sg_pgoffset += piter->__pg_advance;
	piter->__pg_advance = 1;
	for (;;) {
		pages = pages_in(piter->sg, dma);
		if (piter->sg_pgoffset < pages)
			return true;
		piter->sg_pgoffset -= pages;
		piter->sg = sg_next(piter->sg);
		if (!--piter->__nents || !piter->sg)
			return false;
	}
}

bool __sg_page_iter_next(struct sg_page_iter *piter)
{
	return page_iter_next(piter, false);
}
EXPORT_SYMBOL(__sg_page_iter_next);

bool __sg_page_iter_dma_next(struct sg_dma_page_iter *dma_iter)
{
	return page_iter_next(&dma_iter->base, true);
}
EXPORT_SYMBOL(__sg_page_iter_dma_next);

/* ---- by the bytes of each page ----------------------------------------- */

void sg_miter_start(struct sg_mapping_iter *miter, struct scatterlist *sgl,
		    unsigned int nents, unsigned int flags)
{
	memset(miter, 0, sizeof(*miter));
	__sg_page_iter_start(&miter->piter, sgl, nents, 0);
	WARN_ON(!(flags & (SG_MITER_TO_SG | SG_MITER_FROM_SG)));
	miter->__flags = flags;
}
EXPORT_SYMBOL(sg_miter_start);

/* makes sure that there are bytes left in the page; false at the end */
static bool miter_find_page(struct sg_mapping_iter *miter)
{
	struct sg_page_iter *piter = &miter->piter;
	struct scatterlist *sg;
	unsigned long start, end;

	if (miter->__remaining)
		return true;
	if (!__sg_page_iter_next(piter))
		return false;

	/* an entry may start, and its last page may end, in the middle of a page */
	sg = piter->sg;
	start = (unsigned long)piter->sg_pgoffset << PAGE_SHIFT;
	end = (unsigned long)sg->offset + sg->length;
	miter->__offset = piter->sg_pgoffset ? 0 : sg->offset;
	/* an offset beyond the first page: its pages are no part of the buffer */
	while (miter->__offset >= PAGE_SIZE) {
		miter->__offset -= PAGE_SIZE;
		piter->sg_pgoffset++;
		start += PAGE_SIZE;
	}
	miter->__remaining = min_t(unsigned long, end - start, PAGE_SIZE) -
			     miter->__offset;
	return true;
}

bool sg_miter_skip(struct sg_mapping_iter *miter, off_t offset)
{
	sg_miter_stop(miter);

	while (offset) {
		off_t here;

		if (!miter_find_page(miter))
			return false;
		here = min_t(off_t, offset, miter->__remaining);
		miter->__offset += here;
		miter->__remaining -= here;
		offset -= here;
	}
	return true;
}
EXPORT_SYMBOL(sg_miter_skip);

bool sg_miter_next(struct sg_mapping_iter *miter)
{
	char *page;

	sg_miter_stop(miter);
	if (!miter_find_page(miter))
		return false;

	miter->page = sg_page_iter_page(&miter->piter);
	miter->length = miter->__remaining;
	miter->consumed = miter->length;
	page = miter->__flags & SG_MITER_ATOMIC ? kmap_atomic(miter->page) :
						  kmap(miter->page);
	miter->addr = page + miter->__offset;
	return true;
}
EXPORT_SYMBOL(sg_miter_next);

/* The walk goes on where its user stopped; what was written there is made visible. */
static void leave_window(struct sg_mapping_iter *miter)
{
	if (miter->__flags & SG_MITER_TO_SG)
		flush_dcache_page(miter->page);
	if (miter->__flags & SG_MITER_ATOMIC)
		kunmap_atomic(miter->addr);
	else
		kunmap(miter->page);
	miter->__remaining -= miter->consumed;
	miter->__offset += miter->consumed;
}

void sg_miter_stop(struct sg_mapping_iter *miter)
{
	WARN_ON(miter->consumed > miter->length);
	if (miter->addr) {
		leave_window(miter);
		miter->consumed = 0;
		miter->length = 0;
		miter->addr = NULL;
		miter->page = NULL;
	}
}
EXPORT_SYMBOL(sg_miter_stop);

/* ---- copies ------------------------------------------------------------ */

size_t sg_copy_buffer(struct scatterlist *sgl, unsigned int nents, void *buf,
		      size_t buflen, off_t skip, bool to_buffer)
{
	unsigned int flags = SG_MITER_ATOMIC |
			     (to_buffer ? SG_MITER_FROM_SG : SG_MITER_TO_SG);
	struct sg_mapping_iter miter;
	size_t done = 0;

	sg_miter_start(&miter, sgl, nents, flags);
	if (!sg_miter_skip(&miter, skip))
		return 0;
	while (done < buflen && sg_miter_next(&miter)) {
		size_t len = min(miter.length, buflen - done);

		if (to_buffer)
			memcpy((char *)buf + done, miter.addr, len);
		else
			memcpy(miter.addr, (char *)buf + done, len);
		done += len;
	}
	sg_miter_stop(&miter);
	return done;
}
EXPORT_SYMBOL(sg_copy_buffer);

size_t sg_copy_from_buffer(struct scatterlist *sgl, unsigned int nents,
			   const void *buf, size_t buflen)
{
	return sg_copy_buffer(sgl, nents, (void *)buf, buflen, 0, false);
}
EXPORT_SYMBOL(sg_copy_from_buffer);

size_t sg_copy_to_buffer(struct scatterlist *sgl, unsigned int nents,
			 void *buf, size_t buflen)
{
	return sg_copy_buffer(sgl, nents, buf, buflen, 0, true);
}
EXPORT_SYMBOL(sg_copy_to_buffer);

size_t sg_pcopy_from_buffer(struct scatterlist *sgl, unsigned int nents,
			    const void *buf, size_t buflen, off_t skip)
{
	return sg_copy_buffer(sgl, nents, (void *)buf, buflen, skip, false);
}
EXPORT_SYMBOL(sg_pcopy_from_buffer);

size_t sg_pcopy_to_buffer(struct scatterlist *sgl, unsigned int nents,
			  void *buf, size_t buflen, off_t skip)
{
	return sg_copy_buffer(sgl, nents, buf, buflen, skip, true);
}
EXPORT_SYMBOL(sg_pcopy_to_buffer);

size_t sg_zero_buffer(struct scatterlist *sgl, unsigned int nents,
		      size_t buflen, off_t skip)
{
	struct sg_mapping_iter miter;
	size_t done = 0;

	sg_miter_start(&miter, sgl, nents, SG_MITER_ATOMIC | SG_MITER_TO_SG);
	if (!sg_miter_skip(&miter, skip))
		return 0;
	while (done < buflen && sg_miter_next(&miter)) {
		size_t len = min(miter.length, buflen - done);

		memset(miter.addr, 0, len);
		done += len;
	}
	sg_miter_stop(&miter);
	return done;
}
EXPORT_SYMBOL(sg_zero_buffer);
