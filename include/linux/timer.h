/* SPDX-License-Identifier: MIT */
/*
 * Timers that count ticks. A callback runs in softirq context, never before
 * its time, and at most one tick late.
 */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/stddef.h>
#include <linux/stringify.h>
#include <linux/timerqueue.h>

/**
 * struct timer_list - a timer
 * @entry: private: place in the queue, ordered by the tick it fires at
 * @queued: private: in the queue
 * @expires: the tick to run after; set it before add_timer()
 * @function: the callback; NULL once the timer was shut down
 * @flags: TIMER_*
 *
 * The caller owns it; everything but @expires and @function is protected by
 * the timer core's lock.
 */
struct timer_list {
	struct timerqueue_node entry;
	bool queued;
	unsigned long expires;
	void (*function)(struct timer_list *timer);
	u32 flags;
};

/* Deferrable and pinned timers are accepted and treated as any other. The
 * callback of an IRQSAFE timer runs with interrupts off. */
#define TIMER_CPUMASK		0x0003FFFF
#define TIMER_MIGRATING		0x00040000
#define TIMER_BASEMASK		(TIMER_CPUMASK | TIMER_MIGRATING)
#define TIMER_DEFERRABLE	0x00080000
#define TIMER_PINNED		0x00100000
#define TIMER_IRQSAFE		0x00200000
#define TIMER_INIT_FLAGS	(TIMER_DEFERRABLE | TIMER_PINNED | TIMER_IRQSAFE)

#define __TIMER_INITIALIZER(_function, _flags) {	\
		.function = (_function),		\
		.flags = (_flags),			\
	}

#define DEFINE_TIMER(_name, _function)			\
	struct timer_list _name = __TIMER_INITIALIZER(_function, 0)

void init_timer_key(struct timer_list *timer,
		    void (*func)(struct timer_list *), unsigned int flags,
		    const char *name, struct lock_class_key *key);

#define __init_timer(_timer, _fn, _flags) \
	init_timer_key((_timer), (_fn), (_flags), NULL, NULL)
#define __init_timer_on_stack(_timer, _fn, _flags) \
	init_timer_key((_timer), (_fn), (_flags), NULL, NULL)

#define timer_setup(timer, callback, flags) \
	__init_timer((timer), (callback), (flags))
#define timer_setup_on_stack(timer, callback, flags) \
	__init_timer_on_stack((timer), (callback), (flags))

static inline void destroy_timer_on_stack(struct timer_list *timer) { }
#define timer_destroy_on_stack(timer) destroy_timer_on_stack(timer)

#define from_timer(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, typeof(*var), timer_fieldname)
/* its name from 6.16 on */
#define timer_container_of(var, callback_timer, timer_fieldname) \
	from_timer(var, callback_timer, timer_fieldname)

static inline int timer_pending(const struct timer_list *timer)
{
	return __atomic_load_n(&timer->queued, __ATOMIC_RELAXED);
}

void add_timer(struct timer_list *timer);
void add_timer_on(struct timer_list *timer, int cpu);
int mod_timer(struct timer_list *timer, unsigned long expires);
int mod_timer_pending(struct timer_list *timer, unsigned long expires);
int timer_reduce(struct timer_list *timer, unsigned long expires);

int timer_delete(struct timer_list *timer);
int timer_delete_sync(struct timer_list *timer);
int try_to_del_timer_sync(struct timer_list *timer);
#define timer_delete_sync_try(timer) try_to_del_timer_sync(timer)
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);

static inline int del_timer_sync(struct timer_list *timer)
{
	return timer_delete_sync(timer);
}

static inline int del_timer(struct timer_list *timer)
{
	return timer_delete(timer);
}

#define del_singleshot_timer_sync(t) del_timer_sync(t)

/* to whole seconds, so that timers that need not be exact fire together */
unsigned long __round_jiffies(unsigned long j, int cpu);
unsigned long __round_jiffies_relative(unsigned long j, int cpu);
unsigned long round_jiffies(unsigned long j);
unsigned long round_jiffies_relative(unsigned long j);
unsigned long __round_jiffies_up(unsigned long j, int cpu);
unsigned long __round_jiffies_up_relative(unsigned long j, int cpu);
unsigned long round_jiffies_up(unsigned long j);
unsigned long round_jiffies_up_relative(unsigned long j);

#endif
