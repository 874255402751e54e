// SPDX-License-Identifier: MIT
/* Scatterlists through an IOMMU: pieces that are apart become one run. */
#include <linux/delay.h>
#include <linux/random.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "fake_iommu.h"

#define PIECES	16

/* pages that are apart, each of one order */
static char *page[PIECES];
static struct scatterlist list[PIECES];

static void pages_get(unsigned int count, unsigned int order)
{
	unsigned int i;

	/* descending, so that neighbours in the list are none in memory */
	for (i = count; i-- > 0;)
		page[i] = (char *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, order);
	sg_init_table(list, count);
}

static void pages_put(unsigned int count, unsigned int order)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		free_pages((unsigned long)page[i], order);
}

static unsigned int mapped_len(unsigned int nents)
{
	unsigned int total = 0, i;

	for (i = 0; i < nents; i++)
		total += sg_dma_len(&list[i]);
	return total;
}

static void pages_that_are_apart_become_one_run(void **state)
{
	unsigned int i;

	pages_get(PIECES, 0);
	for (i = 0; i < PIECES; i++)
		sg_set_buf(&list[i], page[i], SZ_4K);
	assert_int_equal(dma_map_sg(master_a, list, PIECES, DMA_TO_DEVICE), 1);
	assert_int_equal(sg_dma_len(&list[0]), PIECES * SZ_4K);
	for (i = 0; i < PIECES; i++)
		assert_ptr_equal(fake_reach(master_a, sg_dma_address(list) + i * SZ_4K, SZ_4K,
					    MACHINE_READ), page[i]);
	assert_false(reads(master_a, sg_dma_address(list) + PIECES * SZ_4K, 1));
	assert_false(writes(master_a, sg_dma_address(list), 1));
	/* the list is as it was */
	for (i = 0; i < PIECES; i++) {
		assert_ptr_equal(sg_virt(&list[i]), page[i]);
		assert_int_equal(list[i].length, SZ_4K);
	}
	dma_unmap_sg(master_a, list, PIECES, DMA_TO_DEVICE);
	for (i = 0; i < PIECES; i++)
		assert_false(reads(master_a, sg_dma_address(list) + i * SZ_4K, 1));
	pages_put(PIECES, 0);
}

static void pieces_that_end_within_a_page_end_a_segment(void **state)
{
	pages_get(4, 0);
	sg_set_buf(&list[0], page[0] + 0x800, 0x800);	/* ends at a page's end */
	sg_set_buf(&list[1], page[1], SZ_4K);
	sg_set_buf(&list[2], page[2], 0x123);		/* does not */
	sg_set_buf(&list[3], page[3] + 0x10, 0x20);
	assert_int_equal(dma_map_sg(master_a, list, 4, DMA_FROM_DEVICE), 2);
	assert_int_equal(sg_dma_address(&list[0]) & 0xfff, 0x800);
	assert_int_equal(sg_dma_len(&list[0]), 0x800 + SZ_4K + 0x123);
	assert_int_equal(sg_dma_address(&list[1]) & 0xfff, 0x10);
	assert_int_equal(sg_dma_len(&list[1]), 0x20);
	assert_ptr_equal(fake_reach(master_a, sg_dma_address(&list[0]) + 0x800, 1, MACHINE_WRITE),
			 page[1]);
	assert_ptr_equal(fake_reach(master_a, sg_dma_address(&list[1]), 0x20, MACHINE_WRITE),
			 page[3] + 0x10);
	dma_unmap_sg(master_a, list, 4, DMA_FROM_DEVICE);
	assert_false(writes(master_a, sg_dma_address(&list[0]), 1));
	pages_put(4, 0);
}

static void segments_are_no_longer_than_the_device_can(void **state)
{
	struct device_dma_parameters parms = { 0 };
	unsigned int i;

	master_a->dma_parms = &parms;
	dma_set_max_seg_size(master_a, SZ_8K);
	pages_get(5, 0);
	for (i = 0; i < 5; i++)
		sg_set_buf(&list[i], page[i], SZ_4K);
	assert_int_equal(dma_map_sg(master_a, list, 5, DMA_TO_DEVICE), 3);
	assert_int_equal(sg_dma_len(&list[0]), SZ_8K);
	assert_int_equal(sg_dma_len(&list[2]), SZ_4K);
	assert_int_equal(mapped_len(3), 5 * SZ_4K);
	dma_unmap_sg(master_a, list, 5, DMA_TO_DEVICE);
	pages_put(5, 0);
	master_a->dma_parms = NULL;
}

static void no_segment_crosses_a_boundary(void **state)
{
	struct device_dma_parameters parms = { 0 };
	unsigned int i, count, round;

	master_a->dma_parms = &parms;
	dma_set_max_seg_size(master_a, SZ_1M);
	dma_set_seg_boundary(master_a, SZ_32K - 1);
	pages_get(6, 2);
	for (i = 0; i < 6; i++)
		sg_set_buf(&list[i], page[i], i % 2 ? SZ_16K : SZ_8K + SZ_4K);
	for (round = 0; round < 50; round++) {
		unsigned int total = 0;

		count = dma_map_sg(master_a, list, 6, DMA_TO_DEVICE);
		assert_true(count >= 3);
		for (i = 0; i < count; i++) {
			u64 first = sg_dma_address(&list[i]);
			u64 last = first + sg_dma_len(&list[i]) - 1;

			assert_int_equal(first & ~(u64)(SZ_32K - 1), last & ~(u64)(SZ_32K - 1));
			assert_true(reads(master_a, first, sg_dma_len(&list[i])));
			total += sg_dma_len(&list[i]);
		}
		assert_int_equal(total, 3 * SZ_16K + 3 * (SZ_8K + SZ_4K));
		dma_unmap_sg(master_a, list, 6, DMA_TO_DEVICE);
		for (i = 0; i < count; i++)
			assert_false(reads(master_a, sg_dma_address(&list[i]), 1));
	}
	pages_put(6, 2);
	master_a->dma_parms = NULL;
}

static void what_was_left_out_before_a_boundary_is_out_of_reach(void **state)
{
	struct device_dma_parameters parms = { 0 };
	dma_addr_t gap;

	master_a->dma_parms = &parms;
	dma_set_max_seg_size(master_a, SZ_1M);
	dma_set_seg_boundary(master_a, SZ_16K - 1);
	pages_get(2, 2);
	sg_set_buf(&list[0], page[0], SZ_8K + SZ_4K);
	sg_set_buf(&list[1], page[1], SZ_16K);
	assert_int_equal(dma_map_sg(master_a, list, 2, DMA_TO_DEVICE), 2);
	gap = sg_dma_address(&list[0]) + SZ_8K + SZ_4K;
	assert_int_equal(sg_dma_address(&list[1]), gap + SZ_4K);
	assert_false(reads(master_a, gap, 1));
	dma_unmap_sg(master_a, list, 2, DMA_TO_DEVICE);
	assert_false(reads(master_a, gap + SZ_4K, 1));
	assert_false(log_contains("WARNING"));
	pages_put(2, 2);
	master_a->dma_parms = NULL;
}

static void a_list_that_fails_leaves_nothing(void **state)
{
	unsigned int i;

	pages_get(PIECES, 0);
	for (i = 0; i < PIECES; i++)
		sg_set_buf(&list[i], page[i] + i, SZ_4K - i);
	for (i = 0; i < PIECES; i++) {
		fake.fail_map_after = i;
		assert_int_equal(dma_map_sg(master_a, list, PIECES, DMA_TO_DEVICE), 0);
		assert_int_equal(list[i].offset, i);
		assert_int_equal(list[i].length, SZ_4K - i);
		assert_int_equal(sg_dma_len(&list[i]), 0);
	}
	fake.fail_map_after = -1;
	assert_int_equal(fake.faults, 0);
	/* no address was lost: the same are taken again, and none is mapped already */
	assert_true(dma_map_sg(master_a, list, PIECES, DMA_TO_DEVICE) > 0);
	dma_unmap_sg(master_a, list, PIECES, DMA_TO_DEVICE);
	pages_put(PIECES, 0);
}

static void errors_say_what_to_do(void **state)
{
	struct sg_table sgt = { .sgl = list, .orig_nents = 2, .nents = 2 };

	pages_get(2, 0);
	sg_set_buf(&list[0], page[0], SZ_4K);
	sg_set_buf(&list[1], page[1], SZ_4K);
	fake.fail_map_after = 1;
	assert_int_equal(dma_map_sgtable(master_a, &sgt, DMA_TO_DEVICE, 0), -ENOMEM);
	fake.fail_map_after = -1;
	/* an entry of nothing */
	list[1].length = 0;
	assert_int_equal(dma_map_sgtable(master_a, &sgt, DMA_TO_DEVICE, 0), -EINVAL);
	assert_int_equal(dma_map_sg(master_a, list, 0, DMA_TO_DEVICE), 0);
	/* more than there are addresses */
	dma_set_mask(master_a, DMA_BIT_MASK(20));
	sg_set_page(&list[1], virt_to_page(page[1]), SZ_2M, 0);
	assert_int_equal(dma_map_sgtable(master_a, &sgt, DMA_TO_DEVICE, 0), -ENOMEM);
	assert_int_equal(fake_reach(master_a, 0x1000, 1, MACHINE_READ) != NULL, 0);
	pages_put(2, 0);
}

static void lists_may_be_chained(void **state)
{
	struct scatterlist first[3], second[2];

	pages_get(4, 0);
	sg_init_table(first, 3);
	sg_init_table(second, 2);
	sg_set_buf(&first[0], page[0], SZ_4K);
	sg_set_buf(&first[1], page[1], SZ_4K);
	sg_chain(first, 3, second);
	sg_set_buf(&second[0], page[2], 0x800);
	sg_set_buf(&second[1], page[3], SZ_4K);
	assert_int_equal(dma_map_sg(master_a, first, 4, DMA_TO_DEVICE), 2);
	assert_int_equal(sg_dma_len(&first[0]), SZ_8K + 0x800);
	assert_int_equal(sg_dma_len(&first[1]), SZ_4K);
	assert_ptr_equal(fake_reach(master_a, sg_dma_address(&first[1]), 8, MACHINE_READ), page[3]);
	dma_unmap_sg(master_a, first, 4, DMA_TO_DEVICE);
	assert_false(reads(master_a, sg_dma_address(&first[0]), 1));
	pages_put(4, 0);
}

static void lazy_a_list_waits_as_one(void **state)
{
	unsigned int i;
	dma_addr_t addr;

	pages_get(PIECES, 0);
	for (i = 0; i < PIECES; i++)
		sg_set_buf(&list[i], page[i], SZ_4K);
	fake.remembers = true;
	assert_int_equal(dma_map_sg(master_a, list, PIECES, DMA_TO_DEVICE), 1);
	addr = sg_dma_address(list);
	assert_true(reads(master_a, addr, SZ_4K));
	dma_unmap_sg(master_a, list, PIECES, DMA_TO_DEVICE);
	/* real time may have passed */
	if (!under_threads())
		assert_true(reads(master_a, addr, SZ_4K));
	assert_false(reads(master_a, addr + SZ_8K, SZ_4K));
	do {
		msleep(20);
	} while (!fake_count(&fake.flushes));
	assert_false(reads(master_a, addr, SZ_4K));
	assert_int_equal(dma_map_sg(master_a, list, PIECES, DMA_TO_DEVICE), 1);
	dma_unmap_sg(master_a, list, PIECES, DMA_TO_DEVICE);
	pages_put(PIECES, 0);
}

/* what a device reads of a mapped list is what the CPU wrote into its pieces, in order */
static void any_list_reads_as_it_was_written(void **state)
{
	struct device_dma_parameters parms = { 0 };
	unsigned int round, i, nents, count, at, got;
	char *expect = kmalloc(PIECES * SZ_16K, GFP_KERNEL);

	master_a->dma_parms = &parms;
	pages_get(PIECES, 2);
	for (round = 0; round < 300; round++) {
		dma_set_max_seg_size(master_a, SZ_4K << get_random_u32() % 5);
		dma_set_seg_boundary(master_a, (SZ_16K << get_random_u32() % 6) - 1);
		nents = 1 + get_random_u32() % PIECES;
		sg_init_table(list, nents);
		for (i = 0, at = 0; i < nents; i++) {
			unsigned int offset = get_random_u32() % 2 ? get_random_u32() % SZ_8K : 0;
			unsigned int len = get_random_u32() % 2 ? SZ_4K
					   : 1 + get_random_u32() % (SZ_16K - offset);

			sg_set_buf(&list[i], page[i] + offset, len);
			get_random_bytes(page[i] + offset, len);
			memcpy(expect + at, page[i] + offset, len);
			at += len;
		}
		count = dma_map_sg(master_a, list, nents, DMA_TO_DEVICE);
		assert_in_range(count, 1, nents);
		for (i = 0, got = 0; i < count; i++) {
			unsigned int done, len = sg_dma_len(&list[i]);

			for (done = 0; done < len; done++)
				if (done == 0 || done == len - 1 || !(get_random_u32() % 64))
					assert_int_equal(*(char *)fake_reach(master_a,
						sg_dma_address(&list[i]) + done, 1, MACHINE_READ),
						expect[got + done]);
			got += len;
		}
		assert_int_equal(got, at);
		dma_unmap_sg(master_a, list, nents, DMA_TO_DEVICE);
		for (i = 0; i < count; i++)
			assert_false(reads(master_a, sg_dma_address(&list[i]), 1));
	}
	assert_false(log_contains("WARNING"));
	pages_put(PIECES, 2);
	kfree(expect);
	master_a->dma_parms = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_world(fake_strict, pages_that_are_apart_become_one_run),
		with_world(fake_strict, pieces_that_end_within_a_page_end_a_segment),
		with_world(fake_strict, segments_are_no_longer_than_the_device_can),
		with_world(fake_strict, no_segment_crosses_a_boundary),
		with_world(fake_lazy, no_segment_crosses_a_boundary),
		with_world(fake_strict, what_was_left_out_before_a_boundary_is_out_of_reach),
		with_world(fake_strict, a_list_that_fails_leaves_nothing),
		with_world(fake_strict, errors_say_what_to_do),
		with_world(fake_strict, lists_may_be_chained),
		with_world(fake_lazy, lazy_a_list_waits_as_one),
		with_world(fake_strict, any_list_reads_as_it_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
