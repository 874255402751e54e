// SPDX-License-Identifier: MIT
/* The software engine: many threads, and how many channels there are. */
#include <linux/kthread.h>

#include "soft_client.h"

#define CHANNELS	8
#define THREADS		64
#define ROUNDS		25
#define MAX_LEN		20000

static int setup_eight(void **state)
{
	static const char *const params[] = { "soft_dma.channels=8", NULL };

	return soft_world(params, DMAE_DEFAULT);
}

struct load {
	struct dma_chan *chan;
	struct task_struct *task;
	struct completion *done;
	unsigned int bad;
	unsigned int seed;
};

static u32 next_random(struct load *load)
{
	load->seed = load->seed * 1664525 + 1013904223;
	return load->seed >> 8;
}

static bool copy_once(struct load *load, u8 *src, u8 *dst)
{
	size_t len = 1 + next_random(load) % MAX_LEN, i;
	dma_addr_t from, to;
	struct soft_wait wait;

	for (i = 0; i < len; i++)
		src[i] = next_random(load);
	memset(dst, 0, MAX_LEN);
	from = map(load->chan, src, len, DMA_TO_DEVICE);
	to = map(load->chan, dst, len, DMA_FROM_DEVICE);
	soft_submit(dmaengine_prep_dma_memcpy(load->chan, to, from, len,
					      DMA_PREP_INTERRUPT | DMA_CTRL_ACK), &wait);
	dma_async_issue_pending(load->chan);
	wait_for_completion(&wait.done);
	unmap(load->chan, from, len, DMA_TO_DEVICE);
	unmap(load->chan, to, len, DMA_FROM_DEVICE);
	return wait.result.result == DMA_TRANS_NOERROR && !memcmp(src, dst, len);
}

static int copies(void *data)
{
	struct load *load = data;
	u8 *src = kmalloc(MAX_LEN, GFP_KERNEL), *dst = kmalloc(MAX_LEN, GFP_KERNEL);
	unsigned int i;

	for (i = 0; i < ROUNDS; i++)
		if (!copy_once(load, src, dst))
			load->bad++;
	kfree(src);
	kfree(dst);
	complete(load->done);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static unsigned int run_load(struct dma_chan **chans, unsigned int nchans)
{
	static struct load loads[THREADS];
	unsigned int i, bad = 0;
	struct completion done;

	init_completion(&done);
	for (i = 0; i < THREADS; i++) {
		loads[i] = (struct load){ .chan = chans[i % nchans], .done = &done, .seed = i };
		loads[i].task = kthread_run(copies, &loads[i], "load%u", i);
		assert_false(IS_ERR(loads[i].task));
	}
	for (i = 0; i < THREADS; i++)
		wait_for_completion(&done);
	for (i = 0; i < THREADS; i++) {
		kthread_stop(loads[i].task);
		bad += loads[i].bad;
	}
	return bad;
}

static void sixty_four_threads_on_eight_channels(void **state)
{
	struct dma_chan *chans[CHANNELS];
	dma_cap_mask_t mask;
	unsigned int i;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	for (i = 0; i < CHANNELS; i++) {
		chans[i] = soft_chan();
		assert_int_equal(chans[i]->chan_id, i);
	}
	assert_int_equal(PTR_ERR(dma_request_chan_by_mask(&mask)), -ENODEV);
	assert_int_equal(run_load(chans, CHANNELS), 0);
	for (i = 0; i < CHANNELS; i++)
		dma_release_channel(chans[i]);
}

static void many_clients_on_one_public_channel(void **state)
{
	struct dma_chan *chan;

	dmaengine_get();
	chan = dma_find_channel(DMA_MEMCPY);
	assert_non_null(chan);
	assert_int_equal(run_load(&chan, 1), 0);
	dmaengine_put();
}

static void default_board_has_four_channels(void **state)
{
	struct dma_chan *chan = soft_chan();

	assert_int_equal(chan->device->chancnt, 4);
	assert_string_equal(dma_chan_name(chan), "dma0chan0");
	assert_true(dma_has_cap(DMA_ASYNC_TX, chan->device->cap_mask));
	dma_release_channel(chan);
}

static int setup_too_many(void **state)
{
	static const char *const params[] = { "soft_dma.channels=257", NULL };

	return soft_world(params, DMAE_DEFAULT);
}

static void too_many_channels_are_refused(void **state)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	assert_int_equal(PTR_ERR(dma_request_chan_by_mask(&mask)), -EPROBE_DEFER);
	assert_true(log_contains("channels is 257: 1 to 256 are possible"));
}

static void module_in_use_stays(void **state)
{
	struct dma_chan *chan = soft_chan();

	assert_int_not_equal(dmae_module_unload("soft_dma"), 0);
	dma_release_channel(chan);
	assert_int_equal(dmae_module_unload("soft_dma"), 0);

	assert_int_equal(dmae_module_load("soft_dma", "channels=2"), 0);
	chan = soft_chan();
	assert_int_equal(chan->device->chancnt, 2);
	dma_release_channel(chan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sixty_four_threads_on_eight_channels, setup_eight,
						world_teardown),
		cmocka_unit_test_setup_teardown(many_clients_on_one_public_channel, setup_eight,
						world_teardown),
		soft_test(default_board_has_four_channels),
		soft_test(module_in_use_stays),
		cmocka_unit_test_setup_teardown(too_many_channels_are_refused, setup_too_many,
						world_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
