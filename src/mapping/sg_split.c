// SPDX-License-Identifier: MIT
/*
 * Cutting a scatterlist into several: first as the CPU sees it, and, if it
 * is mapped, once more as the device sees it.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

/**
 * struct part - one of the lists to be
 * @first: entry of the input that it starts in
 * @skip: bytes of that entry that belong to earlier parts
 * @nents: entries that it needs
 * @last_len: bytes of its last entry
 * @out: its entries
 */
struct part {
	struct scatterlist *first;
	off_t skip;
	unsigned int nents;
	unsigned int last_len;
	struct scatterlist *out;
};

static unsigned int entry_len(const struct scatterlist *sg, bool mapped)
{
	return mapped ? sg_dma_len(sg) : sg->length;
}

/*
 * Where each part starts and how many entries it has. -EINVAL if the input
 * ends before the last part is full.
 */
static int parts_measure(struct part *parts, int nr, const size_t *sizes,
			 struct scatterlist *in, int nents, off_t skip,
			 bool mapped)
{
	struct scatterlist *sg;
	off_t used = skip;	/* of the current entry; may lie beyond it at first */
	int i = 0, n;
	size_t missing = sizes[0];

	for (n = 0; n < nr; n++) {
		parts[n].first = NULL;
		parts[n].nents = 0;
	}
	for_each_sg(in, sg, nents, n) {
		unsigned int len = entry_len(sg, mapped);

		if (used >= len) {
			used -= len;
			continue;
		}
		while (i < nr) {
			unsigned int here = min_t(size_t, missing, len - used);

			if (!parts[i].first) {
				parts[i].first = sg;
				parts[i].skip = used;
			}
			parts[i].nents++;
			parts[i].last_len = here;
			used += here;
			missing -= here;
			if (missing)
				break;
			if (++i < nr)
				missing = sizes[i];
			/* the next part starts here only if there is something left */
			if (used == len)
				break;
		}
		if (i == nr)
			return 0;
		used = 0;
	}
	return -EINVAL;
}

static void part_fill_pages(struct part *part)
{
	struct scatterlist *in = part->first, *out = part->out;
	unsigned int i;

	for (i = 0; i < part->nents; i++, out++, in = sg_next(in)) {
		*out = *in;
		sg_unmark_end(out);
		if (i == 0) {
			out->offset += part->skip;
			out->length -= part->skip;
		}
		sg_dma_address(out) = 0;
		sg_dma_len(out) = 0;
	}
	out[-1].length = part->last_len;
	sg_mark_end(out - 1);
}

static void part_fill_addresses(struct part *part)
{
	struct scatterlist *in = part->first, *out = part->out;
	unsigned int i;

	for (i = 0; i < part->nents; i++, out++, in = sg_next(in)) {
		sg_dma_address(out) = sg_dma_address(in);
		sg_dma_len(out) = sg_dma_len(in);
		if (i == 0) {
			sg_dma_address(out) += part->skip;
			sg_dma_len(out) -= part->skip;
		}
	}
	sg_dma_len(out - 1) = part->last_len;
}

static int parts_alloc(struct part *parts, int nr, gfp_t gfp)
{
	int i;

	for (i = 0; i < nr; i++) {
		parts[i].out = kmalloc_array(parts[i].nents,
					     sizeof(*parts[i].out), gfp);
		if (!parts[i].out)
			return -ENOMEM;
	}
	return 0;
}

int sg_split(struct scatterlist *in, const int in_mapped_nents,
	     const off_t skip, const int nb_splits, const size_t *split_sizes,
	     struct scatterlist **out, int *out_mapped_nents, gfp_t gfp_mask)
{
	struct part *parts;
	int ret, i;

	parts = kcalloc(nb_splits, sizeof(*parts), gfp_mask);
	if (!parts)
		return -ENOMEM;

	ret = parts_measure(parts, nb_splits, split_sizes, in, sg_nents(in),
			    skip, false);
	if (ret)
		goto err_free;
	ret = parts_alloc(parts, nb_splits, gfp_mask);
	if (ret)
		goto err_free;
	for (i = 0; i < nb_splits; i++)
		part_fill_pages(&parts[i]);

	if (in_mapped_nents) {
		/* merged entries: a part has no more of them than before */
		ret = parts_measure(parts, nb_splits, split_sizes, in,
				    in_mapped_nents, skip, true);
		if (ret)
			goto err_free;
		for (i = 0; i < nb_splits; i++)
			part_fill_addresses(&parts[i]);
	}
	for (i = 0; i < nb_splits; i++) {
		out[i] = parts[i].out;
		if (out_mapped_nents)
			out_mapped_nents[i] = parts[i].nents;
	}
	kfree(parts);
	return 0;

err_free:
	for (i = 0; i < nb_splits; i++)
		kfree(parts[i].out);
	kfree(parts);
	return ret;
}
EXPORT_SYMBOL(sg_split);
