// SPDX-License-Identifier: MIT
/*
 * XOR of blocks, and the question whether it is zero, by a channel or by the
 * CPU. A channel that takes fewer sources than there are gets several
 * descriptors, each with the result of the one before as its first source.
 */
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/raid/xor.h>
#include <linux/string.h>

#include "engine/async_tx/async_tx.h"

/* struct xor_op - the operation, as it was asked for; @offs NULL: @offset in all sources */
struct xor_op {
	struct page *dest;
	unsigned int offset;
	struct page **src;
	unsigned int *offs;
	int count;
	size_t len;
};

static unsigned int offset_of(const struct xor_op *op, int i)
{
	return op->offs ? op->offs[i] : op->offset;
}

static bool aligned(struct dma_device *device, const struct xor_op *op)
{
	int i;

	for (i = 0; i < op->count; i++)
		if (!is_dma_xor_aligned(device, offset_of(op, i), op->offset, op->len))
			return false;
	return true;
}

static void map_sources(struct dmaengine_unmap_data *unmap, struct device *dev,
			const struct xor_op *op)
{
	int i;

	unmap->len = op->len;
	for (i = 0; i < op->count; i++)
		if (op->src[i])
			unmap->addr[unmap->to_cnt++] = dma_map_page(
				dev, op->src[i], offset_of(op, i), op->len, DMA_TO_DEVICE);
}

/* ---- by a channel -------------------------------------------------------------- */

/* one descriptor over @count sources; with @go_on, the result so far is the first of them */
static struct dma_async_tx_descriptor *xor_part(struct dma_chan *chan,
						struct dmaengine_unmap_data *unmap, dma_addr_t *src,
						int count, bool go_on,
						struct async_submit_ctl *submit)
{
	struct dma_device *device = chan->device;
	dma_addr_t dest = unmap->addr[unmap->to_cnt], replaced = src[0];
	struct dma_async_tx_descriptor *tx;

	/* providers look at the list while they prepare; afterwards it is for unmapping */
	if (go_on)
		src[0] = dest;
	while (!(tx = device->device_prep_dma_xor(chan, dest, src, count, unmap->len,
						  async_prep_flags(submit))))
		async_make_room(chan, &submit->depend_tx);
	src[0] = replaced;

	dma_set_unmap(tx, unmap);
	async_tx_submit(chan, tx, submit);
	return tx;
}

static struct dma_async_tx_descriptor *xor_by_channel(struct dma_chan *chan,
						      struct dmaengine_unmap_data *unmap,
						      struct async_submit_ctl *submit)
{
	struct dma_async_tx_descriptor *tx = submit->depend_tx;
	int left = unmap->to_cnt, at = 0;
	bool last;

	do {
		int count = min_t(int, left, chan->device->max_xor);
		struct async_submit_ctl part;

		last = count == left;
		part = async_part(submit, tx, last);
		tx = xor_part(chan, unmap, unmap->addr + at, count, at > 0, &part);
		/* the slot of the last source is used once more, for the result */
		at += count - 1;
		left -= count - 1;
	} while (!last);
	submit->depend_tx = tx;
	return tx;
}

/* ---- by the CPU ---------------------------------------------------------------- */

static void xor_by_cpu(const struct xor_op *op, struct async_submit_ctl *submit)
{
	/* a destination that is a source stands first in the list, and is one anyway */
	int first = submit->flags & ASYNC_TX_XOR_DROP_DST ? 1 : 0, i;
	void *dest = async_block(op->dest, op->offset), *src[MAX_XOR_BLOCKS];
	unsigned int n = 0;

	if (submit->flags & ASYNC_TX_XOR_ZERO_DST)
		memset(dest, 0, op->len);
	for (i = first; i < op->count; i++) {
		if (op->src[i])
			src[n++] = async_block(op->src[i], offset_of(op, i));
		if (n == MAX_XOR_BLOCKS || (n && i == op->count - 1)) {
			xor_blocks(n, op->len, dest, src);
			n = 0;
		}
	}
	async_tx_sync_epilog(submit);
}

/* ---- XOR ----------------------------------------------------------------------- */

struct dma_async_tx_descriptor *async_xor_offs(struct page *dest, unsigned int offset,
					       struct page **src_list, unsigned int *src_offset,
					       int src_cnt, size_t len,
					       struct async_submit_ctl *submit)
{
	const struct xor_op op = { dest, offset, src_list, src_offset, src_cnt, len };
	struct dma_chan *chan = __async_tx_find_channel(submit, DMA_XOR);
	struct dmaengine_unmap_data *unmap;
	struct dma_async_tx_descriptor *tx = NULL;

	BUG_ON(src_cnt <= 1);
	unmap = async_unmap_get(chan, src_cnt + 1);
	if (unmap && aligned(chan->device, &op)) {
		map_sources(unmap, chan->device->dev, &op);
		/* both ways: between two descriptors it is a source */
		unmap->addr[unmap->to_cnt] =
			dma_map_page(chan->device->dev, dest, offset, len, DMA_BIDIRECTIONAL);
		unmap->bidi_cnt = 1;
		tx = xor_by_channel(chan, unmap, submit);
	} else {
		async_tx_quiesce(&submit->depend_tx);
		xor_by_cpu(&op, submit);
	}
	dmaengine_unmap_put(unmap);
	return tx;
}
EXPORT_SYMBOL_GPL(async_xor_offs);

struct dma_async_tx_descriptor *async_xor(struct page *dest, struct page **src_list,
					  unsigned int offset, int src_cnt, size_t len,
					  struct async_submit_ctl *submit)
{
	return async_xor_offs(dest, offset, src_list, NULL, src_cnt, len, submit);
}
EXPORT_SYMBOL_GPL(async_xor);

/* ---- the check ----------------------------------------------------------------- */

static struct dma_async_tx_descriptor *check_by_channel(struct dma_chan *chan,
							struct dmaengine_unmap_data *unmap,
							enum sum_check_flags *result,
							struct async_submit_ctl *submit)
{
	struct dma_async_tx_descriptor *tx;

	while (!(tx = chan->device->device_prep_dma_xor_val(chan, unmap->addr, unmap->to_cnt,
							    unmap->len, result,
							    async_prep_flags(submit))))
		async_make_room(chan, &submit->depend_tx);
	dma_set_unmap(tx, unmap);
	async_tx_submit(chan, tx, submit);
	return tx;
}

/* the XOR may still go to a channel that cannot check */
static void check_by_cpu(const struct xor_op *op, enum sum_check_flags *result,
			 struct async_submit_ctl *submit)
{
	struct async_submit_ctl sum = async_part(submit, submit->depend_tx, false);
	struct dma_async_tx_descriptor *tx;

	sum.flags |= ASYNC_TX_XOR_DROP_DST;
	tx = async_xor_offs(op->dest, op->offset, op->src, op->offs, op->count, op->len, &sum);
	async_tx_quiesce(&tx);
	submit->depend_tx = NULL;
	if (memchr_inv(async_block(op->dest, op->offset), 0, op->len))
		*result = SUM_CHECK_P_RESULT;
	else
		*result = 0;
	async_tx_sync_epilog(submit);
}

struct dma_async_tx_descriptor *async_xor_val_offs(struct page *dest, unsigned int offset,
						   struct page **src_list,
						   unsigned int *src_offset, int src_cnt,
						   size_t len, enum sum_check_flags *result,
						   struct async_submit_ctl *submit)
{
	const struct xor_op op = { dest, offset, src_list, src_offset, src_cnt, len };
	struct dma_chan *chan = __async_tx_find_channel(submit, DMA_XOR_VAL);
	struct dmaengine_unmap_data *unmap;
	struct dma_async_tx_descriptor *tx = NULL;

	BUG_ON(src_cnt <= 1);
	unmap = async_unmap_get(chan, src_cnt);
	if (unmap && src_cnt <= chan->device->max_xor && aligned(chan->device, &op)) {
		map_sources(unmap, chan->device->dev, &op);
		tx = check_by_channel(chan, unmap, result, submit);
	} else {
		check_by_cpu(&op, result, submit);
	}
	dmaengine_unmap_put(unmap);
	return tx;
}
EXPORT_SYMBOL_GPL(async_xor_val_offs);

struct dma_async_tx_descriptor *async_xor_val(struct page *dest, struct page **src_list,
					      unsigned int offset, int src_cnt, size_t len,
					      enum sum_check_flags *result,
					      struct async_submit_ctl *submit)
{
	return async_xor_val_offs(dest, offset, src_list, NULL, src_cnt, len, result, submit);
}
EXPORT_SYMBOL_GPL(async_xor_val);
