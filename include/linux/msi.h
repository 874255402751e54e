/* SPDX-License-Identifier: MIT */
/*
 * Message signalled interrupts: a device writes a number to an address, and
 * the controller that owns the address raises the interrupt. Which address
 * and number is the controller's to say (struct msi_frame); how the device
 * is told is the bus's (PCI), or the driver's (platform). src/device/msi*.c.
 */
#ifndef LINUX_MSI_H
#define LINUX_MSI_H

#include <linux/cpumask.h>
#include <linux/device.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/list.h>
#include <linux/msi_api.h>
#include <linux/mutex.h>

#include <asm/msi.h>

struct device;
struct irq_affinity_desc;
struct irq_data;
struct msi_desc;
struct msi_domain_info;
struct platform_msi_priv_data;

/** struct msi_msg - what to write where */
struct msi_msg {
	union {
		u32 address_lo;
		arch_msi_msg_addr_lo_t arch_addr_lo;
	};
	union {
		u32 address_hi;
		arch_msi_msg_addr_hi_t arch_addr_hi;
	};
	union {
		u32 data;
		arch_msi_msg_data_t arch_data;
	};
};

typedef void (*irq_write_msi_msg_t)(struct msi_desc *desc, struct msi_msg *msg);

/** struct pci_msi_desc - what PCI remembers of a message; masks are as last written */
struct pci_msi_desc {
	union {
		u32 msi_mask;
		u32 msix_ctrl;
	};
	struct {
		u8 is_msix : 1;
		u8 multiple : 3;
		u8 multi_cap : 3;
		u8 can_mask : 1;
		u8 is_64 : 1;
		u8 is_virtual : 1;
		unsigned int default_irq;
	} msi_attrib;
	union {
		u8 mask_pos;
		void __iomem *mask_base;
	};
};

/**
 * struct msi_desc - one message, or for MSI on PCI a block of them
 * @irq: Linux number of the first
 * @nvec_used: how many
 * @msg: as it was composed and written last
 * @msi_index: place among the device's messages
 * @iommu_msi_iova: where the device sees the page of the doorbell, shifted by
 *	@iommu_msi_shift; 0: where it is
 * @write_msi_msg: how the device is told; @write_msi_msg_data is for it
 */
struct msi_desc {
	unsigned int irq;
	unsigned int nvec_used;
	struct device *dev;
	struct msi_msg msg;
	struct irq_affinity_desc *affinity;
	struct list_head link;
	irq_write_msi_msg_t write_msi_msg;
	void *write_msi_msg_data;
	u16 msi_index;
	u64 iommu_msi_iova : 58;
	u64 iommu_msi_shift : 6;
	struct pci_msi_desc pci;
};

enum msi_desc_filter {
	MSI_DESC_ALL,
	MSI_DESC_NOTASSOCIATED,
	MSI_DESC_ASSOCIATED,
};

#define msi_desc_to_dev(desc)	((desc)->dev)

/* the descriptors of a device may only be walked between these two */
void msi_lock_descs(struct device *dev);
void msi_unlock_descs(struct device *dev);
struct msi_desc *msi_first_desc(struct device *dev, enum msi_desc_filter filter);
struct msi_desc *msi_next_desc(struct device *dev, struct msi_desc *after,
			       enum msi_desc_filter filter);

#define msi_for_each_desc(desc, dev, filter)				\
	for ((desc) = msi_first_desc((dev), (filter)); (desc);		\
	     (desc) = msi_next_desc((dev), (desc), (filter)))

#define msi_desc_to_pci_dev(desc)	to_pci_dev((desc)->dev)

struct msi_desc *irq_get_msi_desc(unsigned int irq);
void get_cached_msi_msg(unsigned int irq, struct msi_msg *msg);
void __get_cached_msi_msg(struct msi_desc *entry, struct msi_msg *msg);

/* platform devices: 6.1's names, then those of 6.9 */
int platform_msi_domain_alloc_irqs(struct device *dev, unsigned int nvec,
				   irq_write_msi_msg_t write_msi_msg);
void platform_msi_domain_free_irqs(struct device *dev);
int platform_device_msi_init_and_alloc_irqs(struct device *dev, unsigned int nvec,
					    irq_write_msi_msg_t write_msi_msg);
void platform_device_msi_free_irqs_all(struct device *dev);

#define MSI_FLAG_USE_DEF_DOM_OPS	(1 << 0)
#define MSI_FLAG_USE_DEF_CHIP_OPS	(1 << 1)
#define MSI_FLAG_MULTI_PCI_MSI		(1 << 2)
#define MSI_FLAG_PCI_MSIX		(1 << 3)

#endif
