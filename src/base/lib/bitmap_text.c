// SPDX-License-Identifier: MIT
/*
 * Arrays of bits as text: hexadecimal words ("ff,00000001") and lists
 * ("0-3,8,16-31:2/4", "all", "N" for the last bit).
 */
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/uaccess.h>

#include "base/host.h"
#include "base/lib/kstrtox.h"

static bool text_separates(char c)
{
	return c == ',' || isspace(c) || !c;
}

/* the text's end, then backwards: the last digits are the lowest bits */
int bitmap_parse(const char *buf, unsigned int buflen, unsigned long *dst,
		 int nbits)
{
	const char *end = strnchrnul(buf, buflen, '\n');
	int chunk = 0, digits = 0;
	bool overflow = false;

	bitmap_zero(dst, nbits);
	while (end > buf) {
		char c = *--end;
		int value, bit, i;

		if (text_separates(c)) {
			chunk += digits != 0;
			digits = 0;
			continue;
		}
		value = hex_to_bin(c);
		if (value < 0)
			return -EINVAL;
		if (digits == 8)
			return -EOVERFLOW;
		bit = chunk * 32 + digits++ * 4;
		for (i = 0; i < 4; i++) {
			if (!(value & BIT(i)))
				continue;
			if (bit + i >= nbits)
				overflow = true;
			else
				__set_bit(bit + i, dst);
		}
		if (chunk >= (int)BITS_TO_U32(nbits))
			overflow = true;
	}
	return overflow ? -EOVERFLOW : 0;
}
EXPORT_SYMBOL(bitmap_parse);

int bitmap_parse_user(const char __user *ubuf, unsigned int ulen,
		      unsigned long *dst, int nbits)
{
	if (!access_ok(ubuf, ulen))
		return -EFAULT;
	return bitmap_parse(ubuf, ulen, dst, nbits);
}
EXPORT_SYMBOL(bitmap_parse_user);

/* "first-last:used/group": of every @group bits the first @used */
struct bitmap_range {
	unsigned int first, last, used, group;
};

static int range_number(const char **at, unsigned int *num,
			unsigned int lastbit)
{
	unsigned long long value;
	bool overflow;
	size_t used;

	if (**at == 'N') {
		*num = lastbit;
		(*at)++;
		return 0;
	}
	used = kstrtox_digits(*at, 10, SIZE_MAX, &value, &overflow);
	if (!used)
		return -EINVAL;
	if (overflow || value > UINT_MAX)
		return -EOVERFLOW;
	*num = value;
	*at += used;
	return 0;
}

static int range_parse(const char **at, struct bitmap_range *r,
		       unsigned int lastbit)
{
	int err;

	if (!strncasecmp(*at, "all", 3)) {
		r->first = 0;
		r->last = lastbit;
		*at += 3;
	} else {
		err = range_number(at, &r->first, lastbit);
		if (err)
			return err;
		r->last = r->first;
		if (**at == '-') {
			(*at)++;
			err = range_number(at, &r->last, lastbit);
			if (err)
				return err;
		} else if (!text_separates(**at)) {
			return -EINVAL;
		}
	}
	r->used = r->group = r->last + 1;
	if (text_separates(**at))
		return 0;
	if (*(*at)++ != ':')
		return -EINVAL;
	err = range_number(at, &r->used, lastbit);
	if (err)
		return err;
	if (*(*at)++ != '/')
		return -EINVAL;
	err = range_number(at, &r->group, lastbit);
	if (err)
		return err;
	return text_separates(**at) ? 0 : -EINVAL;
}

int bitmap_parselist(const char *buf, unsigned long *maskp, int nbits)
{
	bitmap_zero(maskp, nbits);
	for (;;) {
		struct bitmap_range r;
		unsigned int at;
		int err;

		while (*buf && text_separates(*buf))
			buf++;
		if (!*buf)
			return 0;
		err = range_parse(&buf, &r, nbits - 1);
		if (err)
			return err;
		if (r.first > r.last || !r.group || r.used > r.group)
			return -EINVAL;
		if (r.last >= (unsigned int)nbits)
			return -ERANGE;
		for (at = r.first; at <= r.last; at += r.group)
			bitmap_set(maskp, at, min(r.used, r.last - at + 1));
	}
}
EXPORT_SYMBOL(bitmap_parselist);

int bitmap_parselist_user(const char __user *ubuf, unsigned int ulen,
			  unsigned long *dst, int nbits)
{
	char *text;
	int err;

	if (!access_ok(ubuf, ulen))
		return -EFAULT;
	text = host_alloc((size_t)ulen + 1);
	memcpy(text, ubuf, ulen);
	err = bitmap_parselist(text, dst, nbits);
	host_free(text);
	return err;
}
EXPORT_SYMBOL(bitmap_parselist_user);

/* into a buffer of one page, with a newline. Return: length */
int bitmap_print_to_pagebuf(bool list, char *buf, const unsigned long *maskp,
			    int nmaskbits)
{
	return list ? scnprintf(buf, 4096, "%*pbl\n", nmaskbits, maskp) :
		      scnprintf(buf, 4096, "%*pb\n", nmaskbits, maskp);
}
EXPORT_SYMBOL(bitmap_print_to_pagebuf);
