/* SPDX-License-Identifier: MIT */
/*
 * The STM32 DMA controller from within: what its registers (stm32_dma.c) and
 * its streams (stm32_dma_stream.c) share. Private to the two. Section numbers
 * are those of the DMA chapter of RM0436. Host side.
 */
#ifndef MODELS_STM32_DMA_H
#define MODELS_STM32_DMA_H

#include <dmae/model.h>

#define DMA_STREAMS 8
#define DMA_FIFO    16 /* bytes: four words */

/* SxCR */
#define CR_EN	     0x00000001u
#define CR_DMEIE     0x00000002u
#define CR_TEIE	     0x00000004u
#define CR_HTIE	     0x00000008u
#define CR_TCIE	     0x00000010u
#define CR_PFCTRL    0x00000020u
#define CR_DIR(cr)   ((cr) >> 6 & 3u)
#define CR_CIRC	     0x00000100u
#define CR_PINC	     0x00000200u
#define CR_MINC	     0x00000400u
#define CR_PSIZE(cr) ((cr) >> 11 & 3u)
#define CR_MSIZE(cr) ((cr) >> 13 & 3u)
#define CR_SIZE_MASK 3u
#define CR_PSIZE_SH  11
#define CR_MSIZE_SH  13
#define CR_PINCOS    0x00008000u
#define CR_DBM	     0x00040000u
#define CR_CT	     0x00080000u
#define CR_PBURST    0x00600000u
#define CR_MBURST    0x01800000u
#define CR_ALL	     0x01ffffffu
/* what may be written while the stream runs */
#define CR_LIVE (CR_TCIE | CR_HTIE | CR_TEIE | CR_DMEIE)

/* SxFCR */
#define FCR_FTH	  0x03u
#define FCR_DMDIS 0x04u
#define FCR_FEIE  0x80u

/* a stream's flags, as in LISR for stream 0 */
#define FLAG_FE	 0x01u
#define FLAG_DME 0x04u
#define FLAG_TE	 0x08u
#define FLAG_HT	 0x10u
#define FLAG_TC	 0x20u
#define FLAG_ALL 0x3du

enum stm32_dir {
	DIR_PERIPHERAL_TO_MEMORY,
	DIR_MEMORY_TO_PERIPHERAL,
	DIR_MEMORY_TO_MEMORY,
	DIR_RESERVED,
};

enum stream_state {
	STREAM_OFF,   /* EN is 0, or nothing can be served (NDTR is 0) */
	STREAM_WAIT,  /* for a request */
	STREAM_BURST, /* what a request asked for is under way, or a FIFO full between memories */
	STREAM_COPY,  /* a stretch between memories is under way */
	STREAM_DRAIN, /* software has cleared EN: the FIFO is flushed */
};

/**
 * struct stm32_stream - a stream
 *
 * What a stream writes over the bus may be its own registers. So whoever
 * makes an access compares @run before and after it: a change means that the
 * stream has been stopped meanwhile.
 */
struct stm32_stream {
	struct dmae_model *model;
	unsigned int index;
	struct dmae_event event; /* the end of what @state says */
	enum stream_state state;
	unsigned int run;
	bool stopping; /* EN was cleared while a burst was under way */
	bool request;  /* level of its request input */
	bool last;     /* the peripheral has announced its last burst */
	bool halved;   /* HTIF has been set for this round */

	uint32_t cr, fcr, par, mar[2], flags;
	uint32_t ndtr;	     /* what is left, in items of PSIZE */
	uint32_t programmed; /* what it is loaded with */

	uint32_t paddr, maddr; /* where the two ports are */
	uint32_t mleft;	       /* bytes that the memory port has yet to move */
	uint8_t fifo[2 * DMA_FIFO]; /* a burst, on top of what an overrun leaves */
	unsigned int level;

	uint64_t copy_ns;   /* STREAM_COPY: when it began, */
	uint32_t copy_from; /*   at which byte of the round, */
	uint32_t copy_to;   /*   and where it ends */
	bool copying;	    /* in stream_copy(): what it writes may be our registers */
};

struct stm32_dma {
	uint64_t hz;
	struct dmae_model *mdma; /* hears of the TCIF flags; or NULL */
	unsigned int mdma_base;	 /* its request input for stream 0 */
	struct stm32_stream stream[DMA_STREAMS];
};

/** stream_init() - once, before anything else */
void stream_init(struct stm32_stream *st, struct dmae_model *m, unsigned int index);
/** stream_signal() - sets the flags, and the lines that follow from them */
void stream_signal(struct stm32_stream *st, uint32_t flags);
/** stream_enable() - software sets EN; the registers hold the configuration */
void stream_enable(struct stm32_stream *st);
/** stream_disable() - software clears EN: takes until the burst under way is done */
void stream_disable(struct stm32_stream *st);
/** stream_fail() - a transfer error: TEIF, and the stream is off */
void stream_fail(struct stm32_stream *st);
/** stream_sync() - brings NDTR up to the present */
void stream_sync(struct stm32_stream *st);
/** stream_go() - looks what can be done next, and starts it */
void stream_go(struct stm32_stream *st);

#endif
