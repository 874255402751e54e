// SPDX-License-Identifier: MIT
/* Channels through the device tree. */
#include <linux/err.h>
#include <linux/of.h>
#include <linux/of_dma.h>

#include "fake_dma.h"

static struct fake_dma fake, other;

static void setup_controllers(void)
{
	fake_init(&fake, fake_device(FAKE_A), 4);
	fake_init(&other, fake_device(FAKE_B), 2);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_int_equal(dma_async_device_register(&other.dma), 0);
}

static void teardown_controllers(void)
{
	of_dma_controller_free(fake.dma.dev->of_node);
	of_dma_controller_free(other.dma.dev->of_node);
	dma_async_device_unregister(&fake.dma);
	dma_async_device_unregister(&other.dma);
}

static void offer(struct fake_dma *f)
{
	assert_int_equal(of_dma_controller_register(f->dma.dev->of_node, of_dma_xlate_by_chan_id,
						    &f->dma), 0);
}

static void name_leads_to_channel(void **state)
{
	struct device *dev = fake_device(FAKE_SERIAL);
	struct dma_chan *chan;

	setup_controllers();
	offer(&fake);
	chan = dma_request_chan(dev, "direct");
	assert_ptr_equal(chan, &fake.chans[2].chan);
	assert_ptr_equal(chan->slave, dev);
	assert_string_equal(chan->name, "dma:direct");
	assert_string_equal(chan->dbg_client_name, FAKE_SERIAL ":direct");
	dma_release_channel(chan);
	assert_null(chan->slave);
	assert_null(chan->name);
	teardown_controllers();
}

static void missing_controller_defers(void **state)
{
	struct device *dev = fake_device(FAKE_SERIAL);

	assert_int_equal(PTR_ERR(dma_request_chan(dev, "direct")), -EPROBE_DEFER);
	setup_controllers();
	assert_int_equal(PTR_ERR(dma_request_chan(dev, "direct")), -EPROBE_DEFER);
	teardown_controllers();
}

static void unknown_name_is_enodev(void **state)
{
	setup_controllers();
	offer(&fake);
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_SERIAL), "brass")), -ENODEV);
	teardown_controllers();
}

static void no_dmas_is_enodev_without_a_word(void **state)
{
	setup_controllers();
	assert_int_equal(PTR_ERR(of_dma_request_slave_channel(
		fake_device(FAKE_BARE)->of_node, "rx")), -ENODEV);
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_BARE), "rx")), -ENODEV);
	assert_false(log_contains("dma-names"));
	teardown_controllers();
}

static void dmas_without_names_is_reported(void **state)
{
	setup_controllers();
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device("40002000.nameless"), "rx")),
			 -ENODEV);
	assert_true(log_contains(
		"dma-names property of node '/soc/nameless@40002000' missing or empty"));
	teardown_controllers();
}

static void busy_channel_is_enodev(void **state)
{
	struct device *dev = fake_device(FAKE_SERIAL);
	struct dma_chan *chan;

	setup_controllers();
	offer(&fake);
	chan = dma_request_chan(dev, "direct");
	assert_false(IS_ERR(chan));
	assert_int_equal(PTR_ERR(dma_request_chan(dev, "direct")), -ENODEV);
	dma_release_channel(chan);
	teardown_controllers();
}

static void specifier_out_of_range_is_enodev(void **state)
{
	setup_controllers();
	offer(&fake);
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_SERIAL), "nowhere")), -ENODEV);
	teardown_controllers();
}

static void entries_of_one_name_are_alternatives(void **state)
{
	struct device *dev = fake_device(FAKE_AUDIO);
	struct dma_chan *a, *b;

	setup_controllers();
	offer(&fake);
	offer(&other);
	a = dma_request_chan(dev, "twice");
	b = of_dma_request_slave_channel(dev->of_node, "twice");
	assert_false(IS_ERR(a));
	assert_false(IS_ERR(b));
	assert_ptr_not_equal(a, b);
	assert_ptr_not_equal(a->device, b->device);
	assert_int_equal(PTR_ERR(of_dma_request_slave_channel(dev->of_node, "twice")), -ENODEV);
	dma_release_channel(a);
	dma_release_channel(b);
	teardown_controllers();
}

static bool wants_cell(struct dma_chan *chan, void *param)
{
	return chan->chan_id == *(u32 *)param;
}

static void simple_xlate_filters(void **state)
{
	struct of_dma_filter_info info = { .filter_fn = wants_cell };
	struct dma_chan *chan;

	setup_controllers();
	info.dma_cap = fake_mask(DMA_MEMCPY);
	assert_int_equal(of_dma_controller_register(fake.dma.dev->of_node, of_dma_simple_xlate,
						    &info), 0);
	chan = dma_request_chan(fake_device(FAKE_SERIAL), "direct");
	assert_ptr_equal(chan, &fake.chans[2].chan);
	dma_release_channel(chan);
	teardown_controllers();
}

static struct dma_chan *says_busy(struct of_phandle_args *spec, struct of_dma *ofdma)
{
	return ERR_PTR(-EBUSY);
}

static void provider_error_is_passed_on(void **state)
{
	setup_controllers();
	assert_int_equal(of_dma_controller_register(fake.dma.dev->of_node, says_busy, NULL), 0);
	assert_int_equal(PTR_ERR(dma_request_chan(fake_device(FAKE_SERIAL), "direct")), -EBUSY);
	teardown_controllers();
}

static void registration_needs_node_and_function(void **state)
{
	struct device_node *np = fake_device(FAKE_A)->of_node;

	assert_int_equal(of_dma_controller_register(NULL, says_busy, NULL), -EINVAL);
	assert_int_equal(of_dma_controller_register(np, NULL, NULL), -EINVAL);
	assert_int_equal(log_count("of_dma_controller_register: not enough information provided"),
			 2);
	of_dma_controller_free(np);
	assert_int_equal(PTR_ERR(of_dma_request_slave_channel(NULL, "rx")), -ENODEV);
}

static void old_request_returns_null(void **state)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
	assert_null(dma_request_slave_channel(fake_device(FAKE_SERIAL), "direct"));
#pragma GCC diagnostic pop
}

static void compat_request_falls_back_to_filter(void **state)
{
	dma_cap_mask_t mask = fake_mask(DMA_MEMCPY);
	struct dma_chan *chan;
	u32 cell = 3;

	setup_controllers();
	chan = dma_request_slave_channel_compat(mask, wants_cell, &cell, fake_device(FAKE_BARE),
						"rx");
	assert_ptr_equal(chan, &fake.chans[3].chan);
	dma_release_channel(chan);
	assert_null(dma_request_slave_channel_compat(mask, NULL, NULL, fake_device(FAKE_BARE),
						     "rx"));
	teardown_controllers();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(name_leads_to_channel),
		fake_test(missing_controller_defers),
		fake_test(unknown_name_is_enodev),
		fake_test(no_dmas_is_enodev_without_a_word),
		fake_test(dmas_without_names_is_reported),
		fake_test(busy_channel_is_enodev),
		fake_test(specifier_out_of_range_is_enodev),
		fake_test(entries_of_one_name_are_alternatives),
		fake_test(simple_xlate_filters),
		fake_test(provider_error_is_passed_on),
		fake_test(registration_needs_node_and_function),
		fake_test(old_request_returns_null),
		fake_test(compat_request_falls_back_to_filter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
