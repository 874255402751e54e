// SPDX-License-Identifier: MIT
/*
 * irq_work: a list without a lock, and one interrupt that takes it whole. A
 * work may be queued again as soon as its function has begun, and its owner
 * may free it in the function: nothing of it is touched after.
 */
#include <linux/export.h>
#include <linux/irq_work.h>
#include <linux/sched.h>

#include "base/exec/exec.h"
#include "base/irq_work.h"

static LLIST_HEAD(works);
static struct exec_irq irq;

static void work_run(struct irq_work *work)
{
	void (*func)(struct irq_work * work) = work->func;

	/* from here on it may be queued again: what that run is to see was written before */
	atomic_fetch_andnot(IRQ_WORK_CLAIMED, &work->node.a_flags);
	func(work);
}

static void works_run(struct exec_irq *self)
{
	struct llist_node *node = llist_reverse_order(llist_del_all(&works)), *next;

	for (; node; node = next) {
		next = node->next;
		work_run(container_of(node, struct irq_work, node.llist));
	}
}

bool irq_work_queue(struct irq_work *work)
{
	if (atomic_fetch_or(IRQ_WORK_CLAIMED, &work->node.a_flags) & IRQ_WORK_PENDING)
		return false;
	llist_add(&work->node.llist, &works);
	/* even if others are before it, who have raised it or are about to: for irq_work_sync() */
	exec_irq_raise(&irq);
	return true;
}
EXPORT_SYMBOL_GPL(irq_work_queue);

bool irq_work_queue_on(struct irq_work *work, int cpu)
{
	return irq_work_queue(work);
}
EXPORT_SYMBOL_GPL(irq_work_queue_on);

void irq_work_sync(struct irq_work *work)
{
	might_sleep();
	exec_irq_sync(&irq);
}
EXPORT_SYMBOL_GPL(irq_work_sync);

void irq_work_start(void)
{
	init_llist_head(&works);
	exec_irq_init(&irq, "irq_work", works_run);
}

void irq_works_sync(void)
{
	exec_irq_sync(&irq);
}

void irq_work_stop(void)
{
	irq_works_sync();
}
