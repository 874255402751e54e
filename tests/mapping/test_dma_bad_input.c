// SPDX-License-Identifier: MIT
/*
 * Calls of DMA mapping that make no sense: each is refused with a line and
 * the error that Linux returns, and what comes after it works.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/scatterlist.h>

#include "debug_fixture.h"

static char *mem;

static int bad_setup(void **state)
{
	int err = debug_setup(state);

	mem = kmalloc(16384, GFP_KERNEL);
	return err;
}

/* nothing was mapped by it, and a right call works */
static int bad_teardown(void **state)
{
	dma_addr_t addr = map(mem, 64, DMA_TO_DEVICE);

	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	assert_int_equal(device_dma_mappings(dev), 0);
	kfree(mem);
	return mapping_teardown(state);
}

static void heard(const char *text)
{
	if (!log_contains(text))
		fail_msg("the log does not say \"%s\"", text);
}

/* ---- no device, no direction, nothing ------------------------------------------- */

static void no_device(void **state)
{
	struct scatterlist sg;
	struct sg_table table = { .sgl = &sg, .nents = 1, .orig_nents = 1 };
	dma_addr_t addr = 0;

	sg_init_one(&sg, mem, 64);
	assert_true(dma_map_single(NULL, mem, 64, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	heard("DMA-API: NULL NULL: dma_map_page_attrs() without a device");
	assert_true(dma_map_resource(NULL, 0x1000, 64, DMA_TO_DEVICE, 0) == DMA_MAPPING_ERROR);
	assert_int_equal(dma_map_sg(NULL, &sg, 1, DMA_TO_DEVICE), 0);
	assert_int_equal(dma_map_sgtable(NULL, &table, DMA_TO_DEVICE, 0), -EINVAL);
	assert_null(dma_alloc_coherent(NULL, 64, &addr, GFP_KERNEL));
	heard("DMA-API: NULL NULL: dma_alloc_attrs() without a device");
	assert_null(dma_alloc_pages(NULL, 4096, &addr, DMA_TO_DEVICE, GFP_KERNEL));
	dma_unmap_single(NULL, 0x1000, 64, DMA_TO_DEVICE);
	heard("DMA-API: NULL NULL: dma_unmap_page_attrs() without a device");
	dma_unmap_sg(NULL, &sg, 1, DMA_TO_DEVICE);
	dma_unmap_resource(NULL, 0x1000, 64, DMA_TO_DEVICE, 0);
	dma_sync_single_for_cpu(NULL, 0x1000, 64, DMA_TO_DEVICE);
	dma_sync_single_for_device(NULL, 0x1000, 64, DMA_TO_DEVICE);
	dma_sync_sg_for_cpu(NULL, &sg, 1, DMA_TO_DEVICE);
	dma_sync_sg_for_device(NULL, &sg, 1, DMA_TO_DEVICE);
	dma_free_coherent(NULL, 64, mem, 0x1000);
	assert_int_equal(dma_mapping_error(NULL, 0x1000), 0);
	assert_int_equal(dma_mapping_error(NULL, DMA_MAPPING_ERROR), -ENOMEM);
}

static void no_direction(void **state)
{
	struct scatterlist sg;
	dma_addr_t addr;

	sg_init_one(&sg, mem, 64);
	assert_true(dma_map_single(dev, mem, 64, DMA_NONE) == DMA_MAPPING_ERROR);
	heard("DMA-API: platform maptest: dma_map_page_attrs() with a direction that is none of "
	      "DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE [direction=3]");
	assert_true(dma_map_single(dev, mem, 64, 17) == DMA_MAPPING_ERROR);
	assert_int_equal(dma_map_sg(dev, &sg, 1, DMA_NONE), 0);
	assert_true(dma_map_resource(dev, 0x1000, 64, -1, 0) == DMA_MAPPING_ERROR);
	assert_null(dma_alloc_pages(dev, 4096, &addr, DMA_NONE, GFP_KERNEL));
	addr = map(mem, 64, DMA_TO_DEVICE);
	dma_sync_single_for_cpu(dev, addr, 64, DMA_NONE);
	dma_unmap_single(dev, addr, 64, DMA_NONE);
	assert_int_equal(device_dma_mappings(dev), 1);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
}

static void no_memory(void **state)
{
	struct scatterlist sg;

	assert_true(dma_map_single(dev, NULL, 64, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	said("device driver maps memory from invalid area [addr=");
	assert_true(dma_map_page(dev, NULL, 0, 64, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	sg_init_table(&sg, 1);
	assert_int_equal(dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE), 0);
	heard("dma_map_sg(): entry 0 of 1 of the scatterlist has no page");
}

static void a_device_without_a_mask(void **state)
{
	u64 *mask = dev->dma_mask;

	dev->dma_mask = NULL;
	assert_true(dma_map_single(dev, mem, 64, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	heard("WARNING: CPU: ");
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(32)), -EIO);
	dev->dma_mask = mask;
}

/* ---- sizes ------------------------------------------------------------------------ */

static void sizes_of_zero(void **state)
{
	dma_addr_t addr = dma_map_single(dev, mem, 0, DMA_TO_DEVICE);

	/* as in Linux, nothing can be mapped, and is */
	assert_int_equal(dma_mapping_error(dev, addr), 0);
	dma_sync_single_for_cpu(dev, addr, 0, DMA_TO_DEVICE);
	dma_unmap_single(dev, addr, 0, DMA_TO_DEVICE);
	assert_int_equal(errors(), 0);
	assert_null(dma_alloc_coherent(dev, 0, &addr, GFP_KERNEL));
	heard("DMA-API: platform maptest: dma_alloc_attrs() of 0 bytes: that is no size of memory");
	assert_null(dma_alloc_pages(dev, 0, &addr, DMA_TO_DEVICE, GFP_KERNEL));
}

static void sizes_that_overflow(void **state)
{
	struct scatterlist sg;
	dma_addr_t addr;

	assert_int_equal(dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)), 0);
	assert_true(dma_map_single(dev, mem, SIZE_MAX, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	/* what can't be reached bounces, and no pool is so large */
	heard("swiotlb buffer is full (sz: -1 bytes)");
	assert_true(dma_map_single(dev, mem, SIZE_MAX - 4096, DMA_TO_DEVICE) ==
		    DMA_MAPPING_ERROR);
	assert_true(dma_map_resource(dev, 0x10000, SIZE_MAX, DMA_TO_DEVICE, 0) ==
		    DMA_MAPPING_ERROR);
	assert_null(dma_alloc_coherent(dev, SIZE_MAX, &addr, GFP_KERNEL));
	heard("bytes: that is no size of memory");
	assert_null(dma_alloc_coherent(dev, SIZE_MAX - 8192, &addr, GFP_KERNEL));
	assert_null(dma_alloc_noncontiguous(dev, SIZE_MAX, DMA_TO_DEVICE, GFP_KERNEL, 0));
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(32)), 0);
	sg_init_one(&sg, mem, UINT_MAX);
	assert_int_equal(dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE), 0);
}

/* a sync that wraps around is of nothing that is mapped */
static void a_sync_that_overflows(void **state)
{
	dma_addr_t addr = map(mem, 64, DMA_FROM_DEVICE);

	dma_sync_single_for_cpu(dev, addr, SIZE_MAX, DMA_FROM_DEVICE);
	said("device driver tries to sync DMA memory it has not allocated");
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
}

/* ---- lists ------------------------------------------------------------------------- */

static void a_list_shorter_than_its_count(void **state)
{
	struct scatterlist sg[3];
	int i;

	sg_init_table(sg, 3);
	for (i = 0; i < 3; i++)
		sg_set_buf(&sg[i], mem + 4096 * i, 64);
	assert_int_equal(dma_map_sg(dev, sg, 5, DMA_TO_DEVICE), 0);
	heard("DMA-API: platform maptest: dma_map_sg(): the scatterlist ends after 3 of 5 entries");
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_int_equal(dma_map_sg(dev, sg, 3, DMA_TO_DEVICE), 3);
	dma_sync_sg_for_device(dev, sg, 9, DMA_TO_DEVICE);
	heard("dma_sync_sg_for_device(): the scatterlist ends after 3 of 9 entries");
	dma_unmap_sg(dev, sg, 7, DMA_TO_DEVICE);
	heard("dma_unmap_sg_attrs(): the scatterlist ends after 3 of 7 entries");
	assert_int_equal(device_dma_mappings(dev), 0);
}

static void no_list(void **state)
{
	struct sg_table table = { .sgl = NULL, .nents = 0, .orig_nents = 2 };

	assert_int_equal(dma_map_sg(dev, NULL, 1, DMA_TO_DEVICE), 0);
	heard("the scatterlist ends after 0 of 1 entries");
	assert_int_equal(dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0), -EINVAL);
	dma_unmap_sg(dev, NULL, 1, DMA_TO_DEVICE);
}

static void counts_of_nothing_and_less(void **state)
{
	struct scatterlist sg;
	struct sg_table table = { .sgl = &sg, .nents = 0, .orig_nents = 0 };

	sg_init_one(&sg, mem, 64);
	assert_int_equal(dma_map_sg(dev, &sg, 0, DMA_TO_DEVICE), 0);
	assert_int_equal(dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0), -EIO);
	assert_int_equal(dma_map_sg(dev, &sg, -3, DMA_TO_DEVICE), 0);
	dma_unmap_sg(dev, &sg, 0, DMA_TO_DEVICE);
	dma_unmap_sg(dev, &sg, -3, DMA_TO_DEVICE);
}

static void a_list_with_a_hole(void **state)
{
	struct scatterlist sg[3];

	sg_init_table(sg, 3);
	sg_set_buf(&sg[0], mem, 64);
	sg_set_buf(&sg[2], mem + 8192, 64);
	assert_int_equal(dma_map_sg(dev, sg, 3, DMA_TO_DEVICE), 0);
	heard("dma_map_sg(): entry 1 of 3 of the scatterlist has no page");
	assert_int_equal(device_dma_mappings(dev), 0);
}

/* two entries, then back to the first */
static void make_loop(struct scatterlist *sg)
{
	sg_init_table(sg, 3);
	sg_set_buf(&sg[0], mem, 64);
	sg_set_buf(&sg[1], mem + 4096, 64);
	sg_chain(sg, 3, sg);
}

static void a_chain_that_loops(void **state)
{
	struct scatterlist sg[3];

	make_loop(sg);
	assert_int_equal(dma_map_sg(dev, sg, 1000000000, DMA_TO_DEVICE), 0);
	heard("dma_map_sg(): the scatterlist is chained to itself before its 1000000000 entries "
	      "end");
	assert_int_equal(device_dma_mappings(dev), 0);
	/* as far as it is a list it can be mapped, and ended with a count that is none */
	assert_int_equal(dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 2);
	dma_unmap_sg(dev, sg, 1000000000, DMA_TO_DEVICE);
	heard("dma_unmap_sg_attrs(): the scatterlist is chained to itself");
	assert_int_equal(device_dma_mappings(dev), 0);
}

static void a_chain_that_loops_further_on(void **state)
{
	struct scatterlist first[3], sg[3];

	make_loop(sg);
	sg_init_table(first, 3);
	sg_set_buf(&first[0], mem, 64);
	sg_set_buf(&first[1], mem + 4096, 64);
	sg_chain(first, 3, sg);
	assert_int_equal(dma_map_sg(dev, first, 1000000, DMA_TO_DEVICE), 0);
	heard("dma_map_sg(): the scatterlist is chained to itself before its 1000000 entries end");
	assert_int_equal(device_dma_mappings(dev), 0);
}

static void a_chain_that_loops_is_counted_once(void **state)
{
	struct scatterlist sg[3];

	make_loop(sg);
	assert_in_range(sg_nents(sg), 2, 4);
	heard("a scatterlist is chained to itself");
	sg[0].length = sg[1].length = 0;
	assert_int_equal(sg_nents_for_len(sg, 100), -EINVAL);
}

/* ---- masks ------------------------------------------------------------------------- */

static void masks_of_zero(void **state)
{
	u64 before = *dev->dma_mask;

	assert_int_equal(dma_set_mask(dev, 0), -EIO);
	heard("platform maptest: DMA mask of zero: no memory is within its reach");
	assert_int_equal(dma_set_coherent_mask(dev, 0), -EIO);
	heard("platform maptest: coherent DMA mask of zero: no memory is within its reach");
	assert_int_equal(dma_set_mask_and_coherent(dev, 0), -EIO);
	assert_true(*dev->dma_mask == before);
}

static void a_device_whose_masks_are_zero(void **state)
{
	u64 before = *dev->dma_mask, coherent = dev->coherent_dma_mask;
	dma_addr_t addr;

	*dev->dma_mask = 0;
	dev->coherent_dma_mask = 0;
	assert_true(dma_map_single(dev, mem, 64, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	heard("overflow (mask 0, bus limit 0).");
	assert_null(dma_alloc_coherent(dev, 64, &addr, GFP_KERNEL));
	heard("coherent allocation of 4096 bytes failed (mask 0, bus limit 0)");
	*dev->dma_mask = before;
	dev->coherent_dma_mask = coherent;
}

#define bad(test) cmocka_unit_test_setup_teardown(test, bad_setup, bad_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		bad(no_device),
		bad(no_direction),
		bad(no_memory),
		bad(a_device_without_a_mask),
		bad(sizes_of_zero),
		bad(sizes_that_overflow),
		bad(a_sync_that_overflows),
		bad(a_list_shorter_than_its_count),
		bad(no_list),
		bad(counts_of_nothing_and_less),
		bad(a_list_with_a_hole),
		bad(a_chain_that_loops),
		bad(a_chain_that_loops_further_on),
		bad(a_chain_that_loops_is_counted_once),
		bad(masks_of_zero),
		bad(a_device_whose_masks_are_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
