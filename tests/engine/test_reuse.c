// SPDX-License-Identifier: MIT
/* Descriptors that are submitted again. */
#include "fake_vchan.h"

static struct fake_vchan fake;
static unsigned int calls;

static void called(void *param)
{
	calls++;
}

static struct dma_async_tx_descriptor *prepare(struct dma_chan *chan, unsigned long flags)
{
	struct dma_async_tx_descriptor *tx;

	calls = 0;
	tx = dmaengine_prep_dma_memcpy(chan, 0, 0x1000, 64, flags);
	tx->callback = called;
	return tx;
}

static void run(struct dma_chan *chan)
{
	dma_async_issue_pending(chan);
	assert_true(fake_vchan_start(&fake));
	fake_vchan_end(&fake, DMA_TRANS_NOERROR, 0);
}

static void reusable_descriptor_comes_back(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	struct dma_async_tx_descriptor *tx = prepare(chan, DMA_CTRL_ACK);
	dma_cookie_t cookie, last = 0;
	int i;

	assert_int_equal(dmaengine_desc_set_reuse(tx), 0);
	for (i = 0; i < 5; i++) {
		cookie = dmaengine_submit(tx);
		assert_true(cookie > last);
		last = cookie;
		run(chan);
		assert_int_equal(calls, i + 1);
		assert_int_equal(dmaengine_tx_status(chan, cookie, NULL), DMA_COMPLETE);
	}
	assert_int_equal(fake.live, 1);
	assert_int_equal(dmaengine_desc_free(tx), 0);
	assert_int_equal(fake.live, 0);
	fake_vchan_teardown(&fake);
}

static void flag_at_preparation_works_too(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	struct dma_async_tx_descriptor *tx = prepare(chan, DMA_CTRL_REUSE);

	assert_true(dmaengine_desc_test_reuse(tx));
	dmaengine_submit(tx);
	run(chan);
	dmaengine_submit(tx);
	run(chan);
	assert_int_equal(calls, 2);
	dmaengine_desc_free(tx);
	fake_vchan_teardown(&fake);
}

static void cleared_flag_frees_after_the_next_run(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	struct dma_async_tx_descriptor *tx = prepare(chan, DMA_CTRL_REUSE);

	dmaengine_submit(tx);
	run(chan);
	dmaengine_desc_clear_reuse(tx);
	dmaengine_submit(tx);
	run(chan);
	assert_int_equal(fake.live, 0);
	fake_vchan_teardown(&fake);
}

static void terminated_reusable_descriptor_can_be_submitted(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	struct dma_async_tx_descriptor *tx = prepare(chan, DMA_CTRL_REUSE);

	dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	fake_vchan_start(&fake);
	dmaengine_terminate_sync(chan);
	assert_int_equal(calls, 0);
	assert_int_equal(fake.live, 1);
	assert_true(dmaengine_submit(tx) > 0);
	run(chan);
	assert_int_equal(calls, 1);
	fake_vchan_teardown(&fake);
}

static void only_reusable_descriptors_are_freed_by_clients(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	struct dma_async_tx_descriptor *tx = prepare(chan, DMA_CTRL_ACK);

	assert_int_equal(dmaengine_desc_free(tx), -EPERM);
	assert_int_equal(fake.live, 1);
	fake_vchan_teardown(&fake);
}

static void running_descriptor_is_not_freed(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	struct dma_async_tx_descriptor *tx = prepare(chan, DMA_CTRL_REUSE);

	dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	fake_vchan_start(&fake);
	assert_int_equal(dmaengine_desc_free(tx), -EBUSY);
	assert_true(
		log_contains("dmaengine_desc_free: the descriptor is queued or running already"));
	fake_vchan_end(&fake, DMA_TRANS_NOERROR, 0);
	assert_int_equal(dmaengine_desc_free(tx), 0);
	fake_vchan_teardown(&fake);
}

static void controller_without_reuse_says_so(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	struct dma_async_tx_descriptor *tx = prepare(chan, 0);

	fake.dma.descriptor_reuse = false;
	assert_int_equal(dmaengine_desc_set_reuse(tx), -EPERM);
	assert_false(dmaengine_desc_test_reuse(tx));
	fake.dma.directions = 0;
	assert_int_equal(dmaengine_desc_set_reuse(tx), -ENXIO);
	fake_vchan_teardown(&fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(reusable_descriptor_comes_back),
		fake_test(flag_at_preparation_works_too),
		fake_test(cleared_flag_frees_after_the_next_run),
		fake_test(terminated_reusable_descriptor_can_be_submitted),
		fake_test(only_reusable_descriptors_are_freed_by_clients),
		fake_test(running_descriptor_is_not_freed),
		fake_test(controller_without_reuse_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
