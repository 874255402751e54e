/* SPDX-License-Identifier: MIT */
/* XOR of blocks on the CPU, by ISA-L (src/base/raid). */
#ifndef _XOR_H
#define _XOR_H

/* most sources of one call */
#define MAX_XOR_BLOCKS 4

/**
 * xor_blocks() - XOR blocks into another
 * @count: sources, 1 to MAX_XOR_BLOCKS
 * @bytes: of a block
 * @dest: what it holds is one more source
 * @srcs: the sources
 */
void xor_blocks(unsigned int count, unsigned int bytes, void *dest, void **srcs);

#endif
