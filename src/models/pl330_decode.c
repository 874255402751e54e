// SPDX-License-Identifier: MIT
/*
 * PL330: instructions (manual, chapter 4). The same code plans and executes:
 * on a copy of a thread's flow, nothing but that copy changes, and whatever
 * needs the real world is left; on the thread's own flow, everything happens.
 * Host side; pl330_thread.c calls it.
 */
#include <string.h>

#include "pl330.h"

/* bytes of an instruction; 0: there is none with this first byte */
static unsigned int insn_size(uint8_t op)
{
	switch (op) {
	case 0x00: /* DMAEND */
	case 0x01: /* DMAKILL */
	case 0x04: /* DMALD, S, B */
	case 0x05:
	case 0x07:
	case 0x08: /* DMAST, S, B */
	case 0x09:
	case 0x0b:
	case 0x0c: /* DMASTZ */
	case 0x12: /* DMARMB */
	case 0x13: /* DMAWMB */
	case 0x18: /* DMANOP */
		return 1;
	case 0x20: /* DMALP */
	case 0x22:
	case 0x25: /* DMALDPS, B */
	case 0x27:
	case 0x29: /* DMASTPS, B */
	case 0x2b:
	case 0x28: /* DMALPEND of DMALPFE; with S and B only counter 1 can be told from DMASTP */
	case 0x2c:
	case 0x2d:
	case 0x2f:
	case 0x38: /* DMALPEND */
	case 0x39:
	case 0x3b:
	case 0x3c:
	case 0x3d:
	case 0x3f:
	case 0x30: /* DMAWFP single, peripheral, burst */
	case 0x31:
	case 0x32:
	case 0x34: /* DMASEV */
	case 0x35: /* DMAFLUSHP */
	case 0x36: /* DMAWFE */
		return 2;
	case 0x54: /* DMAADDH */
	case 0x56:
	case 0x5c: /* DMAADNH */
	case 0x5e:
		return 3;
	case 0xa0: /* DMAGO */
	case 0xa2:
	case 0xbc: /* DMAMOV */
		return 6;
	default:
		return 0;
	}
}

/* the manager knows only DMAEND, DMAKILL, DMANOP, DMASEV, DMAWFE and DMAGO */
static bool insn_of_thread(const struct pl330_thread *t, uint8_t op)
{
	switch (op) {
	case 0x00:
	case 0x01:
	case 0x18:
	case 0x34:
	case 0x36:
		return true;
	case 0xa0:
	case 0xa2:
		return t->manager;
	default:
		return !t->manager;
	}
}

const uint8_t *pl330_code(struct pl330_thread *t, uint32_t pc, unsigned int len)
{
	uint32_t at = pc - t->code_base;
	size_t room;

	if (at < t->code_len && len <= t->code_len - at)
		return t->code + at;
	room = 0x100000000ull - pc < PL330_CODE ? 0x100000000ull - pc : PL330_CODE;
	room = dmae_bus_room(t->dmac->model, pc, room, false);
	t->code_base = pc;
	t->code_len = 0;
	if (room < len || dmae_bus_read(t->dmac->model, pc, t->code, room))
		return NULL;
	t->code_len = room;
	return t->code;
}

static uint32_t immediate(const uint8_t *insn)
{
	return insn[2] | insn[3] << 8 | insn[4] << 16 | (uint32_t)insn[5] << 24;
}

/* ---- faults ------------------------------------------------------------ */

/* The program cannot be read at pc: whether that is so is the bus's to say. */
static enum pl330_step fetch_fault(struct pl330_thread *t)
{
	struct dmae_model *m = t->dmac->model;
	unsigned int run = t->run, i, size = 1;
	uint32_t pc = t->f.pc;
	uint8_t byte, op = 0;

	for (i = 0; i < size; i++) {
		enum dmae_bus response = dmae_bus_read(m, (uint32_t)(pc + i), &byte, 1);

		if (t->run != run)
			return STEP_STOPPED;
		if (response)
			break;
		if (!i) {
			op = byte;
			size = insn_size(op);
		}
	}
	/* what can be read byte by byte lies in pieces, or in registers: no place for a program */
	pl330_thread_fault(t, i < size || size ? FAULT_INSTR_FETCH : FAULT_UNDEF_INSTR);
	return STEP_STOPPED;
}

static enum pl330_step fault(struct pl330_thread *t, uint32_t faults)
{
	pl330_thread_fault(t, faults);
	return STEP_STOPPED;
}

/* ---- what is not left to a plan ---------------------------------------- */

static enum pl330_step exec_end(struct pl330_thread *t)
{
	pl330_thread_stop(t);
	return STEP_STOPPED;
}

static bool event_denied(const struct pl330_thread *t, unsigned int event)
{
	return t->ns && !(t->dmac->events_ns >> event & 1);
}

static enum pl330_step exec_sev(struct pl330_thread *t, unsigned int event)
{
	const uint8_t *next;

	if (event >= t->dmac->events)
		return fault(t, FAULT_OPERAND_INVALID);
	if (event_denied(t, event))
		return fault(t, FAULT_EVNT);
	t->f.pc += 2;
	pl330_signal(t->dmac, event);
	/* who is told that a program is done finds it done */
	next = pl330_code(t, t->f.pc, 1);
	return next && *next == OP_DMAEND ? exec_end(t) : STEP_NEXT;
}

static enum pl330_step exec_wfe(struct pl330_thread *t, const uint8_t *insn)
{
	struct pl330 *s = t->dmac;
	unsigned int event = insn[1] >> 3;

	if (event >= s->events)
		return fault(t, FAULT_OPERAND_INVALID);
	if (event_denied(t, event))
		return fault(t, FAULT_EVNT);
	if (insn[1] & 2)
		t->code_len = 0;
	if (s->event_active >> event & 1) {
		s->event_active &= ~(1u << event);
		t->f.pc += 2;
		return STEP_NEXT;
	}
	pl330_thread_wait(t, PL330_WFE, event);
	return STEP_STOPPED;
}

static bool periph_fault(struct pl330_thread *t, unsigned int periph)
{
	const struct pl330 *s = t->dmac;

	if (periph >= s->periphs)
		pl330_thread_fault(t, FAULT_OPERAND_INVALID);
	else if (t->ns && !(s->periphs_ns >> periph & 1))
		pl330_thread_fault(t, FAULT_PERIPH);
	else
		return false;
	return true;
}

static enum pl330_step exec_wfp(struct pl330_thread *t, const uint8_t *insn)
{
	unsigned int periph = insn[1] >> 3;

	if (periph_fault(t, periph))
		return STEP_STOPPED;
	t->wfp_burst = insn[0] & 2;
	t->wfp_periph = insn[0] & 1;
	t->waits_for = periph;
	if (pl330_thread_requested(t)) {
		t->f.pc += 2;
		return STEP_NEXT;
	}
	pl330_thread_wait(t, PL330_WFP, periph);
	return STEP_STOPPED;
}

static enum pl330_step exec_flushp(struct pl330_thread *t, unsigned int periph)
{
	/* a request is a level here: the peripheral has it up if it still wants something */
	if (periph_fault(t, periph))
		return STEP_STOPPED;
	t->f.pc += 2;
	return STEP_NEXT;
}

static enum pl330_step exec_go(struct pl330_thread *t, const uint8_t *insn)
{
	struct pl330 *s = t->dmac;
	unsigned int channel = insn[1] & 7;
	bool ns = insn[0] & 2;

	if (channel >= s->channels)
		return fault(t, FAULT_OPERAND_INVALID);
	if (t->ns && !ns)
		return fault(t, FAULT_DMAGO);
	if (s->thread[channel].status == PL330_STOPPED)
		pl330_thread_go(&s->thread[channel], immediate(insn), ns);
	return STEP_NEXT;
}

/* the instructions whose effect is beyond the thread, or whose outcome is not known before */
static enum pl330_step exec_worldly(struct pl330_thread *t, const uint8_t *insn)
{
	enum pl330_step step;

	switch (insn[0]) {
	case 0x34:
		return exec_sev(t, insn[1] >> 3);
	case 0x36:
		return exec_wfe(t, insn);
	case 0x30:
	case 0x31:
	case 0x32:
		return exec_wfp(t, insn);
	case 0x35:
		return exec_flushp(t, insn[1] >> 3);
	case 0xa0:
	case 0xa2:
		step = exec_go(t, insn);
		if (step == STEP_NEXT)
			t->f.pc += 6;
		return step;
	default: /* DMAEND, DMAKILL */
		return exec_end(t);
	}
}

/* ---- registers and loops ----------------------------------------------- */

static uint32_t mov_faults(const struct pl330_thread *t, const uint8_t *insn)
{
	uint32_t value = immediate(insn);

	if ((insn[1] & 7) > 2)
		return FAULT_OPERAND_INVALID;
	if ((insn[1] & 7) != 1)
		return 0;
	if (CCR_SRC_SIZE(value) > t->dmac->width || CCR_DST_SIZE(value) > t->dmac->width ||
	    CCR_SWAP(value) > 4)
		return FAULT_OPERAND_INVALID;
	if (t->ns && (value & (CCR_SRC_NS | CCR_DST_NS)) != (CCR_SRC_NS | CCR_DST_NS))
		return FAULT_RDWR;
	return 0;
}

static void exec_mov(struct pl330_flow *f, const uint8_t *insn)
{
	uint32_t *const reg[] = { &f->sar, &f->ccr, &f->dar };

	*reg[insn[1] & 7] = immediate(insn);
}

static void exec_add(struct pl330_flow *f, const uint8_t *insn)
{
	uint32_t value = insn[1] | insn[2] << 8;

	if (insn[0] & 8) /* DMAADNH */
		value |= 0xffff0000u;
	if (insn[0] & 2)
		f->dar += value;
	else
		f->sar += value;
}

/* instructions with S and B do nothing unless the request was such */
static bool condition(const struct pl330_flow *f, uint8_t op)
{
	return !(op & 1) || f->burst == (op >> 1 & 1);
}

static void exec_lpend(struct pl330_flow *f, const uint8_t *insn)
{
	unsigned int counter = insn[0] >> 2 & 1;
	bool again = condition(f, insn[0]);

	if (!(insn[0] & 0x10)) /* DMALPFE */
		again = again && !f->last;
	else if (again && f->lc[counter])
		f->lc[counter]--;
	else
		again = false;
	if (again) {
		f->pc -= insn[1];
		f->loop = insn[0] & 0x10 ? counter + 1 : 0;
	} else {
		f->pc += 2;
	}
}

/* ---- data -------------------------------------------------------------- */

/* DMALD, DMALDP */
static enum pl330_step exec_load(struct pl330_thread *t, struct pl330_flow *f, const uint8_t *insn,
				 uint64_t budget, uint64_t *cost)
{
	bool real = f == &t->f, peripheral = insn[0] & 0x20;
	bool single = insn[0] & 1 && !f->burst, never;

	if (peripheral && insn[1] >> 3 >= t->dmac->periphs) {
		if (real)
			periph_fault(t, insn[1] >> 3);
		return real ? STEP_STOPPED : STEP_LEFT;
	}
	*cost = 1 + (single ? 1 : CCR_SRC_LEN(f->ccr));
	if (*cost > budget)
		return STEP_LEFT;
	if (!pl330_room(t, f, pl330_load_bytes(f, single), &never)) {
		if (real && never)
			pl330_thread_fault(t, FAULT_MFIFO);
		else if (real)
			pl330_thread_stall(t);
		return real ? STEP_STOPPED : STEP_LEFT;
	}
	if (!real) {
		pl330_load_flow(f, single);
	} else {
		if (peripheral && periph_fault(t, insn[1] >> 3))
			return STEP_STOPPED;
		if (!pl330_load(t, single))
			return STEP_STOPPED;
	}
	f->pc += peripheral ? 2 : 1;
	return STEP_NEXT;
}

/* DMAST, DMASTP */
static enum pl330_step exec_store(struct pl330_thread *t, struct pl330_flow *f,
				  const uint8_t *insn, uint64_t budget, uint64_t *cost)
{
	bool real = f == &t->f, peripheral = insn[0] & 0x20;
	bool single = insn[0] & 1 && !f->burst;

	if (peripheral && insn[1] >> 3 >= t->dmac->periphs) {
		if (real)
			periph_fault(t, insn[1] >> 3);
		return real ? STEP_STOPPED : STEP_LEFT;
	}
	*cost = 1 + (single ? 1 : CCR_DST_LEN(f->ccr));
	if (*cost > budget)
		return STEP_LEFT;
	if (f->level < pl330_store_bytes(f, single)) {
		if (real)
			pl330_thread_fault(t, FAULT_ST_DATA);
		return real ? STEP_STOPPED : STEP_LEFT;
	}
	if (!real) {
		pl330_store_flow(f, single);
	} else {
		if (peripheral && periph_fault(t, insn[1] >> 3))
			return STEP_STOPPED;
		if (!pl330_store(t, single))
			return STEP_STOPPED;
	}
	f->pc += peripheral ? 2 : 1;
	return STEP_NEXT;
}

/* the peripheral hears of it once the data has been read or written */
static enum pl330_step exec_peripheral(struct pl330_thread *t, struct pl330_flow *f,
				       const uint8_t *insn, uint64_t budget, uint64_t *cost)
{
	unsigned int periph = insn[1] >> 3, run = t->run;
	enum pl330_step step;

	step = insn[0] & 8 ? exec_store(t, f, insn, budget, cost) :
			     exec_load(t, f, insn, budget, cost);
	if (step != STEP_NEXT || f != &t->f)
		return step;
	dmae_request_ack(t->dmac->model, periph, f->last);
	return t->run == run ? STEP_NEXT : STEP_STOPPED;
}

static enum pl330_step exec_store_zero(struct pl330_thread *t, struct pl330_flow *f,
				       uint64_t budget, uint64_t *cost)
{
	*cost = 1 + CCR_DST_LEN(f->ccr);
	if (*cost > budget)
		return STEP_LEFT;
	if (f == &t->f) {
		if (!pl330_store_zero(t))
			return STEP_STOPPED;
	} else if (f->ccr & CCR_DST_INC) {
		f->dar += pl330_store_bytes(f, false);
	}
	f->touched = 1;
	f->pc++;
	return STEP_NEXT;
}

/* ---- one instruction --------------------------------------------------- */

static enum pl330_step skip(struct pl330_flow *f, unsigned int size)
{
	f->pc += size;
	return STEP_NEXT;
}

static enum pl330_step exec(struct pl330_thread *t, struct pl330_flow *f, const uint8_t *insn,
			    uint64_t budget, uint64_t *cost)
{
	uint8_t op = insn[0];
	uint32_t faults;

	switch (op) {
	case 0x04:
	case 0x05:
	case 0x07:
		return condition(f, op) ? exec_load(t, f, insn, budget, cost) : skip(f, 1);
	case 0x08:
	case 0x09:
	case 0x0b:
		return condition(f, op) ? exec_store(t, f, insn, budget, cost) : skip(f, 1);
	case 0x0c:
		return exec_store_zero(t, f, budget, cost);
	case 0x25:
	case 0x27:
	case 0x29:
	case 0x2b:
		return condition(f, op) ? exec_peripheral(t, f, insn, budget, cost) : skip(f, 2);
	case OP_DMARMB:
	case OP_DMAWMB:
		*cost = 1 + LATENCY_CYCLES;
		return *cost > budget ? STEP_LEFT : skip(f, 1);
	case OP_DMANOP:
		return skip(f, 1);
	case 0x20:
	case 0x22:
		f->lc[op >> 1 & 1] = insn[1];
		f->pc += 2;
		f->loop = (op >> 1 & 1) + 1;
		return STEP_NEXT;
	case 0x54:
	case 0x56:
	case 0x5c:
	case 0x5e:
		exec_add(f, insn);
		return skip(f, 3);
	case 0xbc:
		faults = mov_faults(t, insn);
		if (faults)
			return f == &t->f ? fault(t, faults) : STEP_LEFT;
		exec_mov(f, insn);
		return skip(f, 6);
	default:
		if ((op & 0xe8) == 0x28) {
			exec_lpend(f, insn);
			return STEP_NEXT;
		}
		return f == &t->f ? exec_worldly(t, insn) : STEP_LEFT;
	}
}

enum pl330_step pl330_step(struct pl330_thread *t, struct pl330_flow *f, uint64_t budget,
			   uint64_t *cost)
{
	bool real = f == &t->f;
	const uint8_t *code;
	unsigned int size;
	uint8_t insn[6];

	*cost = 1;
	if (!budget)
		return STEP_LEFT;
	if (f->loop && pl330_loop(t, f, budget, cost))
		return STEP_NEXT;
	f->loop = 0;
	code = pl330_code(t, f->pc, 1);
	size = code ? insn_size(code[0]) : 0;
	if (code && (!size || !insn_of_thread(t, code[0])))
		return real ? fault(t, FAULT_UNDEF_INSTR) : STEP_LEFT;
	if (code && size > 1)
		code = pl330_code(t, f->pc, size);
	if (!code)
		return real ? fetch_fault(t) : STEP_LEFT;
	/* the buffer may be filled anew before the instruction is done */
	memcpy(insn, code, size);
	if (insn[0] == OP_DMALD && pl330_pair(t, f, budget, cost))
		return STEP_NEXT;
	return exec(t, f, insn, budget, cost);
}

/* ---- the debug instruction --------------------------------------------- */

/* DMAGO, DMASEV and DMAKILL are what the manual allows */
void pl330_debug(struct pl330_thread *t, const uint8_t *insn)
{
	if (insn[0] == 0x01) {
		pl330_thread_stop(t);
		return;
	}
	if (t->status == PL330_FAULTING)
		return;
	switch (insn[0]) {
	case 0x34:
		if (insn[1] >> 3 >= t->dmac->events)
			fault(t, FAULT_OPERAND_INVALID | FAULT_DBG_INSTR);
		else if (event_denied(t, insn[1] >> 3))
			fault(t, FAULT_EVNT | FAULT_DBG_INSTR);
		else
			pl330_signal(t->dmac, insn[1] >> 3);
		break;
	case 0xa0:
	case 0xa2:
		if (!t->manager)
			fault(t, FAULT_UNDEF_INSTR | FAULT_DBG_INSTR);
		else if (exec_go(t, insn) == STEP_STOPPED)
			t->faults |= FAULT_DBG_INSTR;
		break;
	default:
		fault(t, FAULT_UNDEF_INSTR | FAULT_DBG_INSTR);
	}
}
