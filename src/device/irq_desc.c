// SPDX-License-Identifier: MIT
/* Interrupt descriptors: made, numbered, found, configured, freed. */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/firmware.h"
#include "device/irq_internals.h"
#include "device/msi.h"

/*
 * The table is read without a lock: an entry appears when it is complete,
 * and disappears when nobody may use the number any more.
 */
static struct irq_desc *descs[NR_IRQS];
/* numbers that are taken, with or without a descriptor; under sparse_lock */
static DECLARE_BITMAP(taken, NR_IRQS);
static DEFINE_MUTEX(sparse_lock);

struct irq_desc *irq_to_desc(unsigned int irq)
{
	return irq < NR_IRQS ? READ_ONCE(descs[irq]) : NULL;
}
EXPORT_SYMBOL_GPL(irq_to_desc);

static struct irq_desc *desc_new(unsigned int irq)
{
	struct irq_desc *desc = kzalloc(sizeof(*desc), GFP_KERNEL);

	if (!desc)
		return NULL;
	desc->kstat_irqs = kcalloc(nr_cpu_ids, sizeof(*desc->kstat_irqs),
				   GFP_KERNEL);
	if (!desc->kstat_irqs) {
		kfree(desc);
		return NULL;
	}
	raw_spin_lock_init(&desc->lock);
	mutex_init(&desc->request_mutex);
	init_waitqueue_head(&desc->wait_for_threads);
	desc->irq_data.irq = irq;
	desc->irq_data.common = &desc->irq_common_data;
	desc->irq_data.chip = &no_irq_chip;
	desc->handle_irq = handle_bad_irq;
	desc->depth = 1;
	desc->running_cpu = -1;
	irqd_set(&desc->irq_data, IRQD_IRQ_DISABLED | IRQD_IRQ_MASKED);
	cpumask_copy(desc->irq_common_data.affinity, cpu_online_mask);
	irq_wire_create(desc);
	return desc;
}

static void desc_free(struct irq_desc *desc)
{
	irq_wire_destroy(desc);
	kfree(desc->kstat_irqs);
	kfree(desc);
}

struct irq_desc *irq_desc_alloc_at(unsigned int irq)
{
	struct irq_desc *desc = desc_new(irq);

	if (!desc)
		return NULL;
	mutex_lock(&sparse_lock);
	__set_bit(irq, taken);
	WRITE_ONCE(descs[irq], desc);
	mutex_unlock(&sparse_lock);
	return desc;
}

void irq_desc_reserve(unsigned int irq)
{
	mutex_lock(&sparse_lock);
	__set_bit(irq, taken);
	mutex_unlock(&sparse_lock);
}

/* the first of @cnt free numbers in a row, from @from on; taken on return */
static int take_numbers(int irq, unsigned int from, unsigned int cnt)
{
	unsigned int start = irq >= 0 ? irq : max(from, 1u);
	unsigned int run = 0;
	unsigned int at;

	for (at = start; at < NR_IRQS && run < cnt; at++)
		run = test_bit(at, taken) ? 0 : run + 1;
	if (run < cnt)
		return -ENOSPC;
	at -= cnt;
	if (irq >= 0 && at != (unsigned int)irq)
		return -EEXIST;
	bitmap_set(taken, at, cnt);
	return at;
}

int __irq_alloc_descs(int irq, unsigned int from, unsigned int cnt, int node,
		      struct module *owner,
		      const struct irq_affinity_desc *affinity)
{
	unsigned int i;
	int start;

	if (!cnt || (irq >= 0 && from > (unsigned int)irq))
		return -EINVAL;
	mutex_lock(&sparse_lock);
	start = take_numbers(irq, from, cnt);
	mutex_unlock(&sparse_lock);
	if (start < 0)
		return start;
	for (i = 0; i < cnt; i++) {
		struct irq_desc *desc = irq_desc_alloc_at(start + i);

		if (!desc) {
			irq_free_descs(start, cnt);
			return -ENOMEM;
		}
		desc->owner = owner;
		if (affinity)
			cpumask_copy(desc->irq_common_data.affinity,
				     &affinity[i].mask);
	}
	return start;
}
EXPORT_SYMBOL_GPL(__irq_alloc_descs);

void irq_free_descs(unsigned int from, unsigned int cnt)
{
	unsigned int irq;

	for (irq = from; irq < from + cnt && irq < NR_IRQS; irq++) {
		struct irq_desc *desc = irq_to_desc(irq);

		mutex_lock(&sparse_lock);
		WRITE_ONCE(descs[irq], NULL);
		__clear_bit(irq, taken);
		mutex_unlock(&sparse_lock);
		if (desc)
			desc_free(desc);
	}
}
EXPORT_SYMBOL_GPL(irq_free_descs);

struct irq_data *irq_get_irq_data(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc ? &desc->irq_data : NULL;
}
EXPORT_SYMBOL_GPL(irq_get_irq_data);

/* ---- settings --------------------------------------------------------------- */

int irq_set_chip(unsigned int irq, const struct irq_chip *chip)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return -EINVAL;
	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->irq_data.chip = chip ? (struct irq_chip *)chip : &no_irq_chip;
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return 0;
}
EXPORT_SYMBOL(irq_set_chip);

int irq_set_handler_data(unsigned int irq, void *data)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	desc->irq_common_data.handler_data = data;
	return 0;
}
EXPORT_SYMBOL(irq_set_handler_data);

int irq_set_chip_data(unsigned int irq, void *data)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	desc->irq_data.chip_data = data;
	return 0;
}
EXPORT_SYMBOL(irq_set_chip_data);

void irq_modify_status(unsigned int irq, unsigned long clr, unsigned long set)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->status_use_accessors &= ~(clr & IRQF_MODIFY_MASK);
	desc->status_use_accessors |= set & IRQF_MODIFY_MASK;
	if ((clr | set) & IRQ_TYPE_SENSE_MASK) {
		irqd_clear(&desc->irq_data, IRQD_TRIGGER_MASK | IRQD_LEVEL);
		irqd_set(&desc->irq_data,
			 desc->status_use_accessors & IRQ_TYPE_SENSE_MASK);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}
EXPORT_SYMBOL_GPL(irq_modify_status);

bool irq_has_action(unsigned int irq)
{
	return irq_desc_has_action(irq_to_desc(irq));
}
EXPORT_SYMBOL_GPL(irq_has_action);

int can_request_irq(unsigned int irq, unsigned long irqflags)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;
	int can = 0;

	if (!desc)
		return 0;
	raw_spin_lock_irqsave(&desc->lock, flags);
	if (!(desc->status_use_accessors & IRQ_NOREQUEST))
		can = !desc->action ||
		      irqflags & desc->action->flags & IRQF_SHARED;
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return can;
}

/* ---- start and stop --------------------------------------------------------- */

int irq_desc_start(void)
{
	bitmap_zero(taken, NR_IRQS);
	return 0;
}

void irq_desc_stop(void)
{
	unsigned int irq;

	for (irq = 0; irq < NR_IRQS; irq++) {
		if (!descs[irq])
			continue;
		desc_free(descs[irq]);
		descs[irq] = NULL;
	}
	bitmap_zero(taken, NR_IRQS);
}

int irq_start(void)
{
	int ret = irq_desc_start();

	return ret ? ret : irq_wire_start();
}

void irq_stop(void)
{
	msi_frames_stop();
	irqdomain_stop();
	irq_wire_stop();
	irq_desc_stop();
}
