// SPDX-License-Identifier: MIT
/*
 * Who is running, for the log and for warnings. Unlike "current" it never
 * makes a context for the thread that asks.
 */
#include <linux/preempt.h>
#include <linux/sched.h>
#include <asm/context.h>

#include "base/host.h"
#include "base/lib/caller.h"

static struct exec_cpu *caller(void)
{
	struct exec_cpu *cpu = exec_self_cpu;

	return cpu && cpu->epoch == exec_epoch ? cpu : NULL;
}

int caller_cpu(void)
{
	struct exec_cpu *cpu = caller();

	return cpu ? (int)cpu->id : -1;
}

int caller_pid(void)
{
	struct exec_cpu *cpu = caller();

	return cpu && cpu->curr ? cpu->curr->pid : 0;
}

bool caller_in_interrupt(void)
{
	struct exec_cpu *cpu = caller();

	return cpu && (cpu->preempt_count &
		       (HARDIRQ_MASK | SOFTIRQ_OFFSET | NMI_MASK));
}

u64 caller_id(void)
{
	struct exec_cpu *cpu = caller();

	if (!cpu)
		return 1ULL << 63 | host_thread_id();
	if (caller_in_interrupt() || !cpu->curr)
		return 1ULL << 32 | cpu->id;
	return cpu->curr->pid;
}
