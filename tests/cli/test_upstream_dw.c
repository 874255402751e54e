// SPDX-License-Identifier: MIT
/*
 * The kernel's driver of the DesignWare AHB DMA controller, unmodified, on our
 * board and on one of the kernel's, with the kernel's dmatest and our own
 * tests. Skipped where the kernel's package is not installed. Host side.
 */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

#define SOURCES                                                                    \
	"drivers/dma/dw/core.c", "drivers/dma/dw/dw.c", "drivers/dma/dw/idma32.c", \
		"drivers/dma/dw/acpi.c", "drivers/dma/dw/platform.c", "drivers/dma/dw/of.c"

static void modules(void)
{
	need_kernel_source("6.1");
	assert_done(dmae("build", "-k", "6.1", "-o", "dw.so", SOURCES));
	assert_done(dmae("build", "-k", "6.1", "drivers/dma/dmatest.c"));
}

/* dmatest to its end; reading "wait" before its threads have begun would not wait for them */
static const char dmatest_script[] = "insmod dmatest.so iterations=1000 run=1\n"
				     "sleep 1\n"
				     "cat /sys/module/dmatest/parameters/wait\n";

static struct result dmatest(const char *board, const char *seed)
{
	return dmae_fed(dmatest_script, "shell", "--board", board, "--fibers", "--seed", seed,
			"--module", "./dw.so");
}

static void assert_passed(struct result r, unsigned int channels)
{
	assert_done(r);
	assert_int_equal(count_lines(r.err, "summary 1000 tests, 0 failures"), channels);
	assert_int_equal(count_lines(r.err, "DMA checker"), 0);
	assert_int_equal(count_lines(r.err, "the transfer is abandoned"), 0);
}

static void every_kind_of_controller_is_probed(void **state)
{
	struct result r;

	modules();
	r = dmae("ls", "--board", "dw", "--module", "./dw.so");
	assert_done(r);
	assert_int_equal(
		count_lines(r.out, "ea800000.dma-controller  dw_dmac  memcpy slave private"), 8);
	assert_int_equal(
		count_lines(r.out, "eb000000.dma-controller  dw_dmac  memcpy slave private"), 8);
	assert_int_equal(
		count_lines(r.out, "eb001000.dma-controller  dw_dmac  memcpy slave private"), 4);
	assert_int_equal(count_lines(r.err, "DesignWare DMA Controller, 8 channels"), 2);
	assert_int_equal(count_lines(r.err, "DesignWare DMA Controller, 4 channels"), 1);
}

static void the_kernels_dmatest_passes_with_twenty_seeds(void **state)
{
	char seed[8];
	int i;

	modules();
	for (i = 1; i <= 20; i++) {
		snprintf(seed, sizeof(seed), "%d", i);
		assert_passed(dmatest("dw", seed), 20);
	}
}

static void the_kernels_dmatest_passes_in_threads(void **state)
{
	modules();
	assert_passed(dmae_fed(dmatest_script, "shell", "--board", "dw", "--threads", "--module",
			       "./dw.so"),
		      20);
}

static void our_dmatest_has_the_same_verdict(void **state)
{
	struct result r;

	modules();
	r = dmae("run", "--board", "dw", "--module", "./dw.so", "--", "test", "iterations=1000");
	assert_done(r);
	assert_has(r.out, "\n20000 tests, 0 failures\n");
}

static void the_kernels_own_board_starts_as_it_stands(void **state)
{
	struct result r;

	modules();
	r = dmae("ls", "--board", "spear1340-evb", "--module", "./dw.so");
	assert_done(r);
	assert_int_equal(count_lines(r.out, "ea800000.dma  dw_dmac  memcpy slave private"), 8);
	assert_int_equal(count_lines(r.out, "eb000000.dma  dw_dmac  memcpy slave private"), 8);
	assert_passed(dmatest("spear1340-evb", "1"), 16);
}

/* the kernel's modules as its Makefile makes them; a controller of Intel's variant among them */
static void controllers_on_pci_pass(void **state)
{
	struct result r;

	modules();
	assert_done(dmae("build", "-k", "6.1", "-o", "folder/", "drivers/dma/dw"));
	r = dmae_fed("insmod folder/dw_dmac_core.so\n"
		     "insmod folder/dw_dmac_pci.so\n"
		     "insmod dmatest.so iterations=1000 run=1\n"
		     "sleep 1\n"
		     "cat /sys/module/dmatest/parameters/wait\n"
		     "rmmod dmatest\n"
		     "rmmod dw_dmac_pci\n"
		     "rmmod dw_dmac_core\n",
		     "shell", "--board", "dw");
	assert_passed(r, 16);
	assert_int_equal(count_lines(r.err, "dw_dmac_pci 0000:00:01.0: DesignWare DMA"), 1);
	assert_int_equal(count_lines(r.err, "dw_dmac_pci 0000:00:02.0: DesignWare DMA"), 1);
}

static void slave_transfers_and_pauses_pass(void **state)
{
	struct result r;

	modules();
	r = dmae("run", "--board", "dw", "--module", "./dw.so", "--", "slavetest",
		 "ops=slave_sg,pause", "iterations=200");
	assert_done(r);
	assert_has(r.out, "\n800 tests, 0 failures\n");
}

static void the_module_goes_when_nobody_uses_it(void **state)
{
	struct result r;

	modules();
	r = dmae_fed("insmod dw.so\n"
		     "insmod dmatest.so iterations=10 run=1\n"
		     "rmmod dw\n"
		     "sleep 1\n"
		     "rmmod dmatest\n"
		     "rmmod dw\n"
		     "insmod dw.so\n"
		     "ls /sys/class/dma\n",
		     "shell", "--board", "dw");
	assert_has(r.err, "dw");
	assert_has(r.out, "dma0chan0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(every_kind_of_controller_is_probed),
		cli_test(the_kernels_dmatest_passes_with_twenty_seeds),
		cli_test(the_kernels_dmatest_passes_in_threads),
		cli_test(our_dmatest_has_the_same_verdict),
		cli_test(the_kernels_own_board_starts_as_it_stands),
		cli_test(controllers_on_pci_pass),
		cli_test(slave_transfers_and_pauses_pass),
		cli_test(the_module_goes_when_nobody_uses_it),
	};

	return cmocka_run_group_tests_name("cli_upstream_dw", tests, NULL, NULL);
}
