/* SPDX-License-Identifier: MIT */
/*
 * Userspace's memory is the process's own. The functions exist so that a
 * driver's file operations compile and its NULL pointers come back as -EFAULT.
 */
#ifndef __LINUX_UACCESS_H__
#define __LINUX_UACCESS_H__

#include <linux/err.h>
#include <linux/string.h>
#include <linux/types.h>

static inline bool access_ok(const void __user *addr, unsigned long size)
{
	unsigned long start = (unsigned long)addr;

	return start >= 4096 && start + size >= start;
}

/* Return: bytes that could not be copied */
static inline unsigned long __must_check
copy_from_user(void *to, const void __user *from, unsigned long n)
{
	if (!access_ok(from, n)) {
		memset(to, 0, n);
		return n;
	}
	memcpy(to, from, n);
	return 0;
}

static inline unsigned long __must_check
copy_to_user(void __user *to, const void *from, unsigned long n)
{
	if (!access_ok(to, n))
		return n;
	memcpy(to, from, n);
	return 0;
}

#define __copy_from_user copy_from_user
#define __copy_to_user copy_to_user

static inline unsigned long __must_check clear_user(void __user *to,
						    unsigned long n)
{
	if (!access_ok(to, n))
		return n;
	memset(to, 0, n);
	return 0;
}

#define get_user(x, ptr) ({						\
	const typeof(*(ptr)) *__gu_p = (ptr);				\
	int __gu_err = access_ok(__gu_p, sizeof(*__gu_p)) ? 0 : -EFAULT; \
	(x) = __gu_err ? (typeof(x))0 : (typeof(x))*__gu_p;		\
	__gu_err; })
#define put_user(x, ptr) ({						\
	typeof(*(ptr)) *__pu_p = (ptr);					\
	int __pu_err = access_ok(__pu_p, sizeof(*__pu_p)) ? 0 : -EFAULT; \
	if (!__pu_err)							\
		*__pu_p = (x);						\
	__pu_err; })
#define __get_user(x, ptr) get_user(x, ptr)
#define __put_user(x, ptr) put_user(x, ptr)

/* Return: length without the NUL, @count if there was no room for it, or -EFAULT */
static inline long strncpy_from_user(char *dst, const char __user *src,
				     long count)
{
	size_t len;

	if (!access_ok(src, 1))
		return -EFAULT;
	len = strnlen(src, count);
	memcpy(dst, src, (long)len < count ? len + 1 : len);
	return len;
}

static inline long strnlen_user(const char __user *str, long n)
{
	return access_ok(str, 1) ? (long)strnlen(str, n) + 1 : 0;
}

#define uaccess_kernel() false

#endif
