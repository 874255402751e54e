// SPDX-License-Identifier: MIT
/*
 * Addresses of device tree nodes: "reg" entries, and their translation
 * through the "ranges" (or, for addresses that a device puts on its bus, the
 * "dma-ranges") of every bus above, up to what the CPU sees.
 */
#define pr_fmt(fmt) "OF: " fmt

#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/printk.h>
#include <linux/string.h>

#define MAX_ADDR_CELLS	4

/**
 * struct of_bus - how a kind of bus writes its addresses
 * @flag_cells: cells in front that say what kind of address it is; they must
 *	be equal for a range to cover an address
 */
struct of_bus {
	const char *name;
	int flag_cells;
	bool (*match)(struct device_node *parent);
	unsigned int (*get_flags)(const __be32 *addr);
};

static bool isa_match(struct device_node *parent)
{
	return of_node_name_eq(parent, "isa");
}

static unsigned int isa_get_flags(const __be32 *addr)
{
	return of_read_number(addr, 1) & 1 ? IORESOURCE_IO : IORESOURCE_MEM;
}

static bool any_match(struct device_node *parent)
{
	return true;
}

static unsigned int memory_get_flags(const __be32 *addr)
{
	return IORESOURCE_MEM;
}

static struct of_bus buses[] = {
	{ "isa", 1, isa_match, isa_get_flags },
	{ "default", 0, any_match, memory_get_flags },
};

static struct of_bus *bus_of(struct device_node *parent)
{
	struct of_bus *bus = buses;

	while (!bus->match(parent))
		bus++;
	return bus;
}

/* the cells of a child's address and size; false where they make no sense */
static bool bus_cells(struct of_bus *bus, struct device_node *child, int *na,
		      int *ns)
{
	*na = bus->flag_cells ? 2 : of_n_addr_cells(child);
	*ns = bus->flag_cells ? 1 : of_n_size_cells(child);
	return *na > 0 && *na <= MAX_ADDR_CELLS && *ns >= 0 &&
	       *ns <= MAX_ADDR_CELLS;
}

static u64 cells_number(const __be32 *cells, int count)
{
	/* more than two cells: flags in front */
	return count > 2 ? of_read_number(cells + count - 2, 2) :
			   of_read_number(cells, count);
}

/* how far into the range is the address? OF_BAD_ADDR: it isn't */
static u64 range_offset(struct of_bus *bus, const __be32 *addr,
			const __be32 *range, int na, int pna, int ns)
{
	const int skip = bus->flag_cells;
	u64 start = cells_number(range + skip, na - skip);
	u64 size = cells_number(range + na + pna, ns);
	u64 at = cells_number(addr + skip, na - skip);

	if (memcmp(addr, range, skip * sizeof(*addr)))
		return OF_BAD_ADDR;
	return at >= start && at - start < size ? at - start : OF_BAD_ADDR;
}

/**
 * translate_one() - one bus up
 * @bus_node: the bus whose @prop maps its children's addresses to its parent's
 * @addr: the address there; becomes the address on the parent bus
 */
static bool translate_one(struct device_node *bus_node, struct of_bus *bus,
			  const char *prop, u64 *addr, const __be32 *raw,
			  int na, int ns, int pna)
{
	const __be32 *range;
	int cells;
	int each = na + pna + ns;

	range = of_get_property(bus_node, prop, &cells);
	if (!range && strcmp(prop, "dma-ranges"))
		return false;
	if (!range || !cells)
		return true;
	for (cells /= 4; cells >= each; cells -= each, range += each) {
		u64 offset = range_offset(bus, raw, range, na, pna, ns);

		if (offset == OF_BAD_ADDR)
			continue;
		*addr = cells_number(range + na, pna) + offset;
		return true;
	}
	return false;
}

static void number_to_cells(u64 number, __be32 *cells, int count)
{
	while (count--) {
		cells[count] = cpu_to_be32((u32)number);
		number >>= 32;
	}
}

static u64 translate(struct device_node *dev, const __be32 *in_addr,
		     const char *prop)
{
	struct device_node *parent = of_get_parent(dev);
	__be32 raw[MAX_ADDR_CELLS];
	struct of_bus *bus;
	int na, ns;
	u64 addr;

	if (!parent)
		return OF_BAD_ADDR;
	bus = bus_of(parent);
	if (!bus_cells(bus, dev, &na, &ns))
		return OF_BAD_ADDR;
	memcpy(raw, in_addr, na * sizeof(*raw));
	addr = cells_number(raw + bus->flag_cells, na - bus->flag_cells);

	for (dev = parent; (parent = of_get_parent(dev)); dev = parent) {
		struct of_bus *above = bus_of(parent);
		int pna, pns;

		if (!bus_cells(above, dev, &pna, &pns)) {
			pr_err("Bad cell count for %pOF\n", dev);
			return OF_BAD_ADDR;
		}
		if (!translate_one(dev, bus, prop, &addr, raw, na, ns, pna))
			return OF_BAD_ADDR;
		number_to_cells(addr, raw, pna);
		bus = above;
		na = pna;
		ns = pns;
	}
	return addr;
}

u64 of_translate_address(struct device_node *np, const __be32 *addr)
{
	return translate(np, addr, "ranges");
}
EXPORT_SYMBOL(of_translate_address);

u64 of_translate_dma_address(struct device_node *dev, const __be32 *in_addr)
{
	return translate(dev, in_addr, "dma-ranges");
}
EXPORT_SYMBOL(of_translate_dma_address);

const __be32 *__of_get_address(struct device_node *dev, int index, int bar_no,
			       u64 *size, unsigned int *flags)
{
	struct device_node *parent = of_get_parent(dev);
	const __be32 *reg;
	struct of_bus *bus;
	int len, na, ns;

	/* there are no base address registers but on PCI */
	if (!parent || bar_no >= 0 || index < 0)
		return NULL;
	bus = bus_of(parent);
	if (!bus_cells(bus, dev, &na, &ns))
		return NULL;
	reg = of_get_property(dev, "reg", &len);
	if (!reg || (index + 1) * (na + ns) > len / 4)
		return NULL;
	reg += index * (na + ns);
	if (size)
		*size = cells_number(reg + na, ns);
	if (flags)
		*flags = bus->get_flags(reg);
	return reg;
}
EXPORT_SYMBOL(__of_get_address);

int of_address_to_resource(struct device_node *dev, int index,
			   struct resource *r)
{
	const char *name = NULL;
	const __be32 *reg;
	unsigned int flags;
	u64 size, addr;

	reg = of_get_address(dev, index, &size, &flags);
	if (!reg)
		return -EINVAL;
	addr = of_translate_address(dev, reg);
	if (addr == OF_BAD_ADDR)
		return -EINVAL;
	of_property_read_string_index(dev, "reg-names", index, &name);

	memset(r, 0, sizeof(*r));
	r->start = addr;
	r->end = addr + size - 1;
	r->flags = flags;
	r->name = name ? name : dev->full_name;
	return 0;
}
EXPORT_SYMBOL_GPL(of_address_to_resource);

void __iomem *of_iomap(struct device_node *device, int index)
{
	struct resource res;

	if (of_address_to_resource(device, index, &res))
		return NULL;
	return ioremap(res.start, resource_size(&res));
}
EXPORT_SYMBOL(of_iomap);

void __iomem *of_io_request_and_map(struct device_node *device, int index,
				    const char *name)
{
	resource_size_t size;
	struct resource res;
	void __iomem *mem;

	if (of_address_to_resource(device, index, &res))
		return IOMEM_ERR_PTR(-EINVAL);
	size = resource_size(&res);
	if (!request_mem_region(res.start, size, name ?: res.name))
		return IOMEM_ERR_PTR(-EBUSY);
	mem = ioremap(res.start, size);
	if (mem)
		return mem;
	release_mem_region(res.start, size);
	return IOMEM_ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL(of_io_request_and_map);

/* ---- walking ranges ----------------------------------------------------- */

static int parser_init(struct of_pci_range_parser *parser,
		       struct device_node *node, const char *prop)
{
	int len;

	parser->node = node;
	parser->pna = of_n_addr_cells(node);
	parser->bus = bus_of(node);
	/* a child's cells, whether or not there is a child */
	parser->na = 1;
	parser->ns = 1;
	if (parser->bus->flag_cells) {
		parser->na = 2;
	} else {
		struct device_node probe = { .parent = node };

		parser->na = of_n_addr_cells(&probe);
		parser->ns = of_n_size_cells(&probe);
	}
	parser->dma = !strcmp(prop, "dma-ranges");
	parser->range = of_get_property(node, prop, &len);
	if (!parser->range)
		return -ENOENT;
	parser->end = parser->range + len / 4;
	return 0;
}

int of_pci_range_parser_init(struct of_pci_range_parser *parser,
			     struct device_node *node)
{
	return parser_init(parser, node, "ranges");
}
EXPORT_SYMBOL_GPL(of_pci_range_parser_init);

int of_pci_dma_range_parser_init(struct of_pci_range_parser *parser,
				 struct device_node *node)
{
	return parser_init(parser, node, "dma-ranges");
}
EXPORT_SYMBOL_GPL(of_pci_dma_range_parser_init);

static bool parser_read(struct of_pci_range_parser *parser,
			struct of_pci_range *range)
{
	const int skip = parser->bus->flag_cells;
	const __be32 *at = parser->range;
	const int each = parser->na + parser->pna + parser->ns;

	if (!at || parser->end - at < each)
		return false;
	range->flags = parser->bus->get_flags(at);
	range->bus_addr = cells_number(at + skip, parser->na - skip);
	range->cpu_addr = parser->dma ?
		of_translate_dma_address(parser->node, at + parser->na) :
		of_translate_address(parser->node, at + parser->na);
	range->size = cells_number(at + parser->na + parser->pna, parser->ns);
	return true;
}

/* the next range, joined with those that continue it; NULL at the end */
struct of_pci_range *of_pci_range_parser_one(struct of_pci_range_parser *parser,
					     struct of_pci_range *range)
{
	const int each = parser->na + parser->pna + parser->ns;
	struct of_pci_range next;

	if (!range || !parser_read(parser, range))
		return NULL;
	parser->range += each;
	while (parser_read(parser, &next) && next.flags == range->flags &&
	       next.bus_addr == range->bus_addr + range->size &&
	       next.cpu_addr == range->cpu_addr + range->size) {
		range->size += next.size;
		parser->range += each;
	}
	return range;
}
EXPORT_SYMBOL_GPL(of_pci_range_parser_one);
