// SPDX-License-Identifier: MIT
/*
 * Starts and stops deferred work: tasklets, then work queues. Called by
 * base_services_start() and base_services_stop().
 */
#include "base/defer/defer.h"

int defer_start(void)
{
	tasklet_core_start();
	return workqueue_core_start();
}

void defer_stop(void)
{
	workqueue_core_stop();
	tasklet_core_stop();
}
