// SPDX-License-Identifier: MIT
/* The software engine: order, pause, termination, release, removal. */
#include <linux/of.h>
#include <linux/of_dma.h>
#include <linux/platform_device.h>

#include "soft_client.h"

#define CHUNK	4096u
#define FRAMES	1000000u
#define TOTAL	(CHUNK * FRAMES)

struct buffers {
	struct dma_chan *chan;
	u8 *src, *dst;
	dma_addr_t from, to;
};

static void buffers_init(struct buffers *b)
{
	b->chan = soft_chan();
	b->src = random_buffer(CHUNK);
	b->dst = random_buffer(CHUNK);
	b->from = map(b->chan, b->src, CHUNK, DMA_TO_DEVICE);
	b->to = map(b->chan, b->dst, CHUNK, DMA_FROM_DEVICE);
}

static void buffers_unmap(struct buffers *b)
{
	unmap(b->chan, b->from, CHUNK, DMA_TO_DEVICE);
	unmap(b->chan, b->to, CHUNK, DMA_FROM_DEVICE);
	kfree(b->src);
	kfree(b->dst);
}

static void buffers_free(struct buffers *b)
{
	buffers_unmap(b);
	dma_release_channel(b->chan);
}

static struct dma_async_tx_descriptor *prep_copy(struct buffers *b)
{
	return dmaengine_prep_dma_memcpy(b->chan, b->to, b->from, CHUNK,
					 DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
}

static struct dma_async_tx_descriptor *prep_long(struct buffers *b)
{
	return soft_prep_long(b->chan, b->to, b->from, CHUNK, FRAMES);
}

/*
 * A transfer that has begun and has long to go. Where this task was not
 * scheduled for so long that it has ended, the next one is tried.
 */
static dma_cookie_t start_long(struct buffers *b, struct soft_wait *wait)
{
	struct dma_tx_state tx_state;
	dma_cookie_t cookie;

	for (;;) {
		cookie = soft_submit(prep_long(b), wait);
		dma_async_issue_pending(b->chan);
		while (dmaengine_tx_status(b->chan, cookie, &tx_state) == DMA_IN_PROGRESS) {
			if (tx_state.residue < TOTAL)
				return cookie;
			udelay(5);
		}
		wait_for_completion(&wait->done);
	}
}

/* ---- order ------------------------------------------------------------- */

#define ORDERED 40

static unsigned int order[ORDERED], norder;

static void note_order(void *param)
{
	order[norder++] = (unsigned long)param;
}

static void transfers_complete_in_order_of_submission(void **state)
{
	struct dma_async_tx_descriptor *tx[ORDERED];
	struct soft_wait wait;
	struct buffers b;
	unsigned long i;

	buffers_init(&b);
	norder = 0;
	for (i = 0; i < ORDERED; i++) {
		tx[i] = prep_copy(&b);
		tx[i]->callback = note_order;
	}
	for (i = 0; i < ORDERED; i++) {
		/* submitted in another order than prepared */
		tx[ORDERED - 1 - i]->callback_param = (void *)i;
		dmaengine_submit(tx[ORDERED - 1 - i]);
		if (i % 3 == 0)
			dma_async_issue_pending(b.chan);
	}
	soft_submit(prep_copy(&b), &wait);
	dma_async_issue_pending(b.chan);
	wait_for_completion(&wait.done);
	assert_int_equal(norder, ORDERED);
	for (i = 0; i < ORDERED; i++)
		assert_int_equal(order[i], i);
	buffers_free(&b);
}

static void nothing_starts_before_it_is_issued(void **state)
{
	struct dma_tx_state tx_state;
	struct soft_wait wait;
	dma_cookie_t cookie;
	struct buffers b;

	buffers_init(&b);
	cookie = soft_submit(prep_copy(&b), &wait);
	msleep(5);
	assert_int_equal(dmaengine_tx_status(b.chan, cookie, &tx_state), DMA_IN_PROGRESS);
	assert_int_equal(tx_state.residue, CHUNK);
	assert_int_equal(wait.calls, 0);
	dma_async_issue_pending(b.chan);
	wait_for_completion(&wait.done);
	assert_int_equal(dmaengine_tx_status(b.chan, cookie, &tx_state), DMA_COMPLETE);
	assert_int_equal(tx_state.residue, 0);
	buffers_free(&b);
}

static void polling_works_without_a_callback(void **state)
{
	struct buffers b;
	int i;

	buffers_init(&b);
	for (i = 0; i < 10; i++)
		assert_int_equal(dma_sync_wait(b.chan, dmaengine_submit(prep_copy(&b))),
				 DMA_COMPLETE);
	buffers_free(&b);
}

/* ---- pause ------------------------------------------------------------- */

static void paused_channel_starts_nothing(void **state)
{
	struct dma_tx_state tx_state;
	struct soft_wait wait;
	dma_cookie_t cookie;
	struct buffers b;

	buffers_init(&b);
	assert_int_equal(dmaengine_resume(b.chan), -EINVAL);
	assert_int_equal(dmaengine_pause(b.chan), 0);
	cookie = soft_submit(prep_copy(&b), &wait);
	dma_async_issue_pending(b.chan);
	msleep(5);
	assert_int_equal(dmaengine_tx_status(b.chan, cookie, &tx_state), DMA_PAUSED);
	assert_int_equal(tx_state.residue, CHUNK);
	assert_int_equal(dmaengine_resume(b.chan), 0);
	wait_for_completion(&wait.done);
	assert_int_equal(dmaengine_tx_status(b.chan, cookie, NULL), DMA_COMPLETE);
	buffers_free(&b);
}

/* paused in the middle; how much was left then */
static u32 pause_in_the_middle(struct buffers *b, struct soft_wait *wait, dma_cookie_t *cookie)
{
	struct dma_tx_state tx_state;

	for (;;) {
		*cookie = start_long(b, wait);
		assert_int_equal(dmaengine_pause(b->chan), 0);
		if (dmaengine_tx_status(b->chan, *cookie, &tx_state) == DMA_PAUSED)
			return tx_state.residue;
		assert_int_equal(dmaengine_resume(b->chan), 0);
	}
}

static void pause_stops_a_running_transfer(void **state)
{
	struct dma_tx_state tx_state;
	struct soft_wait wait;
	dma_cookie_t cookie;
	struct buffers b;
	u32 residue;

	buffers_init(&b);
	residue = pause_in_the_middle(&b, &wait, &cookie);
	assert_in_range(residue, 1, TOTAL - 1);
	msleep(5);
	assert_int_equal(dmaengine_tx_status(b.chan, cookie, &tx_state), DMA_PAUSED);
	assert_int_equal(tx_state.residue, residue);
	assert_int_equal(wait.calls, 0);

	assert_int_equal(dmaengine_resume(b.chan), 0);
	wait_for_completion(&wait.done);
	assert_int_equal(wait.result.residue, 0);
	buffers_free(&b);
}

#define BIG (3u << 20)

static void pause_loses_nothing(void **state)
{
	struct dma_chan *chan = soft_chan();
	u8 *src = random_buffer(BIG), *dst = kzalloc(BIG, GFP_KERNEL);
	dma_addr_t from = map(chan, src, BIG, DMA_TO_DEVICE);
	dma_addr_t to = map(chan, dst, BIG, DMA_FROM_DEVICE);
	struct soft_wait wait;
	dma_cookie_t cookie;

	cookie = soft_submit(dmaengine_prep_dma_memcpy(chan, to, from, BIG, DMA_CTRL_ACK), &wait);
	dma_async_issue_pending(chan);
	while (dmaengine_tx_status(chan, cookie, NULL) != DMA_COMPLETE) {
		dmaengine_pause(chan);
		udelay(3);
		dmaengine_resume(chan);
		udelay(10);
	}
	wait_for_completion(&wait.done);
	unmap(chan, from, BIG, DMA_TO_DEVICE);
	unmap(chan, to, BIG, DMA_FROM_DEVICE);
	assert_memory_equal(dst, src, BIG);
	kfree(src);
	kfree(dst);
	dma_release_channel(chan);
}

static void residue_falls(void **state)
{
	struct soft_wait wait;
	struct dma_tx_state tx_state;
	dma_cookie_t cookie;
	struct buffers b;
	u32 last;
	int i;

	buffers_init(&b);
	last = pause_in_the_middle(&b, &wait, &cookie);
	dmaengine_resume(b.chan);
	for (i = 0; i < 100; i++) {
		if (dmaengine_tx_status(b.chan, cookie, &tx_state) == DMA_COMPLETE)
			break;
		assert_true(tx_state.residue <= last);
		last = tx_state.residue;
		udelay(20);
	}
	assert_int_equal(dmaengine_terminate_sync(b.chan), 0);
	buffers_free(&b);
}

/* ---- termination ------------------------------------------------------- */

static void terminate_ends_what_runs_and_what_waits(void **state)
{
	struct soft_wait running, waiting, submitted, later;
	dma_cookie_t cookie;
	struct buffers b;

	buffers_init(&b);
	/* again, where the first one has ended meanwhile */
	do {
		cookie = start_long(&b, &running);
		soft_submit(prep_copy(&b), &waiting);
		dma_async_issue_pending(b.chan);
		soft_submit(prep_copy(&b), &submitted);
		assert_int_equal(dmaengine_terminate_sync(b.chan), 0);
	} while (running.calls);
	assert_int_equal(waiting.calls + submitted.calls, 0);
	assert_int_equal(dmaengine_tx_status(b.chan, cookie, NULL), DMA_IN_PROGRESS);

	soft_submit(prep_copy(&b), &later);
	dma_async_issue_pending(b.chan);
	wait_for_completion(&later.done);
	assert_int_equal(later.result.result, DMA_TRANS_NOERROR);
	assert_int_equal(running.calls + waiting.calls + submitted.calls, 0);
	buffers_free(&b);
}

static void terminate_ends_a_pause(void **state)
{
	struct soft_wait wait;
	dma_cookie_t cookie;
	struct buffers b;

	buffers_init(&b);
	pause_in_the_middle(&b, &wait, &cookie);
	assert_int_equal(dmaengine_terminate_sync(b.chan), 0);
	assert_int_equal(wait.calls, 0);
	assert_int_equal(dma_sync_wait(b.chan, dmaengine_submit(prep_copy(&b))), DMA_COMPLETE);
	buffers_free(&b);
}

static void memory_is_not_touched_after_synchronize(void **state)
{
	struct soft_wait wait;
	struct buffers b;
	u8 *before;

	buffers_init(&b);
	start_long(&b, &wait);
	assert_int_equal(dmaengine_terminate_async(b.chan), 0);
	dmaengine_synchronize(b.chan);
	get_random_bytes(b.dst, CHUNK);
	before = kmemdup(b.dst, CHUNK, GFP_KERNEL);
	msleep(5);
	assert_memory_equal(b.dst, before, CHUNK);
	kfree(before);
	buffers_free(&b);
}

static void release_gives_up_what_is_pending(void **state)
{
	struct soft_wait running, waiting, submitted;
	struct buffers b;

	buffers_init(&b);
	start_long(&b, &running);
	soft_submit(prep_copy(&b), &waiting);
	dma_async_issue_pending(b.chan);
	soft_submit(prep_copy(&b), &submitted);
	prep_copy(&b);
	dma_release_channel(b.chan);
	assert_int_equal(submitted.calls, 0);
	buffers_unmap(&b);
}

/* ---- callbacks --------------------------------------------------------- */

static struct buffers chain;
static unsigned int chained;
static struct completion chain_done;

static void submits_next(void *param)
{
	struct dma_async_tx_descriptor *tx;

	if (++chained == 100) {
		complete(&chain_done);
		return;
	}
	tx = prep_copy(&chain);
	tx->callback = submits_next;
	dmaengine_submit(tx);
	dma_async_issue_pending(chain.chan);
}

static void callback_may_submit_the_next(void **state)
{
	buffers_init(&chain);
	init_completion(&chain_done);
	chained = 0;
	submits_next(NULL);
	wait_for_completion(&chain_done);
	assert_int_equal(chained, 100);
	buffers_free(&chain);
}

static int terminated;

static void terminates(void *param)
{
	terminated = dmaengine_terminate_async(param);
	complete(&chain_done);
}

static void callback_may_terminate_its_channel(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct soft_wait after;
	struct buffers b;

	buffers_init(&b);
	init_completion(&chain_done);
	terminated = 1;
	tx = prep_copy(&b);
	tx->callback = terminates;
	tx->callback_param = b.chan;
	dmaengine_submit(tx);
	soft_submit(prep_long(&b), &after);
	dma_async_issue_pending(b.chan);
	wait_for_completion(&chain_done);
	dmaengine_synchronize(b.chan);
	assert_int_equal(terminated, 0);
	assert_int_equal(after.calls, 0);
	assert_false(log_contains("completion callback"));
	buffers_free(&b);
}

static int waited;

static void waits_in_vain(void *param)
{
	waited = dmaengine_terminate_sync(param);
	complete(&chain_done);
}

static void terminate_sync_in_a_callback_is_refused(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct buffers b;

	buffers_init(&b);
	init_completion(&chain_done);
	waited = 1;
	tx = prep_copy(&b);
	tx->callback = waits_in_vain;
	tx->callback_param = b.chan;
	dmaengine_submit(tx);
	dma_async_issue_pending(b.chan);
	wait_for_completion(&chain_done);
	assert_int_equal(waited, -EDEADLK);
	assert_true(log_contains("called from a completion callback of this channel"));
	dmaengine_synchronize(b.chan);
	buffers_free(&b);
}

static void reused_descriptor_runs_again(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct soft_wait wait;
	struct buffers b;
	int i;

	buffers_init(&b);
	tx = dmaengine_prep_dma_memcpy(b.chan, b.to, b.from, CHUNK, DMA_CTRL_REUSE);
	for (i = 0; i < 4; i++) {
		soft_submit(tx, &wait);
		dma_async_issue_pending(b.chan);
		wait_for_completion(&wait.done);
		assert_int_equal(wait.result.result, DMA_TRANS_NOERROR);
		/* until the tasklet has let go of it */
		dmaengine_synchronize(b.chan);
	}
	assert_int_equal(dmaengine_desc_free(tx), 0);
	buffers_free(&b);
}

static void unacknowledged_descriptor_is_kept(void **state)
{
	struct dma_async_tx_descriptor *tx, *next;
	struct buffers b;
	int i;

	buffers_init(&b);
	tx = dmaengine_prep_dma_memcpy(b.chan, b.to, b.from, CHUNK, 0);
	assert_int_equal(dma_sync_wait(b.chan, dmaengine_submit(tx)), DMA_COMPLETE);
	for (i = 0; i < 200; i++) {
		next = prep_copy(&b);
		assert_ptr_not_equal(next, tx);
		assert_int_equal(dma_sync_wait(b.chan, dmaengine_submit(next)), DMA_COMPLETE);
	}
	assert_int_equal(dma_wait_for_async_tx(tx), DMA_COMPLETE);
	async_tx_ack(tx);
	buffers_free(&b);
}

static void more_descriptors_than_the_pool_holds(void **state)
{
	struct soft_wait last;
	struct buffers b;
	int i;

	buffers_init(&b);
	for (i = 0; i < 500; i++)
		assert_true(dmaengine_submit(prep_copy(&b)) > 0);
	soft_submit(prep_copy(&b), &last);
	dma_async_issue_pending(b.chan);
	wait_for_completion(&last.done);
	buffers_free(&b);
}

/* ---- removal ----------------------------------------------------------- */

static void controller_may_go_while_it_is_in_use(void **state)
{
	struct soft_wait wait;
	struct device *dev;
	struct buffers b;

	buffers_init(&b);
	dev = b.chan->device->dev;
	start_long(&b, &wait);
	device_release_driver(dev);
	assert_null(prep_copy(&b));
	dma_async_issue_pending(b.chan);
	assert_int_equal(dmaengine_terminate_sync(b.chan), 0);
	buffers_free(&b);

	assert_int_equal(device_attach(dev), 1);
	buffers_init(&b);
	assert_int_equal(dma_sync_wait(b.chan, dmaengine_submit(prep_copy(&b))), DMA_COMPLETE);
	buffers_free(&b);
}

/* ---- counters ---------------------------------------------------------- */

static void copies_are_counted(void **state)
{
	char *text;
	struct buffers b;
	size_t len;

	buffers_init(&b);
	dma_sync_wait(b.chan, dmaengine_submit(prep_copy(&b)));
	dma_sync_wait(b.chan, dmaengine_submit(prep_copy(&b)));
	assert_int_equal(dmae_file_read("/sys/class/dma/dma0chan0/memcpy_count", &text, &len), 0);
	assert_memory_equal(text, "2\n", 2);
	dmae_free(text);
	assert_int_equal(dmae_file_read("/sys/class/dma/dma0chan0/bytes_transferred", &text, &len),
			 0);
	assert_memory_equal(text, "8192\n", 5);
	dmae_free(text);
	buffers_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		soft_test(transfers_complete_in_order_of_submission),
		soft_test(nothing_starts_before_it_is_issued),
		soft_test(polling_works_without_a_callback),
		soft_test(paused_channel_starts_nothing),
		soft_test(pause_stops_a_running_transfer),
		soft_test(pause_loses_nothing),
		soft_test(residue_falls),
		soft_test(terminate_ends_what_runs_and_what_waits),
		soft_test(terminate_ends_a_pause),
		soft_test(memory_is_not_touched_after_synchronize),
		soft_test(release_gives_up_what_is_pending),
		soft_test(callback_may_submit_the_next),
		soft_test(callback_may_terminate_its_channel),
		soft_test(terminate_sync_in_a_callback_is_refused),
		soft_test(reused_descriptor_runs_again),
		soft_test(unacknowledged_descriptor_is_kept),
		soft_test(more_descriptors_than_the_pool_holds),
		soft_test(controller_may_go_while_it_is_in_use),
		soft_test(copies_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
