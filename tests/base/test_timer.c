// SPDX-License-Identifier: MIT
/*
 * Timers that count ticks.
 */
#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/hardirq.h>
#include <linux/kthread.h>
#include <linux/timer.h>

#include "unit.h"

/* a timer, and what its callback saw */
struct probe {
	struct timer_list timer;
	struct completion fired;
	int runs;
	unsigned long at;
	bool in_softirq;
	bool irqs_off;
	int again;		/* rearm so many times, by one tick */
	int order;
	bool stay;		/* the callback waits until it was seen */
	bool busy;
	bool seen;
};

static int sequence;

static void stay_until_seen(struct probe *p)
{
	ktime_t limit = ktime_get() + 5 * NSEC_PER_SEC;

	WRITE_ONCE(p->busy, true);
	while (!READ_ONCE(p->seen) && ktime_get() < limit)
		cpu_relax();
	udelay(50);
	WRITE_ONCE(p->busy, false);
}

static void probe_fn(struct timer_list *t)
{
	struct probe *p = from_timer(p, t, timer);

	p->at = jiffies;
	p->in_softirq = in_serving_softirq();
	p->irqs_off = irqs_disabled();
	p->order = ++sequence;
	p->runs++;
	if (p->stay)
		stay_until_seen(p);
	if (p->again) {
		p->again--;
		mod_timer(&p->timer, jiffies + 1);
		return;
	}
	complete(&p->fired);
}

static void probe_init(struct probe *p, unsigned int flags)
{
	memset(p, 0, sizeof(*p));
	init_completion(&p->fired);
	timer_setup(&p->timer, probe_fn, flags);
}

static void fires_once_and_not_before_its_time(void **state)
{
	struct probe p;
	unsigned long expires = jiffies + 3;

	probe_init(&p, 0);
	assert_false(timer_pending(&p.timer));
	assert_int_equal(mod_timer(&p.timer, expires), 0);
	assert_true(timer_pending(&p.timer));
	wait_for_completion(&p.fired);
	assert_false(timer_pending(&p.timer));
	assert_true(time_after_eq(p.at, expires));
	if (!under_threads())
		assert_true(time_before_eq(p.at, expires + 1));
	msleep(20);
	assert_int_equal(p.runs, 1);
}

static void callback_runs_in_softirq_context(void **state)
{
	struct probe p;

	probe_init(&p, 0);
	mod_timer(&p.timer, jiffies);
	wait_for_completion(&p.fired);
	assert_true(p.in_softirq);
	assert_false(p.irqs_off);
}

static void irqsafe_callback_runs_with_interrupts_off(void **state)
{
	struct probe p;

	probe_init(&p, TIMER_IRQSAFE);
	mod_timer(&p.timer, jiffies);
	wait_for_completion(&p.fired);
	assert_true(p.irqs_off);
}

static void callback_may_rearm_its_timer(void **state)
{
	struct probe p;
	unsigned long start = jiffies;

	probe_init(&p, 0);
	p.again = 4;
	mod_timer(&p.timer, start + 1);
	wait_for_completion(&p.fired);
	assert_int_equal(p.runs, 5);
	assert_true(time_after_eq(p.at, start + 5));
}

static void timers_fire_in_order_of_expiry(void **state)
{
	struct probe late, early, same;

	sequence = 0;
	probe_init(&late, 0);
	probe_init(&early, 0);
	probe_init(&same, 0);
	mod_timer(&late.timer, jiffies + 6);
	mod_timer(&early.timer, jiffies + 3);
	mod_timer(&same.timer, late.timer.expires);
	wait_for_completion(&early.fired);
	wait_for_completion(&late.fired);
	wait_for_completion(&same.fired);
	assert_int_equal(early.order, 1);
	assert_int_equal(late.order, 2);
	assert_int_equal(same.order, 3);
}

static void deleted_timer_does_not_fire(void **state)
{
	struct probe p;

	probe_init(&p, 0);
	assert_int_equal(del_timer(&p.timer), 0);
	mod_timer(&p.timer, jiffies + 2);
	assert_int_equal(del_timer(&p.timer), 1);
	assert_int_equal(del_timer_sync(&p.timer), 0);
	msleep(30);
	assert_int_equal(p.runs, 0);
}

static void mod_timer_moves_a_pending_timer(void **state)
{
	struct probe p;
	unsigned long expires = jiffies + 5;

	probe_init(&p, 0);
	mod_timer(&p.timer, jiffies + 5000);
	assert_int_equal(mod_timer(&p.timer, expires), 1);
	wait_for_completion(&p.fired);
	assert_true(time_after_eq(p.at, expires));
	assert_int_equal(p.runs, 1);
}

static void mod_timer_pending_leaves_an_idle_timer_alone(void **state)
{
	struct probe p;

	probe_init(&p, 0);
	assert_int_equal(mod_timer_pending(&p.timer, jiffies + 1), 0);
	assert_false(timer_pending(&p.timer));
	mod_timer(&p.timer, jiffies + 1000);
	assert_int_equal(mod_timer_pending(&p.timer, jiffies + 1), 1);
	wait_for_completion(&p.fired);
}

static void timer_reduce_only_makes_it_earlier(void **state)
{
	struct probe p;
	unsigned long now = jiffies;

	probe_init(&p, 0);
	mod_timer(&p.timer, now + 1000);
	assert_int_equal(timer_reduce(&p.timer, now + 2000), 1);
	assert_int_equal(p.timer.expires, now + 1000);
	assert_int_equal(timer_reduce(&p.timer, now + 1), 1);
	assert_int_equal(p.timer.expires, now + 1);
	wait_for_completion(&p.fired);
}

static void add_timer_uses_expires(void **state)
{
	struct probe p;

	probe_init(&p, 0);
	p.timer.expires = jiffies + 2;
	add_timer(&p.timer);
	wait_for_completion(&p.fired);
	assert_true(time_after_eq(p.at, p.timer.expires));
}

static void shut_down_timer_cannot_be_armed(void **state)
{
	struct probe p;

	probe_init(&p, 0);
	mod_timer(&p.timer, jiffies + 1000);
	assert_int_equal(timer_shutdown_sync(&p.timer), 1);
	assert_int_equal(mod_timer(&p.timer, jiffies + 1), 0);
	assert_false(timer_pending(&p.timer));
	msleep(20);
	assert_int_equal(p.runs, 0);
}

static void del_timer_sync_waits_for_a_running_callback(void **state)
{
	struct probe p;

	probe_init(&p, 0);
	p.stay = true;
	/* so that the callback runs elsewhere */
	local_bh_disable();
	mod_timer(&p.timer, jiffies);
	while (!READ_ONCE(p.busy))
		cpu_relax();
	assert_int_equal(try_to_del_timer_sync(&p.timer), -1);
	assert_int_equal(del_timer(&p.timer), 0);
	WRITE_ONCE(p.seen, true);
	assert_int_equal(del_timer_sync(&p.timer), 0);
	assert_false(READ_ONCE(p.busy));
	local_bh_enable();
	assert_int_equal(p.runs, 1);
}

static struct probe self;

static void delete_self(struct timer_list *t)
{
	del_timer_sync(t);
	complete(&self.fired);
}

static void callback_that_waits_for_itself_is_reported(void **state)
{
	probe_init(&self, 0);
	self.timer.function = delete_self;
	mod_timer(&self.timer, jiffies);
	wait_for_completion(&self.fired);
	assert_true(log_contains("waits for itself in del_timer_sync()"));
	del_timer_sync(&self.timer);
}

static int static_runs;

static void static_fn(struct timer_list *t)
{
	static_runs++;
}

static DEFINE_TIMER(static_timer, static_fn);

static void statically_defined_timer_works(void **state)
{
	static_runs = 0;
	assert_false(timer_pending(&static_timer));
	mod_timer(&static_timer, jiffies);
	msleep(20);
	del_timer_sync(&static_timer);
	assert_int_equal(static_runs, 1);
}

#define MANY 200

static void many_timers_all_fire(void **state)
{
	static struct probe many[MANY];
	int i;

	for (i = 0; i < MANY; i++) {
		probe_init(&many[i], 0);
		mod_timer(&many[i].timer, jiffies + i * 7 % 13);
	}
	for (i = 0; i < MANY; i += 3)
		del_timer_sync(&many[i].timer);
	for (i = 0; i < MANY; i++) {
		if (i % 3) {
			wait_for_completion(&many[i].fired);
			assert_int_equal(many[i].runs, 1);
		} else {
			assert_true(many[i].runs <= 1);
		}
		assert_false(timer_pending(&many[i].timer));
	}
}

static DECLARE_COMPLETION(hammered);

static int hammer(void *data)
{
	struct timer_list *timer = data;
	int i;

	for (i = 0; i < 500; i++) {
		mod_timer(timer, jiffies + (i & 1));
		if (!(i % 5))
			del_timer_sync(timer);
		cpu_relax();
	}
	complete(&hammered);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

static atomic_t inside;
static int overlaps;

static void alone_fn(struct timer_list *t)
{
	if (atomic_inc_return(&inside) != 1)
		overlaps++;
	cpu_relax();
	atomic_dec(&inside);
}

static void callback_never_overlaps_itself(void **state)
{
	static struct timer_list timer;
	struct task_struct *task[3];
	int i;

	overlaps = 0;
	timer_setup(&timer, alone_fn, 0);
	reinit_completion(&hammered);
	for (i = 0; i < 3; i++)
		task[i] = kthread_run(hammer, &timer, "hammer%d", i);
	for (i = 0; i < 3; i++)
		wait_for_completion(&hammered);
	for (i = 0; i < 3; i++)
		kthread_stop(task[i]);
	del_timer_sync(&timer);
	assert_int_equal(overlaps, 0);
	assert_int_equal(atomic_read(&inside), 0);
}

static void rounding_goes_to_whole_seconds(void **state)
{
	unsigned long j = jiffies + 10 * HZ;

	assert_int_equal(__round_jiffies(j, 0) % HZ, 0);
	assert_int_equal(__round_jiffies_up(j, 0) % HZ, 0);
	assert_true(__round_jiffies_up(j, 0) >= j);
	assert_int_equal((__round_jiffies(j, 1) + 3) % HZ, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fires_once_and_not_before_its_time),
		cmocka_unit_test(callback_runs_in_softirq_context),
		cmocka_unit_test(irqsafe_callback_runs_with_interrupts_off),
		cmocka_unit_test(callback_may_rearm_its_timer),
		cmocka_unit_test(timers_fire_in_order_of_expiry),
		cmocka_unit_test(deleted_timer_does_not_fire),
		cmocka_unit_test(mod_timer_moves_a_pending_timer),
		cmocka_unit_test(mod_timer_pending_leaves_an_idle_timer_alone),
		cmocka_unit_test(timer_reduce_only_makes_it_earlier),
		cmocka_unit_test(add_timer_uses_expires),
		cmocka_unit_test(shut_down_timer_cannot_be_armed),
		cmocka_unit_test(del_timer_sync_waits_for_a_running_callback),
		cmocka_unit_test(callback_that_waits_for_itself_is_reported),
		cmocka_unit_test(statically_defined_timer_works),
		cmocka_unit_test(many_timers_all_fire),
		cmocka_unit_test(callback_never_overlaps_itself),
		cmocka_unit_test(rounding_goes_to_whole_seconds),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
