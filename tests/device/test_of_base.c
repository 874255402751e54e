// SPDX-License-Identifier: MIT
/* The device tree: built from the board, walked and searched. */
#include "firmware_fixture.h"

#include <linux/of_fdt.h>
#include <linux/of_device.h>

#define TREE BOARD(							\
	"	aliases { serial1 = &uart; serial0 = \"/soc/port\"; dma = &dma0; };\n" \
	"	chosen { stdout-path = \"serial1:115200n8\"; };\n"	\
	"	soc: soc {\n"						\
	"		compatible = \"simple-bus\";\n"			\
	"		#address-cells = <1>; #size-cells = <1>; ranges;\n" \
	"		dma0: dma@1000 { compatible = \"vendor,dma-v2\", \"vendor,dma\"; reg = <0x1000 0x100>; };\n" \
	"		dma@2000 { compatible = \"vendor,dma\"; reg = <0x2000 0x100>; status = \"disabled\"; };\n" \
	"		uart: uart@3000 { compatible = \"vendor,uart\"; device_type = \"serial\"; reg = <0x3000 0x100>; status = \"ok\"; big-endian; };\n" \
	"		port { };\n"					\
	"	};\n")

static void root_has_the_boards_properties(void **state)
{
	board_up(TREE);
	assert_non_null(of_root);
	assert_true(of_node_is_root(of_root));
	assert_true(of_machine_is_compatible("test,board"));
	assert_true(of_machine_is_compatible("test,generic"));
	assert_false(of_machine_is_compatible("test,other"));
	assert_string_equal(of_flat_dt_get_machine_name(), "Test board");
}

static void name_lacks_the_unit_address(void **state)
{
	struct device_node *np;

	board_up(TREE);
	np = node_at("/soc/dma@1000");
	assert_string_equal(np->name, "dma");
	assert_string_equal(np->full_name, "dma@1000");
	assert_string_equal(of_get_property(np, "name", NULL), "dma");
	assert_true(of_node_name_eq(np, "dma"));
	assert_false(of_node_name_eq(np, "dm"));
	assert_true(of_node_name_prefix(np, "dm"));
	assert_ptr_equal(np->parent, node_at("/soc"));
}

static void path_needs_the_unit_address(void **state)
{
	board_up(TREE);
	assert_ptr_equal(of_find_node_by_path("/"), of_root);
	assert_null(of_find_node_by_path("/soc/dma"));
	assert_null(of_find_node_by_path("/soc/none@1"));
	assert_null(of_find_node_by_path("/soc//dma@1000"));
}

static void path_may_begin_with_an_alias(void **state)
{
	board_up(TREE);
	assert_ptr_equal(of_find_node_by_path("dma"), node_at("/soc/dma@1000"));
	assert_ptr_equal(of_find_node_by_path("serial1"), node_at("/soc/uart@3000"));
	assert_null(of_find_node_by_path("serial7"));
}

static void path_options_follow_a_colon(void **state)
{
	const char *opts = NULL;

	board_up(TREE);
	assert_ptr_equal(of_find_node_opts_by_path("serial1:9600", &opts),
			 node_at("/soc/uart@3000"));
	assert_string_equal(opts, "9600");
	assert_ptr_equal(of_find_node_opts_by_path("/soc/uart@3000:a/b", &opts),
			 node_at("/soc/uart@3000"));
	assert_string_equal(opts, "a/b");
	of_find_node_opts_by_path("/soc", &opts);
	assert_null(opts);
	assert_ptr_equal(of_stdout, node_at("/soc/uart@3000"));
}

static void alias_gives_a_node_its_number(void **state)
{
	struct device_node *uart;

	board_up(TREE);
	uart = node_at("/soc/uart@3000");
	assert_int_equal(of_alias_get_id(uart, "serial"), 1);
	assert_int_equal(of_alias_get_highest_id("serial"), 1);
	assert_int_equal(of_alias_get_id(uart, "i2c"), -ENODEV);
	/* no number, no id */
	assert_int_equal(of_alias_get_id(node_at("/soc/dma@1000"), "dma"), -ENODEV);
}

static void nodes_are_found_by_name_type_and_property(void **state)
{
	struct device_node *np;
	int count = 0;

	board_up(TREE);
	for_each_node_by_name(np, "dma")
		count++;
	assert_int_equal(count, 2);
	assert_ptr_equal(of_find_node_by_type(NULL, "serial"), node_at("/soc/uart@3000"));
	assert_null(of_find_node_by_type(NULL, "network"));
	assert_ptr_equal(of_find_node_with_property(NULL, "big-endian"),
			 node_at("/soc/uart@3000"));
	assert_true(of_device_is_big_endian(node_at("/soc/uart@3000")));
}

static void nodes_are_found_by_phandle(void **state)
{
	struct device_node *intc;

	board_up(TREE);
	intc = node_at("/interrupt-controller@8000000");
	assert_true(intc->phandle != 0);
	assert_ptr_equal(of_find_node_by_phandle(intc->phandle), intc);
	assert_null(of_find_node_by_phandle(0));
	assert_null(of_find_node_by_phandle(0x7777));
}

static void earlier_compatible_matches_better(void **state)
{
	struct device_node *dma;

	board_up(TREE);
	dma = node_at("/soc/dma@1000");
	assert_true(of_device_is_compatible(dma, "vendor,dma-v2") >
		    of_device_is_compatible(dma, "vendor,dma"));
	assert_true(of_device_is_compatible(dma, "VENDOR,dma"));
	assert_int_equal(of_device_is_compatible(dma, "vendor,dm"), 0);
	assert_int_equal(of_device_is_compatible(NULL, "vendor,dma"), 0);
}

static void match_table_gives_the_best_entry(void **state)
{
	static const struct of_device_id table[] = {
		{ .compatible = "vendor,dma", .data = "general" },
		{ .name = "dma", .data = "by name" },
		{ .compatible = "vendor,dma-v2", .data = "special" },
		{}
	};
	const struct of_device_id *match;
	struct device_node *np;

	board_up(TREE);
	match = of_match_node(table, node_at("/soc/dma@1000"));
	assert_string_equal(match->data, "special");
	match = of_match_node(table, node_at("/soc/dma@2000"));
	assert_string_equal(match->data, "general");
	assert_null(of_match_node(table, node_at("/soc/uart@3000")));

	np = of_find_matching_node_and_match(NULL, table, &match);
	assert_ptr_equal(np, node_at("/soc/dma@1000"));
	assert_string_equal(match->data, "special");
}

static void status_decides_what_is_available(void **state)
{
	board_up(TREE);
	assert_true(of_device_is_available(node_at("/soc/dma@1000")));
	assert_false(of_device_is_available(node_at("/soc/dma@2000")));
	assert_true(of_device_is_available(node_at("/soc/uart@3000")));
	assert_false(of_device_is_available(NULL));
}

static void children_come_in_order(void **state)
{
	static const char *const order[] = { "dma@1000", "dma@2000", "uart@3000", "port" };
	struct device_node *child;
	int i = 0;

	board_up(TREE);
	for_each_child_of_node(node_at("/soc"), child)
		assert_string_equal(child->full_name, order[i++]);
	assert_int_equal(i, 4);
	assert_int_equal(of_get_child_count(node_at("/soc")), 4);
	assert_int_equal(of_get_available_child_count(node_at("/soc")), 3);
	assert_ptr_equal(of_get_child_by_name(node_at("/soc"), "uart"),
			 node_at("/soc/uart@3000"));
	assert_ptr_equal(of_get_compatible_child(node_at("/soc"), "vendor,uart"),
			 node_at("/soc/uart@3000"));
	assert_null(of_get_compatible_child(node_at("/soc"), "vendor,none"));
}

static void modalias_is_the_compatible_without_its_vendor(void **state)
{
	char modalias[32];

	board_up(TREE);
	assert_int_equal(of_modalias_node(node_at("/soc/dma@1000"), modalias, sizeof(modalias)), 0);
	assert_string_equal(modalias, "dma-v2");
	assert_int_equal(of_modalias_node(node_at("/soc/port"), modalias, sizeof(modalias)),
			 -ENODEV);
}

static void nodes_print_as_their_path(void **state)
{
	struct device_node *dma;
	char text[64];

	board_up(TREE);
	dma = node_at("/soc/dma@1000");
	snprintf(text, sizeof(text), "%pOF", dma);
	assert_string_equal(text, "/soc/dma@1000");
	snprintf(text, sizeof(text), "%pOFn|%pOFP|%pOFc", dma, dma, dma);
	assert_string_equal(text, "dma|dma@1000|vendor,dma-v2");
	snprintf(text, sizeof(text), "%pOFC", dma);
	assert_string_equal(text, "\"vendor,dma-v2\",\"vendor,dma\"");
	snprintf(text, sizeof(text), "%pOF", of_root);
	assert_string_equal(text, "/");
	snprintf(text, sizeof(text), "%pfw", of_fwnode_handle(dma));
	assert_string_equal(text, "/soc/dma@1000");
}

static void a_second_start_sees_the_second_board(void **state)
{
	board_up(TREE);
	assert_non_null(of_find_node_by_path("/soc"));
	assert_int_equal(board_down(state), 0);
	board_up(BOARD("	only { };\n"));
	assert_null(of_find_node_by_path("/soc"));
	assert_non_null(of_find_node_by_path("/only"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(root_has_the_boards_properties),
		board_test(name_lacks_the_unit_address),
		board_test(path_needs_the_unit_address),
		board_test(path_may_begin_with_an_alias),
		board_test(path_options_follow_a_colon),
		board_test(alias_gives_a_node_its_number),
		board_test(nodes_are_found_by_name_type_and_property),
		board_test(nodes_are_found_by_phandle),
		board_test(earlier_compatible_matches_better),
		board_test(match_table_gives_the_best_entry),
		board_test(status_decides_what_is_available),
		board_test(children_come_in_order),
		board_test(modalias_is_the_compatible_without_its_vendor),
		board_test(nodes_print_as_their_path),
		board_test(a_second_start_sees_the_second_board),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
