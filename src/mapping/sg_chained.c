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
	unsigned int preallocated = nents_first_chunk;
	int err;

	BUG_ON(!nents);
	if (first_chunk && preallocated && nents <= preallocated) {
		sg_init_table(table->sgl, nents);
		table->orig_nents = table->nents = nents;
		return 0;
	}
	/* one entry would only hold the link to the next chunk */
	if (preallocated <= 1) {
		preallocated = 0;
		first_chunk = NULL;
	}
	err = __sg_alloc_table(table, nents, SG_CHUNK_SIZE, first_chunk, preallocated,
			       GFP_ATOMIC, chunk_alloc);
	if (err)
		sg_free_table_chained(table, preallocated);
	return err;
}
EXPORT_SYMBOL_GPL(sg_alloc_table_chained);
