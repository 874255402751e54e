// SPDX-License-Identifier: MIT
/* Numbers from text: <linux/kstrtox.h>. */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/uaccess.h>

#include "base/lib/kstrtox.h"

const char *kstrtox_radix(const char *s, unsigned int *base)
{
	bool has_x = s[0] == '0' && _tolower(s[1]) == 'x';

	/* an x that no digit follows is no prefix where one is looked for */
	if (!*base && has_x && isxdigit(s[2]))
		*base = 16;
	else if (!*base)
		*base = s[0] == '0' ? 8 : 10;
	return has_x && *base == 16 ? s + 2 : s;
}

size_t kstrtox_digits(const char *s, unsigned int base, size_t max,
		      unsigned long long *res, bool *overflow)
{
	unsigned long long value = 0;
	size_t used;

	*overflow = false;
	for (used = 0; used < max; used++) {
		unsigned int c = (unsigned char)s[used], digit;

		if (c >= '0' && c <= '9')
			digit = c - '0';
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			digit = (c | 0x20) - 'a' + 10;
		else
			break;
		if (digit >= base)
			break;
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			*overflow = true;
	}
	*res = value;
	return used;
}

static int kstrtox_whole(const char *s, unsigned int base,
			 unsigned long long *res)
{
	bool overflow;
	size_t used;

	s = kstrtox_radix(s, &base);
	used = kstrtox_digits(s, base, SIZE_MAX, res, &overflow);
	if (overflow)
		return -ERANGE;
	if (!used)
		return -EINVAL;
	s += used;
	if (*s == '\n')
		s++;
	return *s ? -EINVAL : 0;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	unsigned long long value;
	int err;

	if (*s == '+')
		s++;
	err = kstrtox_whole(s, base, &value);
	if (!err)
		*res = value;
	return err;
}
EXPORT_SYMBOL(kstrtoull);

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	unsigned long long value;
	int err;

	if (*s == '-') {
		err = kstrtox_whole(s + 1, base, &value);
		if (err)
			return err;
		if ((long long)-value > 0)
			return -ERANGE;
		*res = -value;
		return 0;
	}
	err = kstrtoull(s, base, &value);
	if (err)
		return err;
	if ((long long)value < 0)
		return -ERANGE;
	*res = value;
	return 0;
}
EXPORT_SYMBOL(kstrtoll);

/* a narrower type: the wide parser, then a check that the value fits */
#define KSTRTOX_NARROW(name, type, wide, wide_type)			\
int name(const char *s, unsigned int base, type *res)			\
{									\
	wide_type value;						\
	int err = wide(s, base, &value);				\
									\
	if (err)							\
		return err;						\
	if (value != (wide_type)(type)value)				\
		return -ERANGE;						\
	*res = value;							\
	return 0;							\
}									\
EXPORT_SYMBOL(name)

KSTRTOX_NARROW(_kstrtoul, unsigned long, kstrtoull, unsigned long long);
KSTRTOX_NARROW(_kstrtol, long, kstrtoll, long long);
KSTRTOX_NARROW(kstrtouint, unsigned int, kstrtoull, unsigned long long);
KSTRTOX_NARROW(kstrtoint, int, kstrtoll, long long);
KSTRTOX_NARROW(kstrtou16, u16, kstrtoull, unsigned long long);
KSTRTOX_NARROW(kstrtos16, s16, kstrtoll, long long);
KSTRTOX_NARROW(kstrtou8, u8, kstrtoull, unsigned long long);
KSTRTOX_NARROW(kstrtos8, s8, kstrtoll, long long);

int kstrtobool(const char *s, bool *res)
{
	if (!s)
		return -EINVAL;
	if (*s && strchr("yYtT1", *s)) {
		*res = true;
		return 0;
	}
	if (*s && strchr("nNfF0", *s)) {
		*res = false;
		return 0;
	}
	if (_tolower(s[0]) == 'o' && s[0]) {
		if (_tolower(s[1]) == 'n') {
			*res = true;
			return 0;
		}
		if (_tolower(s[1]) == 'f') {
			*res = false;
			return 0;
		}
	}
	return -EINVAL;
}
EXPORT_SYMBOL(kstrtobool);

/* a sign, the longest prefix, 64 binary digits, a newline, a NUL */
#define KSTRTOX_TEXT (1 + 2 + 64 + 1 + 1)

static int kstrtox_fetch(char *text, const char __user *s, size_t count)
{
	if (count > KSTRTOX_TEXT - 1)
		count = KSTRTOX_TEXT - 1;
	if (copy_from_user(text, s, count))
		return -EFAULT;
	text[count] = '\0';
	return 0;
}

#define KSTRTOX_FROM_USER(name, parser, type)				\
int name(const char __user *s, size_t count, unsigned int base, type *res) \
{									\
	char text[KSTRTOX_TEXT];					\
	int err = kstrtox_fetch(text, s, count);			\
									\
	return err ? err : parser(text, base, res);			\
}									\
EXPORT_SYMBOL(name)

KSTRTOX_FROM_USER(kstrtoull_from_user, kstrtoull, unsigned long long);
KSTRTOX_FROM_USER(kstrtoll_from_user, kstrtoll, long long);
KSTRTOX_FROM_USER(kstrtoul_from_user, kstrtoul, unsigned long);
KSTRTOX_FROM_USER(kstrtol_from_user, kstrtol, long);
KSTRTOX_FROM_USER(kstrtouint_from_user, kstrtouint, unsigned int);
KSTRTOX_FROM_USER(kstrtoint_from_user, kstrtoint, int);
KSTRTOX_FROM_USER(kstrtou16_from_user, kstrtou16, u16);
KSTRTOX_FROM_USER(kstrtos16_from_user, kstrtos16, s16);
KSTRTOX_FROM_USER(kstrtou8_from_user, kstrtou8, u8);
KSTRTOX_FROM_USER(kstrtos8_from_user, kstrtos8, s8);

int kstrtobool_from_user(const char __user *s, size_t count, bool *res)
{
	char text[KSTRTOX_TEXT];
	int err = kstrtox_fetch(text, s, count < 4 ? count : 4);

	return err ? err : kstrtobool(text, res);
}
EXPORT_SYMBOL(kstrtobool_from_user);

unsigned long long kstrtox_scan(const char *s, size_t max, char **end,
				unsigned int base)
{
	unsigned long long value = 0;
	const char *digits = kstrtox_radix(s, &base);
	size_t prefix = digits - s;
	bool overflow;

	/* a width may end within the prefix, which is no number then */
	if (prefix < max)
		digits += kstrtox_digits(digits, base, max - prefix, &value,
					 &overflow);
	else
		digits = s + max;
	if (end)
		*end = (char *)digits;
	return value;
}

long long kstrtox_scan_signed(const char *s, size_t max, char **end,
			      unsigned int base)
{
	if (*s == '-' && max > 1)
		return -kstrtox_scan(s + 1, max - 1, end, base);
	return kstrtox_scan(s, max, end, base);
}

unsigned long long simple_strtoull(const char *s, char **end,
				   unsigned int base)
{
	return kstrtox_scan(s, SIZE_MAX, end, base);
}
EXPORT_SYMBOL(simple_strtoull);

unsigned long simple_strtoul(const char *s, char **end, unsigned int base)
{
	return simple_strtoull(s, end, base);
}
EXPORT_SYMBOL(simple_strtoul);

long long simple_strtoll(const char *s, char **end, unsigned int base)
{
	return kstrtox_scan_signed(s, SIZE_MAX, end, base);
}
EXPORT_SYMBOL(simple_strtoll);

long simple_strtol(const char *s, char **end, unsigned int base)
{
	return simple_strtoll(s, end, base);
}
EXPORT_SYMBOL(simple_strtol);
