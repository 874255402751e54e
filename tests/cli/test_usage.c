// SPDX-License-Identifier: MIT
/* What holds for every verb: help, options, exit codes, one line on an error. Host side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

static const char *const verbs[] = { "test", "slavetest", "ls", "cat", "tree", "run", "shell", "copy", "bench" };
#define NVERBS (sizeof(verbs) / sizeof(verbs[0]))

static const char *example_path(const char *name)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/examples/%s", getenv("DMAE_BUILD"), name);
	return path;
}

/* ---- help ---------------------------------------------------------------- */

static void no_verb_is_answered_with_the_list_of_verbs(void **state)
{
	struct result r = command_run(NULL, (const char *[]){ command_dmae(), NULL });
	size_t i;

	assert_code(r, 2);
	for (i = 0; i < NVERBS; i++)
		assert_has(r.out, verbs[i]);
	assert_done(dmae("--help"));
	assert_string_equal(dmae("--help").out, r.out);
}

static void the_version_is_told(void **state)
{
	struct result r = dmae("--version");

	assert_done(r);
	assert_int_equal(strncmp(r.out, "dmae ", 5), 0);
}

static void help_names_every_option(void **state)
{
	static const char *const options[] = { "--board", "--module", "--fibers", "--threads", "--seed",
					       "--cpus", "--loglevel", "--checker", "--trace", "--json" };
	size_t v, i;

	for (v = 0; v < NVERBS; v++) {
		struct result r = dmae(verbs[v], "--help");

		assert_done(r);
		assert_string_equal(r.err, "");
		assert_has(r.out, "Usage: dmae ");
		for (i = 0; i < sizeof(options) / sizeof(options[0]); i++)
			assert_has(r.out, options[i]);
	}
}

/* the lines behind "Example:" that are indented */
static char *examples_of(const char *help, char *lines, size_t size)
{
	const char *line = strstr(help, "Example:\n");

	lines[0] = '\0';
	if (!line)
		return lines;
	for (line += strlen("Example:\n"); line[0] == ' '; line = strchr(line, '\n') + 1) {
		size_t len = strchr(line, '\n') + 1 - line;

		assert_true(strlen(lines) + len < size);
		strncat(lines, line, len);
	}
	return lines;
}

static void every_example_works(void **state)
{
	char lines[2048], script[4096];
	size_t v;

	for (v = 0; v < NVERBS; v++) {
		struct result r;

		examples_of(dmae(verbs[v], "--help").out, lines, sizeof(lines));
		assert_has(lines, "dmae ");
		assert_has(lines, verbs[v]);
		snprintf(script, sizeof(script), "set -e\n%s", lines);
		r = shell(script);
		if (r.code)
			print_error("dmae %s --help shows what does not work:\n%s\n", verbs[v], lines);
		assert_done(r);
		assert_true(strlen(r.out) > 0);
	}
}

/* build starts no world, and its options are its own */
static void the_example_of_build_works(void **state)
{
	char lines[2048], script[4096];
	struct result help = dmae("build", "--help");

	assert_done(help);
	assert_has(help.out, "Usage: dmae build [options] FILE.c...");
	assert_has(help.out, "--allow-unresolved");
	assert_null(strstr(help.out, "--board"));
	need_kernel_source("6.1");
	examples_of(help.out, lines, sizeof(lines));
	snprintf(script, sizeof(script), "set -e\n%s", lines);
	assert_has(shell(script).out, "pl330.so\ndw/dw_dmac_core.so\n");
}

/* ---- what does not exist ------------------------------------------------- */

static void unknown_verbs_and_options_are_refused(void **state)
{
	size_t v;

	assert_refused(dmae("frobnicate"), "unknown verb 'frobnicate'");
	assert_refused(dmae("--board", "textbook", "ls"), "the verb comes before the options");
	for (v = 0; v < NVERBS; v++) {
		assert_refused(dmae(verbs[v], "--frobnicate"), "unknown option --frobnicate");
		assert_refused(dmae(verbs[v], "--a-name-that-is-longer-than-any-option-could-be"),
			       "unknown option --a-name");
		assert_refused(dmae(verbs[v], "-x"), "unknown option -x");
	}
}

static void unknown_boards_are_refused_with_those_there_are(void **state)
{
	struct result r = dmae("ls", "--board", "nothere");

	assert_refused(r, "nothere");
	assert_has(r.err, "default, ");
	assert_has(r.err, ", textbook, or give a .dts or .dtb file");
	assert_refused(dmae("ls", "--board", "./nothere.dts"), "./nothere.dts: No such file");
	assert_refused(dmae("ls", "--board", "./nothere.dtb"), "./nothere.dtb: No such file");
}

static void malformed_boards_are_refused(void **state)
{
	static const char broken[] = "/dts-v1/;\n/ { soc { };\n";
	static const char no_memory[] = "/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>; };\n";

	write_file("broken.dts", broken, strlen(broken));
	assert_refused(dmae("ls", "--board", "broken.dts"), "broken.dts:2.13-3.1 syntax error");
	write_file("empty.dtb", "", 0);
	assert_refused(dmae("ls", "--board", "empty.dtb"), "empty.dtb");
	write_file("nomem.dts", no_memory, strlen(no_memory));
	assert_refused(dmae("ls", "--board", "nomem.dts"), "memory");
}

static void unknown_modules_are_refused(void **state)
{
	write_file("garbage.so", "garbage\n", 8);
	assert_refused(dmae("ls", "--module", "./nothere.so"), "nothere.so");
	assert_refused(dmae("ls", "--module", "nothere"), "nothere");
	assert_refused(dmae("ls", "--module", "./garbage.so"), "garbage.so: cannot be loaded");
	assert_refused(dmae("ls", "--module", "soft_dma"), "soft_dma: is loaded already");
}

static void parameters_that_a_module_does_not_have_are_refused(void **state)
{
	assert_refused(dmae("ls", "--module", "dmatest", "iterations=5", "frobs=3"),
		       "dmatest has no parameter 'frobs'");
	assert_refused(dmae("ls", "--module", "dmatest", "iterations=many"), "iterations=many");
	assert_refused(dmae("ls", "--loglevel", "0", "--board", "textbook", "--module", "slavetest",
			    "run=1", "width=3"), "slavetest: its init failed");
}

static void superfluous_arguments_are_refused(void **state)
{
	assert_refused(dmae("ls", "more"), "ls: unexpected argument 'more'");
	assert_refused(dmae("tree", "/sys", "more"), "tree: unexpected argument 'more'");
	assert_refused(dmae("copy", "a", "b", "more"), "copy: unexpected argument 'more'");
	assert_refused(dmae("shell", "a", "more"), "shell: unexpected argument 'more'");
	assert_refused(dmae("run", "more"), "the verb comes after --");
	assert_refused(dmae("cat"), "cat: which file?");
	assert_refused(dmae("copy", "a"), "expected SRC and DST");
}

/* ---- options with values ------------------------------------------------- */

static void values_out_of_range_are_refused(void **state)
{
	assert_refused(dmae("ls", "--seed"), "--seed needs a value");
	assert_refused(dmae("ls", "--seed=abc"), "'abc' is not a number");
	assert_refused(dmae("ls", "--seed", "-1"), "'-1' is not a number");
	assert_refused(dmae("ls", "--seed", "99999999999999999999"), "is not a number");
	assert_refused(dmae("ls", "--cpus", "0"), "from 1 to 64");
	assert_refused(dmae("ls", "--cpus", "65"), "from 1 to 64");
	assert_refused(dmae("ls", "--loglevel", "9"), "from 0 to 8");
	assert_refused(dmae("ls", "--checker", "maybe"), "neither on nor off");
	assert_refused(dmae("ls", "--json=1"), "--json takes no value");
	assert_refused(dmae("ls", "--trace", "/nothere/trace"), "/nothere/trace: No such file");
}

static void values_can_be_attached(void **state)
{
	assert_done(dmae("ls", "--board=textbook", "--seed=3", "--cpus=1", "--loglevel=0"));
}

static void a_seed_means_fibers(void **state)
{
	struct result a = dmae("test", "--seed", "5", "iterations=3");

	assert_done(a);
	assert_string_equal(dmae("test", "--seed", "5", "iterations=3").err, a.err);
	assert_refused(dmae("ls", "--threads", "--seed", "5"), "threads run in real time");
}

static void both_executors_serve_both_boards(void **state)
{
	static const char *const executors[] = { "--fibers", "--threads" };
	static const char *const boards[] = { "default", "textbook" };
	static const char *const cpus[] = { "1", "2", "7" };
	int e, b, c;

	for (e = 0; e < 2; e++)
		for (b = 0; b < 2; b++)
			for (c = 0; c < 3; c++)
				assert_done(dmae("test", executors[e], "--board", boards[b], "--cpus",
						 cpus[c], "iterations=5"));
}

static void the_loglevel_says_what_is_shown(void **state)
{
	assert_string_equal(dmae("test", "--loglevel", "0", "iterations=1").err, "");
	assert_string_equal(dmae("test", "--loglevel", "5", "iterations=1").err, "");
	assert_has(dmae("test", "iterations=1").err, "dmatest: dma0chan0-copy0: summary 1 tests, 0 failures");
}

static void a_board_is_a_name_a_source_or_a_blob(void **state)
{
	char source[4096];
	struct result r;

	snprintf(source, sizeof(source), "%s/boards/textbook.dts", getenv("DMAE_SOURCE"));
	r = dmae("ls", "--board", "textbook");
	assert_done(r);
	assert_string_equal(dmae("ls", "--board", source).out, r.out);
	assert_done(command_run(NULL, (const char *[]){ "dtc", "-q", "-I", "dts", "-O", "dtb", "-o",
							"copy.dtb", source, NULL }));
	assert_string_equal(dmae("ls", "--board", "copy.dtb").out, r.out);
}

static void the_trace_is_written(void **state)
{
	char *trace;

	assert_done(dmae("test", "--board", "textbook", "--trace", "trace", "iterations=2"));
	trace = read_file("trace", NULL);
	assert_non_null(trace);
	assert_has(trace, " switch cpu ");
	assert_has(trace, " irq cpu ");
	assert_has(trace, " mmio dma-controller@40000000+0x");
}

static void a_trace_that_cannot_be_written_is_an_error(void **state)
{
	struct result r = dmae("ls", "--board", "textbook", "--trace", "/dev/full");

	assert_code(r, 2);
	assert_has(r.err, "dmae: the trace file could not be written whole\n");
}

static void modules_are_loaded_in_order_with_their_parameters(void **state)
{
	struct result r;

	r = dmae("cat", "--module", example_path("memcpy-provider.so"), "--module", "dmatest",
		 "iterations=4", "norandom=1", "/proc/modules", "/sys/module/dmatest/parameters/iterations");
	assert_done(r);
	assert_has(r.out, "dmatest 0 0 - Live");
	assert_true(strstr(r.out, "dmatest") < strstr(r.out, "memcpy_provider"));
	assert_has(r.out, "\n4\n");
	r = dmae("run", "--module", example_path("memcpy-provider.so"), "--", "test",
		 "channel=dma1chan0", "iterations=50");
	assert_done(r);
	assert_has(r.out, "50 tests, 0 failures");
}

static void run_takes_verbs_that_work_in_a_world(void **state)
{
	assert_has(dmae("run", "--board", "textbook", "--", "ls").out, "dma0chan7");
	assert_refused(dmae("run", "--", "frobnicate"), "'frobnicate' is no verb");
	assert_refused(dmae("run", "--", "run"), "'run' is no verb");
	assert_has(dmae_fed("lsmod\n", "run").out, "soft_dma");
}

static void output_that_cannot_be_written_is_an_error(void **state)
{
	struct result r = shell("dmae ls >/dev/full");

	assert_code(r, 2);
	assert_has(r.err, "standard output: cannot be written");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(no_verb_is_answered_with_the_list_of_verbs),
		cli_test(the_version_is_told),
		cli_test(help_names_every_option),
		cli_test(every_example_works),
		cli_test(the_example_of_build_works),
		cli_test(unknown_verbs_and_options_are_refused),
		cli_test(unknown_boards_are_refused_with_those_there_are),
		cli_test(malformed_boards_are_refused),
		cli_test(unknown_modules_are_refused),
		cli_test(parameters_that_a_module_does_not_have_are_refused),
		cli_test(superfluous_arguments_are_refused),
		cli_test(values_out_of_range_are_refused),
		cli_test(values_can_be_attached),
		cli_test(a_seed_means_fibers),
		cli_test(both_executors_serve_both_boards),
		cli_test(the_loglevel_says_what_is_shown),
		cli_test(a_board_is_a_name_a_source_or_a_blob),
		cli_test(the_trace_is_written),
		cli_test(a_trace_that_cannot_be_written_is_an_error),
		cli_test(modules_are_loaded_in_order_with_their_parameters),
		cli_test(run_takes_verbs_that_work_in_a_world),
		cli_test(output_that_cannot_be_written_is_an_error),
	};

	return cmocka_run_group_tests_name("cli_usage", tests, NULL, NULL);
}
