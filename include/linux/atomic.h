/* SPDX-License-Identifier: MIT */
/*
 * Atomic counters of 32 bits (atomic_t), 64 bits (atomic64_t) and a long
 * (atomic_long_t). As in the kernel: an operation without result orders
 * nothing, one with a result orders everything unless its name ends in
 * _acquire, _release or _relaxed. Overflow wraps.
 */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>

typedef atomic64_t atomic_long_t;
#define ATOMIC_LONG_INIT(i) ATOMIC64_INIT(i)

/* the four orders of operation @op, written with the order as argument */
#define ATOMIC_ORDERS(GEN, pfx, atype, itype, op, ...)			\
	GEN(pfx, atype, itype, op, , __ATOMIC_SEQ_CST, ##__VA_ARGS__)	\
	GEN(pfx, atype, itype, op, _acquire, __ATOMIC_ACQUIRE, ##__VA_ARGS__) \
	GEN(pfx, atype, itype, op, _release, __ATOMIC_RELEASE, ##__VA_ARGS__) \
	GEN(pfx, atype, itype, op, _relaxed, __ATOMIC_RELAXED, ##__VA_ARGS__)

#define ATOMIC_RETURN(pfx, atype, itype, op, suffix, order, builtin)	\
static __always_inline itype						\
pfx##_##op##_return##suffix(itype i, atype *v)				\
{									\
	return __atomic_##builtin##_fetch(&v->counter, i, order);	\
}
#define ATOMIC_FETCH(pfx, atype, itype, op, suffix, order, builtin)	\
static __always_inline itype						\
pfx##_fetch_##op##suffix(itype i, atype *v)				\
{									\
	return __atomic_fetch_##builtin(&v->counter, i, order);		\
}
#define ATOMIC_FETCH_ANDNOT(pfx, atype, itype, op, suffix, order)	\
static __always_inline itype						\
pfx##_fetch_andnot##suffix(itype i, atype *v)				\
{									\
	return __atomic_fetch_and(&v->counter, ~i, order);		\
}
#define ATOMIC_STEP(pfx, atype, itype, op, suffix, order, builtin)	\
static __always_inline itype pfx##_##op##_return##suffix(atype *v)	\
{									\
	return __atomic_##builtin##_fetch(&v->counter, 1, order);	\
}									\
static __always_inline itype pfx##_fetch_##op##suffix(atype *v)		\
{									\
	return __atomic_fetch_##builtin(&v->counter, 1, order);		\
}
#define ATOMIC_XCHG(pfx, atype, itype, op, suffix, order)		\
static __always_inline itype pfx##_xchg##suffix(atype *v, itype new)	\
{									\
	return __atomic_exchange_n(&v->counter, new, order);		\
}									\
static __always_inline itype						\
pfx##_cmpxchg##suffix(atype *v, itype old, itype new)			\
{									\
	return cmpxchg##suffix(&v->counter, old, new);			\
}									\
static __always_inline bool						\
pfx##_try_cmpxchg##suffix(atype *v, itype *old, itype new)		\
{									\
	typeof(v->counter) was = *old;					\
	bool done = try_cmpxchg##suffix(&v->counter, &was, new);	\
									\
	if (!done)							\
		*old = was;						\
	return done;							\
}
#define ATOMIC_PLAIN(pfx, atype, itype, op, builtin)			\
static __always_inline void pfx##_##op(itype i, atype *v)		\
{									\
	__atomic_fetch_##builtin(&v->counter, i, __ATOMIC_RELAXED);	\
}

#define ATOMIC_FAMILY(pfx, atype, itype)				\
static __always_inline itype pfx##_read(const atype *v)			\
{									\
	return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);		\
}									\
static __always_inline itype pfx##_read_acquire(const atype *v)		\
{									\
	return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE);		\
}									\
static __always_inline void pfx##_set(atype *v, itype i)		\
{									\
	__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);		\
}									\
static __always_inline void pfx##_set_release(atype *v, itype i)	\
{									\
	__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE);		\
}									\
ATOMIC_PLAIN(pfx, atype, itype, add, add)				\
ATOMIC_PLAIN(pfx, atype, itype, sub, sub)				\
ATOMIC_PLAIN(pfx, atype, itype, and, and)				\
ATOMIC_PLAIN(pfx, atype, itype, or, or)					\
ATOMIC_PLAIN(pfx, atype, itype, xor, xor)				\
static __always_inline void pfx##_andnot(itype i, atype *v)		\
{									\
	__atomic_fetch_and(&v->counter, ~i, __ATOMIC_RELAXED);		\
}									\
static __always_inline void pfx##_inc(atype *v)				\
{									\
	__atomic_fetch_add(&v->counter, 1, __ATOMIC_RELAXED);		\
}									\
static __always_inline void pfx##_dec(atype *v)				\
{									\
	__atomic_fetch_sub(&v->counter, 1, __ATOMIC_RELAXED);		\
}									\
ATOMIC_ORDERS(ATOMIC_RETURN, pfx, atype, itype, add, add)		\
ATOMIC_ORDERS(ATOMIC_RETURN, pfx, atype, itype, sub, sub)		\
ATOMIC_ORDERS(ATOMIC_FETCH, pfx, atype, itype, add, add)		\
ATOMIC_ORDERS(ATOMIC_FETCH, pfx, atype, itype, sub, sub)		\
ATOMIC_ORDERS(ATOMIC_FETCH, pfx, atype, itype, and, and)		\
ATOMIC_ORDERS(ATOMIC_FETCH, pfx, atype, itype, or, or)			\
ATOMIC_ORDERS(ATOMIC_FETCH, pfx, atype, itype, xor, xor)		\
ATOMIC_ORDERS(ATOMIC_FETCH_ANDNOT, pfx, atype, itype, andnot)		\
ATOMIC_ORDERS(ATOMIC_STEP, pfx, atype, itype, inc, add)			\
ATOMIC_ORDERS(ATOMIC_STEP, pfx, atype, itype, dec, sub)			\
ATOMIC_ORDERS(ATOMIC_XCHG, pfx, atype, itype, xchg)			\
static __always_inline bool pfx##_sub_and_test(itype i, atype *v)	\
{									\
	return pfx##_sub_return(i, v) == 0;				\
}									\
static __always_inline bool pfx##_dec_and_test(atype *v)		\
{									\
	return pfx##_dec_return(v) == 0;				\
}									\
static __always_inline bool pfx##_inc_and_test(atype *v)		\
{									\
	return pfx##_inc_return(v) == 0;				\
}									\
static __always_inline bool pfx##_add_negative(itype i, atype *v)	\
{									\
	return pfx##_add_return(i, v) < 0;				\
}									\
static __always_inline itype						\
pfx##_fetch_add_unless(atype *v, itype a, itype u)			\
{									\
	itype c = pfx##_read(v);					\
									\
	do {								\
		if (c == u)						\
			break;						\
	} while (!pfx##_try_cmpxchg(v, &c, c + a));			\
	return c;							\
}									\
static __always_inline bool						\
pfx##_add_unless(atype *v, itype a, itype u)				\
{									\
	return pfx##_fetch_add_unless(v, a, u) != u;			\
}									\
static __always_inline bool pfx##_inc_not_zero(atype *v)		\
{									\
	return pfx##_add_unless(v, 1, 0);				\
}									\
static __always_inline bool pfx##_inc_unless_negative(atype *v)		\
{									\
	itype c = pfx##_read(v);					\
									\
	do {								\
		if (c < 0)						\
			return false;					\
	} while (!pfx##_try_cmpxchg(v, &c, c + 1));			\
	return true;							\
}									\
static __always_inline bool pfx##_dec_unless_positive(atype *v)		\
{									\
	itype c = pfx##_read(v);					\
									\
	do {								\
		if (c > 0)						\
			return false;					\
	} while (!pfx##_try_cmpxchg(v, &c, c - 1));			\
	return true;							\
}									\
static __always_inline itype pfx##_dec_if_positive(atype *v)		\
{									\
	itype c = pfx##_read(v);					\
									\
	do {								\
		if (c - 1 < 0)						\
			return c - 1;					\
	} while (!pfx##_try_cmpxchg(v, &c, c - 1));			\
	return c - 1;							\
}

ATOMIC_FAMILY(atomic, atomic_t, int)
ATOMIC_FAMILY(atomic64, atomic64_t, s64)
ATOMIC_FAMILY(atomic_long, atomic_long_t, long)

#undef ATOMIC_FAMILY
#undef ATOMIC_PLAIN
#undef ATOMIC_XCHG
#undef ATOMIC_STEP
#undef ATOMIC_FETCH_ANDNOT
#undef ATOMIC_FETCH
#undef ATOMIC_RETURN
#undef ATOMIC_ORDERS

#define atomic_cond_read_acquire(v, c) \
	smp_cond_load_acquire(&(v)->counter, (c))
#define atomic_cond_read_relaxed(v, c) \
	smp_cond_load_relaxed(&(v)->counter, (c))

#endif
