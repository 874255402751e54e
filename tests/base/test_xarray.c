// SPDX-License-Identifier: MIT
/* Arrays with gaps. */
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "team.h"

static DEFINE_XARRAY(array);

static int setup(void **state)
{
	int err = base_setup(state);

	xa_init(&array);
	return err;
}

static int teardown(void **state)
{
	xa_destroy(&array);
	return base_teardown(state);
}

static void what_was_stored_is_found_at_any_distance(void **state)
{
	static const unsigned long at[] = { 0, 1, 63, 64, 4095, 4096, 1ul << 30, 1ul << 45, ~0ul };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(at); i++)
		assert_null(xa_store(&array, at[i], xa_mk_value(i), GFP_KERNEL));
	for (i = 0; i < ARRAY_SIZE(at); i++) {
		void *entry = xa_load(&array, at[i]);

		assert_true(xa_is_value(entry));
		assert_int_equal(xa_to_value(entry), i);
	}
	assert_null(xa_load(&array, 2));
	assert_null(xa_load(&array, 1ul << 46));
	for (i = 0; i < ARRAY_SIZE(at); i++)
		assert_ptr_equal(xa_erase(&array, at[i]), xa_mk_value(i));
	assert_true(xa_empty(&array));
}

static void a_store_returns_what_was_there(void **state)
{
	int a, b;

	assert_null(xa_store(&array, 5, &a, GFP_KERNEL));
	assert_ptr_equal(xa_store(&array, 5, &b, GFP_KERNEL), &a);
	assert_ptr_equal(xa_cmpxchg(&array, 5, &a, NULL, GFP_KERNEL), &b);
	assert_ptr_equal(xa_load(&array, 5), &b);
	assert_ptr_equal(xa_cmpxchg(&array, 5, &b, &a, GFP_KERNEL), &b);
	assert_ptr_equal(xa_load(&array, 5), &a);
	assert_int_equal(xa_insert(&array, 5, &b, GFP_KERNEL), -EBUSY);
	assert_int_equal(xa_insert(&array, 6, &b, GFP_KERNEL), 0);
	assert_ptr_equal(xa_store(&array, 5, NULL, GFP_KERNEL), &a);
	assert_null(xa_load(&array, 5));
}

static void a_walk_meets_every_entry_in_order(void **state)
{
	unsigned long index, last = 0, seen = 0;
	void *entry;
	int i;

	for (i = 0; i < 500; i++)
		xa_store(&array, (unsigned long)i * i * 7, xa_mk_value(i), GFP_KERNEL);
	xa_for_each(&array, index, entry)
	{
		assert_int_equal(index, seen * seen * 7);
		assert_true(!seen || index > last);
		last = index;
		seen++;
	}
	assert_int_equal(seen, 500);
	seen = 0;
	xa_for_each_range(&array, index, entry, 700, 6300) seen++;
	assert_int_equal(seen, 21);
	/* an entry may be erased while it is visited */
	xa_for_each(&array, index, entry) xa_erase(&array, index);
	assert_true(xa_empty(&array));
}

static void a_marked_walk_meets_those_that_are_marked(void **state)
{
	unsigned long index, seen = 0;
	void *entry;
	int i;

	for (i = 0; i < 1000; i++)
		xa_store(&array, i * 3, xa_mk_value(i), GFP_KERNEL);
	for (i = 0; i < 1000; i += 10)
		xa_set_mark(&array, i * 3, XA_MARK_1);
	assert_true(xa_get_mark(&array, 30, XA_MARK_1));
	assert_false(xa_get_mark(&array, 33, XA_MARK_1));
	assert_false(xa_get_mark(&array, 30, XA_MARK_2));
	xa_for_each_marked(&array, index, entry, XA_MARK_1)
	{
		assert_int_equal(index % 30, 0);
		seen++;
	}
	assert_int_equal(seen, 100);
	for (i = 0; i < 1000; i += 10)
		xa_clear_mark(&array, i * 3, XA_MARK_1);
	assert_false(xa_marked(&array, XA_MARK_1));
	xa_set_mark(&array, 1, XA_MARK_0); /* nothing is there */
	assert_false(xa_marked(&array, XA_MARK_0));
}

static void indices_are_given_out_lowest_first(void **state)
{
	struct xarray ids;
	u32 id;
	int i;

	xa_init_flags(&ids, XA_FLAGS_ALLOC);
	for (i = 0; i < 300; i++) {
		assert_int_equal(xa_alloc(&ids, &id, xa_mk_value(i), xa_limit_32b, GFP_KERNEL), 0);
		assert_int_equal(id, i);
	}
	xa_erase(&ids, 64);
	xa_erase(&ids, 130);
	assert_int_equal(xa_alloc(&ids, &id, xa_mk_value(0), xa_limit_32b, GFP_KERNEL), 0);
	assert_int_equal(id, 64);
	assert_int_equal(xa_alloc(&ids, &id, xa_mk_value(0), XA_LIMIT(100, 200), GFP_KERNEL), 0);
	assert_int_equal(id, 130);
	assert_int_equal(xa_alloc(&ids, &id, xa_mk_value(0), XA_LIMIT(100, 200), GFP_KERNEL),
			 -EBUSY);
	/* NULL keeps an index taken */
	xa_store(&ids, 10, NULL, GFP_KERNEL);
	assert_null(xa_load(&ids, 10));
	assert_int_equal(xa_alloc(&ids, &id, xa_mk_value(0), XA_LIMIT(0, 20), GFP_KERNEL), -EBUSY);
	xa_destroy(&ids);

	xa_init_flags(&ids, XA_FLAGS_ALLOC1);
	assert_int_equal(xa_alloc(&ids, &id, xa_mk_value(0), xa_limit_32b, GFP_KERNEL), 0);
	assert_int_equal(id, 1);
	xa_destroy(&ids);
}

static void cyclic_indices_go_on_and_wrap(void **state)
{
	struct xarray ids;
	u32 id, next = 0;
	int i;

	xa_init_flags(&ids, XA_FLAGS_ALLOC);
	for (i = 0; i < 4; i++) {
		assert_int_equal(xa_alloc_cyclic(&ids, &id, xa_mk_value(i), XA_LIMIT(0, 3), &next,
						 GFP_KERNEL),
				 0);
		assert_int_equal(id, i);
		xa_erase(&ids, id);
	}
	assert_int_equal(
		xa_alloc_cyclic(&ids, &id, xa_mk_value(i), XA_LIMIT(0, 3), &next, GFP_KERNEL), 1);
	assert_int_equal(id, 0);
	xa_destroy(&ids);
}

static void a_reservation_reads_as_nothing(void **state)
{
	assert_int_equal(xa_reserve(&array, 9, GFP_KERNEL), 0);
	assert_null(xa_load(&array, 9));
	assert_false(xa_empty(&array));
	assert_int_equal(xa_insert(&array, 9, xa_mk_value(1), GFP_KERNEL), -EBUSY);
	assert_null(xa_store(&array, 9, xa_mk_value(1), GFP_KERNEL));
	xa_release(&array, 9);
	assert_ptr_equal(xa_load(&array, 9), xa_mk_value(1));
	xa_erase(&array, 9);
	assert_int_equal(xa_reserve(&array, 9, GFP_KERNEL), 0);
	xa_release(&array, 9);
	assert_true(xa_empty(&array));
}

static void what_cannot_be_stored_is_refused(void **state)
{
	void *ret = xa_store(&array, 1, (void *)6ul, GFP_KERNEL);

	assert_true(xa_is_err(ret));
	assert_int_equal(xa_err(ret), -EINVAL);
}

/* ---- against a plain array, and with readers ------------------------------------------- */

#define RANGE 5000

static void it_does_what_a_plain_array_does(void **state)
{
	static unsigned long plain[RANGE];
	unsigned long index, next;
	void *entry;
	int i;

	memset(plain, 0, sizeof(plain));
	for (i = 0; i < 20000; i++) {
		unsigned long at = get_random_u32_below(RANGE);
		unsigned long value = get_random_u32_below(3) ? i + 1 : 0;

		entry = value ? xa_store(&array, at, xa_mk_value(value), GFP_KERNEL)
			      : xa_erase(&array, at);
		assert_int_equal(entry ? xa_to_value(entry) : 0, plain[at]);
		plain[at] = value;
	}
	next = 0;
	xa_for_each(&array, index, entry)
	{
		while (next < index)
			assert_int_equal(plain[next++], 0);
		assert_int_equal(xa_to_value(entry), plain[next++]);
	}
	while (next < RANGE)
		assert_int_equal(plain[next++], 0);
}

static int stop;
static atomic_t broken;

static int loader(void *arg)
{
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		unsigned long i;

		for (i = 0; i < 200; i++) {
			void *entry = xa_load(&array, i * 50);

			if (entry && xa_to_value(entry) != i)
				atomic_inc(&broken);
		}
		yield();
	}
	return 0;
}

static void readers_see_whole_entries_while_it_changes(void **state)
{
	unsigned long i, turn;

	stop = 0;
	atomic_set(&broken, 0);
	team_start(loader, NULL);
	for (turn = 0; turn < 20; turn++) {
		for (i = 0; i < 200; i++)
			xa_store(&array, i * 50, xa_mk_value(i), GFP_KERNEL);
		yield();
		for (i = 0; i < 200; i++)
			xa_erase(&array, i * 50);
		yield();
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	team_end();
	assert_int_equal(atomic_read(&broken), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_was_stored_is_found_at_any_distance),
		T(a_store_returns_what_was_there),
		T(a_walk_meets_every_entry_in_order),
		T(a_marked_walk_meets_those_that_are_marked),
		T(indices_are_given_out_lowest_first),
		T(cyclic_indices_go_on_and_wrap),
		T(a_reservation_reads_as_nothing),
		T(what_cannot_be_stored_is_refused),
		T(it_does_what_a_plain_array_does),
		T(readers_see_whole_entries_while_it_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
