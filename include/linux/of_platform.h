/* SPDX-License-Identifier: MIT */
/* Platform devices made from device tree nodes. src/device/of_platform.c. */
#ifndef _LINUX_OF_PLATFORM_H
#define _LINUX_OF_PLATFORM_H

#include <linux/device.h>
#include <linux/mod_devicetable.h>
#include <linux/of_device.h>
#include <linux/platform_device.h>

/**
 * struct of_dev_auxdata - another name and platform data for a node's device;
 * a table ends with an empty entry
 */
struct of_dev_auxdata {
	char *compatible;
	resource_size_t phys_addr;
	char *name;
	void *platform_data;
};

#define OF_DEV_AUXDATA(_compat, _phys, _name, _pdata)			\
	{ .compatible = _compat, .phys_addr = _phys, .name = _name,	\
	  .platform_data = _pdata }

extern const struct of_device_id of_default_bus_match_table[];

struct platform_device *of_device_alloc(struct device_node *np,
					const char *bus_id,
					struct device *parent);
int of_device_add(struct platform_device *pdev);
int of_device_register(struct platform_device *ofdev);
void of_device_unregister(struct platform_device *ofdev);
struct platform_device *of_find_device_by_node(struct device_node *np);
int of_platform_bus_probe(struct device_node *root,
			  const struct of_device_id *matches,
			  struct device *parent);
struct platform_device *of_platform_device_create(struct device_node *np,
						  const char *bus_id,
						  struct device *parent);
int of_platform_device_destroy(struct device *dev, void *data);
int of_platform_populate(struct device_node *root,
			 const struct of_device_id *matches,
			 const struct of_dev_auxdata *lookup,
			 struct device *parent);
int of_platform_default_populate(struct device_node *root,
				 const struct of_dev_auxdata *lookup,
				 struct device *parent);
void of_platform_depopulate(struct device *parent);
int devm_of_platform_populate(struct device *dev);
void devm_of_platform_depopulate(struct device *dev);

#endif
