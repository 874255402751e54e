// SPDX-License-Identifier: MIT
/* Interrupts of a board: from the device to its controller. */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "board_text.h"

#define GIC                                                                              \
	"gic: gic@100 { reg = <0x100 4>; interrupt-controller; #interrupt-cells = <3>; " \
	"#address-cells = <0>; };"
#define PIC "pic: pic@200 { reg = <0x200 4>; interrupt-controller; #interrupt-cells = <1>; };"

static struct board_ref ref;

static int look(const char *dts, const char *path, unsigned int index)
{
	struct board *board = text_board_ok(dts);
	int ret = board_interrupt(board, board_find_path(board, path), index, &ref);

	/* the offset in ref.node stays good: the same source gives the same tree */
	board_free(board);
	return ret;
}

static int node_of(const char *dts, const char *path)
{
	struct board *board = text_board_ok(dts);
	int node = board_find_path(board, path);

	board_free(board);
	return node;
}

static void refused(const char *dts, const char *line)
{
	struct board *board;

	assert_int_equal(text_board(dts, &board), -EINVAL);
	if (!strstr(text_err(), line))
		fail_msg("\"%s\" is not in \"%s\"", line, text_err());
}

static void interrupt_parent_is_inherited(void **state)
{
	const char *dts = HEAD GIC "soc { interrupt-parent = <&gic>; bus { dev { interrupts = <0 5 "
				   "4>, <0 6 4>; }; }; };" TAIL;

	assert_int_equal(look(dts, "/soc/bus/dev", 1), 0);
	assert_int_equal(ref.node, node_of(dts, "/gic@100"));
	assert_int_equal(ref.ncells, 3);
	assert_int_equal(ref.cells[1], 6);
	assert_int_equal(look(dts, "/soc/bus/dev", 2), -ENOENT);
	assert_int_equal(look(dts, "/soc/bus", 0), -ENOENT);
}

static void own_interrupt_parent_comes_first(void **state)
{
	const char *dts = HEAD GIC PIC "soc { interrupt-parent = <&gic>; dev { interrupt-parent = "
				       "<&pic>; interrupts = <7>; }; };" TAIL;

	assert_int_equal(look(dts, "/soc/dev", 0), 0);
	assert_int_equal(ref.node, node_of(dts, "/pic@200"));
	assert_int_equal(ref.cells[0], 7);
}

static void extended_interrupts_name_several_controllers(void **state)
{
	const char *dts = HEAD GIC PIC "dev { interrupts = <1>; interrupts-extended = <&pic 9>, "
				       "<0>, <&gic 0 8 4>; };" TAIL;

	assert_int_equal(look(dts, "/dev", 0), 0);
	assert_int_equal(ref.cells[0], 9);
	assert_int_equal(look(dts, "/dev", 1), -ENOENT);
	assert_int_equal(look(dts, "/dev", 2), 0);
	assert_int_equal(ref.node, node_of(dts, "/gic@100"));
	assert_int_equal(ref.cells[1], 8);
	assert_int_equal(look(dts, "/dev", 3), -ENOENT);
}

/* a nexus with addresses: the device's unit address counts, where the mask lets it */
static const char *const nexus = HEAD GIC PIC
	"bus { #address-cells = <1>; #size-cells = <1>; ranges; #interrupt-cells = <1>;"
	"interrupt-map-mask = <0xf000 3>;"
	"interrupt-map = <0x1000 1 &gic 0 11 4>, <0x1000 2 &gic 0 12 4>, <0x2000 1 &pic 0xaa 13>;"
	"a@1234 { reg = <0x1234 4>; interrupts = <1>, <6>; };"
	"b@2000 { reg = <0x2000 4>; interrupts = <5>; }; };" TAIL;

static void interrupt_map_matches_address_and_specifier_under_the_mask(void **state)
{
	assert_int_equal(look(nexus, "/bus/a@1234", 0), 0);
	assert_int_equal(ref.node, node_of(nexus, "/gic@100"));
	assert_int_equal(ref.ncells, 3);
	assert_int_equal(ref.cells[1], 11);
	assert_int_equal(look(nexus, "/bus/a@1234", 1), 0);
	assert_int_equal(ref.cells[1], 12);
}

/* /pic has an inherited #address-cells only, which does not count in a map */
static void interrupt_map_skips_only_the_controllers_own_address_cells(void **state)
{
	const char *dts = HEAD PIC "bus { #interrupt-cells = <1>; #address-cells = <0>; "
				   "interrupt-map = <1 &pic 21>, <2 &pic 22>;"
				   "dev { interrupts = <2>; }; };" TAIL;

	assert_int_equal(look(dts, "/bus/dev", 0), 0);
	assert_int_equal(ref.cells[0], 22);
}

static void maps_can_be_stacked(void **state)
{
	const char *dts = HEAD GIC "outer: outer { #interrupt-cells = <1>; #address-cells = <0>; "
				   "interrupt-map = <5 &gic 0 50 1>; };"
				   "inner: inner { #interrupt-cells = <2>; #address-cells = <0>; "
				   "interrupt-map = <1 2 &outer 5>; };"
				   "dev { interrupt-parent = <&inner>; interrupts = <1 2>; };" TAIL;

	assert_int_equal(look(dts, "/dev", 0), 0);
	assert_int_equal(ref.ncells, 3);
	assert_int_equal(ref.cells[1], 50);
}

static void a_node_with_cells_but_no_map_passes_on(void **state)
{
	const char *dts =
		HEAD PIC "mid: mid { #interrupt-cells = <1>; interrupt-parent = <&pic>; };"
			 "dev { interrupt-parent = <&mid>; interrupts = <3>; };" TAIL;

	assert_int_equal(look(dts, "/dev", 0), 0);
	assert_int_equal(ref.node, node_of(dts, "/pic@200"));
	assert_int_equal(ref.cells[0], 3);
}

static void map_entries_to_disabled_controllers_are_passed_over(void **state)
{
	const char *dts = HEAD PIC
		"off: off { status = \"disabled\"; interrupt-controller; #interrupt-cells = <1>; };"
		"bus { #interrupt-cells = <1>; #address-cells = <0>; interrupt-map = <1 &off 1>, "
		"<1 &pic 2>;"
		"dev { interrupts = <1>; }; };" TAIL;

	assert_int_equal(look(dts, "/bus/dev", 0), 0);
	assert_int_equal(ref.cells[0], 2);
}

static void unmatched_map_is_refused(void **state)
{
	refused(HEAD PIC
		"bus { #interrupt-cells = <1>; #address-cells = <0>; interrupt-map = <1 &pic 21>;"
		"dev { interrupts = <2>; }; };" TAIL,
		"/bus: no entry of \"interrupt-map\" matches the interrupt");
}

static void short_map_is_refused(void **state)
{
	refused(HEAD GIC
		"bus { #interrupt-cells = <1>; #address-cells = <0>; interrupt-map = <1 &gic 0 1>;"
		"dev { interrupts = <2>; }; };" TAIL,
		"/bus: \"interrupt-map\" ends in the middle of an entry");
	refused(HEAD GIC "bus { #interrupt-cells = <1>; #address-cells = <0>; interrupt-map = <2 "
			 "&gic 0 1 4>;"
			 "interrupt-map-mask = <1 1>; dev { interrupts = <2>; }; };" TAIL,
		"/bus: \"interrupt-map-mask\" needs 1 cells");
}

static void circle_of_maps_is_refused(void **state)
{
	refused(HEAD
		"a: a { #interrupt-cells = <1>; #address-cells = <0>; interrupt-map = <1 &b 1>; };"
		"b: b { #interrupt-cells = <1>; #address-cells = <0>; interrupt-map = <1 &a 1>; };"
		"dev { interrupt-parent = <&a>; interrupts = <1>; };" TAIL,
		"/dev: its interrupt parents form a circle");
}

static void circle_of_parents_is_refused(void **state)
{
	refused(HEAD "a: a { interrupt-parent = <&b>; }; b: b { interrupt-parent = <&a>; };"
		     "dev { interrupt-parent = <&a>; interrupts = <1>; };" TAIL,
		"its interrupt parents form a circle");
}

static void interrupts_without_a_parent_are_refused(void **state)
{
	refused(HEAD "dev { interrupts = <1>; };" TAIL,
		"/dev: \"interrupts\" without an interrupt parent");
	refused(HEAD "dev { interrupt-parent = <0x99>; interrupts = <1>; };" TAIL,
		"/dev: \"interrupt-parent\" refers to phandle 0x99");
}

static void partial_specifier_is_refused(void **state)
{
	refused(HEAD GIC "dev { interrupt-parent = <&gic>; interrupts = <0 1 4 0>; };" TAIL,
		"/dev: malformed \"interrupts\": 4 cells, but an interrupt of /gic@100 takes 3");
	refused(HEAD GIC "dev { interrupts-extended = <&gic 0 1>; };" TAIL,
		"/dev: \"interrupts-extended\" ends in the middle of an entry");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interrupt_parent_is_inherited),
		cmocka_unit_test(own_interrupt_parent_comes_first),
		cmocka_unit_test(extended_interrupts_name_several_controllers),
		cmocka_unit_test(interrupt_map_matches_address_and_specifier_under_the_mask),
		cmocka_unit_test(interrupt_map_skips_only_the_controllers_own_address_cells),
		cmocka_unit_test(maps_can_be_stacked),
		cmocka_unit_test(a_node_with_cells_but_no_map_passes_on),
		cmocka_unit_test(map_entries_to_disabled_controllers_are_passed_over),
		cmocka_unit_test(unmatched_map_is_refused),
		cmocka_unit_test(short_map_is_refused),
		cmocka_unit_test(circle_of_maps_is_refused),
		cmocka_unit_test(circle_of_parents_is_refused),
		cmocka_unit_test(interrupts_without_a_parent_are_refused),
		cmocka_unit_test(partial_specifier_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
