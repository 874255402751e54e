// SPDX-License-Identifier: MIT
/*
 * Resource templates of ACPI devices (ACPI specification 6.4, section 6.4):
 * decodes IRQ, DMA, FixedDMA, Memory32Fixed, Extended Interrupt and the end
 * tag, and steps over the others.
 */
#define pr_fmt(fmt) "ACPI: " fmt

#include <linux/acpi.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/firmware.h"

/* small descriptors: bits 6:3 of the tag */
#define SMALL_IRQ		0x4
#define SMALL_DMA		0x5
#define SMALL_FIXED_DMA		0xa
#define SMALL_END		0xf
/* large descriptors: the tag without bit 7 */
#define LARGE_MEMORY32_FIXED	0x06
#define LARGE_EXTENDED_IRQ	0x09

/* struct item - one descriptor of a template: its tag and @len bytes of body */
struct item {
	bool large;
	u8 name;
	size_t len;
	const u8 *body;
};

static u32 le(const u8 *at, unsigned int bytes)
{
	u32 value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

/* Return: bytes that the descriptor takes, or 0 if it doesn't fit */
static size_t item_read(const u8 *at, size_t left, struct item *item)
{
	size_t head;

	item->large = at[0] & 0x80;
	if (item->large) {
		if (left < 3)
			return 0;
		item->name = at[0] & 0x7f;
		item->len = le(at + 1, 2);
		head = 3;
	} else {
		item->name = at[0] >> 3 & 0xf;
		item->len = at[0] & 7;
		head = 1;
	}
	item->body = at + head;
	return item->len <= left - head ? head + item->len : 0;
}

/* ---- decoding -------------------------------------------------------------------- */

static bool decode_irq(const struct item *item, struct acpi_resource *res)
{
	struct acpi_resource_irq *irq = &res->data.irq;
	u32 mask;
	u8 info;

	if (item->len < 2)
		return false;
	mask = le(item->body, 2);
	/* without the information byte: edge, active high, not shared */
	info = item->len > 2 ? item->body[2] : ACPI_EDGE_SENSITIVE;
	res->type = ACPI_RESOURCE_TYPE_IRQ;
	irq->descriptor_length = item->len;
	irq->triggering = info & 1;
	irq->polarity = info >> 3 & 1;
	irq->shareable = info >> 4 & 1;
	irq->wake_capable = info >> 5 & 1;
	for (; mask; mask &= mask - 1)
		irq->interrupts[irq->interrupt_count++] = __builtin_ctz(mask);
	return true;
}

static bool decode_dma(const struct item *item, struct acpi_resource *res)
{
	struct acpi_resource_dma *dma = &res->data.dma;
	u32 mask;

	if (item->len != 2)
		return false;
	mask = item->body[0];
	res->type = ACPI_RESOURCE_TYPE_DMA;
	dma->transfer = item->body[1] & 3;
	dma->bus_master = item->body[1] >> 2 & 1;
	dma->type = item->body[1] >> 5 & 3;
	for (; mask; mask &= mask - 1)
		dma->channels[dma->channel_count++] = __builtin_ctz(mask);
	return true;
}

static bool decode_fixed_dma(const struct item *item, struct acpi_resource *res)
{
	if (item->len != 5)
		return false;
	res->type = ACPI_RESOURCE_TYPE_FIXED_DMA;
	res->data.fixed_dma.request_lines = le(item->body, 2);
	res->data.fixed_dma.channels = le(item->body + 2, 2);
	res->data.fixed_dma.width = item->body[4];
	return true;
}

static bool decode_memory(const struct item *item, struct acpi_resource *res)
{
	if (item->len != 9)
		return false;
	res->type = ACPI_RESOURCE_TYPE_FIXED_MEMORY32;
	res->data.fixed_memory32.write_protect = item->body[0] & 1;
	res->data.fixed_memory32.address = le(item->body + 1, 4);
	res->data.fixed_memory32.address_length = le(item->body + 5, 4);
	return true;
}

static bool decode_extended_irq(const struct item *item,
				struct acpi_resource *res)
{
	struct acpi_resource_extended_irq *irq = &res->data.extended_irq;
	unsigned int i;

	if (item->len < 2 || item->len < 2 + item->body[1] * 4u)
		return false;
	res->type = ACPI_RESOURCE_TYPE_EXTENDED_IRQ;
	irq->producer_consumer = item->body[0] & 1;
	irq->triggering = item->body[0] >> 1 & 1;
	irq->polarity = item->body[0] >> 2 & 1;
	irq->shareable = item->body[0] >> 3 & 1;
	irq->wake_capable = item->body[0] >> 4 & 1;
	irq->interrupt_count = item->body[1];
	for (i = 0; i < irq->interrupt_count; i++)
		irq->interrupts[i] = le(item->body + 2 + i * 4, 4);
	return true;
}

enum verdict { DECODED, SKIPPED, MALFORMED };

static enum verdict item_decode(const struct item *item,
				struct acpi_resource *res)
{
	bool good;

	memset(res, 0, sizeof(*res));
	res->length = sizeof(*res);
	if (item->large) {
		switch (item->name) {
		case LARGE_MEMORY32_FIXED:
			good = decode_memory(item, res);
			break;
		case LARGE_EXTENDED_IRQ:
			good = decode_extended_irq(item, res);
			break;
		default:
			return SKIPPED;
		}
		return good ? DECODED : MALFORMED;
	}
	switch (item->name) {
	case SMALL_IRQ:
		good = decode_irq(item, res);
		break;
	case SMALL_DMA:
		good = decode_dma(item, res);
		break;
	case SMALL_FIXED_DMA:
		good = decode_fixed_dma(item, res);
		break;
	case SMALL_END:
		res->type = ACPI_RESOURCE_TYPE_END_TAG;
		res->data.end_tag.checksum = item->len ? item->body[0] : 0;
		good = true;
		break;
	default:
		return SKIPPED;
	}
	return good ? DECODED : MALFORMED;
}

static acpi_status malformed(struct acpi_device *adev, size_t at,
			     const char *why)
{
	pr_err("%s: _CRS at byte %zu of %zu: %s\n", acpi_dev_name(adev), at,
	       adev->crs_len, why);
	return AE_BAD_DATA;
}

acpi_status acpi_walk_resources(acpi_handle handle, char *name,
				acpi_status (*fn)(struct acpi_resource *,
						  void *),
				void *context)
{
	struct acpi_device *adev = handle;
	struct acpi_resource *res;
	acpi_status status = AE_OK;
	size_t at = 0;

	if (!adev || !name || !fn)
		return AE_BAD_PARAMETER;
	if (strcmp(name, METHOD_NAME__CRS) || !adev->crs)
		return AE_NOT_FOUND;
	res = kzalloc(sizeof(*res), GFP_KERNEL);
	if (!res)
		return AE_NO_MEMORY;
	for (;;) {
		struct item item;
		size_t size;

		if (at == adev->crs_len) {
			status = malformed(adev, at, "no end tag");
			break;
		}
		size = item_read(adev->crs + at, adev->crs_len - at, &item);
		if (!size) {
			status = malformed(adev, at,
					   "a descriptor runs past the end");
			break;
		}
		switch (item_decode(&item, res)) {
		case MALFORMED:
			status = malformed(adev, at,
					   "a descriptor of the wrong length");
			break;
		case DECODED:
			status = fn(res, context);
			break;
		case SKIPPED:
			pr_debug("%s: _CRS: descriptor 0x%02x is not one that we know\n",
				 acpi_dev_name(adev), adev->crs[at]);
			break;
		}
		if (status || res->type == ACPI_RESOURCE_TYPE_END_TAG)
			break;
		at += size;
	}
	kfree(res);
	return status == AE_CTRL_TERMINATE ? AE_OK : status;
}
EXPORT_SYMBOL(acpi_walk_resources);

/* ---- as resources ------------------------------------------------------------------- */

bool acpi_dev_resource_memory(struct acpi_resource *ares, struct resource *res)
{
	struct acpi_resource_fixed_memory32 *mem = &ares->data.fixed_memory32;

	if (ares->type != ACPI_RESOURCE_TYPE_FIXED_MEMORY32) {
		res->flags = 0;
		return false;
	}
	res->start = mem->address;
	res->end = (resource_size_t)mem->address + mem->address_length - 1;
	res->flags = IORESOURCE_MEM;
	if (!mem->address_length)
		res->flags |= IORESOURCE_DISABLED | IORESOURCE_UNSET;
	if (mem->write_protect == ACPI_READ_WRITE_MEMORY)
		res->flags |= IORESOURCE_MEM_WRITEABLE;
	return !(res->flags & IORESOURCE_DISABLED);
}
EXPORT_SYMBOL_GPL(acpi_dev_resource_memory);

static void irq_resource(struct resource *res, u32 gsi, u8 triggering,
			 u8 polarity, u8 shareable)
{
	int irq = acpi_register_gsi(NULL, gsi, triggering, polarity);

	if (irq < 0) {
		irqresource_disabled(res, gsi);
		return;
	}
	res->start = irq;
	res->end = irq;
	res->flags = IORESOURCE_IRQ | irq_get_trigger_type(irq);
	if (shareable == ACPI_SHARED)
		res->flags |= IORESOURCE_IRQ_SHAREABLE;
}

bool acpi_dev_resource_interrupt(struct acpi_resource *ares, int index,
				 struct resource *res)
{
	struct acpi_resource_extended_irq *ext = &ares->data.extended_irq;
	struct acpi_resource_irq *irq = &ares->data.irq;

	res->flags = 0;
	switch (ares->type) {
	case ACPI_RESOURCE_TYPE_IRQ:
		if (index >= irq->interrupt_count)
			return false;
		irq_resource(res, irq->interrupts[index], irq->triggering,
			     irq->polarity, irq->shareable);
		return true;
	case ACPI_RESOURCE_TYPE_EXTENDED_IRQ:
		if (index >= ext->interrupt_count)
			return false;
		irq_resource(res, ext->interrupts[index], ext->triggering,
			     ext->polarity, ext->shareable);
		return true;
	}
	return false;
}
EXPORT_SYMBOL_GPL(acpi_dev_resource_interrupt);

/* struct res_walk - the state of acpi_dev_get_resources() */
struct res_walk {
	struct list_head *list;
	int (*preproc)(struct acpi_resource *ares, void *data);
	void *preproc_data;
	int count;
	int error;
};

static acpi_status walk_add(struct res_walk *walk, const struct resource *res)
{
	struct resource_entry *entry = resource_list_create_entry(NULL, 0);

	if (!entry) {
		walk->error = -ENOMEM;
		return AE_NO_MEMORY;
	}
	*entry->res = *res;
	resource_list_add_tail(entry, walk->list);
	walk->count++;
	return AE_OK;
}

static acpi_status walk_one(struct acpi_resource *ares, void *context)
{
	struct res_walk *walk = context;
	struct resource res = {};
	acpi_status status;
	int i;

	if (walk->preproc) {
		int ret = walk->preproc(ares, walk->preproc_data);

		if (ret < 0) {
			walk->error = ret;
			return AE_ERROR;
		}
		if (ret > 0)
			return AE_OK;
	}
	if (acpi_dev_resource_memory(ares, &res))
		return walk_add(walk, &res);
	for (i = 0; acpi_dev_resource_interrupt(ares, i, &res); i++) {
		status = walk_add(walk, &res);
		if (status)
			return status;
	}
	return AE_OK;
}

int acpi_dev_get_resources(struct acpi_device *adev, struct list_head *list,
			   int (*preproc)(struct acpi_resource *, void *),
			   void *preproc_data)
{
	struct res_walk walk = {
		.list = list,
		.preproc = preproc,
		.preproc_data = preproc_data,
	};
	acpi_status status;

	if (!adev || !adev->handle || !list_empty(list))
		return -EINVAL;
	status = acpi_walk_resources(adev->handle, METHOD_NAME__CRS, walk_one,
				     &walk);
	if (status == AE_OK)
		return walk.count;
	/* a device without a template has no resources */
	if (status == AE_NOT_FOUND)
		return 0;
	acpi_dev_free_resource_list(list);
	return walk.error ? walk.error : -EIO;
}
EXPORT_SYMBOL_GPL(acpi_dev_get_resources);

void acpi_dev_free_resource_list(struct list_head *list)
{
	resource_list_free(list);
}
EXPORT_SYMBOL_GPL(acpi_dev_free_resource_list);

static int only_memory(struct acpi_resource *ares, void *data)
{
	return ares->type != ACPI_RESOURCE_TYPE_FIXED_MEMORY32;
}

int acpi_dev_get_memory_resources(struct acpi_device *adev,
				  struct list_head *list)
{
	return acpi_dev_get_resources(adev, list, only_memory, NULL);
}
EXPORT_SYMBOL_GPL(acpi_dev_get_memory_resources);

int acpi_device_resources(struct acpi_device *adev, struct resource **res)
{
	struct resource_entry *entry;
	LIST_HEAD(list);
	int count;
	int i = 0;

	count = acpi_dev_get_resources(adev, &list, NULL, NULL);
	if (count <= 0)
		return count;
	*res = kcalloc(count, sizeof(**res), GFP_KERNEL);
	if (*res) {
		resource_list_for_each_entry(entry, &list)
			(*res)[i++] = *entry->res;
	} else {
		count = -ENOMEM;
	}
	acpi_dev_free_resource_list(&list);
	return count;
}
