/* SPDX-License-Identifier: MIT */
/* The state of a rate limit. */
#ifndef _LINUX_RATELIMIT_TYPES_H
#define _LINUX_RATELIMIT_TYPES_H

#include <linux/bits.h>
#include <linux/types.h>
#include <asm/param.h>

#define DEFAULT_RATELIMIT_INTERVAL (5 * HZ)
#define DEFAULT_RATELIMIT_BURST 10

#define RATELIMIT_MSG_ON_RELEASE BIT(0)

/**
 * struct ratelimit_state - at most @burst events in @interval jiffies
 * @busy: private: held while the state changes; whoever finds it held is
 *	limited rather than made to wait, so any context may ask
 * @epoch: private: the world that the counts belong to
 * @begin: private: when the interval began, in ns of the world's time + 1
 */
struct ratelimit_state {
	unsigned int busy;
	unsigned int epoch;

	int interval;
	int burst;
	int printed;
	int missed;
	unsigned long long begin;
	unsigned long flags;
};

#define RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init, flags_init) \
	{								\
		.interval = interval_init,				\
		.burst = burst_init,					\
		.flags = flags_init,					\
	}
#define RATELIMIT_STATE_INIT(name, interval_init, burst_init) \
	RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init, 0)
#define RATELIMIT_STATE_INIT_DISABLED \
	RATELIMIT_STATE_INIT(ratelimit_state, 0, DEFAULT_RATELIMIT_BURST)
#define DEFINE_RATELIMIT_STATE(name, interval_init, burst_init) \
	struct ratelimit_state name = \
		RATELIMIT_STATE_INIT(name, interval_init, burst_init)

/** ___ratelimit() - Return: 0 if the caller (@func, for the report) should stay silent */
int ___ratelimit(struct ratelimit_state *rs, const char *func);
#define __ratelimit(state) ___ratelimit(state, __func__)

#endif
