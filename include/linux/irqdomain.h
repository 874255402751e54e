/* SPDX-License-Identifier: MIT */
/*
 * Interrupt domains: how a controller's own numbers become Linux numbers.
 * Every controller of the board that no driver claims has a domain of the
 * machine's; a driver that is an interrupt controller adds its own.
 * src/device/irqdomain.c.
 */
#ifndef _LINUX_IRQDOMAIN_H
#define _LINUX_IRQDOMAIN_H

#include <linux/types.h>
#include <linux/irqhandler.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/spinlock.h>

struct device_node;
struct fwnode_handle;
struct irq_domain;
struct irq_chip;
struct irq_data;
struct irq_desc;
struct cpumask;
struct irq_affinity_desc;

#define IRQ_DOMAIN_IRQ_SPEC_PARAMS 16

struct irq_fwspec {
	struct fwnode_handle *fwnode;
	int param_count;
	u32 param[IRQ_DOMAIN_IRQ_SPEC_PARAMS];
};

enum irq_domain_bus_token {
	DOMAIN_BUS_ANY		= 0,
	DOMAIN_BUS_WIRED,
	DOMAIN_BUS_GENERIC_MSI,
	DOMAIN_BUS_PCI_MSI,
	DOMAIN_BUS_PLATFORM_MSI,
	DOMAIN_BUS_NEXUS,
	DOMAIN_BUS_IPI,
	DOMAIN_BUS_FSL_MC_MSI,
	DOMAIN_BUS_TI_SCI_INTA_MSI,
	DOMAIN_BUS_WAKEUP,
	DOMAIN_BUS_VMD_MSI,
};

/**
 * struct irq_domain_ops - a controller's part of a mapping
 * @match: 1 where the domain serves @node
 * @map: give @virq its chip and flow handler; called once per mapping
 * @unmap: the reverse
 * @xlate: specifier cells to the controller's number and trigger type
 */
struct irq_domain_ops {
	int (*match)(struct irq_domain *d, struct device_node *node,
		     enum irq_domain_bus_token bus_token);
	int (*select)(struct irq_domain *d, struct irq_fwspec *fwspec,
		      enum irq_domain_bus_token bus_token);
	int (*map)(struct irq_domain *d, unsigned int virq, irq_hw_number_t hw);
	void (*unmap)(struct irq_domain *d, unsigned int virq);
	int (*xlate)(struct irq_domain *d, struct device_node *node,
		     const u32 *intspec, unsigned int intsize,
		     unsigned long *out_hwirq, unsigned int *out_type);
};

/**
 * struct irq_domain - a controller's numbers and what they are mapped to
 * @hwirq_max: numbers below this are its own (~0: any)
 * @revmap_size: numbers below this are looked up in @revmap, the others in
 *	@mappings, under @lock
 * @revmap_mutex: one mapping is made or undone at a time
 */
struct irq_domain {
	struct list_head link;
	const char *name;
	const struct irq_domain_ops *ops;
	void *host_data;
	unsigned int flags;
	unsigned int mapcount;

	struct fwnode_handle *fwnode;
	enum irq_domain_bus_token bus_token;
	struct device *dev;

	irq_hw_number_t hwirq_max;
	unsigned int revmap_size;
	struct list_head mappings;
	raw_spinlock_t lock;
	struct mutex revmap_mutex;
	struct irq_data *revmap[];
};

static inline struct device_node *irq_domain_get_of_node(struct irq_domain *d)
{
	return to_of_node(d->fwnode);
}

static inline struct fwnode_handle *of_node_to_fwnode(struct device_node *node)
{
	return node ? &node->fwnode : NULL;
}

struct irq_domain *__irq_domain_add(struct fwnode_handle *fwnode,
				    unsigned int size,
				    irq_hw_number_t hwirq_max, int direct_max,
				    const struct irq_domain_ops *ops,
				    void *host_data);
struct irq_domain *irq_domain_create_simple(struct fwnode_handle *fwnode,
					    unsigned int size,
					    unsigned int first_irq,
					    const struct irq_domain_ops *ops,
					    void *host_data);
struct irq_domain *irq_find_matching_fwspec(struct irq_fwspec *fwspec,
					    enum irq_domain_bus_token token);
void irq_domain_remove(struct irq_domain *domain);
int irq_domain_associate(struct irq_domain *domain, unsigned int virq,
			 irq_hw_number_t hwirq);
void irq_domain_associate_many(struct irq_domain *domain,
			       unsigned int irq_base,
			       irq_hw_number_t hwirq_base, int count);
unsigned int irq_create_mapping_affinity(struct irq_domain *domain,
					 irq_hw_number_t hwirq,
					 const struct irq_affinity_desc *aff);
unsigned int irq_create_fwspec_mapping(struct irq_fwspec *fwspec);
void irq_dispose_mapping(unsigned int virq);
struct irq_desc *__irq_resolve_mapping(struct irq_domain *domain,
				       irq_hw_number_t hwirq,
				       unsigned int *irq);
void of_phandle_args_to_fwspec(struct device_node *np, const u32 *args,
			       unsigned int count, struct irq_fwspec *fwspec);

static inline struct irq_domain *
irq_find_matching_fwnode(struct fwnode_handle *fwnode,
			 enum irq_domain_bus_token bus_token)
{
	struct irq_fwspec fwspec = { .fwnode = fwnode };

	return irq_find_matching_fwspec(&fwspec, bus_token);
}

static inline struct irq_domain *
irq_find_matching_host(struct device_node *node,
		       enum irq_domain_bus_token bus_token)
{
	return irq_find_matching_fwnode(of_node_to_fwnode(node), bus_token);
}

static inline struct irq_domain *irq_find_host(struct device_node *node)
{
	struct irq_domain *d = irq_find_matching_host(node, DOMAIN_BUS_WIRED);

	return d ? d : irq_find_matching_host(node, DOMAIN_BUS_ANY);
}

static inline struct irq_domain *
irq_domain_create_linear(struct fwnode_handle *fwnode, unsigned int size,
			 const struct irq_domain_ops *ops, void *host_data)
{
	return __irq_domain_add(fwnode, size, size, 0, ops, host_data);
}

static inline struct irq_domain *
irq_domain_create_tree(struct fwnode_handle *fwnode,
		       const struct irq_domain_ops *ops, void *host_data)
{
	return __irq_domain_add(fwnode, 0, ~0, 0, ops, host_data);
}

static inline struct irq_domain *
irq_domain_add_linear(struct device_node *of_node, unsigned int size,
		      const struct irq_domain_ops *ops, void *host_data)
{
	return irq_domain_create_linear(of_node_to_fwnode(of_node), size, ops,
					host_data);
}

static inline struct irq_domain *
irq_domain_add_tree(struct device_node *of_node,
		    const struct irq_domain_ops *ops, void *host_data)
{
	return irq_domain_create_tree(of_node_to_fwnode(of_node), ops,
				      host_data);
}

static inline struct irq_domain *
irq_domain_add_simple(struct device_node *of_node, unsigned int size,
		      unsigned int first_irq, const struct irq_domain_ops *ops,
		      void *host_data)
{
	return irq_domain_create_simple(of_node_to_fwnode(of_node), size,
					first_irq, ops, host_data);
}

static inline unsigned int irq_create_mapping(struct irq_domain *domain,
					      irq_hw_number_t hwirq)
{
	return irq_create_mapping_affinity(domain, hwirq, NULL);
}

static inline struct irq_desc *irq_resolve_mapping(struct irq_domain *domain,
						   irq_hw_number_t hwirq)
{
	return __irq_resolve_mapping(domain, hwirq, NULL);
}

/** irq_find_mapping() - Return: the Linux number of @hwirq, or 0 */
static inline unsigned int irq_find_mapping(struct irq_domain *domain,
					    irq_hw_number_t hwirq)
{
	unsigned int irq;

	return __irq_resolve_mapping(domain, hwirq, &irq) ? irq : 0;
}

static inline unsigned int irq_linear_revmap(struct irq_domain *domain,
					     irq_hw_number_t hwirq)
{
	return irq_find_mapping(domain, hwirq);
}

extern const struct irq_domain_ops irq_domain_simple_ops;

int irq_domain_xlate_onecell(struct irq_domain *d, struct device_node *ctrlr,
			     const u32 *intspec, unsigned int intsize,
			     irq_hw_number_t *out_hwirq,
			     unsigned int *out_type);
int irq_domain_xlate_twocell(struct irq_domain *d, struct device_node *ctrlr,
			     const u32 *intspec, unsigned int intsize,
			     irq_hw_number_t *out_hwirq,
			     unsigned int *out_type);
int irq_domain_xlate_onetwocell(struct irq_domain *d,
				struct device_node *ctrlr, const u32 *intspec,
				unsigned int intsize,
				irq_hw_number_t *out_hwirq,
				unsigned int *out_type);

struct irq_data *irq_domain_get_irq_data(struct irq_domain *domain,
					 unsigned int virq);
void irq_domain_set_info(struct irq_domain *domain, unsigned int virq,
			 irq_hw_number_t hwirq, const struct irq_chip *chip,
			 void *chip_data, irq_flow_handler_t handler,
			 void *handler_data, const char *handler_name);

#endif
