// SPDX-License-Identifier: MIT
/*
 * Runtime power management: what drivers call. Counting users, turning the
 * machine (pm_runtime.c) on and off, setting a status by hand, autosuspend,
 * forcing a state, and the set-up of a device's power state.
 */
#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "device/core.h"
#include "device/pm.h"

struct workqueue_struct *pm_wq;

/* ---- users ------------------------------------------------------------- */

int rpm_drop_usage_count(struct device *dev)
{
	int left = atomic_sub_return(1, &dev->power.usage_count);

	if (left >= 0)
		return left;
	/* nobody had it: somebody put twice */
	atomic_inc(&dev->power.usage_count);
	dev_warn(dev, "Runtime PM usage count underflow!\n");
	return -EINVAL;
}

static int drop_and(struct device *dev, int rpmflags, int (*then)(struct device *dev, int flags))
{
	unsigned long flags;
	int ret;

	if (rpmflags & RPM_GET_PUT) {
		ret = rpm_drop_usage_count(dev);
		if (ret)
			return ret < 0 ? ret : 0;
	}
	might_sleep_if(!(rpmflags & RPM_ASYNC) && !pm_runtime_is_irq_safe(dev));
	spin_lock_irqsave(&dev->power.lock, flags);
	ret = then(dev, rpmflags);
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return ret;
}

int __pm_runtime_idle(struct device *dev, int rpmflags)
{
	return drop_and(dev, rpmflags, rpm_idle);
}

int __pm_runtime_suspend(struct device *dev, int rpmflags)
{
	return drop_and(dev, rpmflags, rpm_suspend);
}

int __pm_runtime_resume(struct device *dev, int rpmflags)
{
	unsigned long flags;
	int ret;

	might_sleep_if(!(rpmflags & RPM_ASYNC) && !pm_runtime_is_irq_safe(dev) &&
		       READ_ONCE(dev->power.runtime_status) != RPM_ACTIVE);
	if (rpmflags & RPM_GET_PUT)
		atomic_inc(&dev->power.usage_count);
	spin_lock_irqsave(&dev->power.lock, flags);
	ret = rpm_resume(dev, rpmflags);
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return ret;
}

static int get_if_active_locked(struct device *dev, bool even_unused)
{
	atomic_t *usage = &dev->power.usage_count;

	if (dev->power.disable_depth > 0)
		return -EINVAL;
	if (dev->power.runtime_status != RPM_ACTIVE)
		return 0;
	if (!even_unused)
		return atomic_inc_not_zero(usage);
	atomic_inc(usage);
	return 1;
}

int pm_runtime_get_if_active(struct device *dev, bool ign_usage_count)
{
	unsigned long flags;
	int got;

	spin_lock_irqsave(&dev->power.lock, flags);
	got = get_if_active_locked(dev, ign_usage_count);
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return got;
}

int pm_schedule_suspend(struct device *dev, unsigned int delay_ms)
{
	unsigned long flags;
	u64 expires;
	int ret;

	spin_lock_irqsave(&dev->power.lock, flags);
	if (!delay_ms) {
		ret = rpm_suspend(dev, RPM_ASYNC);
		goto out;
	}
	ret = rpm_check_suspend_allowed(dev);
	if (ret)
		goto out;
	rpm_cancel_pending(dev);
	expires = ktime_get_ns() + (u64)delay_ms * NSEC_PER_MSEC;
	dev->power.timer_expires = expires;
	dev->power.timer_autosuspends = 0;
	hrtimer_start(&dev->power.suspend_timer, ns_to_ktime(expires), HRTIMER_MODE_ABS);
out:
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return ret;
}

/* ---- a status by hand -------------------------------------------------- */

static bool parent_forbids_active_locked(const struct device *parent)
{
	const struct dev_pm_info *power = &parent->power;

	if (power->disable_depth || READ_ONCE(power->ignore_children))
		return false;
	return power->runtime_status != RPM_ACTIVE;
}

static int count_active_child(struct device *dev, struct device *parent)
{
	int error = 0;

	spin_lock(&parent->power.lock);
	if (parent_forbids_active_locked(parent)) {
		dev_err(dev,
			"runtime PM trying to activate child device %s but parent (%s) is not "
			"active\n",
			dev_name(dev), dev_name(parent));
		error = -EBUSY;
	} else if (dev->power.runtime_status == RPM_SUSPENDED) {
		atomic_inc(&parent->power.child_count);
	}
	spin_unlock(&parent->power.lock);
	return error;
}

/* the parent learns of a child more or fewer; *@idle_parent: it may be idle now */
static int tell_parent_locked(struct device *dev, unsigned int status, bool *idle_parent)
{
	struct device *parent = dev->parent;

	if (!parent || dev->power.runtime_status == status)
		return 0;
	if (status != RPM_SUSPENDED)
		return count_active_child(dev, parent);
	*idle_parent = !READ_ONCE(parent->power.ignore_children);
	atomic_add_unless(&parent->power.child_count, -1, 0);
	return 0;
}

int __pm_runtime_set_status(struct device *dev, unsigned int status)
{
	bool idle_parent = false;
	unsigned long flags;
	int error = 0;

	if (status != RPM_ACTIVE && status != RPM_SUSPENDED)
		return -EINVAL;
	spin_lock_irqsave(&dev->power.lock, flags);
	/* only while the machine is off, or stopped by an error; and off it stays meanwhile */
	if (dev->power.runtime_error || dev->power.disable_depth)
		WRITE_ONCE(dev->power.disable_depth, dev->power.disable_depth + 1);
	else
		error = -EAGAIN;
	spin_unlock_irqrestore(&dev->power.lock, flags);
	if (error)
		return error;

	if (status == RPM_ACTIVE) {
		error = rpm_get_suppliers(dev);
		if (error)
			status = RPM_SUSPENDED;
	}
	spin_lock_irqsave(&dev->power.lock, flags);
	if (!error)
		error = tell_parent_locked(dev, status, &idle_parent);
	if (error) {
		status = RPM_SUSPENDED;
	} else {
		rpm_set_status(dev, status);
		WRITE_ONCE(dev->power.runtime_error, 0);
	}
	spin_unlock_irqrestore(&dev->power.lock, flags);

	if (idle_parent)
		pm_request_idle(dev->parent);
	if (status == RPM_SUSPENDED)
		rpm_put_suppliers(dev, true);
	pm_runtime_enable(dev);
	return error;
}

/* ---- on and off -------------------------------------------------------- */

static bool busy(struct device *dev)
{
	return READ_ONCE(dev->power.runtime_status) == RPM_SUSPENDING ||
	       READ_ONCE(dev->power.runtime_status) == RPM_RESUMING ||
	       READ_ONCE(dev->power.idle_notification);
}

static void drop_request_locked(struct device *dev)
{
	struct dev_pm_info *power = &dev->power;

	if (!power->request_pending)
		return;
	/* nothing to do, should the work run before it is cancelled */
	power->request = RPM_REQ_NONE;
	spin_unlock_irq(&power->lock);
	cancel_work_sync(&power->work);
	spin_lock_irq(&power->lock);
	power->request_pending = false;
}

/* forget what was requested, wait for what runs */
static void barrier_locked(struct device *dev)
{
	struct dev_pm_info *power = &dev->power;

	rpm_stop_timer(dev);
	drop_request_locked(dev);
	while (busy(dev)) {
		spin_unlock_irq(&power->lock);
		wait_event(power->wait_queue, !busy(dev));
		spin_lock_irq(&power->lock);
	}
}

/* A resume that is queued, and that somebody waits for, happens now; true if there was one. */
static bool run_queued_resume_locked(struct device *dev)
{
	if (!dev->power.request_pending || dev->power.request != RPM_REQ_RESUME)
		return false;
	pm_runtime_get_noresume(dev);
	rpm_resume(dev, 0);
	pm_runtime_put_noidle(dev);
	return true;
}

int pm_runtime_barrier(struct device *dev)
{
	bool resumed;

	/* in use, so that nothing suspends it in between */
	pm_runtime_get_noresume(dev);
	spin_lock_irq(&dev->power.lock);
	resumed = run_queued_resume_locked(dev);
	barrier_locked(dev);
	spin_unlock_irq(&dev->power.lock);
	pm_runtime_put_noidle(dev);
	return resumed;
}

static void disable_locked(struct device *dev, bool check_resume)
{
	struct dev_pm_info *power = &dev->power;

	if (check_resume)
		run_queued_resume_locked(dev);
	rpm_account(dev);
	WRITE_ONCE(power->disable_depth, power->disable_depth + 1);
	barrier_locked(dev);
	power->last_status = power->runtime_status;
}

void __pm_runtime_disable(struct device *dev, bool check_resume)
{
	struct dev_pm_info *power = &dev->power;

	spin_lock_irq(&power->lock);
	if (power->disable_depth)
		WRITE_ONCE(power->disable_depth, power->disable_depth + 1);
	else
		disable_locked(dev, check_resume);
	spin_unlock_irq(&power->lock);
}

static void enabled_locked(struct device *dev)
{
	struct dev_pm_info *power = &dev->power;

	power->accounting_timestamp = ktime_get_ns();
	power->last_status = RPM_INVALID;
	if (power->runtime_status != RPM_SUSPENDED || READ_ONCE(power->ignore_children))
		return;
	if (atomic_read(&power->child_count) > 0)
		dev_warn(dev, "Enabling runtime PM for inactive device with active children\n");
}

void pm_runtime_enable(struct device *dev)
{
	struct dev_pm_info *power = &dev->power;
	unsigned long flags;

	spin_lock_irqsave(&power->lock, flags);
	if (power->disable_depth) {
		WRITE_ONCE(power->disable_depth, power->disable_depth - 1);
		if (!power->disable_depth)
			enabled_locked(dev);
	} else {
		dev_warn(dev, "Unbalanced %s!\n", __func__);
	}
	spin_unlock_irqrestore(&power->lock, flags);
}

static void devm_disable(void *data)
{
	pm_runtime_dont_use_autosuspend(data);
	pm_runtime_disable(data);
}

int devm_pm_runtime_enable(struct device *dev)
{
	pm_runtime_enable(dev);
	return devm_add_action_or_reset(dev, devm_disable, dev);
}

static void devm_set_suspended(void *data)
{
	pm_runtime_set_suspended(data);
}

int devm_pm_runtime_set_active_enabled(struct device *dev)
{
	int err = pm_runtime_set_active(dev);

	if (err)
		return err;
	err = devm_add_action_or_reset(dev, devm_set_suspended, dev);
	return err ? err : devm_pm_runtime_enable(dev);
}

static void devm_put_noidle(void *data)
{
	pm_runtime_put_noidle(data);
}

int devm_pm_runtime_get_noresume(struct device *dev)
{
	pm_runtime_get_noresume(dev);
	return devm_add_action_or_reset(dev, devm_put_noidle, dev);
}

/* power/control: "on" */
void pm_runtime_forbid(struct device *dev)
{
	spin_lock_irq(&dev->power.lock);
	if (dev->power.runtime_auto) {
		WRITE_ONCE(dev->power.runtime_auto, false);
		atomic_inc(&dev->power.usage_count);
		rpm_resume(dev, 0);
	}
	spin_unlock_irq(&dev->power.lock);
}

/* power/control: "auto" */
void pm_runtime_allow(struct device *dev)
{
	spin_lock_irq(&dev->power.lock);
	if (!dev->power.runtime_auto) {
		WRITE_ONCE(dev->power.runtime_auto, true);
		if (rpm_drop_usage_count(dev) == 0)
			rpm_idle(dev, RPM_AUTO | RPM_ASYNC);
	}
	spin_unlock_irq(&dev->power.lock);
}

void pm_runtime_no_callbacks(struct device *dev)
{
	spin_lock_irq(&dev->power.lock);
	WRITE_ONCE(dev->power.no_callbacks, true);
	spin_unlock_irq(&dev->power.lock);
	if (device_is_registered(dev))
		rpm_sysfs_remove(dev);
}

void pm_runtime_irq_safe(struct device *dev)
{
	/* the parent cannot be resumed from atomic context: it stays up */
	if (dev->parent)
		pm_runtime_get_sync(dev->parent);
	spin_lock_irq(&dev->power.lock);
	WRITE_ONCE(dev->power.irq_safe, true);
	spin_unlock_irq(&dev->power.lock);
}

/* ---- autosuspend ------------------------------------------------------- */

u64 pm_runtime_autosuspend_expiration(struct device *dev)
{
	int delay = READ_ONCE(dev->power.autosuspend_delay);
	u64 expires;

	if (!READ_ONCE(dev->power.use_autosuspend) || delay < 0)
		return 0;
	expires = READ_ONCE(dev->power.last_busy) + (u64)delay * NSEC_PER_MSEC;
	return expires > ktime_get_ns() ? expires : 0;
}

/* a negative delay that is in use keeps the device up, as a user would */
static void autosuspend_changed(struct device *dev, int old_delay, bool old_use)
{
	bool kept_up = old_use && old_delay < 0;

	if (dev->power.use_autosuspend && dev->power.autosuspend_delay < 0) {
		if (!kept_up) {
			atomic_inc(&dev->power.usage_count);
			rpm_resume(dev, 0);
		}
		return;
	}
	if (kept_up)
		atomic_dec(&dev->power.usage_count);
	rpm_idle(dev, RPM_AUTO);
}

void pm_runtime_set_autosuspend_delay(struct device *dev, int delay_ms)
{
	int old_delay;
	bool old_use;

	spin_lock_irq(&dev->power.lock);
	old_delay = dev->power.autosuspend_delay;
	old_use = dev->power.use_autosuspend;
	WRITE_ONCE(dev->power.autosuspend_delay, delay_ms);
	autosuspend_changed(dev, old_delay, old_use);
	spin_unlock_irq(&dev->power.lock);
}

void __pm_runtime_use_autosuspend(struct device *dev, bool use)
{
	int old_delay;
	bool old_use;

	spin_lock_irq(&dev->power.lock);
	old_delay = dev->power.autosuspend_delay;
	old_use = dev->power.use_autosuspend;
	WRITE_ONCE(dev->power.use_autosuspend, use);
	autosuspend_changed(dev, old_delay, old_use);
	spin_unlock_irq(&dev->power.lock);
}

u64 pm_runtime_suspended_time(struct device *dev)
{
	unsigned long flags;
	u64 time;

	spin_lock_irqsave(&dev->power.lock, flags);
	rpm_account(dev);
	time = dev->power.suspended_time;
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return time;
}

/* ---- by force ---------------------------------------------------------- */

bool pm_runtime_need_not_resume(struct device *dev)
{
	return atomic_read(&dev->power.usage_count) <= 1 &&
	       (atomic_read(&dev->power.child_count) == 0 || READ_ONCE(dev->power.ignore_children));
}

int pm_runtime_force_suspend(struct device *dev)
{
	pm_callback_t cb;
	int ret;

	pm_runtime_disable(dev);
	if (pm_runtime_status_suspended(dev))
		return 0;
	cb = RPM_CALLBACK(dev, runtime_suspend);
	ret = cb ? cb(dev) : 0;
	if (ret) {
		pm_runtime_enable(dev);
		return ret;
	}
	if (pm_runtime_need_not_resume(dev)) {
		pm_runtime_set_suspended(dev);
	} else {
		rpm_set_status(dev, RPM_SUSPENDED);
		dev->power.needs_force_resume = 1;
	}
	return 0;
}

int pm_runtime_force_resume(struct device *dev)
{
	pm_callback_t cb;
	int ret = 0;

	if (pm_runtime_status_suspended(dev) && dev->power.needs_force_resume) {
		rpm_set_status(dev, RPM_ACTIVE);
		cb = RPM_CALLBACK(dev, runtime_resume);
		ret = cb ? cb(dev) : 0;
		if (ret)
			pm_runtime_set_suspended(dev);
		else
			pm_runtime_mark_last_busy(dev);
	}
	dev->power.needs_force_resume = 0;
	pm_runtime_enable(dev);
	return ret;
}

/* ---- a device's power state begins and ends ----------------------------- */

void pm_runtime_init(struct device *dev)
{
	struct dev_pm_info *power = &dev->power;

	spin_lock_init(&power->lock);
	power->runtime_status = RPM_SUSPENDED;
	power->last_status = RPM_INVALID;
	power->disable_depth = 1;
	atomic_set(&power->usage_count, 0);
	atomic_set(&power->child_count, 0);
	power->runtime_error = 0;
	power->idle_notification = false;
	power->ignore_children = false;
	power->runtime_auto = true;
	power->request_pending = false;
	power->request = RPM_REQ_NONE;
	power->deferred_resume = false;
	power->needs_force_resume = 0;
	power->timer_expires = 0;
	INIT_WORK(&power->work, rpm_work);
	hrtimer_init(&power->suspend_timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	power->suspend_timer.function = rpm_timer;
	init_waitqueue_head(&power->wait_queue);
}

void pm_runtime_reinit(struct device *dev)
{
	if (pm_runtime_enabled(dev))
		return;
	if (READ_ONCE(dev->power.runtime_status) == RPM_ACTIVE)
		pm_runtime_set_suspended(dev);
	if (pm_runtime_is_irq_safe(dev)) {
		spin_lock_irq(&dev->power.lock);
		WRITE_ONCE(dev->power.irq_safe, false);
		spin_unlock_irq(&dev->power.lock);
		if (dev->parent)
			pm_runtime_put(dev->parent);
	}
	dev->power.needs_force_resume = 0;
}

void pm_runtime_remove(struct device *dev)
{
	__pm_runtime_disable(dev, false);
	pm_runtime_reinit(dev);
	/*
	 * What was stopped may still be in its function: the timer, and the
	 * work, which turns to the parent when the device itself is down.
	 */
	hrtimer_cancel(&dev->power.suspend_timer);
	cancel_work_sync(&dev->power.work);
}

int pm_start(void)
{
	pm_wq = alloc_workqueue("pm", WQ_FREEZABLE, 0);
	return pm_wq ? 0 : -ENOMEM;
}

void pm_stop(void)
{
	struct workqueue_struct *wq = pm_wq;

	pm_wq = NULL;
	if (wq)
		destroy_workqueue(wq);
}
