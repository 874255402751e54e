/* SPDX-License-Identifier: MIT */
/*
 * Addresses in the device tree: "reg" through every "ranges" above it, and
 * memory as a device sees it through "dma-ranges". src/device/of_address.c.
 */
#ifndef __OF_ADDRESS_H
#define __OF_ADDRESS_H

#include <linux/ioport.h>
#include <linux/errno.h>
#include <linux/of.h>
#include <linux/io.h>

struct of_bus;
struct bus_dma_region;

/**
 * struct of_pci_range_parser - a walk over "ranges" or "dma-ranges"; cells:
 * @na here, @pna above, @ns of the size
 */
struct of_pci_range_parser {
	struct device_node *node;
	struct of_bus *bus;
	const __be32 *range;
	const __be32 *end;
	int na;
	int ns;
	int pna;
	bool dma;
};
#define of_range_parser of_pci_range_parser

struct of_pci_range {
	union {
		u64 pci_addr;
		u64 bus_addr;
	};
	u64 cpu_addr;
	u64 size;
	u32 flags;
};
#define of_range of_pci_range

#define for_each_of_pci_range(parser, range) \
	for (; of_pci_range_parser_one(parser, range);)
#define for_each_of_range for_each_of_pci_range

u64 of_translate_dma_address(struct device_node *dev, const __be32 *in_addr);
u64 of_translate_address(struct device_node *np, const __be32 *addr);
int of_address_to_resource(struct device_node *dev, int index,
			   struct resource *r);
void __iomem *of_iomap(struct device_node *device, int index);
void __iomem *of_io_request_and_map(struct device_node *device, int index,
				    const char *name);
const __be32 *__of_get_address(struct device_node *dev, int index, int bar_no,
			       u64 *size, unsigned int *flags);
int of_pci_range_parser_init(struct of_pci_range_parser *parser,
			     struct device_node *node);
int of_pci_dma_range_parser_init(struct of_pci_range_parser *parser,
				 struct device_node *node);
struct of_pci_range *of_pci_range_parser_one(struct of_pci_range_parser *parser,
					     struct of_pci_range *range);
bool of_dma_is_coherent(struct device_node *np);
/**
 * of_dma_get_range() - the dma-ranges that hold for a device
 * @np: the device's node
 * @map: array that ends with an entry of size 0; kfree() it
 *
 * Return: 0, -ENODEV (no dma-ranges: one to one), or another error code.
 */
int of_dma_get_range(struct device_node *np, const struct bus_dma_region **map);
struct device_node *__of_get_dma_parent(const struct device_node *np);

#define of_range_parser_init of_pci_range_parser_init

static inline const __be32 *of_get_address(struct device_node *dev, int index,
					   u64 *size, unsigned int *flags)
{
	return __of_get_address(dev, index, -1, size, flags);
}

static inline const __be32 *of_get_pci_address(struct device_node *dev,
					       int bar_no, u64 *size,
					       unsigned int *flags)
{
	return __of_get_address(dev, -1, bar_no, size, flags);
}

#endif
