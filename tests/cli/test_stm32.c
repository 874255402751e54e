// SPDX-License-Identifier: MIT
/*
 * stm32mp157c-dk2, the kernel's own board file, with the kernel's own drivers
 * stm32-mdma, stm32-dmamux and stm32-dma: what stands in /sys, and that data
 * is moved. Skipped where Debian's kernel package is not installed. Host side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

#define BOARD	"--board", "stm32mp157c-dk2"
#define DRIVERS "--module", "./stm32-mdma.so", "--module", "./stm32-dmamux.so", "--module", "./stm32-dma.so"

static void build(const char *source)
{
	need_kernel_source("6.1");
	assert_done(dmae("build", "-k", "6.1", source));
}

static void build_drivers(void)
{
	build("drivers/dma/stm32-mdma.c");
	build("drivers/dma/stm32-dmamux.c");
	build("drivers/dma/stm32-dma.c");
}

/* nothing but what was asked for, and what nobody models */
static void assert_quiet(const char *err)
{
	assert_null(strstr(err, "DMA checker"));
	assert_null(strstr(err, "bus:"));
	assert_null(strstr(err, "leak"));
	assert_null(strstr(err, "never"));
	assert_null(strstr(err, "WARNING"));
	assert_null(strstr(err, "was not"));
}

static void channels_are_those_of_the_real_board(void **state)
{
	struct result r;
	unsigned int dma, chan;

	build_drivers();
	r = dmae("ls", BOARD, DRIVERS);
	assert_done(r);
	assert_quiet(r.err);
	assert_int_equal(count_lines(r.out, "chan"), 48);
	for (dma = 0; dma < 3; dma++) {
		static const char *const devices[] = { "58000000.dma-controller  stm32-mdma",
						       "48000000.dma-controller  stm32-dma ",
						       "48001000.dma-controller  stm32-dma " };

		assert_int_equal(count_lines(r.out, devices[dma]), dma ? 8 : 32);
		for (chan = 0; chan < (dma ? 8 : 32); chan++) {
			char name[32];

			snprintf(name, sizeof(name), "dma%uchan%u ", dma, chan);
			assert_has(r.out, name);
		}
	}
	r = dmae("tree", "/sys/class/dma", BOARD, DRIVERS);
	assert_int_equal(count_lines(r.out, "chan"), 48);
	assert_has(r.out, "dma0chan31 -> ../../devices/platform/soc/58000000.dma-controller/dma/dma0chan31");
}

/* the lines that ST shows for this board, from its clients' names to the router's */
static void clients_hold_routed_channels(void **state)
{
	static const char *const lines[] = {
		"dma0 (58000000.dma-controller): number of channels: 32\n dma0chan0    | 54002000.hash:in\n",
		"dma1 (48000000.dma-controller): number of channels: 8\n",
		" dma1chan0    | 4000e000.serial:rx (via router: 48002000.dma-router)\n",
		" dma1chan1    | 4000e000.serial:tx (via router: 48002000.dma-router)\n",
		" dma1chan2    | 4000b000.audio-controller:tx (via router: 48002000.dma-router)\n",
		" dma1chan3    | 4000b000.audio-controller:rx (via router: 48002000.dma-router)\n",
		" dma1chan4    | 4400b004.audio-controller:tx (via router: 48002000.dma-router)\n",
		" dma1chan5    | 4400b024.audio-controller:rx (via router: 48002000.dma-router)\n",
		"dma2 (48001000.dma-controller): number of channels: 8\n",
	};
	const char *source = getenv("DMAE_SOURCE");
	struct result r;
	char overlay[4096];
	unsigned int i;

	build_drivers();
	snprintf(overlay, sizeof(overlay), "%s/boards/overlays/stm32mp157c-dk2-serial.dtso",
		 source ? source : ".");
	r = dmae("run", BOARD, "--overlay", overlay, DRIVERS, "--module", "slavetest", "--", "cat",
		 "/sys/kernel/debug/dmaengine/summary");
	assert_done(r);
	assert_quiet(r.err);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_has(r.out, lines[i]);
}

static void the_kernels_dmatest_passes_on_every_channel(void **state)
{
	struct result r;

	build_drivers();
	build("drivers/dma/dmatest.c");
	r = dmae("run", "--seed", "7", BOARD, DRIVERS, "--module", "./dmatest.so", "iterations=50",
		 "run=1", "wait=1", "--", "ls");
	assert_done(r);
	assert_quiet(r.err);
	assert_int_equal(count_lines(r.err, "summary 50 tests, 0 failures"), 48);
}

static void our_dmatest_passes_on_every_channel(void **state)
{
	struct result r;

	build_drivers();
	r = dmae("test", "iterations=50", "--seed", "8", BOARD, DRIVERS);
	assert_done(r);
	assert_quiet(r.err);
	assert_has(r.out, "2400 tests, 0 failures");
	r = dmae("test", "iterations=20", "--threads", BOARD, DRIVERS);
	assert_done(r);
	assert_has(r.out, "960 tests, 0 failures");
}

static void slavetest_passes_on_its_peripherals(void **state)
{
	struct result r;

	build_drivers();
	r = dmae("slavetest", "iterations=30", "--seed", "9", BOARD, DRIVERS);
	assert_done(r);
	assert_null(strstr(r.err, "DMA checker"));
	assert_has(r.out, ", 0 failures");
}

static void a_module_that_stays_leaves_nothing_behind(void **state)
{
	struct result r;

	build_drivers();
	r = dmae_fed("rmmod stm32_dma\n", "shell", BOARD, DRIVERS);
	assert_has(r.err, "stm32_dma");
	assert_quiet(r.err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(channels_are_those_of_the_real_board),
		cli_test(clients_hold_routed_channels),
		cli_test(the_kernels_dmatest_passes_on_every_channel),
		cli_test(our_dmatest_passes_on_every_channel),
		cli_test(slavetest_passes_on_its_peripherals),
		cli_test(a_module_that_stays_leaves_nothing_behind),
	};

	return cmocka_run_group_tests_name("stm32", tests, NULL, NULL);
}
