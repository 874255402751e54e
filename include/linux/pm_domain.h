/* SPDX-License-Identifier: MIT */
/*
 * Power domains. Those that a board names have no driver in a world: they are
 * on all the time. A device with one domain needs nothing; one with several
 * is given a virtual device for each, with runtime PM of its own.
 * src/device/pm_domain.c.
 */
#ifndef _LINUX_PM_DOMAIN_H
#define _LINUX_PM_DOMAIN_H

#include <linux/device.h>
#include <linux/err.h>
#include <linux/pm.h>
#include <linux/types.h>

#define PD_FLAG_NO_DEV_LINK	(1 << 0)
#define PD_FLAG_DEV_LINK_ON	(1 << 1)

struct dev_pm_domain_attach_data {
	const char *const *pd_names;
	const u32 num_pd_names;
	const u32 pd_flags;
};

struct dev_pm_domain_list {
	struct device **pd_devs;
	struct device_link **pd_links;
	u32 num_pds;
};

/** dev_pm_domain_attach() - Return: 0; a device's only domain is always on */
int dev_pm_domain_attach(struct device *dev, bool power_on);
void dev_pm_domain_detach(struct device *dev, bool power_off);
/**
 * dev_pm_domain_attach_by_id() - number @index of the domains of @dev
 *
 * Return: a virtual device, NULL if @dev has no such domain, ERR_PTR(-EEXIST)
 * if it has a domain already.
 */
struct device *dev_pm_domain_attach_by_id(struct device *dev, unsigned int index);
struct device *dev_pm_domain_attach_by_name(struct device *dev, const char *name);
/** dev_pm_domain_attach_list() - all (or those named in @data). Return: how many, or an error */
int dev_pm_domain_attach_list(struct device *dev, const struct dev_pm_domain_attach_data *data,
			      struct dev_pm_domain_list **list);
int devm_pm_domain_attach_list(struct device *dev, const struct dev_pm_domain_attach_data *data,
			       struct dev_pm_domain_list **list);
void dev_pm_domain_detach_list(struct dev_pm_domain_list *list);
void dev_pm_domain_set(struct device *dev, struct dev_pm_domain *pd);
int dev_pm_domain_start(struct device *dev);

/* as a device whose domain has no performance states */
static inline int dev_pm_genpd_set_performance_state(struct device *dev, unsigned int state)
{
	return -ENODEV;
}

static inline int dev_pm_domain_set_performance_state(struct device *dev, unsigned int state)
{
	return 0;
}

#endif
