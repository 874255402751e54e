// SPDX-License-Identifier: MIT
/* Platform devices: making them, with resources, data and properties, and taking them away. */
#include <linux/acpi.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/ioport.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/platform.h"

/* numbers of PLATFORM_DEVID_AUTO */
static DEFINE_IDA(auto_ids);

struct platform_object {
	struct platform_device pdev;
	char name[];
};

static void setup_dma_masks(struct platform_device *pdev)
{
	pdev->dev.dma_parms = &pdev->dma_parms;
	if (!pdev->dev.coherent_dma_mask)
		pdev->dev.coherent_dma_mask = U32_MAX;
	if (!pdev->dev.dma_mask) {
		pdev->platform_dma_mask = U32_MAX;
		pdev->dev.dma_mask = &pdev->platform_dma_mask;
	}
}

static void platform_device_release(struct device *dev)
{
	struct platform_object *pa = container_of(dev, struct platform_object, pdev.dev);

	of_node_put(pa->pdev.dev.of_node);
	kfree(pa->pdev.dev.platform_data);
	kfree(pa->pdev.mfd_cell);
	kfree(pa->pdev.resource);
	kfree(pa->pdev.driver_override);
	kfree(pa);
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_object *pa = kzalloc(sizeof(*pa) + strlen(name) + 1, GFP_KERNEL);

	if (!pa)
		return NULL;
	strcpy(pa->name, name);
	pa->pdev.name = pa->name;
	pa->pdev.id = id;
	device_initialize(&pa->pdev.dev);
	pa->pdev.dev.release = platform_device_release;
	setup_dma_masks(&pa->pdev);
	return &pa->pdev;
}

int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num)
{
	struct resource *r = NULL;

	if (res) {
		r = kmemdup(res, sizeof(struct resource) * num, GFP_KERNEL);
		if (!r)
			return -ENOMEM;
	}
	kfree(pdev->resource);
	pdev->resource = r;
	pdev->num_resources = num;
	return 0;
}

int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size)
{
	void *d = NULL;

	if (data) {
		d = kmemdup(data, size, GFP_KERNEL);
		if (!d)
			return -ENOMEM;
	}
	kfree(pdev->dev.platform_data);
	pdev->dev.platform_data = d;
	return 0;
}

/* ---- adding and removing ----------------------------------------------- */

static int give_name(struct platform_device *pdev)
{
	int id;

	switch (pdev->id) {
	case PLATFORM_DEVID_NONE:
		return dev_set_name(&pdev->dev, "%s", pdev->name);
	case PLATFORM_DEVID_AUTO:
		/* the suffix keeps the name apart from what anybody would choose */
		id = ida_alloc(&auto_ids, GFP_KERNEL);
		if (id < 0)
			return id;
		pdev->id = id;
		pdev->id_auto = true;
		return dev_set_name(&pdev->dev, "%s.%d.auto", pdev->name, pdev->id);
	default:
		return dev_set_name(&pdev->dev, "%s.%d", pdev->name, pdev->id);
	}
}

static void release_id(struct platform_device *pdev)
{
	if (!pdev->id_auto)
		return;
	ida_free(&auto_ids, pdev->id);
	pdev->id = PLATFORM_DEVID_AUTO;
	pdev->id_auto = false;
}

/* of the first @num resources, those that were claimed */
static void release_resources(struct platform_device *pdev, u32 num)
{
	while (num--)
		if (pdev->resource[num].parent)
			release_resource(&pdev->resource[num]);
}

static int claim_resources(struct platform_device *pdev)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++) {
		struct resource *r = &pdev->resource[i], *p = r->parent;

		if (!r->name)
			r->name = dev_name(&pdev->dev);
		if (!p && resource_type(r) == IORESOURCE_MEM)
			p = &iomem_resource;
		else if (!p && resource_type(r) == IORESOURCE_IO)
			p = &ioport_resource;
		if (p && insert_resource(p, r)) {
			dev_err(&pdev->dev, "failed to claim resource %d: %pR\n", i, r);
			release_resources(pdev, i);
			return -EBUSY;
		}
	}
	return 0;
}

int platform_device_add(struct platform_device *pdev)
{
	int ret;

	if (!pdev)
		return -EINVAL;
	if (!pdev->dev.parent)
		pdev->dev.parent = &platform_bus;
	pdev->dev.bus = &platform_bus_type;
	ret = give_name(pdev);
	if (ret)
		goto err_release_id;
	ret = claim_resources(pdev);
	if (ret)
		goto err_release_id;
	pr_debug("Registering platform device '%s'. Parent at %s\n", dev_name(&pdev->dev),
		 dev_name(pdev->dev.parent));
	ret = device_add(&pdev->dev);
	if (!ret)
		return 0;
	release_resources(pdev, pdev->num_resources);
err_release_id:
	release_id(pdev);
	return ret;
}

void platform_device_del(struct platform_device *pdev)
{
	if (IS_ERR_OR_NULL(pdev))
		return;
	device_del(&pdev->dev);
	release_id(pdev);
	release_resources(pdev, pdev->num_resources);
}

void platform_device_put(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		put_device(&pdev->dev);
}

int platform_device_register(struct platform_device *pdev)
{
	device_initialize(&pdev->dev);
	setup_dma_masks(pdev);
	return platform_device_add(pdev);
}

void platform_device_unregister(struct platform_device *pdev)
{
	platform_device_del(pdev);
	platform_device_put(pdev);
}

int platform_add_devices(struct platform_device **devs, int num)
{
	int i, ret;

	for (i = 0; i < num; i++) {
		ret = platform_device_register(devs[i]);
		if (ret) {
			while (--i >= 0)
				platform_device_unregister(devs[i]);
			return ret;
		}
	}
	return 0;
}

/* ---- in one go --------------------------------------------------------- */

struct platform_device *platform_device_register_full(const struct platform_device_info *info)
{
	struct platform_device *pdev = platform_device_alloc(info->name, info->id);
	int ret;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	pdev->dev.parent = info->parent;
	pdev->dev.fwnode = info->fwnode;
	pdev->dev.of_node = of_node_get(to_of_node(pdev->dev.fwnode));
	pdev->dev.of_node_reused = info->of_node_reused;
	if (info->dma_mask) {
		pdev->platform_dma_mask = info->dma_mask;
		pdev->dev.dma_mask = &pdev->platform_dma_mask;
		pdev->dev.coherent_dma_mask = info->dma_mask;
	}
	ret = platform_device_add_resources(pdev, info->res, info->num_res);
	if (!ret)
		ret = platform_device_add_data(pdev, info->data, info->size_data);
	if (!ret && info->properties)
		ret = device_create_managed_software_node(&pdev->dev, info->properties, NULL);
	if (!ret)
		ret = platform_device_add(pdev);
	if (!ret)
		return pdev;
	platform_device_put(pdev);
	return ERR_PTR(ret);
}

struct platform_device *
__platform_create_bundle(struct platform_driver *driver,
			 int (*probe)(struct platform_device *pdev), struct resource *res,
			 unsigned int n_res, const void *data, size_t size, struct module *module)
{
	struct platform_device *pdev;
	int error;

	pdev = platform_device_alloc(driver->driver.name, PLATFORM_DEVID_NONE);
	if (!pdev)
		return ERR_PTR(-ENOMEM);
	error = platform_device_add_resources(pdev, res, n_res);
	if (!error)
		error = platform_device_add_data(pdev, data, size);
	if (!error)
		error = platform_device_add(pdev);
	if (error)
		goto err_put;
	error = __platform_driver_probe(driver, probe, module);
	if (!error)
		return pdev;
	platform_device_del(pdev);
err_put:
	platform_device_put(pdev);
	return ERR_PTR(error);
}

void platform_device_stop(void)
{
	ida_destroy(&auto_ids);
}
