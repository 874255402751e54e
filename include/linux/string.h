/* SPDX-License-Identifier: MIT */
/*
 * Strings and memory. What the C library does in the same way is only
 * declared here; what it does differently, or may lack, is ours under
 * another symbol, so that an application keeps its own.
 */
#ifndef _LINUX_STRING_H_
#define _LINUX_STRING_H_

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/stddef.h>
#include <linux/err.h>

/* ---- the C library's --------------------------------------------------- */

extern void *memcpy(void *to, const void *from, size_t n)
	__attribute__((__nothrow__));
extern void *memmove(void *to, const void *from, size_t n)
	__attribute__((__nothrow__));
extern void *memset(void *to, int c, size_t n) __attribute__((__nothrow__));
extern int memcmp(const void *a, const void *b, size_t n)
	__attribute__((__nothrow__, __pure__));
extern int bcmp(const void *a, const void *b, size_t n)
	__attribute__((__nothrow__, __pure__));
extern void *memchr(const void *s, int c, size_t n)
	__attribute__((__nothrow__, __pure__));
extern char *strcpy(char *to, const char *from) __attribute__((__nothrow__));
extern char *strncpy(char *to, const char *from, size_t n)
	__attribute__((__nothrow__));
extern char *stpcpy(char *to, const char *from) __attribute__((__nothrow__));
extern char *strcat(char *to, const char *from) __attribute__((__nothrow__));
extern char *strncat(char *to, const char *from, size_t n)
	__attribute__((__nothrow__));
extern int strcmp(const char *a, const char *b)
	__attribute__((__nothrow__, __pure__));
extern int strncmp(const char *a, const char *b, size_t n)
	__attribute__((__nothrow__, __pure__));
extern int strcasecmp(const char *a, const char *b)
	__attribute__((__nothrow__, __pure__));
extern int strncasecmp(const char *a, const char *b, size_t n)
	__attribute__((__nothrow__, __pure__));
extern char *strchr(const char *s, int c)
	__attribute__((__nothrow__, __pure__));
extern char *strchrnul(const char *s, int c)
	__attribute__((__nothrow__, __pure__));
extern char *strrchr(const char *s, int c)
	__attribute__((__nothrow__, __pure__));
extern char *strstr(const char *s, const char *what)
	__attribute__((__nothrow__, __pure__));
extern size_t strlen(const char *s) __attribute__((__nothrow__, __pure__));
extern size_t strnlen(const char *s, size_t n)
	__attribute__((__nothrow__, __pure__));
extern size_t strspn(const char *s, const char *accept)
	__attribute__((__nothrow__, __pure__));
extern size_t strcspn(const char *s, const char *reject)
	__attribute__((__nothrow__, __pure__));
extern char *strpbrk(const char *s, const char *accept)
	__attribute__((__nothrow__, __pure__));
extern char *strsep(char **s, const char *delim) __attribute__((__nothrow__));

/* ---- ours -------------------------------------------------------------- */

size_t strlcpy(char *to, const char *from, size_t size)
	__asm__("dmae_strlcpy") __attribute__((__nothrow__));
size_t strlcat(char *to, const char *from, size_t size)
	__asm__("dmae_strlcat") __attribute__((__nothrow__));
/** strscpy() - copy with an end. Return: length, or -E2BIG if it was cut */
ssize_t strscpy(char *to, const char *from, size_t size);
ssize_t strscpy_pad(char *to, const char *from, size_t size);

/* from 6.9 the size may be left out where @to is an array */
#define __strscpy_3(to, from, size) strscpy((to), (from), (size))
#define __strscpy_2(to, from) strscpy((to), (from), sizeof(to) + __must_be_array(to))
#define __strscpy_pad_3(to, from, size) strscpy_pad((to), (from), (size))
#define __strscpy_pad_2(to, from) strscpy_pad((to), (from), sizeof(to) + __must_be_array(to))
#define __strscpy_pick(_1, _2, _3, name, ...) name
#define strscpy(...) \
	__strscpy_pick(__VA_ARGS__, __strscpy_3, __strscpy_2)(__VA_ARGS__)
#define strscpy_pad(...) \
	__strscpy_pick(__VA_ARGS__, __strscpy_pad_3, __strscpy_pad_2)(__VA_ARGS__)
char *strnchr(const char *s, size_t n, int c);
char *strnchrnul(const char *s, size_t n, int c);
char *strnstr(const char *s, const char *what, size_t n);
char *skip_spaces(const char *s);
char *strim(char *s);
char *strreplace(char *s, char old, char by);
void *memscan(void *s, int c, size_t n);
/** memchr_inv() - first byte that is not @c; NULL if all are */
void *memchr_inv(const void *s, int c, size_t n);
void memcpy_and_pad(void *to, size_t size, const void *from, size_t n,
		    int pad);
/** sysfs_streq() - equal but for one newline at the end */
bool sysfs_streq(const char *a, const char *b);
int match_string(const char *const *array, size_t n, const char *string);
int __sysfs_match_string(const char *const *array, size_t n, const char *s);

#define sysfs_match_string(_a, _s) \
	__sysfs_match_string(_a, sizeof(_a) / sizeof((_a)[0]), _s)

static inline __must_check char *strstrip(char *s)
{
	return strim(s);
}

/* memory (slab.h's allocator) with a copy */
extern char *kstrdup(const char *s, gfp_t gfp) __malloc;
extern const char *kstrdup_const(const char *s, gfp_t gfp);
extern void kfree_const(const void *x);
extern char *kstrndup(const char *s, size_t len, gfp_t gfp);
extern void *kmemdup(const void *src, size_t len, gfp_t gfp);
extern char *kmemdup_nul(const char *s, size_t len, gfp_t gfp);

/* copies of a user's memory: an error pointer of -ENOMEM or -EFAULT; kfree() (kvfree()) it */
void *memdup_user(const void __user *src, size_t len);
void *vmemdup_user(const void __user *src, size_t len);
void *memdup_user_nul(const void __user *src, size_t len);
/** strndup_user() - -EINVAL if it is not shorter than @n with its NUL */
char *strndup_user(const char __user *s, long n);
static inline void *memdup_array_user(const void __user *src, size_t n, size_t size)
{
	return memdup_user(src, n * size);
}

/** argv_split() - the words of @str; *@argcp: how many. NULL if there is no memory. argv_free() it. */
char **argv_split(gfp_t gfp, const char *str, int *argcp);
void argv_free(char **argv);

static inline void *memset16(u16 *p, u16 v, size_t count)
{
	while (count--)
		*p++ = v;
	return p;
}

static inline void *memset32(u32 *p, u32 v, size_t count)
{
	while (count--)
		*p++ = v;
	return p;
}

static inline void *memset64(u64 *p, u64 v, size_t count)
{
	while (count--)
		*p++ = v;
	return p;
}

static inline void *memset_l(unsigned long *p, unsigned long v, size_t count)
{
	return memset64((u64 *)p, v, count);
}

static inline void *memset_p(void **p, void *v, size_t count)
{
	return memset64((u64 *)p, (unsigned long)v, count);
}

static inline void memzero_explicit(void *s, size_t count)
{
	memset(s, 0, count);
	barrier_data(s);
}

static inline const char *kbasename(const char *path)
{
	const char *tail = strrchr(path, '/');

	return tail ? tail + 1 : path;
}

static inline bool strstarts(const char *str, const char *prefix)
{
	return strncmp(str, prefix, strlen(prefix)) == 0;
}

/* Return: length of @prefix if @str begins with it, 0 otherwise */
static __always_inline size_t str_has_prefix(const char *str,
					     const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(str, prefix, len) == 0 ? len : 0;
}

#define memset_after(obj, v, member) ({					\
	u8 *__msa_ptr = (u8 *)(obj);					\
	typeof(v) __msa_val = (v);					\
	memset(__msa_ptr + offsetofend(typeof(*(obj)), member), __msa_val, \
	       sizeof(*(obj)) - offsetofend(typeof(*(obj)), member)); })
#define memset_startat(obj, v, member) ({				\
	u8 *__mss_ptr = (u8 *)(obj);					\
	typeof(v) __mss_val = (v);					\
	memset(__mss_ptr + offsetof(typeof(*(obj)), member), __mss_val,	\
	       sizeof(*(obj)) - offsetof(typeof(*(obj)), member)); })
#define unsafe_memcpy(dst, src, bytes, justification) memcpy(dst, src, bytes)

#define strtomem(dest, src) do {					\
	const size_t __stm_len = sizeof(dest);				\
	memcpy(dest, src, strnlen(src, __stm_len));			\
} while (0)
#define strtomem_pad(dest, src, pad) do {				\
	const size_t __stm_len = sizeof(dest);				\
	memcpy_and_pad(dest, __stm_len, src, strnlen(src, __stm_len), pad); \
} while (0)

#endif
