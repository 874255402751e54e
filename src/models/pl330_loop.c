// SPDX-License-Identifier: MIT
/*
 * PL330: many equal bursts as one copy. What drivers write for a copy between
 * memories is a loop, or a loop in a loop, around loads and stores; nobody can
 * tell whether its bursts went one by one. Here the effect and the time of any
 * number of its passes are computed at once. Whatever is not plain enough, and
 * whatever would end in a fault, is left to be done one by one, with the same
 * timing. Host side; pl330_decode.c calls it.
 */
#include "pl330.h"

/**
 * struct loop - a loop that copies, and perhaps another one around it
 * @body: address of its first instruction
 * @end: address behind its DMALPEND
 * @inner: its counter; @outer: that of the loop around it, or the same
 * @cycles: of a pass, with DMALPEND
 * @bytes: that a pass moves
 * @now: passes that are left of the run that has begun
 * @again: how often it will be run again by the loop around it
 * @full: passes of each of these runs
 */
struct loop {
	uint32_t body, end;
	unsigned int inner, outer;
	uint64_t cycles;
	uint32_t bytes;
	uint64_t now, again, full;
};

/* DMALPEND at @outer_end and DMALPEND one behind: around a run there is DMALP and DMALPEND */
#define AROUND_CYCLES 2

/* bursts of one kind are all alike: both sides move on, nothing is astray or swapped */
static bool plain(const struct pl330_flow *f)
{
	return f->ccr & CCR_SRC_INC && f->ccr & CCR_DST_INC && !CCR_SWAP(f->ccr) && !f->level &&
	       !(f->sar & (CCR_SRC_SIZE(f->ccr) - 1)) && !(f->dar & (CCR_DST_SIZE(f->ccr) - 1));
}

/* reads the body up to its DMALPEND */
static bool scan_body(struct pl330_thread *t, const struct pl330_flow *f, struct loop *loop)
{
	unsigned int load = CCR_SRC_SIZE(f->ccr) * CCR_SRC_LEN(f->ccr);
	unsigned int store = CCR_DST_SIZE(f->ccr) * CCR_DST_LEN(f->ccr);
	struct pl330_flow in = *f;
	uint32_t pc = f->pc;
	const uint8_t *code;
	bool never;

	for (;; pc++) {
		code = pl330_code(t, pc, 2);
		if (!code || pc - f->pc > 255)
			return false;
		loop->cycles++;
		switch (code[0]) {
		case OP_DMANOP:
			continue;
		case OP_DMARMB:
		case OP_DMAWMB:
			loop->cycles += LATENCY_CYCLES;
			continue;
		case OP_DMALD:
			if (!pl330_room(t, &in, load, &never))
				return false;
			in.level += load;
			loop->bytes += load;
			loop->cycles += CCR_SRC_LEN(f->ccr);
			continue;
		case OP_DMAST:
			if (in.level < store)
				return false;
			in.level -= store;
			loop->cycles += CCR_DST_LEN(f->ccr);
			continue;
		}
		loop->end = pc + 2;
		return code[0] == (OP_DMALPEND | loop->inner << 2) && code[1] == pc - f->pc &&
		       !in.level && loop->bytes;
	}
}

/* a DMALPEND behind the loop that leads to the DMALP in front of it */
static void scan_around(struct pl330_thread *t, const struct pl330_flow *f, struct loop *loop)
{
	unsigned int outer = !loop->inner;
	const uint8_t *code = pl330_code(t, loop->end, 2);

	if (!code || code[0] != (OP_DMALPEND | outer << 2) ||
	    code[1] != loop->end - (loop->body - 2))
		return;
	code = pl330_code(t, loop->body - 2, 2);
	if (!code || code[0] != (OP_DMALP | loop->inner << 1))
		return;
	loop->outer = outer;
	loop->again = f->lc[outer];
	loop->full = code[1] + 1u;
}

/* how many passes end within @budget cycles */
static uint64_t passes_within(const struct loop *loop, uint64_t budget)
{
	uint64_t run = AROUND_CYCLES + loop->full * loop->cycles, passes, runs;

	if (budget < loop->now * loop->cycles)
		return budget / loop->cycles;
	passes = loop->now;
	budget -= loop->now * loop->cycles;
	runs = budget / run;
	if (runs >= loop->again)
		return passes + loop->again * loop->full;
	budget -= runs * run;
	passes += runs * loop->full;
	return budget < AROUND_CYCLES ? passes : passes + (budget - AROUND_CYCLES) / loop->cycles;
}

/* the flow after so many passes; returns what they take */
static uint64_t after_passes(const struct loop *loop, uint64_t passes, struct pl330_flow *f)
{
	uint64_t runs, rest, cost = passes * loop->cycles;

	f->sar += passes * loop->bytes;
	f->dar += passes * loop->bytes;
	f->pc = loop->body;
	f->loop = loop->inner + 1;
	if (passes < loop->now) {
		f->lc[loop->inner] = loop->now - passes - 1;
		return cost;
	}
	passes -= loop->now;
	runs = loop->full ? passes / loop->full : 0;
	rest = loop->full ? passes % loop->full : 0;
	f->lc[loop->outer] -= runs;
	cost += runs * AROUND_CYCLES;
	if (rest) {
		f->lc[loop->outer]--;
		f->lc[loop->inner] = loop->full - rest - 1;
		return cost + AROUND_CYCLES;
	}
	f->lc[loop->inner] = 0;
	f->pc = loop->end;
	f->loop = 0;
	return cost;
}

/*
 * Copies if nothing can come of it that bursts would have done differently: an overlap where data
 * would be read that was written before, the end of addresses, registers, or a fault.
 */
static bool copy(struct pl330_thread *t, const struct pl330_flow *f, uint64_t len)
{
	if (len > 0x100000000ull - f->sar || len > 0x100000000ull - f->dar ||
	    (f->dar > f->sar && f->dar - f->sar < len))
		return false;
	return dmae_bus_copy_whole(t->dmac->model, f->dar, f->sar, len);
}

bool pl330_loop(struct pl330_thread *t, struct pl330_flow *f, uint64_t budget, uint64_t *cost)
{
	struct loop loop = { .body = f->pc, .inner = f->loop - 1u, .outer = f->loop - 1u };
	uint64_t passes;

	if (!plain(f) || !scan_body(t, f, &loop))
		return false;
	loop.now = f->lc[loop.inner] + 1ull;
	scan_around(t, f, &loop);
	passes = passes_within(&loop, budget);
	if (!passes || (f == &t->f && !copy(t, f, passes * loop.bytes)))
		return false;
	*cost = after_passes(&loop, passes, f);
	return true;
}

bool pl330_pair(struct pl330_thread *t, struct pl330_flow *f, uint64_t budget, uint64_t *cost)
{
	unsigned int bytes = CCR_SRC_SIZE(f->ccr) * CCR_SRC_LEN(f->ccr);
	uint64_t cycles = 2 + CCR_SRC_LEN(f->ccr) + CCR_DST_LEN(f->ccr);
	const uint8_t *code;
	bool never;

	if (cycles > budget || !plain(f) ||
	    bytes != CCR_DST_SIZE(f->ccr) * CCR_DST_LEN(f->ccr) ||
	    !pl330_room(t, f, bytes, &never))
		return false;
	code = pl330_code(t, f->pc, 2);
	if (!code || code[1] != OP_DMAST || (f == &t->f && !copy(t, f, bytes)))
		return false;
	f->sar += bytes;
	f->dar += bytes;
	f->pc += 2;
	*cost = cycles;
	return true;
}
