// SPDX-License-Identifier: MIT
/*
 * A board's tree: taking a blob in, its index, walking and reading. Host
 * side, over libfdt. Not here: finding and compiling boards (board_load.c),
 * what a sound blob is (board_blob.c),
 * what a sound tree looks like (board_check.c), addresses (board_ranges.c)
 * and interrupts (board_irq.c).
 */
#include <errno.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/host.h"
#include "machine/board_private.h"

int board_refuse(const struct board_why *why, const char *fmt, ...)
{
	va_list args;

	if (!why)
		return -EINVAL;
	va_start(args, fmt);
	vsnprintf(why->text, why->size, fmt, args);
	va_end(args);
	return -EINVAL;
}

uint32_t board_be32(const void *cell)
{
	const uint8_t *b = cell;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* ---- taking a blob in -------------------------------------------------- */

static bool node_available(const void *fdt, int offset)
{
	int len;
	const char *status = fdt_getprop(fdt, offset, "status", &len);

	if (!status)
		return true;
	return len > 0 && (!strncmp(status, "okay", len) || !strncmp(status, "ok", len)) &&
	       status[len - 1] == '\0';
}

/*
 * Where node number @n hangs: @above is the node before it in the tree, at
 * depth @was; @depth is its own.
 */
static void index_link(struct board *board, int n, int above, int was, int depth)
{
	struct board_node *node = &board->nodes[n];

	node->parent = -1;
	node->child = -1;
	node->sibling = -1;
	if (!n)
		return;
	if (depth > was) {
		node->parent = above;
		board->nodes[above].child = n;
		return;
	}
	for (; was > depth; was--)
		above = board->nodes[above].parent;
	board->nodes[above].sibling = n;
	node->parent = board->nodes[above].parent;
}

static int board_index_nodes(struct board *board, const struct board_why *why)
{
	int offset, n = 0, depth = 0, was = 0;
	int room = 64;

	board->nodes = host_alloc(room * sizeof(*board->nodes));
	for (offset = 0; offset >= 0; offset = fdt_next_node(board->fdt, offset, &depth)) {
		struct board_node *node;

		if (depth < 0)
			break;
		if (n && depth == 0)
			return board_refuse(why, "more than one root node");
		if (depth > BOARD_MAX_DEPTH)
			return board_refuse(why, "nodes are nested deeper than %d levels",
					    BOARD_MAX_DEPTH);
		if (n == room) {
			room *= 2;
			board->nodes = host_realloc(board->nodes, room * sizeof(*board->nodes));
		}
		index_link(board, n, n - 1, was, depth);
		node = &board->nodes[n];
		node->offset = offset;
		node->usable = node_available(board->fdt, offset) &&
			       (node->parent < 0 || board->nodes[node->parent].usable);
		board->node_count = ++n;
		was = depth;
	}
	return n ? 0 : board_refuse(why, "the tree has no root node");
}

static int phandle_order(const void *a, const void *b)
{
	const struct board_phandle *x = a, *y = b;

	if (x->phandle != y->phandle)
		return x->phandle < y->phandle ? -1 : 1;
	return x->offset - y->offset;
}

static int board_index_phandles(struct board *board, const struct board_why *why)
{
	char path[BOARD_PATH_SIZE], other[BOARD_PATH_SIZE];
	int i, n = 0;

	board->phandles = host_alloc((board->node_count + 1) * sizeof(*board->phandles));
	for (i = 0; i < board->node_count; i++) {
		int offset = board->nodes[i].offset, len;
		const void *cell = board_prop(board, offset, "phandle", &len);
		uint32_t phandle;

		if (!cell)
			cell = board_prop(board, offset, "linux,phandle", &len);
		if (!cell)
			continue;
		phandle = len == 4 ? board_be32(cell) : 0;
		if (!phandle || phandle == ~0u)
			return board_refuse(why,
					    "%s: malformed phandle: one cell that is neither 0 nor "
					    "0xffffffff is needed%s",
					    board_path(board, offset, path),
					    phandle ? " (is this an overlay?)" : "");
		board->phandles[n].phandle = phandle;
		board->phandles[n++].offset = offset;
	}
	board->phandle_count = n;
	qsort(board->phandles, n, sizeof(*board->phandles), phandle_order);
	for (i = 1; i < n; i++) {
		if (board->phandles[i].phandle != board->phandles[i - 1].phandle)
			continue;
		return board_refuse(why, "%s and %s have the same phandle 0x%x",
				    board_path(board, board->phandles[i - 1].offset, other),
				    board_path(board, board->phandles[i].offset, path),
				    board->phandles[i].phandle);
	}
	return 0;
}

int board_parse(const void *blob, size_t len, const char *name, struct board **board, char *err,
		size_t err_size)
{
	char text[512] = "";
	const struct board_why why = { text, sizeof(text) };
	struct board *b;
	void *aligned;
	int ret;

	/* libfdt reads words, so look at nothing before it is aligned */
	aligned = host_alloc(len + 1);
	memcpy(aligned, blob, len);
	b = host_alloc(sizeof(*b));
	b->name = host_strdup(name);
	b->fdt = aligned;

	ret = board_check_blob(aligned, len, &why);
	if (!ret)
		ret = board_index_nodes(b, &why);
	if (!ret)
		ret = board_index_phandles(b, &why);
	if (!ret)
		ret = board_check(b, &why);
	if (ret) {
		if (err_size)
			snprintf(err, err_size, "%s: %s", name, text);
		board_free(b);
		return ret;
	}
	*board = b;
	return 0;
}

void board_free(struct board *board)
{
	if (!board)
		return;
	host_free(board->phandles);
	host_free(board->nodes);
	host_free(board->fdt);
	host_free(board->name);
	host_free(board);
}

const char *board_name(const struct board *board)
{
	return board->name;
}

/* ---- walking ----------------------------------------------------------- */

/* the place of a node in the index, or -1 */
static int index_of(const struct board *board, int offset)
{
	int low = 0, high = board->node_count - 1;

	if (offset < 0)
		return -1;
	while (low <= high) {
		int mid = (low + high) / 2;

		if (board->nodes[mid].offset == offset)
			return mid;
		if (board->nodes[mid].offset < offset)
			low = mid + 1;
		else
			high = mid - 1;
	}
	return -1;
}

static int offset_of(const struct board *board, int n)
{
	return n < 0 ? -1 : board->nodes[n].offset;
}

int board_root(const struct board *board)
{
	return board->nodes[0].offset;
}

int board_next(const struct board *board, int node)
{
	int n = index_of(board, node);

	return n < 0 || n + 1 >= board->node_count ? -1 : board->nodes[n + 1].offset;
}

int board_first_child(const struct board *board, int node)
{
	int n = index_of(board, node);

	return n < 0 ? -1 : offset_of(board, board->nodes[n].child);
}

int board_next_child(const struct board *board, int node)
{
	int n = index_of(board, node);

	return n < 0 ? -1 : offset_of(board, board->nodes[n].sibling);
}

int board_parent(const struct board *board, int node)
{
	int n = index_of(board, node);

	return n < 0 ? -1 : offset_of(board, board->nodes[n].parent);
}

bool board_usable(const struct board *board, int node)
{
	int n = index_of(board, node);

	return n >= 0 && board->nodes[n].usable;
}

const char *board_node_name(const struct board *board, int node)
{
	const char *name = fdt_get_name(board->fdt, node, NULL);

	return name ? name : "";
}

int board_node_path(const struct board *board, int node, char *buf, size_t size)
{
	int chain[BOARD_MAX_DEPTH + 1];
	int n = index_of(board, node), depth = 0;
	size_t used = 0;

	if (n < 0 || size < 2)
		return -EINVAL;
	for (; board->nodes[n].parent >= 0; n = board->nodes[n].parent)
		chain[depth++] = n;
	strcpy(buf, "/");
	while (depth--) {
		const char *name = board_node_name(board, board->nodes[chain[depth]].offset);
		size_t len = strlen(name);

		if (used + len + 2 > size)
			return -ENAMETOOLONG;
		buf[used++] = '/';
		memcpy(buf + used, name, len + 1);
		used += len;
	}
	return 0;
}

const char *board_path(const struct board *board, int node, char *buf)
{
	if (board_node_path(board, node, buf, BOARD_PATH_SIZE))
		snprintf(buf, BOARD_PATH_SIZE, ".../%.200s", board_node_name(board, node));
	return buf;
}

int board_find_path(const struct board *board, const char *path)
{
	int node = fdt_path_offset(board->fdt, path);

	return node < 0 ? -1 : node;
}

int board_find_phandle(const struct board *board, uint32_t phandle)
{
	int low = 0, high = board->phandle_count - 1;

	while (low <= high) {
		int mid = (low + high) / 2;

		if (board->phandles[mid].phandle == phandle)
			return board->phandles[mid].offset;
		if (board->phandles[mid].phandle < phandle)
			low = mid + 1;
		else
			high = mid - 1;
	}
	return -1;
}

int board_first_prop(const struct board *board, int node)
{
	int prop = fdt_first_property_offset(board->fdt, node);

	return prop < 0 ? -1 : prop;
}

int board_next_prop(const struct board *board, int prop)
{
	prop = fdt_next_property_offset(board->fdt, prop);
	return prop < 0 ? -1 : prop;
}

const void *board_prop_at(const struct board *board, int prop, const char **name, int *len)
{
	return fdt_getprop_by_offset(board->fdt, prop, name, len);
}

const void *board_prop(const struct board *board, int node, const char *name, int *len)
{
	int length;
	const void *value = fdt_getprop(board->fdt, node, name, &length);

	if (len)
		*len = value ? length : 0;
	return value;
}

/* ---- reading ----------------------------------------------------------- */

int board_cells(const struct board *board, int node, const char *name, const uint8_t **cells)
{
	int len;

	*cells = board_prop(board, node, name, &len);
	if (!*cells)
		return -ENOENT;
	return len % 4 ? -EINVAL : len / 4;
}

bool board_prop_u32(const struct board *board, int node, const char *name, unsigned int index,
		    uint32_t *value)
{
	const uint8_t *cells;
	int count = board_cells(board, node, name, &cells);

	if (count < 0 || index >= (unsigned int)count)
		return false;
	*value = board_be32(cells + 4 * (size_t)index);
	return true;
}

const char *board_prop_string(const struct board *board, int node, const char *name,
			      unsigned int index)
{
	if (index > INT32_MAX)
		return NULL;
	return fdt_stringlist_get(board->fdt, node, name, index, NULL);
}

int board_string_index(const struct board *board, int node, const char *prop, const char *value)
{
	int index = fdt_stringlist_search(board->fdt, node, prop, value);

	return index < 0 ? -ENOENT : index;
}

bool board_compatible(const struct board *board, int node, const char *compatible)
{
	return !fdt_node_check_compatible(board->fdt, node, compatible);
}

bool board_available(const struct board *board, int node)
{
	return node_available(board->fdt, node);
}

bool board_memreserve(const struct board *board, unsigned int index, uint64_t *addr, uint64_t *size)
{
	if (index >= (unsigned int)fdt_num_mem_rsv(board->fdt))
		return false;
	return !fdt_get_mem_rsv(board->fdt, index, addr, size);
}

/* ---- phandle lists ----------------------------------------------------- */

int board_ref_at(const struct board *board, int node, const char *list, const uint8_t *cells,
		 int count, const char *cells_name, int *pos, struct board_ref *ref,
		 const struct board_why *why)
{
	char path[BOARD_PATH_SIZE], provider[BOARD_PATH_SIZE];
	uint32_t phandle = board_be32(cells + 4 * (size_t)*pos);
	uint32_t ncells = 0, i;

	++*pos;
	ref->node = -1;
	ref->ncells = 0;
	if (!phandle)
		return 0;
	ref->node = board_find_phandle(board, phandle);
	if (ref->node < 0)
		return board_refuse(why, "%s: \"%s\" refers to phandle 0x%x, which no node has",
				    board_path(board, node, path), list, phandle);
	if (cells_name && !board_prop_u32(board, ref->node, cells_name, 0, &ncells))
		return board_refuse(why, "%s: \"%s\" refers to %s, which has no %s",
				    board_path(board, node, path), list,
				    board_path(board, ref->node, provider), cells_name);
	if (ncells > BOARD_MAX_CELLS)
		return board_refuse(why, "%s: %s = <%u>, more than %u are not possible",
				    board_path(board, ref->node, provider), cells_name, ncells,
				    BOARD_MAX_CELLS);
	if (ncells > (uint32_t)(count - *pos))
		return board_refuse(
			why,
			"%s: \"%s\" ends in the middle of an entry: %s takes %u cells, %d are left",
			board_path(board, node, path), list, board_path(board, ref->node, provider),
			ncells, count - *pos);
	for (i = 0; i < ncells; i++)
		ref->cells[i] = board_be32(cells + 4 * (size_t)(*pos + i));
	ref->ncells = ncells;
	*pos += ncells;
	return 0;
}

int board_ref(const struct board *board, int node, const char *list, const char *cells_name,
	      unsigned int index, struct board_ref *ref)
{
	const uint8_t *cells;
	int count = board_cells(board, node, list, &cells);
	int pos = 0;

	if (count < 0)
		return count;
	while (pos < count) {
		int err =
			board_ref_at(board, node, list, cells, count, cells_name, &pos, ref, NULL);

		if (err)
			return err;
		if (!index--)
			return ref->node < 0 ? -ENOENT : 0;
	}
	return -ENOENT;
}
