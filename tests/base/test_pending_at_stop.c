// SPDX-License-Identifier: MIT
/*
 * What is still pending when the world stops is reported and forgotten, and
 * the next world knows nothing of it. Each test is a world of its own.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/workqueue.h>

#include "unit.h"

static atomic_t runs;

static void timer_fn(struct timer_list *t)
{
	atomic_inc(&runs);
}

static enum hrtimer_restart hrtimer_fn(struct hrtimer *t)
{
	atomic_inc(&runs);
	return HRTIMER_NORESTART;
}

static void tasklet_fn(struct tasklet_struct *t)
{
	atomic_inc(&runs);
}

static void work_fn(struct work_struct *work)
{
	atomic_inc(&runs);
}

/* a world in which nothing happens but time: what was pending would run */
static void next_world_is_quiet(void)
{
	atomic_set(&runs, 0);
	assert_int_equal(base_setup(NULL), 0);
	msleep(20);
	assert_int_equal(base_teardown(NULL), 0);
	assert_int_equal(atomic_read(&runs), 0);
}

static void pending_timer_is_reported(void **state)
{
	static struct timer_list timer;

	assert_int_equal(base_setup(NULL), 0);
	timer_setup(&timer, timer_fn, 0);
	mod_timer(&timer, jiffies + 100000);
	assert_int_equal(base_teardown(NULL), 0);
	assert_true(log_contains("timer: 1 timer still pending when time stopped"));
	next_world_is_quiet();
	assert_false(log_contains("still pending"));
}

static void pending_hrtimer_is_reported(void **state)
{
	static struct hrtimer timer;

	assert_int_equal(base_setup(NULL), 0);
	hrtimer_setup(&timer, hrtimer_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&timer, ms_to_ktime(100000), HRTIMER_MODE_REL);
	assert_int_equal(base_teardown(NULL), 0);
	assert_true(log_contains("hrtimer: 1 timer still pending when time stopped"));
	next_world_is_quiet();
}

static void scheduled_tasklet_is_reported(void **state)
{
	static struct tasklet_struct tasklet;

	assert_int_equal(base_setup(NULL), 0);
	tasklet_setup(&tasklet, tasklet_fn);
	tasklet_disable(&tasklet);
	tasklet_schedule(&tasklet);
	msleep(1);
	assert_int_equal(base_teardown(NULL), 0);
	assert_true(log_contains("tasklet: 1 still scheduled"));
	next_world_is_quiet();
}

static void work_queue_that_was_not_destroyed_is_reported(void **state)
{
	struct work_struct work;

	atomic_set(&runs, 0);
	assert_int_equal(base_setup(NULL), 0);
	INIT_WORK(&work, work_fn);
	queue_work(alloc_workqueue("forgotten", 0, 0), &work);
	flush_work(&work);
	assert_int_equal(base_teardown(NULL), 0);
	assert_int_equal(atomic_read(&runs), 1);
	assert_true(log_contains("workqueue: forgotten was never destroyed"));
	next_world_is_quiet();
}

static void delayed_work_is_reported_as_its_timer(void **state)
{
	static struct delayed_work dwork;

	assert_int_equal(base_setup(NULL), 0);
	INIT_DELAYED_WORK(&dwork, work_fn);
	schedule_delayed_work(&dwork, 100000);
	assert_int_equal(base_teardown(NULL), 0);
	assert_true(log_contains("timer: 1 timer still pending when time stopped"));
	next_world_is_quiet();
}

static void delayed_work_without_its_queue_is_reported(void **state)
{
	struct workqueue_struct *wq;
	struct delayed_work dwork;
	int i;

	atomic_set(&runs, 0);
	assert_int_equal(base_setup(NULL), 0);
	wq = alloc_workqueue("gone", 0, 0);
	INIT_DELAYED_WORK_ONSTACK(&dwork, work_fn);
	queue_delayed_work(wq, &dwork, 2);
	destroy_workqueue(wq);
	for (i = 0; i < 1000 && !log_contains("is due, but its queue is gone"); i++)
		msleep(10);
	cancel_delayed_work_sync(&dwork);
	assert_int_equal(base_teardown(NULL), 0);
	assert_int_equal(atomic_read(&runs), 0);
	assert_true(log_contains("is due, but its queue is gone"));
}

static int thread_fn(void *data)
{
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void hundred_busy_worlds_leave_nothing_behind(void **state)
{
	int i;

	for (i = 0; i < 100; i++) {
		struct tasklet_struct tasklet;
		struct task_struct *task;
		struct delayed_work dwork;
		struct hrtimer hrtimer;
		struct timer_list timer;

		atomic_set(&runs, 0);
		assert_int_equal(base_setup(NULL), 0);
		task = kthread_run(thread_fn, NULL, "busy");
		timer_setup(&timer, timer_fn, 0);
		mod_timer(&timer, jiffies);
		hrtimer_setup(&hrtimer, hrtimer_fn, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL);
		hrtimer_start(&hrtimer, 1000, HRTIMER_MODE_REL);
		tasklet_setup(&tasklet, tasklet_fn);
		tasklet_schedule(&tasklet);
		INIT_DELAYED_WORK(&dwork, work_fn);
		schedule_delayed_work(&dwork, i % 2);
		usleep_range(10, 20);
		kthread_stop(task);
		flush_delayed_work(&dwork);
		tasklet_kill(&tasklet);
		hrtimer_cancel(&hrtimer);
		del_timer_sync(&timer);
		assert_int_equal(base_teardown(NULL), 0);
		assert_true(atomic_read(&runs) >= 2);
		assert_false(log_contains("still"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pending_timer_is_reported),
		cmocka_unit_test(pending_hrtimer_is_reported),
		cmocka_unit_test(scheduled_tasklet_is_reported),
		cmocka_unit_test(work_queue_that_was_not_destroyed_is_reported),
		cmocka_unit_test(delayed_work_is_reported_as_its_timer),
		cmocka_unit_test(delayed_work_without_its_queue_is_reported),
		cmocka_unit_test(hundred_busy_worlds_leave_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
