// SPDX-License-Identifier: MIT
/*
 * Interrupts and the chip behind them: starting and stopping, masking,
 * trigger types, chained handlers.
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "device/irq_internals.h"

static void noop(struct irq_data *data)
{
}

static unsigned int noop_ret(struct irq_data *data)
{
	return 0;
}

struct irq_chip no_irq_chip = {
	.name = "none",
	.irq_startup = noop_ret,
	.irq_shutdown = noop,
	.irq_enable = noop,
	.irq_disable = noop,
	.irq_ack = noop,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};

struct irq_chip dummy_irq_chip = {
	.name = "dummy",
	.irq_startup = noop_ret,
	.irq_shutdown = noop,
	.irq_enable = noop,
	.irq_disable = noop,
	.irq_ack = noop,
	.irq_mask = noop,
	.irq_unmask = noop,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};
EXPORT_SYMBOL_GPL(dummy_irq_chip);

/* stands in a descriptor whose interrupt belongs to another controller */
static irqreturn_t chained_bad_action(int irq, void *dev_id)
{
	WARN_ONCE(1, "Chained irq %d should not call an action\n", irq);
	return IRQ_NONE;
}

struct irqaction chained_action = {
	.handler = chained_bad_action,
};

/* ---- masking ---------------------------------------------------------------- */

void mask_irq(struct irq_desc *desc)
{
	if (irqd_irq_masked(&desc->irq_data) ||
	    !desc->irq_data.chip->irq_mask)
		return;
	desc->irq_data.chip->irq_mask(&desc->irq_data);
	irqd_set(&desc->irq_data, IRQD_IRQ_MASKED);
}

void unmask_irq(struct irq_desc *desc)
{
	if (!irqd_irq_masked(&desc->irq_data) ||
	    !desc->irq_data.chip->irq_unmask)
		return;
	irqd_clear(&desc->irq_data, IRQD_IRQ_MASKED);
	desc->irq_data.chip->irq_unmask(&desc->irq_data);
}

void irq_enable(struct irq_desc *desc)
{
	if (!irqd_irq_disabled(&desc->irq_data)) {
		unmask_irq(desc);
		return;
	}
	irqd_clear(&desc->irq_data, IRQD_IRQ_DISABLED);
	if (desc->irq_data.chip->irq_enable) {
		desc->irq_data.chip->irq_enable(&desc->irq_data);
		irqd_clear(&desc->irq_data, IRQD_IRQ_MASKED);
	} else {
		unmask_irq(desc);
	}
}

static void disable_at_chip(struct irq_desc *desc, bool mask)
{
	struct irq_data *data = &desc->irq_data;
	bool at_chip = !irqd_irq_disabled(data) && data->chip->irq_disable;

	irqd_set(data, IRQD_IRQ_DISABLED);
	if (at_chip) {
		data->chip->irq_disable(data);
		irqd_set(data, IRQD_IRQ_MASKED);
	} else if (mask) {
		mask_irq(desc);
	}
}

/*
 * A chip that can't disable isn't masked at once: most interrupts don't come
 * while they are disabled, and one that does is masked then, and remembered.
 */
void irq_disable(struct irq_desc *desc)
{
	disable_at_chip(desc,
			desc->status_use_accessors & IRQ_DISABLE_UNLAZY);
}

/* an edge that came while nobody could serve it is sent again */
static void resend_pending(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	if (!(desc->istate & IRQS_PENDING) || desc->istate & IRQS_REPLAY)
		return;
	desc->istate &= ~IRQS_PENDING;
	/* a level that is still there comes by itself */
	if (desc->status_use_accessors & IRQ_LEVEL ||
	    irqd_is_level_type(&desc->irq_data))
		return;
	desc->istate |= IRQS_REPLAY;
	if (!chip->irq_retrigger || !chip->irq_retrigger(&desc->irq_data))
		irq_wire_resend(desc);
}

int irq_startup(struct irq_desc *desc, bool resend)
{
	struct irq_chip *chip = desc->irq_data.chip;
	int ret = 0;

	desc->depth = 0;
	if (irqd_is_started(&desc->irq_data)) {
		irq_enable(desc);
	} else {
		irqd_set(&desc->irq_data, IRQD_ACTIVATED | IRQD_IRQ_STARTED);
		if (chip->irq_startup) {
			ret = chip->irq_startup(&desc->irq_data);
			irqd_clear(&desc->irq_data,
				   IRQD_IRQ_DISABLED | IRQD_IRQ_MASKED);
		} else {
			irq_enable(desc);
		}
	}
	if (resend)
		resend_pending(desc);
	return ret;
}

void irq_shutdown(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	if (irqd_is_started(&desc->irq_data)) {
		desc->depth = 1;
		if (chip->irq_shutdown) {
			chip->irq_shutdown(&desc->irq_data);
			irqd_set(&desc->irq_data,
				 IRQD_IRQ_DISABLED | IRQD_IRQ_MASKED);
		} else {
			disable_at_chip(desc, true);
		}
		irqd_clear(&desc->irq_data, IRQD_IRQ_STARTED);
	}
	irqd_clear(&desc->irq_data, IRQD_ACTIVATED);
	desc->istate &= ~(IRQS_PENDING | IRQS_REPLAY);
}

/* ---- trigger types ------------------------------------------------------------ */

int __irq_set_trigger(struct irq_desc *desc, unsigned long flags)
{
	struct irq_chip *chip = desc->irq_data.chip;
	bool unmask = false;
	int ret;

	flags &= IRQ_TYPE_SENSE_MASK;
	if (!chip->irq_set_type)
		return 0;
	if (chip->flags & IRQCHIP_SET_TYPE_MASKED) {
		unmask = !irqd_irq_masked(&desc->irq_data) &&
			 !irqd_irq_disabled(&desc->irq_data);
		mask_irq(desc);
	}
	ret = chip->irq_set_type(&desc->irq_data, flags);
	switch (ret) {
	case IRQ_SET_MASK_OK:
	case IRQ_SET_MASK_OK_DONE:
		irqd_clear(&desc->irq_data, IRQD_TRIGGER_MASK);
		irqd_set(&desc->irq_data, flags);
		fallthrough;
	case IRQ_SET_MASK_OK_NOCOPY:
		flags = irqd_get_trigger_type(&desc->irq_data);
		irqd_clear(&desc->irq_data, IRQD_LEVEL);
		desc->status_use_accessors &= ~(IRQ_LEVEL |
						IRQ_TYPE_SENSE_MASK);
		desc->status_use_accessors |= flags;
		if (flags & IRQ_TYPE_LEVEL_MASK) {
			irqd_set(&desc->irq_data, IRQD_LEVEL);
			desc->status_use_accessors |= IRQ_LEVEL;
		}
		ret = 0;
		break;
	default:
		pr_err("Setting trigger mode %lu for irq %u failed (%s)\n",
		       flags, irq_desc_get_irq(desc),
		       chip->name ? chip->name : "unnamed chip");
	}
	if (unmask)
		unmask_irq(desc);
	return ret;
}

int irq_set_irq_type(unsigned int irq, unsigned int type)
{
	struct irq_desc *desc = irq_to_desc(irq);
	int err = -EINVAL;

	if (desc) {
		chip_bus_lock(desc);
		scoped_guard(raw_spinlock_irqsave, &desc->lock)
			err = __irq_set_trigger(desc, type);
		chip_bus_sync_unlock(desc);
	}
	return err;
}
EXPORT_SYMBOL(irq_set_irq_type);

/* ---- flow handlers ------------------------------------------------------------ */

static void uninstall_handler(struct irq_desc *desc)
{
	if (desc->irq_data.chip != &no_irq_chip) {
		mask_irq(desc);
		if (desc->irq_data.chip->irq_ack)
			desc->irq_data.chip->irq_ack(&desc->irq_data);
	}
	irqd_set(&desc->irq_data, IRQD_IRQ_DISABLED);
	irqd_clear(&desc->irq_data, IRQD_IRQ_STARTED | IRQD_ACTIVATED);
	if (desc->action == &chained_action)
		desc->action = NULL;
	desc->depth = 1;
}

static void install_handler(struct irq_desc *desc, irq_flow_handler_t handle,
			    int is_chained, const char *name)
{
	unsigned int type = irqd_get_trigger_type(&desc->irq_data);

	if (!handle) {
		handle = handle_bad_irq;
		uninstall_handler(desc);
	}
	WRITE_ONCE(desc->handle_irq, handle);
	desc->name = name;
	if (handle == handle_bad_irq || !is_chained)
		return;
	/* setting the type may set another flow handler: ours comes last */
	if (type != IRQ_TYPE_NONE) {
		__irq_set_trigger(desc, type);
		WRITE_ONCE(desc->handle_irq, handle);
	}
	desc->status_use_accessors |= IRQ_NOPROBE | IRQ_NOREQUEST |
				      IRQ_NOTHREAD;
	desc->action = &chained_action;
	irq_startup(desc, true);
}

static void set_handler(unsigned int irq, irq_flow_handler_t handle,
			int is_chained, const char *name, void *data,
			bool set_data)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	chip_bus_lock(desc);
	raw_spin_lock_irqsave(&desc->lock, flags);
	if (set_data)
		desc->irq_common_data.handler_data = data;
	install_handler(desc, handle, is_chained, name);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	chip_bus_sync_unlock(desc);
}

void __irq_set_handler(unsigned int irq, irq_flow_handler_t handle,
		       int is_chained, const char *name)
{
	set_handler(irq, handle, is_chained, name, NULL, false);
}
EXPORT_SYMBOL_GPL(__irq_set_handler);

void irq_set_chained_handler_and_data(unsigned int irq,
				      irq_flow_handler_t handle, void *data)
{
	set_handler(irq, handle, 1, NULL, data, true);
}
EXPORT_SYMBOL_GPL(irq_set_chained_handler_and_data);

void irq_set_chip_and_handler_name(unsigned int irq,
				   const struct irq_chip *chip,
				   irq_flow_handler_t handle, const char *name)
{
	irq_set_chip(irq, chip);
	__irq_set_handler(irq, handle, 0, name);
}
EXPORT_SYMBOL_GPL(irq_set_chip_and_handler_name);
