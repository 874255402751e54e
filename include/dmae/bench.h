/* SPDX-License-Identifier: MIT */
/*
 * Measuring the running world's DMA engine: what "dmae bench" prints, for
 * programs that want the numbers. Each function works on channels that are
 * free at that moment, and gives them back. Times are the host's.
 */
#ifndef DMAE_BENCH_H
#define DMAE_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct dmae_bench_load - what to measure
 * @size: bytes of a transfer
 * @batch: transfers that are issued at once
 * @depth: transfers that may be under way on a channel; 0: what the channel takes
 * @channels: how many, each with a task of its own that submits
 * @pool: bytes of source, and of destination, that a channel walks through
 * @sources: XOR, P+Q: how many
 * @callback: the client wants to be called for each
 * @warm_up_ns: for how long, about, the same is done before the measurement begins: until then memory
 *	is touched for the first time, threads find their CPUs, and the engine what suits the load
 * @duration_ns: for how long, about
 * @memory: dmae_bench_memory() bytes, aligned to a page, that the caller keeps from one measurement
 *	to the next; NULL: memory is found, filled, and given back each time, which takes longer
 *	than the measurement
 */
struct dmae_bench_load {
	size_t size;
	unsigned int batch;
	unsigned int depth;
	unsigned int channels;
	size_t pool;
	unsigned int sources;
	bool callback;
	uint64_t warm_up_ns;
	uint64_t duration_ns;
	void *memory;
};

/**
 * struct dmae_bench_result - what was measured
 * @transfers: that were completed
 * @bytes: that they moved: those of the destination of a copy, of the sources of XOR and P+Q
 * @ns: from the first submission to the last completion
 * @cpu_ns: CPU time of the whole process meanwhile
 */
struct dmae_bench_result {
	uint64_t transfers;
	uint64_t bytes;
	uint64_t ns;
	uint64_t cpu_ns;
};

enum dmae_bench_op { DMAE_BENCH_COPY, DMAE_BENCH_XOR, DMAE_BENCH_PQ };

/** dmae_bench_memory() - bytes of sources and destinations of all channels. Context: any. */
size_t dmae_bench_memory(enum dmae_bench_op op, const struct dmae_bench_load *load);

/**
 * dmae_bench_run() - submit, issue and complete one kind of transfer over and over
 * @op: the operation
 * @load: how
 * @result: filled in on success
 *
 * Context: process. Return: 0; -ENODEV (not so many free channels that can do it); -EINVAL (a
 * @load that makes no sense); -ENOMEM; -EIO (a transfer failed), with dmae_error().
 */
int dmae_bench_run(enum dmae_bench_op op, const struct dmae_bench_load *load,
		   struct dmae_bench_result *result);

/**
 * dmae_bench_latency() - from before the preparation of a copy to its callback, one at a time
 * @size: bytes of the copy
 * @ns: filled with @count latencies in nanoseconds, in the order in which they were measured
 * @count: how many
 *
 * Context: process. Return: as dmae_bench_run().
 */
int dmae_bench_latency(size_t size, uint32_t *ns, size_t count);

/**
 * dmae_bench_submit() - the caller's time to prepare, submit and issue a transfer that moves nothing
 * @batch: transfers that are issued at once
 * @ns: set to nanoseconds per transfer
 *
 * Context: process. Return: as dmae_bench_run().
 */
int dmae_bench_submit(unsigned int batch, double *ns);

#ifdef __cplusplus
}
#endif
#endif
