/* SPDX-License-Identifier: MIT */
/*
 * Memory barriers. A device here is code that runs under a lock or on the
 * same thread, so the I/O forms need no more than the SMP ones.
 */
#ifndef _ASM_BARRIER_H
#define _ASM_BARRIER_H

#include <linux/compiler.h>
#include <asm/processor.h>

/* gcc refuses fences under the thread sanitizer, which does not model them */
#if defined(__SANITIZE_THREAD__)
#define __full_fence() __sync_synchronize()
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define __full_fence() __sync_synchronize()
#endif
#endif
#ifndef __full_fence
#define __full_fence() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#endif

#if defined(__x86_64__)
#define __read_fence() barrier()
#define __write_fence() barrier()
#elif defined(__aarch64__)
#define __read_fence() __asm__ __volatile__("dmb ishld" : : : "memory")
#define __write_fence() __asm__ __volatile__("dmb ishst" : : : "memory")
#else
#define __read_fence() __full_fence()
#define __write_fence() __full_fence()
#endif

#define mb() __full_fence()
#define rmb() __read_fence()
#define wmb() __write_fence()
#define dma_mb() __full_fence()
#define dma_rmb() __read_fence()
#define dma_wmb() __write_fence()
#define smp_mb() __full_fence()
#define smp_rmb() __read_fence()
#define smp_wmb() __write_fence()
#define smp_mb__before_atomic() __full_fence()
#define smp_mb__after_atomic() __full_fence()
#define smp_mb__after_spinlock() __full_fence()
#define smp_acquire__after_ctrl_dep() __read_fence()
#define io_stop_wc() do { } while (0)
#define nop() barrier()

#define smp_store_mb(var, value) \
	do { WRITE_ONCE(var, value); smp_mb(); } while (0)
#define smp_store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define smp_load_acquire(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)

#define smp_cond_load_relaxed(ptr, cond_expr) ({	\
	typeof(*(ptr)) *__scl_ptr = (ptr);		\
	typeof(*(ptr)) VAL;				\
	for (;;) {					\
		VAL = READ_ONCE(*__scl_ptr);		\
		if (cond_expr)				\
			break;				\
		cpu_relax();				\
	}						\
	VAL; })
#define smp_cond_load_acquire(ptr, cond_expr) ({	\
	typeof(*(ptr)) *__scl_ptr = (ptr);		\
	typeof(*(ptr)) VAL;				\
	for (;;) {					\
		VAL = smp_load_acquire(__scl_ptr);	\
		if (cond_expr)				\
			break;				\
		cpu_relax();				\
	}						\
	VAL; })

#endif
