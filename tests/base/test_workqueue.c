// SPDX-License-Identifier: MIT
/*
 * Work queues.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "unit.h"

struct probe {
	struct delayed_work dwork;
	struct workqueue_struct *wq;
	int runs;
	int inside;
	int overlaps;
	int again;
	bool in_task;
	bool hold;
	bool holding;
	unsigned long at;
	int order;
	struct completion started;
};

static int sequence;

static void probe_fn(struct work_struct *work)
{
	struct probe *p = container_of(to_delayed_work(work), struct probe,
				       dwork);

	if (__atomic_add_fetch(&p->inside, 1, __ATOMIC_SEQ_CST) != 1)
		p->overlaps++;
	p->in_task = in_task() && !in_atomic();
	p->at = jiffies;
	WRITE_ONCE(p->runs, p->runs + 1);
	p->order = __atomic_add_fetch(&sequence, 1, __ATOMIC_SEQ_CST);
	complete(&p->started);
	WRITE_ONCE(p->holding, true);
	while (READ_ONCE(p->hold))
		msleep(1);
	WRITE_ONCE(p->holding, false);
	__atomic_sub_fetch(&p->inside, 1, __ATOMIC_SEQ_CST);
	if (p->again) {
		p->again--;
		queue_work(p->wq, work);
	}
}

static void probe_init(struct probe *p, struct workqueue_struct *wq)
{
	memset(p, 0, sizeof(*p));
	p->wq = wq;
	init_completion(&p->started);
	INIT_DELAYED_WORK(&p->dwork, probe_fn);
}

static void runs_in_process_context(void **state)
{
	struct probe p;

	probe_init(&p, system_wq);
	assert_true(schedule_work(&p.dwork.work));
	flush_work(&p.dwork.work);
	assert_int_equal(p.runs, 1);
	assert_true(p.in_task);
	assert_false(work_pending(&p.dwork.work));
	assert_int_equal(work_busy(&p.dwork.work), 0);
}

static void pending_item_is_not_queued_again(void **state)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("once", 0);
	struct probe first, p;

	probe_init(&first, wq);
	probe_init(&p, wq);
	first.hold = true;
	queue_work(wq, &first.dwork.work);
	assert_true(queue_work(wq, &p.dwork.work));
	assert_false(queue_work(wq, &p.dwork.work));
	assert_true(work_pending(&p.dwork.work));
	WRITE_ONCE(first.hold, false);
	flush_workqueue(wq);
	assert_int_equal(p.runs, 1);
	destroy_workqueue(wq);
}

static void running_item_can_be_queued_and_runs_after(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("again", 0, 0);
	struct probe p;

	probe_init(&p, wq);
	p.hold = true;
	queue_work(wq, &p.dwork.work);
	wait_for_completion(&p.started);
	assert_true(work_busy(&p.dwork.work) & WORK_BUSY_RUNNING);
	assert_true(queue_work(wq, &p.dwork.work));
	msleep(5);
	assert_int_equal(p.runs, 1);
	WRITE_ONCE(p.hold, false);
	flush_work(&p.dwork.work);
	assert_int_equal(p.runs, 2);
	assert_int_equal(p.overlaps, 0);
	destroy_workqueue(wq);
}

static void item_may_queue_itself(void **state)
{
	struct probe p;

	probe_init(&p, system_unbound_wq);
	p.again = 5;
	queue_work(p.wq, &p.dwork.work);
	while (READ_ONCE(p.runs) < 6)
		msleep(1);
	flush_work(&p.dwork.work);
	assert_int_equal(p.runs, 6);
	assert_int_equal(p.overlaps, 0);
}

static void free_self(struct work_struct *work)
{
	kfree(work);
}

static void item_may_free_itself(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("free", 0, 0);
	int i;

	for (i = 0; i < 20; i++) {
		struct work_struct *work = kmalloc(sizeof(*work), GFP_KERNEL);

		INIT_WORK(work, free_self);
		queue_work(wq, work);
	}
	destroy_workqueue(wq);
}

static void ordered_queue_keeps_order_and_runs_one_at_a_time(void **state)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("ordered", 0);
	static struct probe p[20];
	int i;

	sequence = 0;
	for (i = 0; i < 20; i++) {
		probe_init(&p[i], wq);
		queue_work(wq, &p[i].dwork.work);
	}
	flush_workqueue(wq);
	for (i = 0; i < 20; i++)
		assert_int_equal(p[i].order, i + 1);
	destroy_workqueue(wq);
}

static atomic_t active;
static atomic_t most_active;

static void counting_fn(struct work_struct *work)
{
	int now = atomic_inc_return(&active);
	int most = atomic_read(&most_active);

	while (now > most && !atomic_try_cmpxchg(&most_active, &most, now))
		;
	msleep(5);
	atomic_dec(&active);
}

static void max_active_limits_concurrency(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("three", WQ_UNBOUND, 3);
	static struct work_struct work[12];
	int i;

	atomic_set(&most_active, 0);
	for (i = 0; i < 12; i++) {
		INIT_WORK(&work[i], counting_fn);
		queue_work(wq, &work[i]);
	}
	flush_workqueue(wq);
	assert_int_equal(atomic_read(&most_active), 3);
	destroy_workqueue(wq);
}

static void raising_max_active_starts_waiting_items(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("raise", 0, 1);
	struct probe p[3];
	int i;

	for (i = 0; i < 3; i++) {
		probe_init(&p[i], wq);
		p[i].hold = true;
		queue_work(wq, &p[i].dwork.work);
	}
	wait_for_completion(&p[0].started);
	msleep(2);
	assert_int_equal(READ_ONCE(p[1].runs), 0);
	assert_true(workqueue_congested(0, wq));
	workqueue_set_max_active(wq, 3);
	wait_for_completion(&p[1].started);
	wait_for_completion(&p[2].started);
	for (i = 0; i < 3; i++)
		WRITE_ONCE(p[i].hold, false);
	destroy_workqueue(wq);
}

static void a_blocked_item_does_not_hold_up_others(void **state)
{
	struct probe blocked, p;

	probe_init(&blocked, system_wq);
	probe_init(&p, system_wq);
	blocked.hold = true;
	schedule_work(&blocked.dwork.work);
	wait_for_completion(&blocked.started);
	schedule_work(&p.dwork.work);
	flush_work(&p.dwork.work);
	assert_int_equal(p.runs, 1);
	WRITE_ONCE(blocked.hold, false);
	flush_work(&blocked.dwork.work);
}

static void flush_tells_whether_there_was_anything(void **state)
{
	struct probe p;

	probe_init(&p, system_wq);
	assert_false(flush_work(&p.dwork.work));
	p.hold = true;
	schedule_work(&p.dwork.work);
	wait_for_completion(&p.started);
	WRITE_ONCE(p.hold, false);
	assert_true(flush_work(&p.dwork.work) || p.inside == 0);
	assert_false(flush_work(&p.dwork.work));
}

static void flush_workqueue_waits_for_all_before_it(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("flush", 0, 0);
	static struct probe p[10];
	int i;

	for (i = 0; i < 10; i++) {
		probe_init(&p[i], wq);
		queue_work(wq, &p[i].dwork.work);
	}
	flush_workqueue(wq);
	for (i = 0; i < 10; i++) {
		assert_int_equal(p[i].runs, 1);
		assert_int_equal(p[i].inside, 0);
	}
	destroy_workqueue(wq);
}

static void cancelled_item_does_not_run(void **state)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("cancel", 0);
	struct probe first, p;

	probe_init(&first, wq);
	probe_init(&p, wq);
	first.hold = true;
	queue_work(wq, &first.dwork.work);
	queue_work(wq, &p.dwork.work);
	assert_true(cancel_work(&p.dwork.work));
	assert_false(cancel_work(&p.dwork.work));
	queue_work(wq, &p.dwork.work);
	assert_true(cancel_work_sync(&p.dwork.work));
	assert_false(cancel_work_sync(&p.dwork.work));
	WRITE_ONCE(first.hold, false);
	destroy_workqueue(wq);
	assert_int_equal(p.runs, 0);
	assert_false(cancel_work_sync(&p.dwork.work));
}

static int release_later(void *data)
{
	struct probe *p = data;

	msleep(10);
	WRITE_ONCE(p->hold, false);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void cancel_sync_waits_and_stops_self_queueing(void **state)
{
	struct task_struct *release;
	struct probe p;

	probe_init(&p, system_wq);
	p.hold = true;
	p.again = 1000;
	schedule_work(&p.dwork.work);
	wait_for_completion(&p.started);
	release = kthread_run(release_later, &p, "release");
	assert_false(cancel_work_sync(&p.dwork.work));
	kthread_stop(release);
	assert_int_equal(p.inside, 0);
	assert_int_equal(p.runs, 1);
	assert_false(work_pending(&p.dwork.work));
	msleep(20);
	assert_int_equal(p.runs, 1);
}

static int cancel_too(void *data)
{
	struct probe *p = data;

	int inside;

	cancel_work_sync(&p->dwork.work);
	inside = p->inside;
	while (!kthread_should_stop())
		msleep(1);
	return inside;
}

static void two_cancels_at_once_both_return(void **state)
{
	struct task_struct *other, *release;
	struct probe p;

	probe_init(&p, system_wq);
	p.hold = true;
	schedule_work(&p.dwork.work);
	wait_for_completion(&p.started);
	other = kthread_run(cancel_too, &p, "cancel");
	release = kthread_run(release_later, &p, "release");
	cancel_work_sync(&p.dwork.work);
	assert_int_equal(p.inside, 0);
	kthread_stop(release);
	assert_int_equal(kthread_stop(other), 0);
	msleep(20);
	assert_true(schedule_work(&p.dwork.work));
	flush_work(&p.dwork.work);
	assert_int_equal(p.runs, 2);
}

static void delayed_work_waits_for_its_time(void **state)
{
	unsigned long expires = jiffies + 5;
	struct probe p;

	probe_init(&p, system_wq);
	assert_true(schedule_delayed_work(&p.dwork, 5));
	assert_false(schedule_delayed_work(&p.dwork, 1));
	assert_true(delayed_work_pending(&p.dwork));
	wait_for_completion(&p.started);
	assert_true(time_after_eq(p.at, expires));
	flush_work(&p.dwork.work);
	assert_int_equal(p.runs, 1);
}

static void delay_of_zero_runs_at_once(void **state)
{
	struct probe p;

	probe_init(&p, system_wq);
	assert_true(schedule_delayed_work(&p.dwork, 0));
	assert_true(flush_delayed_work(&p.dwork) || p.runs == 1);
	assert_int_equal(p.runs, 1);
}

static void cancelled_delayed_work_does_not_run(void **state)
{
	struct probe p;

	probe_init(&p, system_wq);
	assert_false(cancel_delayed_work(&p.dwork));
	schedule_delayed_work(&p.dwork, 3);
	assert_true(cancel_delayed_work(&p.dwork));
	schedule_delayed_work(&p.dwork, 3);
	assert_true(cancel_delayed_work_sync(&p.dwork));
	assert_false(cancel_delayed_work_sync(&p.dwork));
	msleep(30);
	assert_int_equal(p.runs, 0);
}

static void mod_delayed_work_changes_the_time(void **state)
{
	unsigned long now = jiffies;
	struct probe p;

	probe_init(&p, system_wq);
	assert_false(mod_delayed_work(system_wq, &p.dwork, 100000));
	assert_true(mod_delayed_work(system_wq, &p.dwork, 2));
	wait_for_completion(&p.started);
	assert_true(time_after_eq(p.at, now + 2));
	flush_work(&p.dwork.work);
	assert_int_equal(p.runs, 1);
}

static void flush_delayed_work_runs_it_now(void **state)
{
	struct probe p;

	probe_init(&p, system_wq);
	schedule_delayed_work(&p.dwork, 100000);
	assert_true(flush_delayed_work(&p.dwork) || p.runs == 1);
	assert_int_equal(p.runs, 1);
	assert_false(delayed_work_pending(&p.dwork));
}

static void drain_waits_for_items_that_queue_themselves(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("drain", 0, 0);
	struct probe p;

	probe_init(&p, wq);
	p.again = 7;
	queue_work(wq, &p.dwork.work);
	drain_workqueue(wq);
	assert_int_equal(p.runs, 8);
	destroy_workqueue(wq);
}

static void destroy_runs_what_is_queued(void **state)
{
	struct workqueue_struct *wq = create_singlethread_workqueue("destroy");
	struct probe p[3];
	int i;

	for (i = 0; i < 3; i++) {
		probe_init(&p[i], wq);
		queue_work(wq, &p[i].dwork.work);
	}
	destroy_workqueue(wq);
	for (i = 0; i < 3; i++)
		assert_int_equal(p[i].runs, 1);
}

static struct work_struct self_flush;
static struct work_struct *seen_current;

static void flush_self(struct work_struct *work)
{
	seen_current = current_work();
	flush_work(work);
	cancel_work_sync(work);
}

static void waiting_for_oneself_is_reported(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("self", 0, 0);

	INIT_WORK(&self_flush, flush_self);
	queue_work(wq, &self_flush);
	flush_workqueue(wq);
	assert_ptr_equal(seen_current, &self_flush);
	assert_null(current_work());
	assert_true(log_contains("would wait for itself to end: deadlock"));
	destroy_workqueue(wq);
}

static DEFINE_SPINLOCK(leaked);

static void leak_lock(struct work_struct *work)
{
	spin_lock(&leaked);
}

static void leaked_lock_is_reported(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("leak", 0, 0);
	struct work_struct work;
	struct probe p;

	INIT_WORK_ONSTACK(&work, leak_lock);
	probe_init(&p, wq);
	queue_work(wq, &work);
	flush_work(&work);
	assert_true(log_contains("BUG: workqueue leaked lock or atomic: kworker/leak"));
	/* the queue goes on */
	queue_work(wq, &p.dwork.work);
	flush_work(&p.dwork.work);
	assert_true(p.in_task);
	destroy_workqueue(wq);
}

static void max_active_out_of_range_is_clamped_and_reported(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("greedy", 0, 100000);

	assert_true(log_contains("max_active 100000 requested for greedy is out of range"));
	destroy_workqueue(wq);
}

static DECLARE_WORK(static_work, counting_fn);
static DECLARE_DELAYED_WORK(static_dwork, counting_fn);

static void statically_declared_items_work(void **state)
{
	assert_true(schedule_work(&static_work));
	assert_true(schedule_delayed_work(&static_dwork, 1));
	flush_delayed_work(&static_dwork);
	flush_scheduled_work();
	assert_int_equal(atomic_read(&active), 0);
	assert_false(work_pending(&static_work));
}

static struct probe from_tasklet_probe;

static void tasklet_fn(struct tasklet_struct *t)
{
	schedule_work(&from_tasklet_probe.dwork.work);
}

static void can_be_queued_from_softirq(void **state)
{
	struct tasklet_struct t;

	probe_init(&from_tasklet_probe, system_long_wq);
	tasklet_setup(&t, tasklet_fn);
	tasklet_schedule(&t);
	wait_for_completion(&from_tasklet_probe.started);
	flush_work(&from_tasklet_probe.dwork.work);
	assert_true(from_tasklet_probe.in_task);
	tasklet_kill(&t);
}

static DECLARE_COMPLETION(hammered);

static int hammer(void *data)
{
	struct probe *p = data;
	int i;

	for (i = 0; i < 200; i++) {
		switch (i % 6) {
		case 0:
			queue_work(p->wq, &p->dwork.work);
			break;
		case 1:
			mod_delayed_work(p->wq, &p->dwork, i % 2);
			break;
		case 2:
			cancel_delayed_work(&p->dwork);
			break;
		case 3:
			queue_delayed_work(p->wq, &p->dwork, 1);
			break;
		case 4:
			flush_delayed_work(&p->dwork);
			break;
		case 5:
			cancel_delayed_work_sync(&p->dwork);
			break;
		}
		cpu_relax();
	}
	complete(&hammered);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void all_calls_at_once_leave_a_sound_queue(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("hammer", 0, 0);
	struct task_struct *task[4];
	struct probe p;
	int i;

	probe_init(&p, wq);
	reinit_completion(&hammered);
	for (i = 0; i < 4; i++)
		task[i] = kthread_run(hammer, &p, "hammer%d", i);
	for (i = 0; i < 4; i++)
		wait_for_completion(&hammered);
	for (i = 0; i < 4; i++)
		kthread_stop(task[i]);
	cancel_delayed_work_sync(&p.dwork);
	assert_int_equal(p.overlaps, 0);
	assert_int_equal(p.inside, 0);
	p.runs = 0;
	queue_work(wq, &p.dwork.work);
	destroy_workqueue(wq);
	assert_int_equal(p.runs, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_in_process_context),
		cmocka_unit_test(pending_item_is_not_queued_again),
		cmocka_unit_test(running_item_can_be_queued_and_runs_after),
		cmocka_unit_test(item_may_queue_itself),
		cmocka_unit_test(item_may_free_itself),
		cmocka_unit_test(ordered_queue_keeps_order_and_runs_one_at_a_time),
		cmocka_unit_test(max_active_limits_concurrency),
		cmocka_unit_test(raising_max_active_starts_waiting_items),
		cmocka_unit_test(a_blocked_item_does_not_hold_up_others),
		cmocka_unit_test(flush_tells_whether_there_was_anything),
		cmocka_unit_test(flush_workqueue_waits_for_all_before_it),
		cmocka_unit_test(cancelled_item_does_not_run),
		cmocka_unit_test(cancel_sync_waits_and_stops_self_queueing),
		cmocka_unit_test(two_cancels_at_once_both_return),
		cmocka_unit_test(delayed_work_waits_for_its_time),
		cmocka_unit_test(delay_of_zero_runs_at_once),
		cmocka_unit_test(cancelled_delayed_work_does_not_run),
		cmocka_unit_test(mod_delayed_work_changes_the_time),
		cmocka_unit_test(flush_delayed_work_runs_it_now),
		cmocka_unit_test(drain_waits_for_items_that_queue_themselves),
		cmocka_unit_test(destroy_runs_what_is_queued),
		cmocka_unit_test(waiting_for_oneself_is_reported),
		cmocka_unit_test(leaked_lock_is_reported),
		cmocka_unit_test(max_active_out_of_range_is_clamped_and_reported),
		cmocka_unit_test(statically_declared_items_work),
		cmocka_unit_test(can_be_queued_from_softirq),
		cmocka_unit_test(all_calls_at_once_leave_a_sound_queue),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
