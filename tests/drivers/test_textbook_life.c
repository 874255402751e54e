// SPDX-License-Identifier: MIT
/*
 * The textbook driver's life: channels taken and given back, transfers cut
 * short, the controller unbound, asleep, routed to. Kernel side.
 */
#include <linux/kthread.h>
#include <linux/pm_runtime.h>
#include <linux/random.h>
#include <linux/sched.h>

#include "drivers/textbook_client.h"

#define TB_CTRL 0x008
#define TR_MUX(k) (0x100 + 4 * (k))

/* ---- terminate ---------------------------------------------------------------- */

static void terminate_once(struct dma_chan *chan, struct buffer *src, struct buffer *dst)
{
	unsigned int count = 1 + get_random_u32() % 3, i, calls = 0;
	struct transfer t[3];

	for (i = 0; i < count; i++)
		transfer_submit(&t[i], dmaengine_prep_dma_memcpy(chan, dst->dma, src->dma,
								 dst->len, 0));
	dma_async_issue_pending(chan);
	ndelay(get_random_u32() % 40000);
	assert_int_equal(dmaengine_terminate_sync(chan), 0);
	for (i = 0; i < count; i++)
		calls += t[i].calls;
	ndelay(20000);
	for (i = 0; i < count; i++)
		calls -= t[i].calls;
	assert_int_equal(calls, 0);
}

static void terminates_at_any_moment(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 16384, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 16384, DMA_FROM_DEVICE);
	unsigned int i;

	for (i = 0; i < 500; i++)
		terminate_once(chan, &src, &dst);
	copy_works(chan, 16384);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void terminate_drops_what_was_only_prepared(void **state)
{
	struct dma_chan *chan = memory_chan();

	assert_non_null(dmaengine_prep_dma_memcpy(chan, 0x80000000, 0x80001000, 64, 0));
	assert_int_equal(dmaengine_terminate_sync(chan), 0);
	copy_works(chan, 64);
	dma_release_channel(chan);
}

static void terminate_ends_a_pause(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 4096, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 4096, DMA_FROM_DEVICE);
	struct transfer t;

	dmaengine_pause(chan);
	transfer_submit(&t, dmaengine_prep_dma_memcpy(chan, dst.dma, src.dma, 4096, 0));
	dma_async_issue_pending(chan);
	assert_int_equal(dmaengine_terminate_sync(chan), 0);
	copy_works(chan, 4096);
	assert_int_equal(t.calls, 0);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

struct other {
	struct dma_chan *chan;
	struct completion done;
};

static int terminate_from_outside(void *arg)
{
	struct other *o = arg;

	udelay(30);
	dmaengine_terminate_sync(o->chan);
	complete(&o->done);
	return 0;
}

static void another_task_may_terminate(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 1 << 20, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 1 << 20, DMA_FROM_DEVICE);
	struct other o = { .chan = chan };
	struct transfer t;

	init_completion(&o.done);
	transfer_submit(&t, dmaengine_prep_dma_memcpy(chan, dst.dma, src.dma, 1 << 20, 0));
	dma_async_issue_pending(chan);
	assert_false(IS_ERR(kthread_run(terminate_from_outside, &o, "terminator")));
	assert_int_not_equal(wait_for_completion_timeout(&o.done, msecs_to_jiffies(5000)), 0);
	copy_works(chan, 4096);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void releases_while_a_transfer_is_pending(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 1 << 20, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 1 << 20, DMA_FROM_DEVICE);
	struct transfer t, unissued;

	transfer_submit(&t, dmaengine_prep_dma_memcpy(chan, dst.dma, src.dma, 1 << 20, 0));
	dma_async_issue_pending(chan);
	transfer_submit(&unissued, dmaengine_prep_dma_memcpy(chan, dst.dma, src.dma, 4096, 0));
	dma_release_channel(chan);
	msleep(5);
	assert_int_equal(unissued.calls, 0);
	buffer_free(&src);
	buffer_free(&dst);
	chan = memory_chan();
	copy_works(chan, 4096);
	dma_release_channel(chan);
}

/* ---- channels -------------------------------------------------------------------- */

static void has_eight_channels(void **state)
{
	struct dma_chan *chans[8];
	unsigned int i;

	for (i = 0; i < 8; i++) {
		chans[i] = memory_chan();
		assert_non_null(chans[i]);
	}
	assert_null(memory_chan());
	assert_true(IS_ERR(dma_request_chan(fifo(0), "rx")));
	dma_release_channel(chans[3]);
	chans[3] = memory_chan();
	assert_non_null(chans[3]);
	for (i = 0; i < 8; i++)
		dma_release_channel(chans[i]);
}

static void a_name_that_is_not_there_is_refused(void **state)
{
	assert_int_equal(PTR_ERR(dma_request_chan(fifo(0), "sideways")), -ENODEV);
}

struct worker {
	struct dma_chan *chan;
	struct completion done;
};

static int work(void *arg)
{
	struct worker *w = arg;
	unsigned int i;

	for (i = 0; i < 50; i++)
		copy_works(w->chan, 4 + 4 * (get_random_u32() % 2000));
	complete(&w->done);
	return 0;
}

static void all_channels_work_at_once(void **state)
{
	struct worker w[8];
	unsigned int i;

	for (i = 0; i < 8; i++) {
		w[i].chan = memory_chan();
		init_completion(&w[i].done);
		assert_false(IS_ERR(kthread_run(work, &w[i], "worker%u", i)));
	}
	for (i = 0; i < 8; i++) {
		assert_int_not_equal(wait_for_completion_timeout(&w[i].done,
								 msecs_to_jiffies(20000)), 0);
		dma_release_channel(w[i].chan);
	}
}

/* ---- the router --------------------------------------------------------------------- */

static void summary_names_the_router(void **state)
{
	struct dma_chan *rx = fifo_chan(0, "rx");
	struct dma_chan *direct = fifo_chan(1, "rx");
	char *text;
	size_t len;

	assert_int_equal(dmae_file_read("/sys/kernel/debug/dmaengine/summary", &text, &len), 0);
	assert_non_null(strstr(text, "(40000000.dma-controller): number of channels: 8\n"));
	assert_non_null(
		strstr(text, "chan0    | 40020000.fifo:rx (via router: 40010000.dma-router)\n"));
	assert_non_null(strstr(text, "chan1    | 40021000.fifo:rx\n"));
	dmae_free(text);
	dma_release_channel(rx);
	dma_release_channel(direct);
}

static void routes_live_as_long_as_their_channel(void **state)
{
	u8 __iomem *router = ioremap(0x40010000, 0x1000);
	struct dma_chan *rx, *tx;
	unsigned int i;

	for (i = 0; i < 40; i++) {
		rx = fifo_chan(0, "bridge");
		tx = fifo_chan(0, "tx");
		assert_int_equal(readl(router + TR_MUX(0)), 0x80000001);
		assert_int_equal(readl(router + TR_MUX(1)), 0x80000002);
		assert_int_equal(readl(router + TR_MUX(2)), 0x80000000);
		dma_release_channel(rx);
		assert_int_equal(readl(router + TR_MUX(0)), 0);
		assert_int_equal(readl(router + TR_MUX(1)), 0);
		dma_release_channel(tx);
		assert_int_equal(readl(router + TR_MUX(2)), 0);
	}
	iounmap(router);
}

/* ---- power ------------------------------------------------------------------------------ */

static bool becomes_suspended(struct device *dev)
{
	unsigned int i;

	for (i = 0; i < 1000 && !pm_runtime_suspended(dev); i++)
		msleep(1);
	return pm_runtime_suspended(dev);
}

static void sleeps_unless_a_channel_is_taken(void **state)
{
	u8 __iomem *regs = ioremap(0x40000000, 0x1000);
	struct device *dev = controller();
	struct dma_chan *a, *b;

	assert_true(becomes_suspended(dev));
	assert_int_equal(readl(regs + TB_CTRL), 0);
	a = memory_chan();
	b = memory_chan();
	assert_false(pm_runtime_suspended(dev));
	assert_int_equal(readl(regs + TB_CTRL), 1);
	dma_release_channel(a);
	msleep(20);
	assert_false(pm_runtime_suspended(dev));
	copy_works(b, 4096);
	dma_release_channel(b);
	assert_true(becomes_suspended(dev));
	assert_int_equal(readl(regs + TB_CTRL), 0);
	iounmap(regs);
}

/* ---- unbind ------------------------------------------------------------------------------ */

static void can_be_unbound_and_bound_again(void **state)
{
	struct device *dev = controller();
	struct dma_chan *chan;
	unsigned int i;

	for (i = 0; i < 5; i++) {
		device_release_driver(dev);
		assert_null(memory_chan());
		assert_int_equal(PTR_ERR(dma_request_chan(fifo(0), "rx")), -EPROBE_DEFER);
		assert_int_equal(device_attach(dev), 1);
		chan = memory_chan();
		assert_non_null(chan);
		copy_works(chan, 4096);
		dma_release_channel(chan);
	}
	assert_true(becomes_suspended(dev));
}

static void can_be_unbound_while_a_channel_is_in_use(void **state)
{
	struct device *dev = controller();
	struct dma_chan *chan = memory_chan(), *other;
	struct buffer src = buffer_new(chan, 1 << 20, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 1 << 20, DMA_FROM_DEVICE);
	struct transfer t;

	transfer_submit(&t, dmaengine_prep_dma_memcpy(chan, dst.dma, src.dma, 1 << 20, 0));
	dma_async_issue_pending(chan);
	device_release_driver(dev);
	/* the client does not know yet; nothing it calls reaches the hardware */
	assert_null(dmaengine_prep_dma_memcpy(chan, dst.dma, src.dma, 64, 0));
	dma_async_issue_pending(chan);
	assert_int_equal(dmaengine_pause(chan), 0);
	assert_int_equal(dmaengine_terminate_sync(chan), 0);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
	assert_int_equal(device_attach(dev), 1);
	other = memory_chan();
	copy_works(other, 4096);
	dma_release_channel(other);
	assert_true(becomes_suspended(dev));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		textbook_test(terminates_at_any_moment),
		textbook_test(terminate_drops_what_was_only_prepared),
		textbook_test(terminate_ends_a_pause),
		textbook_test(another_task_may_terminate),
		textbook_test(releases_while_a_transfer_is_pending),
		textbook_test(has_eight_channels),
		textbook_test(a_name_that_is_not_there_is_refused),
		textbook_test(all_channels_work_at_once),
		textbook_test(summary_names_the_router),
		textbook_test(routes_live_as_long_as_their_channel),
		textbook_test(sleeps_unless_a_channel_is_taken),
		textbook_test(can_be_unbound_and_bound_again),
		textbook_test(can_be_unbound_while_a_channel_is_in_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
