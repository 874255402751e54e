// SPDX-License-Identifier: MIT
/*
 * Controllers that turn messages into interrupts: GICv2m frames. A device
 * finds its own through "msi-parent"; the interrupts themselves are lines of
 * the controller above, which irq_wire.c serves.
 */
#define pr_fmt(fmt) "MSI: " fmt

#include <linux/bitmap.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "device/firmware.h"
#include "device/msi.h"

#define V2M_MSI_TYPER		0x008
#define V2M_MSI_SETSPI_NS	0x040
#define V2M_FIRST_SPI		32

/**
 * struct msi_frame - one controller; made when it is first looked for
 * @domain: what devices keep; NULL: a controller that nobody can serve
 * @doorbell: where messages go
 * @base: data of the first message: its interrupt's number
 * @used: which of @count are taken, under @lock
 */
struct msi_frame {
	struct list_head link;
	struct device_node *np;
	struct irq_domain *domain;
	phys_addr_t doorbell;
	u32 base, count;
	struct mutex lock;
	unsigned long *used;
};

static LIST_HEAD(frames);
static DEFINE_MUTEX(frames_lock);

static const struct irq_domain_ops frame_ops;

/* ---- controllers ----------------------------------------------------------- */

static int frame_read(struct msi_frame *frame)
{
	struct resource res;
	char __iomem *base;
	u32 typer;

	if (!of_device_is_compatible(frame->np, "arm,gic-v2m-frame")) {
		pr_info("%pOF: no driver for this MSI controller\n", frame->np);
		return -ENODEV;
	}
	if (of_address_to_resource(frame->np, 0, &res))
		return -EINVAL;
	base = ioremap(res.start, resource_size(&res));
	if (!base)
		return -ENOMEM;
	typer = readl(base + V2M_MSI_TYPER);
	iounmap(base);
	frame->base = typer >> 16 & 0x3ff;
	frame->count = typer & 0x3ff;
	of_property_read_u32(frame->np, "arm,msi-base-spi", &frame->base);
	of_property_read_u32(frame->np, "arm,msi-num-spis", &frame->count);
	if (frame->base < V2M_FIRST_SPI || !frame->count) {
		pr_err("%pOF: Invalid SPI configuration\n", frame->np);
		return -EINVAL;
	}
	frame->doorbell = res.start + V2M_MSI_SETSPI_NS;
	pr_debug("%pOF: SPI[%u:%u]\n", frame->np, frame->base, frame->base + frame->count - 1);
	return 0;
}

static void frame_start(struct msi_frame *frame)
{
	if (frame_read(frame))
		return;
	frame->used = bitmap_zalloc(frame->count, GFP_KERNEL);
	if (frame->used)
		frame->domain = __irq_domain_add(&frame->np->fwnode, 0, ~0, 0, &frame_ops, frame);
	if (frame->domain)
		frame->domain->bus_token = DOMAIN_BUS_NEXUS;
}

static struct irq_domain *frame_domain(struct device_node *np)
{
	struct msi_frame *frame;

	mutex_lock(&frames_lock);
	list_for_each_entry(frame, &frames, link)
		if (frame->np == np)
			goto out_unlock;
	frame = kzalloc(sizeof(*frame), GFP_KERNEL);
	if (!frame)
		goto out_unlock;
	frame->np = np;
	mutex_init(&frame->lock);
	list_add_tail(&frame->link, &frames);
	frame_start(frame);
out_unlock:
	mutex_unlock(&frames_lock);
	return frame ? frame->domain : NULL;
}

void msi_frames_stop(void)
{
	struct msi_frame *frame, *next;

	list_for_each_entry_safe(frame, next, &frames, link) {
		if (frame->domain)
			irq_domain_remove(frame->domain);
		bitmap_free(frame->used);
		kfree(frame);
	}
	INIT_LIST_HEAD(&frames);
}

/* ---- messages -------------------------------------------------------------- */

int msi_frame_alloc(struct irq_domain *domain, unsigned int count, bool aligned,
		    struct msi_msg *msg)
{
	struct msi_frame *frame = domain->host_data;
	struct of_phandle_args spec = { .args_count = 3 };
	unsigned long mask = aligned ? count - 1 : 0;
	unsigned long at;
	int irq;

	/* a domain of a driver's own */
	if (domain->ops != &frame_ops)
		return -ENODEV;
	mutex_lock(&frame->lock);
	/* what is aligned is the data, which begins at @base */
	at = bitmap_find_next_zero_area_off(frame->used, frame->count, 0, count, mask,
					    frame->base & mask);
	if (at < frame->count)
		bitmap_set(frame->used, at, count);
	mutex_unlock(&frame->lock);
	if (at >= frame->count)
		return -ENOSPC;
	spec.np = of_irq_find_parent(frame->np);
	spec.args[1] = frame->base + at - V2M_FIRST_SPI;
	spec.args[2] = IRQ_TYPE_EDGE_RISING;
	irq = irq_machine_map_block(&spec, 1, count);
	if (irq < 0) {
		bitmap_clear(frame->used, at, count);
		return irq;
	}
	msg->address_lo = lower_32_bits(frame->doorbell);
	msg->address_hi = upper_32_bits(frame->doorbell);
	msg->data = frame->base + at;
	return irq;
}

void msi_frame_free(struct irq_domain *domain, unsigned int irq, unsigned int count,
		    const struct msi_msg *msg)
{
	struct msi_frame *frame = domain->host_data;

	irq_machine_unmap_block(irq, count);
	mutex_lock(&frame->lock);
	bitmap_clear(frame->used, msg->data - frame->base, count);
	mutex_unlock(&frame->lock);
}

/* ---- who a device's controller is ------------------------------------------ */

struct irq_domain *of_msi_get_domain(struct device *dev, struct device_node *np,
				     enum irq_domain_bus_token token)
{
	struct device_node *controller;

	controller = of_parse_phandle(np, "msi-parent", 0);
	if (!controller)
		return NULL;
	of_node_put(controller);
	/* a device may be its own controller, served by its own driver */
	if (!of_property_present(controller, "msi-controller") ||
	    irq_find_matching_host(controller, token))
		return irq_find_matching_host(controller, token);
	return frame_domain(controller);
}
EXPORT_SYMBOL_GPL(of_msi_get_domain);

/* "msi-map" of a host bridge: one entry for all its functions is what is understood */
struct irq_domain *of_msi_map_get_device_domain(struct device *dev, u32 id, u32 bus_token)
{
	struct device_node *np = dev->of_node, *controller;
	u32 master;

	for (; np; np = np->parent) {
		if (of_property_read_u32_index(np, "msi-map", 1, &master))
			continue;
		controller = of_find_node_by_phandle(master);
		of_node_put(controller);
		return controller ? frame_domain(controller) : NULL;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(of_msi_map_get_device_domain);

void of_msi_configure(struct device *dev, struct device_node *np)
{
	dev_set_msi_domain(dev, of_msi_get_domain(dev, np, DOMAIN_BUS_PLATFORM_MSI));
}
EXPORT_SYMBOL_GPL(of_msi_configure);
