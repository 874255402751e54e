// SPDX-License-Identifier: MIT
/*
 * The verb build on drivers of Debian's kernel packages, as they are. Skipped
 * where a package is not installed. tools/conformance tries all of them; here
 * are those whose failure would be ours at once. Host side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

/* built without a word, in the folder that we are in */
static void build(const char *version, const char *source)
{
	struct result r = dmae("build", "-k", version, source);

	assert_done(r);
	if (!strncmp(r.err, "unpacking", 9))
		r.err = strchr(r.err, '\n') + 1;
	assert_string_equal(r.err, "");
}

static void dmatest_builds_from_both_kernels_and_passes(void **state)
{
	static const char *const versions[] = { "6.1", "6.12" };
	struct result r;
	int i;

	for (i = 0; i < 2; i++) {
		need_kernel_source(versions[i]);
		build(versions[i], "drivers/dma/dmatest.c");
		r = dmae("run", "--fibers", "--module", "./dmatest.so", "iterations=20", "run=1",
			 "--", "cat", "/sys/module/dmatest/parameters/wait");
		assert_done(r);
		assert_int_equal(count_lines(r.err, "summary 20 tests, 0 failures"), 12);
	}
}

static void pl330_runs_on_the_kernels_own_board(void **state)
{
	struct result r;

	need_kernel_source("6.1");
	build("6.1", "drivers/dma/pl330.c");
	build("6.1", "drivers/dma/dmatest.c");
	r = dmae("run", "--board", "zynq-zc702", "--module", "./pl330.so", "--module",
		 "./dmatest.so", "iterations=5", "run=1", "--", "cat",
		 "/sys/module/dmatest/parameters/wait");
	assert_string_equal(r.out, "Y\n");
	assert_int_equal(count_lines(r.err, "summary 5 tests, 0 failures"), 8);
	r = dmae("ls", "--board", "zynq-zc702", "--module", "./pl330.so");
	assert_int_equal(count_lines(r.out, "f8003000.dmac  dma-pl330  memcpy slave cyclic"), 8);
}

static void modules_of_several_sources_build_together(void **state)
{
	struct result r;

	need_kernel_source("6.1");
	r = dmae("build", "drivers/dma/dw");
	assert_done(r);
	assert_has(r.out, "dw_dmac_core.so\ndw_dmac.so\n");
	r = dmae_fed("insmod dw_dmac.so\ninsmod dw_dmac_core.so\ninsmod dw_dmac.so\nlsmod\n",
		     "shell", "--board", "dw");
	assert_has(r.err, "dw_dmac.so: cannot be loaded: ");
	assert_has(r.out, "dw_dmac_core 0 1 dw_dmac, Live");
	/* or all in one, as the user says */
	r = dmae("build", "-o", "dw.so", "dw/core.c", "dw/dw.c", "dw/idma32.c", "dw/acpi.c",
		 "dw/platform.c", "dw/of.c");
	assert_done(r);
	r = dmae("ls", "--board", "dw", "--module", "./dw.so");
	assert_has(r.out, "dw_dmac");
}

static void a_board_of_the_kernel_is_compiled_once(void **state)
{
	struct result first, second;

	need_kernel_source("6.1");
	setenv("DMAE_DTS_INCLUDE", "/nonexistent/to/be/another/board", 1);
	first = dmae("ls", "--board", "stm32mp157c-dk2");
	second = dmae("ls", "--board", "stm32mp157c-dk2");
	unsetenv("DMAE_DTS_INCLUDE");
	assert_string_equal(first.out, second.out);
	assert_has(first.out, "/soc/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(dmatest_builds_from_both_kernels_and_passes),
		cli_test(pl330_runs_on_the_kernels_own_board),
		cli_test(modules_of_several_sources_build_together),
		cli_test(a_board_of_the_kernel_is_compiled_once),
	};

	return cmocka_run_group_tests_name("build_upstream", tests, NULL, NULL);
}
