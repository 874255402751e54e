// SPDX-License-Identifier: MIT
/*
 * The software engine against an oracle: actors on threads of their own submit
 * random transfers, which depend on one another, and a model of the memory
 * does the same by plain loops. Channels are shared, paused, terminated and
 * released while they are busy. Nothing may be lost, come twice, come out of
 * order, or write where it should not.
 *
 * A few rounds in the suite; for as long as DMAE_SOAK_SECONDS says in a soak.
 */
#include <linux/async_tx.h>
#include <linux/kthread.h>

#include "base/copy/copy.h"
#include "base/host.h"
#include "galois.h"
#include "soft_client.h"

#define ACTORS		6
#define CHANNELS	5	/* two that are shared, three with an owner who mistreats them */
#define SHARED		2
#define AREA		(256u << 10)
#define LARGE		(3u << 20)	/* what an owner has of it: workers share such transfers */
#define BATCH		40
#define ROUNDS		30

struct stress {
	unsigned int id;
	unsigned int seed;
	struct dma_chan *chan;
	bool owner;		/* of its channel */
	bool polled;
	u8 *src, *dst, *model;
	u32 len;		/* of each of them */
	dma_addr_t from, to;
	struct task_struct *task;
	struct completion *done;
	unsigned long rounds, transfers;
	const char *wrong;	/* the first thing that was */
};

struct record {
	struct stress *s;
	unsigned int seq;
	unsigned int calls;
	enum dmaengine_tx_result result;
};

/* the batch of an actor: its records, and which of them came last */
struct batch {
	struct record record[BATCH];
	unsigned int last;
	struct completion end;
};

static u64 stop_at;
static const char *wrongs[ACTORS];

static u32 rnd(struct stress *s, u32 below)
{
	s->seed = s->seed * 1664525 + 1013904223;
	return (s->seed >> 8) % below;
}

static void note_wrong(struct stress *s, const char *what)
{
	if (!s->wrong)
		WRITE_ONCE(s->wrong, what);
}

/* ---- callbacks --------------------------------------------------------- */

static struct batch batches[ACTORS];

static void called(struct record *r, enum dmaengine_tx_result result)
{
	struct batch *b = &batches[r->s->id];

	if (r->calls++)
		note_wrong(r->s, "a callback came twice");
	if (r->seq < b->last)
		note_wrong(r->s, "callbacks came out of order");
	if (!in_serving_softirq())
		note_wrong(r->s, "a callback was not in softirq context");
	b->last = r->seq;
	r->result = result;
	if (r->seq == BATCH - 1)
		complete(&b->end);
}

static void plain_callback(void *param)
{
	called(param, DMA_TRANS_NOERROR);
}

static void result_callback(void *param, const struct dmaengine_result *result)
{
	called(param, result->result);
}

/* ---- transfers, and what they do to the model -------------------------- */

static void model_xor(struct stress *s, u32 at, const u32 *from, unsigned int n, u32 len)
{
	u32 i;
	unsigned int k;

	for (i = 0; i < len; i++) {
		u8 sum = 0;

		for (k = 0; k < n; k++)
			sum ^= s->src[from[k] + i];
		s->model[at + i] = sum;
	}
}

static struct dma_async_tx_descriptor *prep_xor(struct stress *s, u32 at, u32 len,
						unsigned long flags)
{
	unsigned int n = 2 + rnd(s, 4), k;
	dma_addr_t addr[5];
	u32 from[5];

	for (k = 0; k < n; k++) {
		from[k] = rnd(s, AREA - len);
		addr[k] = s->from + from[k];
	}
	model_xor(s, at, from, n, len);
	return s->chan->device->device_prep_dma_xor(s->chan, s->to + at, addr, n, len, flags);
}

/* P into the first half of the place, Q into the second */
static struct dma_async_tx_descriptor *prep_pq(struct stress *s, u32 at, u32 len,
					       unsigned long flags)
{
	unsigned int n = 2 + rnd(s, 3), k;
	u32 half = len / 2, i, from[4];
	dma_addr_t addr[4], pq[2];
	u8 coef[4];

	if (!half)
		return s->chan->device->device_prep_dma_interrupt(s->chan, flags);
	memset(s->model + at, 0, 2 * half);
	for (k = 0; k < n; k++) {
		coef[k] = 1 + rnd(s, 255);
		from[k] = rnd(s, AREA - half);
		addr[k] = s->from + from[k];
		for (i = 0; i < half; i++) {
			s->model[at + i] ^= s->src[from[k] + i];
			s->model[at + half + i] ^= galois_product(coef[k], s->src[from[k] + i]);
		}
	}
	pq[0] = s->to + at;
	pq[1] = s->to + at + half;
	return s->chan->device->device_prep_dma_pq(s->chan, pq, addr, n, coef, half, flags);
}

/* rows of a picture, out of a wider one, packed */
static struct dma_async_tx_descriptor *prep_rows(struct stress *s, u32 at, u32 len,
						 unsigned long flags)
{
	struct dma_interleaved_template *xt;
	struct dma_async_tx_descriptor *tx;
	u32 rows = 1 + rnd(s, 8), width = len / rows, gap = rnd(s, 100), from, i;

	if (!width)
		return s->chan->device->device_prep_dma_interrupt(s->chan, flags);
	from = rnd(s, AREA - rows * (width + gap));
	for (i = 0; i < rows; i++)
		memcpy(s->model + at + i * width, s->src + from + i * (width + gap), width);
	xt = kzalloc(struct_size(xt, sgl, 1), GFP_KERNEL);
	xt->src_start = s->from + from;
	xt->dst_start = s->to + at;
	xt->dir = DMA_MEM_TO_MEM;
	xt->src_inc = xt->dst_inc = xt->src_sgl = true;
	xt->numf = rows;
	xt->frame_size = 1;
	xt->sgl[0] = (struct data_chunk){ .size = width, .src_icg = gap };
	tx = dmaengine_prep_interleaved_dma(s->chan, xt, flags);
	kfree(xt);
	return tx;
}

/* what an earlier transfer of the batch wrote goes on somewhere else */
static struct dma_async_tx_descriptor *prep_chained(struct stress *s, u32 at, u32 len,
						    unsigned long flags)
{
	u32 from = at > len ? rnd(s, at - len) : 0;

	if (at <= len)
		return s->chan->device->device_prep_dma_interrupt(s->chan, flags);
	memmove(s->model + at, s->model + from, len);
	return dmaengine_prep_dma_memcpy(s->chan, s->to + at, s->to + from, len,
					 flags | DMA_PREP_FENCE);
}

static struct dma_async_tx_descriptor *prep_random(struct stress *s, u32 at, u32 len,
						   unsigned long flags)
{
	u32 from = rnd(s, AREA - len);
	u8 value = rnd(s, 256);

	switch (rnd(s, 10)) {
	case 4:
		return prep_pq(s, at, len, flags);
	case 5:
		return prep_rows(s, at, len, flags);
	case 0:
		return prep_xor(s, at, len, flags);
	case 1:
		memset(s->model + at, value, len);
		return dmaengine_prep_dma_memset(s->chan, s->to + at, value, len, flags);
	case 2:
		return s->chan->device->device_prep_dma_interrupt(s->chan, flags);
	case 3:
		return prep_chained(s, at, len, flags);
	default:
		memcpy(s->model + at, s->src + from, len);
		return dmaengine_prep_dma_memcpy(s->chan, s->to + at, s->from + from, len, flags);
	}
}

/* the ring is full now and then: then what is there must get on */
static struct dma_async_tx_descriptor *prep_patiently(struct stress *s, u32 at, u32 len,
						      unsigned long flags)
{
	unsigned int seed = s->seed, tries;
	struct dma_async_tx_descriptor *tx;

	for (tries = 0; tries < 10000; tries++) {
		s->seed = seed;
		tx = prep_random(s, at, len, flags);
		if (tx)
			return tx;
		dma_async_issue_pending(s->chan);
		usleep_range(50, 100);
	}
	note_wrong(s, "the ring stayed full");
	return NULL;
}

/* a batch, from start to end of the area; returns the last cookie, 0 after a failure */
static dma_cookie_t submit_batch(struct stress *s)
{
	struct batch *b = &batches[s->id];
	u32 slot = AREA / BATCH, i, len, kind;
	struct dma_async_tx_descriptor *tx;
	dma_cookie_t cookie = 0;

	b->last = 0;
	init_completion(&b->end);
	for (i = 0; i < BATCH; i++) {
		b->record[i] = (struct record){ .s = s, .seq = i };
		kind = i == BATCH - 1 ? 2 : rnd(s, 3);
		len = 1 + (rnd(s, 3) ? rnd(s, 300) : rnd(s, slot - 64));
		tx = prep_patiently(s, i * slot + rnd(s, slot - len), len, DMA_CTRL_ACK);
		if (!tx)
			return 0;
		if (kind == 1)
			tx->callback = plain_callback;
		if (kind == 2)
			tx->callback_result = result_callback;
		if (kind)
			tx->callback_param = &b->record[i];
		cookie = dmaengine_submit(tx);
		if (cookie < DMA_MIN_COOKIE)
			note_wrong(s, "a descriptor could not be submitted");
		if (!rnd(s, 4))
			dma_async_issue_pending(s->chan);
		s->transfers++;
	}
	dma_async_issue_pending(s->chan);
	return cookie;
}

/* ---- rounds ------------------------------------------------------------ */

static void compare(struct stress *s)
{
	if (memcmp(s->dst, s->model, AREA))
		note_wrong(s, "memory is not what it should be");
}

static void forget_batch(struct stress *s)
{
	memset(s->dst, 0x5a, AREA);
	memset(s->model, 0x5a, AREA);
}

static void quiet_round(struct stress *s)
{
	struct batch *b = &batches[s->id];
	dma_cookie_t last = submit_batch(s);

	if (!last)
		return;
	if (!wait_for_completion_timeout(&b->end, 60 * HZ)) {
		note_wrong(s, "a callback never came");
		return;
	}
	if (dmaengine_tx_status(s->chan, last, NULL) != DMA_COMPLETE)
		note_wrong(s, "called back, but not complete");
	compare(s);
}

/* a fill, a copy and an XOR that are large enough to be shared between workers */
static void large_round(struct stress *s)
{
	struct batch *b = &batches[s->id];
	u32 third = LARGE / 3, shift = rnd(s, 64), i;
	struct dma_async_tx_descriptor *tx[3];
	dma_addr_t from[2] = { s->from, s->from + third };

	b->last = 0;
	init_completion(&b->end);
	b->record[0] = (struct record){ .s = s, .seq = BATCH - 1 };
	memset(s->model, shift, LARGE);
	memcpy(s->model + shift, s->src, LARGE - 64);
	for (i = 0; i < third; i++)
		s->model[2 * third + i] = s->src[i] ^ s->src[third + i];

	tx[0] = dmaengine_prep_dma_memset(s->chan, s->to, shift, LARGE, DMA_CTRL_ACK);
	tx[1] = dmaengine_prep_dma_memcpy(s->chan, s->to + shift, s->from, LARGE - 64,
					  DMA_CTRL_ACK | DMA_PREP_FENCE);
	tx[2] = s->chan->device->device_prep_dma_xor(s->chan, s->to + 2 * third, from, 2, third,
						     DMA_CTRL_ACK);
	for (i = 0; i < 3; i++) {
		if (!tx[i]) {
			note_wrong(s, "a large transfer could not be prepared");
			return;
		}
		if (i == 2) {
			tx[i]->callback_result = result_callback;
			tx[i]->callback_param = &b->record[0];
		}
		dmaengine_submit(tx[i]);
	}
	dma_async_issue_pending(s->chan);
	if (!wait_for_completion_timeout(&b->end, 60 * HZ))
		note_wrong(s, "a large transfer never ended");
	if (memcmp(s->dst, s->model, LARGE))
		note_wrong(s, "a large transfer did not arrive whole");
	s->transfers += 3;
}

/* how many callbacks have come */
static unsigned int count_calls(struct stress *s)
{
	unsigned int i, sum = 0;

	for (i = 0; i < BATCH; i++)
		sum += READ_ONCE(batches[s->id].record[i].calls);
	return sum;
}

static void pausing_round(struct stress *s)
{
	unsigned int i;

	if (!submit_batch(s))
		return;
	for (i = 0; i < 5; i++) {
		dmaengine_pause(s->chan);
		udelay(rnd(s, 20));
		dmaengine_resume(s->chan);
	}
	if (!wait_for_completion_timeout(&batches[s->id].end, 60 * HZ))
		note_wrong(s, "a callback never came after a pause");
	compare(s);
}

static void terminating_round(struct stress *s)
{
	unsigned int calls;

	if (!submit_batch(s))
		return;
	udelay(rnd(s, 60));
	dmaengine_terminate_sync(s->chan);
	calls = count_calls(s);
	forget_batch(s);
	udelay(rnd(s, 200));
	if (count_calls(s) != calls)
		note_wrong(s, "a callback came after termination");
	compare(s);
}

static bool take_channel(struct stress *s)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMSET_SG, mask);
	s->chan = dma_request_chan_by_mask(&mask);
	if (!IS_ERR(s->chan))
		return true;
	note_wrong(s, "a released channel could not be had again");
	return false;
}

static void releasing_round(struct stress *s)
{
	unsigned int calls;

	if (!submit_batch(s))
		return;
	dma_release_channel(s->chan);
	calls = count_calls(s);
	forget_batch(s);
	if (take_channel(s) && count_calls(s) != calls)
		note_wrong(s, "a callback came after the release");
	compare(s);
}

static void one_round(struct stress *s)
{
	forget_batch(s);
	switch (s->owner ? rnd(s, 7) : 6) {
	case 3:
		large_round(s);
		break;
	case 0:
		terminating_round(s);
		break;
	case 1:
		releasing_round(s);
		break;
	case 2:
		pausing_round(s);
		break;
	default:
		quiet_round(s);
	}
	s->rounds++;
}

static bool time_is_up(const struct stress *s)
{
	return stop_at ? host_now_ns() > stop_at : s->rounds >= ROUNDS;
}

static int act(void *data)
{
	struct stress *s = data;

	while (!time_is_up(s) && !READ_ONCE(s->wrong))
		one_round(s);
	complete(s->done);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/* ---- chains across channels -------------------------------------------- */

#define LINKS 12

static void link_called(void *param)
{
	complete(param);
}

/* a page is handed on from page to page, each time by whichever channel comes next */
static const char *chain_round(struct page **page, unsigned int seed)
{
	struct dma_async_tx_descriptor *tx = NULL;
	struct async_submit_ctl submit;
	struct completion end;
	unsigned int i;

	init_completion(&end);
	get_random_bytes(page_address(page[0]), PAGE_SIZE);
	for (i = 1; i < LINKS; i++)
		memset(page_address(page[i]), i, PAGE_SIZE);
	for (i = 1; i < LINKS; i++) {
		init_async_submit(&submit, ASYNC_TX_FENCE | (i == LINKS - 1 ? ASYNC_TX_ACK : 0), tx,
				  i == LINKS - 1 ? link_called : NULL, &end, NULL);
		tx = async_memcpy(page[i], page[i - 1], 0, 0, PAGE_SIZE, &submit);
	}
	async_tx_issue_pending_all();
	if (!wait_for_completion_timeout(&end, 60 * HZ))
		return "the end of a chain never came";
	if (memcmp(page_address(page[0]), page_address(page[LINKS - 1]), PAGE_SIZE))
		return "a chain lost what it carried";
	return NULL;
}

static void chains_of_dependencies_hold(void **state)
{
	struct page *page[LINKS];
	const char *wrong = NULL;
	unsigned int i, rounds = 0;

	dmaengine_get();
	for (i = 0; i < LINKS; i++)
		page[i] = alloc_page(GFP_KERNEL);
	while (!wrong && (stop_at ? host_now_ns() < stop_at : rounds < 10 * ROUNDS))
		wrong = chain_round(page, rounds++);
	for (i = 0; i < LINKS; i++)
		__free_page(page[i]);
	dmaengine_put();
	if (wrong)
		fail_msg("%s, in round %u", wrong, rounds);
}

/* ---- the play ---------------------------------------------------------- */

static void actor_open(struct stress *s, unsigned int id, struct dma_chan **shared)
{
	s->id = id;
	s->seed = id * 7919 + 1;
	s->owner = id >= ACTORS - (CHANNELS - SHARED);
	if (s->owner)
		assert_true(take_channel(s));
	else
		s->chan = shared[id % SHARED];
	s->len = s->owner ? LARGE : AREA;
	s->src = random_buffer(s->len);
	s->dst = kmalloc(s->len, GFP_KERNEL);
	s->model = kmalloc(s->len, GFP_KERNEL);
	s->from = dma_map_single(soft_dev(s->chan), s->src, s->len, DMA_TO_DEVICE);
	s->to = dma_map_single(soft_dev(s->chan), s->dst, s->len, DMA_BIDIRECTIONAL);
}

static void actor_close(struct stress *s)
{
	struct device *dev = soft_dev(s->chan);

	dma_unmap_single(dev, s->from, s->len, DMA_TO_DEVICE);
	dma_unmap_single(dev, s->to, s->len, DMA_BIDIRECTIONAL);
	kfree(s->src);
	kfree(s->dst);
	kfree(s->model);
	if (s->owner)
		dma_release_channel(s->chan);
}

static void play(void)
{
	static struct stress stress[ACTORS];
	struct dma_chan *shared[SHARED];
	struct completion done;
	unsigned long rounds = 0, transfers = 0;
	unsigned int i;

	init_completion(&done);
	for (i = 0; i < SHARED; i++)
		shared[i] = soft_chan();
	for (i = 0; i < ACTORS; i++) {
		stress[i] = (struct stress){ .done = &done };
		actor_open(&stress[i], i, shared);
	}
	for (i = 0; i < ACTORS; i++) {
		stress[i].task = kthread_run(act, &stress[i], "stress%u", i);
		assert_false(IS_ERR(stress[i].task));
	}
	for (i = 0; i < ACTORS; i++)
		wait_for_completion(&done);
	for (i = 0; i < ACTORS; i++) {
		kthread_stop(stress[i].task);
		wrongs[i] = stress[i].wrong;
		rounds += stress[i].rounds;
		transfers += stress[i].transfers;
	}
	for (i = 0; i < ACTORS; i++)
		actor_close(&stress[i]);
	for (i = 0; i < SHARED; i++)
		dma_release_channel(shared[i]);
	if (stop_at)
		host_printf("%lu transfers in %lu rounds\n", transfers, rounds);
	for (i = 0; i < ACTORS; i++)
		if (wrongs[i])
			fail_msg("actor %u: %s", i, wrongs[i]);
}

static void memory_and_callbacks_are_as_in_the_model(void **state)
{
	play();
}

/* ---- worlds ------------------------------------------------------------ */

#define CHANS "soft_dma.channels=5", "soft_dma.ring=64"

static int stress_setup(void **state)
{
	static const char *const params[] = { CHANS, NULL };

	return soft_world(params, DMAE_ON);
}

/* nothing between the engine and memory, copies by whatever is not plain, somebody to share with */
static int plain_setup(void **state)
{
	static const char *const params[] = { CHANS, "soft_dma.workers=3",
					      "soft_dma.share=always", NULL };

	if (soft_world(params, DMAE_OFF))
		return -1;
	copy_pin("plain,wide:256,stream:1K");
	return 0;
}

static int plain_teardown(void **state)
{
	copy_pin("auto");
	return world_teardown(state);
}

static int polled_setup(void **state)
{
	static const char *const params[] = { CHANS, "soft_dma.polled=1", NULL };

	return soft_world(params, DMAE_ON);
}

#define stress_test(fn) cmocka_unit_test_setup_teardown(fn, stress_setup, world_teardown)
#define plain_test(fn) \
	{ #fn "_without_checks", fn, plain_setup, plain_teardown, NULL }
#define polled_test(fn) \
	{ #fn "_when_polled", fn, polled_setup, world_teardown, NULL }

int stress_seconds(void);

int main(void)
{
	const struct CMUnitTest tests[] = {
		stress_test(memory_and_callbacks_are_as_in_the_model),
		plain_test(memory_and_callbacks_are_as_in_the_model),
		polled_test(memory_and_callbacks_are_as_in_the_model),
		stress_test(chains_of_dependencies_hold),
		polled_test(chains_of_dependencies_hold),
	};
	unsigned int i;
	int failed = 0;

	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		/* each gets its part of the time */
		if (stress_seconds())
			stop_at = host_now_ns() + stress_seconds() * 1000000000ull / ARRAY_SIZE(tests);
		failed |= _cmocka_run_group_tests(tests[i].name, &tests[i], 1, NULL, NULL);
	}
	return failed;
}
