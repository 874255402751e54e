/* SPDX-License-Identifier: MIT */
/* Message signalled interrupts, between the controllers, the devices' lists and the buses. */
#ifndef DMAE_DEVICE_MSI_H
#define DMAE_DEVICE_MSI_H

#include <linux/msi.h>

/**
 * msi_frame_alloc() - messages of the controller behind a domain
 * @domain: from of_msi_get_domain()
 * @count: how many, with numbers in a row
 * @aligned: the first message's data is a multiple of @count, which is a power of two
 * @msg: set to the first message; the others differ in their data
 *
 * Return: Linux number of the first interrupt, or -ENOSPC, -ENOMEM.
 */
int msi_frame_alloc(struct irq_domain *domain, unsigned int count, bool aligned,
		    struct msi_msg *msg);
void msi_frame_free(struct irq_domain *domain, unsigned int irq, unsigned int count,
		    const struct msi_msg *msg);
void msi_frames_stop(void);

/**
 * msi_add_desc() - @count messages for @dev, from its domain
 * @index: place among the device's messages
 *
 * Context: under msi_lock_descs().
 * Return: the descriptor, or an error pointer: -ENODEV without a domain, or
 * as msi_frame_alloc().
 */
struct msi_desc *msi_add_desc(struct device *dev, unsigned int index, unsigned int count,
			      bool aligned);
/** msi_free_descs() - give all messages of @dev back; under msi_lock_descs() */
void msi_free_descs(struct device *dev);
/** msi_setup() - before msi_lock_descs(): the device may have messages. Return: 0 or -ENOMEM */
int msi_setup(struct device *dev);

#endif
