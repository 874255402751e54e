// SPDX-License-Identifier: MIT
/* Bytes as hexadecimal text: single, in rows, in the log. */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/unaligned.h>

const char hex_asc[] = "0123456789abcdef";
EXPORT_SYMBOL(hex_asc);
const char hex_asc_upper[] = "0123456789ABCDEF";
EXPORT_SYMBOL(hex_asc_upper);

int hex_to_bin(unsigned char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	ch |= 0x20;
	if (ch >= 'a' && ch <= 'f')
		return ch - 'a' + 10;
	return -1;
}
EXPORT_SYMBOL(hex_to_bin);

int hex2bin(u8 *dst, const char *src, size_t count)
{
	while (count--) {
		int high, low;

		high = hex_to_bin(*src++);
		if (high < 0)
			return -EINVAL;
		low = hex_to_bin(*src++);
		if (low < 0)
			return -EINVAL;
		*dst++ = high << 4 | low;
	}
	return 0;
}
EXPORT_SYMBOL(hex2bin);

char *bin2hex(char *dst, const void *src, size_t count)
{
	const u8 *from = src;

	while (count--)
		dst = hex_byte_pack(dst, *from++);
	return dst;
}
EXPORT_SYMBOL(bin2hex);

static u64 hexdump_group(const u8 *at, int groupsize)
{
	switch (groupsize) {
	case 8:
		return get_unaligned((const u64 *)at);
	case 4:
		return get_unaligned((const u32 *)at);
	case 2:
		return get_unaligned((const u16 *)at);
	default:
		return *at;
	}
}

/*
 * One row. Return: the length that the whole row has, of which at most
 * @linebuflen - 1 characters are in @linebuf.
 */
int hex_dump_to_buffer(const void *buf, size_t len, int rowsize,
		       int groupsize, char *linebuf, size_t linebuflen,
		       bool ascii)
{
	/* 32 bytes: two digits and a space each, a gap, the characters */
	char row[32 * 3 + 2 + 32 + 1];
	const u8 *bytes = buf;
	int column, at = 0;
	size_t i;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	if (len > (size_t)rowsize)
		len = rowsize;
	if (!is_power_of_2(groupsize) || groupsize > 8 || len % groupsize)
		groupsize = 1;

	for (i = 0; i < len; i += groupsize)
		at += scnprintf(row + at, sizeof(row) - at, "%s%0*llx",
				i ? " " : "", groupsize * 2,
				hexdump_group(bytes + i, groupsize));
	if (ascii && len) {
		column = rowsize * 2 + rowsize / groupsize + 1;
		while (at < column)
			row[at++] = ' ';
		for (i = 0; i < len; i++)
			row[at++] = isascii(bytes[i]) && isprint(bytes[i]) ?
				    bytes[i] : '.';
	}
	row[at] = '\0';
	if (linebuflen)
		strscpy(linebuf, row, linebuflen);
	return at;
}
EXPORT_SYMBOL(hex_dump_to_buffer);

void print_hex_dump(const char *level, const char *prefix_str,
		    int prefix_type, int rowsize, int groupsize,
		    const void *buf, size_t len, bool ascii)
{
	char row[32 * 3 + 2 + 32 + 1];
	const u8 *bytes = buf;
	size_t at;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	for (at = 0; at < len; at += rowsize) {
		hex_dump_to_buffer(bytes + at, len - at, rowsize, groupsize,
				   row, sizeof(row), ascii);
		switch (prefix_type) {
		case DUMP_PREFIX_ADDRESS:
			printk("%s%s%p: %s\n", level, prefix_str, bytes + at,
			       row);
			break;
		case DUMP_PREFIX_OFFSET:
			printk("%s%s%.8zx: %s\n", level, prefix_str, at, row);
			break;
		default:
			printk("%s%s%s\n", level, prefix_str, row);
			break;
		}
	}
}
EXPORT_SYMBOL(print_hex_dump);
