/* SPDX-License-Identifier: MIT */
/*
 * Time, for the rest of src/base: starting and stopping it, and reading the
 * clock without spending any of it. Everybody else reads jiffies and
 * ktime_get().
 */
#ifndef DMAE_BASE_TIME_CLOCK_H
#define DMAE_BASE_TIME_CLOCK_H

#include <linux/ktime.h>
#include <linux/types.h>

/* after the executor and its softirqs; before anything that sleeps */
int time_start(void);
/* reports timers that are still pending, and forgets them */
void time_stop(void);

/** jiffies_peek() - jiffies; costs the reader no time, so that locks may be held */
u64 jiffies_peek(void);
/** jiffies_deadline() - the moment (of the monotonic clock) at which jiffies becomes @tick */
ktime_t jiffies_deadline(u64 tick);
/** time_context() - a number of the context that runs this code: equal numbers, same stack */
unsigned long time_context(void);

/* the parts, called by time_start() and time_stop() */
void timekeeping_start(void);
void hrtimer_core_start(void);
unsigned int hrtimer_core_stop(void);
void timer_core_start(void);
unsigned int timer_core_stop(void);

#endif
