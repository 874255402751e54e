/* SPDX-License-Identifier: MIT */
/*
 * What the running code knows about where it runs: one struct exec_cpu per
 * virtual CPU (fibers) or per OS thread (threads). Everything that Linux
 * keeps in preempt_count, the interrupt flag and "current" hangs off it.
 */
#ifndef _ASM_CONTEXT_H
#define _ASM_CONTEXT_H

#include <stdbool.h>

struct task_struct;
struct raw_spinlock;

#define EXEC_HELD_LOCKS 32

/**
 * struct exec_cpu - the CPU that runs this code
 * @preempt_count: nesting of preempt_disable, softirq and hardirq, in Linux's bit fields
 * @id: number, from 0
 * @irqs_off: local interrupts are disabled
 * @curr: the task that runs here, or was interrupted here
 * @nheld: spinlocks held here; the first EXEC_HELD_LOCKS of them are in @held
 *
 * Only code that runs on the CPU touches it.
 */
struct exec_cpu {
	unsigned int preempt_count;
	unsigned int id;
	bool irqs_off;
	bool foreign;		/* an application's own thread */
	struct task_struct *curr;
	unsigned int nheld;
	struct raw_spinlock *held[EXEC_HELD_LOCKS];
	unsigned long long epoch;	/* of the world that made it */
};

extern __thread struct exec_cpu *exec_self_cpu __attribute__((tls_model("initial-exec")));
extern unsigned long long exec_epoch;

struct exec_cpu *exec_cpu_attach(void);

/** exec_cpu() - the CPU that runs this code; an application's thread gets one at its first call */
static inline struct exec_cpu *exec_cpu(void)
{
	struct exec_cpu *cpu = exec_self_cpu;

	if (__builtin_expect(!cpu || cpu->epoch != exec_epoch, 0))
		return exec_cpu_attach();
	return cpu;
}

#endif
