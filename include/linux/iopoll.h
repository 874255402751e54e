/* SPDX-License-Identifier: MIT */
/*
 * Wait for a register to show something, with a limit.
 *
 * All forms read into @val with @op until @cond (an expression of @val) is
 * true: 0, or -ETIMEDOUT after @timeout_us microseconds (0: no limit), with
 * the last value read in @val. The plain forms sleep about @sleep_us between
 * reads; the _atomic forms delay @delay_us and may be used in any context.
 */
#ifndef _LINUX_IOPOLL_H
#define _LINUX_IOPOLL_H

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/types.h>
#include <asm/processor.h>

/* a condition that came true while we slept past the limit still counts,
 * hence one more read after it */
#define __read_poll(op, val, cond, timeout_us, wait_first, wait, args...)	\
({										\
	u64 __limit_us = (timeout_us);						\
	ktime_t __limit = ktime_add_us(ktime_get(), __limit_us);		\
	bool __late = false;							\
										\
	if (wait_first)								\
		wait;								\
	for (;;) {								\
		(val) = op(args);						\
		if ((cond) || __late)						\
			break;							\
		__late = __limit_us && ktime_after(ktime_get(), __limit);	\
		if (__late)							\
			continue;						\
		wait;								\
		cpu_relax();							\
	}									\
	(cond) ? 0 : -ETIMEDOUT;						\
})

#define read_poll_timeout(op, val, cond, sleep_us, timeout_us,			\
			  sleep_before_read, args...)				\
({										\
	unsigned long __sleep_us = (sleep_us);					\
										\
	might_sleep_if(__sleep_us != 0);					\
	__read_poll(op, val, cond, timeout_us, sleep_before_read,		\
		    ({ if (__sleep_us)						\
			usleep_range((__sleep_us >> 2) + 1, __sleep_us); }),	\
		    ##args);							\
})

#define read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us,		\
				 delay_before_read, args...)			\
({										\
	unsigned long __delay_us = (delay_us);					\
										\
	__read_poll(op, val, cond, timeout_us, delay_before_read,		\
		    ({ if (__delay_us)						\
			udelay(__delay_us); }),					\
		    ##args);							\
})

#define readx_poll_timeout(op, addr, val, cond, sleep_us, timeout_us) \
	read_poll_timeout(op, val, cond, sleep_us, timeout_us, false, addr)
#define readx_poll_timeout_atomic(op, addr, val, cond, delay_us, timeout_us) \
	read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us, false, addr)

#define readb_poll_timeout(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout(readb, addr, val, cond, delay_us, timeout_us)
#define readb_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readb, addr, val, cond, delay_us, timeout_us)
#define readw_poll_timeout(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout(readw, addr, val, cond, delay_us, timeout_us)
#define readw_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readw, addr, val, cond, delay_us, timeout_us)
#define readl_poll_timeout(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout(readl, addr, val, cond, delay_us, timeout_us)
#define readl_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readl, addr, val, cond, delay_us, timeout_us)
#define readq_poll_timeout(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout(readq, addr, val, cond, delay_us, timeout_us)
#define readq_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readq, addr, val, cond, delay_us, timeout_us)

#define readb_relaxed_poll_timeout(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout(readb_relaxed, addr, val, cond, delay_us, timeout_us)
#define readb_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readb_relaxed, addr, val, cond, delay_us, timeout_us)
#define readw_relaxed_poll_timeout(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout(readw_relaxed, addr, val, cond, delay_us, timeout_us)
#define readw_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readw_relaxed, addr, val, cond, delay_us, timeout_us)
#define readl_relaxed_poll_timeout(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout(readl_relaxed, addr, val, cond, delay_us, timeout_us)
#define readl_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readl_relaxed, addr, val, cond, delay_us, timeout_us)
#define readq_relaxed_poll_timeout(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout(readq_relaxed, addr, val, cond, delay_us, timeout_us)
#define readq_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readq_relaxed, addr, val, cond, delay_us, timeout_us)

#endif
