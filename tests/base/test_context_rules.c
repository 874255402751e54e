// SPDX-License-Identifier: MIT
/* The rules of context: each broken one is reported in the kernel's words, and the rest runs on. */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "base/exec/exec.h"
#include "base/sched.h"
#include "forked.h"
#include "unit.h"

static DEFINE_SPINLOCK(lock);

static void sleeping_under_a_spinlock_is_reported(void **state)
{
	spin_lock(&lock);
	might_sleep();
	spin_unlock(&lock);
	assert_true(log_contains("BUG: sleeping function called from invalid context at"));
	assert_true(log_contains("in_atomic(): 1, irqs_disabled(): 0"));
	assert_true(log_contains("(&lock)"));
}

static void scheduling_under_a_spinlock_is_reported(void **state)
{
	spin_lock(&lock);
	schedule();
	spin_unlock(&lock);
	assert_true(log_contains("BUG: scheduling while atomic: main/"));
}

static void taking_a_spinlock_twice_is_reported_and_survived(void **state)
{
	spin_lock(&lock);
	spin_lock(&lock);
	assert_true(log_contains("BUG: spinlock recursion on CPU#0, main/"));
	spin_unlock(&lock);
	assert_true(spin_is_locked(&lock));
	spin_unlock(&lock);
	assert_false(spin_is_locked(&lock));
	assert_false(in_atomic());
}

static void unlocking_what_is_not_held_is_reported(void **state)
{
	spin_unlock(&lock);
	assert_true(log_contains("BUG: spinlock already unlocked on CPU#0, main/"));
	assert_false(in_atomic());
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void unlocking_a_mutex_of_somebody_else_is_reported(void **state)
{
	DEFINE_MUTEX(m);

	mutex_unlock(&m);
	assert_true(log_contains("WARNING: bad unlock balance detected!"));
}

static void locking_a_mutex_twice_is_reported_and_survived(void **state)
{
	DEFINE_MUTEX(m);

	mutex_lock(&m);
	mutex_lock(&m);
	assert_true(log_contains("WARNING: possible recursive locking detected"));
	mutex_unlock(&m);
}

static void take_lock(struct exec_irq *irq)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void a_lock_shared_with_an_interrupt_needs_irqsave(void **state)
{
	struct exec_irq irq;

	exec_irq_init(&irq, "test", take_lock);
	exec_irq_raise(&irq);
	exec_irq_sync(&irq);
	assert_false(log_contains("inconsistent lock state"));
	spin_lock(&lock);
	spin_unlock(&lock);
	assert_true(log_contains("WARNING: inconsistent lock state"));
	assert_true(log_contains("inconsistent {IN-HARDIRQ-W} -> {HARDIRQ-ON-W} usage."));
}

static void a_lock_shared_with_an_interrupt_is_fine_with_irqsave(void **state)
{
	struct exec_irq irq;
	unsigned long flags;

	exec_irq_init(&irq, "test", take_lock);
	exec_irq_raise(&irq);
	exec_irq_sync(&irq);
	spin_lock_irqsave(&lock, flags);
	spin_unlock_irqrestore(&lock, flags);
	assert_false(log_contains("inconsistent lock state"));
}

static void keep_lock(struct exec_irq *irq)
{
	spin_lock(&lock);
}

static void leaving_an_interrupt_with_a_lock_held_is_reported(void **state)
{
	struct exec_irq irq;

	exec_irq_init(&irq, "keeper", keep_lock);
	exec_irq_raise(&irq);
	exec_irq_sync(&irq);
	assert_true(log_contains("BUG: interrupt keeper returned with preempt_count"));
	lock.rlock.word = 0;
}

static int leave_locked(void *arg)
{
	spin_lock(&lock);
	return 0;
}

static void a_task_that_ends_with_a_lock_held_is_reported(void **state)
{
	struct task_struct *t = task_spawn(leave_locked, NULL, "leaver");

	wake_up_process(t);
	task_join(t);
	put_task_struct(t);
	assert_true(log_contains("BUG: leaver/"));
	lock.rlock.word = 0;
}

/* ---- the ends of the world, each in a process of its own ---------------- */

static void wait_for_ever(void)
{
	struct completion never;

	init_completion(&never);
	wait_for_completion(&never);
}

static void everything_blocked_says_who_waits_for_what(void **state)
{
	if (under_threads())
		skip_because("only virtual time knows that nothing can come any more");
	assert_true(forked_dies_saying(wait_for_ever, "everything is blocked"));
	assert_true(forked_dies_saying(wait_for_ever, "INFO: task main:"));
	assert_true(forked_dies_saying(wait_for_ever, "waits for: completion"));
}

static int spinner(void *arg)
{
	volatile int *stop = arg;

	while (!*stop)
		;
	return 0;
}

static void spin_for_ever(void)
{
	static volatile int stop;
	struct task_struct *t = task_spawn(spinner, (void *)&stop, "spinner");

	wake_up_process(t);
	task_join(t);
}

static void a_fiber_that_never_yields_is_reported(void **state)
{
	if (under_threads())
		skip_because("threads are preempted by the host");
	assert_true(forked_says(spin_for_ever, "watchdog: BUG: soft lockup - CPU#", 15));
	assert_true(forked_says(spin_for_ever, "[spinner:", 15));
}

/* the state of static locks must not leak from one test to the next */
static int fresh(void **state)
{
	spin_lock_init(&lock);
	return base_setup(state);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fresh, base_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(sleeping_under_a_spinlock_is_reported),
		T(scheduling_under_a_spinlock_is_reported),
		T(taking_a_spinlock_twice_is_reported_and_survived),
		T(unlocking_what_is_not_held_is_reported),
		T(unlocking_a_mutex_of_somebody_else_is_reported),
		T(locking_a_mutex_twice_is_reported_and_survived),
		T(a_lock_shared_with_an_interrupt_needs_irqsave),
		T(a_lock_shared_with_an_interrupt_is_fine_with_irqsave),
		T(leaving_an_interrupt_with_a_lock_held_is_reported),
		T(a_task_that_ends_with_a_lock_held_is_reported),
		cmocka_unit_test(everything_blocked_says_who_waits_for_what),
		cmocka_unit_test(a_fiber_that_never_yields_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
