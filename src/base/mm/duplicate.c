// SPDX-License-Identifier: MIT
/*
 * Copies and formatted strings in memory of kmalloc(): kstrdup() and its
 * kin. Each remembers its caller as the one who allocated.
 */
#include <linux/types.h>
#include <linux/kernel.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/err.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static void *duplicate(const void *src, size_t len, size_t room, gfp_t gfp,
		       const void *caller)
{
	char *mem = __kmalloc_node_track_caller(room, gfp, NUMA_NO_NODE,
						(unsigned long)caller);

	if (mem && len)
		memcpy(mem, src, len);
	/* room for more than @len is room for the end of a string */
	if (mem && room > len)
		mem[len] = '\0';
	return mem;
}

char *kstrdup(const char *s, gfp_t gfp)
{
	size_t len;

	if (!s)
		return NULL;
	len = strlen(s);
	return duplicate(s, len, len + 1, gfp, __builtin_return_address(0));
}
EXPORT_SYMBOL(kstrdup);

char *kstrndup(const char *s, size_t max, gfp_t gfp)
{
	size_t len;

	if (!s)
		return NULL;
	len = strnlen(s, max);
	return duplicate(s, len, len + 1, gfp, __builtin_return_address(0));
}
EXPORT_SYMBOL(kstrndup);

char *kmemdup_nul(const char *s, size_t len, gfp_t gfp)
{
	if (!s)
		return NULL;
	return duplicate(s, len, len + 1, gfp, __builtin_return_address(0));
}
EXPORT_SYMBOL(kmemdup_nul);

void *kmemdup(const void *src, size_t len, gfp_t gfp)
{
	return duplicate(src, len, len, gfp, __builtin_return_address(0));
}
EXPORT_SYMBOL(kmemdup);

/*
 * There is no read-only section here that a string could be known to lie
 * in, so a constant string is copied like any other.
 */
const char *kstrdup_const(const char *s, gfp_t gfp)
{
	size_t len;

	if (!s)
		return NULL;
	len = strlen(s);
	return duplicate(s, len, len + 1, gfp, __builtin_return_address(0));
}
EXPORT_SYMBOL(kstrdup_const);

void kfree_const(const void *x)
{
	kfree(x);
}
EXPORT_SYMBOL(kfree_const);

static char *format(gfp_t gfp, const char *fmt, va_list args,
		    const void *caller)
{
	va_list again;
	char *mem;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	mem = __kmalloc_node_track_caller((size_t)len + 1, gfp, NUMA_NO_NODE,
					  (unsigned long)caller);
	if (mem)
		vsnprintf(mem, (size_t)len + 1, fmt, args);
	return mem;
}

char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
{
	return format(gfp, fmt, args, __builtin_return_address(0));
}
EXPORT_SYMBOL(kvasprintf);

char *kasprintf(gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *mem;

	va_start(args, fmt);
	mem = format(gfp, fmt, args, __builtin_return_address(0));
	va_end(args);
	return mem;
}
EXPORT_SYMBOL(kasprintf);

/* ---- a user's memory -------------------------------------------------------- */

/* @room: for more than @len, so that a NUL fits */
static void *user_copy(const void __user *src, size_t len, size_t room, bool large)
{
	char *mem = large ? kvmalloc(room, GFP_KERNEL) : kmalloc(room, GFP_KERNEL);

	if (!mem)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(mem, src, len)) {
		kvfree(mem);
		return ERR_PTR(-EFAULT);
	}
	if (room > len)
		mem[len] = '\0';
	return mem;
}

void *memdup_user(const void __user *src, size_t len)
{
	return user_copy(src, len, len, false);
}
EXPORT_SYMBOL(memdup_user);

void *vmemdup_user(const void __user *src, size_t len)
{
	return user_copy(src, len, len, true);
}
EXPORT_SYMBOL(vmemdup_user);

void *memdup_user_nul(const void __user *src, size_t len)
{
	return user_copy(src, len, len + 1, false);
}
EXPORT_SYMBOL(memdup_user_nul);

char *strndup_user(const char __user *s, long n)
{
	long len = strnlen_user(s, n);

	if (!len)
		return ERR_PTR(-EFAULT);
	if (len > n)
		return ERR_PTR(-EINVAL);
	return user_copy(s, len - 1, len, false);
}
EXPORT_SYMBOL(strndup_user);
