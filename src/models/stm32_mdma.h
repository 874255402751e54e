/* SPDX-License-Identifier: MIT */
/*
 * The STM32 MDMA from within: what its registers (stm32_mdma.c), the course
 * of a channel (stm32_mdma_channel.c) and the data path (stm32_mdma_data.c)
 * share. Private to the three. Host side.
 */
#ifndef MODELS_STM32_MDMA_H
#define MODELS_STM32_MDMA_H

#include <dmae/model.h>

#define MDMA_CHANNELS 32
#define MDMA_REQUESTS 64  /* what TSEL can say */
#define MDMA_BUFFER   128 /* bytes of a buffer transfer at most */

/* CxISR, and CxIFCR */
#define ISR_TEIF  0x00001u
#define ISR_CTCIF 0x00002u
#define ISR_BRTIF 0x00004u
#define ISR_BTIF  0x00008u
#define ISR_TCIF  0x00010u
#define ISR_FLAGS 0x0001fu
#define ISR_CRQA  0x10000u

/* CxESR */
#define ESR_TEA	 0x07fu
#define ESR_TED	 0x080u /* the write side */
#define ESR_TELD 0x100u
#define ESR_TEMD 0x200u
#define ESR_ASE	 0x400u
#define ESR_BSE	 0x800u

/* CxCR: the interrupt enables are the flags of CxISR, one bit higher */
#define CR_EN	0x00001u
#define CR_IE	0x0003eu
#define CR_TCIE	0x00020u
#define CR_BEX	0x01000u
#define CR_HEX	0x02000u
#define CR_WEX	0x04000u
#define CR_SWRQ 0x10000u
#define CR_ALL	0x070ffu /* SM is for secure software, SWRQ reads as 0 */

/* CxTCR */
#define TCR_SINC(t)   ((t) & 3u)
#define TCR_DINC(t)   ((t) >> 2 & 3u)
#define TCR_SSIZE(t)  (1u << ((t) >> 4 & 3u))
#define TCR_DSIZE(t)  (1u << ((t) >> 6 & 3u))
#define TCR_SINCOS(t) (1u << ((t) >> 8 & 3u))
#define TCR_DINCOS(t) (1u << ((t) >> 10 & 3u))
#define TCR_SBURST(t) (1u << ((t) >> 12 & 7u))
#define TCR_DBURST(t) (1u << ((t) >> 15 & 7u))
#define TCR_TLEN(t)   ((t) >> 18 & 0x7fu)
#define TCR_PKE	      0x02000000u
#define TCR_PAM(t)    ((t) >> 26 & 3u)
#define TCR_TRGM(t)   ((t) >> 28 & 3u)
#define TCR_SWRM      0x40000000u

enum mdma_increment {
	INC_FIXED = 0,
	INC_UP = 2,
	INC_DOWN = 3,
};

/* how much a request moves */
enum mdma_trigger_mode {
	TRGM_BUFFER,
	TRGM_BLOCK,
	TRGM_REPEATED_BLOCK,
	TRGM_CHANNEL,
};

/* CxBNDTR */
#define BNDTR_BNDT    0x0001ffffu
#define BNDTR_BRSUM   0x00040000u
#define BNDTR_BRDUM   0x00080000u
#define BNDTR_BRC_ONE 0x00100000u
#define BNDTR_BRC     0xfff00000u
#define BNDTR_ALL     0xfffdffffu
#define BNDT_MAX      65536u

/* CxTBR */
#define TBR_TSEL(t) ((t) & 0x3fu)
#define TBR_SBUS    0x00010000u
#define TBR_DBUS    0x00020000u
#define TBR_ALL	    0x0003003fu

enum mdma_state {
	MDMA_OFF,
	MDMA_WAIT,   /* for a request */
	MDMA_BUFFER_MOVES,
	MDMA_BLOCK_MOVES, /* the rest of a block, in one stretch: nobody can tell the buffers */
	MDMA_LINK,   /* the next block's registers are being fetched */
};

/**
 * struct mdma_channel - a channel
 *
 * What a channel writes over the bus may be its own registers. So whoever
 * makes an access compares @run before and after it: a change means that the
 * channel has been stopped meanwhile.
 */
struct mdma_channel {
	struct dmae_model *model;
	unsigned int index;
	struct dmae_event event; /* the end of what @state says, */
	uint64_t due;		 /*   and when it comes, in ns */
	enum mdma_state state;
	unsigned int run;
	bool stopping; /* EN was cleared: the buffer under way is the last */
	bool acked;    /* the request under way has been acknowledged */
	bool repeated; /* the block is one of several */

	uint32_t flags; /* of CxISR */
	bool crqa;	/* and CRQA: a request is active */
	uint32_t esr, cr, tcr, bndtr, sar, dar, brur, lar, tbr, mar, mdr;
	uint32_t block; /* BNDT as the block began, for repeated blocks */

	uint64_t stretch_ns;   /* MDMA_BLOCK_MOVES: when, and */
	uint32_t stretch_bndt; /*   with how many bytes left it began */
	bool moving;	       /* data: what it writes may be our registers */
};

struct stm32_mdma {
	uint64_t hz;
	bool request[MDMA_REQUESTS];
	uint32_t gisr;
	struct mdma_channel channel[MDMA_CHANNELS];
};

/* ---- stm32_mdma_data.c ---- */

/** mdma_fault - what went wrong with a transfer: CxESR to be, and whether the bus said so; or 0 */
typedef uint32_t mdma_fault;
#define MDMA_BUS_FAULT 0x80000000u

/** mdma_buffer_whole() - TLEN + 1, in whole items of both sides */
uint32_t mdma_buffer_whole(const struct mdma_channel *ch);
/** mdma_buffer_bytes() - what the next buffer transfer moves, counted at the source */
uint32_t mdma_buffer_bytes(const struct mdma_channel *ch);
/** mdma_buffer_cycles() - how long a buffer of @bytes takes */
uint64_t mdma_buffer_cycles(const struct mdma_channel *ch, uint32_t bytes);
/** mdma_check() - ASE, BSE and what a bus cannot do, for the next buffer */
mdma_fault mdma_check(const struct mdma_channel *ch);
/** mdma_plain() - the rest of the block is the same bytes in the same order on both sides */
bool mdma_plain(const struct mdma_channel *ch);
/**
 * mdma_buffer() - one buffer transfer; addresses and BNDT move on if it succeeds, and if the
 * channel's @run is still what it was
 */
mdma_fault mdma_buffer(struct mdma_channel *ch);
/** mdma_copy() - @bytes of a plain block, a multiple of the buffer or all that is left */
mdma_fault mdma_copy(struct mdma_channel *ch, uint32_t bytes);

/* ---- stm32_mdma_channel.c ---- */

void mdma_channel_init(struct mdma_channel *ch, struct dmae_model *m, unsigned int index);
/** mdma_signal() - sets the flags, and the interrupt that follows */
void mdma_signal(struct mdma_channel *ch, uint32_t flags);
/** mdma_block_begin() - BNDT and BRC have been loaded, by software or by a link */
void mdma_block_begin(struct mdma_channel *ch);
/** mdma_enable() - software sets EN */
void mdma_enable(struct mdma_channel *ch);
/** mdma_disable() - software clears EN: takes until the buffer under way is done */
void mdma_disable(struct mdma_channel *ch);
/** mdma_request() - software, or a line, asks for what TRGM says */
void mdma_request(struct mdma_channel *ch);
/** mdma_sync() - brings BNDT and the addresses up to the present */
void mdma_sync(struct mdma_channel *ch);

#endif
