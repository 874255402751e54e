/* SPDX-License-Identifier: MIT */
/*
 * A client of the textbook controller's driver, as its tests need one:
 * channels, mapped buffers, and a transfer that is run to its end. Kernel
 * side; a test that ends leaves nothing behind.
 */
#ifndef TESTS_DRIVERS_TEXTBOOK_CLIENT_H
#define TESTS_DRIVERS_TEXTBOOK_CLIENT_H

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "unit.h"

#define FIFO0_PHYS 0x40020000
#define FIFO1_PHYS 0x40021000
#define FIFO_TXDATA 0x40
#define FIFO_RXDATA 0x44

/* ---- channels ------------------------------------------------------------ */

static inline bool is_textbook(struct dma_chan *chan, void *param)
{
	return of_device_is_compatible(chan->device->dev->of_node, "dmae,textbook-dmac");
}

/* any free channel of the controller, or NULL */
static inline struct dma_chan *memory_chan(void)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	return dma_request_channel(mask, is_textbook, NULL);
}

static inline struct device *device_at(const char *path)
{
	struct device_node *np = of_find_node_by_path(path);
	struct platform_device *pdev = np ? of_find_device_by_node(np) : NULL;

	of_node_put(np);
	assert_non_null(pdev);
	/* the board holds on to its devices for as long as a test runs */
	put_device(&pdev->dev);
	return &pdev->dev;
}

static inline struct device *controller(void)
{
	return device_at("/soc/dma-controller@40000000");
}

static inline struct device *fifo(unsigned int i)
{
	return device_at(i ? "/soc/fifo@40021000" : "/soc/fifo@40020000");
}

static inline struct dma_chan *fifo_chan(unsigned int i, const char *name)
{
	struct dma_chan *chan = dma_request_chan(fifo(i), name);

	assert_false(IS_ERR(chan));
	return chan;
}

/* ---- buffers -------------------------------------------------------------- */

/* Memory with a guard around it, mapped for a channel. */
struct buffer {
	struct device *dev;
	enum dma_data_direction dir;
	size_t len;
	unsigned char *mem;
	dma_addr_t dma;
};

#define GUARD 64
#define GUARD_BYTE 0xc3

static inline struct buffer buffer_new(struct dma_chan *chan, size_t len,
				       enum dma_data_direction dir)
{
	struct buffer b = { .dev = chan->device->dev, .dir = dir, .len = len };
	unsigned char *all = kmalloc(len + 2 * GUARD, GFP_KERNEL);
	size_t i;

	assert_non_null(all);
	memset(all, GUARD_BYTE, len + 2 * GUARD);
	b.mem = all + GUARD;
	for (i = 0; i < len; i++)
		b.mem[i] = dir == DMA_FROM_DEVICE ? 0 : (i * 13 + (i >> 8)) | 1;
	b.dma = dma_map_single(b.dev, b.mem, len, dir);
	assert_false(dma_mapping_error(b.dev, b.dma));
	return b;
}

/* The device is done: the CPU may look, and nothing around may be touched. */
static inline void buffer_done(struct buffer *b)
{
	size_t i;

	if (!b->dev)
		return;
	dma_unmap_single(b->dev, b->dma, b->len, b->dir);
	b->dev = NULL;
	for (i = 0; i < GUARD; i++) {
		assert_int_equal(b->mem[i - GUARD], GUARD_BYTE);
		assert_int_equal(b->mem[b->len + i], GUARD_BYTE);
	}
}

static inline void buffer_free(struct buffer *b)
{
	buffer_done(b);
	kfree(b->mem - GUARD);
}

/* ---- transfers -------------------------------------------------------------- */

struct transfer {
	struct completion done;
	struct dmaengine_result result;
	int calls;
	dma_cookie_t cookie;
};

static inline void transfer_done(void *arg, const struct dmaengine_result *result)
{
	struct transfer *t = arg;

	t->result = *result;
	t->calls++;
	complete(&t->done);
}

static inline void transfer_submit(struct transfer *t, struct dma_async_tx_descriptor *tx)
{
	assert_non_null(tx);
	init_completion(&t->done);
	t->calls = 0;
	tx->callback_result = transfer_done;
	tx->callback_param = t;
	t->cookie = dmaengine_submit(tx);
	assert_false(dma_submit_error(t->cookie));
}

static inline void transfer_wait(struct transfer *t)
{
	assert_int_not_equal(wait_for_completion_timeout(&t->done, msecs_to_jiffies(5000)), 0);
}

/* Submits, starts, waits; returns the status it ended with. */
static inline enum dma_status transfer_run(struct transfer *t, struct dma_chan *chan,
					   struct dma_async_tx_descriptor *tx)
{
	transfer_submit(t, tx);
	dma_async_issue_pending(chan);
	transfer_wait(t);
	return dmaengine_tx_status(chan, t->cookie, NULL);
}

/* One memcpy that must work. */
static inline void copy_works(struct dma_chan *chan, size_t len)
{
	struct buffer src = buffer_new(chan, len, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, len, DMA_FROM_DEVICE);
	struct transfer t;

	assert_int_equal(transfer_run(&t, chan,
				      dmaengine_prep_dma_memcpy(chan, dst.dma, src.dma, len,
								DMA_PREP_INTERRUPT)),
			 DMA_COMPLETE);
	assert_int_equal(t.result.result, DMA_TRANS_NOERROR);
	buffer_done(&dst);
	assert_memory_equal(dst.mem, src.mem, len);
	buffer_free(&src);
	buffer_free(&dst);
}

#define textbook_test(f) \
	cmocka_unit_test_setup_teardown(f, textbook_setup, world_teardown)

#endif
