// SPDX-License-Identifier: MIT
/* Bits of words and arrays, fields of registers. */
#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/slab.h>

#include "unit.h"

#define BITS 150

static DECLARE_BITMAP(map, BITS);
static DECLARE_BITMAP(other, BITS);
static DECLARE_BITMAP(result, BITS);

static const char *as_list(const unsigned long *bits)
{
	static char text[256];

	snprintf(text, sizeof(text), "%*pbl", BITS, bits);
	return text;
}

static void parse(unsigned long *to, const char *list)
{
	assert_int_equal(bitmap_parselist(list, to, BITS), 0);
}

static void single_bits_across_words(void **state)
{
	bitmap_zero(map, BITS);
	set_bit(0, map);
	set_bit(63, map);
	set_bit(64, map);
	assert_true(test_bit(64, map));
	assert_true(test_and_clear_bit(63, map));
	assert_false(test_and_clear_bit(63, map));
	assert_false(test_and_set_bit(149, map));
	change_bit(0, map);
	assert_string_equal(as_list(map), "64,149");
}

static void searches_end_at_the_size(void **state)
{
	bitmap_zero(map, BITS);
	assert_int_equal(find_first_bit(map, BITS), BITS);
	assert_int_equal(find_last_bit(map, BITS), BITS);
	__set_bit(70, map);
	__set_bit(140, map);
	assert_int_equal(find_first_bit(map, BITS), 70);
	assert_int_equal(find_next_bit(map, BITS, 71), 140);
	assert_int_equal(find_next_bit(map, 140, 71), 140);
	assert_int_equal(find_next_bit(map, 100, 71), 100);
	assert_int_equal(find_last_bit(map, BITS), 140);
	assert_int_equal(find_last_bit(map, 140), 70);
	bitmap_fill(map, BITS);
	assert_int_equal(find_first_zero_bit(map, BITS), BITS);
	__clear_bit(128, map);
	assert_int_equal(find_next_zero_bit(map, BITS, 5), 128);
}

static void ranges_are_walked(void **state)
{
	unsigned int from, to, count = 0, bit;

	parse(map, "3-5,64-70,149");
	for_each_set_bitrange(from, to, map, BITS) {
		static const unsigned int want[][2] = {
			{ 3, 6 }, { 64, 71 }, { 149, 150 }
		};

		assert_int_equal(from, want[count][0]);
		assert_int_equal(to, want[count][1]);
		count++;
	}
	assert_int_equal(count, 3);
	count = 0;
	for_each_set_bit(bit, map, BITS)
		count++;
	assert_int_equal(count, bitmap_weight(map, BITS));
	assert_int_equal(count, 11);
}

static void set_and_clear_of_ranges(void **state)
{
	bitmap_zero(map, BITS);
	bitmap_set(map, 60, 80);
	assert_string_equal(as_list(map), "60-139");
	bitmap_clear(map, 64, 64);
	assert_string_equal(as_list(map), "60-63,128-139");
}

static void logic_on_whole_maps(void **state)
{
	parse(map, "0-9,100-120");
	parse(other, "5-14,110-149");
	assert_true(bitmap_and(result, map, other, BITS));
	assert_string_equal(as_list(result), "5-9,110-120");
	bitmap_or(result, map, other, BITS);
	assert_string_equal(as_list(result), "0-14,100-149");
	bitmap_xor(result, map, other, BITS);
	assert_string_equal(as_list(result), "0-4,10-14,100-109,121-149");
	assert_true(bitmap_andnot(result, map, other, BITS));
	assert_string_equal(as_list(result), "0-4,100-109");
	assert_true(bitmap_subset(result, map, BITS));
	assert_false(bitmap_subset(map, result, BITS));
	assert_true(bitmap_intersects(map, other, BITS));
	assert_false(bitmap_intersects(result, other, BITS));
	bitmap_complement(result, map, BITS);
	assert_string_equal(as_list(result), "10-99,121-149");
	assert_false(bitmap_equal(result, map, BITS));
	assert_true(bitmap_equal(map, map, BITS));
}

static void shifts_across_words(void **state)
{
	parse(map, "0,63,64,149");
	bitmap_shift_left(result, map, 65, BITS);
	assert_string_equal(as_list(result), "65,128-129");
	bitmap_shift_right(result, map, 1, BITS);
	assert_string_equal(as_list(result), "62-63,148");
	bitmap_shift_right(result, map, 64, BITS);
	assert_string_equal(as_list(result), "0,85");
	bitmap_shift_left(map, map, 3, BITS);
	assert_string_equal(as_list(map), "3,66-67");
	parse(map, "1,5,9-11,100");
	bitmap_cut(map, map, 4, 6, BITS);
	assert_string_equal(as_list(map), "1,4-5,94");
}

static void free_areas_are_aligned(void **state)
{
	parse(map, "0,9,17");
	assert_int_equal(bitmap_find_next_zero_area(map, BITS, 0, 8, 0), 1);
	assert_int_equal(bitmap_find_next_zero_area(map, BITS, 0, 8, 7), 24);
	assert_true(bitmap_find_next_zero_area(map, BITS, 0, 140, 0) > BITS);
	assert_int_equal(bitmap_find_free_region(map, BITS, 3), 24);
	assert_int_equal(bitmap_allocate_region(map, 24, 2), -EBUSY);
	bitmap_release_region(map, 24, 3);
	assert_int_equal(bitmap_allocate_region(map, 24, 2), 0);
}

static void lists_are_parsed(void **state)
{
	parse(map, " 0-3, 8,16-31:2/4\n");
	assert_string_equal(as_list(map), "0-3,8,16-17,20-21,24-25,28-29");
	parse(map, "all");
	assert_true(bitmap_full(map, BITS));
	parse(map, "N");
	assert_string_equal(as_list(map), "149");
	parse(map, "");
	assert_true(bitmap_empty(map, BITS));
	assert_int_equal(bitmap_parselist("150", map, BITS), -ERANGE);
	assert_int_equal(bitmap_parselist("5-2", map, BITS), -EINVAL);
	assert_int_equal(bitmap_parselist("1-9:3/2", map, BITS), -EINVAL);
	assert_int_equal(bitmap_parselist("1-9:3/0", map, BITS), -EINVAL);
	assert_int_equal(bitmap_parselist("a", map, BITS), -EINVAL);
	assert_int_equal(bitmap_parselist("1-", map, BITS), -EINVAL);
	assert_int_equal(bitmap_parselist("99999999999", map, BITS),
			 -EOVERFLOW);
}

static void hexadecimal_words_are_parsed(void **state)
{
	assert_int_equal(bitmap_parse("3,00000001,000000ff\n", 99, map, BITS),
			 0);
	assert_string_equal(as_list(map), "0-7,32,64-65");
	assert_int_equal(bitmap_parse("100", 3, map, 8), -EOVERFLOW);
	assert_int_equal(bitmap_parse("123456789", 9, map, BITS), -EOVERFLOW);
	assert_int_equal(bitmap_parse("xyz", 3, map, BITS), -EINVAL);
}

static void conversion_to_words_of_32(void **state)
{
	u32 words[5];

	parse(map, "0,31,32,149");
	bitmap_to_arr32(words, map, BITS);
	assert_int_equal(words[0], 0x80000001);
	assert_int_equal(words[1], 1);
	assert_int_equal(words[4], 1u << 21);
	words[4] = ~0u;
	bitmap_from_arr32(map, words, BITS);
	assert_string_equal(as_list(map), "0,31-32,128-149");
}

static void logarithms_and_powers(void **state)
{
	assert_int_equal(fls(0), 0);
	assert_int_equal(fls64(1ULL << 63), 64);
	assert_int_equal(ffs(0x10), 5);
	assert_int_equal(ilog2(4097), 12);
	assert_int_equal(order_base_2(4097), 13);
	assert_int_equal(roundup_pow_of_two(4097), 8192);
	assert_int_equal(rounddown_pow_of_two(8191), 4096);
	assert_true(is_power_of_2(64) && !is_power_of_2(0));
	assert_int_equal(hweight32(0xf0f0), 8);
	assert_int_equal(sign_extend32(0x80, 7), -128);
	assert_int_equal(ror32(1, 1), 0x80000000);
	assert_int_equal(get_count_order(5), 3);
}

static void register_fields(void **state)
{
	u32 reg = FIELD_PREP(GENMASK(7, 4), 0xa) | FIELD_PREP(BIT(31), 1);

	assert_int_equal(reg, 0x800000a0);
	assert_int_equal(FIELD_GET(GENMASK(7, 4), reg), 0xa);
	assert_int_equal(FIELD_MAX(GENMASK(11, 4)), 0xff);
	assert_true(FIELD_FIT(GENMASK(7, 4), 15));
	assert_false(FIELD_FIT(GENMASK(7, 4), 16));
	u32p_replace_bits(&reg, 3, GENMASK(7, 4));
	assert_int_equal(u32_get_bits(reg, GENMASK(7, 4)), 3);
	assert_int_equal(be16_encode_bits(0x12, 0xff00), cpu_to_be16(0x1200));
}

static void allocated_maps(void **state)
{
	unsigned long *bits = bitmap_zalloc(1000, GFP_KERNEL);

	assert_non_null(bits);
	assert_true(bitmap_empty(bits, 1000));
	bitmap_free(bits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(single_bits_across_words),
		cmocka_unit_test(searches_end_at_the_size),
		cmocka_unit_test(ranges_are_walked),
		cmocka_unit_test(set_and_clear_of_ranges),
		cmocka_unit_test(logic_on_whole_maps),
		cmocka_unit_test(shifts_across_words),
		cmocka_unit_test(free_areas_are_aligned),
		cmocka_unit_test(lists_are_parsed),
		cmocka_unit_test(hexadecimal_words_are_parsed),
		cmocka_unit_test(conversion_to_words_of_32),
		cmocka_unit_test(logarithms_and_powers),
		cmocka_unit_test(register_fields),
		cmocka_unit_test_setup_teardown(allocated_maps, base_setup,
						base_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
