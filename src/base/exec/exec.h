/* SPDX-License-Identifier: MIT */
/*
 * Execution: the one seam between everything that waits, wakes, defers or
 * tells time, and the two executors (fibers with virtual time; threads with
 * real time) that can carry it. Plain C: both the kernel side and the
 * hardware side include it.
 *
 * Who uses what:
 *   events        hardware models, timers       "run this at that time"
 *   interrupts    src/device/irq.c, timers      "run this in hardirq context"
 *   softirqs      tasklets, timers              see <linux/interrupt.h>
 *   tasks         kthreads, work queues         see <linux/sched.h>, <linux/kthread.h>
 *   the hw lock   src/machine                   "one model moves at a time"
 */
#ifndef DMAE_BASE_EXEC_H
#define DMAE_BASE_EXEC_H

#include <stdbool.h>
#include <stddef.h>

typedef unsigned long long exec_ns;

enum exec_kind { EXEC_FIBERS, EXEC_THREADS };

struct exec_params {
	enum exec_kind kind;
	unsigned long long seed;	/* fibers: the run's seed */
	unsigned int cpus;		/* virtual CPUs; 0: 2 in fibers, the host's in threads */
	unsigned int watchdog_ms; /* fibers: a context that runs this long without a preemption
				     point is reported; 0: 10 s */
};

int exec_start(const struct exec_params *params);
void exec_stop(void);
bool exec_running(void);
enum exec_kind exec_kind(void);
unsigned int exec_cpus(void);

/* ---- time -------------------------------------------------------------- */

/**
 * exec_now() - nanoseconds since the world started: virtual in fibers, real in threads. Any
 * context.
 */
exec_ns exec_now(void);

/**
 * exec_stamp() - the same for logs: reading it costs no time, so that looking does not change the
 * run
 */
exec_ns exec_stamp(void);

/** exec_on_stack() - true if @addr is on the stack of the code that calls. Any context. */
bool exec_on_stack(const void *addr);

/**
 * exec_clock() - where the virtual time can be read, for who wants a stamp many times a
 * microsecond; NULL in threads
 */
const unsigned long long *exec_clock(void);

/**
 * exec_charge() - the code that is running has used @ns of its CPU's time
 * (a register access, an instruction of a polling loop). Fibers: the clock
 * moves and due events fire. Threads: nothing. Never switches context.
 */
void exec_charge(exec_ns ns);

/** exec_point() - a preemption point: another context may run here, an interrupt may be taken */
void exec_point(void);

/** exec_delay() - busy-wait; the CPU is occupied, interrupts are taken where they are enabled */
void exec_delay(exec_ns ns);

/** exec_idle() - the calling task sleeps for @ns while everything else runs */
void exec_idle(exec_ns ns);

/* ---- hardware events --------------------------------------------------- */

/**
 * struct exec_event - something that happens at a time, on the hardware's side
 *
 * @fn runs in no CPU's context and under the hardware lock: it may not sleep
 * or take a kernel lock; it may raise interrupts, schedule and cancel events,
 * and touch memory. Events due at the same time fire in the order in which
 * they were scheduled. The owner keeps the memory until the event is neither
 * pending nor running.
 */
struct exec_event {
	void (*fn)(struct exec_event *event);
	exec_ns when;
	unsigned long long order;	/* private: ties are broken by it */
	size_t slot;			/* private: place in the queue + 1; 0: not pending */
};

void exec_event_init(struct exec_event *event, void (*fn)(struct exec_event *));
/** exec_event_at() - (re)schedule for time @when, any context; a time in the past means now */
void exec_event_at(struct exec_event *event, exec_ns when);
/**
 * exec_event_cancel() - Return: true if it was pending. When it returns, @fn is not running
 * (unless this is called from it).
 */
bool exec_event_cancel(struct exec_event *event);
bool exec_event_pending(const struct exec_event *event);

/** exec_hw_lock() - enter the hardware's side; recursive; nothing in fibers, a mutex in threads */
void exec_hw_lock(void);
void exec_hw_unlock(void);

/* ---- interrupts -------------------------------------------------------- */

/**
 * struct exec_irq - an interrupt that a CPU can take
 *
 * @fn runs in hardirq context, once for any number of raises before it
 * starts; raised while it runs, it runs again after. The same exec_irq never
 * runs on two CPUs at once.
 */
struct exec_irq {
	void (*fn)(struct exec_irq *irq);
	const char *name;
	struct exec_irq *next;		/* private */
	bool pending;			/* private */
	int running;			/* private */
};

void exec_irq_init(struct exec_irq *irq, const char *name,
		   void (*fn)(struct exec_irq *));
/** exec_irq_raise() - any context, the hardware's side too */
void exec_irq_raise(struct exec_irq *irq);
/**
 * exec_irq_sync() - wait until @irq is neither pending nor running (process context), or at least
 * not running elsewhere (atomic)
 */
void exec_irq_sync(struct exec_irq *irq);

/* ---- random numbers of the run ----------------------------------------- */

/**
 * exec_random() - 64 random bits: from the seed in fibers (same seed, same numbers), from the host
 * in threads
 */
unsigned long long exec_random(void);

/** exec_fingerprint() - a hash over every scheduling decision so far: equal runs have equal ones */
unsigned long long exec_fingerprint(void);
/** exec_switches() - how many times the executor changed context */
unsigned long long exec_switches(void);

/* ---- trace ------------------------------------------------------------- */

/**
 * exec_trace - who is told what the executor does, a line at a time; NULL: nobody. It may not
 * sleep or call back.
 */
extern void (*exec_trace)(const char *event, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
