// SPDX-License-Identifier: MIT
/*
 * Where interrupts come from: the machine's lines, seen as an interrupt
 * controller for all those of the board that no driver serves. A line's sink
 * (the hardware's side) takes note of levels and edges and raises the wire's
 * exec_irq; the CPU that takes it runs the flow handler.
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "base/exec/exec.h"
#include "base/host.h"
#include "device/firmware.h"
#include "device/irq_internals.h"
#include "machine/board.h"
#include "machine/machine.h"

/**
 * struct irq_wire - what raises an interrupt
 * @line: the machine's line; NULL: only irq_wire_resend() raises it
 * @type: the trigger type
 * @masked: the controller holds it back
 * @latched: an edge was seen and not yet served
 * @resend: run the flow handler though the line doesn't ask for it
 *
 * Belongs to its descriptor. All but @exec, @desc and @controller are
 * protected by the hardware lock.
 */
struct irq_wire {
	struct exec_irq exec;
	struct irq_desc *desc;
	struct device_node *controller;
	struct machine_line *line;
	unsigned int type;
	bool masked;
	bool latched;
	bool resend;
	char name[16];
};

/**
 * struct wire_number - an interrupt of the board and the number it has
 *
 * Given in the order of the tree, so that numbers don't depend on the order
 * in which drivers ask. The list is built at start; entries for interrupts
 * that no node mentions are added under numbers_lock.
 */
struct wire_number {
	struct of_phandle_args spec;
	unsigned int irq;
	struct wire_number *next;
};

static struct wire_number *numbers;
static DEFINE_MUTEX(numbers_lock);

/* ---- the hardware's side; under the hardware lock ------------------------------ */

static bool wire_asks(const struct irq_wire *wire)
{
	if (!wire->line)
		return false;
	return wire->type & IRQ_TYPE_LEVEL_MASK ? wire->line->asserted > 0 :
						  wire->latched;
}

/*
 * A line is asserted or not; whether that is a high or a low voltage is the
 * business of the specifier. So the active edge is always the rising one.
 */
static void wire_sink(struct machine_line *line, bool level)
{
	struct irq_wire *wire = line->sink_data;

	if (level || wire->type == IRQ_TYPE_EDGE_BOTH)
		wire->latched = true;
	if (!wire->masked && wire_asks(wire))
		exec_irq_raise(&wire->exec);
}

/* ---- the CPU's side -------------------------------------------------------------- */

static void wire_fire(struct exec_irq *exec)
{
	struct irq_wire *wire = container_of(exec, struct irq_wire, exec);
	bool fire;

	exec_hw_lock();
	fire = wire->resend || (!wire->masked && wire_asks(wire));
	wire->resend = false;
	exec_hw_unlock();
	if (!fire)
		return;
	generic_handle_irq_desc(wire->desc);

	exec_hw_lock();
	if (!wire->masked && wire_asks(wire))
		exec_irq_raise(&wire->exec);
	exec_hw_unlock();
}

void irq_wire_create(struct irq_desc *desc)
{
	struct irq_wire *wire = host_alloc(sizeof(*wire));

	wire->desc = desc;
	wire->masked = true;
	snprintf(wire->name, sizeof(wire->name), "irq %u",
		 irq_desc_get_irq(desc));
	exec_irq_init(&wire->exec, wire->name, wire_fire);
	desc->wire = wire;
}

void irq_wire_destroy(struct irq_desc *desc)
{
	struct irq_wire *wire = desc->wire;

	exec_hw_lock();
	wire->masked = true;
	wire->resend = false;
	if (wire->line) {
		wire->line->sink = NULL;
		wire->line->sink_data = NULL;
	}
	exec_hw_unlock();
	exec_irq_sync(&wire->exec);
	host_free(wire);
}

void irq_wire_resend(struct irq_desc *desc)
{
	exec_hw_lock();
	desc->wire->resend = true;
	exec_irq_raise(&desc->wire->exec);
	exec_hw_unlock();
}

/* ---- as an interrupt chip ---------------------------------------------------------- */

static struct irq_wire *data_wire(struct irq_data *data)
{
	return irq_data_to_desc(data)->wire;
}

static void wire_mask(struct irq_data *data)
{
	exec_hw_lock();
	data_wire(data)->masked = true;
	exec_hw_unlock();
}

static void wire_unmask(struct irq_data *data)
{
	struct irq_wire *wire = data_wire(data);

	exec_hw_lock();
	wire->masked = false;
	if (wire_asks(wire))
		exec_irq_raise(&wire->exec);
	exec_hw_unlock();
}

static void wire_ack(struct irq_data *data)
{
	exec_hw_lock();
	data_wire(data)->latched = false;
	exec_hw_unlock();
}

/* edges from before anybody wanted them are not delivered */
static unsigned int wire_startup(struct irq_data *data)
{
	wire_ack(data);
	wire_unmask(data);
	return 0;
}

static int wire_set_type(struct irq_data *data, unsigned int type)
{
	if (type == IRQ_TYPE_NONE)
		type = IRQ_TYPE_LEVEL_HIGH;
	if (type & IRQ_TYPE_LEVEL_MASK && type & IRQ_TYPE_EDGE_BOTH)
		return -EINVAL;
	irq_set_handler_locked(data, type & IRQ_TYPE_LEVEL_MASK ?
				     handle_level_irq : handle_edge_irq);
	exec_hw_lock();
	data_wire(data)->type = type;
	exec_hw_unlock();
	return IRQ_SET_MASK_OK;
}

/* an edge that the core remembers and one that the wire does are one interrupt */
static int wire_retrigger(struct irq_data *data)
{
	struct irq_wire *wire = data_wire(data);

	exec_hw_lock();
	wire->latched = true;
	if (!wire->masked)
		exec_irq_raise(&wire->exec);
	exec_hw_unlock();
	return 1;
}

static int wire_set_affinity(struct irq_data *data, const struct cpumask *dest,
			     bool force)
{
	return IRQ_SET_MASK_OK;
}

static int wire_get_state(struct irq_data *data, enum irqchip_irq_state which,
			  bool *state)
{
	struct irq_wire *wire = data_wire(data);
	int ret = 0;

	exec_hw_lock();
	switch (which) {
	case IRQCHIP_STATE_PENDING:
		*state = wire_asks(wire);
		break;
	case IRQCHIP_STATE_MASKED:
		*state = wire->masked;
		break;
	case IRQCHIP_STATE_LINE_LEVEL:
		*state = wire->line && wire->line->asserted;
		break;
	default:
		ret = -EINVAL;
	}
	exec_hw_unlock();
	return ret;
}

static void wire_print(struct irq_data *data, struct seq_file *p)
{
	seq_printf(p, " %8s", data_wire(data)->controller->name);
}

static struct irq_chip machine_irq_chip = {
	.name = "machine",
	.irq_startup = wire_startup,
	.irq_mask = wire_mask,
	.irq_unmask = wire_unmask,
	.irq_ack = wire_ack,
	.irq_retrigger = wire_retrigger,
	.irq_set_type = wire_set_type,
	.irq_set_affinity = wire_set_affinity,
	.irq_get_irqchip_state = wire_get_state,
	.irq_print_chip = wire_print,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};

/* ---- numbers ------------------------------------------------------------------------- */

static bool same_spec(const struct of_phandle_args *a,
		      const struct of_phandle_args *b)
{
	return a->np == b->np && a->args_count == b->args_count &&
	       !memcmp(a->args, b->args, a->args_count * sizeof(a->args[0]));
}

static struct wire_number *find_number(const struct of_phandle_args *spec)
{
	struct wire_number *at;

	for (at = numbers; at; at = at->next)
		if (same_spec(&at->spec, spec))
			break;
	return at;
}

static void add_number(const struct of_phandle_args *spec, unsigned int irq)
{
	struct wire_number *new = host_alloc(sizeof(*new));

	new->spec = *spec;
	new->irq = irq;
	new->next = numbers;
	numbers = new;
	irq_desc_reserve(irq);
}

/* number every interrupt of the board, in the order of the tree */
int irq_wire_start(void)
{
	struct of_phandle_args spec;
	struct device_node *np;
	unsigned int irq = 1;
	int i;

	for_each_of_allnodes(np) {
		if (!of_property_present(np, "interrupts") &&
		    !of_property_present(np, "interrupts-extended"))
			continue;
		for (i = 0; !of_irq_parse_one(np, i, &spec); i++)
			if (!find_number(&spec) && irq < NR_IRQS)
				add_number(&spec, irq++);
	}
	return 0;
}

void irq_wire_stop(void)
{
	while (numbers) {
		struct wire_number *next = numbers->next;

		host_free(numbers);
		numbers = next;
	}
}

/* controllers that count in banks: their two cells are a bank and a number in it */
static bool counts_in_banks(const struct device_node *np)
{
	return of_device_is_compatible(np, "brcm,bcm2835-armctrl-ic") ||
	       of_device_is_compatible(np, "brcm,bcm2836-armctrl-ic");
}

/* the trigger type in the specifier: its second cell, or its third where there are more */
static unsigned int spec_type(const struct of_phandle_args *spec)
{
	unsigned int type = IRQ_TYPE_NONE;

	if (spec->args_count == 2 && !counts_in_banks(spec->np))
		type = spec->args[1];
	else if (spec->args_count > 2)
		type = spec->args[2];
	type &= IRQ_TYPE_SENSE_MASK;
	return type ? type : IRQ_TYPE_LEVEL_HIGH;
}

/* the controller's own number: for three cells as the GIC counts, shared after private */
static unsigned long spec_hwirq(const struct of_phandle_args *spec)
{
	if (spec->args_count == 2 && counts_in_banks(spec->np))
		return spec->args[0] * 32 + spec->args[1];
	if (spec->args_count < 3)
		return spec->args_count ? spec->args[0] : 0;
	return spec->args[1] + (spec->args[0] == 1 ? 16 : 32);
}

static void connect(struct irq_desc *desc, const struct of_phandle_args *spec)
{
	struct irq_wire *wire = desc->wire;
	struct board_ref ref = {
		.node = spec->np->board_node,
		.ncells = spec->args_count,
	};
	unsigned long flags;

	memcpy(ref.cells, spec->args, spec->args_count * sizeof(ref.cells[0]));
	wire->controller = spec->np;
	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->irq_data.chip = &machine_irq_chip;
	desc->irq_data.hwirq = spec_hwirq(spec);
	if (__irq_set_trigger(desc, spec_type(spec)))
		__irq_set_trigger(desc, IRQ_TYPE_LEVEL_HIGH);
	raw_spin_unlock_irqrestore(&desc->lock, flags);

	exec_hw_lock();
	wire->line = machine_line(&ref);
	if (wire->line) {
		wire->line->sink_data = wire;
		wire->line->sink = wire_sink;
	}
	exec_hw_unlock();
}

unsigned int irq_machine_map(const struct of_phandle_args *spec)
{
	struct wire_number *number;
	struct irq_desc *desc;
	unsigned int irq = 0;
	int fresh;

	mutex_lock(&numbers_lock);
	number = find_number(spec);
	if (!number) {
		fresh = irq_alloc_desc(0);
		if (fresh < 0)
			goto out_unlock;
		add_number(spec, fresh);
		number = find_number(spec);
		connect(irq_to_desc(fresh), spec);
	}
	irq = number->irq;
	if (!irq_to_desc(irq)) {
		desc = irq_desc_alloc_at(irq);
		if (desc)
			connect(desc, spec);
		else
			irq = 0;
	}
out_unlock:
	mutex_unlock(&numbers_lock);
	return irq;
}

/* ---- messages -------------------------------------------------------------------------- */

static void forget_number(unsigned int irq)
{
	struct wire_number **link, *gone;

	for (link = &numbers; *link && (*link)->irq != irq; link = &(*link)->next)
		;
	gone = *link;
	if (!gone)
		return;
	*link = gone->next;
	host_free(gone);
}

int irq_machine_map_block(const struct of_phandle_args *first, unsigned int cell,
			  unsigned int count)
{
	struct of_phandle_args spec = *first;
	int irq = irq_alloc_descs(-1, 1, count, 0);
	unsigned int i;

	if (irq < 0)
		return irq;
	mutex_lock(&numbers_lock);
	for (i = 0; i < count; i++, spec.args[cell]++) {
		add_number(&spec, irq + i);
		connect(irq_to_desc(irq + i), &spec);
	}
	mutex_unlock(&numbers_lock);
	return irq;
}

void irq_machine_unmap_block(unsigned int irq, unsigned int count)
{
	unsigned int i;

	mutex_lock(&numbers_lock);
	for (i = 0; i < count; i++)
		forget_number(irq + i);
	mutex_unlock(&numbers_lock);
	for (i = 0; i < count; i++)
		synchronize_irq(irq + i);
	irq_free_descs(irq, count);
}
