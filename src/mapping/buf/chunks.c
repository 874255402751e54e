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

/* chunks of one size, as many as fit into *@len and are there; less of it is left. -EINTR */
static int chunks_take(struct list_head *chunks, unsigned long *len, unsigned int order, gfp_t gfp)
{
	const unsigned long size = PAGE_SIZE << order;
	struct page *page;
	int taken;

	gfp |= __GFP_COMP;
	/* there are smaller ones */
	if (order)
		gfp |= __GFP_NORETRY | __GFP_NOWARN;
	for (taken = 0; *len >= size; taken++) {
		if (fatal_signal_pending(current))
			return -EINTR;
		page = alloc_pages(gfp, order);
		if (!page)
			break;
		*len -= size;
		list_add_tail(&page->lru, chunks);
	}
	return taken;
}

/* of as many sizes as it takes. Return: how many; -EINTR, -ENOMEM */
static int chunks_gather(struct list_head *chunks, unsigned long len, gfp_t gfp)
{
	unsigned int i;
	int count = 0;

	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		int taken = chunks_take(chunks, &len, orders[i], gfp);

		if (taken < 0)
			return taken;
		count += taken;
	}
	return len ? -ENOMEM : count;
}

/* from the list into a table of @count entries; -ENOMEM: they stay where they are */
static int chunks_to_table(struct list_head *chunks, struct sg_table *table, unsigned int count)
{
	struct scatterlist *sg;
	int i;

	if (sg_alloc_table(table, count, GFP_KERNEL))
		return -ENOMEM;
	for_each_sgtable_sg(table, sg, i) {
		struct page *page = list_first_entry(chunks, struct page, lru);

		list_del(&page->lru);
		sg_set_page(sg, page, page_size(page), 0);
	}
	return 0;
}

int page_chunks_alloc(struct sg_table *table, unsigned long len, gfp_t gfp)
{
	struct page *page, *next;
	LIST_HEAD(chunks);
	int ret = chunks_gather(&chunks, len, gfp);

	if (ret >= 0)
		ret = chunks_to_table(&chunks, table, ret);
	/* those that found no place in the table */
	list_for_each_entry_safe(page, next, &chunks, lru)
		__free_pages(page, compound_order(page));
	return ret;
}

void page_chunks_free(struct sg_table *table)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_sg(table, sg, i)
		__free_pages(sg_page(sg), compound_order(sg_page(sg)));
	sg_free_table(table);
}
