// SPDX-License-Identifier: MIT
/* Scatterlists: <linux/scatterlist.h>. No device is needed. */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/mm_fixture.h"
#include "unit.h"

static unsigned char pattern(size_t i)
{
	return i * 7 + i / 253;
}

static void fill(unsigned char *buf, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		buf[i] = pattern(i);
}

static void assert_pattern(const unsigned char *buf, size_t len, size_t from)
{
	size_t i;

	for (i = 0; i < len; i++)
		assert_int_equal(buf[i], pattern(from + i));
}

/* ---- lists ------------------------------------------------------------- */

static void init_table_clears_and_marks_the_last(void **state)
{
	struct scatterlist sg[4];

	memset(sg, 0xff, sizeof(sg));
	sg_init_table(sg, 4);
	assert_false(sg_is_last(&sg[0]));
	assert_true(sg_is_last(&sg[3]));
	assert_false(sg_is_chain(&sg[3]));
	assert_null(sg_page(&sg[1]));
	assert_int_equal(sg_nents(sg), 4);
	assert_null(sg_next(&sg[3]));
	assert_ptr_equal(sg_last(sg, 4), &sg[3]);
}

static void entry_keeps_page_offset_length_and_marks(void **state)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct scatterlist sg[2];

	sg_init_table(sg, 2);
	sg_set_page(&sg[1], page, 100, 12);
	assert_ptr_equal(sg_page(&sg[1]), page);
	assert_int_equal(sg[1].length, 100);
	assert_int_equal(sg[1].offset, 12);
	assert_true(sg_is_last(&sg[1]));
	assert_true(sg_phys(&sg[1]) == page_to_phys(page) + 12);
	assert_ptr_equal(sg_virt(&sg[1]), (char *)page_address(page) + 12);
	sg_unmark_end(&sg[1]);
	assert_ptr_equal(sg_page(&sg[1]), page);
	assert_false(sg_is_last(&sg[1]));
	__free_page(page);
}

static void entry_can_be_any_memory(void **state)
{
	char local[40];
	char *heap = host_alloc(10000);
	struct scatterlist sg;

	sg_init_one(&sg, local + 3, 17);
	assert_ptr_equal(sg_virt(&sg), local + 3);
	assert_int_equal(sg.length, 17);
	assert_true(sg_is_last(&sg));
	sg_init_one(&sg, heap + 4099, 5000);
	assert_ptr_equal(sg_virt(&sg), heap + 4099);
	host_free(heap);
}

static void chain_is_followed(void **state)
{
	struct scatterlist a[3], b[4], *sg;
	char bytes[5];
	unsigned int i;

	sg_init_table(a, 3);
	sg_init_table(b, 4);
	sg_chain(a, 3, b);
	sg_set_buf(&a[0], &bytes[0], 1);
	sg_set_buf(&a[1], &bytes[1], 1);
	for (i = 0; i < 4; i++)
		sg_set_buf(&b[i], &bytes[0], i + 1);

	assert_true(sg_is_chain(&a[2]));
	assert_ptr_equal(sg_chain_ptr(&a[2]), b);
	assert_ptr_equal(sg_next(&a[1]), &b[0]);
	assert_int_equal(sg_nents(a), 6);
	assert_ptr_equal(sg_last(a, 6), &b[3]);
	for_each_sg(a, sg, 6, i)
		assert_false(sg_is_chain(sg));
	assert_null(sg);
}

static void entries_for_a_length(void **state)
{
	struct scatterlist sg[3];
	char buf[60];

	sg_init_table(sg, 3);
	sg_set_buf(&sg[0], buf, 10);
	sg_set_buf(&sg[1], buf, 20);
	sg_set_buf(&sg[2], buf, 30);
	assert_int_equal(sg_nents_for_len(sg, 0), 0);
	assert_int_equal(sg_nents_for_len(sg, 1), 1);
	assert_int_equal(sg_nents_for_len(sg, 10), 1);
	assert_int_equal(sg_nents_for_len(sg, 11), 2);
	assert_int_equal(sg_nents_for_len(sg, 60), 3);
	assert_int_equal(sg_nents_for_len(sg, 61), -EINVAL);
	assert_int_equal(sg_nents(NULL), 0);
}

static void bus_address_mark_is_separate(void **state)
{
	struct scatterlist sg;
	char c = 0;

	sg_init_one(&sg, &c, 1);
	assert_false(sg_is_dma_bus_address(&sg));
	sg_dma_mark_bus_address(&sg);
	assert_true(sg_is_dma_bus_address(&sg));
	assert_ptr_equal(sg_virt(&sg), &c);
	sg_dma_unmark_bus_address(&sg);
	assert_false(sg_is_dma_bus_address(&sg));
}

/* ---- tables ------------------------------------------------------------ */

static void check_table(struct sg_table *sgt, unsigned int nents)
{
	struct scatterlist *sg;
	unsigned int i;

	assert_int_equal(sgt->nents, nents);
	assert_int_equal(sgt->orig_nents, nents);
	assert_int_equal(sg_nents(sgt->sgl), nents);
	for_each_sgtable_sg(sgt, sg, i) {
		assert_non_null(sg);
		assert_false(sg_is_chain(sg));
		assert_int_equal(sg_is_last(sg), i == nents - 1);
	}
}

static void table_of_any_length_is_one_list(void **state)
{
	static const unsigned int lengths[] = {
		1, 2, 127, 128, 129, 255, 256, 257, 1000, 3000
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct sg_table sgt;

		assert_int_equal(sg_alloc_table(&sgt, lengths[i], GFP_KERNEL), 0);
		check_table(&sgt, lengths[i]);
		sg_free_table(&sgt);
		assert_null(sgt.sgl);
		sg_free_table(&sgt);
		assert_int_equal(mm_used(), 0);
	}
}

static void table_without_entries_is_refused(void **state)
{
	struct sg_table sgt;

	assert_int_equal(sg_alloc_table(&sgt, 0, GFP_KERNEL), -EINVAL);
	assert_null(sgt.sgl);
}

static unsigned int chunks_left;
static unsigned int chunks_out;

static struct scatterlist *count_alloc(unsigned int nents, gfp_t gfp)
{
	if (!chunks_left--)
		return NULL;
	chunks_out++;
	return kmalloc_array(nents, sizeof(struct scatterlist), gfp);
}

static void count_free(struct scatterlist *sgl, unsigned int nents)
{
	chunks_out--;
	kfree(sgl);
}

static void table_that_could_not_be_had_is_freed_in_full(void **state)
{
	unsigned int nents, have;

	for (nents = 10; nents < 50; nents++) {
		for (have = 0; have < nents / 9; have++) {
			struct sg_table sgt;

			chunks_left = have;
			chunks_out = 0;
			assert_int_equal(__sg_alloc_table(&sgt, nents, 10, NULL,
							  0, GFP_KERNEL,
							  count_alloc), -ENOMEM);
			__sg_free_table(&sgt, 10, 0, count_free,
					sgt.orig_nents);
			assert_int_equal(chunks_out, 0);
			assert_int_equal(mm_used(), 0);
		}
	}
}

static void chained_table_uses_the_first_chunk(void **state)
{
	struct scatterlist first[8];
	struct sg_table sgt = { .sgl = first };
	int nents;

	assert_int_equal(sg_alloc_table_chained(&sgt, 8, first, 8), 0);
	assert_ptr_equal(sgt.sgl, first);
	check_table(&sgt, 8);
	assert_int_equal(mm_used(), 0);
	sg_free_table_chained(&sgt, 8);

	for (nents = 9; nents < 400; nents += 13) {
		assert_int_equal(sg_alloc_table_chained(&sgt, nents, first, 8), 0);
		assert_ptr_equal(sgt.sgl, first);
		check_table(&sgt, nents);
		sg_free_table_chained(&sgt, 8);
		assert_int_equal(mm_used(), 0);
	}
}

static void chained_table_leaves_a_chunk_of_one_alone(void **state)
{
	struct scatterlist first[1];
	struct sg_table sgt = { .sgl = first };

	assert_int_equal(sg_alloc_table_chained(&sgt, 5, first, 1), 0);
	assert_ptr_not_equal(sgt.sgl, first);
	check_table(&sgt, 5);
	sg_free_table_chained(&sgt, 1);
	assert_int_equal(sg_alloc_table_chained(&sgt, 300, NULL, 0), 0);
	check_table(&sgt, 300);
	sg_free_table_chained(&sgt, 0);
	assert_int_equal(mm_used(), 0);
}

/* ---- tables over pages ------------------------------------------------- */

#define NR_PAGES 12

/* a run of pages and their pointers */
static struct page *page_run(struct page **pages, unsigned int nr)
{
	char *mem = alloc_pages_exact(nr * PAGE_SIZE, GFP_KERNEL);
	unsigned int i;

	for (i = 0; i < nr; i++)
		pages[i] = virt_to_page(mem + i * PAGE_SIZE);
	return pages[0];
}

static void pages_in_a_row_become_one_entry(void **state)
{
	struct page *pages[NR_PAGES];
	struct sg_table sgt;

	page_run(pages, NR_PAGES);
	assert_int_equal(sg_alloc_table_from_pages(&sgt, pages, NR_PAGES, 100,
						   5 * PAGE_SIZE, GFP_KERNEL), 0);
	check_table(&sgt, 1);
	assert_ptr_equal(sg_page(sgt.sgl), pages[0]);
	assert_int_equal(sgt.sgl->offset, 100);
	assert_int_equal(sgt.sgl->length, 5 * PAGE_SIZE);
	sg_free_table(&sgt);
	free_pages_exact(page_address(pages[0]), NR_PAGES * PAGE_SIZE);
}

static void gaps_between_pages_make_entries(void **state)
{
	struct page *run[NR_PAGES], *pages[5];
	struct sg_table sgt;
	struct scatterlist *sg;

	page_run(run, NR_PAGES);
	pages[0] = run[3];
	pages[1] = run[4];
	pages[2] = run[8];
	pages[3] = run[7];
	pages[4] = run[10];
	assert_int_equal(sg_alloc_table_from_pages(&sgt, pages, 5, 10,
						   5 * PAGE_SIZE - 30,
						   GFP_KERNEL), 0);
	check_table(&sgt, 4);
	sg = sgt.sgl;
	assert_int_equal(sg->offset, 10);
	assert_int_equal(sg->length, 2 * PAGE_SIZE - 10);
	sg = sg_next(sg);
	assert_ptr_equal(sg_page(sg), run[8]);
	assert_int_equal(sg->length, PAGE_SIZE);
	sg = sg_next(sg_next(sg));
	assert_ptr_equal(sg_page(sg), run[10]);
	assert_int_equal(sg->length, PAGE_SIZE - 20);
	sg_free_table(&sgt);
	free_pages_exact(page_address(run[0]), NR_PAGES * PAGE_SIZE);
}

static void segments_are_no_longer_than_asked(void **state)
{
	struct page *pages[NR_PAGES];
	struct sg_table sgt;
	struct scatterlist *sg;
	unsigned int i;

	page_run(pages, NR_PAGES);
	assert_int_equal(sg_alloc_table_from_pages_segment(&sgt, pages, NR_PAGES,
							   0, NR_PAGES * PAGE_SIZE,
							   5 * PAGE_SIZE + 7,
							   GFP_KERNEL), 0);
	check_table(&sgt, 3);
	for_each_sgtable_sg(&sgt, sg, i)
		assert_int_equal(sg->length, (i < 2 ? 5 : 2) * PAGE_SIZE);
	sg_free_table(&sgt);
	free_pages_exact(page_address(pages[0]), NR_PAGES * PAGE_SIZE);
}

static void segment_below_a_page_is_refused(void **state)
{
	struct page *pages[1];
	struct sg_table sgt;

	page_run(pages, 1);
	assert_int_equal(sg_alloc_table_from_pages_segment(&sgt, pages, 1, 0, 10,
							   100, GFP_KERNEL),
			 -EINVAL);
	free_pages_exact(page_address(pages[0]), PAGE_SIZE);
}

static void appended_pages_continue_the_last_entry(void **state)
{
	struct sg_append_table table = { 0 };
	struct page *run[NR_PAGES];
	unsigned int i;

	page_run(run, NR_PAGES);
	for (i = 0; i < 4; i++)
		assert_int_equal(sg_alloc_append_table_from_pages(&table,
				&run[i], 1, 0, PAGE_SIZE, UINT_MAX, 5 - i,
				GFP_KERNEL), 0);
	assert_int_equal(table.sgt.orig_nents, 1);
	assert_int_equal(table.sgt.sgl->length, 4 * PAGE_SIZE);

	/* a gap, then the end */
	assert_int_equal(sg_alloc_append_table_from_pages(&table, &run[8], 2, 0,
			2 * PAGE_SIZE, UINT_MAX, 0, GFP_KERNEL), 0);
	check_table(&table.sgt, 2);
	assert_ptr_equal(sg_page(table.prv), run[8]);
	assert_int_equal(table.prv->length, 2 * PAGE_SIZE);
	sg_free_append_table(&table);
	free_pages_exact(page_address(run[0]), NR_PAGES * PAGE_SIZE);
	assert_int_equal(mm_used(), 0);
}

static void many_appended_pages_are_chained(void **state)
{
	struct sg_append_table table = { 0 };
	static struct page *pages[700];
	struct scatterlist *sg;
	unsigned int i;

	for (i = 0; i < 700; i++)
		pages[i] = alloc_page(GFP_KERNEL);
	/* every other page, so that nothing merges */
	for (i = 0; i < 700; i += 2)
		assert_int_equal(sg_alloc_append_table_from_pages(&table,
				&pages[i], 1, 0, PAGE_SIZE, PAGE_SIZE,
				(698 - i) / 2, GFP_KERNEL), 0);
	check_table(&table.sgt, 350);
	for_each_sgtable_sg(&table.sgt, sg, i)
		assert_ptr_equal(sg_page(sg), pages[2 * i]);
	sg_free_append_table(&table);
	for (i = 0; i < 700; i++)
		__free_page(pages[i]);
	assert_int_equal(mm_used(), 0);
}

static void later_pages_start_at_their_beginning(void **state)
{
	struct sg_append_table table = { 0 };
	struct page *run[2];

	page_run(run, 2);
	assert_int_equal(sg_alloc_append_table_from_pages(&table, run, 1, 4,
			PAGE_SIZE - 4, UINT_MAX, 1, GFP_KERNEL), 0);
	assert_int_equal(sg_alloc_append_table_from_pages(&table, run + 1, 1, 4,
			PAGE_SIZE, UINT_MAX, 0, GFP_KERNEL), -EINVAL);
	sg_free_append_table(&table);
	free_pages_exact(page_address(run[0]), 2 * PAGE_SIZE);
}

/* ---- walks ------------------------------------------------------------- */

static void page_walk_visits_every_page(void **state)
{
	struct page *run[NR_PAGES];
	struct scatterlist sg[3];
	struct sg_page_iter piter;
	static const unsigned int expected[] = { 2, 3, 6, 9, 10 };
	unsigned int n = 0;

	page_run(run, NR_PAGES);
	sg_init_table(sg, 3);
	sg_set_page(&sg[0], run[2], PAGE_SIZE, 200);	/* touches two pages */
	sg_set_page(&sg[1], run[6], 1, PAGE_SIZE - 1);
	sg_set_page(&sg[2], run[9], 2 * PAGE_SIZE, 0);
	for_each_sg_page(sg, &piter, 3, 0) {
		assert_ptr_equal(sg_page_iter_page(&piter), run[expected[n]]);
		n++;
	}
	assert_int_equal(n, ARRAY_SIZE(expected));

	n = 3;
	for_each_sg_page(sg, &piter, 3, 3) {
		assert_ptr_equal(sg_page_iter_page(&piter), run[expected[n]]);
		n++;
	}
	assert_int_equal(n, ARRAY_SIZE(expected));

	n = 0;
	for_each_sg_page(sg, &piter, 1, 0)
		n++;
	assert_int_equal(n, 2);
	free_pages_exact(page_address(run[0]), NR_PAGES * PAGE_SIZE);
}

static void dma_walk_goes_by_bus_address(void **state)
{
	struct scatterlist sg[2];
	struct sg_dma_page_iter iter;
	static const dma_addr_t expected[] = {
		0x10000, 0x11000, 0x50000, 0x51000, 0x52000
	};
	unsigned int n = 0;
	struct sg_table sgt = { .sgl = sg, .nents = 2, .orig_nents = 2 };

	sg_init_table(sg, 2);
	sg_dma_address(&sg[0]) = 0x10000;
	sg_dma_len(&sg[0]) = 2 * PAGE_SIZE;
	sg_dma_address(&sg[1]) = 0x50000;
	sg_dma_len(&sg[1]) = 2 * PAGE_SIZE + 1;
	for_each_sgtable_dma_page(&sgt, &iter, 0) {
		assert_true(sg_page_iter_dma_address(&iter) == expected[n]);
		n++;
	}
	assert_int_equal(n, ARRAY_SIZE(expected));
}

/* a list of uneven pieces, chained, over @buf */
static struct scatterlist *uneven(struct scatterlist *a, struct scatterlist *b,
				  char *buf, size_t *total, unsigned int *nents)
{
	static const unsigned int lens[] = { 1, 4095, 5000, 3, 8192, 100 };
	static const unsigned int offs[] = { 7, 4096, 8300, 20000, 24576, 40001 };
	unsigned int i;

	sg_init_table(a, 4);
	sg_init_table(b, 3);
	sg_chain(a, 4, b);
	*total = 0;
	for (i = 0; i < 6; i++) {
		struct scatterlist *sg = i < 3 ? &a[i] : &b[i - 3];

		sg_set_buf(sg, buf + offs[i], lens[i]);
		*total += lens[i];
	}
	*nents = 6;
	return a;
}

#define UNEVEN_SIZE (11 * PAGE_SIZE)

static void byte_walk_stays_within_pages_and_entries(void **state)
{
	char *buf = alloc_pages_exact(UNEVEN_SIZE, GFP_KERNEL);
	struct scatterlist a[4], b[3], *sgl;
	struct sg_mapping_iter miter;
	unsigned int nents;
	size_t total, seen = 0;

	sgl = uneven(a, b, buf, &total, &nents);
	sg_miter_start(&miter, sgl, nents, SG_MITER_FROM_SG);
	while (sg_miter_next(&miter)) {
		assert_true(miter.length > 0);
		assert_true(offset_in_page(miter.addr) + miter.length <= PAGE_SIZE);
		assert_ptr_equal(virt_to_page(miter.addr), miter.page);
		assert_int_equal(miter.consumed, miter.length);
		seen += miter.length;
	}
	sg_miter_stop(&miter);
	assert_int_equal(seen, total);
	assert_false(sg_miter_next(&miter));
	free_pages_exact(buf, UNEVEN_SIZE);
}

static void byte_walk_resumes_after_what_was_consumed(void **state)
{
	char *buf = alloc_pages_exact(UNEVEN_SIZE, GFP_KERNEL);
	struct scatterlist a[4], b[3], *sgl;
	struct sg_mapping_iter miter;
	unsigned int nents, steps = 0;
	size_t total, seen = 0;

	sgl = uneven(a, b, buf, &total, &nents);
	sg_miter_start(&miter, sgl, nents, SG_MITER_TO_SG | SG_MITER_ATOMIC);
	while (sg_miter_next(&miter)) {
		miter.consumed = min_t(size_t, miter.length, 1000);
		seen += miter.consumed;
		if (++steps % 3 == 0)
			sg_miter_stop(&miter);
	}
	sg_miter_stop(&miter);
	assert_int_equal(seen, total);
	free_pages_exact(buf, UNEVEN_SIZE);
}

static void atomic_walk_forbids_sleeping_until_it_stops(void **state)
{
	char buf[10] = "";
	struct scatterlist sg;
	struct sg_mapping_iter miter;
	int before = preempt_count();

	sg_init_one(&sg, buf, sizeof(buf));
	sg_miter_start(&miter, &sg, 1, SG_MITER_ATOMIC | SG_MITER_FROM_SG);
	assert_true(sg_miter_next(&miter));
	assert_int_equal(preempt_count(), before + 1);
	sg_miter_stop(&miter);
	assert_int_equal(preempt_count(), before);
}

static void byte_walk_skips(void **state)
{
	unsigned char *buf = alloc_pages_exact(UNEVEN_SIZE, GFP_KERNEL);
	struct scatterlist a[4], b[3], *sgl;
	struct sg_mapping_iter miter;
	unsigned char *flat = kmalloc(20000, GFP_KERNEL);
	unsigned int nents;
	size_t total, skip;

	sgl = uneven(a, b, (char *)buf, &total, &nents);
	fill(flat, total);
	assert_int_equal(sg_copy_from_buffer(sgl, nents, flat, total), total);
	for (skip = 0; skip < total; skip += 611) {
		sg_miter_start(&miter, sgl, nents, SG_MITER_FROM_SG);
		assert_true(sg_miter_skip(&miter, skip));
		assert_true(sg_miter_next(&miter));
		assert_pattern(miter.addr, miter.length, skip);
		sg_miter_stop(&miter);
	}
	sg_miter_start(&miter, sgl, nents, SG_MITER_FROM_SG);
	assert_false(sg_miter_skip(&miter, total + 1));
	kfree(flat);
	free_pages_exact(buf, UNEVEN_SIZE);
}

static void offset_beyond_the_first_page_counts(void **state)
{
	unsigned char *buf = alloc_pages_exact(4 * PAGE_SIZE, GFP_KERNEL);
	unsigned char out[3000];
	struct scatterlist sg;

	fill(buf, 4 * PAGE_SIZE);
	sg_init_table(&sg, 1);
	sg_set_page(&sg, virt_to_page(buf), 3000, 2 * PAGE_SIZE + 2000);
	assert_int_equal(sg_copy_to_buffer(&sg, 1, out, sizeof(out)), 3000);
	assert_pattern(out, 3000, 2 * PAGE_SIZE + 2000);
	free_pages_exact(buf, 4 * PAGE_SIZE);
}

/* ---- copies ------------------------------------------------------------ */

static void copies_go_there_and_back(void **state)
{
	char *buf = alloc_pages_exact(UNEVEN_SIZE, GFP_KERNEL | __GFP_ZERO);
	unsigned char *flat = kmalloc(20000, GFP_KERNEL);
	struct scatterlist a[4], b[3], *sgl;
	unsigned int nents;
	size_t total;

	sgl = uneven(a, b, buf, &total, &nents);
	fill(flat, 20000);
	assert_int_equal(sg_copy_from_buffer(sgl, nents, flat, 20000), total);
	memset(flat, 0, 20000);
	assert_int_equal(sg_copy_to_buffer(sgl, nents, flat, 20000), total);
	assert_pattern(flat, total, 0);
	assert_int_equal(flat[total], 0);
	/* fewer entries, fewer bytes */
	assert_int_equal(sg_copy_to_buffer(sgl, 2, flat, 20000), 4096);
	kfree(flat);
	free_pages_exact(buf, UNEVEN_SIZE);
}

static void copies_from_an_offset_on(void **state)
{
	char *buf = alloc_pages_exact(UNEVEN_SIZE, GFP_KERNEL | __GFP_ZERO);
	unsigned char *flat = kmalloc(20000, GFP_KERNEL);
	struct scatterlist a[4], b[3], *sgl;
	unsigned int nents;
	size_t total;

	sgl = uneven(a, b, buf, &total, &nents);
	fill(flat, total);
	sg_copy_from_buffer(sgl, nents, flat, total);
	assert_int_equal(sg_pcopy_to_buffer(sgl, nents, flat, 500, 4090), 500);
	assert_pattern(flat, 500, 4090);
	assert_int_equal(sg_pcopy_to_buffer(sgl, nents, flat, 500, total - 20), 20);
	assert_int_equal(sg_pcopy_to_buffer(sgl, nents, flat, 500, total + 20), 0);
	memset(flat, 0xab, 7);
	assert_int_equal(sg_pcopy_from_buffer(sgl, nents, flat, 7, 4093), 7);
	sg_copy_to_buffer(sgl, nents, flat, total);
	assert_pattern(flat, 4093, 0);
	assert_null(memchr_inv(flat + 4093, 0xab, 7));
	assert_pattern(flat + 4100, total - 4100, 4100);
	kfree(flat);
	free_pages_exact(buf, UNEVEN_SIZE);
}

static void zeroing_touches_only_its_range(void **state)
{
	char *buf = alloc_pages_exact(UNEVEN_SIZE, GFP_KERNEL);
	unsigned char *flat = kmalloc(20000, GFP_KERNEL);
	struct scatterlist a[4], b[3], *sgl;
	unsigned int nents;
	size_t total;

	sgl = uneven(a, b, buf, &total, &nents);
	fill(flat, total);
	sg_copy_from_buffer(sgl, nents, flat, total);
	assert_int_equal(sg_zero_buffer(sgl, nents, 6000, 100), 6000);
	sg_copy_to_buffer(sgl, nents, flat, total);
	assert_pattern(flat, 100, 0);
	assert_null(memchr_inv(flat + 100, 0, 6000));
	assert_pattern(flat + 6100, total - 6100, 6100);
	kfree(flat);
	free_pages_exact(buf, UNEVEN_SIZE);
}

/* ---- lists with memory of their own ------------------------------------ */

static void list_with_memory_has_the_length_asked_for(void **state)
{
	struct scatterlist *sgl, *sg;
	unsigned int nents, i;
	size_t total = 0;

	sgl = sgl_alloc(10 * PAGE_SIZE + 100, GFP_KERNEL, &nents);
	assert_int_equal(nents, 11);
	for_each_sg(sgl, sg, nents, i) {
		total += sg->length;
		memset(sg_virt(sg), 1, sg->length);
	}
	assert_int_equal(total, 10 * PAGE_SIZE + 100);
	assert_int_equal(sg_nents(sgl), 11);
	sgl_free(sgl);
	assert_int_equal(mm_used(), 0);
}

static void list_with_blocks_can_be_chainable(void **state)
{
	struct scatterlist *sgl;
	unsigned int nents;

	sgl = sgl_alloc_order(9 * PAGE_SIZE, 2, true, GFP_KERNEL, &nents);
	assert_int_equal(nents, 3);
	assert_int_equal(sg_nents(sgl), 4);
	assert_int_equal(sgl->length, 4 * PAGE_SIZE);
	sgl_free_order(sgl, 2);
	assert_int_equal(mm_used(), 0);
}

static void list_without_memory_for_it_is_refused(void **state)
{
	assert_null(sgl_alloc(MM_BANK_SIZE, GFP_KERNEL | __GFP_NOWARN, NULL));
	assert_int_equal(mm_used(), 0);
}

/* ---- splits ------------------------------------------------------------ */

static size_t length_of(struct scatterlist *sgl)
{
	size_t total = 0;

	for (; sgl; sgl = sg_next(sgl))
		total += sgl->length;
	return total;
}

static void parts_hold_what_the_whole_held(void **state)
{
	char *buf = alloc_pages_exact(UNEVEN_SIZE, GFP_KERNEL);
	unsigned char *flat = kmalloc(20000, GFP_KERNEL);
	struct scatterlist a[4], b[3], *sgl, *out[3];
	const size_t sizes[] = { 10, 9000, 3001 };
	unsigned int nents, i;
	size_t total, at = 5;

	sgl = uneven(a, b, buf, &total, &nents);
	fill(flat, total);
	sg_copy_from_buffer(sgl, nents, flat, total);
	assert_int_equal(sg_split(sgl, 0, 5, 3, sizes, out, NULL, GFP_KERNEL), 0);
	for (i = 0; i < 3; i++) {
		assert_int_equal(length_of(out[i]), sizes[i]);
		sg_copy_to_buffer(out[i], sg_nents(out[i]), flat, sizes[i]);
		assert_pattern(flat, sizes[i], at);
		at += sizes[i];
		kfree(out[i]);
	}
	kfree(flat);
	free_pages_exact(buf, UNEVEN_SIZE);
	assert_int_equal(mm_used(), 0);
}

static void parts_start_at_entries(void **state)
{
	struct scatterlist sg[3], *out[2];
	const size_t sizes[] = { 20, 30 };
	char buf[60];

	sg_init_table(sg, 3);
	sg_set_buf(&sg[0], buf, 10);
	sg_set_buf(&sg[1], buf + 10, 20);
	sg_set_buf(&sg[2], buf + 30, 30);
	/* what is skipped ends where an entry ends: that entry has no part */
	assert_int_equal(sg_split(sg, 0, 10, 2, sizes, out, NULL, GFP_KERNEL), 0);
	assert_int_equal(sg_nents(out[0]), 1);
	assert_ptr_equal(sg_virt(out[0]), buf + 10);
	assert_int_equal(out[0]->length, 20);
	assert_int_equal(sg_nents(out[1]), 1);
	assert_ptr_equal(sg_virt(out[1]), buf + 30);
	kfree(out[0]);
	kfree(out[1]);
}

static void mapped_parts_have_their_bus_addresses(void **state)
{
	struct scatterlist sg[3], *out[2];
	const size_t sizes[] = { 15, 40 };
	int mapped[2];
	char buf[60];

	sg_init_table(sg, 3);
	sg_set_buf(&sg[0], buf, 10);
	sg_set_buf(&sg[1], buf + 10, 20);
	sg_set_buf(&sg[2], buf + 30, 30);
	/* as an IOMMU might: the first two entries in one */
	sg_dma_address(&sg[0]) = 0x1000;
	sg_dma_len(&sg[0]) = 30;
	sg_dma_address(&sg[1]) = 0x8000;
	sg_dma_len(&sg[1]) = 30;
	assert_int_equal(sg_split(sg, 2, 5, 2, sizes, out, mapped, GFP_KERNEL), 0);
	assert_int_equal(mapped[0], 1);
	assert_true(sg_dma_address(out[0]) == 0x1005);
	assert_int_equal(sg_dma_len(out[0]), 15);
	assert_int_equal(mapped[1], 2);
	assert_true(sg_dma_address(out[1]) == 0x1014);
	assert_int_equal(sg_dma_len(out[1]), 10);
	assert_true(sg_dma_address(&out[1][1]) == 0x8000);
	assert_int_equal(sg_dma_len(&out[1][1]), 30);
	kfree(out[0]);
	kfree(out[1]);
}

static void split_of_too_little_is_refused(void **state)
{
	const size_t sizes[] = { 30, 40 };
	struct scatterlist sg, *out[2];
	char buf[60] = "";

	sg_init_one(&sg, buf, 60);
	assert_int_equal(sg_split(&sg, 0, 0, 2, sizes, out, NULL, GFP_KERNEL),
			 -EINVAL);
	assert_int_equal(sg_split(&sg, 0, 61, 1, sizes, out, NULL, GFP_KERNEL),
			 -EINVAL);
	assert_int_equal(mm_used(), 0);
}

#define in_memory(test) \
	cmocka_unit_test_setup_teardown(test, mm_setup, mm_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_memory(init_table_clears_and_marks_the_last),
		in_memory(entry_keeps_page_offset_length_and_marks),
		in_memory(entry_can_be_any_memory),
		in_memory(chain_is_followed),
		in_memory(entries_for_a_length),
		in_memory(bus_address_mark_is_separate),
		in_memory(table_of_any_length_is_one_list),
		in_memory(table_without_entries_is_refused),
		in_memory(table_that_could_not_be_had_is_freed_in_full),
		in_memory(chained_table_uses_the_first_chunk),
		in_memory(chained_table_leaves_a_chunk_of_one_alone),
		in_memory(pages_in_a_row_become_one_entry),
		in_memory(gaps_between_pages_make_entries),
		in_memory(segments_are_no_longer_than_asked),
		in_memory(segment_below_a_page_is_refused),
		in_memory(appended_pages_continue_the_last_entry),
		in_memory(many_appended_pages_are_chained),
		in_memory(later_pages_start_at_their_beginning),
		in_memory(page_walk_visits_every_page),
		in_memory(dma_walk_goes_by_bus_address),
		in_memory(byte_walk_stays_within_pages_and_entries),
		in_memory(byte_walk_resumes_after_what_was_consumed),
		in_memory(atomic_walk_forbids_sleeping_until_it_stops),
		in_memory(byte_walk_skips),
		in_memory(offset_beyond_the_first_page_counts),
		in_memory(copies_go_there_and_back),
		in_memory(copies_from_an_offset_on),
		in_memory(zeroing_touches_only_its_range),
		in_memory(list_with_memory_has_the_length_asked_for),
		in_memory(list_with_blocks_can_be_chainable),
		in_memory(list_without_memory_for_it_is_refused),
		in_memory(parts_hold_what_the_whole_held),
		in_memory(parts_start_at_entries),
		in_memory(mapped_parts_have_their_bus_addresses),
		in_memory(split_of_too_little_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
