// SPDX-License-Identifier: MIT
/*
 * The kernel's driver of the BCM2835's DMA controller, unmodified, on our
 * board and on the kernel's for a Raspberry Pi. Skipped where the kernel's
 * package is not installed. Host side.
 */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static void modules(void)
{
	need_kernel_source("6.1");
	assert_done(dmae("build", "-k", "6.1", "drivers/dma/bcm2835-dma.c"));
	assert_done(dmae("build", "-k", "6.1", "drivers/dma/dmatest.c"));
}

/* reading "wait" before the threads have begun would not wait for them */
static const char dmatest_script[] = "insmod dmatest.so iterations=1000 run=1\n"
				     "sleep 1\n"
				     "cat /sys/module/dmatest/parameters/wait\n";

static void assert_passed(struct result r)
{
	assert_done(r);
	assert_int_equal(count_lines(r.err, "summary 1000 tests, 0 failures"), 11);
	assert_int_equal(count_lines(r.err, "DMA checker"), 0);
}

static void assert_dmatest(const char *board, const char *seed)
{
	assert_passed(dmae_fed(dmatest_script, "shell", "--board", board, "--fibers", "--seed",
			       seed, "--module", "./bcm2835-dma.so"));
}

static void the_kernels_dmatest_passes_with_twenty_seeds(void **state)
{
	char seed[8];
	int i;

	modules();
	for (i = 1; i <= 20; i++) {
		snprintf(seed, sizeof(seed), "%d", i);
		assert_dmatest("bcm2835", seed);
	}
}

static void the_kernels_dmatest_passes_in_threads(void **state)
{
	modules();
	assert_passed(dmae_fed(dmatest_script, "shell", "--board", "bcm2835", "--threads",
			       "--module", "./bcm2835-dma.so"));
}

static void a_raspberry_pi_starts_as_it_stands(void **state)
{
	modules();
	assert_dmatest("bcm2835-rpi-b", "1");
}

static void our_dmatest_has_the_same_verdict(void **state)
{
	struct result r;

	modules();
	r = dmae("run", "--board", "bcm2835", "--module", "./bcm2835-dma.so", "--", "test",
		 "iterations=1000");
	assert_done(r);
	assert_has(r.out, "\n11000 tests, 0 failures\n");
}

static void slavetest_passes(void **state)
{
	struct result r;

	modules();
	r = dmae("run", "--board", "bcm2835", "--module", "./bcm2835-dma.so", "--", "slavetest",
		 "iterations=200");
	assert_done(r);
	assert_int_equal(count_lines(r.out, "slave_sg            200          0"), 2);
	assert_int_equal(count_lines(r.out, "residue             200          0"), 2);
	assert_int_equal(count_lines(r.out, "terminate           200          0"), 2);
	assert_int_equal(count_lines(r.out, "cyclic_rx           200          0"), 2);
	assert_int_equal(count_lines(r.out, "cyclic_tx           200          0"), 2);
}

/* bcm2835_dma_remove() leaves its translation of "dmas" behind */
static void finds_what_the_driver_leaves_behind(void **state)
{
	struct result r;

	modules();
	r = dmae_fed("insmod bcm2835-dma.so\nrmmod bcm2835_dma\n", "shell", "--board", "bcm2835");
	assert_done(r);
	assert_has(r.err, "/soc/dma@7e007000: of_dma_controller_free() was not called");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(the_kernels_dmatest_passes_with_twenty_seeds),
		cli_test(the_kernels_dmatest_passes_in_threads),
		cli_test(a_raspberry_pi_starts_as_it_stands),
		cli_test(our_dmatest_has_the_same_verdict),
		cli_test(slavetest_passes),
		cli_test(finds_what_the_driver_leaves_behind),
	};

	return cmocka_run_group_tests_name("cli_upstream_bcm2835", tests, NULL, NULL);
}
