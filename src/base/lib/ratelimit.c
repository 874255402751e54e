// SPDX-License-Identifier: MIT
/*
 * Rate limits. Time is the world's, so equal runs are limited equally. There
 * is no lock to wait for: any context may ask.
 */
#include <linux/export.h>
#include <linux/once_lite.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>

#include "base/exec/exec.h"

DEFINE_RATELIMIT_STATE(printk_ratelimit_state, DEFAULT_RATELIMIT_INTERVAL,
		       DEFAULT_RATELIMIT_BURST);
EXPORT_SYMBOL(printk_ratelimit_state);

static u64 ratelimit_now(void)
{
	return exec_running() ? exec_now() : 0;
}

static void ratelimit_new_interval(struct ratelimit_state *rs,
				   const char *func, u64 now)
{
	if (rs->missed && !(rs->flags & RATELIMIT_MSG_ON_RELEASE)) {
		printk_deferred(KERN_WARNING "%s: %d callbacks suppressed\n",
				func, rs->missed);
		rs->missed = 0;
	}
	rs->begin = now + 1;
	rs->printed = 0;
}

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	u64 now, length = (u64)rs->interval * (1000000000 / HZ);
	int may = 0;

	if (!rs->interval)
		return 1;
	if (__atomic_exchange_n(&rs->busy, 1, __ATOMIC_ACQUIRE))
		return 0;
	now = ratelimit_now();
	if (rs->epoch != once_epoch) {
		/* a static state that another world has used */
		rs->epoch = once_epoch;
		rs->begin = 0;
		rs->printed = 0;
		rs->missed = 0;
	}
	if (!rs->begin)
		rs->begin = now + 1;
	if (now + 1 > rs->begin + length)
		ratelimit_new_interval(rs, func, now);
	if (rs->burst > rs->printed) {
		rs->printed++;
		may = 1;
	} else {
		rs->missed++;
	}
	__atomic_store_n(&rs->busy, 0, __ATOMIC_RELEASE);
	return may;
}
EXPORT_SYMBOL(___ratelimit);

void ratelimit_state_exit(struct ratelimit_state *rs)
{
	if (!(rs->flags & RATELIMIT_MSG_ON_RELEASE) || !rs->missed)
		return;
	pr_warn("%d output lines suppressed due to ratelimiting\n",
		rs->missed);
	rs->missed = 0;
}
EXPORT_SYMBOL(ratelimit_state_exit);

int __printk_ratelimit(const char *func)
{
	return ___ratelimit(&printk_ratelimit_state, func);
}
EXPORT_SYMBOL(__printk_ratelimit);

/* *@caller_jiffies is the caller's memory of the last time; here in milliseconds + 1 */
bool printk_timed_ratelimit(unsigned long *caller_jiffies,
			    unsigned int interval_msec)
{
	unsigned long now = ratelimit_now() / 1000000 + 1;

	if (*caller_jiffies && now >= *caller_jiffies &&
	    now - *caller_jiffies < interval_msec)
		return false;
	*caller_jiffies = now;
	return true;
}
EXPORT_SYMBOL(printk_timed_ratelimit);
