// SPDX-License-Identifier: MIT
/* Starting and stopping src/base, in the one order that works. */
#include <linux/types.h>

#include "base/base.h"
#include "base/defer/defer.h"
#include "base/irq_work.h"
#include "base/lib/lib.h"
#include "base/mm.h"
#include "base/rcu.h"
#include "base/sched.h"
#include "base/signalling.h"
#include "base/time/clock.h"
#include "base/wait_bit.h"

int base_start(const struct exec_params *params)
{
	int err;

	asym_start();
	locks_start();
	sched_start(params->kind == EXEC_THREADS);
	err = exec_start(params);
	if (err)
		goto err_sched;
	err = percpu_start();
	if (err)
		goto err_exec;
	err = lib_start();
	if (err)
		goto err_percpu;
	return 0;

err_percpu:
	percpu_stop();
err_exec:
	exec_stop();
err_sched:
	sched_free();
	locks_stop();
	return err;
}

int base_services_start(void)
{
	int err = time_start();

	if (err)
		return err;
	err = defer_start();
	if (err) {
		time_stop();
		return err;
	}
	wait_bit_start();
	irq_work_start();
	rcu_start();
	signalling_reset();
	return 0;
}

unsigned int base_services_stop(void)
{
	irq_work_stop();
	rcu_stop();
	defer_stop();
	time_stop();
	sched_stop();
	return mm_stop();
}

void base_stop(void)
{
	percpu_stop();
	lib_stop();
	exec_stop();
	softirq_stop();
	sched_free();
	locks_stop();
}
