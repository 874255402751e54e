/* SPDX-License-Identifier: MIT */
/* What most kernel code includes: formatting, parsing, and the small headers. */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <stdarg.h>
#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/hex.h>
#include <linux/instruction_pointer.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/stddef.h>
#include <linux/stringify.h>
#include <linux/typecheck.h>
#include <linux/types.h>
#include <asm/byteorder.h>

#define STACK_MAGIC 0xdeadbeef
#define REPEAT_BYTE(x) ((~0ul / 0xff) * (x))

#define READ 0
#define WRITE 1

#define PTR_IF(cond, ptr) ((cond) ? (ptr) : NULL)
#define u64_to_user_ptr(x) ((void __user *)(uintptr_t)(u64)(x))

#define upper_32_bits(n) ((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n) ((u32)((n) & 0xffffffff))
#define upper_16_bits(n) ((u16)((n) >> 16))
#define lower_16_bits(n) ((u16)((n) & 0xffff))

#define __COUNT_ARGS(_0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, \
		     _n, X...) _n
#define COUNT_ARGS(X...) \
	__COUNT_ARGS(, ##X, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#ifndef __CONCAT
#define __CONCAT(a, b) a##b
#endif
#define CONCATENATE(a, b) ___PASTE(a, b)

#define VERIFY_OCTAL_PERMISSIONS(perms)					\
	(BUILD_BUG_ON_ZERO((perms) < 0) +				\
	 BUILD_BUG_ON_ZERO((perms) > 0777) +				\
	 BUILD_BUG_ON_ZERO((((perms) >> 6) & 4) < (((perms) >> 3) & 4)) + \
	 BUILD_BUG_ON_ZERO((((perms) >> 3) & 4) < ((perms) & 4)) +	\
	 BUILD_BUG_ON_ZERO((((perms) >> 6) & 2) < (((perms) >> 3) & 2)) + \
	 BUILD_BUG_ON_ZERO((perms) & 2) +				\
	 (perms))

/* a sleep in atomic context is reported with the place that might sleep */
void __might_sleep(const char *file, int line);
#define might_resched() do { } while (0)
#define might_sleep() do { __might_sleep(__FILE__, __LINE__); } while (0)
#define might_sleep_if(cond) do { if (cond) might_sleep(); } while (0)
#define might_fault() do { } while (0)
#define cant_sleep() do { } while (0)
#define cant_migrate() do { } while (0)
#define non_block_start() do { } while (0)
#define non_block_end() do { } while (0)

/*
 * Formatting, with the kernel's %p extensions. The C library has functions
 * of the same names, which a program that is not kernel code gets; ours have
 * their own symbols.
 */
#if defined(__KERNEL__) && !defined(_STDIO_H)
int sprintf(char *buf, const char *fmt, ...)
	__asm__("dmae_sprintf") __printf(2, 3);
int vsprintf(char *buf, const char *fmt, va_list args)
	__asm__("dmae_vsprintf") __attribute__((__format__(printf, 2, 0)));
int snprintf(char *buf, size_t size, const char *fmt, ...)
	__asm__("dmae_snprintf") __printf(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__asm__("dmae_vsnprintf") __attribute__((__format__(printf, 3, 0)));
int sscanf(const char *buf, const char *fmt, ...)
	__asm__("dmae_sscanf") __scanf(2, 3);
int vsscanf(const char *buf, const char *fmt, va_list args)
	__asm__("dmae_vsscanf") __attribute__((__format__(scanf, 2, 0)));
#endif
/** scnprintf() - Return: characters written, never more than there was room for */
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__attribute__((__format__(printf, 3, 0)));
char *kasprintf(gfp_t gfp, const char *fmt, ...) __malloc __printf(2, 3);
char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
	__malloc __attribute__((__format__(printf, 2, 0)));
int num_to_str(char *buf, int size, unsigned long long num,
	       unsigned int width);

/* ---- parsing ----------------------------------------------------------- */

int get_option(char **str, int *pint);
char *get_options(const char *str, int nints, int *ints);
/** memparse() - a number with K, M, G, T, P or E behind it */
unsigned long long memparse(const char *ptr, char **retptr);
bool parse_option_str(const char *str, const char *option);
/** next_arg() - splits "param=value param" at spaces; quotes group. Return: the rest */
char *next_arg(char *args, char **param, char **val);

#ifdef __KERNEL__
#define trace_printk(fmt, ...) no_printk(fmt, ##__VA_ARGS__)
#define tracing_on() do { } while (0)
#define tracing_off() do { } while (0)
#endif

#endif
