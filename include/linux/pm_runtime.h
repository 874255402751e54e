/* SPDX-License-Identifier: MIT */
/*
 * Runtime power management: a device is resumed while somebody uses it and
 * suspended some time after the last user has gone. The semantics, return
 * values included, are those of Linux's drivers/base/power/runtime.c.
 */
#ifndef _LINUX_PM_RUNTIME_H
#define _LINUX_PM_RUNTIME_H

#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/pm.h>

#define RPM_ASYNC	0x01	/* queue a request */
#define RPM_NOWAIT	0x02	/* do not wait for a callback that runs */
#define RPM_GET_PUT	0x04	/* change the usage count */
#define RPM_AUTO	0x08	/* honour the autosuspend delay */

#define DEFINE_RUNTIME_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn)		\
	_DEFINE_DEV_PM_OPS(name, pm_runtime_force_suspend,			\
			   pm_runtime_force_resume, suspend_fn, resume_fn, idle_fn)

#define EXPORT_RUNTIME_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn) \
	EXPORT_DEV_PM_OPS(name) = { RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn) }
#define EXPORT_GPL_RUNTIME_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn) \
	EXPORT_RUNTIME_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn)
#define EXPORT_NS_RUNTIME_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn, ns) \
	EXPORT_RUNTIME_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn)
#define EXPORT_NS_GPL_RUNTIME_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn, ns) \
	EXPORT_RUNTIME_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn)

extern struct workqueue_struct *pm_wq;

static inline bool queue_pm_work(struct work_struct *work)
{
	return queue_work(pm_wq, work);
}

int pm_generic_runtime_suspend(struct device *dev);
int pm_generic_runtime_resume(struct device *dev);
bool pm_runtime_need_not_resume(struct device *dev);
int pm_runtime_force_suspend(struct device *dev);
int pm_runtime_force_resume(struct device *dev);

int __pm_runtime_idle(struct device *dev, int rpmflags);
int __pm_runtime_suspend(struct device *dev, int rpmflags);
int __pm_runtime_resume(struct device *dev, int rpmflags);
int pm_runtime_get_if_active(struct device *dev, bool ign_usage_count);
int pm_schedule_suspend(struct device *dev, unsigned int delay_ms);
int __pm_runtime_set_status(struct device *dev, unsigned int status);
int pm_runtime_barrier(struct device *dev);
void pm_runtime_enable(struct device *dev);
void __pm_runtime_disable(struct device *dev, bool check_resume);
void pm_runtime_allow(struct device *dev);
void pm_runtime_forbid(struct device *dev);
void pm_runtime_no_callbacks(struct device *dev);
void pm_runtime_irq_safe(struct device *dev);
void __pm_runtime_use_autosuspend(struct device *dev, bool use);
void pm_runtime_set_autosuspend_delay(struct device *dev, int delay_ms);
u64 pm_runtime_autosuspend_expiration(struct device *dev);
u64 pm_runtime_suspended_time(struct device *dev);
void pm_runtime_get_suppliers(struct device *dev);
void pm_runtime_put_suppliers(struct device *dev);
void pm_runtime_new_link(struct device *dev);
void pm_runtime_drop_link(struct device_link *link);
void pm_runtime_release_supplier(struct device_link *link);
int devm_pm_runtime_enable(struct device *dev);
int devm_pm_runtime_set_active_enabled(struct device *dev);
int devm_pm_runtime_get_noresume(struct device *dev);

static inline int pm_runtime_get_if_in_use(struct device *dev)
{
	return pm_runtime_get_if_active(dev, false);
}

static inline void pm_suspend_ignore_children(struct device *dev, bool enable)
{
	WRITE_ONCE(dev->power.ignore_children, enable);
}

static inline void pm_runtime_get_noresume(struct device *dev)
{
	atomic_inc(&dev->power.usage_count);
}

static inline void pm_runtime_put_noidle(struct device *dev)
{
	atomic_add_unless(&dev->power.usage_count, -1, 0);
}

static inline bool pm_runtime_suspended(struct device *dev)
{
	return READ_ONCE(dev->power.runtime_status) == RPM_SUSPENDED &&
	       !READ_ONCE(dev->power.disable_depth);
}

static inline bool pm_runtime_active(struct device *dev)
{
	return READ_ONCE(dev->power.runtime_status) == RPM_ACTIVE ||
	       READ_ONCE(dev->power.disable_depth);
}

static inline bool pm_runtime_status_suspended(struct device *dev)
{
	return READ_ONCE(dev->power.runtime_status) == RPM_SUSPENDED;
}

static inline bool pm_runtime_enabled(struct device *dev)
{
	return !READ_ONCE(dev->power.disable_depth);
}

static inline bool pm_runtime_has_no_callbacks(struct device *dev)
{
	return READ_ONCE(dev->power.no_callbacks);
}

static inline void pm_runtime_mark_last_busy(struct device *dev)
{
	WRITE_ONCE(dev->power.last_busy, ktime_get_ns());
}

static inline bool pm_runtime_is_irq_safe(struct device *dev)
{
	return READ_ONCE(dev->power.irq_safe);
}

static inline int pm_runtime_idle(struct device *dev)
{
	return __pm_runtime_idle(dev, 0);
}

static inline int pm_runtime_suspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, 0);
}

static inline int pm_runtime_autosuspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_AUTO);
}

static inline int pm_runtime_resume(struct device *dev)
{
	return __pm_runtime_resume(dev, 0);
}

static inline int pm_request_idle(struct device *dev)
{
	return __pm_runtime_idle(dev, RPM_ASYNC);
}

static inline int pm_request_resume(struct device *dev)
{
	return __pm_runtime_resume(dev, RPM_ASYNC);
}

static inline int pm_request_autosuspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_ASYNC | RPM_AUTO);
}

static inline int pm_runtime_get(struct device *dev)
{
	return __pm_runtime_resume(dev, RPM_GET_PUT | RPM_ASYNC);
}

static inline int pm_runtime_get_sync(struct device *dev)
{
	return __pm_runtime_resume(dev, RPM_GET_PUT);
}

static inline int pm_runtime_resume_and_get(struct device *dev)
{
	int ret = __pm_runtime_resume(dev, RPM_GET_PUT);

	if (ret < 0) {
		pm_runtime_put_noidle(dev);
		return ret;
	}
	return 0;
}

static inline int pm_runtime_put(struct device *dev)
{
	return __pm_runtime_idle(dev, RPM_GET_PUT | RPM_ASYNC);
}

static inline int pm_runtime_put_autosuspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_GET_PUT | RPM_ASYNC | RPM_AUTO);
}

static inline int pm_runtime_put_sync(struct device *dev)
{
	return __pm_runtime_idle(dev, RPM_GET_PUT);
}

static inline int pm_runtime_put_sync_suspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_GET_PUT);
}

static inline int pm_runtime_put_sync_autosuspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_GET_PUT | RPM_AUTO);
}

static inline int pm_runtime_set_active(struct device *dev)
{
	return __pm_runtime_set_status(dev, RPM_ACTIVE);
}

static inline int pm_runtime_set_suspended(struct device *dev)
{
	return __pm_runtime_set_status(dev, RPM_SUSPENDED);
}

static inline void pm_runtime_disable(struct device *dev)
{
	__pm_runtime_disable(dev, true);
}

static inline void pm_runtime_use_autosuspend(struct device *dev)
{
	__pm_runtime_use_autosuspend(dev, true);
}

static inline void pm_runtime_dont_use_autosuspend(struct device *dev)
{
	__pm_runtime_use_autosuspend(dev, false);
}

#endif
