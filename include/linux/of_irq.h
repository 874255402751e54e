/* SPDX-License-Identifier: MIT */
/* Interrupts of device tree nodes: "interrupts", their parents and maps. src/device/of_irq.c. */
#ifndef __OF_IRQ_H
#define __OF_IRQ_H

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/ioport.h>
#include <linux/of.h>

typedef int (*of_irq_init_cb_t)(struct device_node *, struct device_node *);

int of_irq_parse_one(struct device_node *device, int index,
		     struct of_phandle_args *out_irq);
unsigned int irq_create_of_mapping(struct of_phandle_args *irq_data);
unsigned int irq_of_parse_and_map(struct device_node *node, int index);
int of_irq_to_resource(struct device_node *dev, int index, struct resource *r);
int of_irq_to_resource_table(struct device_node *dev, struct resource *res,
			     int nr_irqs);
int of_irq_count(struct device_node *dev);
int of_irq_get(struct device_node *dev, int index);
int of_irq_get_byname(struct device_node *dev, const char *name);
struct device_node *of_irq_find_parent(struct device_node *child);
struct irq_domain *of_msi_get_domain(struct device *dev, struct device_node *np,
				     enum irq_domain_bus_token token);
struct irq_domain *of_msi_map_get_device_domain(struct device *dev, u32 id, u32 bus_token);
void of_msi_configure(struct device *dev, struct device_node *np);

#endif
