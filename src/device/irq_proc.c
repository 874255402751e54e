// SPDX-License-Identifier: MIT
/* /proc/interrupts: how often each interrupt came on each CPU, and for whom. */
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>

#include "device/irq_internals.h"

static void show_head(struct seq_file *p)
{
	unsigned int cpu;

	seq_printf(p, "%*s", 4 + 1, "");
	for_each_online_cpu(cpu)
		seq_printf(p, "       CPU%-2u", cpu);
	seq_putc(p, '\n');
}

static void show_one(struct seq_file *p, struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;
	struct irqaction *action;
	unsigned int cpu;

	seq_printf(p, "%3u: ", irq_desc_get_irq(desc));
	for_each_online_cpu(cpu)
		seq_printf(p, "%10u ", READ_ONCE(desc->kstat_irqs[cpu]));
	if (chip->irq_print_chip)
		chip->irq_print_chip(&desc->irq_data, p);
	else
		seq_printf(p, " %8s", chip->name ? chip->name : "-");
	seq_printf(p, " %*lu", 3, desc->irq_data.hwirq);
	seq_printf(p, " %-8s",
		   irqd_is_level_type(&desc->irq_data) ? "Level" : "Edge");
	action = desc->action;
	if (action) {
		seq_printf(p, "  %s", action->name ? action->name : "");
		while ((action = action->next))
			seq_printf(p, ", %s", action->name);
	}
	seq_putc(p, '\n');
}

/* the whole file at once: for single_open() */
int show_interrupts(struct seq_file *p, void *v)
{
	unsigned int irq;

	show_head(p);
	for (irq = 0; irq < NR_IRQS; irq++) {
		struct irq_desc *desc = irq_to_desc(irq);

		if (!desc)
			continue;
		/* actions come and go only under this mutex */
		mutex_lock(&desc->request_mutex);
		if (desc->action && desc->action != &chained_action)
			show_one(p, desc);
		mutex_unlock(&desc->request_mutex);
	}
	return 0;
}
