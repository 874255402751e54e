// SPDX-License-Identifier: MIT
/*
 * Interrupt domains: a driver that is an interrupt controller maps its own
 * numbers to Linux's. Looking a number up is done in hardirq context.
 */
#define pr_fmt(fmt) "irq: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqdomain.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/irq_internals.h"

/* struct mapping - a number that is too high for the domain's table; in its list */
struct mapping {
	struct list_head link;
	struct irq_data *data;
};

static LIST_HEAD(domains);
static DEFINE_MUTEX(domains_lock);
static unsigned int next_unknown;

/* ---- domains -------------------------------------------------------------------- */

static char *domain_name(struct fwnode_handle *fwnode)
{
	if (is_of_node(fwnode))
		return kasprintf(GFP_KERNEL, "%pOF", to_of_node(fwnode));
	if (fwnode)
		return kasprintf(GFP_KERNEL, "%pfw", fwnode);
	return kasprintf(GFP_KERNEL, "unknown-%u", next_unknown++);
}

struct irq_domain *__irq_domain_add(struct fwnode_handle *fwnode,
				    unsigned int size,
				    irq_hw_number_t hwirq_max, int direct_max,
				    const struct irq_domain_ops *ops,
				    void *host_data)
{
	struct irq_domain *domain;

	domain = kzalloc(struct_size(domain, revmap, size), GFP_KERNEL);
	if (!domain)
		return NULL;
	INIT_LIST_HEAD(&domain->mappings);
	raw_spin_lock_init(&domain->lock);
	mutex_init(&domain->revmap_mutex);
	domain->fwnode = fwnode_handle_get(fwnode);
	domain->ops = ops;
	domain->host_data = host_data;
	domain->hwirq_max = hwirq_max;
	domain->revmap_size = size;

	mutex_lock(&domains_lock);
	domain->name = domain_name(fwnode);
	list_add(&domain->link, &domains);
	mutex_unlock(&domains_lock);
	if (!domain->name) {
		irq_domain_remove(domain);
		return NULL;
	}
	return domain;
}
EXPORT_SYMBOL_GPL(__irq_domain_add);

struct irq_domain *irq_domain_create_simple(struct fwnode_handle *fwnode,
					    unsigned int size,
					    unsigned int first_irq,
					    const struct irq_domain_ops *ops,
					    void *host_data)
{
	struct irq_domain *domain;

	domain = __irq_domain_add(fwnode, size, size, 0, ops, host_data);
	if (!domain || !first_irq)
		return domain;
	if (irq_alloc_descs(first_irq, first_irq, size, 0) < 0)
		pr_info("Cannot allocate irq_descs @ IRQ%d, assuming pre-allocated\n",
			first_irq);
	irq_domain_associate_many(domain, first_irq, 0, size);
	return domain;
}
EXPORT_SYMBOL_GPL(irq_domain_create_simple);

void irq_domain_remove(struct irq_domain *domain)
{
	mutex_lock(&domains_lock);
	list_del(&domain->link);
	mutex_unlock(&domains_lock);
	WARN(domain->mapcount, "irq domain %s removed with %u interrupts mapped\n",
	     domain->name, domain->mapcount);
	fwnode_handle_put(domain->fwnode);
	kfree(domain->name);
	kfree(domain);
}
EXPORT_SYMBOL_GPL(irq_domain_remove);

struct irq_domain *irq_find_matching_fwspec(struct irq_fwspec *fwspec,
					    enum irq_domain_bus_token token)
{
	struct irq_domain *domain, *found = NULL;

	mutex_lock(&domains_lock);
	list_for_each_entry(domain, &domains, link) {
		bool match;

		if (domain->ops && domain->ops->select && fwspec->param_count)
			match = domain->ops->select(domain, fwspec, token);
		else if (domain->ops && domain->ops->match)
			match = domain->ops->match(domain,
					to_of_node(fwspec->fwnode), token);
		else
			match = fwspec->fwnode &&
				domain->fwnode == fwspec->fwnode &&
				(token == DOMAIN_BUS_ANY ||
				 domain->bus_token == token);
		if (match) {
			found = domain;
			break;
		}
	}
	mutex_unlock(&domains_lock);
	return found;
}
EXPORT_SYMBOL_GPL(irq_find_matching_fwspec);

void irqdomain_stop(void)
{
	struct irq_domain *domain, *next;

	list_for_each_entry_safe(domain, next, &domains, link) {
		pr_warn("domain %s was not removed\n", domain->name);
		domain->mapcount = 0;
		irq_domain_remove(domain);
	}
	next_unknown = 0;
}

/* ---- the table ------------------------------------------------------------------- */

static int map_set(struct irq_domain *domain, struct irq_data *data)
{
	struct mapping *mapping;
	unsigned long flags;

	if (data->hwirq < domain->revmap_size) {
		WRITE_ONCE(domain->revmap[data->hwirq], data);
		return 0;
	}
	mapping = kzalloc(sizeof(*mapping), GFP_KERNEL);
	if (!mapping)
		return -ENOMEM;
	mapping->data = data;
	raw_spin_lock_irqsave(&domain->lock, flags);
	list_add(&mapping->link, &domain->mappings);
	raw_spin_unlock_irqrestore(&domain->lock, flags);
	return 0;
}

static void map_clear(struct irq_domain *domain, struct irq_data *data)
{
	struct mapping *mapping, *found = NULL;
	unsigned long flags;

	if (data->hwirq < domain->revmap_size) {
		WRITE_ONCE(domain->revmap[data->hwirq], NULL);
		return;
	}
	raw_spin_lock_irqsave(&domain->lock, flags);
	list_for_each_entry(mapping, &domain->mappings, link) {
		if (mapping->data == data) {
			list_del(&mapping->link);
			found = mapping;
			break;
		}
	}
	raw_spin_unlock_irqrestore(&domain->lock, flags);
	kfree(found);
}

static struct irq_data *map_get(struct irq_domain *domain,
				irq_hw_number_t hwirq)
{
	struct irq_data *data = NULL;
	struct mapping *mapping;
	unsigned long flags;

	if (hwirq < domain->revmap_size)
		return READ_ONCE(domain->revmap[hwirq]);
	raw_spin_lock_irqsave(&domain->lock, flags);
	list_for_each_entry(mapping, &domain->mappings, link) {
		if (mapping->data->hwirq == hwirq) {
			data = mapping->data;
			break;
		}
	}
	raw_spin_unlock_irqrestore(&domain->lock, flags);
	return data;
}

struct irq_desc *__irq_resolve_mapping(struct irq_domain *domain,
				       irq_hw_number_t hwirq,
				       unsigned int *irq)
{
	struct irq_data *data = domain ? map_get(domain, hwirq) : NULL;

	if (!data)
		return NULL;
	if (irq)
		*irq = data->irq;
	return irq_data_to_desc(data);
}
EXPORT_SYMBOL_GPL(__irq_resolve_mapping);

struct irq_data *irq_domain_get_irq_data(struct irq_domain *domain,
					 unsigned int virq)
{
	struct irq_data *data = irq_get_irq_data(virq);

	return data && data->domain == domain ? data : NULL;
}
EXPORT_SYMBOL_GPL(irq_domain_get_irq_data);

/* ---- mapping ---------------------------------------------------------------------- */

int irq_domain_associate(struct irq_domain *domain, unsigned int virq,
			 irq_hw_number_t hwirq)
{
	struct irq_data *data = irq_get_irq_data(virq);
	int ret = 0;

	if (WARN(hwirq >= domain->hwirq_max,
		 "error: hwirq 0x%x is too large for %s\n", (int)hwirq,
		 domain->name))
		return -EINVAL;
	if (WARN(!data, "error: virq%i is not allocated", virq))
		return -EINVAL;
	if (WARN(data->domain, "error: virq%i is already associated", virq))
		return -EINVAL;

	mutex_lock(&domain->revmap_mutex);
	data->hwirq = hwirq;
	data->domain = domain;
	if (domain->ops && domain->ops->map)
		ret = domain->ops->map(domain, virq, hwirq);
	if (!ret)
		ret = map_set(domain, data);
	if (ret) {
		/* -EPERM: it's not meant to be mapped; no reason to shout */
		if (ret != -EPERM)
			pr_info("%s didn't like hwirq-0x%lx to VIRQ%i mapping (rc=%d)\n",
				domain->name, hwirq, virq, ret);
		data->domain = NULL;
		data->hwirq = 0;
	} else {
		domain->mapcount++;
	}
	mutex_unlock(&domain->revmap_mutex);
	if (!ret)
		irq_modify_status(virq, IRQ_NOREQUEST, 0);
	return ret;
}
EXPORT_SYMBOL_GPL(irq_domain_associate);

void irq_domain_associate_many(struct irq_domain *domain,
			       unsigned int irq_base,
			       irq_hw_number_t hwirq_base, int count)
{
	int i;

	for (i = 0; i < count; i++)
		irq_domain_associate(domain, irq_base + i, hwirq_base + i);
}
EXPORT_SYMBOL_GPL(irq_domain_associate_many);

unsigned int irq_create_mapping_affinity(struct irq_domain *domain,
					 irq_hw_number_t hwirq,
					 const struct irq_affinity_desc *aff)
{
	int virq;

	if (WARN(!domain, "%s(, %lx) called with NULL domain\n", __func__,
		 hwirq))
		return 0;
	virq = irq_find_mapping(domain, hwirq);
	if (virq)
		return virq;
	virq = __irq_alloc_descs(-1, 1, 1, 0, NULL, aff);
	if (virq <= 0)
		return 0;
	if (irq_domain_associate(domain, virq, hwirq)) {
		irq_free_desc(virq);
		return 0;
	}
	return virq;
}
EXPORT_SYMBOL_GPL(irq_create_mapping_affinity);

void irq_dispose_mapping(unsigned int virq)
{
	struct irq_data *data = virq ? irq_get_irq_data(virq) : NULL;
	struct irq_domain *domain = data ? data->domain : NULL;

	/* one of the machine's stays as long as the machine does */
	if (!domain)
		return;
	irq_set_status_flags(virq, IRQ_NOREQUEST);
	irq_set_chip_and_handler(virq, NULL, NULL);
	synchronize_irq(virq);
	if (domain->ops && domain->ops->unmap)
		domain->ops->unmap(domain, virq);

	mutex_lock(&domain->revmap_mutex);
	map_clear(domain, data);
	data->domain = NULL;
	data->hwirq = 0;
	domain->mapcount--;
	mutex_unlock(&domain->revmap_mutex);
	irq_free_desc(virq);
}
EXPORT_SYMBOL_GPL(irq_dispose_mapping);

/* ---- from a specifier ---------------------------------------------------------------- */

void of_phandle_args_to_fwspec(struct device_node *np, const u32 *args,
			       unsigned int count, struct irq_fwspec *fwspec)
{
	unsigned int kept = min_t(unsigned int, count, ARRAY_SIZE(fwspec->param));

	fwspec->param_count = count;
	fwspec->fwnode = of_node_to_fwnode(np);
	while (kept--)
		fwspec->param[kept] = args[kept];
}
EXPORT_SYMBOL_GPL(of_phandle_args_to_fwspec);

static int translate(struct irq_domain *domain, struct irq_fwspec *fwspec,
		     irq_hw_number_t *hwirq, unsigned int *type)
{
	*type = IRQ_TYPE_NONE;
	if (domain->ops && domain->ops->xlate)
		return domain->ops->xlate(domain, to_of_node(fwspec->fwnode),
					  fwspec->param, fwspec->param_count,
					  hwirq, type);
	*hwirq = fwspec->param[0];
	return 0;
}

/* an interrupt that was mapped before: with the same trigger, or the first to name one */
static unsigned int remap(unsigned int virq, irq_hw_number_t hwirq,
			  unsigned int type, struct irq_fwspec *fwspec)
{
	struct irq_data *data = irq_get_irq_data(virq);

	if (type == IRQ_TYPE_NONE || type == irqd_get_trigger_type(data))
		return virq;
	if (irqd_get_trigger_type(data) == IRQ_TYPE_NONE) {
		irqd_set_trigger_type(data, type);
		return virq;
	}
	pr_warn("type mismatch, failed to map hwirq-%lu for %s!\n", hwirq,
		of_node_full_name(to_of_node(fwspec->fwnode)));
	return 0;
}

unsigned int irq_create_fwspec_mapping(struct irq_fwspec *fwspec)
{
	struct irq_domain *domain;
	irq_hw_number_t hwirq;
	unsigned int type;
	unsigned int virq;

	domain = irq_find_matching_fwspec(fwspec, DOMAIN_BUS_WIRED);
	if (!domain)
		domain = irq_find_matching_fwspec(fwspec, DOMAIN_BUS_ANY);
	if (!domain) {
		pr_warn("no irq domain found for %s !\n",
			of_node_full_name(to_of_node(fwspec->fwnode)));
		return 0;
	}
	if (translate(domain, fwspec, &hwirq, &type))
		return 0;
	type &= IRQ_TYPE_SENSE_MASK;
	virq = irq_find_mapping(domain, hwirq);
	if (virq)
		return remap(virq, hwirq, type, fwspec);
	virq = irq_create_mapping(domain, hwirq);
	if (virq)
		irqd_set_trigger_type(irq_get_irq_data(virq), type);
	return virq;
}
EXPORT_SYMBOL_GPL(irq_create_fwspec_mapping);

/* ---- stock operations ------------------------------------------------------------------ */

int irq_domain_xlate_onecell(struct irq_domain *d, struct device_node *ctrlr,
			     const u32 *intspec, unsigned int intsize,
			     irq_hw_number_t *out_hwirq,
			     unsigned int *out_type)
{
	if (WARN_ON(intsize < 1))
		return -EINVAL;
	*out_hwirq = intspec[0];
	*out_type = IRQ_TYPE_NONE;
	return 0;
}
EXPORT_SYMBOL_GPL(irq_domain_xlate_onecell);

int irq_domain_xlate_twocell(struct irq_domain *d, struct device_node *ctrlr,
			     const u32 *intspec, unsigned int intsize,
			     irq_hw_number_t *out_hwirq,
			     unsigned int *out_type)
{
	if (WARN_ON(intsize < 2))
		return -EINVAL;
	*out_hwirq = intspec[0];
	*out_type = intspec[1] & IRQ_TYPE_SENSE_MASK;
	return 0;
}
EXPORT_SYMBOL_GPL(irq_domain_xlate_twocell);

int irq_domain_xlate_onetwocell(struct irq_domain *d,
				struct device_node *ctrlr, const u32 *intspec,
				unsigned int intsize,
				irq_hw_number_t *out_hwirq,
				unsigned int *out_type)
{
	if (WARN_ON(intsize < 1))
		return -EINVAL;
	*out_hwirq = intspec[0];
	*out_type = intsize > 1 ? intspec[1] & IRQ_TYPE_SENSE_MASK :
				  IRQ_TYPE_NONE;
	return 0;
}
EXPORT_SYMBOL_GPL(irq_domain_xlate_onetwocell);

const struct irq_domain_ops irq_domain_simple_ops = {
	.xlate = irq_domain_xlate_onetwocell,
};
EXPORT_SYMBOL_GPL(irq_domain_simple_ops);

void irq_domain_set_info(struct irq_domain *domain, unsigned int virq,
			 irq_hw_number_t hwirq, const struct irq_chip *chip,
			 void *chip_data, irq_flow_handler_t handler,
			 void *handler_data, const char *handler_name)
{
	irq_set_chip_and_handler_name(virq, chip, handler, handler_name);
	irq_set_chip_data(virq, chip_data);
	irq_set_handler_data(virq, handler_data);
}
EXPORT_SYMBOL(irq_domain_set_info);
