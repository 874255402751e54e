/* SPDX-License-Identifier: MIT */
/*
 * What is known about the compiler and about types, without any type of our
 * own. Address space annotations (__iomem, __user, ...) are for sparse and
 * vanish here.
 */
#ifndef __LINUX_COMPILER_TYPES_H
#define __LINUX_COMPILER_TYPES_H

#include <linux/compiler_attributes.h>
#include <linux/kconfig.h>

#define __kernel
#define __user
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __nocast
#define __safe
#define __private
#define __bitwise
#define __bitwise__
#define __chk_user_ptr(x) ((void)0)
#define __chk_io_ptr(x) ((void)0)
#define __must_hold(x)
#define __acquires(x)
#define __cond_acquires(x)
#define __releases(x)
#define __acquire(x) ((void)0)
#define __release(x) ((void)0)
#define __cond_lock(x, c) (c)
#define ACCESS_PRIVATE(p, member) ((p)->member)

#define ___PASTE(a, b) a##b
#define __PASTE(a, b) ___PASTE(a, b)

#define notrace __attribute__((__no_instrument_function__))
#define noinstr noinline notrace
#define __naked __attribute__((__naked__))
#define noinline_for_stack noinline
#define __latent_entropy
#define __randomize_layout
#define __no_randomize_layout
#define randomized_struct_fields_start
#define randomized_struct_fields_end
#define __nocfi
#define __noscs
#define __no_kcsan
#define __no_kasan_or_inline __always_inline
#define __no_sanitize_or_inline __always_inline
#define __alloc_size(x, ...) \
	__attribute__((__alloc_size__(x, ##__VA_ARGS__))) __malloc
#define __realloc_size(x, ...) \
	__attribute__((__alloc_size__(x, ##__VA_ARGS__)))

#define asm_volatile_goto(x...) asm goto(x)
#define asm_inline asm __inline

#define __same_type(a, b) \
	__builtin_types_compatible_p(typeof(a), typeof(b))

/* the type of @x without const and volatile; integers only, others as they are */
#define __scalar_type_to_expr_cases(type) \
	unsigned type: (unsigned type)0, signed type: (signed type)0
#define __unqual_scalar_typeof(x) typeof(			\
	_Generic((x),						\
		char: (char)0,					\
		__scalar_type_to_expr_cases(char),		\
		__scalar_type_to_expr_cases(short),		\
		__scalar_type_to_expr_cases(int),		\
		__scalar_type_to_expr_cases(long),		\
		__scalar_type_to_expr_cases(long long),		\
		default: (x)))

#define __native_word(t) \
	(sizeof(t) == 1 || sizeof(t) == 2 || sizeof(t) == 4 || sizeof(t) == 8)

#ifdef __OPTIMIZE__
#define __compiletime_assert(condition, msg, prefix, suffix)		\
	do {								\
		__attribute__((__noreturn__))				\
		extern void prefix##suffix(void) __compiletime_error(msg); \
		if (!(condition))					\
			prefix##suffix();				\
	} while (0)
#else
#define __compiletime_assert(condition, msg, prefix, suffix) \
	do { } while (0)
#endif
#define _compiletime_assert(condition, msg, prefix, suffix) \
	__compiletime_assert(condition, msg, prefix, suffix)
#define compiletime_assert(condition, msg) \
	_compiletime_assert(condition, msg, __compiletime_assert_, __COUNTER__)
#define compiletime_assert_atomic_type(t) \
	compiletime_assert(__native_word(t), "Need native word sized stores/loads for atomicity.")

#define __diag(string)
#define __diag_push()
#define __diag_pop()
#define __diag_ignore(compiler, version, option, comment)
#define __diag_warn(compiler, version, option, comment)
#define __diag_error(compiler, version, option, comment)
#define __diag_ignore_all(option, comment)

#endif
