// SPDX-License-Identifier: MIT
/* Cyclic transfers on virtual channels, and what the framework asks of a ring. */
#include "fake_vchan.h"

static struct fake_vchan fake;
static struct fake_dma plain;
static unsigned int periods;
static bool stop_at_third;

static void period_elapsed(void *param)
{
	struct dma_chan *chan = param;

	if (++periods == 3 && stop_at_third)
		assert_int_equal(dmaengine_terminate_async(chan), 0);
}

static struct dma_chan *start_ring(void)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	struct dma_async_tx_descriptor *tx;

	periods = 0;
	tx = dmaengine_prep_dma_cyclic(chan, 0x1000, 4096, 1024, DMA_MEM_TO_DEV,
				       DMA_PREP_INTERRUPT);
	assert_non_null(tx);
	tx->callback = period_elapsed;
	tx->callback_param = chan;
	assert_true(dmaengine_submit(tx) > 0);
	dma_async_issue_pending(chan);
	assert_true(fake_vchan_start(&fake));
	return chan;
}

static void each_period_calls_back(void **state)
{
	struct dma_chan *chan;

	stop_at_third = false;
	chan = start_ring();
	fake_vchan_period(&fake);
	fake_vchan_period(&fake);
	assert_int_equal(periods, 2);
	assert_int_equal(fake.live, 1);
	assert_int_equal(dmaengine_terminate_sync(chan), 0);
	assert_int_equal(fake.live, 0);
	fake_vchan_teardown(&fake);
}

static void periods_before_the_tasklet_are_one_call(void **state)
{
	struct dma_chan *chan;

	stop_at_third = false;
	chan = start_ring();
	tasklet_disable(&fake.vc.task);
	spin_lock_irq(&fake.vc.lock);
	vchan_cyclic_callback(fake.running);
	vchan_cyclic_callback(fake.running);
	spin_unlock_irq(&fake.vc.lock);
	tasklet_enable(&fake.vc.task);
	fake_vchan_settle(&fake);
	assert_int_equal(periods, 1);
	dmaengine_terminate_sync(chan);
	fake_vchan_teardown(&fake);
}

static void callback_may_terminate_its_own_ring(void **state)
{
	struct dma_chan *chan;

	stop_at_third = true;
	chan = start_ring();
	fake_vchan_period(&fake);
	fake_vchan_period(&fake);
	fake_vchan_period(&fake);
	assert_int_equal(periods, 3);
	assert_null(fake.running);
	dmaengine_synchronize(chan);
	assert_int_equal(fake.live, 0);
	assert_false(log_contains("dmaengine_"));
	fake_vchan_teardown(&fake);
}

static void terminate_cancels_a_period_that_is_due(void **state)
{
	struct dma_chan *chan;

	stop_at_third = false;
	chan = start_ring();
	tasklet_disable(&fake.vc.task);
	spin_lock_irq(&fake.vc.lock);
	vchan_cyclic_callback(fake.running);
	spin_unlock_irq(&fake.vc.lock);
	assert_int_equal(dmaengine_terminate_async(chan), 0);
	tasklet_enable(&fake.vc.task);
	dmaengine_synchronize(chan);
	assert_int_equal(periods, 0);
	fake_vchan_teardown(&fake);
}

static void cyclic_rejects_partial_period(void **state)
{
	struct dma_chan *chan;

	fake_init(&plain, fake_device(FAKE_A), 1);
	assert_int_equal(dma_async_device_register(&plain.dma), 0);
	chan = dma_get_slave_channel(&plain.chans[0].chan);
	assert_null(dmaengine_prep_dma_cyclic(chan, 0x1000, 1000, 300, DMA_MEM_TO_DEV, 0));
	assert_int_equal(plain.chans[0].preps, 0);
	assert_int_equal(log_count("dma0chan0: dmaengine_prep_dma_cyclic: "
				   "the ring is not a whole number of periods"), 1);
	assert_null(dmaengine_prep_dma_cyclic(chan, 0x1000, 1000, 0, DMA_MEM_TO_DEV, 0));
	assert_non_null(dmaengine_prep_dma_cyclic(chan, 0x1000, 900, 300, DMA_MEM_TO_DEV, 0));
	assert_int_equal(plain.last.period, 300);
	dma_release_channel(chan);
	dma_async_device_unregister(&plain.dma);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(each_period_calls_back),
		fake_test(periods_before_the_tasklet_are_one_call),
		fake_test(callback_may_terminate_its_own_ring),
		fake_test(terminate_cancels_a_period_that_is_due),
		fake_test(cyclic_rejects_partial_period),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
