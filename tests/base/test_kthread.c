// SPDX-License-Identifier: MIT
/*
 * Kernel threads and kthread workers.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>

#include "unit.h"

static int count_until_stopped(void *data)
{
	int *count = data;

	while (!kthread_should_stop()) {
		__atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
		msleep(1);
	}
	return 17;
}

static void runs_until_it_is_stopped(void **state)
{
	struct task_struct *task;
	int count = 0, i;

	task = kthread_run(count_until_stopped, &count, "count/%d", 3);
	assert_false(IS_ERR(task));
	assert_string_equal(task->comm, "count/3");
	assert_ptr_equal(kthread_data(task), &count);
	assert_ptr_equal(kthread_func(task), count_until_stopped);
	/* a thread that is stopped before it has begun never runs */
	for (i = 0; i < 1000 && !__atomic_load_n(&count, __ATOMIC_RELAXED); i++)
		msleep(10);
	assert_int_equal(kthread_stop(task), 17);
	assert_true(count > 0);
}

static void does_not_run_before_it_is_woken(void **state)
{
	struct task_struct *task;
	int count = 0, i;

	task = kthread_create(count_until_stopped, &count, "sleeper");
	msleep(5);
	assert_int_equal(count, 0);
	wake_up_process(task);
	for (i = 0; i < 1000 && !__atomic_load_n(&count, __ATOMIC_RELAXED); i++)
		msleep(10);
	kthread_stop(task);
	assert_true(count > 0);
}

static void stopped_before_it_was_woken_it_never_runs(void **state)
{
	struct task_struct *task;
	int count = 0;

	task = kthread_create(count_until_stopped, &count, "never");
	assert_int_equal(kthread_stop(task), -EINTR);
	assert_int_equal(count, 0);
}

static int return_at_once(void *data)
{
	complete(data);
	return 5;
}

static void one_that_has_returned_can_be_stopped_with_a_reference(void **state)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct task_struct *task;

	task = kthread_create(return_at_once, &done, "short");
	get_task_struct(task);
	wake_up_process(task);
	wait_for_completion(&done);
	msleep(5);
	assert_int_equal(kthread_stop(task), 5);
	put_task_struct(task);
}

static void one_that_returns_cleans_up_after_itself(void **state)
{
	int i;

	for (i = 0; i < 100; i++) {
		DECLARE_COMPLETION_ONSTACK(done);

		kthread_run(return_at_once, &done, "short%d", i);
		wait_for_completion(&done);
	}
}

static void nobody_else_should_stop(void **state)
{
	assert_false(kthread_should_stop());
	assert_false(kthread_should_park());
}

static int parkable(void *data)
{
	int *count = data;

	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		WRITE_ONCE(*count, *count + 1);
		msleep(1);
	}
	return 0;
}

static void parked_thread_does_not_run(void **state)
{
	struct task_struct *task;
	int count = 0, before;

	task = kthread_run(parkable, &count, "park");
	msleep(5);
	assert_int_equal(kthread_park(task), 0);
	before = READ_ONCE(count);
	msleep(20);
	assert_int_equal(READ_ONCE(count), before);
	kthread_unpark(task);
	msleep(20);
	assert_true(READ_ONCE(count) > before);
	assert_int_equal(kthread_park(task), 0);
	assert_int_equal(kthread_stop(task), 0);
}

static void parking_one_that_has_ended_fails(void **state)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct task_struct *task;

	task = kthread_create(return_at_once, &done, "ended");
	get_task_struct(task);
	wake_up_process(task);
	wait_for_completion(&done);
	msleep(5);
	assert_int_equal(kthread_park(task), -ENOSYS);
	put_task_struct(task);
}

static int stop_self(void *data)
{
	complete(data);
	return kthread_stop(current);
}

static void stopping_oneself_is_reported(void **state)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct task_struct *task;

	task = kthread_create(stop_self, &done, "suicide");
	get_task_struct(task);
	wake_up_process(task);
	wait_for_completion(&done);
	msleep(5);
	assert_int_equal(kthread_stop(task), -EDEADLK);
	put_task_struct(task);
	assert_true(log_contains("suicide waits for its own end"));
}

/* ---- workers ------------------------------------------------------------- */

struct item {
	struct kthread_delayed_work dwork;
	int runs;
	int order;
	bool hold;
	struct completion started;
};

static int sequence;

static void item_fn(struct kthread_work *work)
{
	struct item *item = container_of(work, struct item, dwork.work);

	item->runs++;
	item->order = ++sequence;
	complete(&item->started);
	while (READ_ONCE(item->hold))
		msleep(1);
}

static void item_init(struct item *item)
{
	memset(item, 0, sizeof(*item));
	init_completion(&item->started);
	kthread_init_delayed_work(&item->dwork, item_fn);
}

static void worker_does_works_in_order(void **state)
{
	struct kthread_worker *worker = kthread_create_worker(0, "worker");
	struct item item[5];
	int i;

	sequence = 0;
	for (i = 0; i < 5; i++) {
		item_init(&item[i]);
		assert_true(kthread_queue_work(worker, &item[i].dwork.work));
	}
	kthread_flush_worker(worker);
	for (i = 0; i < 5; i++)
		assert_int_equal(item[i].order, i + 1);
	kthread_destroy_worker(worker);
}

static void worker_refuses_a_pending_work(void **state)
{
	struct kthread_worker *worker = kthread_create_worker(0, "worker");
	struct item first, item;

	item_init(&first);
	item_init(&item);
	first.hold = true;
	kthread_queue_work(worker, &first.dwork.work);
	wait_for_completion(&first.started);
	assert_true(kthread_queue_work(worker, &item.dwork.work));
	assert_false(kthread_queue_work(worker, &item.dwork.work));
	assert_true(kthread_cancel_work_sync(&item.dwork.work));
	WRITE_ONCE(first.hold, false);
	kthread_flush_work(&first.dwork.work);
	kthread_destroy_worker(worker);
	assert_int_equal(item.runs, 0);
}

static void worker_delays_and_cancels_delayed_works(void **state)
{
	struct kthread_worker *worker = kthread_create_worker(0, "worker");
	struct item item;

	item_init(&item);
	assert_true(kthread_queue_delayed_work(worker, &item.dwork, 2));
	wait_for_completion(&item.started);
	kthread_flush_work(&item.dwork.work);
	assert_int_equal(item.runs, 1);
	assert_true(kthread_queue_delayed_work(worker, &item.dwork, 1000));
	assert_true(kthread_mod_delayed_work(worker, &item.dwork, 100000));
	assert_true(kthread_cancel_delayed_work_sync(&item.dwork));
	assert_false(kthread_cancel_delayed_work_sync(&item.dwork));
	assert_int_equal(item.runs, 1);
	kthread_destroy_worker(worker);
}

static int exits_early(void *arg)
{
	kthread_complete_and_exit(arg, 7);
}

static void a_thread_may_end_from_anywhere(void **state)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct task_struct *t = kthread_create(exits_early, &done, "early");

	get_task_struct(t);
	wake_up_process(t);
	wait_for_completion(&done);
	assert_int_equal(kthread_stop(t), 7);
	put_task_struct(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thread_may_end_from_anywhere),
		cmocka_unit_test(runs_until_it_is_stopped),
		cmocka_unit_test(does_not_run_before_it_is_woken),
		cmocka_unit_test(stopped_before_it_was_woken_it_never_runs),
		cmocka_unit_test(one_that_has_returned_can_be_stopped_with_a_reference),
		cmocka_unit_test(one_that_returns_cleans_up_after_itself),
		cmocka_unit_test(nobody_else_should_stop),
		cmocka_unit_test(parked_thread_does_not_run),
		cmocka_unit_test(parking_one_that_has_ended_fails),
		cmocka_unit_test(stopping_oneself_is_reported),
		cmocka_unit_test(worker_does_works_in_order),
		cmocka_unit_test(worker_refuses_a_pending_work),
		cmocka_unit_test(worker_delays_and_cancels_delayed_works),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
