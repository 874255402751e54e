// SPDX-License-Identifier: MIT
/*
 * PL330: the life of a thread. A thread plans: it looks at the instructions
 * that lie ahead, up to the first one whose outcome is not its own affair (a
 * wait, an event, the end, a fault) and never further than SLICE_CYCLES, and
 * sums up their cycles. When that time has passed, it carries them out.
 * Whoever looks at its registers before makes it carry out those whose time
 * has come. So memory is read and written when the burst would be, or a few
 * tens of microseconds later, never earlier; and a program that does not end
 * costs the host one slice at a time.
 *
 * The engine executes one instruction in a cycle, round robin: a thread gets
 * its share of the cycles, by how many threads ran when it planned. Host side.
 */
#include <string.h>

#include "pl330.h"

static uint64_t cycles_to_ns(const struct pl330 *s, uint64_t cycles)
{
	return (cycles * 1000000000u + s->hz - 1) / s->hz;
}

bool pl330_running(const struct pl330_thread *t)
{
	return t->status == PL330_EXECUTING && !t->stalled && !t->spinning;
}

static unsigned int share(const struct pl330 *s)
{
	unsigned int i, count = 0;

	for (i = 0; i <= PL330_CHANNELS; i++)
		count += pl330_running(&s->thread[i]);
	return count ? count : 1;
}

/* ---- planning ---------------------------------------------------------- */

/* from now on; @done cycles have something else to do first */
static void thread_plan(struct pl330_thread *t, uint64_t done)
{
	struct pl330_flow f = t->f, seen = { .loop = 0xff };
	uint64_t cycles = 0, cost;

	t->spinning = false;
	while (cycles < SLICE_CYCLES) {
		uint32_t pc = f.pc;
		enum pl330_step step = pl330_step(t, &f, SLICE_CYCLES - cycles, &cost);

		cycles += cost;
		if (step != STEP_NEXT)
			break;
		if (f.pc > pc || f.loop)
			continue;
		/* a loop without end, in which nothing has changed and nothing ever will */
		if (!f.touched && !memcmp(&f, &seen, sizeof(f))) {
			t->spinning = true;
			break;
		}
		f.touched = 0;
		seen = f;
	}
	t->plan_ns = dmae_now_ns();
	t->plan_cycles = done + cycles;
	t->done_cycles = done;
	t->share = share(t->dmac);
	if (t->spinning)
		dmae_event_cancel(&t->event);
	else
		dmae_event_after(&t->event, cycles_to_ns(t->dmac, t->plan_cycles * t->share));
}

/* carries out what the plan has up to @cycles */
static void thread_advance(struct pl330_thread *t, uint64_t cycles)
{
	unsigned int run = t->run;
	uint64_t cost;

	t->busy = true;
	while (t->run == run && pl330_running(t) && t->done_cycles < cycles) {
		enum pl330_step step = pl330_step(t, &t->f, cycles - t->done_cycles, &cost);

		if (step == STEP_LEFT)
			break;
		t->done_cycles += cost;
		if (step == STEP_STOPPED)
			break;
	}
	t->busy = false;
}

void pl330_thread_event(struct dmae_model *m, struct dmae_event *event)
{
	struct pl330_thread *t = (void *)((char *)event - offsetof(struct pl330_thread, event));
	unsigned int run = t->run;

	thread_advance(t, t->plan_cycles);
	if (t->run == run && pl330_running(t))
		thread_plan(t, 0);
}

void pl330_thread_sync(struct pl330_thread *t)
{
	uint64_t ns = dmae_now_ns() - t->plan_ns, cycles;

	if (!pl330_running(t) || t->busy)
		return;
	/* a late host does not make the sums below overflow */
	if (ns > 1000000000u)
		ns = 1000000000u;
	cycles = ns * t->dmac->hz / 1000000000u / t->share;
	thread_advance(t, cycles < t->plan_cycles ? cycles : t->plan_cycles);
}

/* ---- who waits for room -------------------------------------------------- */

static unsigned int stalled(const struct pl330 *s)
{
	unsigned int i, count = 0;

	for (i = 0; i < s->channels; i++)
		count += s->thread[i].stalled;
	return count;
}

/* nobody is left that could make room: whoever waits for something else may do so yet */
static bool locked_up(const struct pl330 *s)
{
	unsigned int i, active = 0;

	for (i = 0; i < s->channels; i++)
		active += s->thread[i].status != PL330_STOPPED &&
			  s->thread[i].status != PL330_FAULTING;
	return active && stalled(s) == active;
}

/* ---- coming and going -------------------------------------------------- */

/* whatever it was doing is over */
static void thread_leave(struct pl330_thread *t, enum pl330_status status)
{
	dmae_event_cancel(&t->event);
	t->run++;
	t->status = status;
	t->dmac->faulting &= ~(1u << t->index);
	if (status == PL330_FAULTING)
		t->dmac->faulting |= 1u << t->index;
	t->spinning = false;
	t->stalled = false;
	t->f.loop = 0;
	t->code_len = 0;
	if (t->f.level) {
		t->f.level = 0;
		pl330_thread_unstall(t->dmac);
	}
	t->dmac->wd_abort &= stalled(t->dmac) != 0;
}

void pl330_thread_go(struct pl330_thread *t, uint32_t pc, bool ns)
{
	thread_leave(t, PL330_EXECUTING);
	t->ns = ns;
	t->f.pc = pc;
	t->f.burst = 0;
	t->f.last = 0;
	thread_plan(t, START_CYCLES);
}

void pl330_thread_stop(struct pl330_thread *t)
{
	pl330_thread_sync(t);
	thread_leave(t, PL330_STOPPED);
	t->faults = 0;
	pl330_interrupts(t->dmac);
}

void pl330_thread_wait(struct pl330_thread *t, enum pl330_status status, unsigned int what)
{
	dmae_event_cancel(&t->event);
	t->status = status;
	t->waits_for = what;
}

void pl330_thread_resume(struct pl330_thread *t)
{
	t->status = PL330_EXECUTING;
	t->f.pc += 2;
	thread_plan(t, 1);
}

bool pl330_thread_requested(struct pl330_thread *t)
{
	struct pl330 *s = t->dmac;
	unsigned int kind;

	if (!(s->requests >> t->waits_for & 1))
		return false;
	kind = dmae_request_kind(s->model, t->waits_for);
	if (t->wfp_burst && kind & DMAE_REQUEST_SINGLE)
		return false;
	t->f.burst = t->wfp_burst || (t->wfp_periph && !(kind & DMAE_REQUEST_SINGLE));
	t->f.last = t->wfp_periph && kind & DMAE_REQUEST_LAST;
	return true;
}

/* ---- the MFIFO is full ------------------------------------------------- */

void pl330_thread_stall(struct pl330_thread *t)
{
	struct pl330 *s = t->dmac;

	dmae_event_cancel(&t->event);
	t->stalled = true;
	if (!dmae_event_pending(&s->watchdog))
		dmae_event_after(&s->watchdog, cycles_to_ns(s, LOCKUP_CYCLES));
}

void pl330_thread_unstall(struct pl330 *s)
{
	unsigned int i;

	for (i = 0; i < s->channels; i++) {
		struct pl330_thread *t = &s->thread[i];

		if (!t->stalled)
			continue;
		t->stalled = false;
		thread_plan(t, 0);
	}
}

void pl330_watchdog_event(struct dmae_model *m, struct dmae_event *event)
{
	struct pl330 *s = dmae_model_state(m);
	unsigned int i, all = 0;

	if (!locked_up(s)) {
		if (stalled(s))
			dmae_event_after(event, cycles_to_ns(s, LOCKUP_CYCLES));
		return;
	}
	if (s->wd_irq_only) {
		dmae_model_error(m, "lock-up: no channel has room in the MFIFO for its next load");
		s->wd_abort = true;
		pl330_interrupts(s);
		return;
	}
	for (i = 0; i < s->channels; i++)
		all |= (unsigned int)s->thread[i].stalled << i;
	for (i = 0; i < s->channels; i++)
		if (all >> i & 1)
			pl330_thread_fault(&s->thread[i], FAULT_LOCKUP);
}

/* ---- faults ------------------------------------------------------------ */

static const char *fault_name(uint32_t faults)
{
	static const struct {
		uint32_t fault;
		const char *name;
	} names[] = {
		{ FAULT_UNDEF_INSTR, "undef_instr" },
		{ FAULT_OPERAND_INVALID, "operand_invalid" },
		{ FAULT_DMAGO, "dmago_err" },
		{ FAULT_EVNT, "evnt_err" },
		{ FAULT_PERIPH, "periph_err" },
		{ FAULT_RDWR, "rdwr_err" },
		{ FAULT_MFIFO, "mfifo_err" },
		{ FAULT_ST_DATA, "st_data_unavailable" },
		{ FAULT_INSTR_FETCH, "instr_fetch_err" },
		{ FAULT_DATA_WRITE, "data_write_err" },
		{ FAULT_DATA_READ, "data_read_err" },
		{ FAULT_LOCKUP, "lockup_err" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (faults & names[i].fault)
			return names[i].name;
	return "fault";
}

void pl330_thread_fault(struct pl330_thread *t, uint32_t faults)
{
	struct dmae_model *m = t->dmac->model;
	const char *debug = faults & FAULT_DBG_INSTR ? " of a debug instruction" : "";

	if (t->manager)
		dmae_model_error(m, "manager: %s%s, DPC 0x%08x", fault_name(faults), debug, t->f.pc);
	else
		dmae_model_error(m, "channel %u: %s%s, CPC 0x%08x SAR 0x%08x DAR 0x%08x CCR 0x%08x",
				 t->index, fault_name(faults), debug, t->f.pc, t->f.sar, t->f.dar,
				 t->f.ccr);
	thread_leave(t, PL330_FAULTING);
	t->faults = faults;
	pl330_interrupts(t->dmac);
}
