// SPDX-License-Identifier: MIT
/* Reading properties of device tree nodes: values, counts, and the kernel's error codes. */
#include "firmware_fixture.h"

#define TREE BOARD(							\
	"	node {\n"						\
	"		flag;\n"					\
	"		bytes = [01 02 fe];\n"				\
	"		halves = /bits/ 16 <0x1234 0xabcd>;\n"		\
	"		cells = <0x11111111 0xfffffffe 3>;\n"		\
	"		longs = /bits/ 64 <0x123456789abcdef0 7>;\n"	\
	"		text = \"one\";\n"				\
	"		list = \"one\", \"two\", \"three\";\n"		\
	"		unended = [61 62 63];\n"			\
	"		empty = \"\";\n"				\
	"	};\n")

static struct device_node *node(void)
{
	board_up(TREE);
	return node_at("/node");
}

static void bool_is_presence(void **state)
{
	struct device_node *np = node();

	assert_true(of_property_read_bool(np, "flag"));
	assert_true(of_property_present(np, "cells"));
	assert_false(of_property_read_bool(np, "none"));
	assert_false(of_property_read_bool(NULL, "flag"));
}

static void single_values_are_converted(void **state)
{
	struct device_node *np = node();
	u8 b;
	u16 h;
	u32 w;
	u64 l;
	s32 s;

	assert_int_equal(of_property_read_u8(np, "bytes", &b), 0);
	assert_int_equal(b, 1);
	assert_int_equal(of_property_read_u16(np, "halves", &h), 0);
	assert_int_equal(h, 0x1234);
	assert_int_equal(of_property_read_u32(np, "cells", &w), 0);
	assert_int_equal(w, 0x11111111);
	assert_int_equal(of_property_read_u64(np, "longs", &l), 0);
	assert_true(l == 0x123456789abcdef0ull);
	assert_int_equal(of_property_read_u32_index(np, "cells", 1, (u32 *)&s), 0);
	assert_int_equal(s, -2);
	assert_int_equal(of_property_read_u64_index(np, "longs", 1, &l), 0);
	assert_true(l == 7);
}

static void missing_property_is_einval(void **state)
{
	struct device_node *np = node();
	const char *text;
	u32 w = 42;

	assert_int_equal(of_property_read_u32(np, "none", &w), -EINVAL);
	assert_int_equal(of_property_read_string(np, "none", &text), -EINVAL);
	assert_int_equal(of_property_count_u32_elems(np, "none"), -EINVAL);
	assert_int_equal(of_property_match_string(np, "none", "x"), -EINVAL);
	assert_int_equal(w, 42);
}

static void short_property_is_eoverflow(void **state)
{
	struct device_node *np = node();
	u32 w[4];
	u64 l;

	assert_int_equal(of_property_read_u32_array(np, "cells", w, 4), -EOVERFLOW);
	assert_int_equal(of_property_read_u32_index(np, "cells", 3, w), -EOVERFLOW);
	assert_int_equal(of_property_read_u64_index(np, "longs", 2, &l), -EOVERFLOW);
	assert_int_equal(of_property_read_u32(np, "bytes", w), -EOVERFLOW);
}

static void array_reads_the_first_elements(void **state)
{
	struct device_node *np = node();
	u32 w[2] = { 0, 0 };
	u8 b[3];

	assert_int_equal(of_property_read_u32_array(np, "cells", w, 2), 0);
	assert_int_equal(w[1], 0xfffffffe);
	assert_int_equal(of_property_read_u8_array(np, "bytes", b, 3), 0);
	assert_int_equal(b[2], 0xfe);
}

static void variable_array_keeps_to_its_bounds(void **state)
{
	struct device_node *np = node();
	u32 w[8];

	assert_int_equal(of_property_read_variable_u32_array(np, "cells", w, 1, 8), 3);
	assert_int_equal(w[2], 3);
	assert_int_equal(of_property_read_variable_u32_array(np, "cells", w, 4, 8), -EOVERFLOW);
	assert_int_equal(of_property_read_variable_u32_array(np, "cells", w, 1, 2), -EOVERFLOW);
}

static void elements_are_counted_by_size(void **state)
{
	struct device_node *np = node();

	assert_int_equal(of_property_count_u8_elems(np, "bytes"), 3);
	assert_int_equal(of_property_count_u16_elems(np, "halves"), 2);
	assert_int_equal(of_property_count_u32_elems(np, "cells"), 3);
	assert_int_equal(of_property_count_u64_elems(np, "longs"), 2);
	assert_int_equal(of_property_count_u32_elems(np, "bytes"), -EINVAL);
	assert_true(log_contains("OF: size of bytes in node /node is not a multiple of 4"));
}

static void strings_are_read_and_indexed(void **state)
{
	struct device_node *np = node();
	const char *text;
	const char *all[4];

	assert_int_equal(of_property_read_string(np, "text", &text), 0);
	assert_string_equal(text, "one");
	assert_int_equal(of_property_read_string_index(np, "list", 2, &text), 0);
	assert_string_equal(text, "three");
	assert_int_equal(of_property_read_string_index(np, "list", 3, &text), -ENODATA);
	assert_int_equal(of_property_read_string_array(np, "list", all, 4), 3);
	assert_string_equal(all[1], "two");
	assert_int_equal(of_property_read_string_array(np, "list", all, 2), 2);
	assert_int_equal(of_property_count_strings(np, "list"), 3);
	assert_int_equal(of_property_count_strings(np, "empty"), 1);
	assert_int_equal(of_property_count_strings(np, "flag"), -ENODATA);
}

static void string_is_found_in_a_list(void **state)
{
	struct device_node *np = node();

	assert_int_equal(of_property_match_string(np, "list", "one"), 0);
	assert_int_equal(of_property_match_string(np, "list", "three"), 2);
	assert_int_equal(of_property_match_string(np, "list", "thre"), -ENODATA);
}

static void unended_string_is_eilseq(void **state)
{
	struct device_node *np = node();
	const char *text;

	assert_int_equal(of_property_read_string(np, "unended", &text), -EILSEQ);
	assert_int_equal(of_property_match_string(np, "unended", "abc"), -EILSEQ);
	assert_int_equal(of_property_count_strings(np, "unended"), -EILSEQ);
	assert_int_equal(of_property_read_string(np, "flag", &text), -ENODATA);
}

static void loops_visit_every_element(void **state)
{
	struct device_node *np = node();
	struct property *prop;
	const __be32 *p;
	const char *s;
	u64 sum = 0;
	size_t len = 0;
	u32 u;

	of_property_for_each_u32(np, "cells", prop, p, u)
		sum += u;
	assert_true(sum == 0x11111111ull + 0xfffffffeull + 3);
	of_property_for_each_string(np, "list", prop, s)
		len += strlen(s);
	assert_int_equal(len, 11);
	of_property_for_each_string(np, "unended", prop, s)
		fail_msg("an unended string was visited");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(bool_is_presence),
		board_test(single_values_are_converted),
		board_test(missing_property_is_einval),
		board_test(short_property_is_eoverflow),
		board_test(array_reads_the_first_elements),
		board_test(variable_array_keeps_to_its_bounds),
		board_test(elements_are_counted_by_size),
		board_test(strings_are_read_and_indexed),
		board_test(string_is_found_in_a_list),
		board_test(unended_string_is_eilseq),
		board_test(loops_visit_every_element),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
