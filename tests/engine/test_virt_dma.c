// SPDX-License-Identifier: MIT
/* Virtual channels: a descriptor's way through the lists, callbacks, termination. */
#include <linux/preempt.h>

#include "fake_vchan.h"

static struct fake_vchan fake;

static struct {
	unsigned int calls;
	bool softirq, locked;
	struct dmaengine_result result;
	void *params[8];
} seen;

static void called(void *param)
{
	seen.softirq = in_serving_softirq();
	seen.locked = spin_is_locked(&fake.vc.lock);
	seen.params[seen.calls++ % 8] = param;
}

static void called_result(void *param, const struct dmaengine_result *result)
{
	seen.result = *result;
	called(param);
}

static struct dma_async_tx_descriptor *prepare(struct dma_chan *chan, void *param)
{
	struct dma_async_tx_descriptor *tx;

	tx = dmaengine_prep_dma_memcpy(chan, 0, 0x1000, 64, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	assert_non_null(tx);
	tx->callback = called;
	tx->callback_param = param;
	return tx;
}

static bool is_on(struct list_head *list, struct dma_async_tx_descriptor *tx)
{
	struct virt_dma_desc *vd;

	list_for_each_entry(vd, list, node)
		if (&vd->tx == tx)
			return true;
	return false;
}

static void descriptor_goes_from_list_to_list(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	struct dma_async_tx_descriptor *tx = prepare(chan, NULL);
	dma_cookie_t cookie;

	memset(&seen, 0, sizeof(seen));
	assert_true(is_on(&fake.vc.desc_allocated, tx));
	cookie = dmaengine_submit(tx);
	assert_true(is_on(&fake.vc.desc_submitted, tx));
	assert_false(fake_vchan_start(&fake));
	dma_async_issue_pending(chan);
	assert_true(is_on(&fake.vc.desc_issued, tx));
	assert_ptr_equal(&vchan_find_desc(&fake.vc, cookie)->tx, tx);
	assert_null(vchan_find_desc(&fake.vc, cookie + 1));
	assert_true(fake_vchan_start(&fake));
	assert_int_equal(dmaengine_tx_status(chan, cookie, NULL), DMA_IN_PROGRESS);
	fake_vchan_end(&fake, DMA_TRANS_NOERROR, 0);
	assert_int_equal(dmaengine_tx_status(chan, cookie, NULL), DMA_COMPLETE);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(fake.live, 0);
	fake_vchan_teardown(&fake);
}

static void callback_runs_in_softirq_without_the_lock(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);

	memset(&seen, 0, sizeof(seen));
	dmaengine_submit(prepare(chan, &seen));
	dma_async_issue_pending(chan);
	fake_vchan_start(&fake);
	fake_vchan_end(&fake, DMA_TRANS_NOERROR, 0);
	assert_ptr_equal(seen.params[0], &seen);
	assert_true(seen.softirq);
	assert_false(seen.locked);
	fake_vchan_teardown(&fake);
}

static void result_goes_to_the_callback_that_asks(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	struct dma_async_tx_descriptor *tx = prepare(chan, NULL);

	memset(&seen, 0, sizeof(seen));
	tx->callback_result = called_result;
	dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	fake_vchan_start(&fake);
	fake_vchan_end(&fake, DMA_TRANS_WRITE_FAILED, 17);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.result.result, DMA_TRANS_WRITE_FAILED);
	assert_int_equal(seen.result.residue, 17);
	fake_vchan_teardown(&fake);
}

static void order_is_that_of_submission(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	struct dma_async_tx_descriptor *tx[4];
	long i;

	memset(&seen, 0, sizeof(seen));
	for (i = 0; i < 4; i++)
		tx[i] = prepare(chan, (void *)i);
	dmaengine_submit(tx[2]);
	dmaengine_submit(tx[0]);
	dma_async_issue_pending(chan);
	dmaengine_submit(tx[3]);
	dmaengine_submit(tx[1]);
	dma_async_issue_pending(chan);
	while (fake_vchan_start(&fake))
		fake_vchan_end(&fake, DMA_TRANS_NOERROR, 0);
	assert_int_equal(seen.calls, 4);
	assert_ptr_equal(seen.params[0], (void *)2);
	assert_ptr_equal(seen.params[1], (void *)0);
	assert_ptr_equal(seen.params[2], (void *)3);
	assert_ptr_equal(seen.params[3], (void *)1);
	fake_vchan_teardown(&fake);
}

static void terminate_frees_all_and_calls_nobody(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);

	memset(&seen, 0, sizeof(seen));
	dmaengine_submit(prepare(chan, NULL));
	dmaengine_submit(prepare(chan, NULL));
	dma_async_issue_pending(chan);
	dmaengine_submit(prepare(chan, NULL));
	prepare(chan, NULL);
	fake_vchan_start(&fake);
	assert_int_equal(fake.live, 4);
	assert_int_equal(dmaengine_terminate_sync(chan), 0);
	assert_int_equal(fake.live, 0);
	assert_int_equal(seen.calls, 0);
	fake_vchan_teardown(&fake);
}

static void running_one_is_freed_by_synchronize(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);
	unsigned long flags;

	dmaengine_submit(prepare(chan, NULL));
	dma_async_issue_pending(chan);
	fake_vchan_start(&fake);
	spin_lock_irqsave(&fake.vc.lock, flags);
	vchan_terminate_vdesc(fake.running);
	fake.running = NULL;
	spin_unlock_irqrestore(&fake.vc.lock, flags);
	assert_false(list_empty(&fake.vc.desc_terminated));
	assert_int_equal(fake.live, 1);
	dmaengine_synchronize(chan);
	assert_int_equal(fake.live, 0);
	assert_true(list_empty(&fake.vc.desc_terminated));
	fake_vchan_teardown(&fake);
}

static void release_frees_what_was_never_submitted(void **state)
{
	struct dma_chan *chan = fake_vchan_setup(&fake);

	prepare(chan, NULL);
	assert_int_equal(fake.live, 1);
	fake_vchan_teardown(&fake);
}

static struct dma_chan *chain_chan;
static unsigned int chained;

static void submits_next(void *param)
{
	struct dma_async_tx_descriptor *tx;

	if (++chained == 5)
		return;
	tx = dmaengine_prep_dma_memcpy(chain_chan, 0, 0x1000, 64, DMA_CTRL_ACK);
	tx->callback = submits_next;
	assert_true(dmaengine_submit(tx) > 0);
	dma_async_issue_pending(chain_chan);
}

static void callback_may_submit_the_next(void **state)
{
	chain_chan = fake_vchan_setup(&fake);
	chained = 0;
	submits_next(NULL);
	while (fake_vchan_start(&fake))
		fake_vchan_end(&fake, DMA_TRANS_NOERROR, 0);
	assert_int_equal(chained, 5);
	fake_vchan_teardown(&fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(descriptor_goes_from_list_to_list),
		fake_test(callback_runs_in_softirq_without_the_lock),
		fake_test(result_goes_to_the_callback_that_asks),
		fake_test(order_is_that_of_submission),
		fake_test(terminate_frees_all_and_calls_nobody),
		fake_test(running_one_is_freed_by_synchronize),
		fake_test(release_frees_what_was_never_submitted),
		fake_test(callback_may_submit_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
