// SPDX-License-Identifier: MIT
/*
 * hrtimers.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/hardirq.h>
#include <linux/hrtimer.h>

#include "unit.h"

struct probe {
	struct hrtimer timer;
	struct completion fired;
	int runs;
	ktime_t at;
	bool in_hardirq;
	bool in_softirq;
	int again;		/* restart so many times */
	ktime_t period;
	u64 overruns;
	bool stay;		/* the callback waits until it was seen */
	bool busy;
	bool seen;
};

static void stay_until_seen(struct probe *p)
{
	ktime_t limit = ktime_get() + 5 * NSEC_PER_SEC;

	WRITE_ONCE(p->busy, true);
	while (!READ_ONCE(p->seen) && ktime_get() < limit)
		cpu_relax();
	udelay(50);
	WRITE_ONCE(p->busy, false);
}

static enum hrtimer_restart probe_fn(struct hrtimer *t)
{
	struct probe *p = container_of(t, struct probe, timer);

	p->at = hrtimer_cb_get_time(t);
	p->in_hardirq = in_hardirq();
	p->in_softirq = in_serving_softirq();
	p->runs++;
	if (p->stay)
		stay_until_seen(p);
	if (p->again) {
		p->again--;
		p->overruns += hrtimer_forward_now(t, p->period);
		return HRTIMER_RESTART;
	}
	complete(&p->fired);
	return HRTIMER_NORESTART;
}

static void probe_init(struct probe *p, clockid_t clock, enum hrtimer_mode mode)
{
	memset(p, 0, sizeof(*p));
	init_completion(&p->fired);
	hrtimer_init(&p->timer, clock, mode);
	p->timer.function = probe_fn;
}

static void relative_timer_fires_after_its_time(void **state)
{
	struct probe p;
	ktime_t start;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	start = ktime_get();
	hrtimer_start(&p.timer, us_to_ktime(150), HRTIMER_MODE_REL);
	wait_for_completion(&p.fired);
	assert_true(p.at >= start + us_to_ktime(150));
	if (!under_threads())
		assert_true(p.at <= start + us_to_ktime(170));
	assert_int_equal(p.runs, 1);
	assert_int_equal(hrtimer_cancel(&p.timer), 0);
	assert_false(hrtimer_active(&p.timer));
}

static void absolute_timer_fires_at_its_time(void **state)
{
	struct probe p;
	ktime_t when = ktime_get() + us_to_ktime(200);

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_start(&p.timer, when, HRTIMER_MODE_ABS);
	assert_true(hrtimer_get_expires(&p.timer) == when);
	wait_for_completion(&p.fired);
	assert_true(p.at >= when);
}

static void time_in_the_past_fires_at_once(void **state)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_start(&p.timer, 1, HRTIMER_MODE_ABS);
	wait_for_completion(&p.fired);
	assert_int_equal(p.runs, 1);
}

static void real_time_clock_is_understood(void **state)
{
	struct probe p;
	ktime_t when = ktime_get_real() + us_to_ktime(100);

	probe_init(&p, CLOCK_REALTIME, HRTIMER_MODE_ABS);
	hrtimer_start(&p.timer, when, HRTIMER_MODE_ABS);
	wait_for_completion(&p.fired);
	assert_true(p.at >= when);
}

static void callback_runs_in_hardirq_context(void **state)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&p.timer, 1000, HRTIMER_MODE_REL);
	wait_for_completion(&p.fired);
	assert_true(p.in_hardirq);
}

static void soft_callback_runs_in_softirq_context(void **state)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	hrtimer_start(&p.timer, 1000, HRTIMER_MODE_REL_SOFT);
	wait_for_completion(&p.fired);
	assert_false(p.in_hardirq);
	assert_true(p.in_softirq);
}

static void periodic_timer_keeps_its_period(void **state)
{
	struct probe p;
	ktime_t start = ktime_get();

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	p.again = 9;
	p.period = us_to_ktime(100);
	hrtimer_start(&p.timer, p.period, HRTIMER_MODE_REL);
	wait_for_completion(&p.fired);
	assert_int_equal(p.runs, 10);
	assert_true(p.overruns >= 9);
	assert_true(p.at - start >= us_to_ktime(1000));
	if (!under_threads())
		assert_int_equal(p.overruns, 9);
}

static void soft_periodic_timer_keeps_its_period(void **state)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	p.again = 5;
	p.period = us_to_ktime(100);
	hrtimer_start(&p.timer, p.period, HRTIMER_MODE_REL_SOFT);
	wait_for_completion(&p.fired);
	assert_int_equal(p.runs, 6);
}

static void cancelled_timer_does_not_fire(void **state)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&p.timer, ms_to_ktime(5), HRTIMER_MODE_REL);
	assert_int_equal(hrtimer_cancel(&p.timer), 1);
	assert_int_equal(hrtimer_cancel(&p.timer), 0);
	msleep(10);
	assert_int_equal(p.runs, 0);
}

static void starting_again_moves_the_expiry(void **state)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&p.timer, ms_to_ktime(100000), HRTIMER_MODE_REL);
	assert_true(hrtimer_active(&p.timer));
	assert_true(hrtimer_get_remaining(&p.timer) <= ms_to_ktime(100000));
	hrtimer_start(&p.timer, 1000, HRTIMER_MODE_REL);
	wait_for_completion(&p.fired);
	assert_int_equal(p.runs, 1);
}

static void forward_counts_whole_intervals(void **state)
{
	struct hrtimer t;

	hrtimer_init(&t, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_set_expires(&t, 1000);
	assert_int_equal(hrtimer_forward(&t, 999, 100), 0);
	assert_true(hrtimer_get_expires(&t) == 1000);
	assert_int_equal(hrtimer_forward(&t, 1000, 100), 1);
	assert_true(hrtimer_get_expires(&t) == 1100);
	assert_int_equal(hrtimer_forward(&t, 1350, 100), 3);
	assert_true(hrtimer_get_expires(&t) == 1400);
}

static void run_and_cancel(enum hrtimer_mode mode)
{
	unsigned long flags;
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, mode);
	p.stay = true;
	/* so that the callback runs elsewhere */
	local_irq_save(flags);
	hrtimer_start(&p.timer, 1000, mode);
	while (!READ_ONCE(p.busy))
		cpu_relax();
	assert_true(hrtimer_callback_running(&p.timer));
	assert_int_equal(hrtimer_try_to_cancel(&p.timer), -1);
	WRITE_ONCE(p.seen, true);
	assert_int_equal(hrtimer_cancel(&p.timer), 0);
	assert_false(hrtimer_callback_running(&p.timer));
	assert_false(READ_ONCE(p.busy));
	local_irq_restore(flags);
	assert_int_equal(p.runs, 1);
}

static void cancel_waits_for_a_running_callback(void **state)
{
	run_and_cancel(HRTIMER_MODE_REL);
}

static void cancel_waits_for_a_running_soft_callback(void **state)
{
	run_and_cancel(HRTIMER_MODE_REL_SOFT);
}

static enum hrtimer_restart cancel_self(struct hrtimer *t)
{
	struct probe *p = container_of(t, struct probe, timer);

	hrtimer_cancel(t);
	complete(&p->fired);
	return HRTIMER_NORESTART;
}

static void callback_that_cancels_itself_is_reported(void **state)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	p.timer.function = cancel_self;
	hrtimer_start(&p.timer, 1000, HRTIMER_MODE_REL);
	wait_for_completion(&p.fired);
	assert_true(log_contains("waits for itself in hrtimer_cancel()"));
	hrtimer_cancel(&p.timer);
}

static enum hrtimer_restart stuck_fn(struct hrtimer *t)
{
	struct probe *p = container_of(t, struct probe, timer);

	p->runs++;
	return HRTIMER_RESTART;
}

static void restart_without_a_new_expiry_is_reported(void **state)
{
	struct probe p;

	probe_init(&p, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	p.timer.function = stuck_fn;
	hrtimer_start(&p.timer, 1000, HRTIMER_MODE_REL);
	msleep(1);
	hrtimer_cancel(&p.timer);
	assert_int_equal(p.runs, 1);
	assert_true(log_contains("without moving its expiry"));
}

#define MANY 100

static void many_timers_all_fire(void **state)
{
	static struct probe many[MANY];
	int i;

	for (i = 0; i < MANY; i++) {
		probe_init(&many[i], i % 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME,
			   i % 3 ? HRTIMER_MODE_REL : HRTIMER_MODE_REL_SOFT);
		hrtimer_start(&many[i].timer, 1000 * (i * 37 % 101),
			      i % 3 ? HRTIMER_MODE_REL : HRTIMER_MODE_REL_SOFT);
	}
	for (i = 0; i < MANY; i++)
		wait_for_completion(&many[i].fired);
	for (i = 0; i < MANY; i++)
		hrtimer_cancel(&many[i].timer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(relative_timer_fires_after_its_time),
		cmocka_unit_test(absolute_timer_fires_at_its_time),
		cmocka_unit_test(time_in_the_past_fires_at_once),
		cmocka_unit_test(real_time_clock_is_understood),
		cmocka_unit_test(callback_runs_in_hardirq_context),
		cmocka_unit_test(soft_callback_runs_in_softirq_context),
		cmocka_unit_test(periodic_timer_keeps_its_period),
		cmocka_unit_test(soft_periodic_timer_keeps_its_period),
		cmocka_unit_test(cancelled_timer_does_not_fire),
		cmocka_unit_test(starting_again_moves_the_expiry),
		cmocka_unit_test(forward_counts_whole_intervals),
		cmocka_unit_test(cancel_waits_for_a_running_callback),
		cmocka_unit_test(cancel_waits_for_a_running_soft_callback),
		cmocka_unit_test(callback_that_cancels_itself_is_reported),
		cmocka_unit_test(restart_without_a_new_expiry_is_reported),
		cmocka_unit_test(many_timers_all_fire),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
