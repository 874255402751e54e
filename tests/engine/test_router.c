// SPDX-License-Identifier: MIT
/* Routers between clients and controllers, and what summary says of them. */
#include <linux/err.h>
#include <linux/of.h>
#include <linux/of_dma.h>

#include "fake_dma.h"

#define SUMMARY "/sys/kernel/debug/dmaengine/summary"

static struct fake_dma mem, fake, other;

/* a route: request @request goes to channel @channel */
static struct route {
	u32 request, channel;
	unsigned int made, freed;
} route;

static void *route_allocate(struct of_phandle_args *spec, struct of_dma *ofdma)
{
	if (spec->args[1] == 9)
		return ERR_PTR(-EINVAL);

	route.request = spec->args[0];
	route.channel = spec->args[1];
	route.made++;
	spec->np = of_parse_phandle(ofdma->of_node, "dma-masters", 0);
	spec->args_count = 1;
	spec->args[0] = route.channel;
	return &route;
}

static void route_free(struct device *dev, void *route_data)
{
	assert_ptr_equal(route_data, &route);
	assert_string_equal(dev_name(dev), FAKE_ROUTER);
	route.freed++;
}

static struct dma_router router = { .route_free = route_free };

static void setup_router(void)
{
	memset(&route, 0, sizeof(route));
	router.dev = fake_device(FAKE_ROUTER);
	assert_int_equal(of_dma_router_register(router.dev->of_node, route_allocate, &router), 0);
}

static void setup_controller(void)
{
	fake_init(&fake, fake_device(FAKE_A), 4);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_int_equal(of_dma_controller_register(fake.dma.dev->of_node, of_dma_xlate_by_chan_id,
						    &fake.dma), 0);
}

static void teardown_controller(void)
{
	of_dma_controller_free(fake.dma.dev->of_node);
	dma_async_device_unregister(&fake.dma);
}

static void teardown_router(void)
{
	of_dma_router_free(router.dev->of_node);
}

static void request_goes_through(void **state)
{
	struct dma_chan *chan;

	setup_router();
	setup_controller();
	chan = dma_request_chan(fake_device(FAKE_SERIAL), "rx");
	assert_ptr_equal(chan, &fake.chans[1].chan);
	assert_ptr_equal(chan->router, &router);
	assert_ptr_equal(chan->route_data, &route);
	assert_int_equal(route.request, 45);
	assert_int_equal(route.freed, 0);
	dma_release_channel(chan);
	assert_int_equal(route.freed, 1);
	assert_null(chan->router);
	assert_null(chan->route_data);
	teardown_controller();
	teardown_router();
}

static void missing_controller_defers_and_frees_the_route(void **state)
{
	setup_router();
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_SERIAL), "rx")), -EPROBE_DEFER);
	assert_int_equal(route.made, 1);
	assert_int_equal(route.freed, 1);
	teardown_router();
}

static void busy_channel_frees_the_route(void **state)
{
	struct dma_chan *chan;

	setup_router();
	setup_controller();
	chan = dma_request_chan(fake_device(FAKE_SERIAL), "rx");
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_SERIAL), "rx")), -ENODEV);
	assert_int_equal(route.made, 2);
	assert_int_equal(route.freed, 1);
	dma_release_channel(chan);
	teardown_controller();
	teardown_router();
}

static void route_that_cannot_be_made_is_enodev(void **state)
{
	setup_router();
	setup_controller();
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_SERIAL), "refused")), -ENODEV);
	assert_int_equal(route.freed, 0);
	teardown_controller();
	teardown_router();
}

static int config_result;
static unsigned int configs;

static int router_config(struct dma_chan *chan)
{
	assert_ptr_equal(chan->route_data, &route);
	configs++;
	return config_result;
}

static void controller_learns_of_the_route(void **state)
{
	struct dma_chan *chan;

	setup_router();
	setup_controller();
	fake.dma.device_router_config = router_config;
	configs = 0;
	config_result = 0;
	chan = dma_request_chan(fake_device(FAKE_SERIAL), "tx");
	assert_ptr_equal(chan, &fake.chans[0].chan);
	assert_int_equal(configs, 1);
	dma_release_channel(chan);

	config_result = -EIO;
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_SERIAL), "tx")), -EIO);
	assert_int_equal(fake.chans[0].chan.client_count, 0);
	assert_int_equal(route.freed, 2);
	teardown_controller();
	teardown_router();
}

static void registration_needs_all_arguments(void **state)
{
	struct device_node *np = fake_device(FAKE_ROUTER)->of_node;

	assert_int_equal(of_dma_router_register(NULL, route_allocate, &router), -EINVAL);
	assert_int_equal(of_dma_router_register(np, NULL, &router), -EINVAL);
	assert_int_equal(of_dma_router_register(np, route_allocate, NULL), -EINVAL);
	assert_int_equal(log_count("of_dma_router_register: not enough information provided"), 3);
}

/* the shape of the listing in the STM32 article */
static void summary_names_clients_and_routers(void **state)
{
	struct dma_chan *rx, *tx, *any;
	dma_cap_mask_t mask = fake_mask(DMA_MEMSET);

	fake_init(&mem, fake_device(FAKE_ROUTER), 1);
	dma_cap_set(DMA_MEMSET, mem.dma.cap_mask);
	assert_int_equal(dma_async_device_register(&mem.dma), 0);
	setup_router();
	setup_controller();
	fake_init(&other, fake_device(FAKE_B), 2);
	assert_int_equal(dma_async_device_register(&other.dma), 0);

	rx = dma_request_chan(fake_device(FAKE_SERIAL), "rx");
	tx = dma_request_chan(fake_device(FAKE_SERIAL), "tx");
	any = dma_request_chan_by_mask(&mask);
	assert_true(file_is(SUMMARY,
		"dma0 (48002000.dma-router): number of channels: 1\n"
		" dma0chan0    | in-use\n"
		"\n"
		"dma1 (48000000.dma-controller): number of channels: 4\n"
		" dma1chan0    | 4000e000.serial:tx (via router: 48002000.dma-router)\n"
		" dma1chan1    | 4000e000.serial:rx (via router: 48002000.dma-router)\n"
		"\n"
		"dma2 (48001000.dma-controller): number of channels: 2\n"));

	dma_release_channel(rx);
	dma_release_channel(tx);
	dma_release_channel(any);
	dma_async_device_unregister(&mem.dma);
	teardown_controller();
	assert_true(file_is(SUMMARY, "dma2 (48001000.dma-controller): number of channels: 2\n"));
	dma_async_device_unregister(&other.dma);
	teardown_router();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(request_goes_through),
		fake_test(missing_controller_defers_and_frees_the_route),
		fake_test(busy_channel_frees_the_route),
		fake_test(route_that_cannot_be_made_is_enodev),
		fake_test(controller_learns_of_the_route),
		fake_test(registration_needs_all_arguments),
		fake_test(summary_names_clients_and_routers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
