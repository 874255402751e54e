/* SPDX-License-Identifier: MIT */
/* Part of <linux/sched.h> in Linux; all of it is there. */
#ifndef _LINUX_SCHED_TASK_H
#define _LINUX_SCHED_TASK_H

#include <linux/sched.h>

#endif
