/* SPDX-License-Identifier: MIT */
/* struct timer_list, as newer trees ask for it alone. */
#ifndef _LINUX_TIMER_TYPES_H
#define _LINUX_TIMER_TYPES_H

#include <linux/timer.h>

#endif
