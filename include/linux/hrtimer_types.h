/* SPDX-License-Identifier: MIT */
/* struct hrtimer, as newer trees ask for it alone. */
#ifndef _LINUX_HRTIMER_TYPES_H
#define _LINUX_HRTIMER_TYPES_H

#include <linux/hrtimer.h>

#endif
