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
	struct device *dev = &pdev->dev;

	dev->dma_parms = &pdev->dma_parms;
	if (!dev->dma_mask) {
		dev->dma_mask = &pdev->platform_dma_mask;
		*dev->dma_mask = U32_MAX;
	}
	if (!dev->coherent_dma_mask)
		dev->coherent_dma_mask = U32_MAX;
}

static void platform_device_release(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);

	kfree(pdev->driver_override);
	kfree(pdev->resource);
	kfree(pdev->mfd_cell);
	kfree(dev->platform_data);
	of_node_put(dev->of_node);
	kfree(container_of(pdev, struct platform_object, pdev));
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_object *object;
	size_t size = strlen(name) + 1;

	object = kzalloc(struct_size(object, name, size), GFP_KERNEL);
	if (!object)
		return NULL;
	memcpy(object->name, name, size);
	object->pdev.name = object->name;
	object->pdev.id = id;
	device_initialize(&object->pdev.dev);
	object->pdev.dev.release = platform_device_release;
	setup_dma_masks(&object->pdev);
	return &object->pdev;
}

/* Replaces @old by a copy of @new, or by nothing. */
static int replace_by_copy(void **old, const void *new, size_t size)
{
	void *copy = new ? kmemdup(new, size, GFP_KERNEL) : NULL;

	if (new && !copy)
		return -ENOMEM;
	kfree(*old);
	*old = copy;
	return 0;
}

int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num)
{
	void *list = pdev->resource;
	int err = replace_by_copy(&list, res, num * sizeof(*res));

	if (!err) {
		pdev->num_resources = num;
		pdev->resource = list;
	}
	return err;
}

int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size)
{
	return replace_by_copy(&pdev->dev.platform_data, data, size);
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

/* Whose part a resource is if it does not say. */
static struct resource *parent_of(const struct resource *r)
{
	if (r->parent)
		return r->parent;
	switch (resource_type(r)) {
	case IORESOURCE_MEM:
		return &iomem_resource;
	case IORESOURCE_IO:
		return &ioport_resource;
	default:
		return NULL;
	}
}

static int claim_resources(struct platform_device *pdev)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++) {
		struct resource *r = &pdev->resource[i];
		struct resource *parent = parent_of(r);

		r->name = r->name ?: dev_name(&pdev->dev);
		if (!parent || !insert_resource(parent, r))
			continue;
		dev_err(&pdev->dev, "failed to claim resource %d: %pR\n", i, r);
		release_resources(pdev, i);
		return -EBUSY;
	}
	return 0;
}

static int claim_and_add(struct platform_device *pdev)
{
	int err = claim_resources(pdev);

	if (err)
		return err;
	pr_debug("Registering platform device '%s'. Parent at %s\n", dev_name(&pdev->dev),
		 dev_name(pdev->dev.parent));
	err = device_add(&pdev->dev);
	if (err)
		release_resources(pdev, pdev->num_resources);
	return err;
}

int platform_device_add(struct platform_device *pdev)
{
	int err;

	if (!pdev)
		return -EINVAL;
	pdev->dev.bus = &platform_bus_type;
	pdev->dev.parent = pdev->dev.parent ?: &platform_bus;
	err = give_name(pdev);
	if (!err)
		err = claim_and_add(pdev);
	if (err)
		release_id(pdev);
	return err;
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
	int added, err = 0;

	for (added = 0; added < num; added++) {
		err = platform_device_register(devs[added]);
		if (err)
			break;
	}
	while (err && added > 0)
		platform_device_unregister(devs[--added]);
	return err;
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
