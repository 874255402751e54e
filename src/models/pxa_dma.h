/* SPDX-License-Identifier: MIT */
/*
 * The DMA controller of PXA and MMP2, between its files: pxa_dma.c (registers,
 * interrupts, the tree) and pxa_dma_channel.c (descriptors, data). Host side.
 */
#ifndef MODELS_PXA_DMA_H
#define MODELS_PXA_DMA_H

#include <dmae/model.h>

#define CHANNELS	32
#define REQUESTS	128

/* ---- registers, manual 5.5 ------------------------------------------------ */

#define DCSR(n)		(0x000 + 4 * (n))
#define   DCSR_RUN		0x80000000u
#define   DCSR_NODESC		0x40000000u
#define   DCSR_STOPIRQEN	0x20000000u
#define   DCSR_MASKRUN		0x00400000u	/* RUN is not to be written */
#define   DCSR_REQPEND		0x00000100u	/* read only */
#define   DCSR_STOPINTR		0x00000008u	/* read only: stopped */
#define   DCSR_ENDINTR		0x00000004u	/* write 1 to clear: these three */
#define   DCSR_STARTINTR	0x00000002u
#define   DCSR_BUSERRINTR	0x00000001u
#define   DCSR_EVENTS		0x00000007u
#define   DCSR_STORED		(DCSR_NODESC | DCSR_STOPIRQEN | 0x1c000000u)
#define DALGN		0x0a0
#define DINT		0x0f0
#define DRCMR_LOW	0x100	/* request lines 0 to 63, */
#define DRCMR_HIGH	0x1100	/*   and from 64 */
#define   DRCMR_MAPVLD		0x80u
#define   DRCMR_BITS		0x9fu
#define CHAN_BASE	0x200
#define CHAN_STRIDE	0x10
#define DDADR		0x0
#define   DDADR_STOP		0x1u
#define DSADR		0x4
#define DTADR		0x8
#define DCMD		0xc
#define   DCMD_INCSRC		0x80000000u
#define   DCMD_INCTRG		0x40000000u
#define   DCMD_FLOWSRC		0x20000000u
#define   DCMD_FLOWTRG		0x10000000u
#define   DCMD_STARTIRQEN	0x00400000u
#define   DCMD_ENDIRQEN		0x00200000u
#define   DCMD_SIZE(v)		((v) >> 16 & 0x3)
#define   DCMD_WIDTH(v)		((v) >> 14 & 0x3)
#define   DCMD_LEN		0x00001fffu

enum pxa_state {
	STOPPED,	/* RUN needs DDADR first, or NODESC */
	UNREADABLE,	/* the descriptor could not be read */
	MOVING,		/* between memories */
	WAITING,	/* for a request */
	BURST,		/* that was asked for is on the bus */
};

/*
 * What a channel writes over the bus may be its own registers. So whoever
 * makes an access compares @run before and after it: a change means that the
 * channel was stopped meanwhile, and that there is nothing left to do.
 */
struct pxa_channel {
	struct dmae_model *model;
	struct dmae_event event;	/* the end of what state says */
	unsigned int index;
	enum pxa_state state;
	unsigned int run;		/* counts starts and stops */
	bool busy;			/* moves data; what it writes may be our registers */
	bool fresh;			/* DDADR was written since the channel stopped */

	/* registers */
	uint32_t csr;			/* DCSR_STORED, DCSR_EVENTS and DCSR_RUN */
	uint32_t ddadr;
	uint32_t src, dst;		/* of the next byte */
	uint32_t cmd;			/* its length: what is left */

	uint64_t ready;			/* ns: when the descriptor has been read */
	uint64_t stretch_ns;		/* MOVING: when it went on, */
	uint32_t stretch_len;		/*   with how much to go */
};

struct pxa_dma {
	uint64_t hz;
	unsigned int channels;
	bool own_lines;			/* each channel has an interrupt of its own */
	uint32_t dalgn;
	uint8_t drcmr[REQUESTS];
	bool request[REQUESTS];		/* level of each line */
	struct pxa_channel channel[CHANNELS];
};

static inline struct pxa_dma *pxa_dma(const struct pxa_channel *ch)
{
	return dmae_model_state(ch->model);
}

static inline uint64_t cycles_to_ns(const struct pxa_channel *ch, uint64_t cycles)
{
	uint64_t hz = pxa_dma(ch)->hz;

	return (cycles * 1000000000u + hz - 1) / hz;
}

static inline uint32_t left(const struct pxa_channel *ch)
{
	return ch->cmd & DCMD_LEN;
}

static inline bool paced(const struct pxa_channel *ch)
{
	return ch->cmd & (DCMD_FLOWSRC | DCMD_FLOWTRG);
}

/* is one of the request lines up that are mapped to the channel? */
static inline bool asked_for(const struct pxa_channel *ch)
{
	const struct pxa_dma *s = pxa_dma(ch);
	unsigned int i;

	for (i = 0; i < REQUESTS; i++)
		if (s->request[i] && s->drcmr[i] == (DRCMR_MAPVLD | ch->index))
			return true;
	return false;
}

/* ---- pxa_dma.c ------------------------------------------------------------ */

/** pxa_irq_update() - after a change of a channel's DCSR */
void pxa_irq_update(struct pxa_channel *ch);

/* ---- pxa_dma_channel.c ---------------------------------------------------- */

/**
 * pxa_channel_run() - RUN is set: with a descriptor, with what the registers hold, or from where
 * it was stopped
 */
void pxa_channel_run(struct pxa_channel *ch);
/** pxa_channel_go() - set a channel in motion from where it stands */
void pxa_channel_go(struct pxa_channel *ch);
/** pxa_channel_sync() - bring data and registers up to the present */
void pxa_channel_sync(struct pxa_channel *ch);
void pxa_channel_stop(struct pxa_channel *ch);
void pxa_channel_event(struct dmae_model *m, struct dmae_event *event);

#endif
