// SPDX-License-Identifier: MIT
/*
 * Interrupts of a board: from a device's "interrupts" or
 * "interrupts-extended" through parents and interrupt-map nexus nodes to the
 * controller that takes them. Host side. The rules are those of Linux'
 * drivers/of/irq.c, with loops in the tree found and reported.
 */
#include <errno.h>
#include <string.h>

#include "machine/board_private.h"

/* more hops than this lead in a circle: no machine has as many levels */
#define IRQ_MAX_HOPS 32

/*
 * What is looked for at one level: the unit address and the specifier, both
 * compared with the map of the nexus.
 */
struct irq_cursor {
	int node;
	unsigned int addr_cells;
	unsigned int spec_cells;
	uint32_t match[2 * BOARD_MAX_CELLS];
};

static int irq_circle(const struct board *board, int node, const struct board_why *why)
{
	char path[BOARD_PATH_SIZE];

	return board_refuse(
		why, "%s: its interrupt parents form a circle and reach no interrupt controller",
		board_path(board, node, path));
}

/*
 * the next node that has #interrupt-cells: by interrupt-parent, else upwards; -1 if there is none
 */
static int irq_parent(const struct board *board, int node, int *parent, const struct board_why *why)
{
	char path[BOARD_PATH_SIZE];
	int at = node, hops;

	for (hops = 0; hops < BOARD_MAX_DEPTH + IRQ_MAX_HOPS; hops++) {
		uint32_t phandle;

		if (board_prop_u32(board, at, "interrupt-parent", 0, &phandle)) {
			int next = board_find_phandle(board, phandle);

			if (next < 0)
				return board_refuse(why,
						    "%s: \"interrupt-parent\" refers to phandle "
						    "0x%x, which no node has",
						    board_path(board, at, path), phandle);
			at = next;
		} else {
			at = board_parent(board, at);
		}
		if (at < 0 || board_prop(board, at, "#interrupt-cells", NULL)) {
			*parent = at;
			return 0;
		}
	}
	return irq_circle(board, node, why);
}

static int irq_spec_cells(const struct board *board, int node, unsigned int *cells,
			  const struct board_why *why)
{
	char path[BOARD_PATH_SIZE];
	uint32_t value;

	if (!board_prop_u32(board, node, "#interrupt-cells", 0, &value) || value > BOARD_MAX_CELLS)
		return board_refuse(why, "%s: malformed #interrupt-cells",
				    board_path(board, node, path));
	*cells = value;
	return 0;
}

/* entry @index of "interrupts": which parent, which cells */
static int irq_from_interrupts(const struct board *board, int node, unsigned int index,
			       struct board_ref *ref, const struct board_why *why)
{
	char path[BOARD_PATH_SIZE], controller[BOARD_PATH_SIZE];
	const uint8_t *cells;
	int count = board_cells(board, node, "interrupts", &cells);
	unsigned int width = 0, i;
	int parent, err;

	if (count == -ENOENT)
		return count;
	if (count < 0)
		return board_refuse(why, "%s: malformed \"interrupts\": no whole number of cells",
				    board_path(board, node, path));
	err = irq_parent(board, node, &parent, why);
	if (err)
		return err;
	if (parent < 0)
		return board_refuse(why,
				    "%s: \"interrupts\" without an interrupt parent: set "
				    "interrupt-parent, here or above",
				    board_path(board, node, path));
	err = irq_spec_cells(board, parent, &width, why);
	if (err)
		return err;
	if (!width || (unsigned int)count % width)
		return board_refuse(
			why,
			"%s: malformed \"interrupts\": %d cells, but an interrupt of %s takes %u",
			board_path(board, node, path), count, board_path(board, parent, controller),
			width);
	if (index >= (unsigned int)count / width)
		return -ENOENT;
	ref->node = parent;
	ref->ncells = width;
	for (i = 0; i < width; i++)
		ref->cells[i] = board_be32(cells + 4 * ((size_t)index * width + i));
	return 0;
}

static int irq_from_extended(const struct board *board, int node, unsigned int index,
			     struct board_ref *ref, const struct board_why *why)
{
	char path[BOARD_PATH_SIZE];
	const uint8_t *cells;
	int count = board_cells(board, node, "interrupts-extended", &cells);
	int pos = 0;

	if (count == -ENOENT)
		return count;
	if (count < 0)
		return board_refuse(
			why, "%s: malformed \"interrupts-extended\": no whole number of cells",
			board_path(board, node, path));
	while (pos < count) {
		int err = board_ref_at(board, node, "interrupts-extended", cells, count,
				       "#interrupt-cells", &pos, ref, why);

		if (err)
			return err;
		if (!index--)
			return ref->node < 0 ? -ENOENT : 0;
	}
	return -ENOENT;
}

/*
 * start of the walk: the device's unit address, as the first parent counts it, then its specifier
 */
static int irq_cursor_init(const struct board *board, int node, const struct board_ref *ref,
			   struct irq_cursor *cursor, const struct board_why *why)
{
	char path[BOARD_PATH_SIZE];
	uint32_t addr_cells = 2;
	const uint8_t *reg;
	int at, count;
	unsigned int i;

	for (at = ref->node; at >= 0; at = board_parent(board, at))
		if (board_prop_u32(board, at, "#address-cells", 0, &addr_cells))
			break;
	if (addr_cells > BOARD_MAX_CELLS)
		return board_refuse(why, "%s: malformed #address-cells",
				    board_path(board, at, path));
	cursor->node = ref->node;
	cursor->addr_cells = addr_cells;
	cursor->spec_cells = ref->ncells;
	count = board_cells(board, node, "reg", &reg);
	for (i = 0; i < addr_cells; i++)
		cursor->match[i] = (int)i < count ? board_be32(reg + 4 * (size_t)i) : 0;
	memcpy(cursor->match + addr_cells, ref->cells, ref->ncells * sizeof(ref->cells[0]));
	return 0;
}

static int irq_map_short(const struct board *board, int node, const struct board_why *why)
{
	char path[BOARD_PATH_SIZE];

	return board_refuse(why, "%s: \"interrupt-map\" ends in the middle of an entry",
			    board_path(board, node, path));
}

static bool irq_map_matches(const struct irq_cursor *cursor, const uint8_t *entry,
			    const uint8_t *mask)
{
	unsigned int i, width = cursor->addr_cells + cursor->spec_cells;

	for (i = 0; i < width; i++) {
		uint32_t bits = mask ? board_be32(mask + 4 * (size_t)i) : ~0u;

		if ((board_be32(entry + 4 * (size_t)i) ^ cursor->match[i]) & bits)
			return false;
	}
	return true;
}

/* go through one nexus: find the entry for the cursor, and make the cursor what it says */
static int irq_map(const struct board *board, struct irq_cursor *cursor, const uint8_t *map,
		   int count, const struct board_why *why)
{
	unsigned int width = cursor->addr_cells + cursor->spec_cells, i;
	char path[BOARD_PATH_SIZE];
	const uint8_t *mask;
	int masks = board_cells(board, cursor->node, "interrupt-map-mask", &mask);
	int pos = 0;

	if (masks != -ENOENT && masks != (int)width)
		return board_refuse(why, "%s: \"interrupt-map-mask\" needs %u cells",
				    board_path(board, cursor->node, path), width);
	while (pos < count) {
		const uint8_t *entry = map + 4 * (size_t)pos;
		uint32_t addr_cells = 0;
		struct board_ref to = { 0 };
		const uint8_t *cells;
		int err;

		if ((unsigned int)(count - pos) < width + 1)
			return irq_map_short(board, cursor->node, why);
		pos += width;
		to.node = board_find_phandle(board, board_be32(map + 4 * (size_t)pos));
		if (to.node < 0)
			return board_refuse(
				why,
				"%s: \"interrupt-map\" refers to phandle 0x%x, which no node has",
				board_path(board, cursor->node, path),
				board_be32(map + 4 * (size_t)pos));
		pos++;
		err = irq_spec_cells(board, to.node, &to.ncells, why);
		if (err)
			return err;
		board_prop_u32(board, to.node, "#address-cells", 0, &addr_cells);
		if (addr_cells > BOARD_MAX_CELLS ||
		    addr_cells + to.ncells > (uint32_t)(count - pos))
			return irq_map_short(board, cursor->node, why);
		cells = map + 4 * (size_t)pos;
		pos += addr_cells + to.ncells;
		if (!irq_map_matches(cursor, entry, masks < 0 ? NULL : mask) ||
		    !board_usable(board, to.node))
			continue;
		cursor->node = to.node;
		cursor->addr_cells = addr_cells;
		cursor->spec_cells = to.ncells;
		for (i = 0; i < addr_cells + to.ncells; i++)
			cursor->match[i] = board_be32(cells + 4 * (size_t)i);
		return 0;
	}
	return board_refuse(why, "%s: no entry of \"interrupt-map\" matches the interrupt",
			    board_path(board, cursor->node, path));
}

/* from the first parent to the controller */
static int irq_walk(const struct board *board, int node, struct irq_cursor *cursor,
		    const struct board_why *why)
{
	char path[BOARD_PATH_SIZE];
	int hops;

	for (hops = 0; hops < IRQ_MAX_HOPS; hops++) {
		bool controller = board_prop(board, cursor->node, "interrupt-controller", NULL);
		const uint8_t *map;
		int count = board_cells(board, cursor->node, "interrupt-map", &map);
		int from = cursor->node, err;

		if (controller && count == -ENOENT)
			return 0;
		if (count == -EINVAL)
			return irq_map_short(board, cursor->node, why);
		if (count >= 0) {
			err = irq_map(board, cursor, map, count, why);
			if (!err && cursor->node == from)
				return 0;
		} else {
			err = irq_parent(board, cursor->node, &cursor->node, why);
			if (!err && cursor->node < 0)
				err = board_refuse(
					why, "%s: its interrupts reach no interrupt controller",
					board_path(board, node, path));
		}
		if (err)
			return err;
	}
	return irq_circle(board, node, why);
}

int board_interrupt_why(const struct board *board, int node, unsigned int index,
			struct board_ref *ref, const struct board_why *why)
{
	struct irq_cursor cursor;
	int err;

	err = irq_from_extended(board, node, index, ref, why);
	/* where both are given, the extended form counts, as in Linux */
	if (err == -ENOENT && !board_prop(board, node, "interrupts-extended", NULL))
		err = irq_from_interrupts(board, node, index, ref, why);
	if (err)
		return err;
	err = irq_cursor_init(board, node, ref, &cursor, why);
	if (err)
		return err;
	err = irq_walk(board, node, &cursor, why);
	if (err)
		return err;
	ref->node = cursor.node;
	ref->ncells = cursor.spec_cells;
	memcpy(ref->cells, cursor.match + cursor.addr_cells,
	       cursor.spec_cells * sizeof(ref->cells[0]));
	return 0;
}

int board_interrupt(const struct board *board, int node, unsigned int index, struct board_ref *ref)
{
	return board_interrupt_why(board, node, index, ref, NULL);
}

int board_pci_interrupt(const struct board *board, int node, unsigned int pin,
			struct board_ref *ref)
{
	struct irq_cursor cursor;
	int err;

	err = board_interrupt(board, node, 0, ref);
	if (err != -ENOENT)
		return err;
	ref->node = board_parent(board, node);
	ref->ncells = 1;
	ref->cells[0] = pin;
	if (ref->node < 0 || !board_prop(board, ref->node, "interrupt-map", NULL))
		return -ENOENT;
	err = irq_cursor_init(board, node, ref, &cursor, NULL);
	if (!err)
		err = irq_walk(board, node, &cursor, NULL);
	if (err)
		return err;
	ref->node = cursor.node;
	ref->ncells = cursor.spec_cells;
	memcpy(ref->cells, cursor.match + cursor.addr_cells,
	       cursor.spec_cells * sizeof(ref->cells[0]));
	return 0;
}

int board_interrupt_parent(const struct board *board, int node)
{
	int parent;

	return irq_parent(board, node, &parent, NULL) ? -1 : parent;
}
