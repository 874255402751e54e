// SPDX-License-Identifier: MIT
/* /sys/class/dma. */
#include <linux/err.h>

#include "fake_dma.h"

static const struct dma_slave_map map = { FAKE_BARE, "rx", NULL };
static struct fake_dma fake;

static void setup_controller(void)
{
	fake_init(&fake, fake_device(FAKE_A), 2);
	fake_slave_caps(&fake);
	fake.dma.filter.map = &map;
	fake.dma.filter.mapcnt = 1;
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
}

static void in_use_counts_clients(void **state)
{
	setup_controller();
	assert_true(file_is("/sys/class/dma/dma0chan1/in_use", "0\n"));
	dmaengine_get();
	dmaengine_get();
	assert_true(file_is("/sys/class/dma/dma0chan1/in_use", "2\n"));
	dmaengine_put();
	dmaengine_put();
	assert_true(file_is("/sys/class/dma/dma0chan1/in_use", "0\n"));
	dma_async_device_unregister(&fake.dma);
}

static void counters_add_up(void **state)
{
	setup_controller();
	assert_true(file_is("/sys/class/dma/dma0chan0/memcpy_count", "0\n"));
	assert_true(file_is("/sys/class/dma/dma0chan0/bytes_transferred", "0\n"));
	dma_chan_count_memcpy(&fake.chans[0].chan, 4096);
	dma_chan_count_memcpy(&fake.chans[0].chan, 100);
	assert_true(file_is("/sys/class/dma/dma0chan0/memcpy_count", "2\n"));
	assert_true(file_is("/sys/class/dma/dma0chan0/bytes_transferred", "4196\n"));
	assert_true(file_is("/sys/class/dma/dma0chan1/memcpy_count", "0\n"));
	dma_async_device_unregister(&fake.dma);
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	if (n >= m && !strcmp(text + n - m, end))
		return true;
	print_message("'%s' does not end with '%s'\n", text, end);
	return false;
}

static void channel_is_linked_with_its_client(void **state)
{
	const char *client = "/sys/bus/platform/devices/" FAKE_BARE;
	struct dma_chan *chan;

	setup_controller();
	assert_true(ends_with(link_target("/sys/class/dma/dma0chan0", "device"), FAKE_A));
	assert_false(file_exists("/sys/class/dma/dma0chan0/slave"));
	chan = dma_request_chan(fake_device(FAKE_BARE), "rx");
	assert_ptr_equal(chan, &fake.chans[0].chan);
	assert_true(ends_with(link_target("/sys/class/dma/dma0chan0", "slave"), FAKE_BARE));
	assert_true(ends_with(link_target(client, "dma:rx"), "dma0chan0"));

	dma_release_channel(chan);
	assert_false(file_exists("/sys/class/dma/dma0chan0/slave"));
	assert_string_equal(link_target(client, "dma:rx"), "");
	dma_async_device_unregister(&fake.dma);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(in_use_counts_clients),
		fake_test(counters_add_up),
		fake_test(channel_is_linked_with_its_client),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
