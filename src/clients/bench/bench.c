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

/* how long a client looks for room before it sleeps */
#define LOOK_NS 20000

/* bytes that are enough to keep a channel busy while its client sleeps, in two batches or more */
#define MOST_UNDER_WAY	SZ_32M

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
 * @at: the next transfer's place
 * @step: bytes from one transfer's place to the next one's
 * @touched: bytes that a transfer reads and writes
 * @called: callbacks that came of transfers whose client wants one
 * @ended: batches that have ended
 * @wake_at: wake the task when so many have; 0: it is awake
 * @room: where it waits for that
 * @warm: when the measurement began, @submitted was this
 * @submitted: transfers
 * @batches: submitted, whole ones
 * @fill: transfers of the one that is not whole
 * @failed: -EIO once one has
 * @task: who submits
 * @warmed: completed when it is warm
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
	size_t at;
	size_t step;
	size_t touched;
	unsigned long called ____cacheline_aligned;
	unsigned long ended;
	unsigned long wake_at;
	struct wait_queue_head room;
	unsigned long submitted ____cacheline_aligned;
	unsigned long warm;
	unsigned long batches;
	unsigned int fill;
	int failed;
	struct task_struct *task;
	struct completion warmed;
	struct completion *ready;
	struct completion end;
};

/* ---- lanes ------------------------------------------------------------- */

static size_t bytes_from(enum dmae_bench_op op, const struct dmae_bench_load *load)
{
	return load->pool * (op == DMAE_BENCH_COPY ? 1 : load->sources);
}

static size_t bytes_to(enum dmae_bench_op op, const struct dmae_bench_load *load)
{
	return load->pool * (op == DMAE_BENCH_PQ ? 2 : 1);
}

size_t bench_memory(enum dmae_bench_op op, const struct dmae_bench_load *load)
{
	return load->channels * (bytes_from(op, load) + bytes_to(op, load));
}

static void lane_close(struct lane *l)
{
	if (l->from)
		dma_unmap_single(l->dev, l->from, bytes_from(l->op, l->load), DMA_TO_DEVICE);
	if (l->to)
		dma_unmap_single(l->dev, l->to, bytes_to(l->op, l->load), DMA_BIDIRECTIONAL);
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
	l->from = dma_map_single(l->dev, l->src, bytes_from(l->op, l->load), DMA_TO_DEVICE);
	if (dma_mapping_error(l->dev, l->from))
		l->from = 0;
	l->to = dma_map_single(l->dev, l->dst, bytes_to(l->op, l->load), DMA_BIDIRECTIONAL);
	if (dma_mapping_error(l->dev, l->to))
		l->to = 0;
	*why = "the buffers cannot be mapped for the controller";
	return l->from && l->to ? 0 : -ENOMEM;
}

static int lane_open(struct lane *l, char *memory, const char **why)
{
	*why = "there are not so many free channels that can do it";
	l->chan = take_channel(l->op);
	if (!l->chan)
		return -ENODEV;
	l->dev = dmaengine_get_dma_device(l->chan);
	init_completion(&l->warmed);
	init_completion(&l->end);
	init_waitqueue_head(&l->room);
	l->step = l->load->size;
	l->touched = (bytes_from(l->op, l->load) + bytes_to(l->op, l->load)) / l->load->pool *
		     l->load->size;
	l->src = memory;
	l->dst = memory + bytes_from(l->op, l->load);
	return lane_map(l, why);
}

/* ---- transfers --------------------------------------------------------- */

static void count_call(void *param)
{
	struct lane *l = param;

	WRITE_ONCE(l->called, l->called + 1);
}

static void count_batch(void *param)
{
	struct lane *l = param;

	count_call(l);
	smp_store_release(&l->ended, l->ended + 1);
	/* with wait_for_room() */
	smp_mb();
	if (READ_ONCE(l->wake_at) == l->ended)
		wake_up(&l->room);
}

static noinline struct dma_async_tx_descriptor *prep_raid(struct lane *l, size_t at,
							  unsigned long flags)
{
	static const unsigned char coef[MAX_SOURCES] = { 1, 2, 4, 8, 16, 32, 64, 128, 29, 58, 116,
							 232, 205, 135, 19, 38 };
	struct dma_device *dma = l->chan->device;
	dma_addr_t src[MAX_SOURCES], pq[2];
	unsigned int i;

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

static inline struct dma_async_tx_descriptor *prep(struct lane *l, size_t at, unsigned long flags)
{
	if (l->op == DMAE_BENCH_COPY)
		return dmaengine_prep_dma_memcpy(l->chan, l->to + at, l->from + at, l->step, flags);
	return prep_raid(l, at, flags);
}

/* the place behind @at; @end: where the last one begins */
static inline size_t next_place(size_t at, size_t step, size_t end)
{
	return at + step > end ? 0 : at + step;
}

/* copies that do not call back, with little around them: a program that copies does not do more; how many */
static unsigned int submit_copies(struct lane *l, unsigned int n, dma_cookie_t *last)
{
	const size_t step = l->step, end = l->load->pool - l->step;
	const dma_addr_t from = l->from, to = l->to;
	struct dma_chan *chan = l->chan;
	size_t at = l->at;
	unsigned int i;

	for (i = 0; i < n; i++) {
		struct dma_async_tx_descriptor *tx;

		tx = dmaengine_prep_dma_memcpy(chan, to + at, from + at, step, DMA_CTRL_ACK);
		if (!tx)
			break;
		*last = dmaengine_submit(tx);
		at = next_place(at, step, end);
	}
	l->at = at;
	return i;
}

/* so many, of which the last one or all of them call back; how many, fewer if the channel is full */
static unsigned int submit_some(struct lane *l, unsigned int n, dma_cookie_t *last)
{
	const bool all = l->load->callback;
	unsigned int i = 0;

	if (l->op == DMAE_BENCH_COPY && !all)
		i = submit_copies(l, n - 1, last);
	for (; i < n; i++) {
		bool ends = i + 1 == n, callback = ends || all;
		struct dma_async_tx_descriptor *tx;

		tx = prep(l, l->at, callback ? DMA_CTRL_ACK | DMA_PREP_INTERRUPT : DMA_CTRL_ACK);
		if (!tx)
			break;
		if (callback) {
			tx->callback = ends ? count_batch : count_call;
			tx->callback_param = l;
		}
		*last = dmaengine_submit(tx);
		l->at = next_place(l->at, l->step, l->load->pool - l->step);
	}
	return i;
}

/* a batch, or the rest of one for which there was no room; less than that if the channel is full */
static unsigned int submit_batch(struct lane *l, dma_cookie_t *last)
{
	const unsigned int n = l->load->batch - l->fill;
	unsigned int got = submit_some(l, n, last);

	l->fill = got == n ? 0 : l->fill + got;
	l->batches += got == n;
	l->submitted += got;
	dma_async_issue_pending(l->chan);
	return got;
}

/* transfers under way, where the client counts them; 0 where it does not */
static unsigned long under_way(const struct lane *l)
{
	return l->load->callback ? l->submitted - READ_ONCE(l->called) : 0;
}

/*
 * until @target batches have ended: as a program would that has other things
 * to do, this looks for a moment, then sleeps
 */
static void wait_for_batches(struct lane *l, unsigned long target)
{
	u64 until = host_now_ns() + LOOK_NS;

	while (READ_ONCE(l->ended) < target) {
		if (dmae_poll(l->chan))
			continue;
		cpu_pause();
		if (dmae_is_polled(l->chan) || host_now_ns() < until)
			continue;
		WRITE_ONCE(l->wake_at, target);
		/* with count_batch(): it sees that somebody waits, or this sees that it has ended */
		smp_mb();
		wait_event(l->room, READ_ONCE(l->ended) >= target);
		WRITE_ONCE(l->wake_at, 0);
	}
}

/* until half of what is under way has ended */
static void wait_for_room(struct lane *l)
{
	unsigned long ended = READ_ONCE(l->ended);

	wait_for_batches(l, ended + (l->batches - ended + 1) / 2);
}

static void lane_wait(struct lane *l, dma_cookie_t last)
{
	enum dma_status status;

	wait_for_batches(l, l->batches);
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

/* the channel has as much as it takes, or as makes sense */
static bool has_enough(const struct lane *l, unsigned int got)
{
	unsigned long batches = l->batches - READ_ONCE(l->ended);

	return !got || (batches > 1 && batches * l->load->batch * l->touched > MOST_UNDER_WAY);
}

/* for so long, and until the last one has ended */
static void lane_run(struct lane *l, u64 ns)
{
	const unsigned int depth = l->load->depth;
	u64 until = host_now_ns() + ns;
	unsigned int batches = 0, got;
	dma_cookie_t last = 0;

	do {
		got = submit_batch(l, &last);
		dmae_poll(l->chan);
		if (has_enough(l, got))
			wait_for_room(l);
		while (depth && under_way(l) + l->load->batch > depth)
			if (!dmae_poll(l->chan))
				cpu_pause();
		/* large ones take long enough for the clock not to matter */
	} while ((++batches % BATCHES_PER_LOOK && l->load->size < SZ_64K) || host_now_ns() < until);
	lane_wait(l, last);
}

static void lane_warm_up(struct lane *l)
{
	if (l->load->warm_up_ns)
		lane_run(l, l->load->warm_up_ns);
	l->warm = l->submitted;
}

static int lane_task(void *data)
{
	struct lane *l = data;

	lane_warm_up(l);
	complete(&l->warmed);
	wait_for_completion(l->ready);
	lane_run(l, l->load->duration_ns);
	complete(&l->end);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

/* ---- a measurement ----------------------------------------------------- */

/* how many of them there are now */
static unsigned int start_tasks(struct lane *lanes, unsigned int n, struct completion *ready)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		lanes[i].ready = ready;
		lanes[i].task = kthread_run(lane_task, &lanes[i], "bench%u", i);
		if (IS_ERR(lanes[i].task))
			break;
	}
	return i;
}

static void clocks_start(struct dmae_bench_result *result)
{
	result->cpu_ns = host_cpu_ns();
	result->ns = host_now_ns();
}

static void clocks_stop(struct dmae_bench_result *result)
{
	result->ns = host_now_ns() - result->ns;
	result->cpu_ns = host_cpu_ns() - result->cpu_ns;
}

static int run_tasks(struct lane *lanes, unsigned int n, struct dmae_bench_result *result)
{
	struct completion ready;
	unsigned int i, started;

	init_completion(&ready);
	started = start_tasks(lanes, n, &ready);
	for (i = 0; i < started; i++)
		wait_for_completion(&lanes[i].warmed);
	clocks_start(result);
	complete_all(&ready);
	for (i = 0; i < started; i++)
		wait_for_completion(&lanes[i].end);
	clocks_stop(result);
	for (i = 0; i < started; i++)
		kthread_stop(lanes[i].task);
	return started == n ? 0 : -ENOMEM;
}

/* one channel needs no task: the caller submits */
static int run_lanes(struct lane *lanes, unsigned int n, struct dmae_bench_result *result)
{
	if (n > 1)
		return run_tasks(lanes, n, result);
	lane_warm_up(&lanes[0]);
	clocks_start(result);
	lane_run(&lanes[0], lanes[0].load->duration_ns);
	clocks_stop(result);
	return 0;
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

/* the caller's memory, or some for this time */
static void *memory_get(enum dmae_bench_op op, const struct dmae_bench_load *load)
{
	size_t size = bench_memory(op, load);
	void *mem = load->memory ? load->memory : host_commit_lazily(size);

	if (mem && mem != load->memory)
		memset(mem, 0x5c, size);
	return mem;
}

static void memory_put(enum dmae_bench_op op, const struct dmae_bench_load *load, void *mem)
{
	if (mem && mem != load->memory)
		host_unreserve(mem, bench_memory(op, load));
}

int bench_run(enum dmae_bench_op op, const struct dmae_bench_load *load,
	      struct dmae_bench_result *result, const char **why)
{
	unsigned int i, n = 0;
	struct lane *lanes;
	char *memory;
	int err = 0;

	*why = check_load(op, load);
	if (*why)
		return -EINVAL;
	*why = "there is not enough memory for the buffers";
	memory = memory_get(op, load);
	if (!memory)
		return -ENOMEM;
	lanes = host_alloc_aligned(load->channels * sizeof(*lanes), SMP_CACHE_BYTES);
	for (; n < load->channels && !err; n++) {
		lanes[n].op = op;
		lanes[n].load = load;
		err = lane_open(&lanes[n], memory + bench_memory(op, load) / load->channels * n,
				why);
	}
	memset(result, 0, sizeof(*result));
	if (!err) {
		*why = "there are not enough threads";
		err = run_lanes(lanes, n, result);
	}
	for (i = 0; i < n; i++) {
		result->transfers += lanes[i].submitted - lanes[i].warm;
		if (lanes[i].failed) {
			err = lanes[i].failed;
			*why = "a transfer failed";
		}
		lane_close(&lanes[i]);
	}
	result->bytes = result->transfers * load->size *
			(op == DMAE_BENCH_COPY ? 1 : load->sources);
	host_free(lanes);
	memory_put(op, load, memory);
	return err;
}

/* ---- one at a time ----------------------------------------------------- */

static void single_close(struct lane *l, void *memory)
{
	memory_put(DMAE_BENCH_COPY, l->load, memory);
	lane_close(l);
	host_free(l);
}

/* a lane for copies, for the calling task; NULL: *@err and *@why say why not */
static struct lane *single_open(const struct dmae_bench_load *load, void **memory, int *err,
				const char **why)
{
	struct lane *l;

	*err = -EINVAL;
	*why = check_load(DMAE_BENCH_COPY, load);
	if (*why)
		return NULL;
	*err = -ENOMEM;
	*why = "there is not enough memory for the buffers";
	*memory = memory_get(DMAE_BENCH_COPY, load);
	if (!*memory)
		return NULL;
	l = host_alloc_aligned(sizeof(*l), SMP_CACHE_BYTES);
	l->load = load;
	*err = lane_open(l, *memory, why);
	if (!*err)
		return l;
	single_close(l, *memory);
	return NULL;
}

static int latency_once(struct lane *l, uint32_t *ns)
{
	unsigned long before = l->called;
	u64 start = host_now_ns();
	struct dma_async_tx_descriptor *tx = prep(l, 0, true);

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
	void *memory;
	int err;
	struct lane *l = single_open(&load, &memory, &err, why);
	size_t i;

	if (!l)
		return err;
	for (i = 0; i < count && !err; i++)
		err = latency_once(l, &ns[i]);
	single_close(l, memory);
	return err;
}

#define SUBMIT_ROUNDS 2000
/* transfers between two looks at the clock, which takes its time: whole batches, or what the channel takes */
#define SUBMIT_MOST 256

/* a batch of transfers that move nothing; how many of it the channel took */
static unsigned int submit_nothing(struct lane *l, dma_cookie_t *last)
{
	struct dma_async_tx_descriptor *tx;
	unsigned int i;

	for (i = 0; i < l->load->batch; i++) {
		tx = l->chan->device->device_prep_dma_interrupt(l->chan, DMA_CTRL_ACK);
		if (!tx)
			break;
		*last = dmaengine_submit(tx);
	}
	dma_async_issue_pending(l->chan);
	return i;
}

int bench_submit(unsigned int batch, double *ns, const char **why)
{
	const struct dmae_bench_load load = { .size = 64, .pool = 64, .batch = batch,
					      .channels = 1 };
	void *memory;
	int err;
	struct lane *l = single_open(&load, &memory, &err, why);
	dma_cookie_t last = 0;
	u64 start, sum = 0, count = 0;
	unsigned int i;

	if (!l)
		return err;
	if (!l->chan->device->device_prep_dma_interrupt) {
		*why = "the controller has no transfer that moves nothing";
		err = -ENODEV;
	}
	for (i = 0; i < SUBMIT_ROUNDS && !err; i++) {
		unsigned int sent = 0, taken;

		start = host_now_ns();
		do {
			taken = submit_nothing(l, &last);
			sent += taken;
		} while (taken == batch && sent + batch <= SUBMIT_MOST);
		sum += host_now_ns() - start;
		count += sent;
		if (sent < batch) {
			*why = "batch: more than the channel has descriptors";
			err = -EINVAL;
		}
		lane_wait(l, last);
		/* its descriptors are back, too */
		dmaengine_synchronize(l->chan);
	}
	*ns = count ? (double)sum / count : 0;
	single_close(l, memory);
	return err;
}
