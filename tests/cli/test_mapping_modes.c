// SPDX-License-Identifier: MIT
/*
 * dmatest, slavetest and the kernel's own drivers in every mode of DMA
 * mapping: they pass unchanged, and neither DMA-API debugging nor the machine
 * has anything to say. Host side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

/** struct mode - one way in which devices see memory */
struct mode {
	const char *param;	/* for --append; "": none */
	bool smmu;		/* with the board's overlay that has one */
	bool low;		/* controllers reach the lowest GiB only, and most RAM is above */
};

static const struct mode direct = { "", false, false };
static const struct mode forced = { "swiotlb=force", false, false };
static const struct mode strict = { "iommu.strict=1", true, false };
static const struct mode lazy = { "iommu.strict=0", true, false };
static const struct mode passthrough = { "iommu.passthrough=1", true, false };
static const struct mode noncoherent = { "dma_coherent=off", false, false };
static const struct mode noncoherent_forced = { "dma_coherent=off swiotlb=force", false, false };
static const struct mode low = { "", false, true };

static const struct mode *const modes[] = {
	&direct, &forced, &strict, &lazy, &passthrough, &noncoherent, &noncoherent_forced,
};

#define NMODES (sizeof(modes) / sizeof(modes[0]))

static const char *overlay_of(const char *board)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/boards/overlays/%s-smmu.dtso", getenv("DMAE_SOURCE"), board);
	return path;
}

/* with a bank of RAM that the controllers reach, below the board's own, which is used first */
static void write_low_overlay(unsigned int cells)
{
	static const char one[] =
		"&{/} { memory@100000 { device_type = \"memory\"; reg = <0x100000 0xf00000>; }; };\n"
		/* memory, and the registers that transfers to devices go to */
		"&{/soc} { dma-ranges = <0x0 0x0 0x40000000>, <0x40000000 0x40000000 0x100000>; };\n";
	static const char two[] =
		"&{/} { memory@100000 { device_type = \"memory\"; reg = <0 0x100000 0 0xf00000>; }; };\n"
		"&{/soc} { dma-ranges = <0 0 0 0 0 0x40000000>; };\n";
	char text[1024];

	snprintf(text, sizeof(text), "/dts-v1/;\n/plugin/;\n%s", cells == 1 ? one : two);
	write_file("low.dtso", text, strlen(text));
}

/* what devices, drivers or the machine complain of would be there */
static void assert_quiet(const char *err)
{
	assert_int_equal(count_lines(err, "DMA-API"), 0);
	assert_int_equal(count_lines(err, "DMA checker"), 0);
	assert_int_equal(count_lines(err, "bus:"), 0);
	assert_int_equal(count_lines(err, "context fault"), 0);
	assert_int_equal(count_lines(err, "WARNING"), 0);
	/* dw/core.c says this when two CPUs write its MASK registers at once: its own fault */
	assert_int_equal(count_lines(err, "BUG"), count_lines(err, "Unexpected interrupts pending"));
	assert_int_equal(count_lines(err, "swiotlb buffer is full"), 0);
	assert_int_equal(count_lines(err, "missing"), 0);
}

#define MAX_ARGS 32

/* "dmae run --board BOARD [overlay] [parameters] ARGS... -- VERB..." */
static void passes(const struct mode *mode, const char *board, const char *const *args,
		   const char *const *verb)
{
	const char *argv[MAX_ARGS] = { command_dmae(), "run", "--board", board };
	struct result r;
	int n = 4;

	if (mode->smmu || mode->low) {
		argv[n++] = "--overlay";
		argv[n++] = mode->low ? "low.dtso" : overlay_of(board);
	}
	if (mode->param[0]) {
		argv[n++] = "--append";
		argv[n++] = mode->param;
	}
	/* also where it is off as a rule */
	argv[n++] = "--checker";
	argv[n++] = "on";
	while (*args)
		argv[n++] = *args++;
	argv[n++] = "--";
	while (*verb)
		argv[n++] = *verb++;
	argv[n] = NULL;
	r = command_run(NULL, argv);
	if (r.code)
		print_message("%s%s on %s failed:\n", mode->param, mode->smmu ? " with an SMMU" : "", board);
	assert_done(r);
	assert_has(r.out, " tests, 0 failures\n");
	assert_quiet(r.err);
}

static void passes_everywhere(const char *board, const char *const *args, const char *const *verb)
{
	size_t i;

	for (i = 0; i < NMODES; i++)
		passes(modes[i], board, args, verb);
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NONE	  ((const char *const[]){ NULL })

static void build(const char *source, const char *output)
{
	need_kernel_source("6.1");
	if (output)
		assert_done(dmae("build", "-k", "6.1", "-o", output, source));
	else
		assert_done(dmae("build", "-k", "6.1", source));
}

/* ---- our own engines --------------------------------------------------- */

static void the_software_engine_passes_in_fibers(void **state)
{
	passes_everywhere("default", LIST("--fibers"), LIST("test", "iterations=100"));
}

static void the_software_engine_passes_in_threads(void **state)
{
	passes_everywhere("default", LIST("--threads"), LIST("test", "iterations=100"));
}

static void the_textbook_controller_passes(void **state)
{
	passes_everywhere("textbook", NONE, LIST("test", "iterations=50"));
	passes_everywhere("textbook", NONE, LIST("slavetest", "iterations=5"));
}

static void the_textbook_controller_passes_in_threads(void **state)
{
	passes_everywhere("textbook", LIST("--threads"), LIST("test", "iterations=20"));
}

/* ---- memory out of reach ----------------------------------------------- */

static void a_controller_that_reaches_a_part_of_memory_passes(void **state)
{
	write_low_overlay(2);
	passes(&low, "default", LIST("--fibers"), LIST("test", "iterations=100"));
	write_low_overlay(1);
	passes(&low, "textbook", NONE, LIST("test", "iterations=50"));
	passes(&low, "textbook", NONE, LIST("slavetest", "iterations=5"));
}

static void memory_out_of_reach_was_bounced(void **state)
{
	struct result r;

	write_low_overlay(1);
	r = dmae_fed("test iterations=20\ncat /sys/kernel/debug/swiotlb/io_tlb_used_hiwater\n", "shell",
		     "--board", "textbook", "--overlay", "low.dtso");
	assert_done(r);
	assert_has(r.out, "0 failures");
	/* the last line is the number of slots that were in use at once */
	assert_null(strstr(r.out, "\n0\n"));
}

/* ---- the kernel's drivers ---------------------------------------------- */

static void the_pl330_driver_passes(void **state)
{
	build("drivers/dma/pl330.c", NULL);
	passes_everywhere("zynq-zc702", LIST("--module", "./pl330.so"), LIST("test", "iterations=20"));
	passes_everywhere("pl330", LIST("--module", "./pl330.so"),
			  LIST("slavetest", "iterations=5",
			       "ops=slave_sg,residue,terminate,cyclic_rx,cyclic_tx"));
}

static void the_stm32_drivers_pass(void **state)
{
	build("drivers/dma/stm32-mdma.c", NULL);
	build("drivers/dma/stm32-dmamux.c", NULL);
	build("drivers/dma/stm32-dma.c", NULL);
	passes_everywhere("stm32mp157c-dk2", LIST("--module", "./stm32-mdma.so", "--module",
						  "./stm32-dmamux.so", "--module", "./stm32-dma.so"),
			  LIST("test", "iterations=10"));
}

static void the_dw_driver_passes(void **state)
{
	need_kernel_source("6.1");
	assert_done(dmae("build", "-k", "6.1", "-o", "dw.so", "drivers/dma/dw/core.c",
			 "drivers/dma/dw/dw.c", "drivers/dma/dw/platform.c", "drivers/dma/dw/of.c"));
	passes_everywhere("dw", LIST("--module", "./dw.so"), LIST("test", "iterations=20"));
	passes_everywhere("dw", LIST("--module", "./dw.so"),
			  LIST("slavetest", "iterations=3", "ops=slave_sg,residue"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(the_software_engine_passes_in_fibers),
		cli_test(the_software_engine_passes_in_threads),
		cli_test(the_textbook_controller_passes),
		cli_test(the_textbook_controller_passes_in_threads),
		cli_test(a_controller_that_reaches_a_part_of_memory_passes),
		cli_test(memory_out_of_reach_was_bounced),
		cli_test(the_pl330_driver_passes),
		cli_test(the_stm32_drivers_pass),
		cli_test(the_dw_driver_passes),
	};

	return cmocka_run_group_tests_name("cli_mapping_modes", tests, NULL, NULL);
}
