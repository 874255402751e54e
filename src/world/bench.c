// SPDX-License-Identifier: MIT
/* Measuring, for programs: <dmae/bench.h>. */
#include <linux/errno.h>
#include <linux/types.h>

#include "clients/bench/bench.h"
#include "world/world.h"

static int told(int err, const char *why)
{
	return err ? world_error(err, "bench: %s", why) : world_ok(0);
}

size_t dmae_bench_memory(enum dmae_bench_op op, const struct dmae_bench_load *load)
{
	return bench_memory(op, load);
}

int dmae_bench_run(enum dmae_bench_op op, const struct dmae_bench_load *load,
		   struct dmae_bench_result *result)
{
	const char *why = "";
	int err;

	if (world_check_running())
		return -ENODEV;
	err = bench_run(op, load, result, &why);
	return told(err, why);
}

int dmae_bench_latency(size_t size, uint32_t *ns, size_t count)
{
	const char *why = "";
	int err;

	if (world_check_running())
		return -ENODEV;
	err = bench_latency(size, ns, count, &why);
	return told(err, why);
}

int dmae_bench_submit(unsigned int batch, double *ns)
{
	const char *why = "";
	int err;

	if (world_check_running())
		return -ENODEV;
	err = bench_submit(batch, ns, &why);
	return told(err, why);
}
