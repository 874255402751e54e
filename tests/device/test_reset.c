// SPDX-License-Identifier: MIT
/* Reset lines: exclusive, shared, in sets; controllers; stand-ins. */
#include "firmware_fixture.h"

#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/reset-controller.h>
#include <linux/reset.h>

#define TREE BOARD(							\
	"	rc: reset-controller@2000 { compatible = \"test,rc\"; reg = <0x2000 0x10>; #reset-cells = <1>; };\n" \
	"	other: reset-controller@3000 { compatible = \"test,other-rc\"; reg = <0x3000 0x10>; #reset-cells = <2>; };\n" \
	"	dev@1000 { compatible = \"test,reset\"; reg = <0x1000 0x10>; resets = <&rc 1>, <&rc 2>, <&rc 77>; reset-names = \"a\", \"b\", \"bad\"; };\n" \
	"	two@4000 { compatible = \"t,2\"; reg = <0x4000 0x10>; resets = <&other 1 2>; };\n" \
	"	pair@5000 { compatible = \"t,p\"; reg = <0x5000 0x10>; resets = <&rc 3>, <&rc 4>; };\n" \
	"	bare@6000 { compatible = \"t,b\"; reg = <0x6000 0x10>; };\n")

static int asserts[8], deasserts[8], resets[8];
static int fail;

static int rc_assert(struct reset_controller_dev *rcdev, unsigned long id)
{
	asserts[id]++;
	return 0;
}

static int rc_deassert(struct reset_controller_dev *rcdev, unsigned long id)
{
	if (fail && id == 4)
		return fail;
	deasserts[id]++;
	return 0;
}

static int rc_reset(struct reset_controller_dev *rcdev, unsigned long id)
{
	resets[id]++;
	return 0;
}

static int rc_status(struct reset_controller_dev *rcdev, unsigned long id)
{
	return asserts[id] > deasserts[id];
}

static const struct reset_control_ops rc_ops = {
	.assert = rc_assert,
	.deassert = rc_deassert,
	.reset = rc_reset,
	.status = rc_status,
};

static struct reset_controller_dev rcdev;

static int rc_probe(struct platform_device *pdev)
{
	memset(&rcdev, 0, sizeof(rcdev));
	rcdev.ops = &rc_ops;
	rcdev.of_node = pdev->dev.of_node;
	rcdev.dev = &pdev->dev;
	rcdev.nr_resets = 8;
	return devm_reset_controller_register(&pdev->dev, &rcdev);
}

static const struct of_device_id rc_ids[] = { { .compatible = "test,rc" }, {} };

static struct platform_driver rc_driver = {
	.probe = rc_probe,
	.driver = { .name = "rc", .of_match_table = rc_ids },
};

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
	memset(asserts, 0, sizeof(asserts));
	memset(deasserts, 0, sizeof(deasserts));
	memset(resets, 0, sizeof(resets));
	fail = 0;
	board_up(TREE);
	assert_int_equal(platform_driver_register(&rc_driver), 0);
	firmware_populate();
	dev = device_at("/dev@1000");
}

static void down(void)
{
	platform_driver_unregister(&rc_driver);
}

static void exclusive_line_does_what_it_is_told(void **state)
{
	struct reset_control *rstc;

	up();
	rstc = reset_control_get_exclusive(dev, "b");
	assert_false(IS_ERR(rstc));
	assert_int_equal(reset_control_assert(rstc), 0);
	assert_int_equal(asserts[2], 1);
	assert_int_equal(reset_control_status(rstc), 1);
	assert_int_equal(reset_control_deassert(rstc), 0);
	assert_int_equal(reset_control_status(rstc), 0);
	assert_int_equal(reset_control_reset(rstc), 0);
	assert_int_equal(resets[2], 1);
	reset_control_put(rstc);
	down();
}

static void exclusive_line_has_one_owner(void **state)
{
	struct reset_control *rstc;

	up();
	rstc = reset_control_get_exclusive(dev, "a");
	assert_int_equal(PTR_ERR(reset_control_get_exclusive(dev, "a")), -EBUSY);
	assert_int_equal(PTR_ERR(reset_control_get_shared(dev, "a")), -EBUSY);
	reset_control_put(rstc);
	rstc = reset_control_get_exclusive(dev, "a");
	assert_false(IS_ERR(rstc));
	reset_control_put(rstc);
	down();
}

static void shared_line_counts_who_needs_it(void **state)
{
	struct reset_control *a, *b;

	up();
	a = reset_control_get_shared(dev, "a");
	b = reset_control_get_shared(dev, "a");
	assert_int_equal(reset_control_deassert(a), 0);
	assert_int_equal(reset_control_deassert(b), 0);
	assert_int_equal(deasserts[1], 1);
	assert_int_equal(reset_control_assert(a), 0);
	assert_int_equal(asserts[1], 0);
	assert_int_equal(reset_control_assert(b), 0);
	assert_int_equal(asserts[1], 1);
	assert_int_equal(reset_control_assert(b), -EINVAL);
	reset_control_put(a);
	reset_control_put(b);
	down();
}

static void shared_pulse_comes_once(void **state)
{
	struct reset_control *a, *b;

	up();
	a = reset_control_get_shared(dev, "a");
	b = reset_control_get_shared(dev, "a");
	assert_int_equal(reset_control_reset(a), 0);
	assert_int_equal(reset_control_reset(b), 0);
	assert_int_equal(resets[1], 1);
	assert_int_equal(reset_control_deassert(a), -EINVAL);
	assert_int_equal(reset_control_rearm(a), 0);
	assert_int_equal(reset_control_rearm(b), 0);
	assert_int_equal(reset_control_reset(a), 0);
	assert_int_equal(resets[1], 2);
	reset_control_put(a);
	reset_control_put(b);
	down();
}

static void released_line_must_be_acquired(void **state)
{
	struct reset_control *a, *b;

	up();
	a = reset_control_get_exclusive_released(dev, "a");
	b = reset_control_get_exclusive_released(dev, "a");
	assert_int_equal(reset_control_assert(a), -EPERM);
	assert_int_equal(reset_control_acquire(a), 0);
	assert_int_equal(reset_control_acquire(b), -EBUSY);
	assert_int_equal(reset_control_assert(a), 0);
	reset_control_release(a);
	assert_int_equal(reset_control_acquire(b), 0);
	reset_control_put(a);
	reset_control_put(b);
	down();
}

static void missing_lines_are_errors_unless_optional(void **state)
{
	struct device *bare;

	up();
	bare = device_at("/bare@6000");
	assert_int_equal(PTR_ERR(reset_control_get_exclusive(dev, "none")), -ENOENT);
	assert_int_equal(PTR_ERR(reset_control_get_exclusive(bare, NULL)), -ENOENT);
	assert_null(reset_control_get_optional_exclusive(dev, "none"));
	assert_null(reset_control_get_optional_shared(bare, NULL));
	assert_int_equal(reset_control_deassert(NULL), 0);
	assert_int_equal(PTR_ERR(reset_control_get_exclusive(dev, "bad")), -EINVAL);
	assert_int_equal(reset_control_get_count(dev), 3);
	assert_int_equal(reset_control_get_count(bare), -ENOENT);
	assert_int_equal(device_reset_optional(bare), 0);
	assert_int_equal(device_reset(dev), 0);
	assert_int_equal(resets[1], 1);
	down();
}

static void array_is_all_lines_as_one(void **state)
{
	struct reset_control *all;

	up();
	all = of_reset_control_array_get_exclusive(node_at("/pair@5000"));
	assert_false(IS_ERR(all));
	assert_int_equal(reset_control_deassert(all), 0);
	assert_int_equal(deasserts[3], 1);
	assert_int_equal(deasserts[4], 1);
	fail = -EIO;
	assert_int_equal(reset_control_deassert(all), -EIO);
	/* what was done before the failure is undone */
	assert_int_equal(asserts[3], 1);
	reset_control_put(all);
	down();
}

static void bulk_puts_back_what_it_got(void **state)
{
	struct reset_control_bulk_data good[] = { { .id = "a" }, { .id = "b" } };
	struct reset_control_bulk_data bad[] = { { .id = "a" }, { .id = "none" } };

	up();
	assert_int_equal(reset_control_bulk_get_exclusive(dev, 2, bad), -ENOENT);
	assert_int_equal(reset_control_bulk_get_exclusive(dev, 2, good), 0);
	assert_int_equal(reset_control_bulk_deassert(2, good), 0);
	assert_int_equal(deasserts[1] + deasserts[2], 2);
	assert_int_equal(reset_control_bulk_assert(2, good), 0);
	reset_control_bulk_put(2, good);
	down();
}

static void controller_is_waited_for(void **state)
{
	board_up(TREE);
	assert_int_equal(platform_driver_register(&rc_driver), 0);
	assert_int_equal(PTR_ERR(of_reset_control_get_exclusive(node_at("/dev@1000"), "a")),
			 -EPROBE_DEFER);
	platform_driver_unregister(&rc_driver);
}

static void unmodelled_controller_gets_a_stand_in(void **state)
{
	struct reset_control *rstc;

	up();
	rstc = reset_control_get_exclusive(device_at("/two@4000"), NULL);
	assert_false(IS_ERR(rstc));
	assert_true(log_contains(
		"unmodelled reset controller /reset-controller@3000: its lines do nothing"));
	assert_int_equal(reset_control_assert(rstc), 0);
	assert_int_equal(reset_control_deassert(rstc), 0);
	assert_int_equal(reset_control_reset(rstc), 0);
	reset_control_put(rstc);
	down();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(exclusive_line_does_what_it_is_told),
		board_test(exclusive_line_has_one_owner),
		board_test(shared_line_counts_who_needs_it),
		board_test(shared_pulse_comes_once),
		board_test(released_line_must_be_acquired),
		board_test(missing_lines_are_errors_unless_optional),
		board_test(array_is_all_lines_as_one),
		board_test(bulk_puts_back_what_it_got),
		board_test(controller_is_waited_for),
		board_test(unmodelled_controller_gets_a_stand_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
