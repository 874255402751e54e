// SPDX-License-Identifier: MIT
/* The heap of numbers: <asm/rheap.h>. */
#include <linux/err.h>
#include <linux/kernel.h>

#include <asm/rheap.h>

#include "unit.h"

#define NOTHING ((unsigned long)-ENOMEM)

static void ranges_do_not_overlap_and_are_aligned(void **state)
{
	rh_info_t *heap = rh_create(4);

	assert_int_equal(rh_attach_region(heap, 0x102, 0x100), 0);
	/* the region shrinks to what is aligned: 0x104 to 0x200 */
	assert_int_equal(rh_alloc(heap, 5, "a"), 0x104);
	assert_int_equal(rh_alloc_align(heap, 16, 64, "b"), 0x140);
	/* what the alignment left free is used */
	assert_int_equal(rh_alloc(heap, 4, "c"), 0x10c);
	rh_destroy(heap);
}

static void what_is_freed_becomes_one_with_its_neighbours(void **state)
{
	rh_info_t *heap = rh_create(8);

	assert_int_equal(rh_attach_region(heap, 0, 64), 0);
	assert_int_equal(rh_alloc(heap, 16, NULL), 0);
	assert_int_equal(rh_alloc(heap, 32, NULL), 16);
	assert_int_equal(rh_alloc(heap, 16, NULL), 48);
	assert_int_equal(rh_alloc(heap, 8, NULL), NOTHING);
	assert_int_equal(rh_free(heap, 0), 16);
	assert_int_equal(rh_free(heap, 48), 16);
	assert_int_equal(rh_alloc(heap, 24, NULL), NOTHING);
	assert_int_equal(rh_free(heap, 16), 32);
	assert_int_equal(rh_alloc(heap, 64, NULL), 0);
	rh_destroy(heap);
}

static void regions_join_but_may_not_overlap(void **state)
{
	rh_info_t *heap = rh_create(4);

	assert_int_equal(rh_attach_region(heap, 32, 32), 0);
	assert_int_equal(rh_attach_region(heap, 0, 32), 0);
	assert_int_equal(rh_attach_region(heap, 16, 8), -EINVAL);
	assert_int_equal(rh_attach_region(heap, 128, 0), -EINVAL);
	assert_int_equal(rh_alloc(heap, 64, NULL), 0);
	rh_destroy(heap);
}

static void nonsense_is_refused(void **state)
{
	rh_info_t *heap = rh_create(4);

	assert_true(IS_ERR(rh_create(3)));
	assert_int_equal(rh_attach_region(heap, 0, 64), 0);
	assert_true(IS_ERR_VALUE(rh_alloc(heap, 0, NULL)));
	assert_true(IS_ERR_VALUE(rh_alloc_align(heap, 4, 3, NULL)));
	assert_int_equal(rh_free(heap, 0), -EINVAL);
	assert_int_equal(rh_alloc(heap, 8, NULL), 0);
	assert_int_equal(rh_free(heap, 4), -EINVAL);
	rh_destroy(heap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_do_not_overlap_and_are_aligned),
		cmocka_unit_test(what_is_freed_becomes_one_with_its_neighbours),
		cmocka_unit_test(regions_join_but_may_not_overlap),
		cmocka_unit_test(nonsense_is_refused),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
