// SPDX-License-Identifier: MIT
/* Requests by mask and filter, public and private channels, release. */
#include <linux/err.h>
#include <linux/of.h>

#include "fake_dma.h"

static struct fake_dma fake, other;

static void register_fakes(void)
{
	fake_init(&fake, fake_device(FAKE_A), 2);
	fake_init(&other, fake_device(FAKE_B), 1);
	dma_cap_set(DMA_MEMSET, other.dma.cap_mask);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_int_equal(dma_async_device_register(&other.dma), 0);
}

static void unregister_fakes(void)
{
	dma_async_device_unregister(&fake.dma);
	dma_async_device_unregister(&other.dma);
}

static void mask_picks_the_first_that_can(void **state)
{
	dma_cap_mask_t copy = fake_mask(DMA_MEMCPY), fill = fake_mask(DMA_MEMSET);
	struct dma_chan *a, *b;

	register_fakes();
	a = dma_request_chan_by_mask(&copy);
	b = dma_request_chan_by_mask(&fill);
	assert_ptr_equal(a, &fake.chans[0].chan);
	assert_ptr_equal(b, &other.chans[0].chan);
	assert_int_equal(a->client_count, 1);
	assert_int_equal(fake.chans[0].allocs, 1);
	assert_int_equal(fake.chans[1].allocs, 0);

	dma_release_channel(a);
	dma_release_channel(b);
	assert_int_equal(fake.chans[0].frees, 1);
	assert_int_equal(fake.chans[0].synchronizes, 1);
	unregister_fakes();
}

static void none_free_is_enodev(void **state)
{
	dma_cap_mask_t fill = fake_mask(DMA_MEMSET), xor = fake_mask(DMA_XOR);
	struct dma_chan *chan;

	register_fakes();
	chan = dma_request_chan_by_mask(&fill);
	assert_int_equal(PTR_ERR(dma_request_chan_by_mask(&fill)), -ENODEV);
	assert_int_equal(PTR_ERR(dma_request_chan_by_mask(&xor)), -ENODEV);
	assert_int_equal(PTR_ERR(dma_request_chan_by_mask(NULL)), -ENODEV);
	dma_release_channel(chan);
	unregister_fakes();
}

static bool takes_second(struct dma_chan *chan, void *param)
{
	(*(int *)param)++;
	return chan->chan_id == 1;
}

static bool takes_none(struct dma_chan *chan, void *param)
{
	return false;
}

static void filter_decides(void **state)
{
	dma_cap_mask_t mask = fake_mask(DMA_MEMCPY);
	struct dma_chan *chan;
	int asked = 0;

	register_fakes();
	chan = dma_request_channel(mask, takes_second, &asked);
	assert_ptr_equal(chan, &fake.chans[1].chan);
	assert_int_equal(asked, 2);
	assert_null(dma_request_channel(mask, takes_none, NULL));
	dma_release_channel(chan);
	unregister_fakes();
}

static void node_restricts(void **state)
{
	dma_cap_mask_t mask = fake_mask(DMA_MEMCPY);
	struct dma_chan *chan;

	register_fakes();
	chan = __dma_request_channel(&mask, NULL, NULL, other.dma.dev->of_node);
	assert_ptr_equal(chan, &other.chans[0].chan);
	dma_release_channel(chan);
	unregister_fakes();
}

static void exclusive_channel_makes_controller_private(void **state)
{
	dma_cap_mask_t mask = fake_mask(DMA_MEMCPY);
	struct dma_chan *a, *b;

	register_fakes();
	a = dma_request_chan_by_mask(&mask);
	assert_true(dma_has_cap(DMA_PRIVATE, fake.dma.cap_mask));
	b = dma_request_chan_by_mask(&mask);
	dma_release_channel(a);
	assert_true(dma_has_cap(DMA_PRIVATE, fake.dma.cap_mask));
	dma_release_channel(b);
	assert_false(dma_has_cap(DMA_PRIVATE, fake.dma.cap_mask));
	unregister_fakes();
}

static void private_controller_stays_private(void **state)
{
	dma_cap_mask_t mask = fake_mask(DMA_MEMCPY);

	fake_init(&fake, fake_device(FAKE_A), 2);
	dma_cap_set(DMA_PRIVATE, fake.dma.cap_mask);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	dma_release_channel(dma_request_chan_by_mask(&mask));
	assert_true(dma_has_cap(DMA_PRIVATE, fake.dma.cap_mask));

	dmaengine_get();
	assert_null(dma_find_channel(DMA_MEMCPY));
	dmaengine_put();
	dma_async_device_unregister(&fake.dma);
}

static void public_channels_are_shared(void **state)
{
	struct dma_chan *chan;

	register_fakes();
	assert_null(dma_find_channel(DMA_MEMCPY));
	dmaengine_get();
	chan = dma_find_channel(DMA_MEMCPY);
	assert_non_null(chan);
	assert_int_equal(chan->client_count, 1);
	dmaengine_get();
	assert_int_equal(chan->client_count, 2);
	assert_ptr_equal(dma_find_channel(DMA_MEMSET), &other.chans[0].chan);
	assert_null(dma_find_channel(DMA_XOR));
	assert_null(dma_find_channel(DMA_INTERRUPT));
	dmaengine_put();
	assert_int_equal(chan->client_count, 1);
	dmaengine_put();
	assert_int_equal(chan->client_count, 0);
	assert_null(dma_find_channel(DMA_MEMCPY));
	unregister_fakes();
}

static void publicly_held_channels_cannot_be_taken(void **state)
{
	dma_cap_mask_t mask = fake_mask(DMA_MEMCPY);

	fake_init(&fake, fake_device(FAKE_A), 2);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	dmaengine_get();
	assert_int_equal(PTR_ERR(dma_request_chan_by_mask(&mask)), -ENODEV);
	dmaengine_put();
	dma_async_device_unregister(&fake.dma);
}

static void later_controller_serves_public_users(void **state)
{
	dmaengine_get();
	register_fakes();
	assert_int_equal(fake.chans[0].chan.client_count, 1);
	assert_non_null(dma_find_channel(DMA_MEMCPY));
	dmaengine_put();
	assert_int_equal(fake.chans[0].frees, 1);
	unregister_fakes();
}

static void issue_all_reaches_public_channels_in_use(void **state)
{
	dma_cap_mask_t fill = fake_mask(DMA_MEMSET);
	struct dma_chan *chan;

	register_fakes();
	dma_issue_pending_all();
	assert_int_equal(fake.chans[0].issues, 0);
	chan = dma_request_chan_by_mask(&fill);
	dmaengine_get();
	dma_issue_pending_all();
	assert_int_equal(fake.chans[0].issues, 1);
	assert_int_equal(fake.chans[1].issues, 1);
	assert_int_equal(other.chans[0].issues, 0);
	dmaengine_put();
	dma_release_channel(chan);
	unregister_fakes();
}

static void resources_that_fail_fail_the_request(void **state)
{
	dma_cap_mask_t mask = fake_mask(DMA_MEMSET);

	register_fakes();
	other.chans[0].alloc_result = -ENOMEM;
	assert_int_equal(PTR_ERR(dma_request_chan_by_mask(&mask)), -ENODEV);
	assert_int_equal(other.chans[0].chan.client_count, 0);
	assert_int_equal(other.dma.privatecnt, 0);
	assert_false(dma_has_cap(DMA_PRIVATE, other.dma.cap_mask));
	unregister_fakes();
	assert_int_equal(other.released, 1);
}

static void slave_channel_is_taken_once(void **state)
{
	struct dma_chan *chan;

	register_fakes();
	chan = dma_get_slave_channel(&fake.chans[1].chan);
	assert_ptr_equal(chan, &fake.chans[1].chan);
	assert_null(dma_get_slave_channel(&fake.chans[1].chan));
	dma_release_channel(chan);

	assert_null(dma_get_any_slave_channel(&fake.dma));
	dma_cap_set(DMA_SLAVE, fake.dma.cap_mask);
	chan = dma_get_any_slave_channel(&fake.dma);
	assert_ptr_equal(chan, &fake.chans[0].chan);
	dma_release_channel(chan);
	unregister_fakes();
}

static void managed_channel_is_released_with_the_driver(void **state)
{
	static const struct dma_slave_map map = { FAKE_ROUTER, "rx", NULL };
	struct device *dev = fake_device(FAKE_ROUTER);

	fake_init(&fake, fake_device(FAKE_A), 1);
	fake_slave_caps(&fake);
	fake.dma.filter.map = &map;
	fake.dma.filter.mapcnt = 1;
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_ptr_equal(devm_dma_request_chan(dev, "rx"), &fake.chans[0].chan);
	device_release_driver(dev);
	assert_int_equal(fake.chans[0].chan.client_count, 0);
	assert_int_equal(fake.chans[0].frees, 1);
	dma_async_device_unregister(&fake.dma);
}

static void refuses_no_device_and_no_name(void **state)
{
	assert_int_equal(PTR_ERR(dma_request_chan(NULL, "rx")), -EINVAL);
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_BARE), NULL)), -EINVAL);
	assert_int_equal(log_count("needs a device and a name"), 2);
}

static void caps_are_reported(void **state)
{
	struct dma_slave_caps caps;
	struct dma_chan *chan;

	register_fakes();
	chan = &fake.chans[0].chan;
	assert_int_equal(dma_get_slave_caps(NULL, &caps), -EINVAL);
	assert_int_equal(dma_get_slave_caps(chan, NULL), -EINVAL);
	assert_int_equal(dma_get_slave_caps(chan, &caps), -ENXIO);
	dma_cap_set(DMA_SLAVE, fake.dma.cap_mask);
	assert_int_equal(dma_get_slave_caps(chan, &caps), -ENXIO);

	fake_slave_caps(&fake);
	memset(&caps, 0xff, sizeof(caps));
	assert_int_equal(dma_get_slave_caps(chan, &caps), 0);
	assert_int_equal(caps.src_addr_widths, BIT(4));
	assert_int_equal(caps.dst_addr_widths, BIT(2));
	assert_int_equal(caps.directions, BIT(DMA_MEM_TO_DEV) | BIT(DMA_DEV_TO_MEM));
	assert_int_equal(caps.min_burst, 1);
	assert_int_equal(caps.max_burst, 16);
	assert_int_equal(caps.max_sg_burst, 7);
	assert_int_equal(caps.residue_granularity, DMA_RESIDUE_GRANULARITY_SEGMENT);
	assert_false(caps.descriptor_reuse);
	assert_false(caps.cmd_pause);
	assert_false(caps.cmd_resume);
	assert_true(caps.cmd_terminate);
	unregister_fakes();
}

static void one_channel_less(struct dma_chan *chan, struct dma_slave_caps *caps)
{
	caps->max_burst = 4;
}

static void channel_overrides_caps(void **state)
{
	struct dma_slave_caps caps;

	register_fakes();
	fake_slave_caps(&fake);
	fake.dma.device_caps = one_channel_less;
	assert_int_equal(dma_get_slave_caps(&fake.chans[0].chan, &caps), 0);
	assert_int_equal(caps.max_burst, 4);
	unregister_fakes();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(mask_picks_the_first_that_can),
		fake_test(none_free_is_enodev),
		fake_test(filter_decides),
		fake_test(node_restricts),
		fake_test(exclusive_channel_makes_controller_private),
		fake_test(private_controller_stays_private),
		fake_test(public_channels_are_shared),
		fake_test(publicly_held_channels_cannot_be_taken),
		fake_test(later_controller_serves_public_users),
		fake_test(issue_all_reaches_public_channels_in_use),
		fake_test(resources_that_fail_fail_the_request),
		fake_test(slave_channel_is_taken_once),
		fake_test(managed_channel_is_released_with_the_driver),
		fake_test(refuses_no_device_and_no_name),
		fake_test(caps_are_reported),
		fake_test(channel_overrides_caps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
