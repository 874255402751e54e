/* SPDX-License-Identifier: MIT */
/*
 * A device that does nothing but touch memory, for the model-based test of
 * DMA mapping. Plain C; the model is in toucher.c, on the host's side. It
 * has channels, so that several tasks can use it at the same time.
 */
#ifndef TESTS_MAPPING_TOUCHER_H
#define TESTS_MAPPING_TOUCHER_H

#define TOUCHER_CHANNELS	8
#define TOUCHER_BYTES		65536u	/* of a channel's own memory */

/* registers of channel n, at n * TOUCHER_STRIDE */
#define TOUCHER_STRIDE		0x20
#define TOUCHER_ADDR		0x00	/* 8 bytes: where */
#define TOUCHER_LEN		0x08	/* bytes */
#define TOUCHER_GO		0x0c	/* 1: memory to the channel's; 2: the channel's to memory */
#define TOUCHER_RESULT		0x10	/* the bus's answer: 0 is okay */

#define TOUCHER_READ		1
#define TOUCHER_WRITE		2

/* what the channels read, and what they write */
extern unsigned char toucher_memory[TOUCHER_CHANNELS][TOUCHER_BYTES];

void toucher_register(void);
void toucher_unregister(void);

#endif
