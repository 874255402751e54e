// SPDX-License-Identifier: MIT
/*
 * sscanf() as the kernel has it: no floating point, %[ needs a width and has
 * no ranges, %i takes 0x and 0, a conversion with '*' skips to white space.
 */
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/lib/kstrtox.h"

static const char *scan_skip(const char **fmt, const char *str)
{
	while (**fmt && **fmt != '%' && !isspace(**fmt)) {
		if (**fmt == '[')
			return NULL;
		(*fmt)++;
	}
	while (*str && !isspace(*str))
		str++;
	return str;
}

/* h, hh ('H'), l, ll ('L'), L, z; 0: none */
static char scan_qualifier(const char **fmt)
{
	char q = **fmt;

	if (q != 'h' && q != 'l' && q != 'L' && q != 'z')
		return 0;
	(*fmt)++;
	if (**fmt == q && (q == 'h' || q == 'l')) {
		(*fmt)++;
		return q == 'h' ? 'H' : 'L';
	}
	return q;
}

static const char *scan_chars(const char *str, int width, char *to)
{
	if (width < 0)
		width = 1;
	do {
		*to++ = *str++;
	} while (--width > 0 && *str);
	return str;
}

static const char *scan_word(const char *str, int width, char *to)
{
	if (width < 0)
		width = SHRT_MAX;
	str = skip_spaces(str);
	while (*str && !isspace(*str) && width-- > 0)
		*to++ = *str++;
	*to = '\0';
	return str;
}

/* *@fmt is behind the '['; Return: NULL if the format is wrong or nothing matched */
static const char *scan_set(const char **fmt, const char *str, int width,
			    char *to)
{
	DECLARE_BITMAP(set, 256) = { 0 };
	bool negate = **fmt == '^';
	bool empty = true;

	if (width < 0)
		return NULL;
	if (negate)
		(*fmt)++;
	for (; **fmt && **fmt != ']'; (*fmt)++) {
		__set_bit((u8)**fmt, set);
		empty = false;
	}
	if (!**fmt || empty)
		return NULL;
	(*fmt)++;
	if (negate) {
		bitmap_complement(set, set, 256);
		__clear_bit(0, set);
	}
	if (!test_bit((u8)*str, set))
		return NULL;
	while (test_bit((u8)*str, set) && width-- > 0)
		*to++ = *str++;
	*to = '\0';
	return str;
}

static bool scan_starts_number(const char *str, int base, bool sign,
			       int width)
{
	char digit = *str;

	if (sign && digit == '-') {
		if (width == 1)
			return false;
		digit = str[1];
	}
	if (base == 16)
		return isxdigit(digit);
	if (base == 8)
		return isodigit(digit);
	return isdigit(digit);
}

static void scan_store(void *to, char qualifier, unsigned long long value)
{
	switch (qualifier) {
	case 'H':
		*(u8 *)to = value;
		break;
	case 'h':
		*(u16 *)to = value;
		break;
	case 'l':
	case 'L':
	case 'z':
		*(u64 *)to = value;
		break;
	default:
		*(u32 *)to = value;
		break;
	}
}

/* the base of an integer conversion, or -1 */
static int scan_base(char kind, bool *sign)
{
	*sign = kind == 'd' || kind == 'i';
	switch (kind) {
	case 'o':
		return 8;
	case 'x':
	case 'X':
		return 16;
	case 'i':
		return 0;
	case 'd':
	case 'u':
		return 10;
	default:
		return -1;
	}
}

static const char *scan_integer(const char *str, char kind, int width,
				char qualifier, void *to)
{
	size_t max = width < 0 ? INT_MAX : width;
	unsigned long long value;
	bool sign;
	int base = scan_base(kind, &sign);
	char *end;

	str = skip_spaces(str);
	if (!scan_starts_number(str, base, sign, width))
		return NULL;
	if (sign)
		value = kstrtox_scan_signed(str, max, &end, base);
	else
		value = kstrtox_scan(str, max, &end, base);
	scan_store(to, qualifier, value);
	return end;
}

/* a conversion that stores something; *@fmt is behind @kind */
static const char *scan_convert(const char **fmt, const char *str, char kind,
				int width, char qualifier, void *to)
{
	switch (kind) {
	case 'c':
		return scan_chars(str, width, to);
	case 's':
		return scan_word(str, width, to);
	case '[':
		return scan_set(fmt, str, width, to);
	default:
		return scan_integer(str, kind, width, qualifier, to);
	}
}

/* what stands between '%' and the conversion, which is returned; 0: a wrong one */
static char scan_spec(const char **fmt, int *width, char *qualifier)
{
	*width = -1;
	if (isdigit(**fmt)) {
		*width = kstrtox_scan(*fmt, SIZE_MAX, (char **)fmt, 10);
		if (*width <= 0)
			return 0;
	}
	*qualifier = scan_qualifier(fmt);
	return **fmt ? *(*fmt)++ : 0;
}

int vsscanf(const char *buf, const char *fmt, va_list args)
{
	const char *str = buf;
	int done = 0;

	while (*fmt) {
		char qualifier, kind;
		bool sign;
		int width;

		if (isspace(*fmt)) {
			fmt = skip_spaces(fmt);
			str = skip_spaces(str);
			continue;
		}
		if (*fmt != '%') {
			if (*fmt++ != *str++)
				break;
			continue;
		}
		fmt++;
		if (*fmt == '*') {
			str = *str ? scan_skip(&fmt, str) : NULL;
			if (!str)
				break;
			continue;
		}
		kind = scan_spec(&fmt, &width, &qualifier);
		if (!kind)
			break;
		if (kind == 'n') {
			*va_arg(args, int *) = str - buf;
			continue;
		}
		if (!*str)
			break;
		if (kind == '%') {
			if (*str++ != '%')
				break;
			continue;
		}
		if (!strchr("cs[", kind) && scan_base(kind, &sign) < 0)
			break;
		str = scan_convert(&fmt, str, kind, width, qualifier,
				   va_arg(args, void *));
		if (!str)
			break;
		done++;
	}
	return done;
}
EXPORT_SYMBOL(vsscanf);

int sscanf(const char *buf, const char *fmt, ...)
{
	va_list args;
	int done;

	va_start(args, fmt);
	done = vsscanf(buf, fmt, args);
	va_end(args);
	return done;
}
EXPORT_SYMBOL(sscanf);
