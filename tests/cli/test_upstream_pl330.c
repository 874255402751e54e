// SPDX-License-Identifier: MIT
/*
 * The kernel's driver of the PL330, unmodified, on the kernel's zynq-zc702.dts
 * as it stands and on our board, with the kernel's dmatest and our own tests.
 * Skipped where the kernel's package is not installed. Host side.
 */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static void modules(void)
{
	need_kernel_source("6.1");
	assert_done(dmae("build", "-k", "6.1", "drivers/dma/pl330.c"));
	assert_done(dmae("build", "-k", "6.1", "drivers/dma/dmatest.c"));
}

/* dmatest to its end; reading "wait" before its threads have begun would not wait for them */
static const char dmatest_script[] = "insmod dmatest.so iterations=1000 run=1\n"
				     "sleep 1\n"
				     "cat /sys/module/dmatest/parameters/wait\n";

/*
 * Nothing is wrong but what is the driver's own fault: pl330_remove() frees
 * neither the channels nor the pool of descriptors.
 */
static void assert_clean(struct result r, unsigned int controllers)
{
	assert_int_equal(r.code, 0);
	assert_int_equal(count_lines(r.err, "leak"), 2);
	assert_int_equal(count_lines(r.err, "allocated by pl330_probe"), 1);
	assert_int_equal(count_lines(r.err, "allocated by add_desc"), 1);
	assert_int_equal(count_lines(r.err, "DMA checker"), 0);
	assert_int_equal(count_lines(r.err, "_err"), 0);
	assert_int_equal(count_lines(r.err, "Loaded driver for PL330"), controllers);
}

static void assert_passed(struct result r)
{
	assert_clean(r, 1);
	assert_int_equal(count_lines(r.err, "summary 1000 tests, 0 failures"), 8);
}

static void zynq_zc702_starts_as_it_stands(void **state)
{
	struct result r;

	modules();
	r = dmae("ls", "--board", "zynq-zc702", "--module", "./pl330.so");
	assert_clean(r, 1);
	assert_has(r.err, "Loaded driver for PL330 DMAC-241330");
	assert_has(r.err, "DBUFF-128x8bytes Num_Chans-8 Num_Peri-4 Num_Events-16");
	assert_int_equal(count_lines(r.out, "f8003000.dmac  dma-pl330  memcpy slave cyclic private"),
			 8);
}

static void the_kernels_dmatest_passes_with_twenty_seeds(void **state)
{
	char seed[8];
	int i;

	modules();
	for (i = 1; i <= 20; i++) {
		snprintf(seed, sizeof(seed), "%d", i);
		assert_passed(dmae_fed(dmatest_script, "shell", "--board", "zynq-zc702", "--fibers",
				       "--seed", seed, "--module", "./pl330.so"));
	}
}

static void the_kernels_dmatest_passes_in_threads(void **state)
{
	modules();
	assert_passed(dmae_fed(dmatest_script, "shell", "--board", "zynq-zc702", "--threads",
			       "--module", "./pl330.so"));
}

static void our_dmatest_has_the_same_verdict(void **state)
{
	struct result r;

	modules();
	r = dmae("run", "--board", "zynq-zc702", "--module", "./pl330.so", "--", "test",
		 "iterations=1000");
	assert_clean(r, 1);
	assert_has(r.out, "\n8000 tests, 0 failures\n");
}

static void slave_and_cyclic_transfers_pass(void **state)
{
	struct result r;

	modules();
	r = dmae("run", "--board", "pl330", "--module", "./pl330.so", "--", "slavetest",
		 "ops=slave_sg,residue,terminate,cyclic_rx,cyclic_tx", "iterations=50");
	assert_clean(r, 2);
	assert_has(r.out, "\n500 tests, 0 failures\n");
}

/*
 * pluck_desc() takes a descriptor from the pool and clears its callback, but
 * not its callback_result (6.1; later kernels do): whoever used it before is
 * called back by a segment that is none of his.
 */
static void finds_that_a_recycled_descriptor_calls_back(void **state)
{
	struct result r;

	modules();
	r = dmae("run", "--board", "pl330", "--module", "./pl330.so", "--", "slavetest", "result=1",
		 "ops=slave_sg", "iterations=20");
	assert_true(r.code != 0);
	assert_true(count_lines(r.err, "completion busy status") > 0 ||
		    count_lines(r.err, "pl330_tasklet") > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(zynq_zc702_starts_as_it_stands),
		cli_test(the_kernels_dmatest_passes_with_twenty_seeds),
		cli_test(the_kernels_dmatest_passes_in_threads),
		cli_test(our_dmatest_has_the_same_verdict),
		cli_test(slave_and_cyclic_transfers_pass),
		cli_test(finds_that_a_recycled_descriptor_calls_back),
	};

	return cmocka_run_group_tests_name("cli_upstream_pl330", tests, NULL, NULL);
}
