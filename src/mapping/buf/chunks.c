// SPDX-License-Identifier: MIT
/*
 * Memory in few large pieces: for buffers that need not be contiguous. The
 * sizes are those of an IOMMU's larger pages. Linux:
 * drivers/dma-buf/heaps/system_heap.c.
 */
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "mapping/buf/table_buffer.h"

static const unsigned int orders[] = { 8, 4, 0 }; /* 1 MiB, 64 KiB, 4 KiB */

/* the largest that is there, no larger than @size and than @max_order */
static struct page *chunk_alloc(unsigned long size, unsigned int max_order, gfp_t gfp)
{
	struct page *page;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		gfp_t how = gfp | __GFP_COMP;

		if (size < PAGE_SIZE << orders[i] || max_order < orders[i])
			continue;
		if (orders[i])
			how |= __GFP_NOWARN | __GFP_NORETRY;
		page = alloc_pages(how, orders[i]);
		if (page)
			return page;
	}
	return NULL;
}

static void chunks_drop(struct list_head *chunks)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, chunks, lru)
		__free_pages(page, compound_order(page));
}

int page_chunks_alloc(struct sg_table *table, unsigned long len, gfp_t gfp)
{
	unsigned int order = orders[0], count = 0;
	struct page *page, *next;
	struct scatterlist *sg;
	LIST_HEAD(chunks);

	while (len) {
		if (fatal_signal_pending(current)) {
			chunks_drop(&chunks);
			return -EINTR;
		}
		page = chunk_alloc(len, order, gfp);
		if (!page)
			goto err_chunks;
		list_add_tail(&page->lru, &chunks);
		len -= page_size(page);
		order = compound_order(page);
		count++;
	}
	if (sg_alloc_table(table, count, GFP_KERNEL))
		goto err_chunks;
	sg = table->sgl;
	list_for_each_entry_safe(page, next, &chunks, lru) {
		sg_set_page(sg, page, page_size(page), 0);
		sg = sg_next(sg);
		list_del(&page->lru);
	}
	return 0;

err_chunks:
	chunks_drop(&chunks);
	return -ENOMEM;
}

void page_chunks_free(struct sg_table *table)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_sg(table, sg, i)
		__free_pages(sg_page(sg), compound_order(sg_page(sg)));
	sg_free_table(table);
}
