/* SPDX-License-Identifier: MIT */
/* The preemption counter and the questions that drivers ask of it. */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H

#include <linux/cleanup.h>
#include <asm/context.h>

#define PREEMPT_BITS		8
#define SOFTIRQ_BITS		8
#define HARDIRQ_BITS		4
#define NMI_BITS		4

#define PREEMPT_SHIFT		0
#define SOFTIRQ_SHIFT		(PREEMPT_SHIFT + PREEMPT_BITS)
#define HARDIRQ_SHIFT		(SOFTIRQ_SHIFT + SOFTIRQ_BITS)
#define NMI_SHIFT		(HARDIRQ_SHIFT + HARDIRQ_BITS)

#define PREEMPT_MASK		(((1u << PREEMPT_BITS) - 1) << PREEMPT_SHIFT)
#define SOFTIRQ_MASK		(((1u << SOFTIRQ_BITS) - 1) << SOFTIRQ_SHIFT)
#define HARDIRQ_MASK		(((1u << HARDIRQ_BITS) - 1) << HARDIRQ_SHIFT)
#define NMI_MASK		(((1u << NMI_BITS) - 1) << NMI_SHIFT)

#define PREEMPT_OFFSET		(1u << PREEMPT_SHIFT)
#define SOFTIRQ_OFFSET		(1u << SOFTIRQ_SHIFT)
#define HARDIRQ_OFFSET		(1u << HARDIRQ_SHIFT)
#define NMI_OFFSET		(1u << NMI_SHIFT)
#define SOFTIRQ_DISABLE_OFFSET	(2 * SOFTIRQ_OFFSET)

#define preempt_count()		(exec_cpu()->preempt_count)
#define hardirq_count()		(preempt_count() & HARDIRQ_MASK)
#define softirq_count()		(preempt_count() & SOFTIRQ_MASK)
#define irq_count()		(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK))

#define in_nmi()		(0)
#define in_hardirq()		(hardirq_count())
#define in_serving_softirq()	(softirq_count() & SOFTIRQ_OFFSET)
#define in_task()		(!(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET)))
#define in_irq()		(hardirq_count())
#define in_softirq()		(softirq_count())
#define in_interrupt()		(irq_count())
#define in_atomic()		(preempt_count() != 0)

#define preemptible()		(preempt_count() == 0 && !exec_cpu()->irqs_off)

#define barrier_preempt()	__asm__ __volatile__("" : : : "memory")

static inline void preempt_count_add(unsigned int val)
{
	exec_cpu()->preempt_count += val;
	barrier_preempt();
}

static inline void preempt_count_sub(unsigned int val)
{
	barrier_preempt();
	exec_cpu()->preempt_count -= val;
}

#define preempt_disable()		preempt_count_add(PREEMPT_OFFSET)
#define preempt_enable()		preempt_count_sub(PREEMPT_OFFSET)
#define preempt_enable_no_resched()	preempt_count_sub(PREEMPT_OFFSET)
#define preempt_disable_notrace()	preempt_disable()
#define preempt_enable_notrace()	preempt_enable()

static inline void migrate_disable(void)
{
	preempt_disable();
}

static inline void migrate_enable(void)
{
	preempt_enable();
}

DEFINE_LOCK_GUARD_0(preempt, preempt_disable(), preempt_enable())

#endif
