// SPDX-License-Identifier: MIT
/* Numbers from text: whole strings, prefixes, limits; sizes and parameter lists. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "unit.h"

static void whole_string_or_nothing(void **state)
{
	int value = 99;

	assert_int_equal(kstrtoint("42", 10, &value), 0);
	assert_int_equal(value, 42);
	assert_int_equal(kstrtoint("43\n", 10, &value), 0);
	assert_int_equal(value, 43);
	assert_int_equal(kstrtoint("44 ", 10, &value), -EINVAL);
	assert_int_equal(kstrtoint(" 44", 10, &value), -EINVAL);
	assert_int_equal(kstrtoint("44\n\n", 10, &value), -EINVAL);
	assert_int_equal(kstrtoint("", 10, &value), -EINVAL);
	assert_int_equal(kstrtoint("-", 10, &value), -EINVAL);
	assert_int_equal(value, 43);
}

static void base_zero_reads_the_prefix(void **state)
{
	unsigned long value;

	assert_int_equal(kstrtoul("0x1F", 0, &value), 0);
	assert_int_equal(value, 31);
	assert_int_equal(kstrtoul("017", 0, &value), 0);
	assert_int_equal(value, 15);
	assert_int_equal(kstrtoul("0", 0, &value), 0);
	assert_int_equal(value, 0);
	assert_int_equal(kstrtoul("0x", 0, &value), -EINVAL);
	assert_int_equal(kstrtoul("08", 0, &value), -EINVAL);
	assert_int_equal(kstrtoul("0xff", 16, &value), 0);
	assert_int_equal(value, 255);
}

static void limits_of_each_type(void **state)
{
	unsigned long long ull;
	long long ll;
	u8 byte;
	s16 half;

	assert_int_equal(kstrtoull("18446744073709551615", 10, &ull), 0);
	assert_true(ull == U64_MAX);
	assert_int_equal(kstrtoull("18446744073709551616", 10, &ull), -ERANGE);
	assert_int_equal(kstrtoll("-9223372036854775808", 10, &ll), 0);
	assert_true(ll == S64_MIN);
	assert_int_equal(kstrtoll("9223372036854775808", 10, &ll), -ERANGE);
	assert_int_equal(kstrtou8("256", 10, &byte), -ERANGE);
	assert_int_equal(kstrtou8("-1", 10, &byte), -EINVAL);
	assert_int_equal(kstrtos16("-32768", 10, &half), 0);
	assert_int_equal(kstrtos16("32768", 10, &half), -ERANGE);
}

static void sign_of_unsigned_numbers(void **state)
{
	unsigned int value;

	assert_int_equal(kstrtouint("+5", 10, &value), 0);
	assert_int_equal(value, 5);
	assert_int_equal(kstrtouint("-5", 10, &value), -EINVAL);
	assert_int_equal(kstrtouint("++5", 10, &value), -EINVAL);
}

static void words_for_truth(void **state)
{
	static const char *const yes[] = { "y", "Yes", "1", "on", "ON", "t" };
	static const char *const no[] = { "n", "No", "0", "off", "oFf", "f" };
	bool value;
	int i;

	for (i = 0; i < 6; i++) {
		assert_int_equal(kstrtobool(yes[i], &value), 0);
		assert_true(value);
		assert_int_equal(kstrtobool(no[i], &value), 0);
		assert_false(value);
	}
	assert_int_equal(kstrtobool("", &value), -EINVAL);
	assert_int_equal(kstrtobool("o", &value), -EINVAL);
	assert_int_equal(kstrtobool("maybe", &value), -EINVAL);
	assert_int_equal(kstrtobool(NULL, &value), -EINVAL);
}

static void text_from_userspace_is_bounded(void **state)
{
	int value;

	assert_int_equal(kstrtoint_from_user("12345", 2, 10, &value), 0);
	assert_int_equal(value, 12);
	assert_int_equal(kstrtoint_from_user(NULL, 2, 10, &value), -EFAULT);
}

static void simple_forms_stop_where_the_number_ends(void **state)
{
	char *end;

	assert_int_equal(simple_strtoul("0x20rest", &end, 0), 32);
	assert_string_equal(end, "rest");
	assert_int_equal(simple_strtol("-7,8", &end, 10), -7);
	assert_string_equal(end, ",8");
	assert_int_equal(simple_strtoul("none", &end, 10), 0);
	assert_string_equal(end, "none");
}

static void sizes_have_suffixes(void **state)
{
	char *end;

	assert_int_equal(memparse("64", &end), 64);
	assert_int_equal(memparse("4K", &end), 4096);
	assert_int_equal(memparse("0x10m@1", &end), 16 << 20);
	assert_string_equal(end, "@1");
	assert_true(memparse("2G", NULL) == 2ULL << 30);
}

static void option_lists_have_ranges(void **state)
{
	int ints[8];
	char *rest = get_options("1,3-5,9 tail", ARRAY_SIZE(ints), ints);

	assert_int_equal(ints[0], 5);
	assert_int_equal(ints[1], 1);
	assert_int_equal(ints[2], 3);
	assert_int_equal(ints[3], 4);
	assert_int_equal(ints[4], 5);
	assert_int_equal(ints[5], 9);
	assert_string_equal(rest, " tail");
}

static void arguments_split_at_spaces_and_group_in_quotes(void **state)
{
	char args[] = "verbose channel=dma0chan0 name=\"a b\"  \"x=1 2\" end=";
	char *at = args, *param, *val;

	at = next_arg(at, &param, &val);
	assert_string_equal(param, "verbose");
	assert_null(val);
	at = next_arg(at, &param, &val);
	assert_string_equal(param, "channel");
	assert_string_equal(val, "dma0chan0");
	at = next_arg(at, &param, &val);
	assert_string_equal(param, "name");
	assert_string_equal(val, "a b");
	at = next_arg(at, &param, &val);
	assert_string_equal(param, "x");
	assert_string_equal(val, "1 2");
	at = next_arg(at, &param, &val);
	assert_string_equal(param, "end");
	assert_string_equal(val, "");
	assert_int_equal(*at, '\0');
}

static void option_words_match_whole(void **state)
{
	assert_true(parse_option_str("one,two", "two"));
	assert_false(parse_option_str("one,twofold", "two"));
	assert_false(parse_option_str("", "two"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_string_or_nothing),
		cmocka_unit_test(base_zero_reads_the_prefix),
		cmocka_unit_test(limits_of_each_type),
		cmocka_unit_test(sign_of_unsigned_numbers),
		cmocka_unit_test(words_for_truth),
		cmocka_unit_test(text_from_userspace_is_bounded),
		cmocka_unit_test(simple_forms_stop_where_the_number_ends),
		cmocka_unit_test(sizes_have_suffixes),
		cmocka_unit_test(option_lists_have_ranges),
		cmocka_unit_test(arguments_split_at_spaces_and_group_in_quotes),
		cmocka_unit_test(option_words_match_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
