/* SPDX-License-Identifier: MIT */
/*
 * WARN*() reports and goes on; BUG*() reports and ends the process. The
 * report has the kernel's words, with the place in the source and without
 * addresses, so that equal runs have equal logs.
 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/once_lite.h>
#include <linux/stringify.h>
#include <linux/types.h>

#define CUT_HERE "------------[ cut here ]------------\n"

/* @fmt NULL: no message of the caller's */
void warn_slowpath_fmt(const char *file, int line, const char *func,
		       const char *fmt, ...) __printf(4, 5) __cold;
void bug_slowpath(const char *file, int line, const char *func)
	__noreturn __cold;

#define BUG() bug_slowpath(__FILE__, __LINE__, __func__)
#define BUG_ON(condition) \
	do { if (unlikely(condition)) BUG(); } while (0)

#define __WARN() warn_slowpath_fmt(__FILE__, __LINE__, __func__, NULL)
#define __WARN_printf(fmt...) \
	warn_slowpath_fmt(__FILE__, __LINE__, __func__, fmt)

#define WARN_ON(condition) ({				\
	int __ret_warn_on = !!(condition);		\
	if (unlikely(__ret_warn_on))			\
		__WARN();				\
	unlikely(__ret_warn_on); })
#define WARN(condition, format...) ({			\
	int __ret_warn_on = !!(condition);		\
	if (unlikely(__ret_warn_on))			\
		__WARN_printf(format);			\
	unlikely(__ret_warn_on); })
#define WARN_TAINT(condition, taint, format...) WARN(condition, format)

#define WARN_ON_ONCE(condition) ({			\
	static unsigned int __already_done;		\
	int __ret_warn_on = !!(condition);		\
	if (unlikely(__ret_warn_on) && ONCE_FIRST(__already_done)) \
		__WARN();				\
	unlikely(__ret_warn_on); })
#define WARN_ONCE(condition, format...) ({		\
	static unsigned int __already_done;		\
	int __ret_warn_on = !!(condition);		\
	if (unlikely(__ret_warn_on) && ONCE_FIRST(__already_done)) \
		__WARN_printf(format);			\
	unlikely(__ret_warn_on); })
#define WARN_TAINT_ONCE(condition, taint, format...) \
	WARN_ONCE(condition, format)
#define WARN_ON_SMP(x) WARN_ON(x)

#define CHECK_DATA_CORRUPTION(condition, fmt, ...)	\
	({						\
		bool __corrupt = unlikely(condition);	\
		if (__corrupt)				\
			WARN(1, fmt, ##__VA_ARGS__);	\
		__corrupt;				\
	})

#endif
