/* SPDX-License-Identifier: MIT */
/* Message signalled interrupts, as drivers ask for them. src/device/msi.c. */
#ifndef LINUX_MSI_API_H
#define LINUX_MSI_API_H

#include <linux/limits.h>
#include <linux/types.h>

struct device;

enum msi_domain_ids {
	MSI_DEFAULT_DOMAIN,
	MSI_SECONDARY_DOMAIN,
	MSI_MAX_DEVICE_IRQDOMAINS,
};

/** struct msi_map - an interrupt: its place among the device's, and its number or an error */
struct msi_map {
	int index;
	int virq;
};

#define MSI_ANY_INDEX	UINT_MAX

/**
 * msi_get_virq() - the interrupt of the device's message @index
 * Return: its Linux number, or 0 if there is none
 */
unsigned int msi_get_virq(struct device *dev, unsigned int index);
unsigned int msi_domain_get_virq(struct device *dev, unsigned int domid, unsigned int index);

#endif
