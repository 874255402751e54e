// SPDX-License-Identifier: MIT
/* Transfers that wait for transfers. */
#include "fake_dma.h"

static struct fake_dma fake;

static void setup_channels(void)
{
	fake_init(&fake, fake_device(FAKE_A), 2);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	assert_non_null(dma_get_slave_channel(&fake.chans[0].chan));
	assert_non_null(dma_get_slave_channel(&fake.chans[1].chan));
}

static void teardown_channels(void)
{
	dma_release_channel(&fake.chans[0].chan);
	dma_release_channel(&fake.chans[1].chan);
	dma_async_device_unregister(&fake.dma);
}

static struct dma_async_tx_descriptor *prepare(unsigned int chan)
{
	return dmaengine_prep_dma_memcpy(&fake.chans[chan].chan, 0, 0x1000, 64, 0);
}

static void descriptor_is_tied_to_its_channel_only(void **state)
{
	struct dma_async_tx_descriptor tx;
	struct dma_chan chan;

	memset(&tx, 0x5a, sizeof(tx));
	dma_async_tx_descriptor_init(&tx, &chan);
	assert_ptr_equal(tx.chan, &chan);
	assert_int_equal(tx.cookie, 0x5a5a5a5a);
	txd_lock(&tx);
	txd_unlock(&tx);
}

static void links_are_set_and_cleared(void **state)
{
	struct dma_async_tx_descriptor a = { 0 }, b = { 0 };

	txd_chain(&a, &b);
	assert_ptr_equal(txd_next(&a), &b);
	assert_ptr_equal(txd_parent(&b), &a);
	txd_clear_next(&a);
	txd_clear_parent(&b);
	assert_null(txd_next(&a));
	assert_null(txd_parent(&b));
}

static void completion_submits_what_waited(void **state)
{
	struct dma_async_tx_descriptor *a, *b;

	setup_channels();
	a = prepare(0);
	b = prepare(1);
	txd_chain(a, b);
	dmaengine_submit(a);
	dma_async_issue_pending(a->chan);
	assert_false(fake_complete(b->chan, NULL));
	assert_true(fake_complete(a->chan, NULL));
	assert_true(b->cookie > 0);
	assert_null(txd_parent(b));
	assert_int_equal(fake.chans[1].issues, 1);
	assert_true(fake_complete(b->chan, NULL));
	teardown_channels();
}

static void chain_is_submitted_up_to_a_change_of_channel(void **state)
{
	struct dma_async_tx_descriptor *a, *b, *c, *d;

	setup_channels();
	a = prepare(0);
	b = prepare(1);
	c = prepare(1);
	d = prepare(0);
	txd_chain(a, b);
	txd_chain(b, c);
	txd_chain(c, d);
	dmaengine_submit(a);
	dma_async_issue_pending(a->chan);
	fake_complete(a->chan, NULL);
	assert_true(b->cookie > 0);
	assert_int_equal(c->cookie, b->cookie + 1);
	assert_int_equal(d->cookie, 0);
	assert_ptr_equal(txd_next(c), d);
	fake_complete(b->chan, NULL);
	assert_int_equal(d->cookie, 0);
	fake_complete(c->chan, NULL);
	assert_true(d->cookie > 0);
	teardown_channels();
}

static void nothing_waiting_is_nothing_done(void **state)
{
	struct dma_async_tx_descriptor *a;

	setup_channels();
	a = prepare(0);
	dma_run_dependencies(a);
	assert_int_equal(fake.chans[0].issues, 0);
	teardown_channels();
}

static void acknowledgement_is_a_flag(void **state)
{
	struct dma_async_tx_descriptor tx = { 0 };

	assert_false(async_tx_test_ack(&tx));
	async_tx_ack(&tx);
	assert_true(async_tx_test_ack(&tx));
	async_tx_clear_ack(&tx);
	assert_false(async_tx_test_ack(&tx));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(descriptor_is_tied_to_its_channel_only),
		cmocka_unit_test(links_are_set_and_cleared),
		fake_test(completion_submits_what_waited),
		fake_test(chain_is_submitted_up_to_a_change_of_channel),
		fake_test(nothing_waiting_is_nothing_done),
		cmocka_unit_test(acknowledgement_is_a_flag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
