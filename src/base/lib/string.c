// SPDX-License-Identifier: MIT
/*
 * String and memory functions that the C library does not have, or has with
 * another meaning. The rest of <linux/string.h> is the C library's.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/string.h>

size_t strlcpy(char *to, const char *from, size_t size)
{
	size_t len = strlen(from);

	if (size) {
		size_t part = len < size ? len : size - 1;

		memcpy(to, from, part);
		to[part] = '\0';
	}
	return len;
}
EXPORT_SYMBOL(strlcpy);

size_t strlcat(char *to, const char *from, size_t size)
{
	size_t used = strnlen(to, size);

	if (used == size)
		return used + strlen(from);
	return used + strlcpy(to + used, from, size - used);
}
EXPORT_SYMBOL(strlcat);

ssize_t(strscpy)(char *to, const char *from, size_t size)
{
	size_t len;

	if (size == 0 || size > (size_t)INT32_MAX)
		return -E2BIG;
	len = strnlen(from, size);
	if (len == size) {
		memcpy(to, from, size - 1);
		to[size - 1] = '\0';
		return -E2BIG;
	}
	memcpy(to, from, len + 1);
	return len;
}
EXPORT_SYMBOL(strscpy);

ssize_t(strscpy_pad)(char *to, const char *from, size_t size)
{
	ssize_t len = strscpy(to, from, size);

	if (len >= 0 && (size_t)len < size)
		memset(to + len + 1, 0, size - len - 1);
	return len;
}
EXPORT_SYMBOL(strscpy_pad);

char *strnchr(const char *s, size_t n, int c)
{
	for (; n--; s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			break;
	}
	return NULL;
}
EXPORT_SYMBOL(strnchr);

char *strnchrnul(const char *s, size_t n, int c)
{
	while (n-- && *s && *s != (char)c)
		s++;
	return (char *)s;
}
EXPORT_SYMBOL(strnchrnul);

char *strnstr(const char *s, const char *what, size_t n)
{
	size_t len = strlen(what);

	if (!len)
		return (char *)s;
	for (; n >= len; n--, s++)
		if (!memcmp(s, what, len))
			return (char *)s;
	return NULL;
}
EXPORT_SYMBOL(strnstr);

char *skip_spaces(const char *s)
{
	while (isspace(*s))
		s++;
	return (char *)s;
}
EXPORT_SYMBOL(skip_spaces);

char *strim(char *s)
{
	size_t len = strlen(s);

	while (len && isspace(s[len - 1]))
		len--;
	s[len] = '\0';
	return skip_spaces(s);
}
EXPORT_SYMBOL(strim);

/* Return: the end of the string */
char *strreplace(char *s, char old, char by)
{
	for (; *s; s++)
		if (*s == old)
			*s = by;
	return s;
}
EXPORT_SYMBOL(strreplace);

/* Return: the byte's place, or the end of the area */
void *memscan(void *s, int c, size_t n)
{
	void *found = memchr(s, c, n);

	return found ? found : (char *)s + n;
}
EXPORT_SYMBOL(memscan);

void *memchr_inv(const void *s, int c, size_t n)
{
	const unsigned char *p = s;
	unsigned char value = c;
	size_t i = 0;

	/* eight at a time as long as all are equal: this checks DMA buffers */
	if (n >= 16) {
		u64 pattern = 0x0101010101010101ull * value;
		u64 word;

		for (; i + sizeof(word) <= n; i += sizeof(word)) {
			memcpy(&word, p + i, sizeof(word));
			if (word != pattern)
				break;
		}
	}
	for (; i < n; i++)
		if (p[i] != value)
			return (void *)(p + i);
	return NULL;
}
EXPORT_SYMBOL(memchr_inv);

void memcpy_and_pad(void *to, size_t size, const void *from, size_t n,
		    int pad)
{
	if (n >= size) {
		memcpy(to, from, size);
		return;
	}
	memcpy(to, from, n);
	memset((char *)to + n, pad, size - n);
}
EXPORT_SYMBOL(memcpy_and_pad);

bool sysfs_streq(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == *b)
		return true;
	if (!*a && *b == '\n' && !b[1])
		return true;
	return *a == '\n' && !a[1] && !*b;
}
EXPORT_SYMBOL(sysfs_streq);

/* Return: index, or -EINVAL; the array may end early with NULL */
int match_string(const char *const *array, size_t n, const char *string)
{
	size_t i;

	for (i = 0; i < n && array[i]; i++)
		if (!strcmp(array[i], string))
			return i;
	return -EINVAL;
}
EXPORT_SYMBOL(match_string);

int __sysfs_match_string(const char *const *array, size_t n, const char *s)
{
	size_t i;

	for (i = 0; i < n && array[i]; i++)
		if (sysfs_streq(array[i], s))
			return i;
	return -EINVAL;
}
EXPORT_SYMBOL(__sysfs_match_string);
