// SPDX-License-Identifier: MIT
/* I/O virtual addresses: where ranges go, and how they come back. */
#include <linux/iova.h>
#include <linux/minmax.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "unit.h"

#define GRANULE	4096ul
#define LIMIT32	0xffffful	/* last page of 32 bits */

static struct iova_domain space;

static int setup(void **state)
{
	int err = base_setup(state);

	if (!err)
		err = iova_cache_get();
	if (err)
		return err;
	init_iova_domain(&space, GRANULE, 1);
	return iova_domain_init_rcaches(&space);
}

static int teardown(void **state)
{
	put_iova_domain(&space);
	iova_cache_put();
	return base_teardown(state);
}

static unsigned long take(unsigned long size, unsigned long limit)
{
	struct iova *iova = alloc_iova(&space, size, limit, true);

	if (!iova)
		return 0;
	assert_int_equal(iova_size(iova), size);
	return iova->pfn_lo;
}

/* ---- placement ------------------------------------------------------------------ */

static void ranges_go_down_from_the_limit(void **state)
{
	assert_int_equal(take(1, LIMIT32), LIMIT32);
	assert_int_equal(take(1, LIMIT32), LIMIT32 - 1);
	assert_int_equal(take(1, 0x1000), 0x1000);
	assert_int_equal(take(1, LIMIT32), LIMIT32 - 2);
}

static void ranges_are_aligned_to_their_size(void **state)
{
	assert_int_equal(take(1, 0xff), 0xff);
	assert_int_equal(take(8, 0xff), 0xf0);
	assert_int_equal(take(3, 0xff), 0xfc);
	assert_int_equal(take(5, 0xff), 0xe8);
	/* the holes that the alignment left */
	assert_int_equal(take(1, 0xff), 0xfb);
	assert_int_equal(take(2, 0xff), 0xf8);
	assert_int_equal(take(1, 0xff), 0xfa);
}

static void alignment_can_be_left_out(void **state)
{
	struct iova *iova = alloc_iova(&space, 5, 0xff, false);

	assert_int_equal(iova->pfn_lo, 0xfb);
	assert_int_equal(iova->pfn_hi, 0xff);
	assert_int_equal(iova_dma_addr(&space, iova), 0xfb000);
}

static void the_highest_hole_that_fits_is_taken(void **state)
{
	unsigned long at[16], i;

	for (i = 0; i < 16; i++)
		at[i] = take(4, 0xff);
	free_iova(&space, at[3]);
	free_iova(&space, at[9]);
	free_iova(&space, at[12]);
	assert_int_equal(take(8, 0xff), at[15] - 8);
	assert_int_equal(take(4, 0xff), at[3]);
	assert_int_equal(take(4, at[9] + 2), at[12]);
	assert_int_equal(take(4, 0xff), at[9]);
}

static void nothing_below_the_start_is_handed_out(void **state)
{
	unsigned long i;

	for (i = 16; i >= 1; i--)
		assert_int_equal(take(1, 16), i);
	assert_int_equal(take(1, 16), 0);
	assert_int_equal(take(1, 17), 17);
}

static void a_range_of_nothing_is_none(void **state)
{
	assert_null(alloc_iova(&space, 0, LIMIT32, true));
	assert_null(alloc_iova(&space, ~0ul, LIMIT32, true));
	assert_int_equal(alloc_iova_fast(&space, 0, LIMIT32, true), 0);
	assert_null(alloc_iova(&space, 1, 0, true));
}

static void a_range_is_found_by_any_of_its_pages(void **state)
{
	unsigned long at = take(8, LIMIT32);

	assert_non_null(find_iova(&space, at));
	assert_ptr_equal(find_iova(&space, at + 7), find_iova(&space, at));
	assert_null(find_iova(&space, at - 1));
	__free_iova(&space, find_iova(&space, at));
	assert_null(find_iova(&space, at));
	free_iova(&space, at);
}

/* ---- reservations ----------------------------------------------------------------- */

static void reserved_pages_are_not_handed_out(void **state)
{
	assert_non_null(reserve_iova(&space, 8, 15));
	assert_int_equal(take(8, 23), 16);
	assert_int_equal(take(4, 23), 4);
	assert_int_equal(take(8, 23), 0);
}

static void reservations_that_overlap_become_one_whole(void **state)
{
	unsigned long i;

	reserve_iova(&space, 10, 20);
	assert_non_null(reserve_iova(&space, 5, 30));
	assert_non_null(reserve_iova(&space, 12, 13));
	for (i = 5; i <= 30; i++)
		assert_non_null(find_iova(&space, i));
	assert_null(find_iova(&space, 4));
	assert_null(find_iova(&space, 31));
	assert_int_equal(take(1, 30), 4);
}

static void a_reservation_upside_down_is_refused(void **state)
{
	assert_null(reserve_iova(&space, 20, 10));
	assert_null(reserve_iova(&space, 1, ~0ul));
	assert_true(log_contains("WARNING"));
}

/* ---- magazines -------------------------------------------------------------------- */

static void what_was_freed_last_is_handed_out_first(void **state)
{
	unsigned long a = alloc_iova_fast(&space, 1, LIMIT32, true);
	unsigned long b = alloc_iova_fast(&space, 1, LIMIT32, true);

	free_iova_fast(&space, b, 1);
	free_iova_fast(&space, a, 1);
	/* it waits: the tree still has it as taken */
	assert_non_null(find_iova(&space, a));
	assert_int_equal(alloc_iova_fast(&space, 1, LIMIT32, true), a);
	assert_int_equal(alloc_iova_fast(&space, 1, LIMIT32, true), b);
}

static void sizes_wait_apart_and_rounded_up(void **state)
{
	unsigned long a = alloc_iova_fast(&space, 3, LIMIT32, true);

	assert_int_equal(iova_size(find_iova(&space, a)), 4);
	free_iova_fast(&space, a, 3);
	assert_int_not_equal(alloc_iova_fast(&space, 2, LIMIT32, true), a);
	assert_int_equal(alloc_iova_fast(&space, 4, LIMIT32, true), a);
}

static void what_waits_too_high_stays(void **state)
{
	unsigned long high = alloc_iova_fast(&space, 1, LIMIT32, true);
	unsigned long low;

	free_iova_fast(&space, high, 1);
	low = alloc_iova_fast(&space, 1, 0xfff, true);
	assert_true(low && low <= 0xfff);
	assert_int_equal(alloc_iova_fast(&space, 1, LIMIT32, true), high);
}

static void large_ranges_don_t_wait(void **state)
{
	unsigned long a = alloc_iova_fast(&space, 33, LIMIT32, true);

	assert_int_equal(iova_size(find_iova(&space, a)), 33);
	free_iova_fast(&space, a, 33);
	assert_null(find_iova(&space, a));
	assert_int_equal(iova_rcache_range(), 32 * 4096);
}

static void magazines_are_emptied_before_giving_up(void **state)
{
	unsigned long at[64], i;

	/* all of a small space, back into the magazines of single pages */
	for (i = 0; i < 63; i++)
		at[i] = alloc_iova_fast(&space, 1, 63, true);
	for (i = 0; i < 63; i++)
		free_iova_fast(&space, at[i], 1);
	assert_int_equal(alloc_iova_fast(&space, 16, 63, false), 0);
	assert_int_equal(alloc_iova_fast(&space, 16, 63, true), 48);
	assert_int_equal(alloc_iova_fast(&space, 32, 63, true), 0);
}

static void more_than_the_depot_holds_goes_back_to_the_tree(void **state)
{
	const unsigned int count = 127 * 40;
	unsigned long *at = kmalloc_array(count, sizeof(*at), GFP_KERNEL);
	unsigned int i, taken = 0;

	for (i = 0; i < count; i++)
		at[i] = alloc_iova_fast(&space, 1, LIMIT32, true);
	for (i = 0; i < count; i++)
		free_iova_fast(&space, at[i], 1);
	for (i = 0; i < count; i++)
		taken += find_iova(&space, at[i]) != NULL;
	assert_true(taken < count);
	assert_true(taken >= 127 * 32);
	/* and all of it can be had again, once */
	for (i = 0; i < count; i++) {
		at[i] = alloc_iova_fast(&space, 1, LIMIT32, true);
		assert_int_equal(iova_size(find_iova(&space, at[i])), 1);
		assert_true(at[i] > LIMIT32 - count);
	}
	kfree(at);
}

/* ---- against a map of pages -------------------------------------------------------- */

#define PAGES	512

static bool used[PAGES];

/* the page that a search of all pages from the top would take, or 0 */
static unsigned long expected(unsigned long size, unsigned long limit, bool aligned)
{
	unsigned long align = aligned && size > 1 ? 1ul << fls_long(size - 1) : 1, at, i;

	if (limit + 1 < size)
		return 0;
	for (at = (limit + 1 - size) & -align; at >= 1; at -= min(at, align)) {
		for (i = 0; i < size && !used[at + i]; i++)
			;
		if (i == size)
			return at;
	}
	return 0;
}

static void agrees_with_a_search_of_all_pages(void **state)
{
	unsigned long start[PAGES], length[PAGES];
	unsigned int count = 0, step, i;

	memset(used, 0, sizeof(used));
	for (step = 0; step < 20000; step++) {
		unsigned long size = 1 + get_random_u32() % 24;
		unsigned long limit = PAGES / 2 + get_random_u32() % (PAGES / 2);
		bool aligned = get_random_u32() % 2;

		if (count && get_random_u32() % 100 < 45) {
			i = get_random_u32() % count;
			free_iova(&space, start[i]);
			memset(used + start[i], 0, length[i]);
			start[i] = start[--count];
			length[i] = length[count];
		} else {
			unsigned long at = expected(size, limit, aligned);
			struct iova *iova = alloc_iova(&space, size, limit, aligned);

			assert_int_equal(iova ? iova->pfn_lo : 0, at);
			if (!iova)
				continue;
			memset(used + at, 1, size);
			start[count] = at;
			length[count++] = size;
		}
	}
}

/* a search that looked at every hole would take minutes */
static void a_full_and_fragmented_space_is_searched_quickly(void **state)
{
	const unsigned int count = 60000;
	unsigned int i;

	/* every other page of the top is free, and a single hole of two far below */
	for (i = 0; i < count; i++)
		take(1, LIMIT32);
	for (i = 0; i < count; i += 2)
		free_iova(&space, LIMIT32 - i);
	for (i = 0; i < 20000; i++) {
		unsigned long at = take(2, LIMIT32);

		assert_int_equal(at, LIMIT32 - count - 1);
		free_iova(&space, at);
	}
}

#define space_test(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		space_test(ranges_go_down_from_the_limit),
		space_test(ranges_are_aligned_to_their_size),
		space_test(alignment_can_be_left_out),
		space_test(the_highest_hole_that_fits_is_taken),
		space_test(nothing_below_the_start_is_handed_out),
		space_test(a_range_of_nothing_is_none),
		space_test(a_range_is_found_by_any_of_its_pages),
		space_test(reserved_pages_are_not_handed_out),
		space_test(reservations_that_overlap_become_one_whole),
		space_test(a_reservation_upside_down_is_refused),
		space_test(what_was_freed_last_is_handed_out_first),
		space_test(sizes_wait_apart_and_rounded_up),
		space_test(what_waits_too_high_stays),
		space_test(large_ranges_don_t_wait),
		space_test(magazines_are_emptied_before_giving_up),
		space_test(more_than_the_depot_holds_goes_back_to_the_tree),
		space_test(agrees_with_a_search_of_all_pages),
		space_test(a_full_and_fragmented_space_is_searched_quickly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
