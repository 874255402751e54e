// SPDX-License-Identifier: MIT
/* Calls that are refused: what they return, that nothing happens, and the one line. */
#include <linux/err.h>
#include <linux/preempt.h>

#include "fake_vchan.h"

static struct fake_dma fake;
static struct fake_vchan virt;

static struct dma_chan *setup_channel(void)
{
	fake_init(&fake, fake_device(FAKE_A), 1);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	return dma_get_slave_channel(&fake.chans[0].chan);
}

static void teardown_channel(void)
{
	if (fake.chans[0].chan.client_count)
		dma_release_channel(&fake.chans[0].chan);
	dma_async_device_unregister(&fake.dma);
}

static struct dma_async_tx_descriptor *prepare(struct dma_chan *chan)
{
	return dmaengine_prep_dma_memcpy(chan, 0, 0x1000, 64, DMA_CTRL_ACK);
}

static void zero_length_is_not_prepared(void **state)
{
	struct dma_interleaved_template xt = { .dir = DMA_MEM_TO_MEM };
	struct dma_chan *chan = setup_channel();

	assert_null(dmaengine_prep_dma_memcpy(chan, 0, 0x1000, 0, 0));
	assert_null(dmaengine_prep_dma_memset(chan, 0, 1, 0, 0));
	assert_null(dmaengine_prep_slave_single(chan, 0, 0, DMA_MEM_TO_DEV, 0));
	assert_null(dmaengine_prep_slave_sg(chan, NULL, 0, DMA_MEM_TO_DEV, 0));
	assert_null(dmaengine_prep_peripheral_dma_vec(chan, NULL, 0, DMA_MEM_TO_DEV, 0));
	assert_null(dmaengine_prep_dma_cyclic(chan, 0, 0, 0, DMA_MEM_TO_DEV, 0));
	assert_null(dmaengine_prep_interleaved_dma(chan, &xt, 0));
	assert_int_equal(fake.chans[0].preps, 0);
	assert_int_equal(log_count("nothing to move: the length is zero"), 1);
	assert_true(log_contains("dma0chan0: dmaengine_prep_dma_memcpy: nothing to move"));
	teardown_channel();
}

static void missing_operation_is_not_prepared(void **state)
{
	struct dma_interleaved_template xt = { .numf = 1, .frame_size = 1 };
	struct dma_chan *chan = setup_channel();

	fake.dma.device_prep_dma_memset = NULL;
	fake.dma.device_prep_slave_sg = NULL;
	assert_null(dmaengine_prep_dma_memset(chan, 0, 1, 64, 0));
	assert_null(dmaengine_prep_slave_single(chan, 0, 64, DMA_MEM_TO_DEV, 0));
	assert_null(dmaengine_prep_rio_sg(chan, NULL, 1, DMA_MEM_TO_DEV, 0, NULL));
	assert_null(dmaengine_prep_interleaved_dma(chan, &xt, DMA_PREP_REPEAT));
	assert_int_equal(log_count("the controller does not have this operation"), 1);
	teardown_channel();
}

static void no_channel_is_null_without_a_word(void **state)
{
	assert_null(dmaengine_prep_dma_memcpy(NULL, 0, 0x1000, 64, 0));
	assert_null(dmaengine_prep_dma_memset(NULL, 0, 0, 64, 0));
	assert_null(dmaengine_prep_slave_single(NULL, 0, 64, DMA_MEM_TO_DEV, 0));
	assert_null(dmaengine_prep_dma_cyclic(NULL, 0, 64, 64, DMA_MEM_TO_DEV, 0));
}

static void missing_control_is_an_error_code(void **state)
{
	struct dma_slave_config config = { 0 };
	struct dma_chan *chan = setup_channel();

	assert_int_equal(dmaengine_slave_config(chan, &config), 0);
	fake.dma.device_config = NULL;
	fake.dma.device_terminate_all = NULL;
	assert_int_equal(dmaengine_slave_config(chan, &config), -ENOSYS);
	assert_int_equal(dmaengine_pause(chan), -ENOSYS);
	assert_int_equal(dmaengine_resume(chan), -ENOSYS);
	assert_int_equal(dmaengine_terminate_all(chan), -ENOSYS);
	assert_int_equal(dmaengine_terminate_async(chan), -EINVAL);
	assert_int_equal(dmaengine_terminate_sync(chan), -EINVAL);
	teardown_channel();
}

static void released_channel_does_nothing(void **state)
{
	struct dma_chan *chan = setup_channel();
	struct dma_async_tx_descriptor *tx = prepare(chan);
	unsigned int preps = fake.chans[0].preps;

	dma_release_channel(chan);
	assert_null(prepare(chan));
	assert_int_equal(dmaengine_submit(tx), -ENODEV);
	dma_async_issue_pending(chan);
	assert_int_equal(fake.chans[0].preps, preps);
	assert_int_equal(fake.chans[0].issues, 0);
	assert_int_equal(
		log_count("dma0chan0: dmaengine_prep_dma_memcpy: the channel has no client"), 1);
	assert_int_equal(log_count("the channel has no client"), 1);
	teardown_channel();
}

static void report_comes_again_for_the_next_client(void **state)
{
	struct dma_chan *chan = setup_channel();

	assert_null(dmaengine_prep_dma_memcpy(chan, 0, 0, 0, 0));
	dma_release_channel(chan);
	assert_non_null(dma_get_slave_channel(chan));
	assert_null(dmaengine_prep_dma_memcpy(chan, 0, 0, 0, 0));
	assert_int_equal(log_count("nothing to move"), 2);
	teardown_channel();
}

static void second_release_changes_nothing(void **state)
{
	struct dma_chan *chan = setup_channel();

	dma_release_channel(chan);
	assert_int_equal(fake.dma.privatecnt, 0);
	dma_release_channel(chan);
	assert_true(log_contains("chan reference count 0 != 1"));
	assert_int_equal(fake.dma.privatecnt, 0);
	assert_int_equal(fake.chans[0].frees, 1);
	teardown_channel();
}

static void release_of_no_channel_is_reported(void **state)
{
	dma_release_channel(NULL);
	dma_release_channel(ERR_PTR(-EPROBE_DEFER));
	assert_int_equal(log_count("dma_release_channel: not a channel"), 2);
}

static void double_submit_is_refused(void **state)
{
	struct dma_chan *chan = setup_channel();
	struct dma_async_tx_descriptor *tx = prepare(chan);
	dma_cookie_t cookie = dmaengine_submit(tx);

	assert_int_equal(dmaengine_submit(tx), -EBUSY);
	dma_async_issue_pending(chan);
	assert_int_equal(dmaengine_submit(tx), -EBUSY);
	assert_int_equal(log_count("dmaengine_submit: the descriptor is queued or running already"),
			 1);
	assert_true(fake_complete(chan, NULL));
	assert_false(fake_complete(chan, NULL));
	assert_int_equal(dmaengine_tx_status(chan, cookie, NULL), DMA_COMPLETE);
	teardown_channel();
}

static void double_submit_is_seen_by_virtual_channels(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&virt);
	struct dma_async_tx_descriptor *tx = prepare(chan);

	dmaengine_submit(tx);
	/* as a client does that calls it directly */
	assert_int_equal(tx->tx_submit(tx), -EBUSY);
	dma_async_issue_pending(chan);
	fake_vchan_start(&virt);
	assert_int_equal(tx->tx_submit(tx), -EBUSY);
	assert_int_equal(log_count("queued or running already"), 1);
	fake_vchan_end(&virt, DMA_TRANS_NOERROR, 0);
	fake_vchan_teardown(&virt);
}

static void submit_after_terminate_is_refused(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&virt);
	struct dma_async_tx_descriptor *tx = prepare(chan);
	unsigned long flags;

	dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	fake_vchan_start(&virt);
	spin_lock_irqsave(&virt.vc.lock, flags);
	vchan_terminate_vdesc(virt.running);
	virt.running = NULL;
	spin_unlock_irqrestore(&virt.vc.lock, flags);
	assert_int_equal(tx->tx_submit(tx), -EINVAL);
	assert_true(
		log_contains("dmaengine_submit: the descriptor was terminated or has completed"));
	dmaengine_synchronize(chan);
	fake_vchan_teardown(&virt);
}

/* ---- waits ------------------------------------------------------------- */

static int wait_result;
static unsigned int waited;

static void terminates_sync(void *param)
{
	wait_result = dmaengine_terminate_sync(param);
	waited = fake.chans[0].synchronizes;
}

static void synchronizes(void *param)
{
	dmaengine_synchronize(param);
	waited = fake.chans[0].synchronizes;
}

static void releases(void *param)
{
	dma_release_channel(param);
}

static void run_with(struct dma_chan *chan, dma_async_tx_callback callback, bool softirq)
{
	struct dma_async_tx_descriptor *tx = prepare(chan);

	wait_result = 1;
	waited = 99;
	tx->callback = callback;
	tx->callback_param = chan;
	dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	if (softirq)
		assert_true(fake_complete_softirq(chan, NULL));
	else
		assert_true(fake_complete(chan, NULL));
}

static void terminate_sync_in_a_callback_does_not_wait(void **state)
{
	struct dma_chan *chan = setup_channel();

	run_with(chan, terminates_sync, true);
	assert_int_equal(wait_result, -EDEADLK);
	assert_int_equal(waited, 0);
	assert_int_equal(fake.chans[0].terminates, 1);
	assert_int_equal(log_count("dma0chan0: dmaengine_terminate_sync: "
				   "called from a completion callback of this channel"), 1);
	teardown_channel();
}

static void callback_from_a_thread_is_seen_too(void **state)
{
	struct dma_chan *chan = setup_channel();

	run_with(chan, terminates_sync, false);
	assert_int_equal(wait_result, -EDEADLK);
	assert_int_equal(log_count("called from a completion callback"), 1);
	/* and after it, the same task may wait */
	assert_int_equal(dmaengine_terminate_sync(chan), 0);
	teardown_channel();
}

static void synchronize_in_a_callback_does_not_wait(void **state)
{
	struct dma_chan *chan = setup_channel();

	run_with(chan, synchronizes, true);
	assert_int_equal(waited, 0);
	assert_int_equal(log_count("dmaengine_synchronize: called from a completion callback"), 1);
	teardown_channel();
}

static void release_in_a_callback_is_refused(void **state)
{
	struct dma_chan *chan = setup_channel();

	run_with(chan, releases, true);
	assert_int_equal(chan->client_count, 1);
	assert_int_equal(log_count("dma_release_channel: called from a completion callback"), 1);
	teardown_channel();
}

static void callback_may_wait_for_another_channel(void **state)
{
	struct dma_chan *chan = setup_channel(), *other;
	struct dma_async_tx_descriptor *tx;

	other = fake_vchan_setup(&virt);
	tx = prepare(chan);
	tx->callback = terminates_sync;
	tx->callback_param = other;
	wait_result = 1;
	dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	fake_complete(chan, NULL);
	assert_int_equal(wait_result, 0);
	fake_vchan_teardown(&virt);
	teardown_channel();
}

static void waits_in_atomic_context_are_refused(void **state)
{
	struct dma_chan *chan = setup_channel();
	int ret;

	preempt_disable();
	ret = dmaengine_terminate_sync(chan);
	dmaengine_synchronize(chan);
	preempt_enable();
	assert_int_equal(ret, -EDEADLK);
	assert_int_equal(fake.chans[0].terminates, 1);
	assert_int_equal(fake.chans[0].synchronizes, 0);
	assert_int_equal(log_count("dmaengine_terminate_sync: called in atomic context"), 1);
	teardown_channel();
}

static void put_without_get_is_reported(void **state)
{
	dmaengine_put();
	assert_true(log_contains("dmaengine_put() without dmaengine_get()"));
	dmaengine_get();
	dmaengine_put();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(zero_length_is_not_prepared),
		fake_test(missing_operation_is_not_prepared),
		cmocka_unit_test(no_channel_is_null_without_a_word),
		fake_test(missing_control_is_an_error_code),
		fake_test(released_channel_does_nothing),
		fake_test(report_comes_again_for_the_next_client),
		fake_test(second_release_changes_nothing),
		fake_test(release_of_no_channel_is_reported),
		fake_test(double_submit_is_refused),
		fake_test(double_submit_is_seen_by_virtual_channels),
		fake_test(submit_after_terminate_is_refused),
		fake_test(terminate_sync_in_a_callback_does_not_wait),
		fake_test(callback_from_a_thread_is_seen_too),
		fake_test(synchronize_in_a_callback_does_not_wait),
		fake_test(release_in_a_callback_is_refused),
		fake_test(callback_may_wait_for_another_channel),
		fake_test(waits_in_atomic_context_are_refused),
		fake_test(put_without_get_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
