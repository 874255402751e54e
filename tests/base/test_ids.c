// SPDX-License-Identifier: MIT
/* Numbers for things: ida and idr. */
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/slab.h>

#include "unit.h"

static DEFINE_IDA(ida);
static DEFINE_IDR(idr);

static void lowest_free_number_first(void **state)
{
	int i;

	for (i = 0; i < 1500; i++)
		assert_int_equal(ida_alloc(&ida, GFP_KERNEL), i);
	ida_free(&ida, 700);
	ida_free(&ida, 3);
	assert_int_equal(ida_alloc(&ida, GFP_KERNEL), 3);
	assert_int_equal(ida_alloc(&ida, GFP_KERNEL), 700);
	assert_int_equal(ida_alloc(&ida, GFP_KERNEL), 1500);
	ida_destroy(&ida);
	assert_true(ida_is_empty(&ida));
}

static void numbers_stay_in_range(void **state)
{
	assert_int_equal(ida_alloc_range(&ida, 510, 513, GFP_KERNEL), 510);
	assert_int_equal(ida_alloc_range(&ida, 510, 513, GFP_KERNEL), 511);
	assert_int_equal(ida_alloc_range(&ida, 510, 513, GFP_KERNEL), 512);
	assert_int_equal(ida_alloc_range(&ida, 510, 513, GFP_KERNEL), 513);
	assert_int_equal(ida_alloc_range(&ida, 510, 513, GFP_KERNEL), -ENOSPC);
	assert_int_equal(ida_alloc_min(&ida, 0x7fffffff, GFP_KERNEL),
			 0x7fffffff);
	assert_int_equal(ida_alloc_min(&ida, 0x7fffffff, GFP_KERNEL), -ENOSPC);
	assert_int_equal(ida_alloc_min(&ida, 0x80000000, GFP_KERNEL), -ENOSPC);
	assert_int_equal(ida_simple_get(&ida, 0, 1, GFP_KERNEL), 0);
	assert_int_equal(ida_alloc_max(&ida, 0, GFP_KERNEL), -ENOSPC);
	ida_destroy(&ida);
}

static void unused_ida_holds_no_memory(void **state)
{
	int id = ida_alloc(&ida, GFP_KERNEL);

	assert_false(ida_is_empty(&ida));
	ida_free(&ida, id);
	assert_true(ida_is_empty(&ida));
}

static void freeing_twice_is_reported(void **state)
{
	int id = ida_alloc(&ida, GFP_KERNEL);

	ida_free(&ida, id);
	ida_free(&ida, id);
	assert_true(log_contains("ida_free called for id=0 which is not allocated."));
}

static void idr_finds_what_it_was_given(void **state)
{
	int things[200], i;

	for (i = 0; i < 200; i++)
		assert_int_equal(idr_alloc(&idr, &things[i], 10, 0, GFP_KERNEL),
				 10 + i);
	assert_ptr_equal(idr_find(&idr, 10), &things[0]);
	assert_ptr_equal(idr_find(&idr, 209), &things[199]);
	assert_null(idr_find(&idr, 9));
	assert_null(idr_find(&idr, 210));
	assert_ptr_equal(idr_replace(&idr, &things[0], 50), &things[40]);
	assert_ptr_equal(idr_find(&idr, 50), &things[0]);
	assert_ptr_equal(idr_replace(&idr, &things[0], 500), ERR_PTR(-ENOENT));
	assert_ptr_equal(idr_remove(&idr, 50), &things[0]);
	assert_null(idr_remove(&idr, 50));
	assert_int_equal(idr_alloc(&idr, &things[1], 0, 20, GFP_KERNEL), 0);
	assert_int_equal(idr_alloc(&idr, &things[1], 10, 20, GFP_KERNEL),
			 -ENOSPC);
	idr_destroy(&idr);
	assert_true(idr_is_empty(&idr));
}

static int count_entry(int id, void *p, void *data)
{
	int *sum = data;

	*sum += id;
	return id == 600 ? 77 : 0;
}

static void idr_is_walked_in_order(void **state)
{
	static const int ids[] = { 0, 63, 64, 500, 600, 700 };
	int i, id, at = 0, sum = 0;
	char *entry;

	for (i = 0; i < 6; i++)
		assert_int_equal(idr_alloc(&idr, "x", ids[i], ids[i] + 1,
					   GFP_KERNEL), ids[i]);
	/* a number may be taken before its thing exists */
	assert_int_equal(idr_alloc(&idr, NULL, 100, 101, GFP_KERNEL), 100);
	idr_for_each_entry(&idr, entry, id)
		assert_int_equal(id, ids[at++]);
	assert_int_equal(at, 6);
	assert_int_equal(idr_for_each(&idr, count_entry, &sum), 77);
	assert_int_equal(sum, 63 + 64 + 500 + 600);
	idr_destroy(&idr);
}

static void cyclic_numbers_do_not_come_back_at_once(void **state)
{
	idr_init(&idr);
	assert_int_equal(idr_alloc_cyclic(&idr, "a", 1, 4, GFP_KERNEL), 1);
	idr_remove(&idr, 1);
	assert_int_equal(idr_alloc_cyclic(&idr, "b", 1, 4, GFP_KERNEL), 2);
	assert_int_equal(idr_alloc_cyclic(&idr, "c", 1, 4, GFP_KERNEL), 3);
	assert_int_equal(idr_alloc_cyclic(&idr, "d", 1, 4, GFP_KERNEL), 1);
	assert_int_equal(idr_alloc_cyclic(&idr, "e", 1, 4, GFP_KERNEL),
			 -ENOSPC);
	idr_destroy(&idr);
}

static void base_shifts_the_numbers(void **state)
{
	struct idr based;

	idr_init_base(&based, 1);
	assert_int_equal(idr_alloc(&based, "a", 0, 0, GFP_KERNEL), 1);
	assert_string_equal(idr_find(&based, 1), "a");
	assert_null(idr_find(&based, 0));
	idr_destroy(&based);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lowest_free_number_first),
		cmocka_unit_test(numbers_stay_in_range),
		cmocka_unit_test(unused_ida_holds_no_memory),
		cmocka_unit_test(freeing_twice_is_reported),
		cmocka_unit_test(idr_finds_what_it_was_given),
		cmocka_unit_test(idr_is_walked_in_order),
		cmocka_unit_test(cyclic_numbers_do_not_come_back_at_once),
		cmocka_unit_test(base_shifts_the_numbers),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
