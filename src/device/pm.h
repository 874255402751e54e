/* SPDX-License-Identifier: MIT */
/*
 * Runtime power management, between its files. All of it under the device's power.lock unless it
 * says otherwise.
 */
#ifndef DMAE_DEVICE_PM_H
#define DMAE_DEVICE_PM_H

#include <linux/device.h>
#include <linux/pm_runtime.h>

/* pm_runtime.c: the state machine; the functions may drop the lock while a callback runs */
int rpm_idle(struct device *dev, int rpmflags);
int rpm_suspend(struct device *dev, int rpmflags);
int rpm_resume(struct device *dev, int rpmflags);
int rpm_check_suspend_allowed(struct device *dev);
void rpm_account(struct device *dev);
void rpm_set_status(struct device *dev, enum rpm_status status);
void rpm_stop_timer(struct device *dev);
void rpm_cancel_pending(struct device *dev);
void rpm_work(struct work_struct *work);
enum hrtimer_restart rpm_timer(struct hrtimer *timer);

typedef int (*pm_callback_t)(struct device *dev);
/* the callback at @offset in struct dev_pm_ops that is in charge of @dev, or NULL; no lock */
pm_callback_t rpm_callback_at(struct device *dev, size_t offset);
#define RPM_CALLBACK(dev, callback) rpm_callback_at(dev, offsetof(struct dev_pm_ops, callback))

/* pm_suppliers.c: no lock held */
int rpm_get_suppliers(struct device *dev);
void rpm_put_suppliers(struct device *dev, bool try_to_suspend);
void rpm_suspend_suppliers(struct device *dev);

/* pm_control.c: how many users are left; -EINVAL, with a line, if there was none */
int rpm_drop_usage_count(struct device *dev);

/* pm_sysfs.c */
void rpm_sysfs_remove(struct device *dev);

#endif
