/* SPDX-License-Identifier: MIT */
/* Sleeping systems. A world does not sleep as a whole: there is nobody to ask for it. */
#ifndef _LINUX_SUSPEND_H
#define _LINUX_SUSPEND_H

#include <linux/freezer.h>
#include <linux/init.h>
#include <linux/notifier.h>
#include <linux/pm.h>
#include <linux/swait.h>

typedef int __bitwise suspend_state_t;
#define PM_SUSPEND_ON		((__force suspend_state_t)0)
#define PM_SUSPEND_TO_IDLE	((__force suspend_state_t)1)
#define PM_SUSPEND_STANDBY	((__force suspend_state_t)2)
#define PM_SUSPEND_MEM		((__force suspend_state_t)3)
#define PM_SUSPEND_MIN		PM_SUSPEND_TO_IDLE
#define PM_SUSPEND_MAX		((__force suspend_state_t)4)

#define PM_HIBERNATION_PREPARE	0x0001
#define PM_POST_HIBERNATION	0x0002
#define PM_SUSPEND_PREPARE	0x0003
#define PM_POST_SUSPEND		0x0004
#define PM_RESTORE_PREPARE	0x0005
#define PM_POST_RESTORE		0x0006

/* as a kernel without CONFIG_PM_SLEEP */
static inline int register_pm_notifier(struct notifier_block *nb)
{
	return 0;
}

static inline int unregister_pm_notifier(struct notifier_block *nb)
{
	return 0;
}

static inline int pm_suspend(suspend_state_t state)
{
	return -ENOSYS;
}

#define pm_notifier(fn, pri)	do { (void)(fn); } while (0)

#endif
