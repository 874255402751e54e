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

/**
 * struct xor_block_template - a way to XOR blocks
 * @next: of a list
 * @name: of the way
 * @speed: MB/s, where it was measured
 * @do_2: (bytes, destination, source): one source into the destination
 * @do_3: with two sources
 * @do_4: with three
 * @do_5: with four
 *
 * xor_blocks() computes by one such.
 */
struct xor_block_template {
	struct xor_block_template *next;
	const char *name;
	int speed;
	void (*do_2)(unsigned long bytes, unsigned long *p1, const unsigned long *p2);
	void (*do_3)(unsigned long bytes, unsigned long *p1, const unsigned long *p2,
		     const unsigned long *p3);
	void (*do_4)(unsigned long bytes, unsigned long *p1, const unsigned long *p2,
		     const unsigned long *p3, const unsigned long *p4);
	void (*do_5)(unsigned long bytes, unsigned long *p1, const unsigned long *p2,
		     const unsigned long *p3, const unsigned long *p4, const unsigned long *p5);
};

#endif
