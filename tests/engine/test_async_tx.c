// SPDX-License-Identifier: MIT
/*
 * async_tx on the channels of the software engine, and by the CPU alone:
 * every operation in both ways, with the same results.
 */
#include <linux/async_tx.h>
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/raid/pq.h>
#include <linux/random.h>
#include <linux/string.h>

#include "unit.h"

#define DISKS	 12
#define LEN	 (PAGE_SIZE - 64)
#define PAGES	 (DISKS + 1)

static struct page *page[PAGES];
static unsigned int offs[PAGES];
static u8 copy[PAGES][PAGE_SIZE];
static struct completion done;
static unsigned int calls;

static u8 *data(int i)
{
	return (u8 *)page_address(page[i]) + offs[i];
}

static void keep(void)
{
	int i;

	for (i = 0; i < PAGES; i++)
		memcpy(copy[i], page_address(page[i]), PAGE_SIZE);
}

static void same_as_kept(int i)
{
	assert_memory_equal(page_address(page[i]), copy[i], PAGE_SIZE);
}

static int setup(void **state)
{
	int i;

	if (world_setup(state))
		return -1;
	for (i = 0; i < PAGES; i++) {
		page[i] = alloc_page(GFP_KERNEL);
		offs[i] = i % 3 * 16;
		get_random_bytes(page_address(page[i]), PAGE_SIZE);
	}
	keep();
	init_completion(&done);
	calls = 0;
	return 0;
}

/* with public channels: the operations go to the engine */
static int setup_engine(void **state)
{
	if (setup(state))
		return -1;
	dmaengine_get();
	return 0;
}

static int teardown(void **state)
{
	int i;

	for (i = 0; i < PAGES; i++)
		__free_page(page[i]);
	return world_teardown(state);
}

static int teardown_engine(void **state)
{
	dmaengine_put();
	return teardown(state);
}

static bool with_engine(void)
{
	return dma_find_channel(DMA_PQ);
}

static void called(void *param)
{
	assert_ptr_equal(param, &done);
	calls++;
	complete(&done);
}

static struct async_submit_ctl ctl(enum async_tx_flags flags, struct dma_async_tx_descriptor *tx)
{
	struct async_submit_ctl submit;

	init_async_submit(&submit, flags, tx, NULL, NULL, NULL);
	return submit;
}

/* the last operation of a chain: its callback comes once, when all is done */
static struct async_submit_ctl last_ctl(enum async_tx_flags flags,
					struct dma_async_tx_descriptor *tx)
{
	struct async_submit_ctl submit;

	init_async_submit(&submit, flags | ASYNC_TX_ACK, tx, called, &done, NULL);
	return submit;
}

static void finish(struct dma_async_tx_descriptor *tx)
{
	assert_int_equal(!!tx, with_engine());
	async_tx_issue_pending_all();
	wait_for_completion(&done);
	assert_int_equal(calls, 1);
}

/* ---- one operation --------------------------------------------------------- */

static void a_copy_arrives(void **state)
{
	struct async_submit_ctl submit = last_ctl(0, NULL);

	finish(async_memcpy(page[0], page[1], 5, 9, 1000, &submit));
	memcpy(copy[0] + 5, copy[1] + 9, 1000);
	same_as_kept(0);
	same_as_kept(1);
}

static void xor_of(u8 *sum, int from, int to)
{
	int i, at;

	memset(sum, 0, LEN);
	for (i = from; i <= to; i++)
		for (at = 0; at < LEN; at++)
			sum[at] ^= data(i)[at];
}

static void xor_of_many_sources(void **state)
{
	struct async_submit_ctl submit = last_ctl(ASYNC_TX_XOR_ZERO_DST, NULL);
	static u8 sum[LEN];

	xor_of(sum, 1, PAGES - 1);
	finish(async_xor_offs(page[0], offs[0], page + 1, offs + 1, PAGES - 1, LEN, &submit));
	assert_memory_equal(data(0), sum, LEN);
	same_as_kept(1);
}

static void xor_with_the_destination_as_a_source(void **state)
{
	struct async_submit_ctl submit = last_ctl(ASYNC_TX_XOR_DROP_DST, NULL);
	static u8 sum[LEN];

	xor_of(sum, 0, 6);
	finish(async_xor_offs(page[0], offs[0], page, offs, 7, LEN, &submit));
	assert_memory_equal(data(0), sum, LEN);
}

static void xor_is_checked(void **state)
{
	struct page *list[] = { page[0], page[1], page[2] };
	enum sum_check_flags result = 0;
	struct async_submit_ctl submit = last_ctl(0, NULL);
	int at;

	for (at = 0; at < LEN; at++)
		((u8 *)page_address(page[2]))[at] = ((u8 *)page_address(page[0]))[at] ^
						    ((u8 *)page_address(page[1]))[at];
	finish(async_xor_val(page[0], list, 0, 3, LEN, &result, &submit));
	assert_int_equal(result, 0);

	get_random_bytes(page_address(page[0]), PAGE_SIZE);
	calls = 0;
	submit = last_ctl(0, NULL);
	finish(async_xor_val(page[0], list, 0, 3, LEN, &result, &submit));
	assert_int_equal(result, SUM_CHECK_P_RESULT);
}

static void check_stripe(int disks)
{
	static u8 p[LEN], q[LEN];
	void *ptrs[DISKS];
	int i;

	for (i = 0; i < disks - 2; i++)
		ptrs[i] = data(i);
	ptrs[disks - 2] = p;
	ptrs[disks - 1] = q;
	raid6_call.gen_syndrome(disks, LEN, ptrs);
	assert_memory_equal(data(disks - 2), p, LEN);
	assert_memory_equal(data(disks - 1), q, LEN);
}

static void a_syndrome_is_right(void **state)
{
	struct async_submit_ctl submit = last_ctl(0, NULL);

	finish(async_gen_syndrome(page, offs, DISKS, LEN, &submit));
	check_stripe(DISKS);
}

static void a_syndrome_without_p_leaves_p_alone(void **state)
{
	struct async_submit_ctl submit = last_ctl(0, NULL);
	struct page *blocks[6];

	memcpy(blocks, page, sizeof(blocks));
	blocks[4] = NULL;
	finish(async_gen_syndrome(blocks, offs, 6, LEN, &submit));
	same_as_kept(4);
	xor_of(data(4), 0, 3);
	check_stripe(6);
}

static void missing_data_counts_as_zeroes(void **state)
{
	struct async_submit_ctl submit = last_ctl(0, NULL);
	struct page *blocks[DISKS];

	memcpy(blocks, page, sizeof(blocks));
	blocks[3] = NULL;
	finish(async_gen_syndrome(blocks, offs, DISKS, LEN, &submit));
	memset(data(3), 0, LEN);
	check_stripe(DISKS);
}

static void a_change_is_added_to_the_syndrome(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct async_submit_ctl submit = ctl(0, NULL);
	struct page *blocks[DISKS] = { [2] = page[2], [10] = page[10], [11] = page[11] };

	tx = async_gen_syndrome(page, offs, DISKS, LEN, &submit);
	async_tx_issue_pending(tx);
	async_tx_quiesce(&tx);
	/* the old block out, a new one in */
	submit = ctl(ASYNC_TX_PQ_XOR_DST, NULL);
	assert_null(async_gen_syndrome(blocks, offs, DISKS, LEN, &submit));
	get_random_bytes(data(2), LEN);
	assert_null(async_gen_syndrome(blocks, offs, DISKS, LEN, &submit));
	check_stripe(DISKS);
}

static enum sum_check_flags check(int disks)
{
	struct async_submit_ctl submit = last_ctl(0, NULL);
	enum sum_check_flags result = 0;

	calls = 0;
	finish(async_syndrome_val(page, offs, disks, LEN, &result, page[PAGES - 1], 0, &submit));
	return result;
}

static void a_syndrome_is_checked(void **state)
{
	struct async_submit_ctl submit = last_ctl(0, NULL);

	finish(async_gen_syndrome(page, offs, 8, LEN, &submit));
	assert_int_equal(check(8), 0);
	data(6)[100] ^= 1;
	assert_int_equal(check(8), SUM_CHECK_P_RESULT);
	data(7)[200] ^= 1;
	assert_int_equal(check(8), SUM_CHECK_P_RESULT | SUM_CHECK_Q_RESULT);
	data(6)[100] ^= 1;
	assert_int_equal(check(8), SUM_CHECK_Q_RESULT);
}

/* ---- recovery -------------------------------------------------------------- */

static void lose(int i)
{
	memset(data(i), 0x5a, LEN);
}

static void recovered(int disks)
{
	int i;

	for (i = 0; i < disks; i++)
		assert_memory_equal(data(i), copy[i] + offs[i], LEN);
}

static void any_two_data_blocks_come_back(void **state)
{
	static const int widths[] = { 4, 5, 6, DISKS };
	struct async_submit_ctl submit;
	int w, a, b;

	for (w = 0; w < ARRAY_SIZE(widths); w++) {
		submit = last_ctl(0, NULL);
		calls = 0;
		finish(async_gen_syndrome(page, offs, widths[w], LEN, &submit));
		keep();
		for (a = 0; a < widths[w] - 2; a++)
			for (b = a + 1; b < widths[w] - 2; b++) {
				lose(a);
				lose(b);
				submit = last_ctl(0, NULL);
				calls = 0;
				finish(async_raid6_2data_recov(widths[w], LEN, b, a, page, offs,
							       &submit));
				recovered(widths[w]);
			}
	}
}

static void a_data_block_and_p_come_back(void **state)
{
	static const int widths[] = { 4, 5, DISKS };
	struct async_submit_ctl submit;
	int w, a;

	for (w = 0; w < ARRAY_SIZE(widths); w++) {
		submit = last_ctl(0, NULL);
		calls = 0;
		finish(async_gen_syndrome(page, offs, widths[w], LEN, &submit));
		keep();
		for (a = 0; a < widths[w] - 2; a++) {
			lose(a);
			lose(widths[w] - 2);
			submit = last_ctl(0, NULL);
			calls = 0;
			finish(async_raid6_datap_recov(widths[w], LEN, a, page, offs, &submit));
			recovered(widths[w]);
		}
	}
}

/* ---- chains ---------------------------------------------------------------- */

static void a_chain_runs_in_its_order(void **state)
{
	struct dma_async_tx_descriptor *tx = NULL;
	struct async_submit_ctl submit;
	int i;

	/* each copy hands on what the one before brought */
	for (i = 0; i < PAGES - 2; i++) {
		submit = ctl(ASYNC_TX_FENCE, tx);
		tx = async_memcpy(page[i + 1], page[i], 0, 0, PAGE_SIZE, &submit);
	}
	submit = last_ctl(0, tx);
	finish(async_memcpy(page[PAGES - 1], page[PAGES - 2], 0, 0, PAGE_SIZE, &submit));
	for (i = 1; i < PAGES; i++)
		assert_memory_equal(page_address(page[i]), copy[0], PAGE_SIZE);
}

static void a_trigger_comes_after_its_dependency(void **state)
{
	struct async_submit_ctl submit = ctl(0, NULL);
	struct dma_async_tx_descriptor *tx;

	tx = async_memcpy(page[0], page[1], 0, 0, PAGE_SIZE, &submit);
	submit = last_ctl(0, tx);
	finish(async_trigger_callback(&submit));
	assert_memory_equal(page_address(page[0]), copy[1], PAGE_SIZE);
}

static void a_trigger_without_a_dependency_calls_at_once(void **state)
{
	struct async_submit_ctl submit = last_ctl(0, NULL);

	assert_null(async_trigger_callback(&submit));
	assert_int_equal(calls, 1);
}

/* an operation on one channel waits for one on another */
static void a_chain_goes_from_channel_to_channel(void **state)
{
	struct dma_chan *one = dma_find_channel(DMA_MEMCPY), *other = NULL, *chan;
	struct dma_async_tx_descriptor *first, *second;
	struct async_submit_ctl submit = ctl(0, NULL);
	dma_addr_t from, to;

	list_for_each_entry(chan, &one->device->channels, device_node)
		if (chan != one)
			other = chan;
	assert_non_null(other);

	first = async_memcpy(page[1], page[0], 0, 0, PAGE_SIZE, &submit);
	assert_ptr_equal(first->chan, one);
	from = dma_map_page(one->device->dev, page[1], 0, PAGE_SIZE, DMA_TO_DEVICE);
	to = dma_map_page(one->device->dev, page[2], 0, PAGE_SIZE, DMA_FROM_DEVICE);
	second = other->device->device_prep_dma_memcpy(other, to, from, PAGE_SIZE,
						       DMA_PREP_INTERRUPT);
	submit = last_ctl(0, first);
	async_tx_submit(other, second, &submit);
	dma_async_issue_pending(other);
	wait_for_completion(&done);
	dma_unmap_page(one->device->dev, from, PAGE_SIZE, DMA_TO_DEVICE);
	dma_unmap_page(one->device->dev, to, PAGE_SIZE, DMA_FROM_DEVICE);
	assert_memory_equal(page_address(page[2]), copy[0], PAGE_SIZE);
}

static void many_operations_leave_nothing_behind(void **state)
{
	struct dma_async_tx_descriptor *tx = NULL;
	struct async_submit_ctl submit;
	int i;

	for (i = 0; i < 3000; i++) {
		submit = ctl(0, tx);
		tx = async_memcpy(page[i % 5], page[5 + i % 5], 0, 0, 256, &submit);
		async_tx_issue_pending(tx);
	}
	submit = last_ctl(0, tx);
	finish(async_trigger_callback(&submit));
}

#define by_both(fn)                                                           	{ #fn " (cpu)", fn, setup, teardown, NULL },                          	{ #fn " (engine)", fn, setup_engine, teardown_engine, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		by_both(a_copy_arrives),
		by_both(xor_of_many_sources),
		by_both(xor_with_the_destination_as_a_source),
		by_both(xor_is_checked),
		by_both(a_syndrome_is_right),
		by_both(a_syndrome_without_p_leaves_p_alone),
		by_both(missing_data_counts_as_zeroes),
		by_both(a_change_is_added_to_the_syndrome),
		by_both(a_syndrome_is_checked),
		by_both(any_two_data_blocks_come_back),
		by_both(a_data_block_and_p_come_back),
		by_both(a_chain_runs_in_its_order),
		by_both(a_trigger_comes_after_its_dependency),
		by_both(a_trigger_without_a_dependency_calls_at_once),
		{ "a_chain_goes_from_channel_to_channel", a_chain_goes_from_channel_to_channel,
		  setup_engine, teardown_engine, NULL },
		by_both(many_operations_leave_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
