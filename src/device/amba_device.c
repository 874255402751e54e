// SPDX-License-Identifier: MIT
/* Cells of the AMBA bus: making their devices, and taking them away. */
#include <linux/amba/bus.h>
#include <linux/device.h>
#include <linux/limits.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "device/amba.h"
#include "device/firmware.h"

static void amba_device_release(struct device *dev)
{
	struct amba_device *adev = to_amba_device(dev);

	of_node_put(dev->of_node);
	if (adev->res.parent)
		release_resource(&adev->res);
	mutex_destroy(&adev->periphid_lock);
	kfree(adev->driver_override);
	kfree(adev);
}

static void initialize(struct amba_device *adev, const char *name)
{
	device_initialize(&adev->dev);
	if (name)
		dev_set_name(&adev->dev, "%s", name);
	adev->dev.release = amba_device_release;
	adev->dev.bus = &amba_bustype;
	adev->dev.dma_mask = &adev->dev.coherent_dma_mask;
	adev->dev.dma_parms = &adev->dma_parms;
	adev->res.name = dev_name(&adev->dev);
	mutex_init(&adev->periphid_lock);
}

struct amba_device *amba_device_alloc(const char *name, resource_size_t base, size_t size)
{
	struct amba_device *adev = kzalloc(sizeof(*adev), GFP_KERNEL);

	if (!adev)
		return NULL;
	initialize(adev, name);
	adev->res.start = base;
	adev->res.end = base + size - 1;
	adev->res.flags = IORESOURCE_MEM;
	return adev;
}
EXPORT_SYMBOL_GPL(amba_device_alloc);

int amba_device_add(struct amba_device *adev, struct resource *parent)
{
	int ret = request_resource(parent, &adev->res);

	if (ret)
		return ret;
	/* nobody is told of the cell before it is known who it is; see amba_match() */
	if (!adev->periphid && amba_read_periphid(adev))
		dev_set_uevent_suppress(&adev->dev, true);
	ret = device_add(&adev->dev);
	if (ret)
		release_resource(&adev->res);
	return ret;
}
EXPORT_SYMBOL_GPL(amba_device_add);

int amba_device_register(struct amba_device *adev, struct resource *parent)
{
	initialize(adev, adev->dev.init_name);
	adev->dev.init_name = NULL;
	return amba_device_add(adev, parent);
}
EXPORT_SYMBOL(amba_device_register);

void amba_device_put(struct amba_device *adev)
{
	put_device(&adev->dev);
}
EXPORT_SYMBOL_GPL(amba_device_put);

void amba_device_unregister(struct amba_device *adev)
{
	device_unregister(&adev->dev);
}
EXPORT_SYMBOL(amba_device_unregister);

int amba_request_regions(struct amba_device *adev, const char *name)
{
	if (!name)
		name = adev->dev.driver->name;
	return request_mem_region(adev->res.start, resource_size(&adev->res), name) ? 0 : -EBUSY;
}
EXPORT_SYMBOL(amba_request_regions);

void amba_release_regions(struct amba_device *adev)
{
	release_mem_region(adev->res.start, resource_size(&adev->res));
}
EXPORT_SYMBOL(amba_release_regions);

/* ---- from the device tree ------------------------------------------------- */

struct amba_device *amba_of_create(struct device_node *np, const char *bus_id,
				   void *platform_data, struct device *parent)
{
	struct amba_device *adev;
	u32 periphid;
	int ret;

	if (!of_device_is_available(np) || of_node_test_and_set_flag(np, OF_POPULATED))
		return NULL;
	adev = amba_device_alloc(NULL, 0, 0);
	if (!adev)
		goto err_clear_flag;
	adev->dev.coherent_dma_mask = U32_MAX;
	adev->dev.of_node = of_node_get(np);
	adev->dev.fwnode = &np->fwnode;
	adev->dev.parent = parent ? parent : &platform_bus;
	adev->dev.platform_data = platform_data;
	of_device_set_name(&adev->dev, np, bus_id);
	if (!of_property_read_u32(np, "arm,primecell-periphid", &periphid))
		adev->periphid = periphid;
	ret = of_address_to_resource(np, 0, &adev->res);
	if (ret) {
		pr_err("amba: of_address_to_resource() failed (%d) for %pOF\n", ret, np);
		goto err_put;
	}
	adev->res.name = dev_name(&adev->dev);
	of_device_name_master(&adev->dev, np);
	ret = amba_device_add(adev, &iomem_resource);
	if (!ret)
		return adev;
	pr_err("amba_device_add() failed (%d) for %pOF\n", ret, np);
err_put:
	amba_device_put(adev);
err_clear_flag:
	of_node_clear_flag(np, OF_POPULATED);
	return NULL;
}
