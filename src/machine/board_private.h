/* SPDX-License-Identifier: MIT */
/*
 * Inside a board: what board*.c share. Host side. The tree is read in place;
 * beside it there is an index of nodes, so that going up, going sideways and
 * following a phandle cost no walk from the root.
 */
#ifndef DMAE_MACHINE_BOARD_PRIVATE_H
#define DMAE_MACHINE_BOARD_PRIVATE_H

#include "machine/board.h"

#define BOARD_MAX_SIZE	(64u << 20)
#define BOARD_MAX_DEPTH 64
#define BOARD_MAX_CELLS 16
#define BOARD_PATH_SIZE 256

/** struct board_node - a node of the index; links are places in the index, -1: none */
struct board_node {
	int offset;
	int parent;
	int child;
	int sibling;
	bool usable;
};

struct board_phandle {
	uint32_t phandle;
	int offset;
};

/**
 * struct board - owned by whoever loaded it; read-only once it is loaded
 * @fdt: the blob, our own copy
 * @nodes: in the order of the tree, and so sorted by offset
 * @phandles: sorted by phandle
 */
struct board {
	char *name;
	void *fdt;
	struct board_node *nodes;
	int node_count;
	struct board_phandle *phandles;
	int phandle_count;
};

/** struct board_why - where a function that refuses a tree says why; may be NULL */
struct board_why {
	char *text;
	size_t size;
};

/** board_refuse() - note why (if anybody wants to know). Return: -EINVAL */
int board_refuse(const struct board_why *why, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/** board_path() - the node's path in a buffer of BOARD_PATH_SIZE; for messages */
const char *board_path(const struct board *board, int node, char *buf);

uint32_t board_be32(const void *cell);
/**
 * board_cells() - a property of cells: how many, *@cells the first; -ENOENT, or -EINVAL where it
 * is no whole number of cells
 */
int board_cells(const struct board *board, int node, const char *name, const uint8_t **cells);

/** board_check_blob() - true to its format, byte for byte: libfdt may look at it; 0 or -EINVAL */
int board_check_blob(const void *blob, size_t len, const struct board_why *why);
int board_check(const struct board *board, const struct board_why *why);
/**
 * board_ref_at() - the entry at cell *@pos of a phandle list of @count cells; moves *@pos. A
 * phandle of 0 is an empty entry: ref->node < 0
 */
int board_ref_at(const struct board *board, int node, const char *list, const uint8_t *cells,
		 int count, const char *cells_name, int *pos, struct board_ref *ref,
		 const struct board_why *why);
int board_interrupt_why(const struct board *board, int node, unsigned int index,
			struct board_ref *ref, const struct board_why *why);
int board_ranges_check(const struct board *board, int node, const struct board_why *why);
/**
 * board_address_cells() - cells of an address, and of a size, on the bus that @bus is; as Linux,
 * from the next node above that says
 */
unsigned int board_address_cells(const struct board *board, int bus);
unsigned int board_size_cells(const struct board *board, int bus);

/**
 * board_compile() - device tree source to a blob, through dtc (and cpp), or from the cache;
 * host_free() it
 * @labels: keep the names of labels in it, for overlays
 */
int board_compile(const char *path, bool labels, void **blob, size_t *len,
		  const struct board_why *why);

/** struct board_inputs - the files that a compiled board was made from, absolute */
struct board_inputs {
	char **paths;
	size_t count;
};

void board_inputs_add(struct board_inputs *inputs, const char *path, size_t len);
void board_inputs_free(struct board_inputs *inputs);

#define BOARD_HASH_START 0xcbf29ce484222325

uint64_t board_hash(const void *data, size_t len, uint64_t hash);
/** board_cache_get() - true and a copy of what was kept, if its inputs are what they were */
bool board_cache_get(uint64_t key, void **blob, size_t *len);
void board_cache_put(uint64_t key, const struct board_inputs *inputs, const void *blob, size_t len);

/** board_kernel_find() - the source of the kernel's board @name, or NULL with the reason in @why */
char *board_kernel_find(const char *name, char *why, size_t size);
/**
 * board_kernel_prefixes() - the folder in which #include <dt-bindings/...> is found: of the tree
 * that @path lies in; board_kernel_prefixes_standard() of the usual one. NULL: there is none.
 */
char *board_kernel_prefixes(const char *path);
char *board_kernel_prefixes_standard(void);

/** board_overlay_apply() - merge @overlay into *@blob, which is replaced by a larger one */
int board_overlay_apply(const char *path, const char *name, void **blob, size_t *len,
			void *overlay, const struct board_why *why);

#endif
