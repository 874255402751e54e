/* SPDX-License-Identifier: MIT */
/*
 * Tasks: what sleeps and is woken. Made by kthread_create(), or by an application's thread that
 * calls in.
 */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <asm/current.h>
#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/preempt.h>
#include <linux/irqflags.h>
#include <linux/smp.h>
#include <linux/uaccess.h>
#include <linux/refcount.h>

struct exec_task;
struct kthread;
struct mm_struct;
struct mutex;
struct wait_queue_entry;

#define TASK_RUNNING			0x00000000
#define TASK_INTERRUPTIBLE		0x00000001
#define TASK_UNINTERRUPTIBLE		0x00000002
#define __TASK_STOPPED			0x00000004
#define TASK_PARKED			0x00000040
#define TASK_DEAD			0x00000080
#define TASK_WAKEKILL			0x00000100
#define TASK_NOLOAD			0x00000400
#define TASK_NEW			0x00000800
#define TASK_KILLABLE			(TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE			(TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL			(TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)

#define PF_EXITING			0x00000004
#define PF_WQ_WORKER			0x00000020
#define PF_KTHREAD			0x00200000

#define TASK_COMM_LEN			16
#define TASK_HELD_MUTEXES		8
#define MAX_SCHEDULE_TIMEOUT		((long)(~0ul >> 1))

#define MAX_NICE			19
#define MIN_NICE			-20
#define MAX_RT_PRIO			100

/**
 * struct task_struct - a context that can sleep
 * @__state: TASK_*; written by the task itself, and by whoever wakes it
 * @pid: number, from 1 in the order of creation
 * @comm: name
 * @flags: PF_*
 * @kthread: the kthread's own part (src/base/defer/kthread.c)
 * @exec: the executor's own part (src/base/exec)
 * @rcu_nesting: rcu_read_lock()s it is in; @rcu_idx: of the first of them (src/base/rcu.c)
 * @held_mutexes: the first of those that it holds; written by itself, or while it sleeps for one
 * @signalling: it is in a section that leads to a fence's signal (src/base/signalling.c)
 * @wait_what: what it sleeps for, for reports ("completion", "mutex", ...)
 * @wait_name: the name of that, where it has one
 * @wait_at: the code that asked to sleep
 */
struct task_struct {
	unsigned int __state;
	pid_t pid;
	pid_t tgid;
	char comm[TASK_COMM_LEN];
	unsigned int flags;
	int exit_code;
	refcount_t usage;
	struct kthread *kthread;
	struct mm_struct *mm;
	struct exec_task *exec;
	unsigned int mutexes_held;
	struct mutex *held_mutexes[TASK_HELD_MUTEXES];
	int rcu_nesting;
	int rcu_idx;
	bool signalling;
	const char *wait_what;
	const char *wait_name;
	const void *wait_at;
	int (*fn)(void *arg);
	void *arg;
	struct task_struct *next_task;	/* of all tasks; under the task list's lock */
};

#define task_state_read(t)	__atomic_load_n(&(t)->__state, __ATOMIC_SEQ_CST)
#define get_current_state()	task_state_read(current)
#define __set_current_state(state)	__atomic_store_n(&current->__state, (state), __ATOMIC_RELAXED)
#define set_current_state(state)	__atomic_store_n(&current->__state, (state), __ATOMIC_SEQ_CST)
#define task_is_running(t)	(task_state_read(t) == TASK_RUNNING)

static inline pid_t task_pid_nr(struct task_struct *tsk)
{
	return tsk->pid;
}
#define task_pid_vnr(tsk)	task_pid_nr(tsk)

/** schedule() - sleep until woken, if the state says so; else let others run. Process context. */
void schedule(void);
void io_schedule(void);
void yield(void);
/* who runs next is the executor's choice */
#define yield_to(p, preempt)	({ (void)(p); (void)(preempt); yield(); 1; })
int _cond_resched(void);
#define cond_resched()		_cond_resched()
#define need_resched()		(0)

long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_killable(long timeout);
long schedule_timeout_uninterruptible(long timeout);
long schedule_timeout_idle(long timeout);

int wake_up_process(struct task_struct *tsk);
int wake_up_state(struct task_struct *tsk, unsigned int state);
int default_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags,
			  void *key);

/* nobody sends signals in this process: a task is interrupted only by kthread_stop() */
static inline int signal_pending(struct task_struct *p)
{
	return 0;
}

static inline int fatal_signal_pending(struct task_struct *p)
{
	return 0;
}
#define signal_pending_state(state, p)	0

struct task_struct *get_task_struct(struct task_struct *t);
void put_task_struct(struct task_struct *t);

static inline void set_user_nice(struct task_struct *p, long nice)
{
}

static inline void sched_set_fifo(struct task_struct *p)
{
}

static inline void sched_set_fifo_low(struct task_struct *p)
{
}

static inline void sched_set_normal(struct task_struct *p, int nice)
{
}

/* src/base/sched.c: complains, in the kernel's words, where sleeping is not allowed */
void __might_sleep(const char *file, int line);
#define might_sleep()		do { __might_sleep(__FILE__, __LINE__); } while (0)
#define might_sleep_if(cond)	do { if (cond) might_sleep(); } while (0)
#define might_resched()		do { } while (0)

/* src/base/signalling.c: @what is waited for in a section that who holds @what may wait for */
void dmae_signalling_waits(const char *what);

static inline void might_wait_for(const char *what)
{
	struct task_struct *task = current;

	if (unlikely(task && task->signalling))
		dmae_signalling_waits(what);
}

unsigned long long sched_clock(void);
#define local_clock()		sched_clock()

#endif
