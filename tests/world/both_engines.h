/* SPDX-License-Identifier: MIT */
/*
 * A client that does not care which controller it has: the tests that
 * include this run each behaviour on the software engine and on the textbook
 * controller, with the checker on. Kernel side.
 */
#ifndef TESTS_WORLD_BOTH_ENGINES_H
#define TESTS_WORLD_BOTH_ENGINES_H

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "unit.h"

static inline int engine_world(const char *board)
{
	struct dmae_world_params p = world_params(board);

	p.checker = DMAE_ON;
	if (!dmae_world_start(&p))
		return 0;
	print_error("%s\n", dmae_error());
	return -1;
}

static inline int soft_world(void **state)
{
	return engine_world(NULL);
}

static inline int textbook_world(void **state)
{
	return engine_world("textbook");
}

/* a test that failed in the middle must not take the others with it */
static inline int engine_world_stop(void **state)
{
	return dmae_world_running() ? dmae_world_stop() : -1;
}

#define on_both_engines(fn)							\
	{ #fn "_on_the_software_engine", fn, soft_world, engine_world_stop, NULL },	\
	{ #fn "_on_the_textbook_board", fn, textbook_world, engine_world_stop, NULL }

/* ---- channels ---------------------------------------------------------------- */

static inline struct dma_chan *any_chan(void)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	return dma_request_channel(mask, NULL, NULL);
}

static inline struct device *dma_dev(struct dma_chan *chan)
{
	return dmaengine_get_dma_device(chan);
}

/* ---- buffers ------------------------------------------------------------------- */

/** struct buffer - memory that is mapped for a channel; @dev: NULL when it is not */
struct buffer {
	struct device *dev;
	enum dma_data_direction dir;
	size_t len;
	u8 *mem;
	dma_addr_t dma;
};

static inline void buffer_map(struct buffer *b, struct dma_chan *chan)
{
	b->dev = dma_dev(chan);
	b->dma = dma_map_single(b->dev, b->mem, b->len, b->dir);
	assert_int_equal(dma_mapping_error(b->dev, b->dma), 0);
}

static inline void buffer_unmap(struct buffer *b)
{
	if (b->dev)
		dma_unmap_single(b->dev, b->dma, b->len, b->dir);
	b->dev = NULL;
}

static inline struct buffer buffer_new(struct dma_chan *chan, size_t len,
				       enum dma_data_direction dir)
{
	struct buffer b = { .dir = dir, .len = len, .mem = kmalloc(len, GFP_KERNEL) };
	size_t i;

	assert_non_null(b.mem);
	for (i = 0; i < len; i++)
		b.mem[i] = dir == DMA_FROM_DEVICE ? 0 : (i * 13 + (i >> 8)) | 1;
	buffer_map(&b, chan);
	return b;
}

static inline void buffer_free(struct buffer *b)
{
	buffer_unmap(b);
	kfree(b->mem);
}

/* ---- transfers ------------------------------------------------------------------- */

struct transfer {
	struct dma_chan *chan;
	struct completion done;
	struct dmaengine_result result;
	unsigned int calls;
	dma_cookie_t cookie;
};

static inline void transfer_done(void *arg, const struct dmaengine_result *result)
{
	struct transfer *t = arg;

	t->result = *result;
	t->calls++;
	complete(&t->done);
}

static inline struct dma_async_tx_descriptor *prep_copy(struct dma_chan *chan,
							const struct buffer *dst,
							const struct buffer *src)
{
	return dmaengine_prep_dma_memcpy(chan, dst->dma, src->dma, min(src->len, dst->len),
					 DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
}

static inline void transfer_submit(struct transfer *t, struct dma_chan *chan,
				   struct dma_async_tx_descriptor *tx)
{
	assert_non_null(tx);
	memset(t, 0, sizeof(*t));
	t->chan = chan;
	init_completion(&t->done);
	tx->callback_result = transfer_done;
	tx->callback_param = t;
	t->cookie = dmaengine_submit(tx);
	assert_true(t->cookie > 0);
}

static inline enum dma_status transfer_end(struct transfer *t)
{
	dma_async_issue_pending(t->chan);
	assert_int_not_equal(wait_for_completion_timeout(&t->done, msecs_to_jiffies(20000)), 0);
	return dmaengine_tx_status(t->chan, t->cookie, NULL);
}

/* the channel is as good as ever */
static inline void copy_works(struct dma_chan *chan)
{
	struct buffer src = buffer_new(chan, 4096, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 4096, DMA_FROM_DEVICE);
	struct transfer t;

	transfer_submit(&t, chan, prep_copy(chan, &dst, &src));
	assert_int_equal(transfer_end(&t), DMA_COMPLETE);
	assert_int_equal(t.result.result, DMA_TRANS_NOERROR);
	buffer_unmap(&dst);
	assert_memory_equal(dst.mem, src.mem, 4096);
	buffer_free(&src);
	buffer_free(&dst);
}

#endif
