/* SPDX-License-Identifier: MIT */
/* Division and rounding of integers. */
#ifndef _LINUX_MATH_H
#define _LINUX_MATH_H

#include <linux/types.h>
#include <asm/div64.h>

#define __round_mask(x, y) ((__typeof__(x))((y) - 1))
#define round_up(x, y) ((((x) - 1) | __round_mask(x, y)) + 1)
#define round_down(x, y) ((x) & ~__round_mask(x, y))

#undef DIV_ROUND_UP
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define DIV_ROUND_DOWN_ULL(ll, d) ((unsigned long long)(ll) / (d))
#define DIV_ROUND_UP_ULL(ll, d) \
	DIV_ROUND_DOWN_ULL((unsigned long long)(ll) + (d) - 1, (d))
#define DIV_ROUND_UP_SECTOR_T(ll, d) DIV_ROUND_UP_ULL(ll, d)

#undef roundup
#define roundup(x, y) ({				\
	typeof(y) __roundup_y = (y);			\
	(((x) + (__roundup_y - 1)) / __roundup_y) * __roundup_y; })
#undef rounddown
#define rounddown(x, y) ({				\
	typeof(x) __rounddown_x = (x);			\
	__rounddown_x - (__rounddown_x % (y)); })

#define DIV_ROUND_CLOSEST(x, divisor) ({				\
	typeof(x) __drc_x = (x);					\
	typeof(divisor) __drc_d = (divisor);				\
	(((typeof(x))-1) > 0 || ((typeof(divisor))-1) > 0 ||		\
	 ((__drc_x > 0) == (__drc_d > 0))) ?				\
		((__drc_x + (__drc_d / 2)) / __drc_d) :			\
		((__drc_x - (__drc_d / 2)) / __drc_d); })
#define DIV_ROUND_CLOSEST_ULL(x, divisor) ({				\
	typeof(divisor) __drcu_d = (divisor);				\
	((unsigned long long)(x) + (__drcu_d / 2)) / __drcu_d; })

#define mult_frac(x, numer, denom) ({			\
	typeof(x) __mf_quot = (x) / (denom);		\
	typeof(x) __mf_rem = (x) % (denom);		\
	(__mf_quot * (numer)) + ((__mf_rem * (numer)) / (denom)); })

#define sector_div(a, b) do_div(a, b)

/*
 * Any width, as in the kernel. A program that is not kernel code has the C
 * library's function of this name, whose declaration must not meet a macro.
 */
#ifdef __KERNEL__
#define abs(x) __abs_choose_expr(x, long long,				\
		__abs_choose_expr(x, long,				\
		__abs_choose_expr(x, int,				\
		__abs_choose_expr(x, short,				\
		__abs_choose_expr(x, char,				\
		__builtin_choose_expr(					\
			__builtin_types_compatible_p(typeof(x), char),	\
			(char)({ signed char __abs_x = (x);		\
				 __abs_x < 0 ? -__abs_x : __abs_x; }),	\
			((void)0)))))))
#endif
#define __abs_choose_expr(x, type, other) __builtin_choose_expr(	\
	__builtin_types_compatible_p(typeof(x), signed type) ||		\
	__builtin_types_compatible_p(typeof(x), unsigned type),		\
	({ signed type __abs_x = (x); __abs_x < 0 ? -__abs_x : __abs_x; }), \
	other)

static inline u32 reciprocal_scale(u32 val, u32 ep_ro)
{
	return (u32)(((u64)val * ep_ro) >> 32);
}

static inline unsigned long int_sqrt(unsigned long x)
{
	unsigned long root = 0;
	unsigned long bit = 1UL << 62;

	while (bit > x)
		bit >>= 2;
	for (; bit; bit >>= 2) {
		if (x >= root + bit) {
			x -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return root;
}

static inline u32 int_sqrt64(u64 x)
{
	return (u32)int_sqrt(x);
}

#endif
