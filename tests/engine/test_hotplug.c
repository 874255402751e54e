// SPDX-License-Identifier: MIT
/* Channels and controllers that come and go while clients are there. */
#include <linux/err.h>

#include "fake_dma.h"

static struct fake_dma fake;
static struct fake_chan extra;

static void setup_controller(unsigned int nchans)
{
	fake_init(&fake, fake_device(FAKE_A), nchans);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
}

static void channel_is_added_and_removed(void **state)
{
	setup_controller(1);
	fake_chan_init(&fake, &extra);
	assert_int_equal(dma_async_device_channel_register(&fake.dma, &extra.chan), 0);
	assert_int_equal(fake.dma.chancnt, 2);
	assert_string_equal(dma_chan_name(&extra.chan), "dma0chan1");
	assert_true(file_exists("/sys/class/dma/dma0chan1"));
	assert_ptr_equal(dma_get_slave_channel(&extra.chan), &extra.chan);
	dma_release_channel(&extra.chan);

	dma_async_device_channel_unregister(&fake.dma, &extra.chan);
	list_del(&extra.chan.device_node);
	assert_int_equal(fake.dma.chancnt, 1);
	assert_false(file_exists("/sys/class/dma/dma0chan1"));
	dma_async_device_unregister(&fake.dma);
}

static void channel_number_is_reused(void **state)
{
	setup_controller(2);
	dma_async_device_channel_unregister(&fake.dma, &fake.chans[0].chan);
	list_del(&fake.chans[0].chan.device_node);
	fake_chan_init(&fake, &extra);
	assert_int_equal(dma_async_device_channel_register(&fake.dma, &extra.chan), 0);
	assert_int_equal(extra.chan.chan_id, 0);
	dma_async_device_unregister(&fake.dma);
}

static void public_users_get_and_lose_a_dynamic_channel(void **state)
{
	setup_controller(0);
	dmaengine_get();
	assert_null(dma_find_channel(DMA_MEMCPY));
	fake_chan_init(&fake, &extra);
	assert_int_equal(dma_async_device_channel_register(&fake.dma, &extra.chan), 0);
	assert_ptr_equal(dma_find_channel(DMA_MEMCPY), &extra.chan);
	dma_async_device_channel_unregister(&fake.dma, &extra.chan);
	list_del(&extra.chan.device_node);
	assert_null(dma_find_channel(DMA_MEMCPY));
	assert_int_equal(extra.frees, 1);
	dmaengine_put();
	dma_async_device_unregister(&fake.dma);
	assert_int_equal(fake.released, 1);
}

static void removed_channel_cannot_be_requested(void **state)
{
	dma_cap_mask_t mask = fake_mask(DMA_MEMCPY);

	setup_controller(1);
	dma_async_device_channel_unregister(&fake.dma, &fake.chans[0].chan);
	assert_int_equal(PTR_ERR(dma_request_chan_by_mask(&mask)), -ENODEV);
	assert_null(dma_get_slave_channel(&fake.chans[0].chan));
	dma_async_device_unregister(&fake.dma);
}

static void controller_in_use_lives_until_release(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct dma_chan *chan;

	setup_controller(2);
	chan = dma_get_slave_channel(&fake.chans[1].chan);
	dma_async_device_unregister(&fake.dma);
	assert_int_equal(fake.released, 0);
	assert_false(file_exists("/sys/class/dma/dma0chan1"));
	assert_false(log_contains("called while"));

	/* its client may still go on */
	assert_string_equal(dma_chan_name(chan), "dma0chan1");
	tx = dmaengine_prep_dma_memcpy(chan, 0, 0x1000, 64, 0);
	assert_non_null(tx);
	assert_true(dmaengine_submit(tx) > 0);
	dma_async_issue_pending(chan);
	dma_chan_count_memcpy(chan, 64);
	assert_true(fake_complete(chan, NULL));

	dma_release_channel(chan);
	assert_int_equal(fake.released, 1);
	assert_int_equal(fake.chans[1].frees, 1);
}

static void unregistered_controller_gets_no_new_clients(void **state)
{
	dma_cap_mask_t mask = fake_mask(DMA_MEMCPY);
	struct dma_chan *chan;

	setup_controller(2);
	chan = dma_get_slave_channel(&fake.chans[1].chan);
	dma_async_device_unregister(&fake.dma);
	assert_int_equal(PTR_ERR(dma_request_chan_by_mask(&mask)), -EPROBE_DEFER);
	assert_null(dma_get_slave_channel(&fake.chans[0].chan));
	dma_release_channel(chan);
	assert_int_equal(fake.released, 1);
}

static void links_are_undone_after_removal(void **state)
{
	static const struct dma_slave_map map = { FAKE_BARE, "rx", NULL };
	const char *client = "/sys/bus/platform/devices/" FAKE_BARE;
	struct dma_chan *chan;

	fake_init(&fake, fake_device(FAKE_A), 1);
	fake_slave_caps(&fake);
	fake.dma.filter.map = &map;
	fake.dma.filter.mapcnt = 1;
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	chan = dma_request_chan(fake_device(FAKE_BARE), "rx");
	dma_async_device_unregister(&fake.dma);
	dma_release_channel(chan);
	assert_int_equal(fake.released, 1);
	assert_string_equal(link_target(client, "dma:rx"), "");
	assert_false(log_contains("can not remove"));
}

static void public_users_keep_a_controller_until_put(void **state)
{
	struct dma_chan *chan;

	setup_controller(2);
	dmaengine_get();
	chan = dma_find_channel(DMA_MEMCPY);
	assert_non_null(chan);
	dma_async_device_unregister(&fake.dma);
	assert_null(dma_find_channel(DMA_MEMCPY));
	assert_int_equal(fake.released, 0);
	dmaengine_get();
	dmaengine_put();
	assert_int_equal(fake.released, 0);
	dmaengine_put();
	assert_int_equal(fake.released, 1);
	assert_int_equal(fake.chans[0].frees, 1);
	assert_int_equal(fake.chans[1].frees, 1);
}

static void removal_in_use_without_release_is_reported(void **state)
{
	struct dma_chan *chan;

	fake_init(&fake, fake_device(FAKE_A), 1);
	fake.dma.device_release = NULL;
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	chan = dma_get_slave_channel(&fake.chans[0].chan);
	dma_async_device_unregister(&fake.dma);
	assert_true(log_contains("__dma_async_device_channel_unregister called while "
				 "1 clients hold a reference"));
	dma_release_channel(chan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(channel_is_added_and_removed),
		fake_test(channel_number_is_reused),
		fake_test(public_users_get_and_lose_a_dynamic_channel),
		fake_test(removed_channel_cannot_be_requested),
		fake_test(controller_in_use_lives_until_release),
		fake_test(unregistered_controller_gets_no_new_clients),
		fake_test(links_are_undone_after_removal),
		fake_test(public_users_keep_a_controller_until_put),
		fake_test(removal_in_use_without_release_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
