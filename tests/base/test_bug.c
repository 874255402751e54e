// SPDX-License-Identifier: MIT
/* Warnings and bugs: the kernel's words, the place, and what happens then. */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/once.h>
#include <linux/panic.h>
#include <linux/string.h>

#include "base/lib/lib.h"
#include "forked.h"
#include "unit.h"

static void warning_tells_the_place(void **state)
{
	char want[64];
	int line = __LINE__ + 2;

	assert_true(WARN_ON(1 + 1 == 2));
	scnprintf(want, sizeof(want), "test_bug.c:%d %s()", line, __func__);
	assert_true(log_contains("------------[ cut here ]------------"));
	assert_true(log_contains("WARNING: CPU: "));
	assert_true(log_contains(want));
	assert_true(log_contains("---[ end trace 0000000000000000 ]---"));
	assert_true(test_taint(TAINT_WARN));
}

static void quiet_condition_says_nothing(void **state)
{
	assert_false(WARN_ON(0));
	assert_false(WARN(0, "no %d\n", 1));
	assert_false(log_contains("WARNING"));
	assert_false(test_taint(TAINT_WARN));
}

static void warning_has_its_message(void **state)
{
	assert_true(WARN(1, "channel %d is gone\n", 3));
	assert_true(log_contains("channel 3 is gone"));
}

static int count_cuts(uint64_t ns, int level, const char *text,
		      void *arg)
{
	if (strstr(text, "cut here"))
		++*(int *)arg;
	return 0;
}

static void warn_repeatedly(int *cuts)
{
	int i;

	for (i = 0; i < 3; i++) {
		assert_true(WARN_ON_ONCE(i >= 0));
		WARN_ONCE(i == 1, "the second time\n");
	}
	*cuts = 0;
	printk_log_walk(count_cuts, cuts);
}

static void once_warns_once_in_each_world(void **state)
{
	int cuts;

	warn_repeatedly(&cuts);
	assert_int_equal(cuts, 2);
	assert_int_equal(base_teardown(state), 0);
	assert_int_equal(base_setup(state), 0);
	warn_repeatedly(&cuts);
	assert_int_equal(cuts, 2);
}

static void fill(int *value, int by)
{
	*value += by;
}

static void do_once_calls_once(void **state)
{
	int i, value = 0, first = 0;

	for (i = 0; i < 3; i++)
		first += DO_ONCE(fill, &value, 5);
	assert_int_equal(value, 5);
	assert_int_equal(first, 1);
}

static void call_bug(void)
{
	BUG_ON(1);
}

static void bug_ends_the_process(void **state)
{
	assert_true(forked_dies_saying(call_bug, "kernel BUG at "));
}

static void call_panic(void)
{
	panic("lost %d", 7);
}

static void panic_ends_the_process(void **state)
{
	assert_true(forked_dies_saying(call_panic,
				       "Kernel panic - not syncing: lost 7"));
}

static void call_panicking_warning(void)
{
	panic_on_warn = 1;
	WARN_ON(1);
}

static void warning_may_be_made_fatal(void **state)
{
	assert_true(forked_dies_saying(call_panicking_warning,
				       "panic_on_warn set"));
}

int main(void)
{
#define IN_BASE(test) \
	cmocka_unit_test_setup_teardown(test, base_setup, base_teardown)
	const struct CMUnitTest tests[] = {
		IN_BASE(warning_tells_the_place),
		IN_BASE(quiet_condition_says_nothing),
		IN_BASE(warning_has_its_message),
		IN_BASE(once_warns_once_in_each_world),
		IN_BASE(do_once_calls_once),
		cmocka_unit_test(bug_ends_the_process),
		cmocka_unit_test(panic_ends_the_process),
		cmocka_unit_test(warning_may_be_made_fatal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
