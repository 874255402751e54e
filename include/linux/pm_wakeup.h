/* SPDX-License-Identifier: MIT */
/*
 * Devices that wake a sleeping system: whether they can, and may. No world
 * sleeps as a whole, so nothing is woken. Included by <linux/device.h>.
 */
#ifndef _LINUX_PM_WAKEUP_H
#define _LINUX_PM_WAKEUP_H

#ifndef _LINUX_DEVICE_H
#error "include <linux/device.h> instead"
#endif

struct wakeup_source;

static inline bool device_can_wakeup(struct device *dev)
{
	return dev->power.can_wakeup;
}

static inline bool device_may_wakeup(struct device *dev)
{
	return dev->power.can_wakeup && dev->power.should_wakeup;
}

static inline bool device_wakeup_path(struct device *dev)
{
	return dev->power.wakeup_path;
}

static inline void device_set_wakeup_path(struct device *dev)
{
	dev->power.wakeup_path = true;
}

static inline void device_set_wakeup_capable(struct device *dev, bool capable)
{
	dev->power.can_wakeup = capable;
}

/* Return: 0, or -EINVAL: it cannot */
static inline int device_wakeup_enable(struct device *dev)
{
	if (!dev->power.can_wakeup)
		return -EINVAL;
	dev->power.should_wakeup = true;
	return 0;
}

static inline int device_wakeup_disable(struct device *dev)
{
	dev->power.should_wakeup = false;
	return 0;
}

static inline int device_set_wakeup_enable(struct device *dev, bool enable)
{
	return enable ? device_wakeup_enable(dev) : device_wakeup_disable(dev);
}

static inline int device_init_wakeup(struct device *dev, bool val)
{
	device_set_wakeup_capable(dev, val);
	return val ? device_wakeup_enable(dev) : device_wakeup_disable(dev);
}

static inline void pm_stay_awake(struct device *dev)
{
}

static inline void pm_relax(struct device *dev)
{
}

static inline void pm_wakeup_dev_event(struct device *dev, unsigned int msec, bool hard)
{
}

static inline void pm_wakeup_event(struct device *dev, unsigned int msec)
{
}

static inline void pm_wakeup_hard_event(struct device *dev)
{
}

#endif
