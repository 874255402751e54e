/* SPDX-License-Identifier: MIT */
/* Busy waiting. */
#ifndef _ASM_PROCESSOR_H
#define _ASM_PROCESSOR_H

#include <asm/cpufeature.h>

/**
 * cpu_relax() - one turn of a loop that waits for another CPU or the hardware
 *
 * A preemption point; takes a few nanoseconds of the world's time, so that
 * a loop around it ends in the fiber executor as well.
 * Context: any on the software side.
 */
void cpu_relax(void);

/* cpu_pause() - the processor is told that this is a loop, and nobody else is: no preemption point */
static inline void cpu_pause(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ __volatile__("yield" : : : "memory");
#endif
}

#define cpu_relax_yield() cpu_relax()

#define spin_begin() do { } while (0)
#define spin_cpu_relax() cpu_relax()
#define spin_end() do { } while (0)
#define spin_until_cond(cond) \
	do { while (!(cond)) cpu_relax(); } while (0)

#endif
