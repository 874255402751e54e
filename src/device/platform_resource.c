// SPDX-License-Identifier: MIT
/*
 * What a platform driver asks of its device: registers and interrupts, by
 * number and by name. Interrupts of the device tree come from of_irq.c,
 * mappings from io_devm.c.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/irq.h>
#include <linux/of_irq.h>
#include <linux/platform_device.h>
#include <linux/string.h>

struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int num)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++)
		if (type == resource_type(&pdev->resource[i]) && num-- == 0)
			return &pdev->resource[i];
	return NULL;
}

struct resource *platform_get_mem_or_io(struct platform_device *pdev, unsigned int num)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++) {
		unsigned long type = resource_type(&pdev->resource[i]);

		if ((type & (IORESOURCE_MEM | IORESOURCE_IO)) && num-- == 0)
			return &pdev->resource[i];
	}
	return NULL;
}

static bool is_called(const struct resource *r, const char *name)
{
	return r->name && strcmp(r->name, name) == 0;
}

struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name)
{
	struct resource *r = pdev->resource;
	u32 left = pdev->num_resources;

	for (; left; left--, r++) {
		if (resource_type(r) == type && is_called(r, name))
			return r;
	}
	return NULL;
}

/* ---- registers --------------------------------------------------------- */

void __iomem *devm_platform_get_and_ioremap_resource(struct platform_device *pdev,
						     unsigned int index, struct resource **res)
{
	struct resource *r = platform_get_resource(pdev, IORESOURCE_MEM, index);

	if (res)
		*res = r;
	return devm_ioremap_resource(&pdev->dev, r);
}

void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index)
{
	return devm_platform_get_and_ioremap_resource(pdev, index, NULL);
}

void __iomem *devm_platform_ioremap_resource_byname(struct platform_device *pdev,
						    const char *name)
{
	return devm_ioremap_resource(&pdev->dev,
				     platform_get_resource_byname(pdev, IORESOURCE_MEM, name));
}

/* ---- interrupts -------------------------------------------------------- */

static int irq_of_resource(struct resource *r)
{
	if (!r)
		return -ENXIO;
	if (WARN(!r->start, "0 is an invalid IRQ number\n"))
		return -EINVAL;
	/* a resource may say how the line is triggered */
	if (r->flags & IORESOURCE_BITS)
		irq_set_irq_type(r->start, r->flags & IORESOURCE_BITS);
	return r->start;
}

int platform_get_irq_optional(struct platform_device *pdev, unsigned int num)
{
	int ret;

	if (pdev->dev.of_node) {
		ret = of_irq_get(pdev->dev.of_node, num);
		if (ret > 0 || ret == -EPROBE_DEFER)
			return ret;
	}
	return irq_of_resource(platform_get_resource(pdev, IORESOURCE_IRQ, num));
}

int platform_get_irq(struct platform_device *pdev, unsigned int num)
{
	int ret = platform_get_irq_optional(pdev, num);

	if (ret < 0)
		return dev_err_probe(&pdev->dev, ret, "IRQ index %u not found\n", num);
	return ret;
}

int platform_get_irq_byname_optional(struct platform_device *pdev, const char *name)
{
	int ret;

	if (pdev->dev.of_node) {
		ret = of_irq_get_byname(pdev->dev.of_node, name);
		if (ret > 0 || ret == -EPROBE_DEFER)
			return ret;
	}
	return irq_of_resource(platform_get_resource_byname(pdev, IORESOURCE_IRQ, name));
}

int platform_get_irq_byname(struct platform_device *pdev, const char *name)
{
	int ret = platform_get_irq_byname_optional(pdev, name);

	if (ret < 0)
		return dev_err_probe(&pdev->dev, ret, "IRQ %s not found\n", name);
	return ret;
}

int platform_irq_count(struct platform_device *pdev)
{
	int ret, nr = 0;

	while ((ret = platform_get_irq_optional(pdev, nr)) >= 0)
		nr++;
	return ret == -EPROBE_DEFER ? ret : nr;
}
