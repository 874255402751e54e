/* SPDX-License-Identifier: MIT */
/*
 * What the files of the interrupt core share. Unless said otherwise the
 * descriptor's lock is held.
 */
#ifndef DMAE_DEVICE_IRQ_INTERNALS_H
#define DMAE_DEVICE_IRQ_INTERNALS_H

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>

/* core_internal_state__do_not_mess_with_it */
#define istate core_internal_state__do_not_mess_with_it
#define IRQS_SPURIOUS_DISABLED	0x00000002	/* nobody served it: off for good */
#define IRQS_ONESHOT		0x00000020	/* masked until its threads are done */
#define IRQS_REPLAY		0x00000040	/* is being sent again */
#define IRQS_PENDING		0x00000200	/* came while it could not be served */

/* bits of irqaction.thread_flags */
enum {
	IRQTF_RUNTHREAD,	/* the thread has something to do */
	IRQTF_READY,		/* the thread has begun, and so will see to it */
};

static inline void irqd_set(struct irq_data *d, unsigned int flags)
{
	WRITE_ONCE(d->common->state_use_accessors,
		   d->common->state_use_accessors | flags);
}

static inline void irqd_clear(struct irq_data *d, unsigned int flags)
{
	WRITE_ONCE(d->common->state_use_accessors,
		   d->common->state_use_accessors & ~flags);
}

/* irq_desc.c: no lock needed */
int irq_desc_start(void);
void irq_desc_stop(void);
struct irq_desc *irq_desc_alloc_at(unsigned int irq);
/** irq_desc_reserve() - keep @irq from being handed out by irq_alloc_descs() */
void irq_desc_reserve(unsigned int irq);

/* irq_chip.c */
int irq_startup(struct irq_desc *desc, bool resend);
void irq_shutdown(struct irq_desc *desc);
void irq_enable(struct irq_desc *desc);
void irq_disable(struct irq_desc *desc);
void mask_irq(struct irq_desc *desc);
void unmask_irq(struct irq_desc *desc);
int __irq_set_trigger(struct irq_desc *desc, unsigned long flags);
extern struct irqaction chained_action;

/* bracket around chip functions; outside the lock */
static inline void chip_bus_lock(struct irq_desc *desc)
{
	if (desc->irq_data.chip->irq_bus_lock)
		desc->irq_data.chip->irq_bus_lock(&desc->irq_data);
}

static inline void chip_bus_sync_unlock(struct irq_desc *desc)
{
	if (desc->irq_data.chip->irq_bus_sync_unlock)
		desc->irq_data.chip->irq_bus_sync_unlock(&desc->irq_data);
}

/* irq_handle.c, irq_thread.c, irq_spurious.c; without the lock */
irqreturn_t irq_default_primary_handler(int irq, void *dev_id);
void irq_thread_wake(struct irq_desc *desc, struct irqaction *action);
int irq_thread_create(struct irqaction *action, unsigned int irq);
void irq_thread_begin(struct irq_desc *desc, struct irqaction *action);
void irq_thread_stop(struct irqaction *action);
void note_interrupt(struct irq_desc *desc, irqreturn_t action_ret);
/* the rest of irq_handle.c with it */
void handle_irq_event(struct irq_desc *desc);

/* irq_wire.c; without the lock */
int irq_wire_start(void);
void irq_wire_stop(void);
void irq_wire_create(struct irq_desc *desc);
void irq_wire_destroy(struct irq_desc *desc);
/** irq_wire_resend() - run the flow handler as if the interrupt had come; any context */
void irq_wire_resend(struct irq_desc *desc);

/* irqdomain.c */
void irqdomain_stop(void);

#endif
