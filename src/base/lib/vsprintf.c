// SPDX-License-Identifier: MIT
/*
 * printf's formatting as the kernel does it: integers, strings, characters;
 * no floating point and no %n. Pointers are in vsprintf_pointer.c. All text
 * of the log, of sysfs and of names passes through here.
 */
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/lib/vsprintf.h"

static void text_fill(struct text_out *out, char c, int count)
{
	while (count-- > 0)
		text_put(out, c);
}

void text_number(struct text_out *out, unsigned long long num,
		 struct format_spec spec)
{
	const char *set = spec.flags & FORMAT_UPPER ? hex_asc_upper : hex_asc;
	bool prefix = (spec.flags & FORMAT_SPECIAL) &&
		      (spec.base == 16 || (spec.base == 8 && num));
	char digits[22], sign = 0;
	int n = 0, precision;

	if (spec.flags & FORMAT_SIGN) {
		if ((long long)num < 0) {
			sign = '-';
			num = -num;
		} else if (spec.flags & FORMAT_PLUS) {
			sign = '+';
		} else if (spec.flags & FORMAT_SPACE) {
			sign = ' ';
		}
	}
	do {
		digits[n++] = set[num % spec.base];
		num /= spec.base;
	} while (num);

	precision = spec.precision > n ? spec.precision : n;
	spec.width -= precision + !!sign;
	if (prefix)
		spec.width -= spec.base == 16 ? 2 : 1;
	if (!(spec.flags & (FORMAT_ZEROPAD | FORMAT_LEFT))) {
		text_fill(out, ' ', spec.width);
		spec.width = 0;
	}
	if (sign)
		text_put(out, sign);
	if (prefix) {
		text_put(out, '0');
		if (spec.base == 16)
			text_put(out, spec.flags & FORMAT_UPPER ? 'X' : 'x');
	}
	if (!(spec.flags & FORMAT_LEFT)) {
		text_fill(out, '0', spec.width);
		spec.width = 0;
	}
	text_fill(out, '0', precision - n);
	while (n)
		text_put(out, digits[--n]);
	text_fill(out, ' ', spec.width);
}

void text_string(struct text_out *out, const char *s, struct format_spec spec)
{
	int len = strnlen(s, spec.precision < 0 ? INT_MAX : spec.precision);
	int i;

	if (!(spec.flags & FORMAT_LEFT))
		text_fill(out, ' ', spec.width - len);
	for (i = 0; i < len; i++)
		text_put(out, s[i]);
	if (spec.flags & FORMAT_LEFT)
		text_fill(out, ' ', spec.width - len);
}

static void text_char(struct text_out *out, char c, struct format_spec spec)
{
	if (!(spec.flags & FORMAT_LEFT))
		text_fill(out, ' ', spec.width - 1);
	text_put(out, c);
	if (spec.flags & FORMAT_LEFT)
		text_fill(out, ' ', spec.width - 1);
}

static void text_argument(struct text_out *out, const char *s,
			  struct format_spec spec)
{
	if (!s) {
		s = "(null)";
		spec.precision = -1;
	} else if ((unsigned long)s < 4096 || IS_ERR(s)) {
		s = "(efault)";
		spec.precision = -1;
	}
	text_string(out, s, spec);
}

static const char *format_flags(const char *fmt, struct format_spec *spec)
{
	for (;; fmt++) {
		switch (*fmt) {
		case '-':
			spec->flags |= FORMAT_LEFT;
			break;
		case '+':
			spec->flags |= FORMAT_PLUS;
			break;
		case ' ':
			spec->flags |= FORMAT_SPACE;
			break;
		case '#':
			spec->flags |= FORMAT_SPECIAL;
			break;
		case '0':
			spec->flags |= FORMAT_ZEROPAD;
			break;
		default:
			return fmt;
		}
	}
}

static const char *format_count(const char *fmt, int *count)
{
	*count = 0;
	while (isdigit(*fmt))
		*count = *count * 10 + *fmt++ - '0';
	return fmt;
}

/* h, H (hh), l, L (ll), z, t; 0: none */
static const char *format_qualifier(const char *fmt, char *qualifier)
{
	*qualifier = 0;
	if (*fmt != 'h' && *fmt != 'l' && *fmt != 'L' && *fmt != 'z' &&
	    *fmt != 't' && *fmt != 'j' && *fmt != 'Z')
		return fmt;
	*qualifier = *fmt++;
	if (*qualifier == *fmt && (*fmt == 'l' || *fmt == 'h')) {
		*qualifier = *fmt == 'l' ? 'L' : 'H';
		fmt++;
	}
	return fmt;
}

/* a va_list that functions can hand on and advance */
struct format_args {
	va_list ap;
};

static unsigned long long format_integer(struct format_args *args,
					 char qualifier, bool sign)
{
	long long value;

	switch (qualifier) {
	case 'l':
	case 'L':
	case 'z':
	case 'Z':
	case 't':
	case 'j':
		return va_arg(args->ap, unsigned long long);
	case 'h':
		value = va_arg(args->ap, int);
		return sign ? (unsigned long long)(short)value :
			      (unsigned short)value;
	case 'H':
		value = va_arg(args->ap, int);
		return sign ? (unsigned long long)(signed char)value :
			      (unsigned char)value;
	default:
		value = va_arg(args->ap, int);
		return sign ? (unsigned long long)value :
			      (unsigned int)value;
	}
}

static const char *format_width(const char *fmt, struct format_spec *spec,
				struct format_args *args)
{
	if (isdigit(*fmt)) {
		fmt = format_count(fmt, &spec->width);
	} else if (*fmt == '*') {
		fmt++;
		spec->width = va_arg(args->ap, int);
		if (spec->width < 0) {
			spec->width = -spec->width;
			spec->flags |= FORMAT_LEFT;
		}
	}
	if (*fmt == '.') {
		fmt++;
		if (*fmt == '*') {
			fmt++;
			spec->precision = va_arg(args->ap, int);
		} else {
			fmt = format_count(fmt, &spec->precision);
		}
		if (spec->precision < 0)
			spec->precision = 0;
	}
	return fmt;
}

static void format_base(struct format_spec *spec, char kind)
{
	spec->base = kind == 'o' ? 8 : kind == 'x' || kind == 'X' ? 16 : 10;
	if (kind == 'X')
		spec->flags |= FORMAT_UPPER;
	if (kind == 'd' || kind == 'i')
		spec->flags |= FORMAT_SIGN;
}

/* one conversion, @fmt behind its '%'. Return: what follows it; NULL if it is none of ours */
static const char *format_one(struct text_out *out, const char *fmt,
			      struct format_args *args)
{
	struct format_spec spec = { .width = -1, .precision = -1, .base = 10 };
	char qualifier, kind;

	fmt = format_flags(fmt, &spec);
	fmt = format_width(fmt, &spec, args);
	fmt = format_qualifier(fmt, &qualifier);
	kind = *fmt;
	if (kind)
		fmt++;
	switch (kind) {
	case '%':
		text_put(out, '%');
		return fmt;
	case 'c':
		text_char(out, va_arg(args->ap, int), spec);
		return fmt;
	case 's':
		text_argument(out, va_arg(args->ap, const char *), spec);
		return fmt;
	case 'p':
		text_pointer(out, fmt, va_arg(args->ap, const void *), spec);
		while (isalnum(*fmt))
			fmt++;
		return fmt;
	case 'd':
	case 'i':
	case 'u':
	case 'o':
	case 'x':
	case 'X':
		format_base(&spec, kind);
		text_number(out,
			    format_integer(args, qualifier,
					   spec.flags & FORMAT_SIGN), spec);
		return fmt;
	default:
		WARN_ONCE(1, "Please remove unsupported %%%c in format string\n",
			  kind ? kind : '0');
		return NULL;
	}
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct text_out out = { .buf = buf, .size = size };
	struct format_args args;

	if (WARN_ON_ONCE(size > INT_MAX))
		return 0;
	va_copy(args.ap, ap);
	while (fmt && *fmt) {
		if (*fmt == '%')
			fmt = format_one(&out, fmt + 1, &args);
		else
			text_put(&out, *fmt++);
	}
	va_end(args.ap);
	if (size)
		buf[out.len < size ? out.len : size - 1] = '\0';
	return out.len;
}
EXPORT_SYMBOL(vsnprintf);

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int len = vsnprintf(buf, size, fmt, args);

	if ((size_t)len < size)
		return len;
	return size ? size - 1 : 0;
}
EXPORT_SYMBOL(vscnprintf);

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(snprintf);

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(scnprintf);

int vsprintf(char *buf, const char *fmt, va_list args)
{
	return vsnprintf(buf, INT_MAX, fmt, args);
}
EXPORT_SYMBOL(vsprintf);

int sprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, INT_MAX, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(sprintf);

/* decimal, right-aligned in @width, no NUL. Return: length, 0 if it does not fit */
int num_to_str(char *buf, int size, unsigned long long num,
	       unsigned int width)
{
	char digits[21];
	int len = snprintf(digits, sizeof(digits), "%llu", num);
	int pad = (int)width > len ? (int)width - len : 0;

	if (pad + len > size)
		return 0;
	memset(buf, ' ', pad);
	memcpy(buf + pad, digits, len);
	return pad + len;
}
EXPORT_SYMBOL(num_to_str);
