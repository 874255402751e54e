// SPDX-License-Identifier: MIT
/*
 * What "dmae bench" measures. Every contender has its turn in every round, so
 * that what the machine does meanwhile hits all of them. Host side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <dmae/dma.h>

#include "cli/bench.h"
#include "cli/cli.h"

/* ---- worlds ------------------------------------------------------------ */

enum mode { WORKERS, POLLED };

static const char *const mode_names[] = { "workers", "polled" };

/* the engine alone, without checks, in real time, with what the user appends */
static int engine_up(const struct bench_params *p, enum mode mode, unsigned int channels)
{
	const struct cli_options *common = p->common;
	const char *params[MAX_PARAMS + 3];
	struct dmae_world_params w = DMAE_WORLD_PARAMS;
	unsigned int n = 0, i;
	char chans[40];

	snprintf(chans, sizeof(chans), "soft_dma.channels=%u", channels < 4 ? 4 : channels);
	params[n++] = chans;
	for (i = 0; i < common->nparams; i++)
		params[n++] = common->params[i];
	params[n++] = mode == POLLED ? "soft_dma.polled=1" : "soft_dma.polled=0";
	params[n] = NULL;
	w.params = params;
	w.executor = DMAE_THREADS;
	w.checker = DMAE_OFF;
	w.loglevel = 4;
	return dmae_world_start(&w) ? cli_world_error() : 0;
}

static double measure(const struct bench_params *p, enum mode mode, enum dmae_bench_op op,
		      const struct dmae_bench_load *what, double *cpu)
{
	struct dmae_bench_load load = *what;
	struct dmae_bench_result r;
	int err;

	load.memory = peer_memory(dmae_bench_memory(op, &load));
	if (engine_up(p, mode, load.channels))
		return -1;
	err = dmae_bench_run(op, &load, &r);
	if (err)
		cli_world_error();
	dmae_world_stop();
	if (err || !r.ns || !r.bytes)
		return -1;
	*cpu = (double)r.cpu_ns / r.bytes;
	return (double)r.bytes / r.ns;
}

static struct dmae_bench_load load_of(const struct bench_params *p, size_t size)
{
	size_t pool = size > p->pool ? size : p->pool;
	uint64_t ns = p->ms * 1000000ull;

	return (struct dmae_bench_load){ .size = size, .batch = 32, .channels = 1, .pool = pool,
					 .sources = 4, .duration_ns = ns,
					 /* a batch of large ones takes longer than that */
					 .warm_up_ns = size < 1u << 20 ? ns / BENCH_WARM_UP : 0 };
}

/* a measurement of the engine into a cell, in gigabytes or million transfers per second */
static int add_engine(const struct bench_params *p, struct bench_table *t, unsigned int row,
		      unsigned int column, enum mode mode, enum dmae_bench_op op,
		      const struct dmae_bench_load *load, bool rate)
{
	double cpu = 0, gbps = measure(p, mode, op, load, &cpu);

	if (gbps < 0)
		return -1;
	cell_add(table_cell(t, row, column), rate ? gbps * 1000 / load->size : gbps, cpu);
	return 0;
}

/* ---- copies ------------------------------------------------------------ */

static void size_rows(struct bench_table *t, const struct bench_params *p)
{
	unsigned int i;

	for (i = 0; i < p->nsizes; i++)
		size_text(p->sizes[i], t->rows[i], sizeof(t->rows[i]));
}

static void add_peer(struct bench_table *t, unsigned int row, unsigned int column,
		     enum bench_peer peer, const struct dmae_bench_load *load)
{
	double gbps = peer_available(peer) ? peer_run(peer, load) : 0;

	if (gbps > 0)
		cell_add(table_cell(t, row, column), gbps, 1 / gbps);
}

enum { COPY_MEMCPY, COPY_STREAMS, COPY_DPDK, COPY_WORKERS, COPY_POLLED, COPY_COLUMNS };

static int copy_round(struct bench_table *t, const struct bench_params *p, bool warm)
{
	unsigned int i;
	double gbps;

	for (i = 0; i < p->nsizes; i++) {
		struct dmae_bench_load load = load_of(p, p->sizes[i]);

		if (warm) {
			load.pool = load.size * load.batch;
			load.depth = load.batch;
			load.callback = true;
		}
		add_peer(t, i, COPY_MEMCPY, PEER_MEMCPY, &load);
		add_peer(t, i, COPY_STREAMS, PEER_STREAM, &load);
		if (add_engine(p, t, i, COPY_WORKERS, WORKERS, DMAE_BENCH_COPY, &load, false) ||
		    add_engine(p, t, i, COPY_POLLED, POLLED, DMAE_BENCH_COPY, &load, false))
			return -1;
		gbps = warm ? 0 : peer_dpdk(load.size);
		if (gbps > 0)
			cell_add(table_cell(t, i, COPY_DPDK), gbps, 0);
	}
	return 0;
}

static int copy_rounds(struct bench_table *t, const struct bench_params *p, bool warm)
{
	unsigned int i;

	for (i = 0; i < p->rounds * (warm ? 1 : BENCH_TURNS); i++)
		if (copy_round(t, p, warm))
			return -1;
	return 0;
}

static int copy_fill(struct bench_table *t, const struct bench_params *p, bool warm)
{
	static const char *const columns[] = { "memcpy", "streaming", "dma_skeleton", "workers",
					       "polled" };
	unsigned int i;
	int err;

	table_start(t, p->nsizes, COPY_COLUMNS);
	size_rows(t, p);
	for (i = 0; i < COPY_COLUMNS; i++)
		strcpy(t->columns[i], columns[i]);
	t->second = COPY_DPDK;
	if (!warm)
		peer_dpdk_start(p);
	err = copy_rounds(t, p, warm);
	peer_dpdk_stop();
	return err;
}

static int bench_copy(struct bench_table *t, const struct bench_params *p)
{
	return copy_fill(t, p, false);
}

static int bench_warm(struct bench_table *t, const struct bench_params *p)
{
	return copy_fill(t, p, true);
}

/* batches and channels: a row each, a column for each mode and for small and page-sized copies */
static int bench_shape(struct bench_table *t, const struct bench_params *p,
		       const unsigned int *values, unsigned int n, bool channels)
{
	static const size_t sizes[] = { 64, 4096, 65536 };
	unsigned int round, row, mode, k;

	table_start(t, n, 6);
	for (mode = 0; mode < 2; mode++) {
		for (k = 0; k < 3; k++) {
			char size[8];

			size_text(sizes[k], size, sizeof(size));
			snprintf(t->columns[mode * 3 + k], sizeof(t->columns[0]), "%s %s",
				 mode_names[mode], size);
		}
	}
	for (row = 0; row < n; row++)
		snprintf(t->rows[row], sizeof(t->rows[row]), "%u", values[row]);
	for (round = 0; round < p->rounds; round++) {
		for (row = 0; row < n; row++) {
			for (k = 0; k < 6; k++) {
				struct dmae_bench_load load = load_of(p, sizes[k % 3]);

				if (channels)
					load.channels = values[row];
				else
					load.batch = values[row];
				if (add_engine(p, t, row, k, k / 3, DMAE_BENCH_COPY, &load, true))
					return -1;
			}
		}
	}
	return 0;
}

static int bench_batch(struct bench_table *t, const struct bench_params *p)
{
	return bench_shape(t, p, p->batches, p->nbatches, false);
}

static int bench_channels(struct bench_table *t, const struct bench_params *p)
{
	return bench_shape(t, p, p->channels, p->nchannels, true);
}

/* ---- all CPUs ---------------------------------------------------------- */

static int bench_limit(struct bench_table *t, const struct bench_params *p)
{
	unsigned int cpus = sysconf(_SC_NPROCESSORS_ONLN), round;
	struct dmae_bench_load load = load_of(p, 16u << 20);

	table_start(t, 1, 3);
	strcpy(t->rows[0], "16M");
	strcpy(t->columns[0], "streaming, all");
	strcpy(t->columns[1], "one channel");
	strcpy(t->columns[2], "a channel per CPU");
	load.batch = 2;
	load.duration_ns *= 2;
	load.warm_up_ns = load.duration_ns;
	for (round = 0; round < p->rounds * BENCH_TURNS; round++) {
		cell_add(table_cell(t, 0, 0), peer_limit(cpus, &load), 0);
		load.channels = 1;
		if (add_engine(p, t, 0, 1, WORKERS, DMAE_BENCH_COPY, &load, false))
			return -1;
		load.channels = cpus;
		if (add_engine(p, t, 0, 2, POLLED, DMAE_BENCH_COPY, &load, false))
			return -1;
	}
	return 0;
}

/* ---- XOR and P+Q ------------------------------------------------------- */

static int bench_raid(struct bench_table *t, const struct bench_params *p)
{
	static const struct {
		const char *name;
		enum bench_peer peer;
		enum dmae_bench_op op;
		unsigned int sources;
	} kinds[] = {
		{ "xor 4", PEER_XOR, DMAE_BENCH_XOR, 4 },
		{ "xor 9", PEER_XOR, DMAE_BENCH_XOR, 9 },
		{ "pq 3", PEER_PQ, DMAE_BENCH_PQ, 3 },
		{ "pq 8", PEER_PQ, DMAE_BENCH_PQ, 8 },
	};
	static const size_t sizes[] = { 4096, 65536, 1u << 20 };
	unsigned int round, k, i, row;

	table_start(t, 12, 3);
	strcpy(t->columns[0], "ISA-L, called");
	strcpy(t->columns[1], "workers");
	strcpy(t->columns[2], "polled");
	for (round = 0; round < p->rounds * BENCH_TURNS; round++) {
		for (k = 0; k < 4; k++) {
			for (i = 0; i < 3; i++) {
				struct dmae_bench_load load = load_of(p, sizes[i]);
				char size[8];

				row = k * 3 + i;
				size_text(sizes[i], size, sizeof(size));
				snprintf(t->rows[row], sizeof(t->rows[row]), "%s %s", kinds[k].name,
					 size);
				load.sources = kinds[k].sources;
				load.pool = 32u << 20;
				load.batch = 8;
				add_peer(t, row, 0, kinds[k].peer, &load);
				if (add_engine(p, t, row, 1, WORKERS, kinds[k].op, &load, false) ||
				    add_engine(p, t, row, 2, POLLED, kinds[k].op, &load, false))
					return -1;
			}
		}
	}
	return 0;
}

/* ---- latency ----------------------------------------------------------- */

#define SAMPLES 20000

static int by_ns(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static int latency_into(const struct bench_params *p, struct bench_table *t, unsigned int row, enum mode mode, size_t size)
{
	static uint32_t ns[SAMPLES];
	int err;

	if (engine_up(p, mode, 1))
		return -1;
	err = dmae_bench_latency(size, ns, SAMPLES);
	if (err)
		cli_world_error();
	dmae_world_stop();
	if (err)
		return -1;
	qsort(ns, SAMPLES, sizeof(*ns), by_ns);
	cell_add(table_cell(t, row, mode * 3), ns[SAMPLES / 2], 0);
	cell_add(table_cell(t, row, mode * 3 + 1), ns[SAMPLES / 100 * 99], 0);
	cell_add(table_cell(t, row, mode * 3 + 2), ns[SAMPLES / 1000 * 999], 0);
	return 0;
}

static int bench_latency(struct bench_table *t, const struct bench_params *p)
{
	static const char *const columns[] = { "workers p50", "workers p99", "workers p99.9",
					       "polled p50",  "polled p99",  "polled p99.9" };
	static const size_t sizes[] = { 64, 1024, 4096, 65536 };
	unsigned int round, i;

	table_start(t, 4, 6);
	for (i = 0; i < 6; i++)
		strcpy(t->columns[i], columns[i]);
	for (i = 0; i < 4; i++)
		size_text(sizes[i], t->rows[i], sizeof(t->rows[i]));
	for (round = 0; round < p->rounds; round++)
		for (i = 0; i < 4; i++)
			if (latency_into(p, t, i, WORKERS, sizes[i]) ||
			    latency_into(p, t, i, POLLED, sizes[i]))
				return -1;
	return 0;
}

static int bench_submit(struct bench_table *t, const struct bench_params *p)
{
	unsigned int round, mode, i;
	double ns = 0;
	int err = 0;

	table_start(t, p->nbatches, 2);
	for (mode = 0; mode < 2; mode++)
		strcpy(t->columns[mode], mode_names[mode]);
	for (i = 0; i < p->nbatches; i++)
		snprintf(t->rows[i], sizeof(t->rows[i]), "%u", p->batches[i]);
	for (round = 0; round < p->rounds; round++) {
		for (mode = 0; mode < 2; mode++) {
			if (engine_up(p, mode, 1))
				return -1;
			for (i = 0; i < p->nbatches && !err; i++) {
				err = dmae_bench_submit(p->batches[i], &ns);
				cell_add(table_cell(t, i, mode), ns, 0);
			}
			if (err)
				cli_world_error();
			dmae_world_stop();
			if (err)
				return -1;
		}
	}
	return 0;
}

/* ---- idle -------------------------------------------------------------- */

static double cpu_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1e3 + ts.tv_nsec / 1e6;
}

#define IDLE_CHANNELS	64
#define IDLE_SECONDS	2

/* 64 channels, each of which has just been used; how many there are */
static unsigned int idle_open(struct dmae_copier **copier)
{
	static char src[4096], dst[4096];
	unsigned int n;

	for (n = 0; n < IDLE_CHANNELS; n++) {
		copier[n] = dmae_copier_open(NULL);
		if (!copier[n])
			break;
		if (dmae_copier_copy(copier[n], dst, src, sizeof(src))) {
			dmae_copier_close(copier[n]);
			break;
		}
	}
	if (n < IDLE_CHANNELS)
		cli_world_error();
	return n;
}

static int idle_once(struct bench_table *t, const struct bench_params *p, enum mode mode)
{
	struct dmae_copier *copier[IDLE_CHANNELS];
	unsigned int n, i;
	double begin;

	if (engine_up(p, mode, IDLE_CHANNELS))
		return -1;
	n = idle_open(copier);
	if (n == IDLE_CHANNELS) {
		usleep(200000);
		begin = cpu_ms();
		sleep(IDLE_SECONDS);
		cell_add(table_cell(t, 0, mode), (cpu_ms() - begin) * 60 / IDLE_SECONDS, 0);
	}
	for (i = 0; i < n; i++)
		dmae_copier_close(copier[i]);
	dmae_world_stop();
	return n == IDLE_CHANNELS ? 0 : -1;
}

static int bench_idle(struct bench_table *t, const struct bench_params *p)
{
	unsigned int round, mode;

	table_start(t, 1, 2);
	strcpy(t->rows[0], "64");
	for (mode = 0; mode < 2; mode++)
		strcpy(t->columns[mode], mode_names[mode]);
	for (round = 0; round < p->rounds; round++)
		for (mode = 0; mode < 2; mode++)
			if (idle_once(t, p, mode))
				return -1;
	return 0;
}

/* ---- all of them ------------------------------------------------------- */

const struct bench benches[] = {
	{
		.name = "copy", .row_name = "bytes", .unit = "GB/s", .base = COPY_MEMCPY,
		.title = "copies, one channel, batches of 32, cold pool",
		.run = bench_copy,
	},
	{
		.name = "warm", .row_name = "bytes", .unit = "GB/s", .base = COPY_MEMCPY,
		.title = "copies, one channel, 32 under way, the same buffers again",
		.run = bench_warm,
	},
	{
		.name = "batch", .row_name = "batch", .unit = "million transfers/s", .base = -1,
		.title = "copies, one channel, by batch",
		.run = bench_batch,
	},
	{
		.name = "channels", .row_name = "channels", .unit = "million transfers/s", .base = -1,
		.title = "copies, by channels, a submitting thread each",
		.run = bench_channels,
	},
	{
		.name = "limit", .row_name = "bytes", .unit = "GB/s", .base = 0,
		.title = "16 MiB copies, all CPUs",
		.run = bench_limit,
	},
	{
		.name = "raid", .row_name = "operation", .unit = "GB/s of sources", .base = 0,
		.title = "XOR and P+Q, by sources and bytes of each, one channel, batches of 8, cold pool",
		.run = bench_raid,
	},
	{
		.name = "latency", .row_name = "bytes", .unit = "ns", .base = -1,
		.title = "one copy, from its preparation to its callback",
		.run = bench_latency,
	},
	{
		.name = "submit", .row_name = "batch", .unit = "ns of the caller's", .base = -1,
		.title = "prepare, submit and issue a transfer that moves nothing",
		.run = bench_submit,
	},
	{
		.name = "idle", .row_name = "channels", .unit = "ms of CPU time in a minute", .base = -1,
		.title = "an idle world with 64 channels in use",
		.run = bench_idle,
	},
	{ .name = NULL },
};
