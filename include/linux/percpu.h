/* SPDX-License-Identifier: MIT */
/*
 * Per-CPU data: each CPU has an area of the same layout, PERCPU_AREA bytes
 * after the last one's; a __percpu pointer points into CPU 0's.
 */
#ifndef _LINUX_PERCPU_H
#define _LINUX_PERCPU_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/smp.h>

#define PERCPU_AREA	(1ul << 20)

/**
 * __alloc_percpu() - zeroed memory of @size bytes for every CPU; NULL where the area is full. May
 * sleep.
 */
void __percpu *__alloc_percpu(size_t size, size_t align);
void free_percpu(void __percpu *ptr);

#define alloc_percpu(type)						\
	((__typeof__(type) __percpu *)__alloc_percpu(sizeof(type), __alignof__(type)))
#define alloc_percpu_gfp(type, gfp)	((void)(gfp), alloc_percpu(type))

#define per_cpu_ptr(ptr, cpu)						\
	((__typeof__(*(ptr)) *)((char *)(ptr) + (unsigned long)(cpu) * PERCPU_AREA))
#define raw_cpu_ptr(ptr)	per_cpu_ptr(ptr, raw_smp_processor_id())
#define this_cpu_ptr(ptr)	raw_cpu_ptr(ptr)
#define get_cpu_ptr(ptr)	({ preempt_disable(); this_cpu_ptr(ptr); })
#define put_cpu_ptr(ptr)	do { (void)(ptr); preempt_enable(); } while (0)

/* threads may share a CPU number, so the counters are atomic */
#define this_cpu_add(pcp, val)						\
	((void)__atomic_add_fetch(this_cpu_ptr(&(pcp)), (val), __ATOMIC_RELAXED))
#define this_cpu_inc(pcp)	this_cpu_add(pcp, 1)
#define this_cpu_dec(pcp)	this_cpu_add(pcp, -1)
#define this_cpu_read(pcp)	__atomic_load_n(this_cpu_ptr(&(pcp)), __ATOMIC_RELAXED)
#define this_cpu_write(pcp, val)	__atomic_store_n(this_cpu_ptr(&(pcp)), (val), __ATOMIC_RELAXED)

#endif
