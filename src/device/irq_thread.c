// SPDX-License-Identifier: MIT
/* Threaded handlers: the thread "irq/NN-name" that a primary handler wakes. */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>

#include "device/irq_internals.h"

/* where a driver gave only a thread function */
irqreturn_t irq_default_primary_handler(int irq, void *dev_id)
{
	return IRQ_WAKE_THREAD;
}

/* from the hardirq: the interrupt is in progress, so @desc's fields hold still */
void irq_thread_wake(struct irq_desc *desc, struct irqaction *action)
{
	bool awake = test_and_set_bit(IRQTF_RUNTHREAD, &action->thread_flags);

	if (!awake) {
		atomic_inc(&desc->threads_active);
		desc->threads_oneshot |= action->thread_mask;
		wake_up_process(action->thread);
	}
}

/* false: time to end */
static bool wait_for_interrupt(struct irqaction *action)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (test_and_clear_bit(IRQTF_RUNTHREAD,
				       &action->thread_flags)) {
			__set_current_state(TASK_RUNNING);
			return true;
		}
		if (kthread_should_stop()) {
			__set_current_state(TASK_RUNNING);
			return false;
		}
		schedule();
	}
}

/*
 * Takes both locks while no handler runs: on another CPU they may be about to
 * set what the thread is to clear.
 */
static void lock_without_handlers(struct irq_desc *desc)
{
	bool running;

	do {
		chip_bus_lock(desc);
		raw_spin_lock_irq(&desc->lock);
		running = irqd_irq_inprogress(&desc->irq_data);
		if (running) {
			raw_spin_unlock_irq(&desc->lock);
			chip_bus_sync_unlock(desc);
			cpu_relax();
		}
	} while (running);
}

/* the thread is done: unmask, unless another thread isn't, or it was woken again */
static void finalize_oneshot(struct irq_desc *desc, struct irqaction *action)
{
	lock_without_handlers(desc);
	/* woken anew meanwhile: then it is not the end */
	if (!test_bit(IRQTF_RUNTHREAD, &action->thread_flags)) {
		desc->threads_oneshot &= ~action->thread_mask;
		if (!desc->threads_oneshot && !irqd_irq_disabled(&desc->irq_data))
			unmask_irq(desc);
	}
	raw_spin_unlock_irq(&desc->lock);
	chip_bus_sync_unlock(desc);
}

static void thread_done(struct irq_desc *desc)
{
	if (atomic_dec_and_test(&desc->threads_active))
		wake_up(&desc->wait_for_threads);
}

static int irq_thread(void *data)
{
	struct irqaction *action = data;
	struct irq_desc *desc = irq_to_desc(action->irq);

	set_bit(IRQTF_READY, &action->thread_flags);
	wake_up(&desc->wait_for_threads);
	while (wait_for_interrupt(action)) {
		if (action->thread_fn(action->irq, action->dev_id) ==
		    IRQ_HANDLED)
			atomic_inc(&desc->threads_handled);
		if (action->flags & IRQF_ONESHOT)
			finalize_oneshot(desc, action);
		thread_done(desc);
	}
	return 0;
}

int irq_thread_create(struct irqaction *action, unsigned int irq)
{
	struct task_struct *t;

	t = kthread_create(irq_thread, action, "irq/%d-%s", irq,
			   action->name ? action->name : "");
	if (IS_ERR(t))
		return PTR_ERR(t);
	action->thread = t;
	return 0;
}

/*
 * Until the thread runs: one that is stopped before never does, and what it
 * was woken for would be lost.
 */
void irq_thread_begin(struct irq_desc *desc, struct irqaction *action)
{
	if (!action->thread)
		return;
	wake_up_process(action->thread);
	wait_event(desc->wait_for_threads,
		   test_bit(IRQTF_READY, &action->thread_flags));
}

void irq_thread_stop(struct irqaction *action)
{
	struct task_struct *t = action->thread;

	if (!t)
		return;
	action->thread = NULL;
	kthread_stop(t);
}

void irq_wake_thread(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action;
	unsigned long flags;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	for (action = desc->action; action; action = action->next) {
		if (action->dev_id != dev_id)
			continue;
		if (action->thread)
			irq_thread_wake(desc, action);
		break;
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}
EXPORT_SYMBOL_GPL(irq_wake_thread);
