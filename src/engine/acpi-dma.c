// SPDX-License-Identifier: MIT
/*
 * From an ACPI device's FixedDMA resource to a channel: which controller has
 * the request line (the CSRT table says), and what number it has there.
 */
#define pr_fmt(fmt) "acpi-dma: " fmt

#include <linux/acpi.h>
#include <linux/acpi_dma.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "engine/engine.h"

/* protects the list, and keeps what a translation function uses registered */
static DEFINE_MUTEX(acpi_dma_lock);
static LIST_HEAD(acpi_dma_list);

/* ---- the CSRT: request lines of controllers ---------------------------- */

/* where a device's registers and interrupt are; 0: not said */
struct device_place {
	resource_size_t mem;
	resource_size_t irq;
};

static bool find_place(struct acpi_device *adev, struct device_place *place)
{
	struct resource_entry *entry;
	LIST_HEAD(resources);

	if (acpi_dev_get_resources(adev, &resources, NULL, NULL) <= 0)
		return false;

	resource_list_for_each_entry(entry, &resources) {
		if (resource_type(entry->res) == IORESOURCE_MEM)
			place->mem = entry->res->start;
		else if (resource_type(entry->res) == IORESOURCE_IRQ)
			place->irq = entry->res->start;
	}

	acpi_dev_free_resource_list(&resources);
	return place->mem || place->irq;
}

/* a group means the device whose registers and interrupt it names */
static bool group_matches(const struct acpi_csrt_shared_info *si,
			  const struct device_place *place)
{
	int irq;

	if (si->mmio_base_low != lower_32_bits(place->mem) ||
	    si->mmio_base_high != upper_32_bits(place->mem))
		return false;

	irq = acpi_register_gsi(NULL, si->gsi_interrupt, si->interrupt_mode,
				si->interrupt_polarity);
	return irq >= 0 && irq == place->irq;
}

/* 0: no news for this device; 1: lines found; or a negative error code */
static int parse_group(const struct acpi_csrt_group *grp,
		       struct acpi_device *adev, struct acpi_dma *adma)
{
	const struct acpi_csrt_shared_info *si = (const void *)&grp[1];
	struct device_place place = { 0 };

	if (grp->shared_info_length != sizeof(*si) ||
	    grp->length < sizeof(*grp) + sizeof(*si))
		return -ENODEV;

	if (!find_place(adev, &place) || !group_matches(si, &place))
		return 0;

	dev_dbg(&adev->dev, "matches with %.4s%04X (rev %u)\n",
		(const char *)&grp->vendor_id, grp->device_id, grp->revision);

	if (!si->base_request_line && !si->num_handshake_signals)
		return 0;

	if (dma_coerce_mask_and_coherent(&adev->dev,
					 DMA_BIT_MASK(si->dma_address_width)))
		return 0;

	adma->base_request_line = si->base_request_line;
	adma->end_request_line = si->base_request_line +
				 si->num_handshake_signals - 1;

	dev_dbg(&adev->dev, "request line base: 0x%04x end: 0x%04x\n",
		adma->base_request_line, adma->end_request_line);
	return 1;
}

static void parse_groups(const struct acpi_table_csrt *csrt,
			 struct acpi_device *adev, struct acpi_dma *adma)
{
	const u8 *end = (const u8 *)csrt + csrt->header.length;
	const u8 *pos = (const u8 *)(csrt + 1);
	const struct acpi_csrt_group *grp;

	for (; pos < end; pos += grp->length) {
		grp = (const struct acpi_csrt_group *)pos;
		if (end - pos < sizeof(*grp) || grp->length < sizeof(*grp) ||
		    grp->length > end - pos || parse_group(grp, adev, adma) < 0) {
			dev_warn(&adev->dev, "error in parsing resource group\n");
			return;
		}
	}
}

static void parse_csrt(struct acpi_device *adev, struct acpi_dma *adma)
{
	struct acpi_table_header *csrt;
	acpi_status status;

	status = acpi_get_table(ACPI_SIG_CSRT, 0, &csrt);
	if (ACPI_FAILURE(status)) {
		if (status != AE_NOT_FOUND)
			dev_warn(&adev->dev, "failed to get the CSRT table\n");
		return;
	}

	parse_groups((struct acpi_table_csrt *)csrt, adev, adma);
	acpi_put_table(csrt);
}

/* ---- registration ------------------------------------------------------ */

int acpi_dma_controller_register(struct device *dev,
				 struct dma_chan *(*acpi_dma_xlate)
				 (struct acpi_dma_spec *, struct acpi_dma *),
				 void *data)
{
	struct acpi_device *companion = dev ? ACPI_COMPANION(dev) : NULL;
	struct acpi_dma *controller;

	if (!companion || !acpi_dma_xlate)
		return -EINVAL;

	controller = kmalloc(sizeof(*controller), GFP_KERNEL);
	if (!controller)
		return -ENOMEM;
	*controller = (struct acpi_dma){
		.dev = dev,
		.acpi_dma_xlate = acpi_dma_xlate,
		.data = data,
	};
	parse_csrt(companion, controller);

	mutex_lock(&acpi_dma_lock);
	list_add_tail(&controller->dma_controllers, &acpi_dma_list);
	mutex_unlock(&acpi_dma_lock);

	return 0;
}
EXPORT_SYMBOL_GPL(acpi_dma_controller_register);

static struct acpi_dma *controller_of(const struct device *dev)
{
	struct acpi_dma *entry;

	list_for_each_entry(entry, &acpi_dma_list, dma_controllers) {
		if (entry->dev == dev)
			return entry;
	}
	return NULL;
}

int acpi_dma_controller_free(struct device *dev)
{
	struct acpi_dma *gone;

	if (!dev)
		return -EINVAL;

	mutex_lock(&acpi_dma_lock);
	gone = controller_of(dev);
	if (gone)
		list_del(&gone->dma_controllers);
	mutex_unlock(&acpi_dma_lock);

	if (!gone)
		return -ENODEV;
	kfree(gone);
	return 0;
}
EXPORT_SYMBOL_GPL(acpi_dma_controller_free);

static void devm_acpi_dma_release(struct device *dev, void *res)
{
	acpi_dma_controller_free(dev);
}

int devm_acpi_dma_controller_register(struct device *dev,
				      struct dma_chan *(*acpi_dma_xlate)
				      (struct acpi_dma_spec *, struct acpi_dma *),
				      void *data)
{
	void *release = devres_alloc(devm_acpi_dma_release, 0, GFP_KERNEL);
	int err = release ? acpi_dma_controller_register(dev, acpi_dma_xlate, data) : -ENOMEM;

	if (err)
		devres_free(release);
	else
		devres_add(dev, release);
	return err;
}
EXPORT_SYMBOL_GPL(devm_acpi_dma_controller_register);

void devm_acpi_dma_controller_free(struct device *dev)
{
	WARN_ON(devres_release(dev, devm_acpi_dma_release, NULL, NULL));
}
EXPORT_SYMBOL_GPL(devm_acpi_dma_controller_free);

/* ---- requests ---------------------------------------------------------- */

enum line_match { LINE_ELSEWHERE, LINE_UNKNOWN, LINE_HERE };

/*
 * Is the request line one of this controller's? ACPI numbers the lines of
 * the whole machine; a controller counts its own from 0.
 */
static enum line_match match_line(struct acpi_dma *adma,
				  struct acpi_dma_spec *dma_spec)
{
	dma_spec->dev = adma->dev;

	if (!adma->base_request_line && !adma->end_request_line)
		return LINE_UNKNOWN;

	if (dma_spec->slave_id < adma->base_request_line ||
	    dma_spec->slave_id > adma->end_request_line)
		return LINE_ELSEWHERE;

	dma_spec->slave_id -= adma->base_request_line;
	return LINE_HERE;
}

static struct dma_chan *request_spec(struct acpi_dma_spec *dma_spec)
{
	struct dma_chan *chan = NULL;
	enum line_match match;
	struct acpi_dma *adma;

	mutex_lock(&acpi_dma_lock);
	list_for_each_entry(adma, &acpi_dma_list, dma_controllers) {
		match = match_line(adma, dma_spec);
		if (match == LINE_ELSEWHERE)
			continue;

		chan = adma->acpi_dma_xlate(dma_spec, adma);
		if (match == LINE_HERE || chan)
			break;
	}
	mutex_unlock(&acpi_dma_lock);

	return chan ?: ERR_PTR(-EPROBE_DEFER);
}

/* looks for the @index-th FixedDMA resource */
struct fixed_dma_search {
	struct acpi_dma_spec dma_spec;
	size_t index;
	size_t seen;
};

static int parse_fixed_dma(struct acpi_resource *res, void *data)
{
	struct fixed_dma_search *search = data;

	if (res->type == ACPI_RESOURCE_TYPE_FIXED_DMA &&
	    search->seen++ == search->index) {
		search->dma_spec.chan_id = res->data.fixed_dma.channels;
		search->dma_spec.slave_id = res->data.fixed_dma.request_lines;
	}

	/* nothing of this need become a struct resource */
	return 1;
}

struct dma_chan *acpi_dma_request_slave_chan_by_index(struct device *dev,
						      size_t index)
{
	struct fixed_dma_search search = {
		.dma_spec = { .chan_id = -1, .slave_id = -1 },
		.index = index,
	};
	struct acpi_device *adev = ACPI_COMPANION(dev);
	LIST_HEAD(resources);
	int ret;

	if (!adev)
		return ERR_PTR(-ENODEV);

	ret = acpi_dev_get_resources(adev, &resources, parse_fixed_dma, &search);
	acpi_dev_free_resource_list(&resources);
	if (ret < 0)
		return ERR_PTR(ret);

	if (search.dma_spec.slave_id < 0 || search.dma_spec.chan_id < 0)
		return ERR_PTR(-ENODEV);

	return request_spec(&search.dma_spec);
}
EXPORT_SYMBOL_GPL(acpi_dma_request_slave_chan_by_index);

/* Where the firmware has no names, transmission comes first. */
static int default_index(const char *name)
{
	static const char * const order[] = { "tx", "rx" };

	return match_string(order, ARRAY_SIZE(order), name);
}

struct dma_chan *acpi_dma_request_slave_chan_by_name(struct device *dev,
						     const char *name)
{
	int index = device_property_match_string(dev, "dma-names", name);

	if (index < 0)
		index = default_index(name);
	if (index < 0)
		return ERR_PTR(-ENODEV);

	dev_dbg(dev, "Looking for DMA channel \"%s\" at index %d...\n", name, index);
	return acpi_dma_request_slave_chan_by_index(dev, index);
}
EXPORT_SYMBOL_GPL(acpi_dma_request_slave_chan_by_name);

struct dma_chan *acpi_dma_simple_xlate(struct acpi_dma_spec *dma_spec,
				       struct acpi_dma *adma)
{
	const struct acpi_dma_filter_info *filter = adma->data;

	if (filter && filter->filter_fn)
		return dma_request_channel(filter->dma_cap, filter->filter_fn, dma_spec);
	return NULL;
}
EXPORT_SYMBOL_GPL(acpi_dma_simple_xlate);

/* ---- start and stop ---------------------------------------------------- */

void acpi_dma_start(void)
{
	INIT_LIST_HEAD(&acpi_dma_list);
}

void acpi_dma_stop(void)
{
	struct acpi_dma *adma, *next;

	list_for_each_entry_safe(adma, next, &acpi_dma_list, dma_controllers) {
		pr_warn("acpi_dma_controller_free() was not called\n");
		list_del(&adma->dma_controllers);
		kfree(adma);
	}
}
