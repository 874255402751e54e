/* SPDX-License-Identifier: MIT */
/* Function, variable and type attributes under their kernel names. */
#ifndef __LINUX_COMPILER_ATTRIBUTES_H
#define __LINUX_COMPILER_ATTRIBUTES_H

#ifndef __has_attribute
#define __has_attribute(x) 0
#endif

/* the C library's <sys/cdefs.h> has these two as well */
#undef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#undef __attribute_const__
#define __attribute_const__ __attribute__((__const__))

#define __alias(symbol) __attribute__((__alias__(#symbol)))
#define __aligned(x) __attribute__((__aligned__(x)))
#define __aligned_largest __attribute__((__aligned__))
#if __has_attribute(__assume_aligned__)
#define __assume_aligned(a, ...) \
	__attribute__((__assume_aligned__(a, ##__VA_ARGS__)))
#else
#define __assume_aligned(a, ...)
#endif
#define __cleanup(func) __attribute__((__unused__, __cleanup__(func)))
#define __cold __attribute__((__cold__))
#define __hot __attribute__((__hot__))
#if __has_attribute(__copy__)
#define __copy(symbol) __attribute__((__copy__(symbol)))
#else
#define __copy(symbol)
#endif
#if __has_attribute(__counted_by__)
#define __counted_by(member) __attribute__((__counted_by__(member)))
#else
#define __counted_by(member)
#endif
#define __deprecated
#if __has_attribute(__designated_init__)
#define __designated_init __attribute__((__designated_init__))
#else
#define __designated_init
#endif
#if __has_attribute(__error__)
#define __compiletime_error(msg) __attribute__((__error__(msg)))
#else
#define __compiletime_error(msg)
#endif
#if __has_attribute(__warning__)
#define __compiletime_warning(msg) __attribute__((__warning__(msg)))
#else
#define __compiletime_warning(msg)
#endif
#define __visible
#define __printf(a, b) __attribute__((__format__(printf, a, b)))
#define __scanf(a, b) __attribute__((__format__(scanf, a, b)))
#define __gnu_inline __attribute__((__gnu_inline__))
#define __malloc __attribute__((__malloc__))
#define __mode(x) __attribute__((__mode__(x)))
#if __has_attribute(__noclone__)
#define __noclone __attribute__((__noclone__))
#else
#define __noclone
#endif
#if __has_attribute(__fallthrough__)
#define fallthrough __attribute__((__fallthrough__))
#else
#define fallthrough do {} while (0)
#endif
#define __flatten __attribute__((__flatten__))
#define noinline __attribute__((__noinline__))
#if __has_attribute(__nonstring__)
#define __nonstring __attribute__((__nonstring__))
#else
#define __nonstring
#endif
#define __no_profile
#define __noreturn __attribute__((__noreturn__))
#define __no_stack_protector
#define __packed __attribute__((__packed__))
#define __pure __attribute__((__pure__))
#define __section(section) __attribute__((__section__(section)))
#define __always_unused __attribute__((__unused__))
#define __maybe_unused __attribute__((__unused__))
#define __used __attribute__((__used__))
#define __must_check __attribute__((__warn_unused_result__))
#define __weak __attribute__((__weak__))
#define __fix_address noinline __noclone
#define __uninitialized
#define __overloadable
#define __disable_sanitizer_instrumentation

#endif
