// SPDX-License-Identifier: MIT
/* Formatting: C's conversions as the kernel does them, and the %p extensions. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "base/lib/lib.h"
#include "unit.h"

static char text[512];

/* what a format gives, and that the length is told rightly */
#define EXPECT(want, fmt, ...) do {				\
	int len_ = snprintf(text, sizeof(text), fmt, ##__VA_ARGS__); \
	assert_string_equal(text, want);			\
	assert_int_equal(len_, strlen(want));			\
} while (0)

/* the compiler would object to the kernel's own conversions */
static int format(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return len;
}

#define EXPECT_KERNEL(want, fmt, ...) do {			\
	format(fmt, ##__VA_ARGS__);				\
	assert_string_equal(text, want);			\
} while (0)

static void integers_of_every_length(void **state)
{
	EXPECT("-1 4294967295", "%d %u", -1, -1);
	EXPECT("-9223372036854775808", "%lld", S64_MIN);
	EXPECT("18446744073709551615", "%llu", U64_MAX);
	EXPECT("ffffffffffffffff FF", "%lx %X", -1L, 255);
	EXPECT("-1 255", "%hhd %hhu", (signed char)-1, (unsigned char)255);
	EXPECT("-1 65535", "%hd %hu", (short)-1, (unsigned short)65535);
	EXPECT("12 -3", "%zu %td", (size_t)12, (ptrdiff_t)-3);
}

static void flags_width_and_precision(void **state)
{
	EXPECT("   42|42   |00042", "%5d|%-5d|%05d", 42, 42, 42);
	EXPECT("+7 -7| 7", "%+d %+d|% d", 7, -7, 7);
	/* not C's: that has no prefix before 0, and the compiler knows */
	EXPECT_KERNEL("0x1f 037 0x0", "%#x %#o %#x", 31, 31, 0);
	EXPECT("0x00001f", "%#08x", 31);
	EXPECT("007|  007", "%.3d|%5.3d", 7, 7);
	EXPECT("-007", "%.3d", -7);
	EXPECT("    9|9    ", "%*d|%*d", 5, 9, -5, 9);
}

static void strings_and_characters(void **state)
{
	EXPECT("abc|  abc|abc  |ab", "%s|%5s|%-5s|%.2s", "abc", "abc", "abc",
	       "abc");
	EXPECT("a|  b|c  ", "%c|%3c|%-3c", 'a', 'b', 'c');
	EXPECT("100%", "%d%%", 100);
	EXPECT("ab", "%.*s", 2, "abc");
}

static void bad_strings_do_not_crash(void **state)
{
	EXPECT_KERNEL("(null)", "%s", NULL);
	EXPECT_KERNEL("(efault)", "%s", (char *)16);
	EXPECT_KERNEL("(efault)", "%s", ERR_PTR(-ENOMEM));
}

static void truncation_keeps_the_terminator(void **state)
{
	char small[4];
	int size = sizeof(small);

	OPTIMIZER_HIDE_VAR(size);
	assert_int_equal(snprintf(small, size, "%d", 123456), 6);
	assert_string_equal(small, "123");
	assert_int_equal(scnprintf(small, size, "%d", 123456), 3);
	assert_int_equal(scnprintf(small, 0, "abc"), 0);
	assert_int_equal(snprintf(NULL, 0, "%s", "abcdef"), 6);
}

static void unsupported_conversion_is_reported(void **state)
{
	EXPECT_KERNEL("a", "a%yb", 1);
	assert_true(log_contains("Please remove unsupported %y in format string"));
}

static void pointers_are_numbered_by_first_appearance(void **state)
{
	int a, b;

	EXPECT("0000000000000001 0000000000000002 0000000000000001",
	       "%p %p %p", &a, &b, &a);
	EXPECT_KERNEL("0000000000000000", "%p", NULL);
	EXPECT_KERNEL("fffffffffffffff4", "%p", ERR_PTR(-ENOMEM));
	EXPECT_KERNEL("0000000000000001", "%pK", &a);
}

static void many_pointers_keep_their_numbers(void **state)
{
	char first[32];
	long i;

	scnprintf(first, sizeof(first), "%p", (void *)0x100000UL);
	for (i = 1; i < 1000; i++)
		snprintf(text, sizeof(text), "%p",
			 (void *)(0x100000UL + i * 64));
	EXPECT(first, "%p", (void *)0x100000UL);
}

static void px_shows_the_address(void **state)
{
	EXPECT_KERNEL("0000000012345678", "%px", (void *)0x12345678UL);
}

static void error_pointers_have_names(void **state)
{
	EXPECT_KERNEL("-ENOMEM", "%pe", ERR_PTR(-ENOMEM));
	EXPECT_KERNEL("-EPROBE_DEFER", "%pe", ERR_PTR(-517));
	EXPECT_KERNEL("-4000", "%pe", ERR_PTR(-4000));
}

static void addresses_by_reference(void **state)
{
	dma_addr_t dma = 0x80001000;

	EXPECT_KERNEL("0x0000000080001000", "%pad", &dma);
	EXPECT_KERNEL("0x0000000080001000", "%pa", &dma);
	EXPECT_KERNEL("(null)", "%pad", NULL);
	EXPECT_KERNEL("[mem 0x0000000080001000]", "[mem %pap]", &dma);
}

static void bytes_in_hex(void **state)
{
	u8 bytes[] = { 0x00, 0x1b, 0xff };

	EXPECT_KERNEL("00 1b ff", "%*ph", 3, bytes);
	EXPECT_KERNEL("00:1b:ff", "%*phC", 3, bytes);
	EXPECT_KERNEL("00-1b-ff", "%3phD", bytes);
	EXPECT_KERNEL("001bff.", "%*phN.", 3, bytes);
}

static void network_addresses_and_uuids(void **state)
{
	u8 mac[] = { 0, 1, 2, 0xa, 0xb, 0xc };
	u8 ip[] = { 192, 168, 0, 1 };
	u8 uuid[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

	EXPECT_KERNEL("00:01:02:0a:0b:0c 0001020a0b0c", "%pM %pm", mac, mac);
	EXPECT_KERNEL("00-01-02-0a-0b-0c 0c:0b:0a:02:01:00", "%pMF %pMR", mac,
		      mac);
	EXPECT_KERNEL("192.168.0.1 192.168.000.001", "%pI4 %pi4", ip, ip);
	EXPECT_KERNEL("00010203-0405-0607-0809-0a0b0c0d0e0f", "%pU", uuid);
	EXPECT_KERNEL("03020100-0504-0706-0809-0A0B0C0D0E0F", "%pUL", uuid);
}

static void bitmaps_as_words_and_lists(void **state)
{
	DECLARE_BITMAP(map, 40) = { 0 };

	bitmap_set(map, 0, 4);
	__set_bit(8, map);
	__set_bit(39, map);
	EXPECT_KERNEL("80,0000010f", "%*pb", 40, map);
	EXPECT_KERNEL("0-3,8,39", "%*pbl", 40, map);
	bitmap_zero(map, 40);
	EXPECT_KERNEL("", "%*pbl", 40, map);
}

static int outer(const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;
	int len;

	va_start(args, fmt);
	vaf.va = &args;
	len = format("<%pV>", &vaf);
	va_end(args);
	return len;
}

static void formats_nest(void **state)
{
	assert_int_equal(outer("%d-%s", 5, "x"), 5);
	assert_string_equal(text, "<5-x>");
}

static int print_thing(char *buf, size_t size, const void *ptr,
		       const char *fmt)
{
	return scnprintf(buf, size, "thing%c%d", fmt[1], *(const int *)ptr);
}

static void higher_floors_register_letters(void **state)
{
	int thing = 7;

	vsprintf_register_pointer('Y', print_thing);
	EXPECT_KERNEL("thingz7 !", "%pYz !", &thing);
	EXPECT_KERNEL("   thingz7", "%10pYz", &thing);
	EXPECT_KERNEL("(null)", "%pYz", NULL);
	vsprintf_register_pointer('Y', NULL);
	EXPECT_KERNEL("0000000000000001", "%pYz", &thing);
}

static void num_to_str_pads_and_refuses(void **state)
{
	char buf[8];

	assert_int_equal(num_to_str(buf, sizeof(buf), 123, 5), 5);
	assert_memory_equal(buf, "  123", 5);
	assert_int_equal(num_to_str(buf, 2, 123, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_of_every_length),
		cmocka_unit_test(flags_width_and_precision),
		cmocka_unit_test(strings_and_characters),
		cmocka_unit_test(bad_strings_do_not_crash),
		cmocka_unit_test(truncation_keeps_the_terminator),
		cmocka_unit_test_setup_teardown(unsupported_conversion_is_reported,
						base_setup, base_teardown),
		cmocka_unit_test_setup_teardown(pointers_are_numbered_by_first_appearance,
						base_setup, base_teardown),
		cmocka_unit_test_setup_teardown(many_pointers_keep_their_numbers,
						base_setup, base_teardown),
		cmocka_unit_test(px_shows_the_address),
		cmocka_unit_test(error_pointers_have_names),
		cmocka_unit_test(addresses_by_reference),
		cmocka_unit_test(bytes_in_hex),
		cmocka_unit_test(network_addresses_and_uuids),
		cmocka_unit_test(bitmaps_as_words_and_lists),
		cmocka_unit_test(formats_nest),
		cmocka_unit_test_setup_teardown(higher_floors_register_letters,
						base_setup, base_teardown),
		cmocka_unit_test(num_to_str_pads_and_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
