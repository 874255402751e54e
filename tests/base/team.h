/* SPDX-License-Identifier: MIT */
/* Several tasks that run the same function; what a test of a lock needs. Kernel side. */
#ifndef TESTS_BASE_TEAM_H
#define TESTS_BASE_TEAM_H

#include <linux/err.h>
#include <linux/sched.h>

#include "base/sched.h"
#include "unit.h"

#define TEAM 4

static struct task_struct *team[TEAM];

static inline void team_start(int (*fn)(void *), void *arg)
{
	int i;

	for (i = 0; i < TEAM; i++) {
		team[i] = task_spawn(fn, arg, "member");
		assert_false(IS_ERR(team[i]));
		wake_up_process(team[i]);
	}
}

static inline void team_end(void)
{
	int i;

	for (i = 0; i < TEAM; i++) {
		task_join(team[i]);
		put_task_struct(team[i]);
	}
}

#endif
