// SPDX-License-Identifier: MIT
/*
 * What happens when an interrupt comes: the flow handlers, which know when a
 * kind of interrupt is acknowledged and masked, and the calling of the
 * drivers' handlers. All in hardirq context.
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqdomain.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/smp.h>

#include "device/irq_internals.h"

irqreturn_t no_action(int cpl, void *dev_id)
{
	return IRQ_NONE;
}
EXPORT_SYMBOL_GPL(no_action);

/* ---- the drivers' handlers ------------------------------------------------------ */

static irqreturn_t call_action(struct irq_desc *desc, struct irqaction *action)
{
	unsigned int irq = irq_desc_get_irq(desc);
	irqreturn_t ret = action->handler(irq, action->dev_id);

	if (WARN_ONCE(!irqs_disabled(),
		      "irq %u handler of %s enabled interrupts\n", irq,
		      action->name ? action->name : "?"))
		local_irq_disable();
	if (ret != IRQ_WAKE_THREAD)
		return ret;
	if (!action->thread_fn) {
		printk(KERN_WARNING "IRQ %d device %s returned IRQ_WAKE_THREAD but no thread "
				    "function available.",
		       irq, action->name);
		return ret;
	}
	irq_thread_wake(desc, action);
	return ret;
}

void handle_irq_event(struct irq_desc *desc)
{
	struct irqaction *action;
	irqreturn_t all = IRQ_NONE;

	desc->istate &= ~IRQS_PENDING;
	irqd_set(&desc->irq_data, IRQD_IRQ_INPROGRESS);
	desc->running_cpu = smp_processor_id();
	raw_spin_unlock(&desc->lock);

	for (action = READ_ONCE(desc->action); action;
	     action = READ_ONCE(action->next))
		all |= call_action(desc, action);
	if (!(desc->status_use_accessors & IRQ_NO_DEBUG))
		note_interrupt(desc, all);

	raw_spin_lock(&desc->lock);
	desc->running_cpu = -1;
	irqd_clear(&desc->irq_data, IRQD_IRQ_INPROGRESS);
}

static void count(struct irq_desc *desc)
{
	unsigned int *here = &desc->kstat_irqs[smp_processor_id()];

	WRITE_ONCE(*here, *here + 1);
	desc->tot_count++;
}

/* ---- flow handlers ---------------------------------------------------------------- */

static void mask_ack(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	if (chip->irq_mask_ack) {
		chip->irq_mask_ack(&desc->irq_data);
		irqd_set(&desc->irq_data, IRQD_IRQ_MASKED);
		return;
	}
	mask_irq(desc);
	if (chip->irq_ack)
		chip->irq_ack(&desc->irq_data);
}

/* back to listening, unless it was disabled meanwhile or a thread has work to do first */
static void unmask_if_done(struct irq_desc *desc)
{
	if (!irqd_irq_disabled(&desc->irq_data) && !desc->threads_oneshot)
		unmask_irq(desc);
}

static bool may_run(struct irq_desc *desc)
{
	return !irqd_irq_inprogress(&desc->irq_data);
}

static bool has_server(struct irq_desc *desc)
{
	return desc->action && !irqd_irq_disabled(&desc->irq_data);
}

void handle_level_irq(struct irq_desc *desc)
{
	raw_spin_lock(&desc->lock);
	mask_ack(desc);
	if (!may_run(desc))
		goto out_unlock;
	desc->istate &= ~IRQS_REPLAY;
	if (!has_server(desc)) {
		desc->istate |= IRQS_PENDING;
		goto out_unlock;
	}
	count(desc);
	handle_irq_event(desc);
	unmask_if_done(desc);
out_unlock:
	raw_spin_unlock(&desc->lock);
}
EXPORT_SYMBOL_GPL(handle_level_irq);

void handle_edge_irq(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	raw_spin_lock(&desc->lock);
	desc->istate &= ~IRQS_REPLAY;
	if (!may_run(desc) || !has_server(desc)) {
		desc->istate |= IRQS_PENDING;
		mask_ack(desc);
		goto out_unlock;
	}
	count(desc);
	if (chip->irq_ack)
		chip->irq_ack(&desc->irq_data);
	do {
		if (!desc->action) {
			mask_irq(desc);
			break;
		}
		/* another edge came while we were at it, and was masked */
		if (desc->istate & IRQS_PENDING)
			unmask_if_done(desc);
		handle_irq_event(desc);
	} while (desc->istate & IRQS_PENDING &&
		 !irqd_irq_disabled(&desc->irq_data));
out_unlock:
	raw_spin_unlock(&desc->lock);
}
EXPORT_SYMBOL(handle_edge_irq);

/* Runs the handlers if there are any; if not, the interrupt waits, and keeps quiet. */
static void serve_or_mask(struct irq_desc *desc)
{
	desc->istate &= ~IRQS_REPLAY;
	if (!has_server(desc)) {
		desc->istate |= IRQS_PENDING;
		mask_irq(desc);
		return;
	}
	count(desc);
	if (desc->istate & IRQS_ONESHOT)
		mask_irq(desc);
	handle_irq_event(desc);
	if (desc->istate & IRQS_ONESHOT)
		unmask_if_done(desc);
}

void handle_fasteoi_irq(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	raw_spin_lock(&desc->lock);
	if (may_run(desc))
		serve_or_mask(desc);
	if (data->chip->irq_eoi)
		data->chip->irq_eoi(data);
	raw_spin_unlock(&desc->lock);
}
EXPORT_SYMBOL_GPL(handle_fasteoi_irq);

void handle_simple_irq(struct irq_desc *desc)
{
	guard(raw_spinlock)(&desc->lock);
	if (!may_run(desc))
		return;
	desc->istate &= ~IRQS_REPLAY;
	if (has_server(desc)) {
		count(desc);
		handle_irq_event(desc);
	} else {
		desc->istate |= IRQS_PENDING;
	}
}
EXPORT_SYMBOL_GPL(handle_simple_irq);

void handle_bad_irq(struct irq_desc *desc)
{
	raw_spin_lock(&desc->lock);
	count(desc);
	if (desc->tot_count == 1)
		pr_err("irq %u came, and has no flow handler\n",
		       irq_desc_get_irq(desc));
	mask_ack(desc);
	raw_spin_unlock(&desc->lock);
}
EXPORT_SYMBOL_GPL(handle_bad_irq);

/* ---- what chained controllers call --------------------------------------------------- */

int handle_irq_desc(struct irq_desc *desc)
{
	if (!desc)
		return -EINVAL;
	if (WARN_ON_ONCE(!in_hardirq()))
		return -EPERM;
	generic_handle_irq_desc(desc);
	return 0;
}

int generic_handle_irq(unsigned int irq)
{
	return handle_irq_desc(irq_to_desc(irq));
}
EXPORT_SYMBOL_GPL(generic_handle_irq);

int generic_handle_irq_safe(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	if (in_hardirq())
		generic_handle_irq_desc(desc);
	else
		irq_wire_resend(desc);
	return 0;
}
EXPORT_SYMBOL_GPL(generic_handle_irq_safe);

int generic_handle_domain_irq(struct irq_domain *domain, unsigned int hwirq)
{
	return handle_irq_desc(irq_resolve_mapping(domain, hwirq));
}
EXPORT_SYMBOL_GPL(generic_handle_domain_irq);
