// SPDX-License-Identifier: MIT
/* The executor seam: tasks, events, interrupts, time, and (fibers) replay by seed. */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "base/base.h"
#include "base/exec/exec.h"
#include "base/sched.h"
#include "unit.h"

static int add_one(void *arg)
{
	atomic_inc((atomic_t *)arg);
	return 7;
}

static void a_task_runs_after_its_first_wake_up(void **state)
{
	atomic_t count = ATOMIC_INIT(0);
	struct task_struct *t = task_spawn(add_one, &count, "adder");

	assert_false(IS_ERR(t));
	exec_idle(1000000);
	assert_int_equal(atomic_read(&count), 0);
	wake_up_process(t);
	assert_int_equal(task_join(t), 7);
	assert_int_equal(atomic_read(&count), 1);
	put_task_struct(t);
}

static void a_thousand_tasks_come_and_go(void **state)
{
	atomic_t count = ATOMIC_INIT(0);
	int i;

	for (i = 0; i < 1000; i++) {
		struct task_struct *t = task_spawn(add_one, &count, "adder");

		wake_up_process(t);
		task_join(t);
		put_task_struct(t);
	}
	assert_int_equal(atomic_read(&count), 1000);
}

static void sleeping_takes_at_least_as_long_as_asked(void **state)
{
	exec_ns before = exec_now();

	exec_idle(3000000);
	assert_true(exec_now() - before >= 3000000);
}

/* ---- events ------------------------------------------------------------ */

static int fired[8];
static int nfired;
static exec_ns fired_at;

struct numbered {
	struct exec_event event;
	int number;
};

static void note(struct exec_event *event)
{
	fired_at = exec_now();
	fired[nfired++] = container_of(event, struct numbered, event)->number;
}

static void events_fire_by_time_then_by_age(void **state)
{
	struct numbered e[4];
	exec_ns now = exec_now() + 2000000;
	int i;

	nfired = 0;
	for (i = 0; i < 4; i++) {
		exec_event_init(&e[i].event, note);
		e[i].number = i;
	}
	exec_hw_lock();
	exec_event_at(&e[0].event, now + 3000);
	exec_event_at(&e[1].event, now + 1000);
	exec_event_at(&e[2].event, now + 1000);
	exec_event_at(&e[3].event, now + 2000);
	exec_hw_unlock();
	exec_idle(20000000);
	assert_int_equal(nfired, 4);
	assert_int_equal(fired[0], 1);
	assert_int_equal(fired[1], 2);
	assert_int_equal(fired[2], 3);
	assert_int_equal(fired[3], 0);
}

static void a_cancelled_event_does_not_fire(void **state)
{
	struct numbered e = { .number = 1 };

	nfired = 0;
	exec_event_init(&e.event, note);
	exec_event_at(&e.event, exec_now() + 50000000);
	assert_true(exec_event_pending(&e.event));
	assert_true(exec_event_cancel(&e.event));
	assert_false(exec_event_pending(&e.event));
	assert_false(exec_event_cancel(&e.event));
	exec_idle(60000000);
	assert_int_equal(nfired, 0);
}

static void an_event_can_be_moved(void **state)
{
	struct numbered e = { .number = 1 };
	exec_ns due = exec_now() + 20000000;

	nfired = 0;
	exec_event_init(&e.event, note);
	exec_event_at(&e.event, exec_now() + 10000000000ull);
	exec_event_at(&e.event, due);
	exec_idle(60000000);
	assert_int_equal(nfired, 1);
	assert_true(fired_at >= due && fired_at < due + 1000000000);
}

/* ---- interrupts -------------------------------------------------------- */

static atomic_t irqs_taken;
static bool irq_context_right;

static void irq_note(struct exec_irq *irq)
{
	irq_context_right = in_hardirq() && irqs_disabled();
	atomic_inc(&irqs_taken);
}

static void an_interrupt_runs_in_hardirq_context(void **state)
{
	struct exec_irq irq;

	atomic_set(&irqs_taken, 0);
	exec_irq_init(&irq, "test", irq_note);
	exec_irq_raise(&irq);
	exec_irq_sync(&irq);
	assert_int_equal(atomic_read(&irqs_taken), 1);
	assert_true(irq_context_right);
	assert_false(in_hardirq());
}

static void an_interrupt_waits_until_interrupts_are_enabled(void **state)
{
	struct exec_irq irq;
	unsigned long flags;

	if (under_threads())
		skip_because("in threads interrupts have a CPU of their own");
	atomic_set(&irqs_taken, 0);
	exec_irq_init(&irq, "test", irq_note);
	local_irq_save(flags);
	exec_irq_raise(&irq);
	/* the other virtual CPU idles with interrupts on: keep it from running */
	assert_int_equal(atomic_read(&irqs_taken), 0);
	local_irq_restore(flags);
	exec_irq_sync(&irq);
	assert_int_equal(atomic_read(&irqs_taken), 1);
}

static void raises_before_the_handler_runs_count_once(void **state)
{
	struct exec_irq irq;

	if (under_threads())
		skip_because("the handler may run between the raises");
	atomic_set(&irqs_taken, 0);
	exec_irq_init(&irq, "test", irq_note);
	exec_irq_raise(&irq);
	exec_irq_raise(&irq);
	exec_irq_raise(&irq);
	exec_irq_sync(&irq);
	assert_int_equal(atomic_read(&irqs_taken), 1);
}

/* ---- preemption and replay --------------------------------------------- */

struct race {
	atomic_t running;
	spinlock_t lock;
	unsigned long long order;	/* who took the lock, as digits */
	unsigned int turns;
};

static int racer(void *arg)
{
	struct race *race = arg;
	int i, me = atomic_inc_return(&race->running);

	for (i = 0; i < 12; i++) {
		spin_lock(&race->lock);
		race->order = race->order * 31 + me;
		race->turns++;
		spin_unlock(&race->lock);
	}
	return 0;
}

static unsigned long long run_race(unsigned long long seed)
{
	struct exec_params params = { .kind = EXEC_FIBERS, .seed = seed };
	struct task_struct *t[3];
	struct race race = { .order = 1 };
	int i;

	assert_int_equal(base_start(&params), 0);
	dmae_log_console(-1);
	atomic_set(&race.running, 0);
	spin_lock_init(&race.lock);
	for (i = 0; i < 3; i++) {
		t[i] = task_spawn(racer, &race, "racer");
		wake_up_process(t[i]);
	}
	for (i = 0; i < 3; i++) {
		task_join(t[i]);
		put_task_struct(t[i]);
	}
	base_services_stop();
	base_stop();
	assert_int_equal(race.turns, 36);
	return race.order;
}

static void equal_seeds_give_equal_interleavings(void **state)
{
	unsigned long long seed;

	for (seed = 0; seed < 20; seed++)
		assert_true(run_race(seed) == run_race(seed));
}

static void a_hundred_seeds_give_at_least_fifty_interleavings(void **state)
{
	unsigned long long seen[100];
	int n = 0, i, seed;

	for (seed = 0; seed < 100; seed++) {
		unsigned long long order = run_race(seed);

		for (i = 0; i < n && seen[i] != order; i++)
			;
		if (i == n)
			seen[n++] = order;
	}
	assert_true(n >= 50);
}

int main(void)
{
	const struct CMUnitTest with_world[] = {
		cmocka_unit_test_setup_teardown(a_task_runs_after_its_first_wake_up, base_setup,
						base_teardown),
		cmocka_unit_test_setup_teardown(a_thousand_tasks_come_and_go, base_setup,
						base_teardown),
		cmocka_unit_test_setup_teardown(sleeping_takes_at_least_as_long_as_asked,
						base_setup, base_teardown),
		cmocka_unit_test_setup_teardown(events_fire_by_time_then_by_age, base_setup,
						base_teardown),
		cmocka_unit_test_setup_teardown(a_cancelled_event_does_not_fire, base_setup,
						base_teardown),
		cmocka_unit_test_setup_teardown(an_event_can_be_moved, base_setup, base_teardown),
		cmocka_unit_test_setup_teardown(an_interrupt_runs_in_hardirq_context, base_setup,
						base_teardown),
		cmocka_unit_test_setup_teardown(an_interrupt_waits_until_interrupts_are_enabled,
						base_setup, base_teardown),
		cmocka_unit_test_setup_teardown(raises_before_the_handler_runs_count_once,
						base_setup, base_teardown),
		cmocka_unit_test(equal_seeds_give_equal_interleavings),
		cmocka_unit_test(a_hundred_seeds_give_at_least_fifty_interleavings),
	};

	return cmocka_run_group_tests(with_world, NULL, NULL);
}
