// SPDX-License-Identifier: MIT
/*
 * Arithmetic on times that is too long to be inline: normalising, saturating,
 * and the calendar.
 */
#include <linux/export.h>
#include <linux/ktime.h>

void set_normalized_timespec64(struct timespec64 *ts, time64_t sec, s64 nsec)
{
	sec += nsec / NSEC_PER_SEC;
	nsec %= NSEC_PER_SEC;
	if (nsec < 0) {
		nsec += NSEC_PER_SEC;
		sec--;
	}
	ts->tv_sec = sec;
	ts->tv_nsec = nsec;
}
EXPORT_SYMBOL(set_normalized_timespec64);

struct timespec64 ns_to_timespec64(s64 nsec)
{
	struct timespec64 ts;

	set_normalized_timespec64(&ts, 0, nsec);
	return ts;
}
EXPORT_SYMBOL(ns_to_timespec64);

struct timespec64 timespec64_add_safe(const struct timespec64 lhs,
				      const struct timespec64 rhs)
{
	struct timespec64 sum;

	set_normalized_timespec64(&sum, (timeu64_t)lhs.tv_sec + rhs.tv_sec,
				  lhs.tv_nsec + rhs.tv_nsec);
	if (unlikely(sum.tv_sec < lhs.tv_sec || sum.tv_sec < rhs.tv_sec)) {
		sum.tv_sec = TIME64_MAX;
		sum.tv_nsec = 0;
	}
	return sum;
}
EXPORT_SYMBOL(timespec64_add_safe);

ktime_t ktime_add_safe(const ktime_t lhs, const ktime_t rhs)
{
	ktime_t sum = ktime_add_unsafe(lhs, rhs);

	if (sum < 0 || sum < lhs || sum < rhs)
		return KTIME_MAX;
	return sum;
}
EXPORT_SYMBOL(ktime_add_safe);

/* days from 1970-01-01 to a date; a year starts in March, so that the leap
 * day is its last */
static s64 days_since_1970(unsigned int year, unsigned int mon,
			   unsigned int day)
{
	s64 y = mon > 2 ? year : (s64)year - 1;
	unsigned int m = mon > 2 ? mon - 3 : mon + 9;
	s64 days = 365 * y + y / 4 - y / 100 + y / 400;

	return days + (153 * m + 2) / 5 + day - 1 - 719468;
}

time64_t mktime64(const unsigned int year, const unsigned int mon,
		  const unsigned int day, const unsigned int hour,
		  const unsigned int min, const unsigned int sec)
{
	return ((days_since_1970(year, mon, day) * 24 + hour) * 60 + min) * 60 +
	       sec;
}
EXPORT_SYMBOL(mktime64);
