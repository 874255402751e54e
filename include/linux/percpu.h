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
#include <linux/percpu-defs.h>

/**
 * __alloc_percpu() - zeroed memory of @size bytes for every CPU; NULL where the area is full. May
 * sleep.
 */
void __percpu *__alloc_percpu(size_t size, size_t align);
void free_percpu(void __percpu *ptr);

#define alloc_percpu(type)						\
	((__typeof__(type) __percpu *)__alloc_percpu(sizeof(type), __alignof__(type)))
#define alloc_percpu_gfp(type, gfp)	((void)(gfp), alloc_percpu(type))
#define __alloc_percpu_gfp(size, align, gfp)	((void)(gfp), __alloc_percpu(size, align))

#endif
