// SPDX-License-Identifier: MIT
/* Pages at a second address: vmap() of <linux/vmalloc.h>; and another file in their place. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm_fixture.h"
#include "unit.h"

#define COUNT 8

/* pages that are not in a row: every other one of a block */
static struct page *block[2 * COUNT], *pages[COUNT];

static int setup(void **state)
{
	unsigned int i;
	int err = mm_setup(state);

	if (err)
		return err;
	for (i = 0; i < 2 * COUNT; i++)
		block[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
	for (i = 0; i < COUNT; i++)
		pages[i] = block[2 * COUNT - 1 - 2 * i];
	return 0;
}

static int teardown(void **state)
{
	unsigned int i;

	for (i = 0; i < 2 * COUNT; i++)
		__free_page(block[i]);
	return mm_teardown(state);
}

static void pages_are_the_same_bytes_at_both_addresses(void **state)
{
	char *row = vmap(pages, COUNT, VM_MAP, PAGE_KERNEL);
	unsigned int i;

	assert_non_null(row);
	memset(row, 0, COUNT * PAGE_SIZE);
	for (i = 0; i < COUNT; i++) {
		assert_ptr_not_equal(page_address(pages[i]), row + i * PAGE_SIZE);
		row[i * PAGE_SIZE + 5] = i + 1;
		assert_int_equal(((char *)page_address(pages[i]))[5], i + 1);
		strcpy(page_address(pages[i]), "x");
		assert_string_equal(row + i * PAGE_SIZE, "x");
	}
	vunmap(row);
}

static void rows_are_no_memory_for_dma(void **state)
{
	char *row = vmap(pages, COUNT, VM_MAP, PAGE_KERNEL);
	unsigned int i;

	assert_true(is_vmalloc_addr(row));
	for (i = 0; i < COUNT; i++) {
		assert_ptr_equal(vmalloc_to_page(row + i * PAGE_SIZE + 7), pages[i]);
		assert_int_equal(vmalloc_to_pfn(row + i * PAGE_SIZE), page_to_pfn(pages[i]));
	}
	vunmap(row);
}

static void a_page_may_be_in_many_rows_and_many_times_in_one(void **state)
{
	struct page *twice[] = { pages[0], pages[1], pages[0] };
	char *a = vmap(twice, 3, VM_MAP, PAGE_KERNEL), *b = vmap(pages, 1, VM_MAP, PAGE_KERNEL);

	a[0] = 17;
	assert_int_equal(a[2 * PAGE_SIZE], 17);
	assert_int_equal(b[0], 17);
	vunmap(a);
	b[0] = 18;
	assert_int_equal(*(char *)page_address(pages[0]), 18);
	vunmap(b);
}

static void addresses_are_used_again(void **state)
{
	void *first = vmap(pages, COUNT, VM_MAP, PAGE_KERNEL);
	unsigned int i;

	vunmap(first);
	for (i = 0; i < 1000; i++) {
		void *row = vmap(pages, COUNT, VM_MAP, PAGE_KERNEL);

		assert_ptr_equal(row, first);
		vunmap(row);
	}
	assert_int_equal(mm_used(), 2 * COUNT * PAGE_SIZE);
}

static void vfree_gives_the_pages_back_that_it_was_given(void **state)
{
	struct page **own = kmalloc_array(3, sizeof(*own), GFP_KERNEL);
	size_t before = mm_used();
	unsigned int i;
	char *row;

	for (i = 0; i < 3; i++)
		own[i] = alloc_page(GFP_KERNEL);
	row = vmap(own, 3, VM_MAP | VM_MAP_PUT_PAGES, PAGE_KERNEL);
	assert_int_equal(find_vm_area(row)->nr_pages, 3);
	memset(row, 1, 3 * PAGE_SIZE);
	vfree(row);
	assert_true(mm_used() < before);
	assert_null(find_vm_area(row));
}

static void what_is_no_row_is_reported(void **state)
{
	void *mem = vmalloc(100), *row = vmap(pages, 1, VM_MAP, PAGE_KERNEL);

	vunmap(mem);
	assert_true(log_contains("Trying to vunmap() nonexistent vm area, called from "));
	vfree(mem);
	vunmap(row);
	vfree(row);
	assert_true(log_contains("Trying to vfree() nonexistent vm area, called from "));
	vunmap(NULL);
}

static void no_pages_are_refused(void **state)
{
	assert_null(vmap(pages, 0, VM_MAP, PAGE_KERNEL));
	assert_null(vmap(pages, COUNT, VM_MAP | VM_FLUSH_RESET_PERMS, PAGE_KERNEL));
	assert_true(log_contains("WARNING"));
}

static void memory_of_vmalloc_can_be_put_in_a_row_too(void **state)
{
	char *mem = vmalloc(2 * PAGE_SIZE);
	struct page *mixed[] = { vmalloc_to_page(mem + PAGE_SIZE), pages[0], vmalloc_to_page(mem) };
	char *row = vmap(mixed, 3, VM_MAP, PAGE_KERNEL);

	assert_non_null(row);
	row[2 * PAGE_SIZE] = 5;
	row[0] = 6;
	assert_int_equal(mem[0], 5);
	assert_int_equal(mem[PAGE_SIZE], 6);
	vunmap(row);
	vfree(mem);
}

static void a_programs_heap_stays_where_it_is(void **state)
{
	static char heap[4 * PAGE_SIZE] __aligned(PAGE_SIZE);
	struct page *row_of_heap[] = { virt_to_page(heap), virt_to_page(heap + PAGE_SIZE) };
	struct page *apart[] = { virt_to_page(heap), virt_to_page(heap + 2 * PAGE_SIZE) };
	void *row = vmap(row_of_heap, 2, VM_MAP, PAGE_KERNEL);

	assert_ptr_equal(row, heap);
	vunmap(row);
	assert_false(log_contains("vunmap"));
	assert_null(vmap(apart, 2, VM_MAP, PAGE_KERNEL));
	assert_true(log_contains("memory that cannot be seen at a second address"));
}

static void frames_without_pages_are_vmap_pfns(void **state)
{
	char *mem = vmalloc(PAGE_SIZE), *row;
	unsigned long pfn = vmalloc_to_pfn(mem), ram = page_to_pfn(pages[0]);

	row = vmap_pfn(&pfn, 1, PAGE_KERNEL);
	assert_non_null(row);
	row[3] = 9;
	assert_int_equal(mem[3], 9);
	vunmap(row);
	vfree(mem);
	assert_null(vmap_pfn(&ram, 1, PAGE_KERNEL));
	assert_true(log_contains("WARNING"));
}

static void rows_for_a_moment(void **state)
{
	char *row = vm_map_ram(pages, COUNT, NUMA_NO_NODE);

	row[PAGE_SIZE] = 3;
	assert_int_equal(*(char *)page_address(pages[1]), 3);
	vm_unmap_ram(row, COUNT);
	vm_unmap_aliases();
}

static void areas_may_be_empty(void **state)
{
	struct vm_struct *area = get_vm_area(3 * PAGE_SIZE, VM_IOREMAP);

	assert_int_equal(get_vm_area_size(area), 3 * PAGE_SIZE);
	assert_ptr_equal(find_vm_area((char *)area->addr + PAGE_SIZE), area);
	free_vm_area(area);
	assert_null(get_vm_area(1ul << 46, VM_IOREMAP));
	assert_null(get_vm_area(~0ul, VM_IOREMAP));
	assert_null(get_vm_area(0, VM_IOREMAP));
}

static void a_row_that_stays_is_a_leak(void **state)
{
	assert_int_equal(mm_setup(state), 0);
	assert_non_null(
		vmap((struct page *[]){ virt_to_page(mm_bank_mem) }, 1, VM_MAP, PAGE_KERNEL));
	assert_int_equal(mm_teardown(state), 1);
}

/* ---- another file in their place --------------------------------------- */

static void another_file_may_take_their_place(void **state)
{
	char *mem = page_address(pages[2]), *row = vmap(pages, COUNT, VM_MAP, PAGE_KERNEL), *other;
	size_t offset;
	int fd;

	assert_int_equal(host_ram_map(3 * PAGE_SIZE, (void **)&other, &fd), 0);
	strcpy(mem, "before");
	strcpy(mem + PAGE_SIZE, "beside");
	assert_int_equal(host_ram_replace(mem, PAGE_SIZE, fd, PAGE_SIZE, true), 0);
	/* the contents went along, and all three are the same bytes now */
	assert_string_equal(other + PAGE_SIZE, "before");
	strcpy(other + PAGE_SIZE, "after");
	assert_string_equal(mem, "after");
	assert_string_equal(row + 2 * PAGE_SIZE, "after");
	assert_string_equal(mem + PAGE_SIZE, "beside");
	assert_true(host_ram_file(mem + 5, &offset) >= 0);
	assert_int_equal(offset, PAGE_SIZE + 5);
	assert_int_equal(host_ram_replace(mem, PAGE_SIZE, fd, 0, true), -14);

	assert_int_equal(host_ram_restore(mem, PAGE_SIZE, true), 0);
	assert_string_equal(mem, "after");
	strcpy(other + PAGE_SIZE, "gone");
	assert_string_equal(row + 2 * PAGE_SIZE, "after");
	assert_int_equal(host_ram_restore(mem, PAGE_SIZE, true), -14);
	vunmap(row);
	host_ram_unmap(other, 3 * PAGE_SIZE, fd);
}

static void a_row_made_later_shows_the_other_file(void **state)
{
	char *mem = page_address(block[4]), *row, *other;
	struct page *three[] = { block[3], block[4], block[5] };
	int fd;

	assert_int_equal(host_ram_map(PAGE_SIZE, (void **)&other, &fd), 0);
	assert_int_equal(host_ram_replace(mem, PAGE_SIZE, fd, 0, true), 0);
	row = vmap(three, 3, VM_MAP, PAGE_KERNEL);
	strcpy(other, "other");
	strcpy(page_address(block[5]), "own");
	assert_string_equal(row + PAGE_SIZE, "other");
	assert_string_equal(row + 2 * PAGE_SIZE, "own");
	assert_int_equal(host_ram_restore(mem, PAGE_SIZE, true), 0);
	strcpy(mem, "back");
	assert_string_equal(row + PAGE_SIZE, "back");
	vunmap(row);
	host_ram_unmap(other, PAGE_SIZE, fd);
}

static void a_file_that_is_too_short_changes_nothing(void **state)
{
	char *mem = page_address(pages[0]);
	int err;

	strcpy(mem, "mine");
	err = host_ram_replace(mem, PAGE_SIZE, -1, 0, true);
	assert_true(err < 0);
	assert_string_equal(mem, "mine");
	assert_int_equal(host_ram_replace(&err, PAGE_SIZE, 0, 0, true), -14);
	assert_int_equal(host_ram_alias((void *)PAGE_SIZE, &err, PAGE_SIZE, true), -14);
}

#define with_pages(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_pages(pages_are_the_same_bytes_at_both_addresses),
		with_pages(rows_are_no_memory_for_dma),
		with_pages(a_page_may_be_in_many_rows_and_many_times_in_one),
		with_pages(addresses_are_used_again),
		with_pages(vfree_gives_the_pages_back_that_it_was_given),
		with_pages(what_is_no_row_is_reported),
		with_pages(no_pages_are_refused),
		with_pages(memory_of_vmalloc_can_be_put_in_a_row_too),
		with_pages(a_programs_heap_stays_where_it_is),
		with_pages(frames_without_pages_are_vmap_pfns),
		with_pages(rows_for_a_moment),
		with_pages(areas_may_be_empty),
		cmocka_unit_test(a_row_that_stays_is_a_leak),
		with_pages(another_file_may_take_their_place),
		with_pages(a_row_made_later_shows_the_other_file),
		with_pages(a_file_that_is_too_short_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
