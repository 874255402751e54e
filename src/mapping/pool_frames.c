// SPDX-License-Identifier: MIT
/*
 * The pages of a DMA pool by bus address, so that a block that is given back
 * finds its page however many there are. For dmapool.c alone.
 */
#include <linux/types.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "mapping/pool_frames.h"

struct pool_table *pool_table_make(unsigned int lists, gfp_t gfp)
{
	struct pool_table *table = kzalloc(struct_size(table, list, lists), gfp | __GFP_NOWARN);

	if (table)
		table->mask = lists - 1;
	return table;
}

unsigned int pool_table_wanted(const struct pool_table *table)
{
	return table->count > 4 * table->mask ? 4 * (table->mask + 1) : 0;
}

static void frame_link(struct pool_table *table, struct pool_frame *f)
{
	struct pool_frame **list = pool_frames_list(table, f->frame);

	f->next = *list;
	*list = f;
	table->count++;
}

void pool_table_move(struct pool_table *to, struct pool_table *from)
{
	struct pool_frame *f, *next;
	unsigned int i;

	for (i = 0; i <= from->mask; i++) {
		for (f = from->list[i]; f; f = next) {
			next = f->next;
			frame_link(to, f);
		}
	}
}

struct pool_frame *pool_frames_make(size_t size, gfp_t gfp)
{
	return kcalloc((size >> PAGE_SHIFT) + 2, sizeof(struct pool_frame), gfp);
}

void pool_frames_add(struct pool_table *table, struct pool_frame *frame, u64 dma, size_t size,
		     void *page)
{
	u64 at = dma >> PAGE_SHIFT, last = (dma + size - 1) >> PAGE_SHIFT;

	for (; at <= last; at++, frame++) {
		frame->frame = at;
		frame->page = page;
		frame_link(table, frame);
	}
}
