/* SPDX-License-Identifier: MIT */
/*
 * Work for an interrupt: what a piece of code that holds locks, or that runs
 * where nothing may be waited for, leaves to a moment when it does not.
 * src/base/irq_work.c runs it in hardirq context.
 */
#ifndef _LINUX_IRQ_WORK_H
#define _LINUX_IRQ_WORK_H

#include <linux/atomic.h>
#include <linux/llist.h>
#include <linux/smp.h>
#include <linux/types.h>

#define IRQ_WORK_PENDING	0x01
#define IRQ_WORK_BUSY		0x02
#define IRQ_WORK_CLAIMED	(IRQ_WORK_PENDING | IRQ_WORK_BUSY)
#define IRQ_WORK_LAZY		0x04
#define IRQ_WORK_HARD_IRQ	0x08

/**
 * struct irq_work - one thing to do; its owner keeps it until it is not busy
 * @node: place in the queue; @node.a_flags: IRQ_WORK_*
 * @func: what to do, in hardirq context
 */
struct irq_work {
	struct {
		struct llist_node llist;
		union {
			unsigned int u_flags;
			atomic_t a_flags;
		};
	} node;
	void (*func)(struct irq_work *work);
};

#define __IRQ_WORK_INIT(what, flags) \
	(struct irq_work){ .func = (what), .node.u_flags = (flags) }
#define IRQ_WORK_INIT_HARD(what) __IRQ_WORK_INIT(what, IRQ_WORK_HARD_IRQ)
#define IRQ_WORK_INIT_LAZY(what) __IRQ_WORK_INIT(what, IRQ_WORK_LAZY)
#define IRQ_WORK_INIT(what)	 __IRQ_WORK_INIT(what, 0)
#define DEFINE_IRQ_WORK(name, what) struct irq_work name = __IRQ_WORK_INIT(what, 0)

/** init_irq_work() - what is to be done is @func; not while it is queued */
static inline void init_irq_work(struct irq_work *work, void (*func)(struct irq_work *work))
{
	*work = IRQ_WORK_INIT(func);
}

/** irq_work_is_hard() - IRQ_WORK_HARD_IRQ was asked for; here all are */
static inline bool irq_work_is_hard(struct irq_work *work)
{
	return atomic_read(&work->node.a_flags) & IRQ_WORK_HARD_IRQ;
}

/** irq_work_is_busy() - the same: a work whose function runs is no more known of */
static inline bool irq_work_is_busy(struct irq_work *work)
{
	return atomic_read(&work->node.a_flags) & IRQ_WORK_BUSY;
}

/** irq_work_is_pending() - queued, and its function has not begun */
static inline bool irq_work_is_pending(struct irq_work *work)
{
	return atomic_read(&work->node.a_flags) & IRQ_WORK_PENDING;
}

/**
 * irq_work_queue() - have @work done soon, by an interrupt
 * @work: initialised
 *
 * Any context. Allocates nothing and takes no lock. Return: false if it was
 * pending already (it then runs once for both).
 */
bool irq_work_queue(struct irq_work *work);
/** irq_work_queue_on() - the same; which CPU takes the interrupt is the executor's choice */
bool irq_work_queue_on(struct irq_work *work, int cpu);
/** irq_work_sync() - wait until @work is neither pending nor running. Process context. */
void irq_work_sync(struct irq_work *work);

#endif
