// SPDX-License-Identifier: MIT
/*
 * Tables that begin in an array of the caller's and are chained in arrays of
 * SG_CHUNK_SIZE entries. Any context: allocates with GFP_ATOMIC.
 */
#include <linux/types.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

static struct scatterlist *chunk_alloc(unsigned int nents, gfp_t gfp)
{
	return kmalloc_array(nents, sizeof(struct scatterlist), gfp);
}

static void chunk_free(struct scatterlist *sgl, unsigned int nents)
{
	kfree(sgl);
}

void sg_free_table_chained(struct sg_table *table,
			   unsigned int nents_first_chunk)
{
	if (table->orig_nents <= nents_first_chunk)
		return;
	/* an array of one entry has none to lead on with, and was not used */
	if (nents_first_chunk == 1)
		nents_first_chunk = 0;
	__sg_free_table(table, SG_CHUNK_SIZE, nents_first_chunk, chunk_free,
			table->orig_nents);
}
EXPORT_SYMBOL_GPL(sg_free_table_chained);

int sg_alloc_table_chained(struct sg_table *table, int nents,
			   struct scatterlist *first_chunk,
			   unsigned int nents_first_chunk)
{
	int ret;

	BUG_ON(!nents);
	if (first_chunk && nents_first_chunk && nents <= nents_first_chunk) {
		table->nents = nents;
		table->orig_nents = nents;
		sg_init_table(table->sgl, nents);
		return 0;
	}
	if (nents_first_chunk <= 1) {
		first_chunk = NULL;
		nents_first_chunk = 0;
	}
	ret = __sg_alloc_table(table, nents, SG_CHUNK_SIZE, first_chunk,
			       nents_first_chunk, GFP_ATOMIC, chunk_alloc);
	if (unlikely(ret))
		sg_free_table_chained(table, nents_first_chunk);
	return ret;
}
EXPORT_SYMBOL_GPL(sg_alloc_table_chained);
