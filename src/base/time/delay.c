// SPDX-License-Identifier: MIT
/*
 * Delays that keep the CPU (udelay) and sleeps that give it away (msleep).
 * None is shorter than asked for.
 */
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>

#include "base/exec/exec.h"

unsigned long loops_per_jiffy = 100000000 / HZ;
EXPORT_SYMBOL(loops_per_jiffy);

void ndelay(unsigned long nsecs)
{
	exec_delay(nsecs);
}
EXPORT_SYMBOL(ndelay);

void udelay(unsigned long usecs)
{
	exec_delay((exec_ns)usecs * NSEC_PER_USEC);
}
EXPORT_SYMBOL(udelay);

void mdelay(unsigned long msecs)
{
	exec_delay((exec_ns)msecs * NSEC_PER_MSEC);
}
EXPORT_SYMBOL(mdelay);

void usleep_range_state(unsigned long min, unsigned long max,
			unsigned int state)
{
	ktime_t until = exec_now() + min * NSEC_PER_USEC;
	u64 slack = max > min ? (u64)(max - min) * NSEC_PER_USEC : 0;

	might_sleep();
	/* a wake-up that was meant for something else is no reason to return */
	for (;;) {
		__set_current_state(state);
		if (!schedule_hrtimeout_range(&until, slack, HRTIMER_MODE_ABS))
			break;
	}
}
EXPORT_SYMBOL(usleep_range_state);

void msleep(unsigned int msecs)
{
	ktime_t until = exec_now() + msecs * NSEC_PER_MSEC;

	might_sleep();
	for (;;) {
		__set_current_state(TASK_UNINTERRUPTIBLE);
		if (!schedule_hrtimeout(&until, HRTIMER_MODE_ABS))
			break;
	}
}
EXPORT_SYMBOL(msleep);

/* milliseconds that were left, if a signal came; there are no signals here */
unsigned long msleep_interruptible(unsigned int msecs)
{
	ktime_t until = exec_now() + msecs * NSEC_PER_MSEC;
	ktime_t left;

	might_sleep();
	do {
		__set_current_state(TASK_INTERRUPTIBLE);
		if (!schedule_hrtimeout(&until, HRTIMER_MODE_ABS))
			return 0;
	} while (!signal_pending(current));
	left = until - (ktime_t)exec_now();
	return left > 0 ? DIV_ROUND_UP(left, NSEC_PER_MSEC) : 0;
}
EXPORT_SYMBOL(msleep_interruptible);

/* the form that suits the length, as Documentation/timers/timers-howto.rst
 * advises */
void fsleep(unsigned long usecs)
{
	if (usecs <= 10)
		udelay(usecs);
	else if (usecs <= 20000)
		usleep_range(usecs, 2 * usecs);
	else
		msleep(DIV_ROUND_UP(usecs, 1000));
}
EXPORT_SYMBOL(fsleep);
