// SPDX-License-Identifier: MIT
/*
 * Ticks: the counter, and its conversions to and from other units. Nothing
 * ticks; the counter is the clock divided by the length of a tick.
 */
#include <linux/export.h>
#include <linux/jiffies.h>

#include "base/exec/exec.h"
#include "base/time/clock.h"

/* what reading a clock takes; a loop that waits for a tick comes to its end */
#define JIFFIES_READ_NS	50

u64 jiffies_peek(void)
{
	return INITIAL_JIFFIES + exec_now() / TICK_NSEC;
}

ktime_t jiffies_deadline(u64 tick)
{
	u64 ticks = tick - INITIAL_JIFFIES;

	if ((s64)ticks <= 0)
		return 0;
	if (ticks > (u64)KTIME_MAX / TICK_NSEC)
		return KTIME_MAX;
	return ticks * TICK_NSEC;
}

u64 get_jiffies_64(void)
{
	exec_charge(JIFFIES_READ_NS);
	return jiffies_peek();
}
EXPORT_SYMBOL(get_jiffies_64);

unsigned int jiffies_to_msecs(const unsigned long j)
{
	return MSEC_PER_SEC / HZ * j;
}
EXPORT_SYMBOL(jiffies_to_msecs);

unsigned int jiffies_to_usecs(const unsigned long j)
{
	return USEC_PER_SEC / HZ * j;
}
EXPORT_SYMBOL(jiffies_to_usecs);

u64 jiffies64_to_nsecs(u64 j)
{
	return NSEC_PER_SEC / HZ * j;
}
EXPORT_SYMBOL(jiffies64_to_nsecs);

u64 jiffies64_to_msecs(u64 j)
{
	return MSEC_PER_SEC / HZ * j;
}
EXPORT_SYMBOL(jiffies64_to_msecs);

unsigned long __msecs_to_jiffies(const unsigned int m)
{
	const unsigned int per_tick = MSEC_PER_SEC / HZ;

	if ((int)m < 0)
		return MAX_JIFFY_OFFSET;
	return (m + per_tick - 1) / per_tick;
}
EXPORT_SYMBOL(__msecs_to_jiffies);

unsigned long __usecs_to_jiffies(const unsigned int u)
{
	const unsigned int per_tick = USEC_PER_SEC / HZ;

	if (u > jiffies_to_usecs(MAX_JIFFY_OFFSET))
		return MAX_JIFFY_OFFSET;
	return (u + (unsigned long)per_tick - 1) / per_tick;
}
EXPORT_SYMBOL(__usecs_to_jiffies);

u64 nsecs_to_jiffies64(u64 n)
{
	return n / TICK_NSEC;
}
EXPORT_SYMBOL(nsecs_to_jiffies64);

unsigned long nsecs_to_jiffies(u64 n)
{
	return nsecs_to_jiffies64(n);
}
EXPORT_SYMBOL(nsecs_to_jiffies);

unsigned long timespec64_to_jiffies(const struct timespec64 *value)
{
	u64 sec = value->tv_sec;
	long nsec = value->tv_nsec + TICK_NSEC - 1;

	if (sec >= MAX_SEC_IN_JIFFIES) {
		sec = MAX_SEC_IN_JIFFIES;
		nsec = 0;
	}
	return sec * HZ + nsec / TICK_NSEC;
}
EXPORT_SYMBOL(timespec64_to_jiffies);

void jiffies_to_timespec64(const unsigned long j, struct timespec64 *value)
{
	value->tv_sec = j / HZ;
	value->tv_nsec = j % HZ * TICK_NSEC;
}
EXPORT_SYMBOL(jiffies_to_timespec64);

u64 jiffies_64_to_clock_t(u64 x)
{
	return x * TICK_NSEC / (NSEC_PER_SEC / USER_HZ);
}
EXPORT_SYMBOL(jiffies_64_to_clock_t);

clock_t jiffies_to_clock_t(unsigned long x)
{
	return jiffies_64_to_clock_t(x);
}
EXPORT_SYMBOL(jiffies_to_clock_t);

unsigned long clock_t_to_jiffies(unsigned long x)
{
	if (x >= ~0ul / HZ * USER_HZ)
		return ~0ul;
	return x * HZ / USER_HZ;
}
EXPORT_SYMBOL(clock_t_to_jiffies);

u64 nsec_to_clock_t(u64 x)
{
	return x / (NSEC_PER_SEC / USER_HZ);
}
EXPORT_SYMBOL(nsec_to_clock_t);
