/* SPDX-License-Identifier: MIT */
/* The registers of the STM32 DMA and DMAMUX, as RM0436 names them, for their tests. Host side. */
#ifndef TESTS_MODELS_STM32_DMA_H
#define TESTS_MODELS_STM32_DMA_H

#include "models/stm32.h"

#define LISR  0x00
#define HISR  0x04
#define LIFCR 0x08
#define HIFCR 0x0c
#define SCR   0x10
#define SNDTR 0x14
#define SPAR  0x18
#define SM0AR 0x1c
#define SM1AR 0x20
#define SFCR  0x24

#define EN	  0x1u
#define DMEIE	  0x2u
#define TEIE	  0x4u
#define HTIE	  0x8u
#define TCIE	  0x10u
#define PFCTRL	  0x20u
#define P2M	  0x00u
#define M2P	  0x40u
#define M2M	  0x80u
#define CIRC	  0x100u
#define PINC	  0x200u
#define MINC	  0x400u
#define PSIZE(w)  (((w) >> 1) << 11) /* in bytes: 1, 2, 4 */
#define MSIZE(w)  (((w) >> 1) << 13)
#define PINCOS	  0x8000u
#define PL(n)	  ((n) << 16)
#define DBM	  0x40000u
#define CT	  0x80000u
#define PBURST(n) ((n) == 1 ? 0u : (n) == 4 ? 1u << 21 : (n) == 8 ? 2u << 21 : 3u << 21)
#define MBURST(n) ((n) == 1 ? 0u : (n) == 4 ? 1u << 23 : (n) == 8 ? 2u << 23 : 3u << 23)

#define FTH(quarters) ((quarters) - 1u)
#define DMDIS	      0x4u
#define FS(v)	      ((v) >> 3 & 7)
#define FEIE	      0x80u

#define FE  0x01u
#define DME 0x04u
#define TE  0x08u
#define HT  0x10u
#define TC  0x20u

#define CCR(x)	   (4 * (x))
#define CSR	   0x80
#define CFR	   0x84
#define RGCR(x)	   (0x100 + 4 * (x))
#define RGSR	   0x140
#define RGCFR	   0x144
#define SOIE	   0x100u
#define EGE	   0x200u
#define SE	   0x10000u
#define GE	   0x10000u
#define RISING	   (1u << 17)
#define FALLING	   (2u << 17)
#define NBREQ(n)   (((n) - 1u) << 19)
#define SYNC_ID(n) ((n) << 24)

/* all of these are about DMA1 */
static inline uint32_t st_rd(unsigned int n, unsigned int reg)
{
	return rd(board.dma[0], reg + 0x18 * n);
}

static inline void st_wr(unsigned int n, unsigned int reg, uint32_t value)
{
	wr(board.dma[0], reg + 0x18 * n, value);
}

static inline unsigned int flag_shift(unsigned int n)
{
	static const unsigned int shift[] = { 0, 6, 16, 22 };

	return shift[n & 3];
}

static inline uint32_t flags(unsigned int n)
{
	return rd(board.dma[0], n & 4 ? HISR : LISR) >> flag_shift(n) & 0x3f;
}

static inline void clear(unsigned int n, uint32_t bits)
{
	wr(board.dma[0], n & 4 ? HIFCR : LIFCR, bits << flag_shift(n));
}

/* everything but EN */
static inline void configure(unsigned int n, uint32_t cr, uint32_t fcr, uint32_t items,
			     uint32_t peripheral, uint32_t memory)
{
	st_wr(n, SCR, cr);
	st_wr(n, SFCR, fcr);
	st_wr(n, SNDTR, items);
	st_wr(n, SPAR, peripheral);
	st_wr(n, SM0AR, memory);
}

static inline void start(unsigned int n)
{
	st_wr(n, SCR, st_rd(n, SCR) | EN);
}

/* stream @n listens to request @id */
static inline void route(unsigned int n, unsigned int id)
{
	wr(board.mux, CCR(n), id);
}

/* waits until one of @bits is set; returns the flags, 0 if none comes */
static inline uint32_t wait_flags(unsigned int n, uint32_t bits)
{
	unsigned int i;

	for (i = 0; i < 100000; i++) {
		uint32_t f = flags(n);

		if (f & bits)
			return f;
		exec_idle(1000);
	}
	return 0;
}

/* from start to end; what it says is cleared */
static inline uint32_t run(unsigned int n)
{
	uint32_t f;

	start(n);
	f = wait_flags(n, TC | TE | FE);
	clear(n, f);
	return f;
}

#endif
