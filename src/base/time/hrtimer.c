// SPDX-License-Identifier: MIT
/*
 * hrtimers: one queue per clock and per context (hardirq, softirq), and one
 * hardware event for the earliest of all. The event raises an interrupt; the
 * interrupt runs what expired, or raises HRTIMER_SOFTIRQ for it. The timers
 * that count ticks (timer.c) are a client of this file.
 */
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <asm/processor.h>

#include "base/exec/exec.h"
#include "base/time/clock.h"

#define HRTIMER_SOFT_BASES	HRTIMER_BASE_MONOTONIC_SOFT
#define HRTIMER_NR_CLOCKS	HRTIMER_BASE_MONOTONIC_SOFT

/*
 * @lock protects everything here and every hrtimer.
 * @event is pending for the time @programmed (KTIME_MAX: not), which is never
 * later than the earliest timer: a cancelled timer leaves the event behind.
 * @soft_raised: HRTIMER_SOFTIRQ is on its way, so the event need not care for
 * the soft queues.
 * @soft_running, @soft_again: one CPU at a time expires the soft queues; another
 * that comes meanwhile only asks it to look again.
 */
static struct {
	raw_spinlock_t lock;
	struct hrtimer_clock_base base[HRTIMER_MAX_CLOCK_BASES];
	struct exec_event event;
	struct exec_irq irq;
	ktime_t programmed;
	unsigned int queued;
	bool soft_raised;
	bool soft_running;
	bool soft_again;
} hrtimers;

/* clocks, read without spending time: locks are held */
static ktime_t hrtimer_get_mono(void)
{
	return exec_now();
}

static ktime_t hrtimer_get_real(void)
{
	return ktime_mono_to_any(exec_now(), TK_OFFS_REAL);
}

static ktime_t hrtimer_get_boot(void)
{
	return ktime_mono_to_any(exec_now(), TK_OFFS_BOOT);
}

static ktime_t hrtimer_get_tai(void)
{
	return ktime_mono_to_any(exec_now(), TK_OFFS_TAI);
}

/* ---- the queues; callers hold the lock ----------------------------------- */

/* the earliest expiry in bases @from up to @to, on the monotonic clock */
static ktime_t hrtimer_next_expiry(unsigned int from, unsigned int to)
{
	ktime_t next = KTIME_MAX;

	for (unsigned int i = from; i < to; i++) {
		struct hrtimer_clock_base *base = &hrtimers.base[i];
		struct timerqueue_node *node = timerqueue_getnext(&base->active);

		if (node && node->expires - base->offset < next)
			next = node->expires - base->offset;
	}
	return next;
}

static void hrtimer_program(ktime_t when)
{
	if (when >= hrtimers.programmed)
		return;
	hrtimers.programmed = when;
	exec_event_at(&hrtimers.event, when > 0 ? when : 0);
}

static void hrtimer_program_next(void)
{
	hrtimer_program(hrtimer_next_expiry(0, hrtimers.soft_raised ?
					    HRTIMER_SOFT_BASES :
					    HRTIMER_MAX_CLOCK_BASES));
}

static void hrtimer_enqueue(struct hrtimer *timer)
{
	struct hrtimer_clock_base *base = timer->base;
	bool first = timerqueue_add(&base->active, &timer->node);

	WRITE_ONCE(timer->state, HRTIMER_STATE_ENQUEUED);
	hrtimers.queued++;
	if (first && !(timer->is_soft && hrtimers.soft_raised))
		hrtimer_program(timer->node.expires - base->offset);
}

static bool hrtimer_dequeue(struct hrtimer *timer)
{
	if (!(timer->state & HRTIMER_STATE_ENQUEUED))
		return false;
	timerqueue_del(&timer->base->active, &timer->node);
	WRITE_ONCE(timer->state, HRTIMER_STATE_INACTIVE);
	hrtimers.queued--;
	return true;
}

/* ---- expiry -------------------------------------------------------------- */

/* drops the lock around the callback */
static void hrtimer_run(struct hrtimer *timer, unsigned long *flags)
{
	struct hrtimer_clock_base *base = timer->base;
	enum hrtimer_restart (*fn)(struct hrtimer *) = timer->function;
	ktime_t expired = timer->node.expires;
	enum hrtimer_restart restart;

	hrtimer_dequeue(timer);
	WRITE_ONCE(base->runner, time_context());
	WRITE_ONCE(base->running, timer);
	raw_spin_unlock_irqrestore(&hrtimers.lock, *flags);
	restart = fn(timer);
	raw_spin_lock_irqsave(&hrtimers.lock, *flags);

	/* NORESTART: the callback may have freed the timer */
	if (restart != HRTIMER_NORESTART &&
	    !(timer->state & HRTIMER_STATE_ENQUEUED)) {
		if (timer->node.expires > expired)
			hrtimer_enqueue(timer);
		else
			pr_err("hrtimer: %ps restarts its timer without moving its expiry: "
			       "stopped\n",
			       fn);
	}
	WRITE_ONCE(base->running, NULL);
}

static void hrtimer_expire(unsigned int from, unsigned int to,
			   unsigned long *flags)
{
	ktime_t now = exec_now();

	for (unsigned int i = from; i < to; i++) {
		struct hrtimer_clock_base *base = &hrtimers.base[i];
		struct timerqueue_node *node;

		while ((node = timerqueue_getnext(&base->active))) {
			struct hrtimer *timer =
				container_of(node, struct hrtimer, node);

			if (timer->_softexpires - base->offset > now)
				break;
			hrtimer_run(timer, flags);
		}
	}
}

static void hrtimer_interrupt(struct exec_irq *irq)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&hrtimers.lock, flags);
	hrtimers.programmed = KTIME_MAX;
	if (!hrtimers.soft_raised &&
	    hrtimer_next_expiry(HRTIMER_SOFT_BASES, HRTIMER_MAX_CLOCK_BASES) <=
	    (ktime_t)exec_now()) {
		hrtimers.soft_raised = true;
		raise_softirq_irqoff(HRTIMER_SOFTIRQ);
	}
	hrtimer_expire(0, HRTIMER_SOFT_BASES, &flags);
	hrtimer_program_next();
	raw_spin_unlock_irqrestore(&hrtimers.lock, flags);
}

static void hrtimer_softirq(struct softirq_action *action)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&hrtimers.lock, flags);
	if (hrtimers.soft_running) {
		hrtimers.soft_again = true;
		raw_spin_unlock_irqrestore(&hrtimers.lock, flags);
		return;
	}
	hrtimers.soft_running = true;
	do {
		hrtimers.soft_again = false;
		hrtimer_expire(HRTIMER_SOFT_BASES, HRTIMER_MAX_CLOCK_BASES,
			       &flags);
	} while (hrtimers.soft_again);
	hrtimers.soft_running = false;
	hrtimers.soft_raised = false;
	hrtimer_program_next();
	raw_spin_unlock_irqrestore(&hrtimers.lock, flags);
}

/* on the hardware's side: no locks here */
static void hrtimer_event(struct exec_event *event)
{
	exec_irq_raise(&hrtimers.irq);
}

/* ---- the API ------------------------------------------------------------- */

static unsigned int hrtimer_clock_index(clockid_t clock_id)
{
	switch (clock_id) {
	case CLOCK_REALTIME:
		return HRTIMER_BASE_REALTIME;
	case CLOCK_MONOTONIC:
		return HRTIMER_BASE_MONOTONIC;
	case CLOCK_BOOTTIME:
		return HRTIMER_BASE_BOOTTIME;
	case CLOCK_TAI:
		return HRTIMER_BASE_TAI;
	}
	WARN(1, "Invalid clockid %d. Using MONOTONIC\n", clock_id);
	return HRTIMER_BASE_MONOTONIC;
}

void hrtimer_init(struct hrtimer *timer, clockid_t which_clock,
		  enum hrtimer_mode mode)
{
	unsigned int index = hrtimer_clock_index(which_clock);

	*timer = (struct hrtimer){ 0 };
	timer->is_soft = !!(mode & HRTIMER_MODE_SOFT);
	timer->is_hard = !timer->is_soft;
	if (timer->is_soft)
		index += HRTIMER_NR_CLOCKS;
	timer->base = &hrtimers.base[index];
	timerqueue_init(&timer->node);
}
EXPORT_SYMBOL_GPL(hrtimer_init);

void hrtimer_setup(struct hrtimer *timer,
		   enum hrtimer_restart (*function)(struct hrtimer *),
		   clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock_id, mode);
	timer->function = function;
}
EXPORT_SYMBOL_GPL(hrtimer_setup);

void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t tim, u64 range_ns,
			    const enum hrtimer_mode mode)
{
	unsigned long flags;

	if (WARN_ON_ONCE(!timer->function || !timer->base))
		return;
	WARN_ON_ONCE(!(mode & HRTIMER_MODE_SOFT) ^ !timer->is_soft);

	raw_spin_lock_irqsave(&hrtimers.lock, flags);
	hrtimer_dequeue(timer);
	timer->is_rel = mode & HRTIMER_MODE_REL;
	if (timer->is_rel)
		tim = ktime_add_safe(tim, timer->base->get_time());
	hrtimer_set_expires_range_ns(timer, tim, range_ns);
	hrtimer_enqueue(timer);
	raw_spin_unlock_irqrestore(&hrtimers.lock, flags);
}
EXPORT_SYMBOL_GPL(hrtimer_start_range_ns);

/* 1: was pending; 0: was not; -1: its callback runs, try again */
int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	unsigned long flags;
	int ret = -1;

	raw_spin_lock_irqsave(&hrtimers.lock, flags);
	if (timer->base->running != timer)
		ret = hrtimer_dequeue(timer);
	raw_spin_unlock_irqrestore(&hrtimers.lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(hrtimer_try_to_cancel);

/* true if this is called by the callback of @timer itself */
static bool hrtimer_in_callback(struct hrtimer *timer)
{
	if (timer->is_soft ? !in_serving_softirq() : !in_hardirq())
		return false;
	return hrtimer_callback_running(timer) &&
	       READ_ONCE(timer->base->runner) == time_context();
}

int hrtimer_cancel(struct hrtimer *timer)
{
	int ret;

	while ((ret = hrtimer_try_to_cancel(timer)) < 0) {
		if (hrtimer_in_callback(timer)) {
			WARN(1, "hrtimer: %ps waits for itself in hrtimer_cancel()\n",
			     timer->function);
			return 0;
		}
		cpu_relax();
	}
	return ret;
}
EXPORT_SYMBOL_GPL(hrtimer_cancel);

bool hrtimer_active(const struct hrtimer *timer)
{
	bool active;
	unsigned long flags;

	raw_spin_lock_irqsave(&hrtimers.lock, flags);
	active = timer->state || timer->base->running == timer;
	raw_spin_unlock_irqrestore(&hrtimers.lock, flags);
	return active;
}
EXPORT_SYMBOL_GPL(hrtimer_active);

ktime_t __hrtimer_get_remaining(const struct hrtimer *timer, bool adjust)
{
	unsigned long flags;
	ktime_t left;

	raw_spin_lock_irqsave(&hrtimers.lock, flags);
	left = hrtimer_expires_remaining(timer);
	raw_spin_unlock_irqrestore(&hrtimers.lock, flags);
	return left;
}
EXPORT_SYMBOL_GPL(__hrtimer_get_remaining);

u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval)
{
	ktime_t late = ktime_sub(now, hrtimer_get_expires(timer));
	u64 overruns;

	if (late < 0)
		return 0;
	if (WARN_ON(timer->state & HRTIMER_STATE_ENQUEUED))
		return 0;
	if (interval < (ktime_t)hrtimer_resolution)
		interval = hrtimer_resolution;

	overruns = late / interval + 1;
	hrtimer_add_expires_ns(timer, interval * overruns);
	return overruns;
}
EXPORT_SYMBOL_GPL(hrtimer_forward);

/* ---- start and stop ------------------------------------------------------ */

static void hrtimer_base_init(unsigned int index, clockid_t clock_id,
			      ktime_t (*get_time)(void), ktime_t offset)
{
	for (; index < HRTIMER_MAX_CLOCK_BASES; index += HRTIMER_NR_CLOCKS) {
		struct hrtimer_clock_base *base = &hrtimers.base[index];

		base->index = index;
		base->clockid = clock_id;
		base->running = NULL;
		base->get_time = get_time;
		base->offset = offset;
		timerqueue_init_head(&base->active);
	}
}

void hrtimer_core_start(void)
{
	raw_spin_lock_init(&hrtimers.lock);
	hrtimer_base_init(HRTIMER_BASE_MONOTONIC, CLOCK_MONOTONIC,
			  hrtimer_get_mono, 0);
	hrtimer_base_init(HRTIMER_BASE_REALTIME, CLOCK_REALTIME,
			  hrtimer_get_real, ktime_mono_to_any(0, TK_OFFS_REAL));
	hrtimer_base_init(HRTIMER_BASE_BOOTTIME, CLOCK_BOOTTIME,
			  hrtimer_get_boot, ktime_mono_to_any(0, TK_OFFS_BOOT));
	hrtimer_base_init(HRTIMER_BASE_TAI, CLOCK_TAI,
			  hrtimer_get_tai, ktime_mono_to_any(0, TK_OFFS_TAI));
	exec_event_init(&hrtimers.event, hrtimer_event);
	exec_irq_init(&hrtimers.irq, "timer", hrtimer_interrupt);
	hrtimers.programmed = KTIME_MAX;
	hrtimers.queued = 0;
	hrtimers.soft_raised = false;
	hrtimers.soft_running = false;
	hrtimers.soft_again = false;
	open_softirq(HRTIMER_SOFTIRQ, hrtimer_softirq);
}

/* the memory of timers that are left may be gone already: only count them */
unsigned int hrtimer_core_stop(void)
{
	unsigned int left, i;

	raw_spin_lock_irq(&hrtimers.lock);
	left = hrtimers.queued;
	for (i = 0; i < HRTIMER_MAX_CLOCK_BASES; i++)
		timerqueue_init_head(&hrtimers.base[i].active);
	raw_spin_unlock_irq(&hrtimers.lock);
	exec_event_cancel(&hrtimers.event);
	exec_irq_sync(&hrtimers.irq);
	return left;
}
