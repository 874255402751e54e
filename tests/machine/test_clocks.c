// SPDX-License-Identifier: MIT
/* Clocks as a model's timing sees them. */
#include "unit.h"

#include <stdio.h>

#include "fake.h"

#define CLOCKS                                                                                    \
	"osc: osc { compatible = \"fixed-clock\"; #clock-cells = <0>; clock-frequency = "         \
	"<24000000>; };"                                                                          \
	"pll: pll { compatible = \"fixed-factor-clock\"; #clock-cells = <0>; clocks = <&osc>;"    \
	"clock-mult = <50>; clock-div = <3>; };"                                                  \
	"half: half { compatible = \"fixed-factor-clock\"; #clock-cells = <0>; clocks = <&pll>; " \
	"clock-div = <2>; };"                                                                     \
	"cru: cru { compatible = \"nobody,knows\"; #clock-cells = <1>; };"                        \
	"zero: zero { compatible = \"fixed-factor-clock\"; #clock-cells = <0>; clocks = <&osc>; " \
	"clock-div = <0>; };"

static uint64_t hz(const char *props, unsigned int index)
{
	char nodes[1024];

	snprintf(nodes, sizeof(nodes), "%sdev { compatible = \"test,fake\"; %s };", CLOCKS, props);
	fake_start(nodes);
	return dmae_model_clock_hz(fake_named("dev")->m, index, 1);
}

static void a_fixed_clock_has_its_frequency(void **state)
{
	assert_int_equal(hz("clocks = <&osc>;", 0), 24000000);
}

static void factors_are_applied_in_chains(void **state)
{
	assert_int_equal(hz("clocks = <&osc>, <&half>;", 1), 200000000);
}

static void a_missing_clock_is_otherwise(void **state)
{
	assert_int_equal(hz("", 0), 1);
}

static void an_entry_too_many_is_otherwise(void **state)
{
	assert_int_equal(hz("clocks = <&osc>;", 1), 1);
}

static void an_unknown_provider_is_otherwise(void **state)
{
	assert_int_equal(hz("clocks = <&cru 3>;", 0), 1);
}

static void an_assigned_rate_stands_for_an_unknown_provider(void **state)
{
	assert_int_equal(hz("clocks = <&cru 3>; assigned-clocks = <&cru 2>, <&cru 3>;"
			    "assigned-clock-rates = <7>, <150000000>;",
			    0),
			 150000000);
}

static void a_division_by_zero_is_otherwise(void **state)
{
	assert_int_equal(hz("clocks = <&zero>;", 0), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_fixed_clock_has_its_frequency, fake_stop),
		cmocka_unit_test_teardown(factors_are_applied_in_chains, fake_stop),
		cmocka_unit_test_teardown(a_missing_clock_is_otherwise, fake_stop),
		cmocka_unit_test_teardown(an_entry_too_many_is_otherwise, fake_stop),
		cmocka_unit_test_teardown(an_unknown_provider_is_otherwise, fake_stop),
		cmocka_unit_test_teardown(an_assigned_rate_stands_for_an_unknown_provider,
					  fake_stop),
		cmocka_unit_test_teardown(a_division_by_zero_is_otherwise, fake_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
