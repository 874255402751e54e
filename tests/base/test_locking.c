// SPDX-License-Identifier: MIT
/* Spinlocks, mutexes, wait queues, completions: that they exclude and wake. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "base/exec/exec.h"
#include "base/sched.h"
#include "unit.h"

#define TASKS 4
#define TURNS 500

static struct task_struct *tasks[TASKS];

static void run_tasks(int (*fn)(void *), void *arg)
{
	int i;

	for (i = 0; i < TASKS; i++) {
		tasks[i] = task_spawn(fn, arg, "worker");
		assert_false(IS_ERR(tasks[i]));
		wake_up_process(tasks[i]);
	}
	for (i = 0; i < TASKS; i++) {
		task_join(tasks[i]);
		put_task_struct(tasks[i]);
	}
}

struct shared {
	spinlock_t spin;
	struct mutex mutex;
	unsigned long a, b;
	int broken;
};

static void shared_init(struct shared *s)
{
	spin_lock_init(&s->spin);
	mutex_init(&s->mutex);
	s->a = s->b = 0;
	s->broken = 0;
}

static void touch(struct shared *s)
{
	s->broken += s->a != s->b;
	s->a++;
	exec_point();	/* inside the section: nobody else may get in */
	s->b++;
}

static int spin_user(void *arg)
{
	struct shared *s = arg;
	unsigned long flags;
	int i;

	for (i = 0; i < TURNS; i++) {
		spin_lock_irqsave(&s->spin, flags);
		touch(s);
		spin_unlock_irqrestore(&s->spin, flags);
	}
	return 0;
}

static void a_spinlock_excludes(void **state)
{
	struct shared s;

	shared_init(&s);
	run_tasks(spin_user, &s);
	assert_int_equal(s.broken, 0);
	assert_int_equal(s.a, TASKS * TURNS);
}

static int mutex_user(void *arg)
{
	struct shared *s = arg;
	int i;

	for (i = 0; i < TURNS; i++) {
		mutex_lock(&s->mutex);
		s->broken += s->a != s->b;
		s->a++;
		yield();	/* a mutex may be held across a sleep */
		s->b++;
		mutex_unlock(&s->mutex);
	}
	return 0;
}

static void a_mutex_excludes_even_across_sleeps(void **state)
{
	struct shared s;

	shared_init(&s);
	run_tasks(mutex_user, &s);
	assert_int_equal(s.broken, 0);
	assert_int_equal(s.a, TASKS * TURNS);
	assert_false(mutex_is_locked(&s.mutex));
	mutex_destroy(&s.mutex);
}

static void trylock_fails_on_a_held_lock(void **state)
{
	struct shared s;

	shared_init(&s);
	spin_lock(&s.spin);
	assert_true(spin_is_locked(&s.spin));
	assert_false(spin_trylock(&s.spin));
	spin_unlock(&s.spin);
	assert_true(spin_trylock(&s.spin));
	spin_unlock(&s.spin);
	mutex_lock(&s.mutex);
	assert_false(mutex_trylock(&s.mutex));
	mutex_unlock(&s.mutex);
	assert_true(mutex_trylock(&s.mutex));
	mutex_unlock(&s.mutex);
}

static void the_irq_forms_restore_what_was(void **state)
{
	struct shared s;
	unsigned long flags;

	shared_init(&s);
	assert_false(irqs_disabled());
	spin_lock_irqsave(&s.spin, flags);
	assert_true(irqs_disabled());
	spin_unlock_irqrestore(&s.spin, flags);
	assert_false(irqs_disabled());
	spin_lock_irq(&s.spin);
	assert_true(irqs_disabled());
	assert_true(in_atomic());
	spin_unlock_irq(&s.spin);
	assert_false(irqs_disabled());
	spin_lock_bh(&s.spin);
	assert_true(in_softirq() != 0);
	spin_unlock_bh(&s.spin);
	assert_false(in_atomic());
}

/* ---- waiting ----------------------------------------------------------- */

struct meeting {
	wait_queue_head_t wait;
	struct completion done;
	int flag;
	atomic_t woken;
};

static int waiter(void *arg)
{
	struct meeting *m = arg;

	wait_event(m->wait, READ_ONCE(m->flag));
	atomic_inc(&m->woken);
	return 0;
}

static void wake_up_all_wakes_everybody(void **state)
{
	struct meeting m = { .flag = 0 };
	int i;

	init_waitqueue_head(&m.wait);
	atomic_set(&m.woken, 0);
	for (i = 0; i < TASKS; i++) {
		tasks[i] = task_spawn(waiter, &m, "waiter");
		wake_up_process(tasks[i]);
	}
	exec_idle(1000000);
	assert_int_equal(atomic_read(&m.woken), 0);
	WRITE_ONCE(m.flag, 1);
	wake_up_all(&m.wait);
	for (i = 0; i < TASKS; i++) {
		task_join(tasks[i]);
		put_task_struct(tasks[i]);
	}
	assert_int_equal(atomic_read(&m.woken), TASKS);
}

static void wait_event_timeout_gives_up_in_time(void **state)
{
	struct meeting m = { .flag = 0 };
	unsigned long before = jiffies;

	init_waitqueue_head(&m.wait);
	assert_int_equal(wait_event_timeout(m.wait, m.flag, 5), 0);
	assert_true(time_after_eq(jiffies, before + 5));
	m.flag = 1;
	assert_true(wait_event_timeout(m.wait, m.flag, 5) > 0);
	assert_int_equal(wait_event_interruptible(m.wait, m.flag), 0);
	assert_true(wait_event_interruptible_timeout(m.wait, m.flag, 0) == 1);
}

static int completer(void *arg)
{
	struct meeting *m = arg;

	exec_idle(2000000);
	complete(&m->done);
	return 0;
}

static void a_completion_is_waited_for(void **state)
{
	struct task_struct *t;
	struct meeting m;

	init_completion(&m.done);
	t = task_spawn(completer, &m, "completer");
	wake_up_process(t);
	assert_true(wait_for_completion_timeout(&m.done, msecs_to_jiffies(5000)) > 0);
	assert_false(completion_done(&m.done));
	task_join(t);
	put_task_struct(t);
}

static void a_completion_times_out(void **state)
{
	struct completion done;

	init_completion(&done);
	assert_int_equal(wait_for_completion_timeout(&done, 3), 0);
	assert_false(try_wait_for_completion(&done));
	complete(&done);
	complete(&done);
	assert_true(try_wait_for_completion(&done));
	assert_true(try_wait_for_completion(&done));
	assert_false(try_wait_for_completion(&done));
	complete_all(&done);
	wait_for_completion(&done);
	wait_for_completion(&done);
	reinit_completion(&done);
	assert_false(completion_done(&done));
}

#define T(name) cmocka_unit_test_setup_teardown(name, base_setup, base_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_spinlock_excludes),
		T(a_mutex_excludes_even_across_sleeps),
		T(trylock_fails_on_a_held_lock),
		T(the_irq_forms_restore_what_was),
		T(wake_up_all_wakes_everybody),
		T(wait_event_timeout_gives_up_in_time),
		T(a_completion_is_waited_for),
		T(a_completion_times_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
