// SPDX-License-Identifier: MIT
/* Random numbers of the run, and the generator with a state of its own. */
#include <linux/prandom.h>
#include <linux/random.h>
#include <linux/string.h>

#include "unit.h"

static void numbers_stay_in_their_range(void **state)
{
	u32 seen = 0;
	int i;

	for (i = 0; i < 500; i++) {
		u32 n = get_random_u32_below(10);

		assert_in_range(n, 0, 9);
		seen |= 1u << n;
		assert_in_range(get_random_u32_inclusive(5, 6), 5, 6);
		assert_in_range(prandom_u32_max(7), 0, 6);
	}
	assert_int_equal(seen, 0x3ff);
}

static void bytes_fill_exactly(void **state)
{
	u8 buf[21] = { 0 };

	get_random_bytes(buf, 20);
	assert_non_null(memchr_inv(buf, 0, 20));
	assert_int_equal(buf[20], 0);
}

static void same_seed_same_run(void **state)
{
	u64 first[8], again[8];
	int i;

	if (under_threads())
		skip_because("threads never run the same again");
	assert_int_equal(base_teardown(state), 0);
	assert_int_equal(base_setup(state), 0);
	for (i = 0; i < 8; i++)
		first[i] = get_random_u64();
	assert_int_equal(base_teardown(state), 0);
	assert_int_equal(base_setup(state), 0);
	for (i = 0; i < 8; i++)
		again[i] = get_random_u64();
	assert_memory_equal(first, again, sizeof(first));
}

static void own_state_repeats(void **state)
{
	struct rnd_state a, b, c;
	u8 x[32], y[32];

	prandom_seed_state(&a, 123);
	prandom_seed_state(&b, 123);
	prandom_seed_state(&c, 124);
	prandom_bytes_state(&a, x, sizeof(x));
	prandom_bytes_state(&b, y, sizeof(y));
	assert_memory_equal(x, y, sizeof(x));
	prandom_bytes_state(&c, y, sizeof(y));
	assert_memory_not_equal(x, y, sizeof(x));
	/* seed 0 is no dead end */
	prandom_seed_state(&a, 0);
	assert_int_not_equal(prandom_u32_state(&a), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_stay_in_their_range),
		cmocka_unit_test(bytes_fill_exactly),
		cmocka_unit_test(same_seed_same_run),
		cmocka_unit_test(own_state_repeats),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
