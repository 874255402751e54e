// SPDX-License-Identifier: MIT
/* The software engine without threads: dmae_poll() and what else moves it on. */
#include <linux/jiffies.h>
#include <linux/preempt.h>

#include <dmae/dma.h>

#include "soft_client.h"

#define LEN 4096u

static int polled_setup(void **state)
{
	static const char *const params[] = { "soft_dma.polled=1", NULL };

	return soft_world(params, DMAE_ON);
}

#define polled_test(fn) cmocka_unit_test_setup_teardown(fn, polled_setup, world_teardown)

struct buffers {
	struct dma_chan *chan;
	u8 *src, *dst;
	dma_addr_t from, to;
	size_t len;
};

static void buffers_init(struct buffers *b, size_t len)
{
	b->chan = soft_chan();
	b->len = len;
	b->src = random_buffer(len);
	b->dst = kzalloc(len, GFP_KERNEL);
	b->from = map(b->chan, b->src, len, DMA_TO_DEVICE);
	b->to = map(b->chan, b->dst, len, DMA_FROM_DEVICE);
}

static void buffers_free(struct buffers *b)
{
	unmap(b->chan, b->from, b->len, DMA_TO_DEVICE);
	unmap(b->chan, b->to, b->len, DMA_FROM_DEVICE);
	kfree(b->src);
	kfree(b->dst);
	dma_release_channel(b->chan);
}

static struct dma_async_tx_descriptor *prep(struct buffers *b)
{
	return dmaengine_prep_dma_memcpy(b->chan, b->to, b->from, b->len,
					 DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
}

static unsigned int calls;
static bool in_softirq_context;

static void counts(void *param)
{
	calls++;
	in_softirq_context = in_serving_softirq();
}

static void a_small_transfer_is_done_when_it_is_issued(void **state)
{
	struct buffers b;
	dma_cookie_t cookie;

	buffers_init(&b, LEN);
	cookie = dmaengine_submit(prep(&b));
	dma_async_issue_pending(b.chan);
	assert_int_equal(dma_async_is_complete(cookie, b.chan->completed_cookie, b.chan->cookie),
			 DMA_COMPLETE);
	assert_memory_equal(b.dst, b.src, LEN);
	buffers_free(&b);
}

static void callbacks_come_from_who_polls(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct buffers b;

	buffers_init(&b, LEN);
	calls = 0;
	tx = prep(&b);
	tx->callback = counts;
	dmaengine_submit(tx);
	preempt_disable();
	dma_async_issue_pending(b.chan);
	assert_int_equal(calls, 0);
	preempt_enable();
	while (!calls)
		dmae_poll(b.chan);
	assert_int_equal(calls, 1);
	assert_true(in_softirq_context);
	assert_int_equal(dmae_poll(b.chan), 0);
	buffers_free(&b);
}

static void poll_of_all_channels_serves_each(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct buffers b[3];
	int i;

	calls = 0;
	for (i = 0; i < 3; i++) {
		buffers_init(&b[i], LEN);
		tx = prep(&b[i]);
		tx->callback = counts;
		dmaengine_submit(tx);
		dma_async_issue_pending(b[i].chan);
	}
	while (calls < 3)
		dmae_poll(NULL);
	assert_int_equal(calls, 3);
	for (i = 0; i < 3; i++)
		buffers_free(&b[i]);
}

static void who_sleeps_instead_is_served_by_a_timer(void **state)
{
	struct buffers b;

	buffers_init(&b, LEN);
	assert_int_equal(soft_run_tx(b.chan, prep(&b)), DMA_TRANS_NOERROR);
	assert_memory_equal(b.dst, b.src, LEN);
	buffers_free(&b);
}

static void a_large_transfer_goes_on_with_each_poll(void **state)
{
	struct dma_tx_state before, after;
	dma_cookie_t cookie;
	struct buffers b;

	buffers_init(&b, 3u << 20);
	cookie = dmaengine_submit(prep(&b));
	dma_async_issue_pending(b.chan);
	/* in threads the timer may have gone on with it already */
	if (!under_threads()) {
		assert_int_equal(dmaengine_tx_status(b.chan, cookie, &before), DMA_IN_PROGRESS);
		assert_in_range(before.residue, 1, b.len - 1);
		assert_int_equal(dmaengine_tx_status(b.chan, cookie, &after), DMA_IN_PROGRESS);
		assert_true(after.residue < before.residue);
	}
	while (dmaengine_tx_status(b.chan, cookie, NULL) == DMA_IN_PROGRESS)
		dmae_poll(b.chan);
	assert_memory_equal(b.dst, b.src, b.len);
	buffers_free(&b);
}

static unsigned int order[64], norder;

static void note_order(void *param)
{
	order[norder++] = (unsigned long)param;
}

static void order_is_that_of_submission(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct buffers small, large;
	unsigned long i;

	buffers_init(&small, LEN);
	large = small;
	norder = 0;
	for (i = 0; i < ARRAY_SIZE(order); i++) {
		tx = prep(&small);
		tx->callback = note_order;
		tx->callback_param = (void *)i;
		dmaengine_submit(tx);
		if (i % 5 == 0)
			dma_async_issue_pending(small.chan);
	}
	dma_async_issue_pending(small.chan);
	while (norder < ARRAY_SIZE(order))
		dmae_poll(small.chan);
	for (i = 0; i < ARRAY_SIZE(order); i++)
		assert_int_equal(order[i], i);
	buffers_free(&large);
}

static void submit_with(struct buffers *b, void (*callback)(void *param))
{
	struct dma_async_tx_descriptor *tx = prep(b);

	assert_non_null(tx);
	tx->callback = callback;
	tx->callback_param = b;
	dmaengine_submit(tx);
	dma_async_issue_pending(b->chan);
}

static void resubmits(void *param)
{
	struct buffers *b = param;

	if (++calls == 100)
		return;
	submit_with(b, resubmits);
	assert_int_equal(dmae_poll(b->chan), 0);
}

static void a_callback_may_submit_but_not_poll(void **state)
{
	struct buffers b;

	buffers_init(&b, LEN);
	calls = 0;
	submit_with(&b, resubmits);
	while (calls < 100)
		dmae_poll(b.chan);
	assert_int_equal(calls, 100);
	buffers_free(&b);
}

static void terminate_takes_what_was_not_carried_out(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct buffers b;

	buffers_init(&b, 3u << 20);
	calls = 0;
	tx = prep(&b);
	tx->callback = counts;
	dmaengine_submit(tx);
	dma_async_issue_pending(b.chan);
	assert_int_equal(dmaengine_terminate_sync(b.chan), 0);
	assert_int_equal(dmae_poll(b.chan), 0);
	/* in threads the timer may have carried it out already */
	if (!under_threads())
		assert_int_equal(calls, 0);
	buffers_free(&b);
}

static void others_are_not_polled(void **state)
{
	struct buffers b;

	assert_int_equal(soft_world(NULL, DMAE_ON), 0);
	buffers_init(&b, LEN);
	assert_int_equal(dmae_poll(b.chan), 0);
	assert_int_equal(dmae_poll(NULL), 0);
	buffers_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		polled_test(a_small_transfer_is_done_when_it_is_issued),
		polled_test(callbacks_come_from_who_polls),
		polled_test(poll_of_all_channels_serves_each),
		polled_test(who_sleeps_instead_is_served_by_a_timer),
		polled_test(a_large_transfer_goes_on_with_each_poll),
		polled_test(order_is_that_of_submission),
		polled_test(a_callback_may_submit_but_not_poll),
		polled_test(terminate_takes_what_was_not_carried_out),
		cmocka_unit_test_teardown(others_are_not_polled, world_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
