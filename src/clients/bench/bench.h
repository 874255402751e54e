/* SPDX-License-Identifier: MIT */
/* Measured loops over DMA channels; <dmae/bench.h> is the public face (src/world/bench.c). */
#ifndef DMAE_CLIENTS_BENCH_H
#define DMAE_CLIENTS_BENCH_H

#include <dmae/bench.h>

size_t bench_memory(enum dmae_bench_op op, const struct dmae_bench_load *load);
/* as their public namesakes; @why gets one line on failure */
int bench_run(enum dmae_bench_op op, const struct dmae_bench_load *load,
	      struct dmae_bench_result *result, const char **why);
int bench_latency(size_t size, uint32_t *ns, size_t count, const char **why);
int bench_submit(unsigned int batch, double *ns, const char **why);

#endif
