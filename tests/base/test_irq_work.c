// SPDX-License-Identifier: MIT
/* irq_work: that it runs, once, in hardirq context. */
#include <linux/irq_work.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "team.h"
#include "unit.h"

static atomic_t runs, in_irq;
static struct irq_work again;

static void count(struct irq_work *work)
{
	atomic_inc(&runs);
	atomic_add(!!in_hardirq(), &in_irq);
}

static void queue_again(struct irq_work *work)
{
	if (atomic_inc_return(&runs) < 3)
		assert_true(irq_work_queue(work));
}

static int setup(void **state)
{
	atomic_set(&runs, 0);
	atomic_set(&in_irq, 0);
	return base_setup(state);
}

static void work_runs_in_hardirq_context(void **state)
{
	struct irq_work work;

	init_irq_work(&work, count);
	assert_true(irq_work_queue(&work));
	irq_work_sync(&work);
	assert_int_equal(atomic_read(&runs), 1);
	assert_int_equal(atomic_read(&in_irq), 1);
	assert_false(irq_work_is_pending(&work));
	assert_false(irq_work_is_busy(&work));
}

static void pending_work_is_not_queued_twice(void **state)
{
	struct irq_work work;
	unsigned long flags;

	if (under_threads())
		skip_because("in threads another one takes the interrupt at once");
	init_irq_work(&work, count);
	local_irq_save(flags);
	assert_true(irq_work_queue(&work));
	assert_true(irq_work_is_pending(&work));
	assert_false(irq_work_queue(&work));
	local_irq_restore(flags);
	irq_work_sync(&work);
	assert_int_equal(atomic_read(&runs), 1);
}

static void work_may_queue_itself(void **state)
{
	init_irq_work(&again, queue_again);
	irq_work_queue(&again);
	while (atomic_read(&runs) < 3)
		schedule_timeout_uninterruptible(1);
	irq_work_sync(&again);
	assert_int_equal(atomic_read(&runs), 3);
}

#define EACH 200

static int queue_many(void *arg)
{
	struct irq_work work;
	int i;

	for (i = 0; i < EACH; i++) {
		init_irq_work(&work, count);
		irq_work_queue(&work);
		irq_work_sync(&work);
	}
	return 0;
}

static void work_of_many_tasks_all_runs(void **state)
{
	team_start(queue_many, NULL);
	team_end();
	assert_int_equal(atomic_read(&runs), TEAM * EACH);
}

#define with_base(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_base(work_runs_in_hardirq_context),
		with_base(pending_work_is_not_queued_twice),
		with_base(work_may_queue_itself),
		with_base(work_of_many_tasks_all_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
