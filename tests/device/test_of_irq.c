// SPDX-License-Identifier: MIT
/* Interrupts of nodes: found through parents and maps, and given stable numbers. */
#include "firmware_fixture.h"

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/of_irq.h>

#define TREE BOARD(							\
	"	gic: gic@9000000 { interrupt-controller; #interrupt-cells = <3>; #address-cells = <0>; };\n" \
	"	one: one { interrupt-controller; #interrupt-cells = <1>; };\n" \
	"	a@1000 { reg = <0x1000 0x10>; interrupts = <7 4>, <8 1>; interrupt-names = \"rx\", \"tx\"; };\n" \
	"	b@2000 { reg = <0x2000 0x10>; interrupts = <7 4>; };\n"	\
	"	c@3000 { reg = <0x3000 0x10>; interrupt-parent = <&gic>; interrupts = <0 5 1>; };\n" \
	"	d@4000 { reg = <0x4000 0x10>; interrupts-extended = <&one 3>, <&gic 1 2 8>; };\n" \
	"	e@5000 { reg = <0x5000 0x10>; };\n"			\
	"	nexus: nexus { #interrupt-cells = <1>; #address-cells = <0>; interrupt-map = <1 &intc 40 4>, <2 &gic 0 9 4>; };\n" \
	"	f@6000 { reg = <0x6000 0x10>; interrupt-parent = <&nexus>; interrupts = <2>; };\n")

static void specifier_has_the_controllers_cells(void **state)
{
	struct of_phandle_args args;

	board_up(TREE);
	assert_int_equal(of_irq_parse_one(node_at("/a@1000"), 1, &args), 0);
	assert_ptr_equal(args.np, node_at("/interrupt-controller@8000000"));
	assert_int_equal(args.args_count, 2);
	assert_int_equal(args.args[0], 8);
	assert_int_equal(of_irq_parse_one(node_at("/c@3000"), 0, &args), 0);
	assert_ptr_equal(args.np, node_at("/gic@9000000"));
	assert_int_equal(args.args_count, 3);
}

static void extended_interrupts_name_their_controller(void **state)
{
	struct of_phandle_args args;

	board_up(TREE);
	assert_int_equal(of_irq_parse_one(node_at("/d@4000"), 0, &args), 0);
	assert_ptr_equal(args.np, node_at("/one"));
	assert_int_equal(args.args[0], 3);
	assert_int_equal(of_irq_parse_one(node_at("/d@4000"), 1, &args), 0);
	assert_ptr_equal(args.np, node_at("/gic@9000000"));
	assert_int_equal(of_irq_count(node_at("/d@4000")), 2);
}

static void interrupt_map_leads_to_the_controller(void **state)
{
	struct of_phandle_args args;

	board_up(TREE);
	assert_int_equal(of_irq_parse_one(node_at("/f@6000"), 0, &args), 0);
	assert_ptr_equal(args.np, node_at("/gic@9000000"));
	assert_int_equal(args.args[1], 9);
}

static void parent_is_found_upwards(void **state)
{
	board_up(TREE);
	assert_ptr_equal(of_irq_find_parent(node_at("/a@1000")),
			 node_at("/interrupt-controller@8000000"));
	assert_ptr_equal(of_irq_find_parent(node_at("/c@3000")), node_at("/gic@9000000"));
}

static void numbers_follow_the_tree_not_the_drivers(void **state)
{
	int first, second, third;

	board_up(TREE);
	third = of_irq_get(node_at("/c@3000"), 0);
	second = of_irq_get(node_at("/a@1000"), 1);
	first = of_irq_get(node_at("/a@1000"), 0);
	assert_int_equal(first, 1);
	assert_int_equal(second, 2);
	assert_int_equal(third, 3);
}

static void shared_wire_has_one_number(void **state)
{
	board_up(TREE);
	assert_int_equal(of_irq_get(node_at("/a@1000"), 0), of_irq_get(node_at("/b@2000"), 0));
	assert_int_equal(irq_of_parse_and_map(node_at("/b@2000"), 0),
			 of_irq_get(node_at("/a@1000"), 0));
}

static void missing_interrupts_are_errors(void **state)
{
	board_up(TREE);
	assert_true(of_irq_get(node_at("/e@5000"), 0) < 0);
	assert_true(of_irq_get(node_at("/a@1000"), 2) < 0);
	assert_int_equal(irq_of_parse_and_map(node_at("/e@5000"), 0), 0);
	assert_int_equal(of_irq_count(node_at("/e@5000")), 0);
	assert_true(of_irq_get_byname(node_at("/a@1000"), "none") < 0);
}

static void names_find_interrupts(void **state)
{
	board_up(TREE);
	assert_int_equal(of_irq_get_byname(node_at("/a@1000"), "tx"),
			 of_irq_get(node_at("/a@1000"), 1));
}

static void trigger_type_is_in_the_specifier(void **state)
{
	board_up(TREE);
	assert_int_equal(irq_get_trigger_type(of_irq_get(node_at("/a@1000"), 0)),
			 IRQ_TYPE_LEVEL_HIGH);
	assert_int_equal(irq_get_trigger_type(of_irq_get(node_at("/a@1000"), 1)),
			 IRQ_TYPE_EDGE_RISING);
	assert_int_equal(irq_get_trigger_type(of_irq_get(node_at("/c@3000"), 0)),
			 IRQ_TYPE_EDGE_RISING);
	/* one cell: nothing about it */
	assert_int_equal(irq_get_trigger_type(of_irq_get(node_at("/d@4000"), 0)),
			 IRQ_TYPE_LEVEL_HIGH);
	assert_int_equal(irq_get_trigger_type(of_irq_get(node_at("/d@4000"), 1)),
			 IRQ_TYPE_LEVEL_LOW);
}

static void hwirq_counts_as_the_controller_does(void **state)
{
	board_up(TREE);
	assert_int_equal(irq_get_irq_data(of_irq_get(node_at("/a@1000"), 0))->hwirq, 7);
	/* the GIC: shared ones from 32, private ones from 16 */
	assert_int_equal(irq_get_irq_data(of_irq_get(node_at("/c@3000"), 0))->hwirq, 37);
	assert_int_equal(irq_get_irq_data(of_irq_get(node_at("/d@4000"), 1))->hwirq, 18);
}

static void resources_are_made_of_interrupts(void **state)
{
	struct resource res[3];

	board_up(TREE);
	assert_int_equal(of_irq_to_resource_table(node_at("/a@1000"), res, 3), 2);
	assert_int_equal(res[1].start, of_irq_get(node_at("/a@1000"), 1));
	assert_true(res[1].flags == (IORESOURCE_IRQ | IRQ_TYPE_EDGE_RISING));
	assert_string_equal(res[1].name, "tx");
	assert_int_equal(of_irq_to_resource_table(node_at("/b@2000"), res, 3), 1);
	assert_string_equal(res[0].name, "b@2000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(specifier_has_the_controllers_cells),
		board_test(extended_interrupts_name_their_controller),
		board_test(interrupt_map_leads_to_the_controller),
		board_test(parent_is_found_upwards),
		board_test(numbers_follow_the_tree_not_the_drivers),
		board_test(shared_wire_has_one_number),
		board_test(missing_interrupts_are_errors),
		board_test(names_find_interrupts),
		board_test(trigger_type_is_in_the_specifier),
		board_test(hwirq_counts_as_the_controller_does),
		board_test(resources_are_made_of_interrupts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
