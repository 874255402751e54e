// SPDX-License-Identifier: MIT
/*
 * The messages of a device: its list of descriptors, for PCI and for platform
 * devices, which write theirs into registers of their own.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/irq.h>
#include <linux/list.h>
#include <linux/slab.h>

#include "device/device.h"
#include "device/msi.h"

/** struct msi_device_data - behind a device; goes when its driver does */
struct msi_device_data {
	struct mutex mutex;
	struct list_head list;
};

/* ---- the list -------------------------------------------------------------- */

static void msi_release(struct device *dev, void *res)
{
	WARN(!list_empty(&dev->msi.data->list), "%s: messages were not freed\n", dev_name(dev));
	msi_free_descs(dev);
	dev->msi.data = NULL;
}

int msi_setup(struct device *dev)
{
	struct msi_device_data *data;

	if (dev->msi.data)
		return 0;
	data = devres_alloc(msi_release, sizeof(*data), GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	mutex_init(&data->mutex);
	INIT_LIST_HEAD(&data->list);
	dev->msi.data = data;
	devres_add(dev, data);
	return 0;
}

void msi_lock_descs(struct device *dev)
{
	mutex_lock(&dev->msi.data->mutex);
}
EXPORT_SYMBOL_GPL(msi_lock_descs);

void msi_unlock_descs(struct device *dev)
{
	mutex_unlock(&dev->msi.data->mutex);
}
EXPORT_SYMBOL_GPL(msi_unlock_descs);

/* every descriptor has its interrupts from the start */
static bool passes(const struct msi_desc *desc, enum msi_desc_filter filter)
{
	return filter != MSI_DESC_NOTASSOCIATED;
}

struct msi_desc *msi_next_desc(struct device *dev, struct msi_desc *after,
			       enum msi_desc_filter filter)
{
	list_for_each_entry_continue(after, &dev->msi.data->list, link)
		if (passes(after, filter))
			return after;
	return NULL;
}
EXPORT_SYMBOL_GPL(msi_next_desc);

struct msi_desc *msi_first_desc(struct device *dev, enum msi_desc_filter filter)
{
	struct msi_desc *desc;

	if (!dev->msi.data)
		return NULL;
	list_for_each_entry(desc, &dev->msi.data->list, link)
		if (passes(desc, filter))
			return desc;
	return NULL;
}
EXPORT_SYMBOL_GPL(msi_first_desc);

struct msi_desc *msi_add_desc(struct device *dev, unsigned int index, unsigned int count,
			      bool aligned)
{
	struct irq_domain *domain = dev_get_msi_domain(dev);
	struct msi_desc *desc;
	unsigned int i;
	int irq, err;

	if (!domain)
		return ERR_PTR(-ENODEV);
	desc = kzalloc(sizeof(*desc), GFP_KERNEL);
	if (!desc)
		return ERR_PTR(-ENOMEM);
	irq = msi_frame_alloc(domain, count, aligned, &desc->msg);
	if (irq < 0) {
		kfree(desc);
		return ERR_PTR(irq);
	}
	desc->irq = irq;
	desc->nvec_used = count;
	desc->dev = dev;
	desc->msi_index = index;
	err = device_dma_seam ? device_dma_seam->map_message(desc, (u64)desc->msg.address_hi << 32 |
							     desc->msg.address_lo) : 0;
	if (err) {
		msi_frame_free(domain, irq, count, &desc->msg);
		kfree(desc);
		return ERR_PTR(err);
	}
	for (i = 0; i < count; i++)
		irq_get_irq_data(irq + i)->common->msi_desc = desc;
	list_add_tail(&desc->link, &dev->msi.data->list);
	return desc;
}

void msi_free_descs(struct device *dev)
{
	struct msi_desc *desc, *next;

	list_for_each_entry_safe(desc, next, &dev->msi.data->list, link) {
		list_del(&desc->link);
		msi_frame_free(dev_get_msi_domain(dev), desc->irq, desc->nvec_used, &desc->msg);
		kfree(desc->affinity);
		kfree(desc);
	}
}

/* ---- from an interrupt, and to it ------------------------------------------ */

unsigned int msi_domain_get_virq(struct device *dev, unsigned int domid, unsigned int index)
{
	struct msi_desc *desc;
	unsigned int virq = 0;

	if (!dev->msi.data || domid != MSI_DEFAULT_DOMAIN)
		return 0;
	msi_lock_descs(dev);
	msi_for_each_desc(desc, dev, MSI_DESC_ASSOCIATED)
		if (index >= desc->msi_index && index - desc->msi_index < desc->nvec_used)
			virq = desc->irq + (index - desc->msi_index);
	msi_unlock_descs(dev);
	return virq;
}
EXPORT_SYMBOL_GPL(msi_domain_get_virq);

unsigned int msi_get_virq(struct device *dev, unsigned int index)
{
	return msi_domain_get_virq(dev, MSI_DEFAULT_DOMAIN, index);
}
EXPORT_SYMBOL_GPL(msi_get_virq);

struct msi_desc *irq_get_msi_desc(unsigned int irq)
{
	struct irq_data *data = irq_get_irq_data(irq);

	return data ? data->common->msi_desc : NULL;
}
EXPORT_SYMBOL_GPL(irq_get_msi_desc);

void __get_cached_msi_msg(struct msi_desc *entry, struct msi_msg *msg)
{
	*msg = entry->msg;
}

void get_cached_msi_msg(unsigned int irq, struct msi_msg *msg)
{
	__get_cached_msi_msg(irq_get_msi_desc(irq), msg);
}
EXPORT_SYMBOL_GPL(get_cached_msi_msg);

/* ---- platform devices ------------------------------------------------------ */

/* as many as one device may have */
#define MAX_DEV_MSIS 2048

static int alloc_one_by_one(struct device *dev, unsigned int nvec, irq_write_msi_msg_t write)
{
	struct msi_desc *desc;
	unsigned int i;

	for (i = 0; i < nvec; i++) {
		desc = msi_add_desc(dev, i, 1, false);
		if (IS_ERR(desc))
			return PTR_ERR(desc);
		write(desc, &desc->msg);
	}
	return 0;
}

int platform_msi_domain_alloc_irqs(struct device *dev, unsigned int nvec,
				   irq_write_msi_msg_t write_msi_msg)
{
	int err;

	if (!dev_get_msi_domain(dev) || !write_msi_msg || !nvec || nvec > MAX_DEV_MSIS)
		return -EINVAL;
	err = msi_setup(dev);
	if (err)
		return err;
	msi_lock_descs(dev);
	err = list_empty(&dev->msi.data->list) ? alloc_one_by_one(dev, nvec, write_msi_msg) :
						 -EBUSY;
	if (err && err != -EBUSY)
		msi_free_descs(dev);
	msi_unlock_descs(dev);
	return err;
}
EXPORT_SYMBOL_GPL(platform_msi_domain_alloc_irqs);

void platform_msi_domain_free_irqs(struct device *dev)
{
	if (!dev->msi.data)
		return;
	msi_lock_descs(dev);
	msi_free_descs(dev);
	msi_unlock_descs(dev);
}
EXPORT_SYMBOL_GPL(platform_msi_domain_free_irqs);

int platform_device_msi_init_and_alloc_irqs(struct device *dev, unsigned int nvec,
					    irq_write_msi_msg_t write_msi_msg)
{
	return platform_msi_domain_alloc_irqs(dev, nvec, write_msi_msg);
}
EXPORT_SYMBOL_GPL(platform_device_msi_init_and_alloc_irqs);

void platform_device_msi_free_irqs_all(struct device *dev)
{
	platform_msi_domain_free_irqs(dev);
}
EXPORT_SYMBOL_GPL(platform_device_msi_free_irqs_all);
