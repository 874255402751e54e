// SPDX-License-Identifier: MIT
/*
 * The kernel's two drivers of the DMA controller of PXA and MMP2, unmodified,
 * on our board and on one of the kernel's. Skipped where the kernel's package
 * is not installed. Host side.
 */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static void modules(void)
{
	need_kernel_source("6.1");
	assert_done(dmae("build", "-k", "6.1", "drivers/dma/mmp_pdma.c"));
	assert_done(dmae("build", "-k", "6.1", "drivers/dma/pxa_dma.c"));
	assert_done(dmae("build", "-k", "6.1", "drivers/dma/dmatest.c"));
}

/* reading "wait" before the threads have begun would not wait for them */
static const char dmatest_script[] = "insmod dmatest.so iterations=1000 run=1\n"
				     "sleep 1\n"
				     "cat /sys/module/dmatest/parameters/wait\n";

static unsigned int channels_passed(struct result r)
{
	assert_int_equal(count_lines(r.err, "DMA checker"), 0);
	return count_lines(r.err, "summary 1000 tests, 0 failures");
}

static void pxa_dma_passes_dmatest_with_twenty_seeds(void **state)
{
	char seed[8];
	int i;

	modules();
	for (i = 1; i <= 20; i++) {
		snprintf(seed, sizeof(seed), "%d", i);
		assert_int_equal(channels_passed(dmae_fed(dmatest_script, "shell", "--board", "pxa",
							  "--fibers", "--seed", seed, "--module",
							  "./pxa_dma.so")),
				 16);
	}
}

static void pxa_dma_passes_dmatest_in_threads(void **state)
{
	modules();
	assert_int_equal(channels_passed(dmae_fed(dmatest_script, "shell", "--board", "pxa",
						  "--threads", "--module", "./pxa_dma.so")),
			 16);
}

/* PXA and MMP2 have one CPU */
static void mmp_pdma_passes_dmatest_with_twenty_seeds_on_one_cpu(void **state)
{
	char seed[8];
	int i;

	modules();
	for (i = 1; i <= 20; i++) {
		snprintf(seed, sizeof(seed), "%d", i);
		assert_int_equal(channels_passed(dmae_fed(dmatest_script, "shell", "--board", "pxa",
							  "--fibers", "--seed", seed, "--cpus", "1",
							  "--module", "./mmp_pdma.so")),
				 16);
	}
}

/*
 * enable_chan() changes a channel's bit in DALGN by reading and writing all
 * of them, under a lock of the channel: with two CPUs (MMP3 has them) bits of
 * other channels are lost, and buffers that are not aligned copied wrongly.
 */
static void finds_that_mmp_pdma_changes_dalgn_without_a_lock(void **state)
{
	struct result r;

	modules();
	r = dmae_fed(dmatest_script, "shell", "--board", "pxa", "--cpus", "2", "--module",
		     "./mmp_pdma.so");
	assert_true(channels_passed(r) < 16);
	assert_has(r.err, "'data error'");
}

static void a_board_of_the_kernels_starts_as_it_stands(void **state)
{
	modules();
	assert_int_equal(channels_passed(dmae_fed(dmatest_script, "shell", "--board",
						  "pxa300-raumfeld-speaker-s", "--cpus", "1",
						  "--module", "./mmp_pdma.so")),
			 32);
	assert_int_equal(channels_passed(dmae_fed(dmatest_script, "shell", "--board",
						  "pxa300-raumfeld-speaker-s", "--cpus", "1",
						  "--module", "./pxa_dma.so")),
			 32);
}

static void slave_transfers_pass(void **state)
{
	static const char *const drivers[] = { "./mmp_pdma.so", "./pxa_dma.so" };
	int i;

	modules();
	for (i = 0; i < 2; i++) {
		struct result r = dmae("run", "--board", "pxa", "--cpus", "1", "--module",
				       drivers[i], "--", "slavetest", "ops=slave_sg",
				       "iterations=200");

		assert_has(r.out, "\n400 tests, 0 failures\n");
	}
}

/*
 * pxad_remove() takes the channels out of the device's list before the
 * framework looks for them there, and forgets a table and its of_dma.
 */
static void finds_what_pxa_dma_leaves_behind(void **state)
{
	struct result r;

	modules();
	r = dmae_fed("insmod pxa_dma.so\nrmmod pxa_dma\n", "shell", "--board", "pxa");
	assert_code(r, 0);
	assert_has(r.err, "of_dma_controller_free() was not called");
	assert_has(r.err, "leak: 16 objects");
	assert_has(r.err, "allocated by pxad_init_debugfs (dma/pxa_dma.c:345)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(pxa_dma_passes_dmatest_with_twenty_seeds),
		cli_test(pxa_dma_passes_dmatest_in_threads),
		cli_test(mmp_pdma_passes_dmatest_with_twenty_seeds_on_one_cpu),
		cli_test(finds_that_mmp_pdma_changes_dalgn_without_a_lock),
		cli_test(a_board_of_the_kernels_starts_as_it_stands),
		cli_test(slave_transfers_pass),
		cli_test(finds_what_pxa_dma_leaves_behind),
	};

	return cmocka_run_group_tests_name("cli_upstream_pxa", tests, NULL, NULL);
}
