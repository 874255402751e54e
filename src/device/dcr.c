// SPDX-License-Identifier: MIT
/*
 * Device control registers (<asm/dcr.h>): register n of a controller's DCR
 * bus is at n times "dcr-mmio-stride" in its "dcr-mmio-range".
 */
#include <linux/export.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/printk.h>

#include <asm/dcr.h>

/* as the processor's bus has it where the tree doesn't say */
#define DEFAULT_STRIDE 0x10

static u32 dcr_reg(const struct device_node *np, unsigned int cell)
{
	u32 value;

	return of_property_read_u32_index(np, "dcr-reg", cell, &value) ? 0 : value;
}

unsigned int dcr_resource_start(const struct device_node *np, unsigned int index)
{
	return dcr_reg(np, index * 2);
}
EXPORT_SYMBOL_GPL(dcr_resource_start);

unsigned int dcr_resource_len(const struct device_node *np, unsigned int index)
{
	return dcr_reg(np, index * 2 + 1);
}
EXPORT_SYMBOL_GPL(dcr_resource_len);

/* the node of the bus that @np's registers are on: what it names, or what is above it */
static struct device_node *dcr_controller(struct device_node *np)
{
	struct device_node *par = np, *named;

	for (; par; par = par->parent) {
		if (of_property_present(par, "dcr-controller"))
			return par;
		named = of_parse_phandle(par, "dcr-parent", 0);
		if (named)
			return named;
	}
	return NULL;
}

dcr_host_t dcr_map(struct device_node *dev, unsigned int dcr_n, unsigned int dcr_c)
{
	struct device_node *controller = dcr_controller(dev);
	dcr_host_t host = { .stride = DEFAULT_STRIDE, .base = dcr_n };
	const __be32 *range = NULL;
	u64 addr;

	if (controller) {
		of_property_read_u32(controller, "dcr-mmio-stride", &host.stride);
		range = of_get_property(controller, "dcr-mmio-range", NULL);
		if (!range)
			range = of_get_property(controller, "dcr-mmio-space", NULL);
	}
	if (!range) {
		pr_err("%pOF: no dcr-controller above it has a dcr-mmio-range: "
		       "its device control registers cannot be reached\n", dev);
		return host;
	}
	addr = of_translate_address(controller, range);
	if (addr == OF_BAD_ADDR)
		return host;
	host.token = ioremap(addr + (u64)dcr_n * host.stride, (u64)dcr_c * host.stride);
	return host;
}
EXPORT_SYMBOL_GPL(dcr_map);

void dcr_unmap(dcr_host_t host, unsigned int dcr_c)
{
	if (DCR_MAP_OK(host))
		iounmap(host.token);
}
EXPORT_SYMBOL_GPL(dcr_unmap);

/* drivers count from their first register */
static void __iomem *dcr_at(dcr_host_t host, unsigned int dcr_n)
{
	return (u8 __iomem *)host.token + dcr_n * host.stride;
}

u32 dcr_read(dcr_host_t host, unsigned int dcr_n)
{
	return ioread32be(dcr_at(host, dcr_n));
}
EXPORT_SYMBOL_GPL(dcr_read);

void dcr_write(dcr_host_t host, unsigned int dcr_n, u32 value)
{
	iowrite32be(value, dcr_at(host, dcr_n));
}
EXPORT_SYMBOL_GPL(dcr_write);

static void no_native(unsigned int dcr)
{
	pr_warn_once("device control register %#x: there are none that instructions reach; "
		     "reads as 0\n", dcr);
}

u32 dcr_native_read(unsigned int dcr)
{
	no_native(dcr);
	return 0;
}
EXPORT_SYMBOL_GPL(dcr_native_read);

void dcr_native_write(unsigned int dcr, u32 value)
{
	no_native(dcr);
}
EXPORT_SYMBOL_GPL(dcr_native_write);
