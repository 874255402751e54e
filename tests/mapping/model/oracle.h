/* SPDX-License-Identifier: MIT */
/*
 * The oracle of the model-based test: what every byte must be, whatever
 * stands between the CPU and the device. It keeps to the rules of the DMA
 * API: a byte that is mapped belongs to the device until a sync gives it to
 * the CPU, or the mapping ends; who does not own it leaves it alone.
 */
#ifndef TESTS_MAPPING_ORACLE_H
#define TESTS_MAPPING_ORACLE_H

#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

#include "ops.h"

/* of a mapped byte */
#define BYTE_DEVICE	1	/* the device's */
#define BYTE_DIRTY	2	/* the CPU has written it since it is the CPU's */

struct buffer {
	char *mem;
	size_t size;
	u8 *value;
	void (*free)(struct buffer *b);
	char *base;
};

/* memory as the device sees it: @len bytes from @addr on */
struct stretch {
	dma_addr_t addr;
	unsigned int len;
};

struct mapping {
	bool used;
	bool list;
	enum dma_data_direction dir;
	unsigned int len;
	unsigned int pieces;
	struct piece piece[PIECES];
	struct scatterlist sgl[PIECES];
	unsigned int stretches;
	struct stretch stretch[PIECES];
	u8 *state;
};

struct coherent {
	char *mem;
	dma_addr_t addr;
	unsigned int size;
	u8 *value;
};

/* what a driver may do wrong, so that the test is tested */
enum mistake { NO_MISTAKE, FORGET_SYNC_CPU, FORGET_SYNC_DEVICE, FORGET_BYTES };

/**
 * struct oracle - the state of a run
 * @dev: the device
 * @regs: its registers
 * @channel: which of its channels is this run's
 * @align: mappings start and end at multiples of it, if the device may write
 * @may_fail: mapping may fail for want of room
 * @guarded: the bus refuses the device what is not mapped
 * @mistake: what to do wrong
 * @failed: mappings that failed
 * @done: operations that were carried out
 * @buffer: memory, in as many places as the mode has
 * @mapping: what is mapped
 * @coherent: what is allocated
 * @beacon: coherent memory that the device may always read
 * @beacon_addr: where it reads it
 * @gone: addresses that were mapped last
 * @why: what is wrong, when something is
 */
struct oracle {
	struct device *dev;
	void __iomem *regs;
	unsigned int channel;
	unsigned int align;
	bool may_fail;
	bool guarded;
	enum mistake mistake;
	unsigned long failed;
	unsigned long done;
	unsigned int buffers;
	struct buffer buffer[BUFFERS];
	struct mapping mapping[SLOTS];
	struct coherent coherent[COHERENTS];
	void *beacon;
	dma_addr_t beacon_addr;
	struct stretch gone[8];
	unsigned int gone_next;
	char why[200];
};

/* oracle_add() - a buffer of @size bytes at @base, which is aligned to 128 bytes; @free gives it back */
void oracle_add(struct oracle *o, char *base, size_t size, void (*free)(struct buffer *b));
/* oracle_do() - carry out an operation, if it makes sense; false: something is wrong, see @why */
bool oracle_do(struct oracle *o, const struct op *op);
/* oracle_end() - end all mappings, look at all of the memory, give it back */
bool oracle_end(struct oracle *o);

/* oracle_touch.c: an access of the device to @len bytes; the bus's answer */
unsigned int touch(struct oracle *o, dma_addr_t addr, unsigned int len, bool write);
/* oracle_touch.c: the device's operations */
bool device_access(struct oracle *o, const struct op *op, struct mapping *m, bool write);
bool device_stray(struct oracle *o, const struct op *op);
bool device_coherent(struct oracle *o, const struct op *op, struct coherent *c);

/* the value of the byte a mapping has at @offset */
u8 *mapping_value(struct oracle *o, const struct mapping *m, unsigned int offset);
bool wrong(struct oracle *o, const char *fmt, ...) __printf(2, 3);

/* what a write with this @value puts at byte @i */
static inline u8 byte_of(unsigned int value, unsigned int i)
{
	return value * 131 + i * 7 + (i >> 8) + 1;
}

#endif
