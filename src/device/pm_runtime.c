// SPDX-License-Identifier: MIT
/*
 * Runtime power management: the state machine of one device.
 *
 *	          RPM_RESUMING <----- RPM_SUSPENDED
 *	               |                    ^
 *	               v                    |
 *	          RPM_ACTIVE ------> RPM_SUSPENDING
 *
 * The two states in the middle mean that a callback runs, without the lock.
 * Idle, suspend and resume each look first whether they may, then whether
 * someone else is at it, and only then act; an asynchronous request leaves a
 * note and work for pm_wq. The decisions and return values are those that
 * Linux's Documentation/power/runtime_pm.rst describes. What turns the
 * machine on and off is in pm_control.c.
 */
#include <linux/atomic.h>
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "device/core.h"
#include "device/pm.h"

/* ---- callbacks --------------------------------------------------------- */

static pm_callback_t op_at(const struct dev_pm_ops *ops, size_t offset)
{
	return ops ? *(const pm_callback_t *)((const char *)ops + offset) : NULL;
}

/* The first of those who may speak for the device; the driver comes after all of them. */
static const struct dev_pm_ops *subsystem_ops(const struct device *dev)
{
	if (dev->pm_domain)
		return &dev->pm_domain->ops;
	if (dev->type && dev->type->pm)
		return dev->type->pm;
	if (dev->class && dev->class->pm)
		return dev->class->pm;
	return dev->bus ? dev->bus->pm : NULL;
}

pm_callback_t rpm_callback_at(struct device *dev, size_t offset)
{
	pm_callback_t callback = op_at(subsystem_ops(dev), offset);

	if (callback || !dev->driver)
		return callback;
	return op_at(dev->driver->pm, offset);
}

/* a callback may sleep, unless its device is used in atomic context */
static void drop_lock(struct device *dev)
{
	if (READ_ONCE(dev->power.irq_safe))
		spin_unlock(&dev->power.lock);
	else
		spin_unlock_irq(&dev->power.lock);
}

static void retake_lock(struct device *dev)
{
	if (READ_ONCE(dev->power.irq_safe))
		spin_lock(&dev->power.lock);
	else
		spin_lock_irq(&dev->power.lock);
}

/*
 * run a suspend or resume callback, suppliers before and after; its result is remembered as the
 * device's error
 */
static int run_callback(pm_callback_t cb, struct device *dev)
{
	bool links = dev->power.links_count > 0 && !dev->power.irq_safe;
	bool resuming = dev->power.runtime_status == RPM_RESUMING;
	int ret = 0;

	drop_lock(dev);
	if (links && resuming)
		ret = rpm_get_suppliers(dev);
	if (!ret && cb)
		ret = cb(dev);
	if (links && (resuming ? ret != 0 : ret == 0))
		rpm_put_suppliers(dev, false);
	retake_lock(dev);
	WRITE_ONCE(dev->power.runtime_error, ret);
	return ret != -EACCES ? ret : -EIO;
}

/* ---- status, time, requests -------------------------------------------- */

void rpm_account(struct device *dev)
{
	u64 last = dev->power.accounting_timestamp, now;

	if (dev->power.disable_depth > 0)
		return;
	now = ktime_get_ns();
	dev->power.accounting_timestamp = now;
	if (now < last)
		return;
	if (dev->power.runtime_status == RPM_SUSPENDED)
		dev->power.suspended_time += now - last;
	else
		dev->power.active_time += now - last;
}

void rpm_set_status(struct device *dev, enum rpm_status status)
{
	rpm_account(dev);
	WRITE_ONCE(dev->power.runtime_status, status);
}

void rpm_stop_timer(struct device *dev)
{
	if (dev->power.timer_expires > 0) {
		hrtimer_try_to_cancel(&dev->power.suspend_timer);
		dev->power.timer_expires = 0;
	}
}

void rpm_cancel_pending(struct device *dev)
{
	rpm_stop_timer(dev);
	/* the work may be queued still, and will find nothing to do */
	dev->power.request = RPM_REQ_NONE;
}

static void request(struct device *dev, enum rpm_request what)
{
	dev->power.request = what;
	if (!dev->power.request_pending) {
		dev->power.request_pending = true;
		queue_pm_work(&dev->power.work);
	}
}

/* until another's callback has ended */
static void wait_for_transition(struct device *dev)
{
	if (dev->power.irq_safe) {
		spin_unlock(&dev->power.lock);
		cpu_relax();
		spin_lock(&dev->power.lock);
		return;
	}
	spin_unlock_irq(&dev->power.lock);
	wait_event(dev->power.wait_queue,
		   READ_ONCE(dev->power.runtime_status) != RPM_RESUMING &&
		   READ_ONCE(dev->power.runtime_status) != RPM_SUSPENDING);
	spin_lock_irq(&dev->power.lock);
}

int rpm_check_suspend_allowed(struct device *dev)
{
	if (dev->power.runtime_error)
		return -EINVAL;
	if (dev->power.disable_depth > 0)
		return -EACCES;
	if (atomic_read(&dev->power.usage_count))
		return -EAGAIN;
	if (!READ_ONCE(dev->power.ignore_children) && atomic_read(&dev->power.child_count))
		return -EBUSY;
	/* a resume is waiting for its turn */
	if ((dev->power.deferred_resume && dev->power.runtime_status == RPM_SUSPENDING) ||
	    (dev->power.request_pending && dev->power.request == RPM_REQ_RESUME))
		return -EAGAIN;
	return dev->power.runtime_status == RPM_SUSPENDED;
}

/* ---- idle -------------------------------------------------------------- */

int rpm_idle(struct device *dev, int rpmflags)
{
	int ret = rpm_check_suspend_allowed(dev);
	pm_callback_t cb;

	if (ret >= 0) {
		ret = 0;
		if (dev->power.runtime_status != RPM_ACTIVE)
			ret = -EAGAIN;
		else if (dev->power.request_pending && dev->power.request > RPM_REQ_IDLE)
			ret = -EAGAIN;	/* a request with more weight waits */
		else if (dev->power.idle_notification)
			ret = -EINPROGRESS;
	}
	if (ret)
		return ret;

	dev->power.request = RPM_REQ_NONE;
	cb = RPM_CALLBACK(dev, runtime_idle);
	if (dev->power.no_callbacks || !cb)
		return rpm_suspend(dev, rpmflags | RPM_AUTO);
	if (rpmflags & RPM_ASYNC) {
		request(dev, RPM_REQ_IDLE);
		return 0;
	}
	WRITE_ONCE(dev->power.idle_notification, true);
	drop_lock(dev);
	ret = cb(dev);
	retake_lock(dev);
	WRITE_ONCE(dev->power.idle_notification, false);
	wake_up_all(&dev->power.wait_queue);
	/* a callback that returns nonzero has taken care, or does not want it */
	return ret ? ret : rpm_suspend(dev, rpmflags | RPM_AUTO);
}

/* ---- suspend ----------------------------------------------------------- */

/* true if it is too early: the timer will try again */
static bool autosuspend_later(struct device *dev)
{
	u64 expires = pm_runtime_autosuspend_expiration(dev);

	if (!expires)
		return false;
	dev->power.request = RPM_REQ_NONE;
	/* a timer that fires earlier will find out and start anew */
	if (!dev->power.timer_expires || dev->power.timer_expires > expires) {
		u64 slack = (u64)dev->power.autosuspend_delay * (NSEC_PER_MSEC >> 2);

		dev->power.timer_expires = expires;
		hrtimer_start_range_ns(&dev->power.suspend_timer, ns_to_ktime(expires), slack,
				       HRTIMER_MODE_ABS);
	}
	dev->power.timer_autosuspends = 1;
	return true;
}

/* The last child may have been all that kept the parent awake. */
static void idle_parent(struct device *dev, struct device *parent)
{
	spin_unlock(&dev->power.lock);
	spin_lock(&parent->power.lock);
	rpm_idle(parent, RPM_ASYNC);
	spin_unlock(&parent->power.lock);
	spin_lock(&dev->power.lock);
}

static void release_suppliers(struct device *dev)
{
	spin_unlock_irq(&dev->power.lock);
	rpm_suspend_suppliers(dev);
	spin_lock_irq(&dev->power.lock);
}

/* the device is down: let its parent and suppliers follow */
static int suspended(struct device *dev)
{
	struct dev_pm_info *power = &dev->power;
	struct device *parent = dev->parent;

	rpm_set_status(dev, RPM_SUSPENDED);
	rpm_stop_timer(dev);
	if (parent)
		atomic_add_unless(&parent->power.child_count, -1, 0);
	wake_up_all(&power->wait_queue);
	if (power->deferred_resume) {
		power->deferred_resume = false;
		rpm_resume(dev, 0);
		return -EAGAIN;
	}
	/* it held its parent and its suppliers all the time */
	if (power->irq_safe)
		return 0;
	if (parent && !READ_ONCE(parent->power.ignore_children))
		idle_parent(dev, parent);
	if (power->links_count > 0)
		release_suppliers(dev);
	return 0;
}

int rpm_suspend(struct device *dev, int rpmflags)
{
	int ret;

repeat:
	ret = rpm_check_suspend_allowed(dev);
	if (ret < 0)
		return ret;
	/* a synchronous suspend does not make a resume wait */
	if (dev->power.runtime_status == RPM_RESUMING && !(rpmflags & RPM_ASYNC))
		ret = -EAGAIN;
	if (ret)
		return ret;
	if ((rpmflags & RPM_AUTO) && dev->power.runtime_status != RPM_SUSPENDING &&
	    autosuspend_later(dev))
		return 0;
	rpm_cancel_pending(dev);

	if (dev->power.runtime_status == RPM_SUSPENDING) {
		if (rpmflags & (RPM_ASYNC | RPM_NOWAIT))
			return -EINPROGRESS;
		wait_for_transition(dev);
		goto repeat;
	}
	if (dev->power.no_callbacks)
		return suspended(dev);
	if (rpmflags & RPM_ASYNC) {
		request(dev, rpmflags & RPM_AUTO ? RPM_REQ_AUTOSUSPEND : RPM_REQ_SUSPEND);
		return 0;
	}

	rpm_set_status(dev, RPM_SUSPENDING);
	ret = run_callback(RPM_CALLBACK(dev, runtime_suspend), dev);
	if (!ret)
		return suspended(dev);

	rpm_set_status(dev, RPM_ACTIVE);
	dev->power.deferred_resume = false;
	wake_up_all(&dev->power.wait_queue);
	if (ret == -EAGAIN || ret == -EBUSY) {
		/* not an error: the driver is busy */
		WRITE_ONCE(dev->power.runtime_error, 0);
		if ((rpmflags & RPM_AUTO) && pm_runtime_autosuspend_expiration(dev))
			goto repeat;
	} else {
		rpm_cancel_pending(dev);
	}
	return ret;
}

/* ---- resume ------------------------------------------------------------ */

static int check_resume(struct device *dev)
{
	if (dev->power.runtime_error)
		return -EINVAL;
	if (dev->power.disable_depth > 0) {
		/* disabled while it was on: as good as resumed */
		if (dev->power.runtime_status == RPM_ACTIVE &&
		    dev->power.last_status == RPM_ACTIVE)
			return 1;
		return -EACCES;
	}
	return 0;
}

/* true if the parent is up, and will stay so for one child more */
static bool claim_active_parent(struct device *parent)
{
	bool up;

	spin_lock(&parent->power.lock);
	up = parent->power.disable_depth > 0 || READ_ONCE(parent->power.ignore_children) ||
	     parent->power.runtime_status == RPM_ACTIVE;
	if (up)
		atomic_inc(&parent->power.child_count);
	spin_unlock(&parent->power.lock);
	return up;
}

static bool resumed_locked(struct device *dev)
{
	/* one without runtime PM is taken to be awake */
	if (dev->power.disable_depth)
		return true;
	rpm_resume(dev, 0);
	return dev->power.runtime_status == RPM_ACTIVE;
}

/* dev's lock is dropped meanwhile; a usage count of the parent is the caller's */
static int resume_parent(struct device *dev, struct device *parent)
{
	bool awake;

	spin_unlock(&dev->power.lock);
	pm_runtime_get_noresume(parent);
	spin_lock(&parent->power.lock);
	awake = resumed_locked(parent);
	spin_unlock(&parent->power.lock);
	spin_lock(&dev->power.lock);
	return awake ? 0 : -EBUSY;
}

static int resume_status_busy(struct device *dev, int rpmflags)
{
	if (dev->power.runtime_status == RPM_SUSPENDING) {
		dev->power.deferred_resume = true;
		return rpmflags & RPM_NOWAIT ? -EINPROGRESS : 0;
	}
	return -EINPROGRESS;
}

/* the device itself, its parent being up; @claimed: the parent counts it already */
static int resume_device(struct device *dev, bool claimed)
{
	int ret = 0;

	if (!dev->power.no_callbacks) {
		rpm_set_status(dev, RPM_RESUMING);
		ret = run_callback(RPM_CALLBACK(dev, runtime_resume), dev);
	}
	if (ret) {
		rpm_set_status(dev, RPM_SUSPENDED);
		rpm_cancel_pending(dev);
	} else {
		rpm_set_status(dev, RPM_ACTIVE);
		pm_runtime_mark_last_busy(dev);
		if (dev->parent && !claimed)
			atomic_inc(&dev->parent->power.child_count);
	}
	wake_up_all(&dev->power.wait_queue);
	if (ret >= 0)
		rpm_idle(dev, RPM_ASYNC);
	return claimed ? 1 : ret;
}

int rpm_resume(struct device *dev, int rpmflags)
{
	struct device *parent = NULL;
	int ret;

repeat:
	ret = check_resume(dev);
	if (ret)
		goto out;
	/* a timer for autosuspend stays: it looks at last_busy when it fires */
	dev->power.request = RPM_REQ_NONE;
	if (!dev->power.timer_autosuspends)
		rpm_stop_timer(dev);

	if (dev->power.runtime_status == RPM_ACTIVE) {
		ret = 1;
		goto out;
	}
	if (dev->power.runtime_status == RPM_RESUMING ||
	    dev->power.runtime_status == RPM_SUSPENDING) {
		if (rpmflags & (RPM_ASYNC | RPM_NOWAIT)) {
			ret = resume_status_busy(dev, rpmflags);
			goto out;
		}
		wait_for_transition(dev);
		goto repeat;
	}
	/* without callbacks there may be nothing to wait for */
	if (dev->power.no_callbacks && !parent && dev->parent &&
	    claim_active_parent(dev->parent)) {
		ret = resume_device(dev, true);
		goto out;
	}
	if (rpmflags & RPM_ASYNC) {
		request(dev, RPM_REQ_RESUME);
		goto out;
	}
	if (!parent && dev->parent && !dev->power.irq_safe) {
		parent = dev->parent;
		ret = resume_parent(dev, parent);
		if (ret)
			goto out;
		goto repeat;
	}
	ret = resume_device(dev, false);
out:
	if (parent) {
		spin_unlock_irq(&dev->power.lock);
		pm_runtime_put(parent);
		spin_lock_irq(&dev->power.lock);
	}
	return ret;
}

/* ---- later ------------------------------------------------------------- */

/* The request that waits, which then waits no more. */
static enum rpm_request take_request_locked(struct device *dev)
{
	enum rpm_request request = RPM_REQ_NONE;

	if (dev->power.request_pending)
		swap(request, dev->power.request);
	dev->power.request_pending = false;
	return request;
}

void rpm_work(struct work_struct *work)
{
	struct device *dev = container_of(work, struct device, power.work);
	enum rpm_request request;

	spin_lock_irq(&dev->power.lock);
	request = take_request_locked(dev);
	if (request == RPM_REQ_RESUME)
		rpm_resume(dev, RPM_NOWAIT);
	else if (request == RPM_REQ_IDLE)
		rpm_idle(dev, RPM_NOWAIT);
	else if (request != RPM_REQ_NONE)
		rpm_suspend(dev, request == RPM_REQ_SUSPEND ? RPM_NOWAIT : RPM_NOWAIT | RPM_AUTO);
	spin_unlock_irq(&dev->power.lock);
}

/* Not if the timer was started anew while it fired: then the time is in the future. */
static bool timer_is_due_locked(const struct device *dev)
{
	u64 at = dev->power.timer_expires;

	return at && at <= ktime_get_ns();
}

enum hrtimer_restart rpm_timer(struct hrtimer *timer)
{
	struct device *dev = container_of(timer, struct device, power.suspend_timer);
	int how = RPM_ASYNC;
	unsigned long flags;

	spin_lock_irqsave(&dev->power.lock, flags);
	if (timer_is_due_locked(dev)) {
		if (dev->power.timer_autosuspends)
			how |= RPM_AUTO;
		dev->power.timer_expires = 0;
		rpm_suspend(dev, how);
	}
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return HRTIMER_NORESTART;
}
