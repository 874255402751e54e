// SPDX-License-Identifier: MIT
/* Channels through a controller's table of clients. */
#include <linux/err.h>

#include "fake_dma.h"

static const struct dma_slave_map map[] = {
	{ FAKE_AUDIO, "tx", (void *)0 },
	{ FAKE_BARE, "tx", (void *)1 },
	{ FAKE_BARE, "rx", (void *)3 },
};

static struct fake_dma fake;

static bool wants(struct dma_chan *chan, void *param)
{
	return chan->chan_id == (long)param;
}

static void setup_controller(void)
{
	fake_init(&fake, fake_device(FAKE_A), 3);
	fake_slave_caps(&fake);
	fake.dma.filter.fn = wants;
	fake.dma.filter.map = map;
	fake.dma.filter.mapcnt = 3;
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
}

static void entry_leads_to_channel(void **state)
{
	struct dma_chan *chan;

	setup_controller();
	chan = dma_request_chan(fake_device(FAKE_BARE), "tx");
	assert_ptr_equal(chan, &fake.chans[1].chan);
	assert_string_equal(chan->dbg_client_name, FAKE_BARE ":tx");
	dma_release_channel(chan);
	dma_async_device_unregister(&fake.dma);
}

static void no_entry_is_enodev_behind_a_device_tree(void **state)
{
	setup_controller();
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_BARE), "both")), -ENODEV);
	dma_async_device_unregister(&fake.dma);
}

static void no_entry_defers_without_firmware(void **state)
{
	struct platform_device *pdev;

	setup_controller();
	pdev = platform_device_register_simple("lonely", 0, NULL, 0);
	assert_false(IS_ERR(pdev));
	assert_int_equal(PTR_ERR(dma_request_chan(&pdev->dev, "tx")), -EPROBE_DEFER);
	platform_device_unregister(pdev);
	dma_async_device_unregister(&fake.dma);
}

static void busy_channel_defers(void **state)
{
	struct dma_chan *chan;

	setup_controller();
	chan = dma_request_chan(fake_device(FAKE_BARE), "tx");
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_BARE), "tx")), -EPROBE_DEFER);
	dma_release_channel(chan);
	dma_async_device_unregister(&fake.dma);
}

static void filter_that_says_no_defers(void **state)
{
	setup_controller();
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_BARE), "rx")), -EPROBE_DEFER);
	dma_async_device_unregister(&fake.dma);
}

static void table_needs_a_slave_controller(void **state)
{
	setup_controller();
	dma_cap_clear(DMA_SLAVE, fake.dma.cap_mask);
	assert_true(IS_ERR(dma_request_chan(fake_device(FAKE_BARE), "tx")));
	dma_async_device_unregister(&fake.dma);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(entry_leads_to_channel),
		fake_test(no_entry_is_enodev_behind_a_device_tree),
		fake_test(no_entry_defers_without_firmware),
		fake_test(busy_channel_defers),
		fake_test(filter_that_says_no_defers),
		fake_test(table_needs_a_slave_controller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
