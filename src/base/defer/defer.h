/* SPDX-License-Identifier: MIT */
/*
 * Deferred work, for the rest of src/base: starting and stopping it. The
 * services have their kernel names: <linux/interrupt.h> (tasklets),
 * <linux/workqueue.h>, <linux/kthread.h>.
 */
#ifndef DMAE_BASE_DEFER_H
#define DMAE_BASE_DEFER_H

struct task_struct;

/* after time_start() */
int defer_start(void);
/* reports and cancels what is still pending; before time_stop() */
void defer_stop(void);

/** kthread_task_free() - @task is about to be freed; called by src/base/sched.c, any context */
void kthread_task_free(struct task_struct *task);

/* the parts, called by defer_start() and defer_stop() */
void tasklet_core_start(void);
void tasklet_core_stop(void);
int workqueue_core_start(void);
void workqueue_core_stop(void);

#endif
