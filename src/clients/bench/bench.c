// SPDX-License-Identifier: MIT
/*
 * A client that measures: it submits the same kind of transfer over and over,
 * as fast as the channel takes them, and reads the clock at the ends.
 */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/completion.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <dmae/dma.h>

#include "base/host.h"
#include "clients/bench/bench.h"

#define MAX_CHANNELS	64
#define MAX_SOURCES	16

/* somebody else's clock is looked at once in so many batches */
#define BATCHES_PER_LOOK 16

/**
 * struct lane - a channel and what goes over it
 * @chan: the channel
 * @dev: that memory is mapped for
 * @op: what it does
 * @load: how
 * @src: sources, one after another, each of the pool's size
 * @dst: destinations likewise
 * @from: where the device sees them
 * @to: likewise
 * @step: bytes from one transfer's place to the next one's
 * @called: callbacks that came
 * @submitted: transfers
 * @failed: -EIO once one has
 * @task: who submits
 * @ready: complete: it may begin
 * @end: completed when it has ended
 */
struct lane {
	struct dma_chan *chan;
	struct device *dev;
	enum dmae_bench_op op;
	const struct dmae_bench_load *load;
	void *src, *dst;
	dma_addr_t from, to;
	size_t step;
	unsigned long called ____cacheline_aligned;
	unsigned long submitted ____cacheline_aligned;
	int failed;
	struct task_struct *task;
	struct completion *ready;
	struct completion end;
};

/* ---- lanes ------------------------------------------------------------- */

static unsigned int sources_of(const struct lane *l)
{
	return l->op == DMAE_BENCH_COPY ? 1 : l->load->sources;
}

static unsigned int results_of(const struct lane *l)
{
	return l->op == DMAE_BENCH_PQ ? 2 : 1;
}

static size_t bytes_from(const struct lane *l)
{
	return sources_of(l) * l->load->pool;
}

static size_t bytes_to(const struct lane *l)
{
	return results_of(l) * l->load->pool;
}

static void lane_close(struct lane *l)
{
	if (l->from)
		dma_unmap_single(l->dev, l->from, bytes_from(l), DMA_TO_DEVICE);
	if (l->to)
		dma_unmap_single(l->dev, l->to, bytes_to(l), DMA_BIDIRECTIONAL);
	if (l->src)
		host_unreserve(l->src, bytes_from(l));
	if (l->dst)
		host_unreserve(l->dst, bytes_to(l));
	if (l->chan)
		dma_release_channel(l->chan);
}

static struct dma_chan *take_channel(enum dmae_bench_op op)
{
	static const enum dma_transaction_type needs[] = { DMA_MEMCPY, DMA_XOR, DMA_PQ };
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(needs[op], mask);
	return dma_request_channel(mask, NULL, NULL);
}

static int lane_map(struct lane *l, const char **why)
{
	l->from = dma_map_single(l->dev, l->src, bytes_from(l), DMA_TO_DEVICE);
	if (dma_mapping_error(l->dev, l->from))
		l->from = 0;
	l->to = dma_map_single(l->dev, l->dst, bytes_to(l), DMA_BIDIRECTIONAL);
	if (dma_mapping_error(l->dev, l->to))
		l->to = 0;
	*why = "the buffers cannot be mapped for the controller";
	return l->from && l->to ? 0 : -ENOMEM;
}

static int lane_open(struct lane *l, const char **why)
{
	*why = "there are not so many free channels that can do it";
	l->chan = take_channel(l->op);
	if (!l->chan)
		return -ENODEV;
	l->dev = dmaengine_get_dma_device(l->chan);
	init_completion(&l->end);
	l->step = l->load->size;

	*why = "there is not enough memory for the buffers";
	l->src = host_commit_lazily(bytes_from(l));
	l->dst = host_commit_lazily(bytes_to(l));
	if (!l->src || !l->dst)
		return -ENOMEM;
	memset(l->src, 0x5c, bytes_from(l));
	memset(l->dst, 0xc5, bytes_to(l));
	return lane_map(l, why);
}

/* ---- transfers --------------------------------------------------------- */

static void count_call(void *param)
{
	struct lane *l = param;

	WRITE_ONCE(l->called, l->called + 1);
}

static struct dma_async_tx_descriptor *prep(struct lane *l, size_t at)
{
	const unsigned char coef[MAX_SOURCES] = { 1, 2, 4, 8, 16, 32, 64, 128, 29, 58, 116, 232,
						  205, 135, 19, 38 };
	const unsigned long flags = DMA_CTRL_ACK | (l->load->callback ? DMA_PREP_INTERRUPT : 0);
	struct dma_device *dma = l->chan->device;
	dma_addr_t src[MAX_SOURCES], pq[2];
	unsigned int i;

	if (l->op == DMAE_BENCH_COPY)
		return dmaengine_prep_dma_memcpy(l->chan, l->to + at, l->from + at, l->load->size,
						 flags);
	for (i = 0; i < l->load->sources; i++)
		src[i] = l->from + i * l->load->pool + at;
	if (l->op == DMAE_BENCH_XOR)
		return dma->device_prep_dma_xor(l->chan, l->to + at, src, l->load->sources,
						l->load->size, flags);
	pq[0] = l->to + at;
	pq[1] = l->to + l->load->pool + at;
	return dma->device_prep_dma_pq(l->chan, pq, src, l->load->sources, coef, l->load->size,
				       flags);
}

/* a batch, or as much of it as the channel takes; the last cookie */
static dma_cookie_t submit_batch(struct lane *l, size_t *at, dma_cookie_t last)
{
	struct dma_async_tx_descriptor *tx;
	unsigned int i;

	for (i = 0; i < l->load->batch; i++) {
		tx = prep(l, *at);
		if (!tx)
			break;
		if (l->load->callback) {
			tx->callback = count_call;
			tx->callback_param = l;
		}
		last = dmaengine_submit(tx);
		l->submitted++;
		*at += l->step;
		if (*at + l->load->size > l->load->pool)
			*at = 0;
	}
	dma_async_issue_pending(l->chan);
	return last;
}

/* transfers under way, where the client counts them; 0 where it does not */
static unsigned long under_way(const struct lane *l)
{
	return l->load->callback ? l->submitted - READ_ONCE(l->called) : 0;
}

static void lane_wait(struct lane *l, dma_cookie_t last)
{
	enum dma_status status;

	do {
		dmae_poll(l->chan);
		status = dma_async_is_tx_complete(l->chan, last, NULL, NULL);
	} while (status == DMA_IN_PROGRESS);
	if (status == DMA_ERROR)
		l->failed = -EIO;
	while (under_way(l)) {
		dmae_poll(l->chan);
		cpu_relax();
	}
}

static void lane_run(struct lane *l)
{
	const unsigned int depth = l->load->depth;
	u64 until = host_now_ns() + l->load->duration_ns;
	dma_cookie_t last = 0;
	unsigned int batches = 0;
	size_t at = 0;

	do {
		last = submit_batch(l, &at, last);
		dmae_poll(l->chan);
		while (depth && under_way(l) + l->load->batch > depth)
			if (!dmae_poll(l->chan))
				cpu_pause();
	} while (++batches % BATCHES_PER_LOOK || host_now_ns() < until);
	lane_wait(l, last);
}

static int lane_task(void *data)
{
	struct lane *l = data;

	wait_for_completion(l->ready);
	lane_run(l);
	complete(&l->end);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

/* ---- a measurement ----------------------------------------------------- */

static int start_tasks(struct lane *lanes, unsigned int n, struct completion *ready)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		lanes[i].ready = ready;
		lanes[i].task = kthread_run(lane_task, &lanes[i], "bench%u", i);
		if (IS_ERR(lanes[i].task))
			return PTR_ERR(lanes[i].task);
	}
	return 0;
}

static void run_lanes(struct lane *lanes, unsigned int n, struct dmae_bench_result *result)
{
	struct completion ready;
	u64 start, cpu;
	unsigned int i;

	init_completion(&ready);
	if (n > 1 && start_tasks(lanes, n, &ready))
		n = 1;
	cpu = host_cpu_ns();
	start = host_now_ns();
	if (n == 1) {
		lane_run(&lanes[0]);
	} else {
		complete_all(&ready);
		for (i = 0; i < n; i++)
			wait_for_completion(&lanes[i].end);
	}
	result->ns = host_now_ns() - start;
	result->cpu_ns = host_cpu_ns() - cpu;
	for (i = 0; n > 1 && i < n; i++)
		kthread_stop(lanes[i].task);
}

static const char *check_load(enum dmae_bench_op op, const struct dmae_bench_load *load)
{
	if (!load->size || load->size > load->pool)
		return "size: from 1 byte to the pool's";
	if (!load->batch)
		return "batch: 1 at least";
	if (load->depth && (!load->callback || load->depth < load->batch))
		return "depth: needs callbacks, and is not below the batch";
	if (!load->channels || load->channels > MAX_CHANNELS)
		return "channels: 1 to 64";
	if (op != DMAE_BENCH_COPY && (load->sources < 2 || load->sources > MAX_SOURCES))
		return "sources: 2 to 16";
	return NULL;
}

int bench_run(enum dmae_bench_op op, const struct dmae_bench_load *load,
	      struct dmae_bench_result *result, const char **why)
{
	unsigned int i, n = 0;
	struct lane *lanes;
	int err = 0;

	*why = check_load(op, load);
	if (*why)
		return -EINVAL;
	lanes = host_alloc_aligned(load->channels * sizeof(*lanes), SMP_CACHE_BYTES);
	for (; n < load->channels && !err; n++) {
		lanes[n].op = op;
		lanes[n].load = load;
		err = lane_open(&lanes[n], why);
	}
	memset(result, 0, sizeof(*result));
	if (!err)
		run_lanes(lanes, n, result);
	for (i = 0; i < n; i++) {
		result->transfers += lanes[i].submitted;
		if (lanes[i].failed) {
			err = lanes[i].failed;
			*why = "a transfer failed";
		}
		lane_close(&lanes[i]);
	}
	result->bytes = result->transfers * load->size *
			(op == DMAE_BENCH_COPY ? 1 : load->sources);
	host_free(lanes);
	return err;
}

/* ---- one at a time ----------------------------------------------------- */

static int latency_once(struct lane *l, uint32_t *ns)
{
	unsigned long before = l->called;
	u64 start = host_now_ns();
	struct dma_async_tx_descriptor *tx = prep(l, 0);

	if (!tx)
		return -EIO;
	tx->callback = count_call;
	tx->callback_param = l;
	dmaengine_submit(tx);
	dma_async_issue_pending(l->chan);
	while (READ_ONCE(l->called) == before)
		if (!dmae_poll(l->chan))
			cpu_pause();
	*ns = min_t(u64, host_now_ns() - start, U32_MAX);
	return 0;
}

int bench_latency(size_t size, uint32_t *ns, size_t count, const char **why)
{
	const struct dmae_bench_load load = { .size = size, .pool = size, .batch = 1,
					      .channels = 1, .callback = true };
	struct lane *l = host_alloc_aligned(sizeof(*l), SMP_CACHE_BYTES);
	size_t i;
	int err;

	l->load = &load;
	*why = check_load(DMAE_BENCH_COPY, &load);
	err = *why ? -EINVAL : lane_open(l, why);
	for (i = 0; i < count && !err; i++)
		err = latency_once(l, &ns[i]);
	lane_close(l);
	host_free(l);
	return err;
}

#define SUBMIT_ROUNDS 2000

int bench_submit(unsigned int batch, double *ns, const char **why)
{
	const struct dmae_bench_load load = { .size = 64, .pool = 64, .batch = batch,
					      .channels = 1 };
	struct lane *l = host_alloc_aligned(sizeof(*l), SMP_CACHE_BYTES);
	struct dma_async_tx_descriptor *tx;
	dma_cookie_t last = 0;
	u64 start, sum = 0;
	unsigned int i, k;
	int err;

	l->load = &load;
	*why = check_load(DMAE_BENCH_COPY, &load);
	err = *why ? -EINVAL : lane_open(l, why);
	if (!err && !l->chan->device->device_prep_dma_interrupt) {
		*why = "the controller has no transfer that moves nothing";
		err = -ENODEV;
	}
	for (i = 0; i < SUBMIT_ROUNDS && !err; i++) {
		start = host_now_ns();
		for (k = 0; k < batch; k++) {
			tx = l->chan->device->device_prep_dma_interrupt(l->chan, DMA_CTRL_ACK);
			if (!tx)
				break;
			last = dmaengine_submit(tx);
		}
		dma_async_issue_pending(l->chan);
		sum += host_now_ns() - start;
		if (k < batch) {
			*why = "batch: more than the channel has descriptors";
			err = -EINVAL;
		}
		lane_wait(l, last);
	}
	*ns = (double)sum / SUBMIT_ROUNDS / batch;
	lane_close(l);
	host_free(l);
	return err;
}
