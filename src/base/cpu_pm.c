// SPDX-License-Identifier: MIT
/* CPU power notifications: a raw chain under a spinlock, as the callers have interrupts off. */
#include <linux/cpu_pm.h>
#include <linux/export.h>
#include <linux/spinlock.h>

static DEFINE_RAW_SPINLOCK(lock);
static RAW_NOTIFIER_HEAD(chain);

int cpu_pm_register_notifier(struct notifier_block *nb)
{
	unsigned long flags;
	int ret;

	raw_spin_lock_irqsave(&lock, flags);
	ret = raw_notifier_chain_register(&chain, nb);
	raw_spin_unlock_irqrestore(&lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(cpu_pm_register_notifier);

int cpu_pm_unregister_notifier(struct notifier_block *nb)
{
	unsigned long flags;
	int ret;

	raw_spin_lock_irqsave(&lock, flags);
	ret = raw_notifier_chain_unregister(&chain, nb);
	raw_spin_unlock_irqrestore(&lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(cpu_pm_unregister_notifier);

static int tell(unsigned long event)
{
	unsigned long flags;
	int ret;

	raw_spin_lock_irqsave(&lock, flags);
	ret = raw_notifier_call_chain(&chain, event, NULL);
	raw_spin_unlock_irqrestore(&lock, flags);
	return notifier_to_errno(ret);
}

static int tell_robust(unsigned long event, unsigned long failed)
{
	unsigned long flags;
	int ret;

	raw_spin_lock_irqsave(&lock, flags);
	ret = raw_notifier_call_chain_robust(&chain, event, failed, NULL);
	raw_spin_unlock_irqrestore(&lock, flags);
	return notifier_to_errno(ret);
}

int cpu_pm_enter(void)
{
	return tell_robust(CPU_PM_ENTER, CPU_PM_ENTER_FAILED);
}
EXPORT_SYMBOL_GPL(cpu_pm_enter);

int cpu_pm_exit(void)
{
	return tell(CPU_PM_EXIT);
}
EXPORT_SYMBOL_GPL(cpu_pm_exit);

int cpu_cluster_pm_enter(void)
{
	return tell_robust(CPU_CLUSTER_PM_ENTER, CPU_CLUSTER_PM_ENTER_FAILED);
}
EXPORT_SYMBOL_GPL(cpu_cluster_pm_enter);

int cpu_cluster_pm_exit(void)
{
	return tell(CPU_CLUSTER_PM_EXIT);
}
EXPORT_SYMBOL_GPL(cpu_cluster_pm_exit);
