// SPDX-License-Identifier: MIT
/* Where workers run: not where their clients do, once they have much to do. */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "base/host.h"
#include "drivers/soft/place.h"
#include "unit.h"

static struct soft_place place;

static int setup(void **state)
{
	soft_place_begin(&place, 0);
	return 0;
}

static void turns(unsigned int n)
{
	while (n--)
		soft_place_turn(&place);
}

/* it may be somewhere else at any moment, so each turn has its client where it is */
static void turns_beside_client(unsigned int n)
{
	while (n--) {
		soft_place_meet(&place);
		soft_place_turn(&place);
	}
}

static void need_two_cpus(void)
{
	if (host_cpus() < 2)
		skip_because("there is one CPU: nowhere to go");
}

static void a_worker_that_is_busy_where_its_client_is_goes_elsewhere(void **state)
{
	const unsigned int cpus = host_cpus();

	need_two_cpus();
	/* in case the host has moved it in the middle of a turn */
	turns_beside_client(10 * SOFT_PLACE_TURNS);
	assert_true(place.moved > 0);
	assert_false(place.fixed);
	assert_int_equal(host_cpus(), cpus);
}

static void one_that_rests_now_and_then_stays(void **state)
{
	unsigned int i;

	for (i = 0; i < 100; i++) {
		turns_beside_client(SOFT_PLACE_TURNS - 1);
		soft_place_rest(&place);
	}
	assert_int_equal(place.moved, 0);
}

static void one_whose_client_is_elsewhere_stays(void **state)
{
	place.client = 1 << 20;
	turns(100 * SOFT_PLACE_TURNS);
	assert_int_equal(place.moved, 0);
}

/* pauses that are long enough for this test to be slow */
#define LONG	400000000ull

static void it_is_not_moved_again_at_once(void **state)
{
	u64 moved = host_now_ns();

	place.moved = moved;
	place.pause = LONG;
	soft_place_leave(&place);
	assert_int_equal(place.moved, moved);
}

static void moving_becomes_rare_where_it_does_not_help(void **state)
{
	u64 moved = host_now_ns() - LONG * 5 / 4;

	need_two_cpus();
	place.moved = moved;
	place.pause = LONG;
	soft_place_leave(&place);
	assert_true(place.moved > moved);
	assert_int_equal(place.pause, 2 * LONG);
}

static void one_that_may_use_one_cpu_only_stays_for_good(void **state)
{
	assert_int_equal(host_thread_pin(host_cpu()), 0);
	assert_int_equal(host_thread_leave_cpu(), -EPERM);
	soft_place_leave(&place);
	assert_true(place.fixed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_worker_that_is_busy_where_its_client_is_goes_elsewhere, setup),
		cmocka_unit_test_setup(one_that_rests_now_and_then_stays, setup),
		cmocka_unit_test_setup(one_whose_client_is_elsewhere_stays, setup),
		cmocka_unit_test_setup(it_is_not_moved_again_at_once, setup),
		cmocka_unit_test_setup(moving_becomes_rare_where_it_does_not_help, setup),
		/* the last one: it stays */
		cmocka_unit_test_setup(one_that_may_use_one_cpu_only_stays_for_good, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
