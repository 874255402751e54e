// SPDX-License-Identifier: MIT
/* vmalloc: <linux/vmalloc.h>. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm_fixture.h"
#include "unit.h"

static void area_is_host_memory(void **state)
{
	char *mem = vmalloc(10 * PAGE_SIZE);

	assert_non_null(mem);
	assert_int_equal((unsigned long)mem % PAGE_SIZE, 0);
	assert_true(is_vmalloc_addr(mem));
	assert_true(is_vmalloc_addr(mem + 10 * PAGE_SIZE - 1));
	assert_false(mm_is_ram(virt_to_phys(mem)));
	assert_ptr_equal(page_address(vmalloc_to_page(mem + PAGE_SIZE)),
			 mem + PAGE_SIZE);
	memset(mem, 1, 10 * PAGE_SIZE);
	vfree(mem);
}

static void other_memory_is_no_area(void **state)
{
	char local;
	void *object = kmalloc(10, GFP_KERNEL);

	assert_false(is_vmalloc_addr(&local));
	assert_false(is_vmalloc_addr(NULL));
	assert_false(is_vmalloc_addr(object));
	kfree(object);
}

static void zeroed_area_is_zero_when_used_again(void **state)
{
	char *mem = vmalloc(3 * PAGE_SIZE), *again;

	memset(mem, 0xff, 3 * PAGE_SIZE);
	vfree(mem);
	again = vzalloc(3 * PAGE_SIZE);
	assert_ptr_equal(again, mem);
	assert_null(memchr_inv(again, 0, 3 * PAGE_SIZE));
	vfree(again);
}

static void areas_keep_a_page_apart(void **state)
{
	char *a = vmalloc(PAGE_SIZE), *b = vmalloc(1), *c = vmalloc(PAGE_SIZE);

	assert_ptr_equal(b, a + 2 * PAGE_SIZE);
	assert_ptr_equal(c, b + 2 * PAGE_SIZE);
	vfree(b);
	/* the gap takes what fits, and nothing larger */
	b = vmalloc(2 * PAGE_SIZE);
	assert_true(b > c);
	vfree(b);
	b = vmalloc(PAGE_SIZE);
	assert_ptr_equal(b, a + 2 * PAGE_SIZE);
	vfree(a);
	vfree(b);
	vfree(c);
	assert_int_equal(mm_used(), 0);
}

static void nothing_is_refused(void **state)
{
	assert_null(vmalloc(0));
	assert_true(log_contains("vmalloc error: size 0"));
	vfree(NULL);
}

static void more_than_the_host_has_is_refused(void **state)
{
	assert_null(__vmalloc(1ul << 46, GFP_KERNEL | __GFP_NOWARN));
	assert_null(vmalloc(ULONG_MAX));
}

static void free_of_what_is_no_area_is_reported(void **state)
{
	char *mem = vmalloc(PAGE_SIZE);

	vfree(mem + 1);
	assert_true(log_contains("Trying to vfree() nonexistent vm area, called from "));
	vfree(mem);
	vfree(mem);
	assert_int_equal(mm_used(), 0);
}

static void arrays_are_cleared(void **state)
{
	u32 *array = vcalloc(1000, sizeof(*array));

	assert_null(memchr_inv(array, 0, 4000));
	assert_int_equal(mm_used(), 4000);
	vfree(array);
}

#define in_memory(test) \
	cmocka_unit_test_setup_teardown(test, mm_setup, mm_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_memory(area_is_host_memory),
		in_memory(other_memory_is_no_area),
		in_memory(zeroed_area_is_zero_when_used_again),
		in_memory(areas_keep_a_page_apart),
		in_memory(nothing_is_refused),
		in_memory(more_than_the_host_has_is_refused),
		in_memory(free_of_what_is_no_area_is_reported),
		in_memory(arrays_are_cleared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
