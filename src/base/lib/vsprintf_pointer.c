// SPDX-License-Identifier: MIT
/*
 * %p and what it prints with letters behind it. A plain %p prints no address:
 * pointers are numbered in the order in which they first appear, so that equal
 * runs have equal logs. Letters for things of higher floors (%pOF, %pR, ...)
 * are registered by those (vsprintf_register_pointer()).
 */
#include <linux/bitops.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/unaligned.h>

#include "base/host.h"
#include "base/lib/errname.h"
#include "base/lib/lib.h"
#include "base/lib/pointer_names.h"
#include "base/lib/vsprintf.h"

static vsprintf_pointer_fn pointer_fns[128];

void vsprintf_register_pointer(char letter, vsprintf_pointer_fn fn)
{
	WRITE_ONCE(pointer_fns[letter & 127], fn);
}

static const struct format_spec spec_plain = {
	.width = -1, .precision = -1, .base = 10
};

static void text_hex(struct text_out *out, u64 value, int digits)
{
	struct format_spec spec = {
		.flags = FORMAT_ZEROPAD, .width = digits, .precision = -1,
		.base = 16,
	};

	text_number(out, value, spec);
}

static void text_word(struct text_out *out, u64 value,
		      struct format_spec spec)
{
	spec.base = 16;
	spec.precision = -1;
	if (spec.width < 0) {
		spec.width = 2 * sizeof(void *);
		spec.flags |= FORMAT_ZEROPAD;
	}
	text_number(out, value, spec);
}

static void pointer_plain(struct text_out *out, const void *ptr,
			  struct format_spec spec)
{
	u64 number;

	if (IS_ERR_OR_NULL(ptr)) {
		text_word(out, (unsigned long)ptr, spec);
		return;
	}
	if (pointer_name(ptr, &number)) {
		text_word(out, number, spec);
		return;
	}
	/* nobody counts before a world has started */
	spec.width = spec.width < 0 ? 2 * (int)sizeof(void *) : spec.width;
	text_string(out, "(____ptrval____)", spec);
}

static void pointer_error(struct text_out *out, const void *ptr,
			  struct format_spec spec)
{
	char text[32];

	if (!IS_ERR(ptr)) {
		pointer_plain(out, ptr, spec);
		return;
	}
	if (errname(PTR_ERR(ptr)))
		snprintf(text, sizeof(text), "-%s", errname(PTR_ERR(ptr)));
	else
		snprintf(text, sizeof(text), "%ld", PTR_ERR(ptr));
	text_string(out, text, spec);
}

/* "name+0x12", for %ps "name" */
static void pointer_symbol(struct text_out *out, const char *fmt,
			   const void *ptr, struct format_spec spec)
{
	char text[256];
	const char *name = host_symbol(ptr, text, sizeof(text));
	char *plus;

	if (!name || isdigit(*name)) {
		pointer_plain(out, ptr, spec);
		return;
	}
	if (name != text)
		strscpy(text, name, sizeof(text));
	plus = *fmt == 's' ? strchr(text, '+') : NULL;
	if (plus)
		*plus = '\0';
	text_string(out, text, spec);
}

static void pointer_address(struct text_out *out, const void *ptr,
			    struct format_spec spec)
{
	spec.flags |= FORMAT_SPECIAL | FORMAT_ZEROPAD;
	spec.width = 2 + 2 * sizeof(u64);
	spec.base = 16;
	text_number(out, *(const u64 *)ptr, spec);
}

static void pointer_bytes(struct text_out *out, const char *fmt,
			  const u8 *bytes, struct format_spec spec)
{
	int i, count = spec.width < 0 ? 1 : min(spec.width, 64);
	char separator = fmt[1] == 'C' ? ':' : fmt[1] == 'D' ? '-' :
			 fmt[1] == 'N' ? 0 : ' ';

	for (i = 0; i < count; i++) {
		if (i && separator)
			text_put(out, separator);
		text_hex(out, bytes[i], 2);
	}
}

static void pointer_mac(struct text_out *out, const char *fmt, const u8 *mac,
			struct format_spec spec)
{
	char separator = fmt[1] == 'F' ? '-' : ':';
	bool reversed = fmt[1] == 'R';
	char text[18], *at = text;
	int i;

	for (i = 0; i < 6; i++) {
		if (i && *fmt == 'M')
			*at++ = separator;
		at = hex_byte_pack(at, mac[reversed ? 5 - i : i]);
	}
	*at = '\0';
	text_string(out, text, spec);
}

static void pointer_ip4(struct text_out *out, const char *fmt,
			const u8 *addr, struct format_spec spec)
{
	bool reversed = fmt[2] == 'h' || fmt[2] == 'l';
	const char *form = *fmt == 'i' ? "%03u.%03u.%03u.%03u" : "%u.%u.%u.%u";
	char text[16];

	snprintf(text, sizeof(text), form, addr[reversed ? 3 : 0],
		 addr[reversed ? 2 : 1], addr[reversed ? 1 : 2],
		 addr[reversed ? 0 : 3]);
	text_string(out, text, spec);
}

static void pointer_ip6(struct text_out *out, const char *fmt,
			const u8 *addr, struct format_spec spec)
{
	char text[40], *at = text;
	int i;

	for (i = 0; i < 16; i++) {
		if (i && !(i & 1) && *fmt == 'I')
			*at++ = ':';
		at = hex_byte_pack(at, addr[i]);
	}
	*at = '\0';
	text_string(out, text, spec);
}

static void pointer_uuid(struct text_out *out, const char *fmt,
			 const u8 *uuid, struct format_spec spec)
{
	static const u8 big[16] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	};
	static const u8 little[16] = {
		3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15
	};
	const u8 *order = _tolower(fmt[1]) == 'l' ? little : big;
	bool upper = fmt[1] == 'B' || fmt[1] == 'L';
	char text[37], *at = text;
	int i;

	for (i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		at = upper ? hex_byte_pack_upper(at, uuid[order[i]]) :
			     hex_byte_pack(at, uuid[order[i]]);
	}
	*at = '\0';
	text_string(out, text, spec);
}

/* words of 32 bits, highest first */
static void pointer_bitmap(struct text_out *out, const unsigned long *map,
			   int bits)
{
	int at = ALIGN(bits, 32) - 32, chunk = bits % 32 ? bits % 32 : 32;

	for (; at >= 0; at -= 32, chunk = 32) {
		u32 word = map[BIT_WORD(at)] >> (at % BITS_PER_LONG);

		if (chunk < 32)
			word &= (1u << chunk) - 1;
		text_hex(out, word, DIV_ROUND_UP(chunk, 4));
		if (at)
			text_put(out, ',');
	}
}

/* "0-3,8" */
static void pointer_bitmap_list(struct text_out *out,
				const unsigned long *map, int bits)
{
	unsigned long from, to;
	bool first = true;

	for_each_set_bitrange(from, to, map, (unsigned long)bits) {
		if (!first)
			text_put(out, ',');
		first = false;
		text_number(out, from, spec_plain);
		if (to == from + 1)
			continue;
		text_put(out, '-');
		text_number(out, to - 1, spec_plain);
	}
}

static void pointer_format(struct text_out *out, const struct va_format *vf,
			   struct format_spec spec)
{
	size_t room = out->len < out->size ? out->size - out->len : 0;
	va_list args;

	va_copy(args, *vf->va);
	out->len += vsnprintf(room ? out->buf + out->len : NULL, room, vf->fmt,
			      args);
	va_end(args);
}

static void pointer_registered(struct text_out *out, vsprintf_pointer_fn fn,
			       const char *fmt, const void *ptr,
			       struct format_spec spec)
{
	char text[512];

	fn(text, sizeof(text), ptr, fmt);
	text_string(out, text, spec);
}

/* what is printed instead of what @ptr points to, if it cannot point to anything */
static const char *pointer_invalid(const void *ptr)
{
	if (!ptr)
		return "(null)";
	if ((unsigned long)ptr < 4096 || IS_ERR(ptr))
		return "(efault)";
	return NULL;
}

static bool pointer_by_content(struct text_out *out, const char *fmt,
			       const void *ptr, struct format_spec spec)
{
	switch (*fmt) {
	case 'a':
		pointer_address(out, ptr, spec);
		return true;
	case 'b':
		if (fmt[1] == 'l')
			pointer_bitmap_list(out, ptr, max(spec.width, 0));
		else
			pointer_bitmap(out, ptr, max(spec.width, 0));
		return true;
	case 'h':
		pointer_bytes(out, fmt, ptr, spec);
		return true;
	case 'M':
	case 'm':
		pointer_mac(out, fmt, ptr, spec);
		return true;
	case 'I':
	case 'i':
		if (fmt[1] == '4')
			pointer_ip4(out, fmt, ptr, spec);
		else if (fmt[1] == '6')
			pointer_ip6(out, fmt, ptr, spec);
		else
			return false;
		return true;
	case 'U':
		pointer_uuid(out, fmt, ptr, spec);
		return true;
	case 'V':
		pointer_format(out, ptr, spec);
		return true;
	default:
		return false;
	}
}

void text_pointer(struct text_out *out, const char *fmt, const void *ptr,
		  struct format_spec spec)
{
	vsprintf_pointer_fn fn = READ_ONCE(pointer_fns[*fmt & 127]);
	const char *invalid = pointer_invalid(ptr);

	switch (*fmt) {
	case 'x':
		text_word(out, (unsigned long)ptr, spec);
		return;
	case 'e':
		pointer_error(out, ptr, spec);
		return;
	case 's':
	case 'S':
	case 'B':
		pointer_symbol(out, fmt, ptr, spec);
		return;
	}
	if (*fmt && (fn || strchr("abhMmIiUV", *fmt)) && invalid) {
		spec.precision = -1;
		text_string(out, invalid, spec);
		return;
	}
	if (*fmt && fn)
		pointer_registered(out, fn, fmt, ptr, spec);
	else if (!pointer_by_content(out, fmt, ptr, spec))
		pointer_plain(out, ptr, spec);
}
