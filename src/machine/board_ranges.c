// SPDX-License-Identifier: MIT
/*
 * Addresses of a board: "reg" through every "ranges" up to the CPU, and how
 * a bus sees memory through "dma-ranges". Host side. The rules are those of
 * Linux' drivers/of/address.c.
 *
 * An address of three cells is a PCI address: a cell of flags, of which the
 * space (configuration, I/O, memory) has to match, and 64 bits.
 */
#include <errno.h>
#include <string.h>

#include "machine/board_private.h"

#define SPACE_MASK	0x03000000u
#define SPACE_MEMORY_64 0x03000000u
#define SPACE_MEMORY_32 0x02000000u

/** struct bus_addr - an address on a bus: where, and in which of its spaces */
struct bus_addr {
	uint64_t at;
	uint32_t space;
};

/**
 * struct window - one entry of a ranges property: @child on the bus is @parent on the bus above it
 */
struct window {
	struct bus_addr child, parent;
	uint64_t size;
};

static unsigned int cells_above(const struct board *board, int node, const char *name,
				unsigned int otherwise)
{
	uint32_t value;

	for (; node >= 0; node = board_parent(board, node))
		if (board_prop_u32(board, node, name, 0, &value))
			return value;
	return otherwise;
}

unsigned int board_address_cells(const struct board *board, int bus)
{
	return cells_above(board, bus, "#address-cells", 1);
}

unsigned int board_size_cells(const struct board *board, int bus)
{
	return cells_above(board, bus, "#size-cells", 1);
}

static uint64_t read_number(const uint8_t *cells, unsigned int count)
{
	uint64_t value = 0;

	while (count--) {
		value = value << 32 | board_be32(cells);
		cells += 4;
	}
	return value;
}

/* both memory spaces of PCI are one */
static uint32_t space_of(uint32_t flags)
{
	flags &= SPACE_MASK;
	return flags == SPACE_MEMORY_64 ? SPACE_MEMORY_32 : flags;
}

static struct bus_addr read_addr(const uint8_t *cells, unsigned int count)
{
	struct bus_addr addr = { 0 };

	if (count == 3)
		addr.space = space_of(board_be32(cells));
	addr.at = read_number(cells, count);
	return addr;
}

/* entries of @prop on the bus @bus; 0: one to one, -ENOENT: no such property */
static int window_count(const struct board *board, int bus, const char *prop)
{
	unsigned int width = board_address_cells(board, bus) + board_size_cells(board, bus) +
			     board_address_cells(board, board_parent(board, bus));
	const uint8_t *cells;
	int count = board_cells(board, bus, prop, &cells);

	if (count <= 0)
		return count;
	if (width > 3 * BOARD_MAX_CELLS || !width || (unsigned int)count % width)
		return -EINVAL;
	return (unsigned int)count / width;
}

static struct window window_read(const struct board *board, int bus, const char *prop, int index)
{
	unsigned int na = board_address_cells(board, bus), ns = board_size_cells(board, bus);
	unsigned int pna = board_address_cells(board, board_parent(board, bus));
	const uint8_t *cells;
	struct window w;

	board_cells(board, bus, prop, &cells);
	cells += 4 * (size_t)index * (na + pna + ns);
	w.child = read_addr(cells, na);
	w.parent = read_addr(cells + 4 * (size_t)na, pna);
	w.size = read_number(cells + 4 * (size_t)(na + pna), ns);
	return w;
}

int board_ranges_check(const struct board *board, int node, const struct board_why *why)
{
	static const char *const props[] = { "ranges", "dma-ranges" };
	char path[BOARD_PATH_SIZE];
	unsigned int i;

	for (i = 0; i < sizeof(props) / sizeof(props[0]); i++) {
		const uint8_t *cells;
		int count = board_cells(board, node, props[i], &cells);
		int parent = board_parent(board, node);

		/* the root's would lead nowhere, and nobody reads them */
		if (count == -ENOENT || !count || parent < 0 ||
		    window_count(board, node, props[i]) > 0)
			continue;
		return board_refuse(
			why,
			"%s: malformed \"%s\": entries of %u (address) + %u (address above) + %u "
			"(size) cells are needed",
			board_path(board, node, path), props[i], board_address_cells(board, node),
			board_address_cells(board, parent), board_size_cells(board, node));
	}
	return 0;
}

/* ---- reg --------------------------------------------------------------- */

/* one level up through @bus; 0, or -ENXIO where the bus passes that address to nobody */
static int go_up(const struct board *board, int bus, struct bus_addr *addr)
{
	int i, count = window_count(board, bus, "ranges");

	if (count < 0)
		return count == -ENOENT ? -ENXIO : count;
	for (i = 0; i < count; i++) {
		struct window w = window_read(board, bus, "ranges", i);

		if (w.child.space != addr->space || addr->at < w.child.at ||
		    addr->at - w.child.at >= w.size)
			continue;
		w.parent.at += addr->at - w.child.at;
		*addr = w.parent;
		return 0;
	}
	return count ? -ENXIO : 0;
}

int board_reg_count(const struct board *board, int node)
{
	int bus = board_parent(board, node);
	unsigned int width = board_address_cells(board, bus) + board_size_cells(board, bus);
	const uint8_t *cells;
	int count = board_cells(board, node, "reg", &cells);

	if (count == -ENOENT || bus < 0)
		return 0;
	if (count <= 0 || !width || width > 2 * BOARD_MAX_CELLS || (unsigned int)count % width)
		return -EINVAL;
	return (unsigned int)count / width;
}

int board_reg(const struct board *board, int node, unsigned int index, uint64_t *addr,
	      uint64_t *size)
{
	int bus = board_parent(board, node);
	unsigned int na = board_address_cells(board, bus), ns = board_size_cells(board, bus);
	int err, count = board_reg_count(board, node);
	struct bus_addr at;
	const uint8_t *cells;

	if (count < 0)
		return count;
	if (index >= (unsigned int)count)
		return -ENOENT;
	/* a bus without sizes (I2C, the ports of a graph) has no memory addresses */
	if (!ns || !na)
		return -ENXIO;
	board_cells(board, node, "reg", &cells);
	cells += 4 * (size_t)index * (na + ns);
	at = read_addr(cells, na);
	*size = read_number(cells + 4 * (size_t)na, ns);
	for (; board_parent(board, bus) >= 0; bus = board_parent(board, bus)) {
		if (!board_size_cells(board, bus))
			return -ENXIO;
		err = go_up(board, bus, &at);
		if (err)
			return err;
	}
	*addr = at.at;
	return *size && at.at + *size - 1 < at.at ? -EINVAL : 0;
}

/* ---- what is behind a host bridge of PCI ------------------------------- */

int board_pci_window(const struct board *board, int node, unsigned int index, uint32_t *flags,
		     uint64_t *bus, uint64_t *cpu, uint64_t *size)
{
	int err, above, count = window_count(board, node, "ranges");
	unsigned int width = board_address_cells(board, node) + board_size_cells(board, node) +
			     board_address_cells(board, board_parent(board, node));
	const uint8_t *cells;
	struct window w;

	if (count < 0)
		return count;
	if (index >= (unsigned int)count)
		return -ENOENT;
	w = window_read(board, node, "ranges", index);
	board_cells(board, node, "ranges", &cells);
	*flags = board_be32(cells + 4 * (size_t)index * width);
	*bus = w.child.at;
	*size = w.child.space == SPACE_MEMORY_32 ? w.size : 0;
	for (above = board_parent(board, node); board_parent(board, above) >= 0;
	     above = board_parent(board, above)) {
		err = go_up(board, above, &w.parent);
		if (err)
			return err;
	}
	*cpu = w.parent.at;
	return 0;
}

/* ---- dma-ranges -------------------------------------------------------- */

struct range_list {
	struct board_range *ranges;
	unsigned int count, max;
	unsigned int looks; /* windows looked at: a tree made to explode is refused */
};

#define RANGE_MAX_LOOKS 65536

static int range_add(struct range_list *list, uint64_t bus, uint64_t cpu, uint64_t size)
{
	struct board_range *last = list->count ? &list->ranges[list->count - 1] : NULL;

	/* pieces of one stretch that a level above cut into adjacent windows */
	if (last && last->bus + last->size == bus && last->cpu + last->size == cpu) {
		last->size += size;
		return 0;
	}
	if (list->count == list->max)
		return -ENOSPC;
	list->ranges[list->count].bus = bus;
	list->ranges[list->count].cpu = cpu;
	list->ranges[list->count++].size = size;
	return 0;
}

/* the bus above, for memory: as interconnect-names says, else the parent */
static int dma_parent(const struct board *board, int node)
{
	int index = board_string_index(board, node, "interconnect-names", "dma-mem");
	struct board_ref ref;

	if (index >= 0 &&
	    !board_ref(board, node, "interconnects", "#interconnect-cells", index, &ref))
		return ref.node;
	return board_parent(board, node);
}

/*
 * Carry a stretch (@bus for the device, @at on the bus @node) to the CPU. A
 * level above may show only parts of it, in several pieces. The depth of
 * this recursion is that of the tree, which is limited.
 */
static int range_carry(const struct board *board, int node, uint64_t bus, struct bus_addr at,
		       uint64_t size, struct range_list *list, unsigned int depth)
{
	int i, err, count;

	if (depth > BOARD_MAX_DEPTH)
		return -EINVAL;
	if (board_parent(board, node) < 0)
		return range_add(list, bus, at.at, size);
	count = window_count(board, node, "dma-ranges");
	/* Linux: on the way up, no dma-ranges means one to one */
	if (!count || count == -ENOENT)
		return range_carry(board, dma_parent(board, node), bus, at, size, list, depth + 1);
	for (i = 0; i < count; i++) {
		struct window w = window_read(board, node, "dma-ranges", i);
		uint64_t low, high;

		if (++list->looks > RANGE_MAX_LOOKS)
			return -EINVAL;
		if (w.child.space != at.space || !w.size || !size)
			continue;
		low = at.at > w.child.at ? at.at : w.child.at;
		high = at.at + (size - 1) < w.child.at + (w.size - 1) ? at.at + (size - 1)
								      : w.child.at + (w.size - 1);
		if (low > high)
			continue;
		w.parent.at += low - w.child.at;
		err = range_carry(board, dma_parent(board, node), bus + (low - at.at), w.parent,
				  high - low + 1, list, depth + 1);
		if (err)
			return err;
	}
	return count < 0 ? count : 0;
}

/* the first bus from @bus upwards that translates; -1: memory is seen one to one */
static int dma_ranges_bus(const struct board *board, int bus)
{
	bool looked = false;
	int hops;

	for (hops = 0; bus >= 0 && hops < BOARD_MAX_DEPTH; hops++) {
		int len;
		const void *ranges = board_prop(board, bus, "dma-ranges", &len);

		if (ranges && len > 0)
			return bus;
		/* Linux: from the second bus on, a missing dma-ranges ends the search */
		if (looked && !ranges)
			return -1;
		looked = true;
		bus = dma_parent(board, bus);
	}
	return -1;
}

int board_dma_ranges(const struct board *board, int node, struct board_range *ranges,
		     unsigned int max)
{
	struct range_list list = { .ranges = ranges, .max = max };
	int bus = dma_ranges_bus(board, dma_parent(board, node));
	int i, err, count;

	if (bus < 0 || board_parent(board, bus) < 0)
		return 0;
	count = window_count(board, bus, "dma-ranges");
	if (count < 0)
		return count;
	for (i = 0; i < count; i++) {
		struct window w = window_read(board, bus, "dma-ranges", i);

		if (!w.size)
			continue;
		err = range_carry(board, dma_parent(board, bus), w.child.at, w.parent, w.size,
				  &list, 0);
		if (err)
			return err;
	}
	/* ranges that show nothing are not "one to one" */
	return list.count ? (int)list.count : -EINVAL;
}

bool board_dma_coherent(const struct board *board, int node, bool otherwise)
{
	int hops;

	for (hops = 0; node >= 0 && hops < BOARD_MAX_DEPTH; hops++) {
		if (board_prop(board, node, "dma-coherent", NULL))
			return true;
		if (board_prop(board, node, "dma-noncoherent", NULL))
			return false;
		node = dma_parent(board, node);
	}
	return otherwise;
}
