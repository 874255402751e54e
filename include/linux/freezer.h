/* SPDX-License-Identifier: MIT */
/*
 * The freezer stops tasks for system suspend. A world is never suspended as
 * a whole, so nothing is ever frozen and the freezable forms are the plain
 * ones; <linux/wait.h> has the waits.
 */
#ifndef FREEZER_H_INCLUDED
#define FREEZER_H_INCLUDED

#include <linux/sched.h>
#include <linux/wait.h>

static inline bool frozen(struct task_struct *p)
{
	return false;
}

static inline bool freezing(struct task_struct *p)
{
	return false;
}

static inline bool try_to_freeze(void)
{
	might_sleep();
	return false;
}

static inline bool set_freezable(void)
{
	might_sleep();
	return false;
}

#endif
