// SPDX-License-Identifier: MIT
/* assigned-clocks and its companions: what the board wants before a driver comes. */
#include "firmware_fixture.h"

#include <linux/clk.h>
#include <linux/clk-provider.h>
#include <linux/clk/clk-conf.h>
#include <linux/err.h>

#define CLOCKS									\
	"	slow: slow { compatible = \"fixed-clock\"; #clock-cells = <0>; clock-frequency = <1000>; };\n" \
	"	fast: fast { compatible = \"fixed-clock\"; #clock-cells = <0>; clock-frequency = <8000>; };\n" \
	"	tuner: tuner { #clock-cells = <0>; };\n"			\
	"	absent: absent { #clock-cells = <0>; };\n"

/* ---- a clock that takes any rate, and a clock with two parents ------------------------- */

static unsigned long tuned;
static u8 chosen;

static unsigned long tuner_rate(struct clk_hw *hw, unsigned long parent_rate)
{
	return tuned;
}

static long tuner_round(struct clk_hw *hw, unsigned long rate, unsigned long *parent_rate)
{
	return rate;
}

static int tuner_set(struct clk_hw *hw, unsigned long rate, unsigned long parent_rate)
{
	tuned = rate;
	return 0;
}

static u8 tuner_parent(struct clk_hw *hw)
{
	return chosen;
}

static int tuner_set_parent(struct clk_hw *hw, u8 index)
{
	chosen = index;
	return 0;
}

static const struct clk_ops tuner_ops = {
	.recalc_rate = tuner_rate,
	.round_rate = tuner_round,
	.set_rate = tuner_set,
	.get_parent = tuner_parent,
	.set_parent = tuner_set_parent,
};

static struct clk_hw tuner;

static void up(const char *node)
{
	static const char *const parents[] = { "slow", "fast" };
	struct clk_init_data init = {
		.name = "tuner",
		.ops = &tuner_ops,
		.parent_names = parents,
		.num_parents = 2,
	};

	board_up(node);
	tuned = 500;
	chosen = 0;
	memset(&tuner, 0, sizeof(tuner));
	tuner.init = &init;
	assert_int_equal(clk_hw_register(NULL, &tuner), 0);
	assert_int_equal(of_clk_add_hw_provider(node_at("/tuner"), of_clk_hw_simple_get, &tuner), 0);
}

static void down(void)
{
	of_clk_del_provider(node_at("/tuner"));
	clk_hw_unregister(&tuner);
}

static void rates_and_parents_are_set(void **state)
{
	up(BOARD(CLOCKS "user { assigned-clocks = <&tuner>; assigned-clock-parents = <&fast>; "
			"assigned-clock-rates = <3000>; };\n"));
	assert_int_equal(of_clk_set_defaults(node_at("/user"), false), 0);
	assert_int_equal(tuned, 3000);
	assert_int_equal(chosen, 1);
	down();
}

static void empty_entries_change_nothing(void **state)
{
	up(BOARD(CLOCKS "user { assigned-clocks = <&slow>, <&tuner>; assigned-clock-parents = <0>; "
			"assigned-clock-rates = <0>, <4000>; };\n"));
	assert_int_equal(of_clk_set_defaults(node_at("/user"), false), 0);
	assert_int_equal(tuned, 4000);
	assert_int_equal(chosen, 0);
	assert_int_equal(of_clk_set_defaults(node_at("/slow"), false), 0);
	assert_int_equal(of_clk_set_defaults(NULL, false), 0);
	down();
}

static void a_clock_of_its_own_is_left_until_it_is_there(void **state)
{
	up(BOARD("	slow: slow { compatible = \"fixed-clock\"; #clock-cells = <0>; clock-frequency = <1000>; };\n"
		 "	fast: fast { compatible = \"fixed-clock\"; #clock-cells = <0>; clock-frequency = <8000>; };\n"
		 "	tuner: tuner { #clock-cells = <0>; assigned-clocks = <&tuner>; assigned-clock-rates = <7000>; };\n"));
	assert_int_equal(of_clk_set_defaults(node_at("/tuner"), false), 0);
	assert_int_equal(tuned, 500);
	assert_int_equal(of_clk_set_defaults(node_at("/tuner"), true), 0);
	assert_int_equal(tuned, 7000);
	down();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(rates_and_parents_are_set),
		board_test(empty_entries_change_nothing),
		board_test(a_clock_of_its_own_is_left_until_it_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
