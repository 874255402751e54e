// SPDX-License-Identifier: MIT
/* Clocks: found in the tree, counted, set; providers; stand-ins for controllers that nobody models.
 */
#include "firmware_fixture.h"

#include <linux/clk-provider.h>
#include <linux/clk.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "base/host.h"
#include "device/filetree.h"

#define TREE BOARD(							\
	"	osc: osc { compatible = \"fixed-clock\"; #clock-cells = <0>; clock-frequency = <24000000>; clock-output-names = \"xtal\"; };\n" \
	"	half: half { compatible = \"fixed-factor-clock\"; #clock-cells = <0>; clocks = <&osc>; clock-mult = <1>; clock-div = <2>; };\n" \
	"	late: late { compatible = \"fixed-factor-clock\"; #clock-cells = <0>; clocks = <&cc 9>; clock-mult = <2>; clock-div = <1>; };\n" \
	"	cc: clock-controller@2000 { compatible = \"test,cc\"; reg = <0x2000 0x100>; #clock-cells = <1>; };\n" \
	"	other: clock-controller@3000 { compatible = \"test,other-cc\"; reg = <0x3000 0x100>; #clock-cells = <1>; };\n" \
	"	dev@1000 { compatible = \"test,clocked\"; reg = <0x1000 0x10>; clocks = <&osc>, <&half>, <&cc 1>, <&other 5>, <&other 6>; clock-names = \"osc\", \"half\", \"gate\", \"o5\", \"o6\"; };\n" \
	"	orphan@4000 { compatible = \"t,o\"; reg = <0x4000 0x10>; clocks = <&late>; };\n" \
	"	bare@5000 { compatible = \"t,b\"; reg = <0x5000 0x10>; };\n")

static struct device *device_at(const char *path)
{
	struct platform_device *pdev = of_find_device_by_node(node_at(path));

	assert_non_null(pdev);
	put_device(&pdev->dev);
	return &pdev->dev;
}

static struct device *dev;

static void up(void)
{
	board_up(TREE);
	firmware_populate();
	dev = device_at("/dev@1000");
}

/* ---- clocks of the tree --------------------------------------------------------------- */

static void fixed_clock_has_its_rate(void **state)
{
	struct clk *clk;

	up();
	clk = clk_get(dev, "osc");
	assert_false(IS_ERR(clk));
	assert_int_equal(clk_get_rate(clk), 24000000);
	assert_string_equal(__clk_get_name(clk), "xtal");
	clk_put(clk);
}

static void fixed_factor_follows_its_parent(void **state)
{
	struct clk *clk, *parent;

	up();
	clk = clk_get(dev, "half");
	assert_int_equal(clk_get_rate(clk), 12000000);
	parent = of_clk_get(dev->of_node, 0);
	assert_true(clk_is_match(clk_get_parent(clk), parent));
	clk_put(parent);
	clk_put(clk);
}

static void missing_clock_is_enoent(void **state)
{
	up();
	assert_int_equal(PTR_ERR(clk_get(dev, "none")), -ENOENT);
	assert_int_equal(PTR_ERR(clk_get(device_at("/bare@5000"), NULL)), -ENOENT);
	assert_null(clk_get_optional(device_at("/bare@5000"), NULL));
	assert_int_equal(PTR_ERR(clk_get(NULL, "x")), -ENOENT);
	assert_true(IS_ERR(of_clk_get(dev->of_node, 9)));
}

static void first_clock_needs_no_name(void **state)
{
	struct clk *clk;

	up();
	clk = clk_get(dev, NULL);
	assert_int_equal(clk_get_rate(clk), 24000000);
	clk_put(clk);
}

static void null_is_a_clock_that_always_works(void **state)
{
	up();
	assert_int_equal(clk_prepare_enable(NULL), 0);
	assert_int_equal(clk_get_rate(NULL), 0);
	assert_int_equal(clk_set_rate(NULL, 5), 0);
	clk_disable_unprepare(NULL);
	clk_put(NULL);
}

/* ---- counts ------------------------------------------------------------------------------ */

static void unbalanced_use_is_reported(void **state)
{
	struct clk *clk;

	up();
	clk = clk_get(dev, "half");
	assert_int_equal(clk_enable(clk), -ESHUTDOWN);
	assert_true(log_contains("Enabling unprepared half"));
	clk_disable(clk);
	assert_true(log_contains("half already disabled"));
	clk_unprepare(clk);
	assert_true(log_contains("half already unprepared"));
	clk_put(clk);
}

static void parents_run_with_their_children(void **state)
{
	struct clk *clk, *parent;

	up();
	clk = clk_get(dev, "half");
	parent = clk_get(dev, "osc");
	assert_int_equal(clk_prepare_enable(clk), 0);
	assert_int_equal(clk_prepare_enable(clk), 0);
	assert_int_equal(__clk_get_enable_count(clk), 2);
	assert_int_equal(__clk_get_enable_count(parent), 1);
	clk_disable_unprepare(clk);
	assert_int_equal(__clk_get_enable_count(parent), 1);
	clk_disable_unprepare(clk);
	assert_int_equal(__clk_get_enable_count(parent), 0);
	clk_put(clk);
	clk_put(parent);
}

static void summary_shows_the_tree(void **state)
{
	struct clk *clk;
	char *text = NULL;
	size_t len;

	up();
	clk = clk_get(dev, "half");
	assert_int_equal(clk_prepare_enable(clk), 0);
	assert_int_equal(filetree_read("/sys/kernel/debug/clk/clk_summary", &text, &len), 0);
	assert_non_null(strstr(
		text, " xtal                                 1        1        0    24000000"));
	assert_non_null(strstr(
		text, "    half                              1        1        0    12000000"));
	host_free(text);
	clk_disable_unprepare(clk);
	clk_put(clk);
}

/* ---- stand-ins ------------------------------------------------------------------------------ */

static void unmodelled_controller_gives_stand_ins(void **state)
{
	struct clk *a, *b;

	up();
	a = clk_get(dev, "o5");
	assert_false(IS_ERR(a));
	assert_int_equal(clk_get_rate(a), 100000000);
	assert_true(log_contains(
		"unmodelled clock controller /clock-controller@3000: assuming 100 MHz"));
	b = clk_get(dev, "o6");
	assert_false(clk_is_match(a, b));
	clk_put(b);
	b = clk_get(dev, "o5");
	assert_true(clk_is_match(a, b));
	assert_int_equal(clk_prepare_enable(a), 0);
	clk_disable_unprepare(a);
	clk_put(a);
	clk_put(b);
}

static void orphan_of_an_unmodelled_controller_gets_a_parent(void **state)
{
	struct clk *clk;

	up();
	clk = clk_get(device_at("/orphan@4000"), NULL);
	assert_int_equal(clk_get_rate(clk), 200000000);
	clk_put(clk);
}

/* ---- a provider ---------------------------------------------------------------------------------
 */

struct gate {
	struct clk_hw hw;
	int on;
	int prepared;
	unsigned long rate;
	int fail;
};

static struct gate gates[2];
static bool provide = true;

static int gate_prepare(struct clk_hw *hw)
{
	struct gate *gate = container_of(hw, struct gate, hw);

	if (gate->fail)
		return gate->fail;
	gate->prepared++;
	return 0;
}

static void gate_unprepare(struct clk_hw *hw)
{
	container_of(hw, struct gate, hw)->prepared--;
}

static int gate_enable(struct clk_hw *hw)
{
	container_of(hw, struct gate, hw)->on++;
	return 0;
}

static void gate_disable(struct clk_hw *hw)
{
	container_of(hw, struct gate, hw)->on--;
}

static unsigned long gate_recalc(struct clk_hw *hw, unsigned long parent_rate)
{
	return container_of(hw, struct gate, hw)->rate;
}

/* in steps of 1 MHz, up to 50 */
static long gate_round(struct clk_hw *hw, unsigned long rate, unsigned long *parent_rate)
{
	return min(rate / 1000000, 50ul) * 1000000;
}

static int gate_set_rate(struct clk_hw *hw, unsigned long rate, unsigned long parent_rate)
{
	container_of(hw, struct gate, hw)->rate = rate;
	return 0;
}

static const struct clk_ops gate_ops = {
	.prepare = gate_prepare,
	.unprepare = gate_unprepare,
	.enable = gate_enable,
	.disable = gate_disable,
	.recalc_rate = gate_recalc,
	.round_rate = gate_round,
	.set_rate = gate_set_rate,
};

static int cc_probe(struct platform_device *pdev)
{
	static const char *const parents[] = { "xtal" };
	struct clk_hw_onecell_data *all;
	int i;

	if (!provide)
		return 0;
	all = devm_kzalloc(&pdev->dev, sizeof(*all) + 2 * sizeof(all->hws[0]), GFP_KERNEL);
	all->num = 2;
	for (i = 0; i < 2; i++) {
		struct clk_init_data init = {
			.name = i ? "cc1" : "cc0",
			.ops = &gate_ops,
			.parent_names = parents,
			.num_parents = 1,
		};

		memset(&gates[i], 0, sizeof(gates[i]));
		gates[i].rate = 10000000;
		gates[i].hw.init = &init;
		assert_int_equal(devm_clk_hw_register(&pdev->dev, &gates[i].hw), 0);
		all->hws[i] = &gates[i].hw;
	}
	return devm_of_clk_add_hw_provider(&pdev->dev, of_clk_hw_onecell_get, all);
}

static const struct of_device_id cc_ids[] = { { .compatible = "test,cc" }, {} };

static struct platform_driver cc_driver = {
	.probe = cc_probe,
	.driver = { .name = "cc", .of_match_table = cc_ids },
};

static void up_with_provider(void)
{
	board_up(TREE);
	assert_int_equal(platform_driver_register(&cc_driver), 0);
	firmware_populate();
	dev = device_at("/dev@1000");
}

static void provider_is_waited_for(void **state)
{
	struct platform_device *pdev;
	struct clk *clk;

	board_up(TREE);
	assert_int_equal(platform_driver_register(&cc_driver), 0);
	/* the driver is there, its device isn't bound yet */
	assert_int_equal(PTR_ERR(of_clk_get_by_name(node_at("/dev@1000"), "gate")), -EPROBE_DEFER);
	pdev = of_platform_device_create(node_at("/clock-controller@2000"), NULL, NULL);
	assert_non_null(pdev);
	clk = of_clk_get_by_name(node_at("/dev@1000"), "gate");
	assert_false(IS_ERR(clk));
	assert_string_equal(__clk_get_name(clk), "cc1");
	clk_put(clk);
	platform_driver_unregister(&cc_driver);
}

static void operations_run_on_the_first_and_last_use(void **state)
{
	struct clk *a, *b;

	up_with_provider();
	a = clk_get(dev, "gate");
	b = clk_get(dev, "gate");
	assert_int_equal(clk_prepare_enable(a), 0);
	assert_int_equal(clk_prepare_enable(b), 0);
	assert_int_equal(gates[1].on, 1);
	assert_int_equal(gates[1].prepared, 1);
	clk_disable_unprepare(a);
	assert_int_equal(gates[1].on, 1);
	clk_disable_unprepare(b);
	assert_int_equal(gates[1].on, 0);
	assert_int_equal(gates[1].prepared, 0);
	gates[1].fail = -EIO;
	assert_int_equal(clk_prepare_enable(a), -EIO);
	clk_put(a);
	clk_put(b);
	platform_driver_unregister(&cc_driver);
}

static void rates_are_rounded_and_set(void **state)
{
	struct clk *clk;

	up_with_provider();
	clk = clk_get(dev, "gate");
	assert_int_equal(clk_get_rate(clk), 10000000);
	assert_int_equal(clk_round_rate(clk, 12345678), 12000000);
	assert_int_equal(clk_set_rate(clk, 12345678), 0);
	assert_int_equal(clk_get_rate(clk), 12000000);
	assert_int_equal(clk_set_rate(clk, 99000000), 0);
	assert_int_equal(clk_get_rate(clk), 50000000);
	assert_int_equal(clk_set_max_rate(clk, 20000000), 0);
	assert_int_equal(clk_get_rate(clk), 20000000);
	assert_int_equal(clk_set_rate_range(clk, 5, 1), -EINVAL);
	clk_put(clk);
	platform_driver_unregister(&cc_driver);
}

static void exclusive_rate_is_protected(void **state)
{
	struct clk *a, *b;

	up_with_provider();
	a = clk_get(dev, "gate");
	b = clk_get(dev, "gate");
	assert_int_equal(clk_rate_exclusive_get(a), 0);
	assert_int_equal(clk_set_rate(b, 20000000), 0);
	assert_int_equal(clk_get_rate(b), 10000000);
	assert_int_equal(clk_set_rate(a, 20000000), 0);
	assert_int_equal(clk_get_rate(b), 20000000);
	clk_rate_exclusive_put(a);
	clk_put(a);
	clk_put(b);
	platform_driver_unregister(&cc_driver);
}

static void clock_outlives_its_provider_as_a_dead_one(void **state)
{
	struct clk *clk;

	up_with_provider();
	clk = clk_get(dev, "gate");
	platform_driver_unregister(&cc_driver);
	assert_int_equal(clk_prepare(clk), -ENXIO);
	clk_put(clk);
}

static void bound_driver_that_provides_nothing_is_not_waited_for(void **state)
{
	struct clk *clk;

	provide = false;
	up_with_provider();
	clk = clk_get(dev, "gate");
	assert_false(IS_ERR(clk));
	assert_int_equal(clk_get_rate(clk), 100000000);
	clk_put(clk);
	platform_driver_unregister(&cc_driver);
	provide = true;
}

/*
 * ---- sets and managed forms
 * ------------------------------------------------------------------------
 */

static struct clk *managed;
static int bulk_missing, bulk_optional, bulk_all;

static int clocked_probe(struct platform_device *pdev)
{
	static struct clk_bulk_data set[] = { { .id = "osc" }, { .id = "half" } };
	static struct clk_bulk_data with_missing[] = { { .id = "osc" }, { .id = "none" } };
	struct clk_bulk_data *all;
	int ret;

	managed = devm_clk_get_enabled(&pdev->dev, "half");
	if (IS_ERR(managed))
		return PTR_ERR(managed);
	ret = devm_clk_bulk_get(&pdev->dev, 2, set);
	if (ret)
		return ret;
	bulk_missing = devm_clk_bulk_get(&pdev->dev, 2, with_missing);
	bulk_optional = devm_clk_bulk_get_optional(&pdev->dev, 2, with_missing);
	assert_null(with_missing[1].clk);
	bulk_all = devm_clk_bulk_get_all(&pdev->dev, &all);
	ret = clk_bulk_prepare_enable(2, set);
	if (!ret)
		clk_bulk_disable_unprepare(2, set);
	return ret;
}

static const struct of_device_id clocked_ids[] = { { .compatible = "test,clocked" }, {} };

static struct platform_driver clocked_driver = {
	.probe = clocked_probe,
	.driver = { .name = "clocked", .of_match_table = clocked_ids },
};

static void managed_clocks_go_with_the_driver(void **state)
{
	struct clk *clk;

	up();
	assert_int_equal(platform_driver_register(&clocked_driver), 0);
	assert_true(dev->driver != NULL);
	assert_int_equal(__clk_get_enable_count(managed), 1);
	assert_int_equal(bulk_missing, -ENOENT);
	assert_int_equal(bulk_optional, 0);
	assert_int_equal(bulk_all, 5);
	platform_driver_unregister(&clocked_driver);
	clk = clk_get(dev, "half");
	assert_int_equal(__clk_get_enable_count(clk), 0);
	clk_put(clk);
}

static void two_clocks_of_one_name_are_refused(void **state)
{
	struct clk_hw *a;

	up();
	a = clk_hw_register_fixed_rate(NULL, "mine", NULL, 0, 5);
	assert_false(IS_ERR(a));
	assert_int_equal(PTR_ERR(clk_hw_register_fixed_rate(NULL, "mine", NULL, 0, 6)), -EEXIST);
	assert_int_equal(clk_hw_get_rate(a), 5);
	clk_hw_unregister_fixed_rate(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(fixed_clock_has_its_rate),
		board_test(fixed_factor_follows_its_parent),
		board_test(missing_clock_is_enoent),
		board_test(first_clock_needs_no_name),
		board_test(null_is_a_clock_that_always_works),
		board_test(unbalanced_use_is_reported),
		board_test(parents_run_with_their_children),
		board_test(summary_shows_the_tree),
		board_test(unmodelled_controller_gives_stand_ins),
		board_test(orphan_of_an_unmodelled_controller_gets_a_parent),
		board_test(provider_is_waited_for),
		board_test(operations_run_on_the_first_and_last_use),
		board_test(rates_are_rounded_and_set),
		board_test(exclusive_rate_is_protected),
		board_test(clock_outlives_its_provider_as_a_dead_one),
		board_test(bound_driver_that_provides_nothing_is_not_waited_for),
		board_test(managed_clocks_go_with_the_driver),
		board_test(two_clocks_of_one_name_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
