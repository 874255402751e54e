/* SPDX-License-Identifier: MIT */
/* Keeping softirqs away from the local CPU. */
#ifndef _LINUX_BH_H
#define _LINUX_BH_H

#include <linux/preempt.h>

static inline void local_bh_disable(void)
{
	preempt_count_add(SOFTIRQ_DISABLE_OFFSET);
}

/* defined in src/base/softirq.c: runs what became pending meanwhile */
void local_bh_enable(void);
void _local_bh_enable(void);

static inline void local_bh_enable_ip(unsigned long ip)
{
	local_bh_enable();
}

#endif
