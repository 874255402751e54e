/* SPDX-License-Identifier: MIT */
/*
 * Inside the executor seam: what a task is to an executor, and what the two
 * executors offer. Only src/base includes it.
 */
#ifndef DMAE_BASE_EXEC_TASK_H
#define DMAE_BASE_EXEC_TASK_H

#include <asm/context.h>

#include "base/exec/exec.h"

struct task_struct;
struct host_thread;

/**
 * struct exec_task - a task's stack and what is needed to stop and go on
 *
 * Memory is type-stable while a world runs (src/base/sched.c reuses it), so
 * a late exec_unpark() of a task that has ended is harmless.
 */
struct exec_task {
	struct task_struct *task;
	void (*entry)(struct exec_task *t);
	exec_ns parked_at;
	/* fibers */
	void *sp;
	char *stack;
	size_t stack_size;
	struct exec_task *next;		/* in the run queue */
	bool queued;
	bool parked;
	bool token;
	bool ended;
	struct exec_cpu saved; /* of a task that gave up its CPU inside an atomic section */
	bool has_saved;
	void *fake_stack;		/* ASan */
	void *tsan;			/* TSan */
	/* threads */
	struct host_thread *thread;
	unsigned int word;		/* 1: woken */
	struct exec_cpu cpu;
};

/**
 * struct exec_ops - an executor
 * @park: the current task stops until its token is set, and takes the token
 * @unpark: sets the token; any context, the hardware's side too
 * @yield: let others run; the current task stays runnable
 * @spin: take the lock word @word (0 free, 1 held, 2 held and waited for)
 * @softirq_raised: a softirq became pending
 * @attach: a CPU for an OS thread that calls in for the first time
 */
struct exec_ops {
	enum exec_kind kind;
	int (*start)(const struct exec_params *params);
	void (*stop)(void);
	exec_ns (*now)(void);
	exec_ns (*stamp)(void);
	void (*delay)(exec_ns ns);
	int (*task_start)(struct exec_task *t);
	void (*task_exit)(struct exec_task *t) __attribute__((noreturn));
	void (*task_reap)(struct exec_task *t);
	void (*park)(void);
	void (*unpark)(struct exec_task *t);
	void (*yield)(void);
	void (*spin)(unsigned int *word);
	void (*unspin)(unsigned int *word);
	void (*event_at)(struct exec_event *event, exec_ns when);
	bool (*event_cancel)(struct exec_event *event);
	void (*hw_lock)(void);
	void (*hw_unlock)(void);
	void (*irq_raise)(struct exec_irq *irq);
	void (*irq_sync)(struct exec_irq *irq);
	void (*softirq_raised)(void);
	struct exec_cpu *(*attach)(void);
};

/**
 * struct exec_fast - what the fiber executor needs at every point, in one cache line
 * @fibers: it is the one that runs; false: everything here rests
 * @hw_depth: inside the hardware's side, where nothing switches
 * @fuse: points until the next decision of the scheduler
 * @attention: an interrupt or a softirq may be pending
 * @points: how many so far; the watchdog reads it
 * @clock: the virtual time; @next_when: of the first event
 */
struct exec_fast {
	bool fibers;
	bool attention;
	unsigned int hw_depth;
	unsigned int fuse;
	unsigned long long points;
	exec_ns clock;
	exec_ns next_when;
} __attribute__((aligned(64)));

extern struct exec_fast exec_fast;

/* what the code between two points is taken to cost */
#define EXEC_POINT_NS 10

/* fibers.c: the rare rest of exec_point() and exec_charge() */
void fibers_point_slow(void);
void fibers_events_fire(void);

extern const struct exec_ops fibers_ops;
extern const struct exec_ops threads_ops;
extern const struct exec_ops *exec_ops;	/* NULL: no world is running */

unsigned int threads_cpus(void);

int exec_task_start(struct exec_task *t);
void exec_task_exit(struct exec_task *t) __attribute__((noreturn));
void exec_task_reap(struct exec_task *t);
void exec_park(void);
void exec_unpark(struct exec_task *t);
void exec_yield(void);

/* ---- the queue of events, ordered by time, then by age (events.c) ------ */

struct exec_event_queue {
	struct exec_event **heap;
	size_t count, room;
	unsigned long long next_order;
};

void event_queue_add(struct exec_event_queue *q, struct exec_event *event, exec_ns when);
bool event_queue_remove(struct exec_event_queue *q, struct exec_event *event);
void event_queue_free(struct exec_event_queue *q);

static inline struct exec_event *event_queue_first(const struct exec_event_queue *q)
{
	return q->count ? q->heap[0] : NULL;
}

/* ---- up-calls: src/base/softirq.c, src/base/sched.c -------------------- */

bool softirq_any_pending(void);
void softirq_run(void);
/* exec_irq_run() - one interrupt handler in hardirq context on this CPU, with the checks around it
 */
void exec_irq_run(struct exec_irq *irq);
/* a task for an OS thread that is not one of ours; the executor owns @t */
void sched_adopt(struct exec_task *t, struct exec_cpu *cpu, const char *name);
struct exec_task *sched_new_adopted(const char *name);
void sched_release_adopted(struct exec_task *t);
/* nothing can ever run again: says who waits for what; does not return */
void sched_everything_blocked(const char *why) __attribute__((noreturn));
/* @t runs and has not come to a preemption point for @ms; from a host thread */
void sched_report_stuck(const struct exec_task *t, unsigned int cpu, unsigned int ms);
/* called now and then as virtual time passes */
void sched_report_hung(exec_ns now);
struct exec_task *sched_exec_task(struct task_struct *task);

#endif
