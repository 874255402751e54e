// SPDX-License-Identifier: MIT
/*
 * The orders in which clients do things that providers must bear, on both
 * engines: what is submitted, terminated and released from where.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "unit.h"

#define LEN	4096
#define LIMIT	msecs_to_jiffies(20000)

/** struct client - a channel with a source and a destination mapped for it */
struct client {
	struct dma_chan *chan;
	struct device *dev;
	u8 *src, *dst;
	dma_addr_t src_dma, dst_dma;
	struct completion done;
	atomic_t callbacks;
	unsigned int wanted;
};

static struct dma_chan *take_channel(void)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	return dma_request_channel(mask, NULL, NULL);
}

static void client_map(struct client *c, unsigned int pattern)
{
	unsigned int i;

	c->dev = dmaengine_get_dma_device(c->chan);
	c->src = kmalloc(LEN, GFP_KERNEL);
	c->dst = kzalloc(LEN, GFP_KERNEL);
	for (i = 0; i < LEN; i++)
		c->src[i] = i * 3 + pattern;
	c->src_dma = dma_map_single(c->dev, c->src, LEN, DMA_TO_DEVICE);
	c->dst_dma = dma_map_single(c->dev, c->dst, LEN, DMA_FROM_DEVICE);
	init_completion(&c->done);
	atomic_set(&c->callbacks, 0);
}

static void client_open(struct client *c)
{
	memset(c, 0, sizeof(*c));
	c->chan = take_channel();
	assert_non_null(c->chan);
	client_map(c, 1);
}

static void client_unmap(struct client *c)
{
	dma_unmap_single(c->dev, c->src_dma, LEN, DMA_TO_DEVICE);
	dma_unmap_single(c->dev, c->dst_dma, LEN, DMA_FROM_DEVICE);
}

static void client_free(struct client *c)
{
	kfree(c->src);
	kfree(c->dst);
}

static void client_close(struct client *c)
{
	dmaengine_terminate_sync(c->chan);
	dma_release_channel(c->chan);
	client_unmap(c);
	client_free(c);
}

static struct dma_async_tx_descriptor *prep(struct client *c)
{
	return dmaengine_prep_dma_memcpy(c->chan, c->dst_dma, c->src_dma, LEN,
					 DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
}

static void count(void *arg)
{
	struct client *c = arg;

	if (atomic_inc_return(&c->callbacks) == c->wanted)
		complete(&c->done);
}

static void submit(struct client *c, void (*callback)(void *))
{
	struct dma_async_tx_descriptor *tx = prep(c);

	assert_non_null(tx);
	tx->callback = callback;
	tx->callback_param = c;
	assert_false(dma_submit_error(dmaengine_submit(tx)));
}

/* ---- in callbacks ------------------------------------------------------ */

static void submit_next(void *arg)
{
	struct client *c = arg;

	if (atomic_inc_return(&c->callbacks) == c->wanted) {
		complete(&c->done);
		return;
	}
	submit(c, submit_next);
	dma_async_issue_pending(c->chan);
}

static void a_callback_submits_the_next_transfer(void **state)
{
	struct client c;

	client_open(&c);
	c.wanted = 200;
	submit(&c, submit_next);
	dma_async_issue_pending(c.chan);
	assert_true(wait_for_completion_timeout(&c.done, LIMIT));
	assert_int_equal(atomic_read(&c.callbacks), 200);
	client_unmap(&c);
	assert_memory_equal(c.dst, c.src, LEN);
	dmaengine_terminate_sync(c.chan);
	dma_release_channel(c.chan);
	client_free(&c);
}

static void end_oneself(void *arg)
{
	struct client *c = arg;

	dmaengine_terminate_async(c->chan);
	atomic_inc(&c->callbacks);
	complete(&c->done);
}

static void a_callback_terminates_its_channel(void **state)
{
	struct client c;
	int i;

	client_open(&c);
	for (i = 0; i < 8; i++)
		submit(&c, i == 3 ? end_oneself : count);
	dma_async_issue_pending(c.chan);
	assert_true(wait_for_completion_timeout(&c.done, LIMIT));
	dmaengine_synchronize(c.chan);
	/* what had completed by then may have called back, what came after may not */
	assert_true(atomic_read(&c.callbacks) >= 4 && atomic_read(&c.callbacks) <= 8);
	client_close(&c);
}

/* ---- from elsewhere ---------------------------------------------------- */

static int terminator(void *arg)
{
	struct client *c = arg;

	usleep_range(1, 5);
	return dmaengine_terminate_sync(c->chan);
}

static void another_task_terminates_while_a_transfer_runs(void **state)
{
	struct dmae_task *task;
	struct client c;
	int round, i, before;

	client_open(&c);
	for (round = 0; round < 20; round++) {
		for (i = 0; i < 16; i++)
			submit(&c, count);
		task = dmae_spawn(terminator, &c, "terminator");
		assert_non_null(task);
		dma_async_issue_pending(c.chan);
		assert_int_equal(dmae_join(task), 0);
		/* it may have come before they were issued */
		dmaengine_terminate_sync(c.chan);
		before = atomic_read(&c.callbacks);
		usleep_range(50, 60);
		assert_int_equal(atomic_read(&c.callbacks), before);
	}
	client_close(&c);
}

static void releasing_gives_up_what_is_pending(void **state)
{
	struct client c;
	int i;

	client_open(&c);
	for (i = 0; i < 10; i++)
		submit(&c, count);
	/* never issued: nobody may ever be called */
	dmaengine_terminate_sync(c.chan);
	dma_release_channel(c.chan);
	usleep_range(100, 200);
	assert_int_equal(atomic_read(&c.callbacks), 0);
	client_unmap(&c);
	client_free(&c);
	client_open(&c);
	c.wanted = 1;
	submit(&c, count);
	dma_async_issue_pending(c.chan);
	assert_true(wait_for_completion_timeout(&c.done, LIMIT));
	client_close(&c);
}

/* ---- many clients ------------------------------------------------------ */

#define TASKS	64
#define CHANS	8
#define TURNS	20

static struct dma_chan *shared[CHANS];
static unsigned int nshared;
static atomic_t wrong;

static int copier(void *arg)
{
	struct client c = { .chan = arg };
	int i;

	for (i = 0; i < TURNS; i++) {
		client_map(&c, i);
		c.wanted = 1;
		submit(&c, count);
		dma_async_issue_pending(c.chan);
		if (!wait_for_completion_timeout(&c.done, LIMIT))
			atomic_inc(&wrong);
		client_unmap(&c);
		if (memcmp(c.src, c.dst, LEN))
			atomic_inc(&wrong);
		client_free(&c);
	}
	return 0;
}

static void sixty_four_tasks_share_eight_channels(void **state)
{
	struct dmae_task *task[TASKS];
	int i;

	atomic_set(&wrong, 0);
	for (nshared = 0; nshared < CHANS; nshared++) {
		shared[nshared] = take_channel();
		if (!shared[nshared])
			break;
	}
	assert_int_equal(nshared, *(unsigned int *)*state);
	for (i = 0; i < TASKS; i++) {
		task[i] = dmae_spawn(copier, shared[i % nshared], "copier");
		assert_non_null(task[i]);
	}
	for (i = 0; i < TASKS; i++)
		dmae_join(task[i]);
	assert_int_equal(atomic_read(&wrong), 0);
	while (nshared)
		dma_release_channel(shared[--nshared]);
}

static void two_clients_share_a_public_channel(void **state)
{
	struct client a = { .chan = NULL }, b = { .chan = NULL };

	dmaengine_get();
	a.chan = b.chan = dma_find_channel(DMA_MEMCPY);
	if (!a.chan) {
		/* the textbook controller's channels are private */
		dmaengine_put();
		skip_because("this board has no public channel");
	}
	client_map(&a, 1);
	client_map(&b, 2);
	a.wanted = b.wanted = 50;
	while (atomic_read(&a.callbacks) < 50 || atomic_read(&b.callbacks) < 50) {
		int before = atomic_read(&a.callbacks) + atomic_read(&b.callbacks);

		submit(&a, count);
		submit(&b, count);
		dma_async_issue_pending(a.chan);
		while (atomic_read(&a.callbacks) + atomic_read(&b.callbacks) < before + 2)
			usleep_range(1, 5);
	}
	client_unmap(&a);
	client_unmap(&b);
	assert_memory_equal(a.dst, a.src, LEN);
	assert_memory_equal(b.dst, b.src, LEN);
	client_free(&a);
	client_free(&b);
	dmaengine_put();
}

/* ---- both engines ------------------------------------------------------ */

static unsigned int soft_channels = 8, textbook_channels = 8;

static int soft_world(void **state)
{
	static const char *const params[] = { "soft_dma.channels=8", NULL };
	struct dmae_world_params p = world_params(NULL);

	p.params = params;
	*state = &soft_channels;
	return dmae_world_start(&p);
}

static int textbook_world(void **state)
{
	*state = &textbook_channels;
	return textbook_setup(state);
}

#define SOFT(t) { "soft_" #t, t, soft_world, world_teardown, NULL }
#define TEXTBOOK(t) { "textbook_" #t, t, textbook_world, world_teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		SOFT(a_callback_submits_the_next_transfer),
		SOFT(a_callback_terminates_its_channel),
		SOFT(another_task_terminates_while_a_transfer_runs),
		SOFT(releasing_gives_up_what_is_pending),
		SOFT(sixty_four_tasks_share_eight_channels),
		SOFT(two_clients_share_a_public_channel),
		TEXTBOOK(a_callback_submits_the_next_transfer),
		TEXTBOOK(a_callback_terminates_its_channel),
		TEXTBOOK(another_task_terminates_while_a_transfer_runs),
		TEXTBOOK(releasing_gives_up_what_is_pending),
		TEXTBOOK(sixty_four_tasks_share_eight_channels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
