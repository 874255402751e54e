/* SPDX-License-Identifier: MIT */
/*
 * Branch hints, compiler barriers, and loads and stores that the compiler may
 * neither tear nor repeat. READ_ONCE and WRITE_ONCE are relaxed atomics, so
 * that the thread sanitizer takes them for what they mean.
 */
#ifndef __LINUX_COMPILER_H
#define __LINUX_COMPILER_H

#include <linux/compiler_types.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define likely_notrace(x) likely(x)
#define unlikely_notrace(x) unlikely(x)

#define barrier() __asm__ __volatile__("" : : : "memory")
#define barrier_data(ptr) __asm__ __volatile__("" : : "r"(ptr) : "memory")
#define annotate_unreachable() do { } while (0)
#define unreachable() __builtin_unreachable()

#define RELOC_HIDE(ptr, off)						\
({									\
	unsigned long __reloc_ptr;					\
	__asm__("" : "=r"(__reloc_ptr) : "0"(ptr));			\
	(typeof(ptr))(__reloc_ptr + (off));				\
})
#define absolute_pointer(val) RELOC_HIDE((void *)(val), 0)
#define OPTIMIZER_HIDE_VAR(var) __asm__("" : "=r"(var) : "0"(var))

#define __UNIQUE_ID(prefix) \
	__PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)

#define data_race(expr) (expr)

#define READ_ONCE(x) __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, val) \
	__atomic_store_n(&(x), (val), __ATOMIC_RELAXED)
#define __READ_ONCE(x) READ_ONCE(x)
#define __WRITE_ONCE(x, val) WRITE_ONCE(x, val)
#define READ_ONCE_NOCHECK(x) READ_ONCE(x)

#define ___ADDRESSABLE(sym, __attrs) \
	static void *__used __attrs \
	__UNIQUE_ID(__PASTE(__addressable_, sym)) = (void *)&sym
#define __ADDRESSABLE(sym) ___ADDRESSABLE(sym, )

#define __must_be_array(a) \
	((int)sizeof(struct { \
		int : (-!!(__same_type((a), &(a)[0]))); \
	}))
#define is_signed_type(type) (((type)(-1)) < (type)1)
#define is_unsigned_type(type) (!is_signed_type(type))
#define statically_true(x) (__builtin_constant_p(x) && (x))

#endif
