// SPDX-License-Identifier: MIT
/*
 * Guarded objects (src/base/mm/guard.c): uses after free and beyond the end
 * are reported once, with who did it, and the access goes through. Reads and
 * writes here are the mistakes themselves.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/mm.h"
#include "base/mm/alloc.h"
#include "unit.h"

#define SIZE 40

/* cmocka handles faults itself, until told otherwise */
static void guards_on(void)
{
	if (MM_ASAN || MM_TSAN)
		skip_because("builds with a sanitizer have no guards");
	mm_guard(true);
}

static noinline u8 *allocated_here(void)
{
	u8 *mem = kmalloc(SIZE, GFP_KERNEL);

	barrier();
	return mem;
}

static noinline void freed_here(u8 *mem)
{
	kfree(mem);
	barrier();
}

static noinline u8 peeked_here(const volatile u8 *mem, long at)
{
	return mem[at];
}

static noinline void poked_here(volatile u8 *mem, long at)
{
	mem[at] = 1;
}

/* a report waits for the next allocation */
static void let_it_be_told(void)
{
	kfree(kmalloc(8, GFP_KERNEL));
}

static void a_read_after_free_is_told(void **state)
{
	u8 *mem;

	guards_on();
	mem = allocated_here();
	mem[3] = 0x77;
	freed_here(mem);
	assert_int_equal(peeked_here(mem, 3), 0x77);
	let_it_be_told();
	assert_true(log_contains("BUG: KFENCE: use-after-free read in peeked_here (base/test_guard.c:"));
	assert_true(log_contains("use-after-free read at byte 3 of 40 (in kfence-#0):"));
	assert_true(log_contains("allocated by task"));
	assert_true(log_contains("allocated_here (base/test_guard.c:"));
	assert_true(log_contains("freed by task"));
	assert_true(log_contains("freed_here (base/test_guard.c:"));
}

static void a_write_after_free_is_told(void **state)
{
	u8 *mem;

	guards_on();
	mem = allocated_here();
	freed_here(mem);
	poked_here(mem, 39);
	let_it_be_told();
	assert_true(log_contains("BUG: KFENCE: use-after-free write in poked_here"));
}

static void an_access_beyond_the_end_is_told(void **state)
{
	u8 *mem;

	guards_on();
	mem = allocated_here();
	poked_here(mem, ALIGN(SIZE, ARCH_KMALLOC_MINALIGN));
	let_it_be_told();
	assert_true(log_contains("BUG: KFENCE: out-of-bounds write in poked_here"));
	assert_false(log_contains("freed by task"));
	kfree(mem);
}

static void a_second_free_is_told(void **state)
{
	u8 *mem;

	guards_on();
	mem = allocated_here();
	freed_here(mem);
	freed_here(mem);
	assert_true(log_contains("BUG: KFENCE: invalid free in freed_here"));
}

static void the_same_mistake_is_told_once(void **state)
{
	unsigned int i;
	u8 *mem;

	guards_on();
	for (i = 0; i < 3; i++) {
		mem = allocated_here();
		freed_here(mem);
		peeked_here(mem, 0);
		let_it_be_told();
	}
	assert_true(log_contains("(in kfence-#0)"));
	assert_false(log_contains("(in kfence-#2)"));
}

static void guarded_objects_are_ordinary_otherwise(void **state)
{
	unsigned int i;
	u8 *mem, *page;

	guards_on();
	mem = kzalloc(SIZE, GFP_KERNEL);
	page = kmalloc(PAGE_SIZE, GFP_KERNEL);
	for (i = 0; i < SIZE; i++)
		assert_int_equal(mem[i], 0);
	assert_true(mm_is_ram(virt_to_phys(mem)));
	assert_int_equal((unsigned long)mem % ARCH_KMALLOC_MINALIGN, 0);
	assert_int_equal(virt_to_phys(page) % PAGE_SIZE, 0);
	assert_true(ksize(mem) >= SIZE);
	mem = krealloc(mem, 3000, GFP_KERNEL);
	assert_int_equal(mem[SIZE - 1], 0);
	kfree(mem);
	kfree(page);
	assert_int_equal(mm_used(), 0);
	assert_false(log_contains("BUG"));
}

static void a_site_is_guarded_now_and_then(void **state)
{
	unsigned int i, guarded = 0;
	u8 *mem;

	guards_on();
	for (i = 0; i < 10000; i++) {
		mem = allocated_here();
		guarded += virt_to_page(mem)->slab->guard != NULL;
		freed_here(mem);
	}
	assert_in_range(guarded, 17, 32);
}

#define guard_test(fn) cmocka_unit_test_setup_teardown(fn, base_setup, base_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		guard_test(a_read_after_free_is_told),
		guard_test(a_write_after_free_is_told),
		guard_test(an_access_beyond_the_end_is_told),
		guard_test(a_second_free_is_told),
		guard_test(the_same_mistake_is_told_once),
		guard_test(guarded_objects_are_ordinary_otherwise),
		guard_test(a_site_is_guarded_now_and_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
