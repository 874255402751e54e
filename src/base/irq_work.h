/* SPDX-License-Identifier: MIT */
/* irq_work's life in a world. */
#ifndef DMAE_BASE_IRQ_WORK_H
#define DMAE_BASE_IRQ_WORK_H

/** irq_work_start() - once interrupts can be taken */
void irq_work_start(void);
/**
 * irq_works_sync() - until all that was queued has been done: it counts as a reader of RCU, as it
 * is one in the kernel, where it runs as soon as interrupts are on again. Process context
 */
void irq_works_sync(void);
/** irq_work_stop() - while they still can: does what is left */
void irq_work_stop(void);

#endif
