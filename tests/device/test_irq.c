// SPDX-License-Identifier: MIT
/* Interrupts: requested, delivered, shared, disabled, waited for, freed. */
#include "irq_fixture.h"

#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/smp.h>

#include "base/host.h"
#include "device/filetree.h"

static atomic_t calls;
static atomic_t others;
static int was_hardirq, were_irqs_off;
static int seen_irq;
static void *seen_dev;

/* what a driver's handler does: serve the device, so that its line goes down */
static irqreturn_t serve(int irq, void *dev)
{
	seen_irq = irq;
	seen_dev = dev;
	was_hardirq = !!in_hardirq();
	were_irqs_off = irqs_disabled();
	writel(0xf, regs + WIRES_ACK);
	atomic_inc(&calls);
	return IRQ_HANDLED;
}

static irqreturn_t count_only(int irq, void *dev)
{
	atomic_inc(&calls);
	return IRQ_HANDLED;
}

static irqreturn_t not_mine(int irq, void *dev)
{
	atomic_inc(&others);
	return IRQ_NONE;
}

static void up(void)
{
	atomic_set(&calls, 0);
	atomic_set(&others, 0);
	wires_up();
}

static int cookie_a, cookie_b;

/* ---- delivery ---------------------------------------------------------------------- */

static void handler_runs_in_hardirq_context(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, serve, 0, "wires", &cookie_a), 0);
	set_lines(1);
	wait_until(atomic_read(&calls) == 1);
	assert_string_equal(free_irq(irq_level, &cookie_a), "wires");
	assert_int_equal(seen_irq, irq_level);
	assert_ptr_equal(seen_dev, &cookie_a);
	assert_true(was_hardirq);
	assert_true(were_irqs_off);
}

static void level_is_served_while_it_lasts(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, serve, 0, "wires", NULL), 0);
	set_lines(1);
	wait_until(atomic_read(&calls) == 1);
	settle();
	assert_int_equal(atomic_read(&calls), 1);
	set_lines(1);
	wait_until(atomic_read(&calls) == 2);
	free_irq(irq_level, NULL);
}

static irqreturn_t serve_the_third_time(int irq, void *dev)
{
	if (atomic_inc_return(&calls) == 3)
		writel(0xf, regs + WIRES_ACK);
	return IRQ_HANDLED;
}

static void level_that_stays_comes_again(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, serve_the_third_time, 0, "wires", NULL), 0);
	set_lines(1);
	wait_until(atomic_read(&calls) == 3);
	settle();
	assert_int_equal(atomic_read(&calls), 3);
	free_irq(irq_level, NULL);
}

static void level_from_before_the_request_is_served(void **state)
{
	up();
	set_lines(1);
	assert_int_equal(request_irq(irq_level, serve, 0, "wires", NULL), 0);
	wait_until(atomic_read(&calls) == 1);
	free_irq(irq_level, NULL);
}

static void edge_comes_once(void **state)
{
	up();
	assert_int_equal(request_irq(irq_edge, count_only, 0, "wires", NULL), 0);
	set_lines(2);
	wait_until(atomic_read(&calls) == 1);
	settle();
	assert_int_equal(atomic_read(&calls), 1);
	set_lines(0);
	settle();
	assert_int_equal(atomic_read(&calls), 1);
	pulse(1);
	wait_until(atomic_read(&calls) == 2);
	free_irq(irq_edge, NULL);
}

static void edge_from_before_the_request_is_forgotten(void **state)
{
	up();
	pulse(1);
	assert_int_equal(request_irq(irq_edge, count_only, 0, "wires", NULL), 0);
	settle();
	assert_int_equal(atomic_read(&calls), 0);
	free_irq(irq_edge, NULL);
}

static void both_edges_come(void **state)
{
	up();
	assert_int_equal(request_irq(irq_both, count_only, 0, "wires", NULL), 0);
	set_lines(4);
	wait_until(atomic_read(&calls) == 1);
	set_lines(0);
	wait_until(atomic_read(&calls) == 2);
	free_irq(irq_both, NULL);
}

static void event_of_the_hardware_interrupts(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, serve, 0, "wires", NULL), 0);
	writel(3000000, regs + WIRES_DELAY);
	assert_int_equal(atomic_read(&calls), 0);
	wait_until(atomic_read(&calls) == 1);
	free_irq(irq_level, NULL);
}

static void injected_interrupt_runs_the_handler(void **state)
{
	up();
	assert_int_equal(irq_inject_interrupt(irq_edge), -EINVAL);
	assert_int_equal(request_irq(irq_edge, count_only, 0, "wires", NULL), 0);
	assert_int_equal(irq_inject_interrupt(irq_edge), 0);
	wait_until(atomic_read(&calls) == 1);
	free_irq(irq_edge, NULL);
}

/* ---- requests that fail ------------------------------------------------------------------ */

static void request_checks_its_arguments(void **state)
{
	up();
	assert_int_equal(request_irq(0, serve, 0, "x", NULL), -EINVAL);
	assert_int_equal(request_irq(3000, serve, 0, "x", NULL), -EINVAL);
	assert_int_equal(request_irq(IRQ_NOTCONNECTED, serve, 0, "x", NULL), -ENOTCONN);
	assert_int_equal(request_irq(irq_level, NULL, 0, "x", NULL), -EINVAL);
	/* who shares must say who it is */
	assert_int_equal(request_irq(irq_level, serve, IRQF_SHARED, "x", NULL), -EINVAL);
	assert_int_equal(request_irq(irq_level, serve, IRQF_SHARED | IRQF_NO_AUTOEN, "x", &calls),
			 -EINVAL);
}

static void second_owner_is_refused(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, serve, 0, "first", NULL), 0);
	assert_int_equal(request_irq(irq_level, serve, 0, "second", NULL), -EBUSY);
	assert_true(log_contains("genirq: Flags mismatch irq"));
	assert_true(log_contains("(second) vs."));
	free_irq(irq_level, NULL);
}

static void sharing_needs_equal_flags(void **state)
{
	up();
	assert_int_equal(request_irq(irq_shared, not_mine, IRQF_SHARED, "a", &cookie_a), 0);
	assert_int_equal(request_irq(irq_shared, serve, IRQF_SHARED | IRQF_TRIGGER_RISING, "b",
				     &cookie_b), -EBUSY);
	assert_int_equal(request_irq(irq_shared, serve, IRQF_SHARED | IRQF_TRIGGER_HIGH, "b",
				     &cookie_b), 0);
	free_irq(irq_shared, &cookie_b);
	free_irq(irq_shared, &cookie_a);
}

static void contradictory_trigger_is_refused(void **state)
{
	up();
	assert_int_equal(request_irq(irq_edge, serve, IRQF_TRIGGER_RISING | IRQF_TRIGGER_HIGH, "x",
				     NULL), -EINVAL);
	assert_true(log_contains("genirq: Setting trigger mode 5 for irq"));
	assert_false(irq_has_action(irq_edge));
}

/* ---- sharing ------------------------------------------------------------------------------- */

static void all_who_share_are_asked(void **state)
{
	up();
	assert_int_equal(request_irq(irq_shared, not_mine, IRQF_SHARED, "a", &cookie_a), 0);
	assert_int_equal(request_irq(irq_shared, serve, IRQF_SHARED, "b", &cookie_b), 0);
	set_lines(8);
	wait_until(atomic_read(&calls) == 1);
	assert_int_equal(atomic_read(&others), 1);
	free_irq(irq_shared, &cookie_a);
	set_lines(8);
	wait_until(atomic_read(&calls) == 2);
	assert_int_equal(atomic_read(&others), 1);
	free_irq(irq_shared, &cookie_b);
	assert_false(irq_has_action(irq_shared));
}

static void freeing_a_stranger_is_reported(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, serve, 0, "wires", &cookie_a), 0);
	assert_null(free_irq(irq_level, &cookie_b));
	assert_true(log_contains("Trying to free already-free IRQ"));
	assert_true(irq_has_action(irq_level));
	free_irq(irq_level, &cookie_a);
}

/* ---- disabling --------------------------------------------------------------------------------
 */

static void disabled_level_is_served_after_enabling(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, serve, 0, "wires", NULL), 0);
	disable_irq(irq_level);
	set_lines(1);
	settle();
	assert_int_equal(atomic_read(&calls), 0);
	enable_irq(irq_level);
	wait_until(atomic_read(&calls) == 1);
	free_irq(irq_level, NULL);
}

static void edge_while_disabled_is_remembered(void **state)
{
	up();
	assert_int_equal(request_irq(irq_edge, count_only, 0, "wires", NULL), 0);
	disable_irq(irq_edge);
	pulse(1);
	pulse(1);
	settle();
	assert_int_equal(atomic_read(&calls), 0);
	enable_irq(irq_edge);
	wait_until(atomic_read(&calls) == 1);
	settle();
	assert_int_equal(atomic_read(&calls), 1);
	free_irq(irq_edge, NULL);
}

static void disabling_nests(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, serve, 0, "wires", NULL), 0);
	disable_irq(irq_level);
	disable_irq_nosync(irq_level);
	enable_irq(irq_level);
	set_lines(1);
	settle();
	assert_int_equal(atomic_read(&calls), 0);
	enable_irq(irq_level);
	wait_until(atomic_read(&calls) == 1);
	free_irq(irq_level, NULL);
}

static void unbalanced_enable_is_reported(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, serve, 0, "wires", NULL), 0);
	enable_irq(irq_level);
	assert_true(log_contains("Unbalanced enable for IRQ"));
	/* and does no harm */
	set_lines(1);
	wait_until(atomic_read(&calls) == 1);
	free_irq(irq_level, NULL);
}

static void no_autoen_starts_disabled(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, serve, IRQF_NO_AUTOEN, "wires", NULL), 0);
	set_lines(1);
	settle();
	assert_int_equal(atomic_read(&calls), 0);
	enable_irq(irq_level);
	wait_until(atomic_read(&calls) == 1);
	free_irq(irq_level, NULL);
}

static irqreturn_t disable_myself(int irq, void *dev)
{
	disable_irq_nosync(irq);
	atomic_inc(&calls);
	return IRQ_HANDLED;
}

static void handler_may_disable_its_own_interrupt(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, disable_myself, 0, "wires", NULL), 0);
	set_lines(1);
	wait_until(atomic_read(&calls) == 1);
	settle();
	assert_int_equal(atomic_read(&calls), 1);
	set_lines(0);
	free_irq(irq_level, NULL);
}

static irqreturn_t wait_for_myself(int irq, void *dev)
{
	writel(0xf, regs + WIRES_ACK);
	synchronize_irq(irq);
	atomic_inc(&calls);
	return IRQ_HANDLED;
}

static void handler_that_waits_for_itself_is_reported(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, wait_for_myself, 0, "wires", NULL), 0);
	set_lines(1);
	wait_until(atomic_read(&calls) == 1);
	assert_true(log_contains("in its own handler"));
	free_irq(irq_level, NULL);
}

static atomic_t inside;

static irqreturn_t slow(int irq, void *dev)
{
	writel(0xf, regs + WIRES_ACK);
	atomic_set(&inside, 1);
	udelay(2000);
	atomic_set(&inside, 0);
	atomic_inc(&calls);
	return IRQ_HANDLED;
}

static void synchronize_waits_for_the_handler(void **state)
{
	up();
	atomic_set(&inside, 0);
	assert_int_equal(request_irq(irq_level, slow, 0, "wires", NULL), 0);
	set_lines(1);
	synchronize_irq(irq_level);
	assert_int_equal(atomic_read(&inside), 0);
	disable_irq(irq_level);
	assert_int_equal(atomic_read(&inside), 0);
	enable_irq(irq_level);
	set_lines(1);
	free_irq(irq_level, NULL);
	assert_int_equal(atomic_read(&inside), 0);
	set_lines(0);
}

/*
 * ---- nobody cares
 * ----------------------------------------------------------------------------------
 */

static void storm_that_nobody_serves_is_switched_off(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, not_mine, 0, "deaf", NULL), 0);
	set_lines(1);
	wait_until(log_contains("nobody cared"));
	wait_until(log_contains("Disabling IRQ #"));
	settle();
	assert_int_equal(atomic_read(&others), 100000);
	assert_true(log_contains("deaf"));
	set_lines(0);
	free_irq(irq_level, NULL);
}

static irqreturn_t nonsense(int irq, void *dev)
{
	writel(0xf, regs + WIRES_ACK);
	atomic_inc(&calls);
	return (irqreturn_t)0x77;
}

static void bogus_return_value_is_reported(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, nonsense, 0, "wires", NULL), 0);
	set_lines(1);
	wait_until(atomic_read(&calls) == 1);
	wait_until(log_contains("bogus return value 77"));
	free_irq(irq_level, NULL);
}

static irqreturn_t enable_interrupts(int irq, void *dev)
{
	writel(0xf, regs + WIRES_ACK);
	local_irq_enable();
	atomic_inc(&calls);
	return IRQ_HANDLED;
}

static void handler_that_enables_interrupts_is_reported(void **state)
{
	up();
	assert_int_equal(request_irq(irq_level, enable_interrupts, 0, "wires", NULL), 0);
	set_lines(1);
	wait_until(atomic_read(&calls) == 1);
	free_irq(irq_level, NULL);
	assert_true(log_contains("handler of wires enabled interrupts"));
}

/*
 * ---- the rest
 * ------------------------------------------------------------------------------------------
 */

static void affinity_is_checked_and_kept(void **state)
{
	struct cpumask none, first;

	up();
	cpumask_clear(&none);
	cpumask_copy(&first, cpumask_of(0));
	assert_int_equal(request_irq(irq_level, serve, 0, "wires", NULL), 0);
	assert_int_equal(irq_set_affinity(irq_level, &none), -EINVAL);
	assert_int_equal(irq_set_affinity(irq_level, &first), 0);
	assert_true(cpumask_test_cpu(0, irq_get_affinity_mask(irq_level)));
	assert_int_equal(cpumask_weight(irq_get_affinity_mask(irq_level)), 1);
	assert_int_equal(irq_set_affinity_hint(irq_level, &first), 0);
	assert_int_equal(irq_set_affinity_hint(irq_level, NULL), 0);
	assert_int_equal(irq_set_affinity_hint(3000, &first), -EINVAL);
	free_irq(irq_level, NULL);
}

static void wake_requests_must_balance(void **state)
{
	up();
	assert_int_equal(enable_irq_wake(irq_level), 0);
	assert_true(irqd_is_wakeup_set(irq_get_irq_data(irq_level)));
	assert_int_equal(disable_irq_wake(irq_level), 0);
	assert_false(irqd_is_wakeup_set(irq_get_irq_data(irq_level)));
	disable_irq_wake(irq_level);
	assert_true(log_contains("Unbalanced IRQ"));
}

static void type_can_be_changed(void **state)
{
	up();
	assert_int_equal(irq_set_irq_type(irq_level, IRQ_TYPE_EDGE_RISING), 0);
	assert_int_equal(irq_get_trigger_type(irq_level), IRQ_TYPE_EDGE_RISING);
	assert_int_equal(request_irq(irq_level, count_only, 0, "wires", NULL), 0);
	set_lines(1);
	wait_until(atomic_read(&calls) == 1);
	settle();
	assert_int_equal(atomic_read(&calls), 1);
	free_irq(irq_level, NULL);
}

static void line_state_can_be_read(void **state)
{
	bool level = true;

	up();
	assert_int_equal(irq_get_irqchip_state(irq_level, IRQCHIP_STATE_LINE_LEVEL, &level), 0);
	assert_false(level);
	set_lines(1);
	assert_int_equal(irq_get_irqchip_state(irq_level, IRQCHIP_STATE_LINE_LEVEL, &level), 0);
	assert_true(level);
}

static void proc_interrupts_counts_them(void **state)
{
	char *text = NULL;
	size_t len;

	up();
	assert_int_equal(request_irq(irq_level, serve, 0, "wires", NULL), 0);
	set_lines(1);
	wait_until(atomic_read(&calls) == 1);
	assert_int_equal(filetree_read("/proc/interrupts", &text, &len), 0);
	assert_non_null(strstr(text, "CPU0"));
	assert_non_null(strstr(text, "interrupt-controller"));
	assert_non_null(strstr(text, " 10 Level     wires\n"));
	assert_non_null(strstr(text, " 1 "));
	host_free(text);
	free_irq(irq_level, NULL);
}

static int managed_probe(struct platform_device *pdev)
{
	int ret = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), serve, 0, NULL, pdev);

	if (ret)
		return ret;
	return devm_request_irq(&pdev->dev, platform_get_irq(pdev, 1), serve, 0, "edge", pdev);
}

static const struct of_device_id managed_ids[] = { { .compatible = WIRES_COMPATIBLE }, {} };

static struct platform_driver managed_driver = {
	.probe = managed_probe,
	.driver = { .name = "managed", .of_match_table = managed_ids },
};

static void managed_interrupts_go_with_the_driver(void **state)
{
	up();
	firmware_populate();
	assert_int_equal(platform_driver_register(&managed_driver), 0);
	assert_true(irq_has_action(irq_level));
	assert_true(irq_has_action(irq_edge));
	set_lines(1);
	wait_until(atomic_read(&calls) == 1);
	platform_driver_unregister(&managed_driver);
	assert_false(irq_has_action(irq_level));
	assert_false(irq_has_action(irq_edge));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(handler_runs_in_hardirq_context),
		board_test(level_is_served_while_it_lasts),
		board_test(level_that_stays_comes_again),
		board_test(level_from_before_the_request_is_served),
		board_test(edge_comes_once),
		board_test(edge_from_before_the_request_is_forgotten),
		board_test(both_edges_come),
		board_test(event_of_the_hardware_interrupts),
		board_test(injected_interrupt_runs_the_handler),
		board_test(request_checks_its_arguments),
		board_test(second_owner_is_refused),
		board_test(sharing_needs_equal_flags),
		board_test(contradictory_trigger_is_refused),
		board_test(all_who_share_are_asked),
		board_test(freeing_a_stranger_is_reported),
		board_test(disabled_level_is_served_after_enabling),
		board_test(edge_while_disabled_is_remembered),
		board_test(disabling_nests),
		board_test(unbalanced_enable_is_reported),
		board_test(no_autoen_starts_disabled),
		board_test(handler_may_disable_its_own_interrupt),
		board_test(handler_that_waits_for_itself_is_reported),
		board_test(synchronize_waits_for_the_handler),
		board_test(storm_that_nobody_serves_is_switched_off),
		board_test(bogus_return_value_is_reported),
		board_test(handler_that_enables_interrupts_is_reported),
		board_test(affinity_is_checked_and_kept),
		board_test(wake_requests_must_balance),
		board_test(type_can_be_changed),
		board_test(line_state_can_be_read),
		board_test(proc_interrupts_counts_them),
		board_test(managed_interrupts_go_with_the_driver),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
