/* SPDX-License-Identifier: MIT */
/*
 * A device for the tests of src/device: four interrupts that its registers
 * pull, and a window to read and write. Plain C; the model is in
 * model_wires.c, on the host's side.
 */
#ifndef TESTS_MODEL_WIRES_H
#define TESTS_MODEL_WIRES_H

#define WIRES_LEVEL	0x00	/* bit i: level of interrupt i */
#define WIRES_PULSE	0x04	/* write i: interrupt i goes up and down */
#define WIRES_DELAY	0x08	/* write n: interrupt 0 goes up n ns later */
#define WIRES_ACK	0x0c	/* write: these bits of LEVEL go down */
#define WIRES_WIDTH	0x10	/* bytes of the last access to DATA */
#define WIRES_COUNT	0x14	/* accesses to DATA so far */
#define WIRES_FIFO	0x20	/* reads count up from 1; writes add up in SUM */
#define WIRES_SUM	0x24
#define WIRES_DATA	0x40	/* 64 bytes */

#define WIRES_COMPATIBLE "test,wires"

void model_wires_register(void);
void model_wires_unregister(void);

#endif
