/* SPDX-License-Identifier: MIT */
/* Entering and leaving interrupt context; drivers include it for in_interrupt(). */
#ifndef _LINUX_HARDIRQ_H
#define _LINUX_HARDIRQ_H

#include <linux/preempt.h>
#include <linux/lockdep.h>
#include <linux/irqflags.h>

/* defined in src/base/softirq.c; the executors call them around a handler */
void irq_enter(void);
void irq_exit(void);

#endif
