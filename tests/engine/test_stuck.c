// SPDX-License-Identifier: MIT
/* What the log says of a transfer that does not end. */
#include "engine/stuck.h"
#include "fake_dma.h"

static struct fake_dma fake;

static void a_stuck_channel_is_reported_with_its_cookies_and_client(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct dma_chan *chan;

	fake_init(&fake, fake_device(FAKE_A), 1);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	chan = dma_get_slave_channel(&fake.chans[0].chan);
	tx = dmaengine_prep_dma_memcpy(chan, 0, 0x1000, 64, DMA_CTRL_ACK);
	assert_non_null(tx);
	assert_true(dmaengine_submit(tx) > 0);
	dma_async_issue_pending(chan);

	dmaengine_report_stuck(chan);
	assert_true(log_contains("dma0chan0: stuck: last submitted 2, last completed 1"));
	assert_true(log_contains("controller /soc/dma-controller@48000000:"));
	assert_true(log_contains("nobody models it: it will never do anything"));
	assert_true(fake_complete(chan, NULL));
	dma_release_channel(chan);
	dma_async_device_unregister(&fake.dma);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(a_stuck_channel_is_reported_with_its_cookies_and_client),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
