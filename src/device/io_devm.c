// SPDX-License-Identifier: MIT
/* Register mappings that are undone when the driver is unbound. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/of_address.h>
#include <linux/slab.h>

static void devm_ioremap_release(struct device *dev, void *res)
{
	iounmap(*(void __iomem **)res);
}

static int devm_ioremap_match(struct device *dev, void *res, void *data)
{
	return *(void **)res == data;
}

void __iomem *devm_ioremap(struct device *dev, resource_size_t offset,
			   resource_size_t size)
{
	void __iomem **mapping = devres_alloc(devm_ioremap_release, sizeof(*mapping), GFP_KERNEL);

	if (!mapping)
		return NULL;
	*mapping = ioremap(offset, size);
	if (!*mapping) {
		devres_free(mapping);
		return NULL;
	}
	devres_add(dev, mapping);
	return *mapping;
}
EXPORT_SYMBOL(devm_ioremap);

/* kinds of mapping that are all the same here */
void __iomem *devm_ioremap_uc(struct device *dev, resource_size_t offset,
			      resource_size_t size)
{
	return devm_ioremap(dev, offset, size);
}
EXPORT_SYMBOL_GPL(devm_ioremap_uc);

void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t offset,
			      resource_size_t size)
{
	return devm_ioremap(dev, offset, size);
}
EXPORT_SYMBOL(devm_ioremap_wc);

void __iomem *devm_ioremap_np(struct device *dev, resource_size_t offset,
			      resource_size_t size)
{
	return devm_ioremap(dev, offset, size);
}
EXPORT_SYMBOL(devm_ioremap_np);

void devm_iounmap(struct device *dev, void __iomem *addr)
{
	WARN_ON(devres_release(dev, devm_ioremap_release, devm_ioremap_match,
			       (void *)addr));
}
EXPORT_SYMBOL(devm_iounmap);

/* "40000000.dma control": the device's name, and the resource's where it has one */
static char *region_name(struct device *dev, const struct resource *res)
{
	if (res->name)
		return devm_kasprintf(dev, GFP_KERNEL, "%s %s", dev_name(dev),
				      res->name);
	return devm_kstrdup(dev, dev_name(dev), GFP_KERNEL);
}

/* The region is the device's now; it is given back if it cannot be mapped. */
static void __iomem *map_claimed(struct device *dev, const struct resource *res)
{
	resource_size_t size = resource_size(res);
	void __iomem *addr = devm_ioremap(dev, res->start, size);

	if (addr)
		return addr;
	dev_err(dev, "ioremap failed for resource %pR\n", res);
	devm_release_mem_region(dev, res->start, size);
	return IOMEM_ERR_PTR(-ENOMEM);
}

void __iomem *devm_ioremap_resource(struct device *dev,
				    const struct resource *res)
{
	const char *name;

	if (!res || resource_type(res) != IORESOURCE_MEM) {
		dev_err(dev, "invalid resource\n");
		return IOMEM_ERR_PTR(-EINVAL);
	}
	name = region_name(dev, res);
	if (!name) {
		dev_err(dev, "can't generate pretty name for resource %pR\n", res);
		return IOMEM_ERR_PTR(-ENOMEM);
	}
	if (devm_request_mem_region(dev, res->start, resource_size(res), name))
		return map_claimed(dev, res);
	dev_err(dev, "can't request region for resource %pR\n", res);
	return IOMEM_ERR_PTR(-EBUSY);
}
EXPORT_SYMBOL(devm_ioremap_resource);

void __iomem *devm_ioremap_resource_wc(struct device *dev,
				       const struct resource *res)
{
	return devm_ioremap_resource(dev, res);
}

void __iomem *devm_of_iomap(struct device *dev, struct device_node *node,
			    int index, resource_size_t *size)
{
	struct resource found;
	bool has_one = !of_address_to_resource(node, index, &found);

	if (has_one && size)
		*size = resource_size(&found);
	return has_one ? devm_ioremap_resource(dev, &found) : IOMEM_ERR_PTR(-EINVAL);
}
EXPORT_SYMBOL(devm_of_iomap);

static void devm_memremap_release(struct device *dev, void *res)
{
	memunmap(*(void **)res);
}

void *devm_memremap(struct device *dev, resource_size_t offset, size_t size,
		    unsigned long flags)
{
	void **ptr;
	void *addr;

	ptr = devres_alloc(devm_memremap_release, sizeof(*ptr), GFP_KERNEL);
	if (!ptr)
		return ERR_PTR(-ENOMEM);
	addr = memremap(offset, size, flags);
	if (!addr) {
		devres_free(ptr);
		return ERR_PTR(-ENXIO);
	}
	*ptr = addr;
	devres_add(dev, ptr);
	return addr;
}
EXPORT_SYMBOL(devm_memremap);

void devm_memunmap(struct device *dev, void *addr)
{
	WARN_ON(devres_release(dev, devm_memremap_release, devm_ioremap_match,
			       addr));
}
EXPORT_SYMBOL(devm_memunmap);
