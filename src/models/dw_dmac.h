/* SPDX-License-Identifier: MIT */
/*
 * The DesignWare AHB DMA controller, between its files: dw_dmac.c (registers,
 * interrupts), dw_dmac_config.c (as what it was built), dw_dmac_block.c (the
 * course of a channel: linked lists, multi-block, errors), dw_dmac_memory.c
 * (blocks between memories), dw_dmac_handshake.c (blocks that peripherals
 * pace), dw_dmac_pci.c (as PCI functions). Host side.
 */
#ifndef MODELS_DW_DMAC_H
#define MODELS_DW_DMAC_H

#include <dmae/model.h>

#define DW_CHANNELS	8
#define DW_MASTERS	4
#define DW_REQUESTS	16
#define DW_FIFO_BYTES	64	/* of a channel: CHx_FIFO_DEPTH */
#define DW_AHB_BYTES	32	/* in one burst on the bus: half the FIFO */

/* ---- timing, in cycles of hclk -------------------------------------------- */

#define DW_FETCH_CYCLES		12	/* a linked list item */
#define DW_START_CYCLES		4	/* a block that needs none */
#define DW_BURST_CYCLES		4	/* before the first beat of a burst */

/* ---- CTLx ----------------------------------------------------------------- */

#define CTL_INT_EN		0x00000001u
#define CTL_DST_WIDTH(v)	((v) >> 1 & 0x7u)
#define CTL_SRC_WIDTH(v)	((v) >> 4 & 0x7u)
#define CTL_DINC(v)		((v) >> 7 & 0x3u)
#define CTL_SINC(v)		((v) >> 9 & 0x3u)
#define CTL_DST_MSIZE(v)	((v) >> 11 & 0x7u)
#define CTL_SRC_MSIZE(v)	((v) >> 14 & 0x7u)
#define CTL_SRC_GATHER		0x00020000u
#define CTL_DST_SCATTER		0x00040000u
#define CTL_TT_FC(v)		((v) >> 20 & 0x7u)
#define CTL_DMS(v)		((v) >> 23 & 0x3u)
#define CTL_SMS(v)		((v) >> 25 & 0x3u)
#define CTL_LLP_DST		0x08000000u
#define CTL_LLP_SRC		0x10000000u
#define CTL_LO_BITS		0x1ff7ffffu

/* ---- CFGx ----------------------------------------------------------------- */

#define CFG_PRIOR(v)		((v) >> 5 & 0x7u)
#define CFG_SUSP		0x00000100u
#define CFG_FIFO_EMPTY		0x00000200u	/* read only */
#define CFG_HS_SEL_DST		0x00000400u	/* 1: software handshaking */
#define CFG_HS_SEL_SRC		0x00000800u
#define CFG_DST_HS_POL		0x00040000u	/* 1: active low */
#define CFG_SRC_HS_POL		0x00080000u
#define CFG_RELOAD_SRC		0x40000000u
#define CFG_RELOAD_DST		0x80000000u
#define CFG_HI_FCMODE		0x00000001u
#define CFG_HI_DS_UPD		0x00000020u
#define CFG_HI_SS_UPD		0x00000040u

/* ---- linked list items ---------------------------------------------------- */

#define LLI_CTL_HI	0x10
#define LLI_SSTAT	0x14
#define LLI_DSTAT	0x18
#define LLP_LOC		0xfffffffcu
#define LLP_LMS(v)	((v) & 0x3u)

enum dw_end { DW_SRC, DW_DST };

/* rows of the five interrupt registers, and bits of StatusInt */
enum dw_irq { DW_TFR, DW_BLOCK, DW_SRCTRAN, DW_DSTTRAN, DW_ERR, DW_IRQS };

/* who decides how long a block is: CTLx.TT_FC */
enum dw_flow { DW_FLOW_DMAC, DW_FLOW_SRC, DW_FLOW_DST };

/**
 * struct dw_side - the source or the destination of a channel
 * @addr: SARx, DARx
 * @start: what it was when the channel was enabled: for auto-reload
 * @stat, @statar: SSTATx, SSTATARx and their like
 * @sg: SGRx, DSRx
 * @width: bytes of an item
 * @step: +1, -1 or 0 items
 * @sg_count, @sg_interval: gather or scatter: after so many items so many are left out; 0: off
 * @sg_pos: items since the last gap
 * @peripheral: paced by a handshake
 * @burst: items of a burst transaction
 * @left: items that are left of the transaction under way, 0 if there is none
 * @moved: items of the transaction under way that have been moved
 * @last: the transaction under way is the last (where this side controls the flow)
 * @over: and it is done
 */
struct dw_side {
	uint32_t addr;
	uint32_t start;
	uint32_t stat;
	uint32_t statar;
	uint32_t sg;
	unsigned int width;
	int step;
	unsigned int sg_count;
	unsigned int sg_interval;
	unsigned int sg_pos;
	bool peripheral;
	unsigned int burst;
	unsigned int left;
	unsigned int moved;
	bool last;
	bool over;
};

enum dw_state {
	DW_IDLE,
	DW_REFUSED,	/* what is under way will end in an error */
	DW_STRETCH,	/* a block between memories */
	DW_BEGIN,	/* a paced block is about to begin */
	DW_PACED,	/* a block with a peripheral in it */
	DW_STALLED,	/* until software clears the block interrupt */
};

/*
 * What a channel writes over the bus may be its own registers. So whoever
 * makes an access compares @run before and after it: a change means that the
 * channel was stopped meanwhile, and that there is nothing left to do.
 */
struct dw_channel {
	struct dmae_model *model;
	struct dmae_event event;	/* the end of what state says */
	unsigned int index;
	enum dw_state state;
	unsigned int run;		/* counts starts and stops */

	/* registers */
	struct dw_side side[2];
	uint32_t llp;
	uint32_t ctl_lo;
	uint32_t ctl_hi;
	uint32_t cfg_lo;
	uint32_t cfg_hi;
	uint32_t reload_lo;		/* CTLx when the channel was enabled */
	uint32_t reload_hi;

	/* the block */
	uint32_t lli;			/* address of its linked list item; 0: none */
	enum dw_flow flow;
	uint64_t total;			/* bytes from the source, as far as that is known */
	uint64_t bytes;			/* read from the source so far */
	uint64_t written;		/* to the destination */
	uint64_t ready;			/* ns: when its beginning has been fetched */
	uint64_t stretch_ns;		/* DW_STRETCH: when, and at which byte, it */
	uint64_t stretch_from;		/*   went on */
	bool moving;			/* moves data; what it writes may be our registers */

	uint8_t fifo[DW_FIFO_BYTES];
	unsigned int level;		/* bytes in it */

	const char *refusal;		/* DW_REFUSED: what is wrong, */
	uint32_t refusal_value;		/*   and with which number */
};

/**
 * struct dw_variant - what differs between the controllers of this family
 * @block_bits: width of CTLx.BLOCK_TS; DONE is the bit above it
 * @block_bytes: BLOCK_TS counts bytes, not items of the source
 * @software: has software handshaking
 */
struct dw_variant {
	unsigned int block_bits;
	bool block_bytes;
	bool software;
};

struct dw_dmac {
	struct dmae_model *model;
	const struct dw_variant *variant;
	uint64_t hz;
	unsigned int channels;
	unsigned int masters;
	unsigned int master_width[DW_MASTERS];	/* bytes */
	unsigned int block_max;			/* of CTLx.BLOCK_TS: a power of two, less one */
	unsigned int max_burst[DW_CHANNELS];	/* items */
	bool multi_block[DW_CHANNELS];

	bool on;			/* DmaCfgReg.DMA_EN */
	uint32_t test;
	uint8_t raw[DW_IRQS];
	uint8_t mask[DW_IRQS];
	uint8_t sw_req[2], sw_single[2], sw_last[2];	/* software handshaking, by side */
	uint64_t request;		/* level of each hardware handshake */
	uint64_t request_last;		/* its next transaction is the last */
	uint32_t fifo_partition[4];	/* iDMA 32-bit */
	struct dw_channel channel[DW_CHANNELS];
	struct dw_channel *owner;	/* whose transaction is on the bus */
	enum dw_end owner_side;
};

static inline struct dw_dmac *dw_dmac(const struct dw_channel *ch)
{
	return dmae_model_state(ch->model);
}

static inline uint64_t dw_cycles_to_ns(const struct dw_channel *ch, uint64_t cycles)
{
	uint64_t hz = dw_dmac(ch)->hz;

	return (cycles * 1000000000u + hz - 1) / hz;
}

/** dw_request_input() - which hardware handshake a side listens to */
static inline unsigned int dw_request_input(const struct dw_channel *ch, enum dw_end end)
{
	uint32_t cfg = ch->cfg_hi;

	if (dw_dmac(ch)->variant->block_bytes)
		return end == DW_SRC ? (cfg & 0xf) | (cfg >> 28 & 0x3) << 4 :
				       (cfg >> 4 & 0xf) | (cfg >> 30 & 0x3) << 4;
	return end == DW_SRC ? cfg >> 7 & 0xf : cfg >> 11 & 0xf;
}

/* ---- dw_dmac.c ------------------------------------------------------------ */

extern const struct dw_variant dw_ahb_variant;
/* what the classes of all variants have in common */
int dw_create(struct dmae_model *m, const struct dw_variant *variant);
void dw_destroy(struct dmae_model *m);
void dw_reset(struct dmae_model *m);
uint64_t dw_read(struct dmae_model *m, unsigned int window, uint64_t offset, unsigned int width);
void dw_write(struct dmae_model *m, unsigned int window, uint64_t offset, unsigned int width,
	      uint64_t value);
void dw_describe(struct dmae_model *m, struct dmae_text *text);

/** dw_raise() - set a channel's bit in a raw interrupt register */
void dw_raise(struct dw_channel *ch, enum dw_irq irq);

/* ---- dw_dmac_config.c ----------------------------------------------------- */

/** dw_read_tree() - the configuration; -EINVAL with a line in the log */
int dw_read_tree(struct dmae_model *m, struct dw_dmac *s);
/** dw_params() - the component parameter register at @reg */
uint32_t dw_params(const struct dw_dmac *s, uint32_t reg);

/* ---- dw_dmac_block.c ------------------------------------------------------ */

/** dw_channel_enable() - ChEnReg: a transfer begins with what the registers say */
void dw_channel_enable(struct dw_channel *ch);
/** dw_channel_disable() - it ends here; what is in the FIFO is lost */
void dw_channel_disable(struct dw_channel *ch);
/** dw_channel_configure() - CFGx, low half: may suspend or resume */
void dw_channel_configure(struct dw_channel *ch, uint32_t value);
/** dw_channel_fail() - an error response to an access of @end, or (-1) to one for the list */
void dw_channel_fail(struct dw_channel *ch, int end, enum dmae_bus response, uint32_t addr);
/** dw_channel_unstall() - the block interrupt has been cleared */
void dw_channel_unstall(struct dw_channel *ch);
/** dw_block_end() - all of the block has been moved */
void dw_block_end(struct dw_channel *ch);
/** dw_ctl_hi() - CTLx, high half: how much has been read */
uint32_t dw_ctl_hi(struct dw_channel *ch);
void dw_channel_event(struct dmae_model *m, struct dmae_event *event);

static inline bool dw_enabled(const struct dw_channel *ch)
{
	return ch->state != DW_IDLE;
}

static inline bool dw_suspended(const struct dw_channel *ch)
{
	return ch->cfg_lo & CFG_SUSP;
}

/* ---- dw_dmac_memory.c ----------------------------------------------------- */

/** dw_side_move() - @items items of one side; false: the channel has been stopped meanwhile */
bool dw_side_move(struct dw_channel *ch, enum dw_end end, uint8_t *data, unsigned int items);
/** dw_side_tail() - the rest of a block that makes no whole item, byte by byte */
bool dw_side_tail(struct dw_channel *ch, uint8_t *data, unsigned int bytes);
/** dw_memory_go() - set a block between memories in motion from where it stands */
void dw_memory_go(struct dw_channel *ch);
/** dw_memory_move() - up to byte @to of the block; false: the channel has been stopped */
bool dw_memory_move(struct dw_channel *ch, uint64_t to);
/** dw_memory_sync() - bring data and registers up to the present */
void dw_memory_sync(struct dw_channel *ch);

/* ---- dw_dmac_handshake.c -------------------------------------------------- */

/** dw_paced_begin() - the block is there: fill the FIFO as far as nobody need be asked */
void dw_paced_begin(struct dw_channel *ch);
/** dw_paced_transaction() - the end of the transaction that dw_arbitrate() has granted */
void dw_paced_transaction(struct dw_channel *ch);
/** dw_paced_resume() - CFGx.CH_SUSP has been cleared */
void dw_paced_resume(struct dw_channel *ch);
/** dw_arbitrate() - give the bus to the most important channel that has something to do */
void dw_arbitrate(struct dw_dmac *s);
/** dw_fifo_empty() - CFGx.FIFO_EMPTY */
bool dw_fifo_empty(const struct dw_channel *ch);

#endif
