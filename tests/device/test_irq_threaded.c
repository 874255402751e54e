// SPDX-License-Identifier: MIT
/* Threaded handlers: woken, one-shot masking, waited for, ended. */
#include "irq_fixture.h"

#include <linux/atomic.h>
#include <linux/sched.h>

static atomic_t primaries, threads;
static int thread_was_task;
static char thread_name[32];
static int cookie_a, cookie_b;

static irqreturn_t wake(int irq, void *dev)
{
	atomic_inc(&primaries);
	return IRQ_WAKE_THREAD;
}

/* the primary quiets the device, the thread does the rest */
static irqreturn_t ack_and_wake(int irq, void *dev)
{
	writel(0xf, regs + WIRES_ACK);
	atomic_inc(&primaries);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t introduce_yourself(int irq, void *dev)
{
	thread_was_task = in_task();
	strscpy(thread_name, current->comm, sizeof(thread_name));
	atomic_inc(&threads);
	return IRQ_HANDLED;
}

static irqreturn_t work(int irq, void *dev)
{
	msleep(1);
	writel(0xf, regs + WIRES_ACK);
	atomic_inc(&threads);
	return IRQ_HANDLED;
}

static void up(void)
{
	atomic_set(&primaries, 0);
	atomic_set(&threads, 0);
	wires_up();
}

static void thread_runs_as_a_task_of_its_own(void **state)
{
	char expected[32];

	up();
	assert_int_equal(request_threaded_irq(irq_level, ack_and_wake, introduce_yourself,
					      0, "wires", NULL), 0);
	set_lines(1);
	wait_until(atomic_read(&threads) == 1);
	free_irq(irq_level, NULL);
	assert_true(thread_was_task);
	snprintf(expected, sizeof(expected), "irq/%u-wires", irq_level);
	assert_string_equal(thread_name, expected);
}

static void oneshot_masks_until_the_thread_is_done(void **state)
{
	up();
	assert_int_equal(request_threaded_irq(irq_level, wake, work, IRQF_ONESHOT, "wires", NULL),
			 0);
	set_lines(1);
	wait_until(atomic_read(&threads) == 1);
	/* the line was up all the time, and only one interrupt came of it */
	assert_int_equal(atomic_read(&primaries), 1);
	set_lines(1);
	wait_until(atomic_read(&threads) == 2);
	assert_int_equal(atomic_read(&primaries), 2);
	free_irq(irq_level, NULL);
}

static void default_primary_needs_oneshot(void **state)
{
	up();
	assert_int_equal(request_threaded_irq(irq_level, NULL, work, 0, "wires", NULL), -EINVAL);
	assert_true(log_contains(
		"genirq: Threaded irq requested with handler=NULL and !ONESHOT for wires"));
	assert_int_equal(request_threaded_irq(irq_level, NULL, work, IRQF_ONESHOT, "wires", NULL),
			 0);
	set_lines(1);
	wait_until(atomic_read(&threads) == 1);
	free_irq(irq_level, NULL);
}

static irqreturn_t idle(int irq, void *dev)
{
	return IRQ_NONE;
}

static void shared_oneshot_waits_for_all_threads(void **state)
{
	up();
	assert_int_equal(request_threaded_irq(irq_shared, wake, work, IRQF_ONESHOT | IRQF_SHARED,
					      "a", &cookie_a), 0);
	assert_int_equal(request_irq(irq_shared, idle, IRQF_SHARED, "not oneshot", &cookie_b),
			 -EBUSY);
	assert_int_equal(request_threaded_irq(irq_shared, wake, work, IRQF_ONESHOT | IRQF_SHARED,
					      "b", &cookie_b), 0);
	set_lines(8);
	wait_until(atomic_read(&threads) == 2);
	settle();
	assert_int_equal(atomic_read(&primaries), 2);
	free_irq(irq_shared, &cookie_a);
	free_irq(irq_shared, &cookie_b);
}

static void synchronize_irq_waits_for_the_thread(void **state)
{
	up();
	assert_int_equal(request_threaded_irq(irq_edge, wake, work, 0, "wires", NULL), 0);
	pulse(1);
	wait_until(atomic_read(&primaries) == 1);
	synchronize_irq(irq_edge);
	assert_int_equal(atomic_read(&threads), 1);
	free_irq(irq_edge, NULL);
}

static void disable_irq_waits_for_the_thread(void **state)
{
	up();
	assert_int_equal(request_threaded_irq(irq_edge, wake, work, 0, "wires", NULL), 0);
	pulse(1);
	wait_until(atomic_read(&primaries) == 1);
	disable_irq(irq_edge);
	assert_int_equal(atomic_read(&threads), 1);
	enable_irq(irq_edge);
	free_irq(irq_edge, NULL);
}

static void freeing_ends_the_thread(void **state)
{
	int i;

	up();
	for (i = 0; i < 20; i++) {
		assert_int_equal(request_threaded_irq(irq_edge, wake, work, IRQF_ONESHOT, "wires",
						      NULL), 0);
		pulse(1);
		free_irq(irq_edge, NULL);
		assert_int_equal(atomic_read(&primaries), atomic_read(&threads));
	}
}

static void wake_without_a_thread_is_reported(void **state)
{
	up();
	assert_int_equal(request_irq(irq_edge, wake, 0, "wires", NULL), 0);
	pulse(1);
	wait_until(atomic_read(&primaries) == 1);
	wait_until(log_contains(
		"device wires returned IRQ_WAKE_THREAD but no thread function available."));
	free_irq(irq_edge, NULL);
}

static void any_context_request_is_a_hardirq(void **state)
{
	up();
	assert_int_equal(request_any_context_irq(irq_edge, idle, 0, "wires", NULL),
			 IRQC_IS_HARDIRQ);
	free_irq(irq_edge, NULL);
}

static void thread_can_be_woken_by_hand(void **state)
{
	up();
	assert_int_equal(request_threaded_irq(irq_edge, wake, work, 0, "wires", &cookie_a), 0);
	irq_wake_thread(irq_edge, &cookie_b);
	irq_wake_thread(irq_edge, &cookie_a);
	wait_until(atomic_read(&threads) == 1);
	assert_int_equal(atomic_read(&primaries), 0);
	free_irq(irq_edge, &cookie_a);
}

static irqreturn_t useless(int irq, void *dev)
{
	atomic_inc(&threads);
	return IRQ_NONE;
}

static void storm_of_useless_threads_is_switched_off(void **state)
{
	up();
	if (under_threads())
		skip_because("100,000 switches of OS threads take too long");
	assert_int_equal(request_threaded_irq(irq_level, NULL, useless, IRQF_ONESHOT, "deaf", NULL),
			 0);
	set_lines(1);
	wait_until(log_contains("Disabling IRQ #"));
	set_lines(0);
	free_irq(irq_level, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(thread_runs_as_a_task_of_its_own),
		board_test(oneshot_masks_until_the_thread_is_done),
		board_test(default_primary_needs_oneshot),
		board_test(shared_oneshot_waits_for_all_threads),
		board_test(synchronize_irq_waits_for_the_thread),
		board_test(disable_irq_waits_for_the_thread),
		board_test(freeing_ends_the_thread),
		board_test(wake_without_a_thread_is_reported),
		board_test(any_context_request_is_a_hardirq),
		board_test(thread_can_be_woken_by_hand),
		board_test(storm_of_useless_threads_is_switched_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
