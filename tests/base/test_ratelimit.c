// SPDX-License-Identifier: MIT
/* Rate limits in the world's time. */
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>

#include "base/exec/exec.h"
#include "base/lib/lib.h"
#include "unit.h"

static int allowed(struct ratelimit_state *rs, int tries)
{
	int may = 0;

	while (tries--)
		may += __ratelimit(rs) != 0;
	return may;
}

static void burst_then_silence(void **state)
{
	DEFINE_RATELIMIT_STATE(rs, HZ, 3);

	assert_int_equal(allowed(&rs, 10), 3);
}

static void suppressed_calls_are_counted_in_the_log(void **state)
{
	DEFINE_RATELIMIT_STATE(rs, HZ / 50, 2);

	allowed(&rs, 9);
	exec_idle(50 * 1000000);
	assert_int_equal(allowed(&rs, 1), 1);
	assert_true(log_contains("allowed: 7 callbacks suppressed"));
	printk_log_clear();
	exec_idle(50 * 1000000);
	allowed(&rs, 1);
	assert_false(log_contains("suppressed"));
}

static void zero_interval_is_no_limit(void **state)
{
	DEFINE_RATELIMIT_STATE(rs, 0, 1);

	assert_int_equal(allowed(&rs, 50), 50);
}

static void report_on_release(void **state)
{
	struct ratelimit_state rs;

	ratelimit_state_init(&rs, HZ / 50, 1);
	ratelimit_set_flags(&rs, RATELIMIT_MSG_ON_RELEASE);
	allowed(&rs, 4);
	exec_idle(50 * 1000000);
	allowed(&rs, 1);
	assert_false(log_contains("suppressed"));
	ratelimit_state_exit(&rs);
	assert_true(log_contains("3 output lines suppressed due to ratelimiting"));
}

static int count_lines(uint64_t ns, int level, const char *text,
		       void *arg)
{
	++*(int *)arg;
	return 0;
}

static int flood(void)
{
	int i, lines = 0;

	printk_log_clear();
	for (i = 0; i < 100; i++)
		pr_err_ratelimited("again\n");
	printk_log_walk(count_lines, &lines);
	return lines;
}

static void next_world_has_its_own_burst(void **state)
{
	assert_int_equal(flood(), DEFAULT_RATELIMIT_BURST);
	assert_int_equal(base_teardown(state), 0);
	assert_int_equal(base_setup(state), 0);
	assert_int_equal(flood(), DEFAULT_RATELIMIT_BURST);
}

static void timed_limit_lets_one_through(void **state)
{
	unsigned long last = 0;

	assert_true(printk_timed_ratelimit(&last, 100));
	assert_false(printk_timed_ratelimit(&last, 100));
	exec_idle(150 * 1000000);
	assert_true(printk_timed_ratelimit(&last, 100));
}

int main(void)
{
#define IN_BASE(test) \
	cmocka_unit_test_setup_teardown(test, base_setup, base_teardown)
	const struct CMUnitTest tests[] = {
		IN_BASE(burst_then_silence),
		IN_BASE(suppressed_calls_are_counted_in_the_log),
		IN_BASE(zero_interval_is_no_limit),
		IN_BASE(report_on_release),
		IN_BASE(next_world_has_its_own_burst),
		IN_BASE(timed_limit_lets_one_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
