// SPDX-License-Identifier: MIT
/* Boards: what is accepted, how it reads, and what is said about what is not. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board_text.h"

static void refused(const char *dts, const char *line)
{
	struct board *board;

	assert_int_equal(text_board(dts, &board), -EINVAL);
	assert_null(board);
	if (!strstr(text_err(), line))
		fail_msg("\"%s\" is not in \"%s\"", line, text_err());
	assert_null(strchr(text_err(), '\n'));
}

static int parse(const void *blob, size_t len, char *err, size_t size)
{
	struct board *board = NULL;
	int ret = board_parse(blob, len, "blob", &board, err, size);

	board_free(board);
	return ret;
}

/* ---- what a user asks for ---------------------------------------------- */

static void every_shipped_board_loads(void **state)
{
	const struct board_blob *blob;
	char err[256];
	unsigned int i;

	assert_non_null(board_builtin("default"));
	for (i = 0; (blob = board_builtin_at(i)); i++) {
		struct board *board;

		assert_ptr_equal(board_builtin(blob->name), blob);
		assert_int_equal(board_load(blob->name, &board, err, sizeof(err)), 0);
		assert_string_equal(board_name(board), blob->name);
		board_free(board);
	}
	assert_null(board_builtin("defaul"));
}

static void unknown_name_lists_the_shipped_boards(void **state)
{
	struct board *board;
	char err[256];

	assert_int_equal(board_load("nonesuch", &board, err, sizeof(err)), -ENOENT);
	assert_non_null(strstr(err, "no board \"nonesuch\""));
	assert_non_null(strstr(err, "default"));
}

static void missing_file_is_named(void **state)
{
	struct board *board;
	char err[256];

	assert_int_equal(board_load("/nonexistent/x.dts", &board, err, sizeof(err)), -ENOENT);
	assert_string_equal(err, "/nonexistent/x.dts: No such file or directory");
	assert_int_equal(board_load("/nonexistent/x.dtb", &board, err, sizeof(err)), -ENOENT);
	assert_int_equal(board_load("/tmp/", &board, err, sizeof(err)), -EIO);
}

static void blob_and_source_give_the_same_board(void **state)
{
	struct board *a = text_board_ok(HEAD "dev@1000 { reg = <0x1000 4>; };" TAIL), *b;
	char path[64], err[256];
	size_t len;
	void *blob = text_blob(HEAD "dev@1000 { reg = <0x1000 4>; };" TAIL, &len);
	FILE *f;

	strcpy(path, text_file("", ".dtb"));
	f = fopen(path, "w");
	assert_int_equal(fwrite(blob, 1, len, f), len);
	fclose(f);
	assert_int_equal(board_load(path, &b, err, sizeof(err)), 0);
	assert_int_equal(board_find_path(a, "/dev@1000"), board_find_path(b, "/dev@1000"));
	unlink(path);
	free(blob);
	board_free(a);
	board_free(b);
}

/* ---- source ------------------------------------------------------------ */

static void syntax_error_names_file_and_line(void **state)
{
	struct board *board;

	assert_int_equal(text_board(HEAD "x {\n oops\n" TAIL, &board), -EINVAL);
	assert_non_null(strstr(text_err(), ".dts:6."));
	assert_non_null(strstr(text_err(), "syntax error"));
	assert_null(strchr(text_err(), '\n'));
}

static void syntax_error_behind_cpp_names_the_source_line(void **state)
{
	struct board *board;

	assert_int_equal(text_board("#define X 1\n" HEAD "x {\n oops\n" TAIL, &board), -EINVAL);
	assert_non_null(strstr(text_err(), ".dts:7."));
}

static void missing_include_names_file_and_line(void **state)
{
	struct board *board;

	assert_int_equal(text_board("#include <dt-bindings/none.h>\n" HEAD TAIL, &board), -EINVAL);
	assert_non_null(strstr(text_err(), ".dts:1:"));
	assert_non_null(strstr(text_err(), "dt-bindings/none.h"));
	assert_non_null(strstr(text_err(), "DMAE_DTS_INCLUDE"));
}

static void unknown_label_names_the_line(void **state)
{
	struct board *board;

	assert_int_equal(text_board(HEAD "x { dmas = <&nobody 1>; };" TAIL, &board), -EINVAL);
	assert_non_null(strstr(text_err(), "nobody"));
	assert_non_null(strstr(text_err(), ".dts:4."));
}

static void includes_come_from_the_include_path(void **state)
{
	char folder[] = "/tmp/dmae-inc-XXXXXX", path[128];
	struct board *board;
	uint32_t value;
	FILE *f;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/numbers.h", folder);
	f = fopen(path, "w");
	fputs("#define ANSWER 42\n", f);
	fclose(f);
	setenv("DMAE_DTS_INCLUDE", folder, 1);
	board = text_board_ok("#include <numbers.h>\n" HEAD "x { answer = <ANSWER>; };" TAIL);
	unsetenv("DMAE_DTS_INCLUDE");
	assert_true(board_prop_u32(board, board_find_path(board, "/x"), "answer", 0, &value));
	assert_int_equal(value, 42);
	board_free(board);
	unlink(path);
	rmdir(folder);
}

static void binary_file_is_no_source(void **state)
{
	char path[64], err[256];
	struct board *board;
	FILE *f;

	strcpy(path, text_file("", ".dts"));
	f = fopen(path, "w");
	fwrite("abc\0def", 1, 7, f);
	fclose(f);
	assert_int_equal(board_load(path, &board, err, sizeof(err)), -EINVAL);
	assert_non_null(strstr(err, "neither a device tree blob nor device tree source"));
	unlink(path);
}

/* ---- blobs ------------------------------------------------------------- */

static void every_truncation_is_refused(void **state)
{
	char err[256];
	size_t len, cut;
	void *blob = text_blob(HEAD TAIL, &len);

	assert_int_equal(parse(blob, len, err, sizeof(err)), 0);
	for (cut = 0; cut < len; cut++) {
		assert_int_equal(parse(blob, cut, err, sizeof(err)), -EINVAL);
		assert_non_null(strstr(err, "truncated"));
	}
	free(blob);
}

static void bytes_behind_the_tree_are_refused(void **state)
{
	char err[256];
	size_t len;
	char *blob = text_blob(HEAD TAIL, &len);

	memset(blob + len, 0, 4);
	assert_int_equal(parse(blob, len + 4, err, sizeof(err)), -EINVAL);
	assert_non_null(strstr(err, "but the header says"));
	free(blob);
}

static void wrong_magic_is_refused(void **state)
{
	char err[256], zeros[256] = { 0 };

	assert_int_equal(parse(zeros, sizeof(zeros), err, sizeof(err)), -EINVAL);
	assert_string_equal(
		err, "blob: not a device tree blob: it starts with 0x00000000, not 0xd00dfeed");
}

/* whatever single byte is wrong: an answer, and no access that a sanitizer would see */
static void no_flipped_byte_gets_far(void **state)
{
	char err[256];
	size_t len, at;
	unsigned char *blob = text_blob(
		HEAD "d: dma@1000 { reg = <0x1000 4>; #dma-cells = <1>; };"
		     "u@2000 { reg = <0x2000 4>; dmas = <&d 1>; dma-names = \"rx\"; };" TAIL,
		&len);

	for (at = 0; at < len; at++) {
		unsigned char was = blob[at];
		int ret;

		blob[at] = ~was;
		ret = parse(blob, len, err, sizeof(err));
		assert_true(ret == 0 || ret == -EINVAL);
		blob[at] = was;
	}
	free(blob);
}

/* libfdt's own check never came back from these: place plus length wraps to where it was, or before
 */
static void property_lengths_that_wrap_are_refused(void **state)
{
	static const uint32_t lengths[] = { 0xfffffff4, 0xfffffff0, 0xffffffc0,
					    0xffffffff, 0x80000000, 0x7ffffff4 };
	static const unsigned char mark[] = { 0, 0, 0, 3, 0, 0, 0, 11 };
	char err[256];
	size_t len;
	unsigned char *blob = text_blob(HEAD "a { text = \"0123456789\"; };" TAIL, &len);
	unsigned char *prop = memmem(blob, len, mark, sizeof(mark));
	unsigned int i, k;

	assert_non_null(prop);
	alarm(20);
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		for (k = 0; k < 4; k++)
			prop[4 + k] = lengths[i] >> (24 - 8 * k);
		assert_int_equal(parse(blob, len, err, sizeof(err)), -EINVAL);
		assert_non_null(strstr(err, "bad tag at offset"));
	}
	alarm(0);
	free(blob);
}

static void deep_nesting_is_refused(void **state)
{
	char dts[4096] = HEAD;
	int i;

	for (i = 0; i < 70; i++)
		strcat(dts, "a {");
	for (i = 0; i < 70; i++)
		strcat(dts, "};");
	strcat(dts, TAIL);
	refused(dts, "nested deeper than 64");
}

/* ---- trees ------------------------------------------------------------- */

static void board_without_memory_is_told_what_to_add(void **state)
{
	refused("/dts-v1/; / { };", "board has no memory: add a node memory@ADDRESS { device_type "
				    "= \"memory\"; reg = <...>; }");
	refused("/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;"
		"memory@0 { device_type = \"memory\"; reg = <0 0>; }; };",
		"no memory");
	refused("/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;"
		"memory@0 { device_type = \"memory\"; status = \"disabled\"; reg = <0 0x1000>; }; "
		"};",
		"no memory");
}

static void memory_above_a_tebibyte_is_refused(void **state)
{
	refused("/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;"
		"memory@ff00000000 { device_type = \"memory\"; reg = <0xff 0 0x2 0>; }; };",
		"memory@ff00000000: RAM [0xff00000000-0x100ffffffff] reaches above 2^40");
}

static void malformed_reg_names_the_node(void **state)
{
	refused(HEAD "dev@1000 { reg = <0x1000>; };" TAIL,
		"/dev@1000: malformed \"reg\": 4 bytes, but entries have 1 (address) + 1 (size) "
		"cells");
	refused(HEAD "dev { reg; };" TAIL, "/dev: malformed \"reg\"");
	refused(HEAD "dev { reg = [00 00 01]; };" TAIL, "/dev: malformed \"reg\": 3 bytes");
	refused("/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;"
		"memory@0 { device_type = \"memory\"; reg = <0 0 0 0x1000>; };"
		"dev { reg = <0xffffffff 0xfffff000 0 0x2000>; }; };",
		"/dev: malformed \"reg\": entry 0 runs over the end");
}

static void malformed_cells_name_the_node(void **state)
{
	refused(HEAD "bus { #address-cells = <17>; };" TAIL, "/bus: malformed #address-cells");
	refused(HEAD "bus { #size-cells = [01]; };" TAIL, "/bus: malformed #size-cells");
	refused(HEAD "d { #dma-cells = <1 2>; };" TAIL, "/d: malformed #dma-cells");
}

static void malformed_strings_are_refused(void **state)
{
	refused(HEAD "d { compatible = [41 42]; };" TAIL, "/d: malformed \"compatible\"");
	refused(HEAD "d { status = <1>; dma-names = [41]; };" TAIL, "/d: malformed");
}

static void unknown_phandle_is_refused(void **state)
{
	refused(HEAD "u { dmas = <0x77 1>; };" TAIL,
		"/u: \"dmas\" refers to phandle 0x77, which no node has");
	refused(HEAD "u { clocks = <0x77>; };" TAIL, "/u: \"clocks\" refers to phandle 0x77");
}

static void provider_without_cells_is_refused(void **state)
{
	refused(HEAD "d: d { }; u { dmas = <&d 1>; };" TAIL,
		"/u: \"dmas\" refers to /d, which has no #dma-cells");
}

static void cut_off_phandle_list_is_refused(void **state)
{
	refused(HEAD "d: d { #dma-cells = <2>; }; u { dmas = <&d 1>; };" TAIL,
		"/u: \"dmas\" ends in the middle of an entry: /d takes 2 cells, 1 are left");
}

/* dtc would not make such a blob, so one is patched: node /a has phandle 5, /c the given one */
static int with_phandle(uint32_t phandle, char *err, size_t size)
{
	static const unsigned char mark[] = { 0x7e, 0x57, 0xab, 0xcd };
	size_t len;
	void *blob =
		text_blob(HEAD "a { phandle = <5>; }; c { phandle = <0x7e57abcd>; };" TAIL, &len);
	unsigned char *cell = memmem(blob, len, mark, sizeof(mark));
	int ret, i;

	assert_non_null(cell);
	for (i = 0; i < 4; i++)
		cell[i] = phandle >> (24 - 8 * i);
	ret = parse(blob, len, err, size);
	free(blob);
	return ret;
}

static void shared_phandle_names_both_nodes(void **state)
{
	char err[256];

	assert_int_equal(with_phandle(7, err, sizeof(err)), 0);
	assert_int_equal(with_phandle(5, err, sizeof(err)), -EINVAL);
	assert_string_equal(err, "blob: /a and /c have the same phandle 0x5");
}

static void impossible_phandle_is_refused(void **state)
{
	char err[256];

	assert_int_equal(with_phandle(0, err, sizeof(err)), -EINVAL);
	assert_non_null(strstr(err, "/c: malformed phandle"));
	assert_int_equal(with_phandle(0xffffffff, err, sizeof(err)), -EINVAL);
	assert_non_null(strstr(err, "is this an overlay?"));
}

static void circle_of_clocks_is_refused(void **state)
{
	refused(HEAD
		"a: a { compatible = \"fixed-factor-clock\"; #clock-cells = <0>; clocks = <&b>; };"
		"b: b { compatible = \"fixed-factor-clock\"; #clock-cells = <0>; clocks = <&a>; "
		"};" TAIL,
		"/a: its \"clocks\" refer to /b and from there in a circle");
}

static void circle_of_routers_is_refused(void **state)
{
	refused(HEAD "a: a { dma-masters = <&b>; }; b: b { dma-masters = <&c>; };"
		     "c: c { dma-masters = <&b>; };" TAIL,
		"\"dma-masters\"");
}

static void overlay_is_refused(void **state)
{
	refused("/dts-v1/; / { fragment@0 { target-path = \"/\"; __overlay__ { }; }; __fixups__ { "
		"}; };",
		"this is an overlay");
}

static void disabled_nodes_are_not_judged(void **state)
{
	board_free(text_board_ok(HEAD "u { status = \"disabled\"; dmas = <0x77 1>; reg = <1>;"
				      "v { dmas = <0x77 1>; }; };" TAIL));
}

/* ---- reading ----------------------------------------------------------- */

static void walking_visits_every_node(void **state)
{
	struct board *board = text_board_ok(HEAD "a { b { c { }; }; d { }; }; e { };" TAIL);
	static const char *const order[] = { "", "memory@80000000", "a", "b", "c", "d", "e" };
	int node = board_root(board), a = board_find_path(board, "/a");
	char path[64];
	unsigned int i;

	for (i = 0; i < 7; i++, node = board_next(board, node))
		assert_string_equal(board_node_name(board, node), order[i]);
	assert_int_equal(node, -1);
	assert_string_equal(board_node_name(board, board_first_child(board, a)), "b");
	node = board_next_child(board, board_first_child(board, a));
	assert_string_equal(board_node_name(board, node), "d");
	assert_int_equal(board_next_child(board, node), -1);
	assert_int_equal(board_parent(board, node), a);
	assert_int_equal(board_parent(board, board_root(board)), -1);
	node = board_find_path(board, "/a/b/c");
	assert_int_equal(board_node_path(board, node, path, sizeof(path)), 0);
	assert_string_equal(path, "/a/b/c");
	assert_int_equal(board_node_path(board, node, path, 6), -ENAMETOOLONG);
	assert_int_equal(board_node_path(board, board_root(board), path, sizeof(path)), 0);
	assert_string_equal(path, "/");
	assert_int_equal(board_find_path(board, "/a/x"), -1);
	board_free(board);
}

static void a_node_below_a_disabled_one_is_not_usable(void **state)
{
	struct board *board =
		text_board_ok(HEAD "a { status = \"disabled\"; b { }; };"
				   "c { status = \"okay\"; d { status = \"ok\"; }; };" TAIL);

	assert_true(board_available(board, board_find_path(board, "/a/b")));
	assert_false(board_usable(board, board_find_path(board, "/a/b")));
	assert_false(board_available(board, board_find_path(board, "/a")));
	assert_true(board_usable(board, board_find_path(board, "/c/d")));
	board_free(board);
}

static void phandle_entries_are_found_by_index(void **state)
{
	struct board *board =
		text_board_ok(HEAD "d: d { #dma-cells = <2>; }; e: e { #dma-cells = <0>; };"
				   "u { dmas = <&d 1 2>, <&e>, <0>, <&d 3 4>;"
				   "dma-names = \"rx\", \"tx\", \"none\", \"aux\"; };" TAIL);
	int u = board_find_path(board, "/u");
	struct board_ref ref;

	assert_int_equal(board_string_index(board, u, "dma-names", "aux"), 3);
	assert_int_equal(board_string_index(board, u, "dma-names", "no"), -ENOENT);
	assert_int_equal(board_ref(board, u, "dmas", "#dma-cells", 0, &ref), 0);
	assert_int_equal(ref.node, board_find_path(board, "/d"));
	assert_int_equal(ref.ncells, 2);
	assert_int_equal(ref.cells[1], 2);
	assert_int_equal(board_ref(board, u, "dmas", "#dma-cells", 1, &ref), 0);
	assert_int_equal(ref.node, board_find_path(board, "/e"));
	assert_int_equal(board_ref(board, u, "dmas", "#dma-cells", 2, &ref), -ENOENT);
	assert_int_equal(board_ref(board, u, "dmas", "#dma-cells", 3, &ref), 0);
	assert_int_equal(ref.cells[0], 3);
	assert_int_equal(board_ref(board, u, "dmas", "#dma-cells", 4, &ref), -ENOENT);
	assert_int_equal(board_ref(board, u, "nothing", "#dma-cells", 0, &ref), -ENOENT);
	board_free(board);
}

static void properties_can_be_walked(void **state)
{
	struct board *board =
		text_board_ok(HEAD "u { one = <1>; two = \"a\", \"b\"; three; };" TAIL);
	int u = board_find_path(board, "/u"), prop, n = 0, len;
	const char *name;
	uint32_t value;

	for (prop = board_first_prop(board, u); prop >= 0; prop = board_next_prop(board, prop)) {
		assert_non_null(board_prop_at(board, prop, &name, &len));
		n++;
	}
	assert_int_equal(n, 3);
	assert_string_equal(board_prop_string(board, u, "two", 1), "b");
	assert_null(board_prop_string(board, u, "two", 2));
	assert_false(board_prop_u32(board, u, "one", 1, &value));
	assert_non_null(board_prop(board, u, "three", &len));
	assert_int_equal(len, 0);
	assert_null(board_prop(board, u, "four", &len));
	board_free(board);
}

static void memreserve_entries_are_listed(void **state)
{
	struct board *board =
		text_board_ok("/dts-v1/; /memreserve/ 0x80000000 0x1000;"
			      "/ { #address-cells = <1>; #size-cells = <1>; memory@80000000 {"
			      "device_type = \"memory\"; reg = <0x80000000 0x1000000>; }; };");
	uint64_t addr, size;

	assert_true(board_memreserve(board, 0, &addr, &size));
	assert_int_equal(addr, 0x80000000);
	assert_int_equal(size, 0x1000);
	assert_false(board_memreserve(board, 1, &addr, &size));
	board_free(board);
}

static void a_short_buffer_gets_a_short_line(void **state)
{
	char err[8];
	char zeros[64] = { 0 };

	assert_int_equal(parse(zeros, sizeof(zeros), err, sizeof(err)), -EINVAL);
	assert_int_equal(strlen(err), 7);
	assert_int_equal(parse(zeros, sizeof(zeros), NULL, 0), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shipped_board_loads),
		cmocka_unit_test(unknown_name_lists_the_shipped_boards),
		cmocka_unit_test(missing_file_is_named),
		cmocka_unit_test(blob_and_source_give_the_same_board),
		cmocka_unit_test(syntax_error_names_file_and_line),
		cmocka_unit_test(syntax_error_behind_cpp_names_the_source_line),
		cmocka_unit_test(missing_include_names_file_and_line),
		cmocka_unit_test(unknown_label_names_the_line),
		cmocka_unit_test(includes_come_from_the_include_path),
		cmocka_unit_test(binary_file_is_no_source),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(bytes_behind_the_tree_are_refused),
		cmocka_unit_test(wrong_magic_is_refused),
		cmocka_unit_test(no_flipped_byte_gets_far),
		cmocka_unit_test(property_lengths_that_wrap_are_refused),
		cmocka_unit_test(deep_nesting_is_refused),
		cmocka_unit_test(board_without_memory_is_told_what_to_add),
		cmocka_unit_test(memory_above_a_tebibyte_is_refused),
		cmocka_unit_test(malformed_reg_names_the_node),
		cmocka_unit_test(malformed_cells_name_the_node),
		cmocka_unit_test(malformed_strings_are_refused),
		cmocka_unit_test(unknown_phandle_is_refused),
		cmocka_unit_test(provider_without_cells_is_refused),
		cmocka_unit_test(cut_off_phandle_list_is_refused),
		cmocka_unit_test(shared_phandle_names_both_nodes),
		cmocka_unit_test(impossible_phandle_is_refused),
		cmocka_unit_test(circle_of_clocks_is_refused),
		cmocka_unit_test(circle_of_routers_is_refused),
		cmocka_unit_test(overlay_is_refused),
		cmocka_unit_test(disabled_nodes_are_not_judged),
		cmocka_unit_test(walking_visits_every_node),
		cmocka_unit_test(a_node_below_a_disabled_one_is_not_usable),
		cmocka_unit_test(phandle_entries_are_found_by_index),
		cmocka_unit_test(properties_can_be_walked),
		cmocka_unit_test(memreserve_entries_are_listed),
		cmocka_unit_test(a_short_buffer_gets_a_short_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
