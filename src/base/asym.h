/* SPDX-License-Identifier: MIT */
/*
 * A pair of barriers for two sides of which one is always in a hurry: the
 * frequent side pays nothing (asym_barrier_light() only keeps the compiler
 * in order), the rare side makes every thread of the process pass a barrier
 * (asym_barrier_heavy(), a system call). What either wrote before its barrier
 * is seen by the other, or the other way round; never neither.
 *
 * Where the host has no such system call, both are full barriers.
 */
#ifndef DMAE_BASE_ASYM_H
#define DMAE_BASE_ASYM_H

#include <linux/compiler.h>
#include <asm/barrier.h>

/* set once, before any world: the host can do it */
extern bool asym_available;

static __always_inline void asym_barrier_light(void)
{
	if (likely(asym_available))
		barrier();
	else
		smp_mb();
}

/** asym_barrier_heavy() - the rare side's; takes microseconds. Any context. */
void asym_barrier_heavy(void);

#endif
