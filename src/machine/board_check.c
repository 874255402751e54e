// SPDX-License-Identifier: MIT
/*
 * What a sound board looks like. Host side; board_parse() calls it once, so
 * that nobody who reads the tree later has to doubt it: cells and lists have
 * the right length, phandles lead somewhere, nothing runs in circles, and
 * there is memory. Nodes that are not available are left alone.
 */
#include <errno.h>
#include <libfdt.h>
#include <string.h>

#include "machine/board_private.h"

#define RAM_LIMIT (1ull << 40)
/* a chain of providers longer than this is a circle */
#define CHAIN_MAX 32

static int check_cell(const struct board *board, int node, const char *name, const void *value,
		      int len, const struct board_why *why)
{
	char path[BOARD_PATH_SIZE];

	if (len == 4 && board_be32(value) <= BOARD_MAX_CELLS)
		return 0;
	return board_refuse(why, "%s: malformed %s: one cell of at most %u is needed",
			    board_path(board, node, path), name, BOARD_MAX_CELLS);
}

/* every #...-cells, and the lists of strings that decide about a node */
static int check_props(const struct board *board, int node, const struct board_why *why)
{
	char path[BOARD_PATH_SIZE];
	int prop, err;

	for (prop = board_first_prop(board, node); prop >= 0; prop = board_next_prop(board, prop)) {
		const char *name;
		int len;
		const void *value = board_prop_at(board, prop, &name, &len);
		size_t n;

		if (!value)
			return board_refuse(why, "%s: unreadable property",
					    board_path(board, node, path));
		n = strlen(name);
		if (name[0] == '#' && n > 6 && !strcmp(name + n - 6, "-cells")) {
			err = check_cell(board, node, name, value, len, why);
			if (err)
				return err;
		}
		if ((!strcmp(name, "compatible") || !strcmp(name, "status") ||
		     !strcmp(name, "dma-names") || !strcmp(name, "device_type")) &&
		    fdt_stringlist_count(board->fdt, node, name) < 0)
			return board_refuse(why, "%s: malformed \"%s\": a string is needed",
					    board_path(board, node, path), name);
	}
	return 0;
}

static int check_reg(const struct board *board, int node, const struct board_why *why)
{
	char path[BOARD_PATH_SIZE];
	int bus = board_parent(board, node), len, i, count = board_reg_count(board, node);

	if (count == -EINVAL) {
		board_prop(board, node, "reg", &len);
		return board_refuse(why,
				    "%s: malformed \"reg\": %d bytes, but entries have %u "
				    "(address) + %u (size) cells of 4 bytes",
				    board_path(board, node, path), len,
				    board_address_cells(board, bus), board_size_cells(board, bus));
	}
	for (i = 0; i < count; i++) {
		uint64_t addr, size;

		if (board_reg(board, node, i, &addr, &size) == -EINVAL)
			return board_refuse(why,
					    "%s: malformed \"reg\": entry %d runs over the end of "
					    "the address space",
					    board_path(board, node, path), i);
	}
	return 0;
}

static int check_lists(const struct board *board, int node, const struct board_why *why)
{
	/* lists whose providers we know how to ask; a list of plain phandles has no cells */
	static const struct {
		const char *list, *cells;
	} lists[] = {
		{ "dmas", "#dma-cells" },
		{ "clocks", "#clock-cells" },
		{ "assigned-clocks", "#clock-cells" },
		{ "resets", "#reset-cells" },
		{ "power-domains", "#power-domain-cells" },
		{ "iommus", "#iommu-cells" },
		{ "interrupts-extended", "#interrupt-cells" },
		{ "dma-masters", NULL },
		{ "memory-region", NULL },
		{ "sram", NULL },
	};
	char path[BOARD_PATH_SIZE];
	unsigned int i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const uint8_t *cells;
		struct board_ref ref;
		int pos = 0, count = board_cells(board, node, lists[i].list, &cells);

		if (count == -EINVAL)
			return board_refuse(why, "%s: malformed \"%s\": no whole number of cells",
					    board_path(board, node, path), lists[i].list);
		while (pos < count) {
			int err = board_ref_at(board, node, lists[i].list, cells, count,
					       lists[i].cells, &pos, &ref, why);

			if (err)
				return err;
		}
	}
	return 0;
}

static int check_interrupts(const struct board *board, int node, const struct board_why *why)
{
	struct board_ref ref;
	unsigned int i;
	int err;

	if (!board_prop(board, node, "interrupts-extended", NULL) &&
	    !board_prop(board, node, "interrupts", NULL))
		return 0;
	/* each takes at least one cell, so this ends; an empty entry (phandle 0) ends it early */
	for (i = 0;; i++) {
		err = board_interrupt_why(board, node, i, &ref, why);
		if (err)
			return err == -ENOENT ? 0 : err;
	}
}

/* ---- circles ----------------------------------------------------------- */

/* what @node itself depends on through @list, if that makes a chain */
static int chain_next(const struct board *board, int node, const char *list)
{
	struct board_ref ref;
	const char *cells = NULL;

	if (!strcmp(list, "clocks")) {
		if (!board_compatible(board, node, "fixed-factor-clock"))
			return -1;
		cells = "#clock-cells";
	}
	return board_ref(board, node, list, cells, 0, &ref) ? -1 : ref.node;
}

static int check_circles(const struct board *board, int node, const struct board_why *why)
{
	static const char *const lists[] = { "clocks", "dma-masters" };
	char path[BOARD_PATH_SIZE], other[BOARD_PATH_SIZE];
	unsigned int i;
	int at, hops;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		at = chain_next(board, node, lists[i]);
		for (hops = 0; at >= 0 && at != node && hops < CHAIN_MAX; hops++)
			at = chain_next(board, at, lists[i]);
		if (at < 0)
			continue;
		return board_refuse(why, "%s: its \"%s\" refer to %s and from there in a circle",
				    board_path(board, node, path), lists[i],
				    board_path(board, chain_next(board, node, lists[i]), other));
	}
	return 0;
}

/* ---- memory ------------------------------------------------------------ */

static int check_memory_node(const struct board *board, int node, uint64_t *total,
			     const struct board_why *why)
{
	char path[BOARD_PATH_SIZE];
	uint64_t addr, size;
	int i, err, count = board_reg_count(board, node);

	for (i = 0; i < count; i++) {
		err = board_reg(board, node, i, &addr, &size);
		if (err)
			return board_refuse(why, "%s: \"reg\" entry %d is no memory address",
					    board_path(board, node, path), i);
		if (addr >= RAM_LIMIT || size > RAM_LIMIT - addr)
			return board_refuse(why,
					    "%s: RAM [0x%llx-0x%llx] reaches above 2^40, where "
					    "host memory has its addresses",
					    board_path(board, node, path), (unsigned long long)addr,
					    (unsigned long long)(addr + size - 1));
		*total += size;
	}
	return 0;
}

static int check_memory(const struct board *board, const struct board_why *why)
{
	uint64_t total = 0;
	int node;

	for (node = board_root(board); node >= 0; node = board_next(board, node)) {
		const char *type = board_prop_string(board, node, "device_type", 0);
		int err;

		if (!type || strcmp(type, "memory") || !board_usable(board, node))
			continue;
		err = check_memory_node(board, node, &total, why);
		if (err)
			return err;
	}
	if (total)
		return 0;
	return board_refuse(why, "board has no memory: add a node memory@ADDRESS { device_type = "
				 "\"memory\"; reg = <...>; }");
}

int board_check(const struct board *board, const struct board_why *why)
{
	typedef int check_fn(const struct board *board, int node, const struct board_why *why);
	/* in this order: later ones rely on earlier ones, for every node of the tree */
	static check_fn *const checks[] = {
		check_props, board_ranges_check, check_reg,
		check_lists, check_circles,	 check_interrupts,
	};
	unsigned int i;
	int node, err;

	if (board_find_path(board, "/__fixups__") >= 0)
		return board_refuse(
			why, "this is an overlay (it has /__fixups__); a board is a whole tree");
	for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		for (node = board_root(board); node >= 0; node = board_next(board, node)) {
			/*
			 * cells are inherited and asked for from anywhere, so those are always
			 * looked at
			 */
			if (i && !board_usable(board, node))
				continue;
			err = checks[i](board, node, why);
			if (err)
				return err;
		}
	}
	return check_memory(board, why);
}
