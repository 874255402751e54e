// SPDX-License-Identifier: MIT
/*
 * libFuzzer target: any bytes are a board or are refused, and of a board that
 * was taken everything can be asked. Host side.
 */
#include <stddef.h>
#include <stdint.h>

#include "machine/board.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask_lists(const struct board *board, int node)
{
	static const char *const lists[][2] = {
		{ "dmas", "#dma-cells" },
		{ "clocks", "#clock-cells" },
		{ "dma-masters", NULL },
	};
	struct board_ref ref;
	unsigned int i, k;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (k = 0; k < 16 && !board_ref(board, node, lists[i][0], lists[i][1], k, &ref);
		     k++)
			board_compatible(board, ref.node, "fixed-clock");
	for (k = 0; k < 16 && !board_interrupt(board, node, k, &ref); k++)
		board_node_name(board, ref.node);
}

static void ask_addresses(const struct board *board, int node)
{
	struct board_range ranges[8];
	uint64_t addr, size;
	int i;

	for (i = 0; i < 16 && i < board_reg_count(board, node); i++)
		board_reg(board, node, i, &addr, &size);
	board_dma_ranges(board, node, ranges, 8);
	board_dma_coherent(board, node, false);
}

static void ask_node(const struct board *board, int node)
{
	const char *name;
	char path[64];
	uint32_t value;
	int prop, len;

	for (prop = board_first_prop(board, node); prop >= 0; prop = board_next_prop(board, prop)) {
		if (!board_prop_at(board, prop, &name, &len))
			continue;
		board_prop_u32(board, node, name, 1, &value);
		board_prop_string(board, node, name, 1);
		board_string_index(board, node, name, "rx");
	}
	board_node_path(board, node, path, sizeof(path));
	board_parent(board, node);
	board_next_child(board, board_first_child(board, node));
	board_available(board, node);
	ask_lists(board, node);
	ask_addresses(board, node);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct board *board;
	uint64_t addr, length;
	char err[256];
	unsigned int i;
	int node;

	if (board_parse(data, size, "fuzz", &board, err, sizeof(err)))
		return 0;
	for (node = board_root(board); node >= 0; node = board_next(board, node))
		ask_node(board, node);
	for (i = 0; board_memreserve(board, i, &addr, &length); i++)
		;
	board_free(board);
	return 0;
}
