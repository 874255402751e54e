// SPDX-License-Identifier: MIT
/* sscanf() with the kernel's rules. */
#include <linux/kernel.h>
#include <linux/string.h>

#include "unit.h"

static void integers_of_every_kind(void **state)
{
	int a, b;
	unsigned int c, d;

	assert_int_equal(sscanf("10 -20 30 0x1f", "%d %d %u %x", &a, &b, &c,
				&d), 4);
	assert_int_equal(a, 10);
	assert_int_equal(b, -20);
	assert_int_equal(c, 30);
	assert_int_equal(d, 31);
	assert_int_equal(sscanf("0x10 010 10", "%i %i %i", &a, &b, (int *)&c),
			 3);
	assert_int_equal(a, 16);
	assert_int_equal(b, 8);
	assert_int_equal(c, 10);
}

static void qualifiers_store_their_width(void **state)
{
	u8 byte[2] = { 0, 0xaa };
	u16 half[2] = { 0, 0xaaaa };
	u64 wide;

	assert_int_equal(sscanf("255 65535 ffffffffffffffff", "%hhu %hu %llx",
				&byte[0], &half[0], &wide), 3);
	assert_int_equal(byte[0], 255);
	assert_int_equal(byte[1], 0xaa);
	assert_int_equal(half[0], 65535);
	assert_int_equal(half[1], 0xaaaa);
	assert_true(wide == ~0ULL);
}

static void width_splits_digits(void **state)
{
	int a, b;

	assert_int_equal(sscanf("12345", "%2d%3d", &a, &b), 2);
	assert_int_equal(a, 12);
	assert_int_equal(b, 345);
}

static void words_characters_and_sets(void **state)
{
	char word[16], set[16], c;

	assert_int_equal(sscanf("dma0 x 00:1f", "%15s %c %2[0123456789]", word,
				&c, set), 3);
	assert_string_equal(word, "dma0");
	assert_int_equal(c, 'x');
	assert_string_equal(set, "00");
	assert_int_equal(sscanf("key=value", "%15[^=]=%15s", word, set), 2);
	assert_string_equal(word, "key");
	assert_string_equal(set, "value");
}

static void set_without_width_is_refused(void **state)
{
	char set[8] = "old";
	/* not a literal: the compiler would not see the kernel's rule */
	const char *fmt = "%[abc]";

	assert_int_equal(sscanf("abc", fmt, set), 0);
	assert_string_equal(set, "old");
}

static void stops_at_the_first_mismatch(void **state)
{
	int a = 0, b = 7;

	assert_int_equal(sscanf("5,x", "%d,%d", &a, &b), 1);
	assert_int_equal(a, 5);
	assert_int_equal(b, 7);
	assert_int_equal(sscanf("", "%d", &a), 0);
	assert_int_equal(sscanf("-", "%d", &a), 0);
}

static void position_is_told(void **state)
{
	int a, at = -1;

	assert_int_equal(sscanf("  42rest", "%d%n", &a, &at), 1);
	assert_int_equal(at, 4);
}

static void star_skips_a_word(void **state)
{
	int a;

	assert_int_equal(sscanf("skipped 9", "%*s %d", &a), 1);
	assert_int_equal(a, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_of_every_kind),
		cmocka_unit_test(qualifiers_store_their_width),
		cmocka_unit_test(width_splits_digits),
		cmocka_unit_test(words_characters_and_sets),
		cmocka_unit_test(set_without_width_is_refused),
		cmocka_unit_test(stops_at_the_first_mismatch),
		cmocka_unit_test(position_is_told),
		cmocka_unit_test(star_skips_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
