// SPDX-License-Identifier: MIT
/*
 * Delays, sleeps, and waiting for a register.
 */
#include <linux/delay.h>
#include <linux/iopoll.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>

#include "unit.h"

/* true if @ns nanoseconds passed since @start, and with virtual time not
 * @slack more */
static bool took(ktime_t start, s64 ns, s64 slack)
{
	s64 passed = ktime_get() - start;

	return passed >= ns && (under_threads() || passed <= ns + slack);
}

static void busy_delays_take_their_time(void **state)
{
	ktime_t start = ktime_get();

	udelay(30);
	assert_true(took(start, 30 * NSEC_PER_USEC, 5 * NSEC_PER_USEC));
	start = ktime_get();
	ndelay(500);
	assert_true(took(start, 500, 5 * NSEC_PER_USEC));
	start = ktime_get();
	mdelay(2);
	assert_true(took(start, 2 * NSEC_PER_MSEC, 50 * NSEC_PER_USEC));
}

static void busy_delay_works_with_interrupts_off(void **state)
{
	DEFINE_SPINLOCK(lock);
	unsigned long flags;
	ktime_t start;

	spin_lock_irqsave(&lock, flags);
	start = ktime_get();
	udelay(10);
	assert_true(took(start, 10 * NSEC_PER_USEC, 5 * NSEC_PER_USEC));
	spin_unlock_irqrestore(&lock, flags);
}

static void sleeps_take_their_time(void **state)
{
	ktime_t start = ktime_get();

	msleep(3);
	assert_true(took(start, 3 * NSEC_PER_MSEC, NSEC_PER_MSEC));
	start = ktime_get();
	usleep_range(100, 200);
	assert_true(took(start, 100 * NSEC_PER_USEC, 120 * NSEC_PER_USEC));
	start = ktime_get();
	assert_int_equal(msleep_interruptible(2), 0);
	assert_true(took(start, 2 * NSEC_PER_MSEC, NSEC_PER_MSEC));
}

static void fsleep_takes_its_time_at_any_length(void **state)
{
	static const unsigned long usecs[] = { 1, 10, 11, 500, 20001 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(usecs); i++) {
		ktime_t start = ktime_get();

		fsleep(usecs[i]);
		assert_true(took(start, usecs[i] * NSEC_PER_USEC,
				 usecs[i] * NSEC_PER_USEC + NSEC_PER_MSEC));
	}
}

static void sleep_in_atomic_context_is_reported(void **state)
{
	DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	might_sleep();
	spin_unlock(&lock);
	assert_true(log_contains("sleeping function called from invalid context"));
}

static int reads;

static u32 read_register(u32 ready_after)
{
	return ++reads >= ready_after;
}

static void poll_returns_when_the_condition_holds(void **state)
{
	u32 val;

	reads = 0;
	assert_int_equal(read_poll_timeout(read_register, val, val, 10, 100000,
					   false, 5), 0);
	assert_int_equal(reads, 5);
	reads = 0;
	assert_int_equal(read_poll_timeout_atomic(read_register, val, val, 1,
						  100000, true, 3), 0);
	assert_int_equal(reads, 3);
}

static void poll_gives_up_after_its_limit(void **state)
{
	ktime_t start = ktime_get();
	u32 val;

	reads = 0;
	assert_int_equal(read_poll_timeout(read_register, val, val, 100, 1000,
					   false, 1u << 30), -ETIMEDOUT);
	assert_int_equal(val, 0);
	assert_true(took(start, NSEC_PER_MSEC, NSEC_PER_MSEC));
	start = ktime_get();
	assert_int_equal(read_poll_timeout_atomic(read_register, val, val, 10,
						  200, false, 1u << 30),
			 -ETIMEDOUT);
	assert_true(took(start, 200 * NSEC_PER_USEC, 50 * NSEC_PER_USEC));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(busy_delays_take_their_time),
		cmocka_unit_test(busy_delay_works_with_interrupts_off),
		cmocka_unit_test(sleeps_take_their_time),
		cmocka_unit_test(fsleep_takes_its_time_at_any_length),
		cmocka_unit_test(sleep_in_atomic_context_is_reported),
		cmocka_unit_test(poll_returns_when_the_condition_holds),
		cmocka_unit_test(poll_gives_up_after_its_limit),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
