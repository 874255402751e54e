/* SPDX-License-Identifier: MIT */
/*
 * What the model-based test does to DMA mapping, one call after another: a
 * driver that keeps the rules of the API, and a device. An operation names
 * what it is about by number, so that a list stays a list of operations when
 * some are left out: one that makes no sense any more is passed over.
 */
#ifndef TESTS_MAPPING_OPS_H
#define TESTS_MAPPING_OPS_H

#include <linux/types.h>

#define BUFFERS		10
#define SLOTS		10	/* mappings at a time */
#define PIECES		4	/* of a mapped list */
#define COHERENTS	4

enum op_kind {
	OP_MAP,
	OP_UNMAP,
	OP_SYNC_CPU,
	OP_SYNC_DEVICE,
	OP_CPU_WRITE,
	OP_CPU_READ,
	OP_DEVICE_WRITE,
	OP_DEVICE_READ,
	OP_STRAY,
	OP_COHERENT_ALLOC,
	OP_COHERENT_FREE,
	OP_COHERENT_CPU,
	OP_COHERENT_DEVICE,
	OP_KINDS,
};

/* a stretch of a buffer */
struct piece {
	unsigned int buffer;
	unsigned int offset;
	unsigned int len;
};

/**
 * struct op - one operation
 * @kind: which
 * @slot: the mapping, or the coherent allocation
 * @dir: OP_MAP: its direction
 * @pieces: OP_MAP: how many; 0: piece[0] is mapped without a list
 * @skip: OP_MAP, OP_UNMAP: with DMA_ATTR_SKIP_CPU_SYNC
 * @write: OP_STRAY, OP_COHERENT_*: write, not read
 * @offset: from where in the mapping or allocation
 * @len: bytes
 * @value: what a write's bytes are made from; OP_STRAY: where it goes
 * @piece: OP_MAP, OP_CPU_*: the memory
 */
struct op {
	enum op_kind kind;
	unsigned int slot;
	unsigned int dir;
	unsigned int pieces;
	bool skip;
	bool write;
	unsigned int offset;
	unsigned int len;
	unsigned int value;
	struct piece piece[PIECES];
};

/* op_text() - what it says, on one line of at most @size bytes */
void op_text(const struct op *op, char *text, size_t size);

/**
 * ops_shrink() - leave out of a list that fails whatever it fails without, and make the rest small
 * @ops: the list; changed
 * @n: how many
 * @fails: runs a list; true if it still fails
 * @arg: passed on
 *
 * Return: how many are left.
 */
unsigned int ops_shrink(struct op *ops, unsigned int n,
			bool (*fails)(const struct op *ops, unsigned int n, void *arg), void *arg);

#endif
