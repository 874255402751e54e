// SPDX-License-Identifier: MIT
/* A device's directory "power": what runtime power management does, and may do, with it. */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/pm_runtime.h>
#include <linux/string.h>

#include "device/core.h"
#include "device/pm.h"

const char power_group_name[] = "power";

static ssize_t control_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", READ_ONCE(dev->power.runtime_auto) ? "auto" : "on");
}

static ssize_t control_store(struct device *dev, struct device_attribute *attr, const char *buf,
			     size_t n)
{
	bool on = sysfs_streq(buf, "on");

	if (!on && !sysfs_streq(buf, "auto"))
		return -EINVAL;
	guard(device)(dev);
	if (on)
		pm_runtime_forbid(dev);
	else
		pm_runtime_allow(dev);
	return n;
}
static DEVICE_ATTR_RW(control);

static ssize_t runtime_status_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	int error = READ_ONCE(dev->power.runtime_error);
	const char *text = "error";

	if (!error && !pm_runtime_enabled(dev)) {
		text = "unsupported";
	} else if (!error) {
		switch (READ_ONCE(dev->power.runtime_status)) {
		case RPM_SUSPENDED:
			text = "suspended";
			break;
		case RPM_SUSPENDING:
			text = "suspending";
			break;
		case RPM_RESUMING:
			text = "resuming";
			break;
		case RPM_ACTIVE:
			text = "active";
			break;
		default:
			return -EIO;
		}
	}
	return sysfs_emit(buf, "%s\n", text);
}
static DEVICE_ATTR_RO(runtime_status);

static ssize_t runtime_active_time_show(struct device *dev, struct device_attribute *attr,
					char *buf)
{
	unsigned long flags;
	u64 time;

	spin_lock_irqsave(&dev->power.lock, flags);
	rpm_account(dev);
	time = dev->power.active_time;
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return sysfs_emit(buf, "%llu\n", div_u64(time, NSEC_PER_MSEC));
}
static DEVICE_ATTR_RO(runtime_active_time);

static ssize_t runtime_suspended_time_show(struct device *dev, struct device_attribute *attr,
					   char *buf)
{
	return sysfs_emit(buf, "%llu\n", div_u64(pm_runtime_suspended_time(dev), NSEC_PER_MSEC));
}
static DEVICE_ATTR_RO(runtime_suspended_time);

static ssize_t autosuspend_delay_ms_show(struct device *dev, struct device_attribute *attr,
					 char *buf)
{
	if (!READ_ONCE(dev->power.use_autosuspend))
		return -EIO;
	return sysfs_emit(buf, "%d\n", READ_ONCE(dev->power.autosuspend_delay));
}

static ssize_t autosuspend_delay_ms_store(struct device *dev, struct device_attribute *attr,
					  const char *buf, size_t n)
{
	int delay;

	if (!READ_ONCE(dev->power.use_autosuspend))
		return -EIO;
	if (kstrtoint(buf, 10, &delay))
		return -EINVAL;
	scoped_guard(device, dev)
		pm_runtime_set_autosuspend_delay(dev, delay);
	return n;
}
static DEVICE_ATTR_RW(autosuspend_delay_ms);

static struct attribute *runtime_attrs[] = {
	&dev_attr_runtime_status.attr,
	&dev_attr_control.attr,
	&dev_attr_runtime_suspended_time.attr,
	&dev_attr_runtime_active_time.attr,
	&dev_attr_autosuspend_delay_ms.attr,
	NULL,
};

static const struct attribute_group runtime_attr_group = {
	.name = power_group_name,
	.attrs = runtime_attrs,
};

/* the directory is there, whatever is in it */
static struct attribute *no_attrs[] = { NULL };

static const struct attribute_group pm_attr_group = {
	.name = power_group_name,
	.attrs = no_attrs,
};

int dpm_sysfs_add(struct device *dev)
{
	int rc;

	if (device_pm_not_required(dev))
		return 0;
	rc = sysfs_create_group(&dev->kobj, &pm_attr_group);
	if (rc)
		return rc;
	if (dev->power.no_callbacks)
		return 0;
	rc = sysfs_merge_group(&dev->kobj, &runtime_attr_group);
	if (rc)
		sysfs_remove_group(&dev->kobj, &pm_attr_group);
	return rc;
}

void rpm_sysfs_remove(struct device *dev)
{
	sysfs_unmerge_group(&dev->kobj, &runtime_attr_group);
}

void dpm_sysfs_remove(struct device *dev)
{
	if (device_pm_not_required(dev))
		return;
	rpm_sysfs_remove(dev);
	sysfs_remove_group(&dev->kobj, &pm_attr_group);
}
