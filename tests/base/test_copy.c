// SPDX-License-Identifier: MIT
/* How memory is copied: each method byte by byte, and the plan that chooses. */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/copy/copy.h"
#include "unit.h"

#define MOST	(3 * 4096u)
#define MARGIN	64u

static u8 *src, *dst, *want;

static int setup(void **state)
{
	unsigned int i;

	if (base_setup(state))
		return -1;
	src = kmalloc(MOST + 2 * MARGIN, GFP_KERNEL);
	dst = kmalloc(MOST + 2 * MARGIN, GFP_KERNEL);
	want = kmalloc(MOST + 2 * MARGIN, GFP_KERNEL);
	for (i = 0; i < MOST + 2 * MARGIN; i++)
		src[i] = i * 7 + i / 251;
	return 0;
}

static int teardown(void **state)
{
	copy_pin("auto");
	kfree(src);
	kfree(dst);
	kfree(want);
	return base_teardown(state);
}

#define copy_test(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

static const unsigned int sizes[] = { 1, 2, 63, 64, 65, 127, 128, 129, 191, 255, 256, 1000, 1024,
				      1025, 4095, 4096, 4097, COPY_AHEAD + 64,
				      COPY_AHEAD + 65, 3 * 4096 };
static const unsigned int offsets[] = { 0, 1, 8, 31, 32, 63 };

/* @n bytes to @to were copied from @from, and nothing else changed */
static void check(unsigned int to, unsigned int from, unsigned int n)
{
	memset(want, 0xee, MOST + 2 * MARGIN);
	memcpy(want + to, src + from, n);
	assert_memory_equal(dst, want, MOST + 2 * MARGIN);
}

static void every_method_copies_every_byte_and_no_other(void **state)
{
	unsigned int method, i, to, from;

	for (method = 0; method < COPY_METHODS; method++) {
		if (!copy_available(method))
			continue;
		for (i = 0; i < ARRAY_SIZE(sizes); i++) {
			for (to = 0; to < ARRAY_SIZE(offsets); to++) {
				for (from = 0; from < ARRAY_SIZE(offsets); from++) {
					memset(dst, 0xee, MOST + 2 * MARGIN);
					copy_by(method, dst + offsets[to], src + offsets[from],
						sizes[i]);
					copy_settle();
					check(offsets[to], offsets[from], sizes[i]);
				}
			}
		}
	}
}

/* every method and size, with something after it that nobody may read yet, or ever */
static void what_comes_next_is_asked_for_but_not_touched(void **state)
{
	void *nowhere = (void *)PAGE_SIZE;
	const struct copy_next next = { nowhere, nowhere, MOST };
	unsigned int method, i;

	for (method = 0; method < COPY_METHODS; method++) {
		if (!copy_available(method))
			continue;
		assert_true(copy_pin(copy_method_name(method)));
		for (i = 0; i < ARRAY_SIZE(sizes); i++) {
			if (sizes[i] < COPY_SMALL)
				continue;
			memset(dst, 0xee, MOST + 2 * MARGIN);
			copy_large(dst, src + 8, sizes[i], sizes[i], &next);
			copy_settle();
			check(0, 8, sizes[i]);
		}
	}
}

static void what_comes_next_is_some_bytes_ahead(void **state)
{
	size_t n;

	for (n = COPY_SMALL; n <= 1 << 20; n = n * 5 / 4) {
		size_t ahead = copy_distance(n) * n;

		assert_in_range(ahead, n, 2 * max_t(size_t, COPY_AHEAD, n));
	}
}

static void small_copies_are_plain_unless_the_plan_says_otherwise(void **state)
{
	assert_true(copy_pin("plain"));
	assert_int_equal(copy_plain_below, COPY_QUICK);
	assert_true(copy_pin("plain,plain:256,plain:1M"));
	assert_int_equal(copy_plain_below, COPY_QUICK);
	if (!copy_available(COPY_STREAM))
		return;
	assert_true(copy_pin("plain,stream:256"));
	assert_int_equal(copy_plain_below, COPY_SMALL);
	assert_true(copy_pin("plain,stream:64K"));
	assert_int_equal(copy_plain_below, COPY_QUICK);
}

static void fills_reach_every_byte_and_no_other(void **state)
{
	unsigned int i, to;

	assert_true(copy_pin(copy_available(COPY_STREAM) ? "stream:256" : "plain"));
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (to = 0; to < ARRAY_SIZE(offsets); to++) {
			memset(dst, 0xee, MOST + 2 * MARGIN);
			memset(want, 0xee, MOST + 2 * MARGIN);
			fill_bytes(dst + offsets[to], 0x1a5, sizes[i], sizes[i]);
			memset(want + offsets[to], 0xa5, sizes[i]);
			assert_memory_equal(dst, want, MOST + 2 * MARGIN);
		}
	}
}

static void buffers_that_overlap_are_copied_as_by_memmove(void **state)
{
	static const int distances[] = { -4096, -100, -1, 1, 63, 64, 1000, 4096 };
	unsigned int method, i;
	char plan[32];

	for (method = 0; method < COPY_METHODS; method++) {
		if (!copy_available(method))
			continue;
		snprintf(plan, sizeof(plan), "%s:256", copy_method_name(method));
		assert_true(copy_pin(plan));
		for (i = 0; i < ARRAY_SIZE(distances); i++) {
			u8 *from = dst + 4096, *to = from + distances[i];

			memcpy(dst, src, MOST);
			memcpy(want, src, MOST);
			memmove(want + 4096 + distances[i], want + 4096, 4096);
			copy_bytes(to, from, 4096, 4096);
			assert_memory_equal(dst, want, MOST);
		}
	}
}

static void a_plan_is_told_as_it_was_given(void **state)
{
	char text[64];

	assert_true(copy_pin("plain,plain:4K,plain:1M"));
	copy_plan(text, sizeof(text));
	assert_string_equal(text, "plain");
	if (!copy_available(COPY_WIDE))
		return;
	assert_true(copy_pin("plain,wide:512,plain:2M"));
	copy_plan(text, sizeof(text));
	assert_string_equal(text, "plain,wide:512,plain:2M");
	if (!copy_available(COPY_STREAM))
		return;
	assert_true(copy_pin("plain,stream:256K,plain:1M"));
	copy_plan(text, sizeof(text));
	assert_string_equal(text, "plain,stream:256K,plain:1M");
}

static void plans_that_make_no_sense_are_refused(void **state)
{
	static const char *const wrong[] = { "", "fast", "plain:", "plain:1X", "plain:128",
					     "plain:8K,plain:4K", "plain:4K:8K" };
	char before[64], after[64];
	unsigned int i;

	copy_plan(before, sizeof(before));
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_false(copy_pin(wrong[i]));
	copy_plan(after, sizeof(after));
	assert_string_equal(before, after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		copy_test(every_method_copies_every_byte_and_no_other),
		copy_test(what_comes_next_is_asked_for_but_not_touched),
		copy_test(what_comes_next_is_some_bytes_ahead),
		copy_test(small_copies_are_plain_unless_the_plan_says_otherwise),
		copy_test(fills_reach_every_byte_and_no_other),
		copy_test(buffers_that_overlap_are_copied_as_by_memmove),
		copy_test(a_plan_is_told_as_it_was_given),
		copy_test(plans_that_make_no_sense_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
