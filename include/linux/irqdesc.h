/* SPDX-License-Identifier: MIT */
/* The descriptor of an interrupt: its state, its actions and its place in the machine. */
#ifndef _LINUX_IRQDESC_H
#define _LINUX_IRQDESC_H

#include <linux/atomic.h>
#include <linux/irqhandler.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct irqaction;
struct irq_affinity_notify;
struct irq_wire;
struct module;

/**
 * struct irq_desc - one Linux interrupt number
 * @action: who asked for it, in the order in which they did
 * @depth: how often it is disabled; 1 while nobody has asked for it
 * @irq_count, @irqs_unhandled, @last_unhandled: to find a line that nobody serves
 * @threads_oneshot: bits of the threads that must finish before it is unmasked
 * @threads_active: threads that were woken and haven't finished
 * @threads_handled: how often a thread had something to do
 * @request_mutex: one request or free at a time
 * @running_cpu: where its handlers are running, or -1
 * @wire: what raises it: a line of the machine, or only ourselves
 *	(src/device/irq_wire.c)
 *
 * Owned by src/device/irq_desc.c. @lock protects all but @request_mutex.
 */
struct irq_desc {
	struct irq_common_data irq_common_data;
	struct irq_data irq_data;
	unsigned int *kstat_irqs;
	irq_flow_handler_t handle_irq;
	struct irqaction *action;
	unsigned int status_use_accessors;
	unsigned int core_internal_state__do_not_mess_with_it;
	unsigned int depth;
	unsigned int wake_depth;
	unsigned int tot_count;
	unsigned int irq_count;
	unsigned long last_unhandled;
	unsigned int irqs_unhandled;
	atomic_t threads_handled;
	int threads_handled_last;
	raw_spinlock_t lock;
	const struct cpumask *affinity_hint;
	struct irq_affinity_notify *affinity_notify;
	unsigned long threads_oneshot;
	atomic_t threads_active;
	wait_queue_head_t wait_for_threads;
	struct mutex request_mutex;
	struct module *owner;
	const char *name;
	int running_cpu;
	struct irq_wire *wire;
};

struct irq_desc *irq_to_desc(unsigned int irq);

static inline struct irq_desc *irq_data_to_desc(struct irq_data *data)
{
	return container_of(data->common, struct irq_desc, irq_common_data);
}

static inline unsigned int irq_desc_get_irq(struct irq_desc *desc)
{
	return desc->irq_data.irq;
}

static inline struct irq_data *irq_desc_get_irq_data(struct irq_desc *desc)
{
	return &desc->irq_data;
}

static inline struct irq_chip *irq_desc_get_chip(struct irq_desc *desc)
{
	return desc->irq_data.chip;
}

static inline void *irq_desc_get_chip_data(struct irq_desc *desc)
{
	return desc->irq_data.chip_data;
}

static inline void *irq_desc_get_handler_data(struct irq_desc *desc)
{
	return desc->irq_common_data.handler_data;
}

static inline void generic_handle_irq_desc(struct irq_desc *desc)
{
	READ_ONCE(desc->handle_irq)(desc);
}

/**
 * generic_handle_irq() - a chained controller has seen @irq fire; hardirq
 * context. Return: 0, -EINVAL (no such interrupt)
 */
int generic_handle_irq(unsigned int irq);
int generic_handle_irq_safe(unsigned int irq);
int handle_irq_desc(struct irq_desc *desc);

struct irq_domain;
int generic_handle_domain_irq(struct irq_domain *domain, unsigned int hwirq);

static inline int irq_desc_has_action(struct irq_desc *desc)
{
	return desc && desc->action != NULL;
}

/**
 * irq_set_handler_locked() - for a chip's irq_set_type(), which runs under the
 * descriptor's lock
 */
static inline void irq_set_handler_locked(struct irq_data *data,
					  irq_flow_handler_t handler)
{
	irq_data_to_desc(data)->handle_irq = handler;
}

#endif
