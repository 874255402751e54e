// SPDX-License-Identifier: MIT
/* Sizes written for people, and escapes read back. */
#include <linux/array_size.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/string_helpers.h>

/*
 * Three significant digits. The product of the two sizes may need 128 bits;
 * each step divides by one unit and keeps the rest in thousandths.
 */
void string_get_size(u64 size, u64 blk_size, enum string_size_units units,
		     char *buf, int len)
{
	static const char *const names[][9] = {
		[STRING_UNITS_10] = { "B", "kB", "MB", "GB", "TB", "PB", "EB",
				      "ZB", "YB" },
		[STRING_UNITS_2] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB",
				     "EiB", "ZiB", "YiB" },
	};
	const unsigned int step = units == STRING_UNITS_2 ? 1024 : 1000;
	unsigned __int128 value = (unsigned __int128)size * blk_size;
	unsigned int rest = 0, digits, scale, unit = 0, whole;

	while (value >= step) {
		rest = (unsigned int)(value % step) * 1000 / step;
		value /= step;
		unit++;
	}
	whole = (unsigned int)value;
	digits = whole >= 100 || !value ? 0 : whole >= 10 ? 1 : 2;
	scale = digits == 0 ? 1000 : digits == 1 ? 100 : 10;
	rest = (rest + scale / 2) / scale;
	if (rest == 1000 / scale) {
		rest = 0;
		whole++;
	}
	if (unit >= ARRAY_SIZE(names[0]))
		snprintf(buf, len, "%u UNK", whole);
	else if (digits)
		snprintf(buf, len, "%u.%0*u %s", whole, digits, rest,
			 names[units][unit]);
	else
		snprintf(buf, len, "%u %s", whole, names[units][unit]);
}
EXPORT_SYMBOL(string_get_size);

/*
 * each takes the characters behind a backslash; Return: how many it used, 0 if
 * it is not its kind
 */
static int unescape_space(const char *src, char *dst)
{
	static const char from[] = "nrtvf", to[] = "\n\r\t\v\f";
	const char *at = *src ? strchr(from, *src) : NULL;

	if (!at)
		return 0;
	*dst = to[at - from];
	return 1;
}

static int unescape_octal(const char *src, char *dst)
{
	int value = 0, used = 0;

	while (used < 3 && src[used] >= '0' && src[used] <= '7' &&
	       value * 8 + src[used] - '0' < 256)
		value = value * 8 + src[used++] - '0';
	if (used)
		*dst = value;
	return used;
}

static int unescape_hex(const char *src, char *dst)
{
	int high, low;

	if (src[0] != 'x')
		return 0;
	high = hex_to_bin(src[1]);
	if (high < 0)
		return 0;
	low = hex_to_bin(src[2]);
	*dst = low < 0 ? high : high << 4 | low;
	return low < 0 ? 2 : 3;
}

static int unescape_special(const char *src, char *dst)
{
	static const char from[] = "\"\\ae", to[] = "\"\\\a\033";
	const char *at = *src ? strchr(from, *src) : NULL;

	if (!at)
		return 0;
	*dst = to[at - from];
	return 1;
}

/* @size 0: no limit, as when @dst is @src */
int string_unescape(char *src, char *dst, size_t size, unsigned int flags)
{
	char *out = dst;
	char c;

	while (*src && (!size || --size)) {
		if (src[0] == '\\' && src[1] != '\0' && size != 1) {
			int used = 0;

			if (flags & UNESCAPE_SPACE)
				used = unescape_space(src + 1, &c);
			if (!used && (flags & UNESCAPE_OCTAL))
				used = unescape_octal(src + 1, &c);
			if (!used && (flags & UNESCAPE_HEX))
				used = unescape_hex(src + 1, &c);
			if (!used && (flags & UNESCAPE_SPECIAL))
				used = unescape_special(src + 1, &c);
			if (used) {
				*out++ = c;
				src += 1 + used;
				continue;
			}
		}
		*out++ = *src++;
	}
	*out = '\0';
	return out - dst;
}
EXPORT_SYMBOL(string_unescape);
