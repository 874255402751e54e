/* SPDX-License-Identifier: MIT */
/* Rate limits, and warnings under one. */
#ifndef _LINUX_RATELIMIT_H
#define _LINUX_RATELIMIT_H

#include <linux/bug.h>
#include <linux/printk.h>
#include <linux/ratelimit_types.h>
#include <linux/string.h>

static inline void ratelimit_state_init(struct ratelimit_state *rs,
					int interval, int burst)
{
	memset(rs, 0, sizeof(*rs));
	rs->interval = interval;
	rs->burst = burst;
}

static inline void ratelimit_default_init(struct ratelimit_state *rs)
{
	ratelimit_state_init(rs, DEFAULT_RATELIMIT_INTERVAL,
			     DEFAULT_RATELIMIT_BURST);
}

static inline void ratelimit_set_flags(struct ratelimit_state *rs,
				       unsigned long flags)
{
	rs->flags = flags;
}

/** ratelimit_state_exit() - report what a RATELIMIT_MSG_ON_RELEASE state has suppressed */
void ratelimit_state_exit(struct ratelimit_state *rs);

extern struct ratelimit_state printk_ratelimit_state;

#define WARN_ON_RATELIMIT(condition, state) ({		\
	bool __rtn_cond = !!(condition);		\
	WARN_ON(__rtn_cond && __ratelimit(state));	\
	__rtn_cond; })
#define WARN_RATELIMIT(condition, format, ...) ({	\
	static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL, \
				      DEFAULT_RATELIMIT_BURST); \
	int __rtn = !!(condition);			\
	if (unlikely(__rtn && __ratelimit(&_rs)))	\
		WARN(__rtn, format, ##__VA_ARGS__);	\
	__rtn; })

#endif
