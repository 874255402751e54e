/* SPDX-License-Identifier: MIT */
/* Part of <linux/sched.h> in Linux; all of it is there. */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/sched.h>

#endif
