// SPDX-License-Identifier: MIT
/* Power operations that do no more than call the driver's of the same name: for buses and domains.
 */
#include <linux/device.h>
#include <linux/pm.h>
#include <linux/pm_runtime.h>

static const struct dev_pm_ops *driver_ops(struct device *dev)
{
	return dev->driver ? dev->driver->pm : NULL;
}

#define PM_GENERIC(func, op)						\
int func(struct device *dev)						\
{									\
	const struct dev_pm_ops *pm = driver_ops(dev);			\
									\
	return pm && pm->op ? pm->op(dev) : 0;				\
}

PM_GENERIC(pm_generic_runtime_suspend, runtime_suspend)
PM_GENERIC(pm_generic_runtime_resume, runtime_resume)
PM_GENERIC(pm_generic_prepare, prepare)
PM_GENERIC(pm_generic_suspend, suspend)
PM_GENERIC(pm_generic_suspend_late, suspend_late)
PM_GENERIC(pm_generic_suspend_noirq, suspend_noirq)
PM_GENERIC(pm_generic_resume, resume)
PM_GENERIC(pm_generic_resume_early, resume_early)
PM_GENERIC(pm_generic_resume_noirq, resume_noirq)
PM_GENERIC(pm_generic_freeze, freeze)
PM_GENERIC(pm_generic_thaw, thaw)
PM_GENERIC(pm_generic_poweroff, poweroff)
PM_GENERIC(pm_generic_restore, restore)

void pm_generic_complete(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_ops(dev);

	if (pm && pm->complete)
		pm->complete(dev);
}
