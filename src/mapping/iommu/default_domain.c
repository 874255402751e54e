// SPDX-License-Identifier: MIT
/*
 * The domain that a group is in by itself: of which type it is, as the
 * kernel's parameters, the device, its IOMMU's driver and the user in turn
 * want it.
 *
 *	iommu.passthrough=1	identity: devices see physical addresses
 *	iommu.strict=1		DMA: what is unmapped is out of reach at once
 *	iommu.strict=0		DMA-FQ: ... within 10 ms
 *
 * Strict is what an IOMMU starts with, as on arm64.
 */
#define pr_fmt(fmt) "iommu: " fmt

#include <linux/bug.h>
#include <linux/capability.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/kstrtox.h>
#include <linux/pci.h>
#include <linux/sysfs.h>

#include "base/boot_param.h"
#include "mapping/iommu/iommu.h"

#define SET_PASSTHROUGH	1u
#define SET_STRICT	2u

unsigned int iommu_def_domain_type;
static bool dma_strict = true;
static unsigned int set_by_user;
static bool announced;
bool iommu_dma_forcedac;

/* ---- parameters --------------------------------------------------------------- */

static int set_strict(const char *value)
{
	bool strict = true;

	if (value && kstrtobool(*value ? value : "1", &strict))
		return -EINVAL;
	dma_strict = strict;
	set_by_user = value ? set_by_user | SET_STRICT : set_by_user & ~SET_STRICT;
	return 0;
}
BOOT_PARAM(iommu_strict, "iommu.strict", "0|1", set_strict);

static int set_passthrough(const char *value)
{
	bool passthrough = false;

	if (value && kstrtobool(*value ? value : "1", &passthrough))
		return -EINVAL;
	set_by_user = value ? set_by_user | SET_PASSTHROUGH : set_by_user & ~SET_PASSTHROUGH;
	iommu_def_domain_type = passthrough ? IOMMU_DOMAIN_IDENTITY : IOMMU_DOMAIN_DMA;
	return 0;
}
BOOT_PARAM(iommu_passthrough, "iommu.passthrough", "0|1", set_passthrough);

static int set_forcedac(const char *value)
{
	bool force = false;

	if (value && kstrtobool(*value ? value : "1", &force))
		return -EINVAL;
	iommu_dma_forcedac = force;
	return 0;
}
BOOT_PARAM(iommu_forcedac, "iommu.forcedac", "0|1", set_forcedac);

void default_domain_start(void)
{
	announced = false;
	if (!(set_by_user & SET_PASSTHROUGH))
		iommu_set_default_translated(false);
	if (!iommu_default_passthrough() && !dma_strict)
		iommu_def_domain_type = IOMMU_DOMAIN_DMA_FQ;
}

void iommu_announce(void)
{
	const char *user = "(set via kernel command line)";

	/* Linux says so as it boots; here a machine without an IOMMU is spared it */
	if (announced)
		return;
	announced = true;
	pr_info("Default domain type: %s %s\n", iommu_domain_type_str(iommu_def_domain_type),
		set_by_user & SET_PASSTHROUGH ? user : "");
	if (!iommu_default_passthrough())
		pr_info("DMA domain TLB invalidation policy: %s mode %s\n",
			dma_strict ? "strict" : "lazy", set_by_user & SET_STRICT ? user : "");
	if (iommu_dma_forcedac)
		pr_info("Forcing DAC for PCI devices\n");
}

void iommu_set_default_passthrough(bool cmd_line)
{
	if (cmd_line)
		set_by_user |= SET_PASSTHROUGH;
	iommu_def_domain_type = IOMMU_DOMAIN_IDENTITY;
}

void iommu_set_default_translated(bool cmd_line)
{
	if (cmd_line)
		set_by_user |= SET_PASSTHROUGH;
	iommu_def_domain_type = IOMMU_DOMAIN_DMA;
}

bool iommu_default_passthrough(void)
{
	return iommu_def_domain_type == IOMMU_DOMAIN_IDENTITY;
}
EXPORT_SYMBOL_GPL(iommu_default_passthrough);

void iommu_set_dma_strict(void)
{
	dma_strict = true;
	if (iommu_def_domain_type == IOMMU_DOMAIN_DMA_FQ)
		iommu_def_domain_type = IOMMU_DOMAIN_DMA;
}

/* ---- which type ------------------------------------------------------------------ */

/* 0: it does not matter to the device */
int iommu_get_def_domain_type(struct device *dev)
{
	const struct iommu_ops *ops = dev_iommu_ops(dev);

	if (dev_is_pci(dev) && to_pci_dev(dev)->untrusted)
		return IOMMU_DOMAIN_DMA;
	return ops->def_domain_type ? ops->def_domain_type(dev) : 0;
}

int group_alloc_default_domain(const struct bus_type *bus, struct iommu_group *group,
			       unsigned int type)
{
	struct iommu_domain *domain = domain_alloc_type(bus, type);

	if (!domain && type != IOMMU_DOMAIN_DMA) {
		domain = domain_alloc_type(bus, IOMMU_DOMAIN_DMA);
		if (domain)
			pr_warn("Failed to allocate default IOMMU domain of type %u for group %s "
				"- Falling back to IOMMU_DOMAIN_DMA\n",
				type, group->name ?: "(null)");
	}
	if (!domain)
		return -ENOMEM;
	group->default_domain = domain;
	if (!group->domain)
		group->domain = domain;
	return 0;
}

struct wish {
	struct device *dev;
	unsigned int type;
};

static int collect_wish(struct device *dev, void *data)
{
	unsigned int type = iommu_get_def_domain_type(dev);
	struct wish *wish = data;

	if (!type)
		return 0;
	if (wish->type && wish->type != type) {
		dev_warn(dev, "Device needs domain type %s, but device %s in the same iommu group "
			      "requires type %s - using default\n",
			 iommu_domain_type_str(type), dev_name(wish->dev),
			 iommu_domain_type_str(wish->type));
		wish->type = 0;
	}
	if (!wish->dev) {
		wish->dev = dev;
		wish->type = type;
	}
	return 0;
}

void group_probe_default_domain(const struct bus_type *bus, struct iommu_group *group)
{
	struct wish wish = { 0 };

	if (group->default_domain)
		return;
	group_each(group, &wish, collect_wish);
	group_alloc_default_domain(bus, group, wish.type ?: iommu_def_domain_type);
}

/* ---- changed by the user ------------------------------------------------------------ */

static int parse_type(const char *text)
{
	static const struct {
		const char *name;
		int type;
	} types[] = {
		{ "identity", IOMMU_DOMAIN_IDENTITY },
		{ "DMA", IOMMU_DOMAIN_DMA },
		{ "DMA-FQ", IOMMU_DOMAIN_DMA_FQ },
		{ "auto", 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (sysfs_streq(text, types[i].name))
			return types[i].type;
	return -EINVAL;
}

/* the device is in the new domain, which is complete; the old one is left to the caller */
static int enter_new_default(struct iommu_group *group, struct device *dev, int type)
{
	struct iommu_domain *before = group->default_domain;
	int ret = group_alloc_default_domain(dev->bus, group, type);

	if (ret)
		return ret;
	ret = resv_map_direct(group, dev);
	if (!ret)
		ret = domain_attach_dev(group->default_domain, dev);
	if (ret) {
		iommu_domain_free(group->default_domain);
		group->default_domain = before;
		group->domain = before;
		return ret;
	}
	group->domain = group->default_domain;
	return 0;
}

/* 0: nothing to do, 1: *@type is what it has to become; under the group's mutex */
static int check_change(struct iommu_group *group, struct device *dev, int *type)
{
	int needs = iommu_get_def_domain_type(dev);

	if (group->default_domain != group->domain) {
		dev_err_ratelimited(dev, "Group not assigned to default domain\n");
		return -EBUSY;
	}
	if (group_device_count(group) != 1) {
		dev_err_ratelimited(dev, "Cannot change default domain: Group has more than one "
					 "device\n");
		return -EINVAL;
	}
	if (list_first_entry(&group->devices, struct group_device, list)->dev != dev) {
		dev_err_ratelimited(dev, "Cannot change default domain: Device has been changed\n");
		return -EBUSY;
	}
	if (!group->default_domain)
		return -EINVAL;
	if (!*type) {
		*type = needs ?: (int)iommu_def_domain_type;
	} else if (needs && *type != needs) {
		dev_err_ratelimited(dev, "Device cannot be in %s domain\n",
				    iommu_domain_type_str(*type));
		return -EINVAL;
	}
	return group->default_domain->type != (unsigned int)*type;
}

static int change_type(struct iommu_group *group, struct device *dev, int type)
{
	struct iommu_domain *before;
	int ret;

	mutex_lock(&group->mutex);
	before = group->default_domain;
	ret = check_change(group, dev, &type);
	if (ret <= 0)
		goto out_unlock;
	/* what is mapped stays so: only what is unmapped from now on is flushed later */
	if (type == IOMMU_DOMAIN_DMA_FQ && before->type == IOMMU_DOMAIN_DMA) {
		ret = iommu_dma_init_fq(before);
		if (!ret)
			before->type = IOMMU_DOMAIN_DMA_FQ;
		goto out_unlock;
	}
	ret = enter_new_default(group, dev, type);
	mutex_unlock(&group->mutex);
	if (ret)
		return ret;
	if (dev_iommu_ops(dev)->probe_finalize)
		dev_iommu_ops(dev)->probe_finalize(dev);
	iommu_domain_free(before);
	return 0;

out_unlock:
	mutex_unlock(&group->mutex);
	return ret;
}

/* a driver has addresses of the old domain; only becoming lazy does not hurt it */
static int change_unless_bound(struct iommu_group *group, struct device *dev, int type)
{
	bool becomes_lazy = type == IOMMU_DOMAIN_DMA_FQ &&
			    group->default_domain->type == IOMMU_DOMAIN_DMA;
	int ret;

	device_lock(dev);
	if (device_is_bound(dev) && !becomes_lazy) {
		pr_err_ratelimited("Device is still bound to driver\n");
		ret = -EBUSY;
	} else {
		ret = change_type(group, dev, type);
	}
	device_unlock(dev);
	return ret;
}

ssize_t group_change_default_domain(struct iommu_group *group, const char *text, size_t count)
{
	int type = parse_type(text), ret;
	struct device *dev = NULL;

	if (!capable(CAP_SYS_ADMIN) || !capable(CAP_SYS_RAWIO))
		return -EACCES;
	if (WARN_ON(!group) || !group->default_domain || type < 0)
		return -EINVAL;
	/* a device's lock is taken before its group's, so the group is let go in between */
	mutex_lock(&group->mutex);
	if (group_device_count(group) == 1)
		dev = get_device(list_first_entry(&group->devices, struct group_device, list)->dev);
	mutex_unlock(&group->mutex);
	if (!dev) {
		pr_err_ratelimited("Cannot change default domain: Group has more than one device\n");
		return -EINVAL;
	}
	ret = change_unless_bound(group, dev, type);
	put_device(dev);
	return ret ?: (ssize_t)count;
}
