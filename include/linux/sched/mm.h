/* SPDX-License-Identifier: MIT */
/* Memory and the scheduler: an allocation that may sleep. The rest is in <linux/sched.h>. */
#ifndef _LINUX_SCHED_MM_H
#define _LINUX_SCHED_MM_H

#include <linux/sched.h>
#include <linux/gfp.h>

/* might_alloc() - reports an allocation that may sleep where nobody may */
static inline void might_alloc(gfp_t gfp_mask)
{
	if (!gfpflags_allow_blocking(gfp_mask))
		return;
	might_sleep();
	might_wait_for("fs_reclaim");
}

#endif
