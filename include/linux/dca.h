/* SPDX-License-Identifier: MIT */
/*
 * Direct cache access: a provider (a chipset) tells a requester (a network
 * card) by which tag its writes go straight to a CPU's cache. src/device/dca.c.
 */
#ifndef DCA_H
#define DCA_H

#include <linux/pci_device.h>

struct notifier_block;

#define DCA_PROVIDER_ADD	0x0001
#define DCA_PROVIDER_REMOVE	0x0002

struct dca_ops;

/** struct dca_provider - @cd is its device of the class "dca"; the driver's own data follow */
struct dca_provider {
	struct list_head node;
	const struct dca_ops *ops;
	struct device *cd;
	int id;
};

struct dca_ops {
	int (*add_requester)(struct dca_provider *dca, struct device *dev);
	int (*remove_requester)(struct dca_provider *dca, struct device *dev);
	u8 (*get_tag)(struct dca_provider *dca, struct device *dev, int cpu);
	int (*dev_managed)(struct dca_provider *dca, struct device *dev);
};

struct dca_provider *alloc_dca_provider(const struct dca_ops *ops, int priv_size);
void free_dca_provider(struct dca_provider *dca);
int register_dca_provider(struct dca_provider *dca, struct device *dev);
void unregister_dca_provider(struct dca_provider *dca, struct device *dev);

static inline void *dca_priv(struct dca_provider *dca)
{
	return dca + 1;
}

#define DCA_GET_TAG_TWO_ARGS
/* -ENODEV: no provider; -EEXIST: a requester already; or what the provider says */
int dca_add_requester(struct device *dev);
int dca_remove_requester(struct device *dev);
u8 dca_get_tag(int cpu);
u8 dca3_get_tag(struct device *dev, int cpu);
void dca_register_notify(struct notifier_block *nb);
void dca_unregister_notify(struct notifier_block *nb);

#endif
