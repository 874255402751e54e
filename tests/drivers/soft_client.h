/* SPDX-License-Identifier: MIT */
/*
 * A client of the software engine, as its tests need one: a channel, mapped
 * buffers, and a transfer that is run to its end. Kernel side.
 */
#ifndef TESTS_DRIVERS_SOFT_CLIENT_H
#define TESTS_DRIVERS_SOFT_CLIENT_H

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "unit.h"

/* ---- worlds ------------------------------------------------------------ */

static inline int soft_world(const char *const *params, enum dmae_switch checker)
{
	struct dmae_world_params p = world_params(NULL);

	p.params = params;
	p.checker = checker;
	if (!dmae_world_start(&p))
		return 0;
	print_error("%s\n", dmae_error());
	return -1;
}

/* the default machine, with the checker on, whichever the executor */
static inline int soft_setup(void **state)
{
	return soft_world(NULL, DMAE_ON);
}

#define soft_test(fn) cmocka_unit_test_setup_teardown(fn, soft_setup, world_teardown)

/* ---- channels and buffers ---------------------------------------------- */

static inline struct dma_chan *soft_chan(void)
{
	dma_cap_mask_t mask;
	struct dma_chan *chan;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMSET_SG, mask);
	chan = dma_request_chan_by_mask(&mask);
	assert_false(IS_ERR(chan));
	return chan;
}

static inline struct device *soft_dev(struct dma_chan *chan)
{
	return dmaengine_get_dma_device(chan);
}

static inline dma_addr_t map(struct dma_chan *chan, void *mem, size_t len,
			     enum dma_data_direction dir)
{
	dma_addr_t addr = dma_map_single(soft_dev(chan), mem, len, dir);

	assert_int_equal(dma_mapping_error(soft_dev(chan), addr), 0);
	return addr;
}

static inline void unmap(struct dma_chan *chan, dma_addr_t addr, size_t len,
			 enum dma_data_direction dir)
{
	dma_unmap_single(soft_dev(chan), addr, len, dir);
}

static inline u8 *random_buffer(size_t len)
{
	u8 *mem = kmalloc(len, GFP_KERNEL);

	assert_non_null(mem);
	get_random_bytes(mem, len);
	return mem;
}

/* ---- transfers --------------------------------------------------------- */

struct soft_wait {
	struct completion done;
	struct dmaengine_result result;
	unsigned int calls;
};

static inline void soft_done(void *param, const struct dmaengine_result *result)
{
	struct soft_wait *wait = param;

	wait->result = *result;
	wait->calls++;
	complete(&wait->done);
}

static inline dma_cookie_t soft_submit(struct dma_async_tx_descriptor *tx, struct soft_wait *wait)
{
	dma_cookie_t cookie;

	assert_non_null(tx);
	memset(wait, 0, sizeof(*wait));
	init_completion(&wait->done);
	tx->callback_result = soft_done;
	tx->callback_param = wait;
	cookie = dmaengine_submit(tx);
	assert_true(cookie > 0);
	return cookie;
}

/* to its end; how it ended */
static inline enum dmaengine_tx_result soft_run_tx(struct dma_chan *chan,
						   struct dma_async_tx_descriptor *tx)
{
	struct soft_wait wait;
	dma_cookie_t cookie = soft_submit(tx, &wait);

	dma_async_issue_pending(chan);
	wait_for_completion(&wait.done);
	assert_int_equal(dmaengine_tx_status(chan, cookie, NULL),
			 wait.result.result == DMA_TRANS_NOERROR ? DMA_COMPLETE : DMA_ERROR);
	return wait.result.result;
}

/*
 * A transfer that takes its time and little memory: @frames times the same
 * chunk of @size bytes from @src to @dst.
 */
static inline struct dma_async_tx_descriptor *
soft_prep_long(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t size, size_t frames)
{
	struct dma_async_tx_descriptor *tx;
	struct dma_interleaved_template *xt;

	xt = kzalloc(sizeof(*xt) + sizeof(xt->sgl[0]), GFP_KERNEL);
	assert_non_null(xt);
	xt->src_start = src;
	xt->dst_start = dst;
	xt->dir = DMA_MEM_TO_MEM;
	xt->numf = frames;
	xt->frame_size = 1;
	xt->sgl[0].size = size;
	tx = dmaengine_prep_interleaved_dma(chan, xt, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	kfree(xt);
	return tx;
}

#endif
