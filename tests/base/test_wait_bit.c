// SPDX-License-Identifier: MIT
/* Waiting for bits and variables by their addresses. */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/wait_bit.h>

#include "team.h"
#include "unit.h"

static unsigned long word;
static atomic_t left, inside;

static int clear_later(void *arg)
{
	schedule_timeout_uninterruptible(2);
	clear_and_wake_up_bit(3, &word);
	return 0;
}

static void a_wait_ends_when_the_bit_is_cleared(void **state)
{
	struct task_struct *task = task_spawn(clear_later, NULL, "clearer");

	word = 1 << 3;
	assert_int_equal(wait_on_bit_timeout(&word, 3, TASK_UNINTERRUPTIBLE, 1), -EAGAIN);
	wake_up_process(task);
	assert_int_equal(wait_on_bit(&word, 3, TASK_UNINTERRUPTIBLE), 0);
	assert_int_equal(word, 0);
	assert_int_equal(wait_on_bit_timeout(&word, 3, TASK_UNINTERRUPTIBLE, 1), 0);
	task_join(task);
	put_task_struct(task);
}

static int count_down(void *arg)
{
	schedule_timeout_uninterruptible(1);
	if (atomic_dec_and_test(&left))
		wake_up_var(&left);
	return 0;
}

static void a_wait_ends_when_the_condition_holds(void **state)
{
	atomic_set(&left, TEAM);
	team_start(count_down, NULL);
	wait_var_event(&left, !atomic_read(&left));
	assert_true(wait_var_event_timeout(&left, !atomic_read(&left), HZ) > 0);
	assert_int_equal(wait_var_event_timeout(&left, atomic_read(&left), 1), 0);
	team_end();
}

static int lock_by_bit(void *arg)
{
	int i;

	for (i = 0; i < 100; i++) {
		assert_int_equal(wait_on_bit_lock(&word, 0, TASK_UNINTERRUPTIBLE), 0);
		assert_int_equal(atomic_inc_return(&inside), 1);
		cond_resched();
		atomic_dec(&inside);
		clear_and_wake_up_bit(0, &word);
	}
	return 0;
}

static void a_bit_can_be_a_lock(void **state)
{
	word = 0;
	team_start(lock_by_bit, NULL);
	team_end();
	assert_int_equal(word, 0);
}

#define with_base(test) cmocka_unit_test_setup_teardown(test, base_setup, base_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_base(a_wait_ends_when_the_bit_is_cleared),
		with_base(a_wait_ends_when_the_condition_holds),
		with_base(a_bit_can_be_a_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
