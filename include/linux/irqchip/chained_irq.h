/* SPDX-License-Identifier: MIT */
/* Bracket of a chained flow handler: acknowledge the parent's line before and after. */
#ifndef __IRQCHIP_CHAINED_IRQ_H
#define __IRQCHIP_CHAINED_IRQ_H

#include <linux/irq.h>

static inline void chained_irq_enter(struct irq_chip *chip,
				     struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;

	if (chip->irq_eoi)
		return;
	if (chip->irq_mask_ack) {
		chip->irq_mask_ack(data);
		return;
	}
	if (chip->irq_mask)
		chip->irq_mask(data);
	if (chip->irq_ack)
		chip->irq_ack(data);
}

static inline void chained_irq_exit(struct irq_chip *chip,
				    struct irq_desc *desc)
{
	if (chip->irq_eoi)
		chip->irq_eoi(&desc->irq_data);
	else if (chip->irq_unmask)
		chip->irq_unmask(&desc->irq_data);
}

#endif
