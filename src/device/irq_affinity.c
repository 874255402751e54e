// SPDX-License-Identifier: MIT
/*
 * Which CPUs an interrupt may go to. The executor takes it where it can; what
 * was asked for is checked, kept and reported.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/workqueue.h>

#include "device/irq_internals.h"

static bool any_online(const struct cpumask *mask)
{
	unsigned int cpu;

	for_each_cpu(cpu, mask)
		if (cpu_online(cpu))
			return true;
	return false;
}

/* under the lock */
static int set_affinity(struct irq_desc *desc, const struct cpumask *mask,
			bool force)
{
	struct irq_chip *chip = desc->irq_data.chip;
	int ret = IRQ_SET_MASK_OK;

	if (!chip->irq_set_affinity || !any_online(mask))
		return -EINVAL;
	ret = chip->irq_set_affinity(&desc->irq_data, mask, force);
	if (ret < 0)
		return ret;
	if (ret != IRQ_SET_MASK_OK_NOCOPY)
		cpumask_copy(desc->irq_common_data.affinity, mask);
	irqd_set(&desc->irq_data, IRQD_AFFINITY_SET);
	if (desc->affinity_notify) {
		kref_get(&desc->affinity_notify->kref);
		if (!schedule_work(&desc->affinity_notify->work))
			kref_put(&desc->affinity_notify->kref,
				 desc->affinity_notify->release);
	}
	return 0;
}

static int set_affinity_locked(unsigned int irq, const struct cpumask *mask,
			       bool force)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	guard(raw_spinlock_irqsave)(&desc->lock);
	return set_affinity(desc, mask, force);
}

int irq_set_affinity(unsigned int irq, const struct cpumask *cpumask)
{
	return set_affinity_locked(irq, cpumask, false);
}
EXPORT_SYMBOL_GPL(irq_set_affinity);

int irq_force_affinity(unsigned int irq, const struct cpumask *cpumask)
{
	return set_affinity_locked(irq, cpumask, true);
}
EXPORT_SYMBOL_GPL(irq_force_affinity);

int irq_can_set_affinity(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc && irqd_can_balance(&desc->irq_data) &&
	       desc->irq_data.chip->irq_set_affinity;
}

int __irq_apply_affinity_hint(unsigned int irq, const struct cpumask *m,
			      bool setaffinity)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return -EINVAL;
	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->affinity_hint = m;
	if (m && setaffinity)
		set_affinity(desc, m, false);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return 0;
}
EXPORT_SYMBOL_GPL(__irq_apply_affinity_hint);

static void affinity_notify(struct work_struct *work)
{
	struct irq_affinity_notify *notify;
	struct irq_desc *desc;
	struct cpumask mask;
	unsigned long flags;

	notify = container_of(work, struct irq_affinity_notify, work);
	desc = irq_to_desc(notify->irq);
	if (desc) {
		raw_spin_lock_irqsave(&desc->lock, flags);
		cpumask_copy(&mask, desc->irq_common_data.affinity);
		raw_spin_unlock_irqrestore(&desc->lock, flags);
		notify->notify(notify, &mask);
	}
	kref_put(&notify->kref, notify->release);
}

/* Ends a notifier: with the reference that its work had, and then the one of the interrupt. */
static void retire_notifier(struct irq_affinity_notify *old)
{
	if (cancel_work_sync(&old->work))
		kref_put(&old->kref, old->release);
	kref_put(&old->kref, old->release);
}

int irq_set_affinity_notifier(unsigned int irq,
			      struct irq_affinity_notify *notify)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irq_affinity_notify *other = notify;

	might_sleep();
	if (!desc)
		return -EINVAL;
	if (notify) {
		INIT_WORK(&notify->work, affinity_notify);
		kref_init(&notify->kref);
		notify->irq = irq;
	}
	scoped_guard(raw_spinlock_irqsave, &desc->lock)
		swap(desc->affinity_notify, other);
	if (other)
		retire_notifier(other);
	return 0;
}
EXPORT_SYMBOL_GPL(irq_set_affinity_notifier);
