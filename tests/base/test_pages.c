// SPDX-License-Identifier: MIT
/* Pages, their addresses, and the page allocator: <linux/gfp.h>, <linux/mm.h>, src/base/mm.h. */
#include <linux/kernel.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mm_fixture.h"
#include "unit.h"

#define PAGES	(MM_BANK_SIZE >> PAGE_SHIFT)

static void blocks_are_aligned_to_their_size(void **state)
{
	unsigned int order;

	for (order = 0; order < MAX_ORDER; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		assert_non_null(page);
		assert_int_equal(page_to_pfn(page) & ((1ul << order) - 1), 0);
		memset(page_address(page), 0x5a, PAGE_SIZE << order);
		__free_pages(page, order);
	}
	assert_int_equal(mm_used(), 0);
}

static void order_beyond_the_largest_is_refused(void **state)
{
	assert_null(alloc_pages(GFP_KERNEL, MAX_ORDER));
	assert_true(log_contains("page allocation failure: order:11"));
	assert_null(alloc_pages(GFP_KERNEL | __GFP_NOWARN, 31));
}

static unsigned int take_all(unsigned int order, struct page **pages)
{
	unsigned int n = 0;

	while ((pages[n] = alloc_pages(GFP_KERNEL | __GFP_NOWARN, order)))
		n++;
	return n;
}

static void freed_pages_merge_into_large_blocks(void **state)
{
	static struct page *pages[PAGES + 1];
	unsigned int n, i;

	n = take_all(0, pages);
	assert_int_equal(n, PAGES);
	/* in an order that leaves holes first */
	for (i = 0; i < n; i += 2)
		__free_page(pages[i]);
	for (i = 1; i < n; i += 2)
		__free_page(pages[i]);
	n = take_all(MAX_ORDER - 1, pages);
	assert_int_equal(n, PAGES >> (MAX_ORDER - 1));
	while (n--)
		__free_pages(pages[n], MAX_ORDER - 1);
}

static void no_page_is_handed_out_twice(void **state)
{
	static struct page *pages[PAGES + 1];
	static bool seen[PAGES];
	unsigned int n, i;

	memset(seen, 0, sizeof(seen));
	n = take_all(0, pages);
	for (i = 0; i < n; i++) {
		unsigned long at = page_to_pfn(pages[i]) - min_low_pfn;

		assert_true(at < PAGES);
		assert_false(seen[at]);
		seen[at] = true;
	}
	while (n--)
		__free_page(pages[n]);
}

static void running_out_says_so_and_returns_null(void **state)
{
	static struct page *pages[PAGES + 1];
	unsigned int n = take_all(0, pages);

	assert_false(log_contains("page allocation failure"));
	assert_null(alloc_page(GFP_KERNEL));
	assert_true(log_contains("page allocation failure: order:0"));
	while (n--)
		__free_page(pages[n]);
}

static void zeroed_pages_are_zero(void **state)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);
	unsigned int i;

	memset((void *)addr, 0xff, PAGE_SIZE);
	free_page(addr);
	addr = get_zeroed_page(GFP_KERNEL);
	for (i = 0; i < PAGE_SIZE; i++)
		assert_int_equal(((unsigned char *)addr)[i], 0);
	free_page(addr);
}

static void exact_allocation_takes_no_more_pages(void **state)
{
	char *mem = alloc_pages_exact(5 * PAGE_SIZE + 1, GFP_KERNEL);

	assert_non_null(mem);
	assert_int_equal(mm_used(), 6 * PAGE_SIZE);
	memset(mem, 1, 6 * PAGE_SIZE);
	free_pages_exact(mem, 5 * PAGE_SIZE + 1);
	assert_int_equal(mm_used(), 0);
}

static void contiguous_pages_have_no_largest_order(void **state)
{
	struct page *page = alloc_contig_pages(2049, GFP_KERNEL, 0, NULL);

	assert_non_null(page);
	assert_int_equal(mm_used(), 2049 * PAGE_SIZE);
	free_contig_range(page_to_pfn(page), 2049);
	assert_int_equal(mm_used(), 0);
}

static void split_block_is_freed_page_by_page(void **state)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);
	unsigned int i;

	split_page(page, 2);
	for (i = 0; i < 4; i++)
		__free_page(page + i);
	assert_int_equal(mm_used(), 0);
	assert_false(log_contains("BUG"));
}

static void a_reference_keeps_the_block(void **state)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 1);

	get_page(page + 1);
	assert_int_equal(page_count(page), 2);
	assert_ptr_equal(compound_head(page + 1), page);
	assert_int_equal(compound_order(page), 1);
	__free_pages(page, 1);
	assert_int_equal(mm_used(), 2 * PAGE_SIZE);
	put_page(page + 1);
	assert_int_equal(mm_used(), 0);
}

static void double_free_is_reported_and_ignored(void **state)
{
	struct page *page = alloc_page(GFP_KERNEL);

	__free_page(page);
	__free_page(page);
	assert_true(log_contains("BUG: Bad page state"));
	assert_true(log_contains("already free"));
	assert_true(log_contains("freed by"));
	assert_int_equal(mm_used(), 0);
}

static void free_of_another_order_is_reported(void **state)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);

	__free_pages(page, 1);
	assert_true(log_contains("allocated as 4 pages, freed as 2"));
	assert_int_equal(mm_used(), 0);
}

static void free_of_foreign_memory_is_reported(void **state)
{
	char local[16];

	free_pages((unsigned long)local, 0);
	assert_true(log_contains("not a page of RAM"));
}

static void reserved_ranges_are_never_handed_out(void **state)
{
	static struct page *pages[PAGES + 1];
	unsigned int n, i;

	mm_reserve(MM_BANK_PHYS + SZ_1M, SZ_64K + 1);
	n = take_all(0, pages);
	assert_int_equal(n, PAGES - (SZ_64K >> PAGE_SHIFT) - 1);
	for (i = 0; i < n; i++) {
		u64 phys = page_to_phys(pages[i]);

		assert_false(phys >= MM_BANK_PHYS + SZ_1M &&
			     phys <= MM_BANK_PHYS + SZ_1M + SZ_64K);
	}
	while (n--)
		__free_page(pages[n]);
}

static void zones_below_ram_fall_to_its_lowest_part(void **state)
{
	struct page *page = alloc_page(GFP_KERNEL | GFP_DMA);

	assert_non_null(page);
	assert_true(page_to_phys(page) < MM_BANK_PHYS + SZ_16M);
	__free_page(page);
	page = alloc_page(GFP_KERNEL | GFP_DMA32);
	assert_non_null(page);
	__free_page(page);
}

/* ---- addresses --------------------------------------------------------- */

static void there_and_back(void *ptr)
{
	struct page *page = virt_to_page(ptr);

	assert_ptr_equal(phys_to_virt(virt_to_phys(ptr)), ptr);
	assert_ptr_equal((char *)page_address(page) + offset_in_page(ptr), ptr);
	assert_ptr_equal(pfn_to_page(page_to_pfn(page)), page);
	assert_true(page_to_phys(page) + offset_in_page(ptr) ==
		    virt_to_phys(ptr));
	assert_ptr_equal(virt_to_page((char *)page_address(page) + PAGE_SIZE),
			 nth_page(page, 1));
}

static void ram_addresses_are_the_banks(void **state)
{
	char *mem = (char *)get_zeroed_page(GFP_KERNEL);

	there_and_back(mem + 77);
	assert_true(mm_is_ram(virt_to_phys(mem)));
	assert_true(virt_to_phys(mem) - MM_BANK_PHYS < MM_BANK_SIZE);
	assert_true(pfn_valid(virt_to_pfn(mem)));
	free_page((unsigned long)mem);
}

static void any_pointer_has_a_page_and_a_way_back(void **state)
{
	static char global[32];
	char local[32];
	char *heap = host_alloc(32);

	there_and_back(global);
	there_and_back(local);
	there_and_back(heap + 5);
	there_and_back((void *)0x10000010);
	there_and_back((void *)any_pointer_has_a_page_and_a_way_back);
	assert_false(mm_is_ram(virt_to_phys(heap)));
	host_free(heap);
}

static void low_host_memory_is_moved_above_the_machine(void **state)
{
	assert_true(virt_to_phys((void *)0x10000010) ==
		    (0x10000010ull | 1ull << 47));
}

static void host_pages_are_not_counted(void **state)
{
	char local[32];
	struct page *page = virt_to_page(local);

	get_page(page);
	put_page(page);
	put_page(page);
	assert_false(PageSlab(page));
	assert_int_equal(page_count(page), 1);
	assert_false(log_contains("BUG"));
}

static void physical_addresses_without_memory_have_no_pointer(void **state)
{
	assert_null(phys_to_virt(0x1000));
	assert_null(phys_to_virt(MM_BANK_PHYS + MM_BANK_SIZE));
	assert_null(page_address(pfn_to_page(1)));
}

/* ---- banks ------------------------------------------------------------- */

static void bad_banks_are_refused(void **state)
{
	void *mem = host_commit_lazily(SZ_1M);

	assert_int_equal(mm_add_bank(MM_BANK_PHYS + SZ_1M, SZ_1M, mem), -EEXIST);
	assert_int_equal(mm_add_bank(1, SZ_1M, mem), -EINVAL);
	assert_int_equal(mm_add_bank(0, 12, mem), -EINVAL);
	assert_int_equal(mm_add_bank(1ull << 40, SZ_1M, mem), -ERANGE);
	host_unreserve(mem, SZ_1M);
}

static void a_bank_comes_before_the_first_allocation(void **state)
{
	void *mem = host_commit_lazily(SZ_1M);
	struct page *page = alloc_page(GFP_KERNEL);

	assert_int_equal(mm_add_bank(0, SZ_1M, mem), -EBUSY);
	__free_page(page);
	host_unreserve(mem, SZ_1M);
}

static void two_banks_are_two_pieces_of_memory(void **state)
{
	char *low = host_commit_lazily(SZ_1M), *next = host_commit_lazily(SZ_1M);
	static struct page *pages[PAGES + 600];
	unsigned int n, i;

	assert_int_equal(mm_add_bank(0, SZ_1M, low), 0);
	/* adjacent in physical addresses, not in ours */
	assert_int_equal(mm_add_bank(SZ_1M, SZ_1M, next), 0);
	assert_int_equal(totalram_pages(), PAGES + 512);
	there_and_back(low + 5);
	there_and_back(next + 5);

	n = take_all(8, pages);
	assert_int_equal(n, (PAGES + 512) / 256);
	for (i = 0; i < n; i++) {
		memset(page_address(pages[i]), i, SZ_1M);
		__free_pages(pages[i], 8);
	}
	/* a block of 2 MiB would have to span the two */
	n = take_all(9, pages);
	assert_int_equal(n, PAGES / 512);
	while (n--)
		__free_pages(pages[n], 9);

	pages[0] = alloc_page(GFP_KERNEL | GFP_DMA);
	assert_true(page_to_phys(pages[0]) < SZ_2M);
	__free_page(pages[0]);
	pages[0] = alloc_page(GFP_KERNEL);
	assert_true(page_to_phys(pages[0]) >= MM_BANK_PHYS);
	__free_page(pages[0]);
	mm_stop();
	host_unreserve(low, SZ_1M);
	host_unreserve(next, SZ_1M);
}

/* ---- from start to stop ------------------------------------------------ */

static void same_calls_give_same_addresses(void **state)
{
	u64 first[64], phys;
	unsigned int run, i;

	for (run = 0; run < 2; run++) {
		struct page *pages[64];

		assert_int_equal(mm_setup(state), 0);
		for (i = 0; i < 64; i++) {
			pages[i] = alloc_pages(GFP_KERNEL, i * 7 % 5);
			if (i % 3 == 2)
				__free_pages(pages[i - 1], (i - 1) * 7 % 5);
			phys = page_to_phys(pages[i]);
			if (run)
				assert_true(phys == first[i]);
			first[i] = phys;
		}
		for (i = 0; i < 64; i++)
			if (i % 3 != 1)
				__free_pages(pages[i], i * 7 % 5);
		assert_int_equal(mm_teardown(state), 0);
	}
}

static void leaks_name_who_allocated(void **state)
{
	assert_int_equal(mm_setup(state), 0);
	alloc_pages(GFP_KERNEL, 1);
	get_zeroed_page(GFP_KERNEL);
	assert_int_equal(mm_stop(), 2);
	assert_true(log_contains("mm: leak: 1 object, 8192 bytes allocated by "));
	assert_true(log_contains("mm: leak: 1 object, 4096 bytes allocated by "));
	assert_int_equal(mm_teardown(state), 0);
}

#define in_memory(test) \
	cmocka_unit_test_setup_teardown(test, mm_setup, mm_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_memory(blocks_are_aligned_to_their_size),
		in_memory(order_beyond_the_largest_is_refused),
		in_memory(freed_pages_merge_into_large_blocks),
		in_memory(no_page_is_handed_out_twice),
		in_memory(running_out_says_so_and_returns_null),
		in_memory(zeroed_pages_are_zero),
		in_memory(exact_allocation_takes_no_more_pages),
		in_memory(contiguous_pages_have_no_largest_order),
		in_memory(split_block_is_freed_page_by_page),
		in_memory(a_reference_keeps_the_block),
		in_memory(double_free_is_reported_and_ignored),
		in_memory(free_of_another_order_is_reported),
		in_memory(free_of_foreign_memory_is_reported),
		in_memory(reserved_ranges_are_never_handed_out),
		in_memory(zones_below_ram_fall_to_its_lowest_part),
		in_memory(ram_addresses_are_the_banks),
		in_memory(any_pointer_has_a_page_and_a_way_back),
		in_memory(low_host_memory_is_moved_above_the_machine),
		in_memory(host_pages_are_not_counted),
		in_memory(physical_addresses_without_memory_have_no_pointer),
		in_memory(bad_banks_are_refused),
		in_memory(a_bank_comes_before_the_first_allocation),
		in_memory(two_banks_are_two_pieces_of_memory),
		cmocka_unit_test(same_calls_give_same_addresses),
		cmocka_unit_test(leaks_name_who_allocated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
