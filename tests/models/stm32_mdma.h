/* SPDX-License-Identifier: MIT */
/* The registers of the STM32 MDMA, as Linux and RM0436 name them, for its tests. Host side. */
#ifndef TESTS_MODELS_STM32_MDMA_H
#define TESTS_MODELS_STM32_MDMA_H

#include "models/stm32.h"

#define GISR0  0x00
#define CISR   0x00
#define CIFCR  0x04
#define CESR   0x08
#define CCR    0x0c
#define CTCR   0x10
#define CBNDTR 0x14
#define CSAR   0x18
#define CDAR   0x1c
#define CBRUR  0x20
#define CLAR   0x24
#define CTBR   0x28
#define CMAR   0x30
#define CMDR   0x34

#define TEIF  0x01u
#define CTCIF 0x02u
#define BRTIF 0x04u
#define BTIF  0x08u
#define TCIF  0x10u
#define CRQA  0x10000u

#define TEA(v) ((v) & 0x7f)
#define TED    0x080u
#define TELD   0x100u
#define TEMD   0x200u
#define ASE    0x400u
#define BSE    0x800u

#define EN     0x00001u
#define TEIE   0x00002u
#define CTCIE  0x00004u
#define BRTIE  0x00008u
#define BTIE   0x00010u
#define TCIE   0x00020u
#define IE_ALL 0x0003eu
#define PL(n)  ((n) << 6)
#define BEX    0x01000u
#define HEX    0x02000u
#define WEX    0x04000u
#define SWRQ   0x10000u

/* sizes and offsets in bytes, bursts in beats */
#define LOG2(n)	  ((n) == 1 ? 0u : (n) == 2 ? 1u : (n) == 4 ? 2u : 3u)
#define UP	  2u
#define DOWN	  3u
#define SINC(i)	  (i)
#define DINC(i)	  ((i) << 2)
#define SSIZE(n)  (LOG2(n) << 4)
#define DSIZE(n)  (LOG2(n) << 6)
#define SINCOS(n) (LOG2(n) << 8)
#define DINCOS(n) (LOG2(n) << 10)
#define TLEN(n)	  (((n) - 1u) << 18)
#define PKE	  0x02000000u
#define PAM(n)	  ((n) << 26)
#define TRGM(n)	  ((n) << 28)
#define SWRM	  0x40000000u
#define BUFFER	  0u
#define BLOCK	  1u
#define REPEATED  2u
#define WHOLE	  3u

#define BRSUM  0x40000u
#define BRDUM  0x80000u
#define BRC(n) ((uint32_t)(n) << 20)

#define SBUS 0x10000u
#define DBUS 0x20000u

/* incrementing bytes on both sides; TLEN of 1 unless a test says more */
#define BYTES (SINC(UP) | DINC(UP))
/* words from a register to memory */
#define FROM_PROBE (DINC(UP) | DINCOS(4) | SSIZE(4) | DSIZE(4))

static inline uint32_t ch_rd(unsigned int n, unsigned int reg)
{
	return rd(board.mdma, 0x40 + 0x40 * n + reg);
}

static inline void ch_wr(unsigned int n, unsigned int reg, uint32_t value)
{
	wr(board.mdma, 0x40 + 0x40 * n + reg, value);
}

/* everything but CCR; flags of an earlier run are cleared */
static inline void setup(unsigned int n, uint32_t tcr, uint32_t source, uint32_t destination,
			 uint32_t bndtr)
{
	ch_wr(n, CIFCR, 0x1f);
	ch_wr(n, CTCR, tcr);
	ch_wr(n, CBNDTR, bndtr);
	ch_wr(n, CSAR, source);
	ch_wr(n, CDAR, destination);
	ch_wr(n, CBRUR, 0);
	ch_wr(n, CLAR, 0);
	ch_wr(n, CTBR, 0);
	ch_wr(n, CMAR, 0);
	ch_wr(n, CMDR, 0);
}

static inline void request(unsigned int n)
{
	ch_wr(n, CCR, ch_rd(n, CCR) | SWRQ);
}

/* by one software request, to the end; returns the flags, 0 if it does not end */
static inline uint32_t run(unsigned int n)
{
	unsigned int i;

	ch_wr(n, CCR, EN | TEIE);
	request(n);
	for (i = 0; i < 100000; i++) {
		uint32_t flags = ch_rd(n, CISR);

		if (flags & (CTCIF | TEIF))
			return flags;
		exec_idle(1000);
	}
	return 0;
}

#endif
