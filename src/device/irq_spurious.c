// SPDX-License-Identifier: MIT
/*
 * Interrupts that nobody serves: an interrupt of which 99,900 out of 100,000
 * were not handled is reported and switched off, so that it can't take the
 * whole machine.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "device/irq_internals.h"

/* in threads_handled_last: the last verdict waits for the threads */
#define SPURIOUS_DEFERRED	0x80000000

static bool is_bogus(irqreturn_t ret)
{
	return ret > (IRQ_HANDLED | IRQ_WAKE_THREAD);
}

static void report_bad_irq(struct irq_desc *desc, irqreturn_t ret)
{
	unsigned int irq = irq_desc_get_irq(desc);
	struct irqaction *action;
	unsigned long flags;

	if (is_bogus(ret))
		printk(KERN_ERR "irq event %d: bogus return value %x\n", irq,
		       ret);
	else
		printk(KERN_ERR "irq %d: nobody cared (try booting with the \"irqpoll\" option)\n",
		       irq);
	printk(KERN_ERR "handlers:\n");
	raw_spin_lock_irqsave(&desc->lock, flags);
	for (action = desc->action; action; action = action->next)
		printk(KERN_ERR "%s%s\n", action->name ? action->name : "?",
		       action->thread_fn ? " (threaded)" : "");
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

/* a handler that only woke its thread: was the last thread any use? */
static irqreturn_t verdict_of_threads(struct irq_desc *desc)
{
	int handled;

	if (!(desc->threads_handled_last & SPURIOUS_DEFERRED)) {
		desc->threads_handled_last |= SPURIOUS_DEFERRED;
		return IRQ_HANDLED;
	}
	handled = atomic_read(&desc->threads_handled) | SPURIOUS_DEFERRED;
	if (handled == desc->threads_handled_last)
		return IRQ_NONE;
	desc->threads_handled_last = handled;
	return IRQ_HANDLED;
}

static void switch_off(struct irq_desc *desc)
{
	raw_spin_lock(&desc->lock);
	desc->istate |= IRQS_SPURIOUS_DISABLED;
	desc->depth++;
	irq_disable(desc);
	raw_spin_unlock(&desc->lock);
}

/* runs while the interrupt is in progress, so that it is alone with the counters */
void note_interrupt(struct irq_desc *desc, irqreturn_t ret)
{
	if (is_bogus(ret)) {
		report_bad_irq(desc, ret);
		return;
	}
	if (ret == IRQ_WAKE_THREAD)
		ret = verdict_of_threads(desc);
	else if (ret & IRQ_HANDLED)
		desc->threads_handled_last &= ~SPURIOUS_DEFERRED;

	if (unlikely(ret == IRQ_NONE)) {
		/* now and then is no storm */
		if (time_after(jiffies, desc->last_unhandled + HZ / 10))
			desc->irqs_unhandled = 1;
		else
			desc->irqs_unhandled++;
		desc->last_unhandled = jiffies;
	}
	if (likely(++desc->irq_count < 100000))
		return;
	desc->irq_count = 0;
	if (unlikely(desc->irqs_unhandled > 99900)) {
		report_bad_irq(desc, ret);
		printk(KERN_EMERG "Disabling IRQ #%d\n",
		       irq_desc_get_irq(desc));
		switch_off(desc);
	}
	desc->irqs_unhandled = 0;
}
