// SPDX-License-Identifier: MIT
/* Ranges that are made free: alloc_contig_range(), movable pages (<linux/migrate.h>), areas. */
#include <linux/kernel.h>
#include <linux/gfp.h>
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/mm/alloc.h"
#include "mm_fixture.h"
#include "unit.h"

#define FIRST	   (MM_BANK_PHYS >> PAGE_SHIFT)
#define PAGES	   (MM_BANK_SIZE >> PAGE_SHIFT)
#define AREA	   (FIRST + 512)
#define AREA_PAGES 512ul

/* ---- an owner of movable pages ----------------------------------------- */

static struct page *owned[PAGES];
static unsigned int nowned, isolated, put_back, again;
static bool stubborn;

static bool owner_isolate(struct page *page, isolate_mode_t mode)
{
	isolated++;
	return !stubborn;
}

static int owner_migrate(struct page *dst, struct page *src, enum migrate_mode mode)
{
	unsigned int i;

	if (again) {
		again--;
		return -EAGAIN;
	}
	for (i = 0; owned[i] != src; i++)
		;
	memcpy(page_address(dst), page_address(src), PAGE_SIZE);
	owned[i] = dst;
	__ClearPageMovable(src);
	get_page(dst);
	put_page(src);
	return MIGRATEPAGE_SUCCESS;
}

static void owner_putback(struct page *page)
{
	put_back++;
}

static const struct movable_operations owner = {
	.isolate_page = owner_isolate,
	.migrate_page = owner_migrate,
	.putback_page = owner_putback,
};

static void own(struct page *page)
{
	__SetPageMovable(page, &owner);
	memset(page_address(page), nowned + 1, PAGE_SIZE);
	owned[nowned++] = page;
}

static void disown_all(void)
{
	unsigned int i;

	for (i = 0; i < nowned; i++) {
		assert_null(memchr_inv(page_address(owned[i]), (i + 1) & 0xff, PAGE_SIZE));
		put_page(owned[i]);
	}
	nowned = 0;
}

static int setup(void **state)
{
	nowned = isolated = put_back = again = 0;
	stubborn = false;
	return mm_setup(state);
}

/* all of RAM in single pages, for as long as they come */
static unsigned int take_all(struct page **pages, gfp_t gfp)
{
	unsigned int n = 0;

	while ((pages[n] = alloc_page(gfp | __GFP_NOWARN)))
		n++;
	return n;
}

/* ---- ranges ------------------------------------------------------------ */

static void a_free_range_becomes_pages(void **state)
{
	unsigned long i;

	assert_int_equal(alloc_contig_range(AREA, AREA + 100, MIGRATE_MOVABLE, GFP_KERNEL), 0);
	assert_int_equal(mm_used(), 100 * PAGE_SIZE);
	for (i = 0; i < 100; i++) {
		assert_int_equal(page_count(pfn_to_page(AREA + i)), 1);
		memset(page_address(pfn_to_page(AREA + i)), 1, PAGE_SIZE);
	}
	free_contig_range(AREA, 40);
	/* each is a block of its own: they may be kept one by one */
	get_page(pfn_to_page(AREA + 50));
	free_contig_range(AREA + 40, 60);
	assert_int_equal(mm_used(), PAGE_SIZE);
	put_page(pfn_to_page(AREA + 50));
	assert_int_equal(mm_used(), 0);
}

static void what_is_in_use_is_refused_and_nothing_is_lost(void **state)
{
	static struct page *all[PAGES + 1];
	unsigned long busy, first = virt_to_pfn(alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL));
	unsigned int n;

	assert_int_equal(first, FIRST);
	assert_int_equal(alloc_contig_range(first, first + 100, MIGRATE_MOVABLE, GFP_KERNEL),
			 -EBUSY);
	assert_int_equal(mm_contig_take(first, 100, GFP_KERNEL, NULL, &busy), -EBUSY);
	assert_int_equal(busy, first);
	assert_non_null(mm_page_holder(first + 2));
	n = take_all(all, GFP_KERNEL);
	assert_int_equal(n, PAGES - 3);
	while (n--)
		__free_page(all[n]);
	free_contig_range(first, 3);
}

static void what_is_no_ram_is_refused(void **state)
{
	assert_int_equal(alloc_contig_range(FIRST - 1, FIRST + 1, MIGRATE_MOVABLE, GFP_KERNEL),
			 -EINVAL);
	assert_int_equal(alloc_contig_range(FIRST + 1, FIRST + 1, MIGRATE_MOVABLE, GFP_KERNEL),
			 -EINVAL);
}

/* ---- moving ------------------------------------------------------------ */

static void movable_pages_are_moved_out_of_the_way(void **state)
{
	unsigned int i;

	for (i = 0; i < 20; i++)
		own(alloc_page(GFP_HIGHUSER_MOVABLE));
	assert_true(__PageMovable(owned[3]));
	assert_int_equal(alloc_contig_range(FIRST, FIRST + 64, MIGRATE_MOVABLE, GFP_KERNEL), 0);
	for (i = 0; i < 20; i++)
		assert_true(page_to_pfn(owned[i]) >= FIRST + 64);
	assert_int_equal(isolated, 20);
	assert_int_equal(put_back, 0);
	memset(page_address(pfn_to_page(FIRST)), 0xee, 64 * PAGE_SIZE);
	disown_all();
	free_contig_range(FIRST, 64);
	assert_int_equal(mm_used(), 0);
}

static void a_page_that_is_busy_is_tried_again(void **state)
{
	own(alloc_page(GFP_HIGHUSER_MOVABLE));
	again = 3;
	assert_int_equal(alloc_contig_range(FIRST, FIRST + 8, MIGRATE_MOVABLE, GFP_KERNEL), 0);
	free_contig_range(FIRST, 8);
	disown_all();
}

static void a_page_that_stays_busy_is_put_back(void **state)
{
	own(alloc_page(GFP_HIGHUSER_MOVABLE));
	again = 10000;
	assert_int_equal(alloc_contig_range(FIRST, FIRST + 8, MIGRATE_MOVABLE, GFP_KERNEL), -EBUSY);
	assert_true(put_back > 0);
	assert_int_equal(page_count(owned[0]), 1);
	disown_all();
}

static void a_page_whose_owner_says_no_stays(void **state)
{
	own(alloc_page(GFP_HIGHUSER_MOVABLE));
	stubborn = true;
	assert_int_equal(alloc_contig_range(FIRST, FIRST + 8, MIGRATE_MOVABLE, GFP_KERNEL), -EBUSY);
	assert_int_equal(put_back, 0);
	assert_int_equal(page_to_pfn(owned[0]), FIRST);
	disown_all();
}

static void a_page_that_is_no_longer_movable_stays(void **state)
{
	own(alloc_page(GFP_HIGHUSER_MOVABLE));
	__ClearPageMovable(owned[0]);
	assert_false(__PageMovable(owned[0]));
	assert_int_equal(alloc_contig_range(FIRST, FIRST + 8, MIGRATE_MOVABLE, GFP_KERNEL), -EBUSY);
	assert_int_equal(isolated, 0);
	disown_all();
	/* nor does its frame remember */
	assert_false(__PageMovable(alloc_page(GFP_KERNEL)));
	__free_page(pfn_to_page(FIRST));
}

static void pages_that_have_nowhere_to_go_stay(void **state)
{
	static struct page *all[PAGES + 1];
	unsigned int n;

	own(alloc_page(GFP_HIGHUSER_MOVABLE));
	n = take_all(all, GFP_KERNEL);
	assert_int_equal(alloc_contig_range(FIRST, FIRST + 1, MIGRATE_MOVABLE, GFP_KERNEL),
			 -ENOMEM);
	assert_int_equal(put_back, 1);
	while (n--)
		__free_page(all[n]);
	assert_int_equal(alloc_contig_range(FIRST, FIRST + 1, MIGRATE_MOVABLE, GFP_KERNEL), 0);
	free_contig_range(FIRST, 1);
	disown_all();
}

/* ---- areas ------------------------------------------------------------- */

static void area_open(void)
{
	assert_true(mm_pages_withhold(AREA, AREA_PAGES));
	assert_int_equal(mm_cma_open(AREA, AREA_PAGES), 0);
}

static bool in_area(const struct page *page)
{
	return page_to_pfn(page) - AREA < AREA_PAGES;
}

static void an_area_serves_movable_pages_only(void **state)
{
	static struct page *all[PAGES + 1];
	unsigned int n, i, within = 0;

	area_open();
	n = take_all(all, GFP_KERNEL);
	assert_int_equal(n, PAGES - AREA_PAGES);
	for (i = 0; i < n; i++)
		assert_false(in_area(all[i]));
	while (n--)
		__free_page(all[n]);
	n = take_all(all, GFP_HIGHUSER_MOVABLE);
	assert_int_equal(n, PAGES);
	for (i = 0; i < n; i++)
		within += in_area(all[i]);
	assert_int_equal(within, AREA_PAGES);
	while (n--)
		__free_page(all[n]);
	/* what was free in both does not grow together */
	n = take_all(all, GFP_KERNEL);
	assert_int_equal(n, PAGES - AREA_PAGES);
	while (n--)
		__free_page(all[n]);
}

static void an_area_is_wanted_back(void **state)
{
	unsigned int i, within = 0;

	area_open();
	/* all of the rest is taken first, until most of what is free is the area */
	for (i = 0; i < PAGES - 256; i++)
		own(alloc_page(GFP_HIGHUSER_MOVABLE));
	for (i = 0; i < nowned; i++)
		within += in_area(owned[i]);
	assert_true(within >= AREA_PAGES - 256);
	/* room for them outside */
	for (i = 0; i < 700; i++) {
		unsigned int last = nowned - 1;

		if (in_area(owned[last - i]))
			continue;
		put_page(owned[last - i]);
		owned[last - i] = NULL;
	}
	for (i = within = 0; i < nowned; i++)
		if (owned[i])
			owned[within++] = owned[i];
	nowned = within;
	for (i = 0; i < nowned; i++)
		memset(page_address(owned[i]), i + 1, PAGE_SIZE);
	assert_int_equal(alloc_contig_range(AREA, AREA + AREA_PAGES, MIGRATE_CMA, GFP_KERNEL), 0);
	for (i = 0; i < nowned; i++)
		assert_false(in_area(owned[i]));
	memset(page_address(pfn_to_page(AREA)), 0xcc, AREA_PAGES * PAGE_SIZE);
	disown_all();
	free_contig_range(AREA, AREA_PAGES);
}

static void too_many_areas_are_refused(void **state)
{
	unsigned int i;

	mm_pages_withhold(FIRST, 512);
	for (i = 0; i < 8; i++)
		assert_int_equal(mm_cma_open(FIRST + i * 8, 8), 0);
	assert_int_equal(mm_cma_open(FIRST + 64, 8), -ENOSPC);
	mm_free_reserved(FIRST, 512);
}

static void the_highest_free_range_is_found(void **state)
{
	struct page *page;

	assert_int_equal(mm_range_find(0, ~0ul, 512, 512), FIRST + PAGES - 512);
	assert_int_equal(mm_range_find(FIRST, FIRST + 1000, 512, 512), FIRST);
	assert_int_equal(mm_range_find(FIRST + 100, FIRST + 1000, 512, 512), 0);
	assert_int_equal(mm_range_find(0, ~0ul, PAGES, 512), FIRST);
	page = alloc_page(GFP_KERNEL);
	assert_int_equal(mm_range_find(0, ~0ul, PAGES, 512), 0);
	assert_int_equal(mm_range_find(0, ~0ul, PAGES - 1, 1), FIRST + 1);
	assert_int_equal(mm_range_find(0, ~0ul, PAGES + 1, 1), 0);
	__free_page(page);
}

#define with_ram(test) cmocka_unit_test_setup_teardown(test, setup, mm_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_ram(a_free_range_becomes_pages),
		with_ram(what_is_in_use_is_refused_and_nothing_is_lost),
		with_ram(what_is_no_ram_is_refused),
		with_ram(movable_pages_are_moved_out_of_the_way),
		with_ram(a_page_that_is_busy_is_tried_again),
		with_ram(a_page_that_stays_busy_is_put_back),
		with_ram(a_page_whose_owner_says_no_stays),
		with_ram(a_page_that_is_no_longer_movable_stays),
		with_ram(pages_that_have_nowhere_to_go_stay),
		with_ram(an_area_serves_movable_pages_only),
		with_ram(an_area_is_wanted_back),
		with_ram(too_many_areas_are_refused),
		with_ram(the_highest_free_range_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
