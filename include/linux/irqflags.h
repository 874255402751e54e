/* SPDX-License-Identifier: MIT */
/* The local interrupt flag. */
#ifndef _LINUX_IRQFLAGS_H
#define _LINUX_IRQFLAGS_H

#include <linux/cleanup.h>
#include <asm/context.h>

/* defined in src/base/softirq.c: enabling is a point where a pending interrupt is taken */
void dmae_local_irq_enable(void);

static inline void dmae_local_irq_disable(void)
{
	exec_cpu()->irqs_off = true;
	__asm__ __volatile__("" : : : "memory");
}

#define local_irq_disable()	dmae_local_irq_disable()
#define local_irq_enable()	dmae_local_irq_enable()

#define local_save_flags(flags)			\
	do {					\
		(flags) = exec_cpu()->irqs_off;	\
	} while (0)

#define local_irq_save(flags)			\
	do {					\
		(flags) = exec_cpu()->irqs_off;	\
		dmae_local_irq_disable();	\
	} while (0)

#define local_irq_restore(flags)		\
	do {					\
		if (!(flags))			\
			dmae_local_irq_enable();\
	} while (0)

#define irqs_disabled()			(exec_cpu()->irqs_off)
#define irqs_disabled_flags(flags)	((flags) != 0)
#define raw_local_irq_save(flags)	local_irq_save(flags)
#define raw_local_irq_restore(flags)	local_irq_restore(flags)
#define raw_irqs_disabled()		irqs_disabled()

DEFINE_LOCK_GUARD_0(irq, local_irq_disable(), local_irq_enable())
DEFINE_LOCK_GUARD_0(irqsave, local_irq_save(_T->flags), local_irq_restore(_T->flags),
		    unsigned long flags)

#endif
