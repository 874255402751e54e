// SPDX-License-Identifier: MIT
/* Sharing large transfers or not: the faster way wins, and goes on being compared. */
#include <linux/types.h>

#include "drivers/soft/pace.h"
#include "unit.h"

#define WINDOW 100000000u

/* so many windows, at these bytes per nanosecond; how many of them were shared */
static unsigned int windows(struct soft_pace *p, unsigned int n, unsigned int alone,
			    unsigned int shared)
{
	unsigned int i, count = 0;

	for (i = 0; i < n; i++) {
		bool share = soft_pace_next(p);

		soft_pace_note(p, share, WINDOW, WINDOW / (share ? shared : alone));
		count += share;
	}
	return count;
}

static void sharing_is_kept_where_it_is_faster(void **state)
{
	struct soft_pace p;

	soft_pace_init(&p, 8);
	assert_true(windows(&p, 1000, 10, 20) > 950);
}

static void sharing_is_given_up_where_it_is_slower(void **state)
{
	struct soft_pace p;

	soft_pace_init(&p, 8);
	assert_true(windows(&p, 1000, 20, 10) < 50);
}

static void the_other_way_is_tried_more_and_more_rarely(void **state)
{
	struct soft_pace p;

	soft_pace_init(&p, 8);
	windows(&p, 10 * SOFT_PACE_TRY_LAST, 20, 10);
	assert_true(windows(&p, 10 * SOFT_PACE_TRY_LAST, 20, 10) <= 11 * SOFT_PACE_TRY);
}

static void a_way_that_becomes_slow_is_left_at_once(void **state)
{
	struct soft_pace p;

	soft_pace_init(&p, 8);
	windows(&p, 1000, 10, 20);
	assert_true(windows(&p, 100, 10, 5) < 30);
}

static void a_try_that_is_hopeless_ends_with_its_first_window(void **state)
{
	struct soft_pace p;

	soft_pace_init(&p, 8);
	windows(&p, 100, 100, 10);
	assert_true(windows(&p, 10000, 100, 10) < 6);
}

static void sharing_for_a_little_more_is_not_begun(void **state)
{
	struct soft_pace p;

	soft_pace_init(&p, 8);
	windows(&p, 100, 20, 10);
	assert_true(windows(&p, 10000, 1000, 1090) < 100);
}

static void how_much_more_is_enough_can_be_said(void **state)
{
	struct soft_pace p;

	soft_pace_init(&p, 32);
	windows(&p, 100, 20, 10);
	windows(&p, 10000, 1000, 1090);
	assert_true(windows(&p, 100, 1000, 1090) > 90);
}

static void a_try_to_go_on_alone_that_is_slower_ends_with_its_first_window(void **state)
{
	struct soft_pace p;

	soft_pace_init(&p, 8);
	assert_int_equal(windows(&p, 100, 10, 12), 100 - 4);
}

static void a_way_that_becomes_fast_is_found_again(void **state)
{
	struct soft_pace p;

	soft_pace_init(&p, 8);
	windows(&p, 1000, 10, 2);
	windows(&p, 2 * SOFT_PACE_TRY_LAST, 10, 20);
	assert_true(windows(&p, 100, 10, 20) > 90);
}

static void a_window_that_took_no_time_is_no_fault(void **state)
{
	struct soft_pace p;

	soft_pace_init(&p, 8);
	soft_pace_note(&p, true, 1ull << 40, 0);
	assert_true(p.rate[1] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sharing_is_kept_where_it_is_faster),
		cmocka_unit_test(sharing_is_given_up_where_it_is_slower),
		cmocka_unit_test(the_other_way_is_tried_more_and_more_rarely),
		cmocka_unit_test(a_way_that_becomes_slow_is_left_at_once),
		cmocka_unit_test(a_try_that_is_hopeless_ends_with_its_first_window),
		cmocka_unit_test(sharing_for_a_little_more_is_not_begun),
		cmocka_unit_test(how_much_more_is_enough_can_be_said),
		cmocka_unit_test(a_try_to_go_on_alone_that_is_slower_ends_with_its_first_window),
		cmocka_unit_test(a_way_that_becomes_fast_is_found_again),
		cmocka_unit_test(a_window_that_took_no_time_is_no_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
