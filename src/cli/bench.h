/* SPDX-License-Identifier: MIT */
/* The verb bench, between its files: what is measured, against whom, and how it is shown. */
#ifndef DMAE_CLI_BENCH_H
#define DMAE_CLI_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <dmae/bench.h>

struct cli_options;

#define BENCH_ROUNDS_MAX 64
/* what is compared with a peer has so many turns in a round, short ones: then both see the same machine */
#define BENCH_TURNS 3
#define BENCH_SAMPLES_MAX (BENCH_ROUNDS_MAX * BENCH_TURNS)
/* before a measurement the same is done for this part of its time */
#define BENCH_WARM_UP 8

/** struct bench_params - what the user asked for */
struct bench_params {
	size_t sizes[32];
	unsigned int nsizes;
	unsigned int batches[16], nbatches;
	unsigned int channels[16], nchannels;
	unsigned int rounds;
	unsigned int ms;	/* of one measurement */
	size_t pool;
	const char *svg;
	const char *dpdk;	/* the program that measures dma_skeleton; "": none */
	bool json;
	const struct cli_options *common;	/* its parameters come with every world */
};

/**
 * struct bench_cell - one number of a table
 * @value: as it was in each round
 * @cpu: seconds of CPU time for a gigabyte; 0: not measured
 */
struct bench_cell {
	double value[BENCH_SAMPLES_MAX];
	double cpu[BENCH_SAMPLES_MAX];
	unsigned int samples;
};

struct bench_stat {
	double median, low, high;
};

/** struct bench_table - rows by columns */
struct bench_table {
	const char *name, *title, *unit, *row_name;
	unsigned int nrows, ncolumns;
	char rows[32][24];
	char columns[12][24];
	struct bench_cell *cells;	/* @nrows * @ncolumns */
	int base;	/* the column that others are told as ratios of; -1: none */
	int second;	/* another one, in a table of its own; 0: none */
};

/**
 * struct bench - a benchmark
 * @name: what the user calls it
 * @title: what is measured
 * @unit: what the numbers count
 * @row_name: what the rows differ in
 * @base: the column that others are told as ratios of; -1: none
 * @run: measures, into rows and columns of its own; 0, or -1 after a message
 */
struct bench {
	const char *name, *title, *unit, *row_name;
	int base;
	int (*run)(struct bench_table *t, const struct bench_params *p);
};

/* bench_measure.c: all of them; the last has no name */
extern const struct bench benches[];

/* bench_table.c */
void table_start(struct bench_table *t, unsigned int nrows, unsigned int ncolumns);
void table_free(struct bench_table *t);
struct bench_cell *table_cell(struct bench_table *t, unsigned int row, unsigned int column);
void cell_add(struct bench_cell *cell, double value, double cpu);
struct bench_stat cell_stat(const struct bench_cell *cell);
/**
 * cell_ratio() - by how much @cell is more than @base: of each round, and of these the median.
 * What was measured one after the other shares what the machine did at that time.
 */
double cell_ratio(const struct bench_cell *cell, const struct bench_cell *base);
double cell_cpu(const struct bench_cell *cell);
void table_print(struct bench_table *t);
void table_print_json(struct bench_table *t, bool first);
void size_text(size_t size, char *text, size_t room);
/** machine_text() - processor, CPUs, memory, kernel: one line */
void machine_text(char *text, size_t room);

/* bench_svg.c */
/** table_draw() - the table as a plot; 0, or -1 after a message */
int table_draw(struct bench_table *t, const char *path);

/* bench_peers.c */
enum bench_peer { PEER_MEMCPY, PEER_STREAM, PEER_XOR, PEER_PQ };
/** peer_available() - this processor has it */
bool peer_available(enum bench_peer peer);
/** peer_memory() - so many bytes, the same ones each time as far as they reach; NULL: too many */
void *peer_memory(size_t size);
/** peer_run() - bytes (of sources) per nanosecond, without an engine, on one thread */
double peer_run(enum bench_peer peer, const struct dmae_bench_load *load);
/** peer_limit() - bytes per nanosecond of streaming copies on @threads threads at once */
double peer_limit(unsigned int threads, const struct dmae_bench_load *load);
/** peer_dpdk_start() - have @program wait for orders; false: it cannot be run */
bool peer_dpdk_start(const struct bench_params *p);
/** peer_dpdk() - gigabytes per second of dma_skeleton; 0: it failed, or was not started */
double peer_dpdk(size_t size);
void peer_dpdk_stop(void);

#endif
