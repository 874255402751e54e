// SPDX-License-Identifier: MIT
/* References between nodes: argument lists, maps through nexus nodes, and malformed ones. */
#include "firmware_fixture.h"

#define TREE BOARD(							\
	"	one: one { #x-cells = <1>; };\n"			\
	"	two: two { #x-cells = <2>; };\n"			\
	"	zero: zero { #x-cells = <0>; };\n"			\
	"	bare: bare { };\n"					\
	"	user {\n"						\
	"		xs = <&one 11 &two 21 22 0 &zero>;\n"		\
	"		x-names = \"a\", \"b\", \"c\", \"d\";\n"	\
	"		plain = <&one &two>;\n"				\
	"		fixed = <&bare 1 2 &bare 3 4>;\n"		\
	"		optional = <&bare &one 5>;\n"			\
	"		cut = <&two 1>;\n"				\
	"		nobody = <0x4242 1>;\n"				\
	"		without = <&bare 1>;\n"				\
	"	};\n")

static struct device_node *user(void)
{
	board_up(TREE);
	return node_at("/user");
}

static void entries_have_their_providers_arguments(void **state)
{
	struct device_node *np = user();
	struct of_phandle_args args;

	assert_int_equal(of_parse_phandle_with_args(np, "xs", "#x-cells", 0, &args), 0);
	assert_ptr_equal(args.np, node_at("/one"));
	assert_int_equal(args.args_count, 1);
	assert_int_equal(args.args[0], 11);
	assert_int_equal(of_parse_phandle_with_args(np, "xs", "#x-cells", 1, &args), 0);
	assert_ptr_equal(args.np, node_at("/two"));
	assert_int_equal(args.args[1], 22);
	assert_int_equal(of_parse_phandle_with_args(np, "xs", "#x-cells", 3, &args), 0);
	assert_ptr_equal(args.np, node_at("/zero"));
	assert_int_equal(args.args_count, 0);
}

static void zero_phandle_is_an_empty_entry(void **state)
{
	struct of_phandle_args args;

	assert_int_equal(of_parse_phandle_with_args(user(), "xs", "#x-cells", 2, &args), -ENOENT);
}

static void index_past_the_end_is_enoent(void **state)
{
	struct device_node *np = user();
	struct of_phandle_args args;

	assert_int_equal(of_parse_phandle_with_args(np, "xs", "#x-cells", 4, &args), -ENOENT);
	assert_int_equal(of_parse_phandle_with_args(np, "none", "#x-cells", 0, &args), -ENOENT);
	assert_int_equal(of_parse_phandle_with_args(np, "xs", "#x-cells", -1, &args), -EINVAL);
}

static void entries_are_counted(void **state)
{
	struct device_node *np = user();

	assert_int_equal(of_count_phandle_with_args(np, "xs", "#x-cells"), 4);
	assert_int_equal(of_count_phandle_with_args(np, "plain", NULL), 2);
	assert_int_equal(of_count_phandle_with_args(np, "none", "#x-cells"), -ENOENT);
	assert_int_equal(of_count_phandle_with_args(np, "cut", "#x-cells"), -EINVAL);
}

static void plain_references_are_followed(void **state)
{
	struct device_node *np = user();

	assert_ptr_equal(of_parse_phandle(np, "plain", 1), node_at("/two"));
	assert_null(of_parse_phandle(np, "plain", 2));
	assert_null(of_parse_phandle(np, "none", 0));
}

static void fixed_and_optional_arguments(void **state)
{
	struct device_node *np = user();
	struct of_phandle_args args;

	assert_int_equal(of_parse_phandle_with_fixed_args(np, "fixed", 2, 1, &args), 0);
	assert_int_equal(args.args[0], 3);
	assert_int_equal(args.args[1], 4);
	assert_int_equal(of_parse_phandle_with_optional_args(np, "optional", "#x-cells", 0, &args),
			 0);
	assert_int_equal(args.args_count, 0);
	assert_int_equal(of_parse_phandle_with_optional_args(np, "optional", "#x-cells", 1, &args),
			 0);
	assert_int_equal(args.args[0], 5);
}

static void malformed_lists_say_what_is_wrong(void **state)
{
	struct device_node *np = user();
	struct of_phandle_args args;

	assert_int_equal(of_parse_phandle_with_args(np, "cut", "#x-cells", 0, &args), -EINVAL);
	assert_true(log_contains("OF: /user: #x-cells = 2 found 1"));
	assert_int_equal(of_parse_phandle_with_args(np, "nobody", "#x-cells", 0, &args), -EINVAL);
	assert_true(log_contains("OF: /user: could not find phandle"));
	assert_int_equal(of_parse_phandle_with_args(np, "without", "#x-cells", 0, &args), -EINVAL);
	assert_true(log_contains("OF: /user: could not get #x-cells for /bare"));
}

static void iterator_stops_at_the_end(void **state)
{
	struct of_phandle_iterator it;
	int count = 0;
	int err;

	of_for_each_phandle(&it, err, user(), "plain", NULL, 0)
		count++;
	assert_int_equal(count, 2);
	assert_int_equal(err, -ENOENT);
}

#define MAPS BOARD(							\
	"	target: target { #g-cells = <2>; };\n"			\
	"	nexus: nexus {\n"					\
	"		#g-cells = <2>;\n"				\
	"		g-map = <0 0 &target 5 0>, <1 0 &target 6 0>;\n" \
	"		g-map-mask = <0xff 0>;\n"			\
	"		g-map-pass-thru = <0 0xf>;\n"			\
	"	};\n"							\
	"	a: a { #g-cells = <1>; g-map = <1 &b 1>; };\n"		\
	"	b: b { #g-cells = <1>; g-map = <1 &a 1>; };\n"		\
	"	broken: broken { #g-cells = <1>; g-map = <1 0x999 1>; };\n" \
	"	user { gs = <&nexus 1 3>, <&nexus 9 0>, <&a 1>, <&target 7 8>, <&broken 1>; };\n")

static void map_leads_through_a_nexus(void **state)
{
	struct of_phandle_args args;

	board_up(MAPS);
	assert_int_equal(of_parse_phandle_with_args_map(node_at("/user"), "gs", "g", 0, &args), 0);
	assert_ptr_equal(args.np, node_at("/target"));
	assert_int_equal(args.args_count, 2);
	assert_int_equal(args.args[0], 6);
	/* these bits pass through */
	assert_int_equal(args.args[1], 3);
	/* and without a map, nothing happens */
	assert_int_equal(of_parse_phandle_with_args_map(node_at("/user"), "gs", "g", 3, &args), 0);
	assert_int_equal(args.args[0], 7);
}

static void map_without_an_entry_is_enoent(void **state)
{
	struct of_phandle_args args;

	board_up(MAPS);
	assert_int_equal(of_parse_phandle_with_args_map(node_at("/user"), "gs", "g", 1, &args),
			 -ENOENT);
	assert_int_equal(of_parse_phandle_with_args_map(node_at("/user"), "gs", "g", 4, &args),
			 -EINVAL);
}

static void maps_in_circles_are_refused(void **state)
{
	struct of_phandle_args args;

	board_up(MAPS);
	assert_int_equal(of_parse_phandle_with_args_map(node_at("/user"), "gs", "g", 2, &args),
			 -EINVAL);
	assert_true(log_contains("g-map goes in circles through"));
}

static void id_map_translates_ranges(void **state)
{
	struct device_node *target = NULL;
	u32 id;

	board_up(
		BOARD("	t: t { };\n"
		      "	bus { iommu-map = <0x100 &t 0x1000 0x10>; bad-map = <1 2 3>; };\n"));
	assert_int_equal(of_map_id(node_at("/bus"), 0x105, "iommu-map", NULL, &target, &id), 0);
	assert_ptr_equal(target, node_at("/t"));
	assert_int_equal(id, 0x1005);
	assert_int_equal(of_map_id(node_at("/bus"), 1, "bad-map", NULL, NULL, &id), -EINVAL);
	assert_int_equal(of_map_id(node_at("/bus"), 1, "none", NULL, NULL, &id), 0);
	assert_int_equal(id, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(entries_have_their_providers_arguments),
		board_test(zero_phandle_is_an_empty_entry),
		board_test(index_past_the_end_is_enoent),
		board_test(entries_are_counted),
		board_test(plain_references_are_followed),
		board_test(fixed_and_optional_arguments),
		board_test(malformed_lists_say_what_is_wrong),
		board_test(iterator_stops_at_the_end),
		board_test(map_leads_through_a_nexus),
		board_test(map_without_an_entry_is_enoent),
		board_test(maps_in_circles_are_refused),
		board_test(id_map_translates_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
