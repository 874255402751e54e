// SPDX-License-Identifier: MIT
/* The verbs ls, cat and tree. Host side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

#define SUMMARY "/sys/kernel/debug/dmaengine/summary"

/* ---- ls ------------------------------------------------------------------ */

static void ls_lists_channels_with_what_they_can(void **state)
{
	struct result r = dmae("ls");

	assert_done(r);
	assert_string_equal(r.err, "");
	assert_int_equal(count_lines(r.out, "soc:dma-engine"), 4);
	assert_int_equal(count_lines(r.out, "memcpy memset memset_sg xor xor_val pq pq_val interleave "
					    "interrupt"), 4);
	r = dmae("ls", "--board", "textbook");
	assert_done(r);
	assert_int_equal(count_lines(r.out, "40000000.dma-controller  textbook-dmac  "
					    "memcpy memset interleave slave cyclic"), 8);
}

static void ls_lines_up_its_columns(void **state)
{
	struct result r = dmae("ls", "--module", "dmatest", "iterations=1", "run=1");
	size_t column;
	char *line;

	assert_done(r);
	column = strstr(r.out, "IN USE BY") - r.out;
	for (line = strchr(r.out, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
		if (!strncmp(line, "not bound", 9))
			continue;
		assert_true(line[column - 1] == ' ');
		assert_true(line[column] != ' ');
	}
}

static void ls_says_who_has_a_channel_and_through_which_router(void **state)
{
	struct result r = dmae("ls", "--board", "textbook", "--module", "slavetest");

	assert_done(r);
	assert_has(r.out, " 40020000.fifo:tx (via router: 40010000.dma-router)\n");
	assert_has(r.out, " 40021000.fifo:rx\n");
	assert_int_equal(count_lines(r.out, " -"), 3);
}

static void ls_lists_devices_without_a_driver(void **state)
{
	static const char board[] =
		"/dts-v1/;\n"
		"/ {\n"
		"	#address-cells = <1>; #size-cells = <1>;\n"
		"	memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x1000000>; };\n"
		"	soc {\n"
		"		compatible = \"simple-bus\"; #address-cells = <1>; #size-cells = <1>; ranges;\n"
		"		dma@40000000 { compatible = \"acme,fastdma-3\"; reg = <0x40000000 0x1000>; };\n"
		"		off@40001000 { compatible = \"acme,off\"; reg = <0x40001000 0x1000>; status = \"disabled\"; };\n"
		"	};\n"
		"};\n";
	struct result r;

	write_file("board.dts", board, strlen(board));
	r = dmae("ls", "--board", "board.dts");
	assert_done(r);
	assert_string_equal(r.out, "no DMA channels on this board\n"
				   "not bound: /soc/dma@40000000 (acme,fastdma-3)\n");
	r = dmae("ls", "--board", "board.dts", "--json");
	assert_json(r.out);
	assert_has(r.out, "\"node\": \"/soc/dma@40000000\", \"compatible\": \"acme,fastdma-3\"");
}

static void ls_as_json_tells_the_same(void **state)
{
	struct result r = dmae("ls", "--json", "--board", "textbook", "--module", "slavetest");

	assert_done(r);
	assert_json(r.out);
	assert_int_equal(count_lines(r.out, "\"device\": \"40000000.dma-controller\""), 8);
	assert_has(r.out, "\"client\": \"40020000.fifo:rx\", \"router\": \"40010000.dma-router\"");
	assert_json(dmae("ls", "--json").out);
}

/* ---- cat ----------------------------------------------------------------- */

static void summary_is_as_the_seed_document_shows_it(void **state)
{
	struct result r = dmae("cat", "--board", "textbook", "--module", "slavetest", SUMMARY);

	assert_done(r);
	assert_string_equal(r.out,
		"dma0 (40000000.dma-controller): number of channels: 8\n"
		" dma0chan0    | 40020000.fifo:tx (via router: 40010000.dma-router)\n"
		" dma0chan1    | 40020000.fifo:rx (via router: 40010000.dma-router)\n"
		" dma0chan2    | 40020000.fifo:bridge (via router: 40010000.dma-router)\n"
		" dma0chan3    | 40021000.fifo:tx (via router: 40010000.dma-router)\n"
		" dma0chan4    | 40021000.fifo:rx\n");
	assert_string_equal(dmae("cat", "--board", "textbook", SUMMARY).out,
			    "dma0 (40000000.dma-controller): number of channels: 8\n");
}

static void cat_prints_one_file_after_the_other(void **state)
{
	struct result r = dmae("cat", "/sys/class/dma/dma0chan0/in_use",
			       "/sys/class/dma/dma0chan0/memcpy_count");

	assert_done(r);
	assert_string_equal(r.out, "0\n0\n");
	r = dmae("cat", "--json", "/sys/class/dma/dma0chan0/in_use", "/proc/modules");
	assert_done(r);
	assert_json(r.out);
	assert_has(r.out, "{\"path\": \"/sys/class/dma/dma0chan0/in_use\", \"text\": \"0\\u000a\"}");
}

static void cat_says_what_it_could_not_read(void **state)
{
	struct result r = dmae("cat", "/sys/nothere", "/sys/class/dma/dma0chan0/in_use");

	assert_code(r, 2);
	assert_string_equal(r.out, "0\n");
	assert_string_equal(r.err, "dmae: /sys/nothere: no such file or directory (error -2)\n");
	assert_refused(dmae("cat", "/nothere"), "/nothere: no such file or directory");
	assert_refused(dmae("cat", "/sys"), "/sys: is a directory");
	assert_refused(dmae("cat", "/proc/modules/x"), "not a directory");
	assert_refused(dmae("cat", "--json", "/nothere"), "/nothere: no such file or directory");
}

/* ---- tree ---------------------------------------------------------------- */

static void tree_shows_what_is_below(void **state)
{
	struct result r = dmae("tree", "--board", "textbook", "/sys/class/dma/");

	assert_done(r);
	assert_int_equal(strncmp(r.out, "/sys/class/dma\n  dma0chan0 -> ../../devices/", 44), 0);
	assert_int_equal(count_lines(r.out, "dma0chan"), 8);
	r = dmae("tree");
	assert_done(r);
	assert_has(r.out, "\n  proc/\n");
	assert_has(r.out, "\n        dmaengine/\n");
	assert_has(r.out, "\n          summary\n");
	assert_has(r.out, "in_use\n");
}

static void tree_as_json_tells_the_same(void **state)
{
	struct result r = dmae("tree", "--json", "/sys/bus");

	assert_done(r);
	assert_json(r.out);
	assert_has(r.out, "{\"path\": \"/sys/bus/platform/drivers\", \"type\": \"d\", \"mode\": \"0755\"}");
	assert_has(r.out, "\"type\": \"l\"");
	assert_json(dmae("tree", "--json", "--board", "textbook").out);
}

static void tree_of_nothing_is_refused(void **state)
{
	assert_refused(dmae("tree", "/nothere"), "/nothere: no such file or directory");
	assert_refused(dmae("tree", "--json", "/nothere"), "/nothere: no such file or directory");
	assert_refused(dmae("tree", "/proc/modules"), "/proc/modules: not a directory");
}

/* ---- a reader that goes away ---------------------------------------------- */

static void a_broken_pipe_ends_it_quietly(void **state)
{
	struct result r = shell("dmae tree --board textbook | head -n 1; dmae test iterations=3 | true");

	assert_code(r, 0);
	assert_string_equal(r.out, "/\n");
	assert_null(strstr(r.err, "dmae: "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(ls_lists_channels_with_what_they_can),
		cli_test(ls_lines_up_its_columns),
		cli_test(ls_says_who_has_a_channel_and_through_which_router),
		cli_test(ls_lists_devices_without_a_driver),
		cli_test(ls_as_json_tells_the_same),
		cli_test(summary_is_as_the_seed_document_shows_it),
		cli_test(cat_prints_one_file_after_the_other),
		cli_test(cat_says_what_it_could_not_read),
		cli_test(tree_shows_what_is_below),
		cli_test(tree_as_json_tells_the_same),
		cli_test(tree_of_nothing_is_refused),
		cli_test(a_broken_pipe_ends_it_quietly),
	};

	return cmocka_run_group_tests_name("cli_files", tests, NULL, NULL);
}
