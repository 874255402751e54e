// SPDX-License-Identifier: MIT
/* Cookies, status and the two waits. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/err.h>

#include "fake_dma.h"

static struct fake_dma fake;

static struct dma_chan *setup_channel(void)
{
	fake_init(&fake, fake_device(FAKE_A), 1);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	return dma_get_slave_channel(&fake.chans[0].chan);
}

static void teardown_channel(void)
{
	dma_release_channel(&fake.chans[0].chan);
	dma_async_device_unregister(&fake.dma);
}

static struct dma_async_tx_descriptor *prepare(struct dma_chan *chan)
{
	return dmaengine_prep_dma_memcpy(chan, 0, 0x1000, 64, 0);
}

static void cookies_rise_by_one(void **state)
{
	struct dma_chan *chan = setup_channel();
	dma_cookie_t a = dmaengine_submit(prepare(chan));
	dma_cookie_t b = dmaengine_submit(prepare(chan));

	assert_true(a > DMA_MIN_COOKIE);
	assert_int_equal(b, a + 1);
	assert_int_equal(dma_submit_error(a), 0);
	assert_int_equal(dma_submit_error(-ENODEV), -ENODEV);
	teardown_channel();
}

static void cookies_wrap_to_the_smallest(void **state)
{
	struct dma_chan *chan = setup_channel();
	dma_cookie_t a, b;

	chan->cookie = chan->completed_cookie = S32_MAX - 1;
	a = dmaengine_submit(prepare(chan));
	b = dmaengine_submit(prepare(chan));
	assert_int_equal(a, S32_MAX);
	assert_int_equal(b, DMA_MIN_COOKIE);
	assert_int_equal(dmaengine_tx_status(chan, a, NULL), DMA_IN_PROGRESS);
	assert_int_equal(dmaengine_tx_status(chan, b, NULL), DMA_IN_PROGRESS);
	dma_async_issue_pending(chan);
	fake_complete(chan, NULL);
	assert_int_equal(dmaengine_tx_status(chan, a, NULL), DMA_COMPLETE);
	assert_int_equal(dmaengine_tx_status(chan, b, NULL), DMA_IN_PROGRESS);
	fake_complete(chan, NULL);
	assert_int_equal(dmaengine_tx_status(chan, b, NULL), DMA_COMPLETE);
	teardown_channel();
}

static void judgement_of_cookies(void **state)
{
	assert_int_equal(dma_async_is_complete(5, 5, 9), DMA_COMPLETE);
	assert_int_equal(dma_async_is_complete(6, 5, 9), DMA_IN_PROGRESS);
	assert_int_equal(dma_async_is_complete(9, 5, 9), DMA_IN_PROGRESS);
	assert_int_equal(dma_async_is_complete(10, 5, 9), DMA_COMPLETE);
	/* wrapped: what is used is below what is complete */
	assert_int_equal(dma_async_is_complete(100, 90, 3), DMA_IN_PROGRESS);
	assert_int_equal(dma_async_is_complete(2, 90, 3), DMA_IN_PROGRESS);
	assert_int_equal(dma_async_is_complete(80, 90, 3), DMA_COMPLETE);
}

static void status_fills_in_what_is_asked_for(void **state)
{
	struct dma_chan *chan = setup_channel();
	dma_cookie_t a = dmaengine_submit(prepare(chan)), b = dmaengine_submit(prepare(chan));
	struct dma_tx_state tx_state;
	dma_cookie_t last, used;

	dma_async_issue_pending(chan);
	fake_complete(chan, NULL);
	memset(&tx_state, 0xff, sizeof(tx_state));
	assert_int_equal(dmaengine_tx_status(chan, b, &tx_state), DMA_IN_PROGRESS);
	assert_int_equal(tx_state.last, a);
	assert_int_equal(tx_state.used, b);
	assert_int_equal(tx_state.residue, 0);
	assert_int_equal(tx_state.in_flight_bytes, 0);
	dma_set_residue(&tx_state, 12);
	dma_set_in_flight_bytes(&tx_state, 3);
	assert_int_equal(tx_state.residue, 12);
	assert_int_equal(tx_state.in_flight_bytes, 3);
	dma_set_residue(NULL, 1);
	dma_set_in_flight_bytes(NULL, 1);

	assert_int_equal(dma_async_is_tx_complete(chan, a, &last, &used), DMA_COMPLETE);
	assert_int_equal(last, a);
	assert_int_equal(used, b);
	assert_int_equal(dma_async_is_tx_complete(chan, b, NULL, NULL), DMA_IN_PROGRESS);
	teardown_channel();
}

static void tx_state_is_set_where_there_is_one(void **state)
{
	struct dma_tx_state tx_state;

	dma_set_tx_state(&tx_state, 3, 4, 5);
	assert_int_equal(tx_state.last, 3);
	assert_int_equal(tx_state.used, 4);
	assert_int_equal(tx_state.residue, 5);
	dma_set_tx_state(NULL, 3, 4, 5);
}

static int completes_later(void *data)
{
	msleep(20);
	fake_complete(data, NULL);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void sync_wait_issues_and_waits(void **state)
{
	struct dma_chan *chan = setup_channel();
	dma_cookie_t cookie = dmaengine_submit(prepare(chan));
	struct task_struct *task = kthread_run(completes_later, chan, "completer");

	assert_int_equal(dma_sync_wait(chan, cookie), DMA_COMPLETE);
	assert_int_equal(fake.chans[0].issues, 1);
	kthread_stop(task);
	teardown_channel();
}

static void sync_wait_gives_up(void **state)
{
	struct dma_chan *chan = setup_channel();
	dma_cookie_t cookie = dmaengine_submit(prepare(chan));

	assert_int_equal(dma_sync_wait(chan, cookie), DMA_ERROR);
	assert_true(log_contains("dma_sync_wait: timeout!"));
	teardown_channel();
}

static void wait_for_async_tx_knows_nothing_to_wait_for(void **state)
{
	struct dma_chan *chan = setup_channel();
	struct dma_async_tx_descriptor *tx = prepare(chan);

	assert_int_equal(dma_wait_for_async_tx(NULL), DMA_COMPLETE);
	dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	fake_complete(chan, NULL);
	assert_int_equal(dma_wait_for_async_tx(tx), DMA_COMPLETE);
	teardown_channel();
}

static void wait_for_async_tx_gives_up_on_submission(void **state)
{
	struct dma_chan *chan = setup_channel();
	struct dma_async_tx_descriptor *tx = prepare(chan);

	tx->cookie = -EBUSY;
	assert_int_equal(dma_wait_for_async_tx(tx), DMA_ERROR);
	assert_true(
		log_contains("dma_wait_for_async_tx timeout waiting for descriptor submission"));
	teardown_channel();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(cookies_rise_by_one),
		fake_test(cookies_wrap_to_the_smallest),
		cmocka_unit_test(judgement_of_cookies),
		fake_test(status_fills_in_what_is_asked_for),
		cmocka_unit_test(tx_state_is_set_where_there_is_one),
		fake_test(sync_wait_issues_and_waits),
		fake_test(sync_wait_gives_up),
		fake_test(wait_for_async_tx_knows_nothing_to_wait_for),
		fake_test(wait_for_async_tx_gives_up_on_submission),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
