/* SPDX-License-Identifier: MIT */
/* Stacks of tasks: whether an object lies on the one that is in use. */
#ifndef _LINUX_SCHED_TASK_STACK_H
#define _LINUX_SCHED_TASK_STACK_H

#include <linux/sched.h>

/**
 * object_is_on_stack() - does @obj lie on the stack of the running code?
 * @obj: any address
 *
 * Context: Any.
 * Return: 1 or 0.
 * Source: Linux 6.1 include/linux/sched/task_stack.h.
 */
int object_is_on_stack(const void *obj);

#endif
