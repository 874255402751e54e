// SPDX-License-Identifier: MIT
/* dmaengine/summary, but for its router lines (test_router.c). */
#include <linux/err.h>
#include <linux/seq_file.h>

#include "fake_dma.h"

#define SUMMARY "/sys/kernel/debug/dmaengine/summary"

static struct fake_dma fake, other;

static void no_controllers_is_an_empty_file(void **state)
{
	assert_true(file_is(SUMMARY, ""));
}

static void channels_in_use_are_listed(void **state)
{
	dma_cap_mask_t mask = fake_mask(DMA_MEMCPY);
	struct dma_chan *chan;

	fake_init(&fake, fake_device(FAKE_A), 2);
	fake_init(&other, fake_device(FAKE_B), 1);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_int_equal(dma_async_device_register(&other.dma), 0);
	assert_true(file_is(SUMMARY,
		"dma0 (48000000.dma-controller): number of channels: 2\n"
		"\n"
		"dma1 (48001000.dma-controller): number of channels: 1\n"));

	chan = dma_request_chan_by_mask(&mask);
	assert_true(file_is(SUMMARY,
		"dma0 (48000000.dma-controller): number of channels: 2\n"
		" dma0chan0    | in-use\n"
		"\n"
		"dma1 (48001000.dma-controller): number of channels: 1\n"));
	dma_release_channel(chan);
	dma_async_device_unregister(&fake.dma);
	dma_async_device_unregister(&other.dma);
}

static void own_summary(struct seq_file *s, struct dma_device *dma)
{
	seq_printf(s, " %u of mine\n", dma->chancnt);
}

static void summary_lets_the_driver_speak(void **state)
{
	fake_init(&fake, fake_device(FAKE_A), 2);
	fake.dma.dbg_summary_show = own_summary;
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_true(file_is(SUMMARY, "dma0 (48000000.dma-controller): number of channels: 2\n"
				     " 2 of mine\n"));
	assert_true(file_exists("/sys/kernel/debug/dmaengine/48000000.dma-controller"));
	assert_non_null(dmaengine_get_debugfs_root(&fake.dma));
	dma_async_device_unregister(&fake.dma);
	assert_false(file_exists("/sys/kernel/debug/dmaengine/48000000.dma-controller"));
	assert_true(file_is(SUMMARY, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(no_controllers_is_an_empty_file),
		fake_test(channels_in_use_are_listed),
		fake_test(summary_lets_the_driver_speak),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
