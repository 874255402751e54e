/* SPDX-License-Identifier: MIT */
/*
 * PL330: what the files of the model share. Host side; nobody else includes
 * it. Names of registers, fields and states are the manual's: ARM CoreLink
 * DMA-330 DMA Controller, Technical Reference Manual, DDI 0424, r1p2.
 *
 *	pl330.c			the block: configuration, interrupts, requests
 *	pl330_registers.c	registers, the debug instruction
 *	pl330_thread.c		the life of a thread: time, waiting, faults
 *	pl330_decode.c		instructions
 *	pl330_data.c		MFIFO, loads and stores
 *	pl330_loop.c		many equal bursts as one copy
 */
#ifndef DMAE_MODELS_PL330_H
#define DMAE_MODELS_PL330_H

#include <dmae/model.h>

#define PL330_CHANNELS	8	/* most that there can be */
#define PL330_EVENTS	32
#define PL330_PERIPHS	32
#define PL330_LINES	33	/* interrupt lines: one for each event, and irq_abort */
#define PL330_CODE	256	/* bytes of program that a thread holds */

/* what a thread is about: DSR and CSRn, bits 3:0 */
enum pl330_status {
	PL330_STOPPED = 0x0,
	PL330_EXECUTING = 0x1,
	PL330_WFE = 0x4,
	PL330_AT_BARRIER = 0x5,
	PL330_WFP = 0x7,
	PL330_FAULTING = 0xf,
};

/* FTRD and FTRn */
enum pl330_fault {
	FAULT_UNDEF_INSTR = 1u << 0,
	FAULT_OPERAND_INVALID = 1u << 1,
	FAULT_DMAGO = 1u << 4,		/* FTRD */
	FAULT_EVNT = 1u << 5,
	FAULT_PERIPH = 1u << 6,
	FAULT_RDWR = 1u << 7,
	FAULT_MFIFO = 1u << 12,
	FAULT_ST_DATA = 1u << 13,
	FAULT_INSTR_FETCH = 1u << 16,
	FAULT_DATA_WRITE = 1u << 17,
	FAULT_DATA_READ = 1u << 18,
	FAULT_DBG_INSTR = 1u << 30,
	FAULT_LOCKUP = 1u << 31,
};

/* CCRn */
#define CCR_SRC_INC	0x00000001u
#define CCR_SRC_SIZE(c)	(1u << ((c) >> 1 & 7))		/* bytes of a beat */
#define CCR_SRC_LEN(c)	(((c) >> 4 & 15) + 1)		/* beats of a burst */
#define CCR_SRC_NS	0x00000200u
#define CCR_DST_INC	0x00004000u
#define CCR_DST_SIZE(c)	(1u << ((c) >> 15 & 7))
#define CCR_DST_LEN(c)	(((c) >> 18 & 15) + 1)
#define CCR_DST_NS	0x00800000u
#define CCR_SWAP(c)	((c) >> 28 & 7)			/* log2 of bytes */
#define CCR_RESET	0x00800200u

/* instructions that more than one file knows */
#define OP_DMAEND	0x00
#define OP_DMALD	0x04
#define OP_DMAST	0x08
#define OP_DMARMB	0x12
#define OP_DMAWMB	0x13
#define OP_DMANOP	0x18
#define OP_DMALP	0x20	/* 0x22: loop counter 1 */
#define OP_DMALPEND	0x38	/* 0x3c: loop counter 1 */

/* cycles, besides one for the instruction */
#define START_CYCLES	12	/* from DMAGO to the first instruction: its fetch */
#define LATENCY_CYCLES	8	/* what a barrier waits for */
#define SLICE_CYCLES	20000	/* the model's: a thread does not plan further ahead */
#define LOCKUP_CYCLES	1024

/**
 * struct pl330_flow - all that the course of a program depends on
 * @pc: of the next instruction
 * @level: bytes in the MFIFO
 * @burst: request_type, as DMAWFP has set it: burst rather than single
 * @last: request_last
 * @loop: 1 or 2 where @pc has just been entered as the body of a loop: its
 *	counter plus 1; else 0
 * @touched: data was moved since somebody cleared it
 */
struct pl330_flow {
	uint32_t pc;
	uint32_t sar, dar, ccr;
	uint32_t lc[2];
	uint32_t level;
	uint8_t burst;
	uint8_t last;
	uint8_t loop;
	uint8_t touched;
};

/**
 * struct pl330_thread - a channel's thread, or the manager's
 * @event: the end of what it has planned
 * @run: counts starts and stops: what a thread writes may be registers of its
 *	own controller, so whoever makes an access compares before and after
 * @waits_for: event of DMAWFE, peripheral of DMAWFP
 * @stalled: executing, but the MFIFO has no room for its load
 * @spinning: in a loop that can do nothing any more: needs no time
 * @busy: it is executing instructions at this moment
 * @plan_ns: when the plan was made
 * @plan_cycles: how long it goes
 * @done_cycles: how much of it has been carried out
 * @share: how many threads shared the engine when it was made
 * @code: a copy of its program from @code_base on: its part of the instruction cache
 * @fifo: its data in the MFIFO, from @fifo_head on
 */
struct pl330_thread {
	struct pl330 *dmac;
	struct dmae_event event;
	unsigned int index;
	enum pl330_status status;
	unsigned int run;
	bool manager;
	bool ns;
	bool wfp_burst, wfp_periph;
	bool stalled, spinning, busy;
	unsigned int waits_for;
	uint32_t faults;
	struct pl330_flow f;
	uint64_t plan_ns, plan_cycles, done_cycles;
	unsigned int share;
	uint32_t code_base;
	unsigned int code_len;
	uint8_t code[PL330_CODE];
	uint8_t *fifo;
	unsigned int fifo_head;
};

/** struct pl330 - the controller */
struct pl330 {
	struct dmae_model *model;
	uint64_t hz;
	unsigned int channels, periphs, events;
	unsigned int width;	/* of the data bus, in bytes */
	unsigned int depth;	/* of the MFIFO, in lines of that width */
	unsigned int revision;	/* PERIPH_ID_2 */
	bool boot_from_pc, manager_ns;
	uint32_t boot_addr;
	uint32_t events_ns;	/* INS: CR3 */
	uint32_t periphs_ns;	/* PNS: CR4 */

	uint32_t inten;
	uint32_t event_active;	/* signalled, and no thread has taken it */
	uint32_t irq;		/* latched interrupts */
	uint32_t requests;	/* level of each peripheral's request */
	uint32_t shown;		/* interrupts as they are on the lines, */
	bool shown_abort;	/*   and irq_abort */
	uint32_t faulting;	/* threads, by index */
	bool wd_irq_only;
	bool wd_abort;		/* irq_abort of the watchdog alone */
	uint32_t dbginst[2];

	unsigned int lines;	/* interrupt lines that are wired */
	uint32_t line_events[PL330_LINES];
	int abort_line;
	struct dmae_event watchdog;

	struct pl330_thread thread[PL330_CHANNELS + 1];	/* the last: manager */
};

static inline struct pl330_thread *pl330_manager(struct pl330 *s)
{
	return &s->thread[PL330_CHANNELS];
}

/** enum pl330_step - how an instruction ended */
enum pl330_step {
	STEP_NEXT,	/* on to the next one */
	STEP_LEFT,	/* not done: its time has not come, or it needs the real world */
	STEP_STOPPED,	/* done, and the thread is not running any more */
};

/* pl330.c */
void pl330_interrupts(struct pl330 *s);
void pl330_signal(struct pl330 *s, unsigned int event);

/* pl330_registers.c */
uint64_t pl330_read(struct dmae_model *m, unsigned int window, uint64_t offset,
		    unsigned int width);
void pl330_write(struct dmae_model *m, unsigned int window, uint64_t offset, unsigned int width,
		 uint64_t value);

/* pl330_thread.c */
void pl330_thread_event(struct dmae_model *m, struct dmae_event *event);
void pl330_watchdog_event(struct dmae_model *m, struct dmae_event *event);
/** pl330_thread_go() - from @pc on */
void pl330_thread_go(struct pl330_thread *t, uint32_t pc, bool ns);
/** pl330_thread_resume() - what it waited for is there; the instruction that waited is done */
void pl330_thread_resume(struct pl330_thread *t);
/** pl330_thread_requested() - is the request of its DMAWFP there? Sets request_type if so */
bool pl330_thread_requested(struct pl330_thread *t);
/** pl330_thread_wait() - DMAWFE, DMAWFP */
void pl330_thread_wait(struct pl330_thread *t, enum pl330_status status, unsigned int what);
/** pl330_thread_stall() - a load found no room */
void pl330_thread_stall(struct pl330_thread *t);
/** pl330_thread_unstall() - room became free */
void pl330_thread_unstall(struct pl330 *s);
void pl330_thread_stop(struct pl330_thread *t);
void pl330_thread_fault(struct pl330_thread *t, uint32_t faults);
/** pl330_thread_sync() - do what must have been done by now */
void pl330_thread_sync(struct pl330_thread *t);
bool pl330_running(const struct pl330_thread *t);

/* pl330_decode.c */
/** pl330_code() - at least @len bytes of program at @pc, or NULL: they cannot be fetched */
const uint8_t *pl330_code(struct pl330_thread *t, uint32_t pc, unsigned int len);
/**
 * pl330_step() - one instruction, or many passes of a loop
 * @t: the thread; if @f is not its own flow, nothing but @f changes
 * @f: from where
 * @budget: cycles that it may take
 * @cost: cycles that it took; where it was STEP_LEFT for the real world: what it will take
 */
enum pl330_step pl330_step(struct pl330_thread *t, struct pl330_flow *f, uint64_t budget,
			   uint64_t *cost);
/** pl330_debug() - an instruction that came through DBGINST */
void pl330_debug(struct pl330_thread *t, const uint8_t *insn);

/* pl330_data.c */
unsigned int pl330_load_bytes(const struct pl330_flow *f, bool single);
unsigned int pl330_store_bytes(const struct pl330_flow *f, bool single);
/** pl330_room() - true if @bytes more fit into the MFIFO; @never: not even into an empty one */
bool pl330_room(const struct pl330_thread *t, const struct pl330_flow *f, unsigned int bytes,
		bool *never);
/** pl330_load(), pl330_store(), pl330_store_zero() - a burst; false: the thread has stopped */
bool pl330_load(struct pl330_thread *t, bool single);
bool pl330_store(struct pl330_thread *t, bool single);
bool pl330_store_zero(struct pl330_thread *t);
/** pl330_load_flow(), pl330_store_flow() - what a burst does to the flow */
void pl330_load_flow(struct pl330_flow *f, bool single);
void pl330_store_flow(struct pl330_flow *f, bool single);

/* pl330_loop.c */
/** pl330_loop() - passes of the loop whose body begins at @f's pc; false: one by one */
bool pl330_loop(struct pl330_thread *t, struct pl330_flow *f, uint64_t budget, uint64_t *cost);
/** pl330_pair() - DMALD and the DMAST behind it as one copy; false: one by one */
bool pl330_pair(struct pl330_thread *t, struct pl330_flow *f, uint64_t budget, uint64_t *cost);

#endif
