/* SPDX-License-Identifier: MIT */
/* Exchange and compare-and-exchange of any integer or pointer of 1, 2, 4 or 8 bytes. */
#ifndef _ASM_CMPXCHG_H
#define _ASM_CMPXCHG_H

#include <linux/compiler.h>

#define __xchg_order(ptr, new, order) \
	__atomic_exchange_n((ptr), (new), order)
#define xchg(ptr, new) __xchg_order(ptr, new, __ATOMIC_SEQ_CST)
#define xchg_acquire(ptr, new) __xchg_order(ptr, new, __ATOMIC_ACQUIRE)
#define xchg_release(ptr, new) __xchg_order(ptr, new, __ATOMIC_RELEASE)
#define xchg_relaxed(ptr, new) __xchg_order(ptr, new, __ATOMIC_RELAXED)

/* the value that was there: equal to @old means that @new is there now */
#define __cmpxchg_order(ptr, old, new, success, failure) ({		\
	typeof(*(ptr)) __cx_old = (old);				\
	__atomic_compare_exchange_n((ptr), &__cx_old, (new), 0,		\
				    success, failure);			\
	__cx_old; })
#define cmpxchg(ptr, old, new) \
	__cmpxchg_order(ptr, old, new, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)
#define cmpxchg_acquire(ptr, old, new) \
	__cmpxchg_order(ptr, old, new, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)
#define cmpxchg_release(ptr, old, new) \
	__cmpxchg_order(ptr, old, new, __ATOMIC_RELEASE, __ATOMIC_RELAXED)
#define cmpxchg_relaxed(ptr, old, new) \
	__cmpxchg_order(ptr, old, new, __ATOMIC_RELAXED, __ATOMIC_RELAXED)
#define cmpxchg_local(ptr, old, new) cmpxchg(ptr, old, new)
#define cmpxchg64(ptr, old, new) cmpxchg(ptr, old, new)
#define cmpxchg64_local(ptr, old, new) cmpxchg(ptr, old, new)
#define cmpxchg64_relaxed(ptr, old, new) cmpxchg_relaxed(ptr, old, new)
#define sync_cmpxchg(ptr, old, new) cmpxchg(ptr, old, new)

/* true: done; false: *@oldp has what was there instead */
#define try_cmpxchg(ptr, oldp, new) \
	__atomic_compare_exchange_n((ptr), (oldp), (new), 0, \
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)
#define try_cmpxchg_acquire(ptr, oldp, new) \
	__atomic_compare_exchange_n((ptr), (oldp), (new), 0, \
				    __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)
#define try_cmpxchg_release(ptr, oldp, new) \
	__atomic_compare_exchange_n((ptr), (oldp), (new), 0, \
				    __ATOMIC_RELEASE, __ATOMIC_RELAXED)
#define try_cmpxchg_relaxed(ptr, oldp, new) \
	__atomic_compare_exchange_n((ptr), (oldp), (new), 0, \
				    __ATOMIC_RELAXED, __ATOMIC_RELAXED)
#define try_cmpxchg64(ptr, oldp, new) try_cmpxchg(ptr, oldp, new)

#endif
