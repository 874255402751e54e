/* SPDX-License-Identifier: MIT */
/*
 * Who wants to know that CPUs lose and regain their power. A world's CPUs
 * never do: registered callbacks are called when somebody calls
 * cpu_pm_enter() and its like. src/base/cpu_pm.c.
 */
#ifndef _LINUX_CPU_PM_H
#define _LINUX_CPU_PM_H

#include <linux/kernel.h>
#include <linux/notifier.h>

enum cpu_pm_event {
	CPU_PM_ENTER,
	CPU_PM_ENTER_FAILED,
	CPU_PM_EXIT,
	CPU_CLUSTER_PM_ENTER,
	CPU_CLUSTER_PM_ENTER_FAILED,
	CPU_CLUSTER_PM_EXIT,
};

int cpu_pm_register_notifier(struct notifier_block *nb);
int cpu_pm_unregister_notifier(struct notifier_block *nb);
int cpu_pm_enter(void);
int cpu_pm_exit(void);
int cpu_cluster_pm_enter(void);
int cpu_cluster_pm_exit(void);

#endif
