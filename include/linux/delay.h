/* SPDX-License-Identifier: MIT */
/*
 * Delays: udelay() and its kin occupy the CPU, msleep() and its kin give it
 * to others.
 */
#ifndef _LINUX_DELAY_H
#define _LINUX_DELAY_H

#include <linux/math.h>
#include <linux/sched.h>

#define MAX_UDELAY_MS	5

/* turns of a loop of cpu_relax(), as a machine at some 100 MHz would have calibrated it */
extern unsigned long loops_per_jiffy;

void ndelay(unsigned long nsecs);
void udelay(unsigned long usecs);
void mdelay(unsigned long msecs);

void msleep(unsigned int msecs);
unsigned long msleep_interruptible(unsigned int msecs);
void usleep_range_state(unsigned long min, unsigned long max,
			unsigned int state);
void fsleep(unsigned long usecs);

static inline void usleep_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_UNINTERRUPTIBLE);
}

static inline void usleep_idle_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_IDLE);
}

static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}

#endif
