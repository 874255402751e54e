/* SPDX-License-Identifier: MIT */
/*
 * Tasks, for the rest of src/base (kthreads, work queues, the world): making
 * them and waiting for their end. Drivers use <linux/kthread.h>.
 */
#ifndef DMAE_BASE_SCHED_H
#define DMAE_BASE_SCHED_H

#include <linux/sched.h>

/** sched_start() - before the executor starts, which adopts tasks */
int sched_start(bool threads);
/** sched_stop() - while the executor still runs: reaps what has ended, reports what has not */
void sched_stop(void);
/** sched_free() - after it has stopped */
void sched_free(void);

/**
 * task_spawn() - a task that will run @fn(@arg), asleep until wake_up_process()
 *
 * Return: the task with a reference for the caller (put_task_struct()), or
 * ERR_PTR(-ENOMEM). The task ends when @fn returns; its result is in
 * ->exit_code.
 */
struct task_struct *task_spawn(int (*fn)(void *arg), void *arg, const char *name);
/** task_exit() - the current task, which task_spawn() made, ends here */
void task_exit(int code) __attribute__((noreturn));
/** task_join() - sleep until @task has ended and will not run another instruction of its function
 */
int task_join(struct task_struct *task);
/** task_name() - comm and pid of the running context, for reports: "dma0chan0-copy0/12" */
const char *task_label(char *buf, unsigned int size);
/** task_is_atomic() - true if the current task may not sleep: locks, preemption or interrupts */
bool task_is_atomic(void);
/** task_leave_atomic() - where nothing may be left of that: name the locks, and go on without */
void task_leave_atomic(void);
/** task_wait_begin() - the current task is about to sleep for this; cleared by task_wait_end() */
void task_wait_begin(const char *what, const char *name, const void *at);
void task_wait_end(void);
/** tasks_report() - print who sleeps and for what, with the kernel's "blocked" lines */
void tasks_report(void);

#endif
