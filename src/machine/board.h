/* SPDX-License-Identifier: MIT */
/*
 * A board: the flattened device tree that describes a machine, checked and
 * read through libfdt. Plain C, so that both the hardware's side (models)
 * and the software's side (src/device/of) read the same tree. A node is its
 * offset in the blob, as in libfdt; negative means "no such node".
 */
#ifndef DMAE_MACHINE_BOARD_H
#define DMAE_MACHINE_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;

/**
 * board_load() - find, compile if need be, and check a board
 * @name: a board that we ship ("textbook") or that the kernel has
 *	("zynq-zc702"), or a path to a .dtb or a .dts
 * @board: set on success; free with board_free()
 * @err: one line that says what is wrong and where, on failure
 *
 * Return: 0, -ENOENT (no such board or file), -EINVAL (malformed), -EIO.
 */
int board_load(const char *name, struct board **board, char *err, size_t err_size);
/**
 * board_load_overlaid() - the same with overlays merged into it, in order
 * @overlays: .dtso or .dtbo files; NULL ends the list, which may be NULL itself
 */
int board_load_overlaid(const char *name, const char *const *overlays, struct board **board,
			char *err, size_t err_size);
/** board_parse() - the same from a blob in memory (copied) */
int board_parse(const void *blob, size_t len, const char *name, struct board **board, char *err,
		size_t err_size);
void board_free(struct board *board);
const char *board_name(const struct board *board);

/* walking: node and property offsets; -1 at the end */
int board_root(const struct board *board);
int board_first_child(const struct board *board, int node);
int board_next_child(const struct board *board, int node);
int board_parent(const struct board *board, int node);
const char *board_node_name(const struct board *board, int node); /* "dma@40000000" */
int board_node_path(const struct board *board, int node, char *buf, size_t size);
int board_find_path(const struct board *board, const char *path);
int board_find_phandle(const struct board *board, uint32_t phandle);
int board_first_prop(const struct board *board, int node);
int board_next_prop(const struct board *board, int prop);
const void *board_prop_at(const struct board *board, int prop, const char **name, int *len);
const void *board_prop(const struct board *board, int node, const char *name, int *len);

/* reading */
bool board_prop_u32(const struct board *board, int node, const char *name, unsigned int index,
		    uint32_t *value);
const char *board_prop_string(const struct board *board, int node, const char *name,
			      unsigned int index);
bool board_compatible(const struct board *board, int node, const char *compatible);
bool board_available(const struct board *board, int node); /* status = "okay" or none */

/** struct board_ref - one entry of a phandle list: a provider and its specifier cells */
struct board_ref {
	int node;
	unsigned int ncells;
	uint32_t cells[16];
};

/**
 * board_ref() - entry @index of the phandle list @list, e.g. "dmas" with "#dma-cells"
 * Return: 0, -ENOENT (no such entry), -EINVAL (malformed list).
 */
int board_ref(const struct board *board, int node, const char *list, const char *cells_name,
	      unsigned int index, struct board_ref *ref);
/** board_string_index() - place of @value in the string list @prop, or -ENOENT */
int board_string_index(const struct board *board, int node, const char *prop, const char *value);

/**
 * board_reg() - entry @index of "reg" as a CPU physical address, through every "ranges" above it;
 * 0 or a negative error code
 */
int board_reg(const struct board *board, int node, unsigned int index, uint64_t *addr,
	      uint64_t *size);

/**
 * board_interrupt() - interrupt @index of a node, resolved to its controller
 *
 * Follows interrupts-extended, interrupt-parent and interrupt-map.
 * Return: 0 and *@ref (controller node and specifier), or -ENOENT, -EINVAL.
 */
int board_interrupt(const struct board *board, int node, unsigned int index, struct board_ref *ref);

/**
 * board_pci_interrupt() - where pin @pin (1: INTA) of the PCI function @node leads: by its own
 * "interrupts", else by the interrupt-map of its host bridge. Return: as board_interrupt().
 */
int board_pci_interrupt(const struct board *board, int node, unsigned int pin,
			struct board_ref *ref);
/** board_interrupt_parent() - the node that takes the interrupts of @node; -1 if there is none */
int board_interrupt_parent(const struct board *board, int node);

/**
 * board_pci_window() - entry @index of the "ranges" of the host bridge @node that is memory: where
 * it is on PCI, and for the CPU; *@flags is the first cell of its address on PCI. Return: 0,
 * -ENOENT behind the last, another error code. *@size is 0 for an entry that is no memory.
 */
int board_pci_window(const struct board *board, int node, unsigned int index, uint32_t *flags,
		     uint64_t *bus, uint64_t *cpu, uint64_t *size);

/** struct board_range - one stretch of a dma-ranges property: bus address, CPU address, size */
struct board_range {
	uint64_t bus, cpu, size;
};

/**
 * board_dma_ranges() - how the bus that @node sits on sees memory, all levels combined; returns
 * the count (0: one to one), or a negative error code
 */
int board_dma_ranges(const struct board *board, int node, struct board_range *ranges,
		     unsigned int max);
bool board_dma_coherent(const struct board *board, int node, bool otherwise);

/** board_memreserve() - entry @index of the blob's /memreserve/ list; false behind the last */
bool board_memreserve(const struct board *board, unsigned int index, uint64_t *addr,
		      uint64_t *size);
/** board_reg_count() - entries in "reg"; 0 if there is none, or a negative error code */
int board_reg_count(const struct board *board, int node);
/**
 * board_next() - the node after @node in the order of the tree, children first; -1 at the end.
 * Start with board_root().
 */
int board_next(const struct board *board, int node);
/** board_usable() - true if @node and every node above it are available */
bool board_usable(const struct board *board, int node);

/** struct board_blob - a board that is compiled into the library */
struct board_blob {
	const char *name;
	const unsigned char *data;
	size_t size;
};

/**
 * board_builtin() - the shipped board called @name, or NULL; board_builtin_at() - the @index-th of
 * them, in order of name, or NULL
 */
const struct board_blob *board_builtin(const char *name);
const struct board_blob *board_builtin_at(unsigned int index);

#endif
