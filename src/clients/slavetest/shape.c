// SPDX-License-Identifier: MIT
/*
 * What a test moves, and how: entry width, burst and length, at random, but
 * such that the device, the driver of its channels and the parameters agree.
 */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/random.h>

#include "clients/slavetest/slavetest.h"

#define WIDTHS (BIT(1) | BIT(2) | BIT(4))

unsigned long test_random(unsigned long limit)
{
	return limit ? get_random_u64() % limit : 0;
}

/* 0 says that the driver does not tell */
static unsigned int widths_of(struct dma_chan *chan, enum dma_transfer_direction dir)
{
	struct dma_slave_caps caps;
	u32 mask;

	if (!chan || dma_get_slave_caps(chan, &caps))
		return WIDTHS;
	mask = dir == DMA_DEV_TO_MEM ? caps.src_addr_widths : caps.dst_addr_widths;
	return mask & WIDTHS ? mask & WIDTHS : WIDTHS;
}

static unsigned int choose_width(const struct slavetest_params *params, struct peripheral *p)
{
	unsigned int mask = p->kind->widths & widths_of(p->tx, DMA_MEM_TO_DEV) &
			    widths_of(p->rx, DMA_DEV_TO_MEM), w;

	if (params->width && p->kind->widths & BIT(params->width))
		return params->width;
	if (!mask)
		mask = p->kind->widths;
	do {
		w = 1u << test_random(3);
	} while (!(mask & BIT(w)));
	return w;
}

static unsigned int burst_limit(const struct test *t)
{
	unsigned int limit = 64, of_driver = t->p->tx->device->max_burst;

	if (of_driver)
		limit = min(limit, of_driver);
	if (t->p->rx && t->p->rx->device->max_burst)
		limit = min(limit, t->p->rx->device->max_burst);
	if (t->p->max_burst)
		limit = min(limit, t->p->max_burst);
	if (t->p->kind->max_burst_bytes)
		limit = min(limit, t->p->kind->max_burst_bytes / t->width);
	return max(limit, 1u);
}

/* the lengths that hardware has: two is rare, and nothing tells where it is missing */
static unsigned int choose_burst(const struct test *t)
{
	static const unsigned char bursts[] = { 1, 4, 8, 16, 32 };
	unsigned int limit = burst_limit(t), n = 1;

	if (t->params->burst)
		return min(t->params->burst, limit);
	while (n < ARRAY_SIZE(bursts) && bursts[n] <= limit)
		n++;
	return bursts[test_random(n)];
}

/* bytes that an entry of a list may have: what a client owes to dma_set_max_seg_size() */
static unsigned int entry_limit(const struct test *t)
{
	unsigned int limit = dma_get_max_seg_size(dmaengine_get_dma_device(t->p->tx));

	if (t->p->rx)
		limit = min(limit, dma_get_max_seg_size(dmaengine_get_dma_device(t->p->rx)));
	return limit;
}

void test_shape(struct test *t)
{
	const struct slavetest_params *params = t->params;
	unsigned int entries;

	t->width = choose_width(params, t->p);
	t->burst = choose_burst(t);
	entries = max(1u, min(params->buf_size, entry_limit(t)) / t->width);
	if (t->p->kind->max_entries)
		entries = min(entries, t->p->kind->max_entries);
	t->len = t->width * (params->norandom ? entries : 1 + test_random(entries));
	t->seed = get_random_u32();
}

unsigned int test_segments(const struct test *t)
{
	struct dma_slave_caps caps;
	unsigned int limit = MAX_SEGMENTS;

	/* software may take its time between segments; a clock that does not wait loses what comes */
	if (!t->p->kind->waits)
		return 1;
	if (t->p->rx && !dma_get_slave_caps(t->p->rx, &caps) && caps.max_sg_burst)
		limit = min(limit, caps.max_sg_burst);
	if (!dma_get_slave_caps(t->p->tx, &caps) && caps.max_sg_burst)
		limit = min(limit, caps.max_sg_burst);
	return 1 + test_random(limit);
}
