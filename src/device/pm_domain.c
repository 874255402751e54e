// SPDX-License-Identifier: MIT
/*
 * Power domains, for devices: a virtual device for each of several domains, so
 * that a driver can hold and release them one by one with runtime PM. All of
 * them are always on.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/of.h>
#include <linux/pm_domain.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

#include "device/services.h"

static struct bus_type genpd_bus = {
	.name = "genpd",
};

int dev_pm_domain_attach(struct device *dev, bool power_on)
{
	return 0;
}
EXPORT_SYMBOL_GPL(dev_pm_domain_attach);

static void virtual_release(struct device *dev)
{
	of_node_put(dev->of_node);
	kfree(dev);
}

void dev_pm_domain_detach(struct device *dev, bool power_off)
{
	if (dev->bus != &genpd_bus)
		return;
	pm_runtime_disable(dev);
	device_unregister(dev);
}
EXPORT_SYMBOL_GPL(dev_pm_domain_detach);

static int domains_of(struct device *dev)
{
	return dev->of_node ? of_count_phandle_with_args(dev->of_node, "power-domains",
							 "#power-domain-cells")
			    : 0;
}

static struct device *virtual_make(struct device *base, unsigned int index)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	int ret;

	if (!dev)
		return ERR_PTR(-ENOMEM);
	device_initialize(dev);
	dev->bus = &genpd_bus;
	dev->release = virtual_release;
	dev->of_node = of_node_get(base->of_node);
	/* found by its node, the real device would not be */
	dev->of_node_reused = true;
	ret = dev_set_name(dev, "genpd:%u:%s", index, dev_name(base));
	if (!ret)
		ret = device_add(dev);
	if (ret) {
		put_device(dev);
		return ERR_PTR(ret);
	}
	pm_runtime_enable(dev);
	return dev;
}

struct device *dev_pm_domain_attach_by_id(struct device *dev, unsigned int index)
{
	if (dev->pm_domain)
		return ERR_PTR(-EEXIST);
	if ((int)index >= domains_of(dev))
		return NULL;
	return virtual_make(dev, index);
}
EXPORT_SYMBOL_GPL(dev_pm_domain_attach_by_id);

struct device *dev_pm_domain_attach_by_name(struct device *dev, const char *name)
{
	int index = dev->of_node
			    ? of_property_match_string(dev->of_node, "power-domain-names", name)
			    : -ENODATA;

	if (dev->pm_domain)
		return ERR_PTR(-EEXIST);
	return index < 0 ? NULL : dev_pm_domain_attach_by_id(dev, index);
}
EXPORT_SYMBOL_GPL(dev_pm_domain_attach_by_name);

void dev_pm_domain_detach_list(struct dev_pm_domain_list *list)
{
	u32 i;

	if (!list)
		return;
	for (i = 0; i < list->num_pds; i++) {
		if (list->pd_links[i])
			device_link_del(list->pd_links[i]);
		dev_pm_domain_detach(list->pd_devs[i], true);
	}
	kfree(list->pd_links);
	kfree(list->pd_devs);
	kfree(list);
}
EXPORT_SYMBOL_GPL(dev_pm_domain_detach_list);

static struct dev_pm_domain_list *list_make(u32 room)
{
	struct dev_pm_domain_list *list = kzalloc(sizeof(*list), GFP_KERNEL);

	if (!list)
		return NULL;
	list->pd_devs = kcalloc(room, sizeof(*list->pd_devs), GFP_KERNEL);
	list->pd_links = kcalloc(room, sizeof(*list->pd_links), GFP_KERNEL);
	if (list->pd_devs && list->pd_links)
		return list;
	dev_pm_domain_detach_list(list);
	return NULL;
}

static int list_add_one(struct dev_pm_domain_list *list, struct device *dev, u32 i,
			const struct dev_pm_domain_attach_data *data)
{
	u32 flags = data ? data->pd_flags : 0;
	struct device *pd;

	if (data && data->num_pd_names)
		pd = dev_pm_domain_attach_by_name(dev, data->pd_names[i]);
	else
		pd = dev_pm_domain_attach_by_id(dev, i);
	if (IS_ERR_OR_NULL(pd))
		return pd ? PTR_ERR(pd) : -ENODEV;
	list->pd_devs[list->num_pds++] = pd;
	if (flags & PD_FLAG_NO_DEV_LINK)
		return 0;
	list->pd_links[i] =
		device_link_add(dev, pd,
				DL_FLAG_STATELESS | DL_FLAG_PM_RUNTIME |
					(flags & PD_FLAG_DEV_LINK_ON ? DL_FLAG_RPM_ACTIVE : 0));
	return list->pd_links[i] ? 0 : -ENODEV;
}

int dev_pm_domain_attach_list(struct device *dev, const struct dev_pm_domain_attach_data *data,
			      struct dev_pm_domain_list **out)
{
	bool by_name = data && data->num_pd_names;
	int count = by_name ? (int)data->num_pd_names : domains_of(dev), ret = 0, i;
	struct dev_pm_domain_list *list;

	if (dev->pm_domain)
		return -EEXIST;
	/* one alone was attached with the device */
	if (count <= 0 || (!by_name && count < 2))
		return 0;
	list = list_make(count);
	if (!list)
		return -ENOMEM;
	for (i = 0; i < count && !ret; i++)
		ret = list_add_one(list, dev, i, data);
	if (ret) {
		dev_pm_domain_detach_list(list);
		return ret;
	}
	*out = list;
	return count;
}
EXPORT_SYMBOL_GPL(dev_pm_domain_attach_list);

static void detach_action(void *list)
{
	dev_pm_domain_detach_list(list);
}

int devm_pm_domain_attach_list(struct device *dev, const struct dev_pm_domain_attach_data *data,
			       struct dev_pm_domain_list **list)
{
	int count = dev_pm_domain_attach_list(dev, data, list), ret;

	if (count <= 0)
		return count;
	ret = devm_add_action_or_reset(dev, detach_action, *list);
	return ret ? ret : count;
}
EXPORT_SYMBOL_GPL(devm_pm_domain_attach_list);

void dev_pm_domain_set(struct device *dev, struct dev_pm_domain *pd)
{
	if (dev->pm_domain == pd)
		return;
	WARN(pd && device_is_bound(dev), "PM domains can only be changed for unbound devices\n");
	dev->pm_domain = pd;
}
EXPORT_SYMBOL_GPL(dev_pm_domain_set);

int dev_pm_domain_start(struct device *dev)
{
	return dev->pm_domain && dev->pm_domain->start ? dev->pm_domain->start(dev) : 0;
}
EXPORT_SYMBOL_GPL(dev_pm_domain_start);

int genpd_start(void)
{
	return bus_register(&genpd_bus);
}

void genpd_stop(void)
{
	bus_unregister(&genpd_bus);
}
