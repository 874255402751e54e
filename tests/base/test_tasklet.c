// SPDX-License-Identifier: MIT
/*
 * Tasklets.
 */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>

#include "unit.h"

struct probe {
	struct tasklet_struct tasklet;
	int runs;
	int inside;
	int overlaps;
	int again;
	bool in_softirq;
	bool in_hardirq;
	bool stay;		/* the callback waits until it was seen */
	bool seen;
	struct tasklet_struct *kill;
	struct completion done;
};

static void stay_until_seen(struct probe *p)
{
	ktime_t limit = ktime_get() + 5 * NSEC_PER_SEC;

	while (!READ_ONCE(p->seen) && ktime_get() < limit)
		cpu_relax();
	udelay(50);
}

static void probe_fn(struct tasklet_struct *t)
{
	struct probe *p = from_tasklet(p, t, tasklet);

	if (__atomic_add_fetch(&p->inside, 1, __ATOMIC_SEQ_CST) != 1)
		p->overlaps++;
	p->in_softirq = in_serving_softirq();
	p->in_hardirq = in_hardirq();
	p->runs++;
	if (p->stay)
		stay_until_seen(p);
	if (p->kill)
		tasklet_kill(p->kill);
	__atomic_sub_fetch(&p->inside, 1, __ATOMIC_SEQ_CST);
	if (p->again) {
		p->again--;
		tasklet_schedule(t);
		return;
	}
	complete(&p->done);
}

static void probe_init(struct probe *p)
{
	memset(p, 0, sizeof(*p));
	init_completion(&p->done);
	tasklet_setup(&p->tasklet, probe_fn);
}

static void runs_once_per_schedule_in_softirq(void **state)
{
	struct probe p;

	probe_init(&p);
	tasklet_schedule(&p.tasklet);
	wait_for_completion(&p.done);
	assert_true(p.in_softirq);
	assert_false(p.in_hardirq);
	tasklet_kill(&p.tasklet);
	assert_int_equal(p.runs, 1);
}

static void scheduled_twice_before_it_runs_it_runs_once(void **state)
{
	struct probe p;

	probe_init(&p);
	tasklet_disable(&p.tasklet);
	tasklet_schedule(&p.tasklet);
	tasklet_schedule(&p.tasklet);
	tasklet_hi_schedule(&p.tasklet);
	tasklet_enable(&p.tasklet);
	wait_for_completion(&p.done);
	msleep(1);
	tasklet_kill(&p.tasklet);
	assert_int_equal(p.runs, 1);
}

static void may_schedule_itself(void **state)
{
	struct probe p;

	probe_init(&p);
	p.again = 3;
	tasklet_schedule(&p.tasklet);
	wait_for_completion(&p.done);
	tasklet_kill(&p.tasklet);
	assert_int_equal(p.runs, 4);
}

static void hi_tasklet_runs(void **state)
{
	struct probe p;

	probe_init(&p);
	tasklet_hi_schedule(&p.tasklet);
	wait_for_completion(&p.done);
	tasklet_kill(&p.tasklet);
	assert_int_equal(p.runs, 1);
}

static unsigned long old_data;

static void old_fn(unsigned long data)
{
	old_data = data;
}

static void old_style_set_up_passes_its_data(void **state)
{
	struct tasklet_struct t;

	tasklet_init(&t, old_fn, 42);
	tasklet_schedule(&t);
	tasklet_kill(&t);
	assert_int_equal(old_data, 42);
}

static int static_runs;

static void static_fn(struct tasklet_struct *t)
{
	static_runs++;
}

static DECLARE_TASKLET(static_tasklet, static_fn);
static DECLARE_TASKLET_DISABLED(disabled_tasklet, static_fn);
static DECLARE_TASKLET_OLD(old_tasklet, old_fn);

static void statically_declared_tasklets_work(void **state)
{
	static_runs = 0;
	tasklet_schedule(&static_tasklet);
	tasklet_kill(&static_tasklet);
	assert_int_equal(static_runs, 1);

	tasklet_schedule(&disabled_tasklet);
	msleep(1);
	assert_int_equal(static_runs, 1);
	tasklet_enable(&disabled_tasklet);
	tasklet_kill(&disabled_tasklet);
	assert_int_equal(static_runs, 2);
	tasklet_disable(&disabled_tasklet);

	tasklet_schedule(&old_tasklet);
	tasklet_kill(&old_tasklet);
	assert_int_equal(old_data, 0);
}

static void disabled_tasklet_runs_when_enabled(void **state)
{
	struct probe p;

	probe_init(&p);
	tasklet_disable(&p.tasklet);
	tasklet_disable_nosync(&p.tasklet);
	tasklet_schedule(&p.tasklet);
	msleep(1);
	assert_int_equal(p.runs, 0);
	tasklet_enable(&p.tasklet);
	msleep(1);
	assert_int_equal(p.runs, 0);
	tasklet_enable(&p.tasklet);
	wait_for_completion(&p.done);
	tasklet_kill(&p.tasklet);
	assert_int_equal(p.runs, 1);
}

/* leaves @p running, on another CPU */
static void run_elsewhere(struct probe *p)
{
	probe_init(p);
	p->stay = true;
	local_bh_disable();
	tasklet_schedule(&p->tasklet);
	while (!READ_ONCE(p->inside))
		cpu_relax();
	WRITE_ONCE(p->seen, true);
}

static void disable_waits_for_a_running_tasklet(void **state)
{
	struct probe p;

	run_elsewhere(&p);
	local_bh_enable();
	tasklet_disable(&p.tasklet);
	assert_int_equal(READ_ONCE(p.inside), 0);
	tasklet_enable(&p.tasklet);
	tasklet_kill(&p.tasklet);
	assert_int_equal(p.runs, 1);
}

static void spinning_disable_waits_too(void **state)
{
	struct probe p;

	run_elsewhere(&p);
	tasklet_disable_in_atomic(&p.tasklet);
	assert_int_equal(READ_ONCE(p.inside), 0);
	local_bh_enable();
	tasklet_enable(&p.tasklet);
	tasklet_kill(&p.tasklet);
	assert_int_equal(p.runs, 1);
}

static void kill_waits_for_a_running_tasklet(void **state)
{
	struct probe p;

	run_elsewhere(&p);
	local_bh_enable();
	tasklet_kill(&p.tasklet);
	assert_int_equal(READ_ONCE(p.inside), 0);
	assert_int_equal(p.runs, 1);
}

static void kill_waits_for_what_is_scheduled(void **state)
{
	int i;

	for (i = 0; i < 50; i++) {
		struct probe p;

		probe_init(&p);
		tasklet_schedule(&p.tasklet);
		tasklet_kill(&p.tasklet);
		assert_int_equal(p.runs, 1);
		assert_int_equal(p.inside, 0);
	}
}

static void killing_a_disabled_scheduled_tasklet_is_reported(void **state)
{
	struct probe p;

	probe_init(&p);
	tasklet_disable(&p.tasklet);
	tasklet_schedule(&p.tasklet);
	tasklet_kill(&p.tasklet);
	tasklet_enable(&p.tasklet);
	msleep(1);
	assert_int_equal(p.runs, 0);
	assert_true(log_contains("scheduled and disabled"));
}

static void kill_from_an_interrupt_is_reported(void **state)
{
	struct probe p, other;

	probe_init(&other);
	tasklet_disable(&other.tasklet);
	tasklet_schedule(&other.tasklet);
	probe_init(&p);
	p.kill = &other.tasklet;
	tasklet_schedule(&p.tasklet);
	wait_for_completion(&p.done);
	assert_true(log_contains("Attempt to kill tasklet from interrupt"));
	tasklet_enable(&other.tasklet);
	msleep(1);
	assert_int_equal(other.runs, 0);
	tasklet_kill(&p.tasklet);
}

static struct probe from_irq;

static enum hrtimer_restart irq_fn(struct hrtimer *t)
{
	tasklet_schedule(&from_irq.tasklet);
	return HRTIMER_NORESTART;
}

static void can_be_scheduled_from_hardirq(void **state)
{
	struct hrtimer timer;

	probe_init(&from_irq);
	hrtimer_setup(&timer, irq_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&timer, 1000, HRTIMER_MODE_REL);
	wait_for_completion(&from_irq.done);
	assert_false(from_irq.in_hardirq);
	hrtimer_cancel(&timer);
	tasklet_kill(&from_irq.tasklet);
}

static DECLARE_COMPLETION(hammered);

static int hammer(void *data)
{
	struct probe *p = data;
	int i;

	for (i = 0; i < 300; i++) {
		if (i % 7)
			tasklet_schedule(&p->tasklet);
		else
			tasklet_hi_schedule(&p->tasklet);
		if (!(i % 11)) {
			tasklet_disable(&p->tasklet);
			cpu_relax();
			tasklet_enable(&p->tasklet);
		}
		cpu_relax();
	}
	complete(&hammered);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static void never_overlaps_itself(void **state)
{
	struct task_struct *task[3];
	struct probe p;
	int i;

	probe_init(&p);
	reinit_completion(&hammered);
	for (i = 0; i < 3; i++)
		task[i] = kthread_run(hammer, &p, "hammer%d", i);
	for (i = 0; i < 3; i++)
		wait_for_completion(&hammered);
	for (i = 0; i < 3; i++)
		kthread_stop(task[i]);
	tasklet_kill(&p.tasklet);
	assert_int_equal(p.overlaps, 0);
	assert_true(p.runs > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_once_per_schedule_in_softirq),
		cmocka_unit_test(scheduled_twice_before_it_runs_it_runs_once),
		cmocka_unit_test(may_schedule_itself),
		cmocka_unit_test(hi_tasklet_runs),
		cmocka_unit_test(old_style_set_up_passes_its_data),
		cmocka_unit_test(statically_declared_tasklets_work),
		cmocka_unit_test(disabled_tasklet_runs_when_enabled),
		cmocka_unit_test(disable_waits_for_a_running_tasklet),
		cmocka_unit_test(spinning_disable_waits_too),
		cmocka_unit_test(kill_waits_for_a_running_tasklet),
		cmocka_unit_test(kill_waits_for_what_is_scheduled),
		cmocka_unit_test(killing_a_disabled_scheduled_tasklet_is_reported),
		cmocka_unit_test(kill_from_an_interrupt_is_reported),
		cmocka_unit_test(can_be_scheduled_from_hardirq),
		cmocka_unit_test(never_overlaps_itself),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
