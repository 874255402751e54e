// SPDX-License-Identifier: MIT
/* Strings, hexadecimal text, sorting an array. */
#include <linux/array_size.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

#include "unit.h"

static void strscpy_reports_what_it_cut(void **state)
{
	char buf[4];

	assert_int_equal(strscpy(buf, "abc", sizeof(buf)), 3);
	assert_string_equal(buf, "abc");
	assert_int_equal(strscpy(buf, "abcd", sizeof(buf)), -E2BIG);
	assert_string_equal(buf, "abc");
	assert_int_equal(strscpy(buf, "abc", 0), -E2BIG);
}

static void strscpy_pad_clears_the_rest(void **state)
{
	char buf[6] = "xxxxx";

	assert_int_equal(strscpy_pad(buf, "ab", sizeof(buf)), 2);
	assert_memory_equal(buf, "ab\0\0\0\0", 6);
}

static void strlcpy_and_strlcat_return_the_wanted_length(void **state)
{
	char buf[6];

	assert_int_equal(strlcpy(buf, "abcdefgh", sizeof(buf)), 8);
	assert_string_equal(buf, "abcde");
	assert_int_equal(strlcpy(buf, "ab", sizeof(buf)), 2);
	assert_int_equal(strlcat(buf, "cdef", sizeof(buf)), 6);
	assert_string_equal(buf, "abcde");
}

static void searches_with_a_limit(void **state)
{
	const char *s = "abcabc";

	assert_ptr_equal(strnchr(s, 3, 'c'), s + 2);
	assert_null(strnchr(s, 2, 'c'));
	assert_ptr_equal(strnchrnul(s, 2, 'c'), s + 2);
	assert_ptr_equal(strnstr(s, "ca", 4), s + 2);
	assert_null(strnstr(s, "ca", 3));
	assert_ptr_equal(memscan((void *)s, 'z', 6), s + 6);
}

static void space_is_trimmed(void **state)
{
	char s[] = " \t a b \n";

	assert_string_equal(strim(s), "a b");
	assert_string_equal(skip_spaces("  x "), "x ");
}

static void strreplace_returns_the_end(void **state)
{
	char s[] = "a:b:c";

	assert_ptr_equal(strreplace(s, ':', '-'), s + 5);
	assert_string_equal(s, "a-b-c");
}

static void memchr_inv_finds_the_odd_byte(void **state)
{
	u8 buf[100];
	size_t i;

	memset(buf, 0x5a, sizeof(buf));
	assert_null(memchr_inv(buf, 0x5a, sizeof(buf)));
	for (i = 0; i < sizeof(buf); i++) {
		buf[i] = 0;
		assert_ptr_equal(memchr_inv(buf, 0x5a, sizeof(buf)), &buf[i]);
		buf[i] = 0x5a;
	}
	assert_null(memchr_inv(buf, 0, 0));
}

static void sysfs_text_may_end_in_a_newline(void **state)
{
	static const char *const words[] = { "auto", "on", NULL };

	assert_true(sysfs_streq("on", "on\n"));
	assert_true(sysfs_streq("on\n", "on"));
	assert_false(sysfs_streq("on", "on\n\n"));
	assert_false(sysfs_streq("on", "one"));
	assert_int_equal(__sysfs_match_string(words, 5, "on\n"), 1);
	assert_int_equal(match_string(words, 5, "off"), -EINVAL);
}

static void memcpy_and_pad_fills(void **state)
{
	char buf[4];

	memcpy_and_pad(buf, 4, "ab", 2, ' ');
	assert_memory_equal(buf, "ab  ", 4);
	memcpy_and_pad(buf, 4, "abcdef", 6, ' ');
	assert_memory_equal(buf, "abcd", 4);
}

static void hexadecimal_both_ways(void **state)
{
	u8 bytes[3];
	char text[7] = "";

	assert_int_equal(hex2bin(bytes, "00Ff1a", 3), 0);
	assert_int_equal(bytes[1], 0xff);
	assert_int_equal(hex2bin(bytes, "0g", 1), -EINVAL);
	bytes[0] = 0x12;
	*bin2hex(text, bytes, 1) = '\0';
	assert_string_equal(text, "12");
	assert_int_equal(hex_to_bin('x'), -1);
}

static void hex_dump_groups_and_shows_characters(void **state)
{
	const u8 bytes[] = "0123456789ab\x01\xff";
	char line[140];

	assert_int_equal(hex_dump_to_buffer(bytes, 14, 16, 1, line,
					    sizeof(line), true), 49 + 14);
	assert_string_equal(line, "30 31 32 33 34 35 36 37 38 39 61 62 01 ff"
			    "        0123456789ab..");
	hex_dump_to_buffer(bytes, 8, 16, 4, line, sizeof(line), false);
	assert_string_equal(line, "33323130 37363534");
	hex_dump_to_buffer(bytes, 14, 16, 1, line, 6, false);
	assert_string_equal(line, "30 31");
}

static void sizes_for_people(void **state)
{
	char text[16];

	string_get_size(1, 1100, STRING_UNITS_2, text, sizeof(text));
	assert_string_equal(text, "1.07 KiB");
	string_get_size(512, 1, STRING_UNITS_10, text, sizeof(text));
	assert_string_equal(text, "512 B");
	string_get_size(SZ_16M / 512, 512, STRING_UNITS_2, text, sizeof(text));
	assert_string_equal(text, "16.0 MiB");
	string_get_size(0, 512, STRING_UNITS_2, text, sizeof(text));
	assert_string_equal(text, "0 B");
	string_get_size(~0ULL, 4096, STRING_UNITS_10, text, sizeof(text));
	assert_string_equal(text, "75.6 ZB");
}

static void escapes_are_read_back(void **state)
{
	char text[] = "a\\n\\x41\\101\\\\\\q";

	assert_int_equal(string_unescape_any_inplace(text), 7);
	assert_string_equal(text, "a\nAA\\\\q");
}

static void character_classes_are_latin1(void **state)
{
	assert_true(isspace('\t') && isspace(0xa0) && !isspace('a'));
	assert_true(isprint(' ') && !isprint('\n') && isalpha(0xe9));
	assert_true(isxdigit('f') && !isxdigit('g') && isdigit('9'));
	assert_int_equal(toupper('z'), 'Z');
	assert_int_equal(tolower(0xc9), 0xe9);
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int swaps;

static void count_swap(void *a, void *b, int size)
{
	int t = *(int *)a;

	*(int *)a = *(int *)b;
	*(int *)b = t;
	swaps++;
}

static void sort_orders_any_number(void **state)
{
	int v[97], n, i;

	for (n = 0; n <= 97; n++) {
		for (i = 0; i < n; i++)
			v[i] = (i * 7919) % 31;
		sort(v, n, sizeof(v[0]), compare, n % 2 ? count_swap : NULL);
		for (i = 1; i < n; i++)
			assert_true(v[i - 1] <= v[i]);
	}
	assert_true(swaps > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strscpy_reports_what_it_cut),
		cmocka_unit_test(strscpy_pad_clears_the_rest),
		cmocka_unit_test(strlcpy_and_strlcat_return_the_wanted_length),
		cmocka_unit_test(searches_with_a_limit),
		cmocka_unit_test(space_is_trimmed),
		cmocka_unit_test(strreplace_returns_the_end),
		cmocka_unit_test(memchr_inv_finds_the_odd_byte),
		cmocka_unit_test(sysfs_text_may_end_in_a_newline),
		cmocka_unit_test(memcpy_and_pad_fills),
		cmocka_unit_test(hexadecimal_both_ways),
		cmocka_unit_test(hex_dump_groups_and_shows_characters),
		cmocka_unit_test(sizes_for_people),
		cmocka_unit_test(escapes_are_read_back),
		cmocka_unit_test(character_classes_are_latin1),
		cmocka_unit_test(sort_orders_any_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
