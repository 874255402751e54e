/* SPDX-License-Identifier: MIT */
/*
 * Time in ticks. There is no tick: jiffies is computed from the world's
 * clock whenever it is read, and only a pending timer makes an interrupt.
 */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/time.h>
#include <linux/typecheck.h>
#include <linux/types.h>
#include <asm/param.h>

#define TICK_NSEC	((NSEC_PER_SEC + HZ / 2) / HZ)
#define TICK_USEC	((USEC_PER_SEC + HZ / 2) / HZ)
#define USER_TICK_USEC	((USEC_PER_SEC + USER_HZ / 2) / USER_HZ)

/* five minutes before a 32-bit tick counter wraps, as in Linux: what stores
 * ticks in 32 bits finds out early */
#define INITIAL_JIFFIES	((unsigned long)(unsigned int)(-300 * HZ))

/* the longest time a relative timeout may have */
#define MAX_JIFFY_OFFSET ((LONG_MAX >> 1) - 1)
#define MAX_SEC_IN_JIFFIES (MAX_JIFFY_OFFSET / HZ)

u64 get_jiffies_64(void);
#define jiffies		((unsigned long)get_jiffies_64())
#define jiffies_64	get_jiffies_64()

/*
 * Comparison that survives the counter's wrap: true if @a is after (before)
 * @b, as long as they are less than half the counter's range apart.
 */
#define time_after(a, b)					\
	(typecheck(unsigned long, a) &&				\
	 typecheck(unsigned long, b) &&				\
	 ((long)((b) - (a)) < 0))
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b)					\
	(typecheck(unsigned long, a) &&				\
	 typecheck(unsigned long, b) &&				\
	 ((long)((a) - (b)) >= 0))
#define time_before_eq(a, b)	time_after_eq(b, a)
#define time_in_range(a, b, c)	(time_after_eq(a, b) && time_before_eq(a, c))
#define time_in_range_open(a, b, c) (time_after_eq(a, b) && time_before(a, c))

#define time_after64(a, b)					\
	(typecheck(__u64, a) &&					\
	 typecheck(__u64, b) &&					\
	 ((__s64)((b) - (a)) < 0))
#define time_before64(a, b)	time_after64(b, a)
#define time_after_eq64(a, b)					\
	(typecheck(__u64, a) &&					\
	 typecheck(__u64, b) &&					\
	 ((__s64)((a) - (b)) >= 0))
#define time_before_eq64(a, b)	time_after_eq64(b, a)
#define time_in_range64(a, b, c) \
	(time_after_eq64(a, b) && time_before_eq64(a, c))

#define time_is_before_jiffies(a)	time_after(jiffies, a)
#define time_is_after_jiffies(a)	time_before(jiffies, a)
#define time_is_before_eq_jiffies(a)	time_after_eq(jiffies, a)
#define time_is_after_eq_jiffies(a)	time_before_eq(jiffies, a)
#define time_is_before_jiffies64(a)	time_after64(get_jiffies_64(), a)
#define time_is_after_jiffies64(a)	time_before64(get_jiffies_64(), a)
#define time_is_before_eq_jiffies64(a)	time_after_eq64(get_jiffies_64(), a)
#define time_is_after_eq_jiffies64(a)	time_before_eq64(get_jiffies_64(), a)

/* Conversions round up to whole ticks on the way in; a negative number of
 * milliseconds means "for ever". */
unsigned int jiffies_to_msecs(const unsigned long j);
unsigned int jiffies_to_usecs(const unsigned long j);
u64 jiffies64_to_nsecs(u64 j);
u64 jiffies64_to_msecs(u64 j);
unsigned long __msecs_to_jiffies(const unsigned int m);
unsigned long __usecs_to_jiffies(const unsigned int u);

static inline unsigned long msecs_to_jiffies(const unsigned int m)
{
	return __msecs_to_jiffies(m);
}

static inline unsigned long usecs_to_jiffies(const unsigned int u)
{
	return __usecs_to_jiffies(u);
}

#define secs_to_jiffies(_secs) ((unsigned long)((_secs) * HZ))

static inline u64 jiffies_to_nsecs(const unsigned long j)
{
	return (u64)jiffies_to_usecs(j) * NSEC_PER_USEC;
}

u64 nsecs_to_jiffies64(u64 n);
unsigned long nsecs_to_jiffies(u64 n);
unsigned long timespec64_to_jiffies(const struct timespec64 *value);
void jiffies_to_timespec64(const unsigned long j, struct timespec64 *value);

/* user space's ticks, USER_HZ a second; the C library's type */
typedef long clock_t;

clock_t jiffies_to_clock_t(unsigned long x);
unsigned long clock_t_to_jiffies(unsigned long x);
u64 jiffies_64_to_clock_t(u64 x);
u64 nsec_to_clock_t(u64 x);

static inline clock_t jiffies_delta_to_clock_t(long delta)
{
	return jiffies_to_clock_t(delta > 0 ? delta : 0);
}

static inline unsigned int jiffies_delta_to_msecs(long delta)
{
	return jiffies_to_msecs(delta > 0 ? delta : 0);
}

#endif
