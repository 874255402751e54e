// SPDX-License-Identifier: MIT
/*
 * The overlays that put an SMMU before the controllers of a board, as a user
 * gives them: tests pass, strict and lazy, and nothing is said of a fault. The
 * kernel's own drivers are skipped where its package is not installed. Host
 * side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

static const char *const modes[] = { "iommu.strict=1", "iommu.strict=0" };

/* the path of a board's overlay, until the next call */
static const char *overlay(const char *board)
{
	const char *source = getenv("DMAE_SOURCE");
	static char path[4096];

	snprintf(path, sizeof(path), "%s/boards/overlays/%s-smmu.dtso", source ? source : ".",
		 board);
	return path;
}

static void assert_quiet(struct result r)
{
	assert_done(r);
	assert_has(r.out, " 0 failures");
	assert_null(strstr(r.err, "DMA checker"));
	assert_null(strstr(r.err, "bus:"));
	assert_null(strstr(r.err, "context fault"));
	assert_null(strstr(r.err, "global fault"));
	assert_has(r.err, "arm-smmu");
	assert_has(r.err, "Adding to iommu group 0");
}

/* @verb on @board, in both modes, with up to four modules */
static void run_modules(const char *verb, const char *board, const char *const *modules)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		const char *argv[24] = { command_dmae(), verb, "iterations=20", "--board", board,
					 "--overlay", overlay(board), "--append", modes[i], "--seed",
					 "3" };
		unsigned int n = 11, k;

		/* the kernel's drivers of PXA's controller are for one CPU */
		if (!strcmp(board, "pxa")) {
			argv[n++] = "--cpus";
			argv[n++] = "1";
		}
		for (k = 0; modules && modules[k]; k++) {
			argv[n++] = "--module";
			argv[n++] = modules[k];
		}
		assert_quiet(command_run(NULL, argv));
	}
}

static void build(const char *source)
{
	need_kernel_source("6.1");
	assert_done(dmae("build", "-k", "6.1", source));
}

static void the_software_engine_passes(void **state)
{
	run_modules("test", "default", NULL);
	assert_quiet(dmae("test", "iterations=20", "--overlay", overlay("default"), "--threads"));
}

static void the_textbook_controller_passes(void **state)
{
	run_modules("test", "textbook", NULL);
	run_modules("slavetest", "textbook", NULL);
}

static void the_board_of_peripherals_passes(void **state)
{
	run_modules("slavetest", "peripherals", NULL);
}

static void the_kernels_pl330_passes(void **state)
{
	static const char *const modules[] = { "./pl330.so", NULL };

	build("drivers/dma/pl330.c");
	run_modules("test", "pl330", modules);
	run_modules("slavetest", "pl330", modules);
	run_modules("test", "zynq-zc702", modules);
}

static void the_kernels_bcm2835_passes(void **state)
{
	static const char *const modules[] = { "./bcm2835-dma.so", NULL };

	build("drivers/dma/bcm2835-dma.c");
	run_modules("test", "bcm2835", modules);
	run_modules("slavetest", "bcm2835", modules);
}

static void the_kernels_pxa_passes(void **state)
{
	static const char *const modules[] = { "./mmp_pdma.so", NULL };

	build("drivers/dma/mmp_pdma.c");
	run_modules("test", "pxa", modules);
}

static void the_kernels_stm32_passes(void **state)
{
	static const char *const modules[] = { "./stm32-mdma.so", "./stm32-dmamux.so",
					       "./stm32-dma.so", NULL };

	build("drivers/dma/stm32-mdma.c");
	build("drivers/dma/stm32-dmamux.c");
	build("drivers/dma/stm32-dma.c");
	run_modules("test", "stm32mp157c-dk2", modules);
	run_modules("slavetest", "stm32mp157c-dk2", modules);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cli_test(the_software_engine_passes),
		cli_test(the_textbook_controller_passes),
		cli_test(the_board_of_peripherals_passes),
		cli_test(the_kernels_pl330_passes),
		cli_test(the_kernels_bcm2835_passes),
		cli_test(the_kernels_pxa_passes),
		cli_test(the_kernels_stm32_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
