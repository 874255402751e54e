// SPDX-License-Identifier: MIT
/* Contiguous memory areas: cma=, who gets memory of them, what if there is none left, files. */
#include <linux/cma.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/migrate.h>
#include <linux/slab.h>

#include "area_fixture.h"
#include "base/mm.h"

#define CMA   "/sys/kernel/debug/cma/reserved/"
#define PLAIN AREA_BOARD("", "")

static bool in_area(const struct cma *cma, const struct page *page)
{
	return page_to_phys(page) - cma_get_base(cma) < cma_get_size(cma);
}

/* ---- where it is ------------------------------------------------------- */

static void there_is_none_unless_it_is_asked_for(void **state)
{
	area_world(PLAIN, NULL);
	assert_null(dma_contiguous_default_area);
	assert_int_equal(totalcma_pages, 0);
	assert_null(cma_alloc(NULL, 1, 0, false));
	assert_false(cma_release(NULL, pfn_to_page(min_low_pfn), 1));
	area_world_end();
}

static void a_size_is_placed_by_the_machine(void **state)
{
	area_world(PLAIN, "cma=7M");
	assert_int_equal(cma_get_size(dma_contiguous_default_area), SZ_8M);
	assert_int_equal(cma_get_base(dma_contiguous_default_area) % SZ_2M, 0);
	assert_string_equal(cma_get_name(dma_contiguous_default_area), "reserved");
	assert_int_equal(totalcma_pages, SZ_8M / PAGE_SIZE);
	assert_true(log_contains("cma: Reserved 8 MiB at 0x00000000"));
	area_world_end();
}

static void a_base_is_kept_exactly(void **state)
{
	area_world(PLAIN, "cma=4M@0x81000000");
	assert_int_equal(cma_get_base(dma_contiguous_default_area), 0x81000000);
	assert_true(log_contains("cma: Reserved 4 MiB at 0x0000000081000000"));
	area_world_end();
}

static void a_limit_is_kept(void **state)
{
	phys_addr_t base;

	area_world(PLAIN, "cma=4M@0x81000000-0x82000000");
	base = cma_get_base(dma_contiguous_default_area);
	assert_true(base >= 0x81000000 && base + SZ_4M <= 0x82000000);
	area_world_end();
}

static void what_is_impossible_is_told_and_the_world_goes_on(void **state)
{
	static const struct {
		const char *param, *line;
	} bad[] = {
		{ "cma=1G", "cma: Failed to reserve 1024 MiB" },
		{ "cma=4G", "Size (0x0000000100000000) of region at 0x0000000000000000 exceeds "
			    "limit (0x0000000084000000)" },
		{ "cma=4M@0x81000800", "Region at 0x0000000081000800 must be aligned to "
				       "0x0000000000200000 bytes" },
		{ "cma=4M@0x80000000", "cma: Failed to reserve 4 MiB" },
		{ "cma=4M@0x90000000", "exceeds limit" },
		{ "cma=64M", "cma: Failed to reserve 64 MiB" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		area_world(PLAIN, bad[i].param);
		if (!log_contains(bad[i].line))
			fail_msg("%s does not say: %s", bad[i].param, bad[i].line);
		assert_true(log_contains("cma: Failed to reserve "));
		assert_null(dma_contiguous_default_area);
		area_world_end();
	}
}

static void what_is_no_size_is_refused(void **state)
{
	static const char *const bad[] = { "cma=",    "cma=x",
					   "cma=4M@", "cma=4M@0x81000000-",
					   "cma=4Mx", "cma=4M@0x81000000-0x82000000x" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct dmae_world_params p = world_params(NULL);

		p.params = PARAMS(bad[i]);
		assert_int_equal(dmae_world_start(&p), -EINVAL);
		assert_non_null(strstr(dmae_error(), "SIZE[@BASE[-LIMIT]]"));
	}
}

/* ---- allocating -------------------------------------------------------- */

static void coherent_memory_comes_out_of_it(void **state)
{
	struct cma *cma;
	dma_addr_t addr, small;
	void *mem, *page;

	area_world(PLAIN, "cma=8M");
	cma = dma_contiguous_default_area;
	mem = dma_alloc_coherent(dev, 3 * PAGE_SIZE, &addr, GFP_KERNEL);
	assert_true(in_area(cma, virt_to_page(mem)));
	assert_int_equal(addr % (4 * PAGE_SIZE), 0);
	assert_null(memchr_inv(mem, 0, 3 * PAGE_SIZE));
	/* one page is in one piece anywhere; who can't wait does not move others */
	page = dma_alloc_coherent(dev, PAGE_SIZE, &small, GFP_KERNEL);
	assert_false(in_area(cma, virt_to_page(page)));
	dma_free_coherent(dev, PAGE_SIZE, page, small);
	page = dma_alloc_coherent(dev, 2 * PAGE_SIZE, &small, GFP_ATOMIC);
	assert_false(in_area(cma, virt_to_page(page)));
	dma_free_coherent(dev, 2 * PAGE_SIZE, page, small);
	assert_int_equal(file_number(CMA "used"), 3);
	dma_free_coherent(dev, 3 * PAGE_SIZE, mem, addr);
	assert_int_equal(file_number(CMA "used"), 0);
	area_world_end();
}

static void blocks_of_more_than_four_mib_are_in_one_piece(void **state)
{
	dma_addr_t addr;
	char *mem;

	area_world(PLAIN, "cma=16M");
	mem = dma_alloc_coherent(dev, 11 * SZ_1M, &addr, GFP_KERNEL);
	assert_true(in_area(dma_contiguous_default_area, virt_to_page(mem)));
	assert_int_equal(virt_to_phys(mem + 11 * SZ_1M - 1), addr + 11 * SZ_1M - 1);
	assert_int_equal(addr % SZ_1M, 0);
	dma_free_coherent(dev, 11 * SZ_1M, mem, addr);
	area_world_end();
}

static void a_device_that_cannot_reach_it_takes_other_memory(void **state)
{
	dma_addr_t addr;
	void *mem;

	area_world(PLAIN, "cma=4M@0x83000000");
	dev->coherent_dma_mask = 0x82ffffff;
	mem = dma_alloc_coherent(dev, SZ_64K, &addr, GFP_KERNEL);
	assert_non_null(mem);
	assert_true(addr + SZ_64K - 1 <= 0x82ffffff);
	assert_int_equal(file_number(CMA "used"), 0);
	dma_free_coherent(dev, SZ_64K, mem, addr);
	area_world_end();
}

static void pages_for_streaming_come_out_of_it_too(void **state)
{
	struct page *page;
	dma_addr_t addr;

	area_world(PLAIN, "cma=4M");
	page = dma_alloc_pages(dev, SZ_64K, &addr, DMA_TO_DEVICE, GFP_KERNEL);
	assert_true(in_area(dma_contiguous_default_area, page));
	dma_free_pages(dev, SZ_64K, page, addr, DMA_TO_DEVICE);
	page = dma_alloc_from_contiguous(dev, 3, 1, false);
	assert_int_equal(page_to_pfn(page) % 2, 0);
	assert_true(dma_release_from_contiguous(dev, page, 3));
	assert_int_equal(file_number(CMA "used"), 0);
	area_world_end();
}

/* ---- no room ----------------------------------------------------------- */

static void an_area_that_is_full_says_so_and_recovers(void **state)
{
	struct page *pages[65];
	struct cma *cma;
	unsigned int n = 0, i;

	area_world(PLAIN, "cma=4M");
	cma = dma_contiguous_default_area;
	while ((pages[n] = cma_alloc(cma, 16, 4, true)))
		n++;
	assert_int_equal(n, 64);
	assert_null(cma_alloc(cma, 1, 0, true));
	assert_false(log_contains("alloc failed"));
	assert_null(cma_alloc(cma, 16, 0, false));
	assert_true(log_contains("cma: cma_alloc: reserved: alloc failed, req-size: 16 pages, "
				 "ret: -12"));
	/* more than there ever can be */
	assert_null(cma_alloc(cma, 1025, 0, false));
	for (i = 0; i < n; i += 2)
		assert_true(cma_release(cma, pages[i], 16));
	assert_null(cma_alloc(cma, 17, 0, true));
	assert_int_equal(file_number(CMA "maxchunk"), 16);
	for (i = 1; i < n; i += 2)
		assert_true(cma_release(cma, pages[i], 16));
	pages[0] = cma_alloc(cma, 1024, 8, false);
	assert_non_null(pages[0]);
	assert_true(cma_release(cma, pages[0], 1024));
	area_world_end();
}

static void coherent_memory_comes_from_elsewhere_when_it_is_full(void **state)
{
	struct page *all;
	dma_addr_t addr;
	void *mem;

	area_world(PLAIN, "cma=4M");
	all = cma_alloc(dma_contiguous_default_area, 1024, 0, false);
	mem = dma_alloc_coherent(dev, SZ_64K, &addr, GFP_KERNEL);
	assert_non_null(mem);
	assert_false(in_area(dma_contiguous_default_area, virt_to_page(mem)));
	dma_free_coherent(dev, SZ_64K, mem, addr);
	cma_release(dma_contiguous_default_area, all, 1024);
	area_world_end();
}

/* ---- movable pages in the way ------------------------------------------ */

static struct page *owned;

static bool isolate(struct page *page, isolate_mode_t mode)
{
	return true;
}

static int migrate(struct page *dst, struct page *src, enum migrate_mode mode)
{
	memcpy(page_address(dst), page_address(src), PAGE_SIZE);
	__ClearPageMovable(src);
	get_page(dst);
	put_page(src);
	owned = dst;
	return MIGRATEPAGE_SUCCESS;
}

static void putback(struct page *page)
{
}

static const struct movable_operations ops = { isolate, migrate, putback };

/* movable pages until one is of the area; the others are given back */
static struct page *page_in_area(struct cma *cma)
{
	struct page *page, *others = NULL;

	while ((page = alloc_page(GFP_HIGHUSER_MOVABLE)) && !in_area(cma, page)) {
		page->private = (unsigned long)others;
		others = page;
	}
	while (others) {
		struct page *next = (struct page *)others->private;

		__free_page(others);
		others = next;
	}
	return page;
}

static void movable_pages_make_room(void **state)
{
	struct page *all;
	struct cma *cma;

	area_world(PLAIN, "cma=32M");
	cma = dma_contiguous_default_area;
	owned = page_in_area(cma);
	assert_non_null(owned);
	__SetPageMovable(owned, &ops);
	memset(page_address(owned), 0x3c, PAGE_SIZE);
	all = cma_alloc(cma, SZ_32M / PAGE_SIZE, 0, false);
	assert_non_null(all);
	assert_false(in_area(cma, owned));
	memset(page_address(all), 0, SZ_32M);
	assert_null(memchr_inv(page_address(owned), 0x3c, PAGE_SIZE));
	__free_page(owned);
	cma_release(cma, all, SZ_32M / PAGE_SIZE);
	area_world_end();
}

static void a_page_that_cannot_be_moved_is_named(void **state)
{
	struct page *page, *part;
	struct cma *cma;

	area_world(PLAIN, "cma=32M");
	cma = dma_contiguous_default_area;
	page = page_in_area(cma);
	assert_null(cma_alloc(cma, SZ_32M / PAGE_SIZE, 0, false));
	assert_true(log_contains("cma: cma_alloc: reserved: alloc failed, req-size: 8192 pages, "
				 "ret: -16"));
	assert_true(log_contains("of the area can't be moved: allocated by page_in_area"));
	/* what lies beside it is to be had */
	part = cma_alloc(cma, SZ_8M / PAGE_SIZE, 0, false);
	assert_non_null(part);
	cma_release(cma, part, SZ_8M / PAGE_SIZE);
	assert_int_equal(file_number(CMA "used"), 0);
	__free_page(page);
	part = cma_alloc(cma, SZ_32M / PAGE_SIZE, 0, false);
	assert_non_null(part);
	cma_release(cma, part, SZ_32M / PAGE_SIZE);
	area_world_end();
}

/* ---- everybody at once -------------------------------------------------- */

#define TASKS 4

static struct cma *busy_area;
static unsigned int got, refused;
static struct completion done;

/* an area's user: what it gets is its own alone */
static int area_user(void *data)
{
	unsigned long me = (unsigned long)data;
	unsigned int i;

	for (i = 0; i < 60; i++) {
		unsigned long count = 1 + (i * 7 + me * 13) % 200;
		struct page *page = cma_alloc(busy_area, count, i % 4, true);

		if (!page) {
			__atomic_fetch_add(&refused, 1, __ATOMIC_RELAXED);
			continue;
		}
		__atomic_fetch_add(&got, 1, __ATOMIC_RELAXED);
		memset(page_address(page), me + 1, count * PAGE_SIZE);
		cond_resched();
		assert_null(memchr_inv(page_address(page), me + 1, count * PAGE_SIZE));
		assert_true(cma_release(busy_area, page, count));
	}
	complete(&done);
	return 0;
}

/* a user of movable pages that can't be moved, for a moment */
static int page_user(void *data)
{
	unsigned int i;

	for (i = 0; i < 300; i++) {
		struct page *page = alloc_page(GFP_HIGHUSER_MOVABLE);

		memset(page_address(page), 0xaa, PAGE_SIZE);
		if (i % 3 == 0)
			cond_resched();
		assert_null(memchr_inv(page_address(page), 0xaa, PAGE_SIZE));
		__free_page(page);
	}
	complete(&done);
	return 0;
}

static void nobody_gets_what_another_has(void **state)
{
	unsigned long i;
	size_t used;

	area_world(PLAIN, "cma=40M");
	busy_area = dma_contiguous_default_area;
	got = refused = 0;
	used = mm_used();
	init_completion(&done);
	for (i = 0; i < TASKS; i++)
		assert_false(IS_ERR(kthread_run(area_user, (void *)i, "area/%lu", i)));
	assert_false(IS_ERR(kthread_run(page_user, NULL, "pages")));
	for (i = 0; i <= TASKS; i++)
		wait_for_completion(&done);
	assert_int_equal(got + refused, TASKS * 60);
	assert_true(got > TASKS);
	assert_int_equal(file_number(CMA "used"), 0);
	assert_int_equal(mm_used(), used);
	area_world_end();
}

/* ---- areas of a driver's own, and files -------------------------------- */

static int count_area(struct cma *cma, void *data)
{
	return ++*(int *)data == 2 ? 17 : 0;
}

static void areas_are_declared_with_blocks_of_several_pages(void **state)
{
	struct cma *cma;
	struct page *page;
	int areas = 0;

	area_world(PLAIN, "cma=4M");
	assert_int_equal(cma_declare_contiguous(0, SZ_4M, 0, SZ_4M, 2, false, "mine", &cma), 0);
	assert_int_equal(cma_get_base(cma) % SZ_4M, 0);
	page = cma_alloc(cma, 3, 0, false);
	assert_int_equal(page_to_pfn(page) % 4, 0);
	assert_true(cma_pages_valid(cma, page, 3));
	assert_false(cma_release(dma_contiguous_default_area, page, 3));
	assert_true(cma_release(cma, page, 3));
	assert_int_equal(cma_for_each_area(count_area, &areas), 17);
	assert_int_equal(cma_declare_contiguous(0, 0, 0, 0, 0, false, "none", &cma), -EINVAL);
	assert_int_equal(cma_declare_contiguous(0, SZ_2M, 0, 3, 0, false, "odd", &cma), -EINVAL);
	assert_int_equal(cma_declare_contiguous(0, SZ_2M, 0, 0, 10, false, "big", &cma), -EINVAL);
	assert_int_equal(cma_init_reserved_mem(0x80000000, SZ_2M, 0, "used", &cma), -EINVAL);
	area_world_end();
}

static void there_are_at_most_eight(void **state)
{
	struct cma *cma;
	unsigned int i;

	area_world(PLAIN, NULL);
	for (i = 0; i < MAX_CMA_AREAS; i++)
		assert_int_equal(cma_declare_contiguous(0, SZ_2M, 0, 0, 0, false, NULL, &cma), 0);
	assert_string_equal(cma_get_name(cma), "cma7");
	assert_int_equal(cma_declare_contiguous(0, SZ_2M, 0, 0, 0, false, "one", &cma), -ENOSPC);
	assert_true(log_contains("cma: Not enough slots for CMA reserved regions!"));
	area_world_end();
}

static void write_number(const char *path, const char *text)
{
	assert_int_equal(filetree_write(path, text, strlen(text)), 0);
}

static void pages_are_allocated_through_debugfs(void **state)
{
	area_world(PLAIN, "cma=4M@0x81000000");
	assert_int_equal(file_number(CMA "base_pfn"), 0x81000);
	assert_int_equal(file_number(CMA "count"), 1024);
	assert_int_equal(file_number(CMA "order_per_bit"), 0);
	assert_int_equal(file_number(CMA "maxchunk"), 1024);
	write_number(CMA "alloc", "100");
	write_number(CMA "alloc", "24");
	assert_int_equal(file_number(CMA "used"), 124);
	assert_int_equal(file_number(CMA "maxchunk"), 900);
	write_number(CMA "free", "34");
	assert_int_equal(file_number(CMA "used"), 90);
	assert_true(filetree_write(CMA "alloc", "1024", 4) < 0);
	assert_int_equal(file_number("/sys/kernel/mm/cma/reserved/alloc_pages_success"), 124);
	assert_int_equal(file_number("/sys/kernel/mm/cma/reserved/alloc_pages_fail"), 1024);
	/* the rest goes with the world */
	area_world_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		area_test(there_is_none_unless_it_is_asked_for),
		area_test(a_size_is_placed_by_the_machine),
		area_test(a_base_is_kept_exactly),
		area_test(a_limit_is_kept),
		area_test(what_is_impossible_is_told_and_the_world_goes_on),
		area_test(what_is_no_size_is_refused),
		area_test(coherent_memory_comes_out_of_it),
		area_test(blocks_of_more_than_four_mib_are_in_one_piece),
		area_test(a_device_that_cannot_reach_it_takes_other_memory),
		area_test(pages_for_streaming_come_out_of_it_too),
		area_test(an_area_that_is_full_says_so_and_recovers),
		area_test(coherent_memory_comes_from_elsewhere_when_it_is_full),
		area_test(movable_pages_make_room),
		area_test(a_page_that_cannot_be_moved_is_named),
		area_test(nobody_gets_what_another_has),
		area_test(areas_are_declared_with_blocks_of_several_pages),
		area_test(there_are_at_most_eight),
		area_test(pages_are_allocated_through_debugfs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
