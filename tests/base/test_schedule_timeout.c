// SPDX-License-Identifier: MIT
/*
 * Sleeping with a limit.
 */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "unit.h"

static void whole_timeout_returns_zero_and_not_early(void **state)
{
	unsigned long start = jiffies;

	assert_int_equal(schedule_timeout_uninterruptible(3), 0);
	assert_true(time_after_eq(jiffies, start + 3));
	if (!under_threads())
		assert_true(time_before_eq(jiffies, start + 4));
	assert_int_equal(schedule_timeout_interruptible(1), 0);
	assert_int_equal(schedule_timeout_killable(1), 0);
	assert_int_equal(schedule_timeout_idle(1), 0);
	assert_int_equal(get_current_state(), TASK_RUNNING);
}

static void timeout_of_zero_returns_soon(void **state)
{
	assert_int_equal(schedule_timeout_uninterruptible(0), 0);
}

static void running_task_does_not_sleep(void **state)
{
	assert_true(schedule_timeout(100000) > 0);
}

static void negative_timeout_is_reported(void **state)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	assert_int_equal(schedule_timeout(-5), 0);
	assert_int_equal(get_current_state(), TASK_RUNNING);
	assert_true(log_contains("schedule_timeout: wrong timeout value"));
}

static int wake_later(void *data)
{
	msleep(10);
	wake_up_process(data);
	return 0;
}

static void woken_early_it_returns_what_was_left(void **state)
{
	long left;

	kthread_run(wake_later, current, "wake");
	left = schedule_timeout_uninterruptible(100000);
	assert_true(left > 0);
	assert_true(left < 100000);
}

static void max_timeout_sleeps_until_woken(void **state)
{
	kthread_run(wake_later, current, "wake");
	assert_true(schedule_timeout_uninterruptible(MAX_SCHEDULE_TIMEOUT) ==
		    MAX_SCHEDULE_TIMEOUT);
}

static void hrtimeout_tells_time_over_from_woken(void **state)
{
	ktime_t t = us_to_ktime(100), zero = 0, start = ktime_get();

	set_current_state(TASK_UNINTERRUPTIBLE);
	assert_int_equal(schedule_hrtimeout(&t, HRTIMER_MODE_REL), 0);
	assert_true(ktime_get() >= start + t);

	set_current_state(TASK_UNINTERRUPTIBLE);
	assert_int_equal(schedule_hrtimeout(&zero, HRTIMER_MODE_REL), 0);

	t = ms_to_ktime(100000);
	kthread_run(wake_later, current, "wake");
	set_current_state(TASK_UNINTERRUPTIBLE);
	assert_int_equal(schedule_hrtimeout(&t, HRTIMER_MODE_REL), -EINTR);

	kthread_run(wake_later, current, "wake");
	set_current_state(TASK_UNINTERRUPTIBLE);
	assert_int_equal(schedule_hrtimeout(NULL, HRTIMER_MODE_REL), -EINTR);
	assert_int_equal(get_current_state(), TASK_RUNNING);
}

static void wait_event_forms_use_the_timeouts(void **state)
{
	DECLARE_WAIT_QUEUE_HEAD_ONSTACK(wq);

	assert_int_equal(wait_event_timeout(wq, false, 2), 0);
	assert_int_equal(wait_event_timeout(wq, true, 2), 2);
	assert_int_equal(wait_event_hrtimeout(wq, false, us_to_ktime(50)),
			 -ETIME);
	assert_int_equal(wait_event_hrtimeout(wq, true, us_to_ktime(50)), 0);
}

static void completion_wait_times_out(void **state)
{
	DECLARE_COMPLETION_ONSTACK(never);

	assert_int_equal(wait_for_completion_timeout(&never, 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_timeout_returns_zero_and_not_early),
		cmocka_unit_test(timeout_of_zero_returns_soon),
		cmocka_unit_test(running_task_does_not_sleep),
		cmocka_unit_test(negative_timeout_is_reported),
		cmocka_unit_test(woken_early_it_returns_what_was_left),
		cmocka_unit_test(max_timeout_sleeps_until_woken),
		cmocka_unit_test(hrtimeout_tells_time_over_from_woken),
		cmocka_unit_test(wait_event_forms_use_the_timeouts),
		cmocka_unit_test(completion_wait_times_out),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
