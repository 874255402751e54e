// SPDX-License-Identifier: MIT
/*
 * Starts and stops time: clocks, hrtimers, timers, in that order. Called by
 * base_start() and base_stop().
 */
#include <linux/printk.h>

#include "base/time/clock.h"

int time_start(void)
{
	timekeeping_start();
	hrtimer_core_start();
	timer_core_start();
	return 0;
}

void time_stop(void)
{
	unsigned int left = timer_core_stop();

	if (left)
		pr_warn("timer: %u timer%s still pending when time stopped\n",
			left, left == 1 ? "" : "s");
	left = hrtimer_core_stop();
	if (left)
		pr_warn("hrtimer: %u timer%s still pending when time stopped\n",
			left, left == 1 ? "" : "s");
}
