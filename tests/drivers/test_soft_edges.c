// SPDX-License-Identifier: MIT
/*
 * The software engine at its edges: the smallest and the largest transfers, a full ring, callbacks
 * that block, workers that are held up.
 */
#include <linux/kthread.h>

#include "looped_memory.h"
#include "soft_client.h"

#define SMALL_RING 64u

static int small_ring_setup(void **state)
{
	static const char *const params[] = { "soft_dma.ring=64", "soft_dma.workers=2", NULL };

	return soft_world(params, DMAE_ON);
}

#define ring_test(fn) cmocka_unit_test_setup_teardown(fn, small_ring_setup, world_teardown)

static struct dma_async_tx_descriptor *prep_nothing(struct dma_chan *chan)
{
	return chan->device->device_prep_dma_interrupt(chan, DMA_CTRL_ACK);
}

/* ---- lengths ----------------------------------------------------------- */

static void one_byte_is_copied_and_its_neighbours_stay(void **state)
{
	struct dma_chan *chan = soft_chan();
	u8 *src = random_buffer(64), *dst = kzalloc(64, GFP_KERNEL);
	dma_addr_t from = map(chan, src, 64, DMA_TO_DEVICE);
	dma_addr_t to = map(chan, dst, 64, DMA_FROM_DEVICE);

	src[7] = 0xa5;
	assert_int_equal(soft_run_tx(chan, dmaengine_prep_dma_memcpy(chan, to + 9, from + 7, 1, 0)),
			 DMA_TRANS_NOERROR);
	assert_int_equal(dst[9], 0xa5);
	assert_int_equal(dst[8] | dst[10], 0);
	unmap(chan, from, 64, DMA_TO_DEVICE);
	unmap(chan, to, 64, DMA_FROM_DEVICE);
	kfree(src);
	kfree(dst);
	dma_release_channel(chan);
}

static void nothing_is_refused(void **state)
{
	struct dma_chan *chan = soft_chan();

	assert_null(chan->device->device_prep_dma_memcpy(chan, 0, 0, 0, 0));
	assert_true(log_contains("memcpy: nothing to copy"));
	dma_release_channel(chan);
}

static void more_than_four_gibibytes_are_copied(void **state)
{
	const size_t len = (4ull << 30) + LOOP + 12345;
	u8 *src = looped_memory(len), *dst = looped_memory(len);
	struct dma_chan *chan = soft_chan();
	dma_addr_t from, to;

	assert_non_null(src);
	assert_non_null(dst);
	memset(src, 0x11, LOOP);
	src[LOOP - 1] = 0x22;
	from = map(chan, src, len, DMA_TO_DEVICE);
	to = map(chan, dst, len, DMA_FROM_DEVICE);
	assert_int_equal(soft_run_tx(chan, dmaengine_prep_dma_memcpy(chan, to, from, len, 0)),
			 DMA_TRANS_NOERROR);
	assert_int_equal(dst[len - 1], 0x11);
	assert_memory_equal(dst, src, LOOP);
	unmap(chan, from, len, DMA_TO_DEVICE);
	unmap(chan, to, len, DMA_FROM_DEVICE);
	looped_memory_free(src, len);
	looped_memory_free(dst, len);
	dma_release_channel(chan);
}

static void a_residue_above_four_gibibytes_is_told_as_the_most_there_is(void **state)
{
	const size_t len = 5ull << 30;
	u8 *src = looped_memory(len), *dst = looped_memory(len);
	struct dma_chan *chan = soft_chan();
	struct dma_tx_state tx_state;
	dma_addr_t from, to;
	dma_cookie_t cookie;

	from = map(chan, src, len, DMA_TO_DEVICE);
	to = map(chan, dst, len, DMA_FROM_DEVICE);
	cookie = dmaengine_submit(dmaengine_prep_dma_memcpy(chan, to, from, len, DMA_CTRL_ACK));
	assert_int_equal(dmaengine_tx_status(chan, cookie, &tx_state), DMA_IN_PROGRESS);
	assert_int_equal(tx_state.residue, U32_MAX);
	dmaengine_terminate_sync(chan);
	unmap(chan, from, len, DMA_TO_DEVICE);
	unmap(chan, to, len, DMA_FROM_DEVICE);
	looped_memory_free(src, len);
	looped_memory_free(dst, len);
	dma_release_channel(chan);
}

/* ---- a full ring ------------------------------------------------------- */

static void a_full_ring_refuses_and_recovers(void **state)
{
	struct dma_chan *chan = soft_chan();
	struct dma_async_tx_descriptor *tx;
	dma_cookie_t last = 0;
	unsigned int i, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < SMALL_RING; i++) {
			tx = prep_nothing(chan);
			assert_non_null(tx);
			last = dmaengine_submit(tx);
		}
		assert_null(prep_nothing(chan));
		dma_async_issue_pending(chan);
		assert_int_equal(dma_sync_wait(chan, last), DMA_COMPLETE);
		dmaengine_synchronize(chan);
	}
	dma_release_channel(chan);
}

static void prepared_descriptors_fill_it_as_well(void **state)
{
	struct dma_chan *chan = soft_chan();
	unsigned int i;

	for (i = 0; i < SMALL_RING; i++)
		assert_non_null(prep_nothing(chan));
	assert_null(prep_nothing(chan));
	dmaengine_terminate_sync(chan);
	assert_non_null(prep_nothing(chan));
	dma_release_channel(chan);
}

static void who_never_acknowledges_does_not_stop_the_channel(void **state)
{
	struct dma_chan *chan = soft_chan();
	struct dma_async_tx_descriptor *tx;
	unsigned int i;

	for (i = 0; i < 10 * SMALL_RING; i++) {
		tx = chan->device->device_prep_dma_interrupt(chan, 0);
		assert_non_null(tx);
		assert_int_equal(dma_sync_wait(chan, dmaengine_submit(tx)), DMA_COMPLETE);
		dmaengine_synchronize(chan);
	}
	dma_release_channel(chan);
}

/* ---- workers that are held up ------------------------------------------ */

static struct completion reached, go_on;

static void holds_up(void *param)
{
	complete(&reached);
	while (!try_wait_for_completion(&go_on))
		cpu_relax();
}

static void sleeps(void *param)
{
	msleep(1);
	complete(&reached);
}

static void submit_callback(struct dma_chan *chan, void (*callback)(void *param))
{
	struct dma_async_tx_descriptor *tx = prep_nothing(chan);

	tx->callback = callback;
	dmaengine_submit(tx);
	dma_async_issue_pending(chan);
}

static void a_callback_that_sleeps_is_reported(void **state)
{
	struct dma_chan *chan = soft_chan();

	init_completion(&reached);
	submit_callback(chan, sleeps);
	wait_for_completion(&reached);
	assert_true(log_contains("BUG: sleeping function called from invalid context") ||
		    log_contains("BUG: scheduling while atomic"));
	dma_release_channel(chan);
}

static void a_worker_that_is_held_up_holds_up_its_own_channels_only(void **state)
{
	struct dma_chan *first = soft_chan(), *second = soft_chan();
	struct soft_wait wait;

	init_completion(&reached);
	init_completion(&go_on);
	submit_callback(first, holds_up);
	wait_for_completion(&reached);
	/* the second channel is the second worker's */
	soft_submit(prep_nothing(second), &wait);
	dma_async_issue_pending(second);
	wait_for_completion(&wait.done);
	soft_submit(prep_nothing(first), &wait);
	dma_async_issue_pending(first);
	udelay(100);
	assert_int_equal(wait.calls, 0);
	complete(&go_on);
	wait_for_completion(&wait.done);
	dma_release_channel(first);
	dma_release_channel(second);
}

/* ---- parameters -------------------------------------------------------- */

static void check_refused(const char *param, const char *line)
{
	const char *params[] = { param, NULL };

	assert_int_equal(soft_world(params, DMAE_ON), 0);
	assert_true(log_contains(line));
	assert_int_equal(dmae_world_stop(), 0);
}

static void rings_of_other_sizes_are_refused(void **state)
{
	check_refused("soft_dma.ring=100", "ring is 100: a power of two from 64 to 65536");
	check_refused("soft_dma.ring=32", "ring is 32: a power of two from 64 to 65536");
	check_refused("soft_dma.ring=131072", "ring is 131072: a power of two from 64 to 65536");
}

static void workers_stay_on_their_cpus(void **state)
{
	static const char *const params[] = { "soft_dma.cpus=0", NULL };
	struct dma_chan *chan;
	size_t len;
	char *text;

	assert_int_equal(soft_world(params, DMAE_ON), 0);
	chan = soft_chan();
	assert_int_equal(dma_sync_wait(chan, dmaengine_submit(prep_nothing(chan))), DMA_COMPLETE);
	assert_int_equal(dmae_file_read("/sys/module/soft_dma/parameters/cpus", &text, &len), 0);
	assert_string_equal(text, "0\n");
	dmae_free(text);
	dma_release_channel(chan);
	assert_int_equal(dmae_world_stop(), 0);
}

static void sharing_is_a_setting(void **state)
{
	static const char *const params[] = { "soft_dma.share=never", NULL };
	static const char file[] = "/sys/module/soft_dma/parameters/share";
	size_t len;
	char *text;

	assert_int_equal(soft_world(params, DMAE_OFF), 0);
	assert_int_equal(dmae_file_read(file, &text, &len), 0);
	assert_string_equal(text, "never\n");
	dmae_free(text);
	assert_true(dmae_file_write(file, "often", 5) < 0);
	assert_int_equal(dmae_file_write(file, "always\n", 7), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

static void cpus_that_are_not_there_are_refused(void **state)
{
	static const char *const wrong[] = { "soft_dma.cpus=99999", "soft_dma.cpus=1-0", "soft_dma.cpus=x",
					     "soft_dma.cpus=0,", "soft_dma.cpus=node77" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		const char *params[] = { wrong[i], NULL };
		struct dmae_world_params p = world_params(NULL);

		p.params = params;
		assert_true(dmae_world_start(&p) < 0);
	}
}

#define LARGE (3u << 20)

/* enough of them for both ways to be tried: with the other workers, and without */
static void large_transfers_are_whole_however_they_are_shared(void **state)
{
	static const char *const params[] = { "soft_dma.workers=3", NULL };
	struct dma_chan *chan;
	dma_addr_t from, to;
	u8 *src, *dst;
	int i;

	assert_int_equal(soft_world(params, DMAE_OFF), 0);
	chan = soft_chan();
	src = random_buffer(LARGE);
	dst = kzalloc(LARGE, GFP_KERNEL);
	from = map(chan, src, LARGE, DMA_TO_DEVICE);
	to = map(chan, dst, LARGE, DMA_BIDIRECTIONAL);
	for (i = 0; i < 12; i++) {
		soft_run_tx(chan, dmaengine_prep_dma_memset(chan, to, i, LARGE, DMA_CTRL_ACK));
		assert_int_equal(dst[0], i);
		assert_memory_equal(dst, dst + 1, LARGE - 1);
		soft_run_tx(chan, dmaengine_prep_dma_memcpy(chan, to + 1, from + i, LARGE - 13,
							    DMA_CTRL_ACK));
		assert_int_equal(dst[0], i);
		assert_memory_equal(dst + 1, src + i, LARGE - 13);
		assert_int_equal(dst[LARGE - 12], i);
	}
	unmap(chan, from, LARGE, DMA_TO_DEVICE);
	unmap(chan, to, LARGE, DMA_BIDIRECTIONAL);
	kfree(src);
	kfree(dst);
	dma_release_channel(chan);
	assert_int_equal(dmae_world_stop(), 0);
}

#define BLOCK	4096u
#define BLOCKS	64u
#define SHARED_ROUNDS 100

struct shared {
	struct dma_chan *chan;
	u8 *mem;
	dma_addr_t addr;
};

static int shared_setup(void **state)
{
	static const char *const params[] = { "soft_dma.workers=3", "soft_dma.share=always", NULL };
	static struct shared sh;

	*state = &sh;
	if (soft_world(params, DMAE_OFF))
		return -1;
	sh.chan = soft_chan();
	sh.mem = random_buffer(2 * BLOCKS * BLOCK);
	sh.addr = map(sh.chan, sh.mem, 2 * BLOCKS * BLOCK, DMA_BIDIRECTIONAL);
	return 0;
}

static int shared_teardown(void **state)
{
	struct shared *sh = *state;

	unmap(sh->chan, sh->addr, 2 * BLOCKS * BLOCK, DMA_BIDIRECTIONAL);
	kfree(sh->mem);
	dma_release_channel(sh->chan);
	return world_teardown(state);
}

#define shared_test(fn) cmocka_unit_test_setup_teardown(fn, shared_setup, shared_teardown)

/* all at once, and to the end: @n copies, each @len bytes from @from + i * @step to @to + i * @step */
static void many_copies(struct shared *sh, u32 to, u32 from, u32 step, u32 len, unsigned int n)
{
	struct dma_async_tx_descriptor *tx;
	struct soft_wait wait;
	unsigned int i;

	for (i = 0; i < n; i++) {
		tx = dmaengine_prep_dma_memcpy(sh->chan, sh->addr + to + i * step,
					       sh->addr + from + i * step, len, DMA_CTRL_ACK);
		assert_non_null(tx);
		if (i == n - 1)
			soft_submit(tx, &wait);
		else
			dmaengine_submit(tx);
	}
	dma_async_issue_pending(sh->chan);
	wait_for_completion(&wait.done);
}

static void copies_that_feed_one_another_keep_their_order(void **state)
{
	struct shared *sh = *state;
	unsigned int round;

	for (round = 0; round < SHARED_ROUNDS; round++) {
		get_random_bytes(sh->mem, BLOCK);
		memset(sh->mem + BLOCK, round, BLOCKS * BLOCK);
		many_copies(sh, BLOCK, 0, BLOCK, BLOCK, BLOCKS);
		assert_memory_equal(sh->mem, sh->mem + BLOCKS * BLOCK, BLOCK);
	}
}

static void the_last_of_copies_to_one_place_wins(void **state)
{
	struct shared *sh = *state;
	unsigned int round, i;

	for (round = 0; round < SHARED_ROUNDS; round++) {
		for (i = 0; i < BLOCKS; i++)
			memset(sh->mem + i * BLOCK, round + i, BLOCK);
		/* each writes half over what the one before it has written */
		many_copies(sh, BLOCKS * BLOCK, 0, BLOCK / 2, BLOCK, 2 * BLOCKS - 1);
		assert_memory_equal(sh->mem, sh->mem + BLOCKS * BLOCK, BLOCKS * BLOCK);
	}
}

static void copies_apart_arrive_each_in_its_place(void **state)
{
	struct shared *sh = *state;
	const u32 step = 1000, n = BLOCKS * BLOCK / step;
	unsigned int round;

	for (round = 0; round < SHARED_ROUNDS; round++) {
		get_random_bytes(sh->mem, n * step);
		many_copies(sh, BLOCKS * BLOCK, 0, step, step, n);
		assert_memory_equal(sh->mem, sh->mem + BLOCKS * BLOCK, n * step);
	}
}

static void methods_can_be_pinned(void **state)
{
	static const char *const params[] = { "soft_dma.copy=plain,stream:64K", NULL };
	size_t len;
	char *text;

	assert_int_equal(soft_world(params, DMAE_ON), 0);
	dma_release_channel(soft_chan());
	assert_int_equal(dmae_file_read("/sys/module/soft_dma/parameters/copy", &text, &len), 0);
	assert_string_equal(text, "plain,stream:64K\n");
	dmae_free(text);
	assert_true(dmae_file_write("/sys/module/soft_dma/parameters/copy", "slow", 4) < 0);
	assert_int_equal(dmae_file_write("/sys/module/soft_dma/parameters/copy", "auto", 4), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		soft_test(one_byte_is_copied_and_its_neighbours_stay),
		soft_test(nothing_is_refused),
		soft_test(more_than_four_gibibytes_are_copied),
		soft_test(a_residue_above_four_gibibytes_is_told_as_the_most_there_is),
		ring_test(a_full_ring_refuses_and_recovers),
		ring_test(prepared_descriptors_fill_it_as_well),
		ring_test(who_never_acknowledges_does_not_stop_the_channel),
		soft_test(a_callback_that_sleeps_is_reported),
		ring_test(a_worker_that_is_held_up_holds_up_its_own_channels_only),
		cmocka_unit_test(rings_of_other_sizes_are_refused),
		cmocka_unit_test(workers_stay_on_their_cpus),
		cmocka_unit_test(sharing_is_a_setting),
		cmocka_unit_test(cpus_that_are_not_there_are_refused),
		cmocka_unit_test(large_transfers_are_whole_however_they_are_shared),
		shared_test(copies_that_feed_one_another_keep_their_order),
		shared_test(the_last_of_copies_to_one_place_wins),
		shared_test(copies_apart_arrive_each_in_its_place),
		cmocka_unit_test(methods_can_be_pinned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
