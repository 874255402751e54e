// SPDX-License-Identifier: MIT
/*
 * Timers that count ticks: one queue, expired in TIMER_SOFTIRQ, which an
 * hrtimer raises when the first of them is due.
 */
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <asm/processor.h>

#include "base/time/clock.h"

/*
 * @lock protects everything here and every timer.
 * @due: the tick that @tick is started for (U64_MAX: it is not), never later
 * than the first timer's.
 * @running: whose callback runs now, in context @runner.
 * @expiring, @again: one CPU at a time expires the queue, so that a callback
 * never runs twice at once; another that comes meanwhile asks it to look
 * again.
 */
static struct {
	raw_spinlock_t lock;
	struct timerqueue_head queue;
	struct hrtimer tick;
	u64 due;
	unsigned int queued;
	struct timer_list *running;
	unsigned long runner;
	bool expiring;
	bool again;
} timers;

/* ---- the queue; callers hold the lock ------------------------------------ */

static void timer_program(u64 tick)
{
	if (tick >= timers.due)
		return;
	timers.due = tick;
	hrtimer_start(&timers.tick, jiffies_deadline(tick), HRTIMER_MODE_ABS);
}

/*
 * The tick to fire at. The one that @expires names may have been nearly over
 * when the caller computed a delay from it; only when it has passed whole did
 * that many ticks pass.
 */
static u64 timer_firing_tick(unsigned long expires)
{
	u64 now = jiffies_peek();

	if (time_before(expires, (unsigned long)now))
		return now + 1;
	return (u64)expires + 1;
}

static void timer_enqueue(struct timer_list *timer)
{
	u64 tick = timer_firing_tick(timer->expires);

	timer->entry.expires = tick;
	WRITE_ONCE(timer->queued, true);
	timers.queued++;
	/* while the queue is being expired, its end programs the next tick */
	if (timerqueue_add(&timers.queue, &timer->entry) && !timers.expiring)
		timer_program(tick);
}

static int timer_detach(struct timer_list *timer)
{
	if (!timer->queued)
		return 0;
	timerqueue_del(&timers.queue, &timer->entry);
	WRITE_ONCE(timer->queued, false);
	timers.queued--;
	return 1;
}

static struct timer_list *timer_first_due(u64 now)
{
	struct timerqueue_node *node = timerqueue_getnext(&timers.queue);

	if (!node || (u64)node->expires > now)
		return NULL;
	return container_of(node, struct timer_list, entry);
}

/* ---- expiry -------------------------------------------------------------- */

static void timer_call(struct timer_list *timer,
		       void (*fn)(struct timer_list *))
{
	unsigned int count = preempt_count();

	fn(timer);
	if (count != preempt_count()) {
		WARN_ONCE(1, "timer: %pS preempt leak: %08x -> %08x\n",
			  fn, count, preempt_count());
		preempt_count() = count;
	}
}

/* drops the lock around the callback; the timer may be gone after it */
static void timer_run(struct timer_list *timer)
{
	void (*fn)(struct timer_list *) = timer->function;
	bool irqsafe = timer->flags & TIMER_IRQSAFE;

	timer_detach(timer);
	timers.runner = time_context();
	timers.running = timer;
	if (irqsafe) {
		raw_spin_unlock(&timers.lock);
		timer_call(timer, fn);
		raw_spin_lock(&timers.lock);
	} else {
		raw_spin_unlock_irq(&timers.lock);
		timer_call(timer, fn);
		raw_spin_lock_irq(&timers.lock);
	}
	timers.running = NULL;
}

static void timer_softirq(struct softirq_action *action)
{
	struct timer_list *timer;
	struct timerqueue_node *next;

	raw_spin_lock_irq(&timers.lock);
	if (timers.expiring) {
		timers.again = true;
		raw_spin_unlock_irq(&timers.lock);
		return;
	}
	timers.expiring = true;
	do {
		u64 now = jiffies_peek();

		timers.again = false;
		while ((timer = timer_first_due(now)))
			timer_run(timer);
	} while (timers.again);
	timers.expiring = false;
	next = timerqueue_getnext(&timers.queue);
	if (next)
		timer_program(next->expires);
	raw_spin_unlock_irq(&timers.lock);
}

static enum hrtimer_restart timer_tick(struct hrtimer *tick)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&timers.lock, flags);
	timers.due = U64_MAX;
	raw_spin_unlock_irqrestore(&timers.lock, flags);
	raise_softirq(TIMER_SOFTIRQ);
	return HRTIMER_NORESTART;
}

/* ---- arming -------------------------------------------------------------- */

void init_timer_key(struct timer_list *timer,
		    void (*func)(struct timer_list *), unsigned int flags,
		    const char *name, struct lock_class_key *key)
{
	if (WARN_ON_ONCE(flags & ~TIMER_INIT_FLAGS))
		flags &= TIMER_INIT_FLAGS;
	*timer = (struct timer_list){ .function = func, .flags = flags };
	timerqueue_init(&timer->entry);
}
EXPORT_SYMBOL(init_timer_key);

enum timer_mod {
	TIMER_MOD_ANY,
	TIMER_MOD_PENDING,	/* only if it is pending */
	TIMER_MOD_REDUCE,	/* only if that makes it earlier */
};

/* 1 if it was pending; a timer that was shut down stays so */
static int timer_modify(struct timer_list *timer, unsigned long expires,
			enum timer_mod mod)
{
	unsigned long flags;
	int pending;

	raw_spin_lock_irqsave(&timers.lock, flags);
	pending = timer->queued;
	if (!timer->function)
		goto out;
	if (mod == TIMER_MOD_PENDING && !pending)
		goto out;
	if (pending && mod == TIMER_MOD_REDUCE &&
	    time_before_eq(timer->expires, expires))
		goto out;
	timer_detach(timer);
	timer->expires = expires;
	timer_enqueue(timer);
out:
	raw_spin_unlock_irqrestore(&timers.lock, flags);
	return pending;
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	return timer_modify(timer, expires, TIMER_MOD_ANY);
}
EXPORT_SYMBOL(mod_timer);

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	return timer_modify(timer, expires, TIMER_MOD_PENDING);
}
EXPORT_SYMBOL(mod_timer_pending);

int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	return timer_modify(timer, expires, TIMER_MOD_REDUCE);
}
EXPORT_SYMBOL(timer_reduce);

void add_timer(struct timer_list *timer)
{
	if (WARN_ON_ONCE(timer_pending(timer)))
		return;
	mod_timer(timer, timer->expires);
}
EXPORT_SYMBOL(add_timer);

void add_timer_on(struct timer_list *timer, int cpu)
{
	add_timer(timer);
}
EXPORT_SYMBOL_GPL(add_timer_on);

/* ---- disarming ----------------------------------------------------------- */

static int timer_remove(struct timer_list *timer, bool shutdown, bool sync)
{
	unsigned long flags;
	int ret = -1;

	raw_spin_lock_irqsave(&timers.lock, flags);
	if (!sync || timers.running != timer)
		ret = timer_detach(timer);
	if (shutdown)
		timer->function = NULL;
	raw_spin_unlock_irqrestore(&timers.lock, flags);
	return ret;
}

/* true if this is called by the callback of @timer itself, or from an
 * interrupt that came while it ran here */
static bool timer_in_callback(struct timer_list *timer)
{
	bool inside;
	unsigned long flags;

	if (!in_serving_softirq())
		return false;
	raw_spin_lock_irqsave(&timers.lock, flags);
	inside = timers.running == timer && timers.runner == time_context();
	raw_spin_unlock_irqrestore(&timers.lock, flags);
	return inside;
}

static int timer_remove_sync(struct timer_list *timer, bool shutdown)
{
	int ret;

	/* an interrupt could wait for the callback that it interrupted */
	WARN_ON(in_hardirq() && !(timer->flags & TIMER_IRQSAFE));

	while ((ret = timer_remove(timer, shutdown, true)) < 0) {
		if (timer_in_callback(timer)) {
			WARN(1, "timer: a callback waits for itself in del_timer_sync()\n");
			return timer_remove(timer, shutdown, false);
		}
		cpu_relax();
	}
	return ret;
}

int timer_delete(struct timer_list *timer)
{
	return timer_remove(timer, false, false);
}
EXPORT_SYMBOL(timer_delete);

int timer_shutdown(struct timer_list *timer)
{
	return timer_remove(timer, true, false);
}
EXPORT_SYMBOL_GPL(timer_shutdown);

/* 1: was pending; 0: was not; -1: its callback runs */
int try_to_del_timer_sync(struct timer_list *timer)
{
	return timer_remove(timer, false, true);
}
EXPORT_SYMBOL(try_to_del_timer_sync);

int timer_delete_sync(struct timer_list *timer)
{
	return timer_remove_sync(timer, false);
}
EXPORT_SYMBOL(timer_delete_sync);

int timer_shutdown_sync(struct timer_list *timer)
{
	return timer_remove_sync(timer, true);
}
EXPORT_SYMBOL_GPL(timer_shutdown_sync);

/* ---- whole seconds ------------------------------------------------------- */

/* @j to the nearest second, up where @up; never into the past. Each CPU has
 * three ticks of its own, so that they do not all wake at once. */
static unsigned long timer_round(unsigned long j, int cpu, bool up)
{
	unsigned long original = j;
	unsigned int rem;

	j += cpu * 3;
	rem = j % HZ;
	if (rem < HZ / 4 && !up)
		j -= rem;
	else
		j += HZ - rem;
	j -= cpu * 3;
	return time_is_after_jiffies(j) ? j : original;
}

static unsigned long timer_round_relative(unsigned long j, int cpu, bool up)
{
	unsigned long now = jiffies_peek();

	return timer_round(j + now, cpu, up) - now;
}

unsigned long __round_jiffies(unsigned long j, int cpu)
{
	return timer_round(j, cpu, false);
}
EXPORT_SYMBOL_GPL(__round_jiffies);

unsigned long __round_jiffies_relative(unsigned long j, int cpu)
{
	return timer_round_relative(j, cpu, false);
}
EXPORT_SYMBOL_GPL(__round_jiffies_relative);

unsigned long round_jiffies(unsigned long j)
{
	return timer_round(j, raw_smp_processor_id(), false);
}
EXPORT_SYMBOL_GPL(round_jiffies);

unsigned long round_jiffies_relative(unsigned long j)
{
	return timer_round_relative(j, raw_smp_processor_id(), false);
}
EXPORT_SYMBOL_GPL(round_jiffies_relative);

unsigned long __round_jiffies_up(unsigned long j, int cpu)
{
	return timer_round(j, cpu, true);
}
EXPORT_SYMBOL_GPL(__round_jiffies_up);

unsigned long __round_jiffies_up_relative(unsigned long j, int cpu)
{
	return timer_round_relative(j, cpu, true);
}
EXPORT_SYMBOL_GPL(__round_jiffies_up_relative);

unsigned long round_jiffies_up(unsigned long j)
{
	return timer_round(j, raw_smp_processor_id(), true);
}
EXPORT_SYMBOL_GPL(round_jiffies_up);

unsigned long round_jiffies_up_relative(unsigned long j)
{
	return timer_round_relative(j, raw_smp_processor_id(), true);
}
EXPORT_SYMBOL_GPL(round_jiffies_up_relative);

/* ---- start and stop ------------------------------------------------------ */

void timer_core_start(void)
{
	raw_spin_lock_init(&timers.lock);
	timerqueue_init_head(&timers.queue);
	timers.due = U64_MAX;
	timers.queued = 0;
	timers.running = NULL;
	timers.expiring = false;
	timers.again = false;
	hrtimer_setup(&timers.tick, timer_tick, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS);
	open_softirq(TIMER_SOFTIRQ, timer_softirq);
}

/* the memory of timers that are left may be gone already: only count them */
unsigned int timer_core_stop(void)
{
	unsigned int left;

	raw_spin_lock_irq(&timers.lock);
	left = timers.queued;
	timerqueue_init_head(&timers.queue);
	raw_spin_unlock_irq(&timers.lock);
	hrtimer_cancel(&timers.tick);
	return left;
}
