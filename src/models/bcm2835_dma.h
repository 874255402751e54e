/* SPDX-License-Identifier: MIT */
/*
 * The BCM2835's DMA controller, between its files: bcm2835_dma.c (registers,
 * interrupts, the tree) and bcm2835_dma_channel.c (control blocks, data).
 * Host side.
 */
#ifndef MODELS_BCM2835_DMA_H
#define MODELS_BCM2835_DMA_H

#include <dmae/model.h>

#define CHANNELS	15
#define FULL_CHANNELS	7
#define DREQS		32

/* ---- registers, manual 4.2 ------------------------------------------------ */

#define CHAN_STRIDE	0x100
#define CS		0x00
#define   CS_ACTIVE		0x00000001u
#define   CS_END		0x00000002u	/* write 1 to clear: these two */
#define   CS_INT		0x00000004u
#define   CS_DREQ		0x00000008u	/* read only: these four */
#define   CS_PAUSED		0x00000010u
#define   CS_DREQ_STOPS		0x00000020u
#define   CS_ERROR		0x00000100u
#define   CS_STORED		0x30ff0000u	/* priorities, WAIT_FOR_..., DISDEBUG */
#define   CS_ABORT		0x40000000u	/* self-clearing: these two */
#define   CS_RESET		0x80000000u
#define CONBLK_AD	0x04
#define TI		0x08
#define   TI_INTEN		0x00000001u
#define   TI_TDMODE		0x00000002u
#define   TI_DEST_INC		0x00000010u
#define   TI_DEST_WIDTH		0x00000020u	/* 128 bits */
#define   TI_DEST_DREQ		0x00000040u
#define   TI_DEST_IGNORE	0x00000080u
#define   TI_SRC_INC		0x00000100u
#define   TI_SRC_WIDTH		0x00000200u
#define   TI_SRC_DREQ		0x00000400u
#define   TI_SRC_IGNORE		0x00000800u
#define   TI_BURST(v)		((v) >> 12 & 0xf)
#define   TI_PERMAP(v)		((v) >> 16 & 0x1f)
#define   TI_WAITS(v)		((v) >> 21 & 0x1f)
#define   TI_LITE_LACKS		(TI_TDMODE | TI_DEST_IGNORE | TI_SRC_IGNORE)
#define SOURCE_AD	0x0c
#define DEST_AD		0x10
#define TXFR_LEN	0x14
#define STRIDE		0x18
#define NEXTCONBK	0x1c
#define DEBUG		0x20
#define   DEBUG_READ_ERROR	0x00000004u	/* write 1 to clear: all of DEBUG_ERRORS */
#define   DEBUG_ERRORS		0x00000007u
#define   DEBUG_ID(n)		((uint32_t)(n) << 8)
#define   DEBUG_STATE(v)	((uint32_t)(v) << 16)
#define   DEBUG_VERSION		(2u << 25)
#define   DEBUG_LITE		0x10000000u
#define INT_STATUS	0xfe0
#define ENABLE		0xff0

#define BLOCK_BYTES	32
#define LEN_FULL	0x3fffffffu
#define LEN_LITE	0xffffu

enum bcm2835_state {
	IDLE,		/* no control block */
	UNREADABLE,	/* the control block could not be read */
	MOVING,		/* between memories */
	WAITING,	/* for its DREQ */
	BURST,		/* that a DREQ asked for is on the bus */
};

/*
 * What a channel writes over the bus may be its own registers. So whoever
 * makes an access compares @run before and after it: a change means that the
 * channel was stopped meanwhile, and that there is nothing left to do.
 */
struct bcm2835_channel {
	struct dmae_model *model;
	struct dmae_event event;	/* the end of what state says */
	unsigned int index;
	unsigned int irq;
	enum bcm2835_state state;
	unsigned int run;		/* counts starts and stops */
	bool busy;			/* moves data; what it writes may be our registers */

	/* registers */
	uint32_t cs;
	uint32_t conblk;
	uint32_t ti;
	uint32_t src, dst;		/* of the next byte */
	uint32_t len;			/* as programmed */
	uint32_t stride;
	uint32_t next;
	uint32_t debug;

	uint32_t row;			/* bytes of a row; of the block, if it has none */
	uint32_t row_done;		/* of the row under way */
	uint32_t rows;			/* left, this one included */
	uint64_t ready;			/* ns: when the control block has been read */
	uint64_t stretch_ns;		/* MOVING: when it went on, */
	uint32_t stretch_from;		/*   from which byte of the row, */
	uint32_t stretch_to;		/*   up to which */
};

struct bcm2835_dma {
	uint64_t hz;
	uint32_t enable;
	uint32_t dreq;
	struct bcm2835_channel channel[CHANNELS];
};

static inline struct bcm2835_dma *controller(const struct bcm2835_channel *ch)
{
	return dmae_model_state(ch->model);
}

static inline bool lite(const struct bcm2835_channel *ch)
{
	return ch->index >= FULL_CHANNELS;
}

static inline uint64_t cycles_to_ns(const struct bcm2835_channel *ch, uint64_t cycles)
{
	uint64_t hz = controller(ch)->hz;

	return (cycles * 1000000000u + hz - 1) / hz;
}

static inline bool paced(const struct bcm2835_channel *ch)
{
	/* DREQ 0 is always up */
	return ch->ti & (TI_SRC_DREQ | TI_DEST_DREQ) && TI_PERMAP(ch->ti);
}

static inline bool asked_for(const struct bcm2835_channel *ch)
{
	return controller(ch)->dreq >> TI_PERMAP(ch->ti) & 1;
}

static inline bool running(const struct bcm2835_channel *ch)
{
	return ch->cs & CS_ACTIVE && controller(ch)->enable >> ch->index & 1;
}

/* ---- bcm2835_dma.c -------------------------------------------------------- */

/** bcm2835_irq_update() - after a change of a channel's CS.INT */
void bcm2835_irq_update(struct bcm2835_channel *ch);

/* ---- bcm2835_dma_channel.c ------------------------------------------------ */

/** bcm2835_channel_start() - ACTIVE is set: begin with CONBLK_AD, or go on where it was paused */
void bcm2835_channel_start(struct bcm2835_channel *ch);
/** bcm2835_channel_go() - set a channel in motion from where it stands */
void bcm2835_channel_go(struct bcm2835_channel *ch);
/** bcm2835_channel_sync() - bring data and registers up to the present */
void bcm2835_channel_sync(struct bcm2835_channel *ch);
void bcm2835_channel_stop(struct bcm2835_channel *ch);
/** bcm2835_block_next() - what follows the current block, which is done or given up */
void bcm2835_block_next(struct bcm2835_channel *ch);
void bcm2835_channel_event(struct dmae_model *m, struct dmae_event *event);

#endif
