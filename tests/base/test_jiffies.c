// SPDX-License-Identifier: MIT
/*
 * Ticks, conversions between units of time, and the clocks.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>

#include "unit.h"

static void milliseconds_round_up_to_ticks(void **state)
{
	assert_int_equal(msecs_to_jiffies(0), 0);
	assert_int_equal(msecs_to_jiffies(1), 1);
	assert_int_equal(msecs_to_jiffies(4), 1);
	assert_int_equal(msecs_to_jiffies(5), 2);
	assert_int_equal(msecs_to_jiffies(1000), HZ);
}

static void negative_milliseconds_mean_for_ever(void **state)
{
	assert_true(msecs_to_jiffies(-1) == MAX_JIFFY_OFFSET);
}

static void microseconds_round_up_to_ticks(void **state)
{
	assert_int_equal(usecs_to_jiffies(0), 0);
	assert_int_equal(usecs_to_jiffies(1), 1);
	assert_int_equal(usecs_to_jiffies(4000), 1);
	assert_int_equal(usecs_to_jiffies(4001), 2);
}

static void ticks_convert_to_other_units(void **state)
{
	assert_int_equal(jiffies_to_msecs(HZ), 1000);
	assert_int_equal(jiffies_to_usecs(1), 4000);
	assert_int_equal(jiffies_to_nsecs(1), 4000000);
	assert_int_equal(nsecs_to_jiffies(3999999), 0);
	assert_int_equal(nsecs_to_jiffies(4000000), 1);
	assert_int_equal(jiffies_to_clock_t(HZ), USER_HZ);
	assert_int_equal(clock_t_to_jiffies(USER_HZ), HZ);
	assert_int_equal(jiffies_delta_to_msecs(-5), 0);
}

static void timespec_converts_to_ticks_and_back(void **state)
{
	struct timespec64 ts = { .tv_sec = 2, .tv_nsec = 1 };

	assert_int_equal(timespec64_to_jiffies(&ts), 2 * HZ + 1);
	jiffies_to_timespec64(3 * HZ + 1, &ts);
	assert_int_equal(ts.tv_sec, 3);
	assert_int_equal(ts.tv_nsec, 4000000);
}

static void comparison_survives_the_wrap(void **state)
{
	unsigned long before = ~0ul - 1, after = 3;

	assert_true(time_after(after, before));
	assert_true(time_before(before, after));
	assert_false(time_after(before, before));
	assert_true(time_after_eq(before, before));
	assert_true(time_in_range(after, before, after));
	assert_false(time_in_range_open(after, before, after));
}

static void timespec_is_normalised(void **state)
{
	struct timespec64 ts;

	set_normalized_timespec64(&ts, 1, -1);
	assert_int_equal(ts.tv_sec, 0);
	assert_int_equal(ts.tv_nsec, 999999999);
	set_normalized_timespec64(&ts, 1, 2500000000ll);
	assert_int_equal(ts.tv_sec, 3);
	assert_int_equal(ts.tv_nsec, 500000000);
	ts = ns_to_timespec64(-1);
	assert_int_equal(ts.tv_sec, -1);
	assert_int_equal(ts.tv_nsec, 999999999);
}

static void time_that_overflows_saturates(void **state)
{
	struct timespec64 late = { .tv_sec = TIME64_MAX }, sum;

	assert_true(ktime_add_safe(KTIME_MAX, 1) == KTIME_MAX);
	assert_true(ktime_set(KTIME_SEC_MAX, 0) == KTIME_MAX);
	sum = timespec64_add_safe(late, late);
	assert_true(sum.tv_sec == TIME64_MAX);
}

static void dates_convert_to_seconds(void **state)
{
	assert_true(mktime64(1970, 1, 1, 0, 0, 0) == 0);
	assert_true(mktime64(2000, 2, 29, 12, 0, 0) == 951825600);
	assert_true(mktime64(2022, 12, 11, 22, 15, 18) == 1670796918);
	assert_true(mktime64(1969, 12, 31, 23, 59, 59) == -1);
}

static void a_tick_passes_every_four_milliseconds(void **state)
{
	unsigned long before = jiffies;

	msleep(40);
	assert_true(jiffies - before >= 10);
	if (!under_threads())
		assert_true(jiffies - before <= 11);
}

static void a_loop_that_only_reads_jiffies_ends(void **state)
{
	unsigned long until = jiffies + 2;

	while (time_before(jiffies, until))
		;
}

static void clocks_do_not_go_back(void **state)
{
	ktime_t last = ktime_get(), real = ktime_get_real();
	int i;

	for (i = 0; i < 1000; i++) {
		ktime_t now = ktime_get();

		assert_true(now >= last);
		last = now;
	}
	assert_true(ktime_get_real() >= real);
	assert_true(ktime_get_coarse() <= ktime_get());
}

static void real_time_is_monotonic_time_and_a_constant(void **state)
{
	ktime_t mono = ktime_get(), real;

	assert_true(ktime_mono_to_real(mono) - mono ==
		    ktime_mono_to_real(0));
	assert_true(ktime_get_real() >= ktime_mono_to_real(mono));
	real = ktime_get_real();
	assert_true(ktime_get_clocktai() - real >= 37 * NSEC_PER_SEC);
}

static void fibers_start_at_a_fixed_date(void **state)
{
	if (under_threads())
		skip_because("threads start at the host's date");
	assert_true(ktime_get_real_seconds() - 1670796918 < 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(milliseconds_round_up_to_ticks),
		cmocka_unit_test(negative_milliseconds_mean_for_ever),
		cmocka_unit_test(microseconds_round_up_to_ticks),
		cmocka_unit_test(ticks_convert_to_other_units),
		cmocka_unit_test(timespec_converts_to_ticks_and_back),
		cmocka_unit_test(comparison_survives_the_wrap),
		cmocka_unit_test(timespec_is_normalised),
		cmocka_unit_test(time_that_overflows_saturates),
		cmocka_unit_test(dates_convert_to_seconds),
		cmocka_unit_test(a_tick_passes_every_four_milliseconds),
		cmocka_unit_test(a_loop_that_only_reads_jiffies_ends),
		cmocka_unit_test(clocks_do_not_go_back),
		cmocka_unit_test(real_time_is_monotonic_time_and_a_constant),
		cmocka_unit_test(fibers_start_at_a_fixed_date),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
