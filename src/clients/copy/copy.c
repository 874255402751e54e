// SPDX-License-Identifier: MIT
/*
 * A client that copies memory by scatter-gather: maps both sides, walks the
 * two lists side by side, and gives the engine one copy for each stretch
 * that is contiguous in both. Memory out of the controller's reach is staged
 * through pages that are in it.
 */
#include "clients/copy/copy.h"

#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#define SLICE		(8ul << 20)	/* copied between two waits */
#define SEGMENT		(256ul << 10)	/* of a list, unless the controller wants less */
#define TIMEOUT_MS	30000

/** struct copy - one call of copy_memory() */
struct copy {
	struct dma_chan *chan;
	struct device *dev;
	size_t unit;		/* addresses and lengths are multiples of it */
	size_t segment;
	unsigned long *descriptors;
	const char **why;
	struct completion done;
	enum dmaengine_tx_result result;
};

static int fail(struct copy *c, int err, const char *why)
{
	*c->why = why;
	return err;
}

/* ---- lists ------------------------------------------------------------- */

static int list_of_memory(struct copy *c, struct sg_table *table, void *mem, size_t len)
{
	unsigned int count = DIV_ROUND_UP(len, c->segment), i;
	struct scatterlist *sg;

	if (sg_alloc_table(table, count, GFP_KERNEL))
		return fail(c, -ENOMEM, "no memory for a scatterlist");
	for_each_sg(table->sgl, sg, count, i) {
		size_t n = min(len, c->segment);

		sg_set_buf(sg, mem, n);
		mem = (char *)mem + n;
		len -= n;
	}
	return 0;
}

static int list_of_new_pages(struct copy *c, struct sg_table *table, size_t len)
{
	unsigned int count;
	struct scatterlist *sgl = sgl_alloc(len, GFP_KERNEL | GFP_DMA32, &count);

	if (!sgl)
		return fail(c, -ENOMEM, "no pages that the controller can reach");
	table->sgl = sgl;
	table->nents = table->orig_nents = count;
	return 0;
}

/* ---- the transfer ------------------------------------------------------ */

static void copy_done(void *arg, const struct dmaengine_result *result)
{
	struct copy *c = arg;

	c->result = result ? result->result : DMA_TRANS_NOERROR;
	complete(&c->done);
}

static int wait_for_end(struct copy *c, dma_cookie_t cookie)
{
	unsigned long left;

	dma_async_issue_pending(c->chan);
	left = wait_for_completion_timeout(&c->done, msecs_to_jiffies(TIMEOUT_MS));
	if (!left) {
		dmaengine_terminate_sync(c->chan);
		return fail(c, -ETIMEDOUT, "the transfer does not end");
	}
	if (c->result == DMA_TRANS_READ_FAILED)
		return fail(c, -EIO, "the controller reports that a read failed");
	if (c->result == DMA_TRANS_WRITE_FAILED)
		return fail(c, -EIO, "the controller reports that a write failed");
	if (c->result != DMA_TRANS_NOERROR ||
	    dma_async_is_tx_complete(c->chan, cookie, NULL, NULL) != DMA_COMPLETE)
		return fail(c, -EIO, "the controller reports an error");
	return 0;
}

static dma_cookie_t submit_one(struct copy *c, dma_addr_t dst, dma_addr_t src, size_t n, bool last)
{
	struct dma_async_tx_descriptor *tx;
	dma_cookie_t cookie;

	tx = dmaengine_prep_dma_memcpy(c->chan, dst, src, n,
				       DMA_CTRL_ACK | (last ? DMA_PREP_INTERRUPT : 0));
	if (!tx)
		return -ENOMEM;
	if (last) {
		reinit_completion(&c->done);
		tx->callback_result = copy_done;
		tx->callback_param = c;
	}
	cookie = dmaengine_submit(tx);
	if (!dma_submit_error(cookie))
		++*c->descriptors;
	return cookie;
}

/* the two mapped lists, stretch by stretch */
static int copy_lists(struct copy *c, struct sg_table *dst, struct sg_table *src, size_t len)
{
	struct scatterlist *d = dst->sgl, *s = src->sgl;
	size_t d_off = 0, s_off = 0;
	dma_cookie_t cookie = 0;

	while (len) {
		size_t n = min3(sg_dma_len(d) - d_off, sg_dma_len(s) - s_off, len);

		cookie = submit_one(c, sg_dma_address(d) + d_off, sg_dma_address(s) + s_off, n,
				    n == len);
		if (dma_submit_error(cookie)) {
			dmaengine_terminate_sync(c->chan);
			return fail(c, cookie, "the controller takes no more descriptors");
		}
		len -= n;
		d_off += n;
		s_off += n;
		if (d_off == sg_dma_len(d)) {
			d = sg_next(d);
			d_off = 0;
		}
		if (s_off == sg_dma_len(s)) {
			s = sg_next(s);
			s_off = 0;
		}
	}
	return wait_for_end(c, cookie);
}

static int copy_mapped(struct copy *c, struct sg_table *dst, struct sg_table *src, size_t len)
{
	int err;

	err = dma_map_sgtable(c->dev, src, DMA_TO_DEVICE, 0);
	if (err)
		return fail(c, err, "the source cannot be mapped");
	err = dma_map_sgtable(c->dev, dst, DMA_FROM_DEVICE, 0);
	if (err) {
		fail(c, err, "the destination cannot be mapped");
		goto out_src;
	}
	err = copy_lists(c, dst, src, len);
	dma_unmap_sgtable(c->dev, dst, DMA_FROM_DEVICE, 0);
out_src:
	dma_unmap_sgtable(c->dev, src, DMA_TO_DEVICE, 0);
	return err;
}

static int copy_direct(struct copy *c, void *dst, const void *src, size_t len)
{
	struct sg_table dst_list, src_list;
	int err;

	err = list_of_memory(c, &src_list, (void *)src, len);
	if (err)
		return err;
	err = list_of_memory(c, &dst_list, dst, len);
	if (!err) {
		err = copy_mapped(c, &dst_list, &src_list, len);
		sg_free_table(&dst_list);
	}
	sg_free_table(&src_list);
	return err;
}

static int copy_staged(struct copy *c, void *dst, const void *src, size_t len)
{
	size_t whole = ALIGN(len, c->unit);
	struct sg_table dst_list, src_list;
	int err;

	err = list_of_new_pages(c, &src_list, whole);
	if (err)
		return err;
	err = list_of_new_pages(c, &dst_list, whole);
	if (!err) {
		sg_copy_from_buffer(src_list.sgl, src_list.nents, src, len);
		err = copy_mapped(c, &dst_list, &src_list, whole);
		if (!err)
			sg_copy_to_buffer(dst_list.sgl, dst_list.orig_nents, dst, len);
		sgl_free(dst_list.sgl);
	}
	sgl_free(src_list.sgl);
	return err;
}

/* the last byte of a buffer is the highest that the controller must reach */
static bool usable(const struct copy *c, const void *mem, size_t len)
{
	return virt_to_phys((void *)mem) + len - 1 <= dma_get_mask(c->dev) &&
	       IS_ALIGNED((unsigned long)mem | len, c->unit);
}

int copy_memory(struct dma_chan *chan, void *dst, const void *src, size_t len,
		unsigned long *descriptors, const char **why)
{
	struct copy c = {
		.chan = chan,
		.dev = dmaengine_get_dma_device(chan),
		.descriptors = descriptors,
		.why = why,
	};
	int err = 0;

	init_completion(&c.done);
	c.unit = 1ul << chan->device->copy_align;
	c.segment = min3((size_t)SEGMENT, (size_t)dma_get_max_seg_size(c.dev),
			 dma_max_mapping_size(c.dev));
	c.segment = ALIGN_DOWN(c.segment, c.unit);
	while (len && !err) {
		size_t n = min(len, SLICE);

		if (usable(&c, dst, n) && usable(&c, src, n))
			err = copy_direct(&c, dst, src, n);
		else
			err = copy_staged(&c, dst, src, n);
		dst = (char *)dst + n;
		src = (const char *)src + n;
		len -= n;
	}
	return err;
}
