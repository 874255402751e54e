// SPDX-License-Identifier: MIT
/*
 * Interrupts of device tree nodes. Which controller an interrupt leads to is
 * resolved by the board (src/machine), so that a model's wire and a driver's
 * interrupt are always the same; here it becomes a Linux number, through the
 * controller's own domain if a driver serves it, or the machine's.
 */
#define pr_fmt(fmt) "OF: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "device/firmware.h"
#include "machine/board.h"
#include "machine/machine.h"

/* how far up interrupt-parent is followed before we call it a circle */
#define MAX_PARENTS	64

int of_irq_parse_one(struct device_node *device, int index,
		     struct of_phandle_args *out_irq)
{
	struct board_ref ref;
	unsigned int i;
	int err;

	if (!device || index < 0)
		return -EINVAL;
	err = board_interrupt(machine_board(), device->board_node, index, &ref);
	if (err)
		return err;
	out_irq->np = of_node_of_board(ref.node);
	out_irq->args_count = ref.ncells;
	for (i = 0; i < ref.ncells && i < MAX_PHANDLE_ARGS; i++)
		out_irq->args[i] = ref.cells[i];
	return out_irq->np ? 0 : -EINVAL;
}
EXPORT_SYMBOL_GPL(of_irq_parse_one);

struct device_node *of_irq_find_parent(struct device_node *child)
{
	int hops;

	for (hops = 0; child && hops < MAX_PARENTS; hops++) {
		u32 parent;

		if (of_property_read_u32(child, "interrupt-parent", &parent))
			child = of_get_parent(child);
		else
			child = of_find_node_by_phandle(parent);
		if (of_property_present(child, "#interrupt-cells"))
			return child;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(of_irq_find_parent);

unsigned int irq_create_of_mapping(struct of_phandle_args *irq_data)
{
	struct irq_fwspec fwspec;

	if (!irq_find_host(irq_data->np))
		return irq_machine_map(irq_data);
	of_phandle_args_to_fwspec(irq_data->np, irq_data->args,
				  irq_data->args_count, &fwspec);
	return irq_create_fwspec_mapping(&fwspec);
}
EXPORT_SYMBOL_GPL(irq_create_of_mapping);

unsigned int irq_of_parse_and_map(struct device_node *node, int index)
{
	struct of_phandle_args args;

	if (of_irq_parse_one(node, index, &args))
		return 0;
	return irq_create_of_mapping(&args);
}
EXPORT_SYMBOL_GPL(irq_of_parse_and_map);

int of_irq_count(struct device_node *dev)
{
	struct of_phandle_args args;
	int count = 0;

	while (!of_irq_parse_one(dev, count, &args))
		count++;
	return count;
}
EXPORT_SYMBOL_GPL(of_irq_count);

/*
 * -EPROBE_DEFER while a driver that is registered, and serves the
 * controller, hasn't made its domain yet.
 */
int of_irq_get(struct device_node *dev, int index)
{
	struct of_phandle_args args;
	int err = of_irq_parse_one(dev, index, &args);
	unsigned int irq;

	if (err)
		return err;
	if (!irq_find_host(args.np) && of_driver_expected(args.np))
		return -EPROBE_DEFER;
	irq = irq_create_of_mapping(&args);
	return irq ? (int)irq : -EINVAL;
}
EXPORT_SYMBOL_GPL(of_irq_get);

int of_irq_get_byname(struct device_node *dev, const char *name)
{
	int index;

	if (!name)
		return -EINVAL;
	index = of_property_match_string(dev, "interrupt-names", name);
	return index < 0 ? index : of_irq_get(dev, index);
}
EXPORT_SYMBOL_GPL(of_irq_get_byname);

int of_irq_to_resource(struct device_node *dev, int index, struct resource *r)
{
	int irq = of_irq_get(dev, index);
	const char *name = NULL;

	if (irq <= 0 || !r)
		return irq;
	of_property_read_string_index(dev, "interrupt-names", index, &name);
	memset(r, 0, sizeof(*r));
	r->start = irq;
	r->end = irq;
	r->flags = IORESOURCE_IRQ | irq_get_trigger_type(irq);
	r->name = name ? name : of_node_full_name(dev);
	return irq;
}
EXPORT_SYMBOL_GPL(of_irq_to_resource);

int of_irq_to_resource_table(struct device_node *dev, struct resource *res,
			     int nr_irqs)
{
	int i;

	for (i = 0; i < nr_irqs; i++)
		if (of_irq_to_resource(dev, i, &res[i]) <= 0)
			break;
	return i;
}
EXPORT_SYMBOL_GPL(of_irq_to_resource_table);
