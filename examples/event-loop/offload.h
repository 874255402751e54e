/* SPDX-License-Identifier: MIT */
/*
 * What the program asks of the DMA engine. The kernel's headers and the C library's cannot be
 * included together: offload.c speaks the one, main.c the other, and this lies between them.
 */
#ifndef OFFLOAD_H
#define OFFLOAD_H

#include <stddef.h>

/* take a channel; 0, or -1 */
int offload_open(void);
/* copy; @done(@arg) is called when it is over, and may only take note: 0, or -1: not now */
int offload_copy(void *dst, const void *src, size_t len, void (*done)(void *arg), void *arg);
void offload_close(void);

#endif
