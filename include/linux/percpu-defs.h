/* SPDX-License-Identifier: MIT */
/*
 * Per-CPU variables of a file. CPU 0 has the variable itself; the others have
 * copies, made of its initial value when they first ask. src/base/percpu.c.
 */
#ifndef _LINUX_PERCPU_DEFS_H
#define _LINUX_PERCPU_DEFS_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/preempt.h>

#define PERCPU_AREA	(1ul << 20)

/*
 * src/base/percpu.c: the per-CPU variables of a module (or of the library) lie between @start and
 * @stop
 */
void dmae_percpu_add(void *start, void *stop);
void dmae_percpu_del(void *start);
void *dmae_per_cpu_module(const volatile void *ptr, unsigned int cpu);
/* CPU 0's area, of PERCPU_AREA bytes */
extern char *dmae_percpu_area;

/** dmae_per_cpu() - where CPU @cpu has what CPU 0 has at @ptr */
static inline void *dmae_per_cpu(const volatile void *ptr, unsigned int cpu)
{
	if ((unsigned long)ptr - (unsigned long)dmae_percpu_area < PERCPU_AREA)
		return (char *)ptr + cpu * PERCPU_AREA;
	return dmae_per_cpu_module(ptr, cpu);
}

extern char __start_dmae_percpu[] __attribute__((weak, visibility("hidden")));
extern char __stop_dmae_percpu[] __attribute__((weak, visibility("hidden")));

__attribute__((weak, visibility("hidden"), constructor)) void dmae_percpu_begin(void);
__attribute__((weak, visibility("hidden"), constructor)) void dmae_percpu_begin(void)
{
	if (&__start_dmae_percpu[0] != &__stop_dmae_percpu[0])
		dmae_percpu_add(__start_dmae_percpu, __stop_dmae_percpu);
}

__attribute__((weak, visibility("hidden"), destructor)) void dmae_percpu_end(void);
__attribute__((weak, visibility("hidden"), destructor)) void dmae_percpu_end(void)
{
	if (&__start_dmae_percpu[0] != &__stop_dmae_percpu[0])
		dmae_percpu_del(__start_dmae_percpu);
}

#define DEFINE_PER_CPU(type, name)					\
	__attribute__((section("dmae_percpu"))) __typeof__(type) name
#define DECLARE_PER_CPU(type, name)			extern __typeof__(type) name
#define DECLARE_PER_CPU_ALIGNED(type, name)		DECLARE_PER_CPU(type, name)
#define DECLARE_PER_CPU_SHARED_ALIGNED(type, name)	DECLARE_PER_CPU(type, name)
#define DECLARE_PER_CPU_READ_MOSTLY(type, name)		DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_ALIGNED(type, name)		DEFINE_PER_CPU(type, name)
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name)	DEFINE_PER_CPU(type, name)
#define DEFINE_PER_CPU_READ_MOSTLY(type, name)		DEFINE_PER_CPU(type, name)
#define EXPORT_PER_CPU_SYMBOL(var)			_Static_assert(1, #var)
#define EXPORT_PER_CPU_SYMBOL_GPL(var)			_Static_assert(1, #var)

#define per_cpu_ptr(ptr, cpu)		((__typeof__(*(ptr)) *)dmae_per_cpu((ptr), (cpu)))
#define raw_cpu_ptr(ptr)		per_cpu_ptr(ptr, exec_cpu()->id)
#define this_cpu_ptr(ptr)		raw_cpu_ptr(ptr)
#define per_cpu(var, cpu)		(*per_cpu_ptr(&(var), cpu))
#define get_cpu_ptr(ptr)		({ preempt_disable(); this_cpu_ptr(ptr); })
#define put_cpu_ptr(ptr)		do { (void)(ptr); preempt_enable(); } while (0)
#define get_cpu_var(var)		(*get_cpu_ptr(&(var)))
#define put_cpu_var(var)		put_cpu_ptr(&(var))

/* threads may share a CPU number, so all of these are atomic */
#define this_cpu_add(pcp, val)						\
	((void)__atomic_add_fetch(this_cpu_ptr(&(pcp)), (val), __ATOMIC_RELAXED))
#define this_cpu_add_return(pcp, val)					\
	__atomic_add_fetch(this_cpu_ptr(&(pcp)), (val), __ATOMIC_RELAXED)
#define this_cpu_sub(pcp, val)		this_cpu_add(pcp, -(__typeof__(pcp))(val))
#define this_cpu_sub_return(pcp, val)	this_cpu_add_return(pcp, -(__typeof__(pcp))(val))
#define this_cpu_inc(pcp)		this_cpu_add(pcp, 1)
#define this_cpu_dec(pcp)		this_cpu_sub(pcp, 1)
#define this_cpu_inc_return(pcp)	this_cpu_add_return(pcp, 1)
#define this_cpu_dec_return(pcp)	this_cpu_sub_return(pcp, 1)
#define this_cpu_and(pcp, val)						\
	((void)__atomic_and_fetch(this_cpu_ptr(&(pcp)), (val), __ATOMIC_RELAXED))
#define this_cpu_or(pcp, val)						\
	((void)__atomic_or_fetch(this_cpu_ptr(&(pcp)), (val), __ATOMIC_RELAXED))
#define this_cpu_read(pcp)	__atomic_load_n(this_cpu_ptr(&(pcp)), __ATOMIC_RELAXED)
#define this_cpu_write(pcp, val)	__atomic_store_n(this_cpu_ptr(&(pcp)), (val), __ATOMIC_RELAXED)
#define this_cpu_xchg(pcp, val)		__atomic_exchange_n(this_cpu_ptr(&(pcp)), (val), __ATOMIC_RELAXED)
#define this_cpu_cmpxchg(pcp, oval, nval)				\
	({								\
		__typeof__(pcp) __old = (oval);				\
		__atomic_compare_exchange_n(this_cpu_ptr(&(pcp)), &__old, (nval), false, \
					    __ATOMIC_RELAXED, __ATOMIC_RELAXED); \
		__old;							\
	})
#define __this_cpu_add(pcp, val)	this_cpu_add(pcp, val)
#define __this_cpu_sub(pcp, val)	this_cpu_sub(pcp, val)
#define __this_cpu_inc(pcp)		this_cpu_inc(pcp)
#define __this_cpu_dec(pcp)		this_cpu_dec(pcp)
#define __this_cpu_read(pcp)		this_cpu_read(pcp)
#define __this_cpu_write(pcp, val)	this_cpu_write(pcp, val)
#define raw_cpu_add(pcp, val)		this_cpu_add(pcp, val)
#define raw_cpu_inc(pcp)		this_cpu_inc(pcp)
#define raw_cpu_dec(pcp)		this_cpu_dec(pcp)
#define raw_cpu_read(pcp)		this_cpu_read(pcp)
#define raw_cpu_write(pcp, val)		this_cpu_write(pcp, val)

#endif
