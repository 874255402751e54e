// SPDX-License-Identifier: MIT
/*
 * The software engine: XORs and P+Qs that wait one behind the other are done several at a time, and
 * come out as if each had been done after the one before it.
 */
#include <dmae/dma.h>

#include "galois.h"
#include "soft_client.h"

#define BLOCK	16384u
#define BLOCKS	24u
#define MOST	5u
#define OPS	40u

/* blocks of memory, and what they should hold */
struct stripes {
	struct dma_chan *chan;
	u8 *mem, *want;
	dma_addr_t addr;
	struct soft_wait wait;
	u32 seed;
};

static int stripes_world(void **state, const char *const *params)
{
	static struct stripes s;

	*state = &s;
	if (soft_world(params, DMAE_OFF))
		return -1;
	s.chan = soft_chan();
	s.mem = random_buffer(BLOCKS * BLOCK);
	s.want = kmalloc(BLOCKS * BLOCK, GFP_KERNEL);
	s.addr = map(s.chan, s.mem, BLOCKS * BLOCK, DMA_BIDIRECTIONAL);
	s.seed = 1;
	return 0;
}

static int shared_setup(void **state)
{
	return stripes_world(state, (const char *const[]){ "soft_dma.workers=3",
							   "soft_dma.share=always", NULL });
}

static int polled_setup(void **state)
{
	return stripes_world(state, (const char *const[]){ "soft_dma.polled=1", NULL });
}

static int stripes_teardown(void **state)
{
	struct stripes *s = *state;

	unmap(s->chan, s->addr, BLOCKS * BLOCK, DMA_BIDIRECTIONAL);
	kfree(s->mem);
	kfree(s->want);
	dma_release_channel(s->chan);
	return world_teardown(state);
}

/* by several workers, and by who polls */
#define stripes_test(fn) \
	{ #fn ", shared", fn, shared_setup, stripes_teardown, NULL }, \
	{ #fn ", polled", fn, polled_setup, stripes_teardown, NULL }

static dma_addr_t at(struct stripes *s, unsigned int block)
{
	return s->addr + block * BLOCK;
}

static u8 *wanted(struct stripes *s, unsigned int block)
{
	return s->want + block * BLOCK;
}

static u32 any(struct stripes *s, u32 below)
{
	s->seed = s->seed * 1664525 + 1013904223;
	return (s->seed >> 8) % below;
}

/* the last one is told of */
static void submit(struct stripes *s, struct dma_async_tx_descriptor *tx, bool last)
{
	assert_non_null(tx);
	if (last)
		soft_submit(tx, &s->wait);
	else
		dmaengine_submit(tx);
}

static void issue_and_wait(struct stripes *s)
{
	dma_async_issue_pending(s->chan);
	while (dmae_poll(s->chan))
		;
	wait_for_completion(&s->wait.done);
}

/* ---- what should come out ---------------------------------------------- */

static void expect_xor(struct stripes *s, unsigned int to, const unsigned int *from,
		       unsigned int n, u32 len)
{
	unsigned int i;
	u32 pos;
	u8 sum;

	for (pos = 0; pos < len; pos++) {
		for (sum = 0, i = 0; i < n; i++)
			sum ^= wanted(s, from[i])[pos];
		wanted(s, to)[pos] = sum;
	}
}

static void expect_pq(struct stripes *s, unsigned int p, unsigned int q, const unsigned int *from,
		      const u8 *coef, unsigned int n, u32 len, bool go_on)
{
	unsigned int i;
	u32 pos;

	for (pos = 0; pos < len; pos++) {
		u8 sum_p = go_on ? wanted(s, p)[pos] : 0, sum_q = go_on ? wanted(s, q)[pos] : 0;

		for (i = 0; i < n; i++) {
			sum_p ^= wanted(s, from[i])[pos];
			sum_q ^= galois_product(wanted(s, from[i])[pos], coef[i]);
		}
		wanted(s, p)[pos] = sum_p;
		wanted(s, q)[pos] = sum_q;
	}
}

/* ---- what is asked for ------------------------------------------------- */

static struct dma_async_tx_descriptor *prep_xor(struct stripes *s, unsigned int to,
						const unsigned int *from, unsigned int n, u32 len)
{
	dma_addr_t src[MOST];
	unsigned int i;

	for (i = 0; i < n; i++)
		src[i] = at(s, from[i]);
	expect_xor(s, to, from, n, len);
	return s->chan->device->device_prep_dma_xor(s->chan, at(s, to), src, n, len, DMA_CTRL_ACK);
}

static struct dma_async_tx_descriptor *prep_pq(struct stripes *s, unsigned int p, unsigned int q,
					       const unsigned int *from, unsigned int n, u32 len,
					       bool go_on)
{
	static const u8 usual[MOST] = { 1, 2, 4, 8, 16 }, others[MOST] = { 7, 200, 1, 0, 99 };
	const u8 *coef = any(s, 2) ? usual : others;
	dma_addr_t src[MOST], pq[2] = { at(s, p), at(s, q) };
	unsigned int i;

	for (i = 0; i < n; i++)
		src[i] = at(s, from[i]);
	expect_pq(s, p, q, from, coef, n, len, go_on);
	return s->chan->device->device_prep_dma_pq(s->chan, pq, src, n, coef, len,
						   DMA_CTRL_ACK | (go_on ? DMA_PREP_CONTINUE : 0));
}

/* @n blocks below @below, none twice */
static void pick(struct stripes *s, unsigned int *blocks, unsigned int n, unsigned int below)
{
	unsigned int i, k;

	for (i = 0; i < n; i++) {
		do {
			blocks[i] = any(s, below);
			for (k = 0; blocks[k] != blocks[i]; k++)
				;
		} while (k < i);
	}
}

static struct dma_async_tx_descriptor *prep_any(struct stripes *s, unsigned int below)
{
	static const u32 lens[] = { BLOCK, BLOCK, BLOCK, BLOCK, BLOCK - 64, 1000, 64 };
	unsigned int n = 2 + any(s, MOST - 1), blocks[MOST + 2];
	u32 len = lens[any(s, ARRAY_SIZE(lens))];

	pick(s, blocks, n + 2, below);
	if (any(s, 2))
		return prep_pq(s, blocks[n], blocks[n + 1], blocks, n, len, any(s, 3) == 0);
	/* in place, one time in three */
	return prep_xor(s, blocks[any(s, 3) ? n : 0], blocks, n, len);
}

/* ---- tests ------------------------------------------------------------- */

static void rounds_of_any(struct stripes *s, unsigned int below)
{
	unsigned int round, i;

	for (round = 0; round < 12; round++) {
		memcpy(s->want, s->mem, BLOCKS * BLOCK);
		for (i = 0; i < OPS; i++)
			submit(s, prep_any(s, below), i == OPS - 1);
		issue_and_wait(s);
		assert_int_equal(s->wait.result.result, DMA_TRANS_NOERROR);
		assert_memory_equal(s->mem, s->want, BLOCKS * BLOCK);
	}
}

static void those_that_are_mostly_apart_come_out_as_one_by_one(void **state)
{
	rounds_of_any(*state, BLOCKS);
}

static void those_that_are_in_each_others_way_come_out_as_one_by_one(void **state)
{
	rounds_of_any(*state, MOST + 3);
}

static void each_feeds_the_next(void **state)
{
	struct stripes *s = *state;
	unsigned int i;

	memcpy(s->want, s->mem, BLOCKS * BLOCK);
	for (i = 0; i + 3 < BLOCKS; i++)
		submit(s, prep_xor(s, i + 3, (unsigned int[]){ i, i + 1, i + 2 }, 3, BLOCK),
		       i + 4 == BLOCKS);
	issue_and_wait(s);
	assert_memory_equal(s->mem, s->want, BLOCKS * BLOCK);
}

static void checks_tell_each_of_its_own(void **state)
{
	struct stripes *s = *state;
	const dma_addr_t good[3] = { at(s, 0), at(s, 1), at(s, 2) };
	const dma_addr_t bad[3] = { at(s, 0), at(s, 1), at(s, 3) };
	enum sum_check_flags result[8];
	dma_addr_t src[3];
	unsigned int i;

	for (i = 0; i < BLOCK; i++)
		s->mem[2 * BLOCK + i] = s->mem[3 * BLOCK + i] = s->mem[i] ^ s->mem[BLOCK + i];
	s->mem[4 * BLOCK - 1] ^= 1;
	memset(result, 0xff, sizeof(result));
	for (i = 0; i < 8; i++) {
		memcpy(src, i % 3 ? good : bad, sizeof(src));
		submit(s, s->chan->device->device_prep_dma_xor_val(s->chan, src, 3, BLOCK, &result[i],
								    DMA_CTRL_ACK), i == 7);
	}
	issue_and_wait(s);
	for (i = 0; i < 8; i++)
		assert_int_equal(result[i], i % 3 ? 0 : SUM_CHECK_P_RESULT);
}

static void one_that_fails_does_not_hold_up_the_others(void **state)
{
	struct stripes *s = *state;
	const unsigned int from[3] = { 0, 1, 2 };
	dma_addr_t nowhere[3] = { at(s, 0), 16, at(s, 2) };
	dma_cookie_t cookie = 0;
	unsigned int i;

	memcpy(s->want, s->mem, BLOCKS * BLOCK);
	for (i = 0; i < 9; i++) {
		if (i != 4)
			submit(s, prep_xor(s, 3 + i, from, 3, BLOCK), i == 8);
		else
			cookie = dmaengine_submit(s->chan->device->device_prep_dma_xor(
				s->chan, at(s, 20), nowhere, 3, BLOCK, DMA_CTRL_ACK));
	}
	issue_and_wait(s);
	assert_int_equal(s->wait.result.result, DMA_TRANS_NOERROR);
	assert_int_equal(dma_async_is_tx_complete(s->chan, cookie, NULL, NULL), DMA_ERROR);
	assert_memory_equal(s->mem, s->want, BLOCKS * BLOCK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stripes_test(those_that_are_mostly_apart_come_out_as_one_by_one),
		stripes_test(those_that_are_in_each_others_way_come_out_as_one_by_one),
		stripes_test(each_feeds_the_next),
		stripes_test(checks_tell_each_of_its_own),
		stripes_test(one_that_fails_does_not_hold_up_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
