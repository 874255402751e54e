/* SPDX-License-Identifier: MIT */
/*
 * The pages of a DMA pool by bus address: a hash table of the frames that
 * they cover, for dmapool.c alone. Looking up and adding are under the pool's
 * lock; what allocates is not.
 */
#ifndef DMAE_MAPPING_POOL_FRAMES_H
#define DMAE_MAPPING_POOL_FRAMES_H

#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/types.h>

/* one frame of a page of the pool; a page that starts within one covers one more */
struct pool_frame {
	struct pool_frame *next;
	u64 frame;
	void *page;
};

/**
 * struct pool_table - frames in lists
 * @mask: how many lists, less one
 * @count: frames
 * @list: the lists
 */
struct pool_table {
	unsigned int mask;
	unsigned int count;
	struct pool_frame *list[];
};

#define POOL_TABLE_LISTS 8

/* pool_table_make() - an empty table of @lists lists, a power of two, for kfree() */
struct pool_table *pool_table_make(unsigned int lists, gfp_t gfp);
/* pool_table_wanted() - lists of a larger table that should take its place; 0: it is large enough */
unsigned int pool_table_wanted(const struct pool_table *table);
/* pool_table_move() - all frames of one table into another */
void pool_table_move(struct pool_table *to, struct pool_table *from);

/* pool_frames_make() - the frames of a page of @size bytes, for kfree() when it is gone */
struct pool_frame *pool_frames_make(size_t size, gfp_t gfp);
/* pool_frames_add() - @page, of @size bytes at bus address @dma */
void pool_frames_add(struct pool_table *table, struct pool_frame *frame, u64 dma, size_t size,
		     void *page);

static inline struct pool_frame **pool_frames_list(struct pool_table *table, u64 frame)
{
	return &table->list[(frame ^ frame >> 16) & table->mask];
}

/* pool_frames_find() - the page in whose frames @dma lies, or NULL */
static inline void *pool_frames_find(struct pool_table *table, u64 dma)
{
	u64 frame = dma >> PAGE_SHIFT;
	struct pool_frame *f;

	for (f = *pool_frames_list(table, frame); f; f = f->next)
		if (f->frame == frame)
			return f->page;
	return NULL;
}

#endif
