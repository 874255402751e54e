// SPDX-License-Identifier: MIT
/* Runtime power management: <linux/pm_runtime.h>. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

#include "device_fixture.h"

static struct device *dev, *child;
static char events[256];
static int suspend_result, resume_result, idle_result;
static struct completion inside, go_on;
static bool hold;

static void event(const char *what, struct device *d)
{
	strlcat(events, what, sizeof(events));
	strlcat(events, dev_name(d), sizeof(events));
	strlcat(events, " ", sizeof(events));
}

static void expect(const char *text)
{
	assert_string_equal(events, text);
	events[0] = '\0';
}

static int do_suspend(struct device *d)
{
	event("s", d);
	if (hold) {
		complete(&inside);
		wait_for_completion(&go_on);
	}
	return suspend_result;
}

static int do_resume(struct device *d)
{
	event("r", d);
	return resume_result;
}

static int do_idle(struct device *d)
{
	event("i", d);
	return idle_result;
}

static struct dev_pm_domain domain = {
	.ops = { SET_RUNTIME_PM_OPS(do_suspend, do_resume, NULL) },
};

static void child_release(struct device *d)
{
	kfree(d);
}

static int setup(void **state)
{
	events[0] = '\0';
	suspend_result = resume_result = idle_result = 0;
	hold = false;
	domain.ops.runtime_idle = NULL;
	dev = root_device_register("p");
	child = kzalloc(sizeof(*child), GFP_KERNEL);
	device_initialize(child);
	child->parent = dev;
	child->release = child_release;
	dev_set_name(child, "c");
	dev->pm_domain = &domain;
	child->pm_domain = &domain;
	return device_add(child);
}

static int teardown(void **state)
{
	device_unregister(child);
	root_device_unregister(dev);
	return 0;
}

static void status(const char *text)
{
	char line[32];

	snprintf(line, sizeof(line), "%s\n", text);
	assert_file("/sys/devices/p/power/runtime_status", line);
}

static void get_resumes_and_put_suspends(void **state)
{
	pm_runtime_enable(dev);
	status("suspended");
	assert_int_equal(pm_runtime_get_sync(dev), 0);
	expect("rp ");
	status("active");
	assert_true(pm_runtime_active(dev));
	assert_int_equal(pm_runtime_get_sync(dev), 1);
	assert_int_equal(pm_runtime_put_sync(dev), 0);
	expect("");
	assert_int_equal(pm_runtime_put_sync(dev), 0);
	expect("sp ");
	assert_true(pm_runtime_suspended(dev));
}

static void disabled_is_an_error_and_counts_as_active(void **state)
{
	assert_int_equal(pm_runtime_get_sync(dev), -EACCES);
	assert_int_equal(atomic_read(&dev->power.usage_count), 1);
	pm_runtime_put_noidle(dev);
	assert_int_equal(pm_runtime_resume_and_get(dev), -EACCES);
	assert_int_equal(atomic_read(&dev->power.usage_count), 0);
	assert_int_equal(pm_runtime_suspend(dev), -EACCES);
	assert_true(pm_runtime_active(dev));
	assert_false(pm_runtime_enabled(dev));
	expect("");
	pm_runtime_enable(dev);
	pm_runtime_enable(dev);
	assert_true(log_contains("Unbalanced pm_runtime_enable!"));
}

static void disable_nests(void **state)
{
	pm_runtime_enable(dev);
	pm_runtime_disable(dev);
	pm_runtime_disable(dev);
	pm_runtime_enable(dev);
	assert_false(pm_runtime_enabled(dev));
	pm_runtime_enable(dev);
	assert_true(pm_runtime_enabled(dev));
}

static void a_put_too_many_is_reported(void **state)
{
	pm_runtime_enable(dev);
	assert_int_equal(pm_runtime_put_sync(dev), -EINVAL);
	assert_true(log_contains("Runtime PM usage count underflow!"));
	assert_int_equal(atomic_read(&dev->power.usage_count), 0);
}

static void asynchronous_requests_come_later(void **state)
{
	pm_runtime_enable(dev);
	assert_int_equal(pm_runtime_get(dev), 0);
	pm_runtime_barrier(dev);
	expect("rp ");
	assert_int_equal(pm_runtime_put(dev), 0);
	flush_work(&dev->power.work);
	expect("sp ");
}

static void the_parent_runs_while_a_child_does(void **state)
{
	pm_runtime_enable(dev);
	pm_runtime_enable(child);
	assert_int_equal(pm_runtime_get_sync(child), 0);
	expect("rp rc ");
	assert_int_equal(atomic_read(&dev->power.child_count), 1);
	assert_int_equal(pm_runtime_suspend(dev), -EBUSY);
	assert_int_equal(pm_runtime_put_sync(child), 0);
	flush_work(&dev->power.work);
	expect("sc sp ");
	assert_int_equal(atomic_read(&dev->power.child_count), 0);
}

static void a_parent_that_ignores_its_children_may_sleep(void **state)
{
	pm_runtime_enable(dev);
	pm_runtime_enable(child);
	pm_suspend_ignore_children(dev, true);
	assert_int_equal(pm_runtime_get_sync(child), 0);
	flush_work(&dev->power.work);
	events[0] = '\0';
	assert_true(pm_runtime_suspend(dev) >= 0);
	assert_true(pm_runtime_suspended(dev));
	pm_runtime_put_sync(child);
}

static void a_child_without_a_running_parent_cannot_be_set_active(void **state)
{
	pm_runtime_enable(dev);
	assert_int_equal(pm_runtime_set_active(child), -EBUSY);
	assert_true(log_contains("but parent (p) is not active"));
	assert_int_equal(pm_runtime_get_sync(dev), 0);
	assert_int_equal(pm_runtime_set_active(child), 0);
	assert_int_equal(atomic_read(&dev->power.child_count), 1);
	pm_runtime_enable(child);
	assert_int_equal(pm_runtime_set_suspended(child), -EAGAIN);
	assert_int_equal(pm_runtime_suspend(child), 0);
	expect("rp sc ");
	pm_runtime_put_sync(dev);
}

static void idle_decides_whether_to_suspend(void **state)
{
	domain.ops.runtime_idle = do_idle;
	pm_runtime_enable(dev);
	assert_int_equal(pm_runtime_get_sync(dev), 0);
	idle_result = -EBUSY;
	assert_int_equal(pm_runtime_put_sync(dev), -EBUSY);
	expect("rp ip ");
	assert_int_equal(pm_runtime_idle(dev), -EBUSY);
	idle_result = 0;
	assert_int_equal(pm_runtime_idle(dev), 0);
	expect("ip ip sp ");
	assert_int_equal(pm_runtime_idle(dev), -EAGAIN);
}

static void a_busy_driver_is_asked_again_and_an_error_stays(void **state)
{
	pm_runtime_enable(dev);
	assert_int_equal(pm_runtime_get_sync(dev), 0);
	suspend_result = -EBUSY;
	assert_int_equal(pm_runtime_put_sync(dev), -EBUSY);
	status("active");
	suspend_result = -EIO;
	assert_int_equal(pm_runtime_suspend(dev), -EIO);
	status("error");
	assert_int_equal(pm_runtime_suspend(dev), -EINVAL);
	assert_int_equal(pm_runtime_get_sync(dev), -EINVAL);
	pm_runtime_put_noidle(dev);
	pm_runtime_disable(dev);
	assert_int_equal(pm_runtime_set_suspended(dev), 0);
	pm_runtime_enable(dev);
	assert_int_equal(pm_runtime_get_sync(dev), 0);
	suspend_result = 0;
	pm_runtime_put_sync(dev);
}

static void a_resume_that_fails_leaves_it_suspended(void **state)
{
	pm_runtime_enable(dev);
	resume_result = -EIO;
	assert_int_equal(pm_runtime_resume_and_get(dev), -EIO);
	assert_int_equal(atomic_read(&dev->power.usage_count), 0);
	assert_int_equal(dev->power.runtime_status, RPM_SUSPENDED);
	status("error");
}

#define AN_HOUR (3600 * 1000)

static void wait_until_suspended(void)
{
	while (!pm_runtime_suspended(dev))
		msleep(1);
	pm_runtime_barrier(dev);
}

static void autosuspend_waits_for_the_delay_after_the_last_use(void **state)
{
	u64 last_busy;

	pm_runtime_set_autosuspend_delay(dev, AN_HOUR);
	pm_runtime_use_autosuspend(dev);
	pm_runtime_enable(dev);
	assert_int_equal(pm_runtime_get_sync(dev), 0);
	pm_runtime_mark_last_busy(dev);
	assert_int_equal(pm_runtime_put_autosuspend(dev), 0);
	assert_true(pm_runtime_autosuspend_expiration(dev) > ktime_get_ns());
	msleep(5);
	assert_true(pm_runtime_active(dev));
	/* used again: the time begins anew */
	pm_runtime_get_sync(dev);
	last_busy = ktime_get_ns();
	pm_runtime_mark_last_busy(dev);
	pm_runtime_put_autosuspend(dev);
	expect("rp ");
	pm_runtime_set_autosuspend_delay(dev, 20);
	wait_until_suspended();
	expect("sp ");
	assert_true(ktime_get_ns() - last_busy >= 20 * NSEC_PER_MSEC);
}

static void a_negative_delay_keeps_it_up(void **state)
{
	pm_runtime_set_autosuspend_delay(dev, -1);
	pm_runtime_enable(dev);
	pm_runtime_use_autosuspend(dev);
	expect("rp ");
	assert_int_equal(atomic_read(&dev->power.usage_count), 1);
	pm_runtime_dont_use_autosuspend(dev);
	expect("sp ");
}

static void a_scheduled_suspend_can_be_overtaken(void **state)
{
	pm_runtime_enable(dev);
	pm_runtime_get_sync(dev);
	pm_runtime_put_noidle(dev);
	assert_int_equal(pm_schedule_suspend(dev, AN_HOUR), 0);
	assert_true(hrtimer_active(&dev->power.suspend_timer));
	pm_runtime_get_sync(dev);
	assert_false(hrtimer_active(&dev->power.suspend_timer));
	expect("rp ");
	pm_runtime_put_noidle(dev);
	assert_int_equal(pm_schedule_suspend(dev, 10), 0);
	wait_until_suspended();
	expect("sp ");
}

static int suspender(void *arg)
{
	return pm_runtime_suspend(dev);
}

static void a_resume_waits_for_the_suspend_that_runs(void **state)
{
	struct task_struct *task;

	init_completion(&inside);
	init_completion(&go_on);
	pm_runtime_enable(dev);
	pm_runtime_get_sync(dev);
	pm_runtime_put_noidle(dev);
	hold = true;
	task = kthread_run(suspender, NULL, "suspender");
	get_task_struct(task);
	wait_for_completion(&inside);
	assert_int_equal(dev->power.runtime_status, RPM_SUSPENDING);
	assert_int_equal(pm_runtime_get(dev), 0);
	hold = false;
	complete(&go_on);
	kthread_stop(task);
	put_task_struct(task);
	assert_int_equal(pm_runtime_resume(dev), 1);
	expect("rp sp rp ");
	pm_runtime_put_sync(dev);
}

static void forbid_and_allow_are_the_control_file(void **state)
{
	pm_runtime_enable(dev);
	assert_file("/sys/devices/p/power/control", "auto\n");
	assert_int_equal(file_write("/sys/devices/p/power/control", "on\n"), 0);
	expect("rp ");
	pm_runtime_forbid(dev);
	assert_int_equal(atomic_read(&dev->power.usage_count), 1);
	assert_int_equal(file_write("/sys/devices/p/power/control", "auto\n"), 0);
	flush_work(&dev->power.work);
	expect("sp ");
	assert_int_equal(file_write("/sys/devices/p/power/control", "maybe"), -EINVAL);
}

static void the_delay_is_a_file_where_it_is_used(void **state)
{
	assert_int_equal(file_read_error("/sys/devices/p/power/autosuspend_delay_ms"), -EIO);
	pm_runtime_use_autosuspend(dev);
	assert_int_equal(file_write("/sys/devices/p/power/autosuspend_delay_ms", "250\n"), 0);
	assert_int_equal(dev->power.autosuspend_delay, 250);
	assert_file("/sys/devices/p/power/autosuspend_delay_ms", "250\n");
	assert_int_equal(file_write("/sys/devices/p/power/autosuspend_delay_ms", "x"), -EINVAL);
	pm_runtime_dont_use_autosuspend(dev);
}

static void get_if_in_use_does_not_wake(void **state)
{
	assert_int_equal(pm_runtime_get_if_in_use(dev), -EINVAL);
	pm_runtime_enable(dev);
	assert_int_equal(pm_runtime_get_if_in_use(dev), 0);
	pm_runtime_get_sync(dev);
	assert_int_equal(pm_runtime_get_if_in_use(dev), 1);
	pm_runtime_put_noidle(dev);
	pm_runtime_put_noidle(dev);
	assert_int_equal(pm_runtime_get_if_in_use(dev), 0);
	assert_int_equal(pm_runtime_get_if_active(dev, true), 1);
	pm_runtime_put_sync(dev);
	expect("rp sp ");
}

static void without_callbacks_there_is_nothing_to_call(void **state)
{
	pm_runtime_no_callbacks(dev);
	assert_int_equal(file_type("/sys/devices/p/power/control"), 0);
	pm_runtime_enable(dev);
	assert_int_equal(pm_runtime_get_sync(dev), 0);
	assert_true(pm_runtime_active(dev));
	assert_int_equal(pm_runtime_put_sync(dev), 0);
	assert_true(pm_runtime_suspended(dev));
	expect("");
}

static void irq_safe_may_be_used_under_a_spinlock(void **state)
{
	DEFINE_SPINLOCK(lock);
	unsigned long flags;

	pm_runtime_enable(dev);
	pm_runtime_irq_safe(dev);
	assert_true(pm_runtime_is_irq_safe(dev));
	spin_lock_irqsave(&lock, flags);
	assert_int_equal(pm_runtime_get_sync(dev), 0);
	assert_int_equal(pm_runtime_put_sync(dev), 0);
	spin_unlock_irqrestore(&lock, flags);
	expect("rp sp ");
	assert_false(log_contains("sleeping function"));
}

static void force_suspend_and_resume_restore_what_was(void **state)
{
	pm_runtime_enable(dev);
	pm_runtime_get_sync(dev);
	pm_runtime_get_sync(dev);
	expect("rp ");
	assert_int_equal(pm_runtime_force_suspend(dev), 0);
	expect("sp ");
	assert_false(pm_runtime_enabled(dev));
	assert_int_equal(pm_runtime_force_resume(dev), 0);
	expect("rp ");
	pm_runtime_put_noidle(dev);
	/* with one user left it may stay suspended */
	assert_int_equal(pm_runtime_force_suspend(dev), 0);
	assert_int_equal(pm_runtime_force_resume(dev), 0);
	expect("sp ");
	pm_runtime_put_noidle(dev);
}

static void devm_enable_ends_with_the_device(void **state)
{
	struct device *own = root_device_register("own");

	assert_int_equal(devm_pm_runtime_enable(own), 0);
	assert_true(pm_runtime_enabled(own));
	get_device(own);
	root_device_unregister(own);
	put_device(own);
	own = root_device_register("own");
	assert_int_equal(devm_pm_runtime_set_active_enabled(own), 0);
	assert_int_equal(devm_pm_runtime_get_noresume(own), 0);
	assert_false(pm_runtime_suspended(own));
	assert_int_equal(pm_runtime_put_sync(own), 0);
	pm_runtime_get_noresume(own);
	root_device_unregister(own);
}

static void times_are_accounted(void **state)
{
	char *text;
	size_t len;

	pm_runtime_enable(dev);
	pm_runtime_get_sync(dev);
	msleep(30);
	pm_runtime_put_sync(dev);
	assert_int_equal(filetree_read("/sys/devices/p/power/runtime_active_time", &text, &len), 0);
	assert_true(simple_strtoul(text, NULL, 10) >= 30);
	host_free(text);
}

static const struct dev_pm_ops driver_ops = {
	SET_RUNTIME_PM_OPS(do_suspend, do_resume, NULL)
};

static void the_drivers_operations_are_the_last_resort(void **state)
{
	struct device_driver drv = { .name = "drv", .pm = &driver_ops };

	dev->pm_domain = NULL;
	dev->driver = &drv;
	pm_runtime_enable(dev);
	pm_runtime_get_sync(dev);
	pm_runtime_put_sync(dev);
	expect("rp sp ");
	dev->driver = NULL;
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(get_resumes_and_put_suspends),
		T(disabled_is_an_error_and_counts_as_active),
		T(disable_nests),
		T(a_put_too_many_is_reported),
		T(asynchronous_requests_come_later),
		T(the_parent_runs_while_a_child_does),
		T(a_parent_that_ignores_its_children_may_sleep),
		T(a_child_without_a_running_parent_cannot_be_set_active),
		T(idle_decides_whether_to_suspend),
		T(a_busy_driver_is_asked_again_and_an_error_stays),
		T(a_resume_that_fails_leaves_it_suspended),
		T(autosuspend_waits_for_the_delay_after_the_last_use),
		T(a_negative_delay_keeps_it_up),
		T(a_scheduled_suspend_can_be_overtaken),
		T(a_resume_waits_for_the_suspend_that_runs),
		T(forbid_and_allow_are_the_control_file),
		T(the_delay_is_a_file_where_it_is_used),
		T(get_if_in_use_does_not_wake),
		T(without_callbacks_there_is_nothing_to_call),
		T(irq_safe_may_be_used_under_a_spinlock),
		T(force_suspend_and_resume_restore_what_was),
		T(devm_enable_ends_with_the_device),
		T(times_are_accounted),
		T(the_drivers_operations_are_the_last_resort),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
